"""What each rule says of one payment, by the settings, the flags and the counts as they stood then.

Trusts the parties as the registry's events describe them at that moment.
Never refuses anything: a payment that passed a rule it breaks is a message for the auditor.

Amounts are minor units of the payment's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from audit.compliance.flags import Flags
from audit.compliance.settings import Settings, exposure_limit
from audit.compliance.windows import Counts
from chain.abi import Address
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, Party, Payment, PurposePolicy, Sides, Tier, TierLimits, WindowLimit
from chain.identifiers import subject_identifier

DAY_S = 86_400
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday: three days after a Monday."""
NO_TIER_LIMIT = 2**64 - 1
NO_LIMIT = 2**128 - 1

Messages: TypeAlias = Iterator[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A payment before the rules. book: the rule book that asks; now_s: the block's UTC second; held_minor: what the
    payee held before; salt: under which sanctions lists keep their subjects."""

    payment: Payment
    book: Address
    now_s: int
    held_minor: int
    settings: Settings
    flags: Flags
    counts: Counts
    salt: bytes

    @property
    def parties(self) -> list[Party]:
        """The sides that are asked about."""
        payment = self.payment
        payers = [payment.payer] if payment.sides is not Sides.PAYEE else []
        return payers + ([payment.payee] if payment.sides is not Sides.PAYER else [])

    @property
    def asks_payer(self) -> bool:
        """Whether the payer's side is asked about."""
        return self.payment.sides is not Sides.PAYEE

    @property
    def is_own_credit(self) -> bool:
        """Whether a bank credits its own customer."""
        return self.payment.payer.account == self.payment.payee.bank


def sanctions(case: Case) -> Messages:
    """Nobody on the currency's list pays or is paid."""
    for party in case.parties:
        identifier = subject_identifier(case.salt, party.subject)
        if case.settings.of(Sanctions, "is_listed", case.payment.currency, identifier):
            yield f"{party.account} is on the sanctions list of {case.payment.currency}"


def risk_flag(case: Case) -> Messages:
    """Nobody with a flag that counts pays or is paid."""
    for party in case.parties:
        if case.flags.is_flagged(party.subject, case.now_s):
            yield f"{party.account} is flagged"


def operating_hours(case: Case) -> Messages:
    """A currency is paid within its hours, on its days."""
    times = case.settings.of(OperatingHours, "times_of", case.payment.currency)
    if times is None or times.weekdays == 0:
        return
    day, second = divmod(case.now_s + times.utc_offset_s, DAY_S)
    is_weekday = times.weekdays >> ((day + EPOCH_WEEKDAY) % 7) & 1
    is_closed = case.settings.of(OperatingHours, "is_closed_day", case.payment.currency, day)
    if not is_weekday or is_closed or not times.opens_s <= second < times.closes_s:
        yield f"at second {second} of local day {day}; open {times.opens_s} to {times.closes_s}"


def corridor(case: Case) -> Messages:
    """The corridor is open, and the purpose one that is allowed in it."""
    payment = case.payment
    place = payment.currency, payment.payer.jurisdiction, payment.payee.jurisdiction
    if case.settings.of(Corridor, "is_open", *place) is False:
        yield f"the corridor {' '.join(place)} is closed"
    policy: PurposePolicy | None = case.settings.of(Corridor, "purpose_policy_of", payment.currency)
    if policy is None or not policy.is_restricted:
        return
    if payment.purpose:
        if not case.settings.of(Corridor, "is_allowed", *place, payment.purpose):
            yield f"the purpose {payment.purpose} is not allowed in {' '.join(place)}"
    elif payment.amount_minor > policy.plain_minor_max and not case.is_own_credit:
        yield f"{payment.amount_minor} without a purpose, at most {policy.plain_minor_max}"


def travel_rule(case: Case) -> Messages:
    """From the threshold on, a payment carries the commitment to its record."""
    payment = case.payment
    threshold_minor = case.settings.of(TravelRule, "threshold_of", payment.currency)
    if any(payment.travel_rule_hash) or case.is_own_credit or threshold_minor in (None, NO_LIMIT):
        return
    if payment.amount_minor >= threshold_minor:
        yield f"{payment.amount_minor} without a travel-rule record, needed from {threshold_minor}"


def kyc_tier(case: Case) -> Messages:
    """No payment above the limit of either side's tier."""
    limits: TierLimits | None = case.settings.of(KycTier, "limits_of", case.payment.currency)
    if limits is None:
        return
    for party in case.parties:
        limit_minor = _of_tier(limits, party.tier)
        if limit_minor is not None and case.payment.amount_minor > limit_minor:
            yield f"{case.payment.amount_minor} of {party.account}, at most {limit_minor} as {party.tier.name}"


def amount_limit(case: Case) -> Messages:
    """No payment outside the currency's limits."""
    limits: AmountLimits | None = case.settings.of(AmountLimit, "limits_of", case.payment.currency)
    if limits is None:
        return
    amount_minor = case.payment.amount_minor
    if amount_minor < limits.min_minor or (limits.max_minor != NO_LIMIT and amount_minor > limits.max_minor):
        yield f"{amount_minor} is not between {limits.min_minor} and {limits.max_minor}"


def rolling_window_limit(case: Case) -> Messages:
    """In no window of time does a payer send more than the limit of its tier."""
    payment = case.payment
    limit: WindowLimit | None = case.settings.of(RollingWindowLimit, "limit_of", payment.currency)
    if limit is None or not case.asks_payer:
        return
    limit_minor = _of_tier(limit, payment.payer.tier)
    if limit_minor is None:
        return
    sent_minor = case.counts.sent_minor((case.book, payment.payer.subject), limit.window_s, case.now_s)
    if sent_minor + payment.amount_minor > limit_minor:
        message = f"{payment.amount_minor} after {sent_minor} in {limit.window_s} s, at most {limit_minor}"
        yield f"{payment.payer.account}: {message} as {payment.payer.tier.name}"


def counterparty_exposure(case: Case) -> Messages:
    """No bank's position against another exceeds its limit."""
    payment = case.payment
    own, other = payment.payer.bank, payment.payee.bank
    limit_minor = exposure_limit(case.settings, payment.currency, own, other)
    if own == other or not case.asks_payer or limit_minor in (None, NO_LIMIT):
        return
    position_minor = case.counts.positions[payment.currency, case.book, own, other]
    if position_minor + payment.amount_minor > limit_minor:
        yield f"{own} against {other}: {payment.amount_minor} after {position_minor}, at most {limit_minor}"


def balance_cap(case: Case) -> Messages:
    """No payee holds more than its tier may, once it is paid."""
    payment = case.payment
    limits: TierLimits | None = case.settings.of(BalanceCap, "limits_of", payment.currency)
    if limits is None or payment.sides is Sides.PAYER or payment.payer.account == payment.payee.account:
        return
    limit_minor = _of_tier(limits, payment.payee.tier)
    if limit_minor is not None and case.held_minor + payment.amount_minor > limit_minor:
        message = f"{payment.amount_minor} on top of {case.held_minor}, at most {limit_minor}"
        yield f"{payment.payee.account}: {message} as {payment.payee.tier.name}"


CHECKS: dict[str, tuple[str, Callable[[Case], Messages]]] = {
    "Sanctions": ("rule-sanctions", sanctions),
    "RiskFlag": ("rule-risk-flag", risk_flag),
    "OperatingHours": ("rule-operating-hours", operating_hours),
    "Corridor": ("rule-corridor", corridor),
    "TravelRule": ("rule-travel-rule", travel_rule),
    "KycTier": ("rule-kyc-tier", kyc_tier),
    "AmountLimit": ("rule-amount-limit", amount_limit),
    "RollingWindowLimit": ("rule-rolling-window-limit", rolling_window_limit),
    "CounterpartyExposure": ("rule-counterparty-exposure", counterparty_exposure),
    "BalanceCap": ("rule-balance-cap", balance_cap),
}
"""Contract of a rule -> rule of the audit, and its check."""


def _of_tier(limits: TierLimits | WindowLimit, tier: Tier) -> int | None:
    """The limit of a tier, None where there is none."""
    by_tier = {Tier.ANONYMOUS: limits.anonymous_minor, Tier.BASIC: limits.basic_minor, Tier.FULL: limits.full_minor}
    return None if by_tier[tier] == NO_TIER_LIMIT else by_tier[tier]
