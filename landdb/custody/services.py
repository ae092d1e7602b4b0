"""Custody moves: make a unit, offer it, accept it, call the offer back.

The database refuses every other step (``migrations/sql/0003_custody.sql``), whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.custody.models import Custody, Unit
from landdb.errors import NotHeldHere, RuleBroken


def make_unit(session: Session, actor: Actor, unit_id: UUID, kind: str) -> None:
    """Make a unit of a kind, held by the actor's office from epoch 1."""
    session.add(Unit(id=unit_id, kind=kind))
    session.flush()
    session.add(Custody(unit_id=unit_id, office_id=actor.office_id))
    session.flush()


def offer(session: Session, actor: Actor, units: Sequence[UUID], to_office: str) -> None:
    """Offer units to another office; they freeze until it accepts or the offer is called back.

    Raises
    ------
    NotHeldHere
        ``CUS-01`` when one of them is not held by the actor's office; none is offered then.
    RuleBroken
        ``CUS-02`` when an office offers a unit to itself.
    """
    if to_office == actor.office_id:
        raise RuleBroken("CUS-02")
    step(
        session,
        actor,
        units,
        (Custody.office_id == actor.office_id) & (Custody.state == "held"),
        state="transit",
        to_office=to_office,
        epoch=Custody.epoch + 1,
    )


def accept(session: Session, actor: Actor, units: Sequence[UUID]) -> None:
    """Accept units that are on their way to the actor's office.

    Raises
    ------
    NotHeldHere
        ``CUS-01`` when one of them is not on its way here; none is accepted then.
    """
    step(
        session,
        actor,
        units,
        (Custody.to_office == actor.office_id) & (Custody.state == "transit"),
        state="held",
        office_id=actor.office_id,
        to_office=None,
    )


def recall(session: Session, actor: Actor, units: Sequence[UUID]) -> None:
    """Take back units that the actor's office offered on this node and nobody accepted.

    The epoch rises again, so that a late acceptance of the old offer is known to be old.
    """
    step(
        session,
        actor,
        units,
        (Custody.office_id == actor.office_id) & (Custody.state == "transit"),
        state="held",
        to_office=None,
        epoch=Custody.epoch + 1,
    )


def step(
    session: Session,
    actor: Actor,
    units: Sequence[UUID],
    allowed: ColumnElement[bool],
    **values: object,
) -> None:
    """Take a step with all of the units, or refuse it when one is not in the state it needs."""
    changed = session.execute(
        update(Custody)
        .where(Custody.unit_id.in_(units), allowed)
        .values(**values)
        .returning(Custody.unit_id)
    ).all()
    if len(changed) == len(set(units)):
        return
    holder = session.query(Custody).where(Custody.unit_id.in_(units)).first()
    raise NotHeldHere("CUS-01", office=actor.office_id, holder=holder.office_id if holder else None)
