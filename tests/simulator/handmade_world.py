"""Published tables written by hand, and a visitor to the sites that show them."""

import json
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from tests.simulator.handmade_official import OFFICIAL

ORDINARY, BARRED, BARE = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Visitor:
    base: str

    def get(self, url: str, host: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Ask for a real address, or a path of the server itself."""
        return self._ask("GET", url, host, headers or {}, None)

    def post(self, url: str, form: str, content_type: str = "application/json") -> Answer:
        """Post a form."""
        return self._ask("POST", url, None, {"Content-Type": content_type}, form)

    def _ask(self, method: str, url: str, host: str | None, headers: dict[str, str], body: str | None) -> Answer:
        parts = urlsplit(url)
        target = quote(parts.path) + (f"?{quote(parts.query, safe='=&')}" if parts.query else "")
        server = urlsplit(self.base).netloc
        connection = HTTPConnection(server, timeout=20)
        try:
            connection.request(method, target, body, {"Host": host or parts.netloc or server} | headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def _registered(name: str, number: str, **other: str) -> dict[str, str]:
    return {
        "医师姓名": name,
        "性别": "女",
        "级别": "执业医师",
        "类别": "临床类别",
        "执业范围": "内科专业",
        "执业证书编码": number,
        "主要执业机构": "杭州市清波医院",
        "备案机构": "",
        "注册状态": "正常",
        "发证日期": "2019-04-19",
        "数据截止日期": "2026年2月28日",
    } | other


_QUERY = {
    "姓名": "张伟",
    "性别": "男",
    "医师级别": "执业医师",
    "执业类别": "临床",
    "执业范围": "外科专业",
    "执业地点": "浙江省",
    "执业证书编码": "110330100990001",
    "主要执业机构": "杭州市清波医院",
    "发证机关": "杭州市卫生健康委员会",
    "注册状态": "执业",
    "备案机构": None,
}
_ACT = {
    "公告编号": "20260105",
    "标题": "关于注销金某等2名医师执业注册的公告",
    "发布日期": "2026-01-05",
    "生效日期": "2026年1月1日",
    "处理": "注销",
    "姓名": "金一",
    "性别": "女",
    "执业证书编码": "110330100990007",
    "执业机构": "杭州市清波医院",
    "注销原因": "本人申请",
}
_MEMBER = {
    "专委会编号": "12",
    "专委会": "中国医师协会疼痛科专业委员会",
    "换届年份": "2024",
    "姓名": "王芳",
    "职务": "主任委员",
    "单位": "杭州市清波医院",
    "职称": "主任医师",
}
_DOCTOR = {
    "医生编号": "0",
    "姓名": "李娜",
    "职称": "主任医师",
    "教学职称": "教授",
    "医院": "杭州市清波医院",
    "科室": "心内科",
    "省份": "浙江",
    "城市": "杭州",
}
_EXPERT = {
    "专家编号": "0",
    "姓名": "赵敏",
    "职称": "副主任医师",
    "省份": "浙江",
    "城市": "杭州",
    "医院": "杭州市清波医院",
    "科室": "骨科",
    "执业证书编号": None,
}
_ENTRY = {
    "expert_id": "0",
    "name": "周杰",
    "sex": "1",
    "title": "医师",
    "hospital": "清波医院",
    "depart": "内科",
    "province": "浙江",
    "city": "杭州",
    "zyzs": None,
}
_LISTED = {
    "id": "0",
    "name": "孙丽",
    "title": "主治医师",
    "clinic_name": "儿科",
    "hospital_name": "杭州市清波医院",
    "province": "浙江",
    "city": "杭州",
}
_FOUR_CELLS = {
    "医生编号": "0",
    "姓名": "钱进",
    "职称": "医师",
    "科室": "外科",
    "医院编号": "100100",
    "医院": "湖州市菰城医院",
    "省份": "浙江",
    "城市": "湖州",
}
_STAFF = {"专家编号": "61", "姓名": "王　芳", "职称": "主任医师", "科室": "心内科", "医院": "成都市锦水医院"}
_NAMED = {
    "公告编号": "11",
    "标题": "关于公布杭州市清波中医院第五批老中医药专家学术经验继承工作指导老师名单的通知",
    "发布日期": "2025-06-24",
    "单位": "杭州市清波中医院",
    "姓名": "王　芳",
}
_COPIED = {
    "doc_id": "ZJ1",
    "name": "王芳",
    "sex": "女",
    "hospital": "杭州市清波医院",
    "category": "临床",
    "level": "执业医师",
    "reg_date": "2019/04/19",
    "snapshot_date": "2025/12/02",
}

TABLES: dict[str, list[dict[str, str | None]]] = {
    "cn_nhc_query": [
        _QUERY,
        _QUERY
        | {
            "执业证书编码": "110330100990002",
            "主要执业机构": "湖州市菰城医院",
            "备案机构": "杭州市清波医院(2025-01-01至2026-12-31)",
        },
        _QUERY | {"执业证书编码": "110440100990003", "执业地点": "广东省"},
        _QUERY | {"姓名": "陈静"},
    ],
    "cn_zj_register": [
        _registered("𬱖某", "110330100990000"),
        *(_registered(f"医师{n}", f"1103301009901{n:02}", 备案机构="") for n in range(1, 26)),
    ],
    "cn_zj_cancellation": [
        _ACT,
        _ACT | {"姓名": "金二"},
        _ACT | {"公告编号": "20260205", "标题": "关于吊销医师执业证书的公告", "发布日期": "2026-02-05", "处理": "吊销"},
    ],
    **OFFICIAL,
    "cn_cmda_committee": [
        _MEMBER,
        _MEMBER | {"姓名": "孙㛃菲", "职务": "委员"},
        _MEMBER | {"姓名": "阿依古丽·买买提", "职务": "委员"},
    ],
    "cn_haodf_doctor": [
        *(_DOCTOR | {"医生编号": str(1000 + n)} for n in range(41)),
        _DOCTOR | {"医生编号": "2000", "省份": "陕西", "城市": None},
        _DOCTOR | {"医生编号": "2001", "省份": "山西", "姓名": "<李&娜>"},
    ],
    "cn_guahao_doctor": [
        *(_EXPERT | {"专家编号": f"a{n:03x}"} for n in range(21)),
        _EXPERT | {"专家编号": "beef-01", "省份": "四川", "执业证书编号": "110510100990009"},
    ],
    "cn_chunyu_doctor": [_LISTED | {"id": f"e{n:03x}", "name": f"</script>{n}"} for n in range(22)],
    "cn_yyk99_doctor": [
        *(_FOUR_CELLS | {"医生编号": str(n)} for n in range(3)),
        _FOUR_CELLS | {"医生编号": "3", "医院编号": "100203", "医院": "菰城医院", "姓名": "孙㛃菲"},
    ],
    "cn_wchscu_staff": [
        _STAFF,
        _STAFF | {"专家编号": "64", "姓名": "李建国", "职称": None},
        _STAFF | {"专家编号": "67", "科室": "儿科"},
    ],
    "cn_natcm_teacher": [
        *(_NAMED | {"姓名": name} for name in ("王　芳", "李建国", "阿依古丽·买买提")),
        *(_NAMED | {"公告编号": "12", "发布日期": "2025-07-01", "姓名": f"医师{n}"} for n in "甲乙丙丁"),
    ],
    "cn_zj_credit": [_COPIED | {"doc_id": f"ZJ{n}"} for n in range(51)],
    "cn_xywy_search": [_ENTRY | {"expert_id": str(n), "zyzs": "110330100990004"} for n in range(1, 6)],
}


def write_world(folder: Path) -> None:
    """Write an ordinary day, one on which every site bars after one answer, and one with hardly anything."""
    barriers = {BARRED.isoformat(): dict.fromkeys(TABLES, 1)}
    settings = {"questions_per_day": 100, "barriers": barriers}
    (folder / "world.json").write_text(json.dumps(settings), encoding="utf-8")
    for on, tables in (
        (ORDINARY, TABLES),
        (BARRED, TABLES),
        (BARE, {source: [] for source in TABLES if source not in ("cn_cmda_committee", "cn_guahao_doctor")}),
    ):
        day = folder / "published" / on.isoformat()
        day.mkdir(parents=True)
        for source, rows in tables.items():
            schema = pa.schema([(heading, pa.string()) for heading in TABLES[source][0]])
            pq.write_table(pa.Table.from_pylist(rows, schema), day / f"{source}.parquet")
