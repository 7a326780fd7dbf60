"""Plays cases of gridlock on the chain: issue, queue, resolve, look, cancel, give back; once for each algorithm.

Trusts the case for its figures and the chain for what came of them.
Never carries money or obligations from one trial into the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from chain.clients.types import ObligationState
from nodes.bank import Bank
from nodes.interbank import Interbank, operator_of
from nodes.interbank_demand import obligation_uetr
from nodes.interbank_report import used_by_bank
from nodes.network import Action, reference
from nodes.scenario.obligations import TRIAL_BLOCKS, CaseResult, GridlockCase
from nodes.scenario.world import World

PROVEN = ("exact", "best")
"""The algorithms that have to reach the optimum."""
_OWED_FOR_S = 86_400


@dataclass(frozen=True, slots=True)
class Trial:
    """What one algorithm came to in a case, as the chain has it; amounts in minor units.

    settled, unsettled: ids; liquidity_used_minor: the sum of the banks' largest net debits; balances_minor: by bank,
    afterwards.
    """

    algorithm: str
    settled: tuple[str, ...]
    unsettled: tuple[str, ...]
    value_minor: int
    liquidity_used_minor: int
    balances_minor: dict[str, int]

    @property
    def deadlock(self) -> bool:
        """Nothing settled although something was queued."""
        return bool(self.unsettled) and not self.settled

    @property
    def result(self) -> CaseResult:
        """What settled."""
        return CaseResult(self.value_minor, len(self.settled))


@dataclass(slots=True, eq=False)
class GridlockPlay:
    """All trials of a run. trials: those that are over, by case."""

    interbank: Interbank
    world: World
    trials: dict[str, list[Trial]] = field(default_factory=dict)

    def plan(self, case: GridlockCase) -> None:
        """Puts a case on the agenda of its day."""
        actors = self.interbank.actors
        network, members = actors.network, frozenset(bank.address for bank in self._banks(case))
        operator = operator_of(actors, self.world, case.home, self.interbank.view, members)
        for number, algorithm in enumerate(case.algorithms):
            steps: tuple[tuple[int, Action], ...] = (
                (0, partial(self._issue, case, algorithm)),
                (1, partial(self._queue, case, algorithm)),
                (3, partial(operator.run, algorithm)),
                (5, partial(self._look, case, algorithm)),
                (6, partial(self._cancel, case, algorithm)),
                (7, partial(self._give_back, case)),
            )
            for interval, action in steps:
                place = number * TRIAL_BLOCKS + interval
                network.at(case.starts_at_s + place * network.block_interval_s, action)

    def _issue(self, case: GridlockCase, algorithm: str) -> None:
        for bank in self._banks(case):
            amount_minor = case.queue.balances_minor[bank.plan.id]
            bank.central_bank.issue(bank.account, amount_minor, f"{case.id} {algorithm}")

    def _queue(self, case: GridlockCase, algorithm: str) -> None:
        network, banks = self.interbank.actors.network, self.interbank.actors.banks
        queue, uetrs = network.deployment.liquidity_queue, self._uetrs(case, algorithm)
        for owed in case.queue.payments:
            terms = case.currency.code, owed.amount_minor, owed.priority, network.now_s + _OWED_FOR_S
            call = queue.queue(uetrs[owed.id], banks[owed.payee].address, *terms)
            network.attempt(banks[owed.payer].account, call, f"obligation {owed.id} of {case.id}", is_planned=True)

    def _look(self, case: GridlockCase, algorithm: str) -> None:
        view, uetrs = self.interbank.view, self._uetrs(case, algorithm)
        payments = case.queue.payments
        settled = {p.id for p in payments if view.obligations[uetrs[p.id]].state is ObligationState.SETTLED}
        trial = Trial(
            algorithm=algorithm,
            settled=tuple(p.id for p in payments if p.id in settled),
            unsettled=tuple(p.id for p in payments if p.id not in settled),
            value_minor=sum(p.amount_minor for p in payments if p.id in settled),
            liquidity_used_minor=sum(used_by_bank(view, uetrs.values()).values()),
            balances_minor={bank.plan.id: bank.liquidity_minor() for bank in self._banks(case)},
        )
        self.trials.setdefault(case.id, []).append(trial)

    def _cancel(self, case: GridlockCase, algorithm: str) -> None:
        network, banks = self.interbank.actors.network, self.interbank.actors.banks
        for owed in case.queue.payments:
            uetr = self._uetrs(case, algorithm)[owed.id]
            if self.interbank.view.obligations[uetr].state is ObligationState.QUEUED:
                call = network.deployment.liquidity_queue.cancel(uetr)
                network.attempt(banks[owed.payer].account, call, f"cancellation of {owed.id} of {case.id}")

    def _give_back(self, case: GridlockCase) -> None:
        for bank in self._banks(case):
            held_minor = bank.liquidity_minor()
            if held_minor > 0:
                call = bank.central_bank.money.redeem(held_minor, reference(case.id))
                bank.network.attempt(bank.account, call, f"liquidity of {case.id}")

    def _banks(self, case: GridlockCase) -> list[Bank]:
        return [self.interbank.actors.banks[name] for name in case.queue.balances_minor]

    def _uetrs(self, case: GridlockCase, algorithm: str) -> dict[str, str]:
        seed = self.interbank.actors.network.seed
        return {p.id: obligation_uetr(seed, f"{case.id}/{algorithm}/{p.id}") for p in case.queue.payments}


def gridlock_report(case: GridlockCase, trials: list[Trial]) -> dict[str, Any]:
    """A row of the section `gridlocks` of `run.json`."""
    return {
        "id": case.id,
        "currency": case.currency.code,
        "banks": len(case.queue.balances_minor),
        "queued": len(case.queue.payments),
        "liquidity_minor": sum(case.queue.balances_minor.values()),
        "optimum": asdict(case.optimum),
        "trials": [asdict(trial) | {"count": len(trial.settled), "deadlock": trial.deadlock} for trial in trials],
    }


def wanted_of(case: GridlockCase) -> Iterator[tuple[str, CaseResult]]:
    """What the case's source says that an algorithm settles."""
    for algorithm in case.algorithms:
        if algorithm in case.known or algorithm in PROVEN:
            yield algorithm, case.known.get(algorithm, case.optimum)
