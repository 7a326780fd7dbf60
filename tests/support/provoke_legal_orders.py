"""Provocations of the errors around legal orders and what is seized under them.

Trusts the Thai supervisor to record and the Thai central bank to execute, as in life.
Never executes an order on its way to an error, unless the error is that it is used up.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, EXPORTER, FARMER, IMPORTER, MILLER, SUPERVISOR
from holds import ORDER_ID, legal_order, pause, record
from provocation import Provocation, Provoker, provokes
from small_network import IMPORTER_MINOR, Network

from chain.abi import ZERO_ADDRESS
from chain.clients import errors

OTHER_ID = b"court order 2".ljust(32, b"\0")


def invalid(field: str, changes: dict[str, Any]) -> Provoker:
    """An order in which one field is wrong."""

    def provoker(network: Network) -> Provocation:
        order = legal_order(network, **changes)
        call = network.deposit(BANGKOK_BANK).record_legal_order(order)
        return Provocation(SUPERVISOR, call, errors.MoneyLegalOrderInvalid(order.id, field))

    provoker.__name__ = f"order_with_bad_{field}"
    return provoker


INVALID_ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("id", {"id": bytes(32)}),
    ("account", {"account": ZERO_ADDRESS}),
    ("receiver", {"receiver": IMPORTER.address}),
    ("capMinor", {"cap_minor": 0}),
    ("expiresAt", {"expires_at": 1}),
]
for invalid_field, invalid_changes in INVALID_ORDERS:
    provokes(errors.MoneyLegalOrderInvalid)(invalid(invalid_field, invalid_changes))


def recorded(network: Network, error: errors.ContractError, **changes: Any) -> Provocation:
    """One more order put on record for Bangkok Bank's deposits."""
    call = network.deposit(BANGKOK_BANK).record_legal_order(legal_order(network, **changes))
    return Provocation(SUPERVISOR, call, error)


@provokes(errors.MoneyLegalOrderExists)
def order_with_an_id_on_record(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    return recorded(network, errors.MoneyLegalOrderExists(ORDER_ID), account=FARMER.address)


@provokes(errors.MoneyLegalOrderExists)
def order_with_the_id_of_a_lifted_one(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.run(SUPERVISOR, deposit.lift_legal_order(ORDER_ID))
    return recorded(network, errors.MoneyLegalOrderExists(ORDER_ID))


@provokes(errors.MoneyLegalOrderExists)
def second_order_for_the_same_two(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    return recorded(network, errors.MoneyLegalOrderExists(ORDER_ID), id=OTHER_ID)


def seized(network: Network, amount_minor: int, error: errors.ContractError, at_s: int | None = None) -> Provocation:
    """The Thai central bank takes so much from the importer and gives it to the miller."""
    call = network.deposit(BANGKOK_BANK).forced_transfer(IMPORTER.address, MILLER.address, amount_minor)
    return Provocation(BANK_OF_THAILAND, call, error, at_s)


@provokes(errors.MoneyLegalOrderMissing)
def seized_without_an_order(network: Network) -> Provocation:
    return seized(network, 1, errors.MoneyLegalOrderMissing(IMPORTER.address, MILLER.address))


@provokes(errors.MoneyLegalOrderMissing)
def seized_for_another_receiver(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK), receiver=ZERO_ADDRESS)
    return seized(network, 1, errors.MoneyLegalOrderMissing(IMPORTER.address, MILLER.address))


@provokes(errors.MoneyLegalOrderMissing)
def seized_under_an_order_on_another_money(network: Network) -> Provocation:
    record(network, network.money("THB"))
    return seized(network, 1, errors.MoneyLegalOrderMissing(IMPORTER.address, MILLER.address))


@provokes(errors.MoneyLegalOrderMissing)
def burned_under_an_order_with_a_receiver(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    call = network.deposit(BANGKOK_BANK).forced_burn(IMPORTER.address, 1)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyLegalOrderMissing(IMPORTER.address, ZERO_ADDRESS))


@provokes(errors.MoneyLegalOrderMissing)
def seized_after_the_order_was_used_up(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 1_000))
    return seized_without_an_order(network)


@provokes(errors.MoneyLegalOrderMissing)
def seized_after_the_order_was_lifted(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.run(SUPERVISOR, deposit.lift_legal_order(ORDER_ID))
    return seized_without_an_order(network)


@provokes(errors.MoneyLegalOrderMissing)
def unknown_order_lifted(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).lift_legal_order(OTHER_ID)
    return Provocation(SUPERVISOR, call, errors.MoneyLegalOrderMissing(ZERO_ADDRESS, ZERO_ADDRESS))


@provokes(errors.MoneyLegalOrderMissing)
def order_lifted_twice(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.run(SUPERVISOR, deposit.lift_legal_order(ORDER_ID))
    call = deposit.lift_legal_order(ORDER_ID)
    return Provocation(SUPERVISOR, call, errors.MoneyLegalOrderMissing(IMPORTER.address, MILLER.address))


@provokes(errors.MoneyLegalOrderExpired)
def seized_a_second_too_late(network: Network) -> Provocation:
    order = record(network, network.deposit(BANGKOK_BANK))
    expected = errors.MoneyLegalOrderExpired(ORDER_ID, order.expires_at)
    return seized(network, 1, expected, at_s=order.expires_at + 1)


@provokes(errors.MoneyLegalOrderAboveCap)
def more_seized_than_the_order_says(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    return seized(network, 1_001, errors.MoneyLegalOrderAboveCap(ORDER_ID, 1_000, 1_001))


@provokes(errors.MoneyLegalOrderAboveCap)
def more_seized_than_is_left_of_the_order(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    record(network, deposit)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 400))
    return seized(network, 601, errors.MoneyLegalOrderAboveCap(ORDER_ID, 600, 601))


@provokes(errors.MoneyTransferToSelf)
def seized_for_the_holder_itself(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).forced_transfer(IMPORTER.address, IMPORTER.address, 1)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyTransferToSelf(IMPORTER.address))


@provokes(errors.ERC20InvalidReceiver)
def seized_for_nobody(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK), receiver=ZERO_ADDRESS)
    call = network.deposit(BANGKOK_BANK).forced_transfer(IMPORTER.address, ZERO_ADDRESS, 1)
    return Provocation(BANK_OF_THAILAND, call, errors.ERC20InvalidReceiver(ZERO_ADDRESS))


@provokes(errors.ERC7943CannotReceive)
def seized_for_a_customer_of_another_bank(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK), receiver=EXPORTER.address)
    call = network.deposit(BANGKOK_BANK).forced_transfer(IMPORTER.address, EXPORTER.address, 1)
    return Provocation(BANK_OF_THAILAND, call, errors.ERC7943CannotReceive(EXPORTER.address))


@provokes(errors.MoneyAmountZero)
def nothing_seized(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    return seized(network, 0, errors.MoneyAmountZero())


@provokes(errors.MoneyPaused)
def seized_in_a_pause(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK))
    pause(network, network.deposit(BANGKOK_BANK))
    return seized(network, 1, errors.MoneyPaused())


@provokes(errors.ERC20InsufficientBalance)
def more_seized_than_held(network: Network) -> Provocation:
    record(network, network.deposit(BANGKOK_BANK), cap_minor=2 * IMPORTER_MINOR)
    expected = errors.ERC20InsufficientBalance(IMPORTER.address, IMPORTER_MINOR, IMPORTER_MINOR + 1)
    return seized(network, IMPORTER_MINOR + 1, expected)
