"""The audited run of payments, its first part: from currency to currency through makers, pools and a vehicle currency.

Trusts the story's ledger, and the parts of the run of deals that bring reference rates and pools.
Never does what fails; what is refused is meant to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    EXPORTER,
    HKMA,
    IMPORTER,
    JURISDICTIONS,
    MAKER,
    SECOND_KEY,
    account,
    lei,
    uetr,
)
from audited_story import Story

from chain.accounts import Account
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.types import Curve, FirmQuote, JurisdictionSpec, PaymentOrder, PoolSpec, Role
from chain.deploy import JurisdictionPlan, adopt, create
from chain.pools import PoolPlan, deploy_pools
from finance.fx import RAY

FED, SECOND_MAKER = account("central-bank", "fed"), account("market-maker", "second-maker")
AMERICA = JurisdictionPlan("US", "USD", 2, FED, lei(3), (account("validator", "fed").address,))
VEHICLE = "vehicle"
"""The pool of dollars and baht."""
THB_FOR_USD_RAY, USD_FOR_HKD_RAY, THB_FOR_HKD_RAY = 36 * RAY + 1, 128 * RAY // 1_000 + 1, 46 * RAY // 10 + 1
TWO_MAKERS, ONE_MAKER, ONE_POOL, AT_THE_RATE, POOL_AND_MAKER, ONE_QUOTE, PLAIN_QUOTE = range(300, 307)
POOL_EMPTY, PAUSED, MAKER_SHORT, TOO_DEAR, UNFIT = range(310, 315)
AMOUNT_MINOR = 12_345


@dataclass(frozen=True, slots=True)
class Way:
    """One hop of a payment. quote: what is signed, of rate zero for a pool; maker: who signs, None for a pool."""

    quote: FirmQuote
    maker: Account | None


def open_vehicle(story: Story) -> None:
    """The dollar comes into the network, with two market makers that have some of it, and a pool of it and the baht."""
    d, operator = story.deployment, account("operator", "operator")
    spec = JurisdictionSpec("US", "USD", FED.address, AMERICA.lei)
    for central_bank in (HKMA, BANK_OF_THAILAND):
        story.do(central_bank, d.registry.open_jurisdiction(spec))
    creation = CentralBankMoney.creation(d.registry.address, "USD", 2, "USD central-bank money", "USD")
    (money,) = create(story.ledger, operator, [creation])
    story.deployment = d = replace(
        d, central_bank_money=d.central_bank_money | {"USD": money}, exponents=d.exponents | {"USD": 2}
    )
    adopt(story.ledger, d, [AMERICA])
    admit_makers(story)
    pool = PoolPlan(VEHICLE, PoolSpec("USD", "THB", Curve.CONSTANT_PRODUCT, 10, 0))
    story.deployment = deploy_pools(story.ledger, d, operator, [*JURISDICTIONS, AMERICA], [pool])
    story.do(MAKER, story.deployment.pool(VEHICLE).provide(10**6, 36 * 10**6, 1))


def admit_makers(story: Story) -> None:
    """Both makers may trade in all three currencies, and have money in them."""
    d = story.deployment
    admissions = [(FED, MAKER, 20, "US")]
    admissions += [(who, SECOND_MAKER, 22, code) for who, code in ((HKMA, "HK"), (BANK_OF_THAILAND, "TH"), (FED, "US"))]
    for central_bank, maker, number, code in admissions:
        story.do(central_bank, d.registry.admit(maker.address, Role.MARKET_MAKER, lei(number), "", "HK"))
        story.do(maker, d.registry.accept_admission(code))
    for maker in (MAKER, SECOND_MAKER):
        story.do(FED, d.money("USD").issue(maker.address, 10**8, b""))
    story.do(HKMA, d.money("HKD").issue(SECOND_MAKER.address, 10**6, b""))


def by_quote(story: Story, maker: Account, sell: str, buy: str, rate_ray: int, nonce: int) -> Way:
    """A hop through a maker's firm quote, good for ten minutes."""
    until_s = story.ledger.timestamp_s + 600
    return Way(FirmQuote(maker.address, sell, buy, rate_ray, 10**9, until_s, nonce), maker)


