"""The audited run of loans: every event that their contracts have and every act, on a chain of its own.

Trusts the parts of the small run for the network and its people.
Never does what fails: each refusal here is one that the contract records.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import audited_workouts as workouts
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    IMPORTER,
    KEEPER,
    NEIGHBOUR,
    POOR,
    PUBLISHER,
    SECOND_KEY,
    SHOP,
    lei,
)
from audited_lending import apply, collect, drawing, due_at, lend, mandate_of, signed, terms_of
from audited_story import Story

from audit.loans.agreed import syndicate_hash
from chain.abi import Address
from chain.client import Call
from chain.clients.types import (
    DayCount,
    LoanAssignment,
    LoanMandate,
    PeriodUnit,
    Role,
    Shape,
    Share,
    Status,
    StepUp,
)

INDEX = "THOR"
FEE_MINOR = 1_000
WHOLE = 2**256 - 1
_OFF_AND_ON = (Status.SUSPENDED, Status.ACTIVE)
MONTHLY = {"period_unit": PeriodUnit.MONTHS, "period_length": 1}


def tell(folder: Path) -> Story:
    """The whole run, its ledger still there to be read."""
    story = Story(folder)
    story.open_accounts()
    d = story.deployment
    story.do(BANGKOK_BANK, d.deposit("th-bank-1").issue(POOR.address, 10_000, b"cash"))
    story.do(CHIANGMAI_BANK, d.deposit("th-bank-2").issue(SHOP.address, 10**8, b"cash"))
    for act in (apply_in_vain, run_by_itself, run_across_banks, follow_an_index, let_debt_grow, share_among_banks):
        act(story)
    for act in (keep_a_mandate, pay_by_hand, change_hands, workouts.fail, workouts.come_back):
        act(story)
    for act in (collect_many, miss_a_month, sign_with_two_keys):
        act(story)
    story.finish()
    return story


def apply_in_vain(story: Story) -> None:
    """Asked twice under one id, declined by the bank, by the borrower; an offer that runs out."""
    contract = story.deployment.loan_applications
    first, second, third = (bytes([number]) * 32 for number in (1, 2, 3))
    ask = contract.request_loan(first, BANGKOK_BANK.address, "THB", 10**6, "LOAN")
    story.do(IMPORTER, ask)
    story.do(IMPORTER, ask)
    story.do(BANGKOK_BANK, contract.decline_loan(first, "income"))
    story.do(BANGKOK_BANK, contract.offer_loan(first, b"\1" * 32, b"\2" * 32, story.ledger.timestamp_s + DAY_S))
    story.do(IMPORTER, contract.decline_loan(first, "late"))
    for key in (second, third):
        story.do(SHOP, contract.request_loan(key, BANGKOK_BANK.address, "THB", 10**6, "LOAN"))
    story.do(SHOP, contract.decline_loan(second, "elsewhere"))
    story.do(BANGKOK_BANK, contract.offer_loan(third, b"\1" * 32, b"\2" * 32, story.ledger.timestamp_s + 60))


def run_by_itself(story: Story) -> None:
    """Collected by a customer of another bank, of the lender, by a bank and by nobody whom a fee could reach."""
    book = story.deployment.loan_book
    terms = lend(story, "annuity", instalments=4, keeper_fee_minor=FEE_MINOR)
    story.do(KEEPER, book.collect(story.loans["annuity"]))
    for keeper in (SHOP, NEIGHBOUR, CHIANGMAI_BANK, KEEPER):
        collect(story, "annuity", keeper=keeper)
    story.do(KEEPER, book.collect(story.loans["annuity"]))
    story.do(BANGKOK_BANK, drawing(story, terms, [BANGKOK_BANK], IMPORTER, mandate_of(story, terms)))


def run_across_banks(story: Story) -> None:
    """At month's end; the borrower's bank is short of central-bank money over a whole grace, then pays; a lender that
    is short owes a keeper; a lender, a bank and a borrower are suspended, money is paused and frozen."""
    money, registry = story.deployment.money("THB"), story.deployment.registry
    figures = {"end_of_month": True, "day_count": DayCount.THIRTY_E360, "shape": Shape.BULLET, "instalments": 10}
    figures |= {"principal_minor": 10**6, "keeper_fee_minor": FEE_MINOR}
    lend(story, "apart", IMPORTER, CHIANGMAI_BANK, **(MONTHLY | figures))
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(BANGKOK_BANK.address, WHOLE))
    collect(story, "apart")
    collect_again(story, "apart", 2 * DAY_S)
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(BANGKOK_BANK.address, 0))
    collect_again(story, "apart")
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(CHIANGMAI_BANK.address, WHOLE))
    collect(story, "apart", keeper=NEIGHBOUR)
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(CHIANGMAI_BANK.address, 0))
    for account in (CHIANGMAI_BANK.address, BANGKOK_BANK.address, story.deployment.loan_book.address):
        hinder(story, "apart", *(registry.set_participant_status(account, status, "test") for status in _OFF_AND_ON))
    hinder(story, "apart", *(money.set_paused(is_paused, "test") for is_paused in (True, False)))
    token = story.deployment.deposit("th-bank-1")
    hinder(story, "apart", *(token.set_frozen_tokens(IMPORTER.address, minor) for minor in (WHOLE, 0)))
    hinder(story, "apart", *(registry.set_customer_status(IMPORTER.address, status, "test") for status in _OFF_AND_ON))
    collect(story, "apart")
    collect(story, "apart")
    collect(story, "apart")


def follow_an_index(story: Story) -> None:
    """A floating annuity: reset on a due date, above its cap, and where the index is too old."""
    d, index = story.deployment, story.deployment.rate_index
    story.do(BANK_OF_THAILAND, d.registry.admit(PUBLISHER.address, Role.RATE_PUBLISHER, lei(30), "", "TH"))
    story.do(PUBLISHER, d.registry.accept_admission("TH"))
    story.do(BANK_OF_THAILAND, index.license_index("THB", INDEX, PUBLISHER.address))
    publish(story, 20_000, 1)
    floating = {"rate_index": INDEX, "rate_bps": 150, "floor_bps": 100, "cap_bps": 900, "rate_age_days_max": 40}
    terms = terms_of(story, "early", BANGKOK_BANK, IMPORTER, instalments=4, **(MONTHLY | floating))
    apply(story, terms, IMPORTER, BANGKOK_BANK)
    story.do(BANGKOK_BANK, drawing(story, terms, [BANGKOK_BANK], IMPORTER, mandate_of(story, terms)))
    story.ledger.seal(story.ledger.timestamp_s + 2 * DAY_S)
    lend(story, "floating", instalments=4, **(MONTHLY | floating))
    publish(story, 95_000, 10)
    collect(story, "floating")
    publish(story, -30_000, 10)
    collect(story, "floating")
    collect(story, "floating")
    collect(story, "floating")


def let_debt_grow(story: Story) -> None:
    """An agreed payment below the interest; a linear loan besides."""
    grown = {"shape": Shape.NEGATIVE_AMORTISING, "payment_minor": 40_000, "rate_bps": 900, "instalments": 3}
    lend(story, "grown", NEIGHBOUR, principal_minor=10**7, day_count=DayCount.ACTUAL360, **(MONTHLY | grown))
    for _ in range(3):
        collect(story, "grown")


def share_among_banks(story: Story) -> None:
    """A syndicate whose second member keeps the borrower's account."""
    shares = [Share(BANGKOK_BANK.address, 2), Share(CHIANGMAI_BANK.address, 1)]
    figures = {"shape": Shape.LINEAR, "instalments": 3, "principal_minor": 10**6 + 1, "keeper_fee_minor": FEE_MINOR}
    terms = terms_of(story, "shared", BANGKOK_BANK, SHOP, syndicate_hash=syndicate_hash(shares), **figures)
    apply(story, terms, SHOP, BANGKOK_BANK)
    lenders = BANGKOK_BANK, CHIANGMAI_BANK
    story.do(SHOP, drawing(story, terms, lenders, SHOP, mandate_of(story, terms), shares))
    story.loans["shared"] = story.ledger.read(story.deployment.loan_book.hash_terms(terms))
    collect(story, "shared", keeper=NEIGHBOUR)
    papers = passing(story, "shared", CHIANGMAI_BANK.address, BANGKOK_BANK.address, 300_000)
    sides = signed(story, CHIANGMAI_BANK, papers), signed(story, BANGKOK_BANK, papers)
    story.do(CHIANGMAI_BANK, story.deployment.loan_book.assign(papers, *sides))
    collect(story, "shared")
    collect(story, "shared")


