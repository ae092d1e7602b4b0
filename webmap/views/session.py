"""Signing in and out, and the choice of language."""

from datetime import UTC, datetime
from typing import cast

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from landdb.access import services
from landdb.errors import NotPermitted
from landdb.messages import sentence
from webmap import auth, forms
from webmap.database import engine, writing
from webmap.language import LANGUAGES, language
from webmap.sessions import LandSession

blueprint = Blueprint("session", __name__)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page; somebody already signed in goes on to the map."""
    next_path = forms.local_path(request.args.get("next", ""))
    if "actor" in g:
        return redirect(next_path)
    return render_template("sign_in.html", next_path=next_path, username="", problem="")


@blueprint.post("/sign-in")
def sign_in_now() -> ResponseReturnValue:
    """Begin a session with a new token, or say that name or password is wrong."""
    form = forms.sign_in_form()
    try:
        signed_in = services.sign_in(
            engine(),
            form.username,
            form.password,
            now=datetime.now(UTC),
            address=request.remote_addr,
        )
    except NotPermitted as error:
        problem = sentence(error.code, language(), **error.facts)
        page = render_template(
            "sign_in.html", next_path=form.next_path, username=form.username, problem=problem
        )
        return page, 401
    kept = {"lang": session["lang"]} if "lang" in session else {}
    cast("LandSession", session).begin(signed_in, kept)
    return redirect(form.next_path, 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the database."""
    held = cast("LandSession", session)
    if held.token and held.actor:
        auth.forget_tile_actor(held.token)
        with writing(held.actor) as transaction:
            services.sign_out(transaction, held.token)
        held.end()
    return redirect("/sign-in", 303)


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the wanted language in the session and go back."""
    wanted, next_path = forms.language_form()
    if wanted in LANGUAGES:
        session["lang"] = wanted
    return redirect(next_path, 303)
