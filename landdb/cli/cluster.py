"""``landdb db start | stop | status``: the private cluster, by hand and for ``./run``."""

from __future__ import annotations

import shlex

import click

from landdb import cluster
from landdb.messages import sentence

STATES = {
    "ready": ("đang chạy", "running"),
    "starting": ("đang khởi động", "starting"),
    "stopped": ("đã dừng", "stopped"),
    "absent": ("chưa được tạo", "not made yet"),
}


@click.command()
@click.option(
    "--environment",
    is_flag=True,
    help="In các biến môi trường cho sh. / Print the variables for sh.",
)
def start(*, environment: bool) -> None:
    """Tạo (nếu chưa có) và khởi động cụm riêng. / Make and start the private cluster."""
    private = cluster.cluster_of()
    started = cluster.start(private)
    if environment:
        variables = private.environment() | ({"LANDDB_CLUSTER_STARTED": "1"} if started else {})
        for name, value in variables.items():
            click.echo(f"export {name}={shlex.quote(value)}")
        return
    show(cluster.status(private))


@click.command()
@click.option(
    "--if-idle", is_flag=True, help="Chỉ khi không còn ai kết nối. / Only when nobody is connected."
)
def stop(*, if_idle: bool) -> None:
    """Dừng cụm riêng. / Stop the private cluster."""
    private = cluster.cluster_of()
    if if_idle and cluster.connections(private):
        return
    cluster.stop(private)
    show(cluster.status(private))


@click.command()
def status() -> None:
    """Cho biết cụm riêng ra sao; mã thoát 0 khi đang chạy. / Tell how the private cluster is."""
    found = cluster.status(cluster.cluster_of())
    show(found)
    if found.state != "ready":
        raise SystemExit(1)


def show(found: cluster.Status) -> None:
    """Print one status, Vietnamese first."""
    vietnamese, english = STATES[found.state]
    click.echo(f"PostgreSQL {found.version or ''}: {vietnamese} / {english}")
    click.echo(f"  dữ liệu / data:  {found.data}")
    click.echo(f"  socket:          {found.socket}")


@click.group()
def commands() -> None:
    """Cụm PostgreSQL riêng. / The private PostgreSQL cluster."""


for command in (start, stop, status):
    commands.add_command(command)


def main() -> None:
    """Run these commands alone: ``./run`` needs them before anything else is loaded."""
    try:
        commands()
    except cluster.ClusterError as refusal:
        for language in ("vi", "en"):
            click.echo(sentence(refusal.code, language, **refusal.facts), err=True)
        raise SystemExit(1) from refusal


if __name__ == "__main__":
    main()
