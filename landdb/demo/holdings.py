"""Who holds what: registered units over parcels, rights with shares, mortgages and other restrictions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from landdb.demo.calendar import in_office_hours
from landdb.demo.columns import (
    Flags,
    IdMaker,
    Ids,
    Ints,
    Moments,
    Tables,
    blank,
    chance,
    chosen,
    constant,
    date_column,
    id_column,
    moment,
    time_column,
    weighted,
)
from landdb.demo.parcels import PUBLIC, Parcels, unit_rows
from landdb.demo.people import People, Wanted
from landdb.demo.plan import LOT_ROWS, Commune, Plan

#: Kinds of holding and their weights: one person, a couple, a household, two or three co-holders, and
#: companies; what the public holds follows from the land use.
PERSON, COUPLE, HOUSEHOLD, TWO, THREE, COMPANY, BODY = range(7)
HOLDING_WEIGHTS = (46.0, 36.0, 11.0, 4.0, 1.5, 1.5)
SHARES_OF = {TWO: 2, THREE: 3}
#: How many fields and gardens one registered unit has.
GROUP_WEIGHTS = (86.0, 9.0, 4.0, 1.0)
#: Holdings of one party, on average.
PER_PERSON, PER_COUPLE, PER_HOUSEHOLD = 1.5, 2.1, 1.7

ORIGINS_HOME = ("CNQ-CTT", "DG-CTT", "CN-CNQ-CTT", "TA-CNQ-CTT", "TK-CNQ-CTT", "CN-DG-CTT")
ORIGINS_FARM = ("CNQ-KTT", "DG-KTT", "CN-CNQ-KTT", "TK-CNQ-KTT", "TA-CNQ-KTT", "CN-DG-KTT")
ORIGINS_BODY = ("DG-KTT", "DT-THN", "DT-TML", "DG-QL")

#: Types of what burdens land, the share of units that bear them, and whether a party stands behind.
BURDENS: tuple[tuple[str, str, float], ...] = (
    ("restriction", "mortgage", 0.09),
    ("restriction", "corridor", 0.02),
    ("restriction", "block", 0.003),
    ("restriction", "planning", 0.004),
    ("restriction", "easement", 0.003),
    ("responsibility", "debt", 0.006),
)
BURDEN_WORDS = {
    "mortgage": "Thế chấp bằng quyền sử dụng đất theo hợp đồng số {number}/HĐTC (mẫu)",
    "corridor": "Một phần thửa đất thuộc hành lang bảo vệ công trình thủy lợi",
    "block": "Tạm dừng biến động theo Công văn số {number}/CV-THADS (mẫu)",
    "planning": "Thửa đất có phần diện tích thuộc quy hoạch đất giao thông",
    "easement": "Cho thửa liền kề sử dụng lối đi rộng 1,5 m",
    "debt": "Nợ tiền sử dụng đất theo Thông báo số {number}/TB-CCT (mẫu)",
}
AN_HOUR = np.timedelta64(1, "h")
#: Types that a letter or contract of their own stands behind.
DOCUMENTED = {"mortgage": "contract", "block": "letter", "debt": "notice"}


@dataclass(frozen=True, slots=True)
class Holdings:
    """Registered units of a commune and their holders.

    ``of_parcel``: the unit of each parcel, -1 for canals and roads. ``first_parcel`` is a parcel of the
    unit. ``slot_unit``, ``slot_party`` list the holders, unit by unit. ``since`` is when the register
    knew the right, ``issued`` the day of its paper.
    """

    of_parcel: Ints
    first_parcel: Ints
    kind: Ints
    begin: Moments
    end: Moments
    since: Moments
    issued: Moments
    form: Ints
    slot_unit: Ints
    slot_party: Ints
    ids: Ids

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.kind)

    @property
    def is_live(self) -> Flags:
        """Units of today."""
        return np.isnat(self.end)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Registered units before anybody holds them."""

    of_parcel: Ints
    first_parcel: Ints
    kind: Ints
    begin: Moments
    end: Moments


