"""A run of loans, for a machine of random acts: it lends, picks the seconds that count and compares chain and model.

Trusts `loan_model` to foresee each act and `loan_world` to know what stands in its way.
Never asks the chain before an act what will become of it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from actors import BANGKOK_BANK, CHIANGMAI_BANK
from forks import once_an_engine
from loan_model import LoanModel, Way, day_of
from loan_papers import as_schedule
from loan_stage import fill, reserves, state
from loan_syndicates import LENDERS, reserves_of, syndicate
from loan_world import LoanWorld
from small_network import DAY_S, Network, events_of, open_network

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanAccelerated,
    LoanPaid,
    LoanPrepaid,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.events import Event
from finance.schedules.instalments import DAY_COUNTS, InstalmentTerms, PeriodUnit, Shape, drawn_down

FORESEEN = (
    *(InstalmentBilled, InstalmentLate, LoanAccelerated, LoanPaid, LoanPrepaid, LoanRestructured, LoanStatusChanged),
    LoanWrittenOff,
)


@once_an_engine
def deployed() -> Network:
    """The network that every example goes on from: a borrower and banks with plenty."""
    network = open_network()
    fill(network)
    reserves(network, CHIANGMAI_BANK)
    reserves(network, BANGKOK_BANK)
    return network


class LoanRun:
    """Loans of the borrower's bank, of another and one of three, their models, and what happened to them so far."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.models: dict[bytes, LoanModel] = {}
        self.lenders: dict[bytes, Account] = {}
        self.history: dict[bytes, list[Event]] = {}
        self.principals: dict[bytes, int] = {}
        self.mandates, self.restructurings, self.assignments = Counter[bytes](), Counter[bytes](), Counter[bytes]()
        self.syndicate = b""
        self.shared: Counter[Account] = Counter()
        self.world = LoanWorld(self.network)

    # How loans come about.

    def lend(self, draw: random.Random) -> None:
        """One of the borrower's bank, one of another, and the first time one of three."""
        for lender in (BANGKOK_BANK, CHIANGMAI_BANK):
            terms, changes = self.drawn(draw)
            at_s = self.network.now_s + 20
            self.network.ledger.seal(at_s)
            loan_id = self.network.fund(self.network.terms(lender=lender.address, **changes), lender=lender)
            self.begin(loan_id, lender, terms, changes)
        if not self.syndicate:
            terms, changes = self.drawn(draw)
            self.syndicate, call = syndicate(self.network, **changes)
            self.network.run(CHIANGMAI_BANK, call)
            self.begin(self.syndicate, CHIANGMAI_BANK, terms, changes)

    def drawn(self, draw: random.Random) -> tuple[InstalmentTerms, dict[str, Any]]:
        """Random terms, as the mirror has them and as they are signed."""
        shape, principal_minor = draw.choice(list(Shape)), draw.randrange(1_000, 10**9)
        payment_minor = draw.randrange(1, principal_minor // 50) if shape is Shape.NEGATIVE_AMORTISING else 0
        in_months = draw.random() < 0.3
        period = (PeriodUnit.MONTHS, 1) if in_months else (PeriodUnit.DAYS, draw.randrange(3, 20))
        whole = (principal_minor, shape, draw.randrange(1, 8), *period, draw.choice(DAY_COUNTS))
        terms = InstalmentTerms(*whole, in_months and draw.random() < 0.5, payment_minor)
        changes = {"schedule": as_schedule(terms, draw.randrange(3_000)), "principal_minor": principal_minor}
        changes |= {"grace_s": draw.choice([3_600, DAY_S]), "late_fee_minor": draw.choice([0, 1, 777])}
        return terms, changes

    def begin(self, loan_id: bytes, lender: Account, terms: InstalmentTerms, changes: dict[str, Any]) -> None:
        """The model of a loan that was drawn down just now."""
        start_s, rate_ppm = self.network.ledger.timestamp_s, changes["schedule"].rate_bps * 100
        mandate = 2 * terms.principal_minor, start_s + 60 * 366 * DAY_S
        position = drawn_down(terms, day_of(start_s), rate_ppm)
        clock = start_s, changes["grace_s"], changes["late_fee_minor"], 10 * DAY_S
        self.models[loan_id] = LoanModel(loan_id, terms, position, *clock, *mandate)
        self.lenders[loan_id], self.history[loan_id] = lender, []
        self.principals[loan_id], self.mandates[loan_id] = terms.principal_minor, 1

    # How an act is compared.

    def act(
        self,
        draw: random.Random,
        loan_id: bytes,
        sender: Account,
        call: Call[Any],
        foresee: Callable[[int, Way], Iterator[Event]],
    ) -> None:
        """One act in a second that counts."""
        at_s = self.second(draw, loan_id)
        self.compare(sender, call, at_s, {loan_id: list(foresee(at_s, self.way(loan_id)))})

    def compare(self, sender: Account, call: Call[Any], at_s: int, expected: dict[bytes, list[Event]]) -> None:
        """The events of each loan are those that were foreseen, and so is what moved between banks."""
        before = {bank: reserves_of(self.network, bank) for bank in LENDERS}
        outcome = self.network.run(sender, call, at_s)
        for loan_id, events in expected.items():
            found = [event for event in events_of(outcome) if isinstance(event, FORESEEN) and event.loan_id == loan_id]
            assert found == events, f"{call.function} at {at_s}"
            self.history[loan_id] += found
            self.assert_state(loan_id)
        moved = Counter({bank: reserves_of(self.network, bank) - before[bank] for bank in LENDERS})
        for loan_id, events in expected.items():
            if loan_id != self.syndicate:
                moved[self.lenders[loan_id]] -= paid_minor(events)
                moved[BANGKOK_BANK] += paid_minor(events)
        moved[BANGKOK_BANK] += paid_minor(expected.get(self.syndicate, []))
        for bank in LENDERS:
            self.shared[bank] += moved[bank]

    def assert_state(self, loan_id: bytes) -> None:
        """What the contract says of a loan is what the model has."""
        now, model = state(self.network, loan_id), self.models[loan_id]
        assert (now.status, now.billed) == (model.status, model.position.billed)
        assert (now.fee_minor, now.interest_minor, now.principal_minor) == (
            *(model.fee_minor, model.interest_minor, model.principal_minor),
        )
        assert now.unbilled_ray == model.position.unbilled_ray
        if model.is_running:
            assert now.next_due_at == model.next_due_s

    def second(self, draw: random.Random, loan_id: bytes) -> int:
        """Of the next block, of the next due date or of the end of a grace, one after, or some days later."""
        model, now_s = self.models[loan_id], self.network.now_s
        due_s = model.next_due_s or now_s
        late_s = model.due_s(model.position.billed) + model.grace_s
        choices = [now_s, now_s, due_s, due_s, due_s - 1, due_s + model.grace_s, due_s + model.grace_s + 1]
        choices += [late_s, late_s + 1, now_s + draw.randrange(12 * DAY_S), model.mandate_ends_s]
        choices += [model.overdue_since_s + model.default_after_s + after_s for after_s in (0, 1)]
        return max(now_s, min(draw.choice(choices), now_s + 40 * DAY_S))

    def way(self, loan_id: bytes) -> Way:
        """What stands between the borrower and the lenders of this loan."""
        lenders = LENDERS if loan_id == self.syndicate else (self.lenders[loan_id],)
        return self.world.way(lenders)

    def last(self, loan_id: bytes) -> Event | None:
        """What was foreseen to happen to a loan last."""
        return self.history[loan_id][-1] if self.history[loan_id] else None


def paid_minor(events: list[Event]) -> int:
    """What was paid in all."""
    amounts = [
        event.fee_minor + event.interest_minor + event.principal_minor
        for event in events
        if isinstance(event, LoanPaid)
    ]
    return sum(amounts)
