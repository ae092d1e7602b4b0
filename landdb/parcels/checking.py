"""Judges the features of a file, a batch at a time: nothing is written and nothing is repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import WEB_MERCATOR, LandCrs, Shapes, transform_geometries
from gis.entry import Extent, LargestMove, admit, to_ewkb
from gis.errors import InvalidGeometry
from gis.findings import Finding, Severity
from gis.formats.vector import Batch
from gis.measure import areas_in, round_area
from landdb.errors import RuleBroken
from landdb.offices.queries import Commune, KnownCrs, province_extents
from landdb.parcels import rules
from landdb.parcels.mapping import Origin, ParcelMapping
from landdb.parcels.rules import Uses, Value

#: The register keeps computed areas to 0.01 m², finer than any survey and coarser than 0.1 mm × 0.1 mm.
COMPUTED_PLACES = 2

Communes = Callable[[Iterable[str]], dict[str, Commune]]
ZERO = Decimal(0)
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import goes by, decided before the first feature is read.

    Attributes
    ----------
    mapping : ParcelMapping
    known : KnownCrs
        The system of the file and the one in which its areas are computed.
    office_id : str
    uses : frozenset[str]
        Land-use codes of the register.
    today : date
    """

    mapping: ParcelMapping
    known: KnownCrs
    office_id: str
    uses: frozenset[str]
    today: date

    @property
    def crs(self) -> LandCrs:
        """The system in which the legal geometry stays."""
        return self.known.crs


@dataclass(slots=True)
class Checked:
    """A batch with everything that the register would keep of it.

    Lists have a place for each feature; what a fault refuses is not meant to be read. ``geom`` and
    ``geom_web`` are hex EWKB. ``largest_move`` counts its index in the batch.
    """

    batch: Batch
    faults: dict[int, list[Finding]] = field(default_factory=dict)
    sheets: list[str | None] = field(default_factory=list)
    numbers: list[str | None] = field(default_factory=list)
    communes: list[Commune | None] = field(default_factory=list)
    today: list[Commune | None] = field(default_factory=list)
    texts: dict[str, list[str | None]] = field(default_factory=dict)
    areas: list[Decimal | None] = field(default_factory=list)
    uses: list[Uses] = field(default_factory=list)
    shapes: Shapes = field(default_factory=lambda: np.empty(0, dtype=object))
    geom: list[str] = field(default_factory=list)
    geom_web: list[str] = field(default_factory=list)
    computed: list[Decimal] = field(default_factory=list)
    largest_move: LargestMove | None = None

    def __len__(self) -> int:
        return len(self.batch)

    def refuse(self, faults: dict[int, Finding]) -> None:
        """Note faults by position; a feature may have several."""
        for at, finding in faults.items():
            self.faults.setdefault(at, []).append(finding)

    def passed(self) -> list[int]:
        """Return the positions that nothing refuses."""
        return [at for at in range(len(self.batch)) if at not in self.faults]


