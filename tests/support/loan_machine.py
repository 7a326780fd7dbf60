"""A machine of random acts on loans of one bank, of another and of three, on chain beside a plain model.

Trusts `loan_model` as the other opinion; its figures never come from the chain.
Never lets an act pass that gives another event than the model, or that an invariant of docs/invariants.md forbids.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from actors import BANGKOK_BANK, CHIANGMAI_BANK, IMPORTER, KEEPER, STRANGER
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from loan_model import Way
from loan_papers import as_schedule
from loan_run import LoanRun, deployed, paid_minor
from loan_stage import EDGES, PLENTY_MINOR, assigned, mandated, restructured, state
from loan_syndicates import LENDERS, WEIGHTS
from small_network import DAY_S

from chain.client import Call
from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanActRefused,
    LoanAssigned,
    LoanPaid,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus
from chain.events import Event
from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import InstalmentTerms, PeriodUnit, Shape

TROUBLE = ["nothing"] * 6 + ["a_freeze"] * 2 + ["a_pause", "a_bank", "a_wallet", "a_shortage"] + ["a_cure"] * 8
ACTS = ["collect"] * 6 + ["batch"] * 2 + ["repay"] * 2 + ["prepay"] * 2 + ["close_early", "assign"]
ACTS += ["set_mandate", "set_mandate", "revoke"] + ["declare_default"] * 3 + ["recover", "write_off", "restructure"]
ROUNDS = 25
OVER = (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)
SEEDS = st.integers(0, 2**32 - 1)


class Loans(LoanRun, RuleBasedStateMachine):
    """The small network and the models of its loans, step by step."""

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        LoanRun.__init__(self, deployed().fork())

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    @rule(seed=SEEDS)
    def live_for_a_while(self, seed: int) -> None:
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        if not any(model.is_running for model in self.models.values()):
            self.world.a_cure(draw)
            self.lend(draw)
        for _ in range(ROUNDS):
            getattr(self.world, draw.choice(TROUBLE))(draw)
            # Who gets which unit of a payment that its bank can't pass on is nothing that the model knows.
            is_short = "short" in self.world.off
            loan_id = draw.choice([each for each in self.models if not (is_short and each == self.syndicate)])
            getattr(self, draw.choice(ACTS))(draw, loan_id)

    # What happens to mandates.

    def revoke(self, draw: random.Random, loan_id: bytes) -> None:
        model, at_s = self.models[loan_id], self.network.now_s
        outcome = self.network.run(IMPORTER, self.network.loan_book.revoke_mandate(loan_id), at_s)
        if outcome.first(LoanActRefused) is None:
            model.mandate_ends_s = min(model.mandate_ends_s, at_s + DAY_S)

    def set_mandate(self, draw: random.Random, loan_id: bytes) -> None:
        model = self.models[loan_id]
        if model.status in OVER:
            return
        ceiling_minor = draw.choice([1, draw.randrange(1, 10**7), PLENTY_MINOR, PLENTY_MINOR, PLENTY_MINOR])
        ends_s = self.network.now_s + draw.choice([20, 9 * DAY_S, 900 * DAY_S, 900 * DAY_S])
        terms = {"ceiling_minor": ceiling_minor, "expires_at": ends_s}
        self.network.run(KEEPER, mandated(self.network, loan_id, self.mandates[loan_id], **terms))
        self.mandates[loan_id] += 1
        model.mandate_minor, model.mandate_ends_s = ceiling_minor, ends_s

    # What is done with loans.

    def collect(self, draw: random.Random, loan_id: bytes) -> None:
        self.act(draw, loan_id, STRANGER, self.network.loan_book.collect(loan_id), self.models[loan_id].collect)

    def batch(self, draw: random.Random, loan_id: bytes) -> None:
        """All loans at once, in any order, with two that nobody knows of: no bad one stops another."""
        if "short" in self.world.off:
            return
        loans = draw.sample(list(self.models), len(self.models))
        at_s, free_minor, expected = self.second(draw, loan_id), self.way(loan_id).free_minor, {}
        for each in loans:
            way = replace(self.way(each), free_minor=free_minor)
            expected[each] = list(self.models[each].collect(at_s, way))
            free_minor -= paid_minor(expected[each])
        call = self.network.loan_book.collect_batch([b"\x01" * 32, *loans, b"\x02" * 32])
        self.compare(STRANGER, call, at_s, expected)

    def repay(self, draw: random.Random, loan_id: bytes) -> None:
        amount_minor, model = draw.choice([1, draw.randrange(1, 10**7), PLENTY_MINOR]), self.models[loan_id]
        call = self.network.loan_book.repay(loan_id, amount_minor)
        self.act(draw, loan_id, IMPORTER, call, lambda at_s, way: model.repay(at_s, way, amount_minor))

    def prepay(self, draw: random.Random, loan_id: bytes) -> None:
        model = self.models[loan_id]
        amount_minor = draw.randrange(1, model.position.unbilled_minor + 3)
        call = self.network.loan_book.prepay(loan_id, amount_minor)
        self.act(draw, loan_id, IMPORTER, call, lambda at_s, way: model.prepay(at_s, way, amount_minor))

    def close_early(self, draw: random.Random, loan_id: bytes) -> None:
        call = self.network.loan_book.close_early(loan_id)
        self.act(draw, loan_id, IMPORTER, call, self.models[loan_id].close_early)

    def declare_default(self, draw: random.Random, loan_id: bytes) -> None:
        self.by_lender(draw, loan_id, self.network.loan_book.declare_default, self.models[loan_id].declare_default)

    def recover(self, draw: random.Random, loan_id: bytes) -> None:
        self.by_lender(draw, loan_id, self.network.loan_book.recover, self.models[loan_id].recover)

    def write_off(self, draw: random.Random, loan_id: bytes) -> None:
        self.by_lender(draw, loan_id, self.network.loan_book.write_off, self.models[loan_id].write_off)

    def by_lender(
        self,
        draw: random.Random,
        loan_id: bytes,
        call: Callable[[bytes], Call[Any]],
        foresee: Callable[[int, Way], Iterator[Event]],
    ) -> None:
        """Only while the lender may act."""
        if self.lenders[loan_id].identity not in self.world.off:
            self.act(draw, loan_id, self.lenders[loan_id], call(loan_id), foresee)

    def restructure(self, draw: random.Random, loan_id: bytes) -> None:
        model, lender = self.models[loan_id], self.lenders[loan_id]
        if not model.due_minor + model.position.unbilled_minor:
            return
        shape = draw.choice([Shape.BULLET, Shape.LINEAR, Shape.ANNUITY])
        terms = InstalmentTerms(1, shape, draw.randrange(1, 5), PeriodUnit.DAYS, 7, DayCount.ACT_360)
        paper, number = as_schedule(terms, draw.randrange(2_000)), self.restructurings[loan_id]
        changes = {"number": number, "schedule": paper, "debt_minor_max": 10**15}
        call = restructured(self.network, loan_id, lender, **changes)
        self.by_lender(
            draw, loan_id, lambda _: call, lambda at_s, way: model.restructure(at_s, way, number, paper, terms)
        )
        self.restructurings[loan_id] += isinstance(self.last(loan_id), LoanRestructured)

    def assign(self, draw: random.Random, loan_id: bytes) -> None:
        """To the other bank, at a price; a share of a syndicate stays where it is."""
        is_over = self.models[loan_id].status in OVER
        if self.world.off or is_over or loan_id == self.syndicate:
            return
        lender = self.lenders[loan_id]
        to = CHIANGMAI_BANK if lender is BANGKOK_BANK else BANGKOK_BANK
        call = assigned(self.network, loan_id, to, lender, number=self.assignments[loan_id])
        assert self.network.run(lender, call).first(LoanAssigned) is not None
        self.lenders[loan_id] = to
        self.assignments[loan_id] += 1

    # The invariants, by their letters.

    @invariant()
    def debt_adds_up_ba_and_i(self) -> None:
        for loan_id, model in self.models.items():
            events, lent_minor = self.history[loan_id], self.principals[loan_id]
            capitalised_minor = total(events, InstalmentBilled, "capitalised_minor")
            capitalised_minor += total(events, LoanRestructured, "capitalised_minor")
            repaid_minor = total(events, LoanPaid, "principal_minor")
            given_up_minor = total(events, LoanWrittenOff, "principal_minor")
            now = state(self.network, loan_id)
            outstanding_minor = now.unbilled_minor + now.principal_minor
            assert lent_minor + capitalised_minor - repaid_minor - given_up_minor == outstanding_minor
            assert model.status not in OVER or outstanding_minor + now.fee_minor + now.interest_minor == 0

    @invariant()
    def one_late_fee_j(self) -> None:
        for events in self.history.values():
            lates: Counter[tuple[int, int]] = Counter()
            for event in events:
                if isinstance(event, InstalmentLate):
                    lates[event.index, event.due_at] += 1
            assert max(lates.values(), default=1) == 1

    @invariant()
    def no_other_edge_bf(self) -> None:
        for loan_id, events in self.history.items():
            status = LoanStatus.ACTIVE
            for event in events:
                if isinstance(event, LoanStatusChanged):
                    assert (event.from_, event.to) in EDGES
                    assert event.from_ is status
                    status = event.to
            assert state(self.network, loan_id).status is status

    @invariant()
    def shares_sum_exactly_be(self) -> None:
        whole_minor, weights = self.shared.total(), sum(WEIGHTS)
        assert whole_minor == sum(paid_minor([event]) for event in self.history.get(self.syndicate, []))
        for bank, weight in zip(LENDERS, WEIGHTS, strict=True):
            assert abs(self.shared[bank] * weights - whole_minor * weight) <= weights


def total(events: list[Event], kind: type[Event], field: str) -> int:
    """The sum of a field over the events of one kind."""
    return sum(getattr(event, field) for event in events if isinstance(event, kind))
