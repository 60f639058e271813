"""What a source is: its declaration, checked once when it is read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer, field_validator, model_validator

from warehouse.errors import DeclarationError
from warehouse.schema import OFFICIAL_TIERS, RAW_FIELD_NAMES

Tier = Literal["national", "provincial", "association", "commercial", "aggregator"]


class Source(BaseModel):
    """One dataset of one publisher. Nothing on a page or in a file can change what stands here.

    `fields` maps our field to the heading(s) the source uses and is the allow-list: no other column leaves the
    spider or the importer. `ignore` names columns known and dropped; any further one becomes an issue by its
    name, never its value. `constants` are fields that the list implies without showing them (a list of
    cancellations implies the status).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,63}$")
    title: str
    publisher: str
    tier: Tier
    url: str | None = None
    domains: tuple[str, ...] = ()
    # Why an official source is read from a host outside gov.cn.
    domain_reason: str | None = None
    licence: str
    delivered_by: str | None = None
    # What an entry is about: a physician, or an institution and its licence.
    subject: Literal["physician", "institution"] = "physician"
    # listing: a run shows the whole list. lookup: a run shows the answers to the questions asked.
    covering: Literal["listing", "lookup"] = "listing"
    provinces: tuple[str, ...] = ()
    # The entries announce acts of the publisher itself (cancellation bulletins): rank 1 for them.
    is_act: bool = False
    # live: the register answers for the day it is asked. stated: only a stated date counts.
    asserts: Literal["live", "stated"] = "stated"
    cadence_days: int = Field(default=1, ge=1)
    age_limit_days: int = Field(default=30, ge=1)
    key: tuple[str, ...] = Field(min_length=1)
    fields: dict[str, tuple[str, ...]]
    constants: dict[str, str] = {}
    ignore: frozenset[str] = frozenset()
    # (least, most) entries of a healthy run; fewer is a finding, as is less than half of the last (warehouse.verdict).
    expect: tuple[int, int] | None = None
    # Pin only where bytes cannot tell (Big5); else strict UTF-8, then GB18030.
    encoding: str | None = None
    # Pages a run may fetch, robots.txt among them; it ends partial where they do not do. None: as many as there are.
    page_budget: int | None = Field(default=None, ge=1)
    # Seconds between two requests to one host.
    pace_seconds: float = Field(default=2.0, ge=0)

    @field_validator("fields", mode="before")
    @classmethod
    def _headings(cls, fields: object) -> object:
        """One heading stands for a list of one; whatever else is wrong, the types say."""
        if not isinstance(fields, dict):
            return fields
        return {name: (heading,) if isinstance(heading, str) else heading for name, heading in fields.items()}

    @field_serializer("ignore")
    def _in_order(self, names: frozenset[str]) -> list[str]:
        """One declaration is written one way in every process: its text decides whether a release is due."""
        return sorted(names)

    @model_validator(mode="after")
    def _holds_together(self) -> "Source":
        unknown = sorted((set(self.fields) | set(self.constants)) - set(RAW_FIELD_NAMES))
        if unknown:
            raise ValueError(f"fields not in the schema: {', '.join(unknown)}")
        missing = [name for name in self.key if name not in self.fields]
        if missing:
            raise ValueError(f"key fields that no column fills: {', '.join(missing)}")
        headings = [h for names in self.fields.values() for h in names]
        twice = sorted({h for h in headings if headings.count(h) > 1})
        if twice:
            raise ValueError(f"headings mapped twice: {', '.join(twice)}")
        if self.tier in OFFICIAL_TIERS:
            outside = [d for d in self.domains if d != "gov.cn" and not d.endswith(".gov.cn")]
            if outside and not self.domain_reason:
                raise ValueError(f"official, but fetched outside gov.cn without a reason: {', '.join(outside)}")
            if not self.domains and not self.delivered_by:
                raise ValueError("official, but neither hosts nor a deliverer are named")
        return self

    @property
    def is_official(self) -> bool:
        """Whether it may assert registration fields at all."""
        return self.tier in OFFICIAL_TIERS

    @property
    def heading_to_field(self) -> dict[str, str]:
        """Their heading -> our field."""
        return {heading: name for name, headings in self.fields.items() for heading in headings}


def declare(where: str, /, **values: object) -> Source:
    """Build a declaration; raise DeclarationError that names `where` and every fault at once."""
    try:
        return Source(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'source'}: {e['msg']}" for e in error.errors())
        raise DeclarationError(f"{where}: {faults}") from None
