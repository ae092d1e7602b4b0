"""Geometry at the door: judged, rounded once to the decimals we keep, and never touched again.

Rounding is ``rint(x * 10**p) / 10**p``. IEEE 754 division is correctly rounded and both operands
are whole numbers below 2**53, so the result is the double nearest to that decimal: its shortest
text has at most ``p`` places, and rounding it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import WGS84, LandCrs, Points, Shapes, transform
from gis.errors import InvalidGeometry
from gis.findings import Finding, Severity

Flags = NDArray[np.bool_]
Boxes = NDArray[np.float64]

# domain.md §11.1: northings and eastings of VN-2000 in metres. The two ranges do not touch, so
# swapped axes cannot be mistaken for anything else.
EASTINGS = (200_000.0, 800_000.0)
NORTHINGS = (800_000.0, 2_700_000.0)

POLYGON, MULTIPOLYGON = 3, 6
# The ISO 19107 numbers of WKB kinds that hold arcs, and of the surfaces made of faces.
CURVE_KINDS = frozenset({8, 9, 10, 11, 12, 13, 14})

# What GEOS says of an invalid polygon, and our rule and sentence for it.
INVALIDITIES = {
    "Self-intersection": ("GEOM-08", "geometry.self_intersection"),
    "Ring Self-intersection": ("GEOM-08", "geometry.self_intersection"),
    "Too few points in geometry component": ("GEOM-09", "geometry.too_few_points"),
    "Hole lies outside shell": ("GEOM-10", "geometry.hole_outside"),
    "Holes are nested": ("GEOM-11", "geometry.holes_nested"),
    "Interior is disconnected": ("GEOM-12", "geometry.interior_disconnected"),
    "Nested shells": ("GEOM-13", "geometry.parts_nested"),
}


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the land of an office lies: a box in degrees on WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def covers(self, lonlat_boxes: Boxes) -> Flags:
        """Tell which boxes (rows: west, south, east, north) lie wholly inside."""
        west, south, east, north = lonlat_boxes.T
        inside: Flags = (
            (west >= self.west)
            & (south >= self.south)
            & (east <= self.east)
            & (north <= self.north)
        )
        return inside


@dataclass(frozen=True, slots=True)
class LargestMove:
    """The farthest any coordinate was moved by rounding.

    Attributes
    ----------
    distance : Decimal
        Along one axis, in the unit of the coordinate system; exact.
    index : int
        Which geometry of the array.
    """

    distance: Decimal
    index: int


@dataclass(frozen=True, slots=True)
class Admitted:
    """What came through the door.

    Attributes
    ----------
    geometry : ndarray of shapely MultiPolygon
        Rounded; None where a finding refuses it.
    findings : dict[int, Finding]
        By position in the array; at most one each, the first fault met.
    largest_move : LargestMove | None
        Among all that was rounded; None when nothing was.
    """

    geometry: Shapes
    findings: dict[int, Finding]
    largest_move: LargestMove | None


def decode(wkb: Sequence[bytes | None]) -> tuple[Shapes, dict[int, Finding]]:
    """Make geometries of WKB, refusing what has arcs and what is broken.

    GEOS would straighten an arc by its own measure; a legal boundary is not ours to straighten.

    Returns
    -------
    tuple
        The geometries (None where there is none), and the findings by position.
    """
    findings = {at: _refusal(*fault) for at, raw in enumerate(wkb) if (fault := _wkb_fault(raw))}
    kept = np.array([None if at in findings else raw for at, raw in enumerate(wkb)], dtype=object)
    with np.errstate(invalid="ignore"):
        shapes: Shapes = np.asarray(shapely.from_wkb(kept, on_invalid="ignore"), dtype=object)
    for at in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if kept[at] is not None:
            findings[at] = _refusal(*_damage(kept[at]))
    return shapes, findings


def admit(shapes: Shapes, crs: LandCrs, extent: Extent | None = None) -> Admitted:
    """Judge geometries, round those that pass, and give each as a MultiPolygon.

    Rings keep their start, their direction and every vertex; a Polygon is only wrapped.

    Parameters
    ----------
    shapes : ndarray of shapely geometries or None
        x east, y north, in `crs`.
    crs : LandCrs
    extent : Extent, optional
        Land outside it is refused.

    Returns
    -------
    Admitted
        Findings GEOM-01 missing, -03 kind, -04 Z or M, -05 empty, -06 not a number, -07 place
        (axes swapped, outside the zone or the extent), -08 to -16 validity.
    """
    findings: dict[int, Finding] = {}
    left = np.array(shapes, dtype=object, copy=True)
    _refuse_kind(left, findings)
    _refuse_not_finite(left, findings)
    _refuse_place(left, crs, extent, findings)
    rounded, move = round_geometry(left, crs)
    _refuse_invalid(left, rounded, findings)
    return Admitted(_wrapped(rounded), findings, move)


def round_geometry(shapes: Shapes, crs: LandCrs) -> tuple[Shapes, LargestMove | None]:
    """Round every coordinate to 0.1 mm (1e-9° in a geographic system); -0.0 becomes 0.0.

    Parameters
    ----------
    shapes : ndarray of shapely geometries or None
        Finite, without Z and M.

    Raises
    ------
    InvalidGeometry
        ``geometry.too_large``: beyond 2**51 units of the last place a double has no room.
    """
    scale = 10.0**crs.places
    before, owner = shapely.get_coordinates(shapes, return_index=True)
    if before.size == 0:
        return shapes.copy(), None
    steps = np.rint(before * scale)
    if not (np.abs(steps) < 2.0**51).all():
        raise InvalidGeometry("geometry.too_large", srid=crs.srid)
    # Adding zero turns -0.0, which has bytes of its own, into 0.0.
    after = steps / scale + 0.0
    farthest = np.unravel_index(np.argmax(np.abs(before - after)), before.shape)
    exact = Decimal(int(steps[farthest])).scaleb(-crs.places)
    move = LargestMove(abs(Decimal(float(before[farthest])) - exact), int(owner[farthest[0]]))
    return shapely.set_coordinates(shapes.copy(), after), move


def to_ewkb(shapes: Shapes, crs: LandCrs) -> Shapes:
    """Give the canonical bytes of geometries: EWKB, little-endian, two dimensions, with SRID."""
    ewkb: Shapes = shapely.to_wkb(
        shapely.set_srid(shapes, crs.srid),
        include_srid=True,
        byte_order=1,
        output_dimension=2,
        flavor="extended",
    )
    return ewkb


def _refusal(
    rule: str, code: str, where: tuple[float, float] | None = None, **facts: object
) -> Finding:
    return Finding(rule, Severity.ERROR, code, facts, where)


def _wkb_fault(raw: bytes | None) -> tuple[str, str] | None:
    """Name what the first five bytes already tell: no geometry, damage, or arcs."""
    if raw is None:
        return "GEOM-01", "geometry.missing"
    if len(raw) < 5 or raw[0] > 1:
        return "GEOM-02", "geometry.unreadable"
    kind = int.from_bytes(raw[1:5], "little" if raw[0] else "big") & 0x0FFF_FFFF
    return ("GEOM-03", "geometry.curve") if kind % 1000 in CURVE_KINDS else None


def _damage(raw: bytes) -> tuple[str, str]:
    """Name why GEOS could not read this, by the words of its own refusal."""
    try:
        shapely.from_wkb(raw)
    except shapely.errors.GEOSException as error:
        if "closed" in str(error):
            return "GEOM-14", "geometry.ring_open"
        if "number of points" in str(error):
            return "GEOM-09", "geometry.too_few_points"
    return "GEOM-02", "geometry.unreadable"


def _refuse_kind(left: Shapes, findings: dict[int, Finding]) -> None:
    kinds = shapely.get_type_id(left)
    wrong = (kinds != POLYGON) & (kinds != MULTIPOLYGON)
    for at in np.flatnonzero(wrong).tolist():
        if left[at] is None:
            findings[at] = _refusal("GEOM-01", "geometry.missing")
        else:
            findings[at] = _refusal("GEOM-03", "geometry.not_polygon", kind=left[at].geom_type)
    left[wrong] = None
    raised = shapely.has_z(left) | shapely.has_m(left)
    _refuse(left, findings, raised, _refusal("GEOM-04", "geometry.has_z_or_m"))
    _refuse(left, findings, _has_empty(left), _refusal("GEOM-05", "geometry.empty"))


def _refuse(left: Shapes, findings: dict[int, Finding], flags: Flags, finding: Finding) -> None:
    findings.update(dict.fromkeys(np.flatnonzero(flags).tolist(), finding))
    left[flags] = None


def _has_empty(shapes: Shapes) -> Flags:
    """Find geometries with nothing in them, or with one empty part."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    empty: Flags = shapely.is_empty(shapes)
    empty[owner[shapely.is_empty(parts)]] = True
    return empty


