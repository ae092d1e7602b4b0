"""Every code that can reach a person has its sentence, in both languages, once."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from landdb.messages.sentences import BOOKS

ROOT = Path(__file__).resolve().parents[2]
#: A refusal's code (``CUS-01``), or what ``gis`` says of a file or a shape (``file.missing``); the ids of
#: its geometry rules (``GEOM-07``) stand beside such a remark.
REFUSAL = re.compile(r"\"((?!GEOM)[A-Z]{3,4}-\d\d)\"")
REMARK = re.compile(r"\"((?:area|crs|file|geometry|text|tile)\.[a-z0-9_]+)\"")


def written(pattern: re.Pattern[str], *packages: str) -> dict[str, str]:
    """Return each code written in the sources with a file that has it."""
    found: dict[str, str] = {}
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.parent.name != "messages" and path.name != "models.py":
                for code in pattern.findall(path.read_text("utf-8")):
                    found.setdefault(code, str(path.relative_to(ROOT)))
    return found


def codes_in_the_code() -> dict[str, str]:
    """Return the codes that can reach a person; the rule ids of ``gis`` come with a remark instead."""
    return written(REFUSAL, "landdb", "webmap") | written(REMARK, "gis", "landdb")


def sentences() -> list[tuple[str, tuple[str, str]]]:
    """Return every (code, (Vietnamese, English)) of every book."""
    return [
        item
        for book in BOOKS
        for item in import_module(f"landdb.messages.{book}").SENTENCES.items()
    ]


def test_every_code_has_a_sentence() -> None:
    known = {code for code, _ in sentences()}
    missing = {code: place for code, place in codes_in_the_code().items() if code not in known}
    assert missing == {}


def test_no_sentence_is_left_without_a_use() -> None:
    used = codes_in_the_code()
    assert [code for code, _ in sentences() if code not in used] == []


def test_no_code_has_two_sentences() -> None:
    codes = [code for code, _ in sentences()]
    assert len(codes) == len(set(codes))


def test_both_languages_tell_the_same_facts() -> None:
    for code, (vietnamese, english) in sentences():
        facts = [set(re.findall(r"\{(\w+)", text)) for text in (vietnamese, english)]
        assert facts[0] == facts[1], code
