"""Every rate of the made-up world; `Settings()` is what we believe, `Settings.clean()` a world without errors."""

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
    closed: float = 0.03  # of clinics and the like, about the first date: the licence runs out and is not renewed


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
class Errors:
    """Shares of a list's entries, unless said otherwise."""

    alias: float = 0.17  # the institution by another whole name: second, former, local, of a campus
    short: float = 0.30  # the institution by a short name
    vague: float = 0.36  # of short names: tells nothing without the city
    homophone: float = 0.007
    near_homophone: float = 0.007
    look_alike: float = 0.008
    unreadable: float = 0.004
    traditional: float = 0.002
    masked: float = 0.008
    decorated: float = 0.008
    padded: float = 0.004
    former_name: float = 0.5  # of people who have one
    other_dot: float = 0.35  # of names with a dot
    nobody: float = 0.012  # stands in no register
    duplicate: float = 0.03  # of entries: listed a second time
    # Planted (simulator/planting.py): put on the list on purpose, for some days.
    wrong_site: float = 0.02  # an institution in a province where the person never was
    unfiled_site: float = 0.02  # one of the same province that was never filed
    expired_filing: float = 0.6  # of those whose filing runs out: it is shown on
    title: float = 0.06  # of assistants: a senior physician's
    level: float = 0.015
    category: float = 0.015
    copied: float = 0.3  # of the wrong sites of the lists it copies

    @classmethod
    def none(cls) -> "Errors":
        """No errors at all."""
        return cls(**{rate.name: 0.0 for rate in fields(cls)})


@dataclass(frozen=True)
class Listing:
    """A list below the official ones."""

    covers: float  # share of physicians
    move: Lag
    removal: Lag  # of an entry, after a cancellation
    errors: Errors = Errors()
    title: Lag = Lag(400)
    filed: float = 0.02  # shows a filed institution rather than the main one
    numbered: float = 0.0  # shows the certificate number
    no_city: float = 0.0
    everyday_department: float = 0.4


@dataclass(frozen=True)
class Copies:
    """Where the aggregator's entries come from: `shares` by the source copied, the rest from old registers."""

    shares: dict[str, float] = field(default_factory=dict)
    mean_years: float = 0.0  # since the copy was made; 0 for entries that are kept up
    number_typo: float = 0.0  # of the numbers shown


@dataclass(frozen=True)
class Settings:
    """The whole of it."""

    names: Names = Names()
    careers: Careers = Careers()
    registers: dict[str, Register] = field(
        default_factory=lambda: {
            "cn_nhc_query": Register(Lag(4, 0.0005), ended_days=5000),
            "cn_nhc_delivery": Register(Lag(12, 0.002), covers=0.68, ended_days=1095, blurred=0.25),
            "cn_zj_register": Register(Lag(9, 0.002), ended_days=365, blurred=0.1),
            "cn_gd_register": Register(Lag(20, 0.006), covers=0.97, ended_days=180, blurred=0.2),
            "cn_sc_register": Register(Lag(25, 0.008), covers=0.95, blurred=0.2),
            "cn_zj_cancellation": Register(Lag(12)),
            "cn_sd_register": Register(Lag(6, 0.002), ended_days=730, blurred=0.1),
            "cn_gd_permit": Register(Lag(9)),
            "cn_fj_open_data": Register(Lag(18, 0.005), covers=0.97, ended_days=90, blurred=0.15),
            "cn_ah_cancellation": Register(Lag(15), blurred=0.2),
            "cn_nhc_unit": Register(Lag(30)),
            "cn_js_register": Register(Lag(7, 0.003), covers=0.99, ended_days=365, blurred=0.15),
        }
    )
    lists: dict[str, Listing] = field(
        default_factory=lambda: {
            "cn_cmda_committee": Listing(
                0.02, Lag(900, 0.3), Lag(900, 0.3), no_city=1.0, filed=0.0,
                errors=Errors(alias=0.1, short=0.12, masked=0.0, nobody=0.002, duplicate=0.0),
            ),
            "cn_haodf_doctor": Listing(0.2, Lag(700, 0.85), Lag(300, 0.13), no_city=1 / 3),
            "cn_guahao_doctor": Listing(0.2, Lag(600, 0.85), Lag(280, 0.12), numbered=0.02),
            "cn_chunyu_doctor": Listing(0.04, Lag(500, 0.8), Lag(240, 0.1)),
            "cn_yyk99_doctor": Listing(0.05, Lag(1100, 0.85), Lag(700, 0.35)),
            # An employer writes its own name right; the floors are those of platforms.
            # Of the staff, of the TCM physicians of the hospitals named, and of the physicians of one province.
            "cn_wchscu_staff": Listing(
                0.9, Lag(150, 0.1), Lag(120, 0.05), title=Lag(200), filed=0.0,
                errors=Errors(alias=0.0, short=0.0, masked=0.0, padded=0.0, nobody=0.03, duplicate=0.0),
            ),
            "cn_natcm_teacher": Listing(
                0.9, Lag(0.0), Lag(0.0), filed=0.0,
                errors=Errors(alias=0.0, short=0.0, masked=0.0, decorated=0.0, padded=0.0, nobody=0.0, duplicate=0.0),
            ),
            "cn_zj_credit": Listing(
                0.6, Lag(60, 0.05), Lag(90, 0.1), filed=0.0,
                errors=Errors(alias=0.02, short=0.0, masked=0.0, decorated=0.0, padded=0.0, nobody=0.0, duplicate=0.0),
            ),
            "cn_xywy_search": Listing(0.2, Lag(900, 0.75), Lag(500, 0.3), numbered=0.03),
        }
    )  # fmt: skip
    copies: Copies = Copies({"cn_haodf_doctor": 0.45, "cn_guahao_doctor": 0.3}, mean_years=1.5, number_typo=0.04)
    # Errors that come together: of institutions, those whose entries on every platform are from one day, some years
    # ago; newcomers are missing and leavers remain.
    old_hospitals: float = 0.0
    old_years: float = 4.0
    # The national delivery speaks for a day so long before it is made, and is not made again sooner.
    delivery_age_days: int = 90
    # The files of the provinces are not made again sooner.
    monthly_days: int = 28
    questions_per_day: int = 120
    # Of bulletins in PDF: a picture of the page, which only a person can read, so that no crawl is complete.
    scanned_bulletins: float = 0.0

    @classmethod
    def clean(cls) -> "Settings":
        """The same people and careers, shown at once and without an error, but for what an encoding cannot write."""
        base, at_once = cls(), Lag(0.0)
        return replace(
            base,
            registers={
                name: replace(register, change=at_once, blurred=0.0) for name, register in base.registers.items()
            },
            lists={
                name: replace(listing, move=at_once, removal=at_once, title=at_once, errors=Errors.none())
                for name, listing in base.lists.items()
            },
            copies=Copies(),
        )
