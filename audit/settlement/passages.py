"""Carries legs through the books of one contract: what each must move, and what of it stands in escrow.

Trusts the registry as rebuilt for whose money a leg moves.
Never lets a leg go out of escrow that did not come in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.escrow import Escrow
from audit.settlement.moves import SettledLeg, reserved_moves, returned_moves, settled_moves
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import LegReserved, LegReturned

Findings: TypeAlias = Iterator[Finding]


class Passages:
    """The legs of one contract."""

    def __init__(self, contract: Address, registry: Registry, moneys: Moneys, escrow: Escrow) -> None:
        self._contract, self._registry, self._moneys, self._escrow = contract, registry, moneys, escrow

    def settle(self, transaction: RecordedTransaction, legs: Legs, leg: SettledLeg) -> Findings:
        """A leg is final. Takes its movements out of `legs`."""
        event = leg.event
        yield from self._take(transaction, legs, event.uetr, settled_moves(self._registry, leg))
        if leg.through is not None:
            yield from self._give(transaction, event.currency, (event.uetr, event.payer), event.amount_minor)

    def reserve(self, transaction: RecordedTransaction, legs: Legs, event: LegReserved) -> Findings:
        """The payer's side of a leg came into escrow."""
        yield from self._take(transaction, legs, event.uetr, reserved_moves(self._registry, self._contract, event))
        token = self._registry.money_of(event.currency)
        self._escrow.put(self._contract, token, (event.uetr, event.payer), event.amount_minor)

    def give_back(self, transaction: RecordedTransaction, legs: Legs, event: LegReturned, payer: Address) -> Findings:
        """A leg went back to `payer`, under the key that it has now."""
        yield from self._take(transaction, legs, event.uetr, returned_moves(self._registry, self._contract, event))
        yield from self._give(transaction, event.currency, (event.uetr, payer), event.amount_minor)

    def check_second_key(
        self,
        transaction: RecordedTransaction,
        uetr: str,
        payer: Address,
        currency: str,
        paid_minor: int,
        second_keys: Iterable[Address | None],
    ) -> Findings:
        """Above its threshold a wallet pays with the signature of its second key."""
        customer = self._registry.customers.get(payer)
        token = self._registry.deposit_of(customer.bank, currency) if customer else ZERO_ADDRESS
        if customer is None or token not in self._moneys:
            return
        step_up = self._moneys[token].step_up_of(payer)
        is_asked = step_up.second_key != ZERO_ADDRESS and paid_minor > step_up.above_minor
        if is_asked and step_up.second_key not in second_keys:
            message = f"{payer} paid {paid_minor}, above {step_up.above_minor}, without {step_up.second_key}"
            yield found("consent-step-up", transaction, uetr, message)

    def _take(self, transaction: RecordedTransaction, legs: Legs, uetr: str, moves: Iterable[Leg]) -> Findings:
        for missing in legs.missing(moves):
            yield found("leg-moves", transaction, uetr, f"not in its transaction: {missing}")

    def _give(
        self, transaction: RecordedTransaction, currency: str, purpose: tuple[str, Address], amount_minor: int
    ) -> Findings:
        token = self._registry.money_of(currency)
        yield from self._escrow.give(transaction, self._contract, token, purpose, amount_minor)
