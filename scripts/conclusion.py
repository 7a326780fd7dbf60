"""How a command that ran something ends: what it prints of it, and whether it was as it must be.

Trusts the summary for what happened.
Never ends well where a run is not conserved, reconciled and as its scenario expects.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from scripts.faults import CheckFailed


def conclude(folder: Path, summary: dict[str, Any], started: float, *, as_json: bool, quiet: bool) -> None:
    """Prints what became of a run; raises CheckFailed where it is not as it must be."""
    from scripts.run_scenario import as_text, passed

    if as_json:
        sys.stdout.write(as_text(summary))
    elif not quiet:
        _show(folder, summary, started)
    if not passed(summary):
        sys.stderr.write(f"error: {folder}: the run is not as it must be; see expectations and findings there\n")
        raise CheckFailed


def _show(folder: Path, summary: dict[str, Any], started: float) -> None:
    import json

    from scripts.compare_tables import show_designs
    from scripts.console import show_comparison, show_run

    if "designs" in summary:
        show_designs(folder, summary, time.monotonic() - started)
        return
    if "runs" in summary:
        show_comparison(folder, summary, time.monotonic() - started)
        return
    show_run(folder, summary, json.loads((folder / "run.json").read_text()), time.monotonic() - started)