def make_grounds(plan: Plan, commune: Commune, parcels: Parcels) -> Grounds:
    """Put parcels together into registered units and say what kind of holder each has."""
    source = chance(plan.seed, plan.parcels, 30, commune.index)
    labels = np.array(parcels.labels)[parcels.label]
    held = ~parcels.is_public_way
    alone = np.isin(parcels.row, LOT_ROWS) | np.isin(labels, list(PUBLIC)) | ~np.isnat(parcels.end)
    farms = np.flatnonzero(held & ~alone)
    sizes = weighted(source, GROUP_WEIGHTS, len(farms)) + 1
    group = np.repeat(np.arange(len(sizes)), sizes)[: len(farms)]
    of_parcel = np.full(len(labels), -1, dtype=np.int64)
    of_parcel[farms] = group
    singles = np.flatnonzero(held & alone)
    groups = int(group[-1]) + 1 if len(group) else 0
    of_parcel[singles] = groups + np.arange(len(singles))
    count = groups + len(singles)
    first = np.zeros(count, dtype=np.int64)
    backwards = np.flatnonzero(held)[::-1]
    first[of_parcel[backwards]] = backwards
    kind = weighted(source, HOLDING_WEIGHTS, count)
    kind[np.isin(labels[first], ["TMD", "SKC", "SKX"])] = COMPANY
    kind[np.isin(labels[first], list(PUBLIC))] = BODY
    return Grounds(of_parcel, first, kind, parcels.begin[first], parcels.end[first])


def wanted_people(grounds: Grounds) -> Wanted:
    """Return how many parties the units need, as most of them hold several."""
    counts = np.bincount(grounds.kind, minlength=BODY + 1)
    alone = counts[PERSON] + 2 * counts[TWO] + 3 * counts[THREE]
    return Wanted(
        persons=max(4, int(alone / PER_PERSON)),
        couples=max(2, int(counts[COUPLE] / PER_COUPLE)),
        households=max(2, int(counts[HOUSEHOLD] / PER_HOUSEHOLD)),
        companies=max(1, int(counts[COMPANY] / 2)),
    )


def make_holdings(
    plan: Plan, commune: Commune, parcels: Parcels, grounds: Grounds, people: People
) -> Holdings:
    """Give each unit its holders and the paper its right came from."""
    source = chance(plan.seed, plan.parcels, 31, commune.index)
    count = len(grounds.kind)
    form, issued = draw_papers(source, commune, parcels, grounds)
    morning = (8 + source.integers(0, 8, count)).astype("timedelta64[h]")
    since = np.maximum(grounds.begin, issued.astype("datetime64[us]") + morning)
    slots = np.ones(count, dtype=np.int64)
    for kind, shares in SHARES_OF.items():
        slots[grounds.kind == kind] = shares
    slot_unit = np.repeat(np.arange(count), slots)
    return Holdings(
        of_parcel=grounds.of_parcel,
        first_parcel=grounds.first_parcel,
        kind=grounds.kind,
        begin=grounds.begin,
        end=grounds.end,
        since=since,
        issued=issued,
        form=form,
        slot_unit=slot_unit,
        slot_party=holders(source, parcels, grounds, people, slot_unit),
        ids=IdMaker(plan.seed, plan.parcels, 32, commune=commune.index).make(count),
    )


def holders(
    source: np.random.Generator,
    parcels: Parcels,
    grounds: Grounds,
    people: People,
    slot_unit: Ints,
) -> Ints:
    """Draw a party for each slot; co-holders of one unit are different persons."""
    kind = grounds.kind[slot_unit]
    within = np.arange(len(slot_unit)) - np.searchsorted(slot_unit, slot_unit)
    draw = source.integers(0, 1 << 40, len(grounds.kind))[slot_unit]
    party = people.persons[(draw + within) % len(people.persons)]
    for holding, pool in (
        (COUPLE, people.couples[:, 0]),
        (HOUSEHOLD, people.households[:, 0]),
        (COMPANY, people.companies),
    ):
        party = np.where(kind == holding, pool[draw % len(pool)], party)
    body = np.array([people.public.get(label, -1) for label in parcels.labels])
    return np.where(kind == BODY, body[parcels.label[grounds.first_parcel[slot_unit]]], party)