class Checker:
    """Checks batch after batch by one plan; communes are looked up as their codes appear.

    Parameters
    ----------
    plan : Plan
    communes : callable
        Gives the communes of codes that were not asked before, on the day of the mapping.
    """

    def __init__(self, plan: Plan, communes: Communes) -> None:
        self._plan = plan
        self._find_communes = communes
        self._communes: dict[str, Commune | None] = {}

    def check(self, batch: Batch) -> Checked:
        """Judge one batch."""
        checked = Checked(batch)
        checked.refuse(batch.findings)
        self._check_places(checked)
        self._check_texts(checked)
        self._check_areas(checked)
        self._check_shapes(checked)
        self._derive(checked)
        return checked

    def _values(self, checked: Checked, origin: Origin | None) -> list[Value]:
        """Give a value a feature: a column with the mapping's words, or the constant."""
        if origin is None or origin.column is None:
            return [origin.value if origin is not None else None] * len(checked)
        return rules.translated(checked.batch.columns[origin.column], origin)

    def _check_places(self, checked: Checked) -> None:
        """Take sheet and parcel numbers and find the communes."""
        mapping = self._plan.mapping
        checked.sheets, faults = rules.identifiers(
            self._values(checked, mapping.sheet_number), "IMP-30"
        )
        checked.refuse(faults)
        zeros = {at for at, number in enumerate(checked.sheets) if number == "0"}
        checked.refuse({at: rules.fault("IMP-37") for at in zeros})
        checked.numbers, faults = rules.identifiers(self._values(checked, mapping.number), "IMP-31")
        checked.refuse(faults)
        checked.communes = self._communes_of(checked, mapping.sheet_commune)
        if mapping.commune is None:
            checked.today = list(checked.communes)
        else:
            checked.today = self._communes_of(checked, mapping.commune)
        self._check_seats(checked)

    def _communes_of(self, checked: Checked, origin: Origin) -> list[Commune | None]:
        codes, faults = rules.identifiers(self._values(checked, origin), "IMP-50")
        checked.refuse(faults)
        self._look_up({code for code in codes if code is not None})
        found = [None if code is None else self._communes[code] for code in codes]
        day = self._plan.mapping.on or self._plan.today
        checked.refuse(
            {
                at: rules.fault("IMP-51", mark=code, on=day.strftime("%d/%m/%Y"))
                for at, (code, commune) in enumerate(zip(codes, found, strict=True))
                if code is not None and commune is None
            }
        )
        return found

    def _look_up(self, codes: set[str]) -> None:
        new = codes - self._communes.keys()
        if new:
            self._communes.update(dict.fromkeys(new))
            self._communes.update(self._find_communes(sorted(new)))

    def _check_seats(self, checked: Checked) -> None:
        """Refuse communes that are no single commune today, or that another office serves."""
        verdicts = {
            commune.id: self._seat_fault(commune)
            for commune in checked.today
            if commune is not None
        }
        checked.refuse(
            {
                at: verdict
                for at, commune in enumerate(checked.today)
                if commune is not None and (verdict := verdicts[commune.id]) is not None
            }
        )

    def _seat_fault(self, commune: Commune) -> Finding | None:
        if commune.today_id is None:
            rule = "IMP-53" if commune.divided else "IMP-54"
            return rules.fault(rule, mark=commune.code, commune=commune.name)
        if self._plan.office_id not in commune.offices:
            offices = ", ".join(sorted(commune.offices)) or "-"
            return rules.fault(
                "IMP-52", commune=commune.today_name, office=self._plan.office_id, offices=offices
            )
        return None

    def _check_texts(self, checked: Checked) -> None:
        mapping = self._plan.mapping
        for target, origin in (
            ("address", mapping.address),
            ("national_id", mapping.national_id),
            ("holder", mapping.holder),
            ("holder_address", mapping.holder_address),
        ):
            checked.texts[target], faults = rules.texts(self._values(checked, origin), target)
            checked.refuse(faults)

    def _check_areas(self, checked: Checked) -> None:
        mapping = self._plan.mapping
        checked.areas, faults = rules.areas(
            self._values(checked, mapping.legal_area),
            mapping.decimal_sign,
            rounds=mapping.round_area,
        )
        checked.refuse(faults)
        entries = [self._entry(checked, use.code, use.area) for use in mapping.uses]
        for at, legal in enumerate(checked.areas):
            found = [
                (codes[at], (sizes[at] or None) if sizes else None) for codes, sizes in entries
            ]
            uses, fault = rules.land_uses(found, legal, self._plan.uses)
            checked.uses.append(uses)
            if fault is not None:
                checked.refuse({at: fault})

    def _entry(
        self, checked: Checked, code: Origin, area: Origin | None
    ) -> tuple[list[tuple[str, ...]], list[tuple[Decimal | None, ...]] | None]:
        """Give codes and areas of one land-use entry; areas are parted like the codes."""
        codes = rules.codes(self._values(checked, code), code)
        if area is None:
            return codes, None
        separator = area.separator or code.separator
        parted = [rules.parts(value, separator) for value in self._values(checked, area)]
        flat, faults = rules.areas(
            (part for parts in parted for part in parts),
            self._plan.mapping.decimal_sign,
            rounds=self._plan.mapping.round_area,
        )
        owners = [at for at, parts in enumerate(parted) for _ in parts]
        checked.refuse({owners[place]: fault for place, fault in faults.items()})
        sizes = iter(flat)
        return codes, [tuple(next(sizes) for _ in parts) for parts in parted]

    def _check_shapes(self, checked: Checked) -> None:
        """Admit the geometry by the place where the land of its province lies."""
        shapes = checked.batch.geometry
        if self._plan.mapping.north_first:
            shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        admitted: Shapes = np.full(len(shapes), None, dtype=object)
        for extent, places in self._extents(checked).items():
            entry = admit(shapes[places], self._plan.crs, extent)
            admitted[places] = entry.geometry
            faults = {int(places[at]): finding for at, finding in entry.findings.items()}
            # What could not be read was said already, and better.
            checked.refuse({at: faults[at] for at in faults if at not in checked.batch.findings})
            self._note_move(checked, entry.largest_move, places)
        checked.shapes = admitted

    def _extents(self, checked: Checked) -> dict[Extent | None, Places]:
        """Part the features by where they must lie: as stated, or in today's province."""
        if self._plan.mapping.extent is not None:
            return {self._plan.mapping.extent: np.arange(len(checked))}
        known = province_extents()
        groups: dict[Extent | None, list[int]] = {}
        for at, commune in enumerate(checked.today):
            province = commune.province if commune is not None else None
            groups.setdefault(known.get(province or ""), []).append(at)
        return {extent: np.array(places) for extent, places in groups.items()}

    def _note_move(self, checked: Checked, move: LargestMove | None, places: Places) -> None:
        if move is None:
            return
        largest = checked.largest_move
        if largest is None or move.distance > largest.distance:
            checked.largest_move = LargestMove(move.distance, int(places[move.index]))

    def _derive(self, checked: Checked) -> None:
        """Compute what follows from the geometry of the features that passed."""
        size = len(checked)
        checked.geom, checked.geom_web, checked.computed = [""] * size, [""] * size, [ZERO] * size
        places = checked.passed()
        try:
            self._derive_some(checked, places)
        except InvalidGeometry:
            for at in places:
                self._derive_one(checked, at)

    def _derive_one(self, checked: Checked, at: int) -> None:
        """Compute for one feature, when some feature of the batch has no place on the map."""
        try:
            self._derive_some(checked, [at])
        except InvalidGeometry as error:
            checked.refuse({at: Finding("GEOM-07", Severity.ERROR, error.code, error.facts)})

    def _derive_some(self, checked: Checked, places: list[int]) -> None:
        shapes = checked.shapes[places]
        web = transform_geometries(shapes, self._plan.crs, WEB_MERCATOR)
        areas = areas_in(shapes, self._plan.crs, self._plan.known.area_crs)
        legal_bytes, web_bytes = to_ewkb(shapes, self._plan.crs), to_ewkb(web, WEB_MERCATOR)
        for at, legal, shown, area in zip(places, legal_bytes, web_bytes, areas, strict=True):
            checked.geom[at], checked.geom_web[at] = legal.hex(), shown.hex()
            checked.computed[at] = round_area(area, COMPUTED_PLACES)
            if checked.computed[at] <= 0:
                checked.refuse({at: rules.fault("IMP-48")})


def refuse_hidden_tcvn3(batch: Batch, plan: Plan) -> None:
    """Refuse a file that states no old encoding and whose text looks like TCVN3 (ABC).

    Raises
    ------
    RuleBroken
        IMP-72 with an example. Whoever states the encoding in the mapping is believed.
    """
    if plan.mapping.encoding is not None:
        return
    for column, values in batch.columns.items():
        example = rules.looks_like_tcvn3(values)
        if example is not None:
            raise RuleBroken("IMP-72", column=column, example=example[:60])
