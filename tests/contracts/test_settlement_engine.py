"""What a settled payment moves and records: all legs, each once, in one transaction; and that a UETR settles once.

Trusts the refusals to test_refusals and the errors to test_errors.
Never looks at one leg alone: balances are compared as a whole.
"""

from __future__ import annotations

import uuid

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
)
from small_network import AMOUNT_MINOR, BANGKOK_BANK_MINOR, COST_MINOR, IMPORTER_MINOR, MAKER_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    Issued,
    PaymentExists,
    PaymentSettled,
    QuoteFilled,
    Redeemed,
    Transfer,
)
from chain.clients.types import Outcome as Answer
from chain.clients.types import PaymentOrder, Refusal, RefusalCode, Status

NO_REFUSAL = Refusal(RefusalCode.NONE, "", ZERO_ADDRESS)


def reference(order: PaymentOrder) -> bytes:
    """The UETR as the money's reference."""
    return uuid.UUID(order.uetr).bytes.ljust(32, b"\0")


def test_settle__across_currencies__moves_every_leg_and_records_it(network: Network) -> None:
    order, quote = network.order(), network.quote()
    quote_hash = network.read(network.fx_board.hash_quote(quote))
    assert network.preflight(order, quote) == NO_REFUSAL
    outcome = network.settle(order, quote)
    assert events_of(outcome) == [
        PaymentSettled(
            *(order.uetr, IMPORTER.address, EXPORTER.address),
            *(BANGKOK_BANK.address, HONGKONG_BANK.address, MAKER.address),
            *("THB", COST_MINOR, "HKD", AMOUNT_MINOR, "GDDS"),
        ),
        QuoteFilled(quote_hash, MAKER.address, AMOUNT_MINOR, COST_MINOR),
        Redeemed(IMPORTER.address, COST_MINOR, reference(order)),
        Transfer(IMPORTER.address, ZERO_ADDRESS, COST_MINOR),
        Transfer(BANGKOK_BANK.address, MAKER.address, COST_MINOR),
        Transfer(MAKER.address, HONGKONG_BANK.address, AMOUNT_MINOR),
        Issued(EXPORTER.address, AMOUNT_MINOR, reference(order)),
        Transfer(ZERO_ADDRESS, EXPORTER.address, AMOUNT_MINOR),
    ]
    assert network.balances() == {
        ("bangkok-bank", IMPORTER.address): IMPORTER_MINOR - COST_MINOR,
        ("THB", BANGKOK_BANK.address): BANGKOK_BANK_MINOR - COST_MINOR,
        ("THB", MAKER.address): COST_MINOR,
        ("HKD", MAKER.address): MAKER_MINOR - AMOUNT_MINOR,
        ("HKD", HONGKONG_BANK.address): AMOUNT_MINOR,
        ("hongkong-bank", EXPORTER.address): AMOUNT_MINOR,
    }


def test_settle__between_banks_of_one_currency__needs_no_maker(network: Network) -> None:
    order = network.domestic_order()
    outcome = network.settle(order)
    settled = outcome.first(PaymentSettled)
    assert settled is not None
    assert (settled.maker, settled.cost_minor, settled.amount_minor) == (ZERO_ADDRESS, COST_MINOR, COST_MINOR)
    assert network.balances() == {
        ("bangkok-bank", IMPORTER.address): IMPORTER_MINOR - COST_MINOR,
        ("THB", BANGKOK_BANK.address): BANGKOK_BANK_MINOR - COST_MINOR,
        ("THB", CHIANGMAI_BANK.address): COST_MINOR,
        ("chiangmai-bank", FARMER.address): COST_MINOR,
        ("HKD", MAKER.address): MAKER_MINOR,
    }


