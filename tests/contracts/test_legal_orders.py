"""Seizures: what a legal order allows, how far, until when, and what they leave of a freeze.

Trusts the supervisor to record and the central bank to execute; every error is provoked in test_errors.
Never takes a unit that no order names: caps, freezes and counters are compared before and after.
"""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    IMPORTER,
    MILLER,
    SUPERVISOR,
)
from holds import ORDER_ID, WHOLE, Money, freeze, legal_order, record, set_step_up
from rule_books import ask
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.errors import MoneyLegalOrderAboveCap, MoneyLegalOrderExpired, MoneyLegalOrderMissing
from chain.clients.events import (
    ForcedTransfer,
    Frozen,
    LegalOrderExecuted,
    LegalOrderLifted,
    LegalOrderRecorded,
    Redeemed,
    Transfer,
)
from chain.clients.types import AmountLimits, LegalOrder, Status
from chain.ledger import Outcome

OTHER_ID = b"court order 2".ljust(32, b"\0")


def taking(network: Network, amount_minor: int) -> Call[bool]:
    """The call that takes so much from the importer and gives it to the miller."""
    return network.deposit(BANGKOK_BANK).forced_transfer(IMPORTER.address, MILLER.address, amount_minor)


def take(network: Network, amount_minor: int) -> Outcome:
    """The Bank of Thailand executes it."""
    return network.run(BANK_OF_THAILAND, taking(network, amount_minor))


def burn(network: Network, amount_minor: int) -> Outcome:
    """The Bank of Thailand destroys so much of the importer's deposits."""
    return network.run(BANK_OF_THAILAND, network.deposit(BANGKOK_BANK).forced_burn(IMPORTER.address, amount_minor))


def left(network: Network, order_id: bytes = ORDER_ID) -> int:
    """What may still be taken under an order."""
    return network.read(network.deposit(BANGKOK_BANK).legal_order_of(order_id)).cap_minor


def frozen(network: Network) -> int:
    """What is frozen of the importer's deposits."""
    return network.read(network.deposit(BANGKOK_BANK).get_frozen_tokens(IMPORTER.address))


def counters(network: Network, money: Money) -> tuple[int, int, int]:
    """Issued, redeemed and in being."""
    issued, redeemed = network.read(money.issued_minor()), network.read(money.redeemed_minor())
    return issued, redeemed, network.read(money.total_supply())


def test_record__by_a_supervisor__stands_and_moves_nothing(network: Network) -> None:
    deposit, order = network.deposit(BANGKOK_BANK), legal_order(network)
    outcome = network.run(SUPERVISOR, deposit.record_legal_order(order))
    parties = (IMPORTER.address, MILLER.address, SUPERVISOR.address)
    assert events_of(outcome) == [LegalOrderRecorded(ORDER_ID, *parties, 1_000, order.expires_at)]
    assert network.read(deposit.legal_order_of(ORDER_ID)) == order
    assert network.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR
    assert network.read(deposit.legal_order_of(OTHER_ID)) == LegalOrder(bytes(32), ZERO_ADDRESS, ZERO_ADDRESS, 0, 0)