#: Forms of certificates (domain §5.1): name, first and last day, weight, town houses only.
FORMS: tuple[tuple[str, str, str, float, bool], ...] = (
    ("law1993", "1994-01-03", "2003-12-31", 9.0, False),
    ("nd60", "1994-08-01", "2004-12-31", 1.0, True),
    ("law2003", "2004-07-01", "2009-12-09", 14.0, False),
    ("nd90", "2006-07-06", "2009-12-09", 1.0, True),
    ("nd88", "2009-12-10", "2014-06-30", 20.0, False),
    ("nd43", "2014-07-01", "2024-12-31", 40.0, False),
    ("form2024", "2025-01-01", "2025-06-30", 5.0, False),
    ("tt23", "2025-07-01", "2026-10-23", 9.0, False),
    ("other", "1996-01-01", "2010-12-31", 0.4, False),
)
FORM_NAMES = tuple(form for form, *_ in FORMS)
#: The forms that follow one another; the day from which each was the one in use.
MAIN_FORMS = ("law1993", "law2003", "nd88", "nd43", "form2024", "tt23")
#: Papers of parcels that ended before: all older than the first commune's reading in.
OLD_FORMS = ("law1993", "law2003", "nd88")


def draw_papers(
    source: np.random.Generator, commune: Commune, parcels: Parcels, grounds: Grounds
) -> tuple[Ints, Moments]:
    """Draw the form and day of the newest certificate of each unit.

    The first units of a commune have one of each form. A parcel made by a split or merger got its paper
    ten days later; one that ended had an old paper.
    """
    count = len(grounds.kind)
    weights = [w if commune.place.is_urban or not town else 0.0 for _, _, _, w, town in FORMS]
    form = weighted(source, weights, count)
    form[: len(FORMS)] = np.arange(len(FORMS))[:count]
    ended = ~np.isnat(grounds.end)
    old = np.array([FORM_NAMES.index(name) for name in OLD_FORMS])
    form[ended] = old[source.integers(0, len(old), int(ended.sum()))]
    first = np.array([begin for _, begin, *_ in FORMS], dtype="datetime64[D]")
    last = np.array([end for _, _, end, *_ in FORMS], dtype="datetime64[D]")
    days = (last - first).astype(np.int64)
    issued = first[form] + (source.random(count) * days[form]).astype("timedelta64[D]")
    born = grounds.begin > parcels.begin.min()
    issued[born] = grounds.begin[born].astype("datetime64[D]") + np.timedelta64(10, "D")
    form[born] = main_form(issued[born])
    return form, issued


def main_form(days: Moments) -> Ints:
    """Return the form in use on each day."""
    main = np.array([FORM_NAMES.index(name) for name in MAIN_FORMS])
    since = np.array([FORMS[at][1] for at in main], dtype="datetime64[D]")
    return main[np.searchsorted(since, days.astype("datetime64[D]"), side="right") - 1]


