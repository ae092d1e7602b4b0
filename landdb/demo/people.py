"""The parties of a commune: persons, couples, households, organisations and communities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from landdb.demo.columns import (
    IdMaker,
    Ids,
    Ints,
    Tables,
    blank,
    chance,
    chosen,
    constant,
    id_column,
    moment,
    time_column,
    weighted,
)
from landdb.demo.names import (
    CHINESE_SHARE,
    COMPANIES,
    KHMER_SHARE,
    PEOPLES,
    PUBLIC_HOLDERS,
)
from landdb.demo.parcels import addresses, unit_rows
from landdb.demo.plan import Commune, Plan, lower_first

#: No province has the prefix 000, so that no number here is anybody's.
UNASSIGNED = "000"
#: Persons of one commune; their numbers do not meet those of the next.
NUMBERS_OF_COMMUNE = 40_009
#: Parties came into the register with the first papers read in.
KNOWN_SINCE = moment("2014-08-15T08:00")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many parties of each kind a commune has, persons in groups aside."""

    persons: int
    couples: int
    households: int
    companies: int


@dataclass(frozen=True, slots=True)
class People:
    """The parties of a commune in one numbering, and the groups among them.

    ``kind``: indexes of ``KINDS``. ``couples`` rows are (party, husband, wife), ``households`` rows are
    (party, head, spouse); ``public`` gives the holder of each public use.
    """

    kind: Ints
    names: list[str]
    is_woman: Ints
    birth_year: Ints
    ids: Ids
    persons: Ints
    couples: Ints
    households: Ints
    companies: Ints
    public: dict[str, int]


KINDS = ("individual", "couple", "household", "organisation", "community")


def make_people(plan: Plan, commune: Commune, wanted: Wanted) -> People:
    """Make the parties of a commune."""
    source = chance(plan.seed, plan.parcels, 20, commune.index)
    singles = np.arange(wanted.persons)
    couples = pairs_from(wanted.persons, wanted.couples)
    households = pairs_from(wanted.persons + 2 * wanted.couples, wanted.households)
    count = wanted.persons + 2 * wanted.couples + 2 * wanted.households
    is_woman = (source.random(count) < 0.47).astype(np.int64)
    is_woman[couples[:, 0]], is_woman[couples[:, 1]] = 0, 1
    is_woman[households[:, 1]] = 1 - is_woman[households[:, 0]]
    born = source.integers(1940, 2003, count)
    born[couples[:, 1]] = np.minimum(
        born[couples[:, 0]] + source.integers(-3, 7, len(couples)), 2004
    )
    names = person_names(commune, is_woman, source)
    couple_names = [f"Ông {names[man]} và bà {names[wife]}" for man, wife in couples.tolist()]
    titles = ("ông", "bà")
    house_names = [f"Hộ {titles[is_woman[head]]} {names[head]}" for head, _ in households.tolist()]
    place = lower_first(commune.place.name)
    companies = [
        f"{COMPANIES[at % len(COMPANIES)]} {commune.index + 1:02d}-{at + 1}"
        for at in range(wanted.companies)
    ]
    public = list(dict.fromkeys(name.format(place=place) for name in PUBLIC_HOLDERS.values()))
    sizes = (count, len(couples), len(households), len(companies), len(public))
    starts = np.concatenate(([0], np.cumsum(sizes)))
    kind = np.repeat([0, 1, 2, 3, 3], sizes)
    for at, name in enumerate(public):
        if name.startswith("Cộng đồng"):
            kind[starts[4] + at] = KINDS.index("community")
    return People(
        kind=kind,
        names=[*names, *couple_names, *house_names, *companies, *public],
        is_woman=is_woman,
        birth_year=born,
        ids=IdMaker(plan.seed, plan.parcels, 21, commune=commune.index).make(int(starts[-1])),
        persons=singles,
        couples=np.column_stack((starts[1] + np.arange(len(couples)), couples)),
        households=np.column_stack((starts[2] + np.arange(len(households)), households)),
        companies=starts[3] + np.arange(len(companies)),
        public={
            use: int(starts[4]) + public.index(name.format(place=place))
            for use, name in PUBLIC_HOLDERS.items()
        },
    )  # fmt: skip


def pairs_from(start: int, count: int) -> Ints:
    """Return persons two by two, from a number on."""
    return start + np.arange(2 * count).reshape(count, 2)


def person_names(commune: Commune, is_woman: Ints, source: np.random.Generator) -> list[str]:
    """Name persons after the peoples of their land."""
    former = commune.place.former_province
    shares = (
        1 - KHMER_SHARE[former] - CHINESE_SHARE[former],
        KHMER_SHARE[former],
        CHINESE_SHARE[former],
    )
    people = weighted(source, shares, len(is_woman))
    # A couple's two persons follow one another; most families are of one people.
    draws = source.integers(0, 1 << 20, (len(is_woman), 3))
    names = []
    for of, woman, (family, middle, given) in zip(
        people.tolist(), is_woman.tolist(), draws.tolist(), strict=True
    ):
        naming = PEOPLES[of]
        middles, givens = (
            (naming.women_middle, naming.women) if woman else (naming.men_middle, naming.men)
        )
        words = (
            naming.families[family % len(naming.families)],
            middles[middle % len(middles)],
            givens[given % len(givens)],
        )
        names.append(" ".join(filter(None, words)))
    return names  # fmt: skip


