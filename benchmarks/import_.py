"""Import 5 M rows of Parquet and of CSV and take them into history: seconds, rows a second, peak memory.

python -m benchmarks.import_ [ROWS] prints one table, medians of RUNS runs. The rows are made up with numpy: 12 columns,
as many names, institutions and numbers as the country has.
"""

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from benchmarks import alone, heading, middle
from crawlers.imports import import_files
from normalize.divisions import is_division
from warehouse.history import take_in_all
from warehouse.source import Source, declare
from warehouse.workspace import Workspace, utc_now

RUNS = 3
_HEADINGS = {
    "name": "姓名", "gender": "性别", "level": "医师级别", "category": "执业类别", "scope": "执业范围",
    "certificate_no": "执业证书编码", "institution": "主要执业机构", "registration_no": "机构登记号",
    "province": "执业地点", "status": "注册状态", "registered_on": "注册日期", "asserted_on": "数据截止日期",
}  # fmt: skip


def made_up(rows: int, seed: int = 1) -> pa.Table:
    """A national delivery of that many rows, one certificate number each."""
    rng = np.random.default_rng(seed)

    def pick(words: list[str], size: int = rows) -> pa.Array:
        return pa.array(words).take(pa.array(rng.integers(0, len(words), size)))

    def join(*parts: pa.Array | str) -> pa.Array:
        return pa.compute.binary_join_element_wise(*parts, "")

    def number(low: int, high: int, digits: int) -> pa.Array:
        return pa.compute.utf8_lpad(pa.array(rng.integers(low, high, rows)).cast(pa.string()), digits, "0")

    surnames, given = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), list("伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平")
    institution = rng.integers(0, 100_000, rows)
    places = pa.array([f"某省第{n}人民医院" for n in range(100_000)])
    licences = pa.array([f"PDY99{n:05}33010617A1001" for n in range(100_000)])
    divisions = [str(code) for code in range(110_000, 660_000) if is_division(str(code))]
    return pa.table(
        {
            "姓名": join(pick(surnames), pick(given), pick(given)),
            "性别": pick(["男", "女"]),
            "医师级别": pick(["执业医师", "执业助理医师"]),
            "执业类别": pick(["临床", "口腔", "公共卫生", "中医"]),
            "执业范围": pick(["内科专业", "外科专业", "儿科专业、全科医学专业", "中医专业"]),
            "执业证书编码": join(pick(["110", "120", "130", "141"]), pick(divisions), "99", number(0, 10_000, 4)),
            "主要执业机构": places.take(pa.array(institution)),
            "机构登记号": licences.take(pa.array(institution)),
            "执业地点": pick(["浙江省", "广东省", "四川省", "河南省", "山东省"]),
            "注册状态": pick(["正常", "注销"]),
            "注册日期": join(number(2000, 2026, 4), "-", number(1, 13, 2), "-", number(1, 29, 2)),
            "数据截止日期": pa.repeat("2026-02-28", rows),
        }
    )


def made_up_source() -> Source:
    """Declare the delivery."""
    return declare(
        "benchmark", id="made_up_delivery", title="made up", publisher="nobody", tier="national", licence="none",
        delivered_by="nobody", key=("certificate_no", "province"), fields=_HEADINGS,
    )  # fmt: skip


def measure(path: Path, root: Path) -> None:
    """Import one file into a new workspace; print entries, seconds of import and of history, peak memory in MiB."""
    source, workspace = made_up_source(), Workspace.create(root)
    begin = time.perf_counter()
    import_files(workspace, source, [path], utc_now())
    imported = time.perf_counter()
    with workspace.warehouse() as con:
        (run,) = take_in_all(workspace, con, {source.id: source})
    taken = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(run.distinct_count, imported - begin, taken - imported, peak)


def main(rows: int) -> None:
    """Print the table."""
    columns = ("file", "MiB", "entries", "import s", "history s", "rows/s", "peak MiB")
    print(heading(f"python -m benchmarks.import_ {rows}", columns))
    with tempfile.TemporaryDirectory() as folder:
        table = made_up(rows)
        parquet, csv = Path(folder, "delivery.parquet"), Path(folder, "delivery.csv")
        pq.write_table(table, parquet)
        pacsv.write_csv(table, csv)
        del table
        for path in (parquet, csv):
            runs, root = [], Path(folder, "workspace")
            for _ in range(RUNS):
                runs.append(alone("benchmarks.import_", path, root))
                shutil.rmtree(root)
            entries, imported, taken, peak = zip(*runs, strict=True)
            rate = [rows / (i + t) for i, t in zip(imported, taken, strict=True)]
            words = (path.suffix[1:], f"{path.stat().st_size >> 20:,}", f"{entries[0]:,.0f}", middle(imported),
                     middle(taken), middle(rate, 0), middle(peak, 0))  # fmt: skip
            print(f"| {' | '.join(words)} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 5_000_000)
