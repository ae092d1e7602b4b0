"""The application: its parts put together, nothing else."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from landdb.config import Settings
from webmap import (
    auth,
    database,
    errors,
    formats,
    headers,
    language,
    pages,
    phrases,
    serial,
    static_files,
    words,
)
from webmap.config import WebSettings, read_secret
from webmap.sessions import LandSessions
from webmap.views import (
    certificates,
    dossiers,
    health,
    map,
    parcels,
    parties,
    search,
    session,
    tiles,
)

MIB = 1024 * 1024
VIEWS = (map, parcels, certificates, dossiers, parties, search, tiles, session, health)


def create_app(settings: Settings, web: WebSettings | None = None) -> Flask:
    """Return the web application of a node."""
    web = web or WebSettings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=read_secret(settings.state_dir),
        TRUSTED_HOSTS=web.trusted_hosts,
        MAX_CONTENT_LENGTH=2 * MIB,
        # Werkzeug's own limits allow half a gigabyte of form in memory.
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        MAX_FORM_PARTS=20,
        # The token lives as long as its session does.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=web.is_https,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.session_interface = LandSessions(https=web.is_https)
    database.add_engine(app, settings.database_url)
    auth.add_sign_in(app)
    CSRFProtect(app)
    headers.add_headers(app, https=web.is_https)
    for part in (
        errors.add_errors,
        language.add_languages,
        formats.add_filters,
        words.add_words,
        phrases.add_phrases,
        serial.add_hits,
    ):
        part(app)
    pages.add_page_facts(app)
    static_files.add_assets(app)
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    return app
