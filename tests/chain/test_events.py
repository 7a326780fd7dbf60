"""Logs to typed events: every event of every contract, and what is none of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from actors import BANGKOK_BANK, HKMA, IMPORTER, MAKER
from eth_utils.crypto import keccak
from small_network import Network

from chain.abi import python_name
from chain.artifacts import artifact_names, load_artifact
from chain.clients.events import (
    EVENTS,
    Issued,
    JurisdictionOpened,
    LoanDrawn,
    PaymentRefused,
    SyndicateFormed,
    Transfer,
)
from chain.clients.types import (
    ApplicationState,
    DayCount,
    LoanAct,
    LoanRefusal,
    LoanStatus,
    LoanTerms,
    PeriodUnit,
    QueueMode,
    RefusalCode,
    Role,
    Schedule,
    Shape,
    Share,
    ShortReason,
    Status,
    Tier,
)
from chain.codec import encode_values
from chain.decoding import decode_log, event_of
from chain.engines.base import Log
from chain.events import Event, event_fields, event_text

TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
HOLDER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
DECLARED = {
    entry["name"]: entry for name in artifact_names() for entry in load_artifact(name).abi if entry["type"] == "event"
}
SCHEDULE = Schedule(Shape.LINEAR, 0, 5, PeriodUnit.MONTHS, 7, True, DayCount.THIRTY_E360, "THOR", -150, 1, 2_000, 3)
TERMS = LoanTerms(TOKEN, HOLDER, "THB", 10**9, SCHEDULE, 86_400, 500, 10**6, 1_000, 10**9, b"\6" * 32, b"\7" * 32)
SAMPLES: dict[str, Any] = {
    "ApplicationState": ApplicationState.DECLINED,
    "address": HOLDER,
    "address[]": (HOLDER, TOKEN),
    "bool": True,
    "int32": -25,
    "int256": -(2**255),
    "bytes32": b"\5" * 32,
    "string": "Zürich",
    "uint8": 3,
    "uint16": 17,
    "uint32": 2**32 - 1,
    "uint40": 2**40 - 1,
    "uint128": 2**128 - 1,
    "uint64": 2**63,
    "uint256": 2**255 + 1,
    "Bic": "CRDRHKHH",
    "Currency": "THB",
    "Jurisdiction": "TH",
    "Label": "payer-balance",
    "Lei": "CRDR0000000000000112",
    "LoanAct": LoanAct.WRITE_OFF,
    "LoanRefusal": LoanRefusal.CANNOT_PAY,
    "LoanStatus": LoanStatus.DEFAULTED,
    "LoanTerms": TERMS,
    "Purpose": "GDDS",
    "QueueMode": QueueMode.DEFERRED,
    "Reason": "AM09",
    "RefusalCode": RefusalCode.QUOTE_EXPIRED,
    "Role": Role.MARKET_MAKER,
    "Schedule": SCHEDULE,
    "Share[]": (Share(TOKEN, 3), Share(HOLDER, 2**32 - 1)),
    "ShortReason": ShortReason.BORROWER_SUSPENDED,
    "Status": Status.REVOKED,
    "Tier": Tier.BASIC,
    "Uetr": "00112233-4455-4677-8899-aabbccddeeff",
}


def kind_of(name: str) -> type[Event]:
    return next(kind for kind in EVENTS if kind.__name__ == name)


def canonical(spec: Mapping[str, Any]) -> str:
    kind = str(spec["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(canonical(part) for part in spec['components'])}){kind.removeprefix('tuple')}"


def sample(spec: Mapping[str, Any]) -> Any:
    name = str(spec["internalType"]).split()[-1].split(".")[-1]
    return SAMPLES[name]


def log_of(entry: Mapping[str, Any]) -> tuple[Log, dict[str, Any]]:
    """A log of the event as the EVM writes it, and the fields that are in it."""
    signature = f"{entry['name']}({','.join(canonical(spec) for spec in entry['inputs'])})"
    indexed = [spec for spec in entry["inputs"] if spec["indexed"]]
    plain = [spec for spec in entry["inputs"] if not spec["indexed"]]
    topics = [keccak(text=signature), *(encode_values([spec], [sample(spec)]) for spec in indexed)]
    data = encode_values(plain, [sample(spec) for spec in plain])
    return Log(TOKEN, tuple(topics), data), {python_name(s["name"]): sample(s) for s in entry["inputs"]}


def test_events__every_artifact__has_a_class_of_each_and_no_more() -> None:
    assert sorted(DECLARED) == sorted(kind.__name__ for kind in EVENTS)
    assert all(issubclass(kind, Event) for kind in EVENTS)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_decode_log__event_of_ours__is_its_class_with_every_field(name: str) -> None:
    log, expected = log_of(DECLARED[name])
    event = decode_log(log)
    assert type(event) is kind_of(name)
    assert {field.name: getattr(event, field.name) for field in fields(event)} == expected
    assert [field.name for field in fields(event)] == [python_name(spec["name"]) for spec in DECLARED[name]["inputs"]]


def test_decode_log__transfer__is_the_one_of_erc20() -> None:
    topic = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
    word = bytes(12) + bytes.fromhex(TOKEN[2:])
    other = bytes(12) + bytes.fromhex(HOLDER[2:])
    assert decode_log(Log(TOKEN, (topic, word, other), (5).to_bytes(32, "big"))) == Transfer(TOKEN, HOLDER, 5)


@pytest.mark.parametrize("topics", [(), (bytes(32),), (b"\xff" * 32, bytes(32))], ids=["none", "zero", "unknown"])
def test_decode_log__that_no_contract_of_ours_declares__is_none(topics: tuple[bytes, ...]) -> None:
    assert decode_log(Log(TOKEN, topics, b"\1")) is None


ISSUED, _ = log_of(DECLARED["Issued"])
REFUSED, _ = log_of(DECLARED["PaymentRefused"])


@pytest.mark.parametrize(
    "log",
    [
        ISSUED._replace(topics=ISSUED.topics[:-1]),
        ISSUED._replace(topics=(*ISSUED.topics, bytes(32))),
        ISSUED._replace(topics=(ISSUED.topics[0], b"\1" * 32, ISSUED.topics[2])),
        ISSUED._replace(data=b""),
        ISSUED._replace(data=ISSUED.data[:-1]),
        ISSUED._replace(topics=ISSUED.topics[:1], data=b"".join(ISSUED.topics[1:]) + ISSUED.data),
        REFUSED._replace(topics=(*REFUSED.topics[:2], (99).to_bytes(32, "big"), REFUSED.topics[3])),
    ],
    ids=["topic less", "topic more", "no address", "no data", "cut", "nothing indexed", "no such enum member"],
)
def test_decode_log__strangers_log_that_only_looks_like_ours__is_none(log: Log) -> None:
    assert decode_log(ISSUED) is not None
    assert decode_log(REFUSED) is not None
    assert decode_log(log) is None


def test_decode_log__events_of_a_real_network__tell_what_was_done(fresh: Network) -> None:
    blocks = fresh.ledger.journal.blocks()
    logs = [log for block in blocks for receipt in block.receipts for log in receipt.logs]
    events = [decode_log(log) for log in logs]
    assert None not in events
    assert {log.address for log in logs} <= fresh.deployment.addresses
    opened = [event for event in events if isinstance(event, JurisdictionOpened)]
    assert [(event.jurisdiction, event.currency) for event in opened] == [("HK", "HKD"), ("TH", "THB")]
    assert opened[0].central_bank == HKMA.address
    assert {event.holder for event in events if isinstance(event, Issued)} >= {MAKER.address, BANGKOK_BANK.address}


def test_event_fields__nested_and_binary__are_json(shared: Network) -> None:
    terms = shared.terms()
    outcome = shared.run(BANGKOK_BANK, shared.drawing(terms, shared.apply(terms)))
    event = outcome.first(LoanDrawn)
    assert event is not None
    written = json.loads(json.dumps(event_fields(event)))
    assert written["loan_id"] == "0x" + event.loan_id.hex()
    assert (written["lender"], written["borrower"]) == (BANGKOK_BANK.address, IMPORTER.address)
    assert (written["terms"]["schedule"]["shape"], written["terms"]["principal_minor"]) == ("ANNUITY", 60_000_000)
    assert written["terms"]["salt"] == "0x" + event.terms.salt.hex()


def test_event_fields__list_of_structs__is_a_list_of_objects() -> None:
    event = SyndicateFormed(b"\1" * 32, (Share(HOLDER, 3), Share(TOKEN, 2)))
    shares = [{"lender": HOLDER, "weight": 3}, {"lender": TOKEN, "weight": 2}]
    assert json.loads(json.dumps(event_fields(event))) == {"loan_id": f"0x{'01' * 32}", "shares": shares}


def test_event_fields__enum__is_written_by_name() -> None:
    event = PaymentRefused(SAMPLES["Uetr"], RefusalCode.PAYEE_UNKNOWN, "payee-account", HOLDER)
    expected = {"uetr": SAMPLES["Uetr"], "code": "PAYEE_UNKNOWN", "rule": "payee-account", "party": HOLDER}
    assert event_fields(event) == expected


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_event_of__fields_of_any_event__is_that_event(name: str) -> None:
    log, _ = log_of(DECLARED[name])
    event = decode_log(log)
    assert event is not None
    assert event_of(name, json.loads(json.dumps(event_fields(event)))) == event


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_event_text__fields_of_any_event__is_their_json_with_sorted_keys(name: str) -> None:
    event = decode_log(log_of(DECLARED[name])[0])
    assert event is not None
    assert event_text(event) == json.dumps(event_fields(event), ensure_ascii=False, sort_keys=True)


def test_event_text__signs_that_json_escapes__are_escaped() -> None:
    event = PaymentRefused(SAMPLES["Uetr"], RefusalCode.PAYEE_UNKNOWN, 'a "rule"\\\n\x00ü', HOLDER)
    assert event_text(event) == json.dumps(event_fields(event), ensure_ascii=False, sort_keys=True)


def test_event_of__what_is_no_event__is_refused() -> None:
    with pytest.raises(KeyError):
        event_of("Transferred", {})
    with pytest.raises(KeyError):
        event_of("Transfer", {"from_": HOLDER})
