"""Tiles: through the service, straight from the database, and through tipg."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from statistics import median

from bench.pairs import STEADY, Side, in_turn, load, timed
from bench.report import Line, judged
from bench.servers import Client
from bench.subject import Subject, sampled_tiles
from gis.tiles import Tile

TILES = 40
#: Goals of docs/performance.md: what the service may add to the limit (ms), and against tipg.
MAY_ADD_MS = 1.0
FASTER = {14: 2.0, 15: 2.0, 16: 3.0, 17: 3.0, 18: 3.0}
FAR_MS, FAR_KB = 100, 150
LABELS_FROM = 17

# The limit: the plainest statement that gives the same features with the same fields, fenced.
LIMIT = """
WITH drawn AS MATERIALIZED (
    SELECT {fields}, ST_AsMVTGeom(v.geom_web, ST_MakeEnvelope(%s, %s, %s, %s, 3857), 4096, 256, true) AS geom
    FROM parcel_version AS v {join}
    WHERE v.geom_web && ST_MakeEnvelope(%s, %s, %s, %s, 3857) AND v.lifespan_end IS NULL
)
SELECT ST_AsMVT(drawn, 'parcels', 4096, 'geom', 'id') FROM drawn WHERE geom IS NOT NULL
"""
PLAIN = LIMIT.format(fields="v.feature_id AS id, v.use_label AS use", join="")
LABELLED = LIMIT.format(
    fields="v.feature_id AS id, v.use_label AS use, sheet.number || '/' || v.number AS so",
    join="JOIN sheet ON sheet.id = v.sheet_id",
)


def straight(subject: Subject) -> Callable[[Tile], bytes]:
    """Return a call that makes a tile by the limit's statement on a connection kept open."""
    connection = subject.engine.raw_connection()
    driver = connection.driver_connection
    if driver is None:
        raise RuntimeError("no connection")
    driver.autocommit = True
    cursor = driver.cursor()
    cursor.execute("SET max_parallel_workers_per_gather = 0")

    def make(tile: Tile) -> bytes:
        box = (*tile.envelope(), *tile.envelope(1 / 16))
        cursor.execute(LABELLED if tile.zoom >= LABELS_FROM else PLAIN, box)
        return bytes(cursor.fetchone()[0])

    return make


def path(tile: Tile) -> str:
    """Return the address of a tile of ours."""
    return f"/tiles/parcels/{tile.zoom}/{tile.column}/{tile.row}.mvt"


def tipg_path(tile: Tile, view: str) -> str:
    """Return the address of the same tile of tipg."""
    where = f"{tile.zoom}/{tile.column}/{tile.row}"
    fields = "use,so" if tile.zoom >= LABELS_FROM else "use"
    return f"/collections/bench.{view}/tiles/WebMercatorQuad/{where}?properties=id,{fields}"


def measure(subject: Subject, ours: Client, peer: Client | None) -> Iterator[Line]:
    """Measure tiles at every zoom."""
    for zoom in FASTER:
        yield from near(subject, ours, peer, zoom)
    yield far(subject, ours)
    yield unchanged(subject, ours)


def near(subject: Subject, ours: Client, peer: Client | None, zoom: int) -> list[Line]:
    """Measure one zoom of parcels against the limit and the peer."""
    items = sampled_tiles(subject, zoom, TILES)
    sides: dict[str, Callable[[Tile], object]] = {
        "service": lambda tile: ours.body(path(tile)),
        "limit": straight(subject),
    }
    if peer is not None:
        stored = "labelled_parcels" if zoom >= LABELS_FROM else "parcels"
        sides["tipg"] = lambda tile: peer.body(tipg_path(tile, stored))
        sides["tipg, metric"] = lambda tile: peer.body(tipg_path(tile, "metric_parcels"))
    found = in_turn(sides, items)
    sizes = [len(ours.body(path(tile))) / 1000 for tile in items]
    added = found["service"].best - found["limit"].best
    drift = found["limit"].drift
    figures = (
        f"service {found['service'].best:.2f}, limit {found['limit'].best:.2f} (drift {drift:.2f}×)"
    )
    lines = [
        Line(
            f"tile z{zoom}, {median(sizes):.1f} kB, of {len(items)}",
            figures,
            f"limit + {added:.2f} ms",
            f"≤ + {MAY_ADD_MS} ms",
            judged(added <= MAY_ADD_MS, drift, STEADY),
            load(),
        )
    ]
    if peer is not None:
        lines.append(against_tipg(zoom, found, drift))
    return lines


def against_tipg(zoom: int, found: Mapping[str, Side], drift: float) -> Line:
    """Return the line that compares with tipg on the same rows and fields, stored geometry first."""
    service, stored, metric = (found[name].best for name in ("service", "tipg", "tipg, metric"))
    return Line(
        f"tile z{zoom} against tipg",
        f"service {service:.2f}, tipg {stored:.2f}, tipg on metres {metric:.2f}",
        f"{stored / service:.1f} × faster; {metric / service:.1f} × on metres",
        f"≥ {FASTER[zoom]:.0f} ×",
        judged(stored / service >= FASTER[zoom], drift, STEADY),
        load(),
    )


def far(subject: Subject, ours: Client) -> Line:
    """Measure tiles below the parcels: the slowest, the largest, and whether any is blank."""
    slowest, largest, blank, count = 0.0, 0, 0, 0
    for zoom in range(6, 14):
        for tile in sampled_tiles(subject, zoom, 25):
            times = [timed(ours.body, path(tile)) for _ in range(4)]
            size = len(ours.body(path(tile)))
            slowest, largest = max(slowest, min(times[1:])), max(largest, size)
            blank += size == 0
            count += 1
    return Line(
        f"tiles z6-z13, {count} of them",
        f"slowest {slowest:.1f} ms, largest {largest / 1000:.0f} kB",
        f"{blank} blank",
        f"≤ {FAR_MS} ms, ≤ {FAR_KB} kB, none blank",
        slowest <= FAR_MS and largest <= FAR_KB * 1000 and blank == 0,
        load(),
    )


def unchanged(subject: Subject, ours: Client) -> Line:
    """Measure how much cheaper it is to ask again for a tile that did not change."""
    tags = {}
    items = sampled_tiles(subject, 14, TILES)
    for tile in items:
        status, _, headers = ours.get(path(tile))
        tags[tile] = headers["etag"] if status == 200 else ""

    def again(tile: Tile) -> None:
        status, _, _ = ours.get(path(tile), **{"If-None-Match": tags[tile]})
        if status != 304:
            raise RuntimeError(f"{path(tile)}: {status} instead of 304")

    found = in_turn({"whole": lambda tile: ours.body(path(tile)), "again": again}, items)
    ratio = found["whole"].best / found["again"].best
    return Line(
        "tile z14 asked again (304)",
        f"whole {found['whole'].best:.2f}, 304 {found['again'].best:.2f}",
        f"{ratio:.0f} × the rate, {1000 / found['again'].best:.0f} a second on one connection",
        "≥ 10 ×",
        judged(ratio >= 10, found["whole"].drift, STEADY),
        load(),
    )
