"""The coordinate systems in which land is registered, and every way between them.

The only place where a transformer is made, always x (east, longitude) before y (north, latitude).
PROJ never chooses an operation here: each system carries its own shift to WGS 84. Left to itself
PROJ takes EPSG:5194 in the Mekong delta, 0.8 m away from the official parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import radians
from typing import Literal

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.enums import WktVersion
from pyproj.exceptions import CRSError, ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from gis.errors import InvalidGeometry, UnknownCRS

# Offices sit on a closed network, and a grid fetched behind our back would move land.
set_network_enabled(active=False)

Points = NDArray[np.float64]
Shapes = NDArray[np.object_]

# Decision 05/2007/QĐ-BTNMT, as EPSG:6960, VN-2000 to WGS 84. The decision states the rotations as a
# coordinate frame; +towgs84 wants a position vector, so their signs are turned here. Metres,
# arc seconds, parts per million.
OFFICIAL_TOWGS84 = (
    "-191.90441429",
    "-39.30318279",
    "-111.45032835",
    "0.00928836",
    "-0.01975479",
    "0.00427372",
    "0.252906278",
)

# Circular 973/2001/TT-TCDC gives each province its meridian; 102° (EPSG:5896) and the three of the
# sea and the islands, 111°, 114° and 117°, belong to no province.
# fmt: off
VN2000_MERIDIANS = tuple(Decimal(degrees) for degrees in (
    "102", "103", "104", "104.5", "104.75", "105", "105.5", "105.75", "106", "106.25", "106.5",
    "107", "107.25", "107.5", "107.75", "108", "108.25", "108.5", "111", "114", "117",
))
# fmt: on

# The longest WKT 2 in the EPSG dataset has some 12,000 characters; a file may claim anything.
LONGEST_DEFINITION = 65_536

METRE_PLACES = 4
DEGREE_PLACES = 9


@dataclass(frozen=True, slots=True)
class LandCrs:
    """A coordinate system that legal geometry may be kept in.

    Attributes
    ----------
    srid : int
        The number under which PostGIS knows it: ours (``91DDMM``) for VN-2000, else as configured.
    name : str
    proj4 : str
        The whole definition, its shift to WGS 84 included.
    kind : {"vn2000", "other"}
    is_geographic : bool
        Longitude and latitude in degrees, not metres.
    """

    srid: int
    name: str
    proj4: str
    kind: Literal["vn2000", "other"]
    is_geographic: bool

    @property
    def places(self) -> int:
        """Decimal places of a legal coordinate: 0.1 mm in metres, 1e-9 in degrees."""
        return DEGREE_PLACES if self.is_geographic else METRE_PLACES

    @property
    def srtext(self) -> str:
        """WKT 1 with TOWGS84, as the ``spatial_ref_sys`` table of PostGIS wants it."""
        wkt: str = pyproj.CRS.from_user_input(self.proj4).to_wkt(WktVersion.WKT1_GDAL)
        return re.sub(r'"(unknown|Unknown[^"]*)"', f'"{self.name}"', wkt, count=1)

    @classmethod
    def from_definition(cls, srid: int, definition: str, name: str | None = None) -> LandCrs:
        """Take a coordinate system from an office's configuration.

        Parameters
        ----------
        srid : int
            Outside 910000-919999, which is ours.
        definition : str
            PROJ text with ``+towgs84`` or ``+datum=WGS84``; for SRID 4326 also ``EPSG:4326``. A
            definition that leaves the shift to WGS 84 open is refused: PROJ would choose one.
        name : str, optional
            For people; else ``SRID`` and the number.

        Raises
        ------
        UnknownCRS
            ``crs.srid_reserved``, ``crs.proj_text_wanted``, ``crs.unreadable``, ``crs.unit``,
            ``crs.shift_missing``.
        """
        if 910_000 <= srid <= 919_999:
            raise UnknownCRS("crs.srid_reserved", srid=srid)
        proj4 = " ".join(definition.split())
        if (srid, proj4) == (4326, "EPSG:4326"):
            proj4 = "+proj=longlat +datum=WGS84 +no_defs"
        if not proj4.startswith("+proj="):
            raise UnknownCRS("crs.proj_text_wanted", srid=srid, found=proj4[:200])
        crs = _parse(proj4)
        _require_usable(crs, srid)
        is_geographic = _without_shift(crs).is_geographic
        return cls(srid, name or f"SRID {srid}", proj4, "other", is_geographic)


def vn2000(central_meridian: Decimal | str) -> LandCrs:
    """Give the VN-2000 zone of 3° around a meridian, with the official datum shift.

    Parameters
    ----------
    central_meridian : Decimal or str
        Decimal degrees, ``105.5`` for 105°30′.

    Raises
    ------
    UnknownCRS
        ``crs.unknown_meridian``: no zone has it.
    """
    meridian = Decimal(central_meridian)
    if meridian not in VN2000_MERIDIANS:
        raise UnknownCRS("crs.unknown_meridian", meridian=str(central_meridian))
    degrees, minutes = int(meridian), int(meridian % 1 * 60)
    proj4 = (
        f"+proj=tmerc +lat_0=0 +lon_0={meridian.normalize():f} +k=0.9999 +x_0=500000 +y_0=0 "
        f"+ellps=WGS84 +towgs84={','.join(OFFICIAL_TOWGS84)} +units=m +no_defs"
    )
    srid = 910_000 + degrees % 100 * 100 + minutes
    name = f"VN-2000 / TM-3 {degrees}-{minutes:02d}"
    return LandCrs(srid, name, proj4, "vn2000", is_geographic=False)


VN2000_ZONES = tuple(vn2000(meridian) for meridian in VN2000_MERIDIANS)
WGS84 = LandCrs(4326, "WGS 84", "+proj=longlat +datum=WGS84 +no_defs", "other", is_geographic=True)
WEB_MERCATOR = LandCrs(
    3857,
    "WGS 84 / Pseudo-Mercator",
    "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m "
    "+nadgrids=@null +wktext +no_defs",
    "other",
    is_geographic=False,
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which of our systems a file's own words mean, and what those words were.

    Attributes
    ----------
    crs : LandCrs
    found_name : str
        The name in the file.
    found_authority : str | None
        ``EPSG:9214`` when the file or its name says so.
    """

    crs: LandCrs
    found_name: str
    found_authority: str | None


