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
_PERMIT: dict[str, str | None] = {
    "公告编号": "20260241",
    "标题": "2026年1月准予外国医师短期行医许可证人员名单公示",
    "发布日期": "2026-02-12",
    "证书类型": "外国医师短期行医许可证",
    "姓名": "ANNA SCHMIDT",
    "性别": "女",
    "国籍（地区）": "外国",
    "执业类别": "临床",
    "执业范围": "内科专业",
    "证书编号": "F2026990011",
    "聘用机构": "广州市越秀海珠医院",
    "有效期起": "2026年1月15日",
    "有效期止": "2027年1月14日",
}
_OPEN: dict[str, str | None] = {
    "文件": "执业医师",
    "医师姓名": "周明",
    "性别": "男",
    "级别": "执业医师",
    "类别": "临床",
    "执业范围": "内科专业\n全科医学专业",
    "执业证书编码": "110350100990001",
    "主要执业机构": "福州市乌山医院",
    "发证机关": "福州市卫生健康委员会",
    "发证日期": "2019/4/19",
    "状态": "有效",
    "数据更新时间": "2026-2-24",
}

OFFICIAL: dict[str, Rows] = {
    "cn_js_register": [_INTERFACE | {"zsbm": f"1103201009901{n:02}"} for n in range(45)],
    "cn_sd_register": [_CERTIFICATE | {"certificateCode": f"11037010099{n:04}"} for n in range(120)],
    "cn_fj_open_data": [
        _OPEN,
        _OPEN | {"医师姓名": "𬱖某", "执业证书编码": "110350100990002"},
        _OPEN
        | {"文件": "执业助理医师", "级别": "执业助理医师", "执业证书编码": "210350100990003", "发证日期": "43574"},
    ],
    "cn_gd_permit": [
        _PERMIT,
        _PERMIT | {"姓名": "田中健一", "证书编号": "F2026990012"},
        *(_PERMIT | {"公告编号": f"2025{n}", "发布日期": "2025-12-11"} for n in range(10)),
    ],
}
