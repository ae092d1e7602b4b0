"""Vietnamese text: one Unicode form, the old encodings, and the key that searches go by."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from gis.errors import UndecodableText

# What a search key drops: written without meaning to by editors and web pages, and invisible (soft
# hyphen, zero-width spaces and joiners, word joiner, byte order mark).
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
SPACES = re.compile("[ \t\n\r\f\v\u00a0]+")
# Letters whose stroke is no combining mark: đ, the eth that old keyboards gave for it, and the ƀ of
# the Central Highlands. Lower case goes by ASCII alone, so that no locale has a say.
LETTERS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZĐđÐðɃƀ", "abcdefghijklmnopqrstuvwxyzddddbb", INVISIBLE
)
COMBINING = re.compile("[\u0300-\u036f]")

# Upper and lower case of a letter differ by this bit in Latin-1, so VNI's marks do too.
CASE_BIT = 0x20
UNDEFINED = "\ufffd"


def nfc(text: str) -> str:
    """Give text in Unicode NFC, the only form the register keeps."""
    return unicodedata.normalize("NFC", text)


def search_key(text: str) -> str:
    """Give the key by which a name is found without its marks: ``Nguyễn  Đức`` → ``nguyen duc``.

    In this order: NFD, drop U+0300–U+036F and what cannot be seen, đ to d and ASCII to lower case,
    runs of space to one, none at the ends. The SQL function ``vn_key`` computes the same.
    """
    bare = COMBINING.sub("", unicodedata.normalize("NFD", text)).translate(LETTERS)
    return SPACES.sub(" ", bare).strip(" ")


def decode(raw: bytes, encoding: str) -> str:
    """Read bytes as text of a stated encoding, in NFC.

    Parameters
    ----------
    raw : bytes
        As they lie in the file. Text that went through an editor may have lost the byte 0xAD,
        which is ư in TCVN3 and a soft hyphen elsewhere; that cannot be repaired.
    encoding : str
        A name of `ENCODINGS`, see `encoding_named`.

    Raises
    ------
    UndecodableText
        ``text.undecodable`` with the byte and its position, or ``text.unknown_encoding``.
    """
    try:
        return nfc(ENCODINGS[encoding_named(encoding)](raw))
    except UnicodeDecodeError as error:
        raise _undecodable(encoding, raw, error.start) from error


def encoding_named(name: str) -> str:
    """Give our name of an encoding, as people, ``.cpg`` files and fonts call it.

    Raises
    ------
    UndecodableText
        ``text.unknown_encoding``.
    """
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    known = ALIASES.get(plain)
    if known is None:
        raise UndecodableText("text.unknown_encoding", encoding=name, known=", ".join(ENCODINGS))
    return known


def bytes_behind(text: str) -> bytes:
    """Give back the bytes of legacy text that was stored as if it were cp1252 or Latin-1.

    Raises
    ------
    UndecodableText
        ``text.already_unicode``: a letter neither of them has, so it was never such a view.
    """
    raw = bytearray()
    for position, letter in enumerate(text):
        for view in ("cp1252", "latin-1"):
            try:
                raw += letter.encode(view)
                break
            except UnicodeEncodeError:
                continue
        else:
            raise UndecodableText("text.already_unicode", letter=letter, position=position)
    return bytes(raw)


def _decode_tcvn3(raw: bytes) -> str:
    """One byte, one letter; the capitals with a tone do not exist in the ABC fonts."""
    letters = raw.decode("latin-1").translate(_tcvn3_letters())
    if UNDEFINED in letters:
        raise _undecodable("TCVN3", raw, letters.index(UNDEFINED))
    return letters


@lru_cache
def _tcvn3_letters() -> dict[int, str]:
    undefined = dict.fromkeys(range(0x80, 0x100), UNDEFINED)
    return undefined | {code[0]: letter for code, letter in _table("tcvn3.csv").items()}


def _decode_vni(raw: bytes) -> str:
    """One pass, the longest match first: what comes out is again a byte that could go in."""
    table = _table("vni.csv")
    letters = []
    position = 0
    while position < len(raw):
        pair, byte = raw[position : position + 2], raw[position : position + 1]
        letter = table.get(pair) or table.get(_mark_in_other_case(pair))
        if letter is not None and len(pair) == 2:
            letters.append(letter)
            position += 2
            continue
        if byte >= b"\x80" and byte not in table:
            raise _undecodable("VNI", raw, position)
        letters.append(table.get(byte) or byte.decode("ascii"))
        position += 1
    return "".join(letters)


def _mark_in_other_case(pair: bytes) -> bytes:
    """Turn ``Aâ`` into ``AÂ``: writers mix the cases, the table has the proper pairs only."""
    return pair[:1] + bytes(byte ^ CASE_BIT for byte in pair[1:])


@lru_cache
def _table(name: str) -> dict[bytes, str]:
    lines = (resources.files("gis") / "data" / name).read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines))[1:]
    return {bytes.fromhex(code.removeprefix("0x")): letter for code, letter in rows}


def _undecodable(encoding: str, raw: bytes, position: int) -> UndecodableText:
    return UndecodableText(
        "text.undecodable", encoding=encoding, byte=f"{raw[position]:02X}", position=position
    )


def _decoder(codec: str) -> Callable[[bytes], str]:
    return lambda raw: raw.decode(codec)


ENCODINGS: dict[str, Callable[[bytes], str]] = {
    "UTF-8": _decoder("utf-8"),
    "TCVN3": _decode_tcvn3,
    "VNI": _decode_vni,
    "CP1258": _decoder("cp1258"),
    "CP1252": _decoder("cp1252"),
    "ISO-8859-1": _decoder("latin-1"),
}

ALIASES = {
    "UTF8": "UTF-8",
    "65001": "UTF-8",
    "ASCII": "UTF-8",
    "TCVN3": "TCVN3",
    "ABC": "TCVN3",
    "TCVN3ABC": "TCVN3",
    "VNI": "VNI",
    "VNIWINDOWS": "VNI",
    "CP1258": "CP1258",
    "WINDOWS1258": "CP1258",
    "ANSI1258": "CP1258",
    "1258": "CP1258",
    "CP1252": "CP1252",
    "WINDOWS1252": "CP1252",
    "ANSI1252": "CP1252",
    "1252": "CP1252",
    "ISO88591": "ISO-8859-1",
    "LATIN1": "ISO-8859-1",
    "88591": "ISO-8859-1",
}
