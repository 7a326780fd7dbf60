"""The audited run of payments, its second part: what is given back, and what is asked back and is not.

Trusts the story's ledger, and the hops before it for what went abroad.
Never does what fails; what is refused is meant to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from audited_cast import (
    BANGKOK_BANK,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    FINDER,
    HK_BANK,
    IMPORTER,
    POOR,
    SECOND_KEY,
    SHOP,
    uetr,
)
from audited_hops import AMOUNT_MINOR, Way, abroad, by_pool
from audited_story import Story

from chain.accounts import Account
from chain.clients.types import PaymentOrder, ReturnOrder
from chain.consents import CustomerConsent

PLAIN, RECALLED, REJECTED, OPEN, UNPAID, OF_A_LOST_KEY = range(320, 326)
"""Of payments; what gives one back has ten more."""
BACK, ABROAD_BACK = 10, 339
TOO_MUCH, TWICE, UNKNOWN = range(340, 343)
HOME_MINOR, PART_MINOR, POORS_MINOR = 40_000, 39_000, 700
REASON, RECALL_REASON, REJECTION = "AC04", "DUPL", "CUST"  # ISO 20022: account closed, duplicate, customer decision


def at_home(story: Story, number: int, payer: Account = IMPORTER, amount_minor: int = HOME_MINOR) -> PaymentOrder:
    """Somebody of the Bangkok bank pays the shop, until the day after."""
    order = story.order(number, payer, SHOP.address, amount_minor, "THB")
    return replace(order, expires_at=story.ledger.timestamp_s + DAY_S)


def pay(story: Story, number: int, payer: Account = IMPORTER, amount_minor: int = HOME_MINOR) -> PaymentOrder:
    """The same, settled at once."""
    order, engine = at_home(story, number, payer, amount_minor), story.deployment.engine
    step_up = story.sign(SECOND_KEY, order, engine) if payer is IMPORTER else b""
    story.do(BANGKOK_BANK, engine.settle(order, story.sign(payer, order, engine), step_up))
    return order


def return_of(story: Story, original: PaymentOrder, number: int, amount_minor: int, **changes: Any) -> ReturnOrder:
    """A return of so much, in the currency in which the original's payer paid."""
    back = replace(
        original,
        uetr=uetr(number),
        payer=original.payee,
        payee=original.payer,
        payer_currency=original.payee_currency,
        payee_currency=original.payer_currency,
        amount_minor=amount_minor,
        cost_minor_max=original.amount_minor,
        expires_at=story.ledger.timestamp_s + 600,
    )
    return ReturnOrder(replace(back, **changes), original.uetr, REASON)


def give_back(story: Story, back: ReturnOrder, original: PaymentOrder, ways: Sequence[Way] = ()) -> None:
    """The shop or the exporter signs a return, and its bank relays it."""
    returns, board = story.deployment.payment_returns, story.deployment.fx_board
    payer, bank = (SHOP, CHIANGMAI_BANK) if back.payment.payer == SHOP.address else (EXPORTER, HK_BANK)
    signatures = [story.sign(way.maker, way.quote, board) if way.maker else b"" for way in ways]
    signed = story.sign(payer, back, returns), b""
    story.do(bank, returns.return_payment(back, original, *signed, [way.quote for way in ways], signatures))


def recall(story: Story, original: PaymentOrder) -> None:
    """The payer's bank asks for it back."""
    story.do(BANGKOK_BANK, story.deployment.payment_returns.request_recall(original, RECALL_REASON))


def return_payments(story: Story, sent_abroad: PaymentOrder) -> None:
    """A part at home, twice; what was recalled; what was rejected before; what came from abroad."""
    returns = story.deployment.payment_returns
    plain, recalled, rejected, still_open = (pay(story, number) for number in (PLAIN, RECALLED, REJECTED, OPEN))
    part = return_of(story, plain, PLAIN + BACK, PART_MINOR)
    give_back(story, part, plain)
    give_back(story, part, plain)
    for original in (recalled, recalled, rejected, still_open, plain, at_home(story, UNPAID)):
        recall(story, original)
    give_back(story, return_of(story, recalled, RECALLED + BACK, HOME_MINOR), recalled)
    story.do(CHIANGMAI_BANK, returns.reject_recall(rejected, REJECTION))
    give_back(story, return_of(story, rejected, REJECTED + BACK, HOME_MINOR), rejected)
    ways = [by_pool(story, "product", "THB", "HKD")]
    give_back(story, return_of(story, sent_abroad, ABROAD_BACK, 50_000), sent_abroad, ways)
    too_much = return_of(story, still_open, TOO_MUCH, HOME_MINOR + 1, cost_minor_max=10**6)
    give_back(story, too_much, still_open)
    give_back(story, return_of(story, plain, TWICE, 1), plain)
    unpaid = at_home(story, UNPAID)
    give_back(story, return_of(story, unpaid, UNKNOWN, 1), unpaid)


def lose_the_payers_key(story: Story) -> None:
    """A payer's key is replaced after it paid: what comes back goes to the new one."""
    d, registry = story.deployment, story.deployment.registry
    story.do(BANGKOK_BANK, d.deposit("th-bank-1").issue(POOR.address, 10_000, b"cash"))
    original = pay(story, OF_A_LOST_KEY, POOR, POORS_MINOR)
    commitment = story.ledger.read(registry.customer_of(POOR.address)).identity_commitment
    consent = story.sign(FINDER, CustomerConsent(FINDER.address, BANGKOK_BANK.address, commitment), registry)
    case = b"case".ljust(32, b"\0")
    story.do(BANGKOK_BANK, registry.open_key_replacement(POOR.address, FINDER.address, case, consent))
    completion = registry.complete_key_replacement(POOR.address)
    story.do(BANGKOK_BANK, completion, story.ledger.timestamp_s + 3 * DAY_S)
    back = return_of(story, original, OF_A_LOST_KEY + BACK, POORS_MINOR, payee=FINDER.address)
    give_back(story, back, original)


def give_and_ask_back(story: Story) -> None:
    """All of it, in this order."""
    sent_abroad = abroad(story, ABROAD_BACK - 1, AMOUNT_MINOR)
    story.pay_abroad(sent_abroad, story.quote(9), second_key=SECOND_KEY)
    return_payments(story, sent_abroad)
    lose_the_payers_key(story)
