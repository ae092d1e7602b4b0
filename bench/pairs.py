"""Measures both sides of a ratio in one run: item by item, in turn, three rounds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")

ROUNDS = 3
#: A run in which the limit itself moved by more than this says nothing about who stood beside it.
STEADY = 1.5


@dataclass(frozen=True, slots=True)
class Side:
    """What one side took, in milliseconds: the median of each round and every single time."""

    rounds: tuple[float, ...]
    times: tuple[float, ...]

    @property
    def best(self) -> float:
        """The median of the quietest round."""
        return min(self.rounds)

    @property
    def drift(self) -> float:
        """How much the rounds differ: the slowest by the quickest."""
        return max(self.rounds) / min(self.rounds)

    def share(self, part: float) -> float:
        """Return the time that this part of all calls stayed under."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def in_turn(sides: Mapping[str, Callable[[T], object]], items: Sequence[T]) -> dict[str, Side]:
    """Time every side on every item, the order of the sides turning with each item.

    The first round's cold caches are paid by a call of each side on each item that is not counted.
    """
    for item in items:
        for call in sides.values():
            call(item)
    names = list(sides)
    medians: dict[str, list[float]] = {name: [] for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    for round_ in range(ROUNDS):
        taken: dict[str, list[float]] = {name: [] for name in names}
        for place, item in enumerate(items):
            turn = (place + round_) % len(names)
            for name in names[turn:] + names[:turn]:
                taken[name].append(timed(sides[name], item))
        for name in names:
            medians[name].append(median(taken[name]))
            times[name] += taken[name]
    return {name: Side(tuple(medians[name]), tuple(times[name])) for name in names}


def timed(call: Callable[[T], object], item: T) -> float:
    """Return how long a call takes, in milliseconds."""
    begun = time.perf_counter()
    call(item)
    return (time.perf_counter() - begun) * 1000


def load() -> str:
    """Return the load of the machine: processes that want a core, over one and five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} / {five:.1f}"
