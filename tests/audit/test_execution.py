"""The state after the last block, from a checkpoint and without: both are the same, and no planted one is believed.

Trusts the engine to execute a block; what it may be asked is tested beside it.
Never asks a checkpoint whether it is true: the replay does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from recorded_bench import PARAMETERS, RecordedBench, counted

from audit.execution import Executed, Keeping, execute
from audit.proofs import Proofs
from chain.engines import open_engine
from chain.engines.revm import RevmEngine

DAY = "2026-11-23"
BLOCKS = 4
Plant = Callable[[RecordedBench, Keeping], object]


@pytest.fixture
def bench(tmp_path: Path) -> RecordedBench:
    """A chain whose first block creates a counter, and three more call it."""
    bench = RecordedBench(tmp_path / "journal.sqlite")
    bench.count(BLOCKS - 1)
    return bench


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """Where its checkpoint is kept."""
    return Keeping(tmp_path / "run.checkpoint.jsonl", Proofs(tmp_path / "state" / "checkpoints"), DAY)


def run(bench: RecordedBench, keeping: Keeping | None, engine: str = "revm") -> Executed:
    journal = bench.read()
    return execute(journal, lambda: open_engine(engine, journal.parameters), None, keeping)


def test_execute__again__starts_from_what_the_replay_left(bench: RecordedBench, keeping: Keeping) -> None:
    first, again = run(bench, keeping), run(bench, keeping)
    assert first.storage == f"replay of {BLOCKS} blocks"
    assert again.storage == f"checkpoint at block {BLOCKS}, proved by replay on {DAY}, then 0 blocks"
    assert (again.height, again.findings) == (first.height, ()) == (BLOCKS, ())
    assert isinstance(bench.engine, RevmEngine)
    for engine in (first.engine, again.engine):
        assert isinstance(engine, RevmEngine)
        assert (engine.height, engine.timestamp_s) == (bench.engine.height, bench.engine.timestamp_s)
        assert engine.accounts == bench.engine.accounts
        assert counted(engine, bench.counter) == BLOCKS


def test_execute__blocks_after_it__are_replayed_and_the_next_is_of_them(bench: RecordedBench, keeping: Keeping) -> None:
    run(bench, keeping)
    other = bench.create("5f5f5500")  # writes nothing; its account is new all the same
    bench.count(1)
    grown, again = run(bench, keeping), run(bench, keeping)
    assert grown.storage == f"checkpoint at block {BLOCKS}, proved by replay on {DAY}, then 2 blocks"
    assert again.storage == f"checkpoint at block {BLOCKS + 2}, proved by replay on {DAY}, then 0 blocks"
    assert (grown.findings, counted(again.engine, bench.counter)) == ((), BLOCKS + 1)
    assert again.engine.code(other) == bench.engine.code(other) != b""


def test_execute__slot_that_became_zero__is_zero(bench: RecordedBench, keeping: Keeping) -> None:
    flag = bench.create("5f54155f555f545f5260205ff3")  # SLOAD 0, ISZERO, SSTORE 0, then what it is
    for calls in (1, 2):
        bench.send(to=flag)
        assert run(bench, keeping).engine.call(flag, b"") == (calls % 2 == 0).to_bytes(32, "big")


def edited(bench: RecordedBench, keeping: Keeping) -> None:
    """Somebody gives the counter another value."""
    text = keeping.path.read_text()
    assert text.count('["0", "3"]') == 1
    keeping.path.write_text(text.replace('["0", "3"]', '["0", "9"]'))


def recorded_by_others(bench: RecordedBench, keeping: Keeping) -> None:
    """And its hash is in a list that somebody else can write."""
    edited(bench, keeping)
    sha256 = hashlib.sha256(keeping.path.read_bytes()).hexdigest()
    keeping.proofs.path.write_text(f"{sha256}  {DAY}\n")
    keeping.proofs.path.chmod(0o666)


def restated(**changes: object) -> Plant:
    """A file that was proved, as it might be one of another time."""

    def plant(bench: RecordedBench, keeping: Keeping) -> None:
        head, _, rest = keeping.path.read_text().partition("\n")
        text = f"{json.dumps(json.loads(head) | changes)}\n{rest}"
        keeping.path.write_text(text)
        keeping.proofs.add(hashlib.sha256(text.encode()).hexdigest(), "of another time")

    return plant


def of_another_run(bench: RecordedBench, keeping: Keeping) -> None:
    """Its own replay left it, for another run of the same chain."""
    other = RecordedBench(bench.path.with_name("other.sqlite"), seed=2)
    other.count(BLOCKS - 1)
    keeping.path.unlink()
    run(other, keeping)


def of_another_chain(bench: RecordedBench, keeping: Keeping) -> None:
    """And of another chain."""
    other = RecordedBench(bench.path.with_name("other.sqlite"), replace(PARAMETERS, chain_id=8))
    other.count(BLOCKS - 1)
    keeping.path.unlink()
    run(other, keeping)


NOT_LEFT = "it is not as a replay of this auditor left it"
NOT_REPLAYED = f"up to block {BLOCKS} the journal is not the one that was replayed"


@pytest.mark.parametrize(
    ("plant", "why"),
    [
        (edited, NOT_LEFT),
        (recorded_by_others, "others can write"),
        (of_another_run, NOT_REPLAYED),
        (of_another_chain, "it is of another chain"),
        (restated(format="corridor-checkpoint/0"), "its format is corridor-checkpoint/0, not corridor-checkpoint/1"),
        (restated(library="pyrevm 0.3.6"), f"it was made with pyrevm 0.3.6, this is {RevmEngine.library}"),
        (restated(digest="00" * 32), NOT_REPLAYED),
        (restated(height=BLOCKS + 1), f"up to block {BLOCKS + 1} the journal is not the one that was replayed"),
    ],
)
def test_execute__planted_checkpoint__is_refused_in_a_line_and_replaced(
    bench: RecordedBench, keeping: Keeping, plant: Plant, why: str
) -> None:
    run(bench, keeping)
    plant(bench, keeping)
    done = run(bench, keeping)
    assert done.storage.startswith(f"replay of {BLOCKS} blocks; run.checkpoint.jsonl was not used: ")
    assert why in done.storage
    assert done.storage.isprintable()
    assert (done.findings, counted(done.engine, bench.counter)) == ((), BLOCKS)
    if plant is not recorded_by_others:
        assert run(bench, keeping).storage.startswith(f"checkpoint at block {BLOCKS}")


@pytest.mark.parametrize(
    ("lie", "rule"),
    [
        ("UPDATE receipts SET gas_used = gas_used + 1 WHERE height = 2", "replay-receipt"),
        ("UPDATE receipts SET status = 300 WHERE height = 2", "replay-receipt"),
        (f"UPDATE receipts SET created = '0x{'11' * 20}' WHERE height = 2", "replay-receipt"),
        ("UPDATE transactions SET raw = x'02c0' WHERE height = 2", "replay-executes"),
        ("DELETE FROM blocks WHERE height = 2", "replay-executes"),
    ],
)
def test_execute__journal_changed_below_it__is_executed_again_and_found(
    bench: RecordedBench, keeping: Keeping, lie: str, rule: str
) -> None:
    run(bench, keeping)
    left = keeping.path.read_bytes()
    bench.spoil(lie)
    done = run(bench, keeping)
    assert done.storage.startswith("replay of ")
    assert "was not used: " in done.storage
    assert rule in {finding.rule for finding in done.findings}
    assert keeping.path.read_bytes() == left, "nothing is left of a replay that found something"


def test_execute__nothing_kept__reads_and_leaves_none(bench: RecordedBench, keeping: Keeping) -> None:
    run(bench, keeping)
    edited(bench, keeping)
    told = keeping.path.read_bytes()
    assert run(bench, None).storage == f"replay of {BLOCKS} blocks"
    assert keeping.path.read_bytes() == told


def test_execute__engine_that_cannot_start_from_one__replays(bench: RecordedBench, keeping: Keeping) -> None:
    run(bench, keeping)
    assert run(bench, keeping, "pyevm").storage == f"replay of {BLOCKS} blocks"


def test_execute__no_place_for_it__says_so(bench: RecordedBench, keeping: Keeping) -> None:
    nowhere = replace(keeping, path=keeping.path.parent / "none" / "checkpoint")
    assert run(bench, nowhere).storage.startswith(f"replay of {BLOCKS} blocks; no checkpoint could be left: ")
