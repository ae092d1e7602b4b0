"""Writes checked features into the register: sheets first, then parcels, a COPY for each table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.findings import Finding
from landdb.bulk import copy_columns, new_ids
from landdb.parcels import rules
from landdb.parcels.checking import Checked, Plan
from landdb.parcels.rules import NumberLedger
from landdb.sources.store import Incoming

#: Sheets of these communes and numbers, whoever holds them.
SHEETS = text(
    "SELECT s.id, s.commune_id, s.number, s.srid, s.lifespan_end, c.office_id, c.state, o.name AS office"
    " FROM sheet s JOIN custody c ON c.unit_id = s.unit_id JOIN office o ON o.id = c.office_id"
    " WHERE s.commune_id = ANY(CAST(:communes AS uuid[])) AND s.number = ANY(:numbers)"
    " AND s.map_kind = :kind AND coalesce(s.extract_year, 0) = :year"
)
#: Every number ever used: one that was retired is not given again (domain: TT 25/2014).
NUMBERS = text(
    "SELECT DISTINCT sheet_id, number FROM parcel_version"
    " WHERE sheet_id = ANY(CAST(:sheets AS uuid[]))"
)

SheetKey = tuple[UUID, str]
#: The kind of source an imported file is.
IMPORT = "import"


@dataclass(slots=True)
class SheetState:
    """A sheet as this import knows it.

    ``is_new``: it has no row yet. ``is_sourced``: the file is noted as its source. ``refusal``: the
    rule and facts by which nothing may be added to it.
    """

    id: str
    key: SheetKey
    ledger: NumberLedger
    is_new: bool
    is_sourced: bool = False
    refusal: Finding | None = None


class Loader:
    """Loads batch after batch inside one transaction; nothing here commits.

    Attributes
    ----------
    loaded : int
        Parcels written so far.
    """

    def __init__(self, session: Session, plan: Plan, incoming: Incoming, now: datetime) -> None:
        self._session = session
        self._plan = plan
        self._incoming = incoming
        self._now = now.isoformat()
        self._sheets: dict[SheetKey, SheetState] = {}
        self.loaded = 0

    @property
    def sheet_counts(self) -> tuple[int, int]:
        """How many sheets were made, and how many there were already."""
        used = [sheet for sheet in self._sheets.values() if sheet.is_sourced]
        made = sum(sheet.is_new for sheet in used)
        return made, len(used) - made

    def admit(self, checked: Checked) -> list[int]:
        """Refuse what the register or an earlier feature already has; return what may be loaded."""
        passed = checked.passed()
        self._meet({key_of(checked, at) for at in passed})
        for at in passed:
            sheet = self._sheets[key_of(checked, at)]
            number = checked.numbers[at] or ""
            refusal = sheet.refusal or sheet.ledger.take(number, checked.batch.first_row + at)
            if refusal is not None:
                checked.refuse({at: refusal})
        return checked.passed()

    def load(self, checked: Checked, places: list[int]) -> None:
        """Write the features at these positions with all that belongs to them."""
        if not places:
            return
        self._write_sheets([self._sheets[key_of(checked, at)] for at in places])
        parcels = new_ids(len(places))
        national = [checked.texts["national_id"][at] for at in places]
        self._write_units(parcels, "parcel")
        self._write(
            "parcel",
            parcels,
            parcels,
            national_id=national,
            national_id_state=["none" if one is None else "official" for one in national],
            lifespan_begin=[self._now] * len(parcels),
        )
        versions = self._write_versions(checked, places, parcels)
        self._write_uses(checked, places, parcels, versions)
        self._write_holders(checked, places, parcels)
        self.loaded += len(places)

    def _meet(self, keys: set[SheetKey]) -> None:
        """Learn of sheets that were not met before, and of the numbers that are taken on them."""
        new = keys - self._sheets.keys()
        if not new:
            return
        mapping = self._plan.mapping
        rows = self._session.execute(
            SHEETS,
            {
                "communes": [str(commune) for commune in {commune for commune, _ in new}],
                "numbers": list({number for _, number in new}),
                "kind": mapping.map_kind,
                "year": mapping.extract_year or 0,
            },
        ).all()
        known = {(row.commune_id, row.number): row for row in rows}
        taken = self._numbers([str(row.id) for key, row in known.items() if key in new])
        for key, made in zip(sorted(new), new_ids(len(new)), strict=True):
            row = known.get(key)
            if row is None:
                self._sheets[key] = SheetState(made, key, NumberLedger(), is_new=True)
            else:
                ledger = NumberLedger(taken.get(str(row.id), ()))
                refusal = self._sheet_refusal(row)
                self._sheets[key] = SheetState(
                    str(row.id), key, ledger, is_new=False, refusal=refusal
                )

    def _numbers(self, sheets: list[str]) -> dict[str, list[str]]:
        taken: dict[str, list[str]] = {}
        for sheet, number in self._session.execute(NUMBERS, {"sheets": sheets}):
            taken.setdefault(str(sheet), []).append(number)
        return taken

    def _sheet_refusal(self, row: Row[Any]) -> Finding | None:
        """Say why nothing may be added to a sheet that is there already."""
        if row.office_id != self._plan.office_id or row.state != "held":
            return rules.fault("IMP-35", sheet=row.number, office=row.office)
        if row.lifespan_end is not None:
            return rules.fault("IMP-38", sheet=row.number)
        if row.srid != self._plan.crs.srid:
            return rules.fault("IMP-36", sheet=row.number, known=row.srid, srid=self._plan.crs.srid)
        return None

    def _write_sheets(self, sheets: list[SheetState]) -> None:
        """Write the sheets that are new, and note the file as a source of each sheet."""
        met = list({sheet.id: sheet for sheet in sheets if not sheet.is_sourced}.values())
        made = [sheet for sheet in met if sheet.is_new]
        ids, mapping = [sheet.id for sheet in made], self._plan.mapping
        self._write_units(ids, "sheet")
        self._write(
            "sheet",
            ids,
            ids,
            commune_id=[str(sheet.key[0]) for sheet in made],
            map_kind=[mapping.map_kind] * len(made),
            number=[sheet.key[1] for sheet in made],
            extract_year=[mapping.extract_year] * len(made),
            scale=[mapping.scale] * len(made),
            srid=[self._plan.crs.srid] * len(made),
            lifespan_begin=[self._now] * len(made),
        )
        self._write_sources([sheet.id for sheet in met])
        for sheet in met:
            sheet.is_sourced = True

    def _write_sources(self, units: list[str]) -> None:
        """Note the file as a document of each unit: it goes along when the unit is handed over."""
        count = len(units)
        sources = new_ids(count)
        self._write(
            "source",
            sources,
            units,
            kind=[IMPORT] * count,
            title=[self._incoming.name] * count,
            accepted_at=[self._now] * count,
        )
        self._write(
            "source_file",
            new_ids(count),
            units,
            source_id=sources,
            sha256=[f"\\x{self._incoming.sha256.hex()}"] * count,
            name=[self._incoming.name] * count,
        )

    def _write_units(self, units: list[str], kind: str) -> None:
        """Make custody units held by our office; their rows come after."""
        copy_columns(self._session, "unit", {"id": units, "kind": [kind] * len(units)})
        held = [self._plan.office_id] * len(units)
        copy_columns(self._session, "custody", {"unit_id": units, "office_id": held})

    def _write_versions(self, checked: Checked, places: list[int], parcels: list[str]) -> list[str]:
        versions = new_ids(len(places))
        self._write(
            "parcel_version",
            versions,
            parcels,
            parcel_id=parcels,
            sheet_id=[self._sheets[key_of(checked, at)].id for at in places],
            number=[checked.numbers[at] for at in places],
            commune_id=[str(today_of(checked, at)) for at in places],
            address=[checked.texts["address"][at] for at in places],
            use_label=["+".join(code for code, _ in checked.uses[at]) for at in places],
            legal_area_m2=[decimal_text(checked.areas[at]) for at in places],
            computed_area_m2=[decimal_text(checked.computed[at]) for at in places],
            srid=[self._plan.crs.srid] * len(places),
            geom=[checked.geom[at] for at in places],
            geom_web=[checked.geom_web[at] for at in places],
            lifespan_begin=[self._now] * len(places),
        )
        return versions

    def _write_uses(
        self, checked: Checked, places: list[int], parcels: list[str], versions: list[str]
    ) -> None:
        rows = [
            (parcel, version, position, code, decimal_text(area))
            for at, parcel, version in zip(places, parcels, versions, strict=True)
            for position, (code, area) in enumerate(checked.uses[at], 1)
        ]
        self._write(
            "land_use",
            new_ids(len(rows)),
            [row[0] for row in rows],
            parcel_version_id=[row[1] for row in rows],
            aspect=["legal"] * len(rows),
            position=[row[2] for row in rows],
            code=[row[3] for row in rows],
            area_m2=[row[4] for row in rows],
        )

    def _write_holders(self, checked: Checked, places: list[int], parcels: list[str]) -> None:
        """Make a party, a registered unit and an undivided land-use right for each named holder.

        Two parcels with one name get two parties: a name is no identity, people merge duplicates.
        """
        held = [
            (checked.texts["holder"][at], checked.texts["holder_address"][at], parcel)
            for at, parcel in zip(places, parcels, strict=True)
            if checked.texts["holder"][at] is not None
        ]
        count, since = len(held), [self._now] * len(held)
        parties, baunits, rights, versions = (new_ids(count) for _ in range(4))
        self._write_units(parties, "party")
        self._write_units(baunits, "baunit")
        self._write(
            "party",
            parties,
            parties,
            kind=[self._plan.mapping.holder_kind] * count,
            name=[name for name, _, _ in held],
            address=[address for _, address, _ in held],
            lifespan_begin=since,
        )
        self._write("baunit", baunits, baunits, lifespan_begin=since)
        self._write(
            "baunit_parcel",
            new_ids(count),
            baunits,
            baunit_id=baunits,
            parcel_id=[parcel for _, _, parcel in held],
            lifespan_begin=since,
        )
        right = ["right"] * count
        self._write("rrr", rights, baunits, baunit_id=baunits, kind=right, lifespan_begin=since)
        self._write(
            "rrr_version",
            versions,
            baunits,
            rrr_id=rights,
            type=["land_use"] * count,
            registered_at=since,
            lifespan_begin=since,
        )
        self._write(
            "share",
            new_ids(count),
            baunits,
            rrr_version_id=versions,
            party_id=parties,
            numerator=[1] * count,
            denominator=[1] * count,
        )

    def _write(self, table: str, ids: list[str], units: list[str], **columns: list[Any]) -> None:
        """COPY rows of the register: their ids, their units and the rest."""
        copy_columns(self._session, table, {"id": ids, "unit_id": units, **columns})


def key_of(checked: Checked, at: int) -> SheetKey:
    """Return the sheet of a feature that passed: its commune at numbering and the sheet's number."""
    commune, number = checked.communes[at], checked.sheets[at]
    assert commune is not None  # noqa: S101 - it passed the check
    assert number is not None  # noqa: S101
    return commune.id, number


def today_of(checked: Checked, at: int) -> UUID:
    """Return today's commune of a feature that passed."""
    commune = checked.today[at]
    assert commune is not None  # noqa: S101 - it passed the check
    assert commune.today_id is not None  # noqa: S101
    return commune.today_id


def decimal_text(area: Decimal | None) -> str | None:
    """Give an area to COPY as text, digit by digit."""
    return None if area is None else format(area, "f")
