"""The demand for settlement between banks: who owes whom, how much and when, written out or drawn from the seed.

Trusts the scenario's checks for what is possible.
Never draws more or fewer than asked for, and never a second outside the business day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from finance.money import Currency, currency, parse_minor
from nodes.corridors import MARGIN_S, Window, windows
from nodes.randomness import Stream
from nodes.scenario.check_interbank import OBLIGATION_PREFIX
from nodes.scenario.interbank import AmountBandEntry, GeneratedObligationsEntry
from nodes.scenario.obligations import Obligation
from nodes.scenario.world import World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

ROUND_TO_MAJOR = 10
"""Drawn amounts are whole multiples of this many major units, where their band is wide enough."""


def plan_obligations(scenario: Scenario, world: World) -> tuple[Obligation, ...]:
    """All obligations of a scenario in the order of (at_s, id): a function of scenario and seed."""
    planned = list(world.obligations)
    if scenario.interbank.generated is not None:
        planned += _drawn(scenario.seed, scenario, scenario.interbank.generated, world)
    return tuple(sorted(planned, key=lambda owed: (owed.at_s, owed.id)))


def obligation_uetr(seed: int, obligation_id: str) -> str:
    """The UETR of an obligation: one per seed and id, whatever else the scenario holds."""
    return Stream(seed, "obligation-uetr", obligation_id).uuid4()


@dataclass(frozen=True, slots=True)
class Shares:
    """Something that is drawn in proportion to whole numbers. totals: their running sums."""

    totals: tuple[int, ...]

    @classmethod
    def of(cls, weights: Sequence[int]) -> Shares:
        """Shares of these weights; `ValueError` unless one of them is above zero."""
        totals = tuple(accumulate(weights))
        if not totals or totals[-1] < 1:
            raise ValueError("one share at least has to be above zero")
        return cls(totals)

    def draw(self, stream: Stream) -> int:
        """The place of one of them, each as likely as its share."""
        at = stream.below(self.totals[-1])
        return next(place for place, total in enumerate(self.totals) if at < total)


def second_of_day(stream: Stream, window: Window, profile: Shares) -> int:
    """A second of a window that is divided into as many equal parts as the profile has shares."""
    part, parts, length_s = profile.draw(stream), len(profile.totals), window.end_s - window.start_s
    first_s, after_s = window.start_s + length_s * part // parts, window.start_s + length_s * (part + 1) // parts
    return stream.between(first_s, max(first_s, after_s - 1))


def amount_in(stream: Stream, least_minor: int, most_minor: int) -> int:
    """An amount between two, evenly over the doublings that lie between them, evenly within each.

    So nearly log-uniform: an amount twice as large is half as likely, which is a heavy tail (Pareto's with exponent 1,
    cut off), and takes integers alone.
    """
    doublings = (most_minor // least_minor).bit_length()
    while True:
        low_minor = least_minor << stream.below(doublings)
        room_minor = most_minor - low_minor + 1
        # The last doubling is cut off, and drawn as much less often.
        if room_minor >= low_minor or doublings == 1 or stream.below(low_minor) < room_minor:
            return stream.between(low_minor, min(most_minor, 2 * low_minor - 1))


def _drawn(seed: int, scenario: Scenario, drawn: GeneratedObligationsEntry, world: World) -> Iterator[Obligation]:
    money = currency(drawn.currency)
    (home,) = (home for home in world.jurisdictions if home.currency == money)
    days = windows([home.opening], scenario.start, scenario.end, MARGIN_S)
    banks, sizes = tuple(drawn.sizes), Shares.of(tuple(drawn.sizes.values()))
    bands, profile = Shares.of([band.share for band in drawn.amounts]), Shares.of(drawn.profile)
    digits = max(4, len(str(drawn.count)))
    for number in range(drawn.count):
        stream = Stream(seed, "interbank", number)
        window = days[number % len(days)]
        payer = banks[sizes.draw(stream)]
        yield Obligation(
            id=f"{OBLIGATION_PREFIX}{number + 1:0{digits}}",
            day=window.day,
            at_s=second_of_day(stream, window, profile),
            payer=payer,
            payee=_other_than(payer, banks, sizes, stream),
            amount_minor=_amount(stream.child("amount"), drawn.amounts[bands.draw(stream)], money),
            currency=money.code,
            priority=int(stream.child("priority").below(10_000) < drawn.urgent_bps),
        )


def _other_than(payer: str, banks: Sequence[str], sizes: Shares, stream: Stream) -> str:
    while (payee := banks[sizes.draw(stream)]) == payer:
        continue  # there are two banks or more, each with a share
    return payee


def _amount(stream: Stream, band: AmountBandEntry, money: Currency) -> int:
    least_minor, most_minor = parse_minor(band.least, money), parse_minor(band.most, money)
    amount_minor = amount_in(stream, least_minor, most_minor)
    rounded_minor: int = amount_minor - amount_minor % (ROUND_TO_MAJOR * 10**money.exponent)
    return max(least_minor, rounded_minor)
