"""Custody moves: make a unit, offer it, accept it, call the offer back.

The database refuses every other step (``migrations/sql/0003_custody.sql``), whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
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
    changed = session.execute(
        update(Custody)
        .where(
            Custody.unit_id.in_(units),
            Custody.office_id == actor.office_id,
            Custody.state == "held",
        )
        .values(state="transit", to_office=to_office, epoch=Custody.epoch + 1)
        .returning(Custody.unit_id)
    ).all()
    refuse_missing(session, actor, units, len(changed))


def accept(session: Session, actor: Actor, units: Sequence[UUID]) -> None:
    """Accept units that are on their way to the actor's office.

    Raises
    ------
    NotHeldHere
        ``CUS-01`` when one of them is not on its way here; none is accepted then.
    """
    changed = session.execute(
        update(Custody)
        .where(
            Custody.unit_id.in_(units),
            Custody.to_office == actor.office_id,
            Custody.state == "transit",
        )
        .values(state="held", office_id=actor.office_id, to_office=None)
        .returning(Custody.unit_id)
    ).all()
    refuse_missing(session, actor, units, len(changed))


def recall(session: Session, actor: Actor, units: Sequence[UUID]) -> None:
    """Take back units that the actor's office offered on this node and nobody accepted.

    The epoch rises again, so that a late acceptance of the old offer is known to be old.
    """
    changed = session.execute(
        update(Custody)
        .where(
            Custody.unit_id.in_(units),
            Custody.office_id == actor.office_id,
            Custody.state == "transit",
        )
        .values(state="held", to_office=None, epoch=Custody.epoch + 1)
        .returning(Custody.unit_id)
    ).all()
    refuse_missing(session, actor, units, len(changed))


def refuse_missing(session: Session, actor: Actor, units: Sequence[UUID], changed: int) -> None:
    """Refuse the whole act when a unit was not in the state the act needs."""
    if changed == len(set(units)):
        return
    holder = session.query(Custody).where(Custody.unit_id.in_(units)).first()
    raise NotHeldHere("CUS-01", office=actor.office_id, holder=holder.office_id if holder else None)
