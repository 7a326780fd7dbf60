"""Runs the Solidity tests of this folder: their properties hold on the committed bytecode and fail on a planted bug.

Trusts forge and the seed in foundry.toml, so that a failure comes again.
Never compiles the contracts themselves but to plant a bug.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from forge import REPO, run_forge
from mutants import MUTANTS, MUTANTS_DIR, build_patched, letter_of

# Beside those that the checks in Python find: bugs that only a campaign of many actors meets.
OF_CAMPAIGNS = {path.stem: path for path in sorted((MUTANTS_DIR / "campaign").glob("*.patch"))}
PLANTED = MUTANTS | OF_CAMPAIGNS
# The letters of docs/invariants.md that the campaigns ask. What a quorum and the table of precedence promise does not
# depend on who else does what.
ASKED = [*"ABCDEFGHKLNOPQRST", *"WXYZ", "AB", *"IJM", "BA", "BB", "BD", "BE", "BF"]
# Those of what settles beside payments, which has a campaign of its own.
OF_SETTLEMENTS = ["W", "X", "Y", "Z", "AB"]
# Those of loans: a third one.
OF_LOANS = ["I", "J", "M", "BA", "BB", "BD", "BE", "BF"]
# No bank of the campaign keeps deposits in two currencies, which this one takes.
NOT_MET = "L_liquidity_not_asked_within_a_bank"
# What a bug breaks first, where that is not what it was planted for: limits counted by key are exceeded, what was taken
# from under a freeze is missing in the supply that the campaign expects, and a day too many is more than terms give.
BROKEN_FIRST = {
    "T_limits_by_key": ["O", "P"],
    "N_charge_takes_what_is_frozen": ["A", "N"],
    "BB_day_after_the_closing": ["M", "BB"],
}


def failures(profile: str) -> dict[str, str]:
    """Why each failed test of a profile failed."""
    return {verdict.name: verdict.reason for verdict in run_forge(profile) if not verdict.passed}


def test_contracts__any_order_of_calls__keep_every_property() -> None:
    assert failures("default") == {}


@pytest.mark.deep
def test_contracts__ten_thousand_runs__keep_every_property() -> None:
    assert failures("deep") == {}


def campaign_of(letter: str) -> str:
    """The campaign that asks a letter."""
    if letter in OF_LOANS:
        return "invariant_loans"
    return "invariant_settlements" if letter in OF_SETTLEMENTS else "invariant_everyLetter"


def test_planted__of_campaigns__are_none_of_the_others() -> None:
    changed = [path.read_text(encoding="utf-8") for path in (*MUTANTS.values(), *OF_CAMPAIGNS.values())]
    assert len(set(changed)) == len(changed) == len(PLANTED)


@pytest.fixture
def mutant_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that forge may read."""
    folder = REPO / "build/mutants" / tmp_path.name
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.deep
@pytest.mark.parametrize("mutant", [name for name in PLANTED if letter_of(name) in ASKED and name != NOT_MET])
def test_contracts__planted_bug__breaks_its_property(mutant: str, mutant_folder: Path) -> None:
    artifacts = build_patched(PLANTED[mutant], mutant_folder)
    letter = letter_of(mutant)
    (verdict,) = run_forge("planted", "--match-test", campaign_of(letter), artifacts=artifacts)
    assert verdict.reason.startswith(tuple(f"{first}: " for first in BROKEN_FIRST.get(mutant, [letter])))
