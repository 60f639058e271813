"""江苏 register of physicians: the interface behind the commission's page, which wants a token."""

from typing import Any
from urllib.parse import urlencode

from crawlers.shapes_api import TokenPages
from warehouse.source import declare


class JsRegister(TokenPages):
    name = "cn_js_register"
    source = declare(
        __name__,
        id=name,
        title="江苏省医师执业注册信息",
        publisher="江苏省卫生健康委员会",
        tier="provincial",
        url="https://wjw.jiangsu.gov.cn/ysxx/index.html",
        domains=["wjw.jiangsu.gov.cn"],
        licence="《医师法》第二十一条：注册信息向社会公布",
        provinces=["32"],
        age_limit_days=35,
        key=["certificate_no"],
        fields={
            "name": "ysxm",
            "gender": "xb",
            "level": "ysjb",
            "category": "zylb",
            "scope": "zyfw",
            "certificate_no": "zsbm",
            "institution": "zyjg",
            "registration_no": "jgdjh",
            "issuer": "fzjg",
            "registered_on": "fzrq",
            "status": "zczt",
            "assessment": "dqkh",
            "assessed_on": "khrq",
            "asserted_on": "sjrq",
        },
        constants={"province": "江苏省"},
        expect=[1, 500_000],
    )
    list_url = "https://wjw.jiangsu.gov.cn/api/doctor/page"
    token_url = "https://wjw.jiangsu.gov.cn/api/token"
    token_header = "X-Access-Token"
    page_size = 20
    success = ("code", 200)

    def url_of(self, number: int) -> str:
        return f"{self.list_url}?{urlencode({'pageNo': number, 'pageSize': self.page_size})}"

    def token_of(self, content: Any) -> str:
        return str(content["data"]["token"])

    def is_refused(self, content: Any) -> bool:
        return isinstance(content, dict) and content.get("code") == 401

    def unpack(self, content: Any) -> tuple[int, list[dict[str, object]]]:
        data = content["data"]
        return int(data["total"]), list(data["records"])

    def stated_on(self, content: Any) -> str | None:
        stated: str | None = content["data"]["sjrq"]
        return stated
