"""The rules in plain Python: settings by currency, what was sent and owed, and which of them refuse a payment.

Trusts the interfaces for what each rule means; a window is counted in its fixed buckets here, exactly.
Never asks the chain anything: it is the other opinion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from actors import BANK_OF_THAILAND, HKMA
from rule_books import NO_LIMIT_64, NO_LIMIT_128
from small_network import Network

from chain.abi import Address
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.kyc_tier import KycTier
from chain.clients.risk_flag import RiskFlag
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, RefusalCode, Sides, Tier, TierLimits, WindowLimit

WINDOW_S, BUCKETS = 600, 3
ASKED = (Sanctions, RiskFlag, TravelRule, KycTier, AmountLimit, RollingWindowLimit, CounterpartyExposure, BalanceCap)
CENTRAL_BANK = {"THB": BANK_OF_THAILAND, "HKD": HKMA}
# Each setting's values: none, and two that the machines' payments meet. Tiers and caps are those of Basic.
CHOICES: dict[str, tuple[int | None, ...]] = {
    "tier": (None, 999_999, 2_500_000),
    "amount": (None, 1_000_000, 8_000_000),
    "window": (None, 1_000_000, 9_000_000),
    "exposure": (None, 0, 8_000_000),
    "cap": (None, 30_000_000, 33_000_000),
    "travel": (None, 1_000_000, 8_000_000),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A side of a payment. account; bank: who keeps it; tier: how well it knows it."""

    account: Address
    bank: Address
    tier: Tier = Tier.FULL


@dataclass(frozen=True, slots=True)
class Asked:
    """What a book is asked. book: whose; sides; currency; amount_minor; at_s: when; payer, payee: None for nobody;
    payee_holds_minor; has_travel_rule: whether the record's hash is there."""

    book: Address
    sides: Sides
    currency: str
    amount_minor: int
    at_s: int
    payer: Person
    payee: Person | None
    payee_holds_minor: int
    has_travel_rule: bool


