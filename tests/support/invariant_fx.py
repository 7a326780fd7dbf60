"""Invariants of foreign exchange beside the firm quotes: the reference rate, and the value of a pool.

Trusts nothing of the contracts but their addresses: medians are worked out here, values as fractions of the reserves.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

import random
from fractions import Fraction
from statistics import median_low

from actors import BANK_OF_THAILAND, MAKER
from pools import AGE_S_MAX, BASE, DEVIATION_BPS_MAX, QUOTE, REPORTERS, REPORTERS_MIN, Venue, open_rates, open_venue
from small_network import RATE_RAY, Network

from chain.clients.types import Curve, Status
from chain.errors import Reverted
from finance.curves.pool import Pool

FAR_RAY = RATE_RAY * 11 // 10


def median_of_enough(network: Network) -> list[str]:
    """AA: the reference rate is the median of at least k fresh reports of reporters that may report, or there is
    none."""
    open_rates(network)
    reported_s = network.ledger.timestamp_s
    found = _expect(network, RATE_RAY, "five reports of one rate")
    for number, reporter in enumerate(REPORTERS[:2], start=1):
        network.run(reporter, network.fx_board.report(BASE, QUOTE, FAR_RAY, network.now_s))
        found += _expect(network, RATE_RAY, f"{number} of five far off")
    network.set_participant(BANK_OF_THAILAND, REPORTERS[4], Status.SUSPENDED)
    found += _expect(network, 0, "two against two, and one suspended")
    network.set_participant(BANK_OF_THAILAND, REPORTERS[3], Status.SUSPENDED)
    found += _expect(network, 0, "two against one, of three that are needed")
    for reporter in REPORTERS[3:]:
        network.set_participant(BANK_OF_THAILAND, reporter, Status.ACTIVE)
    for number, reporter in enumerate(REPORTERS):
        network.run(reporter, network.fx_board.report(BASE, QUOTE, RATE_RAY + number, network.now_s))
    found += _expect(network, median_low([RATE_RAY + number for number in range(5)]), "five that differ by a ray")
    network.ledger.seal(reported_s + 2 * AGE_S_MAX)
    found += _expect(network, 0, "five that are too old")
    for reporter in REPORTERS[: REPORTERS_MIN - 1]:
        network.run(reporter, network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s))
        found += _expect(network, 0, "fewer than are needed, and old ones")
    return found


def _expect(network: Network, rate_ray: int, when: str) -> list[str]:
    """What is wrong about the rate now; DEVIATION_BPS_MAX is a tenth of what is far."""
    told, _ = network.read(network.fx_board.reference_rate(BASE, QUOTE))
    return [] if told == rate_ray else [f"{when} within {DEVIATION_BPS_MAX} bp: {told} instead of {rate_ray}"]


def pool_keeps_its_value(network: Network) -> list[str]:
    """AB: no fill lets a pool's value fall, no provision or withdrawal that of a share, and none goes for nothing."""
    found = []
    for curve in Curve:
        venue = open_venue(network.fork(), curve, fee_bps=0)
        venue.network.run(MAKER, venue.pool.provide(1_000_003, 4_600_007, 1))
        found += _lives(venue, random.Random(curve.value))
        venue.network.ledger.journal.close()
    return found


def _lives(venue: Venue, draw: random.Random) -> list[str]:
    """What was wrong in some fifty steps of a pool without a fee, which would hide what a rounding takes."""
    found, network, pool = [], venue.network, venue.pool
    for _ in range(50):
        before = venue.model()
        act = draw.choice(["fill", "fill", "provide", "withdraw"])
        amount_minor = draw.choice([1, 3, 997, 50_021])
        call = {
            "fill": venue.taking(draw.choice([BASE, QUOTE]), amount_minor),
            "provide": pool.provide(amount_minor + 10, 10**9, 1),
            "withdraw": pool.withdraw(amount_minor, 0, 0),
        }[act]
        try:
            network.run(MAKER, call)
        except Reverted as error:
            return [*found, f"{act} of {amount_minor} in {before}: {error}"]
        found += _fallen(act, before, venue.model())
    return found


def _fallen(act: str, before: Pool, after: Pool) -> list[str]:
    """What is worth less than before."""
    if act == "fill":
        same = (before.base_minor >= after.base_minor) == (before.quote_minor >= after.quote_minor)
        is_worse = same or after.constant(RATE_RAY) < before.constant(RATE_RAY)
        return [f"a fill took value: {before} to {after}"] if is_worse else []
    is_worse = any(
        Fraction(getattr(after, part), after.shares) < Fraction(getattr(before, part), before.shares)
        for part in ("base_minor", "quote_minor")
    )
    return [f"those who stay lost by it: {act} {before} to {after}"] if is_worse else []
