"""Lists and filters the small run's events, and types what nobody should.

Trusts the run to contain every kind of event.
Never checks a whole row of every kind by heart: a few, field by field.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from audit.directory import Directory
from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.lookup import Lookup
from audit.index.store import Index
from audit.record import Record
from audit.rows import views
from chain.clients.events import EVENTS, PaymentRefused
from chain.errors import InputError

FIRST = "00000000-0000-4000-8000-000000000001"
RECORDED = "00000000-0000-4000-8000-000000000030"


@pytest.fixture(scope="session")
def directory(record: Record) -> Directory:
    return Directory.of(record)


@pytest.fixture
def rows(index: Index) -> Any:
    """The rows that a filter, typed as on the command line, leaves."""

    def listed(**typed: Any) -> list[dict[str, Any]]:
        return list(list_rows(index, "events", EventFilter.parse(Lookup(index), **typed)))

    return listed


UNSEEN = {"EIP712DomainChanged"}
"""Nothing changes a domain."""


def test_list_events__no_filter__is_the_whole_record_in_order(
    record: Record, deal_record: Record, way_record: Record, lent_record: Record, rows: Any
) -> None:
    every = rows()
    directory = Directory.of(record)
    read = [view for t in record.transactions() for view in views(t, directory, record.deployment)]
    assert every == [view.row(directory) for view in read]
    transactions = [t for other in (deal_record, way_record, lent_record) for t in other.transactions()]
    others = {type(logged.event) for transaction in transactions for logged in transaction.events}
    seen = {row["event"] for row in every} | {kind.__name__ for kind in others}
    assert {kind.__name__ for kind in EVENTS} - seen == UNSEEN
    assert [row["block"] for row in every] == sorted(row["block"] for row in every)
    assert len(every) == sum(len(transaction.events) for transaction in record.transactions())
    json.dumps(every)


def test_list_events__travel_rule_record__is_found_by_its_payment_and_by_both_banks(rows: Any) -> None:
    told = {"TravelRuleRecordSent", "TravelRuleRecordAcknowledged"}
    by_uetr = [row for row in rows(uetr=RECORDED) if row["event"] in told]
    assert [row["event"] for row in by_uetr] == ["TravelRuleRecordSent", "TravelRuleRecordAcknowledged"]
    assert {(row["sender"], row["receiver"]) for row in by_uetr} == {("th-bank-1", "hk-bank-1")}
    for bank in ("th-bank-1", "hk-bank-1"):
        assert [row for row in rows(participant=bank) if row["event"] in told] == by_uetr
    assert [row for row in rows(participant="th-bank-2") if row["event"] in told] == []


def test_list_events__settled_payment__names_parties_and_both_currencies(rows: Any) -> None:
    (row,) = rows(events=["PaymentSettled"], uetr=FIRST)
    assert row == {
        "time": "2022-08-15T00:00:16Z",
        "block": row["block"],
        "tx": row["tx"],
        "log": 0,
        "event": "PaymentSettled",
        "contract": "SettlementEngine",
        "uetr": FIRST,
        "payer": "importer",
        "payee": "exporter",
        "payer_bank": "th-bank-1",
        "payee_bank": "hk-bank-1",
        "maker": "maker",
        "payer_currency": "THB",
        "cost_minor": 5_679_009,
        "cost": "56,790.09 THB",
        "payee_currency": "HKD",
        "amount_minor": 1_234_567,
        "amount": "12,345.67 HKD",
        "purpose": "GDDS",
    }


def test_list_events__uetr__brings_every_leg_and_every_attempt(rows: Any) -> None:
    found = rows(uetr=FIRST.upper().replace("-", ""))
    assert [row["event"] for row in found][:2] == ["PaymentSettled", "QuoteFilled"]
    assert [row["event"] for row in found].count("Transfer") == 4
    assert found[-1]["event"] == "PaymentExists"
    contracts = {row["contract"] for row in found}
    assert contracts == {"SettlementEngine", "FxBoard", "THB", "HKD", "THB.th-bank-1", "HKD.hk-bank-1"}
    filled = next(row for row in found if row["event"] == "QuoteFilled")
    assert (filled["sell"], filled["buy"]) == ("12,345.67 HKD", "56,790.09 THB")
    issued = next(row for row in found if row["event"] == "Issued")
    assert (issued["reference_id"], issued["issuer"]) == (FIRST, "hk-bank-1")


def test_list_events__refusal__tells_the_order_that_the_event_leaves_out(rows: Any) -> None:
    (row,) = rows(code="QuoteCancelled")
    assert (row["code"], row["rule"], row["party"]) == ("QuoteCancelled", "quote", "maker")
    assert (row["payer"], row["payee"], row["amount"]) == ("importer", "exporter", "1.00 HKD")


@pytest.mark.parametrize("code", ["PayeeUnknown", "payeeunknown", "9", "AC03", "ac03"])
def test_list_events__code__by_name_number_or_iso_reason(rows: Any, code: str) -> None:
    assert [row["code"] for row in rows(code=code)] == ["PayeeUnknown"]


def test_list_events__participant__by_id_lei_or_address(record: Record, directory: Directory, rows: Any) -> None:
    by_id = rows(participant="maker")
    address = record.deployment.parties["maker"].address
    lei = next(lei for lei, holder in directory.leis.items() if holder == address)
    assert by_id == rows(participant=lei) == rows(participant=lei.lower()) == rows(participant=address.lower())
    assert {row["event"] for row in by_id} >= {"QuoteFilled", "QuoteWithdrawn", "ParticipantAdmitted", "PaymentSettled"}


def test_list_events__participant__includes_refused_orders_and_its_loans(rows: Any) -> None:
    assert [row["event"] for row in rows(participant="shop", events=["PaymentRefused"])] == ["PaymentRefused"] * 2
    loans = {row["event"] for row in rows(participant="neighbour", contract="LoanBook")}
    assert {"LoanDrawn", "InstalmentBilled", "LoanPaid", "CollectionShort", "LoanStatusChanged"} <= loans
    issuer = {row["event"] for row in rows(participant="th-bank-2", contract="THB.th-bank-2")}
    assert issuer == {"Issued", "IssuanceAllowanceSet"}


def test_list_events__currency__is_that_of_money_payment_or_loan(rows: Any) -> None:
    hkd = rows(currency="hkd")
    assert {row["event"] for row in hkd} >= {"PaymentSettled", "Transfer", "QuoteFilled", "JurisdictionOpened"}
    assert not {"LoanDrawn", "LoanPaid"} & {row["event"] for row in hkd}
    assert {"LoanDrawn", "InstalmentLate", "LoanPaid"} <= {row["event"] for row in rows(currency="THB")}


def test_list_events__contract__by_name_or_address(record: Record, rows: Any) -> None:
    by_name = rows(contract="thb.TH-bank-1")
    address = record.deployment.deposits["th-bank-1"]
    assert by_name == rows(contract=address) == rows(contract=address.lower())
    assert {row["contract"] for row in by_name} == {"THB.th-bank-1"}


def test_list_events__time_and_blocks__are_inclusive(rows: Any) -> None:
    day = rows(since="2022-08-22", until="2022-08-22")
    assert {row["time"][:10] for row in day} == {"2022-08-22"}
    assert day == rows(since="2022-08-22T00:00:00Z", until="2022-08-22T23:59:59")
    assert day == rows(since="2022-08-22T02:00:00+02:00", until="2022-08-22")
    least, most = day[0]["block"], day[-1]["block"]
    assert day == rows(blocks=f"{least}..{most}")
    assert {row["block"] for row in rows(blocks=f"{least}")} == {least}
    assert len(rows(blocks=f"{least}..")) + len(rows(blocks=f"..{least - 1}")) == len(rows())


def test_list_events__several_conditions__all_hold(rows: Any) -> None:
    both = rows(events=["issued", "Redeemed"], currency="THB", participant="importer")
    assert {row["event"] for row in both} == {"Issued", "Redeemed"}
    assert all(row["holder"] == "importer" for row in both)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"events": ["PaymentSetled"]},
            "--event: cannot use 'PaymentSetled': no such event; did you mean PaymentSettled?",
        ),
        ({"participant": "makr"}, "did you mean maker?"),
        ({"participant": ""}, "no id, LEI or address"),
        ({"uetr": "7"}, "a UETR is a UUID"),
        ({"currency": "THX"}, "did you mean THB?"),
        ({"code": "PayeUnknown"}, "did you mean PayeeUnknown?"),
        ({"code": "0"}, "no such refusal code"),
        ({"code": "99"}, "no such refusal code"),
        ({"code": "²"}, "no such refusal code"),
        ({"contract": "THB.th-bank1"}, "did you mean THB.th-bank-1?"),
        ({"since": "yesterday"}, "--since: cannot use 'yesterday': it is neither a date nor a time"),
        ({"since": "2022-02-30"}, "neither a date nor a time"),
        ({"until": "9999-12-31T23:59:59-23:00"}, None),
        ({"since": "0001-01-01T00:00:00+14:00"}, None),
        ({"since": "2022-08-16", "until": "2022-08-15"}, "it is before --since"),
        ({"blocks": "9..3"}, "it ends before it begins"),
        ({"blocks": ".."}, "it is no range of blocks"),
        ({"blocks": "x"}, "it is no range of blocks"),
        ({"blocks": ""}, "it is no range of blocks"),
        ({"blocks": "1" * 30}, "it is no range of blocks"),
        ({"blocks": "٣"}, "it is no range of blocks"),
        ({"participant": "\x1b[31m" + "x" * 10_000}, "cannot use"),
    ],
)
def test_parse__what_cannot_be_meant__is_one_line_with_a_suggestion(rows: Any, typed: Any, said: str | None) -> None:
    if said is None:  # far away, yet a time
        assert isinstance(rows(**typed), list)
        return
    with pytest.raises(InputError) as caught:
        rows(**typed)
    line = str(caught.value)
    assert said in line
    assert line.isprintable()
    assert len(line) < 1_500


def test_rows__hostile_names__are_inert(rows: Any) -> None:
    hostile = [row for row in rows(events=["LoanDrawn"]) if "evil" in row["borrower"]]
    assert [row["borrower"] for row in hostile] == ["evil\\x1b[31m\\u202etxt"]
    texts = [value for row in rows() for value in row.values() if isinstance(value, str)]
    assert all(text.isprintable() for text in texts)
    assert rows(participant="evil\\x1b[31m\\u202etxt", events=["InstalmentLate"])


def test_rows__refusal_without_a_signed_order__has_the_event_alone(record: Record, directory: Directory) -> None:
    transactions = record.transactions(frozenset({record.deployment.engine.address}))
    refused = next(t for t in transactions if any(isinstance(e.event, PaymentRefused) for e in t.events))
    (view,) = views(replace(refused, raw=b""), directory, record.deployment)
    row = view.row(directory)
    assert row["code"] == "PayeeUnknown"
    assert "payer" not in row


def test_rows__zero_address__stays_empty(rows: Any) -> None:
    minted = next(row for row in rows(events=["Transfer"]) if row["from"] == "")
    assert minted["to"]
    assert rows(events=["ParticipantAdmitted"])[0]["role"] == "CentralBank"
