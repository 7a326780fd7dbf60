"""Writes the ISO 20022 messages of a run into a new folder, all or none.

Trusts the auditor for the messages, and the run's scenario for business days and cut-offs alone.
Never writes into the run, and never over anything.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError
from scripts.new_folder import new_folder

if TYPE_CHECKING:
    from audit.statements.papers import Openings, Paper, Papers
    from scripts.audit_source import Named, Source

INDEX = "index.jsonl"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to write: one of uetr, account and every. day: of the account, None for all of its days."""

    uetr: str | None
    account: str | None
    day: str | None
    every: bool

    def check(self) -> None:
        """Raises InputError unless it says one thing."""
        if sum((self.uetr is not None, self.account is not None, self.every)) != 1:
            raise _refused("--uetr, --account, --all", "one of them is due", "say which messages to write")
        if self.day is not None and self.account is None:
            raise _refused("--day", "it is a day of an account", "add --account")
        if self.day is not None:
            try:
                date.fromisoformat(self.day)
            except ValueError as error:
                raise _refused("--day", str(error), "write it as 2024-06-03") from error


def export_iso20022(named: Named, choice: Choice, out: Path | None, as_json: bool) -> None:
    """Writes the messages and prints what they are; InputError for a choice that finds nothing, or a taken folder."""
    from scripts.audit_source import open_source

    choice.check()
    source = open_source(named)
    target = out or source.beside("iso20022")
    if os.path.lexists(target):
        raise _refused(str(target), "it exists already", "remove it yourself, or name another with --out")
    papers = papers_of(source, choice.uetr)
    counts = write_papers(target, chosen(papers, choice))
    days = "cut-offs" if papers.facts.issuers.keys() <= papers.openings.keys() else "days of UTC"
    if as_json:
        sys.stdout.write(json.dumps({"folder": str(target), "days": days, "messages": counts}, sort_keys=True) + "\n")
        return
    for kind in sorted(counts):
        sys.stdout.write(f"{counts[kind]:>8,}  {kind}\n")
    sys.stdout.write(f"{sum(counts.values()):,} messages in {target}; accounts by {days}\n")


def papers_of(source: Source, uetr: str | None = None) -> Papers:
    """The messages of a record, or of one payment alone. A chain has neither scenario nor payload store: its days are
    of UTC, nobody is named.

    InputError where the range of a chain does not begin at the deployment: what balances and offices stood on is not
    in it.
    """
    from audit.statements.papers import Papers
    from audit.statements.payloads import Payloads

    if source.folder is not None:
        openings = openings_of(source.folder.path)
        if uetr is None:
            return Papers.of(source.folder, openings)
        return Papers.of_payment(source.folder, openings, source.index, uetr)
    source.require_whole("no message can be written")
    assert source.chain is not None
    return Papers(source.record, {}, Payloads({}), source.chain.url)


def chosen(papers: Papers, choice: Choice) -> Iterable[Paper]:
    """The messages that are asked for."""
    if choice.uetr is not None:
        return papers.of_uetr(choice.uetr)
    if choice.account is not None:
        return papers.of_account(choice.account, choice.day)
    return papers.every()


def openings_of(path: Path) -> Openings:
    """The business days and hours of each currency, from the scenario in the folder; none where there is none."""
    from audit.run_folder import SCENARIO
    from nodes.scenario import Scenario
    from nodes.scenario.resolution import calendar_of, hours_of

    if not (path / SCENARIO).is_file():
        return {}
    scenario = Scenario.load(path / SCENARIO)
    homes = scenario.jurisdictions
    return {home.currency: (calendar_of(home.calendar), hours_of(home, scenario.shocks)) for home in homes}


def write_papers(target: Path, papers: Iterable[Paper]) -> dict[str, int]:
    """Puts the messages and their index into a new folder, which appears whole; how many of each kind."""
    counts: Counter[str] = Counter()
    with new_folder(target) as draft, (draft / INDEX).open("w", encoding="utf-8") as index:
        for paper in papers:
            file = draft / paper.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(paper.xml)
            index.write(json.dumps(paper.row(), sort_keys=True) + "\n")
            counts[paper.message.kind] += 1
    return dict(counts)


def _refused(where: str, why: str, do: str) -> InputError:
    return InputError(what="nothing was exported", where=where, why=why, do=do)


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["export", *sys.argv[1:]]))
