"""Attacks on a pool and on its reference rate: what each of them costs whoever tries, and what the others lose.

Trusts nobody but the contracts: one block holds the whole attack, in the order that the attacker would choose.
Never counts an attack as failed because a call was malformed: each is carried out as far as the contracts let it.
"""

from __future__ import annotations

import pytest
from actors import BANK_OF_THAILAND, HKMA, MAKER, actor, lei
from pools import (
    AGE_S_MAX,
    BASE,
    BASE_MINOR,
    FEE_BPS,
    QUOTE,
    QUOTE_MINOR,
    REPORTERS,
    REPORTERS_MIN,
    Venue,
    fund,
    open_filled,
    open_venue,
    report_all,
)
from small_network import RATE_RAY, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import PoolNotFillable
from chain.clients.types import Curve, RefusalCode, Role
from chain.ledger import Outcome

CURVES = pytest.mark.parametrize("curve", list(Curve), ids=["constant product", "concentrated"])
ATTACKER, VICTIM = actor("market-maker", "attacker"), actor("market-maker", "victim")
GIFT_MINOR = 50_000_000


@pytest.fixture
def armed(network: Network) -> Network:
    """The network with an attacker and a victim who have money of both currencies."""
    for number, account in enumerate((ATTACKER, VICTIM), start=500):
        for central_bank in (HKMA, BANK_OF_THAILAND):
            network.admit(central_bank, account, Role.MARKET_MAKER, lei(number), "HK")
        fund(network, account)
    return network


def worth(venue: Venue, account: Account) -> int:
    """What an account holds and has shares of, in minor units of the quote currency at the usual rate."""
    held, model = venue.held(account), venue.model()
    shares = venue.network.read(venue.pool.shares_of(account.address))
    parts = model.payout(shares) if model.shares else (0, 0)
    return (held[0] + parts[0]) * RATE_RAY // 10**27 + held[1] + parts[1]


def in_one_block(network: Network, *acts: tuple[Account, Call[object]]) -> list[Outcome]:
    """Everything in one block, in this order."""
    for sender, call in acts:
        network.ledger.submit(sender, call)
    return network.ledger.seal(network.now_s)


@CURVES
def test_gift__to_a_pool__moves_no_price_and_is_nobodys(armed: Network, curve: Curve) -> None:
    venue = open_filled(armed, curve)
    before = [armed.read(venue.pool.offer(currency, 123_456)) for currency in (BASE, QUOTE)]
    wealth = worth(venue, ATTACKER), worth(venue, MAKER)
    armed.run(ATTACKER, armed.money(BASE).transfer(venue.pool.address, GIFT_MINOR))
    assert [armed.read(venue.pool.offer(currency, 123_456)) for currency in (BASE, QUOTE)] == before
    assert worth(venue, ATTACKER) == wealth[0] - GIFT_MINOR * 46 // 10
    assert worth(venue, MAKER) == wealth[1]


@CURVES
def test_first_provision__tiny_and_then_a_gift__takes_nothing_from_the_second_provider(
    armed: Network, curve: Curve
) -> None:
    venue = open_venue(armed, curve)
    armed.run(ATTACKER, venue.pool.provide(1_001, 1_001, 1))
    for currency in (BASE, QUOTE):
        armed.run(ATTACKER, armed.money(currency).transfer(venue.pool.address, GIFT_MINOR))
    before = worth(venue, VICTIM)
    armed.run(VICTIM, venue.pool.provide(GIFT_MINOR, GIFT_MINOR, 1))
    assert worth(venue, VICTIM) >= before - 2 * 6  # a minor unit of each currency, at the rate


@CURVES
def test_shares__made_dear_by_rounding__cost_the_attacker_and_nobody_else(armed: Network, curve: Curve) -> None:
    venue = open_venue(armed, curve, fee_bps=0)
    armed.run(ATTACKER, venue.pool.provide(1_009, 1_009, 1))
    attacker = worth(venue, ATTACKER)
    for _ in range(6):
        # Each payout of a share leaves up to a minor unit to the rest, each provision of one pays up to one too much.
        armed.run(ATTACKER, venue.pool.provide(3, 3, 1))
        held = armed.read(venue.pool.shares_of(ATTACKER.address))
        for _ in range(held - 1):
            armed.run(ATTACKER, venue.pool.withdraw(1, 0, 0))
    assert worth(venue, ATTACKER) <= attacker
    before = worth(venue, VICTIM)
    armed.run(VICTIM, venue.pool.provide(10_000_000, 10_000_000, 1))
    assert worth(venue, VICTIM) >= before - 2 * 6


@CURVES
def test_back_and_forth__without_anybody_between__loses_both_fees(armed: Network, curve: Curve) -> None:
    venue = open_filled(armed, curve)
    before = venue.held(ATTACKER)
    sold = BASE_MINOR // 20
    paid = armed.read(venue.pool.cost_of(BASE, sold))
    for outcome in in_one_block(armed, (ATTACKER, venue.taking(BASE, sold)), (ATTACKER, venue.taking(QUOTE, paid))):
        outcome.require()
    after = venue.held(ATTACKER)
    assert after[1] == before[1]
    assert before[0] - after[0] >= 2 * sold * FEE_BPS // 10_000


