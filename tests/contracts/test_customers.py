"""Customers: how well and until when a bank knows them, who suspends them, and wallets that are contracts.

Trusts the small network's banks; lost keys are in test_lost_keys, every error in test_errors.
Never looks at a figure in the registry alone where money has to follow it.
"""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    HONGKONG_BANK,
    IMPORTER,
    MILLER,
    STRANGER,
)
from customers import WALLET_OWNER, acting, commitment_of, funded_contract_wallet, register_contract_wallet
from rule_books import ask, set_tier, subject_of
from small_network import DAY_S, IMPORTER_MINOR, TIER_EXPIRES_AT_S, Network, events_of

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import ERC7943CannotSend, RuleBookRefused
from chain.clients.events import CustomerRegistered, CustomerStatusChanged, CustomerTierSet, PaymentSettled, Transfer
from chain.clients.kyc_tier import KycTier
from chain.clients.types import Customer, RefusalCode, Status, Tier, TierLimits
from chain.consents import CustomerConsent
from chain.typed_data import signing_digest


def tier_in_force(network: Network, wallet: Account, at_s: int) -> Tier:
    """How well the bank knows a wallet in a second, as a settlement sees it."""
    currency = "HKD" if BANK_OF.get(wallet) is HONGKONG_BANK else "THB"
    return network.read(network.registry.account_of(wallet.address, currency), at_s=at_s).tier


def suspension(network: Network, wallet: Account, status: Status = Status.SUSPENDED) -> Call[None]:
    """The call that sets a customer's standing."""
    return network.registry.set_customer_status(wallet.address, status, "court order 7")


def test_register_customer__new_wallet__is_bound_to_its_bank_with_number_tier_and_commitment(network: Network) -> None:
    commitment = bytes(range(32))
    outcome = network.run(CHIANGMAI_BANK, network.registration(CHIANGMAI_BANK, STRANGER, commitment))
    number = len(BANK_OF) + 1
    assert events_of(outcome) == [
        CustomerRegistered(STRANGER.address, CHIANGMAI_BANK.address, number, commitment),
        CustomerTierSet(STRANGER.address, Tier.FULL, TIER_EXPIRES_AT_S),
    ]
    standing = (Status.ACTIVE, Tier.FULL, TIER_EXPIRES_AT_S, False)
    expected = Customer(CHIANGMAI_BANK.address, *standing, number, commitment)
    assert network.read(network.registry.customer_of(STRANGER.address)) == expected
    assert network.read(network.registry.wallet_of_customer(number)) == STRANGER.address
    assert network.read(network.registry.current_wallet(STRANGER.address)) == STRANGER.address


def test_register_customer__everybody__has_a_number_of_its_own_in_order(network: Network) -> None:
    assert [subject_of(network, wallet) for wallet in BANK_OF] == [1, 2, 3, 4]


def test_hash_customer_consent__any__is_what_a_wallet_signs(network: Network) -> None:
    registry, parts = network.registry, (STRANGER.address, BANGKOK_BANK.address, commitment_of(STRANGER))
    digest = signing_digest(CustomerConsent(*parts), network.ledger.domain(registry))
    assert network.read(registry.hash_customer_consent(*parts)) == digest


@pytest.mark.parametrize(("seconds", "tier"), [(-1, Tier.BASIC), (0, Tier.BASIC), (1, Tier.ANONYMOUS)])
def test_tier__at_its_last_second__still_holds_and_is_anonymous_after(
    network: Network, seconds: int, tier: Tier
) -> None:
    expires_at_s = network.now_s + DAY_S
    outcome = network.run(BANGKOK_BANK, network.registry.set_customer_tier(IMPORTER.address, Tier.BASIC, expires_at_s))
    assert events_of(outcome) == [CustomerTierSet(IMPORTER.address, Tier.BASIC, expires_at_s)]
    assert tier_in_force(network, IMPORTER, expires_at_s + seconds) is tier
    _, of_importer, _ = network.read(
        network.registry.holders_of(BANGKOK_BANK.address, "TH", IMPORTER.address, MILLER.address),
        at_s=expires_at_s + seconds,
    )
    assert of_importer.tier is tier
    # What the bank stated stays on record.
    assert network.read(network.registry.customer_of(IMPORTER.address)).tier is Tier.BASIC


