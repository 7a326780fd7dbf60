"""Movements that are no settlement, loan or seizure: each is one call of a money, by whom it takes to make it.

Trusts the signed bytes: the sender of the transaction, the arguments of its call, the signatures among them.
Never accepts one call as the reason of two movements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit.allowances import Allowances
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg, credit, debit
from audit.money import WITHOUT_LIMIT, Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import IssuanceAllowanceSet
from chain.evm.envelope import Envelope
from chain.transactions import call_arguments, envelope_of

Findings = Iterator[Finding]


@dataclass(frozen=True, slots=True)
class _Call:
    """A transaction's call of a money. function: its Solidity name; leg: what it should move."""

    function: str
    arguments: tuple[Any, ...]
    leg: Leg


_LEGS: dict[str, Callable[[Address, Address, tuple[Any, ...]], Leg]] = {
    "issue": lambda token, _, a: credit(token, a[0], a[1], a[2]),
    "redeem": lambda token, sender, a: debit(token, sender, a[0], a[1]),
    "transfer": lambda token, sender, a: Leg(token, sender, a[0], a[1]),
    "transferFrom": lambda token, _, a: Leg(token, a[0], a[1], a[2]),
    "transferWithAuthorization": lambda token, _, a: Leg(token, a[0], a[1], a[2]),
    "receiveWithAuthorization": lambda token, _, a: Leg(token, a[0], a[1], a[2]),
}
"""Function -> what its call moves, by money, sender and arguments."""


class PlainMoves:
    """Finds the reason of what nothing else explains; to be read before the movements, under the old allowances."""

    def __init__(self, creations: Creations, registry: Registry, moneys: Moneys, allowances: Allowances) -> None:
        self._creations, self._registry, self._moneys, self._allowances = creations, registry, moneys, allowances

    def read(self, transaction: RecordedTransaction, legs: Sequence[Leg]) -> Findings:
        """What of these movements the transaction's own call does not explain."""
        call = self._call(transaction) if legs else None
        for leg in legs:
            if call is not None and leg == call.leg:
                yield from self._agree(transaction, call)
                call = None
            else:
                yield found(_rule(leg), transaction, leg.token, f"moved without its holder's consent: {leg}")

    def _call(self, transaction: RecordedTransaction) -> _Call | None:
        envelope = envelope_of(transaction.raw)
        kind = self._creations.kind_of(envelope.to) if envelope and envelope.to else ""
        if envelope is None or envelope.to is None or kind not in ("CentralBankMoney", "DepositToken"):
            return None
        return _decoded(kind, envelope, envelope.to, transaction.sender or ZERO_ADDRESS)

    def _agree(self, transaction: RecordedTransaction, call: _Call) -> Findings:
        """Whether the right one made the call: of a transfer and a redemption the leg says that its holder did."""
        if call.function == "issue":
            yield from self._use_issuance(transaction, call.leg)
            return
        if call.function == "transferFrom":
            yield from self._allowances.spend(transaction, call.leg)
        elif call.function.endswith("WithAuthorization"):
            yield from self._allowances.check_authorised(transaction, call.leg, call.function, call.arguments)
        step_up = self._moneys[call.leg.token].step_up_of(call.leg.payer)
        if step_up.second_key != ZERO_ADDRESS and call.leg.amount_minor > step_up.above_minor:
            message = f"above {step_up.above_minor} without the signature of {step_up.second_key}: {call.leg}"
            yield found("consent-step-up", transaction, call.leg.token, message)

    def _use_issuance(self, transaction: RecordedTransaction, leg: Leg) -> Findings:
        """An issuer has an allowance, and the issue takes from it; a central bank needs none for its own money."""
        listing, sender = self._registry.listings.get(leg.token), transaction.sender or ZERO_ADDRESS
        is_issuer = listing is not None and sender == listing.issuer
        if listing is not None and listing.is_central_bank_money and is_issuer:
            return
        if listing is not None and not listing.is_central_bank_money and not is_issuer:
            message = f"{sender} issued {leg.amount_minor} of what {listing.issuer} alone issues"
            yield found("money-issuance", transaction, leg.token, message)
        yield from use_allowance(transaction, self._moneys, leg, sender)


def use_allowance(transaction: RecordedTransaction, moneys: Moneys, leg: Leg, issuer: Address) -> Findings:
    """Takes an issue out of what `issuer` may issue; what is left is said beside it."""
    allowances = moneys[leg.token].allowances
    allowed_minor = allowances.get(issuer, 0)
    if allowed_minor < leg.amount_minor:
        message = f"{issuer} issued {leg.amount_minor}, allowed {allowed_minor}"
        yield found("money-issuance", transaction, leg.token, message)
    if allowed_minor != WITHOUT_LIMIT:
        allowances[issuer] = max(0, allowed_minor - leg.amount_minor)
        if not _says(transaction, leg.token, issuer, allowances[issuer]):
            message = f"{issuer} may issue {allowances[issuer]} after this, and nothing says so"
            yield found("money-issuance", transaction, leg.token, message)


def _decoded(kind: str, envelope: Envelope, token: Address, sender: Address) -> _Call | None:
    for function, leg_of in _LEGS.items():
        if (arguments := call_arguments(kind, function, envelope.data)) is not None:
            return _Call(function, arguments, leg_of(token, sender, arguments))
    return None


def _says(transaction: RecordedTransaction, token: Address, issuer: Address, allowance_minor: int) -> bool:
    wanted = IssuanceAllowanceSet(issuer, allowance_minor)
    return any(logged.event == wanted for logged in transaction.events if logged.address == token)


def _rule(leg: Leg) -> str:
    if leg.payer == ZERO_ADDRESS:
        return "money-issuance"
    return "consent-redemption" if leg.payee == ZERO_ADDRESS else "consent-transfer"
