"""Plants a lie about reference rates and pools, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of deals, in which nothing fills a pool: a fill is put beside it.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, DAY_S, HKMA, MAKER
from audited_story import Story
from audited_venues import CONCENTRATED, PRODUCT, RATE_RAY, REPORTERS
from lies import STRANGER, Lie, add, alter, at, both, drop, sent_by, twice

from audit.books import Books, Fact
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    ParticipantStatusChanged,
    PoolFilled,
    PoolProvided,
    PoolSharesLocked,
    PoolWithdrawn,
    PoolWrittenDown,
    RateReported,
    ReferenceTermsSet,
    ReporterListed,
    Transfer,
)
from chain.clients.types import Status
from chain.deployment import Deployment
from chain.events import LoggedEvent
from finance.curves.pool import Pool

LAST_PLACE, LAST_REPORT = 16, 17
"""Of the places and reports: the one that replaced another; the second one of a reporter."""

LIES: list[tuple[str, Lie]] = [
    ("rate-terms", sent_by(HKMA, ReferenceTermsSet)),
    ("rate-terms", alter(ReferenceTermsSet, base="THB")),
    ("rate-terms", alter(ReferenceTermsSet, reporters_min=0)),
    ("rate-terms", alter(ReferenceTermsSet, reporters_min=17)),
    ("rate-terms", alter(ReferenceTermsSet, deviation_bps_max=10_001)),
    ("rate-terms", alter(ReferenceTermsSet, age_s_max=0)),
    ("rate-report", drop(ReferenceTermsSet)),
    ("rate-report", sent_by(REPORTERS[1], RateReported)),
    ("rate-report", alter(RateReported, reporter=STRANGER)),
    ("rate-report", alter(RateReported, rate_ray=0)),
    ("rate-report", add(RateReported, observed_at=DAY_S)),
    ("rate-report", add(RateReported, LAST_REPORT, observed_at=-DAY_S)),
    ("rate-report", twice(RateReported)),
    ("rate-report", at(RateReported, -DAY_S)),
    ("rate-report", drop(ReporterListed)),
    ("rate-report", twice(ReporterListed)),
    ("rate-report", alter(ReporterListed, LAST_PLACE, replaced=ZERO_ADDRESS)),
    ("rate-report", alter(ReporterListed, LAST_PLACE, replaced=REPORTERS[3].address)),
    ("rate-report", alter(ReporterListed, LAST_PLACE, replaced=STRANGER)),
    ("rate-report", alter(ParticipantStatusChanged, lambda e: e.reason == "licence", status=Status.ACTIVE)),
    ("pool-consent", sent_by(BANGKOK_BANK, PoolProvided)),
    ("pool-consent", sent_by(BANGKOK_BANK, PoolWithdrawn)),
    ("pool-consent", alter(PoolProvided, provider=STRANGER)),
    ("pool-shares", add(PoolProvided, shares=1)),
    ("pool-shares", add(PoolProvided, 1, base_minor=-1)),
    ("pool-shares", add(PoolProvided, 1, shares=1)),
    ("pool-shares", add(PoolWithdrawn, quote_minor=1)),
    ("pool-shares", add(PoolWithdrawn, shares=10**9)),
    ("pool-shares", alter(PoolWithdrawn, provider=STRANGER)),
    ("pool-shares", drop(PoolProvided)),
    ("pool-shares", add(PoolSharesLocked, shares=1)),
    ("pool-shares", twice(PoolProvided)),
    ("pool-shares", add(PoolWrittenDown, lost_minor=1)),
    ("pool-shares", sent_by(HKMA, PoolWrittenDown)),
    ("pool-shares", twice(PoolWrittenDown)),
    ("leg-moves", drop(Transfer, lambda e: (e.from_, e.value) == (MAKER.address, 4_600_000))),
    ("leg-moves", add(PoolWithdrawn, base_minor=-1)),
    ("escrow-balance", drop(Transfer, lambda e: (e.from_, e.value) == (MAKER.address, 4_600_000))),
    ("escrow-purpose", both(drop(PoolProvided), drop(PoolProvided))),
    ("money-explained", add(PoolProvided, quote_minor=-1)),
]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_venues__is_found_by_its_rule(
    deal_blocks: list[RecordedBlock], deals: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(deal_blocks), deals.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def pool_of(books: Books, deployment: Deployment, name: str) -> Pool:
    """The pool as the honest books have it."""
    address = deployment.pools[name]
    answers = {fact.view: answer for fact, answer in books.facts.items() if fact.address == address and not fact.key}
    spec = answers["spec"]
    return Pool(spec.fee_bps, spec.amplification, *answers["reserves"], answers["total_shares"])


def fill(deals: Story, books: Books, name: str, sell_minor: int = 10_000) -> PoolFilled:
    """What a pool says when it sells Hong Kong dollars at the end of the run."""
    (rate_ray, _) = books.facts[Fact("FxBoard", deals.deployment.fx_board.address, "reference_rate", ("HKD", "THB"))]
    asked_ray = rate_ray if name == CONCENTRATED else 0
    cost = pool_of(books, deals.deployment, name).cost(True, sell_minor, asked_ray)
    assert cost is not None
    return PoolFilled(deals.deployment.engine.address, "HKD", sell_minor, cost.buy_minor, cost.fee_minor, asked_ray)


def filled(blocks: list[RecordedBlock], deals: Story, name: str, event: PoolFilled) -> list[RecordedBlock]:
    """The record with a fill in its last transaction, and the money that it moves."""
    pool, money = deals.deployment.pools[name], deals.deployment.central_bank_money
    last = blocks[-1].transactions[-1]

    def logged(address: Address, said: Any) -> LoggedEvent:
        return LoggedEvent(said, address, last.height, last.timestamp_s, last.tx_hash, last.position, 0)

    sold = Transfer(pool, MAKER.address, event.sell_minor)
    bought = Transfer(MAKER.address, pool, event.buy_minor)
    said = logged(pool, event), logged(money["HKD"], sold), logged(money["THB"], bought)
    transaction = replace(last, events=(*last.events, *said))
    return [*blocks[:-1], replace(blocks[-1], transactions=(*blocks[-1].transactions[:-1], transaction))]


def rules_found(blocks: list[RecordedBlock], deals: Story) -> set[str]:
    """What is found about pools and escrow: that a fill without a payment explains no movement is found besides."""
    found = {finding.rule for finding in rebuild(blocks, deals.deployment).findings}
    assert "money-explained" in found
    return {rule for rule in found if rule.startswith(("pool-", "escrow-"))}


@pytest.mark.parametrize("name", [PRODUCT, CONCENTRATED])
def test_rebuild__fill_at_the_curves_price__is_not_found(
    deal_blocks: list[RecordedBlock], deals: Story, deal_books: Books, name: str
) -> None:
    assert rules_found(filled(deal_blocks, deals, name, fill(deals, deal_books, name)), deals) == set()


FILL_LIES: list[tuple[str, Callable[[PoolFilled], PoolFilled]]] = [
    ("pool-price", lambda e: replace(e, buy_minor=e.buy_minor + 1)),
    ("pool-price", lambda e: replace(e, buy_minor=e.buy_minor - 1)),
    ("pool-price", lambda e: replace(e, fee_minor=e.fee_minor + 1)),
    ("pool-price", lambda e: replace(e, rate_ray=RATE_RAY + 1)),
    ("pool-price", lambda e: replace(e, taker=MAKER.address)),
    ("pool-price", lambda e: replace(e, sell_currency="USD")),
    ("pool-price", lambda e: replace(e, sell_minor=10**9)),
    ("pool-value", lambda e: replace(e, buy_minor=e.buy_minor - e.fee_minor - 100)),
    ("pool-value", lambda e: replace(e, sell_minor=e.sell_minor + 100)),
]


@pytest.mark.parametrize("name", [PRODUCT, CONCENTRATED])
@pytest.mark.parametrize(("rule", "lie"), FILL_LIES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(FILL_LIES)])
def test_rebuild__fill_at_another_price__is_found_by_its_rule(
    deal_blocks: list[RecordedBlock],
    deals: Story,
    deal_books: Books,
    name: str,
    rule: str,
    lie: Callable[[PoolFilled], PoolFilled],
) -> None:
    told = filled(deal_blocks, deals, name, lie(fill(deals, deal_books, name)))
    assert rule in rules_found(told, deals)


def test_rebuild__fill_whose_money_did_not_come__is_found_in_escrow(
    deal_blocks: list[RecordedBlock], deals: Story, deal_books: Books
) -> None:
    told = filled(deal_blocks, deals, PRODUCT, fill(deals, deal_books, PRODUCT))
    last = told[-1].transactions[-1]
    unpaid = replace(last, events=last.events[:-1])
    assert rules_found([*told[:-1], replace(told[-1], transactions=(unpaid,))], deals) == {"escrow-balance"}


def test_rebuild__central_bank_of_the_quote__is_who_set_the_terms(deal_blocks: list[RecordedBlock]) -> None:
    events = [logged.event for block in deal_blocks for t in block.transactions for logged in t.events]
    assert sum(isinstance(event, RateReported) for event in events) == LAST_REPORT + 1
    transactions = [transaction for block in deal_blocks for transaction in block.transactions]
    setting = [t.sender for t in transactions if any(isinstance(e.event, ReferenceTermsSet) for e in t.events)]
    assert setting == [BANK_OF_THAILAND.address]
