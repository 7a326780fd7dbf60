"""Whether a case file holds: its chain of hashes and signatures, and, against a record, all that it says of that.

Trusts nobody's word in the file: what was looked at is asked again, what was done is looked up.
Never stops at what does not hold, and never raises because of it: each is a finding with its rule and entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from audit.cases.acts import RecordedAct, act_faults
from audit.cases.entry import (
    ACTING,
    NOTHING_BEFORE,
    Decided,
    Entry,
    Head,
    Looked,
    Network,
    Opened,
    Signing,
    Subject,
    line_hash,
)
from audit.cases.file import CaseFile
from audit.cases.looks import Desk
from audit.cases.subject import Standing, standing_of, subject_of
from audit.wording import hex_text, printable
from chain.errors import ChainFault, InputError

CASE_RULES = {
    "case-opened": "the first entry opens the case, and no other does",
    "case-canonical": "each line is the canonical JSON (RFC 8785) of its entry",
    "case-number": "entries are numbered from 0, without a gap",
    "case-chain": "each entry names the hash of the line before it",
    "case-time": "no entry is older than the one before",
    "case-signature": "each signature is by the officer whom the entry names, over the entry and the network",
    "case-officer": "every entry is by the officer who opened the case; a decision may have a second one",
    "case-last": "the hash that was noted elsewhere is that of a line of the file",
    "case-kept": "a result that is kept has the hash that is stated of it",
    "case-network": "the record is of the network that the case names",
    "case-head": "the record had the digest at the height that an entry names",
    "case-subject": "the subject means the same wallets and jurisdictions in the record",
    "case-look": "what was looked at, asked again of the record as it was, is the same",
    "case-authority": "who decides on a freeze, a release or a forced transfer is competent where the subject is",
    "case-standing": "an officer with an office in the record has it where the subject is",
    "case-act": "the record shows, where a decision says so, that a competent authority carried it out",
    "case-notice": "a notice tells of a freeze, an order, a seizure or a release that the record has, and of no more",
}


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """Something that does not hold. rule: of `CASE_RULES`; entry: its number, None for the file; message."""

    rule: str
    entry: int | None
    message: str

    def __str__(self) -> str:
        where = "the file" if self.entry is None else f"entry {self.entry}"
        return f"{self.rule}: {where}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The finding with its stable keys."""
        return asdict(self)


Findings = Iterator[CaseFinding]


def file_findings(case: CaseFile, last: str | None = None) -> Findings:
    """What does not hold in the file itself. last: hash of its last line, as it was noted elsewhere."""
    before, at = NOTHING_BEFORE, ""
    signing = Signing(case.opened.network)
    for number, (line, entry) in enumerate(zip(case.lines, case.entries, strict=True)):
        body = entry.body
        if entry.line != line:
            yield CaseFinding("case-canonical", number, "the line is written in another way than its content")
        if isinstance(body.content, Opened) != (number == 0):
            yield CaseFinding("case-opened", number, f"it is {body.content.kind}")
        if body.number != number:
            yield CaseFinding("case-number", number, f"it says that it is entry {body.number}")
        if body.before != before:
            yield CaseFinding("case-chain", number, f"it follows a line {body.before}; before it stands {before}")
        if body.at < at:
            yield CaseFinding("case-time", number, f"it is of {body.at}, after one of {at}")
        yield from _signed(signing, case.officer, entry, number)
        if isinstance(body.content, Looked):
            yield from _kept(body.content, number)
        before, at = line_hash(line), max(at, body.at)
    if last is not None and last not in {line_hash(line) for line in case.lines}:
        yield CaseFinding("case-last", None, f"no line has the hash {last}: what came after the last one is missing")


def _signed(signing: Signing, officer: str, entry: Entry, number: int) -> Findings:
    body = entry.body
    if len(entry.signatures) != len(body.signers):
        message = f"{len(entry.signatures)} signatures of {len(body.signers)} officers"
        yield CaseFinding("case-signature", number, message)
    for signer, signature in zip(body.signers, entry.signatures, strict=False):
        found = signing.signer(body, signature)
        if found != signer:
            yield CaseFinding("case-signature", number, f"named is {signer}, signed by {found or 'nobody'}")
    if body.signers[0] != officer:
        yield CaseFinding("case-officer", number, f"it is {body.signers[0]}'s, and the case is {officer}'s")
    if len(body.signers) > 1 and (not isinstance(body.content, Decided) or len({*body.signers}) == 1):
        yield CaseFinding("case-officer", number, "it has a second officer, where there is none but a decision's other")


