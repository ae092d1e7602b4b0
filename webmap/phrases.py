"""Small sentences about things of the register, as an official would say them."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from landdb.lookup.dossier_view import DossierView
from landdb.lookup.parcel_card import Commune, DossierLine, Entry, Holder, SheetLine
from landdb.lookup.work_list import WorkLine
from webmap.formats import VIETNAM, day, number
from webmap.language import gettext, language

#: From this many days before the deadline a dossier is marked.
SOON_DAYS = 2

Due = DossierLine | DossierView | WorkLine


def share(holder: Holder) -> str:
    """Write an exact share as registered (2/4 stays 2/4); the whole is said in words."""
    if holder.numerator == holder.denominator:
        return gettext("toàn bộ")
    return gettext("phần %(share)s", share=f"{holder.numerator}/{holder.denominator}")


def name_of(thing: object, field: str) -> str | None:
    """Return the name of a coded thing in the page's language (``origin_vi`` or ``origin_en``)."""
    wanted: str | None = getattr(thing, f"{field}_{language()}")
    return wanted or getattr(thing, f"{field}_vi")


def sheet_and_number(sheet: SheetLine, number_: str) -> str:
    """Name a parcel as people do: ``Thửa 345, tờ 12``; a *trích đo* by number and year."""
    if sheet.extract_year:
        return gettext(
            "Thửa %(parcel)s, trích đo %(sheet)s-%(year)s",
            parcel=number_,
            sheet=sheet.number,
            year=sheet.extract_year,
        )
    return gettext("Thửa %(parcel)s, tờ %(sheet)s", parcel=number_, sheet=sheet.number)


def commune_name(commune: Commune) -> str:
    """Name a commune with its kind, once: ``Phường Ninh Kiều``."""
    if commune.name.startswith(commune.unit_type):
        return commune.name
    return f"{commune.unit_type} {commune.name}"


def term(right: Entry) -> str:
    """Write the term of a right; the words of the paper win over ours."""
    if right.term_text:
        return right.term_text
    if right.term_kind == "until" and right.term_until:
        return gettext("đến ngày %(date)s", date=day(right.term_until))
    return gettext("Lâu dài")


def days_left(due_at: datetime) -> int:
    """Return the days until a moment by the calendar of Vietnam; negative when it has passed."""
    return (due_at.astimezone(VIETNAM).date() - datetime.now(VIETNAM).date()).days


def due_short(dossier: Due) -> str:
    """Say how long a dossier still has: words and not only a colour tell what is late."""
    if dossier.due_at is None:
        return gettext("không tính hạn")
    days = days_left(dossier.due_at)
    if days < 0:
        return gettext("quá hạn %(days)s ngày", days=number(-days))
    if days == 0:
        return gettext("hạn hôm nay")
    return gettext("còn %(days)s ngày", days=number(days))


def due_words(dossier: Due) -> str:
    """Say how long a dossier still has and until which day."""
    if dossier.due_at is None:
        return due_short(dossier)
    return gettext("%(left)s, hẹn %(date)s", left=due_short(dossier), date=day(dossier.due_at))


def due_chip(dossier: Due) -> str:
    """Return the look of a deadline: bad when it has passed, warn when two days or less are left."""
    if dossier.due_at is None:
        return "quiet"
    days = days_left(dossier.due_at)
    return "bad" if days < 0 else "warn" if days <= SOON_DAYS else "info"


def add_phrases(app: Flask) -> None:
    """Let the templates say them."""
    for function in (share, name_of, sheet_and_number, commune_name, term):
        app.add_template_filter(function)
    for due in (due_short, due_words, due_chip):
        app.add_template_filter(due)
