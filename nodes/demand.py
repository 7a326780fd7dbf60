"""The demand for payments: who pays whom, how much and when, written out or drawn from the scenario's seed.

Trusts the scenario's checks for what is possible, and the reference rates for values in dollars.
Never draws a payment that the calendar forbids, and never leaves the total to luck.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chain.errors import InputError
from finance.fx import BPS
from finance.money import AMOUNT_MINOR_MAX, Currency, currency, parse_minor
from finance.rounding import div_up, largest_remainder
from nodes.corridors import MARGIN_S, Window, corridors, second_in, window_on, windows
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.acts import ActKind
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.check_names import GENERATED_PREFIX
from nodes.scenario.model import GeneratedPaymentsEntry
from nodes.scenario.world import Client, ExplicitPayment, Fault, Jurisdiction, World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

ROUND_TO_MAJOR = 10
"""Generated amounts are whole multiples of this many major units, as invoices tend to be."""
_WEIGHTS = (5, 100)
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


def plan_payments(scenario: Scenario, rates: ReferenceRates) -> tuple[PlannedPayment, ...]:
    """All payments of a scenario in the order of (at_s, id): a function of scenario, seed and rates.

    Generated payments are exactly as many as asked for, and worth more than `value_usd_min` together at the
    rates of their days; each corridor has one where the count allows it; no payer orders two in one second.
    Raises `ScenarioError` where the scenario contradicts itself, and `InputError` where a rate is missing, an
    amount exceeds what a payment may have, or a payer has no second left.
    """
    world = scenario.world()
    diary = _Diary(scenario)
    planned = [diary.enter(payment) for payment in _fixed_times_first(world.payments)]
    generated = scenario.payments.generated
    if generated is not None:
        drafts = sorted(_drafts(scenario, generated, world, diary), key=lambda draft: (draft.at_s, draft.number))
        planned += _priced(drafts, generated, scenario, rates)
    return tuple(sorted(planned, key=lambda payment: (payment.at_s, payment.id)))


def uetr_of(seed: int, payment_id: str) -> str:
    """The UETR of a payment: one per seed and id, whatever else the scenario holds."""
    return Stream(seed, "uetr", payment_id).uuid4()


def asks_first(scenario: Scenario, payment_id: str) -> bool:
    """Whether preflight is asked about a payment: a share of all, drawn from the seed, is relayed without."""
    terms = scenario.payments
    draw_bps = Stream(scenario.seed, "without-preflight", payment_id).below(BPS)
    return terms.preflight and draw_bps >= terms.without_preflight_bps


def _fixed_times_first(payments: Sequence[ExplicitPayment]) -> list[ExplicitPayment]:
    """Those with a written time before those without, which then move aside for them."""
    return sorted(payments, key=lambda payment: payment.time is None)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A generated payment that has no amount yet."""

    number: int
    at_s: int
    day: datetime.date
    payer: Client
    payee: Client
    purpose: str


@dataclass(slots=True)
class _Diary:
    """Which second of which payer is taken."""

    scenario: Scenario
    taken: set[tuple[str, int]] = field(default_factory=set)

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
        )

    def _second_of(self, payment: ExplicitPayment) -> int:
        if payment.fault is Fault.OUTSIDE_HOURS:
            assert payment.time is not None, "the checks refuse such a payment without a time"
            return int(datetime.datetime.combine(payment.date, payment.time, datetime.UTC).timestamp())
        window = window_on(payment.date, (payment.payer.jurisdiction.opening, payment.payee.jurisdiction.opening))
        assert window is not None, "the checks refuse a payment on a day without common hours"
        if payment.time is None:
            # So that its block, which may come an interval later, is within the hours too.
            end_s = max(window.start_s + 1, window.end_s - self.scenario.block_interval_s)
            within = Window(window.day, window.start_s, end_s)
            return self.draw(Stream(self.scenario.seed, "time", payment.id), payment.payer, (within,))[1]
        at_s = second_in(window, payment.time)
        assert at_s is not None, "the checks refuse a time outside the common hours"
        self.taken.add((payment.payer.id, at_s))
        return at_s

    def draw(self, stream: Stream, payer: Client, choices: Sequence[Window]) -> tuple[datetime.date, int]:
        """A day and a second in one of the windows in which the payer does nothing else yet."""
        for _ in range(_ATTEMPTS_MAX):
            window = stream.choice(choices)
            at_s = stream.between(window.start_s, window.end_s - 1)
            if (payer.id, at_s) not in self.taken:
                self.taken.add((payer.id, at_s))
                return window.day, at_s
        why = f"{payer.id} has hardly a second left in the period"
        raise InputError(what="too many payments", where="payments.generated.count", why=why, do="add clients or days")


