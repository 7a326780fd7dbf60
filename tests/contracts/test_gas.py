"""What each deployment and each kind of transaction costs in gas, compared with a committed snapshot to the unit.

Trusts the engine's gas meter; the figures are exact because the network is the same each time.
Never updates the snapshot unless it is told to: CORRIDOR_UPDATE_GAS=1 python -m pytest tests/contracts/test_gas.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
    SUPERVISOR,
    UNUSED_LEI,
    actor,
)
from gas_atomic import measured as instructions_and_locks
from gas_loans import collections, lending
from gas_payments import afterwards, hops, queued_payments, travel_records
from gas_queue import queueing_and_netting
from pools import BASE, QUOTE, REPORTERS, open_venue
from small_network import DAY_S, RATE_RAY, Network

from chain.abi import Address
from chain.artifacts import load_artifact
from chain.client import Call, Client
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.kyc_tier import KycTier
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.types import AmountLimits, Curve, Role, Status, TierLimits, WindowLimit
from chain.ledger import Outcome

SNAPSHOT = Path(__file__).parent / "gas_snapshot.json"
NEWCOMER = actor("client", "newcomer")
CENTRAL_BANK_OF = {"THB": BANK_OF_THAILAND, "HKD": HKMA}
BANKS_IN = {"THB": (BANGKOK_BANK, CHIANGMAI_BANK), "HKD": (HONGKONG_BANK,)}
FIRST_SECOND = ("first", "second")
REFRESH = f"CORRIDOR_UPDATE_GAS=1 python -m pytest tests/contracts/{Path(__file__).name}"


def deployments(network: Network) -> dict[str, int]:
    """The gas of each contract's creation, from the journal; of several of one kind, the first."""
    named = {address: name for name, address in network.deployment.contracts.items()}
    named[network.money("HKD").address] = "CentralBankMoney"
    named[network.deployment.deposit("hongkong-bank").address] = "DepositToken"
    return created(network, named)


def created(network: Network, named: dict[Address, str]) -> dict[str, int]:
    """The gas of the creation of each of these contracts."""
    receipts = (receipt for block in network.ledger.journal.blocks() for receipt in block.receipts)
    return {f"deploy {named[r.created]}": r.gas_used for r in receipts if r.created in named}


def pools(network: Network) -> dict[str, int]:
    """Reports of a rate, and a pool on each curve; a fill is one transaction with both its transfers."""
    figures = {}
    for curve in Curve:
        name, venue = curve.name.lower().replace("_", " "), open_venue(network.fork(), curve)
        here, pool = venue.network, venue.pool
        figures |= created(here, {pool.address: "FxPool"})
        figures["provide to a pool, first"] = gas(here.run(MAKER, pool.provide(10**7, 46 * 10**6, 1)))
        figures["provide to a pool, second"] = gas(here.run(MAKER, pool.provide(10**6, 46 * 10**5, 1)))
        for sell_currency in (BASE, QUOTE, BASE):
            figures[f"buy from a pool, {name}"] = gas(here.run(MAKER, venue.taking(sell_currency, 100_000)))
        figures["withdraw from a pool"] = gas(here.run(MAKER, pool.withdraw(10**6, 1, 1)))
        report = here.fx_board.report(BASE, QUOTE, RATE_RAY, here.now_s)
        figures["report a rate, second"] = gas(here.run(REPORTERS[0], report))
    return figures


def gas(outcome: Outcome) -> int:
    """What the transaction used."""
    return outcome.require().receipt.gas_used


def registry(network: Network) -> dict[str, int]:
    """Admission, suspension and registration."""
    contract = network.registry
    admit = contract.admit(STRANGER.address, Role.MARKET_MAKER, UNUSED_LEI, "CRDRHKHH", "HK")
    suspend = contract.set_participant_status(STRANGER.address, Status.SUSPENDED, "test")
    register = network.registration(BANGKOK_BANK, NEWCOMER, b"x" * 32)
    freeze = contract.set_customer_status(MILLER.address, Status.SUSPENDED, "test")
    reinstate = contract.set_customer_status(MILLER.address, Status.ACTIVE, "test")
    return {
        "admit a market maker": gas(network.run(HKMA, admit)),
        "accept an admission": gas(network.run(STRANGER, contract.accept_admission("HK"))),
        "suspend a participant": gas(network.run(HKMA, suspend)),
        "register a customer": gas(network.run(BANGKOK_BANK, register)),
        "suspend a customer": gas(network.run(BANGKOK_BANK, freeze)),
        "reinstate a customer": gas(network.run(BANGKOK_BANK, reinstate)),
    }


