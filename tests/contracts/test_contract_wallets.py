"""Wallets that make trouble: they fail, burn gas, re-enter or answer with a megabyte, and stop nobody but themselves.

Trusts the mock ContractWallet to make the trouble that it is told to, which is tested first.
Never lets their trouble pass as an answer: a signature that is not given is none.
"""

from __future__ import annotations

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
    OPERATOR,
    STRANGER,
    UNUSED_LEI,
)
from aliases import ALIAS
from atomic_stage import SECRET, atomic, instruct, lock_of, lock_state, locks, open_lock, propose, state_of
from customers import (
    CASE_ID,
    WAITING_TIME_S,
    WALLET_OWNER,
    acting,
    commitment_of,
    contract_registration,
    funded_contract_wallet,
    register_contract_wallet,
    sign_customer_consent,
)
from holds import record
from loan_papers import schedule
from small_network import COST_MINOR, DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.contract_wallet import ContractWallet
from chain.clients.errors import LoanSignatureInvalid
from chain.clients.events import LoanDrawn, LoanPaid, PaymentSettled, Remunerated
from chain.clients.types import (
    Approval,
    InstructionState,
    LoanMandate,
    LoanRestructuring,
    LoanStatus,
    LockState,
    Role,
    Status,
    Trouble,
)
from chain.consents import AliasConsent

TROUBLES = [Trouble.REVERT, Trouble.EAT_GAS, Trouble.REENTER, Trouble.FLOOD]
NOTHING: Call[Any] = Call("0x" + "0" * 40, b"", "ContractWallet.execute")


def turn(network: Network, wallet: ContractWallet, trouble: Trouble, inner: Call[Any] = NOTHING) -> None:
    """From now on the wallet makes this trouble; where it re-enters, with `inner`."""
    network.run(STRANGER, wallet.prepare(trouble, inner.to, inner.data))


def troubled(network: Network, trouble: Trouble, held_minor: int = 0) -> ContractWallet:
    """A customer of Bangkok Bank that was honest when it was registered."""
    wallet = register_contract_wallet(network, BANGKOK_BANK)
    if held_minor:
        network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(wallet.address, held_minor, b"x"))
    turn(network, wallet, trouble, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    return wallet


@pytest.mark.parametrize("trouble", [Trouble.REVERT, Trouble.EAT_GAS])
def test_mock__in_trouble__fails_whoever_calls_it(network: Network, trouble: Trouble) -> None:
    wallet = ContractWallet(network.create(ContractWallet.creation(OPERATOR.address)))
    turn(network, wallet, trouble)
    outcome = network.attempt(STRANGER, Call(wallet.address, b"\x00\x00\x00\x00", "ContractWallet.execute"))
    assert outcome.error is not None
    assert (outcome.receipt.gas_used > 1_000_000) is (trouble is Trouble.EAT_GAS)


def test_mock__re_entering__makes_its_call_where_it_may(network: Network) -> None:
    wallet = troubled(network, Trouble.REENTER, held_minor=5)
    network.run(STRANGER, Call(wallet.address, b"\x00\x00\x00\x00", "ContractWallet.execute"))
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(MILLER.address)) == 1


