"""Pools of the small network, with reporters of reference rates and somebody to trade with them.

Trusts `chain.pools` to deploy and admit a pool as a run does.
Never sets a price: what a pool asks is the contract's, and beside it that of `finance.curves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actors import BANK_OF_THAILAND, HKMA, HONG_KONG, MAKER, OPERATOR, THAILAND, actor, lei
from eth_abi.abi import encode
from eth_utils.abi import function_signature_to_4byte_selector
from probes import create_probe
from small_network import RATE_RAY, Network

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.clients.fx_pool import FxPool
from chain.clients.types import Curve, PoolSpec, Role
from chain.pools import PoolPlan, deploy_pools
from finance.curves.pool import Pool

POOL = "hkd-thb"
BASE, QUOTE = "HKD", "THB"
FEE_BPS = 30
AMPLIFICATION = 100
BASE_MINOR = 10_000_000
QUOTE_MINOR = 46_000_000
REPORTERS = tuple(actor("rate-publisher", f"reporter-{number}") for number in range(1, 6))
REPORTERS_MIN, AGE_S_MAX, DEVIATION_BPS_MAX = 3, 3_600, 100
WEALTH_MINOR = 10**12


@dataclass(frozen=True, slots=True)
class Venue:
    """A pool with its traders. network; pool: its contract; taker: a system contract that trades for its caller."""

    network: Network
    pool: FxPool
    taker: Address

    def model(self) -> Pool:
        """The pool in Python, with what the contract has booked now."""
        spec = self.network.read(self.pool.spec())
        base_minor, quote_minor = self.network.read(self.pool.reserves())
        shares = self.network.read(self.pool.total_shares())
        return Pool(spec.fee_bps, spec.amplification, base_minor, quote_minor, shares)

    def taking(self, sell_currency: str, sell_minor: int, buy_minor_max: int = 2**255) -> Call[Any]:
        """The call with which somebody buys from the pool what it sells."""
        selector = function_signature_to_4byte_selector("take(address,bytes3,uint256,uint256)")
        arguments = (self.pool.address, sell_currency.encode(), sell_minor, buy_minor_max)
        data = selector + encode(["address", "bytes3", "uint256", "uint256"], arguments)
        return Call(self.taker, data, "PoolTaker.take")

    def take(self, taker: Account, sell_currency: str, sell_minor: int, at_s: int | None = None) -> int:
        """Somebody buys; what it cost."""
        foreseen = self.network.read(self.pool.cost_of(sell_currency, sell_minor), at_s=at_s)
        self.network.run(taker, self.taking(sell_currency, sell_minor), at_s)
        return foreseen

    def held(self, account: Account | Address) -> tuple[int, int]:
        """An account's money of both currencies, the base first."""
        holder = account.address if isinstance(account, Account) else account
        base, quote = (self.network.money(currency) for currency in (BASE, QUOTE))
        return self.network.read(base.balance_of(holder)), self.network.read(quote.balance_of(holder))


def admit_reporters(
    network: Network, reporters: Sequence[Account] = REPORTERS, central_bank: Account = BANK_OF_THAILAND
) -> None:
    """The central bank of the quote currency licenses reporters."""
    home = network.read(network.registry.participant_of(central_bank.address)).home
    for number, reporter in enumerate(reporters, start=400):
        network.admit(central_bank, reporter, Role.RATE_PUBLISHER, lei(number), home)


def open_rates(network: Network, rate_ray: int = RATE_RAY) -> None:
    """A reference rate of the pair: terms, licensed reporters and a report of each."""
    admit_reporters(network)
    terms = (BASE, QUOTE, REPORTERS_MIN, AGE_S_MAX, DEVIATION_BPS_MAX)
    network.run(BANK_OF_THAILAND, network.fx_board.set_reference_terms(*terms))
    report_all(network, rate_ray)


def report_all(network: Network, rate_ray: int, at_s: int | None = None) -> None:
    """Every reporter observes the same rate now."""
    at_s = network.now_s if at_s is None else at_s
    for reporter in REPORTERS:
        network.ledger.submit(reporter, network.fx_board.report(BASE, QUOTE, rate_ray, at_s))
    for outcome in network.ledger.seal(at_s):
        outcome.require()


def fund(network: Network, account: Account, minor: int = WEALTH_MINOR) -> None:
    """Both central banks issue to somebody who may hold both moneys."""
    network.run(HKMA, network.money(BASE).issue(account.address, minor, b"pool"))
    network.run(BANK_OF_THAILAND, network.money(QUOTE).issue(account.address, minor, b"pool"))


def open_venue(network: Network, curve: Curve, fee_bps: int = FEE_BPS, amplification: int = AMPLIFICATION) -> Venue:
    """An empty pool beside its reference rate, a maker rich enough to fill it, and a contract to trade through."""
    amplification = amplification if curve is Curve.CONCENTRATED else 0
    plan = PoolPlan(POOL, PoolSpec(BASE, QUOTE, curve, fee_bps, amplification))
    network.deployment = deploy_pools(network.ledger, network.deployment, OPERATOR, [HONG_KONG, THAILAND], [plan])
    open_rates(network)
    fund(network, MAKER)
    taker = create_probe(network, "PoolTaker", "address", network.registry.address)
    for central_bank in (HKMA, BANK_OF_THAILAND):
        network.run(central_bank, network.registry.admit(taker, Role.SYSTEM_CONTRACT, "", "", ""))
    return Venue(network, network.deployment.pool(POOL), taker)


def open_filled(network: Network, curve: Curve, fee_bps: int = FEE_BPS, amplification: int = AMPLIFICATION) -> Venue:
    """The same, with the maker's liquidity in it at the reference rate."""
    venue = open_venue(network, curve, fee_bps, amplification)
    network.run(MAKER, venue.pool.provide(BASE_MINOR, QUOTE_MINOR, 1))
    return venue
