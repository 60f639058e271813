"""Pages without personal data: found however a page is made, and all around it left as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.redaction import redact_page
from tests.normalize.people import citizen_id, mobile

NUMBER, ID = mobile(), citizen_id()


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def referred(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in text)


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (f"<td>{NUMBER}</td>", "<td>[redacted]</td>"),
        (f"<td>{wide(ID)}</td>", "<td>[redacted]</td>"),
        (f"<td>{NUMBER[:3]}<b>{NUMBER[3:7]}</b>{NUMBER[7:]}</td>", "<td>[redacted]<b></b></td>"),
        (f"<td>{NUMBER[:3]}<br>{NUMBER[3:]}</td>", "<td>[redacted]<br></td>"),
        (f"<td>{NUMBER[:3]}&nbsp;{NUMBER[3:7]}&nbsp;{NUMBER[7:]}</td>", "<td>[redacted]</td>"),
        (f"<td>{referred(ID)}</td>", "<td>[redacted]</td>"),
        (f"<td>{NUMBER[:5]}<!-- {NUMBER} -->{NUMBER[5:]}</td>", "<td>[redacted]<!-- [redacted] --></td>"),
        ("<td>someone<i>@</i>example.org</td>", "<td>[redacted]<i></i></td>"),
        (f"<i title='{NUMBER}'>x</i>", "<i title='[redacted]'>x</i>"),
        (f"<a href='tel:{NUMBER}'>x</a>", "<a href='tel:[redacted]'>x</a>"),
        (f"<a href='/d?tel={NUMBER}'>x</a>", "<a href='/d?tel=[redacted]'>x</a>"),
        (f"<a href='/d/{ID}.html'>x</a>", "<a href='/d/[redacted].html'>x</a>"),
        (f"<script>x = {{p: {NUMBER}, q: '{ID}'}}</script>", '<script>x = {p: "[redacted]", q: "[redacted]"}</script>'),
        (f'<script>x = "{escaped(NUMBER)}"</script>', '<script>x = "[redacted]"</script>'),
        (f'{{"p": {NUMBER}, "q": "a {escaped(wide(ID))}"}}', '{"p": "[redacted]", "q": "a [redacted]"}'),
        (f'{{"n": "\\u5f20\\u4f1f {NUMBER}"}}', '{"n": "\\u5f20\\u4f1f [redacted]"}'),
        ('{"home_addr": "文三路9号", "a": 1}', '{"home_addr": "[redacted]", "a": 1}'),
        (f'callback({{"p": "{NUMBER}"}})', 'callback({"p": "[redacted]"})'),
        (f"姓名,手机\n张伟,{NUMBER}\n", '姓名,手机\n张伟,"[redacted]"\n'),
        ("<p>住址：文三路99号3幢2单元501室，科室：内科", "<p>住址：[redacted]，科室：内科"),
        ("<dl><dt>家庭住址：</dt><dd>文三路9号</dd></dl>", "<dl><dt>家庭住址：</dt><dd>[redacted]</dd></dl>"),
        (
            "<table><tr><td>姓名<td>家庭住址<td>执业机构<tr><td>张伟<td>文三路9号<td>清波医院</table>",
            "<table><tr><td>姓名<td>家庭住址<td>执业机构<tr><td>张伟<td>[redacted]<td>清波医院</table>",
        ),
    ],
)
def test_what_is_personal_goes_and_the_page_stays_whole(page: str, left: str) -> None:
    assert redact_page(page) == left


@pytest.mark.parametrize(
    "page",
    [
        # Cells beside each other are two numbers.
        f"<td>{NUMBER[:3]}</td><td>{NUMBER[3:]}</td>",
        "<a>1</a> <a>2</a> <b>3</b>&nbsp;4&nbsp;5 … 20",
        # A link must lead where it led: pages may have identifiers that read as telephone numbers.
        f"<a href='/doctor/{NUMBER}.html'>张伟</a>",
        f"<loc>https://site.example/doctor/{NUMBER}.html</loc>",
        '{"zsbm": "110330106990001", "id": 7002, "t": 1767225600000}',
        "<td>110330106990001</td><td>144********3456</td><td>2019-04-19</td>",
        '<script>f(\'it\\\'s\', "a \\"b\\"", 12)</script>',
    ],
)
def test_what_is_published_stays(page: str) -> None:
    assert redact_page(page) == page


PIECES = st.sampled_from(
    [NUMBER, ID, NUMBER[:3], NUMBER[3:], "<b>", "</b>", "<td>", "&nbsp;", referred("13"), "<script>", "</script>", '"',
     "{", "}", ":", "'", "\\", escaped("139"), "家庭住址", "<!--", "-->", "<a href=/d/", ">", " ", "张伟", "a@b.org"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_page_that_was_redacted_is_read_as_it_is(page: str) -> None:
    left = redact_page(page)
    assert redact_page(left) == left