def people_tables(plan: Plan, commune: Commune, people: People) -> Tables:
    """Return the rows of parties, their numbers and the members of groups."""
    ids = IdMaker(plan.seed, plan.parcels, 22, commune=commune.index)
    count, persons = len(people.kind), len(people.is_woman)
    own = id_column(people.ids)
    nobody = np.arange(count) >= persons
    padding = np.zeros(count - persons, dtype=np.int64)
    gender = chosen(["male", "female"], np.concatenate((people.is_woman, padding)))
    years = pa.array(np.concatenate((people.birth_year, padding))).cast(pa.string())
    homes = addresses(commune)
    party = pa.table(
        {
            "id": own,
            "unit_id": own,
            "kind": chosen(KINDS, people.kind),
            "name": pa.array(people.names),
            "gender": blank(gender, nobody),
            "birth_date": blank(years, nobody),
            "address": chosen(homes, np.arange(count) // 3 % len(homes)),
            "lifespan_begin": time_column(np.full(count, KNOWN_SINCE)),
        }
    )
    return {
        "unit": [unit_rows("party", people.ids)],
        "party": [party],
        "party_identifier": [identifier_table(commune, people, ids)],
        "party_member": [member_table(people, ids)],
    }


def identifier_table(commune: Commune, people: People, ids: IdMaker) -> pa.Table:
    """Return the numbers of persons and organisations: CCCD, a few old CMND, tax codes.

    A CCCD has 12 digits: province, sex and century, year of birth, six more (domain §15).
    """
    persons = np.arange(len(people.is_woman))
    serial = (commune.index * NUMBERS_OF_COMMUNE + persons) * 7919 % 1_000_000
    cccd = [
        f"{UNASSIGNED}{woman + 2 * (year >= 2000)}{year % 100:02d}{number:06d}"
        for woman, year, number in zip(
            people.is_woman.tolist(), people.birth_year.tolist(), serial.tolist(), strict=True
        )
    ]
    elders = persons[(people.birth_year < 1965) & (persons % 4 == 0)]
    cmnd = [f"{UNASSIGNED}{number:06d}" for number in serial[elders].tolist()]
    tax = [f"000{commune.index:03d}{at:04d}" for at in range(len(people.companies))]
    owner = np.concatenate((persons, elders, people.companies))
    kind = np.repeat([0, 1, 2], [len(cccd), len(cmnd), len(tax)])
    end = np.full(len(owner), np.datetime64("NaT"), dtype="datetime64[us]")
    end[kind == 1] = moment("2021-03-01T08:00")  # cards with a chip replaced the old ones
    return pa.table(
        {
            "id": id_column(ids.make(len(owner))),
            "unit_id": id_column(people.ids[owner]),
            "party_id": id_column(people.ids[owner]),
            "kind": chosen(["cccd", "cmnd", "tax"], kind),
            "number": pa.array([*cccd, *cmnd, *tax]),
            "lifespan_begin": time_column(np.full(len(owner), KNOWN_SINCE)),
            "lifespan_end": time_column(end),
        }
    )


def member_table(people: People, ids: IdMaker) -> pa.Table:
    """Return who is in which couple or household."""
    couples, households = people.couples, people.households
    group = np.concatenate((couples[:, 0], couples[:, 0], households[:, 0], households[:, 0]))
    member = np.concatenate((couples[:, 1], couples[:, 2], households[:, 1], households[:, 2]))
    role = np.repeat([0, 1, 2, 3], [len(couples)] * 2 + [len(households)] * 2)
    return pa.table(
        {
            "id": id_column(ids.make(len(group))),
            "unit_id": id_column(people.ids[group]),
            "group_id": id_column(people.ids[group]),
            "member_id": id_column(people.ids[member]),
            "role": chosen(["husband", "wife", "head", "member"], role),
            "lifespan_begin": time_column(np.full(len(group), KNOWN_SINCE)),
        }
    )


def bank_tables(plan: Plan, names: tuple[str, ...]) -> tuple[Tables, Ids]:
    """Return the banks, which the provincial office keeps, and their ids."""
    made = IdMaker(plan.seed, plan.parcels, 23).make(len(names))
    party = pa.table(
        {
            "id": id_column(made),
            "unit_id": id_column(made),
            "kind": constant("organisation", len(names)),
            "name": pa.array(names),
            "lifespan_begin": time_column(np.full(len(names), KNOWN_SINCE)),
        }
    )
    return {"unit": [unit_rows("party", made)], "party": [party]}, made
