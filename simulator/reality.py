"""All that is true of the made-up world, whoever shows it."""

from dataclasses import dataclass

import pyarrow as pa

from simulator.aliases import Aliases, make_aliases
from simulator.careers import live
from simulator.certificates import issuing_divisions, make_certificates
from simulator.draws import Ints
from simulator.institutions import Institutions, make_institutions
from simulator.people import YEAR, People, make_people
from simulator.places import Places, load_places
from simulator.settings import Settings
from simulator.states import FiledSites, States


@dataclass(frozen=True, eq=False)
class Reality:
    """People, institutions, states and sites; days count from 1970-01-01.

    Events happen from the day `since` on; sources are shown on days from `first` to `last`.
    """

    seed: int
    since: int
    first: int
    last: int
    settings: Settings
    places: Places
    institutions: Institutions
    aliases: Aliases
    people: People
    issuer: Ints  # per person: six-digit division
    certificate_no: pa.Array  # per person
    states: States
    filed: FiledSites


def make_reality(physicians: int, seed: int, first: int, last: int, settings: Settings) -> Reality:
    """Make a world of so many people who are or have been registered by the day `last`."""
    places = load_places()
    since = first - int(settings.careers.history_years * YEAR)
    institutions = make_institutions(physicians, seed, places, settings.careers, since, last)
    people = make_people(physicians, seed, institutions, settings, last)
    issuer = issuing_divisions(people, institutions, places, seed)
    states, filed = live(people, institutions, seed, settings.careers, since, last)
    return Reality(
        seed, since, first, last, settings, places, institutions, make_aliases(institutions, places), people,
        issuer, make_certificates(people, issuer), states, filed,
    )  # fmt: skip
