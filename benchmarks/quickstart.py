"""Row 5: what somebody waits for who tries Corridor: the command line, the quickstart, its audit.

Trusts the quickstart to be what newcomers run first.
Never measures a command inside this process, where everything is imported already.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import ROUNDS, Section, Tell, median_row

QUICKSTART = Path(__file__).parents[1] / "scenarios" / "quickstart.yaml"


def measure(tell: Tell) -> Section:
    """All rows."""
    with tempfile.TemporaryDirectory() as folder:
        run = ["-m", "scripts.cli", "run", str(QUICKSTART), "--quiet", "--out", f"{folder}/run", "--overwrite"]
        commands = {
            "a bare Python": ["-c", "pass"],
            "corridor --help": ["-m", "scripts.cli", "--help"],
            "corridor validate quickstart": ["-m", "scripts.cli", "validate", str(QUICKSTART)],
            "corridor run quickstart on revm": [*run, "--engine", "revm"],
            "corridor run quickstart on pyevm": [*run, "--engine", "pyevm"],
            "corridor audit quickstart": ["-m", "scripts.cli", "audit", f"{folder}/run"],
        }
        rows = []
        for name, arguments in commands.items():
            tell(name)
            rows.append(median_row(name, [_seconds(_command(*arguments)) for _ in range(ROUNDS)], "s"))
    return Section("The quickstart", tuple(rows), has_ratios=False)


def _command(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
