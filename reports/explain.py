"""An explanation for a terminal: the answer, why, every term of the score, and who else was compared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from reports.text import Text

Row = Mapping[str, Any]

# Further candidates are counted, not shown.
_SHOWN = 10
_ONE_IN = {"name_frequency": "one_in", "place_frequency": "one_in", "population": "of_all"}


def render_explanation(explanation: Row, lang: str) -> Group:
    """An explanation, as `reconcile.explain.Explanation` has it, as tables and lines."""
    text = Text(lang)
    sides, candidates, standing = explanation["sides"], explanation["candidates"], explanation["standing"]
    parts: list[RenderableType] = []
    if explanation["answer"]:
        parts.append(Line(text(f"answer_pair.{explanation['answer']}"), style="bold"))
    for side in sides if explanation["answer"] else sides[:1]:
        said = _listing(side, text) if "outcome" in side else _official(side, text)
        parts += map(Line, said)
    parts.append(Line(text("explain.because"), style="bold"))
    parts += [Line(f"· {_why(reason, text)}") for reason in explanation["reasons"]]
    if standing:
        parts.append(Line(text("explain.standing", **_shares(standing), of=standing["of"], place=standing["place"])))
        margin = standing["margin"]
        said = text("explain.no_margin") if margin is None else text("explain.margin", margin=f"{margin:+.2f}")
        parts.append(Line(said))
    if explanation["terms"]:
        parts.append(_terms(explanation["terms"], standing, text))
    if candidates:
        parts.append(_candidates(candidates, text))
    if not explanation["answer"] and len(sides) > 1:
        parts.append(_records(sides, text))
    return Group(*parts)


def render_review(pairs: Sequence[Row], kinds: Mapping[str, str], lang: str) -> RenderableType:
    """The queue of a reviewer, as `reconcile.explain.queue` has it. `kinds`: conflict kind -> its title."""
    text = Text(lang)
    if not pairs:
        return Line(text("review.none"))

    def hanging(pair: Row) -> Iterable[str]:
        for way in ("closes", "opens"):
            if pair[way]:
                yield text(f"review.{way}", kinds=text.join([kinds[kind] for kind in pair[way]]))
        if pair["alike"]:
            yield text.count("review.alike", len(pair["alike"]))

    lines = [
        (
            f"{_id(pair)}\n{pair['registration_id']}",
            text.join([word for word in (pair["name"], pair["institution"]) if word]),
            text.join([word for word in (pair["official_name"], pair["official_institution"]) if word]),
            f"{text('outcome.' + pair['outcome'])} {_share(pair['probability'])}",
            "\n".join(hanging(pair)),
        )
        for pair in pairs
    ]
    headings = [text(f"review.{name}") for name in ("pair", "shown", "official", "today", "hangs")]
    return _table(text("review.title"), headings, lines)


def _listing(side: Row, text: Text) -> Iterable[str]:
    yield text("explain.listing", id=_id(side), name=side["name"] or "—", place=_place(side, text))
    if side["outcome"]:
        outcome, count = text(f"outcome.{side['outcome']}"), side["candidate_count"]
        yield text("explain.link", outcome=outcome, probability=_share(side["probability"]), count=count)
    if side["registration_id"]:
        ids = {name: side[f"{name}_id"] for name in ("registration", "practitioner")}
        yield text("explain.linked_to", **ids)


def _official(side: Row, text: Text) -> Iterable[str]:
    number, registration = _number(side), side["registration_id"]
    about = {"name": side["name"] or "—", "place": _place(side, text), "number": number, "registration": registration}
    yield text("explain.official", id=_id(side), **about)


def _why(reason: Row, text: Text) -> str:
    values = {key: value for key, value in reason.items() if key != "code"}
    if reason["code"] == "costliest":
        values = {
            "feature": text(f"feature.{reason['feature']}"), "level": text(f"feature_level.{reason['level']}"),
            "weight": f"{reason['weight']:+.2f}",
        }  # fmt: skip
    return text(f"why.{reason['code']}", **(values | _shares(values)))


def _terms(terms: Sequence[Row], standing: Row | None, text: Text) -> Table:
    lines = [
        (
            text(f"feature.{term['feature']}"),
            text(f"feature_level.{term['level']}") if term["level"] else "",
            f"{term['weight']:+.2f}",
            text(f"explain.{_ONE_IN[term['feature']]}", n=term["one_in"]) if term["one_in"] else term["reason"] or "",
        )
        for term in terms
    ]
    if standing:
        lines.append((text("explain.sum"), "", f"{standing['pair_score']:+.2f}", ""))
    return _table(
        text("explain.terms"), [text(f"explain.{n}") for n in ("feature", "level", "weight", "reason")], lines
    )


def _candidates(candidates: Sequence[Row], text: Text) -> Table:
    names = ("column.probability", "explain.score", "column.name", "column.official_institution", "column.status")
    headings = [text(key) for key in (*names, "explain.registration")]
    lines: list[tuple[str, ...]] = [
        (
            _share(row["probability"]),
            f"{row['score']:+.2f}",
            row["name"] or "—",
            _place(row, text),
            text(f"status.{row['status'] or 'unknown'}"),
            row["registration_id"],
        )
        for row in candidates[:_SHOWN]
    ]
    if len(candidates) > _SHOWN:
        lines.append((text("explain.more", n=len(candidates) - _SHOWN), "", "", "", "", ""))
    return _table(text("explain.candidates"), headings, lines)


def _records(records: Sequence[Row], text: Text) -> Table:
    headings = [text(f"explain.{name}") for name in ("record", "rule", "number", "registration")]
    lines = [(_id(row), text(f"person_rule.{row['rule']}"), _number(row), row["registration_id"]) for row in records]
    return _table(text("explain.records"), headings, lines)


def _table(title: str, headings: Iterable[str], lines: Iterable[Iterable[str]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", min_width=40)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for line in lines:
        table.add_row(*map(Line, line))
    return table


def _shares(values: Row) -> dict[str, str]:
    names = ("probability", "threshold", "nobody")
    return {name: _share(values[name]) for name in names if name in values}


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def _id(row: Row) -> str:
    return f"{row['source_id']}:{row['source_record_id']}"


def _number(row: Row) -> str:
    return row["certificate_no"] or row["certificate_mask"] or "—"


def _place(row: Row, text: Text) -> str:
    province = text(f"province.{row['province']}") if row["province"] else ""
    return text.join([word for word in (row["institution"], province) if word]) or "—"
