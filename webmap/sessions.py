"""Sessions kept by the server: a browser holds a random token, the database its SHA-256."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict

from landdb.access import services
from landdb.access.services import Opened, SignedIn
from landdb.actor import Actor
from webmap.database import writing

#: What a visitor holds before signing in lives this long (seconds): a sign-in page left open.
GUEST_SECONDS = 3600
#: That a session is in use is written down at most this often; it ends after 15 minutes without use.
NOTED_EVERY = timedelta(seconds=60)


def is_stale(seen_at: datetime | None) -> bool:
    """Whether a session was noted as used so long ago that it should be noted again."""
    return seen_at is not None and datetime.now(UTC) - seen_at > NOTED_EVERY


def keep(token: str, actor: Actor, data: dict[str, Any]) -> None:
    """Write a session's content, and that it is in use now."""
    with writing(actor) as session:
        services.save_session(session, services.hash_of_token(token), data, datetime.now(UTC))


class LandSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request.

    ``token`` is the browser's, or None for a guest, whose few values travel in a signed cookie. The
    content of a signed-in session is filled in by :mod:`webmap.auth`, on the requests that need it.
    ``ended`` says that the browser must forget its token, ``fresh`` that it must learn one.
    """

    def __init__(self, data: dict[str, Any], token: str | None) -> None:
        super().__init__(data, on_update=LandSession._touch)
        self.token = token
        self.actor: Actor | None = None
        self.seen_at: datetime | None = None
        self.modified = False
        self.ended = False
        self.fresh = False

    def _touch(self) -> None:
        self.modified = True

    def fill(self, opened: Opened) -> None:
        """Take over what the database keeps, without marking it as changed."""
        self.update(opened.data)
        self.actor = opened.actor
        self.seen_at = opened.last_seen_at
        self.modified = False

    def begin(self, signed_in: SignedIn, data: dict[str, Any]) -> None:
        """Go on as somebody signed in: a new token, nothing of the guest's but ``data``."""
        self.clear()
        self.token = signed_in.session_token
        self.actor = signed_in.actor
        self.fresh = True
        self.update(data)

    @property
    def is_due(self) -> bool:
        """Whether the database should hear that this session is in use."""
        return self.modified or is_stale(self.seen_at)

    def end(self) -> None:
        """Go on as a guest who holds nothing."""
        self.clear()
        self.token = None
        self.ended = True


class LandSessions(SecureCookieSessionInterface):
    """Opens and saves :class:`LandSession`; opening touches no database."""

    def __init__(self, *, https: bool) -> None:
        # A __Host- cookie cannot be set from a sister host or over HTTP (RFC 6265bis).
        self.cookie = "__Host-landdb" if https else "landdb"
        self.guest_cookie = f"{self.cookie}-guest"
        self.https = https

    def open_session(self, app: Flask, request: Request) -> Any:
        """Return the session a request came with, its content not yet read."""
        token = request.cookies.get(self.cookie)
        if token:
            return LandSession({}, token)
        return LandSession(self._guest_data(app, request), None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed and tell the browser; an unchanged session costs nothing."""
        session = cast("LandSession", session)
        if session.ended:
            response.delete_cookie(self.cookie, secure=self.https, httponly=True, samesite="Lax")
        if session.fresh and session.token:
            self._give(response, self.cookie, session.token)
            response.delete_cookie(self.guest_cookie, secure=self.https, httponly=True)
        if session.token and session.actor and session.is_due:
            keep(session.token, session.actor, dict(session))
        elif session.token is None and session.modified and session:
            self._give(response, self.guest_cookie, str(self._signer(app).dumps(dict(session))))

    def _give(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, httponly=True, secure=self.https, samesite="Lax", path="/")

    def _guest_data(self, app: Flask, request: Request) -> dict[str, Any]:
        held = request.cookies.get(self.guest_cookie, "")
        try:
            return dict(self._signer(app).loads(held, max_age=GUEST_SECONDS))
        except BadSignature:
            return {}

    def _signer(self, app: Flask) -> URLSafeTimedSerializer:
        signer = self.get_signing_serializer(app)
        if signer is None:
            raise RuntimeError("SECRET_KEY is not set")
        return signer
