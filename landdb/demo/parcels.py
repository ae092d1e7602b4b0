"""The parcels of a commune: numbers, splits and mergers of the past, land uses and areas on paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import pyarrow as pa
import shapely

from landdb.demo.calendar import in_office_hours
from landdb.demo.columns import (
    Flags,
    IdMaker,
    Ids,
    Ints,
    Moments,
    Tables,
    chance,
    chosen,
    constant,
    decimal_column,
    id_column,
    moment,
    time_column,
    weighted,
)
from landdb.demo.land import (
    Drawing,
    Rings,
    draw,
    hundredths_m2,
    land_shapes,
    rings_of,
    tenths_m2,
    twice_areas,
    web_shapes,
)
from landdb.demo.names import HAMLETS
from landdb.demo.plan import BAND, LOT_ROWS, Commune, Plan, lower_first

#: When the paper registers of the communes were read in; each has its own day in between.
READ_IN = (moment("2014-09-01T08:00"), moment("2018-12-01T08:00"))
#: Splits and mergers lie between these.
CHANGES = (moment("2019-03-01T08:00"), moment("2026-08-01T08:00"))

HOME = "?"  # ONT in a xã, ODT in a phường
#: Labels of land use and their weights by kind of row. BHK, DSH, SKX are codes of before 2024.
USES: dict[str, dict[str, float]] = {
    "canal": {"DTL": 1},
    "road": {"DGT": 1},
    "lots": {HOME: 52, f"{HOME}+CLN": 42, "TMD": 3, "SKC": 1.5, "SKX": 0.5, "DSH": 0.5, "NTD": 0.5},
    "garden": {
        "CLN": 66, f"{HOME}+CLN": 10, "HNK": 9, "BHK": 5, "NTS": 3, f"{HOME}+CLN+NTS": 2,
        "DGD": 1.2, "DYT": 0.5, "TON": 0.8, "TIN": 0.5, "NTD": 1, "TSC": 0.5, "DKV": 0.3, "DCH": 0.2,
    },
    "field": {"LUC": 68, "LUK": 16, "NTS": 9, "BHK": 2, "CLN": 4, "LUC+NTS": 1},
    "ponds": {"NTS": 86, "LUK": 8, "LUC+NTS": 4, "LMU": 2},
}  # fmt: skip
#: Share of bands whose fields are ponds, by former province: shrimp and fish near the coast.
PONDS = {"94": 0.35, "92": 0.05, "93": 0.08}
LABELS = tuple(dict.fromkeys(label for uses in USES.values() for label in uses))
#: Uses whose land the public holds.
PUBLIC = frozenset({"DGD", "DYT", "TON", "TIN", "NTD", "TSC", "DKV", "DSH", "DCH"})


@dataclass(frozen=True, slots=True)
class Units:
    """Ids of administrative units in the register: communes of today, of before, by code."""

    today: dict[str, UUID]
    former: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Changes:
    """Splits and mergers: ``first`` and the next piece, with the parcel that joins the two."""

    first: Ints
    is_merge: Flags
    at: Moments
    joined: Ints

    def parents(self) -> Ints:
        """Parcels that ended, as (change, parcel)."""
        return self.edges(ended=True)

    def children(self) -> Ints:
        """Parcels that began, as (change, parcel)."""
        return self.edges(ended=False)

    def edges(self, ended: bool) -> Ints:
        """Return (change, parcel) of the two pieces, or of the joined parcel, as the kind wants."""
        number = np.arange(len(self.first))
        two = self.is_merge if ended else ~self.is_merge
        return np.concatenate(
            [
                np.stack((number[two], self.first[two]), axis=1),
                np.stack((number[two], self.first[two] + 1), axis=1),
                np.stack((number[~two], self.joined[~two]), axis=1),
            ]
        )


@dataclass(frozen=True, slots=True)
class Parcels:
    """All parcels of a commune, those of the past among them (``end`` is not NaT).

    Areas are whole 0.1 m² (``legal``) and exact (``rings``); ``label`` indexes ``labels``; ``sheet``
    counts the sheets of the commune row by row.
    """

    rings: Rings
    twice_area: Ints
    legal: Ints
    labels: tuple[str, ...]
    label: Ints
    row: Ints
    sheet: Ints
    number: Ints
    begin: Moments
    end: Moments
    ids: Ids
    changes: Changes

    @property
    def is_public_way(self) -> Flags:
        """Canals and roads: on the map, with no right registered."""
        ways = [at for at, label in enumerate(self.labels) if label in {"DTL", "DGT"}]
        return np.isin(self.label, ways)


def make_parcels(plan: Plan, commune: Commune) -> Parcels:
    """Make the parcels of a commune."""
    source = chance(plan.seed, plan.parcels, 10, commune.index)
    drawing = draw(plan, commune)
    changes = choose_changes(commune, drawing, source)
    pieces = len(drawing.row)
    first = np.concatenate((np.arange(pieces), changes.first))
    last = np.concatenate((np.arange(pieces), changes.first + 1))
    north = np.stack((drawing.north[first, 0], drawing.north[last, 1]), axis=1)
    south = np.stack((drawing.south[first, 0], drawing.south[last, 1]), axis=1)
    rings = rings_of(drawing.corners, north, south)
    twice = twice_areas(rings)
    begin, end = lifespans(len(first), changes, source)
    return Parcels(
        rings=rings,
        twice_area=twice,
        legal=legal_areas(twice, begin, source),
        labels=tuple(label.replace(HOME, home_code(commune)) for label in LABELS),
        label=land_uses(commune, drawing, source)[first],
        row=drawing.row[first],
        sheet=(drawing.band * commune.sheets_across + drawing.sheet)[first],
        number=numbers(commune, drawing, changes),
        begin=begin,
        end=end,
        ids=parcel_ids(plan, commune),
        changes=changes,
    )


def parcel_ids(plan: Plan, commune: Commune) -> Ids:
    """Return the ids of all parcels of a commune: those drawn, then those joined by a change."""
    count = int(commune.sheet_parcels.sum()) + commune.merges + commune.splits
    return IdMaker(plan.seed, plan.parcels, 11, commune=commune.index).make(count)


def home_code(commune: Commune) -> str:
    """Return the code of residential land: ODT in a ward, ONT elsewhere."""
    return "ODT" if commune.place.is_urban else "ONT"


def choose_changes(commune: Commune, drawing: Drawing, source: np.random.Generator) -> Changes:
    """Choose neighbouring lots that were one parcel once (split) or are one today (merger)."""
    here = np.stack((drawing.band, drawing.row, drawing.sheet), axis=1)
    fits = np.zeros(len(here), dtype=bool)
    fits[:-1] = (here[:-1] == here[1:]).all(axis=1) & ~drawing.is_road[:-1] & ~drawing.is_road[1:]
    # Every fourth at most, so that no lot is in two changes.
    candidates = np.flatnonzero(fits & np.isin(drawing.row, LOT_ROWS) & (drawing.place % 4 == 1))
    wanted = commune.merges + commune.splits
    first = source.choice(candidates, wanted, replace=False)
    span = (CHANGES[1] - CHANGES[0]).astype(np.int64)
    drawn_at = CHANGES[0] + np.sort(source.integers(0, span, wanted)).astype("timedelta64[us]")
    is_merge = np.zeros(wanted, dtype=bool)
    is_merge[source.choice(wanted, commune.merges, replace=False)] = True
    return Changes(first, is_merge, in_office_hours(drawn_at), len(here) + np.arange(wanted))


def lifespans(count: int, changes: Changes, source: np.random.Generator) -> tuple[Moments, Moments]:
    """Return from when to when the register knows each parcel."""
    days = int((READ_IN[1] - READ_IN[0]) / np.timedelta64(1, "D"))
    read_in = READ_IN[0] + np.timedelta64(int(source.integers(days)), "D")
    begin = in_office_hours(np.full(count, read_in, dtype="datetime64[us]"))
    end = np.full(count, np.datetime64("NaT"), dtype="datetime64[us]")
    for change, parcel in changes.parents():
        end[parcel] = changes.at[change]
    for change, parcel in changes.children():
        begin[parcel] = changes.at[change]
    return begin, end


def numbers(commune: Commune, drawing: Drawing, changes: Changes) -> Ints:
    """Give the parcels of each sheet numbers from 1, north to south, in zigzag.

    A parcel made by a change takes the next number above all ever used on its sheet; the numbers of its
    parents are retired.
    """
    sheet = drawing.band * commune.sheets_across + drawing.sheet
    along = np.where(drawing.row % 2 == 0, drawing.place, -drawing.place)
    order = np.lexsort((along, drawing.row, sheet))
    was_part = np.zeros(len(sheet), dtype=bool)
    was_part[changes.first[~changes.is_merge] + 1] = True  # the second half of what was split later
    order = order[~was_part[order]]
    counts = np.bincount(sheet[order], minlength=commune.sheet_parcels.size)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    number = np.zeros(len(sheet) + len(changes.first), dtype=np.int64)
    number[order] = np.arange(len(order)) - starts[sheet[order]] + 1
    highest = counts.copy()
    children = changes.children()
    for change, child in children[np.argsort(children[:, 0], kind="stable")]:
        first = changes.first[change]
        if not changes.is_merge[change] and child == first:
            number[changes.joined[change]] = number[first]
        highest[sheet[first]] += 1
        number[child] = highest[sheet[first]]
    return number


def land_uses(commune: Commune, drawing: Drawing, source: np.random.Generator) -> Ints:
    """Draw a label of land use for each piece, as an index of ``LABELS``."""
    has_ponds = source.random(commune.bands) < PONDS[commune.place.former_province]
    kinds = np.array([kind.name for kind in BAND])[drawing.row]
    kinds = np.where((kinds == "field") & has_ponds[drawing.band], "ponds", kinds)
    kinds = np.where(drawing.is_road, "road", kinds)
    label = np.zeros(len(kinds), dtype=np.int64)
    for kind, uses in USES.items():
        here = np.flatnonzero(kinds == kind)
        drawn = weighted(source, list(uses.values()), len(here))
        label[here] = np.array([LABELS.index(use) for use in uses])[drawn]
    return label


def legal_areas(twice: Ints, begin: Moments, source: np.random.Generator) -> Ints:
    """Return areas on paper in whole 0.1 m²: as computed, or as older paper has them.

    About one in twelve was measured with a tape once and stands in whole square metres.
    """
    legal = tenths_m2(twice)
    is_old = (source.random(len(twice)) < 0.08) & (begin == begin.min())
    measured = np.rint(legal / 10 * (1 + source.normal(0, 0.025, len(twice)))).astype(np.int64) * 10
    return np.where(is_old, np.maximum(measured, 10), legal)


def parcel_tables(plan: Plan, commune: Commune, parcels: Parcels, units: Units) -> Tables:
    """Return the rows of sheets, parcels, versions and land uses."""
    ids = IdMaker(plan.seed, plan.parcels, 12, commune=commune.index)
    sheets, sheet_of = sheet_table(commune, parcels, units, ids)
    versions = ids.make(len(parcels.ids))
    own = id_column(parcels.ids)
    shapes = land_shapes(parcels.rings, commune.crs.srid)
    web = web_shapes(parcels.rings, commune.crs)
    version_table = pa.table(
        {
            "id": id_column(versions),
            "unit_id": own,
            "parcel_id": own,
            "sheet_id": id_column(sheet_of[parcels.sheet]),
            "number": pa.array(parcels.number).cast(pa.string()),
            "commune_id": constant(units.today[commune.place.code].hex, len(own)),
            "address": chosen(addresses(commune), parcels.sheet),
            "use_label": chosen(parcels.labels, parcels.label),
            "legal_area_m2": decimal_column(parcels.legal, 1),
            "computed_area_m2": decimal_column(hundredths_m2(parcels.twice_area), 2),
            "srid": pa.array(np.full(len(own), commune.crs.srid)),
            "geom": pa.array(shapely.to_wkb(shapes, hex=True, include_srid=True)),
            "geom_web": pa.array(shapely.to_wkb(web, hex=True, include_srid=True)),
            "lifespan_begin": time_column(parcels.begin),
            "lifespan_end": time_column(parcels.end),
        }
    )
    parcel_table = pa.table(
        {
            "id": own,
            "unit_id": own,
            "lifespan_begin": time_column(parcels.begin),
            "lifespan_end": time_column(parcels.end),
        }
    )
    return {
        "unit": [unit_rows("sheet", sheet_of), unit_rows("parcel", parcels.ids)],
        "sheet": [sheets],
        "parcel": [parcel_table],
        "parcel_version": [version_table],
        "land_use": [land_use_table(parcels, versions, ids)],
    }


def unit_rows(kind: str, ids: Ids) -> pa.Table:
    """Return custody units of a kind."""
    return pa.table({"id": id_column(ids), "kind": constant(kind, len(ids))})


def sheet_table(
    commune: Commune, parcels: Parcels, units: Units, ids: IdMaker
) -> tuple[pa.Table, Ids]:
    """Return the sheets: each was numbered in one of the old communes, from 1 there."""
    count = commune.sheet_parcels.size
    old = np.arange(count) * len(commune.place.predecessors) // count
    number = np.arange(count) - np.searchsorted(old, old) + 1
    made = ids.make(count)
    communes = [units.former[code].hex for code in commune.place.predecessors]
    return (
        pa.table(
            {
                "id": id_column(made),
                "unit_id": id_column(made),
                "commune_id": chosen(communes, old),
                "map_kind": constant("cadastral", count),
                "number": pa.array(number).cast(pa.string()),
                "scale": pa.array(np.full(count, 500 if commune.place.is_urban else 1000)),
                "srid": pa.array(np.full(count, commune.crs.srid)),
                "lifespan_begin": time_column(np.full(count, parcels.begin.min())),
            }
        ),
        made,
    )


def addresses(commune: Commune) -> list[str]:
    """Return the address of each sheet's land: hamlet, commune, city."""
    names = []
    for sheet in range(commune.sheet_parcels.size):
        hamlet = HAMLETS[(commune.index * 7 + sheet) % len(HAMLETS)]
        kind = f"Khu vực {sheet % 9 + 1}" if commune.place.is_urban else f"Ấp {hamlet}"
        names.append(f"{kind}, {lower_first(commune.place.name)}, thành phố Cần Thơ")
    return names