class Registry:
    """The coordinate systems a node knows: every VN-2000 zone and what was configured."""

    def __init__(self, configured: Iterable[LandCrs] = ()) -> None:
        self._by_srid = {crs.srid: crs for crs in (*VN2000_ZONES, *configured)}

    def __iter__(self) -> Iterator[LandCrs]:
        return iter(self._by_srid.values())

    def get(self, srid: int) -> LandCrs:
        """Give the system of this SRID; `UnknownCRS` ``crs.unknown_srid`` when it is not here."""
        if srid not in self._by_srid:
            raise UnknownCRS("crs.unknown_srid", srid=srid)
        return self._by_srid[srid]

    def recognise(self, found: str | None) -> Recognition:
        """Say which of our systems a definition found in a file is, or refuse.

        VN-2000 is known by every parameter (method, meridian, scale, false origin, ellipsoid,
        unit) and by its datum, never by the name alone; a configured system by being equivalent.

        Parameters
        ----------
        found : str | None
            WKT of any kind, an authority code or PROJ text, as the file has it.

        Raises
        ------
        UnknownCRS
            ``crs.missing``, ``crs.unreadable``, ``crs.zone_on_other_datum`` (the numbers of a
            VN-2000 zone on WGS 84 or another datum or shift: about 225 m or 0.8 m, a person must
            say which), ``crs.unknown``.
        """
        if not found:
            raise UnknownCRS("crs.missing")
        crs = _parse(found)
        meridian = _tm3_meridian(_without_shift(crs))
        if meridian is not None:
            if not _on_vn2000(crs):
                raise UnknownCRS("crs.zone_on_other_datum", found=crs.name, meridian=meridian)
            return self._recognition(vn2000(meridian), crs)
        for known in self:
            if known.kind == "other" and _same(crs, known):
                return self._recognition(known, crs)
        raise UnknownCRS("crs.unknown", found=crs.name)

    def _recognition(self, known: LandCrs, crs: pyproj.CRS) -> Recognition:
        authority = crs.to_authority()
        return Recognition(known, crs.name, ":".join(authority) if authority else None)


def transform(source: LandCrs, target: LandCrs, xy: Points) -> Points:
    """Move points from one system to another.

    Parameters
    ----------
    xy : ndarray of float64, shape (n, 2)
        East or longitude first.

    Raises
    ------
    InvalidGeometry
        ``geometry.outside_projection`` with the first point that has no place in the target.
    """
    if source == target:
        return xy.copy()
    transformer = _transformer(source.proj4, target.proj4)
    moved = np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    lost = ~np.isfinite(moved).all(axis=1)
    if lost.any():
        x, y = xy[int(np.argmax(lost))].tolist()
        raise InvalidGeometry("geometry.outside_projection", x=x, y=y, srid=source.srid)
    return moved


def to_wgs84(crs: LandCrs, xy: Points) -> Points:
    """Give longitude and latitude on WGS 84, in degrees, by the system's own shift."""
    return transform(crs, WGS84, xy)


def to_web(crs: LandCrs, xy: Points) -> Points:
    """Give Web Mercator metres (EPSG:3857), for display only: they measure nothing."""
    return transform(crs, WEB_MERCATOR, xy)


