"""Dossiers in every state, with steps and due dates; and the lineage that closed ones left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from landdb.demo.calendar import (
    VIETNAM,
    at_counter,
    due_of,
    in_office_hours,
    working_days_before,
)
from landdb.demo.columns import (
    Flags,
    IdMaker,
    Ids,
    Ints,
    Moments,
    Tables,
    chance,
    chosen,
    constant,
    id_column,
    time_column,
    weighted,
)
from landdb.demo.holdings import Holdings
from landdb.demo.parcels import Parcels, unit_rows
from landdb.demo.people import People
from landdb.demo.plan import Commune, Plan
from landdb.reference.tables import read_table

#: Dossiers per parcel, and the fewest in a commune: every state occurs there.
SHARE, FEWEST = 0.03, 16
#: Each so many dossiers the provincial office has one of its own.
PROVINCIAL_EVERY = 15
PROVINCIAL = "CT"

#: State -> weight and the steps that lead there.
FULL = ("received", "examining", "tax", "signing", "updating", "ready", "closed")
PATHS: dict[str, tuple[float, tuple[str, ...]]] = {
    "received": (4, FULL[:1]),
    "supplement": (3, ("received", "supplement")),
    "examining": (9, FULL[:2]),
    "surveying": (4, ("received", "examining", "surveying")),
    "tax": (7, FULL[:3]),
    "signing": (4, FULL[:4]),
    "updating": (2, FULL[:5]),
    "ready": (4, FULL[:6]),
    "closed": (52, FULL),
    "refused": (3, ("received", "examining", "refused")),
    "withdrawn": (2, ("received", "withdrawn")),
    "returned": (3, ("received", "examining", "returned")),
    "stopped": (1, ("received", "examining", "tax", "stopped")),
}
STATES = tuple(PATHS)
CLOSED = frozenset({"closed", "refused", "withdrawn", "returned", "stopped"})
SPLIT_PATH = ("received", "examining", "surveying", "signing", "updating", "ready", "closed")

#: Procedures of QĐ 2304/QĐ-BNNMT and how often they are asked for.
SPLIT = "1.012784"
ASKED = {
    "1.013831": 40, "1.012783": 18, "1.011441": 12, "1.011443": 8, "1.013978": 6, "1.012790": 5,
    SPLIT: 4, "1.013947": 3, "1.013833": 3, "1.012786": 2,
}  # fmt: skip

#: Province part of a dossier code (domain §7.1): of today, and before 1 July 2025.
TODAY_PART = "H13"
FORMER_PART = {"92": "H13", "93": "H30", "94": "H51"}
TWO_TIERS = np.datetime64("2025-07-01")
#: Codes of one day: each commune has its own stretch of the sequence.
SEQUENCE_OF_COMMUNE = 90
LATEST_DAYS = 700


@dataclass(frozen=True, slots=True)
class Cases:
    """Dossiers of a commune; the first ones are those of its splits and mergers.

    ``link_case``, ``link_parcel`` tie dossiers to the ids of parcels. Days are Vietnamese, moments UTC.
    """

    parcel: Ints
    link_case: Ints
    link_parcel: Ids
    state: Ints
    procedure: Ints
    received: Moments
    due: Moments
    closed: Moments
    ids: Ids


def limits() -> dict[str, int]:
    """Return working days by procedure: the first number in the column of 2025."""
    found = {row["code"]: row["working_days_2025"] for row in read_table("procedures")}
    return {code: int(re.match(r"\d+", found[code])[0]) for code in ASKED}  # type: ignore[index]


def make_cases(
    plan: Plan, commune: Commune, parcels: Parcels, holdings: Holdings, now: np.datetime64
) -> Cases:
    """Make the dossiers of a commune as they stand at ``now`` (UTC)."""
    source = chance(plan.seed, plan.parcels, 50, commune.index)
    changes = parcels.changes
    count = max(FEWEST, round(SHARE * commune.parcels) - len(changes.first))
    live = np.flatnonzero((holdings.of_parcel >= 0) & np.isnat(parcels.end))
    asked = live[source.integers(0, len(live), count)]
    state = weighted(source, [weight for weight, _ in PATHS.values()], count)
    state[: len(STATES)] = np.arange(len(STATES))
    procedure = weighted(source, list(ASKED.values()), count)
    procedure[state == STATES.index("surveying")] = list(ASKED).index(SPLIT)
    days = np.array(list(limits().values()))[procedure]
    received, due, closed = times(source, np.isin(np.array(STATES)[state], list(CLOSED)), days, now)
    parents, children = changes.parents(), changes.children()
    begun = at_counter(
        source, working_days_before((changes.at + VIETNAM).astype("datetime64[D]"), 9)
    )
    split = np.full(len(begun), list(ASKED).index(SPLIT))
    return Cases(
        parcel=np.concatenate(
            (children[np.unique(children[:, 0], return_index=True)[1], 1], asked)
        ),
        link_case=np.concatenate((parents[:, 0], children[:, 0], len(begun) + np.arange(count))),
        link_parcel=parcels.ids[np.concatenate((parents[:, 1], children[:, 1], asked))],
        state=np.concatenate((np.full(len(begun), STATES.index("closed")), state)),
        procedure=np.concatenate((split, procedure)),
        received=np.concatenate((begun, received)),
        due=np.concatenate((due_of(begun, np.full(len(begun), limits()[SPLIT])), due)),
        closed=np.concatenate((in_office_hours(changes.at + np.timedelta64(26, "h")), closed)),
        ids=IdMaker(plan.seed, plan.parcels, 51, commune=commune.index).make(len(begun) + count),
    )


def times(
    source: np.random.Generator, is_closed: Flags, days: Ints, now: np.datetime64
) -> tuple[Moments, Moments, Moments]:
    """Return reception, due time and end; open ones came in within their limit or a little before."""
    count = len(days)
    today = (now + VIETNAM).astype("datetime64[D]")
    back = np.where(
        is_closed,
        30 + source.integers(0, LATEST_DAYS, count),
        1 + np.rint(source.uniform(0, 1.2, count) * days).astype(np.int64),
    )
    received = at_counter(source, working_days_before(np.full(count, today), back))
    due = due_of(received, days)
    spent = source.uniform(0.3, 1.08, count)
    taken = ((due - received).astype(np.int64) * spent).astype("timedelta64[us]")
    closed = np.minimum(np.maximum(in_office_hours(received + taken), received), now)
    return received, due, np.where(is_closed, closed, np.datetime64("NaT", "us"))


def codes(commune: Commune, received: Moments) -> list[str]:
    """Return the code on each receipt: unit of the province, day, number within the day."""
    days = (received + VIETNAM).astype("datetime64[D]")
    within: dict[str, int] = {}
    made = []
    for day in days:
        part = TODAY_PART if day >= TWO_TIERS else FORMER_PART[commune.place.former_province]
        written = str(day).replace("-", "")[2:]
        within[written] = within.get(written, 0) + 1
        number = commune.index * SEQUENCE_OF_COMMUNE + within[written]
        made.append(f"000.00.01.{part}-{written}-{number:04d}")
    return made


def case_tables(
    plan: Plan,
    commune: Commune,
    parcels: Parcels,
    holdings: Holdings,
    people: People,
    now: np.datetime64,
) -> dict[str, Tables]:
    """Return the rows of dossiers by the office that has them, and the lineage with its branch."""
    cases = make_cases(plan, commune, parcels, holdings, now)
    made = codes(commune, cases.received)
    first_slot = np.searchsorted(holdings.slot_unit, np.arange(holdings.count))
    party = holdings.slot_party[first_slot[holdings.of_parcel[cases.parcel]]]
    number = np.arange(len(made))
    has_branch = number % PROVINCIAL_EVERY != PROVINCIAL_EVERY - 1
    has_branch[: len(parcels.changes.first)] = True
    tables = {}
    for step, (office_id, mine) in enumerate(
        ((commune.office_id, np.flatnonzero(has_branch)), (PROVINCIAL, np.flatnonzero(~has_branch)))
    ):
        ids = IdMaker(plan.seed, plan.parcels, 52 + step, commune=commune.index)
        tables[office_id] = dossier_tables(cases, mine, office_id, ids, now)
        own = id_column(cases.ids[mine])
        tables[office_id]["dossier"] = [
            pa.table(
                {
                    "id": own,
                    "unit_id": own,
                    "code": pa.array([made[at] for at in mine]),
                    "office_id": constant(office_id, len(mine)),
                    "procedure_code": chosen(list(ASKED), cases.procedure[mine]),
                    "state": chosen(STATES, cases.state[mine]),
                    "applicant_name": chosen(people.names, party[mine]),
                    "applicant_id": id_column(people.ids[party[mine]]),
                    "received_at": time_column(cases.received[mine]),
                    "due_at": time_column(cases.due[mine]),
                    "closed_at": time_column(cases.closed[mine]),
                }
            )
        ]
        tables[office_id]["dossier_external_id"] = [external_table(cases, mine, made, ids)]
    ids = IdMaker(plan.seed, plan.parcels, 54, commune=commune.index)
    tables[commune.office_id]["parcel_lineage"] = [lineage_table(parcels, cases, ids)]
    return tables


def dossier_tables(
    cases: Cases, mine: Ints, office_id: str, ids: IdMaker, now: np.datetime64
) -> Tables:
    """Return custody units, parcels and steps of some dossiers."""
    links = np.flatnonzero(np.isin(cases.link_case, mine))
    steps = [
        (at, position, state, begin, end)
        for at in mine.tolist()
        for position, (state, begin, end) in enumerate(steps_of(cases, at, now), 1)
    ]
    at, position, state, begin, end = zip(*steps, strict=True) if steps else ((),) * 5
    case = np.array(at, dtype=np.int64)
    dossier = id_column(cases.ids[cases.link_case[links]])
    return {
        "unit": [unit_rows("dossier", cases.ids[mine])],
        "dossier_parcel": [
            pa.table(
                {
                    "id": id_column(ids.make(len(links))),
                    "unit_id": dossier,
                    "dossier_id": dossier,
                    "parcel_id": id_column(cases.link_parcel[links]),
                }
            )
        ],
        "dossier_step": [
            pa.table(
                {
                    "id": id_column(ids.make(len(case))),
                    "unit_id": id_column(cases.ids[case]),
                    "dossier_id": id_column(cases.ids[case]),
                    "position": pa.array(position, type=pa.int64()),
                    "state": pa.array(state, type=pa.string()),
                    "office_id": constant(office_id, len(case)),
                    "began_at": time_column(np.array(begin, dtype="datetime64[us]")),
                    "ended_at": time_column(np.array(end, dtype="datetime64[us]")),
                }
            )
        ],
    }


def steps_of(
    cases: Cases, at: int, now: np.datetime64
) -> list[tuple[str, np.datetime64, np.datetime64]]:
    """Return the steps of a dossier so far: state, begin and end (NaT for the one it is in)."""
    state = STATES[cases.state[at]]
    is_split = list(ASKED)[cases.procedure[at]] == SPLIT and state == "closed"
    path = SPLIT_PATH if is_split else PATHS[state][1]
    received, closed = cases.received[at], cases.closed[at]
    end = closed if state in CLOSED else now
    parts = len(path) - 1 if state in CLOSED else len(path)
    even = received + (end - received) * np.arange(len(path)) // max(parts, 1)
    moments = np.clip(in_office_hours(even), received, end)
    moments[0] = received
    ends = [*moments[1:], closed]
    return list(zip(path, moments, ends, strict=True))


def external_table(cases: Cases, mine: Ints, made: list[str], ids: IdMaker) -> pa.Table:
    """Return the names that every third dossier has on the portal and at the tax office."""
    third = mine[mine % 3 == 0]
    owner = id_column(cases.ids[np.repeat(third, 2)])
    return pa.table(
        {
            "id": id_column(ids.make(2 * len(third))),
            "unit_id": owner,
            "dossier_id": owner,
            "system": chosen(["portal", "tax"], np.tile([0, 1], len(third))),
            "value": pa.array([f"{kind}{made[at]}" for at in third for kind in ("DVC-", "THUE-")]),
        }
    )


def lineage_table(parcels: Parcels, cases: Cases, ids: IdMaker) -> pa.Table:
    """Return which parcel came from which; an edge belongs to the child's custody unit."""
    changes = parcels.changes
    parents, children = changes.parents(), changes.children()
    parents = parents[np.argsort(parents[:, 0], kind="stable")]
    children = children[np.argsort(children[:, 0], kind="stable")]
    per_parent = np.bincount(children[:, 0])[parents[:, 0]]
    parent = np.repeat(parents[:, 1], per_parent)
    change = np.repeat(parents[:, 0], per_parent)
    offset = np.arange(len(parent)) - np.repeat(np.cumsum(per_parent) - per_parent, per_parent)
    child = children[np.searchsorted(children[:, 0], change) + offset, 1]
    return pa.table(
        {
            "id": id_column(ids.make(len(parent))),
            "unit_id": id_column(parcels.ids[child]),
            "parent_id": id_column(parcels.ids[parent]),
            "child_id": id_column(parcels.ids[child]),
            "kind": chosen(["split", "merge"], changes.is_merge[change].astype(np.int64)),
            "dossier_id": id_column(cases.ids[change]),
            "at": time_column(changes.at[change]),
        }
    )
