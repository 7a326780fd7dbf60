"""Provocations of every error of the pools.

Trusts `pools` to open a pool with reporters, liquidity and somebody to trade.
Never provokes a refusal: what a pool can't sell it says without failing, until somebody fills it all the same.
"""

from __future__ import annotations

from dataclasses import replace

from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, HONGKONG_SUPERVISOR, KEEPER, MAKER, OPERATOR, STRANGER
from pools import AGE_S_MAX, BASE, BASE_MINOR, QUOTE, QUOTE_MINOR, open_filled, open_venue
from provocation import Provocation, forwarder, provokes
from small_network import Network

from chain.client import Creation
from chain.clients import errors
from chain.clients.fx_pool import FxPool
from chain.clients.types import Curve, LegalOrder, PoolSpec, RefusalCode, Status

SPEC = PoolSpec(BASE, QUOTE, Curve.CONSTANT_PRODUCT, 30, 0)


def creation(network: Network, spec: PoolSpec) -> Creation:
    """A pool that is created."""
    return FxPool.creation(network.registry.address, network.fx_board.address, spec)


def invalid_spec(network: Network, spec: PoolSpec) -> Provocation:
    """A pool that can't be created."""
    expected = errors.PoolSpecInvalid(spec.base, spec.quote, spec.fee_bps, spec.amplification)
    return Provocation(OPERATOR, creation(network, spec), expected)


@provokes(errors.PoolSpecInvalid)
def pool_of_one_currency(network: Network) -> Provocation:
    return invalid_spec(network, replace(SPEC, quote=BASE))


@provokes(errors.PoolSpecInvalid)
def pool_with_a_fee_above_a_tenth(network: Network) -> Provocation:
    return invalid_spec(network, replace(SPEC, fee_bps=1_001))


@provokes(errors.PoolSpecInvalid)
def constant_product_with_an_amplification(network: Network) -> Provocation:
    return invalid_spec(network, replace(SPEC, amplification=1))


@provokes(errors.PoolSpecInvalid)
def concentrated_without_an_amplification(network: Network) -> Provocation:
    return invalid_spec(network, replace(SPEC, curve=Curve.CONCENTRATED))


@provokes(errors.PoolSpecInvalid)
def concentrated_beyond_the_bounds(network: Network) -> Provocation:
    return invalid_spec(network, replace(SPEC, curve=Curve.CONCENTRATED, amplification=2**14 + 1))


@provokes(errors.PoolCurrencyForeign)
def pool_of_a_currency_that_nobody_issues(network: Network) -> Provocation:
    return Provocation(OPERATOR, creation(network, replace(SPEC, quote="CNY")), errors.PoolCurrencyForeign("CNY"))


@provokes(errors.PoolCurrencyForeign)
def offer_of_a_third_currency(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONCENTRATED)
    return Provocation(STRANGER, venue.pool.offer("CNY", 1), errors.PoolCurrencyForeign("CNY"))


@provokes(errors.PoolCurrencyForeign)
def write_down_of_a_third_currency(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONCENTRATED)
    return Provocation(HKMA, venue.pool.write_down("CNY"), errors.PoolCurrencyForeign("CNY"))


@provokes(errors.PoolAmountZero)
def offer_of_nothing(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONCENTRATED)
    return Provocation(None, venue.pool.offer(BASE, 0), errors.PoolAmountZero())