def money(network: Network) -> dict[str, int]:
    """Issue, transfer and redemption."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    return {
        "issue central-bank money": gas(network.run(BANK_OF_THAILAND, thb.issue(CHIANGMAI_BANK.address, 10**6, b"x"))),
        "transfer central-bank money": gas(network.run(BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, 10**6))),
        "issue a deposit": gas(network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 10**6, b"x"))),
        "transfer a deposit, first": gas(network.run(IMPORTER, deposit.transfer(NEWCOMER.address, 10**6))),
        "transfer a deposit, second": gas(network.run(IMPORTER, deposit.transfer(NEWCOMER.address, 10**6))),
        "redeem a deposit": gas(network.run(IMPORTER, deposit.redeem(10**6, b"x"))),
        "freeze a deposit": gas(network.run(SUPERVISOR, deposit.set_frozen_tokens(MILLER.address, 10**6))),
        "start remunerating a bank": gas(network.run(BANK_OF_THAILAND, thb.remunerate([BANGKOK_BANK.address]))),
    }


def rules(network: Network) -> dict[str, int]:
    """A transfer inside a bank with five rules active, on a copy of the network; the first opens the count's slot."""
    network = network.fork()
    deposit = network.deposit(BANGKOK_BANK)
    transfer = deposit.transfer(NEWCOMER.address, 10**6)
    book = RuleBook(network.create(RuleBook.creation(network.registry.address, "THB")))
    for call in five_rules(network, book):
        network.run(BANK_OF_THAILAND, call)
    figures = {f"transfer a deposit, five rules, {name}": gas(network.run(IMPORTER, transfer)) for name in FIRST_SECOND}
    next_bucket_s = network.now_s + 4 * 3_600
    figures["transfer a deposit, five rules, next bucket"] = gas(network.run(IMPORTER, transfer, next_bucket_s))
    figures["settle within a bank, five rules, second"] = gas(
        network.settle(network.domestic_order(payee=MILLER.address))
    )
    return figures


def five_rules(network: Network, book: RuleBook) -> list[Call[Any]]:
    """What the central bank calls to have the five rules of the target asked."""
    deployment, tiers = network.deployment, TierLimits(10**9, 10**10, 10**12)
    window = WindowLimit(10**9, 10**10, 10**12, window_s=DAY_S, buckets=6)
    five: list[type[Client]] = [Sanctions, KycTier, AmountLimit, RollingWindowLimit, BalanceCap]
    return [
        deployment.rule(KycTier).set_limits("THB", tiers),
        deployment.rule(BalanceCap).set_limits("THB", tiers),
        deployment.rule(AmountLimit).set_limits("THB", AmountLimits(1, 10**12)),
        deployment.rule(RollingWindowLimit).set_limit("THB", window),
        book.set_rules([deployment.contracts[rule.ARTIFACT] for rule in five]),
        network.deposit(BANGKOK_BANK).set_rule_book(book.address),
    ]


def two_rules(network: Network) -> None:
    """KycTier and AmountLimit for every deposit money, in one book for each of both currencies."""
    deployment, two = (
        network.deployment,
        [network.deployment.contracts[rule.ARTIFACT] for rule in (KycTier, AmountLimit)],
    )
    for currency, central_bank in CENTRAL_BANK_OF.items():
        network.run(central_bank, deployment.rule(KycTier).set_limits(currency, TierLimits(10**9, 10**10, 10**12)))
        network.run(central_bank, deployment.rule(AmountLimit).set_limits(currency, AmountLimits(1, 10**12)))
        book = RuleBook(network.create(RuleBook.creation(network.registry.address, currency)))
        network.run(central_bank, book.set_rules(two))
        for bank in BANKS_IN[currency]:
            network.run(central_bank, network.deposit(bank).set_rule_book(book.address))


