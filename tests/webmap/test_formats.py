"""Numbers, areas, dates and shares as an office writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, session
from flask_babel import refresh

from webmap import formats, phrases


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.5"), "1.234,5\u00a0m²"),
        (Decimal("0.05"), "0,1\u00a0m²"),
        (Decimal("1234567.25"), "1.234.567,3\u00a0m²"),
        (Decimal("100"), "100,0\u00a0m²"),
        (None, "chưa có"),
    ],
)
def test_an_area_has_one_decimal_rounded_half_up(value: Decimal | None, written: str) -> None:
    assert formats.area(value) == written


def test_a_decimal_beyond_a_float_keeps_every_digit() -> None:
    assert formats.number(Decimal("12345678901234567.89")) == "12.345.678.901.234.567,89"


def test_a_difference_carries_its_sign() -> None:
    assert formats.signed_area(Decimal("0.5")) == "+0,5\u00a0m²"
    assert formats.signed_area(Decimal("-1204.5")) == "\u22121.204,5\u00a0m²"
    assert formats.signed_area(Decimal("0")) == "0,0\u00a0m²"


def test_a_difference_that_rounds_to_nothing_has_no_sign() -> None:
    assert formats.signed_area(Decimal("-0.01")) == "0,0\u00a0m²"


def test_english_pages_write_numbers_in_english() -> None:
    session["lang"] = "en"
    refresh()

    assert formats.area(Decimal("1234.5")) == "1,234.5\u00a0m²"


def test_days_are_those_of_vietnam() -> None:
    late_evening = datetime(2026, 11, 1, 18, 30, tzinfo=UTC)

    assert formats.day(late_evening) == "02/11/2026"
    assert formats.moment(late_evening) == "02/11/2026 01:30"
    assert formats.day(date(2012, 5, 4)) == "04/05/2012"


def test_a_share_is_written_as_registered() -> None:
    class Half:
        numerator, denominator = 2, 4

    class Whole:
        numerator, denominator = 1, 1

    assert phrases.share(Half()) == "phần 2/4"  # type: ignore[arg-type]
    assert phrases.share(Whole()) == "toàn bộ"  # type: ignore[arg-type]
