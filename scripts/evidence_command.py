"""The command `corridor export evidence`: one payment, proved to somebody who trusts nobody here.

Trusts the auditor to gather the proofs, and the verifier that goes with them to judge them.
Never prints the anchor as if it were part of the evidence: the reader has to get it elsewhere.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chain.errors import InputError
from scripts.options import FromBlock, Json, Record, RecordDeployment, RecordRpc, ToBlock

if TYPE_CHECKING:
    from audit.evidence.export import Evidence
    from scripts.audit_source import Source


def evidence(
    uetr: Annotated[str, typer.Option(help="UETR of the payment.")],
    folder: Record = None,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; DIR-evidence-UETR beside DIR without it.")] = None,
    as_json: Json = False,
) -> None:
    """Write a folder that proves one payment to somebody who has neither this run nor Corridor.

    With --rpc: to somebody who knows the hash of a block of that chain, of the one named by --to-block, or else of the
    last one in which the payment is named.
    """
    from audit.evidence.export import export_chain_evidence, export_evidence
    from audit.filters import required_uetr
    from scripts.audit_source import Named, open_source

    payment = required_uetr(uetr)
    source = open_source(Named(folder, rpc, deployment, from_block, to_block))
    target = out or source.beside(f"evidence-{payment}")
    messages, without = iso_messages(source, payment)
    if source.folder is not None:
        written = export_evidence(source.folder, payment, target, messages)
    else:
        assert source.chain is not None
        known = source.record.deployment
        written = export_chain_evidence(source.chain, known, payment, target, messages, to_block)
    _show(written, sorted(messages), without, as_json)


def _show(written: Evidence, messages: list[str], without: str, as_json: bool) -> None:
    """Says what was written, and what has to reach the reader by another way."""
    from scripts.run_scenario import as_text

    anchor = f"0x{written.anchor.hex()}"
    if as_json:
        content: dict[str, Any] = {
            "folder": str(written.path),
            **({"block_hash": anchor, "contracts": [*written.contracts]} if written.contracts else {}),
            **({} if written.contracts else {"genesis_digest": anchor}),
            "verifier_sha256": written.verifier_sha256,
            "transactions": written.items,
            "proved": list(written.lines),
            "unproved_messages": messages,
        }
        typer.echo(as_text(content), nl=False)
        return
    for line in written.lines:
        typer.echo(line)
    typer.echo(f"evidence in {written.path}: {written.items} transactions")
    told = f"{len(messages)} of it, unproved" if messages else f"none: {without}"
    typer.echo(f"ISO 20022 messages: {told}")
    needs = "BLOCK_HASH --contract ADDRESS" if written.contracts else "GENESIS_DIGEST"
    typer.echo(f"check it: python {written.path / 'verify.py'} {written.path} --anchor {needs}")
    kind = "block hash" if written.contracts else "genesis digest"
    typer.echo(f"to be handed over by another way: {kind} {anchor}")
    for contract in written.contracts:
        typer.echo(f"                                  contract {contract}")
    typer.echo(f"                                  SHA-256 of verify.py {written.verifier_sha256}")


def iso_messages(source: Source, uetr: str) -> tuple[dict[str, bytes], str]:
    """The payment's ISO 20022 messages by name, for the folder's unproved part; without any, why there are none.

    What no message can say, and what is no payment (an obligation, an instruction), has evidence all the same.
    """
    from scripts.export_iso20022 import papers_of

    try:
        papers = papers_of(source, uetr).of_uetr(uetr)
        return {f"iso20022/{PurePosixPath(paper.name).name}": paper.xml for paper in papers}, ""
    except InputError as error:
        return {}, error.why
