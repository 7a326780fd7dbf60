"""A chain that goes on from another one's state: every block after it comes out as it did there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bare_chain import CALLER, COUNT, GREEDY, LOG2_CALLDATA, REVERT_CALLDATA, Bench

from chain.abi import Address
from chain.accounts import Account
from chain.engines.base import ChainParameters, Restartable
from chain.engines.revm import RevmEngine
from chain.errors import ChainFault

NO_CREATION = "ef00"
"""Code that no transaction can leave on chain (EIP-3541)."""


@pytest.fixture
def bench(parameters: ChainParameters, account: Account) -> Bench:
    """A chain with some contracts, of which one counted twice."""
    bench = Bench(RevmEngine(parameters), account)
    for code in (COUNT, CALLER, REVERT_CALLDATA, LOG2_CALLDATA, GREEDY):
        bench.create(code)
    return bench


def state(engine: RevmEngine, slots: set[tuple[Address, int]]) -> Iterator[tuple[Address, int | None, Any]]:
    nonces, balances, codes = engine.accounts
    for account in {*nonces, *balances, *codes}:
        yield account, None, (nonces.get(account, 0), balances.get(account, 0), codes.get(account, b""))
    for account, slot in slots:
        yield account, slot, engine.storage(account, slot)


def test_take_over__blocks_after_it__come_out_alike(bench: Bench) -> None:
    first = bench.engine
    assert isinstance(first, RevmEngine)
    slots: set[tuple[Address, int]] = set()
    first.watch_slots(slots.update)
    counter = bench.create(COUNT)
    bench.send(to=counter)
    second = RevmEngine(first.parameters)
    assert isinstance(second, Restartable)
    second.take_over(first.height, first.timestamp_s, state(first, slots))
    assert slots == {(counter, 0)}
    for to in sorted(first.accounts[2]):
        raw, at_s = bench.raw(to=to, data=b"\1" * 64), bench.next_s
        assert second.execute_block([raw], at_s) == first.execute_block([raw], at_s)
    assert second.accounts == first.accounts
    assert second.storage(counter, 0) == first.storage(counter, 0) == 2


def test_take_over__code_that_cannot_be_created__is_there_all_the_same(parameters: ChainParameters) -> None:
    engine, code, odd = RevmEngine(parameters), bytes.fromhex(NO_CREATION), "0x" + "11" * 20
    engine.take_over(3, parameters.genesis_at_s + 9, [(odd, None, (1, 0, code)), (odd, 5, 7)])
    assert (engine.height, engine.code(odd), engine.storage(odd, 5)) == (3, code, 7)
    with pytest.raises(ChainFault, match="not after the last one"):
        engine.execute_block([], parameters.genesis_at_s + 9)


def test_take_over__chain_with_blocks__is_a_fault(bench: Bench) -> None:
    assert isinstance(bench.engine, RevmEngine)
    with pytest.raises(ChainFault, match="blocks of its own"):
        bench.engine.take_over(1, 2_000, [])
