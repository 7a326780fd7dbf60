"""An embedded engine takes its time from the caller and nothing from the machine."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable
from typing import Any, NoReturn

import eth._utils.headers
import pytest
from bare_chain import (
    COUNT,
    LOG_WORD,
    TIMESTAMP,
    Bench,
    number,
)

from chain.engines.base import ChainParameters
from chain.errors import ChainFault


def test_time__explicit_seconds__are_the_blocks_own(bench: Bench) -> None:
    logging = bench.create(TIMESTAMP + LOG_WORD)
    for timestamp_s in (bench.next_s, bench.next_s + 1, bench.next_s + 86_400):
        (receipt,) = bench.engine.execute_block([bench.raw(to=logging)], timestamp_s)
        assert number(receipt.logs[0].data) == timestamp_s
        assert bench.engine.timestamp_s == timestamp_s


@pytest.mark.parametrize("back_s", [0, 1, 1_000])
def test_time__that_does_not_rise__is_refused_and_nothing_happens(bench: Bench, back_s: int) -> None:
    bench.send()
    last_s = bench.engine.timestamp_s
    before = bench.state()
    with pytest.raises(ChainFault, match="not after the last one"):
        bench.engine.execute_block([bench.raw()], last_s - back_s)
    assert bench.state() == before
    assert bench.engine.execute_block([bench.raw()], last_s + 1)[0].status == 1


def test_time__genesis_second__is_not_a_blocks_second(bench: Bench, parameters: ChainParameters) -> None:
    with pytest.raises(ChainFault, match="not after the last one"):
        bench.engine.execute_block([], parameters.genesis_at_s)
    bench.engine.execute_block([], parameters.genesis_at_s + 1)


def never(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("the engine asks the machine")


class FarFuture(datetime.datetime):
    """A wall clock that is wrong."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> FarFuture:
        return cls(2999, 1, 1, tzinfo=tz)


def run_of_blocks(bench: Bench) -> list[Any]:
    """The state after each block of a short run: creation, calls, a read, an empty block."""
    states = [bench.state()]
    address = bench.create(COUNT)
    states.append(bench.state())
    bench.seal(bench.raw(to=address), bench.raw(to=address, nonce=bench.nonce + 1))
    states.append(bench.state())
    bench.engine.call(address, b"", at_s=bench.next_s)
    bench.seal()
    return [*states, bench.state()]


@pytest.mark.parametrize(
    "tampered", [{}, {"time": never, "urandom": never}, {"time": lambda: 32e9}], ids=["same", "forbidden", "future"]
)
def test_clock_and_chance__of_the_machine__are_never_asked(
    monkeypatch: pytest.MonkeyPatch,
    new_bench: Callable[[ChainParameters], Bench],
    parameters: ChainParameters,
    tampered: dict[str, Any],
) -> None:
    expected = run_of_blocks(new_bench(parameters))
    with monkeypatch.context() as patch:
        if tampered:
            patch.setattr(time, "time", tampered["time"])
            patch.setattr(os, "urandom", tampered.get("urandom", bytes))
            patch.setattr(eth._utils.headers.datetime, "datetime", FarFuture)
        found = run_of_blocks(new_bench(parameters))
    assert found == expected
