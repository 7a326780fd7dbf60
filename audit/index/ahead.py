"""Recovers the senders of a record's next transactions in another process while this one makes rows of the last ones.

Trusts `chain.recovery` to give the envelopes in the order of the bytes.
Never starts another process for a short record, nor where there is one core: that takes longer than the work.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing

from audit.record import RecordedBlock
from chain.recovery import Recovery
from chain.transactions import KEPT_MAX, keep_envelope

FROM_TRANSACTIONS = 1_000
"""So many are read alone before there is any help."""
_AHEAD = KEPT_MAX // 4


def with_senders(blocks: Iterable[RecordedBlock], cores: int | None = None) -> Iterator[RecordedBlock]:
    """The same blocks; `chain.transactions.envelope_of` knows the envelopes of each once it comes. cores: of this
    machine, unless given."""
    rest, count = iter(blocks), 0
    is_alone = (cores or os.cpu_count() or 1) == 1
    for block in rest:
        yield block
        count += len(block.transactions)
        if count >= FROM_TRANSACTIONS and not is_alone:
            with closing(Recovery(workers=1)) as recovery:
                yield from _alone_until_begun(rest, recovery)
                yield from _helped(rest, recovery)


def _alone_until_begun(blocks: Iterator[RecordedBlock], recovery: Recovery) -> Iterator[RecordedBlock]:
    """What is read while the other process begins: waiting for it would take longer."""
    while not recovery.has_begun:
        block = next(blocks, None)
        if block is None:
            return
        yield block


def _helped(blocks: Iterator[RecordedBlock], recovery: Recovery) -> Iterator[RecordedBlock]:
    waiting: deque[RecordedBlock] = deque()
    ahead = 0
    for block in blocks:
        for transaction in block.transactions:
            recovery.add(transaction.raw)
        waiting.append(block)
        ahead += len(block.transactions)
        while ahead > _AHEAD:
            ahead -= len(waiting[0].transactions)
            yield _known(waiting.popleft(), recovery)
    while waiting:
        yield _known(waiting.popleft(), recovery)


def _known(block: RecordedBlock, recovery: Recovery) -> RecordedBlock:
    envelopes = recovery.take(len(block.transactions))
    for transaction, envelope in zip(block.transactions, envelopes, strict=True):
        keep_envelope(transaction.raw, envelope)
    return block