def holding_tables(
    plan: Plan, commune: Commune, parcels: Parcels, holdings: Holdings, banks: Ids, parties: Ids
) -> Tables:
    """Return the rows of units, rights, shares, burdens and the papers behind them."""
    ids = IdMaker(plan.seed, plan.parcels, 33, commune=commune.index)
    own = id_column(holdings.ids)
    held = np.flatnonzero(holdings.of_parcel >= 0)
    unit = holdings.of_parcel[held]
    baunit = pa.table(
        {
            "id": own,
            "unit_id": own,
            "kind": constant("land", holdings.count),
            "lifespan_begin": time_column(holdings.begin),
            "lifespan_end": time_column(holdings.end),
        }
    )
    baunit_parcel = pa.table(
        {
            "id": id_column(ids.make(len(held))),
            "unit_id": id_column(holdings.ids[unit]),
            "baunit_id": id_column(holdings.ids[unit]),
            "parcel_id": id_column(parcels.ids[held]),
            "lifespan_begin": time_column(holdings.begin[unit]),
            "lifespan_end": time_column(holdings.end[unit]),
        }
    )
    rights = right_tables(parcels, holdings, parties, ids)
    source = chance(plan.seed, plan.parcels, 34, commune.index)
    burdens = burden_tables(source, holdings, banks, ids)
    return {
        "unit": [unit_rows("baunit", holdings.ids)],
        "baunit": [baunit],
        "baunit_parcel": [baunit_parcel],
        "source": burdens["source"],
        **{name: rights[name] + burdens[name] for name in ("rrr", "rrr_version", "share")},
    }


def right_tables(parcels: Parcels, holdings: Holdings, parties: Ids, ids: IdMaker) -> Tables:
    """Return the land-use right of every unit, with its shares."""
    count = holdings.count
    rrr, version = ids.make(count), ids.make(count)
    own, begin, end = (
        id_column(holdings.ids),
        time_column(holdings.since),
        time_column(holdings.end),
    )
    labels = np.array(parcels.labels)[parcels.label[holdings.first_parcel]]
    is_home = np.char.startswith(labels, "O")
    is_mixed = is_home & (np.char.find(labels, "+") > 0)
    is_body = holdings.kind >= COMPANY
    pick = np.arange(count) * 7 % 6
    origin = np.where(is_body, 12 + pick % 4, np.where(is_home, pick, 6 + pick))
    until = np.where(holdings.issued < np.datetime64("2014-07-01"), "2063-10-15", "2064-07-01")
    is_long = (is_home & ~is_mixed) | (is_body & ~np.isin(labels, ["TMD", "SKC", "SKX"]))
    term = np.where(is_mixed, 2, np.where(is_long, 0, 1))
    shared = np.isin(holdings.kind, [COUPLE, HOUSEHOLD, TWO, THREE])
    slots = np.bincount(holdings.slot_unit, minlength=count)[holdings.slot_unit]
    return {
        "rrr": [
            pa.table(
                {
                    "id": id_column(rrr),
                    "unit_id": own,
                    "baunit_id": own,
                    "kind": constant("right", count),
                    "lifespan_begin": begin,
                    "lifespan_end": end,
                }
            )
        ],
        "rrr_version": [
            pa.table(
                {
                    "id": id_column(version),
                    "unit_id": own,
                    "rrr_id": id_column(rrr),
                    "type": constant("land_use", count),
                    "origin_code": chosen((*ORIGINS_HOME, *ORIGINS_FARM, *ORIGINS_BODY), origin),
                    "form": chosen(["own", "common"], shared.astype(np.int64)),
                    "term_kind": chosen(["long_term", "until", "text"], term),
                    "term_until": blank(date_column(until.astype("datetime64[D]")), term != 1),
                    "term_text": chosen([None, None, term_words("15/10/2063")], term),
                    "legal_from": date_column(holdings.issued),
                    "registered_at": begin,
                    "lifespan_begin": begin,
                    "lifespan_end": end,
                }
            )
        ],
        "share": [
            pa.table(
                {
                    "id": id_column(ids.make(len(slots))),
                    "unit_id": id_column(holdings.ids[holdings.slot_unit]),
                    "rrr_version_id": id_column(version[holdings.slot_unit]),
                    "party_id": id_column(parties[holdings.slot_party]),
                    "numerator": pa.array(np.ones(len(slots), dtype=np.int64)),
                    "denominator": pa.array(slots),
                }
            )
        ],
    }


