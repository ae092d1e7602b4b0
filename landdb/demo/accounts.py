"""The accounts of the sample: one for each kind of work, named by role and not after a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from landdb.access.models import Account
from landdb.access.services import create_account
from landdb.actor import system_actor
from landdb.db import transaction

#: Known to everybody who reads this: the sample is for looking at, on one's own machine.
PASSWORD = "mau-dat-dai-2026"  # noqa: S105 - meant to be read


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account with its office and role."""

    username: str
    display_name: str
    office_id: str
    role: str


ACCOUNTS = (
    SampleAccount("canbo.soctrang", "Cán bộ tiếp nhận Sóc Trăng (mẫu)", "CT.B01", "clerk"),
    SampleAccount("dodac.soctrang", "Cán bộ đo đạc Sóc Trăng (mẫu)", "CT.B01", "surveyor"),
    SampleAccount("thamdinh.soctrang", "Cán bộ thẩm định Sóc Trăng (mẫu)", "CT.B01", "registrar"),
    SampleAccount("giamdoc.soctrang", "Giám đốc chi nhánh Sóc Trăng (mẫu)", "CT.B01", "branch_leader"),
    SampleAccount("canbo.cantho", "Cán bộ tiếp nhận Cần Thơ (mẫu)", "CT.B02", "clerk"),
    SampleAccount("thamdinh.cantho", "Cán bộ thẩm định Cần Thơ (mẫu)", "CT.B02", "registrar"),
    SampleAccount("canbo.haugiang", "Cán bộ tiếp nhận Hậu Giang (mẫu)", "CT.B03", "clerk"),
    SampleAccount("thamdinh.haugiang", "Cán bộ thẩm định Hậu Giang (mẫu)", "CT.B03", "registrar"),
    SampleAccount("vanphong", "Chuyên viên Văn phòng thành phố (mẫu)", "CT", "provincial_officer"),
    SampleAccount("thanhtra", "Cán bộ thanh tra (mẫu)", "CT", "auditor"),
    SampleAccount("quantri", "Quản trị hệ thống (mẫu)", "CT", "admin"),
)  # fmt: skip


def make_accounts(engine: Engine, now: datetime) -> int:
    """Make the accounts that are missing; return how many were made."""
    made = 0
    with transaction(engine, system_actor("demo", "CT")) as session:
        present = set(session.scalars(select(Account.username)))
        for account in ACCOUNTS:
            if account.username in present:
                continue
            create_account(
                session,
                username=account.username,
                display_name=account.display_name,
                office_id=account.office_id,
                password=PASSWORD,
                roles=frozenset({account.role}),
                now=now,
                granted_by="system:demo",
            )
            made += 1
    return made
