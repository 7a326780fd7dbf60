"""Holds the page of messages to what whole runs give, act by act.

Trusts `message_shapes` for which line of the page an act belongs to.
Never reads an XML: which messages, not what is in them.
"""

from __future__ import annotations

import pytest
from audited_story import Story
from message_shapes import OF_ACCOUNTS, shapes, table

from audit.run_folder import RunFolder
from audit.statements.papers import Papers


@pytest.fixture(scope="module")
def found(story: Story, ways: Story, deals: Story) -> set[tuple[str, tuple[str, ...]]]:
    """Every shape of the three audited runs with its messages."""
    folders = (told.folder for told in (story, ways, deals))
    return {item for folder in folders for item in shapes(Papers.of(RunFolder.open(folder), {}))}


def test_page__every_act_of_the_audited_runs__gives_the_messages_of_its_line(
    found: set[tuple[str, tuple[str, ...]]],
) -> None:
    page = table()
    assert {(what, kinds) for what, kinds in found if page.get(what) != kinds} == set()


def test_page__every_line__happens_in_the_audited_runs(found: set[tuple[str, tuple[str, ...]]]) -> None:
    assert table().keys() - OF_ACCOUNTS == {what for what, _ in found}
