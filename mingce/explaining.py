"""What `mingce explain` and `mingce review` ask of the warehouse."""

from typing import Any

from mingce.judgements import JudgementError, Side, side_of
from reconcile.explain import Asked, Explanation, explain
from reconcile.explain.queue import review_queue
from reconcile.judgements import FILE, KINDS
from reconcile.macros import define_macros
from warehouse.db import has_table
from warehouse.workspace import Workspace


def explain_pair(workspace: Workspace, a: str, b: str | None) -> Explanation:
    """Explain A, or A and B, each named as for `mingce judge`.

    Raises JudgementError for what the last reconcile does not know, SuppressedError for what is not to be shown.
    """
    with workspace.warehouse(read_only=True) as con:
        define_macros(con)
        one = side_of(con, a)
        other = side_of(con, b) if b else None
        if one.is_act and other and other.is_act:
            raise JudgementError(f"{a} and {b} both announce acts: each is about the number it names")
        return explain(con, _asked(one), _asked(other) if other else None)


def _asked(side: Side) -> Asked:
    kind, _, id = side.text.partition(":")
    # An announcement is linked as a listing is, to the registration it names.
    is_official = side.is_official and not side.is_act
    return Asked(side.record, is_official, kind, id) if kind in KINDS else Asked(side.record, is_official)


def review(workspace: Workspace, limit: int) -> list[dict[str, Any]]:
    """The pairs most worth a person's look, best first, without those judged already.

    Raises JudgementError where nothing has been reconciled yet, WorkspaceError for a bad row of judgements.csv.
    """
    with workspace.warehouse(read_only=True) as con:
        if not has_table(con, "registration_record"):
            raise JudgementError("nothing has been reconciled yet; `mingce reconcile` says who there is")
        return review_queue(con, workspace.root / FILE, limit)
