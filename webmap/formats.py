"""Numbers, areas and dates as a Vietnamese office writes them; decimals never become floats."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from webmap.language import gettext, language

#: Vietnam keeps UTC+7 all year; a fixed offset needs no time zone files on the machine.
VIETNAM = timezone(timedelta(hours=7))
#: A no-break space and the true minus sign: numbers must not come apart at the end of a line.
NBSP = "\u00a0"
MINUS = "\u2212"


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a number with the separators of the page's language: ``1.234,5`` or ``1,234.5``.

    ``places``: decimal places, rounded half up as areas on certificates are; None keeps them all.
    """
    if value is None:
        return gettext("không có")
    exact = Decimal(value)
    if places is not None:
        exact = rounded(exact, places)
    text = f"{exact:,f}".replace("-", MINUS)
    if language() == "en":
        return text
    return text.translate(str.maketrans(",.", ".,"))


def area(value: Decimal | None, places: int | None = 1) -> str:
    """Write an area in square metres, one decimal as on paper (``1.234,5 m²``)."""
    if value is None:
        return gettext("chưa có")
    return f"{number(value, places)}{NBSP}m²"


def signed_area(value: Decimal, places: int = 1) -> str:
    """Write a difference of areas with its sign; what rounds to nothing has none."""
    shown = rounded(value, places)
    sign = "+" if shown > 0 else ""
    return f"{sign}{area(abs(shown) if shown == 0 else shown, places)}"


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up, as areas on certificates are; binary floats would round some of them down."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def day(value: date | None) -> str:
    """Write a date as ``dd/mm/yyyy``; a moment is that of Vietnam."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return value.strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """Write a date and time of day in Vietnam: ``dd/mm/yyyy HH:MM``."""
    if value is None:
        return ""
    return value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def add_filters(app: Flask) -> None:
    """Make these the filters of the templates."""
    for function in (number, area, signed_area, day, moment):
        app.add_template_filter(function)
