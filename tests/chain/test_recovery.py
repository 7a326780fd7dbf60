"""Recovery of senders: in order, whoever does it, and nothing taken for a transaction that is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from chain.accounts import Account
from chain.client import Call
from chain.evm.envelope import recover
from chain.recovery import Recovery

CHAIN_ID = 7
SENDERS = tuple(Account.derived(7, "sender", str(number)) for number in range(3))
CALL: Call[None] = Call(SENDERS[0].address, b"\1\2\3\4", "Contract.function")
# More than two batches of what other processes are handed, and part of a third.
SIGNED = tuple(SENDERS[nonce % 3].sign_transaction(CALL, nonce, CHAIN_ID) for nonce in range(150))


@pytest.fixture(params=[0, 1], ids=["here", "elsewhere"])
def recovery(request: pytest.FixtureRequest) -> Iterator[Recovery]:
    with closing(Recovery(request.param)) as opened:
        yield opened


def add(recovery: Recovery, *raw: bytes) -> None:
    for data in raw:
        recovery.add(data)


def test_take__in_parts__gives_all_envelopes_in_order(recovery: Recovery) -> None:
    add(recovery, *SIGNED)
    taken = [*recovery.take(1), *recovery.take(100), *recovery.take(49)]
    assert taken == [recover(raw) for raw in SIGNED]


def test_take__bytes_that_are_no_transaction__gives_none_in_their_place(recovery: Recovery) -> None:
    broken = SIGNED[1][:-1]
    add(recovery, SIGNED[0], broken, b"", SIGNED[2])
    assert recovery.take(4) == [recover(SIGNED[0]), None, None, recover(SIGNED[2])]


def test_take__more_than_was_added__gives_what_there_is(recovery: Recovery) -> None:
    add(recovery, *SIGNED[:2])
    assert recovery.take(5) == [recover(raw) for raw in SIGNED[:2]]
    assert recovery.take(1) == []


def test_forget__some_given_and_some_waiting__begins_anew(recovery: Recovery) -> None:
    add(recovery, *SIGNED)
    recovery.take(1)
    recovery.forget()
    add(recovery, SIGNED[7])
    assert recovery.take(2) == [recover(SIGNED[7])]
