"""The private cluster on real servers: each test may start, kill and stop one of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from landdb import cluster
from landdb.cluster import Cluster, ClusterError

pytestmark = pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    reason="máy không có PostgreSQL riêng / no PostgreSQL server on this machine",
)
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="chỉ root đổi được tài khoản / needs root")


@pytest.fixture
def state_dir() -> Iterator[Path]:
    """A folder that the server's account can reach: pytest's own are closed to other accounts.

    Its name has a space and Vietnamese letters, as folders of people have.
    """
    folder = Path(tempfile.mkdtemp(prefix="thửa đất ", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for state in (folder, folder / "other"):
        cluster.stop(cluster_in(state))
    shutil.rmtree(folder)


def cluster_in(folder: Path) -> Cluster:
    return cluster.cluster_of({"LANDDB_STATE_DIR": str(folder)})


def query(private: Cluster, sql: str) -> str:
    connection = psycopg2.connect(host=str(private.socket_dir), user="postgres", dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0]) if cursor.description else ""
    finally:
        connection.close()


def as_account(account: str, action: Callable[[], None]) -> int:
    """Run ``action`` in a child process that belongs to ``account``; return its exit status."""
    child = os.fork()
    if child == 0:
        try:
            person = pwd.getpwnam(account)
            os.setgroups([])
            os.setgid(person.pw_gid)
            os.setuid(person.pw_uid)
            action()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_first_start_makes_a_cluster_that_loses_nothing(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    assert cluster.start(private)
    shown = [query(private, f"SHOW {name}") for name in ("data_checksums", "fsync")]
    assert shown == ["on", "on"]
    assert query(private, "SHOW synchronous_commit") == "on"


def test_server_listens_on_no_network_address(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    assert query(private, "SHOW listen_addresses") == ""


def test_cluster_never_belongs_to_root(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    assert private.data.stat().st_uid != 0


def test_second_start_finds_it_running(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    assert not cluster.start(private)


def test_stopped_cluster_says_so_and_starts_again(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    assert cluster.status(private).state == "absent"
    cluster.start(private)
    assert cluster.stop(private)
    assert cluster.status(private).state == "stopped"
    assert not cluster.stop(private)
    assert cluster.start(private)
    assert cluster.status(private).state == "ready"


def test_committed_row_survives_a_killed_server(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    query(private, "CREATE TABLE kept AS SELECT 'còn đây' AS word")
    pid = cluster.living_pid(private)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert cluster.start(private)
    assert query(private, "SELECT word FROM kept") == "còn đây"


def test_pid_file_that_names_a_stranger_does_not_stop_the_start(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    cluster.stop(private)
    for lock in (private.data / "postmaster.pid", private.socket_dir / f"{cluster.SOCKET}.lock"):
        lock.write_text(f"{os.getppid()}\n")
        cluster.give_to_owner(private, lock)
    assert cluster.start(private)


def test_server_that_cannot_start_says_why(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    cluster.stop(private)
    (private.data / "local.conf").write_text("shared_buffers = 'nhiều'\n")
    cluster.give_to_owner(private, private.data / "local.conf")
    with pytest.raises(ClusterError, match="CLU-06") as refusal:
        cluster.start(private)
    assert "shared_buffers" in str(refusal.value.facts["said"])


def test_half_made_cluster_is_made_anew(state_dir: Path) -> None:
    draft = state_dir / "pg.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    assert cluster.start(cluster_in(state_dir))
    assert not draft.exists()


def test_four_starts_at_once_all_succeed(state_dir: Path) -> None:
    command = [sys.executable, "-m", "landdb.cli.cluster", "start"]
    environment = os.environ | {"LANDDB_STATE_DIR": str(state_dir)}
    starts = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(4)
    ]
    assert [start.wait() for start in starts] == [0, 0, 0, 0]
    assert query(cluster_in(state_dir), "SELECT 1") == "1"


def test_start_leaves_no_open_pipe_behind(state_dir: Path) -> None:
    environment = os.environ | {"LANDDB_STATE_DIR": str(state_dir)}
    command = [sys.executable, "-m", "landdb.cli.cluster", "start", "--environment"]
    said = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert f"export LANDDB_STATE_DIR='{state_dir}'" in said.stdout.splitlines()
    assert "export LANDDB_CLUSTER_STARTED=1" in said.stdout.splitlines()


def test_open_session_counts_and_the_asking_one_does_not(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    assert cluster.connections(private) == 0
    open_session = psycopg2.connect(
        host=str(private.socket_dir), user="postgres", dbname="postgres"
    )
    assert cluster.connections(private) == 1
    open_session.close()


@only_root
def test_another_account_is_refused(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    cluster.start(private)
    assert as_account("nobody", lambda: query(private, "SELECT 1") and None) == 1


@only_root
def test_person_without_rights_makes_a_cluster_and_root_finds_it(state_dir: Path) -> None:
    other = state_dir / "other"
    other.mkdir()
    os.chown(other, pwd.getpwnam("nobody").pw_uid, -1)
    assert as_account("nobody", lambda: cluster.start(cluster_in(other)) and None) == 0
    found = cluster_in(other)
    assert found.owner.pw_name == "nobody"
    assert not cluster.start(found)
    assert query(found, "SELECT 1") == "1"


@only_root
def test_folder_that_the_server_cannot_reach_is_refused_by_name(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(ClusterError) as refusal:
        cluster.start(cluster_in(tmp_path))
    assert refusal.value.code == "CLU-03"
    assert refusal.value.facts["path"] == str(tmp_path)


def test_socket_folder_of_another_account_is_refused(state_dir: Path) -> None:
    private = cluster_in(state_dir)
    private.socket_dir.symlink_to("/tmp")
    with pytest.raises(ClusterError, match="CLU-05"):
        cluster.start(private)


def test_socket_of_a_deep_folder_stays_short_enough() -> None:
    deep = cluster_in(Path("/tmp") / ("sâu/" * 60))
    path = os.fsencode(deep.socket_dir / cluster.SOCKET)
    assert len(path) <= cluster.SOCKET_PATH_LIMIT


def test_three_urls_name_three_roles() -> None:
    variables = cluster_in(Path("/tmp/thư mục")).environment()
    assert variables["LANDDB_DATABASE_URL"].startswith("postgresql+psycopg2://landdb_app@/landdb?")
    assert variables["LANDDB_MIGRATOR_URL"].startswith("postgresql+psycopg2://landdb_migrator@/")
    assert variables["LANDDB_ADMIN_URL"].endswith("?host=/tmp/th%C6%B0%20m%E1%BB%A5c/run")


def test_checkout_closed_to_the_server_gets_a_system_place(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert not cluster.reachable(tmp_path, pwd.getpwnam("nobody"))
    assert cluster.reachable(Path("/usr"), pwd.getpwnam("nobody"))


def test_small_machine_is_not_promised_more_than_it_has() -> None:
    small = cluster.tuning(memory=2 * cluster.GIB, disk=4 * cluster.GIB)
    assert small["shared_buffers"] == "128MB"
    assert small["max_wal_size"] == "1024MB"


def test_server_of_an_unknown_version_is_asked_for_by_name() -> None:
    with pytest.raises(ClusterError) as refusal:
        cluster.programs("9")
    assert refusal.value.facts == {"version": "9"}
