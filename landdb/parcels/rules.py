"""What a file's values must be before they become parcels: pure, a column at a time."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from gis.findings import Finding, Severity
from landdb.parcels.mapping import Origin

Value = str | int | Decimal | bool | date | None
Faults = dict[int, Finding]
Uses = tuple[tuple[str, Decimal | None], ...]

#: Certificates and maps state areas to 0.1 m² (domain: half up, in decimal), and so does the register.
AREA_STEP = Decimal("0.1")
AREA_LIMIT = Decimal(10) ** 11
#: Longer than any number of a sheet or parcel in use; a longer text is some other column.
LONGEST_NUMBER = 32
LONGEST_TEXT = 2000

#: What a text of the register never holds: control characters, and U+FFFD in place of a lost letter.
UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
BREAKS = re.compile(r"[\t\r\n]")
COUNTED = re.compile(r"[1-9][0-9]{0,3}")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

#: Signs of Latin-1 (¡ to ¿) stand inside words only where TCVN3 letters are shown as Latin-1: ® is đ,
#: µ is à, ¸ is á, ª is ê, and the soft hyphen is ư. The ABC fonts have no letter at ° ± ² ³ ´.
TCVN3_TRACE = re.compile(
    "[A-Za-z][\u00a1-\u00af\u00b5-\u00bf]|[\u00a1-\u00af\u00b5-\u00bf][a-z\u00c0-\u00ff]"
)
BEYOND_LATIN_1 = re.compile("[\u0100-\U0010ffff]")


def fault(rule: str, **facts: object) -> Finding:
    """Make the finding by which a feature is refused; our rules are their own message codes."""
    return Finding(rule, Severity.ERROR, rule, facts)


def translated(values: Iterable[Value], origin: Origin) -> list[Value]:
    """Put the mapping's words in place of the file's, where it has a word for them."""
    words = origin.translate
    if not words:
        return list(values)
    return [value if value is None else words.get(str(value).strip(), value) for value in values]


def identifiers(values: Iterable[Value], missing: str) -> tuple[list[str | None], Faults]:
    """Take numbers of sheets and parcels and codes of communes: text, leading zeros and all.

    Parameters
    ----------
    missing : str
        The rule that refuses an absent or blank one.

    Returns
    -------
    tuple
        The texts, and IMP-32 for what cannot be such a number (text of several lines or longer than
        32, a number with decimals, a yes/no, a date), by position.
    """
    found: list[str | None] = []
    faults: Faults = {}
    for at, value in enumerate(values):
        text = identifier(value)
        if text == "":
            faults[at] = fault(missing)
        elif text is None:
            faults[at] = fault("IMP-32", found=str(value)[:60])
        found.append(text or None)
    return found, faults


def identifier(value: Value) -> str | None:
    """Give the text of one number; empty when there is none, None when it cannot be one."""
    if isinstance(value, str):
        text = value.strip()
        wrong = len(text) > LONGEST_NUMBER or UNCLEAN.search(text) or BREAKS.search(text)
        return None if wrong else text
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    whole = isinstance(value, int) or (value.is_finite() and value == value.to_integral_value())
    return format(value, "d" if isinstance(value, int) else ".0f") if whole else None


def texts(values: Iterable[Value], target: str) -> tuple[list[str | None], Faults]:
    """Take texts as they are, without blanks at their ends; IMP-60 refuses damaged ones."""
    found: list[str | None] = []
    faults: Faults = {}
    for at, value in enumerate(values):
        text = "" if value is None else str(value).strip()
        if text and (len(text) > LONGEST_TEXT or UNCLEAN.search(text)):
            faults[at] = fault("IMP-60", target=target, found=shown(text))
        found.append(text or None)
    return found, faults


def shown(text: str) -> str:
    """Make damaged text readable in a report: what cannot be seen becomes its code."""
    return UNCLEAN.sub(lambda sign: f"<U+{ord(sign[0]):04X}>", text[:80])


def areas(
    values: Iterable[Value], sign: str, *, rounds: bool
) -> tuple[list[Decimal | None], Faults]:
    """Take areas in m² as they are written; an absent one is no fault.

    Parameters
    ----------
    sign : str
        The decimal sign in text, ``.`` or ``,``.
    rounds : bool
        Decimals beyond 0.1 m² are rounded half up; else IMP-43 refuses them.

    Returns
    -------
    tuple
        The areas and the faults: IMP-40 not a number, IMP-41 not above zero, IMP-42 too large,
        IMP-43 more decimals than the register keeps.
    """
    found: list[Decimal | None] = []
    faults: Faults = {}
    for at, value in enumerate(values):
        area, rule = area_of(value, sign, rounds=rounds)
        if rule:
            faults[at] = fault(rule, found=shown(str(value)), sign=sign)
        found.append(area)
    return found, faults


def area_of(value: Value, sign: str, *, rounds: bool) -> tuple[Decimal | None, str | None]:
    """Give one area and the rule that refuses it."""
    area = number(value, sign)
    if area is None:
        blank = value is None or (isinstance(value, str) and not value.strip())
        return None, None if blank else "IMP-40"
    if area <= 0:
        return None, "IMP-41"
    if area >= AREA_LIMIT:
        return None, "IMP-42"
    kept = area.quantize(AREA_STEP, ROUND_HALF_UP)
    if kept != area and not rounds:
        return None, "IMP-43"
    return (None, "IMP-41") if kept == 0 else (kept, None)


def number(value: Value, sign: str) -> Decimal | None:
    """Read a finite decimal number; None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, str):
        plain = value.strip()
        # In "1.234,5" the point groups thousands; which one it is must not be guessed.
        if sign == ",":
            plain = plain.replace(".", "?").replace(",", ".")
        if not PLAIN_NUMBER.fullmatch(plain):
            return None
        value = plain
    try:
        read = Decimal(value)
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def codes(values: Iterable[Value], origin: Origin) -> list[tuple[str, ...]]:
    """Give the land-use codes of each feature in capitals, parted where the mapping parts them."""
    found = []
    for value in translated(values, origin):
        text = "" if value is None else str(value)
        parts = text.split(origin.separator) if origin.separator else [text]
        words = (part.strip() for part in parts)
        found.append(tuple(origin.translate.get(word, word.upper()) for word in words if word))
    return found


