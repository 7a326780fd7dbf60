"""Signed bytes read back: who sent them, where they go and what they carry, or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from actors import EXPORTER, IMPORTER
from bare_chain import Bench
from hypothesis import given
from hypothesis import strategies as st

from chain.client import Call, Creation
from chain.clients.fx_board import FxBoard
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import FirmQuote, JurisdictionSpec, Role
from chain.evm.envelope import Envelope
from chain.transactions import call_arguments, constructor_arguments, envelope_of

TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
ADMIT = ParticipantRegistry(TOKEN).admit(TOKEN, Role.KEEPER, "CRDR0000000000000112", "CRDRHKHH", "HK")


CALL: Call[None] = Call(TOKEN, b"\1\2\3\4", "A.b")


@pytest.mark.parametrize("action", [ADMIT, CALL, FxBoard.creation(TOKEN)], ids=["admit", "call", "creation"])
def test_envelope__signed_call_or_creation__is_read_back(action: Call[None] | Creation) -> None:
    for account in (IMPORTER, EXPORTER):
        envelope = envelope_of(account.sign_transaction(action, 3, 7))
        assert envelope is not None
        to = action.to if isinstance(action, Call) else None
        assert (envelope.sender, envelope.to, envelope.data) == (account.address, to, action.data)


def test_envelope__changed_payload__is_of_somebody_else() -> None:
    raw = IMPORTER.sign_transaction(CALL, 0, 7)
    envelope = envelope_of(raw.replace(b"\1\2\3\4", b"\1\2\3\5"))
    assert envelope is not None
    assert envelope.sender != IMPORTER.address


def test_envelope__signature_of_nobody__is_none() -> None:
    assert envelope_of(fields(r=b"\1", s=b"\1")) is not None
    assert envelope_of(fields(r=b"", s=b"")) is None
    assert envelope_of(fields(r=b"\1", s=b"\xff" * 32)) is None


def fields(**changes: Any) -> bytes:
    names = ["chain", "nonce", "tip", "fee", "gas", "to", "value", "data", "access", "parity", "r", "s"]
    signed = {"access": [], "to": bytes(20), "gas": b"\1\0\0\0", "r": b"\1", "s": b"\1"}
    values: dict[str, Any] = dict.fromkeys(names, b"") | signed | changes
    return b"\2" + rlp.encode(list(values.values()))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\2",
        b"\2\xff",
        b"\1" + fields()[1:],
        fields()[1:],
        fields() + b"\0",
        fields()[:-1],
        fields(more=b""),
        fields(to=bytes(19)),
        fields(to=[]),
        fields(data=[b"\1"]),
        b"\2" + rlp.encode(b"text"),
        b"\2" + b"\xc1" * 60,
    ],
    ids=range(13),
)
def test_envelope__bytes_that_are_no_type_2_transaction__is_none(raw: bytes) -> None:
    right = envelope_of(fields())
    assert right is not None
    assert (right.to, right.data) == ("0x" + "0" * 40, b"")
    assert envelope_of(raw) is None


def test_envelope__other_types_of_transaction__is_none(bench: Bench) -> None:
    old = {"maxFeePerGas": None, "maxPriorityFeePerGas": None, "gasPrice": 0}
    assert envelope_of(bench.raw(type=None, **old)) is None
    assert envelope_of(bench.raw(type=1, accessList=[], **old)) is None


@given(st.binary(max_size=300))
def test_envelope__any_bytes__never_fail(raw: bytes) -> None:
    for tried in (raw, b"\2" + raw):
        envelope = envelope_of(tried)
        assert envelope is None or isinstance(envelope, Envelope)


def test_call_arguments__of_the_call__are_its_typed_values() -> None:
    expected = (TOKEN, Role.KEEPER, "CRDR0000000000000112", "CRDRHKHH", "HK")
    assert call_arguments("ParticipantRegistry", "admit", ADMIT.data) == expected
    quote = FirmQuote(TOKEN, "HKD", "THB", 46 * 10**26, 10**9, 2**40, 3)
    assert call_arguments("FxBoard", "withdraw", FxBoard(TOKEN).withdraw(quote).data) == (quote,)


@pytest.mark.parametrize(
    "data",
    [b"", ADMIT.data[:3], ADMIT.data[:4], ADMIT.data[:-1], b"\0" * 4 + ADMIT.data[4:]],
    ids=["empty", "cut selector", "no arguments", "cut argument", "other function"],
)
def test_call_arguments__data_of_no_such_call__is_none(data: bytes) -> None:
    assert call_arguments("ParticipantRegistry", "admit", data) is None


def test_constructor_arguments__of_the_artifacts_code__are_its_typed_values() -> None:
    specs = [JurisdictionSpec("HK", "HKD", TOKEN, "CRDR0000000000000112")]
    creation = ParticipantRegistry.creation(specs)
    assert constructor_arguments("ParticipantRegistry", creation.data) == (tuple(specs),)


def test_constructor_arguments__other_code_or_no_arguments__is_none() -> None:
    creation = FxBoard.creation(TOKEN)
    assert constructor_arguments("FxBoard", creation.data) == (TOKEN,)
    assert constructor_arguments("LoanBook", creation.data) is None
    assert constructor_arguments("FxBoard", creation.data[:-1]) is None
    assert constructor_arguments("FxBoard", b"\1" + creation.data) is None
