"""Everything about money, read in the order in which it hangs together: what explains a movement before the movement.

Trusts the registry as rebuilt up to this very transaction.
Never leaves a movement without a reason: what is neither payment, settlement, loan, seizure, key move nor remuneration
has to be one plain call of its money, by whom it takes to make it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.allowances import Allowances
from audit.books import Fact
from audit.compliance.asked import Asked
from audit.compliance.flags import Flags
from audit.compliance.settings import SettingEvents, Settings
from audit.consents import Consents
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.loans.draft import LoansDraft
from audit.money import Moneys, Taken
from audit.plain_moves import PlainMoves
from audit.rebuild_holds import HoldEvents
from audit.rebuild_key_moves import KeyMoveEvents
from audit.rebuild_money import MoneyEvents
from audit.rebuild_payments import PAYMENT_EVENTS, PaymentsDraft
from audit.rebuild_remuneration import RemunerationEvents
from audit.rebuild_seizures import SeizureEvents
from audit.rebuild_travel_rule import TravelRuleDraft
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.draft import SettlementDraft
from chain.deployment import Deployment

Findings = Iterator[Finding]


class LedgerDraft:
    """Moneys, payments, loans and rules after the transactions read so far."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry) -> None:
        self.moneys = moneys = Moneys()
        consents = Consents(deployment, creations, registry, moneys)
        self.settlement = SettlementDraft(deployment, creations, registry, moneys)
        self.payments = PaymentsDraft(deployment, creations, registry, consents, self.settlement.obligation_at)
        self.loans = LoansDraft(deployment, creations, registry, moneys)
        self.settings = Settings()
        self.flags = Flags(creations, registry)
        self.asked = Asked(creations, registry, moneys, self.settings, self.flags)
        self.travel_rule = TravelRuleDraft(deployment, registry, self.settings)
        self._setting_events = SettingEvents(deployment, registry, self.settings)
        self._allowances = Allowances(creations, moneys)
        self._plain = PlainMoves(creations, registry, moneys, self._allowances)
        self._seizures = SeizureEvents(creations, registry, moneys)
        self._key_moves = KeyMoveEvents(registry, moneys)
        self._remuneration = RemunerationEvents(creations, registry, moneys)
        self._money = MoneyEvents(registry, moneys)
        self._holds = HoldEvents(deployment, creations, registry, moneys)

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's events over."""
        legs, taken = Legs(transaction), Taken()
        yield from legs.pair()
        yield from self._setting_events.read(transaction)
        yield from self.flags.read(transaction)
        yield from self.travel_rule.read(transaction)
        # Before the money moves in the books: what explains a movement looked at the balances before it.
        yield from self.loans.read(transaction, legs)
        yield from self.payments.read(transaction, legs)
        yield from self.settlement.read(transaction, legs)
        yield from self._seizures.read(transaction, legs, taken)
        yield from self._key_moves.read(transaction, legs, taken)
        yield from self._remuneration.read(transaction, legs)
        yield from self._allowances.read(transaction)
        plain, is_bound = legs.rest(), self._is_bound(transaction)
        yield from self._explain(transaction, plain, is_bound)
        yield from self.asked.read(transaction, self.payments.asked(), plain, self.settlement.agreed)
        yield from self._money.read(transaction, taken)
        yield from self.settlement.check(transaction, () if is_bound else plain)
        # After it: a freeze that follows from a seizure, an allowance that an issue used, were not there before.
        yield from self._holds.read(transaction, taken)

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contracts that settle or lend something should answer in that second, each fact once."""
        yield from self.settlement.facts(at_s)
        yield from self.payments.facts()
        yield from self.loans.facts(at_s)
        yield from self.travel_rule.facts()

    def counts(self, at_s: int) -> dict[str, dict[str, int]]:
        """How much of what was used stands where in that second."""
        return self.settlement.counts(at_s) | self.payments.counts()

    def _is_bound(self, transaction: RecordedTransaction) -> bool:
        """Whether the transaction settles or lends something, and so moves nothing else."""
        is_paid = any(isinstance(logged.event, PAYMENT_EVENTS) for logged in transaction.events)
        return is_paid or self.loans.speaks(transaction) or self.settlement.speaks(transaction)

    def _explain(self, transaction: RecordedTransaction, plain: list[Leg], is_bound: bool) -> Findings:
        """What is left may be one plain call of its money; beside a settlement or a loan nothing may be left."""
        if not is_bound:
            yield from self._plain.read(transaction, plain)
            return
        for leg in plain:
            yield found("money-explained", transaction, leg.token, f"moved without a reason: {leg}")
