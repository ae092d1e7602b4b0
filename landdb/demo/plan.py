"""The plan of the synthetic province: which commune lies where and how many parcels it has.

The land is laid out on a flat drawing (u to the east, v to the south, metres): a grid of communes, each
made of bands from canal to canal. `landdb.demo.land` bends the drawing and puts it on the ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.crs import LandCrs, vn2000
from landdb.demo.columns import Floats, Ints, chance
from landdb.errors import RuleBroken
from landdb.reference.tables import read_table

#: The zones the cadastres of the former provinces were surveyed in (domain: TT 973/2001/TT-TCDC).
ZONE_105_00 = vn2000("105")
ZONE_105_30 = vn2000("105.5")

#: Former province -> (branch that serves its communes today, zone).
FORMER: dict[str, tuple[str, LandCrs]] = {
    "94": ("CT.B01", ZONE_105_30),
    "92": ("CT.B02", ZONE_105_00),
    "93": ("CT.B03", ZONE_105_00),
}

PARCELS_PER_COMMUNE = 2500
LEAST_PARCELS = 200
MOST_PARCELS = 2_000_000
FEWEST_COMMUNES, MOST_COMMUNES = 4, 100
MOST_ON_A_SHEET = 560


@dataclass(frozen=True, slots=True)
class RowKind:
    """One strip of a band: its use, depth in metres and how wide a parcel is, in xã and phường."""

    name: str
    depth_m: float
    width_m: tuple[float, float]


#: A band from canal to canal, north to south: both banks are built on, the fields lie between.
BAND = (
    RowKind("canal", 14.0, (60.0, 60.0)),
    RowKind("road", 5.5, (60.0, 60.0)),
    RowKind("lots", 24.0, (8.5, 5.5)),
    RowKind("garden", 48.0, (34.0, 9.0)),
    RowKind("field", 125.0, (62.0, 55.0)),
    RowKind("field", 110.0, (48.0, 45.0)),
    RowKind("garden", 42.0, (30.0, 8.5)),
    RowKind("lots", 21.0, (9.0, 5.5)),
)
ROWS_OF_BAND = len(BAND)
LOT_ROWS = (2, 7)
#: A road runs from north to south along the west of each sheet, across all rows but canal and road.
FIRST_CROSSED_ROW = 2
CROSS_ROAD_M = 7.0


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today with the old communes in which its sheets were numbered."""

    code: str
    name: str
    is_urban: bool
    former_province: str
    district: str
    predecessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commune:
    """A cell of the grid: where it lies on the drawing and how many parcels each sheet has.

    ``sheet_parcels`` counts what is drawn per (band, sheet from west to east); each merger of two drawn
    parcels makes one parcel of today less.
    """

    index: int
    place: Place
    row: int
    column: int
    first_row: int
    west_m: float
    east_m: float
    bands: int
    merges: int
    splits: int
    sheet_parcels: Ints

    @property
    def parcels(self) -> int:
        """Parcels of today."""
        return int(self.sheet_parcels.sum()) - self.merges

    @property
    def sheets_across(self) -> int:
        """Sheets from west to east."""
        return int(self.sheet_parcels.shape[1])

    @property
    def crs(self) -> LandCrs:
        """The zone its cadastre is kept in."""
        return FORMER[self.place.former_province][1]

    @property
    def office_id(self) -> str:
        """The branch that serves it."""
        return FORMER[self.place.former_province][0]


@dataclass(frozen=True, slots=True)
class Plan:
    """A province of ``parcels`` parcels made with ``seed``."""

    parcels: int
    seed: int
    grid: tuple[tuple[Commune, ...], ...]

    @property
    def communes(self) -> tuple[Commune, ...]:
        """All communes, from north to south and west to east."""
        return tuple(commune for row in self.grid for commune in row)


def make_plan(parcels: int, seed: int) -> Plan:
    """Lay out a province with exactly this many parcels of today.

    Parameters
    ----------
    parcels : int
        From 200 (four communes) to 2,000,000.
    seed : int
        Not negative.

    Raises
    ------
    RuleBroken
        ``DEMO-03`` out of range.
    """
    if not LEAST_PARCELS <= parcels <= MOST_PARCELS or seed < 0:
        raise RuleBroken("DEMO-03", least=LEAST_PARCELS, most=MOST_PARCELS)
    source = chance(seed, parcels, 1)
    rows, columns = grid_size(parcels)
    bands = bands_of_rows(parcels, rows * columns, rows, source)
    widths = source.uniform(0.8, 1.2, columns)
    places = places_on_grid(rows, columns, source)
    density = np.array([[density_of(place.is_urban) for place in line] for line in places])
    weight = bands[:, None] * widths[None, :] * density
    widths = widths * parcels / weight.sum()
    counts = shared_out(parcels, (weight / weight.sum()).ravel()).reshape(rows, columns)
    edges = np.concatenate(([0.0], np.cumsum(widths)))
    first_rows = np.concatenate(([0], np.cumsum(bands))) * ROWS_OF_BAND
    return Plan(
        parcels,
        seed,
        tuple(
            tuple(
                make_commune(
                    (row, column, columns), places[row][column], counts[row, column],
                    (int(first_rows[row]), int(bands[row])),
                    (float(edges[column]), float(edges[column + 1])),
                )
                for column in range(columns)
            )
            for row in range(rows)
        ),
    )  # fmt: skip


