"""Parcels out of a file into the register: all or nothing, streamed, with a report of every refusal.

The file is read and judged in one thread while the database takes the batch before in another; each
holds one batch, so memory does not grow with the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gis.crs import WGS84, Recognition, Registry
from gis.errors import GisError, UnknownCRS
from gis.findings import Finding, Severity
from gis.formats.refused import Refused, RefusedFile
from gis.formats.vector import FileInfo, inspect, read_batches
from landdb.actor import Actor
from landdb.codes.queries import codes_of
from landdb.db import reading, transaction
from landdb.errors import RuleBroken
from landdb.jobs.app import enqueue
from landdb.messages import sentence
from landdb.offices.queries import Commune, KnownCrs, commune_on, known_crs, office_name
from landdb.parcels.checking import Checked, Checker, Plan, refuse_hidden_tcvn3
from landdb.parcels.loading import IMPORT, Loader
from landdb.parcels.mapping import ParcelMapping
from landdb.sources import store
from landdb.sources.store import Incoming

#: Larger batches are no faster, as the triggers work row by row, and take 30 MB more for each 5,000.
BATCH = 5_000
#: The register's day begins at midnight in Vietnam, wherever the machine thinks it is.
VIETNAM = timezone(timedelta(hours=7))
#: How many places are told for each reason in the report; the GeoPackage has them all.
EXAMPLES = 5

#: The escape of NUL in JSON; after an odd number of backslashes it is another text.
JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

T = TypeVar("T")

#: One import at a time on a node: two files may name the same new sheet.
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('landdb.parcels.import'))")
LOADED_BEFORE = text(
    "SELECT f.name, s.accepted_at, o.name AS office FROM source_file f"
    " JOIN source s ON s.id = f.source_id"
    " JOIN custody c ON c.unit_id = s.unit_id JOIN office o ON o.id = c.office_id"
    " WHERE f.sha256 = :sha256 AND s.kind = :kind ORDER BY s.accepted_at LIMIT 1"
)
KEEP_FILE = text(
    "INSERT INTO file (sha256, size, media_type, stored_at)"
    " VALUES (:sha256, :size, :media_type, :now) ON CONFLICT DO NOTHING"
)
MEDIA_TYPES = {
    "GPKG": "application/geopackage+sqlite3",
    "ESRI Shapefile": "application/zip",
    "GeoJSON": "application/geo+json",
    "FlatGeobuf": "application/octet-stream",
    "GML": "application/gml+xml",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is done.

    Attributes
    ----------
    state_dir : Path
        Where files are kept by their hash.
    now : datetime
        Aware: when the register began to say this.
    accept_partial : bool
        Load what passed although some features were refused; else one refusal keeps all out.
    dry_run : bool
        Do everything and take it back.
    refused : Path | None
        Where to write the refused features; must not exist.
    watch : callable
        Is told after each batch how many features were read, and of how many when the file says.
    batch_size : int
    """

    state_dir: Path
    now: datetime
    accept_partial: bool = False
    dry_run: bool = False
    refused: Path | None = None
    watch: Callable[[int, int | None], None] = lambda _read, _total: None
    batch_size: int = BATCH


@dataclass(frozen=True, slots=True)
class Example:
    """A refused feature: its place in the file (from 1), its numbers, and what was found."""

    row: int
    sheet: str | None
    number: str | None
    finding: Finding