def transform_geometries(shapes: Shapes, source: LandCrs, target: LandCrs) -> Shapes:
    """Move geometries from one system to another, vertex by vertex; nothing is rounded."""
    moved: Shapes = shapely.transform(shapes, lambda xy: transform(source, target, xy))
    return moved


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(
        pyproj.CRS.from_user_input(source),
        pyproj.CRS.from_user_input(target),
        always_xy=True,
        allow_ballpark=False,
    )


def _parse(definition: str) -> pyproj.CRS:
    if len(definition) > LONGEST_DEFINITION:
        raise UnknownCRS("crs.unreadable", found=definition[:200])
    try:
        return pyproj.CRS.from_user_input(definition)
    except (CRSError, ProjError) as error:
        raise UnknownCRS("crs.unreadable", found=definition[:200]) from error


def _without_shift(crs: pyproj.CRS) -> pyproj.CRS:
    """Peel off a TOWGS84, which WKT and PROJ text put around the system itself."""
    return crs.source_crs if crs.is_bound and crs.source_crs is not None else crs


def _require_usable(crs: pyproj.CRS, srid: int) -> None:
    base = _without_shift(crs)
    if not (base.is_geographic or base.is_projected) or len(base.axis_info) != 2:
        raise UnknownCRS("crs.unreadable", found=crs.name)
    if base.is_projected and any(axis.unit_conversion_factor != 1 for axis in base.axis_info):
        raise UnknownCRS("crs.unit", srid=srid, unit=base.axis_info[0].unit_name)
    if not crs.is_bound and not _is_wgs84(base):
        raise UnknownCRS("crs.shift_missing", srid=srid, found=crs.name)


def _is_wgs84(crs: pyproj.CRS) -> bool:
    return crs.datum is not None and crs.datum.name.startswith("World Geodetic System 1984")


def _same(crs: pyproj.CRS, known: LandCrs) -> bool:
    """Compare a found system with a configured one, its EPSG meaning included."""
    if _without_shift(crs).is_geographic and known.srid == WGS84.srid:
        return _is_wgs84(crs)
    meanings = [pyproj.CRS.from_user_input(known.proj4)]
    if f"{known.srid}" in pyproj.database.get_codes("EPSG", "CRS"):
        meanings.append(pyproj.CRS.from_epsg(known.srid))
    return any(crs.equals(meaning, ignore_axis_order=True) for meaning in meanings)


def _tm3_meridian(crs: pyproj.CRS) -> Decimal | None:
    """Give the meridian when every parameter is that of a VN-2000 zone, whatever it is called.

    EPSG parameter codes: 8801 latitude of origin, 8802 meridian, 8805 scale, 8806 and 8807 false
    easting and northing; 9807 is the Transverse Mercator method.
    """
    operation, ellipsoid = crs.coordinate_operation, crs.ellipsoid
    if not crs.is_projected or operation is None or operation.method_code != "9807":
        return None
    values = {parameter.code: float(parameter.value) for parameter in operation.params}
    factors = {parameter.code: parameter.unit_conversion_factor for parameter in operation.params}
    in_degrees = all(abs(factors.get(code, 0) - radians(1)) < 1e-12 for code in ("8801", "8802"))
    fixed = {"8801": 0.0, "8805": 0.9999, "8806": 500_000.0, "8807": 0.0}
    meridian = Decimal(repr(values.pop("8802", 0.0)))
    on_wgs84_ellipsoid = (
        ellipsoid is not None
        and ellipsoid.semi_major_metre == 6_378_137.0
        and abs(ellipsoid.inverse_flattening - 298.257223563) < 1e-9
    )
    in_metres = factors.get("8806") == factors.get("8807") == 1 and all(
        axis.unit_conversion_factor == 1 for axis in crs.axis_info
    )
    from_greenwich = crs.prime_meridian is not None and crs.prime_meridian.longitude == 0
    plain = on_wgs84_ellipsoid and in_metres and in_degrees and from_greenwich
    if values != fixed or not plain:
        return None
    return meridian if meridian in VN2000_MERIDIANS else None


def _on_vn2000(crs: pyproj.CRS) -> bool:
    """Decide the datum: by the official shift if one is stated, else by the datum's own name.

    A nameless datum ("unknown", "not specified") is taken when the system calls itself VN-2000.
    """
    if crs.is_bound:
        stated = crs.coordinate_operation and crs.coordinate_operation.towgs84
        return stated == [float(term) for term in OFFICIAL_TOWGS84]
    datum = _letters(crs.datum.name if crs.datum else "unknown")
    if datum in {"vietnam2000", "dvietnam2000", "vn2000", "dvn2000"}:
        return True
    nameless = datum.startswith(("unknown", "dunknown", "notspecified", "dnotspecified"))
    return nameless and "vn2000" in _letters(crs.name)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
