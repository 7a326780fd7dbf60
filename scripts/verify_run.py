"""Verifies a record: hash chain, signatures and roots, of a results folder seals, files and on request every receipt.

Trusts the auditor for the verdict.
Never reads what the nodes wrote about themselves, and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from scripts.audit_source import Named
from scripts.faults import CheckFailed


def verify_record(named: Named, *, replay: bool, workers: int, as_json: bool, quiet: bool) -> None:
    """Prints the verification of a record; raises CheckFailed on any finding."""
    if named.folder is not None and named.rpc is None:
        verify_run(named.folder, replay=replay, workers=workers, as_json=as_json, quiet=quiet)
    else:
        verify_chain(named, replay=replay, as_json=as_json, quiet=quiet)


def verify_chain(named: Named, *, replay: bool, as_json: bool, quiet: bool) -> None:
    """Prints the verification of a chain that others run: it has no seals of Corridor's and no files."""
    from audit import rpc_audit
    from chain.errors import InputError
    from scripts.audit_console import show_chain_verification
    from scripts.audit_source import open_source
    from scripts.run_scenario import as_text

    source = open_source(named)
    assert source.chain is not None
    if replay:
        why = "a chain that others run is executed by its own nodes, in a state that is not in its blocks"
        do = "compare it with their storage instead: corridor audit --rpc"
        raise InputError(what="nothing to execute again", where="--replay", why=why, do=do)
    done = rpc_audit.verify_chain(source.chain, source.record)
    content: dict[str, Any] = {
        "blocks": done.blocks,
        "transactions": done.transactions,
        "last_block": {"number": source.chain.last, "hash": f"0x{done.block_hash.hex()}"},
        "record": source.chain.binding,
        "holds": done.holds,
        "findings": [finding.as_json() for finding in done.findings],
    }
    if as_json:
        sys.stdout.write(as_text(content))
    elif not quiet or not done.holds:
        show_chain_verification(source.chain.url, content, [str(finding) for finding in done.findings])
    if not done.holds:
        raise CheckFailed


def verify_run(path: Path, *, replay: bool, workers: int, as_json: bool, quiet: bool) -> None:
    """Prints the verification of a run; raises CheckFailed on any finding."""
    from audit.run_folder import RunFolder
    from audit.verify import verify_folder
    from scripts.audit_console import show_verification
    from scripts.console import checking
    from scripts.run_scenario import as_text

    folder = RunFolder.open(path)
    with checking(folder.journal.height(), quiet=quiet or as_json) as advance:
        done = verify_folder(folder, replay=replay, workers=workers, progress=advance)
    content: dict[str, Any] = {
        "blocks": done.blocks,
        "transactions": done.transactions,
        "seals": done.seals,
        "genesis_digest": f"0x{done.genesis.hex()}",
        "digest": f"0x{done.digest.hex()}",
        "replayed_on": done.replayed_on,
        "complete": folder.complete,
        "holds": done.holds,
        "findings": [finding.as_json() for finding in done.findings],
    }
    if as_json:
        sys.stdout.write(as_text(content))
    elif not quiet or not done.holds:
        show_verification(path, content, [str(finding) for finding in done.findings])
    if not done.holds:
        raise CheckFailed


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["verify", *sys.argv[1:]]))
