"""The card of a parcel: everything the register knows about it, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from landdb.actor import Actor
from landdb.errors import NotFound
from landdb.lookup.documents import read_document
from landdb.lookup.scope import card_of, statement
from landdb.prepared import Reader


@dataclass(frozen=True, slots=True)
class SheetLine:
    """The sheet of a parcel; ``extract_year`` only for a *trích đo*."""

    id: UUID
    number: str
    kind: str
    extract_year: int | None
    scale: int | None


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune by its code and name."""

    code: str
    name: str
    unit_type: str


@dataclass(frozen=True, slots=True)
class Held:
    """The office that holds a unit; ``state`` is ``held`` or ``transit`` (then to where)."""

    office_id: str
    office_name: str
    state: str
    to_office_name: str | None


@dataclass(frozen=True, slots=True)
class UseLine:
    """A land use with its area: ``aspect`` is legal (paper), actual or planned."""

    aspect: str
    code: str
    name_vi: str | None
    name_en: str | None
    group: str | None
    area_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class Identifier:
    """An ID number as it may be shown: its kind and last four digits."""

    kind: str
    last4: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a couple, household or community."""

    party_id: UUID
    name: str
    role: str
    birth_year: str | None
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A party with its exact share, as registered (2/4 stays 2/4)."""

    party_id: UUID
    kind: str
    name: str
    address: str | None
    birth_year: str | None
    numerator: int
    denominator: int
    identifiers: tuple[Identifier, ...]
    members: tuple[Member, ...]

    @property
    def share(self) -> Fraction:
        """The share, reduced."""
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The document behind an entry."""

    kind: str
    number: str | None
    title: str
    issuer: str | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A right, restriction or responsibility that stands on the parcel, and who holds it.

    ``registered_at`` is exact to the minute: it orders mortgages (NĐ 99/2022).
    """

    id: UUID
    baunit_id: UUID
    kind: str
    type: str
    origin_code: str | None
    origin_vi: str | None
    origin_en: str | None
    form: str | None
    term_kind: str | None
    term_until: date | None
    term_text: str | None
    legal_from: date | None
    legal_until: date | None
    registered_at: datetime
    description: str | None
    source: SourceLine | None
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate of the parcel, with sheet, number and area as printed on it."""

    id: UUID
    serial: str
    form: str
    status: str
    registry_number: str | None
    issued_on: date | None
    issuer: str | None
    printed_sheet: str | None
    printed_number: str | None
    printed_area_m2: Decimal | None
    replaced_by_id: UUID | None
    replaced_by_serial: str | None

    @property
    def in_force(self) -> bool:
        """Whether the certificate is valid today."""
        return self.status == "in_force"


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier that concerns the parcel."""

    id: UUID
    code: str
    procedure_code: str
    procedure_vi: str | None
    procedure_en: str | None
    state: str
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    office_name: str
    applicant_name: str


@dataclass(frozen=True, slots=True)
class Kin:
    """A parcel this one came from, or that came from it."""

    parcel_id: UUID
    kind: str
    at: datetime
    sheet: str
    number: str
    ended: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What the register said of the parcel from ``begin`` until ``end`` (None: says now)."""

    id: UUID
    sheet: str
    number: str
    commune: str
    use_label: str
    legal_area_m2: Decimal | None
    computed_area_m2: Decimal
    begin: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """Everything about one parcel.

    ``commune`` is today's, ``numbered_in`` the one whose sheet gave the number. ``bbox`` and
    ``geojson`` (a GeoJSON geometry as text) are WGS 84 from the display geometry: to fly to and to
    highlight, never to measure. Of an ended parcel it says what stood when it ended.
    """

    id: UUID
    feature_id: int
    version_id: UUID
    sheet: SheetLine
    number: str
    address: str | None
    srid: int
    crs_name: str
    commune: Commune
    numbered_in: Commune
    national_id: str | None
    national_id_state: str
    legal_area_m2: Decimal | None
    computed_area_m2: Decimal
    use_label: str
    lifespan_begin: datetime
    lifespan_end: datetime | None
    custody: Held
    uses: tuple[UseLine, ...]
    entries: tuple[Entry, ...]
    certificates: tuple[CertificateLine, ...]
    dossiers: tuple[DossierLine, ...]
    parents: tuple[Kin, ...]
    children: tuple[Kin, ...]
    versions: tuple[VersionLine, ...]
    bbox: tuple[float, ...]
    geojson: str

    @property
    def label(self) -> str:
        """Sheet and number as people say them: ``12/345``."""
        return f"{self.sheet.number}/{self.number}"

    @property
    def area_difference_m2(self) -> Decimal | None:
        """Computed less legal area; None when no area stands on paper."""
        if self.legal_area_m2 is None:
            return None
        return self.computed_area_m2 - self.legal_area_m2

    @property
    def rights(self) -> tuple[Entry, ...]:
        """Rights with their holders."""
        return tuple(entry for entry in self.entries if entry.kind == "right")

    @property
    def restrictions(self) -> tuple[Entry, ...]:
        """Mortgages, blocks and other restrictions and duties, in the order of registration."""
        return tuple(entry for entry in self.entries if entry.kind != "right")

    @property
    def open_dossiers(self) -> tuple[DossierLine, ...]:
        """Dossiers in progress."""
        return tuple(line for line in self.dossiers if line.closed_at is None)

    @property
    def closed_dossiers(self) -> tuple[DossierLine, ...]:
        """Dossiers that ended."""
        return tuple(line for line in self.dossiers if line.closed_at is not None)


def parcel_card(reader: Reader, actor: Actor, parcel_id: UUID) -> ParcelCard:
    """Return the card of a parcel, live or ended.

    Raises
    ------
    NotFound
        ``REG-01``, when it is missing or out of the actor's scope: the same to a stranger.
    """
    document = card_of(reader, "parcel_card", actor.office_id, parcel=parcel_id)
    if document is None:
        raise NotFound("REG-01")
    return read_document(ParcelCard, document)


def parcel_id_of_feature(reader: Reader, actor: Actor, feature_id: int) -> UUID:
    """Return the parcel of a tile's feature.

    Raises
    ------
    NotFound
        ``REG-01``, when it is missing or out of scope.
    """
    found: UUID | None = reader.scalar(
        statement("parcel_of_feature"), {"office": actor.office_id, "feature": feature_id}
    )
    if found is None:
        raise NotFound("REG-01")
    return found
