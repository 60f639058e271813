"""Published tables of further official sources, written by hand."""

Rows = list[dict[str, str | None]]

_INTERFACE: dict[str, str | None] = {
    "ysxm": "吴静",
    "xb": "女",
    "ysjb": "执业医师",
    "zylb": "临床",
    "zyfw": "内科专业，全科医学专业",
    "zsbm": "110320100990001",
    "zyjg": "南京市清凉医院",
    "jgdjh": None,
    "fzjg": "南京市卫生健康委员会",
    "fzrq": "2019/04/19",
    "zczt": "已注册",
    "sjrq": "2026-02-28",
}
_CERTIFICATE: dict[str, str | None] = {
    "doctorName": "郑强",
    "sex": "男",
    "doctorLevel": "执业医师",
    "practiceType": "临床类别",
    "practiceScope": "外科专业",
    "certificateCode": "110370100990001",
    "orgName": "济南市历下清泉医院",
    "multiOrg": None,
    "issueOrg": "济南市卫生健康委员会",
    "issueDate": "2019-04-19 00:00:00",
    "status": "正常",
}

OFFICIAL: dict[str, Rows] = {
    "cn_js_register": [_INTERFACE | {"zsbm": f"1103201009901{n:02}"} for n in range(45)],
    "cn_sd_register": [_CERTIFICATE | {"certificateCode": f"11037010099{n:04}"} for n in range(120)],
}
