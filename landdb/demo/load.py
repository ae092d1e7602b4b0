"""Loads the sample province: one transaction for each commune and office, so that memory stays flat.

A load that was interrupted goes on where it stopped, because the same seed makes the same ids.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from landdb.actor import system_actor
from landdb.bulk import copy_columns
from landdb.custody.models import Node, NodeOffice, Unit
from landdb.db import reading, set_actor, transaction
from landdb.demo.cases import PROVINCIAL, case_tables
from landdb.demo.columns import Ids, Tables, constant
from landdb.demo.holdings import holding_tables, make_grounds, make_holdings, wanted_people
from landdb.demo.names import BANKS
from landdb.demo.papers import paper_tables
from landdb.demo.parcels import Units, make_parcels, parcel_ids, parcel_tables
from landdb.demo.people import bank_tables, make_people, people_tables
from landdb.demo.plan import FORMER, Commune, Plan, places_of
from landdb.errors import RuleBroken
from landdb.offices.models import AdminUnit, Office, OfficeJurisdiction
from landdb.parcels.models import Parcel
from landdb.reference.codes import load_codes
from landdb.reference.tables import reference_id
from landdb.reference.units import TWO_TIERS, load_admin_units

#: The day the sample stands still at, so that due dates stay what they are.
SAMPLE_NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)

#: Offices of the sample; the names say that they are one.
OFFICES = {
    PROVINCIAL: "Văn phòng Đăng ký đất đai thành phố Cần Thơ (mẫu)",
    "CT.B01": "Chi nhánh VPĐKĐĐ khu vực Sóc Trăng (mẫu)",
    "CT.B02": "Chi nhánh VPĐKĐĐ khu vực Cần Thơ (mẫu)",
    "CT.B03": "Chi nhánh VPĐKĐĐ khu vực Hậu Giang (mẫu)",
}

#: Tables in the order in which rows may come: units and custody first, then what points to what.
#: Parties come as late as they can, see ``take_turn``.
ORDER = (
    "unit", "custody", "sheet", "parcel", "parcel_version", "land_use", "baunit", "baunit_parcel",
    "source", "rrr", "rrr_version", "certificate", "certificate_version", "certificate_parcel",
    "party", "party_identifier", "party_member", "share", "certificate_holder", "dossier",
    "dossier_parcel", "dossier_step", "dossier_external_id", "parcel_lineage",
)  # fmt: skip
#: Communes are loaded side by side: two connections keep a small server's two processors busy.
CONNECTIONS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did: rows by table, and communes that were there already."""

    rows: dict[str, int]
    skipped: int


def node_name(parcels: int, seed: int) -> str:
    """Return the name of a node with a sample: it tells one sample from another."""
    return f"Dữ liệu mẫu · {parcels} thửa · hạt giống {seed}"


def load_demo(
    engine: Engine,
    owner: Engine,
    plan: Plan,
    *,
    now: datetime = SAMPLE_NOW,
    progress: Callable[[int], None] = lambda parcels: None,
) -> Outcome:
    """Load the sample province into an empty register, or what is missing of the same one.

    Parameters
    ----------
    engine, owner : Engine
        The application's and the owner's: only the owner may say what a node is.
    progress : callable
        Told the parcels of each commune when they are in.

    Raises
    ------
    RuleBroken
        ``DEMO-01`` the register holds data that are no sample, ``DEMO-02`` it holds another sample.
    """
    claim_node(owner, plan)
    seed_reference(engine)
    name_offices(owner)
    banks = load_banks(engine, plan)
    units = read_units(engine)
    missing = [commune for commune in plan.communes if not is_loaded(engine, plan, commune)]
    rows: dict[str, int] = {}
    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        loads = [
            pool.submit(load_commune, engine, plan, commune, units, banks, now)
            for commune in missing
        ]
        for load, commune in zip(loads, missing, strict=True):
            for name, count in load.result().items():
                rows[name] = rows.get(name, 0) + count
            progress(commune.parcels)
    finally:  # after an error, or Ctrl-C, nothing more is begun
        pool.shutdown(cancel_futures=True)
    if missing:
        analyse(owner)
    return Outcome(rows, len(plan.communes) - len(missing))


def claim_node(owner: Engine, plan: Plan) -> None:
    """Mark the node as one of sample data before the first row comes in."""
    wanted = node_name(plan.parcels, plan.seed)
    with Session(owner) as session, session.begin():
        node = session.get(Node, 1, with_for_update=True)
        if node is not None and node.demo and node.name == wanted:
            return
        if node is not None and node.demo:
            raise RuleBroken("DEMO-02", found=node.name, wanted=wanted)
        if session.scalar(select(exists().where(Parcel.id.is_not(None)))):
            raise RuleBroken("DEMO-01")
        if node is None:
            session.add(Node(id=1, name=wanted, demo=True))
        else:
            node.name, node.demo = wanted, True


def seed_reference(engine: Engine) -> None:
    """Load codes, administrative units, offices and what each serves; once is enough."""
    with transaction(engine, system_actor("demo", PROVINCIAL)) as session:
        load_codes(session)
        load_admin_units(session)
        for office_id, name in OFFICES.items():
            if session.get(Office, office_id) is None:
                session.add(office(office_id, name))
                session.flush()
        served = set(session.scalars(select(OfficeJurisdiction.admin_unit_id)))
        units = today_units(session)
        province = session.scalars(
            select(AdminUnit.id).where(
                AdminUnit.level == "province", AdminUnit.valid_from == TWO_TIERS
            )
        ).one()
        wanted = [(PROVINCIAL, province)]
        for former, (office_id, _) in FORMER.items():
            wanted += [(office_id, units[place.code]) for place in places_of(former)]
        for office_id, unit in wanted:
            if unit not in served:
                session.add(jurisdiction(office_id, unit))


