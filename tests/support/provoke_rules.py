"""Provocations of every error of the rule books and their rules.

Trusts the helpers in `rule_books` to put a book on a money.
Never provokes a refusal of a payment: those are successful transactions. What a plain transfer reverts with is one.
"""

from __future__ import annotations

from typing import Any, TypeVar

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, IMPORTER, MILLER, STRANGER
from holds import WHOLE
from provocation import Provocation, Provoker, provokes
from rule_books import ask, shared_rules
from small_network import Network

from chain.accounts import Account
from chain.client import Call, Client
from chain.clients import errors
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.risk_flag import RiskFlag
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import (
    AmountLimits,
    OperatingTimes,
    Party,
    Payment,
    PurposePolicy,
    RefusalCode,
    Sides,
    Tier,
    TierLimits,
    WindowLimit,
)

R = TypeVar("R", bound=Client)

ID = b"salted".ljust(32, b"\0")
LIMITS = TierLimits(1, 2, 3)
HOURS = OperatingTimes(28_800, 72_000, 25_200, 0b11111)
BANKS = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)


def payment(amount_minor: int = 1) -> Payment:
    """Bangkok Bank's importer pays somebody at Chiang Mai Bank in THB, as its book is asked."""
    payer = Party(IMPORTER.address, 1, BANGKOK_BANK.address, "TH", Tier.FULL)
    payee = Party(STRANGER.address, 9, CHIANGMAI_BANK.address, "TH", Tier.FULL)
    return Payment(Sides.PAYER, BANGKOK_BANK.address, "THB", amount_minor, "", bytes(32), payer, payee)


def settings(network: Network) -> dict[str, Call[None]]:
    """Every call that changes a rule's settings for the Thai baht."""
    rule = network.deployment.rule
    exposure, corridor, hours, sanctions = (
        rule(CounterpartyExposure),
        rule(Corridor),
        rule(OperatingHours),
        rule(Sanctions),
    )
    return {
        "amount_limits": rule(AmountLimit).set_limits("THB", AmountLimits(0, 1)),
        "balance_cap": rule(BalanceCap).set_limits("THB", LIMITS),
        "corridor": corridor.set_corridor("THB", "TH", "HK", False),
        "purposes": corridor.set_purposes("THB", "TH", "HK", ["GDDS"], True),
        "purpose_policy": corridor.set_purpose_policy("THB", PurposePolicy(True, 0)),
        "exposure_default": exposure.set_default_limit("THB", 1),
        "exposure": exposure.set_limit("THB", *BANKS, 1),
        "exposure_lifted": exposure.lift_limit("THB", *BANKS),
        "exposure_cleared": exposure.clear("THB", STRANGER.address, *BANKS),
        "kyc_tier": rule(KycTier).set_limits("THB", LIMITS),
        "hours": hours.set_times("THB", HOURS),
        "closed_days": hours.set_closed_days("THB", [1], True),
        "window": rule(RollingWindowLimit).set_limit("THB", WindowLimit(1, 2, 3, 86_400, 4)),
        "listed": sanctions.list("THB", [ID]),
        "delisted": sanctions.delist("THB", [ID]),
        "travel_rule": rule(TravelRule).set_threshold("THB", 1),
        "travel_rule_period": rule(TravelRule).set_acknowledgement_period("THB", 1),
    }


SETTINGS = (
    *("amount_limits", "balance_cap", "corridor", "purposes", "purpose_policy", "exposure_default", "exposure"),
    *("exposure_lifted", "exposure_cleared", "kyc_tier", "hours", "closed_days", "window", "listed", "delisted"),
    *("travel_rule", "travel_rule_period"),
)


def set_by_another(name: str, sender: Account) -> Provoker:
    """A setting for the Thai baht, changed by somebody who is not the Bank of Thailand."""

    def provoker(network: Network) -> Provocation:
        calls = settings(network)
        assert tuple(calls) == SETTINGS
        return Provocation(sender, calls[name], errors.RuleNotCentralBank(sender.address, "THB"))

    provoker.__name__ = f"{name}_set_by_{sender.identity.replace('-', '_')}"
    return provoker


for setting in SETTINGS:
    provokes(errors.RuleNotCentralBank)(set_by_another(setting, HKMA))
provokes(errors.RuleNotCentralBank)(set_by_another("amount_limits", BANGKOK_BANK))


