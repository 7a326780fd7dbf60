"""One tiny run whose names are hostile, for every test of the reports; a copy of it for those that change it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.folder import FinishedRun
from scripts.cli import main

DATA = Path(__file__).parents[1] / "data"
HOSTILE = "</script><img src=http://x.example/ onerror=alert(1)>"
FORMULA = "=1+1"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run; nobody writes to it."""
    folder = tmp_path_factory.mktemp("report")
    text = (DATA / "tiny.yaml").read_text()
    for name in ("Frankfurt Bank", "name: Germany", "title: Two banks, three payments, one loan"):
        key = name.partition(": ")[0] + ": " if ": " in name else ""
        assert name in text
        text = text.replace(name, f'{key}"{HOSTILE}"')
    text = text.replace("seed: 3\n", f'seed: 3\nassumptions:\n  - "{HOSTILE} <!-- {FORMULA}"\n')
    scenario = folder / "tiny.yaml"
    scenario.write_text(text)
    assert main(["run", str(scenario), "--out", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


SUPERVISED = {
    "payments:\n": """rates:
  source: process
  process:
    numeraire: USD
    currencies:
      EUR: {start: "0.92", volatility_bps_per_year: 800}
      SGD: {start: "1.35", volatility_bps_per_year: 500}
topology:
  generate: {kind: small_world, banks: 10, links_each: 2, homes: {DE: {opening_liquidity: "9000.00"}, SG: {}}}
stop: {payments_settled: 55}
payments:
""",
    "purposes: [GDDS, SVCS]}\ntyp": "purposes: [GDDS, SVCS], deadlines: {least_min: 1, most_min: 30}}\ntyp",
}


@pytest.fixture(scope="session")
def supervised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with alarms, freezes, planted patterns, deadlines, drawn rates and banks, which ended early;
    nobody writes to it."""
    folder = tmp_path_factory.mktemp("supervised")
    text = (DATA / "watched.yaml").read_text()
    for old, new in SUPERVISED.items():
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "watched.yaml").write_text(text)
    assert main(["run", str(folder / "watched.yaml"), "--out", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


@pytest.fixture
def copied(finished: Path, tmp_path: Path) -> Path:
    """A copy of the run."""
    return Path(shutil.copytree(finished, tmp_path / "copied"))


@pytest.fixture
def changed(copied: Path) -> Callable[[str, str, str], Path]:
    """Replaces a text in one of the copy's files; returns the folder."""

    def change(name: str, old: str, new: str) -> Path:
        text = (copied / name).read_text()
        assert old in text
        (copied / name).write_text(text.replace(old, new))
        return copied

    return change


@pytest.fixture(scope="session")
def run(finished: Path) -> FinishedRun:
    """The run, read."""
    return FinishedRun.open(finished)
