"""Money that passes through: a one-off payment that its payee followed up with one of nearly the same amount.

Trusts the traffic for what is one-off.
Never compares amounts of two wallets, or of two currencies: what a wallet received with what it paid.

A payment passes on another when the wallet made it within four days with payments, and it cost between 88 % and 100 %
of what came. By chance that happens to one payment in some dozens: what links form together is held against somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.lookback.traffic import OneOff, Traffic
from audit.typologies.transfer import DAY_S
from finance.fx import BPS


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """within_s: of the traffic's clock, after which money has been passed on; passed_bps_min, passed_bps_max: of what
    came."""

    within_s: int = 4 * DAY_S
    passed_bps_min: int = 8_800
    passed_bps_max: int = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """That one payment passes another on. passed_bps: how much of it, rounded down."""

    came: OneOff
    goes: OneOff
    passed_bps: int


def links(traffic: Traffic, settings: LinkSettings | None = None) -> tuple[Link, ...]:
    """Every link of a record, in the order of the payments that came."""
    settings = settings or LinkSettings()
    return tuple(
        Link(came, goes, passed_bps)
        for came in traffic.one_off
        for goes in _after(traffic.out_of.get(came.payee, ()), came, settings.within_s)
        if settings.passed_bps_min <= (passed_bps := _passed_bps(came, goes)) <= settings.passed_bps_max
    )


def _passed_bps(came: OneOff, goes: OneOff) -> int:
    return goes.transfer.paid_minor * BPS // max(1, came.transfer.received_minor)


def _after(payments: Sequence[OneOff], came: OneOff, within_s: int) -> Iterator[OneOff]:
    """Those of some payments, which are in order, that come later than one, but not much later."""
    for goes in payments:
        if goes.at_s > came.at_s + within_s:
            return
        if goes.number > came.number:
            yield goes
