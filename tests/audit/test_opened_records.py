"""The sealed record of the small run, opened by those to whom it was sent and by others."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from audited_cast import BANGKOK_BANK, HK_BANK, SUPERVISOR, uetr
from audited_rules import ENVELOPE, RECORD, SEALING_KEYS
from audited_story import Story

from audit.index.store import Index
from audit.opened_records import Sent, opened_with, sent_records
from audit.payload_file import Envelopes
from audit.record import Record
from audit.travel_sending import SEALED
from chain.accounts import Account
from messages.errors import MessageError


@pytest.fixture(scope="module")
def sent(index: Index, record: Record, story: Story) -> Sent:
    """The only one."""
    (found,) = sent_records(index, record.journal, Envelopes(story.folder / SEALED), uetr(30))
    return found


def test_sent_records__of_the_payment__say_who_sent_it_and_when_it_was_acknowledged(sent: Sent) -> None:
    assert (sent.fields["sender"], sent.fields["receiver"]) == (BANGKOK_BANK.address, HK_BANK.address)
    assert sent.acknowledged_at_s == sent.at_s + 4
    assert sent.envelope == json.loads(ENVELOPE)
    assert sent.is_of_order


def test_sent_records__of_another_payment_or_folder__are_none_or_without_envelope(
    index: Index, record: Record, tmp_path: Path
) -> None:
    assert sent_records(index, record.journal, Envelopes(tmp_path / SEALED), uetr(1)) == []
    (bare,) = sent_records(index, record.journal, Envelopes(tmp_path / SEALED), uetr(30))
    assert bare.envelope is None


@pytest.mark.parametrize("party", [HK_BANK, SUPERVISOR], ids=["bank", "supervisor"])
def test_opened_with__key_of_a_receiver__gives_the_record_under_its_commitment(sent: Sent, party: Account) -> None:
    opened = opened_with(sent, bytes(SEALING_KEYS[party]))
    assert opened is not None
    assert (opened.receiver, opened.salt, opened.record) == (party.address, b"salt", RECORD)
    assert opened.is_committed


def test_opened_with__other_commitment_key_or_envelope__is_told_apart(sent: Sent) -> None:
    key = bytes(SEALING_KEYS[HK_BANK])
    other = opened_with(replace(sent, fields=sent.fields | {"commitment": "0x" + "00" * 32}), key)
    assert other is not None
    assert not other.is_committed
    assert opened_with(sent, bytes(32)) is None
    with pytest.raises(MessageError):
        opened_with(replace(sent, envelope=None), key)
