"""A suspended or revoked bank: what its customers, payments, loans and aliases still can, and who takes them over.

Trusts the central bank's decision; every error is provoked in test_errors.
Never lets a customer pay for its bank: what was suspended with the bank stands again with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, HKMA, HONG_KONG, IMPORTER, MILLER, SUPERVISOR
from aliases import ALIAS, set_alias, setting
from customers import NEW_KEY, open_replacement
from holds import ORDER_ID, freeze, record
from rule_books import subject_of
from small_network import COST_MINOR, DAY_S, IMPORTER_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.client import Call
from chain.clients.events import (
    CollectionShort,
    CustomerRegistered,
    CustomerTierSet,
    InstalmentLate,
    KeyReplacementStopped,
    LoanPaid,
    PaymentRefused,
    PaymentSettled,
    Redeemed,
)
from chain.clients.types import LoanStatus, RefusalCode, ShortReason, Status

STANDINGS = [Status.SUSPENDED, Status.REVOKED]


@pytest.fixture
def funded(network: Network) -> Network:
    """The network with something on every wallet and on the other Thai bank, so that a standing alone refuses."""
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(MILLER.address, 1_000, b"x"))
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(FARMER.address, COST_MINOR, b"x"))
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, COST_MINOR, b"x"))
    return network


def stand(network: Network, status: Status) -> None:
    """The Bank of Thailand decides on Bangkok Bank."""
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, status)


def takeover(network: Network, wallet: Account = IMPORTER) -> Call[None]:
    """Chiang Mai Bank registers a wallet of Bangkok Bank with the wallet's new consent."""
    return network.registration(CHIANGMAI_BANK, wallet, b"anew".ljust(32, b"\0"))


def movements(network: Network) -> list[tuple[Account, Call[Any]]]:
    """Whatever would move money of Bangkok Bank or its customers."""
    deposit, thb = network.deposit(BANGKOK_BANK), network.money("THB")
    return [
        (IMPORTER, deposit.transfer(MILLER.address, 1)),
        (IMPORTER, deposit.redeem(1, b"x")),
        (BANGKOK_BANK, deposit.issue(IMPORTER.address, 1, b"x")),
        (BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, 1)),
        (CHIANGMAI_BANK, thb.transfer(BANGKOK_BANK.address, 1)),
        (BANGKOK_BANK, thb.redeem(1, b"x")),
        (BANK_OF_THAILAND, thb.issue(BANGKOK_BANK.address, 1, b"x")),
    ]


@pytest.mark.parametrize("status", STANDINGS)
def test_bank__suspended_or_revoked__moves_no_money_of_its_own_or_its_customers(
    funded: Network, status: Status
) -> None:
    for sender, call in movements(funded):
        funded.read(call, sender=sender)  # would revert if it could not move
    stand(funded, status)
    errors = [type(funded.attempt(sender, call).error).__name__ for sender, call in movements(funded)]
    cannot_send, cannot_receive = "ERC7943CannotSend", "ERC7943CannotReceive"
    assert errors == [cannot_send] * 2 + [cannot_receive] + [cannot_send, cannot_receive] + [
        cannot_send,
        cannot_receive,
    ]


@pytest.mark.parametrize("status", STANDINGS)
def test_bank__suspended_or_revoked__leaves_its_customers_wallets_as_they_stood(
    network: Network, status: Status
) -> None:
    network.set_customer(MILLER, Status.SUSPENDED)
    before = [network.read(network.registry.customer_of(wallet.address)) for wallet in (IMPORTER, MILLER)]
    stand(network, status)
    assert [network.read(network.registry.customer_of(wallet.address)) for wallet in (IMPORTER, MILLER)] == before


def test_bank__reinstated__moves_everything_again(funded: Network) -> None:
    stand(funded, Status.SUSPENDED)
    stand(funded, Status.ACTIVE)
    for sender, call in movements(funded):
        funded.run(sender, call)


@pytest.mark.parametrize("status", STANDINGS)
@pytest.mark.parametrize("abroad", [False, True], ids=["domestic", "abroad"])
def test_payment__from_its_customer__is_refused_for_the_banks_sake(
    funded: Network, status: Status, abroad: bool
) -> None:
    stand(funded, status)
    order = funded.order() if abroad else funded.domestic_order()
    refused = funded.settle(order, funded.quote() if abroad else None).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYER_BANK_SUSPENDED, BANGKOK_BANK.address)


