"""Invariants of payments: once, all legs or none, at the quoted rate, and refused without a trace.

Trusts nothing of the contracts but their addresses: what ought to happen is worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import permutations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from invariant_tools import events_of, moved
from rule_books import ask
from small_network import AMOUNT_MINOR, COST_MINOR, DAY_S, Network

from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import PaymentRefused, PaymentSettled, QuoteFilled
from chain.clients.risk_flag import RiskFlag
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import FirmQuote, PaymentOrder, Refusal, RefusalCode, Status, WindowLimit
from chain.errors import Reverted
from finance.rounding import RAY


def one_settlement(network: Network) -> list[str]:
    """C: a UETR settles at most once, whatever is relayed under it."""
    order, quote = network.order(), network.quote()
    attempts = [(order, quote), (order, quote), (replace(order, amount_minor=1), quote), (order, network.quote())]
    outcomes = [network.settle(order, quote) for order, quote in attempts]
    domestic = network.domestic_order(uetr=order.uetr)
    outcomes += [network.settle(domestic), network.settle(domestic)]
    settled = Counter(event.uetr for event in events_of(outcomes, PaymentSettled))
    return [f"{uetr} settled {times} times" for uetr, times in settled.items() if times > 1]


def payment_versus_payment(network: Network) -> list[str]:
    """D: both central-bank legs of a payment across currencies move, or neither does."""
    cases = [
        (network.order(), network.quote()),
        (network.order(cost_minor_max=1), network.quote()),
        (network.order(amount_minor=10**9, cost_minor_max=10**10), network.quote(sell_minor_max=10**9)),
    ]
    found = []
    for order, quote in cases:
        before = network.balances()
        settled = network.settle(order, quote).first(PaymentSettled)
        changes = moved(before, network.balances())
        legs = {("THB", BANGKOK_BANK.address): -COST_MINOR, ("THB", MAKER.address): COST_MINOR}
        legs |= {("HKD", MAKER.address): -AMOUNT_MINOR, ("HKD", HONGKONG_BANK.address): AMOUNT_MINOR}
        central = {key: change for key, change in changes.items() if key[0] in ("THB", "HKD")}
        if central != (legs if settled else {}):
            found.append(f"{order.uetr}: settled {settled is not None}, central-bank money moved {central}")
    return found


def quote_maximum(network: Network) -> list[str]:
    """E: what is filled of a quote never exceeds what its maker signed."""
    quote = network.quote(sell_minor_max=2 * AMOUNT_MINOR + 1)
    outcomes = [network.settle(network.order(), quote) for _ in range(4)]
    filled_minor = sum(event.sell_minor for event in events_of(outcomes, QuoteFilled))
    return [f"filled {filled_minor} of {quote.sell_minor_max}"] if filled_minor > quote.sell_minor_max else []


def rounding_favours_the_maker(network: Network) -> list[str]:
    """F: a payment costs its amount at the quoted rate, rounded up and by less than one minor unit."""
    draw = random.Random(5)
    found = []
    for _ in range(20):
        sell_minor, rate_ray = draw.randrange(1, 10**12), draw.randrange(1, 10**29)
        cost_minor = network.read(network.fx_board.cost_of(network.quote(rate_ray=rate_ray), sell_minor))
        if not 0 <= cost_minor * RAY - sell_minor * rate_ray < RAY:
            found.append(f"{sell_minor} at {rate_ray} ray costs {cost_minor}")
    return found


def refusal_changes_nothing(network: Network) -> list[str]:
    """H: a refused payment changes no storage, limits included, and its order can settle once the cause is gone."""
    window, exposure = network.deployment.rule(RollingWindowLimit), network.deployment.rule(CounterpartyExposure)
    limit = WindowLimit(COST_MINOR, COST_MINOR, COST_MINOR, window_s=DAY_S, buckets=6)
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit))
    network.run(BANK_OF_THAILAND, exposure.set_default_limit("THB", COST_MINOR))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK):
        ask(network, network.deposit(bank), RollingWindowLimit, CounterpartyExposure)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    abroad, domestic, quote = network.order(), network.domestic_order(), network.quote()
    before = network.storage()
    refused = [network.settle(abroad, quote), network.settle(domestic)]
    found = [] if network.storage() == before else ["a refusal changed storage"]
    found += [] if len(events_of(refused, PaymentRefused)) == 2 else ["a suspended payer was not refused"]
    network.set_customer(IMPORTER, Status.ACTIVE)
    other = network.fork()
    # Each of them fills the window by itself.
    retried = [network.settle(domestic), other.settle(abroad, quote)]
    return found + ([] if len(events_of(retried, PaymentSettled)) == 2 else ["a refused order can't settle any more"])


def preflight_foresees(network: Network) -> list[str]:
    """L: what preflight says of a signed order is what becomes of it in the next block."""
    network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    found = []
    emptied = [None, (BANGKOK_BANK, network.money("THB")), (IMPORTER, network.deposit(BANGKOK_BANK))]
    for spoil in emptied:
        if spoil is not None:
            network.redeem_all(*spoil)
        for order in (
            network.order(),
            network.order(payee=MILLER.address),
            network.order(payee=STRANGER.address),
            network.domestic_order(),
            network.domestic_order(payee=MILLER.address),
        ):
            abroad = order.payee_currency == "HKD"
            found += foresight(network, order, network.quote() if abroad else None)
    return found


def foresight(network: Network, order: PaymentOrder, quote: FirmQuote | None) -> list[str]:
    """Where preflight and the next block differ about one order."""
    foreseen = network.preflight(order, quote).code
    try:
        refused = network.settle(order, quote).first(PaymentRefused)
    except Reverted as error:
        return [f"{order.uetr}: preflight says {foreseen.name}, reverted with {error}"]
    happened = RefusalCode.NONE if refused is None else refused.code
    return [] if foreseen is happened else [f"{order.uetr}: preflight says {foreseen.name}, got {happened.name}"]


def first_of_the_table(network: Network) -> list[str]:
    """V: of several rules' reasons the first of the table of precedence is reported, whatever the order of the list."""
    rules, money = network.deployment.rule, network.deposit(BANGKOK_BANK)
    sanctions, risks = rules(Sanctions), network.deployment.risks
    network.run(BANK_OF_THAILAND, sanctions.list("THB", [network.read(sanctions.identifier_of(2))]))
    network.run(HKMA, risks.flag(network.read(risks.identifier_of(1)), "test", network.now_s + DAY_S))
    network.run(BANK_OF_THAILAND, rules(TravelRule).set_threshold("THB", 0))
    book = ask(network, money)
    expected = Refusal(RefusalCode.PAYER_FLAGGED, "risk-flag", IMPORTER.address)
    found = []
    for order in permutations([rules(kind).address for kind in (Sanctions, RiskFlag, TravelRule)]):
        network.run(BANK_OF_THAILAND, book.set_rules(list(order)))
        foreseen = network.preflight(network.domestic_order(payee=MILLER.address))
        if foreseen != expected:
            found.append(f"{foreseen.code.name} was reported, not {expected.code.name}")
    return found
