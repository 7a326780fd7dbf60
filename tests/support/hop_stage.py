"""A third currency between the two of the small network, and the calls that pay through it or through a pool.

Trusts `pools` for a pool of the two currencies, and the small network for payer, payee and the first market maker.
Never signs for anybody but the payer and the makers: what is signed is what a test says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actors import BANK_OF, BANK_OF_THAILAND, HKMA, IMPORTER, LEIS, MAKER, OPERATOR, actor, lei
from small_network import Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.client import Call
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.types import FirmQuote, JurisdictionSpec, PaymentOrder, Refusal, Role
from chain.deploy import JurisdictionPlan, adopt, create
from chain.ledger import Outcome
from finance.rounding import RAY

FED = actor("central-bank", "fed")
SECOND_MAKER = actor("market-maker", "second-maker")
AMERICA = JurisdictionPlan("US", "USD", 2, FED, lei(71), (actor("validator", "fed").address,))
SECOND_LEI = lei(72)
WEALTH_MINOR = 50_000_000
THB_FOR_USD_RAY = 36 * RAY  # 36.00 THB for 1 USD
USD_FOR_HKD_RAY = 128 * RAY // 1_000  # 0.128 USD for 1 HKD
VEHICLE_MINOR = 128_000  # of 10,000.00 HKD
COST_MINOR = 4_608_000
UNSIGNED = b""


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop. quote: what its maker signs, or a quote of rate zero that names a pool; maker: who signs, None for a
    pool."""

    quote: FirmQuote
    maker: Account | None

    def changed(self, **changes: Any) -> Hop:
        """The same with other fields of the quote."""
        return replace(self, quote=replace(self.quote, **changes))


def open_vehicle(network: Network) -> Network:
    """The dollar comes into the network, with two market makers that have some of it; answers the network."""
    spec = JurisdictionSpec("US", "USD", FED.address, AMERICA.lei)
    for central_bank in (HKMA, BANK_OF_THAILAND):
        network.run(central_bank, network.registry.open_jurisdiction(spec))
    registry = network.registry.address
    (money,) = create(
        network.ledger, OPERATOR, [CentralBankMoney.creation(registry, "USD", 2, "USD central-bank money", "USD")]
    )
    deployment = network.deployment
    network.deployment = replace(
        deployment,
        central_bank_money=deployment.central_bank_money | {"USD": money},
        exponents=deployment.exponents | {"USD": 2},
    )
    adopt(network.ledger, network.deployment, [AMERICA])
    network.admit(FED, MAKER, Role.MARKET_MAKER, LEIS[MAKER.address], "HK")
    for central_bank in (HKMA, BANK_OF_THAILAND, FED):
        network.admit(central_bank, SECOND_MAKER, Role.MARKET_MAKER, SECOND_LEI, "HK")
    for maker in (MAKER, SECOND_MAKER):
        network.run(FED, network.money("USD").issue(maker.address, WEALTH_MINOR, b"open"))
    network.run(HKMA, network.money("HKD").issue(SECOND_MAKER.address, WEALTH_MINOR, b"open"))
    return network


def dollars_for_baht(network: Network, maker: Account = MAKER, **changes: Any) -> Hop:
    """The first hop: a maker sells USD for THB."""
    fields = {"maker": maker.address, "sell_currency": "USD", "buy_currency": "THB", "rate_ray": THB_FOR_USD_RAY}
    return Hop(network.quote(**(fields | changes)), maker)


def hong_kong_for_dollars(network: Network, maker: Account = SECOND_MAKER, **changes: Any) -> Hop:
    """The second hop: a maker sells HKD for USD."""
    fields = {"maker": maker.address, "sell_currency": "HKD", "buy_currency": "USD", "rate_ray": USD_FOR_HKD_RAY}
    return Hop(network.quote(**(fields | changes)), maker)


def two_hops(network: Network, first: Account = MAKER, second: Account = SECOND_MAKER) -> list[Hop]:
    """THB to USD and USD to HKD."""
    return [dollars_for_baht(network, first), hong_kong_for_dollars(network, second)]


def through_pool(pool: str, sell_currency: str = "HKD", buy_currency: str = "THB") -> Hop:
    """A hop through a pool."""
    return Hop(FirmQuote(pool, sell_currency, buy_currency, 0, 0, 0, 0), None)


def quotes_of(hops: Sequence[Hop]) -> list[FirmQuote]:
    """The hops' quotes."""
    return [hop.quote for hop in hops]


def signatures_of(network: Network, hops: Sequence[Hop]) -> list[bytes]:
    """The makers' signatures, empty for pools."""
    return [UNSIGNED if hop.maker is None else network.sign_quote(hop.quote, hop.maker) for hop in hops]


def paying(network: Network, order: PaymentOrder, hops: Sequence[Hop], signer: Account = IMPORTER) -> Call[Any]:
    """The call that settles an order through hops."""
    signature, quotes = network.sign_order(order, signer), quotes_of(hops)
    return network.engine.settle_through(order, signature, b"", quotes, signatures_of(network, hops))


def pay(
    network: Network,
    order: PaymentOrder,
    hops: Sequence[Hop],
    signer: Account = IMPORTER,
    at_s: int | None = None,
) -> Outcome:
    """The payer's bank relays it."""
    return network.run(BANK_OF[signer], paying(network, order, hops, signer), at_s)


def foreseen(network: Network, order: PaymentOrder, hops: Sequence[Hop], at_s: int | None = None) -> Refusal:
    """What `preflightThrough` says of it."""
    return network.read(network.engine.preflight_through(order, quotes_of(hops)), at_s=at_s)


def is_let_pass(refusal: Refusal) -> bool:
    """Whether nothing refuses."""
    return refusal.party == ZERO_ADDRESS and not int(refusal.code)
