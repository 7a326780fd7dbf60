"""A results folder as the auditor meets it: perhaps complete, perhaps cut short, perhaps no results folder at all.

Trusts the presence of the manifest for one thing only: a run writes it last.
Never writes into the folder, and never takes a figure from the nodes' files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from audit.findings import Finding, found_at
from audit.manifest import MANIFEST
from audit.wording import printable, utc_text
from chain.abi import Address
from chain.deployment import Deployment
from chain.digest import genesis_digest
from chain.errors import ChainFault, InputError
from chain.journal import Journal

JOURNAL, DEPLOYMENT, SUMMARY, SCENARIO = "journal.sqlite", "deployment.json", "summary.json", "scenario.yaml"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_NAME_A_RUN = "name a folder that `corridor run` wrote"
EXPONENT_MAX = 4
"""ISO 4217 has no currency with more decimals."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """What a run left at `path`, with its journal open for reading."""

    path: Path
    journal: Journal

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """The folder at `path`. Raises InputError when it is missing, no results folder, or its journal is not ours."""
        try:
            if not path.exists():
                raise _not_results(path, "there is nothing of this name")
            if not path.is_dir():
                raise _not_results(path, "it is a file")
            if not (path / JOURNAL).is_file():
                inside = sorted(run.parent.name for run in path.glob(f"*/{JOURNAL}"))
                do = f"name one of them: {', '.join(inside)}" if inside else _NAME_A_RUN
                raise _not_results(path, "it holds several runs" if inside else f"there is no {JOURNAL} in it", do)
            journal = Journal.open(path / JOURNAL)
            genesis_digest(journal.parameters)  # a header that cannot be shows here and not half-way
        except (OSError, ChainFault, OverflowError) as error:
            raise _not_results(path, str(error)) from error
        return cls(path, journal)

    @property
    def complete(self) -> bool:
        """Whether the run came to its end: the manifest is written last, after the summary."""
        return (self.path / SUMMARY).is_file() and (self.path / MANIFEST).is_file()

    def end(self) -> tuple[int, int]:
        """Height and UTC second of the last block that can be read; 0 and the genesis second where there is none."""
        height, timestamp_s = 0, self.journal.parameters.genesis_at_s
        try:
            for block in self.journal.blocks():
                height, timestamp_s = block.height, block.timestamp_s
        except ChainFault:
            pass  # the audit says what is wrong with the next one
        return height, timestamp_s

    def incomplete(self) -> InputError | None:
        """Why the folder is not a whole run and how to get one, ready to raise; None for a complete one."""
        if self.complete:
            return None
        height, timestamp_s = self.end()
        missing = MANIFEST if (self.path / SUMMARY).is_file() else SUMMARY
        return InputError(
            what="the run did not finish",
            where=printable(str(self.path)),
            why=f"there is no {missing}; its journal ends at block {height}, {utc_text(timestamp_s)}",
            do=f"finish it: corridor resume {printable(str(self.path))}",
        )

    def deployment(self) -> Deployment:
        """The run's deployment. Raises InputError when it is damaged, or missing (an unfinished run may lack it)."""
        path = self.path / DEPLOYMENT
        unfinished = self.incomplete()
        if unfinished is not None and not path.is_file():
            raise unfinished
        deployment = Deployment.load(path)
        why = _malformed(deployment)
        if why is not None:
            raise InputError(
                what="not a deployment",
                where=printable(str(path)),
                why=printable(why),
                do="name a folder that a run or `corridor deploy` wrote",
            )
        return deployment

    def require_one_chain(self) -> Deployment:
        """The run's deployment, where the journal's first blocks create it. Raises InputError where it is another's:
        nothing of what the journal says would be taken for the network's own."""
        deployment = self.deployment()
        if deployment.parameters != self.journal.parameters:
            raise self._of_another_chain("its deployment names another chain than its journal")
        if not self._creates(deployment.registry.address):
            raise self._of_another_chain("its journal does not create the contracts that its deployment names")
        return deployment

    def _creates(self, contract: Address) -> bool:
        try:
            return any(receipt.created == contract for block in self.journal.blocks() for receipt in block.receipts)
        except ChainFault:
            return True  # whoever reads on says what is wrong with the journal

    def _of_another_chain(self, why: str) -> InputError:
        where = printable(str(self.path))
        do = f"put the run's own {DEPLOYMENT} and {JOURNAL} together; see: corridor verify {where}"
        return InputError(what="files of two networks", where=where, why=why, do=do)

    def summary(self) -> dict[str, Any]:
        """What summary.json holds. Raises ValueError when it is not a JSON object."""
        # Not json.loads: beside an EVM the recursion limit is so high that deep nesting would end the process.
        try:
            return TypeAdapter(dict[str, Any]).validate_json((self.path / SUMMARY).read_bytes())
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"]) from error


def parameter_findings(journal: Journal, deployment: Deployment) -> list[Finding]:
    """Whether journal and deployment name the same chain."""
    if journal.parameters == deployment.parameters:
        return []
    message = f"journal {journal.parameters}, deployment {deployment.parameters}"
    return [found_at("journal-parameters", 0, "parameters", message)]


def _not_results(path: Path, why: str, do: str = _NAME_A_RUN) -> InputError:
    return InputError(
        what="not a results folder",
        where=printable(str(path)),
        why=printable(why),
        do=printable(do),
    )


def _malformed(deployment: Deployment) -> str | None:
    """What is wrong with the deployment's values; it is read from a file that anybody may have written."""
    addresses = [*deployment.addresses, *(party.address for party in deployment.parties.values())]
    wrong = next((str(address) for address in addresses if not _ADDRESS.fullmatch(address)), None)
    if wrong is not None:
        return f"{wrong!r} is no address"
    if not all(0 <= exponent <= EXPONENT_MAX for exponent in deployment.exponents.values()):
        return f"an exponent is a whole number from 0 to {EXPONENT_MAX}"
    if deployment.exponents.keys() != deployment.central_bank_money.keys():
        return "not every currency has its money and its exponent"
    if not deployment.rule_books.keys() <= {*deployment.central_bank_money.values(), *deployment.deposits.values()}:
        return "not every rule book belongs to a money"
    if deployment.deposits.keys() != deployment.deposit_currencies.keys():
        return "not every bank has its deposits and their currency"
    return None
