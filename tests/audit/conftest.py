"""A small real run for the auditor: every kind of event that the contracts have, made on a chain and kept as a folder.

Trusts the ledger to write the journal as any run does.
Never lets a test change the shared run: who tampers gets a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import audited_loans as loans
import audited_money as money
import audited_payments as payments
import audited_people as people
import audited_rules as rules
import pytest
from audited_settlement import tell
from audited_story import Story
from supervised import SUPERVISED

from audit.books import Books
from audit.index.store import Index
from audit.manifest import MANIFEST, manifest_of
from audit.rebuild import rebuild
from audit.record import Record, RecordedBlock
from chain.client import Call
from chain.deployment import Deployment
from chain.journal import Journal
from chain.ledger import Ledger
from scripts.case_record import CaseRecord, open_record
from scripts.cli import main


@pytest.fixture(scope="session", autouse=True)
def _nothing_stays_in_memory() -> Iterator[None]:
    """What is kept on disk is there at once, so that a value which is changed and not put in again is an old one; and
    what is read by stretches is read by many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chain.kept.ROWS_A_CHUNK", 1)
        patch.setattr("audit.index.store.ROWS_A_STRETCH", 500)
        yield


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The whole run, its ledger still there to be read."""
    told = Story(tmp_path_factory.mktemp("runs"))
    told.open_accounts()
    told.pay()
    told.live()
    for act in (people.bring_authorities, people.know_customers, people.share_flags):
        act(told)
    for act in (money.allow, money.move_with_signatures, money.step_up, money.take, money.remunerate):
        act(told)
    money.lend_through_trouble(told)
    rules.write_the_rules(told)
    rules.pay_by_the_rules(told)
    people.lose_a_key(told)
    money.collect_from_the_new_key(told)
    people.hand_over(told)
    told.finish()
    (told.folder / "travel_rule.jsonl").write_text(rules.travel_rule_lines())
    (told.folder / "travel_rule_sealed.jsonl").write_text(rules.sealed_lines())
    (told.folder / MANIFEST).write_text(manifest_of(told.folder))
    return told


class PatientReader:
    """Reads from a ledger that stands still: each question is put to it once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._answers: dict[tuple[str, bytes], Any] = {}

    def read(self, call: Call[Any]) -> Any:
        key = call.to, call.data
        if key not in self._answers:
            self._answers[key] = self._ledger.read(call)
        return self._answers[key]


@pytest.fixture(scope="session")
def reader(story: Story) -> PatientReader:
    """Reads the run's last state."""
    return PatientReader(story.ledger)


@pytest.fixture(scope="session")
def deployment(story: Story) -> Deployment:
    """The run's deployment."""
    return story.deployment


@pytest.fixture(scope="session")
def record(story: Story) -> Record:
    """The run's record."""
    return Record(Journal.open(story.folder / "journal.sqlite"), story.deployment)


@pytest.fixture(scope="session")
def index(record: Record) -> Index:
    """Its index."""
    return Index.in_memory(record)


@pytest.fixture(scope="session")
def blocks(record: Record) -> list[RecordedBlock]:
    """Every block of the record, to be tampered with in memory."""
    return list(record.blocks())


@pytest.fixture(scope="session")
def books(blocks: list[RecordedBlock], deployment: Deployment) -> Books:
    """The books of the honest record."""
    return rebuild(blocks, deployment)


@pytest.fixture(scope="session")
def deals(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The run of every other way to settle, on a chain of its own."""
    return tell(tmp_path_factory.mktemp("deals"))


@pytest.fixture(scope="session")
def deal_record(deals: Story) -> Record:
    """Its record."""
    return Record(Journal.open(deals.folder / "journal.sqlite"), deals.deployment)


@pytest.fixture(scope="session")
def deal_index(deal_record: Record) -> Index:
    """Its index."""
    return Index.in_memory(deal_record)


@pytest.fixture(scope="session")
def deal_blocks(deal_record: Record) -> list[RecordedBlock]:
    """Every block of it, to be tampered with in memory."""
    return list(deal_record.blocks())


@pytest.fixture(scope="session")
def deal_books(deal_blocks: list[RecordedBlock], deals: Story) -> Books:
    """The books of the honest record."""
    return rebuild(deal_blocks, deals.deployment)


@pytest.fixture(scope="session")
def deal_reader(deals: Story) -> PatientReader:
    """Reads its last state."""
    return PatientReader(deals.ledger)


@pytest.fixture(scope="session")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The run of payments through venues and of what comes after them, on a chain of its own."""
    return payments.tell(tmp_path_factory.mktemp("ways"))


@pytest.fixture(scope="session")
def way_record(ways: Story) -> Record:
    """Its record."""
    return Record(Journal.open(ways.folder / "journal.sqlite"), ways.deployment)


@pytest.fixture(scope="session")
def way_index(way_record: Record) -> Index:
    """Its index."""
    return Index.in_memory(way_record)


@pytest.fixture(scope="session")
def way_blocks(way_record: Record) -> list[RecordedBlock]:
    """Every block of it, to be tampered with in memory."""
    return list(way_record.blocks())


@pytest.fixture(scope="session")
def way_books(way_blocks: list[RecordedBlock], ways: Story) -> Books:
    """The books of the honest record."""
    return rebuild(way_blocks, ways.deployment)


@pytest.fixture(scope="session")
def way_reader(ways: Story) -> PatientReader:
    """Reads its last state."""
    return PatientReader(ways.ledger)


@pytest.fixture(scope="session")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The run of loans, on a chain of its own."""
    return loans.tell(tmp_path_factory.mktemp("lent"))


@pytest.fixture(scope="session")
def lent_record(lent: Story) -> Record:
    """Its record."""
    return Record(Journal.open(lent.folder / "journal.sqlite"), lent.deployment)


@pytest.fixture(scope="session")
def lent_index(lent_record: Record) -> Index:
    """Its index."""
    return Index.in_memory(lent_record)


@pytest.fixture(scope="session")
def lent_blocks(lent_record: Record) -> list[RecordedBlock]:
    """Every block of it, to be tampered with in memory."""
    return list(lent_record.blocks())


@pytest.fixture(scope="session")
def lent_books(lent_blocks: list[RecordedBlock], lent: Story) -> Books:
    """The books of the honest record."""
    return rebuild(lent_blocks, lent.deployment)


@pytest.fixture(scope="session")
def lent_reader(lent: Story) -> PatientReader:
    """Reads its last state."""
    return PatientReader(lent.ledger)


@pytest.fixture
def copy(story: Story, tmp_path: Path) -> Path:
    """A copy of the results folder, free to be spoilt."""
    return Path(shutil.copytree(story.folder, tmp_path / "run"))


@pytest.fixture(scope="session")
def supervised_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run in which a customer of a German bank has money frozen, released, frozen and taken."""
    folder = tmp_path_factory.mktemp("supervised")
    (folder / "s.yaml").write_text(SUPERVISED, encoding="utf-8")
    assert main(["run", str(folder / "s.yaml"), "--out", str(folder / "run"), "--quiet"]) == 0
    return folder / "run"


@pytest.fixture(scope="session")
def supervised(supervised_run: Path) -> Iterator[CaseRecord]:
    """Its record."""
    with open_record(supervised_run) as opened:
        yield opened