@dataclass(slots=True)
class RuleModel:
    """settings: by currency and name; sanctioned: currency and account; flagged: accounts; sent: book, account, moment
    and amount; positions: of a bank against another, by book."""

    settings: dict[str, dict[str, int | None]] = field(
        default_factory=lambda: {currency: dict.fromkeys(CHOICES) for currency in CENTRAL_BANK}
    )
    sanctioned: set[tuple[str, Address]] = field(default_factory=set)
    flagged: set[Address] = field(default_factory=set)
    sent: list[tuple[Address, Address, int, int]] = field(default_factory=list)
    positions: Counter[tuple[Address, Address, Address]] = field(default_factory=Counter)

    def refusals(self, asked: Asked) -> set[RefusalCode]:
        """Every code with which the book's rules refuse."""
        of_payer = {} if asked.sides is Sides.PAYEE else self._of_payer(asked)
        of_payee = {} if asked.sides is Sides.PAYER else self._of_payee(asked)
        return {code for code, holds in (of_payer | of_payee).items() if holds}

    def record(self, asked: Asked) -> None:
        """The payment passed."""
        payer, payee = asked.payer, asked.payee
        assert payee is not None
        if asked.sides is not Sides.PAYEE:
            self.sent.append((asked.book, payer.account, asked.at_s, asked.amount_minor))
        if payer.bank == payee.bank:
            return
        if asked.sides is not Sides.PAYEE:
            self.positions[asked.book, payer.bank, payee.bank] += asked.amount_minor
        if asked.sides is not Sides.PAYER:
            self.positions[asked.book, payee.bank, payer.bank] -= asked.amount_minor

    def used_minor(self, book: Address, account: Address, at_s: int) -> int:
        """What counts of the window: its newest bucket and those before it."""
        bucket_s = WINDOW_S // BUCKETS
        oldest = at_s // bucket_s - BUCKETS
        return sum(
            amount_minor
            for counted_by, payer, moment_s, amount_minor in self.sent
            if (counted_by, payer) == (book, account) and moment_s // bucket_s >= oldest
        )

    def _of_payer(self, asked: Asked) -> dict[RefusalCode, bool]:
        payer, amount_minor = asked.payer, asked.amount_minor
        used_minor = self.used_minor(asked.book, payer.account, asked.at_s)
        payee_bank = "" if asked.payee is None else asked.payee.bank
        position_minor = self.positions[asked.book, payer.bank, payee_bank]
        return {
            RefusalCode.PAYER_SANCTIONED: (asked.currency, payer.account) in self.sanctioned,
            RefusalCode.PAYER_FLAGGED: payer.account in self.flagged,
            RefusalCode.PAYER_TRAVEL_RULE_MISSING: self._needs_travel_rule(asked),
            RefusalCode.PAYER_TIER_LIMIT: self._is_above_tier(asked, payer),
            RefusalCode.PAYER_AMOUNT_LIMIT: self._is_above(asked.currency, "amount", amount_minor),
            RefusalCode.PAYER_WINDOW_LIMIT: self._is_above(asked.currency, "window", used_minor + amount_minor),
            RefusalCode.PAYER_BANK_EXPOSURE: payer.bank != payee_bank
            and self._is_above(asked.currency, "exposure", position_minor + amount_minor),
        }

    def _of_payee(self, asked: Asked) -> dict[RefusalCode, bool]:
        payee, amount_minor = asked.payee, asked.amount_minor
        if payee is None:
            return {}
        after_minor = asked.payee_holds_minor + amount_minor
        is_to_another = payee.account != asked.payer.account
        return {
            RefusalCode.PAYEE_SANCTIONED: (asked.currency, payee.account) in self.sanctioned,
            RefusalCode.PAYEE_FLAGGED: payee.account in self.flagged,
            RefusalCode.PAYEE_TRAVEL_RULE_MISSING: self._needs_travel_rule(asked),
            RefusalCode.PAYEE_TIER_LIMIT: self._is_above_tier(asked, payee),
            RefusalCode.PAYEE_AMOUNT_LIMIT: self._is_above(asked.currency, "amount", amount_minor),
            RefusalCode.PAYEE_BALANCE_CAP: is_to_another
            and payee.tier is Tier.BASIC
            and self._is_above(asked.currency, "cap", after_minor),
        }

    def _needs_travel_rule(self, asked: Asked) -> bool:
        threshold_minor = self.settings[asked.currency]["travel"]
        is_own_credit = asked.payee is not None and asked.payer.account == asked.payee.bank
        reaches = threshold_minor is not None and asked.amount_minor >= threshold_minor
        return reaches and not is_own_credit and not asked.has_travel_rule

    def _is_above_tier(self, asked: Asked, person: Person) -> bool:
        return person.tier is Tier.BASIC and self._is_above(asked.currency, "tier", asked.amount_minor)

    def _is_above(self, currency: str, name: str, amount_minor: int) -> bool:
        limit_minor = self.settings[currency][name]
        return limit_minor is not None and amount_minor > limit_minor


def setting(network: Network, currency: str, name: str, value: int | None) -> Call[None]:
    """The call with which the central bank gives a setting this value."""
    rule = network.deployment.rule
    limit_64 = NO_LIMIT_64 if value is None else value
    limit_128 = NO_LIMIT_128 if value is None else value
    tiers = TierLimits(NO_LIMIT_64, limit_64, NO_LIMIT_64)
    window = WindowLimit(limit_64, limit_64, limit_64, WINDOW_S, BUCKETS)
    calls = {
        "tier": rule(KycTier).set_limits(currency, tiers),
        "amount": rule(AmountLimit).set_limits(currency, AmountLimits(0, limit_128)),
        "window": rule(RollingWindowLimit).set_limit(currency, window),
        "exposure": rule(CounterpartyExposure).set_default_limit(currency, limit_128),
        "cap": rule(BalanceCap).set_limits(currency, tiers),
        "travel": rule(TravelRule).set_threshold(currency, limit_128),
    }
    return calls[name]
