"""Headers of every response: what a browser may do with it and how long it may keep it."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

#: A browser that once came over HTTPS keeps to it for a year.
HSTS = "max-age=31536000; includeSubDomains"
#: Addresses of static files carry a hash of their content (see webmap/static_files.py).
FOR_EVER = "public, max-age=31536000, immutable"


def nonce() -> str:
    """Return the one value under which this response's own script may run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def allow_style_attributes() -> None:
    """Let this page carry style attributes: Leaflet positions everything by them."""
    g.style_attributes = True


def add_headers(app: Flask, *, https: bool) -> None:
    """Put the headers on every response of ``app``, errors, tiles and static files included."""

    @app.after_request
    def after(response: Response) -> Response:
        secure(response, https=https)
        cache(response)
        return response


def secure(response: Response, *, https: bool) -> None:
    """Set what protects the reader (ASVS 5.0, V3.4)."""
    headers = response.headers
    headers["Content-Security-Policy"] = policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Addresses of cards must not reach another site; our own forms still prove where they are from.
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if https:
        headers["Strict-Transport-Security"] = HSTS


def policy() -> str:
    """Return the content security policy: our own files, and scripts under this response's nonce."""
    parts = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    if "nonce" in g:
        parts["script-src"] += f" 'nonce-{g.nonce}'"
    if g.get("style_attributes"):
        parts["style-src-attr"] = "'unsafe-inline'"
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def cache(response: Response) -> None:
    """Keep pages out of every cache; static files under a hashed address stay for ever."""
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") else "no-cache"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
