"""The periodic report on the runs of the auditor's tests: which acts count, which limits are used, what is shown."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from audited_story import Story

from audit.books import Books, Setting
from audit.directory import Directory
from audit.findings import found_at
from audit.periodic.acts import DEPLOYMENT, KIND_OF_EVENT, OFFICE_ACTS, OfficeAct
from audit.periodic.limits import LimitUse, limits_used
from audit.periodic.principles import Scope, Shown, principles
from audit.periodic.report import PeriodicReport, periodic_report
from audit.record import Record
from audit.run_folder import RunFolder
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import EVENTS
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.types import WindowLimit
from chain.errors import InputError


@pytest.fixture(scope="module")
def report(story: Story) -> PeriodicReport:
    """Of the run with freezes, orders and changed roles."""
    return periodic_report(RunFolder.open(story.folder))


@pytest.fixture(scope="module")
def acts(report: PeriodicReport) -> tuple[OfficeAct, ...]:
    return report.acts


def test_kinds__every_event__is_one_that_a_contract_declares() -> None:
    assert set(KIND_OF_EVENT) <= {kind.__name__ for kind in EVENTS}
    assert sum(len(names) for names in OFFICE_ACTS.values()) == len(KIND_OF_EVENT)


def test_acts__freeze_and_legal_order__have_actor_authority_and_reason(acts: tuple[OfficeAct, ...]) -> None:
    # With a key that is replaced, what was frozen goes along to the new one: an act of the customer's bank.
    moved = {act.transaction for act in acts if act.event == "HoldingsMoved"}
    freezes = [act for act in acts if act.kind == "freeze" and act.transaction not in moved]
    assert freezes
    assert all("supervisor" in act.authority or "central bank" in act.authority for act in freezes)
    assert all(act.subject for act in freezes)
    orders = [act for act in acts if act.event == "LegalOrderRecorded"]
    assert orders
    assert all(act.reason for act in orders)
    paused = [act for act in acts if act.kind == "pause"]
    assert all(act.reason for act in paused)


def test_acts__of_a_constructor__are_the_deployments(acts: tuple[OfficeAct, ...]) -> None:
    opened = [act for act in acts if act.event == "JurisdictionOpened"]
    assert opened[0].authority == DEPLOYMENT
    assert all(act.authority for act in acts if act.kind in {"freeze", "role change", "rule change"})


def test_acts__office_that_was_handed_over__is_its_holders_of_that_time(acts: tuple[OfficeAct, ...]) -> None:
    taken = next(act for act in acts if act.event == "HandedOver" and act.authority.startswith("central bank"))
    office = taken.authority.removesuffix(", offered")
    before = [act.actor for act in acts if act.authority == office and act.block < taken.block]
    after = [act.actor for act in acts if act.authority == office and act.block > taken.block]
    assert taken.actor not in before
    assert set(after) <= {taken.actor}


def test_acts__what_comes_with_a_payment_or_an_acceptance__is_none(story: Story, acts: tuple[OfficeAct, ...]) -> None:
    record = Record(RunFolder.open(story.folder).journal, story.deployment)
    told = Counter(type(log.event).__name__ for item in record.transactions() for log in item.events)
    counted = Counter(act.event for act in acts)
    assert 0 < counted["Issued"] < told["Issued"]
    assert 0 < counted["ParticipantStatusChanged"] < told["ParticipantStatusChanged"]
    assert counted["Frozen"] == told["Frozen"]


def test_limits__of_a_run_with_rules__are_what_counted(way_books: Books, way_record: Record) -> None:
    directory = Directory.of(way_record)
    found = limits_used(way_books, way_record.deployment, directory)
    assert list(found) == sorted(found, key=lambda item: -item.used_pct)
    for item in found:
        assert 0 < item.used_minor <= item.limit_minor or item.limit_minor == 0
    settings = way_books.compliance.settings
    assert any(setting.rule == CounterpartyExposure.ARTIFACT for setting in settings)
    positions = {key: minor for key, minor in way_books.compliance.positions.items() if minor > 0}
    assert len([item for item in found if item.kind == "exposure"]) <= len(positions)


def test_limits__one_pair_and_one_payer__are_measured_by_their_own_limit(way_books: Books, way_record: Record) -> None:
    deployment, directory = way_record.deployment, Directory.of(way_record)
    token, book = next(iter(deployment.rule_books.items()))
    bank, other = list(deployment.parties.values())[:2]
    currency = directory.listings[token].currency
    number, wallet = next(iter(way_books.wallets.items()))
    pair = Setting(CounterpartyExposure.ARTIFACT, "limit_of", (currency, bank.address, other.address))
    window = Setting(RollingWindowLimit.ARTIFACT, "limit_of", (currency,))
    compliance = replace(
        way_books.compliance,
        settings={pair: 400, window: WindowLimit(1_000, 1_000, 1_000, 60, 6)},
        positions={(currency, book, bank.address, other.address): 100},
        sent={(book, number): ((way_books.timestamp_s - 60, 7), (way_books.timestamp_s, 500))},
    )
    names = directory.name(bank.address), directory.name(other.address)
    assert limits_used(replace(way_books, compliance=compliance), deployment, directory) == (
        LimitUse("window", currency, directory.name(wallet), "", 500, 1_000),
        LimitUse("exposure", currency, *names, 100, 400),
    )


def test_principles__all_twenty_four__are_found_outside_or_not_for_payment_systems(report: PeriodicReport) -> None:
    assert [item.number for item in report.principles] == list(range(1, 25))
    scopes = Counter(item.scope for item in report.principles)
    assert (scopes[Scope.FOUND], scopes[Scope.OUTSIDE], scopes[Scope.NOT_APPLICABLE]) == (15, 3, 6)
    finality = report.principles[7]
    assert (finality.name, finality.figures["blocks"]) == ("Settlement finality", report.verification.blocks)
    assert report.principles[12].figures["freezes"] == report.alarms()["Frozen"]


def test_principles__findings__are_counted_under_theirs(report: PeriodicReport) -> None:
    lies = (found_at("quorum-act", 1, "x", "y"), found_at("payment-legs", 2, "x", "y"))
    shown = Shown(report.audit.books, lies, report.verification, 0, True, {})
    rows = {item.number: item.figures for item in principles(shown)}
    assert (rows[2]["against"], rows[12]["against"], rows[3]["findings"]) == (1, 1, 2)


def test_report__json__is_plain_and_stable(report: PeriodicReport) -> None:
    body = json.loads(json.dumps(report.as_json()))
    assert body["schema_version"] == 1
    assert [*body] == [
        *("schema_version", "since", "until", "genesis_digest", "digest", "holds", "limits", "refusals", "acts"),
        *("alarms", "outcomes", "reconciliation", "principles"),
    ]
    assert body["reconciliation"]["blocks"] == report.verification.blocks
    assert sum(count for *_, count in report.act_counts()) == len(body["acts"])


def test_report__unfinished_run__is_refused(copy: Path) -> None:
    (copy / "SHA256SUMS").unlink()
    with pytest.raises(InputError, match="the run did not finish"):
        periodic_report(RunFolder.open(copy))