@dataclass(slots=True)
class Reason:
    """A rule that refused features: how many, and the first of them."""

    rule: str
    message_code: str
    count: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What became of a file.

    Attributes
    ----------
    file, driver, crs_name, area_crs_name : str
    sha256 : str
    read, refused : int
        Features; a refused one may have several reasons.
    loaded : int
        Parcels that are in the register now: 0 when nothing was committed.
    is_committed : bool
    reasons : dict
        By rule and message code.
    sheets_made, sheets_known : int
    without_area : int
        Loaded parcels for which the file states no legal area.
    largest_move : Decimal | None
        By rounding at entry, in the unit of the system; ``largest_move_row`` counts from 1.
    remarks : list of Finding
        What a person should know although it refuses nothing.
    refused_file : Path | None
    """

    file: str
    driver: str
    crs_name: str
    area_crs_name: str
    sha256: str
    is_geographic: bool = False
    read: int = 0
    refused: int = 0
    loaded: int = 0
    is_committed: bool = False
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    sheets_made: int = 0
    sheets_known: int = 0
    without_area: int = 0
    largest_move: Decimal | None = None
    largest_move_row: int | None = None
    remarks: list[Finding] = field(default_factory=list)
    refused_file: Path | None = None


class _TakenBack(Exception):
    """Ends the transaction of a dry run, or of a file with refused features."""


def import_file(
    engine: Engine, actor: Actor, path: Path, mapping: ParcelMapping, options: Options
) -> Report:
    """Load the parcels of a file for the actor's office: all of them, or none.

    Nothing is repaired. A feature that a rule refuses is told of, written to a GeoPackage, and keeps
    the whole file out unless ``accept_partial``. The file itself is kept by its hash.

    Returns
    -------
    Report
        ``is_committed`` says whether anything was loaded.

    Raises
    ------
    RuleBroken
        The file as a whole cannot be used: ``file.…``, ``crs.…``, ``text.…`` as gis refuses,
        IMP-05 columns that are not there, IMP-61 a text with NUL, IMP-70 the same file again, IMP-71 no features, IMP-72
        text that looks like TCVN3, IMP-73 no such office, IMP-74 another system than stated.
    """
    with refusals_of_gis(), store.received(options.state_dir, path) as incoming:
        info = inspect(incoming.path, mapping.layer)
        require_columns(mapping, info)
        refuse_nul(incoming, info)
        with reading(engine) as session:
            refuse_second_time(session, incoming)
            plan, remarks = make_plan(session, actor, mapping, info, options.now)
        report = Report(
            incoming.name,
            info.driver,
            plan.crs.name,
            plan.known.area_crs.name,
            incoming.sha256.hex(),
            plan.crs.is_geographic,
            remarks=remarks,
        )
        run = _Run(engine, actor, plan, incoming, info, options, report)
        run.go()
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    """One import on its way: what its steps share."""

    engine: Engine
    actor: Actor
    plan: Plan
    incoming: Incoming
    info: FileInfo
    options: Options
    report: Report

    def go(self) -> None:
        """Load inside one transaction, and end it as the outcome demands."""
        try:
            with integrity_as_rule(), transaction(self.engine, self.actor) as session:
                session.execute(ALONE)
                refuse_second_time(session, self.incoming)
                session.execute(KEEP_FILE, self._file_row())
                loader = Loader(session, self.plan, self.incoming, self.options.now)
                self._load_all(loader)
                self._finish(loader)
                enqueue(session, "tiles:overview", lock="tiles:overview", once="tiles:overview")
                store.keep(self.options.state_dir, self.incoming)
        except _TakenBack:
            return
        self.report.is_committed = True

    def _load_all(self, loader: Loader) -> None:
        with ExitStack() as stack:
            refused = self._refused_file(stack)
            for checked in stack.enter_context(closing(ahead(self._checked()))):
                places = loader.admit(checked)
                self._note(checked, places)
                if refused is not None:
                    write_refused(refused, checked)
                if self._may_load():
                    loader.load(checked, places)
                self.options.watch(self.report.read, self.info.feature_count)
        if refused is not None and refused.count:
            self.report.refused_file = self.options.refused

    def _may_load(self) -> bool:
        """Tell whether loading still makes sense: after a refusal the rest is only judged."""
        return self.report.refused == 0 or self.options.accept_partial

    def _finish(self, loader: Loader) -> None:
        report = self.report
        if report.read == 0:
            raise RuleBroken("IMP-71", file=self.incoming.name)
        if not self._may_load() or self.options.dry_run or loader.loaded == 0:
            raise _TakenBack
        report.loaded = loader.loaded
        report.sheets_made, report.sheets_known = loader.sheet_counts

    def _checked(self) -> Generator[Checked]:
        """Read and judge; runs in the thread that reads ahead."""
        mapping, plan = self.plan.mapping, self.plan
        checker = Checker(plan, self._communes)
        for batch in read_batches(
            self.incoming.path,
            mapping.columns(),
            batch_size=self.options.batch_size,
            encoding=mapping.encoding,
            layer=mapping.layer,
        ):
            refuse_hidden_tcvn3(batch, plan)
            yield checker.check(batch)

    def _communes(self, codes: Iterable[str]) -> dict[str, Commune]:
        day = self.plan.mapping.on or self.plan.today
        with reading(self.engine) as session:
            found = {code: commune_on(session, code, day, self.plan.today) for code in codes}
        return {code: commune for code, commune in found.items() if commune is not None}

    def _note(self, checked: Checked, places: list[int]) -> None:
        """Add a batch to the report."""
        report, first = self.report, checked.batch.first_row
        report.read += len(checked)
        report.refused += len(checked) - len(places)
        report.without_area += sum(checked.areas[at] is None for at in places)
        move = checked.largest_move
        if move is not None and (
            report.largest_move is None or move.distance > report.largest_move
        ):
            report.largest_move, report.largest_move_row = move.distance, first + move.index + 1
        for at in sorted(checked.faults):
            for finding in checked.faults[at]:
                key = (finding.rule, finding.message_code)
                reason = report.reasons.setdefault(key, Reason(*key))
                reason.count += 1
                if len(reason.examples) < EXAMPLES:
                    example = Example(
                        first + at + 1, checked.sheets[at], checked.numbers[at], finding
                    )
                    reason.examples.append(example)

    def _refused_file(self, stack: ExitStack) -> RefusedFile | None:
        if self.options.refused is None:
            return None
        crs = self.info.crs_found or self.plan.crs.srtext
        columns = self.plan.mapping.columns()
        return stack.enter_context(RefusedFile(self.options.refused, columns, crs))

    def _file_row(self) -> dict[str, object]:
        return {
            "sha256": self.incoming.sha256,
            "size": self.incoming.size,
            "media_type": MEDIA_TYPES[self.info.driver],
            "now": self.options.now,
        }


def make_plan(
    session: Session, actor: Actor, mapping: ParcelMapping, info: FileInfo, now: datetime
) -> tuple[Plan, list[Finding]]:
    """Decide by what the import goes; the second part is what a person should know of it."""
    if office_name(session, actor.office_id) is None:
        raise RuleBroken("IMP-73", office=actor.office_id)
    known, remarks = choose_crs(mapping, info, known_crs(session))
    uses = codes_of(session, "land_use")
    return Plan(mapping, known, actor.office_id, uses, now.astimezone(VIETNAM).date()), remarks


def choose_crs(
    mapping: ParcelMapping, info: FileInfo, known: dict[int, KnownCrs]
) -> tuple[KnownCrs, list[Finding]]:
    """Take the stated system, or the one that the file names; what contradicts is refused.

    Raises
    ------
    RuleBroken
        ``crs.…`` the system is unknown, IMP-74 the file says another one than the mapping.
    """
    found, problem = recognised(info, known)
    if mapping.srid is None:
        if problem is not None:
            raise RuleBroken(problem.code, **problem.facts)
        assert found is not None  # noqa: S101 - one of the two is there
        if found.crs.srid not in known:
            raise RuleBroken("crs.unknown", found=found.found_name)
        return known[found.crs.srid], []
    if mapping.srid not in known:
        raise RuleBroken("crs.unknown_srid", srid=mapping.srid)
    stated = known[mapping.srid]
    if found is not None and found.crs.srid != mapping.srid:
        # GeoJSON that names no system is WGS 84 by its standard, whatever its writer meant.
        if info.driver == "GeoJSON" and found.crs.srid == WGS84.srid:
            return stated, [remark("IMP-75", stated=stated.crs.name, found=found.found_name)]
        raise RuleBroken("IMP-74", stated=stated.crs.name, found=found.found_name)
    if problem is None or problem.code == "crs.missing":
        return stated, []
    return stated, [remark("IMP-75", stated=stated.crs.name, found=problem.facts.get("found"))]


def recognised(
    info: FileInfo, known: dict[int, KnownCrs]
) -> tuple[Recognition | None, UnknownCRS | None]:
    """Say which system the file names, or why that cannot be said."""
    others = [entry.crs for entry in known.values() if entry.crs.kind == "other"]
    try:
        return Registry([WGS84, *others]).recognise(info.crs_found), None
    except UnknownCRS as error:
        return None, error


def require_columns(mapping: ParcelMapping, info: FileInfo) -> None:
    """Refuse a mapping that names columns which the file does not have; IMP-05 lists both."""
    there = [column.name for column in info.fields]
    missing = [column for column in mapping.columns() if column not in there]
    if missing:
        raise RuleBroken("IMP-05", missing=", ".join(missing), names=", ".join(there) or "-")


def refuse_nul(incoming: Incoming, info: FileInfo) -> None:
    """Refuse GeoJSON with the character NUL in a text: GDAL would cut the text there and say nothing.

    Raises
    ------
    RuleBroken
        IMP-61
    """
    if info.driver != "GeoJSON":
        return
    before = b""
    with incoming.path.open("rb") as stream:
        while chunk := stream.read(store.CHUNK):
            if JSON_NUL.search(before + chunk):
                raise RuleBroken("IMP-61", file=incoming.name)
            before = chunk[-16:]


def refuse_second_time(session: Session, incoming: Incoming) -> None:
    """Refuse a file whose bytes were loaded before; IMP-70 says when, as what and by whom."""
    before = session.execute(LOADED_BEFORE, {"sha256": incoming.sha256, "kind": IMPORT}).first()
    if before is not None:
        at = before.accepted_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
        raise RuleBroken(
            "IMP-70", file=incoming.name, name=before.name, at=at, office=before.office
        )


def write_refused(refused: RefusedFile, checked: Checked) -> None:
    """Put the refused features of a batch into the GeoPackage, a row for each, with every reason."""
    for at in sorted(checked.faults):
        findings = checked.faults[at]
        refused.add(
            Refused(
                row=checked.batch.first_row + at + 1,
                rule=", ".join(dict.fromkeys(finding.rule for finding in findings)),
                reason=" ".join(
                    sentence(finding.message_code, "vi", **finding.facts) for finding in findings
                ),
                geometry=checked.batch.geometry[at],
                columns={name: values[at] for name, values in checked.batch.columns.items()},
                where=next((finding.where for finding in findings if finding.where), None),
            )
        )


def remark(code: str, **facts: object) -> Finding:
    """Make a finding that refuses nothing."""
    return Finding(code, Severity.NOTE, code, facts)


def ahead(items: Generator[T]) -> Generator[T]:
    """Yield items while the next one is made in another thread; never more than one waits.

    Closing it waits for the one in the making and closes ``items``.
    """
    done = object()
    with closing(items), ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
        waiting = pool.submit(next, items, done)
        while (item := waiting.result()) is not done:
            waiting = pool.submit(next, items, done)
            yield cast(T, item)


@contextmanager
def refusals_of_gis() -> Iterator[None]:
    """Let what gis refuses of the whole file come out as a refusal of the register."""
    try:
        yield
    except GisError as error:
        raise RuleBroken(error.code, **error.facts) from error


@contextmanager
def integrity_as_rule() -> Iterator[None]:
    """Name the one constraint that another writer can break meanwhile: a number just taken."""
    try:
        yield
    except IntegrityError as error:
        if "uq_parcel_version_live_number" in str(error.orig):
            raise RuleBroken("IMP-39") from error
        raise
