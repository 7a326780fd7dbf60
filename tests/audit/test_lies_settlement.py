"""What the audit says of other ways to settle: against storage, in its report, and nothing where none was used.

Trusts the run of deals to have used every one of them.
Never compares with figures that the nodes wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from audited_cast import MAKER, uetr
from audited_story import Story
from audited_venues import CONCENTRATED
from liar import Liar

from audit.books import Books, Fact
from audit.conservation import conservation
from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.store import Index
from audit.reader import Reader
from audit.reconcile import FACT_RULES, reconcile
from audit.record import Record
from audit.report import audit_folder, audit_record
from audit.run_folder import RunFolder
from audit.storage import read_storage
from chain.clients.types import InstructionState, LockState, ObligationState, QueueMode
from chain.errors import Reverted

OF_PAYMENTS = {"PaymentReturns", "QueuedPayments"}
OF_LOANS = {"LoanApplications", "LoanBook", "RateIndex"}
OF_RECORDS = {"TravelRule"}
"""Contracts that are asked about payments, loans or travel-rule records, which the run of deals has none of."""


def fail(_: Any) -> Any:
    raise Reverted(b"")


def first(change: Callable[[Any], Any]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Changes the first of several answers."""
    return lambda values: (change(values[0]), *values[1:])


LIES: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("storage-instruction", "AtomicSettlement.instructionOf", first(lambda _: InstructionState.OPEN)),
    ("storage-instruction", "AtomicSettlement.instructionOf", lambda values: (values[0], values[1] ^ 1, values[2])),
    ("storage-lock", "HashTimeLock.stateOf", lambda _: LockState.OPEN),
    ("storage-obligation", "LiquidityQueue.obligationOf", lambda item: replace(item, state=ObligationState.HELD)),
    ("storage-obligation", "LiquidityQueue.obligationOf", lambda item: replace(item, priority=77)),
    ("storage-obligation", "LiquidityQueue.positionOf", lambda minor: minor + 1),
    ("storage-obligation", "LiquidityQueue.multilateralPositionOf", lambda minor: minor - 1),
    ("storage-obligation", "LiquidityQueue.cyclePositionOf", lambda minor: minor + 1),
    ("storage-obligation", "LiquidityQueue.bilateralLimitOf", lambda minor: minor + 1),
    ("storage-obligation", "LiquidityQueue.multilateralLimitOf", lambda minor: minor + 1),
    ("storage-obligation", "LiquidityQueue.cycleOf", lambda cycle: replace(cycle, count=77)),
    ("storage-obligation", "LiquidityQueue.modeOf", lambda _: QueueMode.GROSS),
    ("storage-obligation", "LiquidityQueue.batchesOf", lambda count: count + 1),
    ("storage-credit", "IntradayCredit.creditOf", first(lambda minor: minor + 1)),
    ("storage-credit", "IntradayCredit.creditOf", lambda answer: (answer[0], 1)),
    ("storage-credit", "IntradayCredit.collateralOf", lambda minor: minor - 1),
    ("storage-credit", "IntradayCredit.recordedOf", lambda minor: minor + 1),
    ("storage-credit", "IntradayCredit.pledgedOf", lambda minor: minor + 1),
    ("storage-credit", "IntradayCredit.haircutOf", lambda bps: bps + 1),
    ("storage-rate", "FxBoard.referenceRate", first(lambda rate_ray: rate_ray + 1)),
    ("storage-rate", "FxBoard.referenceTermsOf", lambda terms: replace(terms, age_s_max=1)),
    ("storage-rate", "FxBoard.reportersOf", lambda reporters: reporters[1:]),
    ("storage-rate", "FxBoard.reportOf", lambda report: replace(report, rate_ray=1)),
    ("storage-pool", "FxPool.reserves", first(lambda minor: minor - 1)),
    ("storage-pool", "FxPool.totalShares", lambda shares: shares + 1),
    ("storage-pool", "FxPool.sharesOf", lambda shares: shares + 1),
    ("storage-pool", "FxPool.spec", lambda spec: replace(spec, fee_bps=0)),
    ("storage-readable", "FxPool.reserves", fail),
    ("storage-readable", "LiquidityQueue.obligationOf", fail),
]


def test_reconcile__honest_deals__finds_nothing(deal_reader: Reader, deal_books: Books, deals: Story) -> None:
    storage = read_storage(deal_reader, deals.deployment, deal_books)
    assert reconcile(deal_books, storage, deals.deployment) == ()
    assert storage.asked == set(FACT_RULES) - OF_PAYMENTS - OF_LOANS - OF_RECORDS


@pytest.mark.parametrize(("rule", "function", "lie"), LIES, ids=[f"{f}-{n}" for n, (_, f, _) in enumerate(LIES)])
def test_reconcile__chain_that_lies_about_settlement__is_found_by_its_rule(
    deal_reader: Reader, deal_books: Books, deals: Story, rule: str, function: str, lie: Callable[[Any], Any]
) -> None:
    storage = read_storage(Liar(deal_reader, function, lie), deals.deployment, deal_books)
    assert {finding.rule for finding in reconcile(deal_books, storage, deals.deployment)} == {rule}


def test_reconcile__difference__names_contract_view_and_key(
    deal_reader: Reader, deal_books: Books, deals: Story
) -> None:
    storage = read_storage(Liar(deal_reader, "FxPool.sharesOf", lambda _: 5), deals.deployment, deal_books)
    findings = reconcile(deal_books, storage, deals.deployment)
    assert {finding.subject for finding in findings} == {f"FxPool.shares_of {MAKER.address}"}
    fact = Fact("FxPool", deals.deployment.pools[CONCENTRATED], "shares_of", (MAKER.address,))
    assert f"events {deal_books.facts[fact]}, storage 5" in {finding.message for finding in findings}


def test_audit__of_deals__counts_where_they_stand_and_what_is_in_escrow(
    deals: Story, deal_record: Record, deal_reader: Reader
) -> None:
    report = audit_record(deal_record.journal, deals.deployment, deal_reader).as_json()
    assert report["settlements"]["instructions"] == {"cancelled": 2, "expired": 3, "settled": 7}
    assert report["conservation"]["HKD"]["escrow_minor"]["FxPool.product"] > 0


def test_audit__of_payments_and_loans_alone__does_not_mention_them(
    reader: Reader, books: Books, story: Story, copy: Path
) -> None:
    report = audit_folder(RunFolder.open(copy)).as_json()
    assert "settlements" not in report
    assert all("escrow_minor" not in currency for currency in report["conservation"].values())
    assert {fact.kind for fact in books.facts} <= OF_PAYMENTS | OF_LOANS | OF_RECORDS
    storage = read_storage(reader, story.deployment, books)
    assert not any(item.escrow for item in conservation(storage, story.deployment).values())


def test_list_events__of_one_instruction__are_all_of_its_transactions(deal_index: Index) -> None:
    names = {row["event"] for row in list_rows(deal_index, "events", EventFilter(uetr=uetr(121)))}
    assert names >= {"InstructionProposed", "LegReserved", "InstructionCancelled", "LegReturned", "Redeemed", "Issued"}
