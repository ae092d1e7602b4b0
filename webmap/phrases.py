"""Small sentences about things of the register, as an official would say them."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import get_locale, gettext

from landdb.lookup.parcel_card import Commune, DossierLine, Entry, Holder, SheetLine
from webmap.formats import VIETNAM, day, number


def share(holder: Holder) -> str:
    """Write an exact share as registered (2/4 stays 2/4); the whole is said in words."""
    if holder.numerator == holder.denominator:
        return gettext("toàn bộ")
    return gettext("phần %(share)s", share=f"{holder.numerator}/{holder.denominator}")


def name_of(thing: object, field: str) -> str | None:
    """Return the name of a coded thing in the page's language (``origin_vi`` or ``origin_en``)."""
    wanted: str | None = getattr(thing, f"{field}_{get_locale()}")
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


def due_words(dossier: DossierLine) -> str:
    """Say how long a dossier still has: words and not only a colour tell what is late."""
    if dossier.due_at is None:
        return gettext("không tính hạn")
    days = (dossier.due_at.astimezone(VIETNAM).date() - datetime.now(VIETNAM).date()).days
    if days < 0:
        return gettext("quá hạn %(days)s ngày", days=number(-days))
    if days == 0:
        return gettext("hạn hôm nay")
    return gettext("còn %(days)s ngày, hẹn %(date)s", days=number(days), date=day(dossier.due_at))


def add_phrases(app: Flask) -> None:
    """Let the templates say them."""
    for function in (share, name_of, sheet_and_number, commune_name, term, due_words):
        app.add_template_filter(function)
