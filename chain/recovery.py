"""Recovers senders from signed bytes, in other processes where cores are free, while this one goes on signing.

Trusts the other processes to run the same code: `chain.evm.envelope.recover`, and nothing else, makes an envelope.
Never lets bytes pass unchecked: what cannot be recovered comes back as None, for the engine to reject in its words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from chain.evm.envelope import Envelope, recover

# Enough that passing bytes to another process is little beside the work on them: 64 recoveries are three milliseconds.
_BATCH = 64


class Recovery:
    """Takes signed bytes one after another and gives their envelopes in the same order.

    workers: other processes that recover; what none of them has begun, this one does when it is asked for.
    """

    def __init__(self, workers: int = 0) -> None:
        # Nothing of this process is shared with the others, threads and locks least of all.
        self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers else None
        self._beginning = self._pool.submit(recover_all, []) if self._pool is not None else None
        self._batch: list[bytes] = []
        self._under_way: deque[tuple[list[bytes], Future[list[Envelope | None]]]] = deque()
        self._done: list[Envelope | None] = []

    @property
    def has_begun(self) -> bool:
        """Whether another process is at work: one takes a second or two to begin."""
        return self._beginning is not None and self._beginning.done()

    def add(self, raw: bytes) -> None:
        """Takes the signed bytes of one more transaction."""
        self._batch.append(raw)
        if self._pool is not None and len(self._batch) == _BATCH:
            self._send()

    def take(self, count: int) -> list[Envelope | None]:
        """The envelopes of the next `count` transactions; None for bytes that are no valid transaction."""
        if self._batch:
            self._send()
        while len(self._done) < count and self._under_way:
            batch, future = self._under_way.popleft()
            # What nobody has begun is done here: this process has nothing else to do until it is.
            self._done += recover_all(batch) if future.cancel() else future.result()
        taken, self._done = self._done[:count], self._done[count:]
        return taken

    def forget(self) -> None:
        """Drops what was taken and not yet given."""
        for _, future in self._under_way:
            future.cancel()
        self._under_way.clear()
        self._batch, self._done = [], []

    def close(self) -> None:
        """Ends the other processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _send(self) -> None:
        batch, self._batch = self._batch, []
        if self._pool is None:
            self._done += recover_all(batch)
        else:
            self._under_way.append((batch, self._pool.submit(recover_all, batch)))


def recover_all(raw: Sequence[bytes]) -> list[Envelope | None]:
    """The envelope of each transaction; None for bytes that are no valid one."""
    return [_recovered(data) for data in raw]


def _recovered(raw: bytes) -> Envelope | None:
    try:
        return recover(raw)
    except ValueError:
        return None
