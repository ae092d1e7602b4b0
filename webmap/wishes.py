"""What each card asks of the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from webmap.pages import Wish

Bounds = tuple[float, float, float, float]


class Placed(Protocol):
    """Something the map can show: its tile id and its box in degrees (WGS 84)."""

    @property
    def feature_id(self) -> int:
        """The id in the tiles of this node."""

    @property
    def bbox(self) -> tuple[float, ...]:
        """West, south, east, north."""


def of_parcel(parcel: Placed) -> Wish:
    """Return the wish to see one parcel as the chosen one."""
    return Wish(chosen=(parcel.feature_id,), bounds=around([parcel.bbox]))


def of_places(places: Iterable[Placed]) -> Wish:
    """Return the wish to see all parcels of a dossier, a certificate or a party at once."""
    shown = tuple(places)
    if not shown:
        return Wish()
    return Wish(
        dossier=tuple(place.feature_id for place in shown),
        bounds=around([place.bbox for place in shown]),
    )


def around(boxes: list[tuple[float, ...]]) -> Bounds:
    """Return the box around boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
