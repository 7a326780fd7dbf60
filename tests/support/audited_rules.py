"""The part of the audited run in which rules hold: every rule is set in two currencies, and payments pass them.

Trusts the story's ledger and signatures.
Never does what fails; one payment is refused, by a rule.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    HK_BANK,
    HK_SUPERVISOR,
    HKMA,
    IMPORTER,
    JURISDICTIONS,
    NEIGHBOUR,
    POOR,
    SALT,
    SHOP,
    SUPERVISOR,
    account,
    lei,
    uetr,
)
from audited_story import Story
from nacl.public import PrivateKey

from chain.accounts import Account
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit
from chain.commitments import commit
from chain.deploy import create
from chain.deployment import RULES
from chain.hashing import keccak
from chain.identifiers import subject_identifier
from messages.ivms101.envelope import SealingTo, sealed_envelope
from messages.ivms101.records import Company, Institution, transfer_record

THRESHOLD_MINOR, ACKNOWLEDGED_WITHIN_S = 30_000, 600
BIG = 2**62
WINDOW_S = 86_400
RECORD = transfer_record(
    Company("Importer", "importer", "TH", IMPORTER.address),
    Institution("Bangkok Bank", lei(11), "TH"),
    Company("Exporter", "exporter", "HK", EXPORTER.address),
    Institution("Hong Kong Bank", lei(10), "HK"),
    date(2022, 8, 15),
)
"""The travel-rule record of the payment abroad."""
SEALING_KEYS = {
    party: PrivateKey(bytes([number]) * 32)
    for number, party in enumerate((HK_BANK, SUPERVISOR, HK_SUPERVISOR), start=1)
}
ENVELOPE = sealed_envelope(
    b"salt",
    RECORD,
    {
        party.address: SealingTo(bytes(key.public_key), b"ephemeral" + bytes(key)[9:])
        for party, key in SEALING_KEYS.items()
    },
)
"""The same, sealed to the exporter's bank and both supervisors."""


def write_the_rules(story: Story) -> None:
    """Books for three moneys, which ask all ten rules, and their settings."""
    d = story.deployment
    tokens = [d.deposits["th-bank-1"], d.deposits["hk-bank-1"], d.central_bank_money["THB"]]
    creations = [RuleBook.creation(d.registry.address, currency) for currency in ("THB", "HKD", "THB")]
    books = create(story.ledger, account("operator", "operator"), creations)
    story.deployment = replace(d, rule_books=dict(zip(tokens, books, strict=True)))
    rules = [d.contracts[client.ARTIFACT] for client in RULES]
    for token, book in story.deployment.rule_books.items():
        central_bank = HKMA if token == tokens[1] else BANK_OF_THAILAND
        story.do(central_bank, RuleBook(book).set_rules(rules))
        money = CentralBankMoney(token) if token == tokens[2] else DepositToken(token)
        story.do(central_bank, money.set_rule_book(book))
    for plan in JURISDICTIONS:
        _set_limits(story, plan.central_bank, plan.currency)
        _set_places(story, plan.central_bank, plan.currency)


def _set_limits(story: Story, central_bank: Account, currency: str) -> None:
    rule = story.deployment.rule
    tiers = TierLimits(10_000, 200_000, BIG)
    for call in (
        rule(KycTier).set_limits(currency, tiers),
        rule(BalanceCap).set_limits(currency, TierLimits(10**5, 10**10, 2**64 - 1)),
        rule(AmountLimit).set_limits(currency, AmountLimits(10, 10**12)),
        rule(TravelRule).set_threshold(currency, THRESHOLD_MINOR),
        rule(TravelRule).set_acknowledgement_period(currency, ACKNOWLEDGED_WITHIN_S),
        rule(RollingWindowLimit).set_limit(currency, WindowLimit(10**4, 10**5, 400_000, WINDOW_S, 4)),
        rule(CounterpartyExposure).set_default_limit(currency, 10**9),
        rule(CounterpartyExposure).set_limit(currency, BANGKOK_BANK.address, CHIANGMAI_BANK.address, 10**6),
        rule(CounterpartyExposure).set_limit(currency, CHIANGMAI_BANK.address, BANGKOK_BANK.address, 10**6),
        rule(CounterpartyExposure).lift_limit(currency, CHIANGMAI_BANK.address, BANGKOK_BANK.address),
    ):
        story.do(central_bank, call)