def _refuse_not_finite(left: Shapes, findings: dict[int, Finding]) -> None:
    xy, owner = shapely.get_coordinates(left, return_index=True)
    bad = ~np.isfinite(xy).all(axis=1)
    first_of = np.concatenate(([True], owner[1:] != owner[:-1])) if len(owner) else owner
    starts = np.flatnonzero(first_of)
    for vertex in np.flatnonzero(bad).tolist():
        at = int(owner[vertex])
        corner = vertex - int(starts[np.searchsorted(starts, vertex, side="right") - 1]) + 1
        findings.setdefault(at, _refusal("GEOM-06", "geometry.not_a_number", corner=corner))
        left[at] = None


def _refuse_place(
    left: Shapes, crs: LandCrs, extent: Extent | None, findings: dict[int, Finding]
) -> None:
    """Refuse land that cannot be where it says, with a hint when turning the axes would help."""
    here = np.flatnonzero(~shapely.is_missing(left))
    boxes = shapely.bounds(left[here])
    inside = _within_range(boxes, crs)
    inside[inside] = _within_extent(boxes[inside], crs, extent)
    outside, boxes = here[~inside], boxes[~inside]
    turned = boxes[:, [1, 0, 3, 2]]
    swapped = _within_range(turned, crs)
    swapped[swapped] = _within_extent(turned[swapped], crs, extent)
    facts = {"srid": crs.srid, "crs": crs.name}
    for at, is_swapped, (x, y, *_) in zip(outside.tolist(), swapped, boxes.tolist(), strict=True):
        code = "geometry.axes_swapped" if is_swapped else "geometry.outside"
        findings[at] = _refusal("GEOM-07", code, (x, y), x=x, y=y, **facts)
    left[outside] = None


