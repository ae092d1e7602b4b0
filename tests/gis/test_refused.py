"""Refused features go back in a file that opens anywhere."""

from __future__ import annotations

from decimal import Decimal

import pytest
from shapely import Polygon

from gis.crs import Registry
from gis.formats import refused as refused_module
from gis.formats.refused import LAYER, Refused, RefusedFile
from gis.formats.vector import inspect, read_batches

BOW = Polygon([(552800, 1061500), (552820, 1061520), (552820, 1061500), (552800, 1061520)])


@pytest.fixture
def refusals() -> list[Refused]:
    columns = {"DT": Decimal("110.50"), "CHUSD": "Nguyễn Thị Hường", "GEOM": None}
    return [
        Refused(3, "GEOM-08", "Ranh giới thửa đất tự cắt.", BOW, columns, (552810.0, 1061510.0)),
        Refused(7, "GEOM-01", "Thửa đất không có ranh giới.", None, columns),
    ]


def test_refusals_come_back_with_reason_place_and_columns(tmp_path, refusals):
    path = tmp_path / "tu_choi.gpkg"
    with RefusedFile(path, ["DT", "CHUSD", "GEOM"], "EPSG:9209") as back:
        for refused in refusals:
            back.add(refused)
    (batch,) = read_batches(path)
    assert batch.columns == {
        "_dong": [3, 7],
        "_quy_tac": ["GEOM-08", "GEOM-01"],
        "_ly_do": [refused.reason for refused in refusals],
        "_cho": ["552810.0 1061510.0", None],
        "DT": ["110.50", "110.50"],
        "CHUSD": ["Nguyễn Thị Hường"] * 2,
        "GEOM_": [None, None],
    }
    assert batch.geometry[0].wkb == BOW.wkb
    assert batch.geometry[1] is None
    assert Registry().recognise(inspect(path).crs_found).crs.srid == 910530


def test_many_refusals_are_written_bit_by_bit(tmp_path, refusals, monkeypatch):
    monkeypatch.setattr(refused_module, "FLUSH_AT", 3)
    path = tmp_path / "tu_choi.gpkg"
    with RefusedFile(path, [], "EPSG:9209") as back:
        for row in range(8):
            back.add(Refused(row, "GEOM-08", "x", BOW))
    rows = [row for batch in read_batches(path) for row in batch.columns["_dong"]]
    assert rows == list(range(8))
    assert inspect(path).layers == (LAYER,)
    assert back.count == 8


def test_file_without_a_system_is_given_back_without_one(tmp_path, refusals):
    path = tmp_path / "tu_choi.gpkg"
    with RefusedFile(path, []) as back:
        back.add(refusals[0])
    assert inspect(path).crs_found is None


def test_nothing_refused_makes_no_file(tmp_path):
    path = tmp_path / "tu_choi.gpkg"
    with RefusedFile(path, []):
        pass
    assert not path.exists()
