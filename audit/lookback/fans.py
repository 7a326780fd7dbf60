"""What fan-in and fan-out share: a burst of strangers on one side of a wallet, all with amounts of about one size.

Trusts the traffic for who is a stranger.
Never counts a stranger twice, or what is usual for the wallet.

Of each run of a wallet's payments within five days, those count whose amounts lie within a factor of eight of each
other. Usual is what the wallet's other payments, or those of all wallets on average where these are more, come to in so
much time. A fan has four strangers more than four times what is usual; one of three and a quarter more is held against
it a little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.lookback.finding import Finding
from audit.lookback.traffic import OneOff
from audit.typologies.transfer import DAY_S
from chain.abi import Address
from chain.detection import Reason

_BASE, _MORE, _WEAK, _MOST = 50, 10, 30, 95
PERCENT = 100
Side = Callable[[OneOff], Address]


@dataclass(frozen=True, slots=True)
class FanSettings:
    """within_s: in which the strangers come; factor: between the largest amount and the smallest; usual_times; excess,
    weak_excess: strangers beyond that, in hundredths."""

    within_s: int = 5 * DAY_S
    factor: int = 8
    usual_times: int = 4
    excess: int = 400
    weak_excess: int = 325


@dataclass(frozen=True, slots=True)
class _Burst:
    """Payments of a burst. excess: strangers beyond what is usual so many times, in hundredths; usual: hundredths."""

    payments: Sequence[OneOff]
    excess: int
    usual: int


def fans(
    name: str, sides: Mapping[Address, Sequence[OneOff]], other: Side, days: int, settings: FanSettings
) -> Iterator[Finding]:
    """The fan of each wallet that has one. sides: one-off payments by the wallet in the middle; other: whom it met."""
    average = PERCENT * sum(len(payments) for payments in sides.values()) // max(1, len(sides))
    for payments in sides.values():
        best: _Burst | None = None
        for burst in _bursts(payments, other, average, days, settings):
            if best is None or burst.excess > best.excess:
                best = burst
        if best is not None and best.excess >= settings.weak_excess:
            yield _finding(name, best, settings)


def _bursts(
    payments: Sequence[OneOff], other: Side, average: int, days: int, settings: FanSettings
) -> Iterator[_Burst]:
    least = settings.weak_excess // PERCENT
    for start in range(len(payments)):
        for end in range(start + least + 1, len(payments) + 1):
            span_s = payments[end - 1].at_s - payments[start].at_s
            if span_s > settings.within_s:
                break
            alike = _alike(payments[start:end], settings.factor)
            strangers = len({other(each) for each in alike})
            usually = max(PERCENT * (len(payments) - strangers), average)
            usual = usually * span_s // (max(1, days) * DAY_S)
            yield _Burst(alike, PERCENT * strangers - settings.usual_times * usual, usual)


def _alike(payments: Sequence[OneOff], factor: int) -> Sequence[OneOff]:
    """The most of some payments whose amounts lie within a factor of each other, the smallest such."""
    ordered = sorted(payments, key=lambda each: (each.transfer.paid_minor, each.number))
    best: Sequence[OneOff] = ()
    low = 0
    for high in range(len(ordered)):
        while ordered[low].transfer.paid_minor * factor < ordered[high].transfer.paid_minor:
            low += 1
        if high - low + 1 > len(best):
            best = ordered[low : high + 1]
    return best


def _finding(name: str, burst: _Burst, settings: FanSettings) -> Finding:
    over = burst.excess - settings.excess
    score = _BASE + _MORE * over // PERCENT if over >= 0 else _WEAK
    amounts = [each.transfer.paid_minor for each in burst.payments]
    reasons = (
        Reason("usual_in_hundredths", burst.usual),
        Reason("smallest_minor", min(amounts)),
        Reason("largest_minor", max(amounts)),
    )
    return Finding.of(name, min(_MOST, score), burst.payments, reasons)
