"""The coordinates under the cursor, computed by the browser's own module."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Official check points: meridian, X (north), Y (east), latitude, longitude. The last is an external test.
CHECK_POINTS = [
    (105.5, 1061500.000, 552800.000, 9.598595442, 105.982825862),
    (105.0, 1061616.788, 607684.385, 9.598595442, 105.982825862),
    (105.0, 1109000.000, 585500.000, 10.027507837, 105.781736963),
    (105.75, 1191500.000, 603500.000, 10.772909809, 106.698169624),
    (105.0, 2326000.000, 588700.000, 21.025375937, 105.855221699),
    (105.75, 2308000.000, 597000.000, 20.862374432, 106.684052881),
    (108.25, 1255172.510, 568262.924, 11.349358047, 108.877201144),
]


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, float]]:
    """The module's answers, bundled by the project's own bundler and run by its own Node."""
    bundle = tmp_path_factory.mktemp("bundle") / "vn2000.mjs"
    node = Path(sys.executable).with_name("node")
    run = {"check": True, "capture_output": True, "text": True, "cwd": ROOT}
    subprocess.run(
        [
            ROOT / "node_modules/.bin/esbuild",
            "webmap/assets/vn2000.ts",
            "--format=esm",
            f"--outfile={bundle}",
        ],
        **run,  # type: ignore[call-overload]
    )
    asked = json.dumps([[lat, lon, meridian] for meridian, _, _, lat, lon in CHECK_POINTS])
    script = (
        f"import {{ toVn2000 }} from {json.dumps(bundle.as_uri())};"
        f"console.log(JSON.stringify({asked}.map((p) => toVn2000(...p))))"
    )
    done = subprocess.run([node, "--input-type=module", "-e", script], **run)  # type: ignore[call-overload]
    found: list[dict[str, float]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("index", range(len(CHECK_POINTS)))
def test_the_check_points_hold_to_a_millimetre(
    computed: list[dict[str, float]], index: int
) -> None:
    _, north, east, _, _ = CHECK_POINTS[index]

    assert computed[index]["x"] == pytest.approx(north, abs=0.001)
    assert computed[index]["y"] == pytest.approx(east, abs=0.001)
