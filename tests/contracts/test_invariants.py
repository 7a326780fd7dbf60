"""The invariants hold on the contracts as they are, and each check finds the bug that is planted for it.

Trusts `invariant_checks` to be what docs/invariants.md says; a planted bug is a patch in tests/mutants.
Never changes the checkout: a mutant is built from a copy of the sources it touches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from invariant_checks import CHECKS
from mutants import MUTANTS, apply_patch, build_mutant, sources_of
from small_network import Network, open_network

from chain.artifacts import load_artifact

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"
# This one compiles fastest; the others are built by `make deep`.
PROBE = "A_credit_not_counted"


def documented() -> dict[str, tuple[str, list[str]]]:
    """Letter -> name of its check and names of its planted bugs."""
    row = re.compile(r"^\| ([A-Z]) \| .* \| `(\w+)` \| (.*) \|$", re.MULTILINE)
    found = row.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {letter: (check, re.findall(r"`(\w+)`", bugs)) for letter, check, bugs in found}


@pytest.fixture
def mutated(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A network deployed from the artifacts of a mutant."""
    monkeypatch.setattr("chain.artifacts.ARTIFACTS_DIR", build_mutant(request.param, tmp_path))
    load_artifact.cache_clear()
    network = open_network()
    yield network
    network.ledger.journal.close()
    monkeypatch.undo()
    load_artifact.cache_clear()


def test_document__each_letter__has_its_check_and_its_planted_bugs() -> None:
    bugs: dict[str, list[str]] = {letter: [] for letter in CHECKS}
    for name in MUTANTS:
        bugs[name[0]].append(name)
    assert documented() == {letter: (check.__name__, bugs[letter]) for letter, check in CHECKS.items()}
    assert all(bugs.values())


@pytest.mark.parametrize("letter", CHECKS)
def test_invariant__contracts_as_they_are__holds(network: Network, letter: str) -> None:
    assert CHECKS[letter](network) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant__its_patch__still_applies_to_the_sources(name: str) -> None:
    before = sources_of(MUTANTS[name])
    after = apply_patch(MUTANTS[name], before)
    assert after.keys() == before.keys()
    assert all(after[path] != before[path] for path in before)


@pytest.mark.parametrize("mutated", [PROBE], indirect=True)
def test_mutant__cheapest_one__is_found_by_its_check(mutated: Network) -> None:
    assert CHECKS[PROBE[0]](mutated) != []


@pytest.mark.deep
@pytest.mark.parametrize(
    ("mutated", "letter"), [(name, name[0]) for name in MUTANTS if name != PROBE], indirect=["mutated"]
)
def test_mutant__every_other__is_found_by_its_check(mutated: Network, letter: str) -> None:
    assert CHECKS[letter](mutated) != []