@pytest.mark.parametrize("trouble", [*TROUBLES, Trouble.REFUSE])
def test_register_customer__wallet_in_trouble__is_not_registered_and_stops_nobody_in_its_block(
    network: Network, trouble: Trouble
) -> None:
    wallet = ContractWallet(network.create(ContractWallet.creation(WALLET_OWNER.address)))
    turn(network, wallet, trouble, network.registry.set_sealing_key(b"\x01" * 32))
    network.ledger.submit(BANGKOK_BANK, contract_registration(network, BANGKOK_BANK, wallet))
    network.ledger.submit(BANGKOK_BANK, network.registration(BANGKOK_BANK, STRANGER))
    network.ledger.submit(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    hostile, *others = network.ledger.seal(network.now_s)
    assert type(hostile.error).__name__ == "RegistryBadConsent"
    assert [other.error for other in others] == [None, None]
    assert network.read(network.registry.customer_of(wallet.address)).status is Status.NONE


@pytest.mark.parametrize("trouble", TROUBLES)
def test_consent__asked_for_in_trouble__moves_nothing_and_is_none(network: Network, trouble: Trouble) -> None:
    wallet, aliases = troubled(network, trouble, held_minor=5), network.deployment.aliases
    until_s = network.now_s + DAY_S
    consent = network.sign_consent(WALLET_OWNER, AliasConsent(ALIAS, wallet.address, 0, until_s), aliases)
    before = network.storage()
    outcome = network.attempt(BANGKOK_BANK, aliases.set_alias(ALIAS, wallet.address, until_s, consent))
    assert type(outcome.error).__name__ == "AliasBadConsent"
    assert network.storage() == before
    # Its word was good all the while: the trouble was its own.
    turn(network, wallet, Trouble.NONE)
    network.run(BANGKOK_BANK, aliases.set_alias(ALIAS, wallet.address, until_s, consent))


@pytest.mark.parametrize("trouble", TROUBLES)
def test_receipt__wallet_in_trouble__is_paid_like_any_other(network: Network, trouble: Trouble) -> None:
    deposit, wallet = network.deposit(BANGKOK_BANK), troubled(network, trouble)
    network.run(BANGKOK_BANK, deposit.issue(wallet.address, 1, b"x"))
    network.run(IMPORTER, deposit.transfer(wallet.address, 2))
    paid = network.settle(network.domestic_order(payee=wallet.address)).first(PaymentSettled)
    assert paid is not None
    assert network.read(deposit.balance_of(wallet.address)) == 3 + COST_MINOR
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None


@pytest.mark.parametrize("trouble", TROUBLES)
def test_leg_and_lock__to_a_wallet_in_trouble__are_paid_like_any_other(network: Network, trouble: Trouble) -> None:
    wallet = troubled(network, trouble)
    lock = lock_of(network, CHIANGMAI_BANK, wallet, "THB", 7)
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 16, b"x"))
    open_lock(network, lock, CHIANGMAI_BANK)
    network.run(STRANGER, locks(network).claim(lock, SECRET))
    assert lock_state(network, lock) is LockState.DELIVERED
    instruction = instruct(network, [(CHIANGMAI_BANK, wallet, "THB", 9)])
    propose(network, instruction, CHIANGMAI_BANK)
    # It need not say a word: its bank approves for one that is only paid.
    own = Approval(instruction.parties.index(wallet.address), b"", b"")
    network.run(BANGKOK_BANK, atomic(network).approve(instruction, [own]))
    assert state_of(network, instruction) is InstructionState.SETTLED
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(wallet.address)) == 16


@pytest.mark.parametrize("trouble", TROUBLES)
def test_seizure__from_a_wallet_in_trouble__asks_it_nothing(network: Network, trouble: Trouble) -> None:
    deposit, wallet = network.deposit(BANGKOK_BANK), troubled(network, trouble, held_minor=5)
    record(network, deposit, account=wallet.address, cap_minor=5)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(wallet.address, MILLER.address, 5))
    assert network.read(deposit.balance_of(MILLER.address)) == 5


@pytest.mark.parametrize("trouble", TROUBLES)
def test_remunerate__market_maker_in_trouble__is_paid_and_so_are_the_others(network: Network, trouble: Trouble) -> None:
    hkd, wallet = network.money("HKD"), ContractWallet(network.create(ContractWallet.creation(WALLET_OWNER.address)))
    network.run(HKMA, network.registry.admit(wallet.address, Role.MARKET_MAKER, UNUSED_LEI, "", "HK"))
    network.run(WALLET_OWNER, acting(wallet, network.registry.accept_admission("HK")))
    turn(network, wallet, trouble, hkd.transfer(MAKER.address, 1))
    holders = [MAKER.address, wallet.address, HONGKONG_BANK.address]
    for holder in holders:
        network.run(HKMA, hkd.issue(holder, 36_000_000, b"x"))
    network.run(HKMA, hkd.set_remuneration(100))
    first_at_s = network.run(HKMA, hkd.remunerate(holders)).timestamp_s
    outcome = network.run(HKMA, hkd.remunerate(holders), first_at_s + DAY_S)
    paid = [logged.event for logged in outcome.events if isinstance(logged.event, Remunerated)]
    assert [event.holder for event in paid] == holders
    assert all(event.amount_minor >= 1_000 for event in paid)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_loan__moved_to_a_wallet_in_trouble__is_collected(network: Network, trouble: Trouble) -> None:
    registry, loan_id = network.registry, network.fund()
    wallet = ContractWallet(network.create(ContractWallet.creation(WALLET_OWNER.address)))
    consent = sign_customer_consent(network, WALLET_OWNER, BANGKOK_BANK, commitment_of(IMPORTER), wallet.address)
    opened = network.run(
        BANGKOK_BANK, registry.open_key_replacement(IMPORTER.address, wallet.address, CASE_ID, consent)
    )
    turn(network, wallet, trouble, network.loan_book.collect(loan_id))
    complete = registry.complete_key_replacement(IMPORTER.address)
    network.run(BANGKOK_BANK, complete, opened.timestamp_s + WAITING_TIME_S)
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).move_holdings(IMPORTER.address))
    assert network.collect(loan_id).first(LoanPaid) is not None


