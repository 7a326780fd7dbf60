"""Reads signed bytes: who sent them and where to, and which call or creation of ours they carry.

Trusts libsecp256k1 to recover a sender.
Never guesses: what is no valid type-2 transaction, or no call of the contract, is None.
"""

from __future__ import annotations

from typing import Any

from chain.artifacts import load_artifact
from chain.client import constructor_of, functions_of
from chain.codec import Codec
from chain.evm.envelope import DYNAMIC_FEE, Envelope, recover

KEPT_MAX = 4_096
"""The envelopes of so many transactions are kept, the oldest goes first: each is asked for several times."""
_kept: dict[bytes, Envelope | None] = {}


def envelope_of(raw: bytes) -> Envelope | None:
    """The envelope of a signed type-2 transaction, or None when the bytes are not one."""
    if raw in _kept:
        return _kept[raw]
    try:
        envelope = recover(raw)
    except ValueError:
        return keep_envelope(raw, None)
    return keep_envelope(raw, envelope)


def keep_envelope(raw: bytes, envelope: Envelope | None) -> Envelope | None:
    """Keeps what was recovered, here or by `chain.recovery` ahead of time, and answers as `envelope_of` does."""
    kept = envelope if envelope is not None and envelope.kind == DYNAMIC_FEE else None
    _kept[raw] = kept
    if len(_kept) > KEPT_MAX:
        del _kept[next(iter(_kept))]
    return kept


def call_arguments(contract: str, function: str, data: bytes) -> tuple[Any, ...] | None:
    """The typed arguments of a call of `contract.function` with the calldata `data`; None when it is no such call."""
    called = functions_of(contract)[function]
    return _decode(called.inputs, data[4:]) if data[:4] == called.selector else None


def constructor_arguments(contract: str, data: bytes) -> tuple[Any, ...] | None:
    """The typed arguments that a creation passed to the artifact's own code; None when it is not that code."""
    artifact = load_artifact(contract)
    if not data.startswith(artifact.bytecode):
        return None
    return _decode(constructor_of(contract), data[len(artifact.bytecode) :])


def _decode(codec: Codec, data: bytes) -> tuple[Any, ...] | None:
    try:
        values: tuple[Any, ...] = codec.decode(data, 0)
    except ValueError:
        return None
    return values
