"""Gives the deposit moneys of a jurisdiction their rule book: one book, so that a payment is asked once for both sides.

Trusts the operator's key to create the books and each central bank's key to fill them for its own currency.
Never leaves a money half ruled: it is asked for its book only once the book and all settings stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chain.accounts import Account
from chain.client import Call, Client
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.risk_flag import RiskFlag
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit
from chain.deploy import JurisdictionPlan, create, seal_all
from chain.deployment import Deployment
from chain.ledger import Ledger

NO_LIMIT = 2**64 - 1
"""As the limit of a tier: none."""
_BATCH_MAX = 100


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """When a currency is paid. times: weekdays and hours; closed_days: local days since 1970-01-01, holidays."""

    times: OperatingTimes
    closed_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CorridorPlan:
    """From and to where a currency is paid, and what for.

    partners: jurisdiction -> purposes allowed with it in either direction; its own for payments at home, and every
    jurisdiction that is left out is closed. is_restricted: whether payments have to state an allowed purpose at all;
    plain_minor_max: what may be paid without one then.
    """

    partners: Mapping[str, tuple[str, ...]]
    is_restricted: bool = False
    plain_minor_max: int = 0


@dataclass(frozen=True, slots=True)
class RulePlan:
    """The rules of a currency's deposit money, in the order of precedence; one that is left out is not asked.

    sanctions, risk_flag: whether their lists are asked; travel_rule_from_minor: from which amount on a commitment is
    needed; travel_rule_acknowledgement_s: within which time the bank that is paid in the currency acknowledges a
    record, whether or not the currency itself needs one; exposure_minor: bilateral net sender limit of each pair of
    banks; the others: their settings.
    """

    sanctions: bool = False
    risk_flag: bool = False
    hours: HoursPlan | None = None
    corridor: CorridorPlan | None = None
    travel_rule_from_minor: int | None = None
    travel_rule_acknowledgement_s: int | None = None
    kyc_tier: TierLimits | None = None
    amount_limit: AmountLimits | None = None
    rolling_window: WindowLimit | None = None
    exposure_minor: int | None = None
    balance_cap: TierLimits | None = None

    @property
    def rules(self) -> tuple[type[Client], ...]:
        """The rules that are asked, in order."""
        asked: tuple[tuple[type[Client], bool], ...] = (
            (Sanctions, self.sanctions),
            (RiskFlag, self.risk_flag),
            (OperatingHours, self.hours is not None),
            (Corridor, self.corridor is not None),
            (TravelRule, self.travel_rule_from_minor is not None),
            (KycTier, self.kyc_tier is not None),
            (AmountLimit, self.amount_limit is not None),
            (RollingWindowLimit, self.rolling_window is not None),
            (CounterpartyExposure, self.exposure_minor is not None),
            (BalanceCap, self.balance_cap is not None),
        )
        return tuple(rule for rule, is_asked in asked if is_asked)


def deploy_rule_books(
    ledger: Ledger,
    deployment: Deployment,
    operator: Account,
    jurisdictions: Sequence[JurisdictionPlan],
    plans: Mapping[str, RulePlan],
) -> Deployment:
    """Creates a book for the deposit moneys of each jurisdiction with a plan and has its central bank fill it.

    jurisdictions: all of the network, so that those that are no partners can be closed; plans: by jurisdiction.
    """
    ruled = [plan for plan in jurisdictions if plan.id in plans]
    for plan in ruled:
        for call in settings(deployment, plan, plans[plan.id], [other.id for other in jurisdictions]):
            ledger.submit(plan.central_bank, call)
    seal_all(ledger)
    creations = [RuleBook.creation(deployment.registry.address, plan.currency) for plan in ruled]
    books = {}
    for plan, book in zip(ruled, create(ledger, operator, creations), strict=True):
        rules = [deployment.contracts[rule.ARTIFACT] for rule in plans[plan.id].rules]
        ledger.submit(plan.central_bank, RuleBook(book).set_rules(rules))
        for bank in _banks_with(deployment, plan.currency):
            ledger.submit(plan.central_bank, DepositToken(deployment.deposits[bank]).set_rule_book(book))
            books[deployment.deposits[bank]] = book
    seal_all(ledger)
    return replace(deployment, rule_books=deployment.rule_books | books)


def settings(
    deployment: Deployment, jurisdiction: JurisdictionPlan, plan: RulePlan, network: Sequence[str]
) -> Iterator[Call[None]]:
    """What the central bank of `jurisdiction` sends for the settings of its currency; network: all jurisdictions."""
    code, rule = jurisdiction.currency, deployment.rule
    if plan.hours is not None:
        yield rule(OperatingHours).set_times(code, plan.hours.times)
        for days in _batches(plan.hours.closed_days):
            yield rule(OperatingHours).set_closed_days(code, days, True)
    if plan.corridor is not None:
        yield from _corridor(rule(Corridor), code, jurisdiction.id, plan.corridor, network)
    if plan.travel_rule_from_minor is not None:
        yield rule(TravelRule).set_threshold(code, plan.travel_rule_from_minor)
    if plan.travel_rule_acknowledgement_s is not None:
        yield rule(TravelRule).set_acknowledgement_period(code, plan.travel_rule_acknowledgement_s)
    if plan.kyc_tier is not None:
        yield rule(KycTier).set_limits(code, plan.kyc_tier)
    if plan.amount_limit is not None:
        yield rule(AmountLimit).set_limits(code, plan.amount_limit)
    if plan.rolling_window is not None:
        yield rule(RollingWindowLimit).set_limit(code, plan.rolling_window)
    if plan.exposure_minor is not None:
        yield rule(CounterpartyExposure).set_default_limit(code, plan.exposure_minor)
    if plan.balance_cap is not None:
        yield rule(BalanceCap).set_limits(code, plan.balance_cap)


def _corridor(rule: Corridor, code: str, home: str, plan: CorridorPlan, network: Iterable[str]) -> Iterator[Call[None]]:
    yield rule.set_purpose_policy(code, PurposePolicy(plan.is_restricted, plan.plain_minor_max))
    for other in network:
        # At home both directions are one.
        directions = [(home, other), (other, home)][: 1 if other == home else 2]
        for payer, payee in directions:
            if other not in plan.partners:
                yield rule.set_corridor(code, payer, payee, False)
            for purposes in _batches(plan.partners.get(other, ())):
                yield rule.set_purposes(code, payer, payee, purposes, True)


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), _BATCH_MAX):
        yield items[first : first + _BATCH_MAX]


def _banks_with(deployment: Deployment, currency: str) -> list[str]:
    """Ids of the banks whose deposits are in `currency`."""
    return [bank for bank, code in deployment.deposit_currencies.items() if code == currency]
