"""Intraday credit, rebuilt from its events: what each bank owes, what it pledged, and whether the one covers the other.

Trusts the registry as rebuilt for who is a bank and who a central bank, and the reference rates as rebuilt.
Never takes the contract's word for what collateral is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from audit.books import Fact
from audit.findings import Finding, found
from audit.legs import Leg, Legs, credit, debit
from audit.money import Moneys
from audit.plain_moves import use_allowance
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.escrow import Escrow
from audit.settlement.rates import RatesDraft
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    CollateralPledged,
    CollateralRecorded,
    CollateralReleased,
    CreditDrawn,
    CreditOverdue,
    CreditRepaid,
    HaircutSet,
)
from chain.clients.intraday_credit import IntradayCredit
from chain.clients.types import Role
from chain.deployment import Deployment
from finance.fx import BPS
from finance.rounding import RAY, mul_div_down

Findings: TypeAlias = Iterator[Finding]
Debtor: TypeAlias = tuple[Address, str]
"""A bank and the currency of its credit."""

DAY_S = 86_400
REFERENCE = b"intraday-credit".ljust(32, b"\0")


class CreditDraft:
    """All credit after the transactions read so far. issued: what the last one drew, as the rules are asked."""

    def __init__(
        self, deployment: Deployment, registry: Registry, moneys: Moneys, escrow: Escrow, rates: RatesDraft
    ) -> None:
        self._contract = deployment.contracts.get(IntradayCredit.ARTIFACT, ZERO_ADDRESS)
        self._registry, self._moneys, self._escrow, self._rates = registry, moneys, escrow, rates
        self._haircuts_bps: dict[tuple[str, str], int] = {}
        self._recorded: Counter[Debtor] = Counter()
        self._pledged: Counter[tuple[Address, str, str]] = Counter()
        self._owed: Counter[Debtor] = Counter()
        self._since: Counter[Debtor] = Counter()
        self.issued: list[Leg] = []

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events of IntradayCredit over and their legs out of `legs`."""
        self.issued = []
        for event in (logged.event for logged in transaction.events if logged.address == self._contract):
            match event:
                case HaircutSet():
                    yield from self._set_haircut(transaction, event)
                case CollateralRecorded():
                    yield from self._require_central_bank(transaction, event)
                    self._recorded[event.bank, event.currency] = event.value_minor
                case CollateralPledged():
                    yield from self._pledge(transaction, legs, event)
                case CollateralReleased():
                    yield from self._release(transaction, legs, event)
                case CreditDrawn():
                    yield from self._draw(transaction, legs, event)
                case CreditRepaid():
                    yield from self._repay(transaction, legs, event)
                case CreditOverdue():
                    yield from self._mark(transaction, event)

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer in that second."""
        for (currency, collateral), haircut_bps in self._haircuts_bps.items():
            yield self._fact("haircut_of", currency, collateral), haircut_bps
        for key, pledged_minor in self._pledged.items():
            yield self._fact("pledged_of", *key), pledged_minor
        for debtor in {**self._recorded, **self._owed, **{key[:2]: 0 for key in self._pledged}}:
            yield self._fact("recorded_of", *debtor), self._recorded[debtor]
            yield self._fact("credit_of", *debtor), (self._owed[debtor], self._since[debtor])
            yield self._fact("collateral_of", *debtor), self._collateral_minor(debtor, at_s)

    def _fact(self, view: str, *key: Any) -> Fact:
        return Fact(IntradayCredit.ARTIFACT, self._contract, view, key)

    def _collateral_minor(self, debtor: Debtor, at_s: int) -> int:
        """recorded + Σ ⌊⌊pledged · rate⌋ · (1 − haircut)⌋, of a pledge without a rate nothing."""
        bank, currency = debtor
        value_minor = self._recorded[debtor]
        for (whose, credit_currency, collateral), pledged_minor in self._pledged.items():
            if (whose, credit_currency) == (bank, currency):
                rate_ray = self._rates.rate_ray(collateral, currency, at_s)
                counted_bps = BPS - self._haircuts_bps.get((currency, collateral), BPS)
                value_minor += mul_div_down(mul_div_down(pledged_minor, rate_ray, RAY), counted_bps, BPS)
        return value_minor

    def _set_haircut(self, transaction: RecordedTransaction, event: HaircutSet) -> Findings:
        yield from self._require_central_bank(transaction, event)
        if not 0 <= event.haircut_bps <= BPS or event.currency == event.collateral_currency:
            message = f"{event.collateral_currency} at a haircut of {event.haircut_bps} basis points"
            yield found("credit-consent", transaction, event.currency, message)
        self._haircuts_bps[event.currency, event.collateral_currency] = event.haircut_bps

    def _pledge(self, transaction: RecordedTransaction, legs: Legs, event: CollateralPledged) -> Findings:
        key, token = (event.bank, event.currency, event.collateral_currency), self._token(event.collateral_currency)
        yield from self._require_bank(transaction, event, is_active=True)
        yield from self._move(transaction, legs, event, Leg(token, event.bank, self._contract, event.amount_minor))
        self._escrow.put(self._contract, token, ("pledge", *key), event.amount_minor)
        if self._haircuts_bps.get((event.currency, event.collateral_currency), BPS) == BPS:
            yield self._found("credit-cover", transaction, event, f"pledged {key[2]}, which counts for nothing")
        self._pledged[key] += event.amount_minor
        yield from self._agree(transaction, event, event.pledged_minor, self._pledged[key])

    def _release(self, transaction: RecordedTransaction, legs: Legs, event: CollateralReleased) -> Findings:
        key, token = (event.bank, event.currency, event.collateral_currency), self._token(event.collateral_currency)
        yield from self._require_bank(transaction, event, is_active=False)
        yield from self._move(transaction, legs, event, Leg(token, self._contract, event.bank, event.amount_minor))
        yield from self._escrow.give(transaction, self._contract, token, ("pledge", *key), event.amount_minor)
        self._pledged[key] -= event.amount_minor
        yield from self._agree(transaction, event, event.pledged_minor, self._pledged[key])
        yield from self._check_cover(transaction, event)

    def _draw(self, transaction: RecordedTransaction, legs: Legs, event: CreditDrawn) -> Findings:
        debtor, today = (event.bank, event.currency), transaction.timestamp_s // DAY_S
        yield from self._require_bank(transaction, event, is_active=True)
        if self._owed[debtor] and self._since[debtor] != today:
            yield self._found("credit-state", transaction, event, f"drew on credit of day {self._since[debtor]}")
        leg = credit(self._token(event.currency), event.bank, event.amount_minor, REFERENCE)
        yield from self._move(transaction, legs, event, leg)
        self.issued.append(leg)
        yield from use_allowance(transaction, self._moneys, leg, self._contract)
        self._owed[debtor] += event.amount_minor
        self._since[debtor] = today
        yield from self._agree(transaction, event, event.credit_minor, self._owed[debtor])
        yield from self._check_cover(transaction, event)

    def _repay(self, transaction: RecordedTransaction, legs: Legs, event: CreditRepaid) -> Findings:
        debtor, token = (event.bank, event.currency), self._token(event.currency)
        yield from self._require_bank(transaction, event, is_active=False)
        yield from self._move(transaction, legs, event, Leg(token, event.bank, self._contract, event.amount_minor))
        yield from self._move(transaction, legs, event, debit(token, self._contract, event.amount_minor, REFERENCE))
        self._owed[debtor] -= event.amount_minor
        if self._owed[debtor] <= 0:
            self._since[debtor] = 0
        yield from self._agree(transaction, event, event.credit_minor, self._owed[debtor])

    def _mark(self, transaction: RecordedTransaction, event: CreditOverdue) -> Findings:
        debtor, today = (event.bank, event.currency), transaction.timestamp_s // DAY_S
        owed = self._owed[debtor], self._since[debtor]
        if (event.credit_minor, event.since_day) != owed or not owed[0] or owed[1] >= today:
            message = f"{event.credit_minor} of day {event.since_day} overdue on day {today}, owed is {owed}"
            yield self._found("credit-state", transaction, event, message)

    def _check_cover(self, transaction: RecordedTransaction, event: CreditDrawn | CollateralReleased) -> Findings:
        """What is owed is within the collateral, as it counts in this second."""
        debtor = event.bank, event.currency
        collateral_minor = self._collateral_minor(debtor, transaction.timestamp_s)
        if self._owed[debtor] > collateral_minor:
            message = f"owes {self._owed[debtor]} against collateral that counts for {collateral_minor}"
            yield self._found("credit-cover", transaction, event, message)

    def _agree(self, transaction: RecordedTransaction, event: Any, said_minor: int, due_minor: int) -> Findings:
        if said_minor != due_minor or event.amount_minor <= 0:
            message = f"{type(event).__name__} of {event.amount_minor} leaves {said_minor}, due {due_minor}"
            yield self._found("credit-state", transaction, event, message)

    def _move(self, transaction: RecordedTransaction, legs: Legs, event: Any, leg: Leg) -> Findings:
        for missing in legs.missing([leg]):
            yield self._found("leg-moves", transaction, event, f"not in its transaction: {missing}")

    def _require_bank(self, transaction: RecordedTransaction, event: Any, *, is_active: bool) -> Findings:
        is_bank = self._registry.is_active_in(event.bank, event.currency, Role.COMMERCIAL_BANK)
        if transaction.sender != event.bank or (is_active and not is_bank):
            message = f"{type(event).__name__} by {transaction.sender}; an active bank is {is_bank}"
            yield self._found("credit-consent", transaction, event, message)

    def _require_central_bank(
        self, transaction: RecordedTransaction, event: HaircutSet | CollateralRecorded
    ) -> Findings:
        if transaction.sender != self._registry.central_bank_of_currency(event.currency):
            message = f"{type(event).__name__} by {transaction.sender}"
            yield found("credit-consent", transaction, event.currency, message)

    def _token(self, currency: str) -> Address:
        return self._registry.money_of(currency)

    def _found(self, rule: str, transaction: RecordedTransaction, event: Any, message: str) -> Finding:
        return found(rule, transaction, f"{event.bank} {event.currency}", message)
