"""Ways in which lists go wrong, each the settings of a simulated world."""

from dataclasses import fields, replace

from benchmarks.reconcile import settings
from simulator.settings import Copies, Errors, Lag, Listing, Settings

# Rates above it would leave no entry as the careful write it.
_MOST = 0.6
# Of the usual errors: with so many, Splink's F1 is what it was on a made-up world of others (docs/benchmarks.md, "Of
# comparable dirt").
_MILD = 0.2
# Shares of something else than entries, and what is put on lists to be found.
_NO_ERRORS = ("former_name", "other_dot", "title", "expired_filing", "copied")
_NAME_ERRORS = ("homophone", "near_homophone", "look_alike", "unreadable", "traditional", "masked", "decorated")


def usual() -> Settings:
    """Errors as we believe them to be, each made by itself; the large lists of benchmarks.reconcile."""
    return settings()


def careless() -> Settings:
    """Every list errs more often: three times as many names confused, more strangers, half as many moves noticed."""
    base = usual()
    return replace(base, lists={name: _careless(shown) for name, shown in base.lists.items()})


def mild() -> Settings:
    """A fifth of each list's errors, of the delay of changes, and of cities and main institutions left out."""
    base = usual()
    return replace(
        base,
        lists={name: _mild(shown) for name, shown in base.lists.items()},
        copies=replace(
            base.copies, mean_years=_MILD * base.copies.mean_years, number_typo=_MILD * base.copies.number_typo
        ),
    )


def correlated() -> Settings:
    """Errors that come together: whole hospitals left as they were years ago, and a list that is another's copy."""
    return replace(
        usual(),
        old_hospitals=0.3,
        old_years=6.0,
        copies=Copies({"cn_haodf_doctor": 0.8, "cn_guahao_doctor": 0.15}, mean_years=1.5, number_typo=0.04),
    )


MODELS = {"usual": usual, "careless": careless, "correlated": correlated, "mild": mild}


def _mild(shown: Listing) -> Listing:
    fewer = {
        rate.name: _MILD * getattr(shown.errors, rate.name) for rate in fields(Errors) if rate.name not in _NO_ERRORS
    }
    move = Lag(_MILD * shown.move.mean_days, _MILD * shown.move.never)
    removal = Lag(_MILD * shown.removal.mean_days, _MILD * shown.removal.never)
    return replace(
        shown, move=move, removal=removal, no_city=_MILD * shown.no_city, filed=_MILD * shown.filed,
        errors=replace(shown.errors, **fewer),
    )  # fmt: skip


def _careless(shown: Listing) -> Listing:
    errors = shown.errors
    rates = {rate.name: getattr(errors, rate.name) for rate in fields(Errors)}
    worse = {name: 3 * rates[name] for name in _NAME_ERRORS}
    worse |= {name: min(_MOST, 1.4 * rates[name]) for name in ("alias", "short", "vague")}
    worse |= {
        name: 2 * rates[name] for name in ("nobody", "duplicate", "wrong_site", "unfiled_site", "level", "category")
    }
    move = Lag(2 * shown.move.mean_days, (1 + shown.move.never) / 2)
    removal = Lag(2 * shown.removal.mean_days, (1 + shown.removal.never) / 2)
    return replace(shown, move=move, removal=removal, no_city=max(shown.no_city, 0.4), errors=replace(errors, **worse))
