"""Pages without personal data: found however a page is made, and all around it left as it was."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers.redaction import redact_page
from tests.normalize.people import bold, circled, citizen_id, mobile, raised, split

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
        (f"{NUMBER[:3]}<br>{NUMBER[3:]}<p>x", "[redacted]<br><p>x"),
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
        (f"姓名,手机\n张伟,{NUMBER}\n", "姓名,手机\n张伟,[redacted]\n"),
        (f"姓名,手机\n张伟,{split(NUMBER, ',')}\n", "姓名,手机\n张伟,[redacted],,\n"),
        # In parts, in cells beside each other, in other digits, touching letters.
        (f"<p>{split(ID, '.')}，{split(NUMBER, '·')}", "<p>[redacted]，[redacted]"),
        (f"<tr><td>{split(NUMBER, '</td> <td>')}</td>", "<tr><td>[redacted]</td><td></td><td></td>"),
        (f"<p>{circled(NUMBER)} {raised(NUMBER)} {bold(ID)}", "<p>[redacted] [redacted] [redacted]"),
        (f"<p>微信wx{NUMBER}，tel{NUMBER}", "<p>微信wx[redacted]，tel[redacted]"),
        # Links that no crawl follows, and those of people.
        (f"<a href='callto:{NUMBER}'>x</a>", "<a href='callto:[redacted]'>x</a>"),
        (f"<a href='weixin://dl/{NUMBER}'>x</a>", "<a href='weixin://dl/[redacted]'>x</a>"),
        (f"<a href='https://elsewhere.example/{NUMBER}'>x</a>", "<a href='https://elsewhere.example/[redacted]'>x</a>"),
        (f"<a href='/u/{NUMBER}.html'>x</a>", "<a href='/u/[redacted].html'>x</a>"),
        (f"<img src='/qr/{NUMBER}.png'>", "<img src='/qr/[redacted].png'>"),
        ("<p>住址：文三路99号3幢2单元501室，科室：内科", "<p>住址：[redacted]，科室：内科"),
        ("<dl><dt>家庭住址：</dt><dd>文三路9号</dd></dl>", "<dl><dt>家庭住址：</dt><dd>[redacted]</dd></dl>"),
        ("<ul><li>家庭地址</li><li>文三路9号</li></ul>", "<ul><li>家庭地址</li><li>[redacted]</li></ul>"),
        ("<p><b>户籍地址</b>：文三路<i>9</i>号<p>内科", "<p><b>户籍地址</b>：[redacted]<i></i><p>内科"),
        ("<tr><th>现住地址</th><td>文三路9号</td></tr>", "<tr><th>现住地址</th><td>[redacted]</td></tr>"),
        ('{"家庭地址": "文三路9号", "jtzz": "9号"}', '{"家庭地址": "[redacted]", "jtzz": "[redacted]"}'),
        (f'{{"{escaped("户籍所在地")}": "文三路9号"}}', f'{{"{escaped("户籍所在地")}": "[redacted]"}}'),
        ("<script>x = {homeAddress: '文三路9号'}</script>", '<script>x = {homeAddress: "[redacted]"}</script>'),
        ('姓名,家庭住址,机构\n张伟,"文三路,9号",清波医院', '姓名,家庭住址,机构\n张伟,"[redacted]",清波医院'),
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
        f"<a class=x href=https://www.site.example/doctor/{NUMBER}.html>张伟</a>",
        f"<loc>https://site.example/doctor/{NUMBER}.html</loc>",
        # Where an institution is, its licence says.
        '{"hospital_address": "文三路9号", "执业地址": "文三路9号"}',
        "<table><tr><td>姓名<td>执业地址<tr><td>张伟<td>文三路9号</table><p>医院地址：文三路9号",
        "<script>x = [138,1234,5678]</script>",
        "[138,1234,5678]",
        '{"zsbm": "110330106990001", "id": 7002, "t": 1767225600000}',
        "<td>110330106990001</td><td>144********3456</td><td>2019-04-19</td>",
        '<script>f(\'it\\\'s\', "a \\"b\\"", 12)</script>',
    ],
)
def test_what_is_published_stays(page: str) -> None:
    assert redact_page(page, ["site.example"]) == page


REVIEW = "李女士：乳腺癌术后复查，主任很耐心"


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (
            f"<h1>张伟</h1><div class='box patient-comments'><p>{REVIEW}<div>{REVIEW}</div></div><p>主任医师",
            "<h1>张伟</h1><div class='box patient-comments'>[redacted]</div><p>主任医师",
        ),
        (f"<ul id=reviewList><li>{REVIEW}<li>{REVIEW}</ul><p>内科", "<ul id=reviewList>[redacted]</ul><p>内科"),
        (f"<ul><li class=pinglun>{REVIEW}<li>张伟</ul>", "<ul><li class=pinglun>[redacted]<li>张伟</ul>"),
        (f'{{"name": "张伟", "患者评价": "{REVIEW}"}}', '{"name": "张伟", "患者评价": "[redacted]"}'),
        (f'{{"reviews": [{{"by": {{"t": "]{REVIEW}"}}}}], "n": 1}}', '{"reviews": "[redacted]", "n": 1}'),
        (f"<script>d = {{evaluateList: ['{REVIEW}']}}</script>", '<script>d = {evaluateList: "[redacted]"}</script>'),
    ],
)
def test_what_patients_say_goes(page: str, left: str) -> None:
    assert redact_page(page) == left


@pytest.mark.parametrize(
    "page",
    [
        '<body class="comments"><div class="comment-count">12 条评价</div><div class="preview">张伟</div></body>',
        '{"commentCount": 12, "evaluate": "98%", "reviewStatus": "已审核"}',
    ],
)
def test_scores_and_counts_stay(page: str) -> None:
    assert redact_page(page) == page


PIECES = st.sampled_from(
    [NUMBER, ID, NUMBER[:3], NUMBER[3:], "<b>", "</b>", "<td>", "&nbsp;", referred("13"), "<script>", "</script>", '"',
     "{", "}", ":", "'", "<tr>", "<table>",
     "<div class=comment>", "</div>", '"addr":', "[", "]", ",", split(NUMBER, "."),
     "\\", escaped("139"), "家庭住址", "<!--", "-->", "<a href=/d/", ">", " ", "张伟", "a@b.org"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@example("<!--a@b.org<div class=comment>")
def test_a_page_that_was_redacted_is_read_as_it_is(page: str) -> None:
    left = redact_page(page)
    assert redact_page(left) == left


@pytest.mark.parametrize(
    "piece",
    ["张伟,清波医院,0591-80000001\n", f"<p>张伟 {NUMBER}</p>", f"张伟 {NUMBER[:3]}<b>{NUMBER[3:]}</b>；", "a@b.cn<br>",
     "<tr><td>张伟</td><td>文三路9号</td></tr>", "<table><tr><td>家庭住址", "<li>住址",
     "<dt>家庭住址</dt><dd>文三路9号",
     "<div class=comment>", "<li class=comment>谢谢", "</div><div class=comment><p>", "<!--", "<a ", "<script>", "&#4",
     '\\"',
     "1<b", "<td>138", "<script>x='1", f"<a href='/{NUMBER}'>", "<div class=class="],
)  # fmt: skip
def test_time_grows_with_the_page_and_no_faster(piece: str) -> None:
    assert growth("<table><tr><td>姓名</td><td>家庭住址</td></tr>", piece) < 8


@pytest.mark.parametrize(
    "piece",
    [f'{{"a": "{NUMBER}", "jtzz": "9号"}},', '"comment":[', '"comment":"', 'comment:"', '\\"', "'", '{"a":"',
     '\\"addr\\":',
     '"\\u0031', f"{NUMBER},", "comment: {"],
)  # fmt: skip
def test_time_grows_with_a_script_and_no_faster(piece: str) -> None:
    assert growth("[", piece) < 8


@pytest.mark.parametrize("piece", ["张伟,文三路9号\n", '"""y,', '"a,', f"张伟,{split(NUMBER, ',')}\n"])
def test_time_grows_with_a_file_and_no_faster(piece: str) -> None:
    assert growth("姓名,家庭住址\n", piece) < 8


def growth(head: str, piece: str) -> float:
    """How much longer four times as much takes: 4 if time grows with the size, 16 if with its square."""

    def seconds(size: int) -> float:
        text = head + piece * (size // len(piece.encode()))
        begin = time.process_time()
        redact_page(text)
        return time.process_time() - begin

    # The better of two, since other work takes its share of the caches.
    short, long = (min(seconds(size), seconds(size)) for size in (2**15, 2**17))
    return long / max(short, 0.02)
