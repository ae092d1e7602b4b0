"""From a request to typed values; nothing else reads ``request.form``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import BadRequest

#: Names, serials and codes are far shorter; a longer text is not a search.
LONGEST_SEARCH = 200
#: argon2 hashes any length, so the length is bounded here.
LONGEST_PASSWORD = 1024
LINE_ENDS = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody typed to sign in. ``next_path`` is always a path of our own."""

    username: str
    password: str
    next_path: str


def sign_in_form() -> SignIn:
    """Read the sign-in form."""
    refuse_strange_fields({"username", "password", "next"})
    return SignIn(
        username=text_field("username", 100).strip().lower(),
        password=text_field("password", LONGEST_PASSWORD),
        next_path=local_path(text_field("next", 500)),
    )


def search_text() -> str:
    """Read what was typed into the search box: trimmed, NFC, possibly empty."""
    refuse_strange_fields({"q"})
    return text_field("q", LONGEST_SEARCH).strip()


def language_form() -> tuple[str, str]:
    """Read the wanted language and where to go back to."""
    refuse_strange_fields({"lang", "next"})
    return text_field("lang", 5), local_path(text_field("next", 500))


def text_field(name: str, longest: int) -> str:
    """Return one field as NFC text; tabs and line ends of something pasted become spaces.

    Raises
    ------
    BadRequest
        when the text is too long or holds control characters (U+0000 would break the database).
    """
    text = unicodedata.normalize("NFC", LINE_ENDS.sub(" ", request.form.get(name, "")))
    if len(text) > longest or any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise BadRequest
    return text


def refuse_strange_fields(known: set[str]) -> None:
    """Refuse a form with a field we did not put there (mass assignment)."""
    if set(request.form) - known - {"csrf_token"}:
        raise BadRequest


def local_path(text: str) -> str:
    """Return the path if it is one of ours, else the map's: never another site's address.

    Browsers read two slashes, or a slash and a backslash, as the start of another host's address.
    """
    if text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in text:
        return text
    return "/map"