@pytest.mark.parametrize("status", STANDINGS)
def test_payment__to_its_customer__is_refused_for_the_banks_sake(funded: Network, status: Status) -> None:
    stand(funded, status)
    order = funded.domestic_order(payer=FARMER.address, payee=IMPORTER.address)
    refused = funded.settle(order, signer=FARMER).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYEE_BANK_SUSPENDED, BANGKOK_BANK.address)


@pytest.mark.parametrize("status", STANDINGS)
def test_authorities__of_its_customers__go_on(funded: Network, status: Status) -> None:
    deposit = funded.deposit(BANGKOK_BANK)
    stand(funded, status)
    funded.run(BANK_OF_THAILAND, funded.registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test"))
    freeze(funded, deposit, IMPORTER, 5)
    record(funded, deposit, receiver=ZERO_ADDRESS)
    outcome = funded.run(BANK_OF_THAILAND, deposit.forced_burn(IMPORTER.address, 1_000))
    assert outcome.first(Redeemed) == Redeemed(IMPORTER.address, 1_000, ORDER_ID)
    assert funded.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR - 1_000


@pytest.mark.parametrize("status", STANDINGS)
def test_bank__suspended_or_revoked__has_no_say_over_its_customers(network: Network, status: Status) -> None:
    set_alias(network)
    registry, ready_at_s = network.registry, open_replacement(network, MILLER, NEW_KEY)
    stand(network, status)
    calls = [
        registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test"),
        registry.complete_key_replacement(MILLER.address),
        registry.stop_key_replacement(MILLER.address),
        network.deployment.aliases.remove_alias(ALIAS),
        setting(network, MILLER),
    ]
    network.ledger.seal(ready_at_s)
    errors = [type(network.attempt(BANGKOK_BANK, call).error).__name__ for call in calls]
    assert errors == ["RegistryNotCustomersAuthority"] * 3 + ["AliasNotItsOwner", "AliasNotWalletsBank"]
    # Its customer and the central bank still have theirs.
    network.run(IMPORTER, network.deployment.aliases.remove_alias(ALIAS))
    network.run(BANK_OF_THAILAND, registry.stop_key_replacement(MILLER.address))


def test_bank__suspended_abroad__goes_on_at_home(network: Network) -> None:
    branch = network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    network.set_participant(HKMA, BANGKOK_BANK, Status.SUSPENDED)
    error = network.attempt(BANGKOK_BANK, branch.issue(IMPORTER.address, 1, b"x")).error
    assert type(error).__name__ == "ERC7943CannotReceive"
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    network.run(BANGKOK_BANK, network.registration(BANGKOK_BANK, NEW_KEY))


def test_takeover__from_a_revoked_bank__keeps_the_number_and_takes_a_new_file(network: Network) -> None:
    number = subject_of(network, IMPORTER)
    stand(network, Status.REVOKED)
    outcome = network.run(CHIANGMAI_BANK, takeover(network))
    registered, stated = events_of(outcome)
    commitment = b"anew".ljust(32, b"\0")
    assert registered == CustomerRegistered(IMPORTER.address, CHIANGMAI_BANK.address, number, commitment)
    assert isinstance(stated, CustomerTierSet)
    customer = network.read(network.registry.customer_of(IMPORTER.address))
    assert (customer.bank, customer.number, customer.status) == (CHIANGMAI_BANK.address, number, Status.ACTIVE)
    assert network.read(network.registry.wallet_of_customer(number)) == IMPORTER.address


def test_takeover__old_deposits__stay_claims_that_only_a_legal_order_touches(network: Network) -> None:
    old, new = network.deposit(BANGKOK_BANK), network.deposit(CHIANGMAI_BANK)
    stand(network, Status.REVOKED)
    network.run(CHIANGMAI_BANK, takeover(network))
    assert network.read(old.balance_of(IMPORTER.address)) == IMPORTER_MINOR
    assert network.read(new.balance_of(IMPORTER.address)) == 0
    for call in (old.transfer(MILLER.address, 1), old.redeem(1, b"x")):
        assert type(network.attempt(IMPORTER, call).error).__name__ == "ERC7943CannotSend"
    record(network, old, receiver=ZERO_ADDRESS, cap_minor=IMPORTER_MINOR)
    network.run(BANK_OF_THAILAND, old.forced_burn(IMPORTER.address, IMPORTER_MINOR))
    network.run(CHIANGMAI_BANK, new.issue(IMPORTER.address, IMPORTER_MINOR, b"transferred claim"))
    network.run(IMPORTER, new.transfer(FARMER.address, IMPORTER_MINOR))


def test_takeover__payments__go_through_the_new_bank_alone(funded: Network) -> None:
    stand(funded, Status.REVOKED)
    funded.run(CHIANGMAI_BANK, takeover(funded))
    in_ = funded.domestic_order(payer=FARMER.address, payee=IMPORTER.address)
    assert funded.settle(in_, signer=FARMER).first(PaymentSettled) is not None
    assert funded.read(funded.deposit(CHIANGMAI_BANK).balance_of(IMPORTER.address)) == COST_MINOR
    out = funded.settlement(funded.domestic_order())
    assert type(funded.attempt(BANGKOK_BANK, out).error).__name__ == "SettlementNotPayersBank"
    assert funded.run(CHIANGMAI_BANK, out).first(PaymentSettled) is not None


@pytest.mark.parametrize("by", [BANGKOK_BANK, BANK_OF_THAILAND], ids=["its bank", "the central bank"])
def test_takeover__of_a_suspended_customer__ends_the_former_banks_suspension_alone(
    network: Network, by: Account
) -> None:
    network.run(by, network.registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test"))
    stand(network, Status.REVOKED)
    network.run(CHIANGMAI_BANK, takeover(network))
    customer = network.read(network.registry.customer_of(IMPORTER.address))
    by_central_bank = by is BANK_OF_THAILAND
    assert (customer.status is Status.SUSPENDED, customer.by_central_bank) == (by_central_bank, by_central_bank)


def test_takeover__with_a_replacement_open__ends_the_procedure(network: Network) -> None:
    registry, ready_at_s = network.registry, open_replacement(network, IMPORTER, NEW_KEY)
    stand(network, Status.REVOKED)
    outcome = network.run(CHIANGMAI_BANK, takeover(network))
    assert events_of(outcome)[0] == KeyReplacementStopped(IMPORTER.address, CHIANGMAI_BANK.address)
    error = network.attempt(CHIANGMAI_BANK, registry.complete_key_replacement(IMPORTER.address), ready_at_s).error
    assert type(error).__name__ == "RegistryReplacementMissing"
    # The key that was to replace it is free for another.
    network.run(CHIANGMAI_BANK, network.registration(CHIANGMAI_BANK, NEW_KEY))


def test_takeover__flag__follows_the_customer(network: Network) -> None:
    risks = network.deployment.risks
    identifier = network.read(risks.identifier_of(subject_of(network, IMPORTER)))
    network.run(SUPERVISOR, risks.flag(identifier, "fraud", network.now_s + 10 * DAY_S))
    stand(network, Status.REVOKED)
    network.run(CHIANGMAI_BANK, takeover(network))
    assert network.read(risks.identifier_of(subject_of(network, IMPORTER))) == identifier
    assert network.read(risks.is_flagged(identifier))
    network.run(CHIANGMAI_BANK, risks.appeal(subject_of(network, IMPORTER), SUPERVISOR.address))


def test_takeover__alias__stays_and_answers_to_the_new_bank(network: Network) -> None:
    aliases = network.deployment.aliases
    set_alias(network)
    stand(network, Status.REVOKED)
    network.run(CHIANGMAI_BANK, takeover(network))
    assert network.read(aliases.wallet_of(ALIAS)) == IMPORTER.address
    network.run(CHIANGMAI_BANK, aliases.remove_alias(ALIAS))
    set_alias(network, bank=CHIANGMAI_BANK)


def test_loan__of_a_revoked_lender__is_never_collected_and_never_late(network: Network) -> None:
    loan_id = network.fund()
    stand(network, Status.REVOKED)
    network.run(CHIANGMAI_BANK, takeover(network))
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(IMPORTER.address, IMPORTER_MINOR, b"x"))
    due_at_s = network.read(network.loan_book.state_of(loan_id)).next_due_at
    for at_s in (due_at_s, due_at_s + 2 * DAY_S, due_at_s + 30 * DAY_S):
        outcome = network.collect(loan_id, at_s)
        assert not [event for event in events_of(outcome) if isinstance(event, (InstalmentLate, LoanPaid))]
        short = outcome.first(CollectionShort)
        assert short is not None
        assert short.reason is ShortReason.LENDER_SUSPENDED
    assert network.read(network.loan_book.state_of(loan_id)).status is LoanStatus.ACTIVE
    assert network.read(network.deposit(CHIANGMAI_BANK).balance_of(IMPORTER.address)) == IMPORTER_MINOR
