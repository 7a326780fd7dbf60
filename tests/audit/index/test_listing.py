"""What the filters of the index leave, each alone and together, and what nobody should type.

Trusts `tests/audit/test_filters.py` for the rows of events.
Never trusts a filter that lets everything or nothing through.
"""

from __future__ import annotations

import uuid
from typing import Any

import duckdb
import pytest

from audit.filters import EventFilter
from audit.index.conditions import of_payments
from audit.index.listing import LISTS, list_rows
from audit.index.lookup import Lookup
from audit.index.schema import schema_sql
from audit.index.store import Index
from audit.record import Record
from chain.commitments import hash_alias
from chain.errors import InputError

FIRST = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def rows(index: Index) -> Any:
    """The rows of a list that filters, typed as on the command line, leave."""

    def listed(kind: str, **typed: Any) -> list[dict[str, Any]]:
        return list(list_rows(index, kind, EventFilter.parse(Lookup(index), **typed)))

    return listed


def test_payments__of_a_uetr__have_every_column_that_an_auditor_needs(rows: Any, record: Record) -> None:
    first, *_ = rows("payments", uetr=FIRST)
    parties = record.deployment.parties
    assert (first["uetr"], first["status"], first["kind"], first["purpose"]) == (FIRST, "settled", "payment", "GDDS")
    assert (first["payer"], first["payee"]) == (parties["importer"].address, parties["exporter"].address)
    assert (first["payer_id"], first["payer_bank_id"], first["payee_bank_id"]) == ("importer", "th-bank-1", "hk-bank-1")
    assert (first["payer_currency"], first["cost_minor"]) == ("THB", 5_679_009)
    assert (first["payee_currency"], first["amount_minor"], first["corridor"]) == ("HKD", 1_234_567, "TH-HK")
    assert (first["at"], first["refusal"]) == ("2022-08-15T00:00:16Z", None)
    assert len(first["payer_bank_lei"]) == 20


@pytest.mark.parametrize("kind", LISTS)
def test_list__corridor_by_jurisdictions_or_currencies__is_the_same(rows: Any, kind: str) -> None:
    there = rows(kind, corridor="th-hk")
    assert there == rows(kind, corridor="THB-HKD")
    assert len(there) < len(rows(kind))
    assert there or kind == "acts"


@pytest.mark.parametrize("kind", LISTS)
def test_list__lei_and_bic__are_those_of_the_participant(rows: Any, index: Index, kind: str) -> None:
    query = "SELECT id, lei, bic FROM accounts WHERE bic <> '' AND role = 'CommercialBank' ORDER BY account LIMIT 1"
    party, lei, bic = index.rows(query)[0]
    assert rows(kind, lei=lei.lower()) == rows(kind, participant=party) == rows(kind, bic=bic) != rows(kind)
    assert rows(kind, lei=lei)


def test_list__wallet__is_the_customer_under_every_key(rows: Any, index: Index) -> None:
    query = "SELECT list(address) FROM accounts WHERE customer IS NOT NULL GROUP BY customer HAVING count(*) > 1"
    lost, new = index.rows(query)[0][0]
    assert rows("transfers", wallet=lost) == rows("transfers", wallet=new)
    named = {end for row in rows("transfers", wallet=new) for end in (row["payer"], row["payee"])}
    assert {lost, new} <= named


def test_list__alias__leads_to_what_names_its_wallet(rows: Any, index: Index) -> None:
    alias, wallet = index.rows("SELECT alias_hash, address FROM aliases JOIN accounts USING (account) LIMIT 1")[0]
    assert rows("events", alias=alias) == rows("events", wallet=wallet) != []


def test_alias__with_the_networks_salt__is_found_by_its_text(index: Index) -> None:
    hashed = f"0x{hash_alias(b'salt', '+66812345678').hex()}"
    assert Lookup(index, b"salt").alias_hash("+66812345678") == hashed
    assert Lookup(index).alias_hash("+66812345678") is None