def office(office_id: str, name: str) -> Office:
    """Return an office of the sample, at work since the two tiers."""
    is_branch = office_id != PROVINCIAL
    return Office(
        id=office_id,
        kind="branch" if is_branch else "provincial",
        name=name,
        parent_id=PROVINCIAL if is_branch else None,
        valid_from=TWO_TIERS,
    )


def jurisdiction(office_id: str, unit: UUID) -> OfficeJurisdiction:
    """Return that an office serves a unit since the two tiers."""
    return OfficeJurisdiction(
        id=reference_id("office_jurisdiction", f"{office_id}/{unit}", TWO_TIERS),
        office_id=office_id,
        admin_unit_id=unit,
        valid_from=TWO_TIERS,
    )


def name_offices(owner: Engine) -> None:
    """Let the node serve all four offices."""
    with Session(owner) as session, session.begin():
        present = set(session.scalars(select(NodeOffice.office_id)))
        session.add_all(NodeOffice(office_id=key) for key in OFFICES if key not in present)


def today_units(session: Session) -> dict[str, UUID]:
    """Return today's communes by code."""
    return communes(session, TWO_TIERS)


def communes(session: Session, since: date | None) -> dict[str, UUID]:
    """Return communes by code, those of a first day."""
    begins = AdminUnit.valid_from.is_(None) if since is None else AdminUnit.valid_from == since
    found = session.execute(
        select(AdminUnit.code, AdminUnit.id).where(AdminUnit.level == "commune", begins)
    )
    return {row.code: row.id for row in found}


def read_units(engine: Engine) -> Units:
    """Return the ids of communes, of today and of before."""
    with reading(engine) as session:
        return Units(communes(session, TWO_TIERS), communes(session, None))


def load_banks(engine: Engine, plan: Plan) -> Ids:
    """Load the banks, once; return their ids."""
    tables, ids = bank_tables(plan, BANKS)
    with transaction(engine, system_actor("demo", PROVINCIAL)) as session:
        if session.get(Unit, UUID(ids[0].decode())) is None:
            copy_tables(session, PROVINCIAL, tables)
    return ids


def is_loaded(engine: Engine, plan: Plan, commune: Commune) -> bool:
    """Tell whether a commune is in: it comes in one transaction, so its first parcel tells."""
    first = UUID(parcel_ids(plan, commune)[0].decode())
    with reading(engine) as session:
        return session.get(Unit, first) is not None


def load_commune(
    engine: Engine,
    plan: Plan,
    commune: Commune,
    units: Units,
    banks: Ids,
    now: datetime,
) -> dict[str, int]:
    """Load one commune; return its rows by table.

    Its branch writes nearly all; the provincial office then writes its own dossiers there.
    """
    rows: dict[str, int] = {}
    branch = system_actor("demo", commune.office_id)
    with transaction(engine, branch) as session:
        for office_id, tables in commune_tables(plan, commune, units, banks, now).items():
            set_actor(session, system_actor("demo", office_id))
            for name, count in copy_tables(session, office_id, tables).items():
                rows[name] = rows.get(name, 0) + count
    return rows


def commune_tables(
    plan: Plan, commune: Commune, units: Units, banks: Ids, now: datetime
) -> dict[str, Tables]:
    """Return all rows of a commune by the office that writes them, its branch first."""
    parcels = make_parcels(plan, commune)
    grounds = make_grounds(plan, commune, parcels)
    people = make_people(plan, commune, wanted_people(grounds))
    holdings = make_holdings(plan, commune, parcels, grounds, people)
    moment = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us")
    by_office = case_tables(plan, commune, parcels, holdings, people, moment)
    parts = (
        parcel_tables(plan, commune, parcels, units),
        people_tables(plan, commune, people),
        holding_tables(plan, commune, parcels, holdings, banks, people.ids),
        paper_tables(plan, commune, parcels, holdings, people),
        by_office[commune.office_id],
    )
    own: Tables = {}
    for part in parts:
        for name, tables in part.items():
            own.setdefault(name, []).extend(tables)
    return by_office | {commune.office_id: own}


def copy_tables(session: Session, office_id: str, tables: Tables) -> dict[str, int]:
    """COPY the rows of one office, units with their custody before all else; return their numbers."""
    units = pa.concat_tables(tables["unit"])
    custody = pa.table({"unit_id": units["id"], "office_id": constant(office_id, units.num_rows)})
    filled = tables | {"custody": [custody]}
    rows = {}
    for name in ORDER:
        if name not in filled:
            continue
        if name == "party":
            take_turn(session)
        rows[name] = sum(copy_columns(session, name, table) for table in filled[name])
    return rows


def take_turn(session: Session) -> None:
    """Wait until no other load is writing names, until this transaction ends.

    All names go into one dictionary (``party_name_key``), and two transactions that add the same names in
    another order would wait for one another for ever.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("landdb.demo.names"))))


def analyse(owner: Engine) -> None:
    """Let the planner know what came in."""
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