def test_settle__within_one_bank__moves_no_central_bank_money(network: Network) -> None:
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    order = network.domestic_order(payee=MILLER.address)
    assert network.preflight(order) == NO_REFUSAL
    network.settle(order)
    assert network.balances() == {
        ("bangkok-bank", IMPORTER.address): IMPORTER_MINOR - COST_MINOR,
        ("bangkok-bank", MILLER.address): COST_MINOR,
        ("HKD", MAKER.address): MAKER_MINOR,
    }


def test_settle__to_the_payer_itself__changes_no_balance(network: Network) -> None:
    before = network.balances()
    assert network.settle(network.domestic_order(payee=IMPORTER.address)).first(PaymentSettled) is not None
    assert network.balances() == before


def test_settle__two_currencies_within_one_bank__goes_through_the_maker(network: Network) -> None:
    branch = network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    network.settle(network.order(payee=MILLER.address), network.quote())
    assert network.read(branch.balance_of(MILLER.address)) == AMOUNT_MINOR
    assert network.read(network.money("HKD").balance_of(BANGKOK_BANK.address)) == AMOUNT_MINOR
    assert network.read(network.money("THB").balance_of(MAKER.address)) == COST_MINOR


def test_settle__cost_with_a_fraction__is_rounded_up_against_the_payer(network: Network) -> None:
    settled = network.settle(network.order(amount_minor=3), network.quote()).first(PaymentSettled)
    assert settled is not None
    assert settled.cost_minor == 14  # 13.8


def test_settle__exactly_all_that_everybody_has__leaves_zero(network: Network) -> None:
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    network.run(BANK_OF_THAILAND, network.money("THB").issue(BANGKOK_BANK.address, COST_MINOR, b"x"))
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).redeem(IMPORTER_MINOR - COST_MINOR, b"x"))
    order = network.order(cost_minor_max=COST_MINOR)
    network.settle(order, network.quote(sell_minor_max=AMOUNT_MINOR))
    held = network.balances()
    assert ("bangkok-bank", IMPORTER.address) not in held
    assert ("THB", BANGKOK_BANK.address) not in held


def test_settle__same_order_again__exists_and_changes_nothing(network: Network) -> None:
    order, quote = network.order(), network.quote()
    network.settle(order, quote)
    before = network.storage()
    assert network.preflight(order, quote) == NO_REFUSAL
    call = network.settlement(order, quote)
    assert network.read(call, sender=BANGKOK_BANK) is Answer.EXISTS
    assert events_of(network.run(BANGKOK_BANK, call)) == [PaymentExists(order.uetr, IMPORTER.address)]
    assert network.storage() == before


@pytest.mark.parametrize("state", ["expired", "suspended", "another quote"])
def test_settle__same_order_again_in_another_world__still_exists(network: Network, state: str) -> None:
    order, quote = network.order(), network.quote()
    network.settle(order, quote)
    at_s = None
    match state:
        case "expired":
            at_s = order.expires_at + 1
        case "suspended":
            network.set_customer(IMPORTER, Status.SUSPENDED)
        case "another quote":
            quote = network.quote(rate_ray=9 * 10**27)
    before = network.storage()
    assert events_of(network.settle(order, quote, at_s)) == [PaymentExists(order.uetr, IMPORTER.address)]
    assert network.storage() == before


def test_bound_order__before_and_after__is_zero_and_then_the_orders_digest(network: Network) -> None:
    order = network.domestic_order()
    assert network.read(network.engine.bound_order(order.uetr)) == bytes(32)
    network.settle(order)
    digest = network.read(network.engine.hash_order(order))
    assert network.read(network.engine.bound_order(order.uetr)) == digest


def test_settle__answer_to_the_bank__is_settled(network: Network) -> None:
    call = network.settlement(network.order(), network.quote())
    assert network.read(call, sender=BANGKOK_BANK) is Answer.SETTLED


def test_preflight__within_one_currency__never_reads_the_quote(network: Network) -> None:
    order = network.domestic_order()
    assert network.preflight(order, network.quote(maker=IMPORTER.address, expires_at=0)) == NO_REFUSAL
