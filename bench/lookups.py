"""The card of a parcel and the search box, as a clerk of a branch has them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy import text

from bench.pairs import STEADY, in_turn, load
from bench.report import Line, judged
from bench.servers import Client
from bench.subject import SEED, Subject, sampled_parcels
from landdb.db import reading
from landdb.lookup.scope import card_of

OFFICE = "CT.B01"
CARDS = 60
QUERIES = 60
CARD_MAY_ADD_MS = 2.0
CARD_STATEMENTS_MS = 5.0
SEARCH_P95_MS = 30.0

# What people type, drawn from the register by a fixed seed.
TYPED = {
    "number": "SELECT sheet.number || '/' || v.number FROM {v} JOIN sheet ON sheet.id = v.sheet_id",
    "number with commune": "SELECT sheet.number || '/' || v.number || ' ' || vn_key(a.name) FROM {v}"
    " JOIN sheet ON sheet.id = v.sheet_id JOIN admin_unit AS a ON a.id = v.commune_id",
    "certificate serial": "SELECT lower(serial_key) FROM {c}",
    "dossier code": "SELECT code FROM {d}",
    "dossier running number": "SELECT substring(code, '[0-9]+$') FROM {d}",
    "name without marks": "SELECT search_key FROM {p} WHERE kind = 'individual'",
    "beginning of a name": "SELECT left(search_key, -2) FROM {p} WHERE kind = 'individual'",
    "name of an organisation": "SELECT search_key FROM {p} WHERE kind = 'organisation'",
}
SAMPLED = {
    "v": "parcel_version AS v TABLESAMPLE SYSTEM (1) REPEATABLE (7)",
    "c": "certificate TABLESAMPLE SYSTEM (1) REPEATABLE (7)",
    "d": "dossier TABLESAMPLE SYSTEM (20) REPEATABLE (7)",
    "p": "party TABLESAMPLE SYSTEM (10) REPEATABLE (7)",
}


def measure(subject: Subject, ours: Client) -> Iterator[Line]:
    """Measure the card and each kind of search."""
    yield from card(subject, ours)
    for kind, typed in questions(subject).items():
        yield searching(ours, kind, typed)


def card(subject: Subject, ours: Client) -> list[Line]:
    """Measure the card's panel and page against its statement on a connection kept open."""
    ids = sampled_parcels(subject, CARDS, OFFICE)
    with reading(subject.engine) as session:

        def ask(parcel: UUID) -> None:
            if card_of(session, "parcel_card", OFFICE, parcel=parcel) is None:
                raise RuntimeError(f"no card of {parcel}")

        sides: dict[str, Callable[[UUID], object]] = {
            "page": lambda parcel: ours.body(f"/parcels/{parcel}"),
            "panel": lambda parcel: panel(ours, parcel),
            "statement": ask,
        }
        found = in_turn(sides, ids)
    limit = found["statement"]
    added = found["panel"].best - limit.best
    figures = (
        f"panel {found['panel'].best:.2f}, whole page {found['page'].best:.2f},"
        f" statement {limit.best:.2f} (drift {limit.drift:.2f}×)"
    )
    return [
        Line(
            f"parcel card, of {len(ids)}", figures, f"statement + {added:.2f} ms",
            f"≤ + {CARD_MAY_ADD_MS} ms", judged(added <= CARD_MAY_ADD_MS, limit.drift, STEADY), load(),
        ),
        Line(
            "parcel card, its statement", f"{limit.best:.2f}", f"{limit.best:.2f} ms",
            f"≤ {CARD_STATEMENTS_MS} ms", limit.best <= CARD_STATEMENTS_MS, load(),
        ),
    ]  # fmt: skip


def panel(ours: Client, parcel: UUID) -> bytes:
    """Get the card as the map page does: the fragment that slides over the list."""
    status, body, _ = ours.get(f"/parcels/{parcel}", **{"X-Fragment": "1"})
    if status != 200:
        raise RuntimeError(f"{parcel}: {status}")
    return body


def questions(subject: Subject) -> dict[str, list[str]]:
    """Return what is typed, by kind; a slip of a finger is made of each name."""
    chooser = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    asked: dict[str, list[str]] = {}
    with reading(subject.engine) as session:
        for kind, form in TYPED.items():
            found = sorted(set(session.scalars(text(form.format(**SAMPLED)))))
            asked[kind] = chooser.sample(found, min(QUERIES, len(found)))
    names = asked["name without marks"]
    asked["words of a name, turned round"] = [" ".join(reversed(name.split())) for name in names]
    asked["name with one letter wrong"] = [slipped(name, chooser) for name in names]
    return asked


def slipped(name: str, chooser: random.Random) -> str:
    """Return a name with one letter wrong."""
    place = chooser.choice([i for i, letter in enumerate(name) if letter != " "])
    letter = chooser.choice([c for c in "abcdeghiklmnopqrstuvxy" if c != name[place]])
    return name[:place] + letter + name[place + 1 :]


def searching(ours: Client, kind: str, typed: list[str]) -> Line:
    """Measure one kind of search through the service."""

    def ask(word: str) -> None:
        ours.post("/search", {"q": word}, Accept="application/json")

    found = in_turn({"service": ask}, typed)["service"]
    p95 = found.share(0.95)
    return Line(
        f"search: {kind}, {len(typed)} of them",
        f"p50 {found.share(0.5):.1f}, p95 {p95:.1f}, slowest {max(found.times):.1f}",
        f"p95 {p95:.1f} ms",
        f"p95 ≤ {SEARCH_P95_MS:.0f} ms",
        p95 <= SEARCH_P95_MS,
        load(),
    )