def _within_range(boxes: Boxes, crs: LandCrs) -> Flags:
    """Tell which boxes the coordinate system itself can hold."""
    if crs.kind == "vn2000":
        (west, east), (south, north) = EASTINGS, NORTHINGS
    elif crs.is_geographic:
        west, south, east, north = -180.0, -90.0, 180.0, 90.0
    else:
        return np.ones(len(boxes), dtype=bool)
    return Extent(west, south, east, north).covers(boxes)


def _within_extent(boxes: Boxes, crs: LandCrs, extent: Extent | None) -> Flags:
    if extent is None or not len(boxes):
        return np.ones(len(boxes), dtype=bool)
    corners: Points = boxes.reshape(-1, 2)
    try:
        lonlat = transform(crs, WGS84, corners)
    except InvalidGeometry:
        return np.array(
            [_corner_pair_within(pair, crs, extent) for pair in boxes.reshape(-1, 2, 2)]
        )
    return extent.covers(lonlat.reshape(-1, 4))


def _corner_pair_within(corners: Points, crs: LandCrs, extent: Extent) -> bool:
    """Judge one box alone, when some other box of the batch has no place on earth."""
    try:
        return bool(extent.covers(transform(crs, WGS84, corners).reshape(1, 4))[0])
    except InvalidGeometry:
        return False


def _refuse_invalid(before: Shapes, rounded: Shapes, findings: dict[int, Finding]) -> None:
    """Refuse what breaks the rules of a polygon; say apart what only rounding broke."""
    here = np.flatnonzero(~shapely.is_missing(rounded))
    for at in here[~shapely.is_valid(rounded[here])].tolist():
        finding = _invalidity(shapely.is_valid_reason(rounded[at]))
        if shapely.is_valid(before[at]):
            finding = replace(finding, rule="GEOM-15", message_code="geometry.broken_by_rounding")
        findings[at] = finding
        rounded[at] = None


def _invalidity(reason: str) -> Finding:
    """Turn the words of GEOS, ``Self-intersection[552800 1061500]``, into a finding."""
    words, _, place = reason.partition("[")
    rule, code = INVALIDITIES.get(words, ("GEOM-16", "geometry.invalid"))
    x, y = (float(number) for number in place.rstrip("]").split()[:2]) if place else (None, None)
    where = None if x is None or y is None else (x, y)
    return _refusal(rule, code, where, reason=words)


def _wrapped(shapes: Shapes) -> Shapes:
    """Make each Polygon a MultiPolygon of one part; the rings stay as they are."""
    wrapped = shapes.copy()
    single = np.flatnonzero(shapely.get_type_id(shapes) == POLYGON)
    wrapped[single] = shapely.multipolygons(shapes[single], indices=np.arange(len(single)))
    return wrapped
