"""The table of dated codes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from landdb.db import Base, Versioned


class Code(Versioned, Base):
    """One value of a code list; codes collide across lists, so the list is part of the key.

    Lists: ``land_use`` (mã loại đất), ``origin`` (nguồn gốc sử dụng), ``user_object``, ``change_type``,
    ``certificate_type``, ``procedure``. ``group_code`` is the land-use group (NNP, PNN, CSD).
    Paper keeps the code of its day; ``replaced_by`` serves statistics only.
    """

    __tablename__ = "code"
    code_set: Mapped[str]
    code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    group_code: Mapped[str | None]
    replaced_by: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        UniqueConstraint("code_set", "code"),
    )
