"""Pools of two currencies, rebuilt from their events: reserves, shares, and every price computed anew.

Trusts `finance.curves` for the arithmetic, and the spec with which a pool was created.
Never accepts a fill that lets the curve's constant fall, or a rate that the reporters did not make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from audit.books import Fact
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.escrow import Escrow
from audit.settlement.rates import RatesDraft
from chain.abi import Address
from chain.clients.events import PoolFilled, PoolProvided, PoolSharesLocked, PoolWithdrawn, PoolWrittenDown
from chain.clients.fx_pool import FxPool
from chain.clients.types import Curve, PoolSpec, Role
from chain.deployment import Deployment
from chain.events import Event
from finance.curves.pool import SHARES_LOCKED, Pool
from finance.rounding import mul_div_up

Findings: TypeAlias = Iterator[Finding]

RESERVE = ("reserve",)


class PoolsDraft:
    """All pools after the transactions read so far."""

    def __init__(
        self,
        deployment: Deployment,
        creations: Creations,
        registry: Registry,
        moneys: Moneys,
        escrow: Escrow,
        rates: RatesDraft,
    ) -> None:
        self._addresses = frozenset(deployment.pools.values())
        self._creations, self._registry, self._moneys = creations, registry, moneys
        self._escrow, self._rates = escrow, rates
        self._pools: dict[Address, Pool] = {}
        self._shares: dict[Address, Counter[Address]] = {}

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events of pools over, and the legs of provisions and withdrawals out of `legs`."""
        for logged in transaction.events:
            if logged.address not in self._addresses:
                continue
            spec = self._spec(logged.address)
            if spec is None:  # not created in this record: a finding already
                continue
            yield from self._take(transaction, logged.address, spec, logged.event, legs)

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the pools should answer."""
        for address, pool in self._pools.items():
            yield self._fact(address, "spec"), self._spec(address)
            yield self._fact(address, "reserves"), (pool.base_minor, pool.quote_minor)
            yield self._fact(address, "total_shares"), pool.shares
            for provider, shares in self._shares[address].items():
                yield self._fact(address, "shares_of", provider), shares

    def reserves(self) -> dict[Address, Pool]:
        """Each pool as it stands."""
        return dict(self._pools)

    def _fact(self, address: Address, view: str, *key: Any) -> Fact:
        return Fact(FxPool.ARTIFACT, address, view, key)

    def _spec(self, address: Address) -> PoolSpec | None:
        arguments = self._creations.arguments_of(address)
        return arguments[2] if arguments else None

    def _pool(self, address: Address, spec: PoolSpec) -> Pool:
        return self._pools.get(address) or Pool(spec.fee_bps, spec.amplification)

    def _take(
        self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, event: Event, legs: Legs
    ) -> Findings:
        pool = self._pool(address, spec)
        self._shares.setdefault(address, Counter())
        match event:
            case PoolSharesLocked():
                if pool.shares or event.shares != SHARES_LOCKED:
                    message = f"{event.shares} locked, {SHARES_LOCKED} should be, at the first provision"
                    yield found("pool-shares", transaction, address, message)
            case PoolProvided():
                yield from self._provide(transaction, address, spec, event, legs)
            case PoolWithdrawn():
                yield from self._withdraw(transaction, address, spec, event, legs)
            case PoolFilled():
                yield from self._fill(transaction, address, spec, event)
            case PoolWrittenDown():
                yield from self._write_down(transaction, address, spec, event)

    def _provide(
        self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, event: PoolProvided, legs: Legs
    ) -> Findings:
        pool = self._pool(address, spec)
        yield from self._check_provider(transaction, address, spec, event.provider)
        if (due := _due_for(pool, event)) != (event.shares, event.base_minor, event.quote_minor) or event.shares <= 0:
            message = f"{event.shares} for {event.base_minor} and {event.quote_minor}, due {due}"
            yield found("pool-shares", transaction, address, message)
        amounts = event.base_minor, event.quote_minor
        for currency, amount_minor in zip((spec.base, spec.quote), amounts, strict=True):
            token = self._registry.money_of(currency)
            yield from self._move(transaction, address, legs, Leg(token, event.provider, address, amount_minor))
            self._escrow.put(address, token, RESERVE, amount_minor)
        self._pools[address] = pool.after_provision(event.shares, *amounts)
        self._shares[address][event.provider] += event.shares

    def _withdraw(
        self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, event: PoolWithdrawn, legs: Legs
    ) -> Findings:
        pool, held = self._pool(address, spec), self._shares[address][event.provider]
        yield from self._check_provider(transaction, address, spec, event.provider)
        due = pool.payout(event.shares) if pool.shares else (0, 0)
        if (event.base_minor, event.quote_minor) != due or not 0 < event.shares <= held:
            message = f"{event.base_minor} and {event.quote_minor} for {event.shares} of {held}, due {due}"
            yield found("pool-shares", transaction, address, message)
        amounts = event.base_minor, event.quote_minor
        for currency, amount_minor in zip((spec.base, spec.quote), amounts, strict=True):
            token = self._registry.money_of(currency)
            yield from self._move(transaction, address, legs, Leg(token, address, event.provider, amount_minor))
            yield from self._escrow.give(transaction, address, token, RESERVE, amount_minor)
        left = pool.base_minor - event.base_minor, pool.quote_minor - event.quote_minor
        self._pools[address] = Pool(pool.fee_bps, pool.amplification, *left, pool.shares - event.shares)
        self._shares[address][event.provider] -= event.shares

    def _fill(self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, event: PoolFilled) -> Findings:
        """The money of a fill is moved by the payment that takes it; the escrow shows whether it came."""
        pool, of_base = self._pool(address, spec), event.sell_currency == spec.base
        is_concentrated = spec.curve is Curve.CONCENTRATED
        rate_ray = self._rates.rate_ray(spec.base, spec.quote, transaction.timestamp_s) if is_concentrated else 0
        if event.rate_ray != rate_ray or event.sell_currency not in (spec.base, spec.quote):
            message = f"{event.sell_currency} sold at the rate {event.rate_ray}, the reporters' is {rate_ray}"
            yield found("pool-price", transaction, address, message)
        after = pool.after_sale(of_base, event.sell_minor, event.buy_minor)
        yield from _check_price(transaction, address, pool, after, event, of_base)
        roles = (self._registry.is_active_in(event.taker, key, Role.SYSTEM_CONTRACT) for key in (spec.base, spec.quote))
        if not all(roles):
            yield found("pool-price", transaction, address, f"filled by {event.taker}, which is no system contract")
        sold, bought = (spec.base, spec.quote) if of_base else (spec.quote, spec.base)
        self._escrow.put(address, self._registry.money_of(bought), RESERVE, event.buy_minor)
        token = self._registry.money_of(sold)
        yield from self._escrow.give(transaction, address, token, RESERVE, event.sell_minor)
        self._pools[address] = after

    def _write_down(
        self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, event: PoolWrittenDown
    ) -> Findings:
        pool, token = self._pool(address, spec), self._registry.money_of(event.currency)
        of_base = event.currency == spec.base
        booked_minor = pool.base_minor if of_base else pool.quote_minor
        held_minor = self._moneys[token].balance_minor(address)
        is_by_central_bank = transaction.sender == self._registry.central_bank_of_currency(event.currency)
        if event.lost_minor != booked_minor - held_minor or event.lost_minor <= 0 or not is_by_central_bank:
            message = (
                f"{event.lost_minor} written down by {transaction.sender}; booked {booked_minor}, held {held_minor}"
            )
            yield found("pool-shares", transaction, address, message)
        yield from self._escrow.write_off(transaction, address, token, RESERVE, event.lost_minor)
        self._pools[address] = pool.after_sale(of_base, event.lost_minor, 0)

    def _check_provider(
        self, transaction: RecordedTransaction, address: Address, spec: PoolSpec, provider: Address
    ) -> Findings:
        roles = Role.COMMERCIAL_BANK, Role.MARKET_MAKER
        is_active = all(self._registry.is_active_in(provider, key, *roles) for key in (spec.base, spec.quote))
        if transaction.sender != provider or not is_active:
            message = f"shares of {provider}, active in both currencies {is_active}, by {transaction.sender}"
            yield found("pool-consent", transaction, address, message)

    def _move(self, transaction: RecordedTransaction, address: Address, legs: Legs, leg: Leg) -> Findings:
        for missing in legs.missing([leg]):
            yield found("leg-moves", transaction, address, f"not in its transaction: {missing}")


def _due_for(pool: Pool, event: PoolProvided) -> tuple[int, int, int]:
    """Shares, base and quote that this provision should come to: of the first its shares, else what they cost."""
    if not pool.shares:
        return pool.provision(event.base_minor, event.quote_minor)
    costs: Sequence[int] = [mul_div_up(event.shares, part, pool.shares) for part in (pool.base_minor, pool.quote_minor)]
    return event.shares, costs[0], costs[1]


def _check_price(
    transaction: RecordedTransaction, address: Address, pool: Pool, after: Pool, event: PoolFilled, of_base: bool
) -> Findings:
    """The price is the curve's, to the minor unit, and the pool is worth no less afterwards."""
    try:
        cost = pool.cost(of_base, event.sell_minor, event.rate_ray)
        fell = after.constant(event.rate_ray) < pool.constant(event.rate_ray)
    except ValueError as error:
        yield found("pool-price", transaction, address, f"{event.sell_minor} can't be priced: {error}")
        return
    due = (cost.buy_minor, cost.fee_minor) if cost else None
    if (event.buy_minor, event.fee_minor) != due:
        message = f"{event.sell_minor} sold for {event.buy_minor} with a fee of {event.fee_minor}, due {due}"
        yield found("pool-price", transaction, address, message)
    if fell:
        yield found("pool-value", transaction, address, f"worth less after it sold {event.sell_minor}")
