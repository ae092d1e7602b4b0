"""``landdb offices``, ``crs`` and ``parcels import`` as a person runs them, and their document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from landdb.cli import crs, offices, parcels
from landdb.errors import RuleBroken
from landdb.keys import read_toml
from landdb.offices.rules import parse_offices
from landdb.parcels.mapping import read_mapping
from tests.landdb.parcel_files import MAPPING, feature, write

DOCUMENT = Path(__file__).parents[2] / "docs" / "howto" / "import.md"


@pytest.fixture
def node(database, engine, tmp_path, monkeypatch):
    """A working folder, and the environment of a node of its own."""
    monkeypatch.setenv("LANDDB_DATABASE_URL", database.app_url)
    monkeypatch.setenv("LANDDB_MIGRATOR_URL", database.migrator_url)
    monkeypatch.setenv("LANDDB_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.toml").write_text(MAPPING)
    for name, block in examples().items():
        (tmp_path / name).write_text(block)
    return engine


def examples() -> dict[str, str]:
    """The TOML of the document, by the file name in each block's first line."""
    blocks = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    return {re.match(r"# (\S+\.toml)", block)[1]: block for block in blocks}


def run(group, *words: object):
    return CliRunner().invoke(group, [str(word) for word in words], catch_exceptions=False)


def test_a_clean_file_is_loaded_and_reported(node, tmp_path):
    path = write(tmp_path, feature(0), feature(1))
    told = run(parcels.commands, "import", path, "--map", "map.toml", "--office", "CT.B01")
    assert told.exit_code == 0
    assert "Đã ghi vào sổ đăng ký" in told.stdout
    assert "VN-2000 / TM-3 105-00" in told.stdout
    assert not list(tmp_path.glob("*.gpkg"))


def test_a_refusal_names_rule_row_sheet_parcel_and_reason_and_fails(node, tmp_path):
    path = write(tmp_path, feature(0), feature(1, dt="1,5"))
    told = run(parcels.commands, "import", path, "--map", "map.toml", "--office", "CT.B01")
    (refused,) = tmp_path.glob("thua_dat_bi_tu_choi_*.gpkg")
    assert told.exit_code == 1
    assert "IMP-40 × 1" in told.stdout
    assert "2: tờ/thửa 7/2: Diện tích “1,5” không phải là số" in told.stdout
    assert refused.name in told.stdout
    assert "Chưa ghi gì" in told.stdout


def test_a_trial_says_that_nothing_was_written(node, tmp_path):
    path = write(tmp_path, feature(0))
    words = ("import", path, "--map", "map.toml", "--office", "CT.B01")
    told = run(parcels.commands, *words, "--dry-run")
    assert (told.exit_code, "Chạy thử" in told.stdout) == (0, True)
    assert run(parcels.commands, *words).exit_code == 0


def test_the_office_must_be_named_unless_the_node_serves_only_one(node, tmp_path):
    with pytest.raises(RuleBroken) as refusal:
        run(parcels.commands, "import", write(tmp_path, feature(0)), "--map", "map.toml")
    assert refusal.value.code == "IMP-08"


def test_the_document_leads_from_an_empty_node_to_the_french_cadastre(node, samples):
    """Every command of the document's first example, with its own files."""
    french = samples / "parcels" / "FR_91216_epinay_parcelles.geojson"
    assert run(offices.commands, "load", "co_quan.toml").exit_code == 0
    run(crs.commands, "add", 2154, "--name", "RGF93 / Lambert-93")
    run(crs.commands, "add", 4326, "--name", "WGS 84", "--area-srid", 2154)
    # The node of the document serves one office, so that it need not be named.
    told = run(parcels.commands, "import", french, "--map", "phap.toml")
    listed = run(crs.commands, "list").stdout
    with node.connect() as connection:
        loaded = connection.scalar(text("SELECT count(*) FROM parcel_version WHERE srid = 4326"))
    with pytest.raises(RuleBroken) as refusal:
        run(parcels.commands, "import", french, "--map", "phap.toml", "--office", "CT.B01")
    assert refusal.value.code == "IMP-08"
    assert (told.exit_code, loaded) == (0, 4241)
    assert "RGF93 / Lambert-93" in told.stdout
    assert "4326" in listed


def test_every_example_of_the_document_is_a_mapping_or_a_list_of_offices(tmp_path):
    found = examples()
    assert set(found) == {"co_quan.toml", "phap.toml", "shp.toml"}
    for name, block in found.items():
        (tmp_path / name).write_text(block)
    assert parse_offices(read_toml(tmp_path / "co_quan.toml")).offices[0].id == "FR.91"
    assert read_mapping(tmp_path / "phap.toml").srid == 4326
    assert read_mapping(tmp_path / "shp.toml").encoding == "TCVN3"


def test_an_own_definition_of_a_system_is_added_by_the_owner(node):
    hanoi = "+proj=longlat +ellps=krass +towgs84=-17.51,-108.32,-62.39,0,0,0,0 +no_defs"
    told = run(crs.commands, "add", 900072, "--name", "Hà Nội 72", "--area-srid", 910500, "--proj4", hanoi)  # fmt: skip
    assert told.exit_code == 0
    assert "Hà Nội 72" in told.stdout
