"""The invariants hold on the contracts as they are, and each check finds the bugs that are planted for it.

Trusts `invariant_checks` to be what docs/invariants.md says; a planted bug is a patch in tests/mutants.
Never changes the checkout, but to put on record which bugs were found: CORRIDOR_UPDATE_PROVEN=1 make deep
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from forks import running_on
from invariant_checks import CHECKS
from mutants import (
    MUTANTS,
    PROVEN,
    apply_patch,
    build_mutant,
    is_proven,
    letter_of,
    record_proven,
    sources_of,
)
from small_network import Network, open_network

from chain.artifacts import load_artifact

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"
# Compiles fastest, and is built whatever changed.
PROBE = "P_cap_without_the_balance"
# Found before in the very same sources, by the very same check; the others are touched by a change, or new.
PROVEN_BEFORE = [name for name in MUTANTS if name != PROBE and is_proven(name, CHECKS[letter_of(name)])]
TOUCHED = [name for name in MUTANTS if name not in PROVEN_BEFORE]


def documented() -> dict[str, tuple[str, list[str]]]:
    """Letter -> name of its check and names of its planted bugs."""
    row = re.compile(r"^\| ([A-Z]{1,2}) \| .* \| `(\w+)` \| (.*) \|$", re.MULTILINE)
    found = row.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {letter: (check, re.findall(r"`(\w+)`", bugs)) for letter, check, bugs in found}


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[str]:
    """The fast one alone: here it is the checks that are tested, on planted bugs."""
    with running_on("revm"):
        yield "revm"


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
        bugs[letter_of(name)].append(name)
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


def test_mutant__patch_of_other_sources__is_not_applied() -> None:
    sources = sources_of(MUTANTS[PROBE])
    for text in ("", *(source + source for source in sources.values())):
        with pytest.raises(ValueError, match=PROBE):
            apply_patch(MUTANTS[PROBE], dict.fromkeys(sources, text))


def test_proven__each_entry__is_a_planted_bug() -> None:
    assert json.loads(PROVEN.read_text(encoding="utf-8")).keys() <= MUTANTS.keys()


def assert_found(name: str, mutated: Network) -> None:
    """The check of the bug's letter finds it, which goes on record when that is asked for."""
    check = CHECKS[letter_of(name)]
    assert check(mutated) != []
    if os.environ.get("CORRIDOR_UPDATE_PROVEN") == "1":
        record_proven(name, check)


@pytest.mark.parametrize(("mutated", "name"), [(name, name) for name in TOUCHED], indirect=["mutated"])
def test_mutant__touched_by_a_change__is_found_by_its_check(mutated: Network, name: str) -> None:
    assert_found(name, mutated)


@pytest.mark.deep
@pytest.mark.parametrize(("mutated", "name"), [(name, name) for name in MUTANTS], indirect=["mutated"])
def test_mutant__every_one__is_found_by_its_check(mutated: Network, name: str) -> None:
    assert_found(name, mutated)
