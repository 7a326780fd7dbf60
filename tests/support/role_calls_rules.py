"""Role calls of RuleBook, the rules with their travel-rule records, and RiskRegistry.

Trusts the stage for the flags that are raised and the limits that are set.
Never leaves a rule out for having no settings: that nobody changes it is tried as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    MILLER,
    SUPERVISOR,
)
from role_calls import EVERYBODY, role_call
from role_stage import ACTIVE_BANKS, ALIAS, CENTRAL_BANKS, SUPERVISORS, SYSTEM_CONTRACTS, Stage
from travel_records import OTHER_UETR, acknowledging, sending

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import (
    AmountLimits,
    OperatingTimes,
    Party,
    Payment,
    PurposePolicy,
    Sides,
    Tier,
    TierLimits,
    WindowLimit,
)

RuleCall: TypeAlias = Callable[[Any], Call[Any]]
DAY_S = 86_400
PAIR = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
PAYMENT = Payment(
    sides=Sides.BOTH,
    money=BANGKOK_BANK.address,
    currency="THB",
    amount_minor=1,
    purpose="GDDS",
    travel_rule_hash=bytes(32),
    payer=Party(IMPORTER.address, 1, BANGKOK_BANK.address, "TH", Tier.FULL),
    payee=Party(MILLER.address, 2, CHIANGMAI_BANK.address, "TH", Tier.FULL),
)

# --- Rules: who sets them, and who has them count

SETTINGS: dict[str, tuple[type[Any], RuleCall]] = {
    "AmountLimit.setLimits": (AmountLimit, lambda rule: rule.set_limits("THB", AmountLimits(1, 9))),
    "BalanceCap.setLimits": (BalanceCap, lambda rule: rule.set_limits("THB", TierLimits(1, 2, 3))),
    "KycTier.setLimits": (KycTier, lambda rule: rule.set_limits("THB", TierLimits(1, 2, 3))),
    "Corridor.setCorridor": (Corridor, lambda rule: rule.set_corridor("THB", "TH", "HK", False)),
    "Corridor.setPurposes": (Corridor, lambda rule: rule.set_purposes("THB", "TH", "HK", ["GDDS"], True)),
    "Corridor.setPurposePolicy": (Corridor, lambda rule: rule.set_purpose_policy("THB", PurposePolicy(True, 1))),
    "CounterpartyExposure.setDefaultLimit": (CounterpartyExposure, lambda rule: rule.set_default_limit("THB", 1)),
    "CounterpartyExposure.setLimit": (CounterpartyExposure, lambda rule: rule.set_limit("THB", *PAIR, 1)),
    "CounterpartyExposure.liftLimit": (CounterpartyExposure, lambda rule: rule.lift_limit("THB", *PAIR)),
    "CounterpartyExposure.clear": (CounterpartyExposure, lambda rule: rule.clear("THB", IMPORTER.address, *PAIR)),
    "OperatingHours.setTimes": (
        OperatingHours,
        lambda rule: rule.set_times("THB", OperatingTimes(0, DAY_S, 25_200, 31)),
    ),
    "OperatingHours.setClosedDays": (OperatingHours, lambda rule: rule.set_closed_days("THB", [19_000], True)),
    "RollingWindowLimit.setLimit": (
        RollingWindowLimit,
        lambda rule: rule.set_limit("THB", WindowLimit(1, 2, 3, 7 * DAY_S, 7)),
    ),
    "Sanctions.list": (Sanctions, lambda rule: rule.list("THB", [b"another"])),
    "Sanctions.delist": (Sanctions, lambda rule: rule.delist("THB", [ALIAS])),
    "TravelRule.setAcknowledgementPeriod": (TravelRule, lambda rule: rule.set_acknowledgement_period("THB", 1)),
    "TravelRule.setThreshold": (TravelRule, lambda rule: rule.set_threshold("THB", 1)),
}
COUNTING = (CounterpartyExposure, RollingWindowLimit)
NOT_COUNTING = (AmountLimit, BalanceCap, Corridor, KycTier, OperatingHours, Sanctions, TravelRule)


def enter_setting(function: str, rule: type[Any], call: RuleCall) -> None:
    @role_call(function, {"central-bank": [BANK_OF_THAILAND]}, errors.RuleNotCentralBank)
    def set_rule(stage: Stage, caller: Address) -> Call[Any]:
        return call(stage.network.deployment.rule(rule))


def enter_record(rule: type[Any]) -> None:
    who = {"anyone": EVERYBODY} if rule in COUNTING else {"nobody": ()}

    @role_call(f"{rule.ARTIFACT}.record", who, errors.RuleCountsNothing)
    def record(stage: Stage, caller: Address) -> Call[Any]:
        call: Call[Any] = stage.network.deployment.rule(rule).record(PAYMENT)
        return call


for name, (client, setting) in SETTINGS.items():
    enter_setting(name, client, setting)
for client in (*COUNTING, *NOT_COUNTING):
    enter_record(client)


# --- Travel-rule records


@role_call("TravelRule.sendRecord", {"bank": ACTIVE_BANKS}, errors.TravelRuleNotBank, names_caller=True)
def send_record(stage: Stage, caller: Address) -> Call[Any]:
    receiver = BANGKOK_BANK if caller == CHIANGMAI_BANK.address else CHIANGMAI_BANK
    return sending(stage.network, uetr=OTHER_UETR, receiver=receiver)


@role_call("TravelRule.acknowledgeRecord", {"bank": [CHIANGMAI_BANK]}, errors.TravelRuleNotReceiver)
def acknowledge_record(stage: Stage, caller: Address) -> Call[Any]:
    return acknowledging(stage.network)


# --- Rule books


@role_call("RuleBook.setRules", {"central-bank": [BANK_OF_THAILAND]}, errors.RuleBookNotCentralBank)
def set_rules(stage: Stage, caller: Address) -> Call[Any]:
    return stage.book.set_rules([stage.network.deployment.rule(KycTier).address])


@role_call("RuleBook.enforce", {"money": ["THB", "THB.bangkok-bank", "THB.chiangmai-bank"]}, errors.RuleBookNotItsMoney)
def enforce(stage: Stage, caller: Address) -> Call[Any]:
    return stage.book.enforce(PAYMENT)


@role_call("RuleBook.record", {"system-contract": SYSTEM_CONTRACTS}, errors.RuleBookNotSystemContract)
def count(stage: Stage, caller: Address) -> Call[Any]:
    return stage.book.record(PAYMENT)


# --- Risk flags


@role_call(
    "RiskRegistry.flag",
    {"central-bank": CENTRAL_BANKS, "supervisor": SUPERVISORS, "bank": ACTIVE_BANKS},
    errors.RiskNotInstitution,
)
def flag(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.risks.flag(b"subject", "suspicion", stage.expiry_s)


@role_call(
    "RiskRegistry.lift",
    {
        "central-bank": [HKMA, BANK_OF_THAILAND],
        "supervisor": [SUPERVISOR],
        "bank": [HONGKONG_BANK, BANGKOK_BANK],
    },
    errors.RiskFlagMissing,
)
def lift(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.risks.lift(stage.flagged)


@role_call("RiskRegistry.appeal", {"bank": [BANGKOK_BANK]}, errors.RiskNotSubjectsBank)
def appeal(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.risks.appeal(stage.subject, HKMA.address)


@role_call("RiskRegistry.decide", {"supervisor": [HONGKONG_SUPERVISOR]}, errors.RiskNotSupervisor)
def decide(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.risks.decide(stage.flagged, HONGKONG_BANK.address, True)