def borrowing(network: Network, wallet: ContractWallet, signer: Account = WALLET_OWNER) -> Call[bytes]:
    """The drawdown of a loan to the wallet, signed for it by this key."""
    terms = network.terms(borrower=wallet.address)
    application = next(network.counter).to_bytes(32, "big")
    loan_id, contract = network.read(network.loan_book.hash_terms(terms)), network.deployment.loan_applications
    request = contract.request_loan(application, BANGKOK_BANK.address, "THB", terms.principal_minor, "LOAN")
    network.run(WALLET_OWNER, acting(wallet, request))
    network.run(BANGKOK_BANK, contract.offer_loan(application, loan_id, b"check", network.now_s + DAY_S))
    mandate = network.mandate(terms)
    signed = (network.sign_paper(terms, signer), mandate, network.sign_paper(mandate, signer), b"")
    lender = network.sign_paper(terms, BANGKOK_BANK)
    return network.loan_book.draw_down(application, terms, [], [lender], *signed)


def test_loan__to_a_contract_wallet__is_signed_by_its_owner_and_repaid_like_any_other(network: Network) -> None:
    wallet, book = troubled(network, Trouble.NONE, held_minor=10**9), network.loan_book
    assert isinstance(network.attempt(BANGKOK_BANK, borrowing(network, wallet, IMPORTER)).error, LoanSignatureInvalid)
    drawn = network.run(BANGKOK_BANK, borrowing(network, wallet)).first(LoanDrawn)
    assert drawn is not None
    paid = network.collect(drawn.loan_id).first(LoanPaid)
    assert paid is not None
    assert (paid.wallet, paid.left_minor) == (wallet.address, 0)
    for paper in (
        LoanMandate(drawn.loan_id, 1, 10**9, network.now_s + DAY_S, 0),
        LoanRestructuring(drawn.loan_id, 0, 10**9, schedule(instalments=2), network.now_s + DAY_S),
    ):
        by_owner, by_another = (network.sign_paper(paper, who) for who in (WALLET_OWNER, IMPORTER))
        bank = network.sign_paper(paper, BANGKOK_BANK)
        for signature, expected in [(by_another, LoanSignatureInvalid), (by_owner, type(None))]:
            is_mandate = isinstance(paper, LoanMandate)
            call = book.set_mandate(paper, signature, b"") if is_mandate else book.restructure(paper, bank, signature)
            assert type(network.attempt(BANGKOK_BANK, call).error) is expected
    network.run(WALLET_OWNER, acting(wallet, book.prepay(drawn.loan_id, 1)))
    network.run(WALLET_OWNER, acting(wallet, book.close_early(drawn.loan_id)))
    assert network.read(book.state_of(drawn.loan_id)).status is LoanStatus.CLOSED


@pytest.mark.parametrize("trouble", [*TROUBLES, Trouble.REFUSE])
def test_loan__to_a_wallet_in_trouble__is_not_drawn_down(network: Network, trouble: Trouble) -> None:
    wallet = troubled(network, Trouble.NONE)
    drawing = borrowing(network, wallet)
    turn(network, wallet, trouble, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    before = network.storage()
    assert isinstance(network.attempt(BANGKOK_BANK, drawing).error, LoanSignatureInvalid)
    assert network.storage() == before
    turn(network, wallet, Trouble.NONE)
    assert network.run(BANGKOK_BANK, drawing).first(LoanDrawn) is not None


@pytest.mark.parametrize("trouble", TROUBLES)
def test_loan__of_a_wallet_that_turns_to_trouble__is_collected(network: Network, trouble: Trouble) -> None:
    wallet = troubled(network, Trouble.NONE, held_minor=10**9)
    drawn = network.run(BANGKOK_BANK, borrowing(network, wallet)).first(LoanDrawn)
    assert drawn is not None
    turn(network, wallet, trouble, network.loan_book.collect(drawn.loan_id))
    paid = network.collect(drawn.loan_id).first(LoanPaid)
    assert paid is not None
    assert (paid.wallet, paid.left_minor) == (wallet.address, 0)


def test_contract_wallet__bank_of_its_own__is_no_customer(network: Network) -> None:
    wallet = funded_contract_wallet(network, BANGKOK_BANK, 5)
    admit = network.registry.admit(wallet.address, Role.COMMERCIAL_BANK, UNUSED_LEI, "", "TH")
    assert type(network.attempt(BANK_OF_THAILAND, admit).error).__name__ == "RegistryWalletTaken"
    as_system_contract = network.registry.admit(wallet.address, Role.SYSTEM_CONTRACT, "", "", "")
    assert type(network.attempt(BANK_OF_THAILAND, as_system_contract).error).__name__ == "RegistryWalletTaken"
