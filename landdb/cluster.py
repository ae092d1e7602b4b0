"""The private PostgreSQL cluster: made, started and stopped by us, for one state directory.

It listens on a unix socket alone, knows people by their operating system account (peer), never
by a password file, and keeps data checksums. PostgreSQL refuses to run as root: for root the
cluster belongs to the account ``postgres``, which the server's package made.

Safe to call from several processes at once, and after any of them was killed: one file lock
covers every change, a cluster under construction has another name than a finished one, and
what is believed about a running server is what the server itself answers.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from landdb.errors import LandError

DATABASE = "landdb"
ROLES = ("postgres", "landdb_migrator", "landdb_app")
PORT = 5432  # of the socket file's name only: nothing listens on TCP
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 107  # bytes of sockaddr_un.sun_path on Linux, less its closing zero
OLDEST_SERVER = 15
PATIENCE_S = 600  # replaying 8 GB of log after a kill, on a slow disk

GIB = 1 << 30
MIB = 1 << 20


class ClusterError(LandError):
    """The private cluster cannot be made, started or stopped; the code says why."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the server answered: ``state`` is ``ready``, ``starting``, ``stopped`` or ``absent``."""

    state: str
    data: Path
    socket: Path
    version: str | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: where it is, whose it is and which server's programs serve it."""

    state_dir: Path
    owner: pwd.struct_passwd

    @property
    def data(self) -> Path:
        """Return the data directory; it has this name only once it is whole."""
        return self.state_dir / "pg"

    @property
    def socket_dir(self) -> Path:
        """Return the socket's folder: beside the data, or in /tmp when that path is too long."""
        beside = self.state_dir / "run"
        if len(os.fsencode(beside / SOCKET)) <= SOCKET_PATH_LIMIT:
            return beside
        return Path("/tmp") / f"landdb-{key_of(self.state_dir)}"  # noqa: S108 # owner is checked

    @property
    def version(self) -> str | None:
        """Return the major version that made the data, or None when there are none."""
        try:
            return (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        except (FileNotFoundError, PermissionError):
            return None

    def url(self, role: str) -> str:
        """Return the SQLAlchemy URL by which ``role`` reaches the database."""
        host = quote(str(self.socket_dir), safe="/")
        return f"postgresql+psycopg2://{role}@/{DATABASE}?host={host}"

    def environment(self) -> dict[str, str]:
        """Return the variables by which all other code finds this cluster."""
        return {
            "LANDDB_STATE_DIR": str(self.state_dir),
            "LANDDB_DATABASE_URL": self.url("landdb_app"),
            "LANDDB_MIGRATOR_URL": self.url("landdb_migrator"),
            "LANDDB_ADMIN_URL": self.url("postgres"),
            # libpq would take another port from the caller's environment.
            "PGPORT": str(PORT),
        }


# --- which cluster -----------------------------------------------------------------


def cluster_of(environ: Mapping[str, str] = os.environ) -> Cluster:
    """Return the cluster of this checkout, or of ``LANDDB_STATE_DIR``.

    Raises
    ------
    ClusterError
        CLU-01 when there is no account to run the server as.
    """
    owner = account_for_server()
    named = environ.get("LANDDB_STATE_DIR")
    state_dir = Path(named).absolute() if named else default_state_dir(owner)
    return Cluster(state_dir, owner_of_data(state_dir / "pg") or owner)


def account_for_server() -> pwd.struct_passwd:
    """Return the account to run the server as: the caller, or ``postgres`` for root."""
    uid = os.geteuid()
    try:
        return pwd.getpwuid(uid) if uid != 0 else pwd.getpwnam("postgres")
    except KeyError as error:
        raise ClusterError("CLU-01", account="postgres" if uid == 0 else str(uid)) from error


def owner_of_data(data: Path) -> pwd.struct_passwd | None:
    """Return whose the data are when they exist: root may start what a person made."""
    try:
        return pwd.getpwuid(data.stat().st_uid)
    except (FileNotFoundError, PermissionError, KeyError):
        return None


def default_state_dir(owner: pwd.struct_passwd) -> Path:
    """Return ``var`` of the checkout, or a system place when ``owner`` cannot reach that."""
    checkout = Path(__file__).resolve().parent.parent
    if reachable(checkout, owner):
        return checkout / "var"
    return Path("/var/lib/landdb") / key_of(checkout)


def reachable(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether ``account`` may pass through ``folder`` and every folder above it."""
    groups = os.getgrouplist(account.pw_name, account.pw_gid)
    for place in (folder, *folder.parents):
        status = place.stat()
        if status.st_uid == account.pw_uid:
            needed = stat.S_IXUSR
        elif status.st_gid in groups:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def key_of(folder: Path) -> str:
    """Return a short name, the same every time, for a folder's whole path."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


# --- the server's programs -----------------------------------------------------------


def programs(version: str | None) -> Path:
    """Return the folder of the server's programs, of ``version`` or the newest there is.

    Raises
    ------
    ClusterError
        CLU-02 when there is none of that version, or none new enough.
    """
    found = sorted(
        (int(place.parent.parent.name), place.parent)
        for place in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if place.parent.parent.name.isdecimal()
    )
    fitting = [
        place
        for number, place in found
        if (str(number) == version if version else number >= OLDEST_SERVER and has_postgis(number))
    ]
    if not fitting:
        raise ClusterError("CLU-02", version=version or f">= {OLDEST_SERVER}")
    return fitting[-1]


def has_postgis(version: int) -> bool:
    """Tell whether PostGIS is installed for a server of this major version (Debian's layout)."""
    return Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()


def run_as_owner(
    cluster: Cluster, command: Sequence[str | Path]
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the cluster's owner, in a bare environment.

    The working folder is ``/``, because the owner may not be allowed into the caller's.
    """
    return subprocess.run(  # noqa: S603 # programs and words are our own
        [str(word) for word in command],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=0o077,
        check=False,
        **identity(cluster.owner),
    )


def identity(account: pwd.struct_passwd) -> dict[str, Any]:
    """Return what makes a process run as ``account``; only root can be another than itself."""
    if os.geteuid() != 0:
        return {}
    groups = os.getgrouplist(account.pw_name, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": groups}


# --- making it ------------------------------------------------------------------------


@contextmanager
def locked(cluster: Cluster) -> Iterator[None]:
    """Let one process at a time change the cluster; a killed one leaves no lock behind."""
    try:
        cluster.state_dir.mkdir(parents=True, exist_ok=True)
        lock = (cluster.state_dir / "cluster.lock").open("a")
    except PermissionError as error:
        raise refused_folder(cluster) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def refused_folder(cluster: Cluster) -> ClusterError:
    """Return the refusal that the server's account may not use the state directory."""
    return ClusterError("CLU-03", path=str(cluster.state_dir), account=cluster.owner.pw_name)


def create(cluster: Cluster) -> None:
    """Make the cluster under another name and rename it when it is whole.

    A killed ``initdb`` thus leaves nothing that could be taken for a cluster.
    """
    if not reachable(cluster.state_dir, cluster.owner):
        raise refused_folder(cluster)
    draft = cluster.state_dir / "pg.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_to_owner(cluster, draft)
    made = run_as_owner(
        cluster,
        [
            *(programs(None) / "initdb", "--pgdata", draft, "--username", "postgres"),
            *("--auth", "peer", "--data-checksums", "--encoding", "UTF8", "--locale", "C.UTF-8"),
        ],
    )
    if made.returncode != 0:
        raise ClusterError("CLU-04", path=str(draft), said=made.stderr.strip())
    write_settings(cluster, draft)
    draft.rename(cluster.data)


def give_to_owner(cluster: Cluster, place: Path) -> None:
    """Hand a file or folder made by root to the account that runs the server."""
    if os.geteuid() == 0:
        os.chown(place, cluster.owner.pw_uid, cluster.owner.pw_gid)


def write_settings(cluster: Cluster, data: Path) -> None:
    """Write who may connect and how the server is tuned; an own ``local.conf`` has the last word."""
    settings = {**safety(cluster), **tuning(memory_bytes(), disk_bytes(cluster.state_dir))}
    contents = {
        "pg_hba.conf": f"local all {','.join(ROLES)} peer map=landdb\n"
        "local replication postgres peer map=landdb\n",
        "pg_ident.conf": "".join(
            f"landdb {account} {role}\n" for account in accounts(cluster) for role in ROLES
        ),
        "postgresql.conf": "# Written at every start: own settings belong into local.conf.\n"
        + "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        + "include_if_exists = 'local.conf'\n",
    }
    for name, content in contents.items():
        (data / name).write_text(content, encoding="utf-8")
        give_to_owner(cluster, data / name)


def accounts(cluster: Cluster) -> list[str]:
    """Return the operating system accounts that may connect: the server's, root and the caller."""
    caller = pwd.getpwuid(os.geteuid()).pw_name
    return sorted({cluster.owner.pw_name, "root", caller})


def safety(cluster: Cluster) -> dict[str, str]:
    """Return the settings that are not about speed; a land register loses no committed row."""
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(cluster.socket_dir),
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # One file a weekday, overwritten a week later: the log cannot fill the disk.
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
    }


def tuning(memory: int, disk: int) -> dict[str, str]:
    """Return the settings that follow the machine, for bulk loads beside a clerk's short reads.

    Parameters
    ----------
    memory, disk
        bytes of main memory, and bytes free where the data lie.
    """
    return {
        # The web service, the worker and the file cache share the machine: a sixteenth, not a
        # quarter, for the server's own cache; the rest is counted on as the system's file cache.
        "shared_buffers": megabytes(memory // 16, 128 * MIB, 4 * GIB),
        "effective_cache_size": megabytes(memory // 2, 512 * MIB, 64 * GIB),
        "maintenance_work_mem": megabytes(memory // 32, 64 * MIB, GIB),
        "work_mem": megabytes(memory // 512, 8 * MIB, 64 * MIB),
        # A load of a province writes gigabytes of log; a checkpoint in its midst would write every
        # page again in full. The limit follows the disk, so that a small one is not filled.
        "max_wal_size": megabytes(disk // 8, GIB, 8 * GIB),
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        # PostGIS functions carry high costs: the planner compiles statements that run in 2 ms.
        "jit": "off",
        "random_page_cost": "1.1",
    }


def megabytes(wanted: int, least: int, most: int) -> str:
    """Return a size in bytes as PostgreSQL writes it, kept between two limits."""
    return f"{max(least, min(wanted, most)) // MIB}MB"


def memory_bytes() -> int:
    """Return the machine's main memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def disk_bytes(folder: Path) -> int:
    """Return the bytes free on the disk of ``folder``."""
    return shutil.disk_usage(folder).free


def prepare_socket_dir(cluster: Cluster) -> None:
    """Make the socket's folder; one in /tmp that another account laid there is refused.

    Raises
    ------
    ClusterError
        CLU-05 when the folder is somebody else's.
    """
    folder = cluster.socket_dir
    folder.mkdir(mode=0o755, exist_ok=True)
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode) or status.st_uid not in (os.geteuid(), cluster.owner.pw_uid):
        raise ClusterError("CLU-05", path=str(folder))
    give_to_owner(cluster, folder)


# --- starting and stopping --------------------------------------------------------------


def answer(cluster: Cluster) -> str:
    """Return what the server says of itself: ``ready``, ``starting`` or ``stopped``.

    Asked of the server, not of its pid file: after ``kill -9`` an unreaped process still counts
    as running there.
    """
    asked = run_as_owner(
        cluster,
        [programs(cluster.version) / "pg_isready", "-h", cluster.socket_dir, "-p", str(PORT), "-q"],
    )
    return {0: "ready", 1: "starting"}.get(asked.returncode, "stopped")


def start(cluster: Cluster) -> bool:
    """Make the cluster when there is none, and start it; return False when it was running.

    Raises
    ------
    ClusterError
        CLU-01 to CLU-06, as the functions above say; CLU-06 when the server does not come up.
    """
    if cluster.data.exists() and answer(cluster) == "ready":
        return False
    with locked(cluster):
        if not cluster.data.exists():
            create(cluster)
        if answer(cluster) == "ready":
            return False
        write_settings(cluster, cluster.data)
        prepare_socket_dir(cluster)
        bring_up(cluster)
    return True


def bring_up(cluster: Cluster) -> None:
    """Start the server and wait until it answers, however long it replays its log."""
    deadline = time.monotonic() + PATIENCE_S
    while (said := answer(cluster)) != "ready":
        if said == "stopped" and living_pid(cluster) is None and not launch(cluster):
            words = last_words(cluster)
            # After a kill the server's children hold its memory until they notice.
            if "shared memory" not in words or time.monotonic() > deadline:
                raise ClusterError("CLU-06", path=str(cluster.data), said=words)
        time.sleep(0.05)


def launch(cluster: Cluster) -> bool:
    """Start the server once, detached from the caller's output; tell whether it came up."""
    forget_strangers(cluster)
    started = run_as_owner(
        cluster,
        [
            *(programs(cluster.version) / "pg_ctl", "start", "--pgdata", cluster.data, "--silent"),
            *("--wait", "--timeout", str(PATIENCE_S), "--log", cluster.data / "start.log"),
        ],
    )
    return started.returncode == 0


def forget_strangers(cluster: Cluster) -> None:
    """Remove lock files whose process exists and is not the server: it would refuse to start.

    Those of a dead process stay: the server reads in them which memory its children may still hold.
    """
    for lock in (cluster.data / "postmaster.pid", cluster.socket_dir / f"{SOCKET}.lock"):
        pid = written_pid(lock)
        if pid is not None and Path(f"/proc/{pid}").exists() and not serves(cluster, pid):
            lock.unlink()


def stop(cluster: Cluster) -> bool:
    """Stop the server, ending its sessions; return False when it was not running.

    Raises
    ------
    ClusterError
        CLU-03 when the caller may not, CLU-07 when the server does not end.
    """
    with locked(cluster):
        if not cluster.data.exists() or living_pid(cluster) is None:
            return False
        stopped = run_as_owner(
            cluster,
            [
                *(programs(cluster.version) / "pg_ctl", "stop", "--pgdata", cluster.data),
                *("--mode", "fast", "--wait", "--timeout", str(PATIENCE_S)),
            ],
        )
    if stopped.returncode != 0:
        raise ClusterError("CLU-07", path=str(cluster.data), said=stopped.stderr.strip())
    return True


def connections(cluster: Cluster) -> int:
    """Return how many sessions are open beside the one that asks; 0 when the server is stopped."""
    asked = run_as_owner(
        cluster,
        [
            *(programs(cluster.version) / "psql", "--no-psqlrc", "-h", cluster.socket_dir),
            *("-p", str(PORT), "-U", "postgres", "-d", "postgres", "-A", "-t", "-c"),
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        ],
    )
    return int(asked.stdout) if asked.returncode == 0 else 0


def status(cluster: Cluster) -> Status:
    """Return how the cluster is."""
    state = answer(cluster) if cluster.data.exists() else "absent"
    return Status(state, cluster.data, cluster.socket_dir, cluster.version)


def living_pid(cluster: Cluster) -> int | None:
    """Return the server's process, or None when the one written down is dead or another's."""
    pid = written_pid(cluster.data / "postmaster.pid")
    return pid if pid is not None and serves(cluster, pid) else None


def written_pid(lock: Path) -> int | None:
    """Return the process that a lock file names, or None when there is no such file.

    The lines below the number name folders, in whatever encoding they have.
    """
    try:
        return int(lock.read_bytes().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def serves(cluster: Cluster, pid: int) -> bool:
    """Tell whether the process is this cluster's server, by its command line.

    A zombie (killed, its parent has not looked) has none, and a stranger that was given the same
    number after a restart has its own.
    """
    try:
        return os.fsencode(cluster.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def last_words(cluster: Cluster) -> str:
    """Return what the server wrote before it gave up, from whichever log is the younger."""
    logs = [cluster.data / "start.log", *(cluster.data / "log").glob("*.log")]
    younger = max(filter(Path.exists, logs), key=lambda log: log.stat().st_mtime, default=None)
    if younger is None:
        return ""
    lines = younger.read_text(encoding="utf-8", errors="replace").splitlines()
    return " ".join(re.sub(r"^.*?\b(FATAL|LOG|HINT|DETAIL): +", "", line) for line in lines[-4:])
