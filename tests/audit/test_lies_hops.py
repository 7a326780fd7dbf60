"""Plants a lie about payments through venues, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of payments, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HK_BANK, IMPORTER, MAKER, uetr
from audited_hops import (
    MAKER_SHORT,
    ONE_POOL,
    PAUSED,
    PLAIN_QUOTE,
    POOL_AND_MAKER,
    POOL_EMPTY,
    SECOND_MAKER,
    TWO_MAKERS,
    VEHICLE,
    hop_uetrs,
)
from audited_story import Story
from lies import STRANGER, Lie, add, alter, at, both, called_with, drop, edit, said_by, sent_by, twice, unsigned

from audit.books import Books
from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.store import Index
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    ParticipantStatusChanged,
    PaymentHop,
    PaymentQueued,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
    PoolFilled,
    QuoteFilled,
    QuoteWithdrawn,
    Redeemed,
    Transfer,
)
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.types import RefusalCode, Status
from chain.transactions import call_arguments

LAST = 1
"""Of two hops: the one at the payee's end."""


def of(number: int, index: int = 0) -> Callable[[Any], bool]:
    """A payment's event, or the one of its hops that is told with this index."""
    return lambda event: event.uetr == uetr(number) and getattr(event, "index", index) == index


def moved(payer: str, payee: str) -> Callable[[Any], bool]:
    """The first movement between two."""
    return lambda event: (event.from_, event.to) == (payer, payee)


def changed(change: Callable[..., tuple[Any, ...]]) -> Callable[[bytes], bytes]:
    """The payload of `settleThrough` with other arguments."""

    def rewrite(data: bytes) -> bytes:
        arguments = call_arguments(SettlementEngine.ARTIFACT, "settleThrough", data)
        assert arguments is not None
        return SettlementEngine(STRANGER).settle_through(*change(*arguments)).data

    return rewrite


def quoted(index: int, **changes: Any) -> Callable[[bytes], bytes]:
    """The same with another quote."""

    def other(order: Any, first: bytes, second: bytes, quotes: Any, signatures: Any) -> tuple[Any, ...]:
        told = list(quotes)
        told[index] = replace(told[index], **changes)
        return order, first, second, told, signatures

    return changed(other)


def suspended(event: Any) -> bool:
    """The admission of a maker in America becomes active."""
    return event.account == SECOND_MAKER.address and event.jurisdiction == "US"


def garbled(data: bytes) -> bytes:
    """The payload with letters in its last quote that are none: nobody could sign it."""
    place = data.rindex(b"HKD")
    return data[:place] + b"\xff\xfe\xfd" + data[place + 3 :]


