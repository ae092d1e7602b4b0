"""Working days and office hours of the sample, all moments in UTC."""

from __future__ import annotations

import numpy as np

from landdb.demo.columns import Ints, Moments

#: Days off that are not weekends, 2019-2026 (domain §8); enough for sample due dates.
DAYS_OFF = """
2019-01-01 2019-02-04 2019-02-05 2019-02-06 2019-02-07 2019-02-08 2019-04-15 2019-04-30
2019-05-01 2019-09-02 2020-01-01 2020-01-23 2020-01-24 2020-01-27 2020-01-28 2020-01-29
2020-04-02 2020-04-30 2020-05-01 2020-09-02 2021-01-01 2021-02-10 2021-02-11 2021-02-12
2021-02-15 2021-02-16 2021-04-21 2021-04-30 2021-09-02 2021-09-03 2022-01-03 2022-01-31
2022-02-01 2022-02-02 2022-02-03 2022-02-04 2022-04-11 2022-09-01 2022-09-02 2023-01-02
2023-01-20 2023-01-23 2023-01-24 2023-01-25 2023-01-26 2023-05-01 2023-05-02 2023-09-01
2023-09-04 2024-01-01 2024-02-08 2024-02-09 2024-02-12 2024-02-13 2024-02-14 2024-04-18
2024-04-30 2024-05-01 2024-09-02 2024-09-03 2025-01-01 2025-01-27 2025-01-28 2025-01-29
2025-01-30 2025-01-31 2025-04-07 2025-04-30 2025-05-01 2025-09-01 2025-09-02 2026-01-01
2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 2026-04-30 2026-05-01
2026-08-31 2026-09-01 2026-09-02 2026-11-24
"""
WORKING_DAYS = np.busdaycalendar(holidays=np.array(DAYS_OFF.split(), dtype="datetime64[D]"))

VIETNAM = np.timedelta64(7, "h")
#: Doors open at 7:30 and close at 17:00, Vietnamese time (domain §8).
OPEN = np.timedelta64(7 * 60 + 30, "m")
OPEN_MINUTES = 9 * 60 + 30


def in_office_hours(at: Moments) -> Moments:
    """Move moments into office hours, to the minute; what came first still comes first.

    A working day of 24 hours is pressed into its office hours, a day off into the next opening.
    """
    local = at + VIETNAM
    day = local.astype("datetime64[D]")
    minute = (local - day.astype("datetime64[us]")) // np.timedelta64(1, "m")
    open_day = np.busday_offset(day, 0, roll="forward", busdaycal=WORKING_DAYS)
    within = np.where(open_day == day, minute * OPEN_MINUTES // (24 * 60), 0)
    opened: Moments = np.add(open_day.astype("datetime64[us]"), OPEN - VIETNAM)
    moved: Moments = np.add(opened, within.astype("timedelta64[m]"))
    return moved


def at_counter(source: np.random.Generator, days: Moments) -> Moments:
    """Return a moment of each working day at which the counter was open."""
    minute = source.integers(0, 7 * 60, len(days))
    minute = np.where(minute < 240, minute + 450, minute + 570)  # 7:30-11:30, 13:30-16:30
    at: Moments = np.add(days.astype("datetime64[us]"), minute.astype("timedelta64[m]") - VIETNAM)
    return at


def working_days_before(days: Moments, count: Ints | int) -> Moments:
    """Return the working day so many working days before each day."""
    return np.busday_offset(days, -np.asarray(count), roll="backward", busdaycal=WORKING_DAYS)


def due_of(received: Moments, days: Ints) -> Moments:
    """Return 17:00 of the last working day; the day after reception is the first (domain §7.2).

    A procedure of 0 days is due the same day, or the next when it came in after 15:00.
    """
    local = received + VIETNAM
    day = local.astype("datetime64[D]")
    is_late = (local - day.astype("datetime64[us]")) > np.timedelta64(15, "h")
    steps = np.where(days == 0, is_late.astype(np.int64), days)
    last = np.busday_offset(day, steps, roll="forward", busdaycal=WORKING_DAYS)
    evening: Moments = np.add(last.astype("datetime64[us]"), np.timedelta64(17, "h") - VIETNAM)
    return evening
