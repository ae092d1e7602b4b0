"""The search box. What is typed comes in the body: no name stands in an address or a log."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from landdb.lookup import search as lookup
from webmap import forms, pages, serial
from webmap.auth import current_actor, requires
from webmap.database import reading

blueprint = Blueprint("search", __name__)


@blueprint.post("/search")
@requires("parcel.read")
def search() -> ResponseReturnValue:
    """Answer with suggestions (JSON) or with the list of hits (HTML)."""
    text = forms.search_text()
    with reading() as session:
        found = lookup.search(session, current_actor(), text)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(serial.search_answer(found))
    if "X-Fragment" in request.headers:
        return render_template("results.html", found=found, text=text, wish=pages.Wish())
    return pages.show("results.html", found=found, text=text)
