"""福建 open data: a dataset's page, and behind it a CSV file in GB18030 and a workbook with days as numbers."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO, StringIO

import xlsxwriter
from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, html, render

_FILES = {"执业医师": "zyys.csv", "执业助理医师": "zyzlys.xlsx"}
_HIDDEN = ("文件", "数据更新时间")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class FjOpenData(Site):
    """`/oportal/catalog/ysxx` links to `/oportal/file/NAME`; nothing there is paged, and a file is sent as it is."""

    host = "data.fujian.gov.cn"
    source_id = "cn_fj_open_data"
    entrance = "/oportal/catalog/ysxx"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/oportal/catalog/ysxx": self._dataset,
            "/oportal/file/zyys.csv": self._csv,
            "/oportal/file/zyzlys.xlsx": self._workbook,
        }

    def barrier(self) -> web.Response:
        text = "<!DOCTYPE html><meta charset=utf-8><title>403</title><p>您的访问来自境外IP，已被限制"
        return web.Response(status=403, text=text, content_type="text/html")

    def _dataset(self, request: web.Request) -> web.Response:
        files = [(name, _FILES[name]) for name in self.published.groups("文件").values]
        first = self.published.rows(self.published.numbers[:1])
        return html(render("fj_dataset", files=files, stated=first[0]["数据更新时间"] if first else None))

    def _csv(self, request: web.Request) -> web.Response:
        rows = self._rows("执业医师")
        text = StringIO(newline="")
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        return web.Response(
            body=text.getvalue().encode("gb18030"),
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": 'attachment; filename="zyys.csv"',
            },
        )

    def _workbook(self, request: web.Request) -> web.Response:
        """A title over the header, and days that have lost their format: numbers."""
        rows = self._rows("执业助理医师")
        buffer = BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            # Without a time of its own a workbook has that of its making.
            book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
            sheet = book.add_worksheet("助理医师")
            sheet.merge_range(0, 0, 0, len(rows[0]), "福建省执业助理医师注册信息")
            sheet.write_row(1, 0, ["序号", *(heading.replace("医师姓名", "姓名") for heading in rows[0])])
            for n, row in enumerate(rows, start=1):
                sheet.write_row(n + 1, 0, [n, *row.values()])
                sheet.write_number(n + 1, 1 + list(row).index("发证日期"), float(row["发证日期"] or 0))
            book.add_worksheet("填报说明").write(0, 0, "数据来源：医师电子化注册系统")
        return web.Response(
            body=buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )

    def _rows(self, file: str) -> list[Row]:
        """The entries of one file, with the citizen id that the portal should not have left in."""
        numbers = self.published.groups("文件").rows_of(file)
        if len(numbers) == 0:
            raise web.HTTPNotFound
        shown = [
            {name: value for name, value in row.items() if name not in _HIDDEN} for row in self.published.rows(numbers)
        ]
        return [row | {"身份证号": _no_citizen_id(int(n))} for n, row in zip(numbers, shown, strict=True)]


def _no_citizen_id(number: int) -> str:
    """Eighteen characters like a citizen id, with the check character that no real one has."""
    body = f"350102{1960 + number % 40}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[(rest + 1) % 11]
