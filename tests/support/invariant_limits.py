"""Invariants of the rules that count: no window, no pair of banks and no balance ever beyond its limit.

Trusts an exact list of what passed, kept here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

import random

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, IMPORTER, MILLER
from rule_books import NO_LIMIT_64, ask, set_tier
from small_network import Network

from chain.clients.balance_cap import BalanceCap
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import PaymentSettled
from chain.clients.kyc_tier import KycTier
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.types import Tier, TierLimits, WindowLimit

LIMIT_MINOR = 1_000


def windows_hold(network: Network) -> list[str]:
    """O: what a payer sends in any window of time is within its limit, wherever the window starts."""
    window_s, money = 60, network.deposit(BANGKOK_BANK)
    rule = network.deployment.rule(RollingWindowLimit)
    limit = WindowLimit(0, 0, LIMIT_MINOR, window_s, buckets=6)
    network.run(BANK_OF_THAILAND, rule.set_limit("THB", limit))
    ask(network, money, RollingWindowLimit)
    draw, sent = random.Random(3), []
    start_s = (network.now_s // window_s + 2) * window_s
    steps = [(start_s + 19, LIMIT_MINOR), (start_s + 70, LIMIT_MINOR)]
    for _ in range(25):
        steps.append((steps[-1][0] + draw.choice([1, 9, 10, 11, 30, 51, 59]), draw.choice([1, 400, LIMIT_MINOR])))
    for at_s, amount_minor in steps:
        if network.attempt(IMPORTER, money.transfer(MILLER.address, amount_minor), at_s).error is None:
            sent.append((at_s, amount_minor))
    sums = [(at_s, sum(amount for other_s, amount in sent if at_s - window_s < other_s <= at_s)) for at_s, _ in sent]
    return [f"{total} sent in the window that ends at {at_s}" for at_s, total in sums if total > LIMIT_MINOR]


def limits_hold(network: Network) -> list[str]:
    """P: no payment, no position of a pair of banks and no balance is beyond its limit."""
    forked = network.fork()
    return [*_exposures(network), *_tiers(forked)]


def _exposures(network: Network) -> list[str]:
    """Bangkok Bank's clients pay Chiang Mai Bank's; what is not paid back stays within the limit of the pair."""
    rule = network.deployment.rule(CounterpartyExposure)
    network.run(BANK_OF_THAILAND, rule.set_default_limit("THB", LIMIT_MINOR))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        ask(network, network.deposit(bank), CounterpartyExposure)
    paid_minor, found = 0, []
    for amount_minor in (600, 600, 400, 1):
        if network.settle(network.domestic_order(amount_minor=amount_minor)).first(PaymentSettled):
            paid_minor += amount_minor
        if paid_minor > LIMIT_MINOR:
            found.append(f"a net position of {paid_minor}")
    return found


def _tiers(network: Network) -> list[str]:
    """The miller is hardly known: no payment of more than 500 reaches or leaves it, and it never holds above 1,000."""
    money, rule = network.deposit(BANGKOK_BANK), network.deployment.rule
    set_tier(network, BANGKOK_BANK, MILLER, Tier.BASIC)
    network.run(BANK_OF_THAILAND, rule(KycTier).set_limits("THB", TierLimits(0, 500, NO_LIMIT_64)))
    network.run(BANK_OF_THAILAND, rule(BalanceCap).set_limits("THB", TierLimits(0, LIMIT_MINOR, NO_LIMIT_64)))
    ask(network, money, KycTier, BalanceCap)
    found = []
    for sender, call, amount_minor in (
        (IMPORTER, money.transfer(MILLER.address, 501), 501),
        (IMPORTER, money.transfer(MILLER.address, 500), 500),
        (BANGKOK_BANK, money.issue(MILLER.address, 501, b"x"), 501),
        (BANGKOK_BANK, money.issue(MILLER.address, 500, b"x"), 500),
        (MILLER, money.transfer(IMPORTER.address, 501), 501),
        (IMPORTER, money.transfer(MILLER.address, 1), 1),
        (BANGKOK_BANK, network.settlement(network.domestic_order(payee=MILLER.address, amount_minor=1)), 0),
    ):
        if network.attempt(sender, call).error is None and amount_minor > 500:
            found.append(f"{amount_minor} by {call.function}")
        held_minor = network.read(money.balance_of(MILLER.address))
        found += [f"the miller holds {held_minor}"] if held_minor > LIMIT_MINOR else []
    return found
