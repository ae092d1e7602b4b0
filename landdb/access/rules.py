"""Who may do what: decisions without a database."""

from __future__ import annotations

from datetime import timedelta

from landdb.actor import Actor

STAFF = frozenset(
    {"clerk", "surveyor", "registrar", "branch_leader", "provincial_officer", "auditor"}
)
#: Permission -> roles that have it. Scope (which office's records) is decided apart, by the lookup.
PERMISSIONS: dict[str, frozenset[str]] = {
    "parcel.read": STAFF,
    "certificate.read": STAFF,
    "dossier.read": STAFF,
    "party.read": STAFF,
    "account.write": frozenset({"admin"}),
}
#: Sessions end after 15 minutes without use, and after 10 hours in any case (ASVS 5.0 V7.3).
IDLE_LIMIT = timedelta(minutes=15)
AGE_LIMIT = timedelta(hours=10)
#: NIST SP 800-63B as ASVS 5.0 V6.2 has it: length counts, composition does not.
LEAST_PASSWORD = 12
LEAST_ADMIN_PASSWORD = 15
MOST_PASSWORD = 1024
#: Failed sign-ins within the window are slowed down from the sixth on: 2, 4, 8 … 300 seconds.
FAILURE_WINDOW = timedelta(hours=1)
FREE_FAILURES = 5
LONGEST_WAIT_S = 300


def allows(actor: Actor, permission: str) -> bool:
    """Tell whether one of the actor's roles has the permission; an unknown permission is nobody's."""
    return bool(actor.roles & PERMISSIONS.get(permission, frozenset()))


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after this many failures in the window before another try counts."""
    if failures <= FREE_FAILURES:
        return timedelta()
    return timedelta(seconds=min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT_S))


def least_password(roles: frozenset[str]) -> int:
    """Return the least length of a password for somebody with these roles."""
    return LEAST_ADMIN_PASSWORD if "admin" in roles else LEAST_PASSWORD
