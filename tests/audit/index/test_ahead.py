"""Senders that another process recovers: the same blocks, and every envelope known when its block comes."""

from __future__ import annotations

import pytest

from audit.index import ahead
from audit.record import Record
from chain import transactions
from chain.recovery import Recovery


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("at_once", [0, 7])
def test_with_senders__any_place_to_begin__gives_the_blocks_as_they_are(
    record: Record, monkeypatch: pytest.MonkeyPatch, cores: int, at_once: int
) -> None:
    monkeypatch.setattr(ahead, "FROM_TRANSACTIONS", 20)
    monkeypatch.setattr(ahead, "_AHEAD", at_once)
    monkeypatch.setattr(Recovery, "has_begun", True)
    monkeypatch.setattr(transactions, "_kept", {})
    expected = list(record.blocks())
    assert list(ahead.with_senders(iter(expected), cores)) == expected
    assert bool(transactions._kept) is (cores == 2)


def test_with_senders__what_another_process_recovered__is_what_this_one_does(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "FROM_TRANSACTIONS", 0)
    monkeypatch.setattr(Recovery, "has_begun", True)
    monkeypatch.setattr(transactions, "_kept", {})
    blocks = list(ahead.with_senders(record.blocks(), 2))
    kept = dict(transactions._kept)
    transactions._kept.clear()
    raws = [item.raw for block in blocks[1:] for item in block.transactions]
    assert kept == {raw: transactions.envelope_of(raw) for raw in dict.fromkeys(raws)}


def test_keep_envelope__more_than_are_kept__forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "_kept", {})
    for number in range(transactions.KEPT_MAX + 2):
        transactions.keep_envelope(number.to_bytes(4, "big"), None)
    assert next(iter(transactions._kept)) == (2).to_bytes(4, "big")
    assert len(transactions._kept) == transactions.KEPT_MAX


def test_with_senders__other_process_that_never_begins__is_not_waited_for(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "FROM_TRANSACTIONS", 0)
    monkeypatch.setattr(Recovery, "has_begun", False)
    monkeypatch.setattr(Recovery, "take", None)
    expected = list(record.blocks())
    assert list(ahead.with_senders(iter(expected), 2)) == expected
