"""``landdb verify``: prove that the journal is what was sealed."""

from __future__ import annotations

import re

import click

from landdb.config import Settings
from landdb.db import make_engine
from landdb.errors import RuleBroken
from landdb.journal.seal import seal
from landdb.journal.verify import Break, verify
from landdb.messages import sentence


@click.command()
@click.option(
    "--witness", help="Đầu chuỗi do nơi khác giữ, SỐ:MÃ-BĂM. / A head held elsewhere, NUMBER:HASH."
)
def commands(witness: str | None) -> None:
    """Kiểm tra nhật ký và chuỗi băm. / Check the journal and its hash chain."""
    engine = make_engine(Settings.from_env().database_url)
    held = read_witness(witness) if witness else None
    while seal(engine):
        pass
    verdict = verify(engine, held)
    for found in verdict.breaks:
        click.echo(f"{found.code}  {say(found, 'vi')}", err=True)
    click.echo(
        f"Đã kiểm tra {verdict.entries} mục / entries checked; {len(verdict.breaks)} sai lệch / breaks."
    )
    click.echo(f"Đầu chuỗi / head: {verdict.entries}:{verdict.head.hex()}")
    if verdict.breaks:
        raise SystemExit(1)


def say(found: Break, lang: str) -> str:
    """Return the sentence of a break."""
    return sentence(found.code, lang, seq=found.seq, table=found.table_name, rid=found.rid)


def read_witness(written: str) -> tuple[int, bytes]:
    """Read a head as it was printed."""
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})", written.strip().lower())
    if match is None:
        raise RuleBroken("VER-06")
    return int(match[1]), bytes.fromhex(match[2])
