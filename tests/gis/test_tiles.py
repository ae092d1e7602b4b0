"""The tile grid: squares that cover the world without gap or overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GisError
from gis.tiles import HALF_WORLD, Tile, tile_at


@st.composite
def tiles(draw: st.DrawFn) -> Tile:
    zoom = draw(st.integers(0, 22))
    index = st.integers(0, 2**zoom - 1)
    return Tile(zoom, draw(index), draw(index))


def test_tile_zero_is_the_world():
    west, south, east, north = Tile(0, 0, 0).envelope()
    assert (west, south, east, north) == (-HALF_WORLD, -HALF_WORLD, HALF_WORLD, HALF_WORLD)
    assert abs(HALF_WORLD - 20037508.342789244) < 1e-8


def test_row_zero_is_the_northernmost():
    assert Tile(1, 0, 0).envelope() == (-HALF_WORLD, 0.0, 0.0, HALF_WORLD)
    assert Tile(1, 1, 1).envelope() == (0.0, -HALF_WORLD, HALF_WORLD, 0.0)


@given(tile=tiles())
def test_middle_of_a_tile_lies_in_that_tile(tile):
    west, south, east, north = tile.envelope()
    assert tile_at((west + east) / 2, (south + north) / 2, tile.zoom) == tile


@given(tile=tiles())
def test_margin_widens_every_side_by_its_part_of_the_tile(tile):
    narrow, wide = tile.envelope(), tile.envelope(margin=0.25)
    moved = [abs(a - b) for a, b in zip(narrow, wide, strict=True)]
    assert moved == pytest.approx([tile.width / 4] * 4)


def test_far_edge_belongs_to_the_last_tile():
    assert tile_at(HALF_WORLD, -HALF_WORLD, 4) == Tile(4, 15, 15)


@pytest.mark.parametrize(("zoom", "column", "row"), [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_tile_that_is_not_there_is_refused(zoom, column, row):
    with pytest.raises(GisError, match=r"tile\.outside"):
        Tile(zoom, column, row)