def keep_a_mandate(story: Story) -> None:
    """Up to its ceiling, a new one, revoked with notice, revoked twice; and the same number once more."""
    book = story.deployment.loan_book
    terms = terms_of(story, "mandate", BANGKOK_BANK, NEIGHBOUR, instalments=5, principal_minor=10**6)
    apply(story, terms, NEIGHBOUR, BANGKOK_BANK)
    first = mandate_of(story, terms, ceiling_minor=300_000)
    story.do(BANGKOK_BANK, drawing(story, terms, [BANGKOK_BANK], NEIGHBOUR, first))
    loan_id = story.loans["mandate"] = first.loan_id
    collect(story, "mandate")
    collect(story, "mandate")
    second = LoanMandate(loan_id, 1, 10**6, story.ledger.timestamp_s + 100 * DAY_S, 3_600)
    change = book.set_mandate(second, signed(story, NEIGHBOUR, second), b"")
    story.do(KEEPER, change)
    story.do(KEEPER, change)
    collect_again(story, "mandate")
    story.do(NEIGHBOUR, book.revoke_mandate(loan_id))
    story.do(NEIGHBOUR, book.revoke_mandate(loan_id))
    collect(story, "mandate")
    story.do(NEIGHBOUR, book.repay(loan_id, 100))
    story.do(NEIGHBOUR, book.close_early(loan_id))
    story.do(KEEPER, change)


