"""The map page by folium: the map, our own parcel layer, and never a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Figure, JavascriptLink
from flask import url_for
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template
from markupsafe import Markup

from landdb.actor import Actor
from landdb.lookup import home
from webmap.language import language
from webmap.static_files import asset
from webmap.words import script_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FURTHEST_ZOOM = 6
CLOSEST_ZOOM = 21


class ParcelTiles(JSCSSMixin, Layer):
    """The layer of our own script: hands the map folium made to ``landdb.start`` with its options."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "landdb.start({{ this._parent.get_name() }}, {{ this.start_options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, start_options: dict[str, Any]) -> None:
        # The script adds the layer itself, so folium must not.
        super().__init__(name="parcels", control=False, show=False)
        self._name = "ParcelTiles"
        self.start_options = start_options


@dataclass(frozen=True, slots=True)
class MapParts:
    """What folium makes, in the three places of the page where it belongs.

    ``script`` is the body of one inline script, which the page puts under its nonce.
    """

    links: Markup
    html: Markup
    script: Markup
    office_name: str


def map_parts(session: Session, actor: Actor) -> MapParts:
    """Return the map of an office: its extent, legend and zones, no features."""
    figure = Figure()
    land_map = folium.Map(
        tiles=None,
        zoom_control=False,
        min_zoom=FURTHEST_ZOOM,
        max_zoom=CLOSEST_ZOOM,
        # A tile that is there is shown: fading in would only make the clerk wait.
        fade_animation=False,
    )
    land_map.add_to(figure)
    # folium would load Leaflet, jQuery and Bootstrap from the internet: these two are ours.
    land_map.default_js = [("leaflet", asset("leaflet/leaflet.js"))]
    land_map.default_css = [("leaflet_css", asset("leaflet/leaflet.css"))]
    layer = ParcelTiles(start_options(session, actor))
    layer.default_js = [("landdb", asset("app.js"))]
    layer.add_to(land_map)
    for child in figure._children.values():  # noqa: SLF001
        child.render()
    # What folium rendered is markup of its own templates around the JSON of our options.
    return MapParts(
        links=Markup(links_of(figure)),  # noqa: S704
        html=Markup(figure.html.render()),  # noqa: S704
        script=Markup(figure.script.render()),  # noqa: S704
        office_name=home.office_name(session, actor.office_id),
    )


def links_of(figure: Figure) -> str:
    """Return only the links of the header: its inline styles and viewport are the page's business."""
    children = figure.header._children.values()  # noqa: SLF001
    return "".join(
        child.render() for child in children if isinstance(child, JavascriptLink | CssLink)
    )


def start_options(session: Session, actor: Actor) -> dict[str, Any]:
    """Return what the browser's part of the map needs to know (webmap/assets/app.ts, Options)."""
    name = "name_en" if language() == "en" else "name_vi"
    tiles = url_for("tiles.parcels", z=0, x=0, y=0).replace("/0/0/0.", "/{z}/{x}/{y}.")
    return {
        "tiles": tiles,
        "worker": asset("tile-worker.js"),
        "language": "en-GB" if language() == "en" else "vi-VN",
        "legend": [
            {"code": use.code, "name": getattr(use, name), "group": use.group}
            for use in home.legend(session)
        ],
        "zones": [
            {"name": zone.name, "meridian": float(zone.central_meridian)}
            for zone in home.zones(session, actor.office_id)
        ],
        "extent": list(home.start_extent(session, actor.office_id)),
        "words": script_words(),
    }
