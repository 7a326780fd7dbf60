"""The messages of whole runs: valid, linked both ways, and true to the record.

Trusts the published schemas where they are, and the auditor's own rebuilding for balances.
Never changes a run.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from audited_cast import BANGKOK_BANK, EXPORTER, IMPORTER, uetr
from audited_returns import PART_MINOR, PLAIN, REASON
from audited_story import Story
from iso_schemas import validate

from audit.books import Books
from audit.run_folder import RunFolder
from audit.statements.papers import Paper, Papers
from chain.clients.events import CycleSettled, PaymentCancelled, PaymentRefunded
from chain.errors import REFUSALS, InputError
from messages.amounts import minor_of
from messages.iso20022.bindings import KINDS
from messages.iso20022.xml import read, to_xml

CROSSING = uetr(1)  # the importer's payment into Hong Kong dollars
REFUSED = uetr(6)


@pytest.fixture(scope="module")
def papers(story: Story) -> Papers:
    """Of the run of plain payments."""
    return Papers.of(RunFolder.open(story.folder), {})


@pytest.fixture(scope="module")
def way_papers(ways: Story) -> Papers:
    """Of the run of returns and recalls."""
    return Papers.of(RunFolder.open(ways.folder), {})


@pytest.fixture(scope="module")
def every(papers: Papers, way_papers: Papers) -> list[Paper]:
    """All messages of both."""
    return [*papers.every(), *way_papers.every()]


def texts(paper: Paper, tag: str) -> list[str]:
    """The texts of all elements of a name."""
    return [
        element.text or "" for element in ElementTree.fromstring(paper.xml).iter() if element.tag.endswith("}" + tag)
    ]


def of_kind(papers: Iterable[Paper], short: str) -> list[Paper]:
    """Those of one message."""
    return [paper for paper in papers if paper.message.kind.startswith(short)]


def test_papers__of_whole_runs__have_every_kind_and_their_own_names(every: list[Paper]) -> None:
    assert {paper.message.kind for paper in every} == set(KINDS)
    assert all(paper.uetrs for paper in every if paper.place)


def test_papers__every_kind__is_valid_against_its_schema(every: list[Paper]) -> None:
    by_kind = {kind: of_kind(every, kind) for kind in KINDS}
    for kind, papers in by_kind.items():
        for paper in papers[:: max(1, len(papers) // 12)]:
            validate(paper.xml, kind)


def test_papers__read_again__are_the_same(every: list[Paper]) -> None:
    for paper in every[::9]:
        assert to_xml(read(paper.xml)) == paper.xml


def test_papers__references__tell_every_message_apart(every: list[Paper], papers: Papers) -> None:
    own = [paper for paper in papers.every() if paper.place and not paper.message.kind.startswith("camt")]
    references = [texts(paper, "MsgId")[0] for paper in own]
    assert len(set(references)) == len(references) > 20


def test_payment__across_currencies__has_both_legs_under_its_uetr_told_apart_by_instruction(papers: Papers) -> None:
    story = papers.of_uetr(CROSSING)
    assert [paper.message.kind[:8] for paper in story] == ["pacs.008", "pacs.009", "pacs.009"]
    assert {text for paper in story for text in texts(paper, "UETR")} == {CROSSING}
    first, second = (texts(paper, "InstrId") for paper in story[1:])
    assert first != second
    settled = papers.facts.acts[CROSSING][0].event
    amounts = [element for paper in story[1:] for element in _amounts(paper)]
    assert amounts == [(settled.cost_minor, "THB"), (settled.amount_minor, "HKD")]
    assert all(texts(paper, "UndrlygCstmrCdtTrf") for paper in story[1:])


def _amounts(paper: Paper) -> list[tuple[int, str]]:
    root = ElementTree.fromstring(paper.xml)
    found = [element for element in root.iter() if element.tag.endswith("}IntrBkSttlmAmt")]
    return [(minor_of(element.text or "", element.attrib["Ccy"]), element.attrib["Ccy"]) for element in found]


def test_refusal__on_the_chain__has_the_mapped_reason_and_says_whose_fault(papers: Papers) -> None:
    instructed, report = papers.of_uetr(REFUSED)
    code = papers.facts.acts[REFUSED][0].event.code
    (known,) = [refusal for refusal in REFUSALS if refusal.code == code]
    assert texts(report, "TxSts") == ["RJCT"]
    assert texts(report, "Cd") == [known.iso_code]
    assert any(known.name in line for line in texts(report, "AddtlInf"))
    assert texts(report, "OrgnlMsgId") == texts(instructed, "MsgId")
    assert texts(report, "OrgnlUETR") == [REFUSED]


def test_return__by_either_uetr__is_told_with_its_original(way_papers: Papers) -> None:
    original, back = uetr(PLAIN), uetr(PLAIN + 10)
    told = way_papers.of_uetr(back)
    assert [paper.name for paper in told] == [paper.name for paper in way_papers.of_uetr(original)]
    (returned,) = of_kind(told, "pacs.004")
    assert returned.uetrs == (original, back)
    assert texts(returned, "OrgnlUETR") == [original]
    assert texts(returned, "RtrdIntrBkSttlmAmt") == [f"{PART_MINOR / 100:.2f}"]
    assert REASON in texts(returned, "Cd")


def test_refund__of_a_queued_payment__says_whether_it_was_called_off(way_papers: Papers) -> None:
    reasons = {}
    for under, acts in way_papers.facts.acts.items():
        kinds = [type(act.event) for act in acts]
        if PaymentRefunded in kinds:
            *_, report = of_kind(way_papers.of_uetr(under), "pacs.002")
            reasons[PaymentCancelled in kinds] = texts(report, "Cd")
    assert reasons == {True: ["DS02"], False: ["TM01"]}


def test_refused_attempt__with_other_content__does_not_change_what_settled(way_papers: Papers) -> None:
    story = [paper for found in way_papers.facts.acts for paper in way_papers.of_uetr(found)]
    for recalled in of_kind(story, "camt.056"):
        if amounts := texts(recalled, "OrgnlIntrBkSttlmAmt"):
            settled = next(paper for paper in story if paper.uetrs == recalled.uetrs)
            assert texts(settled, "IntrBkSttlmAmt") == amounts


@pytest.mark.parametrize("run", ["story", "ways"])
def test_statements__closing_balances__are_those_that_the_auditor_rebuilt(
    run: str, request: pytest.FixtureRequest, papers: Papers, way_papers: Papers
) -> None:
    books: Books = request.getfixturevalue({"story": "books", "ways": "way_books"}[run])
    accounts = {"story": papers, "ways": way_papers}[run].accounts
    closings = {(key.token, key.holder): [*accounts.statements(key)][-1].closing_minor for key in accounts.of()}
    rebuilt = {
        (token, holder): minor
        for token, money in books.moneys.items()
        for holder, minor in money.balances.items()
        if token in books.listings
    }
    assert closings == rebuilt
    assert any(closings.values())


def test_statements__days_of_an_account__follow_on_one_another(papers: Papers) -> None:
    for key in papers.accounts.of():
        days = [*papers.accounts.statements(key)]
        assert days[0].opening_minor == 0
        assert [day.number for day in days] == list(range(1, len(days) + 1))
        for before, after in pairwise(days):
            assert (after.opening_minor, after.from_s) == (before.closing_minor, before.to_s)
        assert all(day.from_s <= entry.place.at_s < day.to_s for day in days for entry in day.entries)


def test_entries__of_a_payment__name_its_uetr_and_are_its_amounts(papers: Papers) -> None:
    settled = papers.facts.acts[CROSSING][0].event
    for holder, minor in ((IMPORTER, settled.cost_minor), (EXPORTER, settled.amount_minor)):
        (key,) = papers.accounts.of(holder.address)
        entries = [entry for day in papers.accounts.statements(key) for entry in day.entries]
        (own,) = [entry for entry in entries if [detail.uetr for detail in entry.details] == [CROSSING]]
        assert (own.amount_minor, own.is_credit) == (minor, holder is EXPORTER)
        assert own.code[2] == "XBCT"


def test_batch__entry_of_a_member__lists_each_obligation_and_sums_to_its_net(deals: Story) -> None:
    accounts = Papers.of(RunFolder.open(deals.folder), {}).accounts
    netted = [
        entry
        for key in accounts.of()
        for day in accounts.statements(key)
        for entry in day.entries
        if len(entry.details) > 1 and "LiquidityQueue" not in day.owner
    ]
    assert netted
    assert {entry.code[2] for entry in netted} == {"FICT"}
    for entry in netted:
        net_minor = sum(detail.amount_minor if detail.is_credit else -detail.amount_minor for detail in entry.details)
        assert net_minor == (entry.amount_minor if entry.is_credit else -entry.amount_minor)


def test_cycle__settled_by_its_nets__has_a_pacs_009_of_each_obligation(deals: Story) -> None:
    papers = Papers.of(RunFolder.open(deals.folder), {})
    closed = [act.event for acts in papers.facts.acts.values() for act in acts if isinstance(act.event, CycleSettled)]
    assert closed
    for event in closed:
        members = papers.facts.cycles[event.currency, event.cycle]
        assert len(members) == event.count
        for member in members:
            (paper,) = of_kind(papers.of_uetr(member.uetr), "pacs.009")
            assert _amounts(paper) == [(member.amount_minor, member.currency)]


def test_of_account__of_one_day__has_its_statement_and_its_notification(papers: Papers) -> None:
    by_address = papers.of_account(BANGKOK_BANK.address)
    assert [paper.name for paper in papers.of_account("th-bank-1")] == [paper.name for paper in by_address]
    day = next(paper.day for paper in by_address if paper.message.kind.startswith("camt.054"))
    kinds = [paper.message.kind[:8] for paper in papers.of_account("th-bank-1", day)]
    assert "camt.053" in kinds
    assert "camt.054" in kinds


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda papers: papers.of_uetr("00000000-0000-4000-8000-00000000dead"), "no such UETR"),
        (lambda papers: papers.of_uetr("\x1b[31m\u202e"), "no such UETR: \\x1b"),
        (lambda papers: papers.of_account("th-bank-9"), "did you mean th-bank-2"),
        (lambda papers: papers.of_account("th-bank-1", "1999-01-01"), "no such day: 1999-01-01"),
        (lambda papers: papers.of_account("SettlementEngine"), "never had a movement"),
    ],
)
def test_papers__of_what_is_not_there__are_refused_in_one_line(papers: Papers, ask: object, said: str) -> None:
    with pytest.raises(InputError) as refused:
        ask(papers)  # type: ignore[operator]
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value).isprintable()


def test_papers__of_a_damaged_journal__are_refused(story: Story, copy: Path) -> None:
    data = (copy / "journal.sqlite").read_bytes()
    (copy / "journal.sqlite").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError):
        Papers.of(RunFolder.open(copy), {})
