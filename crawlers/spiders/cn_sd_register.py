"""山东 register of physicians: the query of the government-service portal, which takes a posted form."""

from typing import Any

from crawlers.shapes_api import PostedPages
from warehouse.source import declare


class SdRegister(PostedPages):
    name = "cn_sd_register"
    source = declare(
        __name__,
        id=name,
        title="医师执业证书查询",
        publisher="山东省卫生健康委员会，山东政务服务网",
        tier="provincial",
        url="https://zwfw.sd.gov.cn/ysxx/index",
        domains=["zwfw.sd.gov.cn"],
        licence="《医师法》第二十一条：注册信息向社会公布并提供查询",
        provinces=["37"],
        asserts="live",
        key=["certificate_no"],
        fields={
            "name": "doctorName",
            "gender": "sex",
            "level": "doctorLevel",
            "category": "practiceType",
            "scope": "practiceScope",
            "certificate_no": "certificateCode",
            "institution": "orgName",
            "filed_sites": "multiOrg",
            "issuer": "issueOrg",
            "registered_on": "issueDate",
            "status": "status",
        },
        constants={"province": "山东省"},
        ignore=["idCard", "areaCode"],
        expect=[1, 500_000],
    )
    list_url = "https://zwfw.sd.gov.cn/api/comprehensive/getDoctorCertificates"
    page_size = 50
    success = ("code", 200)

    def form_of(self, number: int) -> dict[str, Any]:
        return {"province": "山东省", "doctorName": "", "orgName": "", "pageNum": number, "pageSize": self.page_size}

    def unpack(self, content: Any) -> tuple[int, list[dict[str, object]]]:
        data = content["data"]
        return int(data["total"]), list(data["list"])

    def size_of(self, content: Any) -> int:
        return int(content["data"]["pageSize"])