def test_tier__run_out__brings_the_limits_of_the_anonymous(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    ask(network, deposit, KycTier)
    network.run(BANK_OF_THAILAND, network.deployment.rule(KycTier).set_limits("THB", TierLimits(10, 100, 1_000)))
    expires_at_s = network.now_s + DAY_S
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.BASIC, expires_at_s)
    network.run(IMPORTER, deposit.transfer(MILLER.address, 100), expires_at_s)
    error = network.attempt(IMPORTER, deposit.transfer(MILLER.address, 11), expires_at_s + 1).error
    assert isinstance(error, RuleBookRefused)
    assert (error.code, error.party) == (RefusalCode.PAYER_TIER_LIMIT, IMPORTER.address)
    network.run(IMPORTER, deposit.transfer(MILLER.address, 10))


def test_tier__stated_anew_before_or_after_it_ran_out__holds_again(network: Network) -> None:
    expires_at_s = network.now_s + DAY_S
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.BASIC, expires_at_s)
    network.run(
        BANGKOK_BANK,
        network.registry.set_customer_tier(IMPORTER.address, Tier.FULL, expires_at_s + DAY_S),
        expires_at_s + 1,
    )
    assert tier_in_force(network, IMPORTER, expires_at_s + DAY_S) is Tier.FULL


@pytest.mark.parametrize("authority", [BANGKOK_BANK, BANK_OF_THAILAND], ids=["its bank", "the central bank"])
def test_set_customer_status__by_who_may__is_recorded_with_the_reason(network: Network, authority: Account) -> None:
    for status in (Status.SUSPENDED, Status.ACTIVE):
        expected = CustomerStatusChanged(IMPORTER.address, authority.address, status, "court order 7")
        assert events_of(network.run(authority, suspension(network, IMPORTER, status))) == [expected]
        customer = network.read(network.registry.customer_of(IMPORTER.address))
        assert customer.status is status
        assert customer.by_central_bank is (authority is BANK_OF_THAILAND and status is Status.SUSPENDED)


def test_set_customer_status__imposed_by_both__ends_with_the_central_bank_alone(network: Network) -> None:
    network.run(BANGKOK_BANK, suspension(network, IMPORTER))
    network.run(BANK_OF_THAILAND, suspension(network, IMPORTER))
    error = network.attempt(BANGKOK_BANK, suspension(network, IMPORTER, Status.ACTIVE)).error
    assert type(error).__name__ == "RegistrySuspendedByCentralBank"
    transfer = network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1)
    assert isinstance(network.attempt(IMPORTER, transfer).error, ERC7943CannotSend)
    network.run(BANK_OF_THAILAND, suspension(network, IMPORTER, Status.ACTIVE))
    network.run(IMPORTER, transfer)


def test_set_customer_status__imposed_by_the_bank__can_be_lifted_by_the_central_bank(network: Network) -> None:
    network.run(BANGKOK_BANK, suspension(network, IMPORTER))
    network.run(BANK_OF_THAILAND, suspension(network, IMPORTER, Status.ACTIVE))
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))


def test_set_customer_status__bank_of_two_currencies__answers_to_its_home_alone(network: Network) -> None:
    error = network.attempt(BANK_OF_THAILAND, suspension(network, EXPORTER)).error
    assert type(error).__name__ == "RegistryNotCustomersAuthority"


def test_register_customer__contract_wallet__holds_and_pays_as_its_owner_says(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    wallet = funded_contract_wallet(network, BANGKOK_BANK, 100)
    outcome = network.run(WALLET_OWNER, acting(wallet, deposit.transfer(MILLER.address, 40)))
    assert outcome.first(Transfer) == Transfer(wallet.address, MILLER.address, 40)
    network.run(WALLET_OWNER, acting(wallet, deposit.redeem(60, b"x")))
    assert network.read(deposit.balance_of(wallet.address)) == 0
    assert not network.attempt(STRANGER, acting(wallet, deposit.approve(STRANGER.address, 1))).receipt.status


def test_register_customer__contract_wallet__is_paid_through_the_engine(network: Network) -> None:
    wallet = register_contract_wallet(network, BANGKOK_BANK)
    outcome = network.settle(network.domestic_order(payee=wallet.address))
    assert outcome.first(PaymentSettled) is not None
    held_minor = network.read(network.deposit(BANGKOK_BANK).balance_of(wallet.address))
    assert held_minor == IMPORTER_MINOR - network.read(network.deposit(BANGKOK_BANK).balance_of(IMPORTER.address))


def test_register_customer__wallet_once_plain__needs_its_consent_for_each_bank(network: Network) -> None:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.REVOKED)
    consent_to_the_former = network.registration(BANGKOK_BANK, IMPORTER, commitment_of(IMPORTER))
    error = network.attempt(CHIANGMAI_BANK, consent_to_the_former).error
    assert type(error).__name__ == "RegistryBadConsent"
