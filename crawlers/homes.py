"""Home addresses that a page, a file or a script names as such: by a key, a heading, or a word beside them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from normalize.privacy import CELL, Span
from normalize.text import compact

ROW, TABLE = "\x1e", "\x1d"

_WORDS = re.compile(r"地址|住址|所在地|居住地")
_HEADING = re.compile(
    r"(?:本人|个人|患者|法定代表人|详细)?(?:现|家庭|户籍|户口|居住|现居住?|现住|常住|暂住|通讯|通信|联系|邮寄|收货)(?:详细)?(?:地址|住址|所在地)"
    r"|(?:本人|个人|患者|法定代表人|详细)?(?:住址|现?居住地)"
    # As keys are written: in English and by initials; what is another's (hospitalAddress) is no home.
    r"|(?:home|family|house|residen(?:ce|t|tial)|living|current|permanent|mail(?:ing)?|contact|personal|user|patient)?"
    r"(?:detail(?:ed)?|full|street)?addr(?:ess)?(?:detail|line)?\d?"
    r"|(?:jt|hj|hk|xj|cz|tx|lx|jz)(?:zz|dz|szd)|xzz|xxzz"
)
_LIKE_HOME = re.compile(r"\d|[路街道巷弄村镇乡幢栋]|[一二三四五六七八九十]号")
# What stands after such a word, up to the next row or block with something in it.
_BESIDE = re.compile(rf"[ \t\r\n:：　\xa0{CELL}]{{0,200}}([^\n{CELL}{ROW}{TABLE}]{{1,300}})")
_ROW, _CELL = re.compile(f"[^{ROW}]+"), re.compile(f"{CELL}([^{CELL}]*)")
_CSV_CELL = re.compile(r'("(?:[^"]|"")*+"|[^,;\t\r\n]*+)([,;\t]|\r?\n|\r|$)')


def is_home(heading: str) -> bool:
    """Whether a heading or key stands for a person's home.

    >>> [is_home(heading) for heading in ("家庭地址：", "户籍所在地", "homeAddress", "jtzz", "执业地址", "org_addr")]
    [True, True, True, True, False, False]
    """
    return len(heading) <= 60 and _HEADING.fullmatch(re.sub("[-_:：]", "", compact(heading)).lower()) is not None


def is_address(text: str) -> bool:
    """Whether a value may be an address."""
    return _LIKE_HOME.search(text) is not None


def shown_homes(text: str, begins: Sequence[int]) -> Iterator[Span]:
    """The homes in what a page shows: cells and rows stand apart by CELL, ROW and TABLE, pieces of text at `begins`."""
    headings = []
    for word in _WORDS.finditer(text):
        at = bisect_right(begins, word.start()) - 1
        end = begins[at + 1] if at + 1 < len(begins) else len(text)
        if end - begins[at] > 60 or word.end() > end or not is_home(text[begins[at] : end]):
            continue
        beside = _BESIDE.match(text, end)
        if beside and is_address(beside[1]):
            yield Span(*beside.span(1), "home")
        else:
            headings.append(begins[at])
    done = 0
    for heading in headings:
        if heading >= done:
            begin = max(text.rfind(ROW, done, heading), done)
            done = text.find(TABLE, heading)
            done = len(text) if done < 0 else done
            yield from _columns(text, begin, done)


def _columns(text: str, begin: int, end: int) -> Iterator[Span]:
    """What stands under the headings of homes, from their row to the end of the table."""
    columns: set[int] = set()
    for row in _ROW.finditer(text, begin, end):
        for n, cell in enumerate(_CELL.finditer(text, *row.span())):
            left, right = cell.span(1)
            if right - left <= 60 and _WORDS.search(text, left, right) and is_home(text[left:right]):
                columns.add(n)
            elif n in columns and is_address(text[left:right]):
                yield Span(left, right, "home")


def csv_homes(text: str) -> Iterator[Span]:
    """The homes in a file of lines and commas whose first line has a heading for them."""
    first = text[: (text.find("\n") + 1) or len(text)]
    if len(first) > 10_000 or not any(is_home(cell.strip('"\ufeff')) for cell in re.split(r"[,;\t\r\n]", first)):
        return
    columns: set[int] = set()
    row = column = 0
    for cell in _CSV_CELL.finditer(text):
        value = cell[1].strip('"\ufeff')
        if row == 0 and is_home(value):
            columns.add(column)
        elif row and column in columns and is_address(value):
            quoted = cell[1][:1] == '"' and len(cell[1]) > 1
            yield Span(cell.start(1) + quoted, cell.end(1) - quoted, "home")
        column += 1
        if cell[2] not in (",", ";", "\t"):
            row, column = row + 1, 0
