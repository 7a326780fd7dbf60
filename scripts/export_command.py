"""The commands `corridor export …`: what a run holds, in the forms that others read.

Trusts the scripts beside it to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts import evidence_command
from scripts.options import Json

app = typer.Typer(help="Hand over what a run holds in the forms that others read.", rich_markup_mode=None)
app.command()(evidence_command.evidence)


@app.command("iso20022")
def iso20022(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    uetr: Annotated[str | None, typer.Option(help="Only the messages of this payment, and of its return.")] = None,
    account: Annotated[str | None, typer.Option(help="Only the accounts of this id or address.")] = None,
    day: Annotated[str | None, typer.Option(help="With --account: only this business day, as 2024-06-03.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every payment, every account, every day.")] = False,
    out: Annotated[Path | None, typer.Option(help="New folder to write; DIR-iso20022 beside it without one.")] = None,
    as_json: Json = False,
) -> None:
    """Write a run's payments and accounts as ISO 20022 messages, from the chain's record.

    A folder a payment and an account, and index.jsonl: which file is about which payments, and where they are on the
    chain.
    """
    from scripts.export_iso20022 import Choice, export_iso20022

    export_iso20022(folder, Choice(uetr, account, day, every), out, as_json)