def land_use_table(parcels: Parcels, versions: Ids, ids: IdMaker) -> pa.Table:
    """Return the land uses: one for each code of the label, areas that sum to the area on paper.

    Of several uses the first keeps about half in whole square metres, the last takes what is left.
    """
    codes = [label.split("+") for label in parcels.labels]
    size = np.array([len(parts) for parts in codes])[parcels.label]
    owner = np.repeat(np.arange(len(size)), size)
    position = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    legal = parcels.legal[owner]
    share = legal * (45 + parcels.number[owner] % 13) // 1000 * 10
    share = np.where(position == 0, share, legal // 50 * 10)
    before_last = legal * (45 + parcels.number[owner] % 13) // 1000 * 10
    before_last = before_last + np.where(size[owner] == 3, legal // 50 * 10, 0)
    is_last = position == size[owner] - 1
    area = np.where(is_last, legal - np.where(size[owner] == 1, 0, before_last), share)
    flat = [code for parts in codes for code in parts]
    first_code = np.cumsum([0, *map(len, codes)])[:-1]
    return pa.table(
        {
            "id": id_column(ids.make(len(owner))),
            "unit_id": id_column(parcels.ids[owner]),
            "parcel_version_id": id_column(versions[owner]),
            "aspect": constant("legal", len(owner)),
            "position": pa.array(position + 1),
            "code": chosen(flat, first_code[parcels.label[owner]] + position),
            "area_m2": decimal_column(area, 1),
        }
    )
