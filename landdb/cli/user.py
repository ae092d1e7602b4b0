"""``landdb user``: accounts and their roles, for the operator at the node."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from landdb.access import services
from landdb.actor import ROLES
from landdb.config import Settings
from landdb.db import make_engine, refusals


@click.group()
def commands() -> None:
    """Tài khoản và vai trò. / Accounts and roles."""


@commands.command()
@click.argument("username")
@click.option("--name", required=True, help="Tên hiển thị. / Display name.")
@click.option("--office", required=True, help="Mã cơ quan. / Office id.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), required=True)
@click.password_option(prompt="Mật khẩu / Password")
def add(username: str, name: str, office: str, roles: tuple[str, ...], password: str) -> None:
    """Tạo tài khoản. / Make an account."""
    with refusals(), Session(engine()) as session, session.begin():
        services.create_account(
            session,
            username=username,
            display_name=name,
            office_id=office,
            password=password,
            roles=frozenset(roles),
            now=datetime.now(UTC),
            granted_by="system:cli",
        )
    click.echo(f"Đã tạo tài khoản {username} / account made.")


@commands.command()
@click.argument("username")
@click.password_option(prompt="Mật khẩu mới / New password")
def password(username: str, password: str) -> None:
    """Đặt lại mật khẩu; mọi phiên đang mở bị đóng. / Set a password; open sessions end."""
    with refusals(), Session(engine()) as session, session.begin():
        services.set_password(session, username, password, datetime.now(UTC))
    click.echo("Đã đổi mật khẩu / password set.")


@commands.command()
@click.argument("username")
def disable(username: str) -> None:
    """Khoá tài khoản; mọi phiên đang mở bị đóng. / Shut an account; open sessions end."""
    with refusals(), Session(engine()) as session, session.begin():
        services.disable_account(session, username, datetime.now(UTC))
    click.echo("Đã khoá tài khoản / account shut.")


def engine() -> Engine:
    """Return the application's engine."""
    return make_engine(Settings.from_env().database_url)
