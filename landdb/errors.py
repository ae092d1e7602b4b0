"""What can go wrong in the register, by stable code.

A code is what offices quote on the telephone; the facts are fields, not prose. Sentences are
made from both by ``landdb.messages``, so that the page and the command line say the same.
"""

from __future__ import annotations


class LandError(Exception):
    """A refusal with a stable ``code`` and the facts a sentence needs."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class NotFound(LandError):
    """It is not there, or not for this actor: a stranger cannot tell the two apart."""


class NotPermitted(LandError):
    """The actor may not do this."""


class NotHeldHere(NotPermitted):
    """The unit is held by another office or is on its way between two (custody)."""


class Stale(LandError):
    """The row changed since it was read; nothing was written."""


class RuleBroken(LandError):
    """A rule of the register refuses; ``code`` is the rule's id."""


class Unavailable(LandError):
    """Something the service stands on is down; the facts name it."""
