"""What authorities and wallets set on a money: pause, freezes, allowances, rule book, rate, second keys.

Trusts the registry as rebuilt to say who is which currency's central bank and supervisor.
Never lets a freeze pass that nobody with authority set and no seizure explains.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.creations import Creations
from audit.findings import Finding, found
from audit.money import Moneys, Taken
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.deposit_token import DepositToken
from chain.clients.events import Frozen, IssuanceAllowanceSet, PauseSet, RemunerationSet, RuleBookSet, StepUpSet
from chain.clients.types import StepUp
from chain.consents import StepUpChange
from chain.deployment import Deployment
from chain.events import Event
from chain.signatures import signer_of
from chain.transactions import call_arguments, envelope_of

Findings = Iterator[Finding]

RATE_BPS_MAX = 5_000


class HoldEvents:
    """Reads what the moneys say of all but movements; to be read after those, which stood under the old state."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        self._deployment, self._creations = deployment, creations
        self._registry, self._moneys = registry, moneys

    def read(self, transaction: RecordedTransaction, taken: Taken) -> Findings:
        """Takes the transaction's events over. taken: what it seized, and which freezes have to follow from that."""
        for logged in transaction.events:
            token = logged.address
            match logged.event:
                case Frozen() as event:
                    yield from self._freeze(transaction, token, event, taken)
                case PauseSet() as event:
                    yield from self._pause(transaction, token, event)
                case RuleBookSet() as event:
                    yield from self._set_rule_book(transaction, token, event)
                case IssuanceAllowanceSet() as event:
                    yield from self._allow(transaction, token, event)
                case RemunerationSet() as event:
                    yield from self._set_rate(transaction, token, event)
                case StepUpSet() as event:
                    yield from self._set_step_up(transaction, token, event)
        for token, holder, amount_minor in taken.freezes.elements():
            message = f"{holder} should have {amount_minor} frozen after this, and nothing says so"
            yield found("money-freeze", transaction, token, message)

    def _freeze(self, transaction: RecordedTransaction, token: Address, event: Frozen, taken: Taken) -> Findings:
        following = token, event.account, event.amount
        if taken.freezes[following] > 0:
            taken.freezes[following] -= 1
        elif not self._is_authority(transaction, token):
            message = f"{event.amount} of {event.account} frozen by {transaction.sender}"
            yield found("money-freeze", transaction, token, message)
        self._moneys[token].frozen[event.account] = event.amount

    def _pause(self, transaction: RecordedTransaction, token: Address, event: PauseSet) -> Findings:
        money = self._moneys[token]
        yield from self._require_central_bank(transaction, token, event)
        if money.paused == event.paused:
            yield found("money-setting", transaction, token, f"paused {event.paused} before already")
        money.paused = event.paused

    def _set_rule_book(self, transaction: RecordedTransaction, token: Address, event: RuleBookSet) -> Findings:
        yield from self._require_central_bank(transaction, token, event)
        if event.rule_book not in (ZERO_ADDRESS, self._deployment.rule_books.get(token)):
            message = f"{event.rule_book} is asked; the deployment names it not"
            yield found("money-setting", transaction, token, message)
        self._moneys[token].rule_book = event.rule_book

    def _allow(self, transaction: RecordedTransaction, token: Address, event: IssuanceAllowanceSet) -> Findings:
        """`audit.rebuild_issues` has taken over what issues left of an allowance: that is no setting."""
        allowances = self._moneys[token].allowances
        if allowances.get(event.issuer) != event.allowance_minor:
            yield from self._require_central_bank(transaction, token, event)
        allowances[event.issuer] = event.allowance_minor

    def _set_rate(self, transaction: RecordedTransaction, token: Address, event: RemunerationSet) -> Findings:
        yield from self._require_central_bank(transaction, token, event)
        if abs(event.annual_rate_bps) > RATE_BPS_MAX:
            yield found("money-setting", transaction, token, f"a rate of {event.annual_rate_bps} basis points")
        self._moneys[token].rate_bps = event.annual_rate_bps

    def _set_step_up(self, transaction: RecordedTransaction, token: Address, event: StepUpSet) -> Findings:
        money, wallet = self._moneys[token], event.wallet
        listing, customer = self._registry.listings.get(token), self._registry.customers.get(wallet)
        if transaction.sender != wallet or not listing or not customer or customer.bank != listing.issuer:
            message = f"second key of {wallet} set by {transaction.sender}"
            yield found("consent-step-up", transaction, token, message)
        present = money.step_up_of(wallet).second_key
        if present != ZERO_ADDRESS and self._change_signer(transaction, token, event) != present:
            message = f"second key of {wallet} changed without the signature of {present}"
            yield found("consent-step-up", transaction, token, message)
        money.step_ups[wallet] = StepUp(event.second_key, event.above_minor)
        money.step_up_changes[wallet] += 1

    def _change_signer(self, transaction: RecordedTransaction, token: Address, event: StepUpSet) -> Address | None:
        """Who agreed to the change with a second key."""
        envelope = envelope_of(transaction.raw)
        arguments = call_arguments(DepositToken.ARTIFACT, "setStepUp", envelope.data) if envelope else None
        if arguments is None:
            return None
        nonce = self._moneys[token].step_up_changes[event.wallet]
        change = StepUpChange(event.wallet, event.second_key, event.above_minor, nonce)
        return signer_of(change, self._creations.domain_of(token), arguments[1])

    def _is_authority(self, transaction: RecordedTransaction, token: Address) -> bool:
        """Whether the sender is the currency's central bank or one of its supervisors."""
        currency, sender = self._creations.currency_of(token), transaction.sender
        is_central_bank = sender == self._registry.central_bank_of_currency(currency)
        return is_central_bank or self._registry.is_supervisor(sender, currency)

    def _require_central_bank(self, transaction: RecordedTransaction, token: Address, event: Event) -> Findings:
        if transaction.sender != self._registry.central_bank_of_currency(self._creations.currency_of(token)):
            message = f"{type(event).__name__} by {transaction.sender}, who is not the currency's central bank"
            yield found("money-setting", transaction, token, message)
