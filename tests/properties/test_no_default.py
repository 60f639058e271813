"""What the policy has no rank for stops the run: nothing wins by default."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.policy import policy_texts
from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories
from warehouse.errors import PolicyError

_HEADING, *_RANKS = policy_texts()["authority"].splitlines()


@settings(settings.get_profile("properties"))
@given(histories(), st.sets(st.sampled_from(_RANKS), min_size=1))
def test_a_policy_without_some_rank_changes_nothing(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory, history: tuple[Visit, ...], missing: set[str]
) -> None:
    before = bench.run(history, past=True).published()
    policy: Path = tmp_path_factory.mktemp("policy")
    for name, text in policy_texts().items():
        (policy / f"{name}.csv").write_text(text, encoding="utf-8")
    left = [rank for rank in _RANKS if rank not in missing]
    (policy / "authority.csv").write_text("\n".join([_HEADING, *left]), encoding="utf-8")
    with pytest.raises(PolicyError):
        bench.reconcile(policy=policy, past=True)
    assert bench.published() == before
