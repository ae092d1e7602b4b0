"""The command line says what the page says, whole."""

from __future__ import annotations

import pytest

from landdb.cli.main import COMMANDS, cli, show_refusal
from landdb.errors import RuleBroken


def test_brackets_in_a_sentence_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_refusal(RuleBroken("IMP-72", column="CHUSD", sample="x"))
    shown = capsys.readouterr().err
    assert "IMP-72" in shown
    assert shown.count("[file]") == 2


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_loads_and_has_help_in_both_languages(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert " / " in (command.help or "")
