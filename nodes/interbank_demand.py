"""The demand for settlement between banks: who owes whom, how much and when, written out or drawn from the seed.

Trusts the scenario's checks for what is possible.
Never draws more or fewer than asked for, and never a second outside the business day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from finance.money import Currency, currency, parse_minor
from nodes.corridors import MARGIN_S, windows
from nodes.draws import Shares, amount_in, pareto_in, second_of_day
from nodes.randomness import Stream
from nodes.scenario.check_interbank import OBLIGATION_PREFIX
from nodes.scenario.deadlines import drawn_deadline_s
from nodes.scenario.demand import AmountBandEntry
from nodes.scenario.interbank import GeneratedObligationsEntry
from nodes.scenario.obligations import Obligation
from nodes.scenario.world import World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

ROUND_TO_MAJOR = 10
"""Drawn amounts are whole multiples of this many major units, where their band is wide enough."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Whom a bank owes. payer: itself, which is drawn again; banks, sizes: those that are drawn from."""

    payer: str
    banks: tuple[str, ...]
    sizes: Shares

    def draw(self, stream: Stream) -> str:
        """One of the others, in proportion to the sizes."""
        while (payee := self.banks[self.sizes.draw(stream)]) == self.payer:
            continue  # there are two banks or more, each with a share
        return payee


def plan_obligations(scenario: Scenario, world: World) -> tuple[Obligation, ...]:
    """All obligations of a scenario in the order of (at_s, id): a function of scenario and seed."""
    planned = list(world.obligations)
    if scenario.interbank.generated is not None:
        planned += _drawn(scenario.seed, scenario, scenario.interbank.generated, world)
    return tuple(sorted(planned, key=lambda owed: (owed.at_s, owed.id)))


def obligation_uetr(seed: int, obligation_id: str) -> str:
    """The UETR of an obligation: one per seed and id, whatever else the scenario holds."""
    return Stream(seed, "obligation-uetr", obligation_id).uuid4()


def _drawn(seed: int, scenario: Scenario, drawn: GeneratedObligationsEntry, world: World) -> Iterator[Obligation]:
    money = currency(drawn.currency)
    (home,) = (home for home in world.jurisdictions if home.currency == money)
    days = windows([home.opening], scenario.start, scenario.end, MARGIN_S)
    banks, sizes = tuple(drawn.sizes), Shares.of(tuple(drawn.sizes.values()))
    bands, profile = Shares.of([band.share for band in drawn.amounts]), Shares.of(drawn.profile)
    partners = _partners(drawn)
    digits = max(4, len(str(drawn.count)))
    for number in range(drawn.count):
        stream = Stream(seed, "interbank", number)
        window = days[number % len(days)]
        payer = banks[sizes.draw(stream)]
        at_s = second_of_day(stream, window, profile)
        due_s = drawn_deadline_s(drawn.deadlines, stream.child("deadline"), at_s)
        yield Obligation(
            id=f"{OBLIGATION_PREFIX}{number + 1:0{digits}}",
            day=window.day,
            at_s=at_s,
            payer=payer,
            payee=partners[payer].draw(stream),
            amount_minor=_amount(stream.child("amount"), drawn.amounts[bands.draw(stream)], money),
            currency=money.code,
            priority=int(stream.child("priority").below(10_000) < drawn.urgent_bps),
            deadline_s=None if due_s is None else min(due_s, home.opening.hours.window_utc_s(window.day)[1]),
        )


def _partners(drawn: GeneratedObligationsEntry) -> dict[str, Partners]:
    """Whom each bank owes: any other, or those that a link leads to."""
    banks, sizes = tuple(drawn.sizes), Shares.of(tuple(drawn.sizes.values()))
    if not drawn.links:
        return {name: Partners(name, banks, sizes) for name in banks}
    linked: dict[str, set[str]] = {name: set() for name in banks}
    for one, other in drawn.links:
        linked[one].add(other)
        linked[other].add(one)
    found = {}
    for name in banks:
        others = tuple(other for other in banks if other in linked[name])
        found[name] = Partners(name, others, Shares.of([drawn.sizes[other] for other in others]))
    return found


def amount_of_band(stream: Stream, band: AmountBandEntry, money: Currency) -> int:
    """An amount in a band whose limits are in `money`, in its minor units."""
    least_minor, most_minor = parse_minor(band.least, money), parse_minor(band.most, money)
    if band.tail is None:
        return amount_in(stream, least_minor, most_minor)
    return pareto_in(stream, least_minor, most_minor, Decimal(band.tail))


def _amount(stream: Stream, band: AmountBandEntry, money: Currency) -> int:
    least_minor, amount_minor = parse_minor(band.least, money), amount_of_band(stream, band, money)
    rounded_minor: int = amount_minor - amount_minor % (ROUND_TO_MAJOR * 10**money.exponent)
    return max(least_minor, rounded_minor)
