"""The gallery, run to the end: what each scenario expects is what comes, and the record is the same everywhere.

`tests/data/digests.json` holds the digest of each file's own seed; a change of contracts or nodes changes it. To write
it anew after such a change: CORRIDOR_UPDATE_DIGESTS=1 .venv/bin/python -m pytest -n 0 tests/scenarios/test_runs.py
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gallery_runs import FILES, run, summary_of

from chain.engines import DEFAULT, ENGINES
from nodes.scenario import Scenario
from scripts.run_scenario import passed

REPO = Path(__file__).parents[2]
DIGESTS = REPO / "tests" / "data" / "digests.json"


FAST_ALONE = frozenset(
    (
        "holidays",
        "laundering",
        "loan-and-run",
        "loan-terms",
        "mbridge-2022",
        "remittance",
        "cascade",
        "gridlock",
        "onboarding",
    )
)
"""On the slow engine only where deep tests are asked for: what they do on the chain is asked of it elsewhere."""
LONG = frozenset({"sme-loans"})
"""What takes the better part of a minute; tests/scenarios/test_sme_loans.py runs less of it."""


def gallery() -> Iterator[Any]:
    """Every scenario on every engine; of a comparison each way by itself, and on the slow engine only where deep tests
    are asked for. So is what is long."""
    for path in FILES:
        ways = [way.id for way in Scenario.load(path).compare]
        for engine in ENGINES:
            if not ways:
                is_asked = engine != DEFAULT and path.stem in FAST_ALONE
                yield pytest.param(path.stem, engine, id=f"{path.stem}-{engine}", marks=[pytest.mark.deep] * is_asked)
            for way in ways:
                name = f"{path.stem}/{way}"
                is_asked = engine != DEFAULT or path.stem in LONG
                yield pytest.param(name, engine, id=f"{name}-{engine}", marks=[pytest.mark.deep] * is_asked)


@pytest.mark.parametrize(("name", "engine"), list(gallery()))
def test_scenario__own_seed_on_either_engine__passes_with_the_digest_on_record(name: str, engine: str) -> None:
    summary = summary_of(name) if engine == DEFAULT else run(name, engine=engine)
    assert passed(summary), summary
    digests = json.loads(DIGESTS.read_text()) if DIGESTS.exists() else {}
    if os.environ.get("CORRIDOR_UPDATE_DIGESTS"):
        DIGESTS.write_text(json.dumps(digests | {name: summary["digest"]}, indent=1, sort_keys=True) + "\n")
    else:
        assert summary["digest"] == digests[name]


def test_quickstart__another_seed__passes_with_another_digest() -> None:
    summary = run("quickstart", 8)
    assert passed(summary), summary
    assert summary["digest"] != json.loads(DIGESTS.read_text())["quickstart"]


def test_pilot__another_seed__settles_all_164_with_all_currencies_conserved() -> None:
    assert_pilot(run("mbridge-2022", 1))


@pytest.mark.deep
@pytest.mark.parametrize("seed", [0, 2, 3, 99, 2**40, 2**63 - 1])
def test_pilot__many_seeds__settle_all_164_with_all_currencies_conserved(seed: int) -> None:
    assert_pilot(run("mbridge-2022", seed))


def assert_pilot(summary: dict[str, Any]) -> None:
    """What must hold of the pilot whatever the seed."""
    assert passed(summary), summary
    payments = summary["payments"]
    assert (payments["settled"], payments["refused"], payments["kept_off"]) == (164, 0, 0)
    assert payments["value_usd_minor"] > 2_200_000_000
    assert summary["loans"]["closed"] == 3
    assert {name: (loan["on_time"], loan["late"]) for name, loan in summary["loans"]["by_id"].items()} == {
        "loan-annuity": (5, 0),
        "loan-bullet": (5, 0),
        "loan-linear": (4, 1),
    }
    assert sorted(summary["conservation"]) == ["AED", "CNY", "HKD", "THB"]
    assert all(len(book["deposits"]) == 5 for book in summary["conservation"].values())
    assert summary["reconciled"] is True
    assert summary["findings"] == 0


def test_readme__its_demo_output__is_of_this_version() -> None:
    digest = json.loads(DIGESTS.read_text())["mbridge-2022"]
    assert f"run digest {digest}\n" in (REPO / "README.md").read_text()