def test_forced_transfer__up_to_the_cap__is_taken_in_parts_and_the_order_ends_with_the_last(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    assert events_of(take(network, 400)) == [
        LegalOrderExecuted(ORDER_ID, IMPORTER.address, 400, 600),
        ForcedTransfer(IMPORTER.address, MILLER.address, 400),
        Transfer(IMPORTER.address, MILLER.address, 400),
    ]
    assert left(network) == 600
    assert isinstance(network.attempt(BANK_OF_THAILAND, taking(network, 601)).error, MoneyLegalOrderAboveCap)
    executed = take(network, 600).first(LegalOrderExecuted)
    assert executed == LegalOrderExecuted(ORDER_ID, IMPORTER.address, 600, 0)
    assert left(network) == 0
    assert isinstance(network.attempt(BANK_OF_THAILAND, taking(network, 1)).error, MoneyLegalOrderMissing)
    assert network.read(deposit.balance_of(MILLER.address)) == 1_000
    assert counters(network, deposit) == (IMPORTER_MINOR, 0, IMPORTER_MINOR)


def test_forced_transfer__in_the_orders_last_second__is_still_legal(network: Network) -> None:
    order = record(network, network.deposit(BANGKOK_BANK))
    network.run(BANK_OF_THAILAND, taking(network, 1), order.expires_at)
    error = network.attempt(BANK_OF_THAILAND, taking(network, 1), order.expires_at + 1).error
    assert isinstance(error, MoneyLegalOrderExpired)


def test_record__over_an_expired_order__takes_its_place(network: Network) -> None:
    deposit, expired = network.deposit(BANGKOK_BANK), record(network, network.deposit(BANGKOK_BANK))
    network.ledger.seal(expired.expires_at + 1)
    record(network, deposit, id=OTHER_ID, cap_minor=70)
    take(network, 70)
    assert (left(network), left(network, OTHER_ID)) == (1_000, 0)


def test_record__for_another_receiver_or_account__stands_beside_the_first(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    record(network, deposit, id=OTHER_ID, receiver=ZERO_ADDRESS, cap_minor=70)
    record(network, deposit, id=b"\x03" * 32, account=MILLER.address, receiver=IMPORTER.address, cap_minor=5)
    burn(network, 70)
    take(network, 1_000)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(MILLER.address, IMPORTER.address, 5))
    assert network.read(deposit.balance_of(MILLER.address)) == 995


def test_lift__what_is_left__can_be_taken_no_more_and_the_pair_is_free(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    take(network, 400)
    outcome = network.run(SUPERVISOR, deposit.lift_legal_order(ORDER_ID))
    assert events_of(outcome) == [LegalOrderLifted(ORDER_ID, SUPERVISOR.address)]
    assert left(network) == 0
    assert isinstance(network.attempt(BANK_OF_THAILAND, taking(network, 1)).error, MoneyLegalOrderMissing)
    record(network, deposit, id=OTHER_ID)
    take(network, 1_000)


def test_lift__of_an_expired_order_with_a_successor__leaves_the_successor_alone(network: Network) -> None:
    deposit, expired = network.deposit(BANGKOK_BANK), record(network, network.deposit(BANGKOK_BANK))
    network.ledger.seal(expired.expires_at + 1)
    record(network, deposit, id=OTHER_ID)
    network.run(SUPERVISOR, deposit.lift_legal_order(ORDER_ID))
    take(network, 1_000)
    assert left(network, OTHER_ID) == 0


# held 100,000,000: frozen before, taken, frozen after.
EATEN = [
    (0, 1_000, 0),
    (1, 1_000, 1),
    (IMPORTER_MINOR - 1_000, 1_000, IMPORTER_MINOR - 1_000),
    (IMPORTER_MINOR - 999, 1_000, IMPORTER_MINOR - 1_000),
    (IMPORTER_MINOR, 1_000, IMPORTER_MINOR - 1_000),
    (IMPORTER_MINOR, IMPORTER_MINOR, 0),
    (IMPORTER_MINOR + 50, 1_000, IMPORTER_MINOR + 50 - 1_000),
    (IMPORTER_MINOR + 50, IMPORTER_MINOR, 50),
    (WHOLE, 1_000, WHOLE),
    (WHOLE, IMPORTER_MINOR, WHOLE),
]


@pytest.mark.parametrize(("before_minor", "taken_minor", "after_minor"), EATEN)
@pytest.mark.parametrize("burned", [False, True], ids=["transferred", "burned"])
def test_seizure__of_a_frozen_holder__takes_the_free_part_first_and_thaws_only_what_it_eats(
    network: Network, before_minor: int, taken_minor: int, after_minor: int, burned: bool
) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, before_minor)
    record(network, deposit, cap_minor=taken_minor, receiver=ZERO_ADDRESS if burned else MILLER.address)
    outcome = burn(network, taken_minor) if burned else take(network, taken_minor)
    assert frozen(network) == after_minor
    expected = None if after_minor == before_minor else Frozen(IMPORTER.address, after_minor)
    assert outcome.first(Frozen) == expected
    assert network.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR - taken_minor


def test_seizure__to_the_holder_itself__is_impossible_and_thaws_nothing(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, 500)
    to_itself = deposit.record_legal_order(legal_order(network, receiver=IMPORTER.address))
    assert type(network.attempt(SUPERVISOR, to_itself).error).__name__ == "MoneyLegalOrderInvalid"
    taken = deposit.forced_transfer(IMPORTER.address, IMPORTER.address, 1)
    assert type(network.attempt(BANK_OF_THAILAND, taken).error).__name__ == "MoneyTransferToSelf"
    assert frozen(network) == 500


def test_forced_burn__under_an_order_without_receiver__is_redeemed_under_its_id(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit, receiver=ZERO_ADDRESS)
    outcome = burn(network, 300)
    assert {type(event) for event in events_of(outcome)} == {LegalOrderExecuted, ForcedTransfer, Redeemed, Transfer}
    assert outcome.first(LegalOrderExecuted) == LegalOrderExecuted(ORDER_ID, IMPORTER.address, 300, 700)
    assert outcome.first(ForcedTransfer) == ForcedTransfer(IMPORTER.address, ZERO_ADDRESS, 300)
    assert outcome.first(Redeemed) == Redeemed(IMPORTER.address, 300, ORDER_ID)
    assert outcome.first(Transfer) == Transfer(IMPORTER.address, ZERO_ADDRESS, 300)
    assert counters(network, deposit) == (IMPORTER_MINOR, 300, IMPORTER_MINOR - 300)


def test_seizure__of_central_bank_money__goes_from_bank_to_bank(network: Network) -> None:
    thb = network.money("THB")
    record(network, thb, account=BANGKOK_BANK.address, receiver=CHIANGMAI_BANK.address)
    call = thb.forced_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1_000)
    network.run(BANK_OF_THAILAND, call)
    assert network.read(thb.balance_of(CHIANGMAI_BANK.address)) == 1_000
    assert counters(network, thb) == (BANGKOK_BANK_MINOR, 0, BANGKOK_BANK_MINOR)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_seizure__from_a_holder_who_may_not_send__is_what_it_is_for(network: Network, status: Status) -> None:
    thb = network.money("THB")
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, status)
    record(network, thb, account=BANGKOK_BANK.address, receiver=CHIANGMAI_BANK.address)
    network.run(BANK_OF_THAILAND, thb.forced_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1_000))
    assert network.read(thb.balance_of(CHIANGMAI_BANK.address)) == 1_000


