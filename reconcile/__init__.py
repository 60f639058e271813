"""Reconcile: who is meant, what is officially so, who disagrees. The steps are in `build`.

`build` brings DuckDB and Arrow; it is imported when first asked for, since a look-up (`reconcile.lookup`) needs neither
and should start at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconcile.build import ReconcileResult, reconcile
    from reconcile.steps import STEPS

__all__ = ["STEPS", "ReconcileResult", "reconcile"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reconcile import build, steps

    return getattr(steps if name == "STEPS" else build, name)