def ruled_settlement(network: Network) -> dict[str, int]:
    """Payments under two rules in each currency, on a copy of the network."""
    network = network.fork()
    two_rules(network)
    quote = network.quote()
    across = [gas(network.settle(network.order(), quote)) for _ in FIRST_SECOND]
    between = [gas(network.settle(network.domestic_order())) for _ in FIRST_SECOND]
    within = [gas(network.settle(network.domestic_order(payee=MILLER.address))) for _ in FIRST_SECOND]
    return {
        "settle across currencies, two rules, second": across[1],
        "settle between banks, two rules, second": between[1],
        "settle within a bank, two rules, second": within[1],
    }


def settlement(network: Network) -> dict[str, int]:
    """Payments, refused and existing ones too; the first of a kind opens the slots that the second finds."""
    quote, order = network.quote(), network.order()
    return {
        "settle across currencies, first": gas(network.settle(order, quote)),
        "settle across currencies, second": gas(network.settle(network.order(), quote)),
        "settle between banks, first": gas(network.settle(network.domestic_order())),
        "settle between banks, second": gas(network.settle(network.domestic_order())),
        "settle within a bank": gas(network.settle(network.domestic_order(payee=MILLER.address))),
        "payment that exists": gas(network.settle(order, quote)),
        "payment refused for its cost": gas(network.settle(network.order(cost_minor_max=1), quote)),
        "payment refused for its quote": gas(network.settle(network.order(), network.quote(sell_minor_max=1))),
        "withdraw a quote": gas(network.run(MAKER, network.fx_board.withdraw(quote))),
    }


def measured(network: Network) -> dict[str, dict[str, int]]:
    """Everything in the snapshot."""
    figures = deployments(network)
    settling = (ruled_settlement, instructions_and_locks, settlement, hops, afterwards, travel_records)
    queueing = (queueing_and_netting, queued_payments)
    for part in (registry, money, rules, *settling, pools, *queueing, lending):
        figures |= part(network)
    figures |= collections(network, two_rules)
    names = sorted(name.removeprefix("deploy ") for name in figures if name.startswith("deploy "))
    sizes = {name: len(load_artifact(name).deployed_bytecode) for name in names}
    return {"code_bytes": sizes, "gas": figures}


@pytest.mark.deep_on_pyevm
def test_gas__every_kind_of_transaction__is_as_in_the_snapshot(network: Network) -> None:
    found = measured(network)
    if os.environ.get("CORRIDOR_UPDATE_GAS") == "1":
        SNAPSHOT.write_text(json.dumps(found, indent=1) + "\n")
    kept = json.loads(SNAPSHOT.read_text())
    changes = [
        f"{name}: {kept[part].get(name)} -> {found[part].get(name)}"
        for part in found
        for name in sorted(found[part].keys() | kept[part].keys())
        if found[part].get(name) != kept[part].get(name)
    ]
    assert changes == [], f"if this is meant, refresh the snapshot: {REFRESH}"


def test_gas__a_transfer_inside_a_bank__is_below_the_targets() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert figures["transfer a deposit, second"] <= 60_000
    assert figures["transfer a deposit, five rules, second"] <= 110_000


def test_gas__a_payment_under_two_rules_in_each_currency__is_below_the_targets() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert figures["settle between banks, two rules, second"] <= 170_000
    assert figures["settle across currencies, two rules, second"] <= 300_000


def test_gas__queueing_and_netting__is_below_the_targets() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert figures["queue an obligation, two rules, second"] <= 130_000
    assert figures["settle each of a netted batch of 100, second"] <= 20_000


def test_gas__instructions_and_locks__are_below_the_targets() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert figures["two legs of two parties, two steps, two rules, second"] <= 260_000
    of_32_legs = {name: value for name, value in figures.items() if name.startswith("32 legs")}
    assert len(of_32_legs) == 5
    assert max(of_32_legs.values()) <= 2_200_000
    assert figures["open and claim a lock, two rules, second"] <= 190_000


def test_gas__collecting_an_annuity_under_two_rules__is_below_the_targets() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert figures["collect an annuity, two rules, second"] <= 130_000
    assert figures["collect each of 50 annuities, two rules, second"] <= 75_000


def test_gas__every_transaction__is_far_below_what_a_block_keeps_for_it() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert max(value for name, value in figures.items() if not name.startswith("deploy ")) < 2_500_000
    assert max(figures.values()) < 8_000_000
