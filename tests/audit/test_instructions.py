"""Reads instructions out of signed bytes, and out of bytes that nobody signed.

Trusts the small run for real transactions.
Never lets hostile bytes raise.
"""

from __future__ import annotations

from typing import Any

import rlp
from audited_story import Story
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from audit.books import Books
from audit.instructions import instruction_of, payment_contracts
from audit.record import RecordedBlock
from chain.artifacts import load_artifact
from chain.clients.events import PaymentSettled
from chain.clients.settlement_engine import SettlementEngine
from chain.deployment import Deployment
from chain.transactions import constructor_arguments, envelope_of

ENGINE = {"0x" + "22" * 20: SettlementEngine.ARTIFACT}
ORDER = "(bytes16,address,address,bytes3,bytes3,uint256,uint256,bytes4,bytes32,uint64)"
QUOTE = "(address,bytes3,bytes3,uint256,uint256,uint64,uint64)"
CALLS = {
    "SettlementEngine": (
        f"settle({ORDER},bytes,bytes)",
        f"settleWithQuote({ORDER},bytes,bytes,{QUOTE},bytes)",
        f"settleThrough({ORDER},bytes,bytes,{QUOTE}[],bytes[])",
    ),
    "PaymentReturns": (
        f"returnPayment(({ORDER},bytes16,bytes4),{ORDER},bytes,bytes,{QUOTE}[],bytes[])",
        f"requestRecall({ORDER},bytes4)",
        f"rejectRecall({ORDER},bytes4)",
    ),
    "QueuedPayments": (
        f"queuePayment({ORDER},bytes,bytes,uint8)",
        f"creditQueued({ORDER})",
        f"refundQueued({ORDER})",
        f"cancelQueued({ORDER},bytes)",
    ),
}
"""Contract -> the calls of it that instruct something."""


def envelope(to: Any, data: Any) -> bytes:
    # A point of the curve has x = 1, so r = s = 1 is the signature of somebody.
    return b"\x02" + rlp.encode([b"", b"", b"", b"", b"\1\0\0\0", to, b"", data, [], b"", b"\1", b"\1"])


def test_instruction_of__settled_payments__are_the_orders_that_were_signed(
    blocks: list[RecordedBlock], books: Books, deployment: Deployment
) -> None:
    seen = 0
    for transaction in (t for block in blocks for t in block.transactions):
        for event in (logged.event for logged in transaction.events):
            if isinstance(event, PaymentSettled):
                instruction = instruction_of(transaction.raw, payment_contracts(deployment))
                assert instruction is not None
                assert instruction.order == books.settled[event.uetr].order
                assert (instruction.quotes == ()) == (event.payer_currency == event.payee_currency)
                assert instruction_of(transaction.raw, ENGINE) is None  # it went to another contract
                seen += 1
    assert seen == len(books.settled) == 11


def test_instruction_of__every_call_about_payments__is_read(way_blocks: list[RecordedBlock], ways: Story) -> None:
    contracts = payment_contracts(ways.deployment)
    seen: dict[str, set[str]] = {}
    for transaction in (t for block in way_blocks for t in block.transactions if t.called in contracts):
        instruction = instruction_of(transaction.raw, contracts)
        assert instruction is not None
        assert {getattr(logged.event, "uetr", instruction.order.uetr) for logged in transaction.events} == {
            instruction.order.uetr
        }
        assert instruction.signed == (instruction.back or instruction.order)
        seen.setdefault(contracts[instruction.contract], set()).add(instruction.function)
    assert seen == {kind: {text.split("(")[0] for text in texts} for kind, texts in CALLS.items()}


def test_instruction_of__payload_cut_short_or_of_another_function__is_none(
    blocks: list[RecordedBlock], deployment: Deployment
) -> None:
    raw = next(
        t.raw for b in blocks for t in b.transactions if any(isinstance(e.event, PaymentSettled) for e in t.events)
    )
    real = envelope_of(raw)
    assert real is not None
    assert real.to == deployment.engine.address
    to = bytes.fromhex(deployment.engine.address[2:])
    contracts = payment_contracts(deployment)
    assert instruction_of(envelope(to, real.data), contracts) is not None
    assert instruction_of(envelope(to, real.data[:-33]), contracts) is None
    assert instruction_of(envelope(to, b"\0\0\0\0" + real.data[4:]), contracts) is None


@given(st.binary(max_size=800))
def test_envelope_of__any_bytes__never_raises(data: bytes) -> None:
    to = b"\x22" * 20
    for kind, signatures in CALLS.items():
        calls = [envelope(to, keccak(text=signature)[:4] + data) for signature in signatures]
        for raw in (data, b"\x02" + data, envelope(to, data), envelope(data, data), *calls):
            instruction_of(raw, {"0x" + "22" * 20: kind})


def test_envelope_of__list_where_bytes_belong__is_none() -> None:
    assert envelope_of(envelope([b"x"], b"")) is None
    assert envelope_of(b"") is None
    assert envelope_of(b"\x02" + rlp.encode([b""] * 11)) is None


def test_constructor_arguments__another_code_or_garbage__is_none() -> None:
    code = load_artifact("FxBoard").bytecode
    assert constructor_arguments("FxBoard", code[1:]) is None
    assert constructor_arguments("FxBoard", code + b"\1" * 31) is None
    assert constructor_arguments("FxBoard", code + bytes(12) + b"\x22" * 20) == ("0x" + "22" * 20,)


def test_envelope_of__lists_in_lists__never_raises() -> None:
    nested = bytes([0xC0])
    for _ in range(20_000):
        size = len(nested)
        head = bytes([0xC0 + size]) if size < 56 else b"\xfa" + size.to_bytes(3, "big")
        nested = head + nested
    assert envelope_of(b"\x02" + nested) is None