@provokes(errors.PoolAmountZero)
def withdrawal_of_nothing(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    return Provocation(MAKER, venue.pool.withdraw(0, 0, 0), errors.PoolAmountZero())


@provokes(errors.PoolNotSystemContract)
def maker_fills(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    return Provocation(MAKER, venue.pool.fill(BASE, 1), errors.PoolNotSystemContract(MAKER.address, BASE))


@provokes(errors.PoolNotSystemContract)
def contract_of_one_jurisdiction_fills(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    call = forwarder(network, venue.pool.fill(BASE, 1), [HKMA])
    return Provocation(STRANGER, call, errors.PoolNotSystemContract(call.to, QUOTE))


@provokes(errors.PoolNotProvider)
def keeper_provides(network: Network) -> Provocation:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    return Provocation(KEEPER, venue.pool.provide(1, 1, 0), errors.PoolNotProvider(KEEPER.address, BASE))


@provokes(errors.PoolNotProvider)
def bank_of_the_quote_alone_provides(network: Network) -> Provocation:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    call = venue.pool.provide(BASE_MINOR, QUOTE_MINOR, 0)
    return Provocation(BANGKOK_BANK, call, errors.PoolNotProvider(BANGKOK_BANK.address, BASE))


@provokes(errors.PoolNotProvider)
def provider_suspended_in_the_quote_withdraws(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    network.set_participant(BANK_OF_THAILAND, MAKER, Status.SUSPENDED)
    return Provocation(MAKER, venue.pool.withdraw(1, 0, 0), errors.PoolNotProvider(MAKER.address, QUOTE))


@provokes(errors.PoolNotCentralBank)
def write_down_by_the_other_central_bank(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    call = venue.pool.write_down(BASE)
    return Provocation(BANK_OF_THAILAND, call, errors.PoolNotCentralBank(BANK_OF_THAILAND.address, BASE))


@provokes(errors.PoolNotFillable)
def fill_of_all_that_there_is(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    call = venue.taking(BASE, BASE_MINOR)
    return Provocation(MAKER, call, errors.PoolNotFillable(RefusalCode.POOL_INSUFFICIENT_LIQUIDITY))


@provokes(errors.PoolNotFillable)
def fill_at_a_rate_that_is_too_old(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONCENTRATED)
    expected = errors.PoolNotFillable(RefusalCode.POOL_RATE_MISSING)
    return Provocation(MAKER, venue.taking(BASE, 1), expected, network.now_s + AGE_S_MAX + 1)


@provokes(errors.PoolProvisionTooSmall)
def first_provision_of_what_is_locked(network: Network) -> Provocation:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    return Provocation(MAKER, venue.pool.provide(100, 10_000, 0), errors.PoolProvisionTooSmall(1_000, 1_000))


@provokes(errors.PoolEmptied)
def provision_to_a_pool_that_lost_a_currency(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    money = network.money(BASE)
    order = LegalOrder(b"all", venue.pool.address, MAKER.address, BASE_MINOR, network.now_s + 1_000)
    network.run(HONGKONG_SUPERVISOR, money.record_legal_order(order))
    network.run(HKMA, money.forced_transfer(venue.pool.address, MAKER.address, BASE_MINOR))
    network.run(HKMA, venue.pool.write_down(BASE))
    return Provocation(MAKER, venue.pool.provide(BASE_MINOR, QUOTE_MINOR, 1), errors.PoolEmptied())


@provokes(errors.PoolSharesBelowMinimum)
def first_provision_below_its_minimum(network: Network) -> Provocation:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    return Provocation(MAKER, venue.pool.provide(4_000, 4_000, 3_001), errors.PoolSharesBelowMinimum(3_000, 3_001))


@provokes(errors.PoolSharesBelowMinimum)
def provision_of_no_share(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONCENTRATED)
    return Provocation(MAKER, venue.pool.provide(0, QUOTE_MINOR, 0), errors.PoolSharesBelowMinimum(0, 0))


@provokes(errors.PoolSharesInsufficient)
def withdrawal_of_the_locked_shares_too(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    held, every = network.read(venue.pool.shares_of(MAKER.address)), network.read(venue.pool.total_shares())
    expected = errors.PoolSharesInsufficient(MAKER.address, held, every)
    return Provocation(MAKER, venue.pool.withdraw(every, 0, 0), expected)


@provokes(errors.PoolPayoutBelowMinimum)
def withdrawal_below_the_minimum_of_the_base(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    payout = venue.model().payout(1_000_000)
    call = venue.pool.withdraw(1_000_000, payout[0] + 1, payout[1])
    return Provocation(MAKER, call, errors.PoolPayoutBelowMinimum(*payout))


@provokes(errors.PoolPayoutBelowMinimum)
def withdrawal_below_the_minimum_of_the_quote(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    payout = venue.model().payout(1_000_000)
    call = venue.pool.withdraw(1_000_000, payout[0], payout[1] + 1)
    return Provocation(MAKER, call, errors.PoolPayoutBelowMinimum(*payout))


@provokes(errors.PoolNothingLost)
def write_down_of_what_is_there(network: Network) -> Provocation:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    return Provocation(HKMA, venue.pool.write_down(BASE), errors.PoolNothingLost(BASE))