def _kept(looked: Looked, number: int) -> Findings:
    if looked.kept is not None and (sha256_of(looked.kept), len(looked.kept)) != (looked.sha256, looked.characters):
        yield CaseFinding("case-kept", number, "what is kept is not what was hashed")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that a case is held to. network, head: its own; desk_at: what the record had up to a height; digest_at:
    its run digest there; acts: about the subject; notices: what is wrong with the run's notices."""

    network: Network
    head: Head
    desk_at: Callable[[int], Desk]
    digest_at: Callable[[int], str]
    acts: tuple[RecordedAct, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """An entry's look, asked again, or an officer's standing. entry: number; what: in words; holds."""

    entry: int
    what: str
    holds: bool


class RecordCheck:
    """Holds a case to a record. findings: what does not hold; looks: each look, and whether it does; standings: officer
    -> what the record says of it."""

    def __init__(self, case: CaseFile, evidence: Evidence) -> None:
        self._case, self._evidence = case, evidence
        self.findings: list[CaseFinding] = []
        self.looks: list[Held] = []
        self.standings: dict[str, Standing] = {}

    def run(self) -> None:
        """Asks everything again; of another network nothing more is asked."""
        if self._case.opened.network != self._evidence.network:
            theirs, ours = self._case.opened.network, self._evidence.network
            message = f"the case is about {theirs.genesis} on chain {theirs.chain_id} at {theirs.registry}, "
            self._find("case-network", 0, message + f"the record {ours.genesis} on {ours.chain_id} at {ours.registry}")
            return
        self._subject()
        for number, entry in enumerate(self._case.entries):
            self._standings(number, entry)
            match entry.body.content:
                case Opened(head=head):
                    self._head(number, head)
                case Looked() as looked:
                    if self._head(number, looked.head):
                        self._look(number, looked)
                case Decided() as decided:
                    self._decided(number, decided, entry.body.signers)
        for message in self._evidence.notices:
            self._find("case-notice", None, message)

    def _find(self, rule: str, entry: int | None, message: str) -> None:
        self.findings.append(CaseFinding(rule, entry, message))

    def _head(self, number: int, head: Head) -> bool:
        ours = self._evidence.digest_at(head.height) if head.height <= self._evidence.head.height else "no such block"
        if ours != head.digest:
            self._find("case-head", number, f"block {head.height} had the digest {head.digest}; the record has {ours}")
        return ours == head.digest

    def _subject(self) -> None:
        stated = self._case.opened.subject
        try:
            found = subject_of(self._evidence.desk_at(self._case.opened.head.height), stated.named)
        except (InputError, ChainFault) as error:
            self._find("case-subject", 0, printable(str(error)))
            return
        if found != stated:
            self._find("case-subject", 0, f"{printable(stated.named)} is {', '.join(found.wallets)} in the record")

    def _look(self, number: int, looked: Looked) -> None:
        name = printable(" ".join(looked.look.command()))
        try:
            text = looked.look.result(self._evidence.desk_at(looked.head.height))
        except (InputError, ChainFault) as error:
            self._find("case-look", number, f"{name}: it cannot be asked again: {printable(str(error))}")
            self.looks.append(Held(number, name, holds=False))
            return
        holds = (sha256_of(text), len(text)) == (looked.sha256, looked.characters)
        if not holds:
            self._find("case-look", number, f"{name}: {_difference(looked, text)}")
        self.looks.append(Held(number, name, holds))

    def _standings(self, number: int, entry: Entry) -> None:
        subject = self._case.opened.subject
        for signer in entry.body.signers:
            if signer in self.standings:
                continue
            found = self.standings[signer] = standing_of(self._desk, signer)
            if found.role and not (found.status == "active" and found.home in subject.jurisdictions):
                office = f"{found.status} {found.role} in {found.home or 'no jurisdiction'}"
                self._find("case-standing", number, f"{found.id} is {office}, the subject in {_places(subject)}")

    @property
    def _desk(self) -> Desk:
        return self._evidence.desk_at(self._evidence.head.height)

    def _decided(self, number: int, decided: Decided, signers: list[str]) -> None:
        subject = self._case.opened.subject
        if decided.head is not None:
            self._head(number, decided.head)
        if decided.decision in ACTING and not any(self.standings[each].is_competent(subject) for each in signers):
            message = f"{decided.decision} decided by nobody who is central bank or supervisor in {_places(subject)}"
            self._find("case-authority", number, message)
        if decided.act is not None:
            for message in act_faults(decided, subject, self._evidence.acts):
                self._find("case-act", number, message)


def sha256_of(text: str) -> str:
    """Of a result as it is printed."""
    return hex_text(hashlib.sha256(text.encode()).digest())


def _places(subject: Subject) -> str:
    return ", ".join(subject.jurisdictions) or "no jurisdiction"


def _difference(looked: Looked, text: str) -> str:
    """Where a result is not what it was, as far as that is known."""
    if looked.kept is not None:
        theirs, ours = looked.kept.splitlines(), text.splitlines()
        for number, (old, new) in enumerate(zip(theirs, ours, strict=False), start=1):
            if old != new:
                return f"line {number} was {printable(old)}, and is {printable(new)}"
        return f"{len(theirs)} lines then, {len(ours)} now"
    return f"{looked.characters:,} characters {looked.sha256} then, {len(text):,} {sha256_of(text)} now"
