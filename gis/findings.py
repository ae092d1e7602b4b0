"""What a check has to say about one feature: a judgement, not an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs.

    An ``error`` keeps the feature out, a ``warning`` asks a person for a reason, a ``note`` only
    tells.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's judgement on one feature.

    Attributes
    ----------
    rule : str
        The rule's public id (``GEOM-05``), which does not change and is never given again.
    severity : Severity
    message_code : str
        The sentence for people, by code.
    facts : Mapping[str, object]
        What that sentence needs.
    where : tuple[float, float] | None
        x (east) and y (north) in the coordinate system of the feature, when the fault has a place.
    """

    rule: str
    severity: Severity
    message_code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    where: tuple[float, float] | None = None
