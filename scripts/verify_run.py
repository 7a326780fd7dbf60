"""Verifies a results folder: hash chain, seals, signatures, roots and files, and on request every receipt.

Trusts the auditor for the verdict.
Never reads what the nodes wrote about themselves, and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from scripts.faults import CheckFailed


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
