"""A lost key replaced by another: the waiting time, who can stop it, what goes on under the new key, what the old may.

Trusts the helpers in `customers` for the procedure; every error is provoked in test_errors.
Never takes the new key for a new customer: number, limits, flags, loans and suspension are the customer's.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, IMPORTER, KEEPER, MILLER, STRANGER
from customers import CASE_ID, NEW_KEY, THIRD_KEY, WAITING_TIME_S, commitment_of, open_replacement, opening, replace_key
from holds import SECOND_KEY, WHOLE, freeze, pause, set_step_up
from loan_papers import PRINCIPAL_MINOR, schedule
from rule_books import ask, subject_of
from small_network import COST_MINOR, DAY_S, IMPORTER_MINOR, TIER_EXPIRES_AT_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.errors import (
    ERC7943CannotSend,
    LoanNotBorrower,
    LoanSignatureInvalid,
    MoneyPaused,
    RegistryNotCustomersAuthority,
    RuleBookRefused,
    SettlementNotPayersBank,
)
from chain.clients.events import (
    Frozen,
    HoldingsMoved,
    KeyReplaced,
    KeyReplacementOpened,
    KeyReplacementStopped,
    LoanActRefused,
    LoanPaid,
    PaymentRefused,
    PaymentSettled,
    Redeemed,
    Transfer,
)
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.types import (
    Customer,
    KeyReplacement,
    LoanAct,
    LoanMandate,
    LoanRefusal,
    LoanRestructuring,
    LoanStatus,
    RefusalCode,
    Status,
    StepUp,
    Tier,
    WindowLimit,
)

NO_REPLACEMENT = KeyReplacement(ZERO_ADDRESS, 0, bytes(32))


def move(network: Network, lost: Account = IMPORTER) -> list[object]:
    """The bank moves what a lost key holds; answers the events."""
    return list(events_of(network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).move_holdings(lost.address))))


def held(network: Network, wallet: Account) -> int:
    """What a wallet holds at Bangkok Bank."""
    return network.read(network.deposit(BANGKOK_BANK).balance_of(wallet.address))


def test_replacement__opened__waits_three_days_with_the_banks_file(network: Network) -> None:
    outcome = network.run(BANGKOK_BANK, opening(network, IMPORTER, NEW_KEY))
    ready_at_s = outcome.timestamp_s + WAITING_TIME_S
    expected = KeyReplacementOpened(IMPORTER.address, NEW_KEY.address, ready_at_s, CASE_ID)
    assert events_of(outcome) == [expected]
    replacement = KeyReplacement(NEW_KEY.address, ready_at_s, CASE_ID)
    assert network.read(network.registry.key_replacement_of(IMPORTER.address)) == replacement
    # Until it is completed nothing is different.
    assert network.read(network.registry.current_wallet(IMPORTER.address)) == IMPORTER.address
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))


def test_replacement__completed_in_its_first_second__makes_the_new_key_the_customer(network: Network) -> None:
    registry, number = network.registry, subject_of(network, IMPORTER)
    ready_at_s = open_replacement(network, IMPORTER, NEW_KEY)
    outcome = network.run(BANGKOK_BANK, registry.complete_key_replacement(IMPORTER.address), ready_at_s)
    assert events_of(outcome) == [KeyReplaced(IMPORTER.address, NEW_KEY.address)]
    standing = (Status.ACTIVE, Tier.FULL, TIER_EXPIRES_AT_S, False)
    customer = Customer(BANGKOK_BANK.address, *standing, number, commitment_of(IMPORTER))
    assert network.read(registry.customer_of(NEW_KEY.address)) == customer
    revoked = Customer(BANGKOK_BANK.address, Status.REVOKED, Tier.ANONYMOUS, 0, False, number, bytes(32))
    assert network.read(registry.customer_of(IMPORTER.address)) == revoked
    assert network.read(registry.wallet_of_customer(number)) == NEW_KEY.address
    for key in (IMPORTER, NEW_KEY):
        assert network.read(registry.current_wallet(key.address)) == NEW_KEY.address
    assert network.read(registry.key_replacement_of(IMPORTER.address)) == NO_REPLACEMENT


@pytest.mark.parametrize("by", [IMPORTER, BANGKOK_BANK, BANK_OF_THAILAND], ids=lambda account: account.identity)
def test_replacement__stopped_by_who_may__leaves_everything_as_it_was(network: Network, by: Account) -> None:
    registry, before = network.registry, network.storage()
    open_replacement(network, IMPORTER, NEW_KEY)
    outcome = network.run(by, registry.stop_key_replacement(IMPORTER.address))
    assert events_of(outcome) == [KeyReplacementStopped(IMPORTER.address, by.address)]
    assert network.storage() == before
    # A new file may be opened, with the same new key.
    open_replacement(network, IMPORTER, NEW_KEY)


@pytest.mark.parametrize("by", [NEW_KEY, STRANGER, CHIANGMAI_BANK, HKMA], ids=lambda account: account.identity)
def test_replacement__stopped_by_anybody_else__goes_on(network: Network, by: Account) -> None:
    open_replacement(network, IMPORTER, NEW_KEY)
    error = network.attempt(by, network.registry.stop_key_replacement(IMPORTER.address)).error
    assert isinstance(error, RegistryNotCustomersAuthority)
    assert network.read(network.registry.key_replacement_of(IMPORTER.address)).new_wallet == NEW_KEY.address


def test_replacement__of_a_stolen_key_suspended_first__cannot_be_held_up_by_the_thief(network: Network) -> None:
    registry = network.registry
    network.set_customer(IMPORTER, Status.SUSPENDED)
    ready_at_s = open_replacement(network, IMPORTER, NEW_KEY)
    error = network.attempt(IMPORTER, registry.stop_key_replacement(IMPORTER.address)).error
    assert isinstance(error, RegistryNotCustomersAuthority)
    network.run(BANGKOK_BANK, registry.complete_key_replacement(IMPORTER.address), ready_at_s)
    assert network.read(registry.customer_of(NEW_KEY.address)).status is Status.SUSPENDED


@pytest.mark.parametrize("authority", [BANGKOK_BANK, BANK_OF_THAILAND], ids=["its bank's", "the central bank's"])
def test_replacement__of_a_suspended_key__carries_the_suspension_over(network: Network, authority: Account) -> None:
    registry = network.registry
    network.run(authority, registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test"))
    replace_key(network, IMPORTER, NEW_KEY)
    customer = network.read(registry.customer_of(NEW_KEY.address))
    assert customer.status is Status.SUSPENDED
    assert customer.by_central_bank is (authority is BANK_OF_THAILAND)
    lift = registry.set_customer_status(NEW_KEY.address, Status.ACTIVE, "test")
    assert (network.attempt(BANGKOK_BANK, lift).error is None) is (authority is BANGKOK_BANK)


def test_replacement__twice_in_a_row__leads_every_former_key_to_the_last(network: Network) -> None:
    registry, number = network.registry, subject_of(network, MILLER)
    replace_key(network, MILLER, NEW_KEY)
    replace_key(network, NEW_KEY, THIRD_KEY, customer=MILLER)
    for key in (MILLER, NEW_KEY, THIRD_KEY):
        assert network.read(registry.current_wallet(key.address)) == THIRD_KEY.address
        assert subject_of(network, key) == number
    assert network.read(registry.wallet_of_customer(number)) == THIRD_KEY.address


def test_old_key__after_the_replacement__can_do_nothing_with_what_it_still_holds(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(IMPORTER, deposit.approve(MILLER.address, 100))
    replace_key(network, IMPORTER, NEW_KEY)
    calls = [
        (IMPORTER, deposit.transfer(MILLER.address, 1)),
        (IMPORTER, deposit.transfer(NEW_KEY.address, 1)),
        (IMPORTER, deposit.redeem(1, b"x")),
        (MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 1)),
        (IMPORTER, deposit.set_step_up(StepUp(SECOND_KEY.address, 1), b"")),
    ]
    assert [type(network.attempt(who, call).error) for who, call in calls] == [ERC7943CannotSend] * len(calls)
    assert not network.read(deposit.can_send(IMPORTER.address))
    assert not network.read(deposit.can_receive(IMPORTER.address))
    assert held(network, IMPORTER) == IMPORTER_MINOR


def test_old_key__its_order_and_payments_to_it__are_refused(network: Network) -> None:
    replace_key(network, IMPORTER, NEW_KEY)
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYER_SUSPENDED, IMPORTER.address)
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(MILLER.address, COST_MINOR, b"x"))
    to_the_old = network.domestic_order(payer=MILLER.address, payee=IMPORTER.address)
    refused = network.settle(to_the_old, signer=MILLER).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYEE_SUSPENDED, IMPORTER.address)


def test_move_holdings__everything__follows_to_the_new_key(network: Network) -> None:
    replace_key(network, IMPORTER, NEW_KEY)
    assert move(network) == [
        HoldingsMoved(IMPORTER.address, NEW_KEY.address, IMPORTER_MINOR),
        Transfer(IMPORTER.address, NEW_KEY.address, IMPORTER_MINOR),
    ]
    assert (held(network, IMPORTER), held(network, NEW_KEY)) == (0, IMPORTER_MINOR)
    network.run(NEW_KEY, network.deposit(BANGKOK_BANK).transfer(MILLER.address, IMPORTER_MINOR))


@pytest.mark.parametrize("frozen_minor", [1, IMPORTER_MINOR + 5, WHOLE])
def test_move_holdings__frozen__stays_frozen_under_the_new_key(network: Network, frozen_minor: int) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, frozen_minor)
    replace_key(network, IMPORTER, NEW_KEY)
    assert move(network) == [
        Frozen(IMPORTER.address, 0),
        Frozen(NEW_KEY.address, frozen_minor),
        HoldingsMoved(IMPORTER.address, NEW_KEY.address, IMPORTER_MINOR),
        Transfer(IMPORTER.address, NEW_KEY.address, IMPORTER_MINOR),
    ]
    assert network.read(deposit.get_frozen_tokens(NEW_KEY.address)) == frozen_minor
    assert network.read(deposit.get_frozen_tokens(IMPORTER.address)) == 0
    assert network.read(deposit.available_minor(NEW_KEY.address)) == max(0, IMPORTER_MINOR - frozen_minor)


@pytest.mark.parametrize(("old_minor", "new_minor", "together"), [(3, 4, 7), (WHOLE, 4, WHOLE), (3, WHOLE, WHOLE)])
def test_move_holdings__both_keys_frozen__adds_up_and_never_beyond_the_whole(
    network: Network, old_minor: int, new_minor: int, together: int
) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, old_minor)
    replace_key(network, IMPORTER, NEW_KEY)
    freeze(network, deposit, NEW_KEY, new_minor)
    move(network)
    assert network.read(deposit.get_frozen_tokens(NEW_KEY.address)) == together


def test_move_holdings__again__moves_what_came_in_late_and_else_nothing(network: Network) -> None:
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    assert move(network)[0] == HoldingsMoved(IMPORTER.address, NEW_KEY.address, 0)
    assert held(network, NEW_KEY) == IMPORTER_MINOR


def test_move_holdings__in_a_pause__waits_for_its_end(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    replace_key(network, IMPORTER, NEW_KEY)
    pause(network, deposit)
    error = network.attempt(BANGKOK_BANK, deposit.move_holdings(IMPORTER.address)).error
    assert isinstance(error, MoneyPaused)
    pause(network, deposit, paused=False)
    move(network)


def test_new_key__after_the_move__pays_by_its_own_order_alone(network: Network) -> None:
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    order = network.domestic_order(payer=NEW_KEY.address)
    outcome = network.run(BANGKOK_BANK, network.settlement(order, signer=NEW_KEY))
    assert outcome.first(PaymentSettled) is not None
    forged = network.settlement(network.domestic_order(payer=NEW_KEY.address), signer=IMPORTER)
    assert type(network.attempt(BANGKOK_BANK, forged).error).__name__ == "SettlementBadSignature"
    foreign = network.settlement(network.domestic_order(payer=NEW_KEY.address), signer=NEW_KEY)
    assert isinstance(network.attempt(CHIANGMAI_BANK, foreign).error, SettlementNotPayersBank)


def test_new_key__window_limit__goes_on_where_the_old_key_stood(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    ask(network, deposit, RollingWindowLimit)
    limit = WindowLimit(100, 100, 100, 28 * DAY_S, 4)
    network.run(BANK_OF_THAILAND, network.deployment.rule(RollingWindowLimit).set_limit("THB", limit))
    network.run(IMPORTER, deposit.transfer(MILLER.address, 60))
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    error = network.attempt(NEW_KEY, deposit.transfer(MILLER.address, 41)).error
    assert isinstance(error, RuleBookRefused)
    assert (error.code, error.party) == (RefusalCode.PAYER_WINDOW_LIMIT, NEW_KEY.address)
    network.run(NEW_KEY, deposit.transfer(MILLER.address, 40))


def test_new_key__step_up__is_not_the_old_keys(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    assert network.read(deposit.step_up_of(NEW_KEY.address)) == StepUp(ZERO_ADDRESS, 0)
    network.run(NEW_KEY, deposit.transfer(MILLER.address, 101))


def test_loan__of_the_old_key__is_collected_from_the_new_one(network: Network) -> None:
    loan_id = network.fund()
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    outcome = network.collect(loan_id)
    collected, redeemed = outcome.first(LoanPaid), outcome.first(Redeemed)
    assert collected is not None
    assert redeemed is not None
    assert redeemed.holder == NEW_KEY.address
    assert redeemed.amount_minor == collected.interest_minor + collected.principal_minor
    assert held(network, NEW_KEY) == IMPORTER_MINOR + PRINCIPAL_MINOR - redeemed.amount_minor


def test_loan__of_the_old_key__cannot_be_drawn_down_after_the_replacement(network: Network) -> None:
    terms = network.terms(signed_until=network.now_s + 10 * DAY_S)
    application = network.apply(terms)
    drawing = network.drawing(terms, application)
    replace_key(network, IMPORTER, NEW_KEY)
    refused = network.run(BANGKOK_BANK, drawing).first(LoanActRefused)
    loan_id = network.read(network.loan_book.hash_terms(terms))
    assert refused == LoanActRefused(loan_id, LoanAct.DRAW_DOWN, LoanStatus.NONE, LoanRefusal.CANNOT_PAY)


def test_loan__once_the_key_is_replaced__is_the_new_keys_and_not_the_old_ones(network: Network) -> None:
    loan_id, book = network.fund(), network.loan_book
    replace_key(network, IMPORTER, NEW_KEY)
    move(network)
    acts = [book.repay(loan_id, 1), book.prepay(loan_id, 1), book.close_early(loan_id), book.revoke_mandate(loan_id)]
    for act in acts:
        assert isinstance(network.attempt(IMPORTER, act).error, LoanNotBorrower)
    mandate = LoanMandate(loan_id, 1, 10**12, network.now_s + 900 * DAY_S, 0)
    for signer, expected in [(IMPORTER, LoanSignatureInvalid), (NEW_KEY, type(None))]:
        signature = network.sign_paper(mandate, signer)
        outcome = network.attempt(KEEPER, book.set_mandate(mandate, signature, b""))
        assert type(outcome.error) is expected
    paper = LoanRestructuring(loan_id, 0, 10**12, schedule(instalments=3), network.now_s + 900 * DAY_S)
    for signer, expected in [(IMPORTER, LoanSignatureInvalid), (NEW_KEY, type(None))]:
        signatures = (network.sign_paper(paper, BANGKOK_BANK), network.sign_paper(paper, signer))
        assert type(network.attempt(BANGKOK_BANK, book.restructure(paper, *signatures)).error) is expected
    assert network.run(NEW_KEY, book.prepay(loan_id, 1)).first(LoanPaid) == LoanPaid(
        loan_id, NEW_KEY.address, 0, 0, 1, 0
    )
    network.run(NEW_KEY, book.revoke_mandate(loan_id))
    network.run(NEW_KEY, book.close_early(loan_id))
    assert network.read(book.state_of(loan_id)).status is LoanStatus.CLOSED
