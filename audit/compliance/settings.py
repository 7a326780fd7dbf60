"""What the central banks set for each rule, and which rules each money's book asks, from their events.

Trusts the registry as rebuilt to say who speaks for a currency.
Never knows a rule that the deployment does not name: a book that asks one is a finding.

A setting is kept under the contract's own question for it, so that storage can be asked the very same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from audit.books import Setting
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.client import Client
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import (
    AmountLimitsSet,
    ClosedDaySet,
    CorridorSet,
    DefaultExposureLimitSet,
    ExposureLimitLifted,
    ExposureLimitSet,
    OperatingTimesSet,
    PurposePolicySet,
    PurposeSet,
    RulesSet,
    SanctionDelisted,
    SanctionListed,
    TierLimitsSet,
    TravelRuleAcknowledgementPeriodSet,
    TravelRuleThresholdSet,
    WindowLimitSet,
)
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit
from chain.deployment import RULES, Deployment
from chain.events import Event

RULES_MAX = 12


_Reading: TypeAlias = tuple[str, tuple[str, ...], Callable[[Any], Any]]

READINGS: dict[type[Event], _Reading] = {
    TierLimitsSet: (
        "limits_of",
        ("currency",),
        lambda e: TierLimits(e.anonymous_minor, e.basic_minor, e.full_minor),
    ),
    AmountLimitsSet: ("limits_of", ("currency",), lambda e: AmountLimits(e.min_minor, e.max_minor)),
    WindowLimitSet: (
        "limit_of",
        ("currency",),
        lambda e: WindowLimit(e.anonymous_minor, e.basic_minor, e.full_minor, e.window_s, e.buckets),
    ),
    SanctionListed: ("is_listed", ("currency", "identifier"), lambda _: True),
    SanctionDelisted: ("is_listed", ("currency", "identifier"), lambda _: False),
    OperatingTimesSet: (
        "times_of",
        ("currency",),
        lambda e: OperatingTimes(e.opens_s, e.closes_s, e.utc_offset_s, e.weekdays),
    ),
    ClosedDaySet: ("is_closed_day", ("currency", "day"), lambda e: e.is_closed),
    CorridorSet: ("is_open", ("currency", "payer_jurisdiction", "payee_jurisdiction"), lambda e: e.is_open),
    PurposeSet: (
        "is_allowed",
        ("currency", "payer_jurisdiction", "payee_jurisdiction", "purpose"),
        lambda e: e.is_allowed,
    ),
    PurposePolicySet: (
        "purpose_policy_of",
        ("currency",),
        lambda e: PurposePolicy(e.is_restricted, e.plain_minor_max),
    ),
    TravelRuleThresholdSet: ("threshold_of", ("currency",), lambda e: e.threshold_minor),
    TravelRuleAcknowledgementPeriodSet: ("acknowledgement_period_of", ("currency",), lambda e: e.period_s),
    ExposureLimitSet: ("limit_of", ("currency", "bank", "counterparty"), lambda e: e.limit_minor),
}
"""Event -> the question that it answers from now on: view, names of the fields in its key, and the answer."""


@dataclass(slots=True)
class Settings:
    """The settings after the transactions read so far. lists: rule book -> the rules that it asks, in order."""

    lists: dict[Address, tuple[Address, ...]] = field(default_factory=dict)
    values: dict[Setting, Any] = field(default_factory=dict)

    def of(self, rule: type[Client], view: str, *key: Any) -> Any:
        """What was set last, None when nothing was."""
        return self.values.get(Setting(rule.ARTIFACT, view, key))


class SettingEvents:
    """Reads what rules and rule books say of their settings."""

    def __init__(self, deployment: Deployment, registry: Registry, settings: Settings) -> None:
        self._registry, self._settings = registry, settings
        known = {client.ARTIFACT for client in RULES}
        self._rules = {address: name for name, address in deployment.contracts.items() if name in known}
        moneys = {token: currency for currency, token in deployment.central_bank_money.items()}
        moneys |= {token: deployment.deposit_currencies[bank] for bank, token in deployment.deposits.items()}
        self._currencies = {book: moneys.get(token, "") for token, book in deployment.rule_books.items()}

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """Takes the transaction's settings over; one that its currency's central bank did not make is a finding."""
        for logged in transaction.events:
            event, address = logged.event, logged.address
            if isinstance(event, RulesSet):
                yield from self._list(transaction, address, event)
            elif address in self._rules and (changed := _changed(self._rules[address], event)) is not None:
                yield from self._require_central_bank(transaction, event)
                self._settings.values |= {changed[0]: changed[1]}

    def _list(self, transaction: RecordedTransaction, book: Address, event: RulesSet) -> Iterator[Finding]:
        currency = self._currencies.get(book, "")
        if transaction.sender != self._registry.central_bank_of_currency(currency):
            yield found("rule-setting", transaction, book, f"rules set by {transaction.sender}")
        unknown = [rule for rule in event.rules if rule not in self._rules]
        if unknown or len(set(event.rules)) < len(event.rules) or len(event.rules) > RULES_MAX:
            message = f"{len(event.rules)} rules, {len(set(event.rules))} of them different; not known: {unknown}"
            yield found("rule-setting", transaction, book, message)
        self._settings.lists[book] = event.rules

    def _require_central_bank(self, transaction: RecordedTransaction, event: Any) -> Iterator[Finding]:
        if transaction.sender != self._registry.central_bank_of_currency(event.currency):
            message = f"{type(event).__name__} for {event.currency} by {transaction.sender}"
            yield found("rule-setting", transaction, event.currency, message)


def _changed(rule: str, event: Event) -> tuple[Setting, Any] | None:
    """The setting that an event changes and its value, None for another event. Of a limit that is lifted: None."""
    if isinstance(event, DefaultExposureLimitSet):  # the pair of nobody has no limit of its own
        return Setting(rule, "limit_of", (event.currency, ZERO_ADDRESS, ZERO_ADDRESS)), event.limit_minor
    if isinstance(event, ExposureLimitLifted):
        return Setting(rule, "limit_of", (event.currency, event.bank, event.counterparty)), None
    if type(event) not in READINGS:
        return None
    view, names, answer = READINGS[type(event)]
    return Setting(rule, view, tuple(getattr(event, name) for name in names)), answer(event)


def exposure_limit(settings: Settings, currency: str, bank: Address, counterparty: Address) -> int | None:
    """The limit of a pair of banks, or the default where it has none; None where there is neither."""
    own = settings.of(CounterpartyExposure, "limit_of", currency, bank, counterparty)
    default = settings.of(CounterpartyExposure, "limit_of", currency, ZERO_ADDRESS, ZERO_ADDRESS)
    limit: int | None = default if own is None else own
    return limit
