"""The model of a loan is told from the contracts when it has a bug, so that a bug of theirs would be found as well.

Trusts `loan_machine` for the acts, of which a bug must make one come out otherwise.
Never changes the contracts: that is what tests/mutants is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from forks import running_on
from loan_machine import Loans
from loan_model import LoanModel
from small_network import DAY_S

from chain.clients.types import LoanStatus


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[str]:
    """The fast one alone: here it is the comparison that is tested."""
    with running_on("revm"):
        yield "revm"


def a_second_later(honest: Any) -> Any:
    """Lateness counts a second more of grace."""
    return lambda self, at_s: honest(self, at_s - 1)


def a_day_later(honest: Any) -> Any:
    """Closing early costs a day's interest more."""
    return lambda self, at_s, way: honest(self, at_s + DAY_S, way)


def a_second_sooner(honest: Any) -> Any:
    """The lender need not wait for the last second."""
    return lambda self, at_s, way: honest(self, at_s + 1, way)


def without_end(honest: Any) -> Any:
    """A mandate's last second is never over."""
    return lambda self, at_s, way: honest(self, min(at_s, self.mandate_ends_s), way)


def left_late(honest: Any) -> Any:
    """Who has paid stays late."""
    return lambda self: () if self.status is LoanStatus.LATE else honest(self)


BUGS = {
    "_judge": a_second_later,
    "close_early": a_day_later,
    "declare_default": a_second_sooner,
    "collect": without_end,
    "_settle": left_late,
}


@pytest.mark.parametrize("act", BUGS)
def test_loans__model_with_a_bug__is_told_from_the_contracts(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    monkeypatch.setattr(LoanModel, act, BUGS[act](getattr(LoanModel, act)))
    with pytest.raises(AssertionError):
        for seed in range(60):
            machine = Loans()
            try:
                machine.live_for_a_while(seed)
                machine.live_for_a_while(seed)
            finally:
                machine.teardown()