def pay_by_hand(story: Story) -> None:
    """Repaid early in part, more than is left, with arrears open; closed early; nothing due; too little for it."""
    book = story.deployment.loan_book
    lend(story, "hand", NEIGHBOUR, instalments=6, principal_minor=10**7)
    loan_id, act_s = story.loans["hand"], due_at(story, "hand")
    story.do(NEIGHBOUR, book.repay(loan_id, 1))
    story.do(NEIGHBOUR, book.prepay(loan_id, 10**7))
    story.do(NEIGHBOUR, book.prepay(loan_id, 2 * 10**6), act_s - 3 * DAY_S)
    story.do(NEIGHBOUR, book.prepay(loan_id, 10**5), act_s)
    story.do(NEIGHBOUR, book.repay(loan_id, 10**8))
    story.do(NEIGHBOUR, book.prepay(loan_id, 10**5))
    token = story.deployment.deposit("th-bank-1")
    story.do(BANK_OF_THAILAND, token.set_frozen_tokens(NEIGHBOUR.address, WHOLE))
    story.do(NEIGHBOUR, book.prepay(loan_id, 10**5))
    story.do(NEIGHBOUR, book.close_early(loan_id))
    story.do(BANK_OF_THAILAND, token.set_frozen_tokens(NEIGHBOUR.address, 0))
    story.do(NEIGHBOUR, book.close_early(loan_id), story.ledger.timestamp_s + 3 * DAY_S)
    story.do(NEIGHBOUR, book.repay(loan_id, 1))


