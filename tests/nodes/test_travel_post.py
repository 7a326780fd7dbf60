"""Travel-rule records on their way from bank to bank: what is sent and to whom, and when it is acknowledged."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from chain.clients.events import PaymentSettled, TravelRuleRecordAcknowledged, TravelRuleRecordSent
from chain.commitments import commit
from chain.hashing import keccak
from messages.canonical import canonical_json
from messages.errors import MessageError
from messages.ivms101.envelope import SealingTo, boxes_of, open_record, sealed_envelope
from nodes.identity import sealing_key_of
from nodes.network import Network
from nodes.results import events_of
from nodes.scenario.world import Bank
from nodes.simulation import Simulation
from nodes.travel_post import Letter, as_lines

SENT = ["in-time", "late", "never", "abroad", "refused", "open"]


def uetr(simulation: Simulation, payment: str) -> str:
    (found,) = (record.payment.uetr for record in simulation.records if record.payment.id == payment)
    return found


def said(simulation: Simulation, kind: type) -> dict:
    return {item.event.uetr: item for item in events_of(simulation) if isinstance(item.event, kind)}


def letters(simulation: Simulation) -> dict[str, Letter]:
    """What each receiver got, by UETR."""
    sent, kept = said(simulation, TravelRuleRecordSent), {item.uetr: item for item in simulation.sealed_records}
    return {
        name: Letter(kept[name], item.event.receiver, item.event.commitment, item.timestamp_s)
        for name, item in sent.items()
    }


def test_post__relayed_payment_between_two_banks_with_a_record__has_it_sent_with_the_payment(
    sealed: Simulation,
) -> None:
    sent = said(sealed, TravelRuleRecordSent)
    assert list(sent) == [uetr(sealed, name) for name in SENT] == [item.uetr for item in sealed.sealed_records]
    paid, papers = said(sealed, PaymentSettled), {(item.uetr, item.commitment) for item in sealed.travel_records}
    for name, item in sent.items():
        assert (name, item.event.commitment) in papers
        assert name not in paid or paid[name].height == item.height
        assert item.event.ciphertext_hash == letters(sealed)[name].ciphertext_hash
    assert uetr(sealed, "within") in {name for name, _ in papers} - sent.keys()
    assert uetr(sealed, "below") not in {name for name, _ in papers} | sent.keys()


def test_post__record__is_sealed_to_the_payees_bank_and_the_two_supervisors_alone(sealed: Simulation) -> None:
    actors = sealed.actors
    for payment, bank, offices in (
        ("in-time", "prompt", ["de-watch", "sg-watch"]),
        ("late", "slow", ["de-watch"]),
        ("abroad", "marina", ["de-watch", "sg-watch"]),
    ):
        boxes = boxes_of(letters(sealed)[uetr(sealed, payment)].sent.envelope)
        parties = {actors.banks[bank].address: bank, **{actors.supervisors[name].address: name for name in offices}}
        assert boxes.keys() == parties.keys()
        for address, name in parties.items():
            found = open_record(boxes[address], bytes(sealing_key_of(11, name)))
            paper = next(item for item in sealed.travel_records if item.uetr == uetr(sealed, payment))
            assert (found.salt, found.record) == (paper.salt, paper.record)
        with pytest.raises(MessageError):
            open_record(boxes[actors.banks[bank].address], bytes(sealing_key_of(11, "maker")))


def test_post__ephemeral_keys__are_each_used_once(sealed: Simulation) -> None:
    boxes = [box for item in sealed.sealed_records for box in boxes_of(item.envelope).values()]
    assert len({box[:32] for box in boxes}) == len(boxes) == 14


def test_acknowledgement__reaction_time_of_the_bank__is_in_the_next_block_after_it(sealed: Simulation) -> None:
    sent, received = said(sealed, TravelRuleRecordSent), said(sealed, TravelRuleRecordAcknowledged)
    assert received.keys() == {uetr(sealed, name) for name in ("in-time", "late", "abroad", "refused")}
    took = {name: received[uetr(sealed, name)].timestamp_s - sent[uetr(sealed, name)].timestamp_s for name in SENT[:2]}
    step_s = sealed.network.block_interval_s
    assert 5 < took["in-time"] <= 5 + step_s
    assert 900 < took["late"] <= 900 + step_s
    late = {name: received[uetr(sealed, name)].event.is_late for name in ("in-time", "late", "abroad")}
    assert late == {"in-time": False, "late": True, "abroad": False}
    due = {name: sent[uetr(sealed, name)].event.due_at for name in ("late", "abroad")}
    assert due == {"late": sent[uetr(sealed, "late")].timestamp_s + 600, "abroad": 0}
    assert sealed.network.setbacks == []


def test_as_lines__envelope__has_the_hash_that_is_on_the_chain(sealed: Simulation) -> None:
    for line in as_lines(sealed.sealed_records):
        row = json.loads(line)
        assert canonical_json(row) + "\n" == line
        event = said(sealed, TravelRuleRecordSent)[row["uetr"]].event
        assert keccak(canonical_json(row["envelope"]).encode()) == event.ciphertext_hash
        assert row["sender"] == event.sender


def spoilt(letter: Letter, **record: str) -> Letter:
    """A letter that its sender wrote with something else in it."""
    envelope = sealed_envelope(b"salt", record, {letter.receiver: SealingTo(public("prompt"), bytes(32))})
    return replace(letter, sent=replace(letter.sent, envelope=envelope), commitment=commit(b"salt", record))


def public(identity: str) -> bytes:
    return bytes(sealing_key_of(11, identity).public_key)


def test_letter__that_is_not_what_was_committed_to__has_a_fault(sealed: Simulation) -> None:
    letter, key = letters(sealed)[uetr(sealed, "in-time")], sealing_key_of(11, "prompt")
    assert letter.fault(key) is None
    assert (
        letter.fault(sealing_key_of(11, "slow"))
        == "sealed box: it does not open: it is not for this key, or was altered"
    )
    assert replace(letter, commitment=bytes(32)).fault(key) == "it is not what was committed to"
    assert replace(letter, receiver=sealed.actors.banks["slow"].address).fault(key) is not None
    assert replace(letter, sent=replace(letter.sent, envelope="{}")).fault(key) is not None
    assert "sealed" not in str(spoilt(letter, name="x").fault(key))
    assert spoilt(letter, name="x").fault(key) is not None


def test_take_record__with_a_fault__is_noted_and_not_acknowledged(sealed: Simulation) -> None:
    letter, bank = letters(sealed)[uetr(sealed, "in-time")], sealed.actors.banks["prompt"]
    network, planned = sealed.network, len(sealed.network._agenda)
    bank.take_record(replace(letter, commitment=bytes(32)))
    (setback,) = network.setbacks
    network.setbacks.clear()
    assert setback.what == f"acknowledgement of {letter.sent.uetr}"
    assert len(network._agenda) == planned


def test_post__receiver_without_a_key__is_a_setback_and_a_supervisor_without_one_is_left_out(
    sealed: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, actors, (paper, *_) = sealed.network, sealed.actors, sealed.travel_records
    sender, receiver = actors.banks["marina"], actors.banks["prompt"]
    keyless = {actors.supervisors["sg-watch"].address}
    real = Network.read

    def read(self: Network, call: Any) -> Any:
        known = real(self, call)
        address = next((at for at in keyless if at[2:].lower() in call.data.hex()), None)
        return known if address is None else replace(known, sealing_key=bytes(32))

    monkeypatch.setattr(Network, "read", read)
    boxes = boxes_of(sealed.ordering.post._sealed(sender, receiver, paper))
    assert boxes.keys() == {receiver.address, actors.supervisors["de-watch"].address}
    keyless |= {receiver.address}
    sealed.ordering.post.send(sender, receiver, replace(paper, uetr=str(uuid.UUID(int=1))))
    (setback,) = network.setbacks
    network.setbacks.clear()
    assert (setback.what, setback.is_planned) == (f"travel-rule record of {uuid.UUID(int=1)}", True)
    assert not network.ledger.pending


def test_acknowledgement__bank_that_may_not_send_any_more__is_left_out(sealed: Simulation) -> None:
    letter, bank = letters(sealed)[uetr(sealed, "in-time")], sealed.actors.banks["prompt"]
    sealed.network.failed.add(bank.address)
    bank._acknowledge(letter.sent.sender, letter.sent.uetr, letter.ciphertext_hash)
    sealed.network.failed.clear()
    assert not sealed.network.ledger.pending
    assert sealed.network.setbacks == []


def test_world__bank__that_never_acknowledges_has_no_reaction_time(sealed: Simulation) -> None:
    banks: dict[str, Bank] = {bank.id: bank for bank in sealed.world.banks}
    reactions = {name: bank.travel_rule_reaction_s for name, bank in banks.items()}
    assert reactions == {"prompt": 5, "slow": 900, "silent": None, "marina": 60}
