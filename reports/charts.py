"""The charts of the audit as SVG text: drawn here, lettered by the reader's fonts, nothing fetched, no script."""

import io
from html import escape
from typing import Any

import altair as alt

from reports.measure import COMPARED, SEVERITIES, Audit, Platform
from reports.text import Text
from warehouse.schema import LINK_OUTCOMES

# Widths of a chart in pixels: beside the contents, and on a telephone. The page shows the one that fits.
WIDE, NARROW = 980, 350

# A share of fewer listings than these is left to the table: its interval would stretch the axis for all.
CHARTED_LEAST = 10

OUTCOME_COLORS = {"linked": "#1b7f79", "ambiguous": "#e0a526", "unlinked": "#a9b4bf", "masked": "#5d6b7a"}
SEVERITY_COLORS = {"high": "#b3261e", "medium": "#dd7a1b", "low": "#d9b845", "info": "#9aabbb"}
DOT = "#1b7f79"
INK, MUTED, GRID = "#1c2733", "#5b6875", "#e6eaee"
FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', sans-serif"


def outcomes(audit: Audit, text: Text, width: int) -> str:
    """Stacked bars: each platform's listings by link outcome."""
    values = [
        {
            "platform": platform.title,
            "outcome": text(f"outcome.{outcome}"),
            "position": position,
            "share": p.share,
            # A label that has no room is worse than none.
            "label": f"{p.count:,}" if p.share * width > 9 * len(f"{p.count:,}") + 8 else "",
        }
        for platform in audit.platforms
        for position, (outcome, p) in enumerate(platform.outcomes.items())
        if p.share
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("platform:N", title=None, sort=[p.title for p in audit.platforms]),
        order=alt.Order("position:Q"),
    )
    x = alt.X("share:Q", title=None, axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1]))
    color = _color("outcome", {text(f"outcome.{o}"): OUTCOME_COLORS[o] for o in LINK_OUTCOMES})
    bars = base.mark_bar(height={"band": 0.72}, stroke="white", strokeWidth=1).encode(x=x.stack("zero"), color=color)
    labels = base.mark_text(fontSize=11, fontWeight=600).encode(
        x=x.stack("zero").bandPosition(0.5),
        text="label:N",
        color=alt.condition(
            f"datum.position == 0 || datum.position == {len(LINK_OUTCOMES) - 1}", alt.value("white"), alt.value(INK)
        ),
    )
    return _svg(alt.layer(bars, labels), text("chart.outcomes"), text("chart.outcomes_note"), width, alt.Step(40))


def accuracy(audit: Audit, text: Text, width: int) -> str:
    """Dots with whiskers under each compared field: every platform's share that agrees, with its 95 % interval."""
    fields = {
        field: [
            (platform.title, platform.accuracy[field])
            for platform in audit.platforms
            if field in platform.accuracy and platform.accuracy[field].total >= CHARTED_LEAST
        ]
        for field in COMPARED
    }
    # One line per field, its name alone, and one per platform under it. Two tabs keep one title twice apart.
    values: list[dict[str, Any]] = []
    for field, shares in fields.items():
        values += [{"line": f"{text(f'field.{field}')}\t\t"}] if shares else []
        values += [
            {"line": f"{field}\t{position}\t{title}", "share": p.share, "low": p.interval[0], "high": p.interval[1]}
            for position, (title, p) in enumerate(shares)
            if p.interval
        ]
    is_field = "split(datum.value, '\\t')[2] == ''"
    label = f"{is_field} ? split(datum.value, '\\t')[0] : split(datum.value, '\\t')[2]"
    y = alt.Y(
        "line:N",
        title=None,
        sort=[v["line"] for v in values],
        axis=alt.Axis(
            grid=False,
            labelExpr=label,
            labelFontWeight=alt.condition(is_field, alt.value("bold"), alt.value("normal")),
        ),
    )
    low = min((v["low"] for v in values if "low" in v), default=0.0)
    axis = alt.Axis(format=".0%", tickCount=6, orient="top", titleColor=MUTED, titleFontWeight="normal")
    scale = alt.Scale(domain=[max(0.0, low - 0.02), 1], nice=False, clamp=True)
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    whiskers = base.mark_rule(strokeWidth=2.5, opacity=0.55, color=DOT).encode(
        x=alt.X("low:Q", title=text("chart.accuracy_axis"), axis=axis, scale=scale), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=64, opacity=1, color=DOT).encode(x=alt.X("share:Q", scale=scale))
    note = text("chart.accuracy_note", least=CHARTED_LEAST)
    return _svg(alt.layer(whiskers, dots), text("chart.accuracy"), note, width, alt.Step(19))


def conflicts(platform: Platform, text: Text, width: int) -> str:
    """Bars: a platform's open conflicts by kind, stacked by severity."""
    rows = [row for row in platform.conflicts if row["open_count"]]
    values = [
        {"kind": row["title"], "severity": text(f"severity.{row['severity']}"), "count": row["open_count"]}
        for row in rows
    ]
    totals: dict[str, int] = {}
    for value in values:
        totals[value["kind"]] = totals.get(value["kind"], 0) + value["count"]
    order = list(totals)
    # Room for the longest figure beyond the longest bar.
    x = alt.X("count:Q", title=None, axis=None, scale=alt.Scale(domain=[0, max(totals.values(), default=1) * 1.16]))
    y = alt.Y("kind:N", title=None, sort=order)
    used = {row["severity"] for row in rows}
    colors = {text(f"severity.{s}"): SEVERITY_COLORS[s] for s in SEVERITIES if s in used}
    bars = (
        alt.Chart(alt.Data(values=values))
        .mark_bar(height={"band": 0.62})
        .encode(x=x.stack("zero"), y=y, color=_color("severity", colors))
    )
    figures = alt.Chart(alt.Data(values=[{"kind": k, "count": n, "label": f"{n:,}"} for k, n in totals.items()]))
    labels = figures.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(x=x, y=y, text="label:N")
    title = f"{platform.title}: {text('chart.conflicts')}"
    return _svg(alt.layer(bars, labels), title, text("chart.conflicts_note"), width, alt.Step(26))


def _color(field: str, colors: dict[str, str]) -> Any:
    return alt.Color(
        f"{field}:N",
        title=None,
        sort=list(colors),
        scale=alt.Scale(domain=list(colors), range=list(colors.values())),
        legend=alt.Legend(orient="top", direction="horizontal", symbolType="circle", symbolOpacity=1, offset=12),
    )


def _svg(chart: Any, title: str, description: str, width: int, step: Any) -> str:
    narrow = width <= NARROW
    sized = chart.properties(
        width=width,
        height=step,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    styled = (
        sized.configure(font=FONT, padding={"left": 0, "right": 6, "top": 4, "bottom": 2}, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            domain=False,
            ticks=False,
            gridColor=GRID,
            labelColor=INK,
            labelFontSize=11 if narrow else 12,
            labelLimit=96 if narrow else 220,
            labelPadding=6,
        )
        .configure_axisY(grid=False)
        .configure_legend(
            labelColor=INK,
            labelFontSize=11 if narrow else 12,
            labelLimit=140 if narrow else 260,
            columns=2 if narrow else 4,
        )
    )
    drawn = io.StringIO()
    styled.save(drawn, format="svg")
    opening, rest = drawn.getvalue().split(">", 1)
    named = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{opening} role="img" aria-label="{escape(title)}">{named}{rest}'
