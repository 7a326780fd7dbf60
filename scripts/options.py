"""The options that several commands have in common, worded once.

Trusts typer to read them.
Never decides what an option does: the command does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chain.errors import InputError

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")]
Seed = Annotated[int | None, typer.Option(help="Draw everything from this seed instead of the scenario's.")]
Out = Annotated[Path | None, typer.Option(help="Results folder; runs/<scenario>-<seed> where none is given.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing results folder in one step.")]
Engine = Annotated[str, typer.Option(help="EVM that executes: revm, pyevm, or rpc for another network.")]
RpcUrl = Annotated[str | None, typer.Option(help="Address or IPC path of the network that engine rpc runs on.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes beside this one that recover senders; for large runs.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Replace one value of the scenario; may be repeated.", metavar="KEY.PATH=VALUE"),
]
AllowCode = Annotated[
    bool, typer.Option("--allow-code", help="Run the Python classes that the scenario names; read them first.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but problems.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

Record = Annotated[Path | None, typer.Argument(help="Results folder of a run.", metavar="DIR")]
RecordRpc = Annotated[
    str | None, typer.Option("--rpc", help="Read a chain at this address or IPC path, instead of DIR.")
]
RecordDeployment = Annotated[Path | None, typer.Option("--deployment", help="With --rpc: where its contracts are.")]
FromBlock = Annotated[int, typer.Option(min=1, help="With --rpc: the first block to read.")]
ToBlock = Annotated[int | None, typer.Option(min=1, help="With --rpc: the last, without it the newest.")]
IndexFile = Annotated[Path | None, typer.Option("--index", help="Keep the index in this file.", metavar="FILE")]
CaseFile = Annotated[Path | None, typer.Option("--case", help="Add what is shown to this case file.", metavar="CASE")]
OfficerKey = Annotated[Path | None, typer.Option("--officer", help="With --case: file with the officer's key.")]


def require_utf8(option: str, text: str) -> None:
    """Raises InputError for bytes that are no UTF-8, which neither a database nor a case file takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        why, do = "it has bytes that are no UTF-8", "write it as text"
        raise InputError(what="no text", where=option, why=why, do=do) from None
