"""The parts of the loan book act on its storage: they lay it out alike and are built of the same sources.

Trusts the committed artifacts, which other tests compare with the sources.
Never lets a part keep anything of its own.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from chain.artifacts import ARTIFACTS_DIR

PARTS = ("LoanOrigination", "LoanServicing", "LoanWorkout")
# What says how a loan lies in storage.
LAID_OUT_BY = (
    *("lending/LoanStore.sol", "libraries/LoanWords.sol", "interfaces/ILoanRecords.sol", "interfaces/ILoanTerms.sol"),
    *("interfaces/Types.sol", "lending/LoanClock.sol", "lending/LoanMoney.sol"),
)


def written(name: str) -> dict[str, Any]:
    """The artifact as it is committed, with what only a comparison needs."""
    artifact: dict[str, Any] = json.loads((ARTIFACTS_DIR / f"{name}.json").read_text(encoding="utf-8"))
    return artifact


@pytest.mark.parametrize("part", PARTS)
def test_storage__of_each_part__is_laid_out_as_the_loan_books(part: str) -> None:
    book = written("LoanBook")["storageLayout"]
    assert {"_loans", "_members"} <= {entry["label"] for entry in book}
    assert written(part)["storageLayout"] == book


@pytest.mark.parametrize("part", PARTS)
def test_sources__that_lay_a_loan_out__are_the_same_in_each_part(part: str) -> None:
    book, own = written("LoanBook")["sourceSha256"], written(part)["sourceSha256"]
    assert {path: own[path] for path in LAID_OUT_BY} == {path: book[path] for path in LAID_OUT_BY}