def term_words(day: str) -> str:
    """Return the words of a term for land of two uses."""
    return f"Đất ở: Lâu dài; đất nông nghiệp: đến ngày {day}"


def burden_tables(
    source: np.random.Generator, holdings: Holdings, banks: Ids, ids: IdMaker
) -> Tables:
    """Return mortgages, corridors, blocks, plans, easements and debts; one in five has been lifted."""
    share = np.array([share for _, _, share in BURDENS])
    drawn = weighted(source, [1 - share.sum(), *share], holdings.count)
    # The first units have one of each, so that no kind is missing from a small province.
    drawn[10 : 10 + len(BURDENS)] = np.arange(len(BURDENS))[: max(0, holdings.count - 10)] + 1
    unit = np.flatnonzero((drawn > 0) & holdings.is_live)
    burden = drawn[unit] - 1
    count = len(unit)
    types = np.array([type_ for _, type_, _ in BURDENS])[burden]
    latest = moment("2026-11-01T08:00")
    room = (latest - holdings.since[unit]).astype(np.int64)
    begin = holdings.since[unit] + (room * source.uniform(0.1, 0.7, count)).astype(
        "timedelta64[us]"
    )
    is_lifted = (types == "mortgage") & (source.random(count) < 0.2)
    lifted = np.maximum(in_office_hours(begin + (latest - begin) // 2), begin + AN_HOUR)
    end = np.where(is_lifted, lifted, np.datetime64("NaT", "us"))
    numbers = (100 + source.integers(0, 9000, count)).tolist()
    words = [
        BURDEN_WORDS[type_].format(number=number)
        for type_, number in zip(types, numbers, strict=True)
    ]
    rrr, version = ids.make(count), ids.make(count)
    paper = np.flatnonzero(np.isin(types, list(DOCUMENTED)))
    papers = ids.make(count)
    banked = np.flatnonzero(types == "mortgage")
    own = id_column(holdings.ids[unit])
    kinds = np.array([kind == "responsibility" for kind, _, _ in BURDENS]).astype(np.int64)
    return {
        "source": [
            pa.table(
                {
                    "id": id_column(papers[paper]),
                    "unit_id": id_column(holdings.ids[unit[paper]]),
                    "kind": pa.array([DOCUMENTED[types[at]] for at in paper]),
                    "number": pa.array([str(numbers[at]) for at in paper]),
                    "title": pa.array([words[at] for at in paper]),
                    "issued_on": date_column(begin[paper]),
                    "accepted_at": time_column(begin[paper]),
                }
            )
        ],
        "rrr": [
            pa.table(
                {
                    "id": id_column(rrr),
                    "unit_id": own,
                    "baunit_id": own,
                    "kind": chosen(["restriction", "responsibility"], kinds[burden]),
                    "lifespan_begin": time_column(begin),
                    "lifespan_end": time_column(end),
                }
            )
        ],
        "rrr_version": [
            pa.table(
                {
                    "id": id_column(version),
                    "unit_id": own,
                    "rrr_id": id_column(rrr),
                    "type": pa.array(types.tolist()),
                    "legal_from": date_column(begin),
                    "registered_at": time_column(begin),
                    "description": pa.array(words),
                    "source_id": id_column(papers, ~np.isin(types, list(DOCUMENTED))),
                    "lifespan_begin": time_column(begin),
                    "lifespan_end": time_column(end),
                }
            )
        ],
        "share": [
            pa.table(
                {
                    "id": id_column(ids.make(len(banked))),
                    "unit_id": id_column(holdings.ids[unit[banked]]),
                    "rrr_version_id": id_column(version[banked]),
                    "party_id": id_column(banks[np.arange(len(banked)) % len(banks)]),
                    "numerator": pa.array(np.ones(len(banked), dtype=np.int64)),
                    "denominator": pa.array(np.ones(len(banked), dtype=np.int64)),
                }
            )
        ],
    }