def _set_places(story: Story, central_bank: Account, currency: str) -> None:
    rule = story.deployment.rule
    listed = [subject_identifier(SALT, 998), subject_identifier(SALT, 997)]
    for call in (
        rule(Sanctions).list(currency, listed),
        rule(Sanctions).delist(currency, listed[1:]),
        rule(OperatingHours).set_times(currency, OperatingTimes(0, DAY_S, 7 * 3600, 0b1111111)),
        rule(OperatingHours).set_closed_days(currency, [18_000], True),
        rule(Corridor).set_corridor(currency, "SG", "TH", False),
        rule(Corridor).set_purposes(currency, "TH", "TH", ["GDDS"], True),
        rule(Corridor).set_purposes(currency, "TH", "HK", ["GDDS"], True),
        rule(Corridor).set_purpose_policy(currency, PurposePolicy(True, 5_000)),
    ):
        story.do(central_bank, call)


def pay_by_the_rules(story: Story) -> None:
    """Abroad with a travel-rule record, between banks, within one, plainly and by issue; one payment is refused."""
    d, now_s = story.deployment, story.ledger.timestamp_s
    record = commit(b"salt", RECORD)
    abroad = story.order(30, IMPORTER, EXPORTER.address, 20_000, "HKD", record)
    _send_the_record(story, record)
    story.pay_abroad(abroad, story.quote(30))
    sealed = keccak(ENVELOPE.encode())
    story.do(HK_BANK, d.rule(TravelRule).acknowledge_record(BANGKOK_BANK.address, uetr(30), sealed))
    story.pay_at_home(story.order(31, IMPORTER, SHOP.address, 25_000, "THB"))
    story.pay_at_home(story.order(32, IMPORTER, NEIGHBOUR.address, 29_000, "THB"))
    story.pay_at_home(story.order(33, IMPORTER, NEIGHBOUR.address, 30_000, "THB"))
    story.do(IMPORTER, d.deposit("th-bank-1").transfer(POOR.address, 4_000))
    story.do(BANGKOK_BANK, d.deposit("th-bank-1").issue(POOR.address, 40_000, b"cash"))
    story.do(BANGKOK_BANK, d.money("THB").transfer(CHIANGMAI_BANK.address, 4_500))
    later_s = now_s + WINDOW_S + 600
    order = story.order(34, IMPORTER, SHOP.address, 29_000, "THB")
    order = replace(order, expires_at=later_s + 60)
    engine = d.engine
    story.do(BANGKOK_BANK, engine.settle(order, story.sign(IMPORTER, order, engine), b""), later_s)
    book = d.rule_books[d.deposits["th-bank-1"]]
    pair = BANGKOK_BANK.address, CHIANGMAI_BANK.address
    story.do(BANK_OF_THAILAND, d.rule(CounterpartyExposure).clear("THB", book, *pair))


def _send_the_record(story: Story, commitment: bytes) -> None:
    """Its receivers state their keys, and the importer's bank says what it has sent."""
    d, sealed = story.deployment, keccak(ENVELOPE.encode())
    for party, key in SEALING_KEYS.items():
        story.do(party, d.registry.set_sealing_key(bytes(key.public_key)))
    story.do(BANGKOK_BANK, d.rule(TravelRule).send_record(uetr(30), HK_BANK.address, "HKD", commitment, sealed))


def sealed_lines() -> str:
    """What the nodes leave of the records that were sent, one a line."""
    line = {"uetr": uetr(30), "sender": BANGKOK_BANK.address, "envelope": json.loads(ENVELOPE)}
    return json.dumps(line) + "\n"


def travel_rule_lines() -> str:
    """What the nodes leave of the records, one a line."""
    line = {"uetr": uetr(30), "salt": b"salt".hex(), "record": RECORD}
    return json.dumps(line) + "\n"
