"""What a mapping file may say, and what is refused before any file is opened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gis.entry import Extent
from landdb.errors import RuleBroken
from landdb.parcels.mapping import Origin, read_mapping
from tests.landdb.parcel_files import MAPPING, mapping


def refusal(text: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        mapping(text)
    return raised.value


def test_a_mapping_states_columns_and_constants():
    read = mapping(MAPPING)
    assert read.sheet_number == Origin(column="to")
    assert read.sheet_commune == Origin(value="31135")
    assert read.uses[0].code == Origin(column="loai", separator="+")
    assert read.columns() == ["to", "thua", "dc", "dt", "ten", "loai"]
    assert (read.srid, read.encoding, read.north_first, read.on) == (910500, None, False, None)


def test_everything_that_can_be_stated_is_read():
    read = mapping(
        """
        [file]
        layer = "thua_dat"
        encoding = "TCVN3"
        axes = "north-east"
        decimal = ","
        [crs]
        read = true
        [place]
        extent = [105, 9.5, 106.5, 10.5]
        [sheet]
        kind = "extract"
        year = 2019
        scale = 500
        number = "3"
        commune = { column = "MA_XA_CU" }
        on = 2020-01-01
        [parcel]
        number = { column = "SO_THUA" }
        commune = { column = "MA_XA" }
        national_id = { column = "MA_DD" }
        legal_area = { column = "DT" }
        round_area = true
        [[land_use]]
        code = { column = "MDSD1", translate = { T = "ODT" } }
        area = { column = "DT1" }
        [[land_use]]
        code = { column = "MDSD2" }
        area = { column = "DT2" }
        [holder]
        name = { column = "CHU" }
        kind = "household"
        address = { column = "DIA_CHI" }
        """
    )
    assert read.extent == Extent(105.0, 9.5, 106.5, 10.5)
    assert (read.layer, read.encoding, read.north_first, read.decimal_sign) == ("thua_dat", "TCVN3", True, ",")  # fmt: skip
    assert (read.map_kind, read.extract_year, read.scale, read.on) == ("extract", 2019, 500, date(2020, 1, 1))  # fmt: skip
    assert (read.srid, read.round_area, read.holder_kind) == (None, True, "household")
    assert [use.area.column for use in read.uses] == ["DT1", "DT2"]


def test_constants_are_kept_in_nfc():
    decomposed = "To\u0302 1"
    assert (
        mapping(MAPPING.replace('{ column = "to" }', f'"{decomposed}"')).sheet_number.value
        == "Tô 1"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("[parcel]", "[parcels]"), "CFG-03"),
        (("legal_area", "legal_aera"), "CFG-02"),
        (('{ column = "to" }', '{ colum = "to" }'), "CFG-02"),
        (("[holder]", "[holder]\nage = 3"), "CFG-02"),
        (('number = { column = "thua" }', ""), "CFG-03"),
        (("[holder]\nname =", "[holder]\naddress ="), "CFG-03"),
        (('"31135"', "31135"), "CFG-04"),
        (("srid = 910500", 'srid = "910500"'), "CFG-04"),
        (("srid = 910500", "srid = true"), "CFG-04"),
        (('{ column = "to" }', '{ column = "to", value = "7" }'), "CFG-04"),
        (('{ column = "to" }', "{ }"), "CFG-04"),
        (("[sheet]", '[sheet]\nkind = "sketch"'), "CFG-04"),
        (("[sheet]", "[sheet]\nyear = 2019"), "CFG-04"),
        (("[sheet]", '[sheet]\nkind = "extract"'), "CFG-03"),
        (("[crs]", "[place]\nextent = [1, 2]\n[crs]"), "CFG-04"),
        (("[crs]", "[place]\nextent = [106, 9, 105, 10]\n[crs]"), "CFG-04"),
        (('{ column = "dt" }', '{ column = "thua" }'), "IMP-06"),
        (("srid = 910500", ""), "IMP-07"),
        (("srid = 910500", "read = false"), "IMP-07"),
        (("srid = 910500", "srid = 910500\nread = true"), "IMP-07"),
    ],
)
def test_a_slip_in_a_mapping_is_refused_by_name(change, code):
    text = MAPPING.replace(*change, 1)
    assert text != MAPPING
    assert refusal(text).code == code


def test_a_misspelt_key_is_answered_with_those_that_exist():
    told = refusal(MAPPING.replace("legal_area", "legal_aera", 1)).facts
    assert told["key"] == "parcel.legal_aera"
    assert "legal_area" in told["known"]


def test_one_commune_column_may_serve_sheet_and_parcel():
    text = MAPPING.replace('commune = "31135"', 'commune = { column = "xa" }').replace(
        "[parcel]", '[parcel]\ncommune = { column = "xa" }'
    )
    assert mapping(text).commune == Origin(column="xa")


@pytest.mark.parametrize("content", [b"[crs\nsrid = 1", b"\xff\xfe\x00", None])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    path = Path(tmp_path / "map.toml")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuleBroken) as raised:
        read_mapping(path)
    assert (raised.value.code, raised.value.facts["file"]) == ("CFG-01", "map.toml")


def test_a_mapping_saved_by_notepad_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(MAPPING, encoding="utf-8-sig")
    assert read_mapping(path).srid == 910500
