"""A payment that somebody means to order, and the diary in which nobody orders two in one second.

Trusts the scenario's checks for what is possible.
Never says how large a drawn payment is: `nodes.generated_demand` does.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from chain.errors import InputError
from chain.spool import Seen
from finance.fx import BPS
from nodes.corridors import Window, second_in, window_on
from nodes.draws import Shares, second_of_day
from nodes.randomness import Stream
from nodes.scenario.payment_file import PaymentRow
from nodes.scenario.world import Client, ExplicitPayment, Fault

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_ATTEMPTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """A payment that a client means to order."""

    id: str
    uetr: str
    """Unique end-to-end transaction reference, a UUID of version 4."""
    at_s: int
    """When it is ordered, seconds since 1970 UTC."""
    day: datetime.date
    """The business day on which it is ordered, on which its reference rate depends."""
    payer: str
    """Id of a client."""
    payee: str
    """Id of a client."""
    amount_minor: int
    """What the payee receives."""
    currency: str
    """ISO 4217 code of the payee's currency."""
    purpose: str
    """ISO 20022 external purpose code."""
    asks_first: bool = True
    """Whether the payer's bank asks first what would refuse it."""
    alias: str | None = None
    """Under which the payer looks the payee up; `None`: it knows the address."""
    fault: Fault | None = None
    """What is wrong with it on purpose."""
    has_travel_rule: bool = True
    """Whether the payer's bank adds the travel-rule record where a rule asks for it."""
    kind: str = ""
    """`payroll`, `purchase`, `bill` or `family`; empty where no such section asked for it."""
    deadline_s: int | None = None
    """By when it has to be final, seconds since 1970 UTC; `None`: it has no deadline."""


def uetr_of(seed: int, payment_id: str) -> str:
    """The UETR of a payment: one per seed and id, whatever else the scenario holds."""
    return Stream(seed, "uetr", payment_id).uuid4()


def asks_first(scenario: Scenario, payment_id: str) -> bool:
    """Whether preflight is asked about a payment: a share of all, drawn from the seed, is relayed without."""
    terms = scenario.payments
    draw_bps = Stream(scenario.seed, "without-preflight", payment_id).below(BPS)
    return terms.preflight and draw_bps >= terms.without_preflight_bps


def _deadline_s(payment: ExplicitPayment) -> int | None:
    window = window_on(payment.date, (payment.payer.jurisdiction.opening, payment.payee.jurisdiction.opening))
    return None if payment.deadline is None or window is None else second_in(window, payment.deadline)


@dataclass(slots=True)
class Diary:
    """When each payer orders. taken: payers with the seconds that are given away."""

    scenario: Scenario
    taken: Seen = field(default_factory=partial(Seen, "TEXT", "INTEGER"))

    def enter(self, payment: ExplicitPayment) -> PlannedPayment:
        at_s = self._second_of(payment)
        seed = self.scenario.seed
        return PlannedPayment(
            id=payment.id,
            uetr=uetr_of(seed, payment.reuses or payment.id),
            at_s=at_s,
            day=payment.date,
            payer=payment.payer.id,
            payee=payment.payee.id,
            amount_minor=payment.amount_minor,
            currency=payment.payee.currency.code,
            purpose=payment.purpose,
            asks_first=not payment.without_preflight and asks_first(self.scenario, payment.id),
            alias=payment.payee.alias if payment.by_alias else None,
            fault=payment.fault,
            has_travel_rule=not payment.without_travel_rule,
            deadline_s=_deadline_s(payment),
        )

    def enter_row(self, row: PaymentRow, clients: Mapping[str, Client]) -> PlannedPayment:
        """The payment of a row of a file; where the row has no time, a second within both sides' hours."""
        payer, payee = clients[row.payer], clients[row.payee]
        at_s = row.at_s
        if at_s is None:
            at_s = self._drawn_second(row.id, row.day, payer, payee)
        else:
            self.taken.take(payer.id, at_s)
        return PlannedPayment(
            id=row.id,
            uetr=uetr_of(self.scenario.seed, row.id),
            at_s=at_s,
            day=row.day,
            payer=payer.id,
            payee=payee.id,
            amount_minor=row.amount_minor,
            currency=payee.currency.code,
            purpose=row.purpose,
            asks_first=asks_first(self.scenario, row.id),
            deadline_s=row.deadline_s,
        )

    def _drawn_second(self, payment_id: str, day: datetime.date, payer: Client, payee: Client) -> int:
        window = window_on(day, (payer.jurisdiction.opening, payee.jurisdiction.opening))
        assert window is not None, "the checks refuse a payment on a day without common hours"
        # So that its block, which may come an interval later, is within the hours too.
        end_s = max(window.start_s + 1, window.end_s - self.scenario.block_interval_s)
        within = Window(window.day, window.start_s, end_s)
        return self.draw(Stream(self.scenario.seed, "time", payment_id), payer, (within,))[1]

    def _second_of(self, payment: ExplicitPayment) -> int:
        if payment.fault is Fault.OUTSIDE_HOURS:
            assert payment.time is not None, "the checks refuse such a payment without a time"
            return int(datetime.datetime.combine(payment.date, payment.time, datetime.UTC).timestamp())
        window = window_on(payment.date, (payment.payer.jurisdiction.opening, payment.payee.jurisdiction.opening))
        assert window is not None, "the checks refuse a payment on a day without common hours"
        if payment.time is None:
            return self._drawn_second(payment.id, payment.date, payment.payer, payment.payee)
        at_s = second_in(window, payment.time)
        assert at_s is not None, "the checks refuse a time outside the common hours"
        self.taken.take(payment.payer.id, at_s)
        return at_s

    def draw(
        self, stream: Stream, payer: Client, choices: Sequence[Window], profile: Shares | None = None
    ) -> tuple[datetime.date, int]:
        """A day and a second in one of the windows in which the payer does nothing else yet."""
        for _ in range(_ATTEMPTS_MAX):
            window = stream.choice(choices)
            if profile is None:
                at_s = stream.between(window.start_s, window.end_s - 1)
            else:
                at_s = second_of_day(stream, window, profile)
            if self.taken.take(payer.id, at_s):
                return window.day, at_s
        why = f"{payer.id} has hardly a second left in the period"
        raise InputError(what="too many payments", where="payments.generated.count", why=why, do="add clients or days")
