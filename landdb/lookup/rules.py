"""Reads what was typed into the one search box: a parcel, a serial, a dossier code or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.text import nfc, search_key

#: Nobody types more; what is longer is cut before anything looks at it.
LONGEST = 120

NUMBER = r"(?:[0-9]+[0-9a-z.\-]*|[a-z]{1,4}[0-9][0-9a-z.\-]*)"
#: A sheet may be named by letters alone (a section, an old sheet).
SHEET = rf"(?:{NUMBER}|[a-z]{{1,3}})"
SHEET_WORDS = r"\bto(?: ban do)?(?: so)?\s*[:.]?\s*"
PARCEL_WORDS = r"\bthua(?: dat)?(?: so)?\s*[:.]?\s*"
PARCEL_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{SHEET_WORDS}(?P<sheet>{SHEET})[\s,;]*{PARCEL_WORDS}(?P<number>{NUMBER})",
        rf"{PARCEL_WORDS}(?P<number>{NUMBER})[\s,;]*{SHEET_WORDS}(?P<sheet>{SHEET})",
        rf"(?<![0-9a-z])(?P<sheet>{SHEET})\s*/\s*(?P<number>{NUMBER})",
        r"^(?P<sheet>[0-9]{1,4})\s+(?P<number>[0-9]{1,5})$",
    )
)
#: Kinds of units, which stand before a name and say nothing: matched by the name alone.
UNIT_WORDS = re.compile(r"\b(?:xa|phuong|thi tran|quan|huyen|thi xa|thanh pho|tp|p|x|tt)\b\.?")
#: One or two letters and digits (domain: serial patterns by form of certificate); from three digits on.
SERIAL = re.compile(r"[A-ZĐ]{1,2}[0-9]{3,8}")
#: Unit, day, running number; typed whole or from its beginning (QĐ 20/2020/QĐ-TTg and before).
DOSSIER_CODE = re.compile(r"[0-9A-Z]{1,3}(?:\.[0-9A-Z]{1,3}){1,3}(?:-[0-9]{0,6}(?:-[0-9]{0,6})?)?")
RUNNING_NUMBER = re.compile(r"[0-9]{4,6}")
#: What names are made of once their marks are gone.
KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz "
OUTSIDE_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{5,}")


@dataclass(frozen=True, slots=True)
class ParcelAsked:
    """A sheet and a parcel number in every spelling they may be kept in, and where."""

    sheets: tuple[str, ...]
    numbers: tuple[str, ...]
    place: str | None


@dataclass(frozen=True, slots=True)
class DossierAsked:
    """A dossier by its code or the beginning of it, its running number or a code elsewhere."""

    code: str | None
    running: str | None
    outside: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text may mean; one text may mean several things."""

    parcel: ParcelAsked | None
    serial: str | None
    dossier: DossierAsked | None
    name: str | None


def read_question(typed: str) -> Asked:
    """Return everything a typed text may ask for."""
    clean = nfc(typed)[:LONGEST].replace("\x00", "").strip()
    key = search_key(clean)
    parcel = read_parcel(key)
    serial = None if parcel else read_serial(clean)
    dossier = read_dossier(clean)
    is_code = parcel or serial or (dossier and dossier.code)
    return Asked(parcel, serial, dossier, None if is_code else read_name(key))


def read_parcel(key: str) -> ParcelAsked | None:
    """Read ``12/345``, ``12 345``, ``to 12 thua 345``, with a commune's name or code beside it."""
    for form in PARCEL_FORMS:
        found = form.search(key)
        if found is not None:
            around = f"{key[: found.start()]} {key[found.end() :]}"
            return ParcelAsked(
                spellings(found["sheet"]), spellings(found["number"]), read_place(around)
            )
    return None


def spellings(token: str) -> tuple[str, ...]:
    """Return a number as typed, in capitals (``PL9``) and without leading zeros."""
    plain = token.rstrip(".-").upper()
    return tuple(dict.fromkeys((plain, plain.lower(), plain.lstrip("0") or plain)))


def read_place(around: str) -> str | None:
    """Return the commune's name or code left beside a parcel number, or None."""
    words = re.sub(r"[^0-9a-z]+", " ", UNIT_WORDS.sub(" ", around)).strip()
    return words or None


def read_serial(clean: str) -> str | None:
    """Return the key of a certificate's serial (``ba-123 456`` is ``BA123456``), or None."""
    compact = re.sub(r"[\s.\-–]", "", clean.upper())
    return compact if SERIAL.fullmatch(compact) else None


def read_dossier(clean: str) -> DossierAsked | None:
    """Read a dossier's code, its running number or what another system calls it."""
    plain = clean.upper()
    code = plain if DOSSIER_CODE.fullmatch(plain) else None
    running = plain if RUNNING_NUMBER.fullmatch(plain) else None
    outside = clean if OUTSIDE_CODE.fullmatch(clean) and re.search(r"\d", clean) else None
    if code is None and running is None and outside is None:
        return None
    return DossierAsked(code, running, outside)


def read_name(key: str) -> str | None:
    """Return the key of a name, or None without two letters in a row."""
    return key if re.search(r"[^\W\d_]{2}", key) else None


def words_of(key: str) -> tuple[str, ...]:
    """Return the words of a name's key, without the signs between them."""
    return tuple(re.findall(r"[^\W_]+", key))


def slips(key: str) -> tuple[str, ...]:
    """Return every text one slip of a finger away: a letter too many, missing, wrong, or two swapped.

    A few hundred to look up by equality finds all such names, in less time than ranking them.
    """
    cuts = [(key[:place], key[place:]) for place in range(len(key) + 1)]
    found = dict.fromkeys(
        [head + tail[1:] for head, tail in cuts if tail]
        + [head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1]
        + [head + letter + tail[1:] for head, tail in cuts if tail for letter in KEY_LETTERS]
        + [head + letter + tail for head, tail in cuts for letter in KEY_LETTERS]
    )
    found.pop(key, None)
    return tuple(found)


def escape_like(word: str) -> str:
    """Return a text that LIKE takes letter by letter."""
    return re.sub(r"([\\%_])", r"\\\1", word)