@pytest.mark.parametrize("kind", ["events", "payments", "transfers"])
def test_list__amounts__are_inclusive_at_both_ends(rows: Any, kind: str) -> None:
    found = rows(kind, amount_min="1234567", amount_max="1234567")
    assert found
    assert all(1_234_567 in row.values() for row in found)
    assert rows(kind, amount_min="1234568", amount_max="1234567" + "0" * 70) != rows(kind, amount_min="0")


def test_payments__code_time_and_party__all_hold(rows: Any) -> None:
    (row,) = rows("payments", code="PayeeUnknown", participant="importer", since="2022-08-15")
    assert (row["status"], row["refusal"], row["iso_code"], row["rule"]) == (
        *("refused", "PayeeUnknown", "AC03", "payee-account"),
    )
    assert rows("payments", code="PayeeUnknown", until="2022-08-14") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"uetr": str(uuid.UUID(int=9))}, "nothing in this record names it"),
        ({"lei": "X" * 20}, "no participant of this record ever had this LEI"),
        ({"bic": "NOBODY00"}, "ever had this BIC"),
        ({"wallet": "impoter"}, "did you mean importer?"),
        ({"wallet": "th-bank-1"}, "no id or address of a customer in this record; the deployment"),
        ({"participant": "0x" + "11" * 20}, "no id, LEI or address of a participant"),
        ({"contract": "0x" + "11" * 20}, "nothing in this record has this address"),
        ({"alias": "+66812345678"}, "the salt of this network is not known here"),
        ({"alias": "0x" + "ab" * 32}, "it never led to a wallet"),
        ({"corridor": "THB-HKG"}, "did you mean THB-HKD?"),
        ({"amount_min": "1,000"}, "no whole number of minor units"),
        ({"amount_min": "-1"}, "no whole number of minor units"),
        ({"amount_min": "٣"}, "no whole number of minor units"),
        ({"amount_min": "9", "amount_max": "8"}, "it is less than --amount-min"),
    ],
)
def test_parse__what_is_not_in_the_record__is_one_line(index: Index, typed: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        EventFilter.parse(Lookup(index), **typed)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


HOSTILE = "' OR 1=1; DROP TABLE meta; --"


@pytest.mark.parametrize(
    "option", ["participant", "wallet", "alias", "lei", "bic", "uetr", "currency", "corridor", "code", "contract"]
)
def test_parse__sql_in_a_filter__is_only_text(index: Index, option: str) -> None:
    with pytest.raises(InputError):
        EventFilter.parse(Lookup(index), **{option: HOSTILE})  # type: ignore[arg-type]


def test_list__sql_in_a_filter_value__finds_nothing(index: Index) -> None:
    wanted = EventFilter(uetr=HOSTILE, contract=HOSTILE, corridor=HOSTILE, accounts=(frozenset({HOSTILE}),))
    for kind in LISTS:
        assert list(list_rows(index, kind, wanted)) == []
    assert index.rows("SELECT count(*) FROM meta")[0][0] > 0


def test_amounts__beyond_38_digits__are_compared_exactly() -> None:
    largest = 2**256 - 1
    amounts = [0, 7, 10**38 - 1, 10**38, largest - 1, largest]
    with duckdb.connect() as database:
        database.execute(schema_sql())
        for number, amount in enumerate(amounts):
            short, long = (amount, None) if amount < 10**38 else (None, str(amount))
            database.execute(
                "INSERT INTO payment_rows (payment, amount_minor, amount_minor_text) VALUES (?, ?, ?)",
                [number, short, long],
            )
        for least in amounts:
            for most in amounts:
                where = of_payments(EventFilter(amount_min=least, amount_max=most))
                rows = database.execute(f"SELECT payment FROM payment_rows p WHERE {where.sql}", where.values)
                expected = [number for number, amount in enumerate(amounts) if least <= amount <= most]
                assert sorted(number for (number,) in rows.fetchall()) == expected
