"""The commands `corridor export …`: what a record holds, in the forms that others read.

Trusts the scripts beside it to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts import evidence_command
from scripts.options import FromBlock, IndexFile, Json, Record, RecordDeployment, RecordRpc, ToBlock

app = typer.Typer(help="Hand over what a record holds in the forms that others read.", rich_markup_mode=None)
app.command()(evidence_command.evidence)


@app.command("iso20022")
def iso20022(
    folder: Record = None,
    uetr: Annotated[str | None, typer.Option(help="Only the messages of this payment, and of its return.")] = None,
    account: Annotated[str | None, typer.Option(help="Only the accounts of this id or address.")] = None,
    day: Annotated[str | None, typer.Option(help="With --account: only this business day, as 2024-06-03.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every payment, every account, every day.")] = False,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    out: Annotated[Path | None, typer.Option(help="New folder to write; DIR-iso20022 beside it without one.")] = None,
    as_json: Json = False,
) -> None:
    """Write payments and accounts as ISO 20022 messages, from the chain's record.

    A folder a payment and an account, and index.jsonl: which file is about which payments, and where they are on the
    chain. With --rpc there is no payload store, which has the names, and no scenario, which has the cut-offs.
    """
    from scripts.audit_source import Named
    from scripts.export_iso20022 import Choice, export_iso20022

    named = Named(folder, rpc, deployment, from_block, to_block)
    export_iso20022(named, Choice(uetr, account, day, every), out, as_json)


@app.command("record")
def record(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    uetr: Annotated[str, typer.Option(help="UETR of the payment.")],
    key: Annotated[Path, typer.Option(help="File with the receiver's private X25519 key, 64 hex digits.")],
    as_json: Json = False,
) -> None:
    """Open the sealed travel-rule record of a payment, as one to whom it was sent."""
    from scripts.export_record import export_record

    if not export_record(folder, uetr, key, as_json):
        raise typer.Exit(1)


@app.command("view")
def view(
    party: Annotated[str, typer.Option("--for", help="participant:ID, bank:ID, supervisor:JURISDICTION or auditor.")],
    folder: Record = None,
    key: Annotated[
        str | None, typer.Option(help="Seal it to this X25519 key, 64 hex digits, or to the one of a participant.")
    ] = None,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    index: IndexFile = None,
    out: Annotated[Path | None, typer.Option(help="New folder to write; DIR-view-PARTY beside it without one.")] = None,
    as_json: Json = False,
) -> None:
    """Write what one party may see of a record, and nothing else; docs/views.md has the table."""
    from scripts.audit_source import Named
    from scripts.export_views import export_view

    export_view(Named(folder, rpc, deployment, from_block, to_block, index), party, key, out, as_json)


@app.command("research")
def research(
    folder: Record = None,
    bins: Annotated[
        str | None, typer.Option("--bin", help="Bounds of bins, as 10000,100000: amounts in minor units, told by bin.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="File with the pseudonyms' key, 64 hex digits; a fresh one without it.")
    ] = None,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    index: IndexFile = None,
    out: Annotated[Path | None, typer.Option(help="New folder to write; DIR-research beside it without one.")] = None,
    as_json: Json = False,
) -> None:
    """Write a record's payments and transfers under pseudonyms, with what remains inferable."""
    from scripts.audit_source import Named
    from scripts.export_views import export_research

    export_research(Named(folder, rpc, deployment, from_block, to_block, index), bins, key_file, out, as_json)