def change_hands(story: Story) -> None:
    """Passed on for a price, twice under one number, and collected for the new lender."""
    book = story.deployment.loan_book
    lend(story, "passed", instalments=2)
    paper = passing(story, "passed", BANGKOK_BANK.address, CHIANGMAI_BANK.address, 10**7)
    move = book.assign(paper, signed(story, BANGKOK_BANK, paper), signed(story, CHIANGMAI_BANK, paper))
    story.do(CHIANGMAI_BANK, move)
    back = replace(paper, from_=paper.to, to=paper.from_)
    story.do(BANGKOK_BANK, book.assign(back, signed(story, CHIANGMAI_BANK, back), signed(story, BANGKOK_BANK, back)))
    collect(story, "passed")
    collect(story, "passed")
    third = replace(back, number=1)
    sides = signed(story, CHIANGMAI_BANK, third), signed(story, BANGKOK_BANK, third)
    story.do(BANGKOK_BANK, book.assign(third, *sides))


def sign_with_two_keys(story: Story) -> None:
    """A borrower with a step-up: its mandate takes both keys."""
    token = story.deployment.deposit("th-bank-1")
    story.do(IMPORTER, token.set_step_up(StepUp(SECOND_KEY.address, 1_000), b""))
    terms = terms_of(story, "stepped", BANGKOK_BANK, IMPORTER, instalments=2, principal_minor=10**6)
    apply(story, terms, IMPORTER, BANGKOK_BANK)
    mandate = mandate_of(story, terms)
    story.do(BANGKOK_BANK, drawing(story, terms, [BANGKOK_BANK], IMPORTER, mandate, second_key=SECOND_KEY))
    story.loans["stepped"] = mandate.loan_id
    collect(story, "stepped")


def collect_many(story: Story) -> None:
    """A batch of two lenders, of which one loan is not due and one unknown."""
    book = story.deployment.loan_book
    named = {"keeper_fee_minor": FEE_MINOR, "instalments": 2, "principal_minor": 10**6}
    lend(story, "batch-1", NEIGHBOUR, BANGKOK_BANK, **named)
    lend(story, "batch-2", SHOP, BANGKOK_BANK, **named)
    lend(story, "batch-3", SHOP, CHIANGMAI_BANK, **named)
    lend(story, "batch-4", SHOP, CHIANGMAI_BANK, period_length=70, **named)
    loans = [story.loans[f"batch-{number}"] for number in (1, 2, 4, 3)]
    for _ in range(2):
        story.do(SHOP, book.collect_batch([*loans, b"\7" * 32]), due_at(story, "batch-3"))


def miss_a_month(story: Story) -> None:
    """More due dates than one call bills; late after them, and current again once all is paid."""
    lend(story, "behind", period_length=1, instalments=60, grace_s=3_600, principal_minor=10**6, late_fee_minor=7)
    loan_id = story.loans["behind"]
    at_s = due_at(story, "behind") + 54 * DAY_S
    story.do(KEEPER, story.deployment.loan_book.collect(loan_id), at_s)
    story.do(IMPORTER, story.deployment.loan_book.prepay(loan_id, 10))
    for _ in range(2):
        story.do(KEEPER, story.deployment.loan_book.collect(loan_id))


def publish(story: Story, rate_ppm: int, days_ahead: int) -> None:
    """The index from a coming day on."""
    day = story.ledger.timestamp_s // DAY_S + days_ahead
    story.do(PUBLISHER, story.deployment.rate_index.publish_index("THB", INDEX, rate_ppm, day))


def collect_again(story: Story, name: str, after_s: int = 2) -> None:
    """The same due date once more."""
    call = story.deployment.loan_book.collect(story.loans[name])
    story.do(KEEPER, call, story.ledger.timestamp_s + after_s)


def hinder(story: Story, name: str, on: Call[Any], off: Call[Any]) -> None:
    """Something stands in the way of a collection on its due second, and no more two seconds later."""
    story.do(BANK_OF_THAILAND, on)
    collect(story, name)
    story.do(BANK_OF_THAILAND, off)
    collect_again(story, name)


def passing(story: Story, name: str, from_: Address, to: Address, price_minor: int) -> LoanAssignment:
    """The paper of the first assignment of a loan."""
    return LoanAssignment(story.loans[name], 0, from_, to, price_minor, story.ledger.timestamp_s + DAY_S)
