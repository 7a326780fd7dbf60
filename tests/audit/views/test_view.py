"""Every view against every record of three runs: what is in it is what the table of docs/views.md says, and no more.

Trusts an oracle that knows neither the views nor the index.
Never lets a leak pass: each rule that is loosened has to show.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from audited_rules import ENVELOPE, RECORD, sealed_lines
from audited_story import Story
from view_oracle import PAGE, Key, Oracle, table

from audit.index.store import Index
from audit.record import Record
from audit.rows import Row
from audit.travel_sending import SEALED
from audit.views import view as view_module
from audit.views.families import CUSTOMERS, NOTICES, POSITION_PREFIXES, POSITIONS, RECORDS, is_position
from audit.views.table import BY_NAME, KINDS, PARTIES, Rule, as_markdown
from audit.views.vault import Vault
from audit.views.view import View, Views, lines_of
from audit.views.viewer import Viewer
from chain.clients.events import EVENTS

PARTIES_OF_RUNS = (
    *("participant:importer", "participant:exporter", "participant:shop", "participant:neighbour"),
    *("bank:th-bank-1", "bank:th-bank-2", "bank:hk-bank-1", "bank:maker", "supervisor:TH", "supervisor:hk", "auditor"),
)
RUNS = ("", "deal_", "way_")
COMPARED = ("payments", "transfers", "balances", "notices", "customers", "positions", "records", "events")


class Run:
    """A record with its views and its oracle."""

    def __init__(self, record: Record, index: Index, story: Story) -> None:
        self.index, self.vault = index, Vault(record, story.folder)
        self.views, self.oracle = Views(index, self.vault), Oracle(record)
        self.wallets = {a for (a,) in index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL")}
        self._made: dict[str, View] = {}

    def view(self, party: str) -> View:
        """The view of a party, made once."""
        if party not in self._made:
            view = self.views.of(Viewer.parse(party, self.index))
            self._made[party] = View(view.viewer, {kind: list(rows) for kind, rows in view.rows.items()})
        return self._made[party]


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest) -> Run:
    prefix = str(request.param)
    story = {"": "story", "deal_": "deals", "way_": "ways"}[prefix]
    wanted = (f"{prefix}record", f"{prefix}index", story)
    return Run(*(request.getfixturevalue(name) for name in wanted))


@pytest.fixture(scope="module")
def told(record: Record, index: Index, story: Story) -> Run:
    """The run with everything, whose travel-rule record is held."""
    return Run(record, index, story)


def key_of(kind: str, row: Row) -> Key:
    """What a row is known by."""
    if kind == "payments":
        return row["uetr"], row["status"], row["tx_hash"][2:]
    if kind == "balances":
        return row["token"], row["holder"]
    return row["tx_hash"][2:], row["log_index"]


def bytes_of(view: View) -> bytes:
    """All that a view comes to."""
    return b"".join(line for rows in view.rows.values() for line in lines_of(rows))


def leaks(view: View, oracle: Oracle, kinds: Sequence[str] = COMPARED) -> dict[str, tuple[set[Key], set[Key]]]:
    """Kind -> rows that should not be in a view, and rows that are missing from it; nothing where all is right."""
    words, found = table(), {}
    for kind in kinds:
        shown = {key_of(kind, row) for row in view.rows.get(kind, [])}
        may = oracle.visible(kind, view.viewer, words)
        if shown != may:
            found[kind] = shown - may, may - shown
    return found


def test_page__table__is_the_one_that_views_are_made_by() -> None:
    assert as_markdown() in PAGE.read_text()
    assert {name: list(row.values()) for name, row in table().items()} == {
        kind.name: [rule.value for rule in kind.rules] for kind in KINDS
    }


def test_view__every_party_and_record__is_what_the_table_says(run: Run) -> None:
    for party in PARTIES_OF_RUNS:
        view = run.view(party)
        assert leaks(view, run.oracle) == {}, party
        assert all(len({key_of(k, row) for row in view.rows.get(k, [])}) == len(view.rows.get(k, [])) for k in COMPARED)


def test_view__planted_row__is_found(told: Run) -> None:
    every, planted = told.view("auditor"), 0
    for party in PARTIES_OF_RUNS:
        view = told.view(party)
        for kind in COMPARED:
            mine = {key_of(kind, row) for row in view.rows.get(kind, [])}
            foreign = [row for row in every.rows.get(kind, []) if key_of(kind, row) not in mine][:1]
            leaky = View(view.viewer, {**view.rows, kind: [*view.rows.get(kind, []), *foreign]})
            assert list(leaks(leaky, told.oracle, [kind])) == [kind] * len(foreign)
            planted += len(foreign)
    assert planted > len(PARTIES_OF_RUNS) * 4


@pytest.mark.parametrize(
    ("party", "kind"),
    [
        (party, kind.name)
        for kind in KINDS
        for party in PARTIES[:3]
        if kind.name in COMPARED and kind.rule(party) is Rule.OWN
    ],
)
def test_view__rule_that_is_loosened__is_found(
    told: Run, monkeypatch: pytest.MonkeyPatch, party: str, kind: str
) -> None:
    name = {"participant": "participant:neighbour", "bank": "bank:th-bank-2"}[party]
    rules = {p: Rule.ALL if p == party else BY_NAME[kind].rule(p) for p in PARTIES}
    participant, bank, supervisor, auditor = rules.values()
    loosened = replace(BY_NAME[kind], rules=(participant, bank, supervisor, auditor))
    loose = [loosened if item.name == kind else item for item in KINDS]
    monkeypatch.setattr(view_module, "KINDS", loose)
    extra, missing = leaks(told.views.of(Viewer.parse(name, told.index)), told.oracle)[kind]
    assert extra and not missing


def test_view__payload__goes_to_whom_the_rule_sends_it(told: Run) -> None:
    (held,) = told.vault.held()
    entitled = {"bank:th-bank-1", "bank:hk-bank-1", "supervisor:TH", "supervisor:hk"}
    for party in PARTIES_OF_RUNS:
        view = told.view(party)
        shown = bytes_of(view)
        assert (held.salt.encode() in shown) == (party in entitled)
        assert bool(view.rows.get("payloads")) == (party in entitled)
    auditor = told.view("auditor")
    assert [row["record_held"] for row in auditor.rows["commitments"]] == [True]
    assert all(row["record"] == RECORD for row in told.view("supervisor:HK").rows["payloads"])


def test_view__envelope__goes_to_the_two_banks_and_the_supervisors_alone(told: Run) -> None:
    entitled = {"bank:th-bank-1", "bank:hk-bank-1", "supervisor:TH", "supervisor:hk"}
    for party in PARTIES_OF_RUNS:
        view, sealed = told.view(party), json.loads(ENVELOPE)
        shown = b"".join(line for rows in view.rows.values() for line in lines_of(rows))
        for box in sealed.values():
            assert (box.encode() in shown) == (party in entitled)
        assert [row["envelope"] for row in view.rows.get("envelopes", [])] == [sealed] * (party in entitled)


def test_view__envelope_that_is_altered__is_in_no_view(record: Record, index: Index, tmp_path: Any) -> None:
    line = json.loads(sealed_lines())
    altered = {receiver: f"{box[:-1]}{'10'[box[-1] == '1']}" for receiver, box in line["envelope"].items()}
    (tmp_path / SEALED).write_text(json.dumps(line | {"envelope": altered}))
    for party in ("bank:th-bank-1", "supervisor:TH"):
        view = Views(index, Vault(record, tmp_path)).of(Viewer.parse(party, index))
        assert list(view.rows["envelopes"]) == []


def test_view__record_of_a_refused_payment__stays_its_receivers(told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Views, "_pays", lambda *_: False)
    for party, shown in (("bank:th-bank-1", 0), ("bank:hk-bank-1", 1), ("bank:th-bank-2", 0)):
        rows = told.views.of(Viewer.parse(party, told.index)).rows["payloads"]
        assert len(list(rows)) == shown


def test_view__record_that_is_altered__is_in_no_view(record: Record, index: Index, tmp_path: Any) -> None:
    (tmp_path / "travel_rule.jsonl").write_text(
        '{"uetr": "00000000-0000-4000-8000-000000000030", "salt": "00", "record": {"name": "Mallory"}}\n{'
    )
    views = Views(index, Vault(record, tmp_path))
    for party in ("bank:th-bank-1", "supervisor:TH"):
        assert b"Mallory" not in bytes_of(views.of(Viewer.parse(party, index)))
    (row,) = views.of(Viewer.parse("auditor", index)).rows["commitments"]
    assert row["record_held"] is False


def test_view__of_the_auditor__has_every_act_and_the_supervisors_those_with_a_leg(told: Run, index: Index) -> None:
    (count,) = index.rows("SELECT count(*) FROM acts")[0]
    acts = {party: told.view(party).rows["acts"] for party in ("auditor", "supervisor:TH")}
    assert len(acts["auditor"]) == count
    words = table()["events"]
    supervisor = Viewer.parse("supervisor:TH", index)
    seen = told.oracle.visible("events", supervisor, {"events": words})
    assert [row for row in acts["auditor"] if key_of("acts", row) in seen] == acts["supervisor:TH"]
    assert 0 < len(acts["supervisor:TH"]) < count


def test_view__of_customers_and_banks__says_no_more_than_it_may(told: Run) -> None:
    for party in ("participant:importer", "participant:neighbour", "bank:th-bank-1"):
        view = told.view(party)
        assert not any("aliases" in name for row in view.rows["payments"] for name in row)
        assert not {"reason", "by", "supervisor", "receiver"} & {name for row in view.rows["notices"] for name in row}
    upon = {row["account"]: row["notice"] for row in told.view("bank:th-bank-1").rows["notices"]}
    assert {"Frozen", "ForcedTransfer", "LegalOrderLifted", "CustomerStatusChanged"} <= {
        row["notice"] for row in told.view("auditor").rows["notices"]
    }
    account, notice = next((account, notice) for account, notice in upon.items() if account in told.wallets)
    shown = told.view(f"participant:{account}").rows["notices"]
    assert notice in {row["notice"] for row in shown}
    assert {row["account"] for row in shown} <= told.view(f"participant:{account}").viewer.accounts


def test_view__payee__is_not_told_what_the_payer_paid(told: Run) -> None:
    rows = told.view("participant:exporter").rows["payments"]
    assert rows
    assert {row["status"] for row in rows} == {"settled"}
    assert not any({"cost_minor", "payer_currency", "iso_code", "rule", "party"} & row.keys() for row in rows)


def test_view__balances__are_what_the_books_say(told: Run, books: Any) -> None:
    rows = told.view("auditor").rows["balances"]
    held = {
        (token, holder): amount for token, money in books.moneys.items() for holder, amount in money.balances.items()
    }
    assert {(row["token"], row["holder"]): row["balance_minor"] for row in rows if row["balance_minor"]} == {
        key: amount for key, amount in held.items() if amount
    }


def test_families__every_name__is_an_event_and_in_one_family() -> None:
    names = {kind.__name__ for kind in EVENTS}
    assert names >= {*NOTICES, *CUSTOMERS, *POSITIONS, *RECORDS}
    assert all(any(name.startswith(prefix) for name in names) for prefix in POSITION_PREFIXES)
    assert not {name for name in names if is_position(name)} & {*NOTICES, *CUSTOMERS, *RECORDS}
    assert BY_NAME.keys() == {kind.name for kind in KINDS}
