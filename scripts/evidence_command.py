"""The command `corridor export evidence`: one payment, proved to somebody who trusts nobody here.

Trusts the auditor to gather the proofs, and the verifier that goes with them to judge them.
Never prints the genesis digest as if it were part of the evidence: the reader has to get it elsewhere.
"""

from __future__ import annotations

import uuid
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.options import Json

if TYPE_CHECKING:
    from audit.run_folder import RunFolder


def evidence(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    uetr: Annotated[str, typer.Option(help="UETR of the payment.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write; DIR-evidence-UETR beside DIR without it.")] = None,
    as_json: Json = False,
) -> None:
    """Write a folder that proves one payment to somebody who has neither this run nor Corridor."""
    from audit.evidence.export import export_evidence
    from audit.run_folder import RunFolder
    from scripts.run_scenario import as_text

    payment = canonical(uetr)
    target = out or folder.resolve().parent / f"{folder.resolve().name}-evidence-{payment}"
    run = RunFolder.open(folder)
    messages, without = iso_messages(run, payment)
    written = export_evidence(run, payment, target, messages)
    if as_json:
        content = {
            "folder": str(written.path),
            "genesis_digest": f"0x{written.anchor.hex()}",
            "verifier_sha256": written.verifier_sha256,
            "transactions": written.items,
            "proved": list(written.lines),
            "unproved_messages": sorted(messages),
        }
        typer.echo(as_text(content), nl=False)
        return
    for line in written.lines:
        typer.echo(line)
    typer.echo(f"evidence in {written.path}: {written.items} transactions")
    told = f"{len(messages)} of it, unproved" if messages else f"none: {without}"
    typer.echo(f"ISO 20022 messages: {told}")
    typer.echo(f"check it: python {written.path / 'verify.py'} {written.path} --anchor GENESIS_DIGEST")
    typer.echo(f"to be handed over by another way: genesis digest 0x{written.anchor.hex()}")
    typer.echo(f"                                  SHA-256 of verify.py {written.verifier_sha256}")


def iso_messages(run: RunFolder, uetr: str) -> tuple[dict[str, bytes], str]:
    """The payment's ISO 20022 messages by name, for the folder's unproved part; without any, why there are none.

    What no message can say, and what is no payment (an obligation, an instruction), has evidence all the same.
    """
    from audit.statements.papers import Papers
    from chain.errors import InputError
    from scripts.export_iso20022 import openings_of

    try:
        papers = Papers.of(run, openings_of(run.path)).of_uetr(uetr)
        return {f"iso20022/{PurePosixPath(paper.name).name}": paper.xml for paper in papers}, ""
    except InputError as error:
        return {}, error.why


def canonical(text: str) -> str:
    from audit.wording import printable
    from chain.errors import InputError

    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise InputError(
            what=f"cannot use {printable(text)!r}",
            where="--uetr",
            why="a UETR is a UUID",
            do="write it as 8-4-4-4-12 hex digits",
        ) from None
