"""The parcels that something concerns, as lines of a list and as places on the map."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A parcel to list and to show: its tile id and its box in degrees (WGS 84)."""

    parcel_id: UUID
    feature_id: int
    sheet: str
    number: str
    commune: str
    use_label: str
    legal_area_m2: Decimal | None
    ended: bool
    bbox: tuple[float, ...]

    @property
    def label(self) -> str:
        """Sheet and number as people say them: ``12/345``."""
        return f"{self.sheet}/{self.number}"
