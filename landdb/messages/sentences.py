"""Finds the sentence of a code and fills in the facts."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from landdb import messages

#: Modules of this room that hold ``SENTENCES``: code -> (Vietnamese, English).
BOOKS = tuple(
    sorted(book.name for book in iter_modules(messages.__path__) if book.name != "sentences")
)


class Facts(dict[str, object]):
    """Facts of a refusal; one that is missing shows as a dash instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "-"


def sentence(code: str, lang: str = "vi", **facts: object) -> str:
    """Return the sentence of a code in ``vi`` or ``en``, with its facts filled in.

    An unknown code is shown as it is, so that nothing a person should know is swallowed; a test
    proves that every code raised anywhere has its sentence.
    """
    both = all_sentences().get(code)
    if both is None:
        return code
    return both[0 if lang == "vi" else 1].format_map(Facts(facts))


@cache
def all_sentences() -> dict[str, tuple[str, str]]:
    """Return the sentences of every book by code."""
    found: dict[str, tuple[str, str]] = {}
    for book in BOOKS:
        found |= import_module(f"landdb.messages.{book}").SENTENCES
    return found