@CURVES
def test_sandwich__of_a_payer_that_allows_what_it_saw__stops_the_payment_and_loses_the_fees(
    armed: Network, curve: Curve
) -> None:
    venue = open_filled(armed, curve)
    before, sold = worth(venue, ATTACKER), BASE_MINOR // 20
    seen = armed.read(venue.pool.cost_of(BASE, sold))
    paid = armed.read(venue.pool.cost_of(BASE, sold))
    first, between, last = in_one_block(
        armed,
        (ATTACKER, venue.taking(BASE, sold)),
        (VICTIM, venue.taking(BASE, sold, seen)),
        (ATTACKER, venue.taking(QUOTE, paid)),
    )
    assert first.require()
    assert between.error is not None
    assert last.require()
    assert worth(venue, ATTACKER) < before


@CURVES
@pytest.mark.parametrize("tolerated_bps", [0, 10, 50])
def test_sandwich__of_a_payer_that_allows_more__gains_less_than_that(
    armed: Network, curve: Curve, tolerated_bps: int
) -> None:
    venue = open_filled(armed, curve)
    before, bought = worth(venue, ATTACKER), BASE_MINOR // 20
    seen = armed.read(venue.pool.cost_of(BASE, bought))
    allowed = seen * (10_000 + tolerated_bps) // 10_000
    sold = largest_in_front(venue, bought, allowed)
    if sold:
        paid = armed.read(venue.pool.cost_of(BASE, sold))
        outcomes = in_one_block(
            armed,
            (ATTACKER, venue.taking(BASE, sold)),
            (VICTIM, venue.taking(BASE, bought, allowed)),
            (ATTACKER, venue.taking(QUOTE, paid)),
        )
        assert all(outcome.error is None for outcome in outcomes)
    assert worth(venue, ATTACKER) - before <= allowed - seen


def largest_in_front(venue: Venue, bought: int, allowed: int) -> int:
    """The most that can be bought before the victim without its payment failing."""
    low, high = 0, BASE_MINOR // 2
    while high - low > 1:
        middle = (low + high) // 2
        model = venue.model()
        first = model.cost(True, middle, RATE_RAY)
        assert first is not None
        second = model.after_sale(True, middle, first.buy_minor).cost(True, bought, RATE_RAY)
        low, high = (middle, high) if second is not None and second.buy_minor <= allowed else (low, middle)
    return low


@pytest.mark.parametrize(("move_bps", "gains"), [(10, False), (55, False), (90, True)])
def test_trade__just_before_the_reference_rate_moves__gains_only_above_both_fees(
    armed: Network, move_bps: int, gains: bool
) -> None:
    venue = open_filled(armed, Curve.CONCENTRATED)
    before, sold = venue.held(ATTACKER), BASE_MINOR // 100
    venue.take(ATTACKER, BASE, sold)
    report_all(armed, RATE_RAY * (10_000 + move_bps) // 10_000)
    paid = before[1] - venue.held(ATTACKER)[1]
    venue.take(ATTACKER, QUOTE, paid)
    # All of what was paid is bought back: what is left of the base currency is the gain.
    assert (venue.held(ATTACKER)[0] > before[0]) is gains


@CURVES
def test_provision__between_two_trades_of_one_block__takes_no_more_than_its_share(armed: Network, curve: Curve) -> None:
    venue = open_filled(armed, curve)
    before = venue.held(ATTACKER)
    armed.run(ATTACKER, venue.pool.provide(BASE_MINOR, QUOTE_MINOR, 1))
    shares = armed.read(venue.pool.shares_of(ATTACKER.address))
    armed.run(ATTACKER, venue.pool.withdraw(shares, 0, 0))
    after = venue.held(ATTACKER)
    assert before[0] - 1 <= after[0] <= before[0]
    assert before[1] - 1 <= after[1] <= before[1]


def test_reporters__fewer_than_needed_collude__make_no_rate_and_no_trade(armed: Network) -> None:
    venue = open_filled(armed, Curve.CONCENTRATED)
    late_s = armed.now_s + AGE_S_MAX + 1
    for reporter in REPORTERS[: REPORTERS_MIN - 1]:
        armed.run(reporter, armed.fx_board.report(BASE, QUOTE, 1, late_s), late_s)
        late_s += 1
    error = armed.attempt(ATTACKER, venue.taking(BASE, 1), late_s).error
    assert isinstance(error, PoolNotFillable)
    assert error.code is RefusalCode.POOL_RATE_MISSING


@pytest.mark.parametrize("liars", [1, 2])
def test_reporters__fewer_than_half_lie__move_no_price(armed: Network, liars: int) -> None:
    venue = open_filled(armed, Curve.CONCENTRATED)
    before = [armed.read(venue.pool.cost_of(currency, 1_000)) for currency in (BASE, QUOTE)]
    for reporter in REPORTERS[:liars]:
        armed.run(reporter, armed.fx_board.report(BASE, QUOTE, RATE_RAY // 2, armed.now_s))
    assert [armed.read(venue.pool.cost_of(currency, 1_000)) for currency in (BASE, QUOTE)] == before


def test_reporters__those_that_are_needed_lie__have_the_rate(armed: Network) -> None:
    venue = open_filled(armed, Curve.CONCENTRATED)
    for reporter in REPORTERS[:REPORTERS_MIN]:
        armed.run(reporter, armed.fx_board.report(BASE, QUOTE, RATE_RAY // 2, armed.now_s))
    # What no contract can keep out: the terms and the licences are the defence.
    assert armed.read(venue.pool.cost_of(BASE, 1_000)) < 1_000 * 46 // 10
