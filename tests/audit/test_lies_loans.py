"""Plants a lie in what the loan contracts said or moved, one at a time, and asks whether the rule for it finds it.

Trusts the honest record of the run of loans, which by itself gives no finding and has every event that there is.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, DAY_S, IMPORTER, SHOP
from audited_story import Story
from lies import STRANGER, Lie, add, alter, at, beside, both, drop, edit, twice

from audit.books import Books
from audit.loans.accounts import EDGES
from audit.loans.said import RULE_OF
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    ApplicationRefused,
    CollectionShort,
    IndexLicensed,
    IndexPublished,
    InstalmentBilled,
    InstalmentLate,
    Issued,
    KeeperPaid,
    KeeperUnpaid,
    LoanAccelerated,
    LoanActRefused,
    LoanAssigned,
    LoanDeclined,
    LoanDrawn,
    LoanOffered,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
    LoanRequested,
    LoanRestructured,
    LoanStatusChanged,
    LoanTaken,
    LoanWrittenOff,
    MandateRevoked,
    MandateSet,
    Redeemed,
    SyndicateFormed,
    Transfer,
)
from chain.clients.types import ApplicationState, LoanAct, LoanRefusal, LoanStatus, ShortReason

CLOSED = LoanStatus.CLOSED


def terms(**values: Any) -> Lie:
    return edit(LoanDrawn, lambda event: [replace(event, terms=replace(event.terms, **values))])


def term_of_schedule(**values: Any) -> Lie:
    def change(event: LoanDrawn) -> list[LoanDrawn]:
        return [replace(event, terms=replace(event.terms, schedule=replace(event.terms.schedule, **values)))]

    return edit(LoanDrawn, change)


def to(status: LoanStatus) -> Callable[[Any], bool]:
    return lambda event: event.to is status


def because(reason: ShortReason | LoanRefusal) -> Callable[[Any], bool]:
    return lambda event: event.reason is reason


def late_fees(event: Any) -> bool:
    return bool(event.fee_minor and event.interest_minor)


def grows(event: Any) -> bool:
    return bool(event.capitalised_minor)


def keeper_fee(event: Any) -> bool:
    return bool(event.reference_id.startswith(b"keeper-fee"))


def price(event: Any) -> bool:
    """What a bank pays for a loan, in central-bank money."""
    return bool(event.value == 10**7 and int(event.from_, 16))


def from_zero(event: Any) -> bool:
    return not int(event.from_, 16) and event.value == 1_000


LIES: list[tuple[str, Lie]] = [
    ("loan-application", drop(LoanRequested)),
    ("loan-application", alter(LoanRequested, borrower=STRANGER)),
    ("loan-application", add(LoanRequested, amount_minor=1)),
    ("loan-application", twice(LoanOffered)),
    ("loan-application", alter(LoanOffered, terms_hash=bytes(32))),
    ("loan-application", add(LoanOffered, expires_at=1)),
    ("loan-application", alter(LoanDeclined, party=STRANGER)),
    ("loan-application", drop(LoanTaken)),
    ("loan-application", alter(LoanTaken, application_id=b"\1" * 32)),
    ("loan-application", alter(ApplicationRefused, state=ApplicationState.TAKEN)),
    ("rate-index", alter(IndexLicensed, publisher=STRANGER)),
    ("rate-index", add(IndexPublished, rate_ppm=1)),
    ("rate-index", add(IndexPublished, effective_day=-1)),
    ("rate-index", drop(IndexPublished, 1)),
    ("rate-index", at(IndexPublished, 2 * DAY_S)),
    ("loan-terms", drop(LoanDrawn)),
    ("loan-terms", twice(LoanDrawn)),
    ("loan-terms", alter(LoanDrawn, lender=STRANGER)),
    ("loan-terms", add(LoanDrawn, rate_ppm=1)),
    ("loan-terms", add(LoanDrawn, drawn_at=1)),
    ("loan-terms", terms(principal_minor=1)),
    ("loan-terms", terms(grace_s=0)),
    ("loan-terms", term_of_schedule(rate_bps=721)),
    ("loan-terms", term_of_schedule(period_length=8)),
    ("loan-terms", edit(SyndicateFormed, lambda e: [replace(e, shares=e.shares[::-1])])),
    ("loan-terms", drop(SyndicateFormed)),
    ("loan-schedule", add(InstalmentBilled, interest_minor=1)),
    ("loan-schedule", add(InstalmentBilled, principal_minor=-1)),
    ("loan-schedule", add(InstalmentBilled, grows, capitalised_minor=1)),
    ("loan-schedule", add(InstalmentBilled, due_at=1)),
    ("loan-schedule", add(InstalmentBilled, index=1)),
    ("loan-schedule", twice(InstalmentBilled)),
    ("loan-schedule", drop(InstalmentBilled)),
    ("loan-schedule", at(InstalmentBilled, -2)),
    ("loan-outstanding", add(InstalmentBilled, unbilled_minor=-1)),
    ("loan-outstanding", add(InstalmentBilled, grows, capitalised_minor=-1)),
    ("loan-outstanding", add(LoanPaid, principal_minor=1)),
    ("loan-outstanding", add(LoanPaid, interest_minor=-1, principal_minor=1)),
    ("loan-outstanding", add(LoanPaid, late_fees, fee_minor=-1, interest_minor=1)),
    ("loan-outstanding", add(LoanPaid, left_minor=1)),
    ("loan-outstanding", add(LoanPrepaid, unbilled_minor=1)),
    ("loan-outstanding", add(LoanAccelerated, principal_minor=1)),
    ("loan-outstanding", add(LoanRestructured, principal_minor=1)),
    ("loan-outstanding", add(LoanWrittenOff, principal_minor=-1)),
    ("loan-rate", add(LoanRateReset, rate_ppm=1)),
    ("loan-rate", alter(LoanRateReset, 2, is_fresh=True)),
    ("loan-rate", drop(LoanRateReset)),
    ("loan-lateness", drop(InstalmentLate)),
    ("loan-lateness", twice(InstalmentLate)),
    ("loan-lateness", add(InstalmentLate, index=1)),
    ("loan-lateness", add(InstalmentLate, due_at=1)),
    ("loan-lateness", add(InstalmentLate, late_fee_minor=-1)),
    ("loan-lateness", at(InstalmentLate, -2)),
    ("loan-lateness", edit(CollectionShort, lambda e: [InstalmentLate(e.loan_id, 1, 0, 50_000), e])),
    ("loan-collection", drop(LoanPaid)),
    ("loan-collection", twice(LoanPaid)),
    ("loan-collection", alter(LoanPaid, wallet=STRANGER)),
    ("loan-collection", add(LoanPaid, principal_minor=1)),
    ("loan-short", drop(CollectionShort)),
    ("loan-short", alter(CollectionShort, because(ShortReason.BANK_SHORT), reason=ShortReason.INSUFFICIENT_BALANCE)),
    ("loan-short", alter(CollectionShort, because(ShortReason.BANK_SHORT), party=IMPORTER.address)),
    ("loan-short", alter(CollectionShort, because(ShortReason.MANDATE_ENDED), reason=ShortReason.BORROWER_FROZEN)),
    ("loan-short", add(CollectionShort, needed_minor=1)),
    ("loan-short", add(CollectionShort, available_minor=1)),
    ("loan-short", beside(LoanPrepaid, CollectionShort(b"\1" * 32, 1, ShortReason.MONEY_PAUSED, STRANGER, 1, 1))),
    ("loan-keeper", add(KeeperPaid, amount_minor=1)),
    ("loan-keeper", alter(KeeperPaid, keeper=STRANGER)),
    ("loan-keeper", alter(KeeperPaid, lender=SHOP.address)),
    ("loan-keeper", add(KeeperPaid, lambda event: event.collections == 2, collections=1)),
    ("loan-keeper", drop(KeeperPaid)),
    ("loan-keeper", edit(KeeperUnpaid, lambda e: [KeeperPaid(e.lender, e.keeper, e.amount_minor, e.collections)])),
    ("loan-mandate", add(MandateSet, ceiling_minor=1)),
    ("loan-mandate", add(MandateSet, expires_at=1)),
    ("loan-mandate", twice(MandateSet)),
    ("loan-mandate", add(MandateRevoked, ends_at=-1)),
    ("loan-prepayment", add(LoanPrepaid, instalment_ray=1)),
    ("loan-prepayment", drop(LoanPrepaid)),
    ("loan-workout", add(LoanAccelerated, interest_minor=1)),
    ("loan-workout", add(LoanRestructured, capitalised_minor=1)),
    ("loan-workout", edit(LoanRestructured, lambda e: [replace(e, schedule=replace(e.schedule, rate_bps=1))])),
    ("loan-workout", drop(LoanWrittenOff)),
    ("loan-workout", add(LoanWrittenOff, interest_minor=-1)),
    ("loan-assignment", add(LoanAssigned, price_minor=1)),
    ("loan-assignment", alter(LoanAssigned, to=STRANGER)),
    ("loan-assignment", add(LoanAssigned, number=1)),
    ("loan-status", drop(LoanStatusChanged, to(CLOSED))),
    ("loan-status", drop(LoanStatusChanged, to(LoanStatus.LATE))),
    ("loan-status", twice(LoanStatusChanged, to(LoanStatus.DEFAULTED))),
    ("loan-status", alter(LoanStatusChanged, to(LoanStatus.WRITTEN_OFF), to=LoanStatus.ACTIVE)),
    ("loan-status", alter(LoanStatusChanged, to(LoanStatus.RECOVERING), from_=LoanStatus.LATE)),
    ("loan-status", edit(LoanPaid, lambda e: [e, LoanStatusChanged(e.loan_id, LoanStatus.ACTIVE, LoanStatus.LATE)])),
    ("loan-status", edit(LoanStatusChanged, lambda e: [e, LoanPaid(e.loan_id, STRANGER, 0, 0, 0, 0)], to(CLOSED))),
    ("loan-refusal", drop(LoanActRefused)),
    ("loan-refusal", alter(LoanActRefused, act=LoanAct.REPAY)),
    ("loan-refusal", alter(LoanActRefused, because(LoanRefusal.USED), reason=LoanRefusal.EXPIRED)),
    ("loan-refusal", alter(LoanActRefused, because(LoanRefusal.WRONG_STATUS), status=LoanStatus.LATE)),
    ("loan-refusal", beside(LoanPaid, LoanActRefused(b"\1" * 32, LoanAct.COLLECT, LoanStatus.NONE, LoanRefusal.NONE))),
    ("loan-legs", both(drop(Redeemed), drop(Transfer, lambda event: not int(event.to, 16)))),
    ("loan-legs", alter(Redeemed, reference_id=bytes(32))),
    ("loan-legs", add(Redeemed, amount_minor=1)),
    ("loan-legs", drop(Transfer, price)),
    ("loan-legs", alter(Issued, keeper_fee, reference_id=bytes(32))),
    ("loan-legs", alter(Issued, keeper_fee, holder=IMPORTER.address)),
    ("loan-legs", both(drop(Issued, keeper_fee), drop(Transfer, from_zero))),
    ("money-explained", beside(LoanPaid, Transfer(BANGKOK_BANK.address, STRANGER, 1))),
    ("money-explained", twice(Transfer, price)),
]


def test_rebuild__honest_loans__finds_nothing(lent_books: Books) -> None:
    assert lent_books.findings == ()


def test_run_of_loans__events__are_all_that_there_are_on_every_edge(lent_blocks: list[RecordedBlock]) -> None:
    events = [logged.event for block in lent_blocks for t in block.transactions for logged in t.events]
    assert {type(event) for event in events} >= set(RULE_OF)
    assert {(event.from_, event.to) for event in events if isinstance(event, LoanStatusChanged)} == EDGES
    reasons = {event.reason for event in events if isinstance(event, CollectionShort)}
    assert reasons == set(ShortReason) - {ShortReason.BORROWER_WITHOUT_ACCOUNT}
    assert {event.act for event in events if isinstance(event, LoanActRefused)} == set(LoanAct)


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_loans__is_found_by_its_rule(
    lent_blocks: list[RecordedBlock], lent: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(lent_blocks), lent.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__planted_lie_about_loans__names_block_transaction_and_subject(
    lent_blocks: list[RecordedBlock], lent: Story
) -> None:
    (finding,) = rebuild(alter(LoanPaid, wallet=STRANGER)(lent_blocks), lent.deployment).findings
    place = next(t for b in lent_blocks for t in b.transactions if any(isinstance(e.event, LoanPaid) for e in t.events))
    loan_id = next(e.event.loan_id for e in place.events if isinstance(e.event, LoanPaid))
    assert (finding.rule, finding.height) == ("loan-collection", place.height)
    assert finding.tx_hash == f"0x{place.tx_hash.hex()}"
    assert finding.subject == f"0x{loan_id.hex()}"
    assert finding.message == f"LoanPaid: wallet is {STRANGER}, due {IMPORTER.address}"