def grid_size(parcels: int) -> tuple[int, int]:
    """Return rows and columns of communes."""
    wanted = min(max(round(parcels / PARCELS_PER_COMMUNE), FEWEST_COMMUNES), MOST_COMMUNES)
    rows = max(2, round(wanted**0.5))
    return rows, max(2, round(wanted / rows))


def bands_of_rows(parcels: int, communes: int, rows: int, source: np.random.Generator) -> Ints:
    """Return how many bands each row of communes has, so that communes are about square."""
    depth_m = sum(kind.depth_m for kind in BAND)
    wanted = (parcels / communes / density_of(is_urban=False) / depth_m) ** 0.5
    drawn: Ints = np.rint(wanted * source.uniform(0.85, 1.15, rows)).astype(np.int64)
    return np.maximum(1, drawn)


def density_of(is_urban: bool) -> float:
    """Return parcels per metre of a band."""
    return sum(1.0 / kind.width_m[is_urban] for kind in BAND)


def make_commune(
    cell: tuple[int, int, int],
    place: Place,
    parcels: int,
    rows: tuple[int, int],
    edges: tuple[float, float],
) -> Commune:
    """Share the parcels of a commune out to its sheets."""
    row, column, columns = cell
    first_row, bands = rows
    merges = max(1, round(0.002 * parcels))
    drawn = int(parcels) + merges
    across = max(1, -(-drawn // (bands * MOST_ON_A_SHEET)))
    sheets = shared_out(drawn, np.full(bands * across, 1.0 / (bands * across)))
    return Commune(
        index=row * columns + column,
        place=place,
        row=row,
        column=column,
        first_row=first_row,
        west_m=edges[0],
        east_m=edges[1],
        bands=bands,
        merges=merges,
        splits=max(2, round(0.004 * parcels)),
        sheet_parcels=sheets.reshape(bands, across),
    )


def shared_out(total: int, parts: Floats) -> Ints:
    """Share a whole number out by fractions that sum to 1, exactly (largest remainders)."""
    exact = parts * total
    whole: Ints = np.floor(exact).astype(np.int64)
    missing = int(total - whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:missing]] += 1
    return whole


def places_on_grid(rows: int, columns: int, source: np.random.Generator) -> list[list[Place]]:
    """Give each cell a commune: Sóc Trăng in the south-east, Hậu Giang west and Cần Thơ north of it."""
    available = {code: shuffled(places_of(code), source) for code in FORMER}
    total = sum(map(len, available.values()))
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    southern = sorted(cells, key=lambda cell: (-(cell[0] + 0.4 * cell[1]), cell))
    south = min(len(available["94"]), max(1, round(len(cells) * len(available["94"]) / total)))
    rest = sorted(southern[south:], key=lambda cell: (cell[1], cell[0]))
    west = max(1, round(len(cells) * len(available["93"]) / total))
    former = dict.fromkeys(southern[:south], "94")
    former |= dict.fromkeys(rest[:west], "93") | dict.fromkeys(rest[west:], "92")
    return [
        [available[former[(row, column)]].pop() for column in range(columns)] for row in range(rows)
    ]


def shuffled(places: Sequence[Place], source: np.random.Generator) -> list[Place]:
    """Mix the places, one ward among every four, so that a small province has both kinds."""
    order = source.permutation(len(places))
    wards = [places[at] for at in order if places[at].is_urban]
    rural = [places[at] for at in order if not places[at].is_urban]
    mixed: list[Place] = []
    while wards or rural:
        take_ward = wards and (not rural or len(mixed) % 4 == 1)
        mixed.append(wards.pop() if take_ward else rural.pop())
    return mixed[::-1]


def places_of(former_province: str) -> list[Place]:
    """Return the communes of today whose predecessors lay in a former province."""
    rows = list(read_table("admin_units"))
    districts = {row["code"]: row for row in rows if row["level"] == "district"}
    old = {
        row["code"]: districts[row["parent_code"]]
        for row in rows
        if row["level"] == "commune" and row["valid_to"]
    }
    places = []
    for row in rows:
        if row["level"] != "commune" or not row["valid_from"]:
            continue
        # One that went to two communes (*) keeps its sheets out: each number is on one map only.
        predecessors = tuple(
            code for code in row["predecessor_codes"].split("|") if not code.endswith("*")
        )
        district = old[predecessors[0]]
        if district["parent_code"] == former_province:
            places.append(
                Place(
                    code=row["code"],
                    name=row["name_vi"],
                    is_urban=row["unit_type"] == "Phường",
                    former_province=former_province,
                    district=lower_first(district["name_vi"]),
                    predecessors=predecessors,
                )
            )
    return places


def lower_first(name: str) -> str:
    """Write ``Xã Long Hưng`` as it stands inside a sentence."""
    return name[:1].lower() + name[1:]
