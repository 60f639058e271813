"""The steps of a reconcile in their order, and whom a change of what each reads concerns."""

from reconcile.steps.disagreeing import DISAGREEING
from reconcile.steps.linking import LINKING
from reconcile.steps.official import OFFICIAL
from reconcile.steps.step import Step

STEPS = (*OFFICIAL, *LINKING, *DISAGREEING)
__all__ = ["OFFICIAL", "STEPS", "Step"]