def _drafts(scenario: Scenario, generated: GeneratedPaymentsEntry, world: World, diary: _Diary) -> Iterator[_Draft]:
    homes = {jurisdiction.id: jurisdiction for jurisdiction in world.jurisdictions}
    clients = _by_home(world, generated)
    pairs = corridors({home: len(at_home) for home, at_home in clients.items()}, generated.cross_border_only)
    open_at = {pair: _windows(scenario, homes[pair[0]], homes[pair[1]]) for pair in pairs}
    in_turn = Stream(scenario.seed, "demand", "corridors").shuffle(pairs)
    for number in range(generated.count):
        stream = Stream(scenario.seed, "demand", "payment", number)
        # Each corridor once, then any: so that every jurisdiction pays and is paid.
        pair = in_turn[number] if number < len(in_turn) else stream.choice(pairs)
        payer = stream.choice(clients[pair[0]])
        payee = _other_than(payer, clients[pair[1]], stream)
        day, at_s = diary.draw(stream, payer, open_at[pair])
        yield _Draft(number, at_s, day, payer, payee, stream.choice(generated.purposes))


def _other_than(payer: Client, candidates: Sequence[Client], stream: Stream) -> Client:
    while (payee := stream.choice(candidates)) == payer:
        continue  # a corridor within one jurisdiction has two clients or more
    return payee


def _by_home(world: World, generated: GeneratedPaymentsEntry) -> dict[str, list[Client]]:
    # Who is not there all the time, or cannot sign for some of it, is left out.
    absent = {act.subject for act in world.acts if act.kind is ActKind.LOST_KEY}
    absent |= {client.id for client in world.clients if client.joins is not None}
    clients: dict[str, list[Client]] = {}
    for client in world.clients:
        if client.id not in absent and (client.is_generated or generated.clients == "all"):
            clients.setdefault(client.jurisdiction.id, []).append(client)
    return clients


def _windows(scenario: Scenario, payer: Jurisdiction, payee: Jurisdiction) -> tuple[Window, ...]:
    return windows((payer.opening, payee.opening), scenario.start, scenario.end, MARGIN_S)


def _priced(
    drafts: Sequence[_Draft], generated: GeneratedPaymentsEntry, scenario: Scenario, rates: ReferenceRates
) -> Iterator[PlannedPayment]:
    seed = scenario.seed
    digits = max(4, len(str(len(drafts))))
    for position, (draft, value_minor) in enumerate(zip(drafts, _values(generated, seed), strict=True), start=1):
        payment_id = f"{GENERATED_PREFIX}{position:0{digits}}"
        yield PlannedPayment(
            id=payment_id,
            uetr=uetr_of(seed, payment_id),
            at_s=draft.at_s,
            day=draft.day,
            payer=draft.payer.id,
            payee=draft.payee.id,
            amount_minor=_amount_up(value_minor, draft.payee.currency, draft.day, rates),
            currency=draft.payee.currency.code,
            purpose=draft.purpose,
            asks_first=asks_first(scenario, payment_id),
        )


def _values(generated: GeneratedPaymentsEntry, seed: int) -> tuple[int, ...]:
    """Cents of each payment: seeded shares of the asked total and one cent, so that it is exceeded."""
    stream = Stream(seed, "demand", "values")
    # The product of two even draws is skewed as trade payments are: many small, few large, 400 : 1 at most.
    weights = [stream.between(*_WEIGHTS) * stream.between(*_WEIGHTS) for _ in range(generated.count)]
    return largest_remainder(parse_minor(generated.value_usd_min, currency(REPORTING_CURRENCY)) + 1, weights)


def _amount_up(value_minor: int, into: Currency, day: datetime.date, rates: ReferenceRates) -> int:
    """The least multiple of ten major units of `into` that is worth at least `value_minor` cents on `day`."""
    dollar = currency(REPORTING_CURRENCY)
    numerator, denominator = rates.per_unit(dollar.code, into.code, day).as_integer_ratio()
    step_minor: int = ROUND_TO_MAJOR * 10**into.exponent
    steps = div_up(value_minor * numerator * 10**into.exponent, denominator * 10**dollar.exponent * step_minor)
    amount_minor = max(1, steps) * step_minor
    if amount_minor > AMOUNT_MINOR_MAX:
        why = f"a share of it is more {into.code} than one payment may have"
        raise InputError(what="value too large", where="payments.generated.value_usd_min", why=why, do="lower it")
    return amount_minor