def by_pool(story: Story, name: str, sell: str, buy: str) -> Way:
    """A hop through a pool."""
    return Way(FirmQuote(story.deployment.pools[name], sell, buy, 0, 0, 0, 0), None)


def through_dollars(story: Story, first: Account, second: Account, nonce: int) -> list[Way]:
    """Baht to dollars to Hong Kong dollars."""
    dollars = by_quote(story, first, "USD", "THB", THB_FOR_USD_RAY, nonce)
    return [dollars, by_quote(story, second, "HKD", "USD", USD_FOR_HKD_RAY, nonce)]


def abroad(story: Story, number: int, amount_minor: int = AMOUNT_MINOR) -> PaymentOrder:
    """The importer pays the exporter Hong Kong dollars."""
    return story.order(number, IMPORTER, EXPORTER.address, amount_minor, "HKD")


def pay_through(story: Story, order: PaymentOrder, ways: Sequence[Way]) -> None:
    """The importer's bank relays an order through hops."""
    engine, board = story.deployment.engine, story.deployment.fx_board
    signatures = [story.sign(way.maker, way.quote, board) if way.maker else b"" for way in ways]
    signed = story.sign(IMPORTER, order, engine), story.sign(SECOND_KEY, order, engine)
    story.do(BANGKOK_BANK, engine.settle_through(order, *signed, [way.quote for way in ways], signatures))


def pay(story: Story) -> None:
    """Through two makers, one of both hops, a pool of each curve, a pool and a maker, and one quote alone; twice."""
    pay_through(story, abroad(story, TWO_MAKERS), through_dollars(story, MAKER, SECOND_MAKER, 1))
    pay_through(story, abroad(story, ONE_MAKER), through_dollars(story, MAKER, MAKER, 2))
    pay_through(story, abroad(story, ONE_POOL), [by_pool(story, "product", "HKD", "THB")])
    pay_through(story, abroad(story, AT_THE_RATE), [by_pool(story, "concentrated", "HKD", "THB")])
    dollars = by_quote(story, SECOND_MAKER, "HKD", "USD", USD_FOR_HKD_RAY, 3)
    mixed = [by_pool(story, VEHICLE, "USD", "THB"), dollars]
    order = abroad(story, POOL_AND_MAKER)
    pay_through(story, order, mixed)
    pay_through(story, order, mixed)
    pay_through(story, abroad(story, ONE_QUOTE), [by_quote(story, MAKER, "HKD", "THB", THB_FOR_HKD_RAY, 4)])
    story.pay_abroad(abroad(story, PLAIN_QUOTE), story.quote(5), second_key=SECOND_KEY)


def refuse(story: Story) -> None:
    """For want of a pool's liquidity, of the vehicle money, of the maker's money and of the payer's consent."""
    d = story.deployment
    pool = by_pool(story, "product", "HKD", "THB")
    pay_through(story, abroad(story, POOL_EMPTY, 10**8), [pool])
    story.do(FED, d.money("USD").set_paused(True, "review"))
    pay_through(story, abroad(story, PAUSED), through_dollars(story, MAKER, SECOND_MAKER, 6))
    story.do(FED, d.money("USD").set_paused(False, "review"))
    pay_through(story, abroad(story, MAKER_SHORT, 10**7), through_dollars(story, MAKER, SECOND_MAKER, 7))
    pay_through(story, replace(abroad(story, TOO_DEAR), cost_minor_max=1), [pool])
    unfit = by_quote(story, IMPORTER, "HKD", "USD", USD_FOR_HKD_RAY, 8)
    pay_through(story, abroad(story, UNFIT), [by_pool(story, VEHICLE, "USD", "THB"), unfit])


def hop_uetrs() -> list[str]:
    """Of all payments that settle through hops, in order."""
    return [uetr(number) for number in range(TWO_MAKERS, ONE_QUOTE + 1)]
