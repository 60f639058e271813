"""Every rate of the made-up world; `Settings()` is the world as we believe it to be, `Settings.clean()` one without errors."""

from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True)
class Names:
    """Shares of people with names that ask for care."""

    single: float = 0.15  # one given character
    paired: float = 0.12  # of two-character given names: a set phrase such as 建国
    doubled: float = 0.007  # 婷婷
    rare: float = 0.003  # a character outside GB2312
    former: float = 0.001  # had another name once


@dataclass(frozen=True)
class Careers:
    """Events per person and year, unless said otherwise."""

    history_years: float = 13.0  # how long before the first date the events begin
    practice_years: float = 22.0  # scale of the time since registration; about 5 % are new each year
    move: float = 0.04
    same_city: float = 0.55  # of moves
    other_province: float = 0.18  # of moves
    cancel: float = 0.012
    revoked: float = 0.008  # of cancellations, rather 吊销
    rescinded: float = 0.003  # of cancellations, rather 撤销
    left_first: float = 0.2  # of cancellations, two years after leaving was filed
    return_after: float = 0.04  # of cancellations, registered anew later
    suspend: float = 0.0005
    add_scope: float = 0.01
    second_province: float = 0.025  # of people: a registration in a second province
    filed_site: float = 0.12  # of people: one filed institution; a quarter of them two
    rename: float = 0.005  # of institutions
    permit: float = 0.0012  # of people: a permit in place of a registration
    odd_scope: float = 0.008  # of people: a scope that does not fit the department


@dataclass(frozen=True)
class Lag:
    """How long a source takes to show a change: exponential about `mean_days`, or never."""

    mean_days: float
    never: float = 0.0


@dataclass(frozen=True)
class Register:
    """An official list."""

    change: Lag
    covers: float = 1.0
    ended_days: int = 0  # how long ended registrations stay on the list
    blurred: float = 0.0  # of names with a rare character: shown as `?`


@dataclass(frozen=True)
class Listing:
    """A list below the official ones. Rates are shares of its entries."""

    covers: float  # of physicians
    move: Lag
    removal: Lag  # after a cancellation
    alias: float = 0.17  # another whole name: second, former, campus
    short: float = 0.30
    short_vague: float = 0.36  # of short names: tells nothing without the city
    homophone: float = 0.008
    near_homophone: float = 0.004
    look_alike: float = 0.006
    unreadable: float = 0.004
    traditional: float = 0.002
    masked: float = 0.008
    decorated: float = 0.008
    padded: float = 0.004
    former_name: float = 0.5  # of people who have one
    nobody: float = 0.012  # stands in no register
    duplicate: float = 0.03
    filed: float = 0.02  # shows a filed institution rather than the main one
    numbered: float = 0.0  # shows the certificate number
    no_city: float = 0.0
    everyday_department: float = 0.4
    title_lag: Lag = Lag(400)


def _lists() -> dict[str, Listing]:
    return {
        "cn_cmda_committee": Listing(
            0.02, Lag(900, 0.3), Lag(900, 0.3), alias=0.1, short=0.12, nobody=0.002, duplicate=0.0, masked=0.0,
            filed=0.0, no_city=1.0,
        ),
        "cn_haodf_doctor": Listing(0.2, Lag(700, 0.85), Lag(300, 0.13), no_city=1 / 3),
        "cn_guahao_doctor": Listing(0.2, Lag(600, 0.85), Lag(280, 0.12), numbered=0.02),
        "cn_xywy_search": Listing(0.2, Lag(900, 0.75), Lag(500, 0.3), numbered=0.03),
    }  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """The whole of it."""

    names: Names = Names()
    careers: Careers = Careers()
    nhc_query: Register = Register(Lag(4, 0.0005), ended_days=4000, blurred=0.0)
    nhc_delivery: Register = Register(Lag(12, 0.002), covers=0.68, ended_days=1095, blurred=0.25)
    zj_register: Register = Register(Lag(9, 0.002), ended_days=365, blurred=0.1)
    gd_register: Register = Register(Lag(20, 0.006), covers=0.97, ended_days=180, blurred=0.2)
    sc_register: Register = Register(Lag(25, 0.008), covers=0.95, blurred=0.2)
    zj_cancellation: Register = Register(Lag(12))
    lists: dict[str, Listing] = field(default_factory=_lists)
    # How much of xywy is copied from which platform, or else from old registers, and the years it has aged.
    copied: dict[str, float] = field(default_factory=lambda: {"cn_haodf_doctor": 0.45, "cn_guahao_doctor": 0.3})
    copy_years: float = 1.5
    # The national delivery speaks for a day this long before it is made, and is not made again sooner.
    delivery_age_days: int = 90
    monthly_days: int = 28
    questions_per_day: int = 120

    @classmethod
    def clean(cls) -> "Settings":
        """The same people and careers, shown at once, fully, and without an error."""
        kept = {"covers", "numbered", "no_city", "filed"}
        base = cls()
        still = Lag(0.0)
        lists = {}
        for name, listing in base.lists.items():
            rates = {f.name: 0.0 for f in fields(listing) if f.name not in kept and f.type is float}
            lists[name] = replace(listing, move=still, removal=still, title_lag=still, **rates)
        registers = {
            f.name: replace(value, change=still, blurred=0.0)
            for f in fields(base)
            if isinstance(value := getattr(base, f.name), Register)
        }
        return replace(base, lists=lists, copied={}, copy_years=0.0, **registers)
