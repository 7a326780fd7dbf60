"""Envelopes of travel-rule records: who can open what, what is in them, and what is none.

Trusts `messages.sealing` for a single box.
Never holds a record to the standard: that is tested beside it.
"""

from __future__ import annotations

import json

import pytest
from nacl.public import PrivateKey

from messages.canonical import canonical_json
from messages.errors import MessageError
from messages.ivms101.envelope import (
    ENVELOPE_BYTES_MAX,
    PLAIN_BYTES_MAX,
    RECEIVERS_MAX,
    OpenedRecord,
    SealingTo,
    boxes_of,
    open_record,
    sealed_envelope,
)
from messages.sealing import seal

BANK, SUPERVISOR = PrivateKey(b"b" * 32), PrivateKey(b"s" * 32)
AT_BANK, AT_SUPERVISOR = "0x" + "bB" * 20, "0x" + "5" * 40
RECEIVERS = {
    AT_BANK: SealingTo(bytes(BANK.public_key), b"1" * 32),
    AT_SUPERVISOR: SealingTo(bytes(SUPERVISOR.public_key), b"2" * 32),
}
RECORD = {"Originator": {"name": "Importer €"}, "Beneficiary": {}}
ENVELOPE = sealed_envelope(b"salt", RECORD, RECEIVERS)
NONE = "0x" + "0" * 40


def sealed(plain: bytes) -> bytes:
    return seal(plain, bytes(BANK.public_key), b"3" * 32)


def test_envelope__each_receiver__opens_its_own_box_alone() -> None:
    boxes = boxes_of(ENVELOPE)
    assert boxes.keys() == {AT_BANK, AT_SUPERVISOR}
    for address, key in ((AT_BANK, BANK), (AT_SUPERVISOR, SUPERVISOR)):
        assert open_record(boxes[address], bytes(key)) == OpenedRecord(b"salt", RECORD)
    for address, key in ((AT_BANK, SUPERVISOR), (AT_SUPERVISOR, BANK)):
        with pytest.raises(MessageError, match="not for this key"):
            open_record(boxes[address], bytes(key))


def test_envelope__text__is_canonical_and_shows_nothing() -> None:
    assert canonical_json(json.loads(ENVELOPE)) == ENVELOPE
    assert "Importer" not in ENVELOPE
    assert b"salt".hex() not in ENVELOPE
    assert sealed_envelope(b"salt", RECORD, dict(reversed(RECEIVERS.items()))) == ENVELOPE


def test_sealed_envelope__as_large_as_it_may_be__can_be_read() -> None:
    spare = PLAIN_BYTES_MAX - len(canonical_json({"record": {"x": ""}, "salt": ""}))
    many = {f"0x{number:040x}": RECEIVERS[AT_BANK] for number in range(RECEIVERS_MAX)}
    envelope = sealed_envelope(b"", {"x": "y" * spare}, many)
    assert len(envelope) <= ENVELOPE_BYTES_MAX
    boxes = boxes_of(envelope)
    assert len(boxes) == RECEIVERS_MAX
    assert open_record(boxes[NONE], bytes(BANK)).record == {"x": "y" * spare}
    with pytest.raises(MessageError, match="allowed are 16384"):
        sealed_envelope(b"", {"x": "y" * (spare + 1)}, RECEIVERS)
    with pytest.raises(MessageError, match="17 receivers"):
        sealed_envelope(b"", {}, {**many, AT_BANK: RECEIVERS[AT_BANK]})
    with pytest.raises(MessageError, match="0 receivers"):
        sealed_envelope(b"", {}, {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no 1 to 16 boxes"),
        ("{}", "no 1 to 16 boxes"),
        (canonical_json({f"0x{number:040x}": "00" for number in range(17)}), "no 1 to 16 boxes"),
        (f'{{"{NONE}":1}}', "something else"),
        (f'{{"{NONE}":""}}', "something else"),
        (f'{{"{NONE}":"0G"}}', "something else"),
        (f'{{"{NONE}":"AB"}}', "something else"),
        ('{"th-bank-1":"00"}', "something else"),
        (f'{{"{NONE}": "00"}}', "no canonical JSON"),
        (f'{{"{NONE}":"00","{NONE}":"01"}}', "no canonical JSON"),
        ("\udcff", "no JSON"),
        (" " * (ENVELOPE_BYTES_MAX + 1), "more than"),
    ],
)
def test_boxes_of__what_is_no_envelope__is_one_clear_error(text: str, why: str) -> None:
    with pytest.raises(MessageError, match=why):
        boxes_of(text)


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        (b"\xff\xfe", "no JSON"),
        (b"[" * 16_000, "no JSON"),
        (b"[]", "no record and salt"),
        (b'{"record":{}}', "no record and salt"),
        (b'{"record":[],"salt":"00"}', "no record and salt"),
        (b'{"more":1,"record":{},"salt":"00"}', "no record and salt"),
        (b'{"record":{},"salt":"0"}', "no hex"),
        (b'{"record":{},"salt":0}', "no hex"),
        (b'{"record":{},"salt":"00"} ', "no canonical JSON"),
        (b'{"record":{"x":1.5},"salt":"00"}', "no canonical JSON"),
        (b'{"record":{"x":NaN},"salt":"00"}', "no canonical JSON"),
        (b" " * (PLAIN_BYTES_MAX + 1), "more than 16384"),
    ],
)
def test_open_record__box_with_something_else__is_one_clear_error(plain: bytes, why: str) -> None:
    with pytest.raises(MessageError, match=why):
        open_record(sealed(plain), bytes(BANK))
