"""Numbers of files as decimals."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.formats.numbers import from_double, parse_decimal


@given(digits=st.integers(-(10**15) + 1, 10**15 - 1), places=st.integers(0, 9))
def test_up_to_fifteen_digits_come_as_written_by_every_way(digits, places):
    written = Decimal(digits).scaleb(-places)
    assert parse_decimal(format(written, "f")) == written
    assert from_double(float(written)) == written


@given(value=st.floats(0.001, 1e9))
def test_double_printed_in_full_means_itself(value):
    assert parse_decimal(f"{value:.15f}") == from_double(float(f"{value:.15f}"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("254881.000000000000000", "254881"), (" 1E+3 ", "1000"), ("0.50", "0.5"), ("-0012.0", "-12")],
)
def test_zeros_that_say_nothing_are_dropped(text, shown):
    assert str(parse_decimal(text)) == shown


@pytest.mark.parametrize("text", ["", "****", "nan", "12,5", "1_000", "1e999999999", "mét"])
def test_what_is_no_number_is_not_a_number(text):
    assert parse_decimal(text).is_nan()


def test_infinity_stays():
    assert parse_decimal("inf").is_infinite()
    assert from_double(float("-inf")).is_infinite()


def test_single_gives_the_shortest_decimal_of_a_single():
    assert from_double(np.float32(0.1)) == Decimal("0.1")
