"""What an office may see: said once, here, and put into every statement of this room.

A branch sees parcels that lie in its communes of today and units it holds; the provincial office
sees all; dossiers also by the office that keeps them and by their parcels; persons and certificates
only through what is seen of them. Out of scope and missing are the same answer.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from landdb.prepared import Prepared, Reader, prepared, run

#: The office that asks, as one row ``seen(everything, communes)``; no row for an unknown office, so
#: that nothing is seen. Days are those of Việt Nam, whatever the server's time zone.
SEEN = """
seen AS MATERIALIZED (
    SELECT office.id AS office_id, office.kind = 'provincial' AS everything,
           ARRAY(SELECT j.admin_unit_id FROM office_jurisdiction AS j
                 WHERE j.office_id = office.id
                   AND (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                       BETWEEN j.valid_from AND coalesce(j.valid_to, 'infinity')) AS communes
    FROM office WHERE office.id = :office
)"""

#: Conditions on one row of a table, by alias, with ``seen`` in the FROM clause.
HELD = """EXISTS (SELECT FROM custody WHERE custody.unit_id = {alias}.unit_id
                  AND custody.office_id = seen.office_id)"""
VERSION = f"(seen.everything OR {{alias}}.commune_id = ANY (seen.communes) OR {HELD})"
DOSSIER = f"""(seen.everything OR {{alias}}.office_id = seen.office_id OR {HELD}
    OR EXISTS (SELECT FROM dossier_parcel AS its JOIN parcel_version AS of_it USING (parcel_id)
               WHERE its.dossier_id = {{alias}}.id AND of_it.commune_id = ANY (seen.communes)))"""
CERTIFICATE = f"""(seen.everything OR {HELD}
    OR EXISTS (SELECT FROM certificate_parcel AS its JOIN parcel_version AS of_it USING (parcel_id)
               WHERE its.certificate_id = {{alias}}.id AND of_it.commune_id = ANY (seen.communes)))"""
# OFFSET 0 is a fence: what a party holds is found from the party, never from all land of a commune.
LAND = """EXISTS (SELECT FROM (
            SELECT its.parcel_id
            FROM (SELECT {alias}.id UNION ALL
                  SELECT group_id FROM party_member WHERE member_id = {alias}.id) AS holder
            JOIN share ON share.party_id = holder.id
            JOIN rrr_version ON rrr_version.id = share.rrr_version_id
            JOIN rrr ON rrr.id = rrr_version.rrr_id
            JOIN baunit_parcel AS its ON its.baunit_id = rrr.baunit_id
            OFFSET 0) AS land
        JOIN parcel_version AS of_it USING (parcel_id)
        WHERE of_it.commune_id = ANY (seen.communes))"""
PARTY = f"(seen.everything OR {HELD} OR {LAND})"

SENTENCES = {
    "version": VERSION,
    "dossier": DOSSIER,
    "certificate": CERTIFICATE,
    "party": PARTY,
    # The two halves of a party's, for a search that tries the cheap one on all bearers of a name first.
    "held": HELD,
    "land": LAND,
}


@cache
def written(name: str) -> str:
    """Return ``landdb/lookup/<name>.sql`` with the scope put in.

    A file says ``{{seen}}`` for the common table expression and ``{{version:v}}`` (dossier,
    certificate, party likewise) for the condition on the row of that alias. Values stay bound:
    ``:office`` and what the statement names itself.
    """
    statement = (resources.files("landdb.lookup") / f"{name}.sql").read_text("utf-8")
    statement = statement.replace("{{seen}}", SEEN)
    for kind, condition in SENTENCES.items():
        pieces = statement.split(f"{{{{{kind}:")
        statement = pieces[0] + "".join(
            condition.format(alias=alias) + rest
            for alias, rest in (piece.split("}}", 1) for piece in pieces[1:])
        )
    return statement


@cache
def statement(name: str) -> TextClause:
    """Return a statement of this room, to be run once."""
    return text(written(name))


def answer(session: Session, name: str, office_id: str, **values: object) -> str | None:
    """Run a statement that answers with one JSON document as text, or None when nothing is seen."""
    found: str | None = session.scalar(statement(name), {"office": office_id, **values})
    return found


@cache
def card(name: str, thing: str) -> Prepared:
    """Return the statement of a card, whose ``thing`` is named by its id."""
    return prepared(f"lookup_{name}", written(name), {"office": "text", thing: "uuid"})


def card_of(reader: Reader, name: str, office_id: str, **thing: UUID) -> str | None:
    """Run the statement of a card for one ``thing=id``; None when nothing is seen.

    A card joins twenty tables: planned for every parcel anew, that took more time than reading it.
    """
    ((kind, thing_id),) = thing.items()
    values = {"office": office_id, kind: str(thing_id)}
    found: str | None = run(reader, card(name, kind), values).scalar_one_or_none()
    return found
