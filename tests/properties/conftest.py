from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.properties.bench import Bench


def pytest_configure(config: pytest.Config) -> None:
    """A few fixed examples in `make test`; many new ones in `make test-slow`.

    Each tells 25 independent cases in one history (more would not fit what Hypothesis draws for one example): 100 cases
    a property, and 1,000 in `make test-slow`.
    """
    is_long = config.option.markexpr == "slow"
    settings.register_profile(
        "properties",
        max_examples=40 if is_long else 4,
        derandomize=not is_long,
        database=None,
        deadline=None,
        # Shrinking a history takes minutes: worth it where many are tried.
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if is_long else [])],
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the same properties under `-m slow`."""
    if config.option.markexpr == "slow":
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker("slow")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))
