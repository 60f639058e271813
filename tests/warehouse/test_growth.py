"""A workspace made before the schema grew goes on working."""

from pathlib import Path

import pyarrow.parquet as pq

from tests.support import Lab


def test_a_column_that_older_files_and_tables_lack_is_null_in_them(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.declare("cn_list", "commercial")
    lab.land("cn_list", [{"source_key": "a", "name": "王小明"}])
    lab.run()
    # As it was before the raw field and the table's column came.
    (path,) = lab.workspace.raw("cn_list").glob("*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["grade"]), path)
    with lab.open() as con:
        con.execute("ALTER TABLE record DROP COLUMN grade")

    lab.land("cn_list", [{"source_key": "a", "name": "王小明", "grade": "三级甲等"}], at=1)
    lab.run(as_of=1)
    assert [
        row["grade"] for row in lab.table("SELECT first_seen_at, grade FROM spell JOIN record USING (content_digest)")
    ] == [
        None,
        "32",
    ]
