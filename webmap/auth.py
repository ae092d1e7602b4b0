"""Who is asking, and may they: the actor of a request and the permission of a view."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import cast

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from landdb.access import rules, services
from landdb.access.services import Opened
from landdb.actor import Actor
from landdb.errors import NotPermitted
from webmap.database import glancing
from webmap.sessions import LandSession, is_stale, keep

#: A tile may rely on a session seen this recently (seconds): a stolen or ended one is dead within it
#: (ASVS V7), and a screen of tiles does not ask the database twenty times who is asking.
TILE_TRUST_S = 4.0
#: More browsers than this on one node at once would mean something is wrong.
MOST_REMEMBERED = 2000

View = Callable[..., ResponseReturnValue]


def add_sign_in(app: Flask) -> None:
    """Let every request know its actor before anything else runs."""
    app.extensions["landdb.seen"] = {}
    app.before_request(load_actor)
    app.context_processor(lambda: {"actor": g.get("actor")})


def load_actor() -> None:
    """Fill in the actor from the server's session; a token that is not known ends the session.

    Endpoints marked :func:`without_session` and static files are left alone.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    held = cast("LandSession", session)
    if request.endpoint == "static" or getattr(view, "without_session", False) or not held.token:
        return
    found = opened(held.token)
    if found is None:
        held.end()
        return
    held.fill(found)
    g.actor = found.actor


def opened(token: str) -> Opened | None:
    """Return the living session of a token and its actor, or None."""
    with glancing() as connection:
        return services.load_session(connection, token, datetime.now(UTC))


def without_session(view: View) -> View:
    """Mark a view that needs no session: health answers even when the database is down."""
    view.without_session = True  # type: ignore[attr-defined]
    return view


def current_actor() -> Actor:
    """Return who is asking.

    Raises
    ------
    Unauthorized
        when nobody is signed in; pages then lead to the sign-in page.
    """
    if "actor" not in g:
        raise Unauthorized
    return cast("Actor", g.actor)


def requires(permission: str) -> Callable[[View], View]:
    """Let only actors with a permission (``parcel.read``, …) reach a view."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            check(current_actor(), permission)
            return view(*args, **kwargs)

        return guarded

    return wrap


def check(actor: Actor, permission: str) -> None:
    """Refuse an actor whose roles lack the permission.

    Raises
    ------
    NotPermitted
        ``ACC-02``.
    """
    if not rules.allows(actor, permission):
        raise NotPermitted("ACC-02")


def actor_of_tile() -> Actor:
    """Return who asks for a tile, from memory when the same token was seen a moment ago.

    Raises
    ------
    Unauthorized
        when nobody is signed in.
    """
    token = cast("LandSession", session).token
    if not token:
        raise Unauthorized
    seen: dict[str, tuple[float, Actor]] = current_app.extensions["landdb.seen"]
    at, actor = seen.get(token, (0.0, None))
    if actor is None or time.monotonic() - at > TILE_TRUST_S:
        found = opened(token)
        if found is None:
            raise Unauthorized
        actor = found.actor
        # Somebody who only pans the map is at work as well.
        if is_stale(found.last_seen_at):
            keep(token, actor, found.data)
        if len(seen) >= MOST_REMEMBERED:
            seen.clear()
        seen[token] = (time.monotonic(), actor)
    return actor


def forget_tile_actor(token: str) -> None:
    """Forget a token at once in this process, at sign-out."""
    current_app.extensions["landdb.seen"].pop(token, None)


def to_sign_in() -> Response:
    """Lead a person to the sign-in page and back here afterwards."""
    return cast("Response", redirect(url_for("session.sign_in", next=request.path)))
