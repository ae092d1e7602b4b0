"""``landdb``: the command line. Commands are loaded when they are asked for, so that help is quick."""

from __future__ import annotations

from importlib import import_module

import click
from rich.console import Console

from landdb.errors import LandError
from landdb.messages import sentence

#: Command -> module of ``landdb.cli`` that holds it as ``commands``, with its line of help.
COMMANDS = {
    "db": ("landdb.cli.db", "Cơ sở dữ liệu: tạo, nâng cấp, khởi động. / The database."),
    "demo": ("landdb.cli.demo", "Dữ liệu mẫu. / Sample data."),
    "crs": ("landdb.cli.crs", "Hệ toạ độ được dùng. / Coordinate systems in use."),
    "offices": ("landdb.cli.offices", "Cơ quan và địa bàn. / Offices and their territory."),
    "parcels": ("landdb.cli.parcels", "Nhập thửa đất từ tệp. / Parcels from files."),
    "tiles": ("landdb.cli.tiles", "Lớp khái quát của bản đồ. / Generalised map layers."),
    "user": ("landdb.cli.user", "Tài khoản và vai trò. / Accounts and roles."),
    "verify": ("landdb.cli.verify", "Kiểm tra nhật ký và chuỗi băm. / Check the journal's chain."),
    "worker": ("landdb.cli.worker", "Chạy tác vụ nền. / Run background jobs."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).commands
        assert isinstance(command, click.Command)  # noqa: S101 - a mistake of ours, not of the user's
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the list without importing anything."""
        with formatter.section("Lệnh / Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(COMMANDS.items())])


@click.command(cls=Lazy)
def cli() -> None:
    """LandDB - hệ thống đăng ký đất đai. / Land registration service."""


def main() -> None:
    """Run the command line; a refusal is one clear sentence, in Vietnamese, then English."""
    try:
        cli(standalone_mode=False)
    except LandError as refusal:
        show_refusal(refusal)
        raise SystemExit(1) from refusal
    except click.ClickException as mistake:
        mistake.show()
        raise SystemExit(mistake.exit_code) from mistake
    except click.Abort as stop:
        raise SystemExit(130) from stop


def show_refusal(refusal: LandError) -> None:
    """Print a refusal's code and sentences; brackets in them are text, not markup."""
    console = Console(stderr=True, highlight=False, markup=False)
    console.print(refusal.code, style="red", end=" ")
    console.print(sentence(refusal.code, "vi", **refusal.facts))
    console.print(sentence(refusal.code, "en", **refusal.facts), style="dim")


if __name__ == "__main__":
    main()
