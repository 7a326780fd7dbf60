"""The tables of the index against the books, which are rebuilt from the same events in another way.

Trusts the rebuilding of the ledger, which planted lies hold to account.
Never repeats how a row is made: it is compared with what it must say.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from audit.books import Books
from audit.index.store import Index
from audit.record import Record


@pytest.fixture(params=["", "deal_", "way_", "lent_"])
def both(request: pytest.FixtureRequest) -> tuple[Index, Books]:
    """An index, and the books of the same record."""
    name = request.param
    return request.getfixturevalue(f"{name}index"), request.getfixturevalue(f"{name}books")


def test_payments__settled__are_those_of_the_books(both: tuple[Index, Books]) -> None:
    index, books = both
    returns = index.rows("SELECT fields FROM events WHERE name = 'PaymentReturned'")
    returned = {json.loads(fields)["uetr"] for (fields,) in returns}
    columns = "uetr, payer, payee, payer_bank, payee_bank, cost_minor, amount_minor, height, kind"
    rows = index.rows(f"SELECT {columns} FROM payments WHERE status = 'settled'")
    assert len(rows) == len(books.settled)
    for uetr, *told, kind in rows:
        payment = books.settled[uetr]
        event = payment.event
        money = event.cost_minor, event.amount_minor
        assert told == [event.payer, event.payee, event.payer_bank, event.payee_bank, *money, payment.height]
        assert kind == ("return" if uetr in returned else "payment")


def test_payments__refused__name_code_rule_and_party_of_each_attempt(both: tuple[Index, Books]) -> None:
    index, books = both
    rows = index.rows("SELECT uetr, code, rule, party, payer, amount_minor FROM payments WHERE status = 'refused'")
    refused = [
        (*(item.event.uetr, int(item.event.code), item.event.rule, item.event.party),)
        + ((item.order.payer, item.order.amount_minor) if item.order else (None, 0))
        for item in books.refused
    ]
    assert Counter(rows) == Counter(refused)


def test_payments__queued__end_as_the_books_say(both: tuple[Index, Books]) -> None:
    index, books = both
    rows = dict(index.rows("SELECT uetr, status FROM payments WHERE queued_at_s IS NOT NULL"))
    ends = {"QUEUED": ("queued", "cancelled"), "CREDITED": ("settled",), "REFUNDED": ("refunded",)}
    assert rows.keys() == books.queued.keys()
    assert all(rows[uetr] in ends[item.state.name] for uetr, item in books.queued.items())


def test_transfers__added_up__are_the_balances_of_the_books(both: tuple[Index, Books]) -> None:
    index, books = both
    held: Counter[tuple[str, str]] = Counter()
    for token, payer, payee, amount_minor in index.rows("SELECT token, payer, payee, amount_minor FROM transfers"):
        if payer is not None:
            held[token, payer] -= amount_minor
        if payee is not None:
            held[token, payee] += amount_minor
    for token, money in books.moneys.items():
        for holder, balance_minor in money.balances.items():
            assert held.pop((token, holder), 0) == balance_minor
    assert not +held


def test_transfers__of_a_payment__name_it(index: Index, books: Books) -> None:
    uetr, settled = next(iter(books.settled.items()))
    rows = index.rows("SELECT payer, payee, amount_minor FROM transfers WHERE reference = ?", [uetr])
    event = settled.event
    assert set(rows) == {(event.payer, None, event.cost_minor), (None, event.payee, event.amount_minor)}


def test_events__count__are_those_of_the_record(both: tuple[Index, Books]) -> None:
    index, books = both
    assert dict(index.rows("SELECT name, count(*) FROM events GROUP BY name ORDER BY name")) == books.events
    assert index.rows("SELECT count(*) FROM blocks") == [(books.height,)]
    assert index.rows("SELECT count(*) FROM transactions") == [(books.transactions,)]
    assert index.rows("SELECT digest FROM blocks ORDER BY height DESC LIMIT 1") == [(f"0x{books.digest.hex()}",)]


def test_accounts__of_everybody__say_who_they_are(index: Index, books: Books, record: Record) -> None:
    rows = {address: rest for address, *rest in index.rows("SELECT address, id, role, lei, home, bank FROM accounts")}
    bank = record.deployment.parties["th-bank-1"].address
    assert rows[bank][:4] == ["th-bank-1", "CommercialBank", books.participants[bank].lei, "TH"]
    for wallet, customer in books.customers.items():
        (held,) = index.rows("SELECT address FROM accounts WHERE account = ?", [rows[wallet][4]])
        assert held == (customer.bank,)
    assert rows[record.deployment.engine.address][1] == "SettlementEngine"
    assert rows.keys() >= books.participants.keys() | books.customers.keys()


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("pause", "PauseSet"),
        ("freeze", "Frozen"),
        ("forced transfer", "ForcedTransfer"),
        ("role", "ParticipantStatusChanged"),
        ("rule", "RulesSet"),
        ("issue", "IssuanceAllowanceSet"),
    ],
)
def test_acts__of_each_kind__have_actor_and_authority(index: Index, act: str, name: str) -> None:
    rows = index.rows("SELECT actor, authority FROM acts WHERE act = ? AND name = ?", [act, name])
    assert rows
    assert all(actor for actor, _ in rows)
    assert any(authority for _, authority in rows)


def test_acts__reason__is_what_the_record_states(index: Index, books: Books) -> None:
    rows: Any = index.rows("SELECT name, actor, authority, reason FROM acts WHERE reason <> ''")
    said = {(name, actor): (authority, reason) for name, actor, authority, reason in rows}
    speakers = {item.central_bank: key for key, item in books.jurisdictions.items()}
    paused = [(actor, authority) for (name, actor), (authority, _) in said.items() if name == "PauseSet"]
    assert paused
    assert all(authority.startswith(f"CentralBank {speakers[actor]}") for actor, authority in paused)
    forced = [reason for (name, _), (_, reason) in said.items() if name == "ForcedTransfer"]
    assert forced
    assert all(reason.startswith("legal order 0x") for reason in forced)


def test_acts__money_that_a_payment_issues__is_none(index: Index, books: Books) -> None:
    issued = index.rows("SELECT count(*) FROM acts WHERE name = 'Issued'")[0][0]
    assert 0 < issued < books.events["Issued"]


def test_mentions__of_a_wallet__are_every_event_that_names_it(index: Index, record: Record) -> None:
    importer = record.deployment.parties["importer"].address
    named = index.rows("SELECT count(DISTINCT e.event) FROM events e WHERE contains(e.fields, ?)", [f'"{importer}"'])[
        0
    ][0]
    query = "SELECT count(*) FROM mentions JOIN accounts USING (account) WHERE address = ?"
    assert index.rows(query, [importer])[0][0] >= named > 0
