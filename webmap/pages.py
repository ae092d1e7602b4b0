"""A card is one template: alone it is a page with the map, asked for by a script it is the panel."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from landdb.errors import Unavailable
from landdb.lookup import home
from webmap import auth, headers
from webmap.database import reading
from webmap.maps import MapParts, map_parts

#: The node's name and whether it shows sample data change with a restore at most (seconds).
NODE_KNOWN_S = 60.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a card wants to see on the map: features by their tile id, and a view that holds them.

    ``bounds``: west, south, east, north in degrees (WGS 84).
    """

    chosen: tuple[int, ...] = ()
    dossier: tuple[int, ...] = ()
    bounds: tuple[float, float, float, float] | None = None

    def as_json(self) -> str:
        """Return it for the attribute the browser reads."""
        return json.dumps({"chosen": self.chosen, "dossier": self.dossier, "bounds": self.bounds})


def show(template: str, **facts: Any) -> ResponseReturnValue:
    """Answer with a card: the whole page, or only the card when a script asks for it."""
    facts.setdefault("wish", Wish())
    if "X-Fragment" in request.headers:
        return make_response(render_template(template, **facts))
    with reading() as session:
        parts: MapParts = map_parts(session, auth.current_actor())
    headers.allow_style_attributes()
    return make_response(render_template("workspace.html", card=template, map=parts, **facts))


def add_page_facts(app: Flask) -> None:
    """Give every template what every page says: the nonce, and DỮ LIỆU MẪU where it is due."""
    app.extensions["landdb.node"] = (float("-inf"), False)
    app.context_processor(lambda: {"nonce": headers.nonce, "demo": is_demo})


def is_demo() -> bool:
    """Whether this node shows sample data; while the database is down, what was last known."""
    at, demo = current_app.extensions["landdb.node"]
    if time.monotonic() - at > NODE_KNOWN_S:
        try:
            with reading() as session:
                demo = home.node_info(session).demo
        except Unavailable:
            return bool(demo)
        current_app.extensions["landdb.node"] = (time.monotonic(), demo)
    return bool(demo)
