"""The state after a journal's last block: by executing all of it, or from a checkpoint that such a replay left.

Trusts a checkpoint as far as `audit.checkpoint` does, and says which of the two it was.
Never leaves a checkpoint of a replay that found anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audit.checkpoint import Checkpoint, Header, Slots, Unusable, leave
from audit.findings import Finding
from audit.proofs import Proofs
from audit.replay import Past, Progress, replay_journal
from audit.wording import printable
from chain.engines.base import Engine, Restartable
from chain.errors import ChainFault
from chain.journal import Journal


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where an auditor keeps the checkpoint of a record. today: the day that a checkpoint left now was proved on."""

    path: Path
    proofs: Proofs
    today: str


@dataclass(frozen=True, slots=True)
class Executed:
    """engine: holds the state after the block at `height`; findings: what came out otherwise than recorded, or not at
    all; storage: in words, where that state comes from."""

    engine: Engine
    height: int
    findings: tuple[Finding, ...]
    storage: str


@dataclass(frozen=True, slots=True)
class _Start:
    """engine: a chain that has come to `past`; said: how, or why not by the checkpoint."""

    engine: Engine
    past: Past
    said: str


def execute(
    journal: Journal, fresh: Callable[[], Engine], progress: Progress | None = None, keeping: Keeping | None = None
) -> Executed:
    """The state after the last block of the journal that can be executed. fresh: opens a chain of its parameters.

    keeping: start from the checkpoint there where it is to be believed, and leave one of the block that is reached.
    """
    slots = Slots()
    start = _Start(fresh(), Past(journal.parameters), "")
    if keeping is not None:
        start = _started(journal, start, fresh, keeping, slots)
    begun = start.past.height
    done = replay_journal(journal, start.engine, progress, start.past)
    more = done.height - begun
    said = f"{start.said}, then {_blocks(more)}" if begun else f"replay of {_blocks(more)}{start.said}"
    if keeping is not None and more and not done.findings:
        said += _left(start, keeping, slots)
    return Executed(start.engine, done.height, done.findings, said)


def _started(journal: Journal, start: _Start, fresh: Callable[[], Engine], keeping: Keeping, slots: Slots) -> _Start:
    """From the checkpoint, or at the genesis where there is none to be believed. slots: are told all that changes."""
    engine, path = start.engine, keeping.path
    if isinstance(engine, Restartable) and path.is_file():
        try:
            with Checkpoint.open(path, keeping.proofs, engine.library) as checkpoint:
                header = checkpoint.header
                past = header.past_of(journal)
                engine.take_over(header.height, header.timestamp_s, checkpoint.state(slots))
            start = _Start(engine, past, f"checkpoint at block {header.height}, proved by replay on {header.proved_on}")
        except (Unusable, OSError, ChainFault) as error:
            said = f"; {printable(path.name)} was not used: {printable(str(error))}"
            start = _Start(fresh(), start.past, said)  # what the other one took over may be half
    if isinstance(start.engine, Restartable):
        start.engine.watch_slots(slots.note)
    return start


def _left(start: _Start, keeping: Keeping, slots: Slots) -> str:
    """Leaves a checkpoint; in words, why none could be."""
    engine, past = start.engine, start.past
    if not isinstance(engine, Restartable):
        return ""
    try:
        header = Header.of(engine.parameters, past, engine.library, keeping.today)
        leave(keeping.path, header, engine, slots, keeping.proofs)
    except (OSError, ChainFault) as error:
        return f"; no checkpoint could be left: {printable(str(error))}"
    return ""


def _blocks(count: int) -> str:
    return f"{count} block{'' if count == 1 else 's'}"
