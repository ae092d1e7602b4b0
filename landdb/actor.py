"""Who acts: the one value that travels from the edge into every write."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "clerk",
    "surveyor",
    "registrar",
    "branch_leader",
    "provincial_officer",
    "auditor",
    "admin",
    "public",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a named part of the system, acting for one office.

    ``account_id`` is the account's UUID as text, or ``system:import``, ``system:migration``,
    ``system:seal``, ``system:sync`` or ``system:demo``. ``roles`` are those granted at ``office_id``
    at the time of the request.
    """

    account_id: str
    name: str
    office_id: str
    roles: frozenset[str] = frozenset()


def system_actor(part: str, office_id: str) -> Actor:
    """Return the named system actor, for example ``system:import``, acting for an office."""
    return Actor(f"system:{part}", f"Hệ thống ({part})", office_id)
