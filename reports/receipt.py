"""What the check of a receipt found, in words."""

from collections.abc import Mapping, Sequence

from reports.text import Text


def receipt_lines(altered: Sequence[str], changed: Sequence[Mapping[str, str | None]], lang: str) -> list[str]:
    """One line for the verdict, then one per record that changed since.

    >>> receipt_lines(["outcome"], [], "en")
    ['altered: outcome']
    """
    text = Text(lang)
    if list(altered) == ["issuer"]:
        return [text("receipt.issuer")]
    if altered:
        return [text("receipt.altered", names=text.join(list(altered)))]
    if not changed:
        return [text("receipt.intact")]
    return [
        text("receipt.changed"),
        *(
            text(
                f"receipt.{row['change']}",
                source=row["source_id"],
                record=row["source_record_id"],
                day=row["changed_on"],
            )
            for row in changed
        ),
    ]