def parts(value: Value, separator: str | None) -> tuple[Value, ...]:
    """Part one value where a text has the separator; nothing for an absent one."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ()
    if separator is None or not isinstance(value, str):
        return (value,)
    return tuple(value.split(separator))


def land_uses(
    found: Sequence[tuple[tuple[str, ...], tuple[Decimal | None, ...] | None]],
    legal: Decimal | None,
    known: frozenset[str],
) -> tuple[Uses, Finding | None]:
    """Put the land uses of one parcel together.

    Parameters
    ----------
    found : sequence
        For each entry of the mapping the codes, and the areas when it states where they are.
    legal : Decimal | None
        The parcel's legal area; a single use without an area of its own has it.
    known : frozenset[str]
        Codes of the register.

    Returns
    -------
    tuple
        Codes with areas in order, and the first fault: IMP-45 unknown code, IMP-46 the same code
        twice, IMP-47 not as many areas as uses, IMP-44 areas that do not sum to the legal area.
    """
    uses: list[tuple[str, Decimal | None]] = []
    for names, sizes in found:
        if sizes is not None and len(sizes) != len(names):
            return (), fault("IMP-47", codes="+".join(names), count=len(sizes))
        uses += zip(names, sizes or [None] * len(names), strict=True)
    for code, _ in uses:
        if code not in known:
            return (), fault("IMP-45", mark=shown(code))
    if len({code for code, _ in uses}) < len(uses):
        return (), fault("IMP-46", codes="+".join(code for code, _ in uses))
    if len(uses) == 1 and uses[0][1] is None:
        uses = [(uses[0][0], legal)]
    sizes_only = [size for _, size in uses]
    stated = [size for size in sizes_only if size is not None]
    if legal is not None and stated and (len(stated) < len(uses) or sum(stated) != legal):
        return (), fault("IMP-44", sum=sum(stated), legal=legal)
    return tuple(uses), None


def looks_like_tcvn3(values: Iterable[Value]) -> str | None:
    """Give an example when most texts beyond ASCII look like TCVN3 shown as Latin-1, else None."""
    beyond = [value for value in values if isinstance(value, str) and not value.isascii()]
    traces = [
        value
        for value in beyond
        # A letter that Latin-1 lacks (ử) is no view of old bytes: such a text is Unicode already.
        if TCVN3_TRACE.search(value) and not BEYOND_LATIN_1.search(value)
    ]
    return traces[0] if traces and 2 * len(traces) > len(beyond) else None


class NumberLedger:
    """The parcel numbers of one sheet that are taken, and by whom, in four bytes a number.

    Numbers count from 1 on a sheet, so an array holds nearly all of them; the others (``12-A``,
    ``PL9``, ``007``) are in a dictionary. A million parcels stay within some megabytes.
    """

    REGISTERED = 1

    def __init__(self, registered: Iterable[str] = ()) -> None:
        self._counted = array("I")
        self._named: dict[str, int] = {}
        for taken in registered:
            self._take(taken, self.REGISTERED)

    def take(self, wanted: str, row: int) -> Finding | None:
        """Take a number for the feature in this row of the file (from 0), unless it is taken.

        Returns
        -------
        Finding | None
            IMP-33 taken by an earlier feature of the file, IMP-34 by a live parcel of the register.
        """
        holder = self._take(wanted, row + 2)
        if holder == 0:
            return None
        if holder == self.REGISTERED:
            return fault("IMP-34", number=wanted)
        return fault("IMP-33", number=wanted, first=holder - 1)

    def _take(self, wanted: str, mark: int) -> int:
        """Mark a number as taken if it is free; give the mark it had, 0 for none."""
        if not COUNTED.fullmatch(wanted):
            holder = self._named.get(wanted, 0)
            if not holder:
                self._named[wanted] = mark
            return holder
        place = int(wanted)
        if place >= len(self._counted):
            self._counted.extend([0] * (place + 64 - len(self._counted)))
        holder = self._counted[place]
        if not holder:
            self._counted[place] = mark
        return holder
