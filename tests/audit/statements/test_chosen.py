"""The messages of one payment, made from the transactions that the index names: the same as from the whole record.

Trusts the whole record's messages, which other tests hold to schemas and books.
Never changes a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from audited_cast import uetr
from audited_returns import PLAIN
from audited_story import Story

from audit.index.store import Index
from audit.record import Record
from audit.run_folder import RunFolder
from audit.statements import chosen
from audit.statements.papers import Papers
from chain.errors import ChainFault, InputError


@contextmanager
def opened(story: Story) -> Iterator[tuple[RunFolder, Index]]:
    """The run's folder and its index."""
    folder = RunFolder.open(story.folder)
    index = Index.in_memory(Record(folder.journal, folder.deployment()))
    yield folder, index
    index.close()


def told(papers: Papers, of: str) -> list[tuple[str, bytes, object]]:
    """Everything that is written of a payment."""
    return [(paper.name, paper.xml, paper.row()) for paper in papers.of_uetr(of)]


@pytest.mark.parametrize("name", ["story", "ways", "deals"])
def test_of_payment__returns_and_others_of_a_run__are_told_as_from_the_whole_record(
    name: str, request: pytest.FixtureRequest
) -> None:
    with opened(request.getfixturevalue(name)) as (folder, index):
        whole = Papers.of(folder, {})
        under = sorted(whole.facts.acts)
        assert under
        for each in [*whole.facts.home, *under[:: max(1, len(under) // 8)]]:
            alone = Papers.of_payment(folder, {}, lambda: index, f" {each.upper()} ")
            assert told(alone, each) == told(whole, each)
            assert (alone.facts.issuers, alone.facts.to_s) == (whole.facts.issuers, whole.facts.to_s)


def test_of_payment__one_of_many__reads_few_transactions(ways: Story) -> None:
    with opened(ways) as (folder, index):
        record = Record(folder.journal, folder.deployment())
        read = list(chosen.transactions_of(record, index, uetr(PLAIN + 10)))
        assert len(read) < len(list(record.transactions())) / 2
        assert [(item.height, item.position) for item in read] == sorted(
            {(item.height, item.position) for item in read}
        )


def test_of_payment__without_who_is_who__is_told_otherwise(ways: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "_WHO_IS_WHO", ())
    with opened(ways) as (folder, index):
        alone = Papers.of_payment(folder, {}, lambda: index, uetr(PLAIN))
        assert told(alone, uetr(PLAIN)) != told(Papers.of(folder, {}), uetr(PLAIN))


def test_of_payment__that_nobody_made__is_refused_in_the_same_words(ways: Story) -> None:
    unknown = "00000000-0000-4000-8000-00000000dead"
    with opened(ways) as (folder, index):
        said = []
        for papers in (Papers.of_payment(folder, {}, lambda: index, unknown), Papers.of(folder, {})):
            with pytest.raises(InputError) as refused:
                papers.of_uetr(unknown)
            said.append(str(refused.value))
        assert said[0] == said[1]


@pytest.mark.parametrize("place", [(1, 10_000), (10_000, 0)])
def test_transactions_at__place_without_a_transaction__is_a_fault(story: Story, place: tuple[int, int]) -> None:
    folder = RunFolder.open(story.folder)
    with pytest.raises(ChainFault, match=f"block {place[0]} has no transaction {place[1]}"):
        list(Record(folder.journal, folder.deployment()).transactions_at([place]))
