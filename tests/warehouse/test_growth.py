"""A workspace made before the schema grew goes on working."""

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tests.support import DAY_0, Lab
from warehouse.release import publish, view_release


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


def test_a_release_that_lacks_a_column_and_a_table_is_read_and_followed(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.declare("cn_list", "commercial")
    lab.land("cn_list", [{"source_key": "a", "name": "王小明"}])
    lab.run()
    with lab.open() as con:
        old = publish(lab.workspace, con, DAY_0, {}).folder
    # As it was before the table and the column came.
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    del manifest["tables"]["institution_claim"], manifest["tables"]["listing"]["sha256"]
    (old / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (old / "institution_claim.parquet").unlink()
    listing = old / "listing.parquet"
    pq.write_table(pq.read_table(listing).drop_columns(["gender"]), listing)

    with duckdb.connect() as con:
        assert "claim" not in view_release(con, old)
    with lab.open() as con:
        new = publish(lab.workspace, con, DAY_0, {})
    assert new.manifest["changes"]["listing"] == {"added": 0, "removed": 0, "changed": 0}
    with duckdb.connect() as con:
        assert "claim" in view_release(con, new.folder)
