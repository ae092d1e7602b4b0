"""From the register's dataclasses to JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for

from landdb.lookup.search import Elsewhere, Hit, SearchAnswer
from webmap.language import gettext
from webmap.words import word

#: The view that shows a hit of each kind, and the name of its id.
VIEWS = {
    "parcel": ("parcels.card", "parcel_id"),
    "certificate": ("certificates.card", "certificate_id"),
    "dossier": ("dossiers.card", "dossier_id"),
    "party": ("parties.card", "party_id"),
}


def address_of(kind: str, object_id: object) -> str:
    """Return the address of a card."""
    view, name = VIEWS[kind]
    path_values: dict[str, Any] = {name: object_id}
    return url_for(view, **path_values)


def search_answer(found: SearchAnswer) -> dict[str, Any]:
    """Return suggestions: what each is, its words and its address."""
    return {
        "hits": [hit(one) for one in found.hits],
        "elsewhere": [elsewhere(one) for one in found.elsewhere],
    }


def hit(one: Hit) -> dict[str, str]:
    """Return one suggestion."""
    return {
        "kind": one.kind,
        "kind_word": word(one.kind, "kind"),
        "title": title(one),
        "detail": detail(one),
        "href": address_of(one.kind, one.id),
    }


def title(one: Hit | Elsewhere) -> str:
    """Return the name of what was found; a parcel is found as ``sheet/number``."""
    if one.kind != "parcel":
        return one.title
    sheet, _, number = one.title.partition("/")
    return gettext("Thửa %(parcel)s, tờ %(sheet)s", parcel=number, sheet=sheet)


def detail(one: Hit) -> str:
    """Return the line under the name, with the word of its mark."""
    if not one.mark:
        return one.detail
    marks = {
        "dossier": "dossier_state",
        "certificate": "certificate_state",
        "parcel": "parcel_mark",
    }
    return f"{one.detail} · {word(one.mark, marks[one.kind])}"


def elsewhere(one: Elsewhere) -> str:
    """Return the sentence that another office holds what was asked for, and nothing more."""
    return gettext("%(what)s do %(office)s quản lý.", what=title(one), office=one.office_name)


def add_hits(app: Flask) -> None:
    """Let the list of hits say the same as the suggestions."""
    app.add_template_filter(title, "hit_title")
    app.add_template_filter(detail, "hit_detail")
    app.add_template_filter(elsewhere, "elsewhere_words")
    app.add_template_filter(lambda one: address_of(one.kind, one.id), "address_of_hit")