def counts_nothing(kind: type[Client]) -> Provoker:
    """A payment given to a rule to count that counts none."""

    def provoker(network: Network) -> Provocation:
        rule: Any = network.deployment.rule(kind)
        return Provocation(STRANGER, rule.record(payment()), errors.RuleCountsNothing())

    provoker.__name__ = f"payment_counted_by_{kind.__name__}"
    return provoker


for uncounting in (AmountLimit, BalanceCap, Corridor, KycTier, OperatingHours, RiskFlag, Sanctions, TravelRule):
    provokes(errors.RuleCountsNothing)(counts_nothing(uncounting))


def invalid(field: str, kind: type[Client], function: str, value: object) -> Provoker:
    """A setting whose `field` makes no sense."""

    def provoker(network: Network) -> Provocation:
        call = getattr(network.deployment.rule(kind), function)("THB", value)
        return Provocation(BANK_OF_THAILAND, call, errors.RuleSettingInvalid(field))

    provoker.__name__ = f"bad_{field}_of_{value}"
    return provoker


INVALID: list[tuple[str, type[Client], str, object]] = [
    ("maxMinor", AmountLimit, "set_limits", AmountLimits(0, 0)),
    ("minMinor", AmountLimit, "set_limits", AmountLimits(2, 1)),
    ("buckets", RollingWindowLimit, "set_limit", WindowLimit(1, 2, 3, 86_400, 0)),
    ("buckets", RollingWindowLimit, "set_limit", WindowLimit(1, 2, 3, 86_400, 8)),
    ("windowS", RollingWindowLimit, "set_limit", WindowLimit(1, 2, 3, 0, 4)),
    ("windowS", RollingWindowLimit, "set_limit", WindowLimit(1, 2, 3, 86_401, 4)),
    ("closesS", OperatingHours, "set_times", OperatingTimes(0, 86_401, 0, 1)),
    ("opensS", OperatingHours, "set_times", OperatingTimes(3_600, 3_600, 0, 1)),
    ("utcOffsetS", OperatingHours, "set_times", OperatingTimes(0, 1, 14 * 3_600 + 1, 1)),
    ("utcOffsetS", OperatingHours, "set_times", OperatingTimes(0, 1, -12 * 3_600 - 1, 1)),
    ("weekdays", OperatingHours, "set_times", OperatingTimes(0, 1, 0, 0b10000000)),
]
for invalid_setting in INVALID:
    provokes(errors.RuleSettingInvalid)(invalid(*invalid_setting))


@provokes(errors.RuleSettingInvalid)
def empty_purpose_allowed(network: Network) -> Provocation:
    call = network.deployment.rule(Corridor).set_purposes("THB", "TH", "HK", ["GDDS", ""], True)
    return Provocation(BANK_OF_THAILAND, call, errors.RuleSettingInvalid("purpose"))


@provokes(errors.CorridorTooManyPurposes)
def more_purposes_than_fit(network: Network) -> Provocation:
    call = network.deployment.rule(Corridor).set_purposes("THB", "TH", "HK", ["GDDS"] * 101, True)
    return Provocation(BANK_OF_THAILAND, call, errors.CorridorTooManyPurposes(101, 100))


@provokes(errors.HoursTooManyDays)
def more_closed_days_than_fit(network: Network) -> Provocation:
    call = network.deployment.rule(OperatingHours).set_closed_days("THB", list(range(101)), True)
    return Provocation(BANK_OF_THAILAND, call, errors.HoursTooManyDays(101, 100))


@provokes(errors.SanctionsTooMany)
def more_sanctions_than_fit(network: Network) -> Provocation:
    identifiers = [number.to_bytes(32, "big") for number in range(101)]
    call = network.deployment.rule(Sanctions).list("THB", identifiers)
    return Provocation(BANK_OF_THAILAND, call, errors.SanctionsTooMany(101, 100))


@provokes(errors.SanctionsUnchanged)
def subject_listed_twice(network: Network) -> Provocation:
    call = network.deployment.rule(Sanctions).list("THB", [ID, ID])
    return Provocation(BANK_OF_THAILAND, call, errors.SanctionsUnchanged("THB", ID))


@provokes(errors.SanctionsUnchanged)
def subject_delisted_that_is_on_another_list(network: Network) -> Provocation:
    sanctions = network.deployment.rule(Sanctions)
    network.run(HKMA, sanctions.list("HKD", [ID]))
    return Provocation(BANK_OF_THAILAND, sanctions.delist("THB", [ID]), errors.SanctionsUnchanged("THB", ID))