def test_seizure__from_a_suspended_customer__goes_through_and_to_one_does_not(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    take(network, 400)
    network.set_customer(MILLER, Status.SUSPENDED)
    assert type(network.attempt(BANK_OF_THAILAND, taking(network, 400)).error).__name__ == "ERC7943CannotReceive"
    assert left(network) == 600


def test_seizure__asks_no_rule_and_no_second_key__but_stays_within_the_money(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 1)
    ask(network, deposit, AmountLimit)
    network.run(BANK_OF_THAILAND, network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 1)))
    record(network, deposit)
    take(network, 1_000)
    record(network, deposit, id=OTHER_ID, receiver=EXPORTER.address)
    abroad = deposit.forced_transfer(IMPORTER.address, EXPORTER.address, 1)
    assert type(network.attempt(BANK_OF_THAILAND, abroad).error).__name__ == "ERC7943CannotReceive"


def test_order__of_one_institution_alone__seizes_nothing(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    by_the_central_bank = network.attempt(BANK_OF_THAILAND, deposit.record_legal_order(legal_order(network)))
    assert type(by_the_central_bank.error).__name__ == "MoneyNotSupervisor"
    record(network, deposit)
    assert type(network.attempt(SUPERVISOR, taking(network, 1)).error).__name__ == "MoneyNotCentralBank"
    assert network.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR
