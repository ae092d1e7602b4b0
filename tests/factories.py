"""Plain functions that make valid rows; a test states only what matters to it.

The offices of every test database: CT (provincial), CT.B01 serving communes 31135 and 31147 (zone
105-00) and CT.B02 serving 31528 (zone 105-30).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Polygon
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from landdb.actor import Actor, system_actor
from landdb.certificates.models import (
    Certificate,
    CertificateHolder,
    CertificateParcel,
    CertificateVersion,
)
from landdb.codes.models import Code
from landdb.custody.models import Custody, Unit
from landdb.db import new_id, transaction
from landdb.dossiers.models import Dossier, DossierParcel, DossierStep
from landdb.offices.models import AdminUnit, Office, OfficeJurisdiction
from landdb.parcels.models import LandUse, Parcel, ParcelVersion, Sheet
from landdb.parties.models import Party, PartyIdentifier
from landdb.rights.models import RRR, BAUnit, BAUnitParcel, RRRVersion, Share

ALL_ROLES = (
    "clerk",
    "surveyor",
    "registrar",
    "branch_leader",
    "provincial_officer",
    "auditor",
    "admin",
)
THEN = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)
TWO_TIER = date(2025, 7, 1)
#: A square of 20 m in Ninh Kiều, x = east, y = north, metres of VN-2000 105-00.
SQUARE = (
    (585500.0, 1109000.0),
    (585500.0, 1109020.0),
    (585520.0, 1109020.0),
    (585520.0, 1109000.0),
)
SRID = 910500


def seed_offices(engine: Engine) -> None:
    """Make the province, three communes, three offices and the codes that tests use."""
    with transaction(engine, system_actor("import", "CT")) as session:
        for office_id, kind, name, parent in (
            ("CT", "provincial", "Văn phòng Đăng ký đất đai thành phố Cần Thơ", None),
            ("CT.B01", "branch", "Chi nhánh khu vực Ninh Kiều (thử)", "CT"),
            ("CT.B02", "branch", "Chi nhánh khu vực Sóc Trăng (thử)", "CT"),
        ):
            session.add(
                Office(id=office_id, kind=kind, name=name, parent_id=parent, valid_from=TWO_TIER)
            )
            session.flush()
        province = add_unit(session, "province", "92", "Cần Thơ", "Thành phố", None)
        for code, name, unit_type, office_id in (
            ("31135", "Ninh Kiều", "Phường", "CT.B01"),
            ("31147", "Tân An", "Phường", "CT.B01"),
            ("31528", "Vĩnh Châu", "Phường", "CT.B02"),
        ):
            commune = add_unit(session, "commune", code, name, unit_type, province.id)
            session.add(
                OfficeJurisdiction(
                    office_id=office_id, admin_unit_id=commune.id, valid_from=TWO_TIER
                )
            )
        session.add(
            OfficeJurisdiction(office_id="CT", admin_unit_id=province.id, valid_from=TWO_TIER)
        )
        for code, name, group in (
            ("ODT", "Đất ở tại đô thị", "PNN"),
            ("ONT", "Đất ở tại nông thôn", "PNN"),
            ("CLN", "Đất trồng cây lâu năm", "NNP"),
            ("LUC", "Đất chuyên trồng lúa", "NNP"),
        ):
            session.add(
                Code(code_set="land_use", code=code, name_vi=name, name_en=code, group_code=group)
            )


def add_unit(
    session: Session, level: str, code: str, name: str, unit_type: str, parent_id: UUID | None
) -> AdminUnit:
    """Add an administrative unit of today."""
    unit = AdminUnit(
        level=level,
        code=code,
        name=name,
        unit_type=unit_type,
        parent_id=parent_id,
        valid_from=TWO_TIER,
    )
    session.add(unit)
    session.flush()
    return unit


def acting_office(session: Session) -> str:
    """Return the office the session acts for."""
    return str(session.scalar(text("SELECT current_setting('landdb.office')")))


def make_unit(session: Session, kind: str, *, unit_id: UUID | None = None) -> UUID:
    """Make a custody unit held by the acting office."""
    made = unit_id or new_id()
    session.add(Unit(id=made, kind=kind))
    session.flush()
    session.add(Custody(unit_id=made, office_id=acting_office(session)))
    session.flush()
    return made


def commune_id(session: Session, code: str = "31135") -> UUID:
    """Return the id of today's commune of a code."""
    found = session.scalar(
        select(AdminUnit.id).where(
            AdminUnit.level == "commune", AdminUnit.code == code, AdminUnit.valid_to.is_(None)
        )
    )
    assert found is not None
    return found


def make_sheet(
    session: Session, *, number: str = "12", commune: str = "31135", srid: int = SRID
) -> Sheet:
    """Make a sheet, or return the one that has this number already."""
    place = commune_id(session, commune)
    found = session.scalar(select(Sheet).where(Sheet.commune_id == place, Sheet.number == number))
    if found is not None:
        return found
    made = make_unit(session, "sheet")
    sheet = Sheet(
        id=made,
        unit_id=made,
        commune_id=place,
        map_kind="cadastral",
        number=number,
        scale=500,
        srid=srid,
        lifespan_begin=THEN,
    )
    session.add(sheet)
    session.flush()
    return sheet


def shifted(east: float, north: float = 0.0) -> tuple[tuple[float, float], ...]:
    """Return the square moved by metres, so that parcels do not overlap."""
    return tuple((x + east, y + north) for x, y in SQUARE)