@provokes(errors.ExposureLimitMissing)
def exposure_limit_lifted_that_nobody_set(network: Network) -> Provocation:
    exposure = network.deployment.rule(CounterpartyExposure)
    network.run(BANK_OF_THAILAND, exposure.set_limit("THB", *reversed(BANKS), 1))
    expected = errors.ExposureLimitMissing("THB", *BANKS)
    return Provocation(BANK_OF_THAILAND, exposure.lift_limit("THB", *BANKS), expected)


@provokes(errors.SafeCastOverflowedUintToInt)
def position_beyond_its_type(network: Network) -> Provocation:
    call = network.deployment.rule(CounterpartyExposure).record(payment(WHOLE))
    return Provocation(STRANGER, call, errors.SafeCastOverflowedUintToInt(WHOLE))


def rules_set(network: Network, rules: list[str], error: errors.ContractError, sender: Account) -> Provocation:
    """A list of rules for the book of Bangkok Bank's deposits."""
    book = ask(network, network.deposit(BANGKOK_BANK), KycTier)
    return Provocation(sender, book.set_rules(rules), error)


@provokes(errors.RuleBookNotCentralBank)
def bank_sets_its_own_rules(network: Network) -> Provocation:
    expected = errors.RuleBookNotCentralBank(BANGKOK_BANK.address, "THB")
    return rules_set(network, [], expected, BANGKOK_BANK)


@provokes(errors.RuleBookNotCentralBank)
def foreign_central_bank_sets_rules(network: Network) -> Provocation:
    return rules_set(network, [], errors.RuleBookNotCentralBank(HKMA.address, "THB"), HKMA)


@provokes(errors.RuleBookTooManyRules)
def more_rules_than_fit(network: Network) -> Provocation:
    rules = [*shared_rules(network).values()] * 2
    return rules_set(network, rules[:13], errors.RuleBookTooManyRules(13, 12), BANK_OF_THAILAND)


@provokes(errors.RuleBookRuleTwice)
def one_rule_twice(network: Network) -> Provocation:
    first, second, *_ = shared_rules(network).values()
    return rules_set(network, [first, second, first], errors.RuleBookRuleTwice(first), BANK_OF_THAILAND)


@provokes(errors.RuleBookNotRule)
def account_as_a_rule(network: Network) -> Provocation:
    return rules_set(network, [STRANGER.address], errors.RuleBookNotRule(STRANGER.address), BANK_OF_THAILAND)


@provokes(errors.RuleBookNotRule)
def contract_that_is_no_rule(network: Network) -> Provocation:
    board = network.fx_board.address
    return rules_set(network, [board], errors.RuleBookNotRule(board), BANK_OF_THAILAND)


@provokes(errors.RuleBookNotItsMoney)
def stranger_has_a_payment_enforced(network: Network) -> Provocation:
    book = ask(network, network.deposit(BANGKOK_BANK), RollingWindowLimit)
    return Provocation(STRANGER, book.enforce(payment()), errors.RuleBookNotItsMoney(STRANGER.address))


@provokes(errors.RuleBookNotSystemContract)
def bank_has_a_payment_counted(network: Network) -> Provocation:
    book = ask(network, network.deposit(BANGKOK_BANK), RollingWindowLimit)
    expected = errors.RuleBookNotSystemContract(BANGKOK_BANK.address)
    return Provocation(BANGKOK_BANK, book.record(payment()), expected)


@provokes(errors.RuleBookRefused)
def plain_transfer_above_the_limit(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    ask(network, deposit, AmountLimit)
    limits = network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 10))
    network.run(BANK_OF_THAILAND, limits)
    expected = errors.RuleBookRefused(RefusalCode.PAYER_AMOUNT_LIMIT, "amount-limit", IMPORTER.address)
    return Provocation(IMPORTER, deposit.transfer(MILLER.address, 11), expected)


@provokes(errors.RuleBookRefused)
def issue_above_the_cap(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    ask(network, deposit, BalanceCap)
    network.run(BANK_OF_THAILAND, network.deployment.rule(BalanceCap).set_limits("THB", TierLimits(0, 0, 10)))
    expected = errors.RuleBookRefused(RefusalCode.PAYEE_BALANCE_CAP, "balance-cap", MILLER.address)
    return Provocation(BANGKOK_BANK, deposit.issue(MILLER.address, 11, b"x"), expected)
