"""Payments drawn from the scenario's seed: how many, when, between whom, and how large.

Trusts the scenario's checks for what is possible, and the reference rates for values in dollars.
Never draws a payment that the calendar forbids, and never leaves a stated total to luck.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from chain.errors import InputError
from finance.fx import BPS
from finance.money import AMOUNT_MINOR_MAX, Currency, currency, parse_minor
from finance.rounding import div_up, largest_remainders
from nodes.corridors import MARGIN_S, Window, windows
from nodes.drafts import Draft, Drafts
from nodes.draws import Shares
from nodes.interbank_demand import amount_of_band
from nodes.payment_plan import Diary, PlannedPayment, asks_first, uetr_of
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.acts import ActKind
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.check_names import GENERATED_PREFIX
from nodes.scenario.deadlines import drawn_deadline_s
from nodes.scenario.demand import AmountBandEntry, GeneratedPaymentsEntry, corridors_of, payments_drawn
from nodes.scenario.shocks import Shock, ShockKind
from nodes.scenario.world import Client, Jurisdiction, World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

ROUND_TO_MAJOR = 10
"""Amounts that are shares of a total are whole multiples of this many major units, as invoices tend to be."""
_WEIGHTS = (5, 100)


@dataclass(frozen=True, slots=True)
class _Places:
    """Between whom payments are drawn. pairs: jurisdictions; weights: of the pairs, `None`: all alike, each once at
    first; clients: by jurisdiction; open_at: the hours of each pair."""

    pairs: Sequence[tuple[str, str]]
    weights: Shares | None
    clients: Mapping[str, Sequence[Client]]
    open_at: Mapping[tuple[str, str], Sequence[Window]]


def generated_payments(
    scenario: Scenario, generated: GeneratedPaymentsEntry, world: World, diary: Diary, rates: ReferenceRates
) -> Iterator[PlannedPayment]:
    """The payments that a scenario leaves to its seed, in the order of time. Errors as `plan_payments`."""
    drafts = Drafts(world.clients)
    for draft in _drafts(scenario, generated, world, diary):
        drafts.add(draft)
    for draft in _surged(drafts, scenario, generated, world, diary):
        drafts.add(draft)
    amounts_minor = _shared_out if generated.amounts is None else _from_bands
    yield from _numbered(len(drafts), amounts_minor(drafts, generated, scenario.seed, rates), scenario)


def _drafts(scenario: Scenario, generated: GeneratedPaymentsEntry, world: World, diary: Diary) -> Iterator[Draft]:
    places = _places(scenario, generated, world)
    profile = None if generated.profile is None else Shares.of(generated.profile)
    # Each corridor once, then any: so that every jurisdiction pays and is paid.
    first = Stream(scenario.seed, "demand", "corridors").shuffle(places.pairs)
    in_turn = first if places.weights is None and generated.arrivals == "exact" else ()
    for number in range(payments_drawn(generated, scenario.seed)):
        stream = Stream(scenario.seed, "demand", "payment", number)
        pair = in_turn[number] if number < len(in_turn) else _pair(places, stream)
        payer = stream.choice(places.clients[pair[0]])
        payee = _other_than(payer, places.clients[pair[1]], stream)
        day, at_s = diary.draw(stream, payer, places.open_at[pair], profile)
        yield Draft(number, at_s, day, payer, payee, stream.choice(generated.purposes))


def _surged(
    drafts: Drafts, scenario: Scenario, generated: GeneratedPaymentsEntry, world: World, diary: Diary
) -> Iterator[Draft]:
    """For each payment that falls into a surge as many more, between its factor less one rounded down and up, so that
    they are as many on average as it says; in the same corridor, within the surge."""
    surges = [shock for shock in world.shocks if shock.kind is ShockKind.DEMAND_SURGE]
    places, drawn = _places(scenario, generated, world), len(drafts)
    number = drawn
    for surge in surges:
        for draft in drafts.within(surge.at_s, surge.at_s + surge.lasts_s, drawn):
            stream = Stream(scenario.seed, "demand", "surge", surge.id, draft.number)
            whole, rest_bps = divmod(surge.factor_bps - BPS, BPS)
            for _ in range(whole + (stream.below(BPS) < rest_bps)):
                yield _more(draft, number, surge, places, stream, diary, generated.purposes)
                number += 1


def _more(
    draft: Draft,
    number: int,
    surge: Shock,
    places: _Places,
    stream: Stream,
    diary: Diary,
    purposes: Sequence[str],
) -> Draft:
    """One more payment in the corridor and on the day of a draft."""
    pair = draft.payer.jurisdiction.id, draft.payee.jurisdiction.id
    payer = stream.choice(places.clients[pair[0]])
    payee = _other_than(payer, places.clients[pair[1]], stream)
    open_ = next(w for w in places.open_at[pair] if w.day == draft.day)
    within = Window(draft.day, max(open_.start_s, surge.at_s), min(open_.end_s, surge.at_s + surge.lasts_s))
    day, at_s = diary.draw(stream, payer, (within,))
    return Draft(number, at_s, day, payer, payee, stream.choice(purposes))


def _places(scenario: Scenario, generated: GeneratedPaymentsEntry, world: World) -> _Places:
    homes = {jurisdiction.id: jurisdiction for jurisdiction in world.jurisdictions}
    clients = _by_home(world, generated)
    pairs = corridors_of(generated, {home: len(at_home) for home, at_home in clients.items()})
    stated = None if generated.corridors is None else Shares.of([entry.weight for entry in generated.corridors])
    return _Places(pairs, stated, clients, {(a, b): _windows(scenario, homes[a], homes[b]) for a, b in pairs})


def _pair(places: _Places, stream: Stream) -> tuple[str, str]:
    return stream.choice(places.pairs) if places.weights is None else places.pairs[places.weights.draw(stream)]


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


def _numbered(count: int, priced: Iterator[tuple[Draft, int]], scenario: Scenario) -> Iterator[PlannedPayment]:
    seed = scenario.seed
    digits = max(4, len(str(count)))
    deadlines = None if scenario.payments.generated is None else scenario.payments.generated.deadlines
    for position, (draft, amount_minor) in enumerate(priced, start=1):
        payment_id = f"{GENERATED_PREFIX}{position:0{digits}}"
        yield PlannedPayment(
            id=payment_id,
            uetr=uetr_of(seed, payment_id),
            at_s=draft.at_s,
            day=draft.day,
            payer=draft.payer.id,
            payee=draft.payee.id,
            amount_minor=amount_minor,
            currency=draft.payee.currency.code,
            purpose=draft.purpose,
            asks_first=asks_first(scenario, payment_id),
            deadline_s=drawn_deadline_s(deadlines, Stream(seed, "demand", "deadline", draft.number), draft.at_s),
        )


def _shared_out(
    drafts: Drafts, generated: GeneratedPaymentsEntry, seed: int, rates: ReferenceRates
) -> Iterator[tuple[Draft, int]]:
    """Seeded shares of the asked total and one cent, so that it is exceeded."""
    if not len(drafts):
        return
    total_minor = parse_minor(generated.value_usd_min or "0", currency(REPORTING_CURRENCY)) + 1
    values_minor = largest_remainders(total_minor, partial(_weights, seed, len(drafts)))
    for draft, value_minor in zip(drafts.in_time(), values_minor, strict=True):
        yield draft, _amount_up(value_minor, draft.payee.currency, draft.day, rates)


def _weights(seed: int, count: int) -> Iterator[int]:
    stream = Stream(seed, "demand", "values")
    for _ in range(count):
        # The product of two even draws is skewed as trade payments are: many small, few large, 400 : 1 at most.
        yield stream.between(*_WEIGHTS) * stream.between(*_WEIGHTS)


def _from_bands(
    drafts: Drafts, generated: GeneratedPaymentsEntry, seed: int, rates: ReferenceRates
) -> Iterator[tuple[Draft, int]]:
    """What the drawn dollars are worth in the payee's currency on the day, half-even, one minor unit at least."""
    bands: Sequence[AmountBandEntry] = generated.amounts or ()
    shares, dollar = Shares.of([band.share for band in bands]), currency(REPORTING_CURRENCY)
    for draft in drafts.in_time():
        stream = Stream(seed, "demand", "amount", draft.number)
        value_minor = amount_of_band(stream, bands[shares.draw(stream)], dollar)
        amount_minor = rates.value_minor(value_minor, dollar, draft.payee.currency, draft.day)
        yield draft, _payable(max(1, amount_minor), draft.payee.currency, "amounts")


def _amount_up(value_minor: int, into: Currency, day: datetime.date, rates: ReferenceRates) -> int:
    """The least multiple of ten major units of `into` that is worth at least `value_minor` cents on `day`."""
    dollar = currency(REPORTING_CURRENCY)
    numerator, denominator = rates.per_unit(dollar.code, into.code, day).as_integer_ratio()
    step_minor: int = ROUND_TO_MAJOR * 10**into.exponent
    steps = div_up(value_minor * numerator * 10**into.exponent, denominator * 10**dollar.exponent * step_minor)
    return _payable(max(1, steps) * step_minor, into, "value_usd_min")


def _payable(amount_minor: int, money: Currency, key: str) -> int:
    if amount_minor > AMOUNT_MINOR_MAX:
        why = f"a share of it is more {money.code} than one payment may have"
        raise InputError(what="value too large", where=f"payments.generated.{key}", why=why, do="lower it")
    return amount_minor
