"""Finds the sentence of a code and fills in the facts."""

from __future__ import annotations

from importlib import import_module

#: Modules of this room that hold ``SENTENCES``: code -> (Vietnamese, English).
BOOKS = ("register", "cluster", "access", "imports", "journal")


class Facts(dict[str, object]):
    """Facts of a refusal; one that is missing shows as a dash instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "-"


def sentence(code: str, lang: str = "vi", **facts: object) -> str:
    """Return the sentence of a code in ``vi`` or ``en``, with its facts filled in.

    An unknown code is shown as it is, so that nothing a person should know is swallowed; a test
    proves that every code raised anywhere has its sentence.
    """
    book = book_of(code)
    if book is None:
        return code
    return book[code][0 if lang == "vi" else 1].format_map(Facts(facts))


def book_of(code: str) -> dict[str, tuple[str, str]] | None:
    """Return the book that holds a code, or None."""
    for name in BOOKS:
        found: dict[str, tuple[str, str]] = import_module(f"landdb.messages.{name}").SENTENCES
        if code in found:
            return found
    return None
