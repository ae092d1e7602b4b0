"""Numbers of files as decimals: what their writers meant, with no digit lost or made up."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np

# Any decimal of so many digits survives the way through a double and back.
DOUBLE_DIGITS = 15

# Narrower than Python's own reading, which takes 1_000 and the digits of any script; the exponent
# is kept short, for 1e999999999 written out would fill the memory.
WRITTEN = re.compile(r"[+-]?([0-9]{1,64}\.?[0-9]{0,64}|\.[0-9]{1,64})([eE][+-]?[0-9]{1,2})?")
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)


def parse_decimal(text: str) -> Decimal:
    """Read a number written with a decimal point; what is none becomes not-a-number.

    More than 15 digits are those of a double printed in full, ``110.549999999999997``: then the
    shortest decimal that means this double is what the writer had, ``110.55``.
    """
    bare = text.strip()
    if not WRITTEN.fullmatch(bare):
        return Decimal(bare) if INFINITE.fullmatch(bare) else Decimal("NaN")
    value = plain(Decimal(bare))
    if len(value.as_tuple().digits) > DOUBLE_DIGITS:
        return from_double(float(value))
    return value


def from_double(value: float | np.float32) -> Decimal:
    """Give the shortest decimal that means this double (or single); NaN and infinity stay."""
    shortest = str(value)
    return plain(Decimal(shortest)) if "e" in shortest else Decimal(shortest.removesuffix(".0"))


def plain(value: Decimal) -> Decimal:
    """Drop zeros that say nothing: ``254881.000`` becomes ``254881``, ``1E+3`` becomes ``1000``."""
    if not value.is_finite():
        return value
    bare = format(value, "f")
    return Decimal(bare.rstrip("0").rstrip(".") if "." in bare else bare)
