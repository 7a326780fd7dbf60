"""The command `corridor trace`: follows money from a wallet or a payment, out or in.

Trusts the auditor to follow it.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scripts.options import (
    CaseFile,
    FromBlock,
    IndexFile,
    Json,
    OfficerKey,
    Record,
    RecordDeployment,
    RecordRpc,
    ToBlock,
)

_Text = str | None


def trace(
    folder: Record = None,
    start: Annotated[
        str, typer.Option("--from", help="Where it starts: a wallet's id, address or alias, or a UETR.")
    ] = "",
    direction: Annotated[str, typer.Option(help="out: where the money went; in: where it came from.")] = "out",
    hops: Annotated[int, typer.Option(help="Most payments one after another.")] = 5,
    least: Annotated[_Text, typer.Option("--min", help="Least tainted value that is followed, minor units.")] = None,
    until: Annotated[_Text, typer.Option(help="Only to this date or UTC time, included.")] = None,
    method: Annotated[str, typer.Option(help="fifo, proportional or poison.")] = "proportional",
    graphml: Annotated[Path | None, typer.Option(help="Write the graph to this file too.", metavar="FILE")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a picture to this file too.", metavar="FILE")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an existing picture.")] = False,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    index: IndexFile = None,
    case: CaseFile = None,
    officer: OfficerKey = None,
    as_json: Json = False,
) -> None:
    """Follow money hop by hop through payments, exchange, netting and loans, with its tainted share at each step."""
    from audit.cases.looks import TraceLook, trace_text
    from audit.index.lookup import Lookup
    from audit.trace.asked import Asked, trace_money
    from audit.trace.report import TraceReport
    from scripts.audit_source import Named, open_source
    from scripts.case_attachment import attachment, formed, tell
    from scripts.trace_console import show_trace

    asked = Asked(start, direction, hops, least, until, method)
    asked.limits()
    named = Named(folder, rpc, deployment, from_block, to_block, index)
    attached = attachment(case, officer, named)
    source = open_source(named)
    source.require_whole("no share can be followed")
    opened = source.index()
    try:
        report = TraceReport.of(opened, asked, trace_money(opened, Lookup(opened, source.salt), asked))
        if graphml is not None:
            from audit.trace.graph import write_graphml

            write_graphml(report, graphml)
        if html is not None:
            from explorer.report import write_trace

            write_trace(report, html, overwrite=overwrite)
        if attached is not None:
            tell(attached.add(formed(lambda: TraceLook.of(asked), "--case"), trace_text(report)), sys.stderr)
        if as_json:
            typer.echo(trace_text(report), nl=False)
        else:
            show_trace(report)
    finally:
        opened.close()
