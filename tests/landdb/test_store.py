"""Files are kept by their hash: what was read is what is kept."""

from __future__ import annotations

import hashlib
import os
import zipfile

import pytest

from landdb.errors import RuleBroken
from landdb.sources import store


def test_a_received_file_is_gone_unless_it_is_kept(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"bytes")
    with store.received(tmp_path / "state", path) as incoming:
        assert incoming.path.read_bytes() == b"bytes"
        assert incoming.sha256 == hashlib.sha256(b"bytes").digest()
        assert (incoming.name, incoming.size) == ("a.gpkg", 5)
    assert not incoming.path.exists()
    assert not list((tmp_path / "state" / "files").iterdir())


def test_a_kept_file_lies_under_its_hash_and_may_not_be_written(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"bytes")
    with store.received(tmp_path / "state", path) as incoming:
        place = store.keep(tmp_path / "state", incoming)
    name = hashlib.sha256(b"bytes").hexdigest()
    assert place == tmp_path / "state" / "files" / name[:2] / name
    assert place.read_bytes() == b"bytes"
    assert place.stat().st_mode & 0o222 == 0
    assert path.read_bytes() == b"bytes"


def test_the_same_bytes_again_are_the_same_file(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"bytes")
    places = set()
    for _ in range(2):
        with store.received(tmp_path / "state", path) as incoming:
            places.add(store.keep(tmp_path / "state", incoming))
    assert len(places) == 1


def test_a_copy_that_was_changed_meanwhile_is_not_kept(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"bytes")
    with store.received(tmp_path / "state", path) as incoming:
        incoming.path.write_bytes(b"other")
        with pytest.raises(RuleBroken) as refusal:
            store.keep(tmp_path / "state", incoming)
    assert refusal.value.code == "SRC-01"
    assert not store.place_of(tmp_path / "state", incoming.sha256).exists()


def test_what_a_killed_process_left_is_swept_and_what_is_in_hand_is_not(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"bytes")
    left = tmp_path / "state" / "files" / "incoming-dead"
    left.mkdir(parents=True)
    (left / "b.gpkg").write_bytes(b"half")
    with store.received(tmp_path / "state", path) as first:
        assert not left.exists()
        with store.received(tmp_path / "state", path):
            assert first.path.exists()


def test_a_shapefile_has_one_hash_whatever_its_dates_and_side_files(tmp_path):
    hashes = []
    for name, date in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        for part in ("TD.shp", "td.SHX", "td.dbf", "td.prj"):
            (folder / part).write_bytes(part.encode())
            os.utime(folder / part, (date, date))
        (folder / "td.qix").write_bytes(name.encode())
        with store.received(tmp_path / "state", folder / "TD.shp") as incoming:
            hashes.append(incoming.sha256)
            with zipfile.ZipFile(incoming.path) as archive:
                assert sorted(archive.namelist()) == ["TD.shp", "td.SHX", "td.dbf", "td.prj"]
    assert hashes[0] == hashes[1]
