"""No string of a page is without its English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

import webmap
from tests.webmap.conftest import Town, post, sign_in

PACKAGE = Path(webmap.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None}
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ]|[\u1ea0-\u1ef9]")
#: Names and places of the test data, and the words that stand in Vietnamese on purpose.
IN_VIETNAMESE = (
    "Lê Thị Mai",
    "Nguyễn Văn Đức",
    "Nguyễn Văn A",
    "Trần Thị Hoa",
    "Chi nhánh khu vực Ninh Kiều (thử)",
    "Phường Ninh Kiều",
    "Ninh Kiều",
    "Đất ở tại đô thị",
    "Tiếng Việt",
    "DỮ LIỆU MẪU",
)


def strings() -> set[str]:
    found = extract_from_dir(PACKAGE, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    return {message for _, _, message, *_ in found if isinstance(message, str)}


def english() -> dict[str, str]:
    with (PACKAGE / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_every_string_has_its_english() -> None:
    written = english()

    assert {text for text in strings() if not written.get(text)} == set()


def test_the_catalogue_has_nothing_that_no_page_says() -> None:
    assert set(english()) - strings() == set()


def test_the_english_keeps_every_fact() -> None:
    for vietnamese, translated in english().items():
        assert sorted(PLACES.findall(vietnamese)) == sorted(PLACES.findall(translated))


def visible(page: str) -> Iterator[str]:
    """Everything a page shows or says, without the sentences of data."""
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    for text in re.findall(r">([^<]+)<|(?:title|placeholder|aria-label)=\"([^\"]+)\"", page):
        shown = "".join(text)
        for name in IN_VIETNAMESE:
            shown = shown.replace(name, "")
        yield shown


def test_an_english_page_says_nothing_in_vietnamese(app: Flask, town: Town) -> None:
    clerk = sign_in(app)
    post(clerk, "/language", data={"lang": "en", "next": "/map"})

    for path in (
        "/map",
        f"/parcels/{town.parcel}",
        f"/dossiers/{town.dossier}",
        f"/certificates/{town.certificate}",
        f"/parties/{town.party}",
        "/khong-co-gi",
    ):
        page = clerk.get(path).text
        assert '<html lang="en">' in page
        assert [text for text in visible(page) if VIETNAMESE.search(text)] == []
