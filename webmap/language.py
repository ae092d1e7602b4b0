"""Vietnamese unless a person asks for English; the choice is kept in the session."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, session
from flask_babel import Babel, get_locale
from flask_babel import gettext as translate

LANGUAGES = ("vi", "en")
TRANSLATIONS = Path(__file__).parent / "translations"


def language() -> str:
    """Return the language of this response, ``vi`` or ``en``."""
    return str(get_locale() or LANGUAGES[0])


def chosen_language() -> str:
    """Return the language the session asks for."""
    wanted = session.get("lang")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def gettext(text: str, **facts: object) -> str:
    """Return a Vietnamese sentence in the language of this response, with its facts filled in."""
    return str(translate(text, **facts))


def add_languages(app: Flask) -> None:
    """Wire Flask-Babel; the compiled catalogue is renewed when its source is newer."""
    compile_catalogues()
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=chosen_language,
    )
    app.add_template_global(language)


def compile_catalogues() -> None:
    """Compile every .po whose .mo is missing or older; safe beside another process doing the same."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with NamedTemporaryFile(dir=source.parent, delete=False) as half_written:
            write_mo(half_written, catalogue)
        Path(half_written.name).replace(target)
