"""What can go wrong in a file or a geometry, as codes that an office can quote."""

from __future__ import annotations


class GisError(Exception):
    """The work cannot continue; a thing that can be judged is a `Finding` instead.

    Parameters
    ----------
    code : str
        Stable and dotted (``file.empty``); the sentence for people is found by it, elsewhere.
    **facts : object
        What the sentence needs: numbers, names and positions, never prose.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class InvalidGeometry(GisError):
    """A geometry on which the asked computation has no answer."""


class UnknownCRS(GisError):
    """A coordinate system that is missing, not ours, or cannot be told apart from another."""


class UnreadableFile(GisError):
    """A file that is empty, broken, of a kind we do not take, or not what was said of it."""


class UndecodableText(GisError):
    """Bytes that are no text in the encoding they are said to be in."""
