"""The rules of an import alone, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landdb.parcels import rules
from landdb.parcels.mapping import Origin
from landdb.parcels.rules import NumberLedger


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (" 12-A ", "12-A"),
        (7, "7"),
        (Decimal("7"), "7"),
        (Decimal("7.0"), "7"),
        (Decimal("1E+2"), "100"),
        (None, ""),
        ("  ", ""),
        (Decimal("7.5"), None),
        (Decimal("NaN"), None),
        (True, None),
        ("1\n2", None),
        ("x" * 33, None),
        ("1\ufffd", None),
    ],
)
def test_a_number_is_text_with_its_zeros_or_nothing(value, text):
    assert rules.identifier(value) == text


@pytest.mark.parametrize(
    ("value", "sign", "rounds", "area", "rule"),
    [
        (Decimal("254881"), ".", False, Decimal("254881.0"), None),
        ("125.4", ".", False, Decimal("125.4"), None),
        ("125.40", ".", False, Decimal("125.4"), None),
        ("125,4", ",", False, Decimal("125.4"), None),
        ("125,4", ".", False, None, "IMP-40"),
        ("125.4", ",", False, None, "IMP-40"),
        ("1.125,4", ",", False, None, "IMP-40"),
        ("1 125", ".", False, None, "IMP-40"),
        ("125m2", ".", False, None, "IMP-40"),
        ("1e3", ".", False, None, "IMP-40"),
        ("١٢٥", ".", False, None, "IMP-40"),
        (Decimal("NaN"), ".", False, None, "IMP-40"),
        (Decimal("Infinity"), ".", False, None, "IMP-40"),
        (True, ".", False, None, "IMP-40"),
        (None, ".", False, None, None),
        ("", ".", False, None, None),
        (0, ".", False, None, "IMP-41"),
        (-1, ".", False, None, "IMP-41"),
        (Decimal("99999999999.9"), ".", False, Decimal("99999999999.9"), None),
        (10**11, ".", False, None, "IMP-42"),
        (Decimal("1E+400"), ".", False, None, "IMP-42"),
        (Decimal("0.25"), ".", False, None, "IMP-43"),
        (Decimal("0.25"), ".", True, Decimal("0.3"), None),
        (Decimal("0.24"), ".", True, Decimal("0.2"), None),
        (Decimal("0.04"), ".", True, None, "IMP-41"),
    ],
)  # fmt: skip
def test_an_area_is_the_number_written_or_it_is_refused(value, sign, rounds, area, rule):
    assert rules.area_of(value, sign, rounds=rounds) == (area, rule)


@given(st.decimals("0.1", "99999999999.9", places=1))
def test_areas_of_one_decimal_go_through_unchanged(area):
    assert rules.area_of(str(area), ".", rounds=False) == (area, None)


def test_codes_are_parted_translated_and_in_capitals():
    origin = Origin(column="x", separator="+", translate={"T": "ODT", "LNK+T": "CLN"})
    found = rules.codes(["ont + cln", "T+LUC", "LNK+T", None, " "], origin)
    assert found == [("ONT", "CLN"), ("ODT", "LUC"), ("CLN",), (), ()]


KNOWN = frozenset({"ONT", "CLN"})


def test_a_single_use_has_the_area_of_the_parcel():
    found = rules.land_uses([(("ONT",), None)], Decimal("80.5"), KNOWN)
    assert found == ((("ONT", Decimal("80.5")),), None)


def test_several_uses_without_areas_have_none():
    assert rules.land_uses([(("ONT", "CLN"), None)], Decimal(80), KNOWN)[0] == (
        ("ONT", None),
        ("CLN", None),
    )


def test_columns_of_uses_are_put_together():
    found = [(("ONT",), (Decimal(30),)), (("CLN",), (Decimal(50),)), ((), None)]
    assert rules.land_uses(found, Decimal(80), KNOWN) == (
        (("ONT", Decimal(30)), ("CLN", Decimal(50))),
        None,
    )


@pytest.mark.parametrize(
    ("found", "rule"),
    [
        ([(("ONT", "CLN"), (Decimal(30), Decimal(49)))], "IMP-44"),
        ([(("ONT",), (Decimal(80),)), (("CLN",), None)], "IMP-44"),
        ([(("XXX",), None)], "IMP-45"),
        ([(("ONT",), None), (("ONT",), None)], "IMP-46"),
        ([(("ONT", "CLN"), (Decimal(80),))], "IMP-47"),
    ],
)
def test_uses_that_contradict_each_other_are_refused(found, rule):
    assert rules.land_uses(found, Decimal(80), KNOWN)[1].rule == rule


@given(st.lists(st.sampled_from(["1", "2", "01", "9999", "10000", "12-A", "0"]), max_size=30))
def test_the_ledger_gives_each_number_once_and_names_who_has_it(numbers):
    ledger, first = NumberLedger(["2", "12-A"]), {}
    for row, number in enumerate(numbers):
        refusal = ledger.take(number, row)
        if number in {"2", "12-A"}:
            assert refusal.rule == "IMP-34"
        elif number in first:
            assert (refusal.rule, refusal.facts["first"]) == ("IMP-33", first[number])
        else:
            assert refusal is None
            first[number] = row + 1


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Hường",
        "Trần Đình Phúc",
        "Épinay-sur-Orge, l'été",
        "12 m²",
        "thửa 7 «cũ»",
        "5° – 6°",
    ],
)
def test_unicode_text_does_not_look_like_tcvn3(text):
    assert rules.looks_like_tcvn3([text]) is None


@pytest.mark.parametrize(
    "text", ["NguyÔn ThÞ H\u00adêng", "TrÇn §×nh Phóc", "Lª Hoµng Quý", "quyÒn sö dông ®Êt"]
)
def test_tcvn3_seen_as_latin_1_is_recognised(text):
    assert rules.looks_like_tcvn3([text, None, "ascii", 5]) == text


def test_one_odd_text_among_many_is_no_trace_of_tcvn3():
    assert rules.looks_like_tcvn3(["Lª", *["Nguyễn Thị Hường"] * 3]) is None