HOP_LIES: list[tuple[str, Lie]] = [
    ("payment-hop", drop(PaymentHop)),
    ("payment-hop", drop(PaymentHop, of(TWO_MAKERS, LAST))),
    ("payment-hop", both(drop(PaymentHop), drop(PaymentHop))),
    ("payment-hop", twice(PaymentHop)),
    ("payment-hop", alter(PaymentHop, index=1)),
    ("payment-hop", alter(PaymentHop, venue=STRANGER)),
    ("payment-hop", alter(PaymentHop, uetr=uetr(ONE_POOL))),
    ("payment-hop", alter(PaymentHop, sell_currency="HKD")),
    ("payment-hop", alter(PaymentHop, buy_currency="HKD")),
    ("payment-hop", add(PaymentHop, sell_minor=1)),
    ("payment-hop", add(PaymentHop, of(TWO_MAKERS, LAST), buy_minor=-1)),
    ("payment-hop", add(PaymentHop, of(ONE_POOL), buy_minor=-1)),
    ("payment-hop", drop(PaymentSettled, of(ONE_POOL))),
    ("payment-hop", drop(PoolFilled)),
    ("payment-hop", twice(PoolFilled)),
    ("payment-hop", alter(PoolFilled, taker=MAKER.address)),
    ("payment-hop", add(PoolFilled, sell_minor=1)),
    ("payment-hop", edit(PaymentHop, lambda e: [e, replace(e, index=2)], of(POOL_AND_MAKER, LAST))),
    ("payment-hop", edit(PaymentSettled, lambda e: [e, PaymentHop(e.uetr, 0, e.maker, "HKD", 1, "THB", 1)], 6)),
    ("payment-hop", alter(ParticipantStatusChanged, suspended, status=Status.SUSPENDED)),
    ("payment-cost", add(PaymentSettled, of(TWO_MAKERS), cost_minor=1)),
    ("payment-cost", add(PaymentSettled, of(ONE_POOL), cost_minor=-1)),
    ("payment-cost", add(PoolFilled, buy_minor=1)),
    ("payment-cost", called_with(quoted(0, rate_ray=1), PaymentSettled, of(TWO_MAKERS))),
    ("payment-cost", called_with(quoted(LAST, rate_ray=10**28), PaymentSettled, of(TWO_MAKERS))),
    ("pool-price", add(PoolFilled, 1, buy_minor=1)),
    ("pool-price", alter(PoolFilled, 1, rate_ray=1)),
    ("payment-quote", drop(QuoteFilled)),
    ("payment-quote", twice(QuoteFilled, 1)),
    ("payment-quote", add(QuoteFilled, 1, buy_minor=1)),
    ("payment-quote", alter(QuoteFilled, quote_hash=bytes(32))),
    ("payment-quote", alter(QuoteFilled, 1, maker=MAKER.address)),
    ("payment-quote", edit(QuoteFilled, lambda e: [QuoteWithdrawn(e.quote_hash, e.maker), e], 1)),
    ("payment-quote", at(PaymentSettled, 601, of(TWO_MAKERS))),
    ("payment-quote", called_with(garbled, PaymentSettled, of(TWO_MAKERS))),
    ("payment-order", called_with(garbled, PaymentSettled, of(PLAIN_QUOTE))),
    ("payment-quote", called_with(quoted(LAST, sell_minor_max=1), PaymentSettled, of(TWO_MAKERS))),
    ("payment-legs", drop(Transfer, moved(MAKER.address, SECOND_MAKER.address))),
    ("payment-legs", add(Transfer, moved(MAKER.address, SECOND_MAKER.address), value=-1)),
    ("payment-legs", drop(Transfer, moved(SECOND_MAKER.address, HK_BANK.address))),
    ("payment-legs", alter(Transfer, moved(BANGKOK_BANK.address, MAKER.address), to=SECOND_MAKER.address)),
    ("payment-legs", both(drop(Redeemed), drop(Transfer, lambda e: e.from_ == IMPORTER.address))),
    ("money-explained", twice(Transfer, moved(MAKER.address, SECOND_MAKER.address))),
    ("payment-order", alter(PaymentSettled, of(TWO_MAKERS), maker=SECOND_MAKER.address)),
    ("payment-order", called_with(quoted(0, maker=SECOND_MAKER.address), PaymentSettled, of(TWO_MAKERS))),
    ("payment-order", called_with(quoted(0, buy_currency="USD"), PaymentSettled, of(TWO_MAKERS))),
    ("payment-order", called_with(quoted(LAST, sell_currency="USD"), PaymentSettled, of(TWO_MAKERS))),
    ("payment-order", called_with(changed(lambda o, a, b, q, s: (o, a, b, [*q, q[0]], s)), PaymentSettled)),
    ("payment-order", said_by(PaymentReturned, PaymentHop)),
    ("payment-order", said_by(PaymentQueued, PaymentSettled)),
    ("payment-order", unsigned(PaymentSettled, of(ONE_POOL))),
    ("payment-order", at(PaymentSettled, 601, of(ONE_POOL))),
    ("consent-quote", called_with(changed(lambda o, a, b, q, s: (o, a, b, q, [s[0]])), PaymentSettled)),
    ("consent-quote", called_with(changed(lambda o, a, b, q, s: (o, a, b, q, s[::-1])), PaymentSettled)),
    ("consent-payment", called_with(changed(lambda o, a, b, q, s: (o, b, b, q, s)), PaymentSettled)),
    ("consent-payment", sent_by(CHIANGMAI_BANK, PaymentSettled, of(ONE_POOL))),
    ("consent-step-up", called_with(changed(lambda o, a, b, q, s: (o, a, a, q, s)), PaymentSettled)),
    ("payment-refusal", alter(PaymentRefused, of(POOL_EMPTY), party=STRANGER)),
    ("payment-refusal", alter(PaymentRefused, of(POOL_EMPTY), code=RefusalCode.POOL_RATE_MISSING)),
    ("payment-outcome", drop(PaymentRefused, of(PAUSED))),
    ("payment-outcome", twice(PaymentRefused, of(PAUSED))),
    ("payment-refusal", alter(PaymentRefused, of(PAUSED), party=BANK_OF_THAILAND.address)),
    ("payment-refusal", alter(PaymentRefused, of(MAKER_SHORT), party=STRANGER)),
    ("payment-refusal", alter(PaymentRefused, of(MAKER_SHORT), code=RefusalCode.VEHICLE_MONEY_PAUSED)),
]


@pytest.mark.parametrize(("rule", "lie"), HOP_LIES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(HOP_LIES)])
def test_rebuild__planted_lie_about_hops__is_found_by_its_rule(
    way_blocks: list[RecordedBlock], ways: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(way_blocks), ways.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__honest_hops__finds_nothing_and_tells_each_way(
    way_books: Books, way_blocks: list[RecordedBlock], ways: Story
) -> None:
    assert way_books.findings == ()
    events = [logged.event for block in way_blocks for t in block.transactions for logged in t.events]
    told = [event for event in events if isinstance(event, PaymentHop)]
    assert list(dict.fromkeys(hop.uetr for hop in told))[: len(hop_uetrs())] == hop_uetrs()
    first, second = (hop for hop in told if hop.uetr == uetr(TWO_MAKERS))
    assert (first.sell_minor, first.sell_currency) == (second.buy_minor, second.buy_currency)
    assert way_books.settled[first.uetr].event.cost_minor == first.buy_minor
    assert ways.deployment.pools[VEHICLE] in {hop.venue for hop in told}


def test_list_events__of_a_payment_through_a_pool__say_what_each_venue_took(way_index: Index, ways: Story) -> None:
    rows = list(list_rows(way_index, "events", EventFilter(uetr=uetr(POOL_AND_MAKER))))
    first, second = (row for row in rows if row["event"] == "PaymentHop")
    assert (first["venue"], first["sell"], first["buy"]) == ("FxPool.vehicle", "15.81 USD", "570.65 THB")
    assert (second["venue"], second["sell"], second["buy"]) == (SECOND_MAKER.address, "123.45 HKD", "15.81 USD")
    (filled,) = (row for row in rows if row["event"] == "PoolFilled")
    assert (filled["contract"], filled["sell"], filled["buy"]) == ("FxPool.vehicle", first["sell"], first["buy"])
    assert filled["fee"] == "0.58 THB"
    (quote,) = (row for row in rows if row["event"] == "QuoteFilled")
    assert (quote["sell"], quote["buy"]) == (second["sell"], second["buy"])