def make_parcel(
    session: Session,
    *,
    number: str = "345",
    sheet: str = "12",
    commune: str = "31135",
    ring: tuple[tuple[float, float], ...] = SQUARE,
    srid: int = SRID,
    use: str = "ODT",
    legal_area: Decimal | None = Decimal("400.0"),
) -> ParcelVersion:
    """Make a parcel with one live version and one land use."""
    on_sheet = make_sheet(session, number=sheet, commune=commune, srid=srid)
    made = make_unit(session, "parcel")
    session.add(Parcel(id=made, unit_id=made, lifespan_begin=THEN))
    session.flush()
    polygon = Polygon(ring)
    version = ParcelVersion(
        unit_id=made,
        parcel_id=made,
        sheet_id=on_sheet.id,
        number=number,
        commune_id=commune_id(session, commune),
        use_label=use,
        legal_area_m2=legal_area,
        computed_area_m2=Decimal(str(round(polygon.area, 2))),
        srid=srid,
        geom=from_shape(MultiPolygon([polygon]), srid=srid, extended=True),
        lifespan_begin=THEN,
    )
    session.add(version)
    session.flush()
    session.add(
        LandUse(
            unit_id=made,
            parcel_version_id=version.id,
            aspect="legal",
            position=1,
            code=use,
            area_m2=legal_area,
        )
    )
    session.flush()
    return version


def make_party(
    session: Session,
    name: str = "Nguyễn Văn A",
    *,
    kind: str = "individual",
    cccd: str | None = None,
) -> Party:
    """Make a party, with an ID number when one is given."""
    made = make_unit(session, "party")
    party = Party(id=made, unit_id=made, kind=kind, name=name, lifespan_begin=THEN)
    session.add(party)
    session.flush()
    if cccd:
        session.add(
            PartyIdentifier(
                unit_id=made, party_id=made, kind="cccd", number=cccd, lifespan_begin=THEN
            )
        )
        session.flush()
    return party


def make_baunit(session: Session, *parcels: ParcelVersion) -> BAUnit:
    """Make a registered unit over parcels."""
    made = make_unit(session, "baunit")
    baunit = BAUnit(id=made, unit_id=made, lifespan_begin=THEN)
    session.add(baunit)
    session.flush()
    for parcel in parcels:
        session.add(
            BAUnitParcel(
                unit_id=made, baunit_id=made, parcel_id=parcel.parcel_id, lifespan_begin=THEN
            )
        )
    session.flush()
    return baunit


def make_rrr(
    session: Session,
    baunit: BAUnit,
    *shares: tuple[Party, int, int],
    kind: str = "right",
    type_: str = "land_use",
    **facts: object,
) -> RRRVersion:
    """Make a right (or restriction, responsibility) with shares (party, numerator, denominator)."""
    rrr = RRR(unit_id=baunit.id, baunit_id=baunit.id, kind=kind, lifespan_begin=THEN)
    session.add(rrr)
    session.flush()
    version = RRRVersion(
        unit_id=baunit.id,
        rrr_id=rrr.id,
        type=type_,
        registered_at=THEN,
        lifespan_begin=THEN,
        **facts,
    )
    session.add(version)
    session.flush()
    for party, numerator, denominator in shares:
        session.add(
            Share(
                unit_id=baunit.id,
                rrr_version_id=version.id,
                party_id=party.id,
                numerator=numerator,
                denominator=denominator,
            )
        )
    session.flush()
    return version


def make_certificate(
    session: Session,
    baunit: BAUnit,
    *,
    serial: str = "BA 123456",
    parcels: tuple[ParcelVersion, ...] = (),
    holders: tuple[Party, ...] = (),
    status: str = "in_force",
    form: str = "nd88",
) -> Certificate:
    """Make a certificate with one version."""
    made = Certificate(
        unit_id=baunit.id, baunit_id=baunit.id, serial=serial, form=form, lifespan_begin=THEN
    )
    session.add(made)
    session.flush()
    session.add(
        CertificateVersion(
            unit_id=baunit.id,
            certificate_id=made.id,
            status=status,
            registry_number="CH01571",
            issued_on=date(2012, 5, 4),
            lifespan_begin=THEN,
        )
    )
    for parcel in parcels:
        session.add(
            CertificateParcel(unit_id=baunit.id, certificate_id=made.id, parcel_id=parcel.parcel_id)
        )
    for position, party in enumerate(holders, 1):
        session.add(
            CertificateHolder(
                unit_id=baunit.id,
                certificate_id=made.id,
                party_id=party.id,
                role="holder",
                position=position,
            )
        )
    session.flush()
    return made


def make_dossier(
    session: Session,
    *parcels: ParcelVersion,
    code: str = "000.00.01.H13-261102-0001",
    state: str = "examining",
) -> Dossier:
    """Make a dossier over parcels, with its first step."""
    made = make_unit(session, "dossier")
    office = acting_office(session)
    closed = THEN if state in {"closed", "refused", "withdrawn", "returned", "stopped"} else None
    dossier = Dossier(
        id=made,
        unit_id=made,
        code=code,
        office_id=office,
        procedure_code="1.013831",
        state=state,
        applicant_name="Nguyễn Văn A",
        received_at=THEN,
        closed_at=closed,
    )
    session.add(dossier)
    session.flush()
    session.add(
        DossierStep(
            unit_id=made, dossier_id=made, position=1, state=state, office_id=office, began_at=THEN
        )
    )
    for parcel in parcels:
        session.add(DossierParcel(unit_id=made, dossier_id=made, parcel_id=parcel.parcel_id))
    session.flush()
    return dossier


def officer(office_id: str, *roles: str) -> Actor:
    """Return an officer of an office."""
    return Actor(str(new_id()), "Cán bộ thử", office_id, frozenset(roles or ("clerk",)))
