"""Lies about a record, told in memory: events changed, dropped, doubled, moved in time, or sent and signed by others.

Trusts the honest record of the small run to be complete, so that one change is one lie.
Never touches a journal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import audited_cast

from audit.record import RecordedBlock, RecordedTransaction
from chain.accounts import Account
from chain.client import Call
from chain.events import Event
from chain.transactions import envelope_of

Blocks: TypeAlias = Sequence[RecordedBlock]
Lie: TypeAlias = Callable[[Blocks], Blocks]
Which: TypeAlias = "int | Callable[[Any], bool]"
"""The nth event of its kind, or the first of which something holds."""

STRANGER = "0x" + "11" * 20
OUTSIDER = audited_cast.account("outsider", "outsider")
KEYS = {value.address: value for value in vars(audited_cast).values() if isinstance(value, Account)}


def edit(kind: type[Event], change: Callable[[Any], Sequence[Event]], which: Which = 0) -> Lie:
    """Puts what `change` makes of the chosen event of `kind` in its place."""

    def tell(blocks: Blocks) -> Blocks:
        chosen = _chosen(blocks, kind, which)

        def spoil(transaction: RecordedTransaction) -> RecordedTransaction:
            events = []
            for logged in transaction.events:
                said = change(logged.event) if logged is chosen else [logged.event]
                events += [logged._replace(event=event) for event in said]
            return replace(transaction, events=tuple(events))

        told = [replace(block, transactions=tuple(map(spoil, block.transactions))) for block in blocks]
        assert told != list(blocks)
        return told

    return tell


def alter(kind: type[Event], which: Which = 0, **values: Any) -> Lie:
    """Gives the chosen event other values."""
    return edit(kind, lambda event: [replace(event, **values)], which)


def add(kind: type[Event], which: Which = 0, **changes: int) -> Lie:
    """Adds to the named amounts of the chosen event."""
    return edit(kind, lambda event: [replace(event, **{k: getattr(event, k) + v for k, v in changes.items()})], which)


def drop(kind: type[Event], which: Which = 0) -> Lie:
    """The event was never there."""
    return edit(kind, lambda _: [], which)


def twice(kind: type[Event], which: Which = 0) -> Lie:
    """The event happened twice."""
    return edit(kind, lambda event: [event, event], which)


def beside(kind: type[Event], extra: Event, which: Which = 0) -> Lie:
    """Another event beside it."""
    return edit(kind, lambda event: [event, extra], which)


def at(kind: type[Event], shift_s: int, which: Which = 0) -> Lie:
    """Moves the transaction of the chosen event in time."""
    return rewrite(kind, lambda transaction: {"timestamp_s": transaction.timestamp_s + shift_s}, which)


def unsigned(kind: type[Event], which: Which = 0) -> Lie:
    """Takes the signed bytes of its transaction away."""
    return rewrite(kind, lambda _: {"raw": b"\x02\xc0"}, which)


def sent_by(sender: Account, kind: type[Event], which: Which = 0) -> Lie:
    """The same call, sent by somebody else."""
    return rewrite(kind, lambda transaction: {"raw": _signed(transaction, sender)}, which)


def called_with(change: Callable[[bytes], bytes], kind: type[Event], which: Which = 0) -> Lie:
    """Another payload, sent by who really sent it."""

    def sign(transaction: RecordedTransaction) -> dict[str, Any]:
        assert transaction.sender is not None
        return {"raw": _signed(transaction, KEYS[transaction.sender], change)}

    return rewrite(kind, sign, which)


def carrying(call: Call[Any], kind: type[Event], which: Which = 0) -> Lie:
    """Another call in its transaction, sent by who really sent it."""
    return called_with(lambda _: call.data, kind, which)


def said_by(other: type[Event], kind: type[Event], which: Which = 0) -> Lie:
    """The chosen event, said by the contract that says the first one of another kind."""

    def tell(blocks: Blocks) -> Blocks:
        chosen, address = _chosen(blocks, kind, which), _chosen(blocks, other, 0).address

        def spoil(transaction: RecordedTransaction) -> RecordedTransaction:
            events = (e._replace(address=address) if e is chosen else e for e in transaction.events)
            return replace(transaction, events=tuple(events))

        return [replace(block, transactions=tuple(map(spoil, block.transactions))) for block in blocks]

    return tell


def rewrite(kind: type[Event], change: Callable[[RecordedTransaction], dict[str, Any]], which: Which = 0) -> Lie:
    """Changes fields of the transaction in which the chosen event stands."""

    def tell(blocks: Blocks) -> Blocks:
        chosen = _chosen(blocks, kind, which)
        return [replace(b, transactions=tuple(map(spoil(chosen), b.transactions))) for b in blocks]

    def spoil(chosen: Any) -> Callable[[RecordedTransaction], RecordedTransaction]:
        return lambda t: replace(t, **change(t)) if any(logged is chosen for logged in t.events) else t

    return tell


def both(*lies: Lie) -> Lie:
    """One lie after the other."""

    def tell(blocks: Blocks) -> Blocks:
        for lie in lies:
            blocks = lie(blocks)
        return blocks

    return tell


def flipped(data: bytes, signature: bytes) -> bytes:
    """The payload with one bit of a signature in it turned."""
    place = data.index(signature)
    return data[: place + 40] + bytes([data[place + 40] ^ 1]) + data[place + 41 :]


def _chosen(blocks: Blocks, kind: type[Event], which: Which) -> Any:
    logged = [e for b in blocks for t in b.transactions for e in t.events if isinstance(e.event, kind)]
    if callable(which):
        logged = [item for item in logged if which(item.event)]
    place = 0 if callable(which) else which
    assert len(logged) > place, f"there is no such event {kind.__name__}"
    return logged[place]


def _signed(transaction: RecordedTransaction, sender: Account, change: Callable[[bytes], bytes] = bytes) -> bytes:
    envelope = envelope_of(transaction.raw)
    assert envelope is not None
    assert envelope.to is not None
    call: Call[Any] = Call(envelope.to, change(envelope.data), "")
    return sender.sign_transaction(call, 0, audited_cast.PARAMETERS.chain_id)
