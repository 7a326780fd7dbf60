"""HiGHS proposes: a choice of payments, prices of the banks' money, and how far it got.

Trusts HiGHS (scipy) as far as `exactly_representable` reaches, and its figures only where a caller verifies them.
Never limits it by seconds: a node limit stops at the same node on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from finance.netting.problem import PRICE_UNIT, Problem

_WHOLE_MAX = 2**53
_MARGIN = 10**6
"""HiGHS' tolerances are 1e-7 and finer; its bound is taken one part in a million higher."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What HiGHS answers; nothing of it is verified."""

    chosen: tuple[int, ...]
    """Numbers of payments; none where it found nothing within the nodes."""
    closed: bool
    """HiGHS says that no choice weighs more."""
    weight_max: int | None
    """HiGHS' bound on the weight, with a margin for its tolerances; None where it has none."""


def exactly_representable(problem: Problem) -> bool:
    """Whether every sum that HiGHS forms of this problem is a whole number that it can hold exactly."""
    return sum(problem.weights) + sum(problem.balances) < _WHOLE_MAX


def prices_of(problem: Problem) -> tuple[int, ...]:
    """Prices of the banks' money, in 1/PRICE_UNIT of weight a unit: the duals of the linear relaxation, rounded."""
    answer = linprog(-_weights(problem), A_ub=_flows(problem), b_ub=_balances(problem), bounds=(0, 1), method="highs")
    if answer.status != 0:
        return (0,) * len(problem.balances)
    return tuple(max(0, -int(np.rint(dual * PRICE_UNIT))) for dual in answer.ineqlin.marginals)


def propose(problem: Problem, nodes_max: int) -> Proposal:
    """The best choice that branch and cut finds within so many nodes: max Σ w·x with flows ≤ balances, x in {0, 1}."""
    answer: Any = milp(
        -_weights(problem),
        integrality=np.ones(len(problem.order)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(_flows(problem), ub=_balances(problem)),
        options={"node_limit": nodes_max, "mip_rel_gap": 0},
    )
    bound = answer.mip_dual_bound
    has_bound = bound is not None and np.isfinite(bound)
    return Proposal(
        chosen=() if answer.x is None else tuple(int(rank) for rank in np.flatnonzero(np.rint(answer.x))),
        closed=answer.status == 0,
        weight_max=_with_margin(-int(np.floor(bound))) if has_bound else None,
    )


def _with_margin(weight: int) -> int:
    return weight + weight // _MARGIN + 1


def _weights(problem: Problem) -> Any:
    return np.array(problem.weights, dtype="float64")


def _balances(problem: Problem) -> Any:
    return np.array(problem.balances, dtype="float64")


def _flows(problem: Problem) -> Any:
    """What each payment takes from each bank: its amount at the payer, minus its amount at the payee."""
    numbers = range(len(problem.order))
    amounts = np.array(problem.amounts, dtype="float64")
    return csr_array(
        (np.concatenate([amounts, -amounts]), ([*problem.payers, *problem.payees], [*numbers, *numbers])),
        shape=(len(problem.balances), len(problem.order)),
    )
