"""Which transactions belong into the evidence about a payment: its own, what came of it, and who set up what it used.

Trusts the deployment to say whose logs count; a contract that is not ours may say anything of any payment.
Never says that there is nothing else: evidence proves what is in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from audit.record import Block, Blocks
from chain.abi import Address
from chain.clients import events
from chain.consensus.validators import VALIDATOR_EVENTS, ValidatorFollower, ValidatorSet
from chain.decoding import decode_log, topic_of
from chain.deployment import Deployment
from chain.engines.base import Log
from chain.evm.roots import EMPTY_ROOT
from chain.journal import Journal, JournalBlock
from chain.ledger import standing_events

Place: TypeAlias = tuple[int, int]
"""Height of the block, and position of the transaction in it."""

_UETR_PAD = bytes(16)
_ABOUT_PARTIES = (
    events.Frozen,
    events.ForcedTransfer,
    events.LegalOrderRecorded,
    events.LegalOrderExecuted,
    events.CustomerStatusChanged,
    events.KeyReplaced,
)
_PARTIES = ("payer", "payee")


@dataclass(frozen=True, slots=True)
class Selection:
    """items: places of the transactions, in order; opening: up to which height every receipt is needed, to know the
    validator registry by, 0 where it never changed anything; sealed: heights whose seals are needed, in order."""

    items: tuple[Place, ...]
    opening: int
    sealed: tuple[int, ...]


@dataclass(slots=True)
class _Scan:
    """What one reading of the journal finds out."""

    about: dict[Place, set[Address]] = field(default_factory=dict)
    """Where the payment or a party of it is named -> the contracts that say something there."""
    words: set[bytes] = field(default_factory=set)
    """UETRs that those of the payment are linked with, and its parties, as topics."""
    created: dict[Address, Place] = field(default_factory=dict)
    changes: dict[Place, Address] = field(default_factory=dict)
    """Where the validator registry says something, its constructor first."""
    opener: Place = (0, 0)

    def take(self, block: Block, ours: frozenset[Address], words: set[bytes]) -> None:
        """Reads what a block says of the payment and of its parties, as `words` name them so far."""
        for position, receipt in enumerate(block.receipts):
            if receipt.created is not None:
                self.created[receipt.created] = block.height, position
            logs = [log for log in receipt.logs if log.address in ours]
            if any(_names(log, words) for log in logs):
                self.about[block.height, position] = {log.address for log in logs}
                self.words |= {word for log in logs if _names(log, words) for word in _linked(log)}


def places(blocks: Blocks, deployment: Deployment, uetr: str) -> tuple[Place, ...]:
    """The transactions about the payment alone, in order, on a chain that others run; none where no contract names it.

    uetr: as canonical UUID text. Who created the contracts is not with them: it may lie any number of blocks before.
    """
    words, found, scan = {_word(uetr)}, set[bytes](), _Scan()
    while found != words:
        found, scan = words, _Scan()
        for block in blocks.blocks():
            scan.take(block, deployment.addresses, found)
        words = found | scan.words
    return tuple(sorted(scan.about))


def select(journal: Journal, deployment: Deployment, uetr: str) -> Selection | None:
    """The transactions about the payment with this UETR; None where none of our contracts names it.

    uetr: as canonical UUID text. Taken with it: returns and recalls, obligations between banks under the UETR, freezes
    and legal orders on its parties, the creation of each contract that says something in these, and every change of the
    validators until the last of them.
    """
    words, found = {_word(uetr)}, set[bytes]()
    while found != words:
        found = words
        scan = _read(journal, deployment, found)
        words = found | scan.words
    if not scan.about:
        return None
    last = max(height for height, _ in scan.about)
    changes = {place: registry for place, registry in scan.changes.items() if place[0] <= last}
    # The constructor names the first ones, which the genesis does too.
    opening = next(iter(changes))[0] if len(changes) > 1 else 0
    later = {place: {registry} for place, registry in changes.items() if place[0] > opening > 0}
    speakers = set().union(*scan.about.values(), *later.values())
    creations = {scan.created[speaker] for speaker in speakers if speaker in scan.created}
    items = {scan.opener, *scan.about, *later, *creations}
    sealed = {height for height, _ in (*items, *(changes if opening else ()))}
    return Selection(tuple(sorted(items)), opening, tuple(sorted(sealed)))


def _read(journal: Journal, deployment: Deployment, words: set[bytes]) -> _Scan:
    scan, ours = _Scan(), deployment.addresses
    follower = ValidatorFollower(ValidatorSet(tuple(journal.meta("validators").split(","))))
    for block in journal.blocks():
        if scan.opener == (0, 0) and block.header.tx_root != EMPTY_ROOT:
            scan.opener = block.height, 0
        scan.take(block, ours, words)
        scan.changes |= _changes(block, follower)
    return scan


def _word(uetr: str) -> bytes:
    """The UETR as a topic."""
    return uuid.UUID(uetr).bytes + _UETR_PAD


def _names(log: Log, words: set[bytes]) -> bool:
    """Whether the log is about one of the UETRs, or is an act upon one of the parties."""
    if words.isdisjoint(log.topics[1:]):
        return False
    return log.topics[0] in _topics() or any(word.endswith(_UETR_PAD) for word in words.intersection(log.topics[1:]))


def _linked(log: Log) -> Iterator[bytes]:
    event = decode_log(log)
    for name in ("uetr", "original_uetr"):
        if uetr := getattr(event, name, None):
            yield _word(uetr)
    for name in _PARTIES if hasattr(event, "uetr") else ():
        if party := getattr(event, name, None):
            yield bytes(12) + bytes.fromhex(party[2:])


@cache
def _topics() -> frozenset[bytes]:
    return frozenset(topic_of(kind) for kind in _ABOUT_PARTIES)


def _changes(block: JournalBlock, follower: ValidatorFollower) -> dict[Place, Address]:
    """Where the registry says in this block that the validators change."""
    standing = standing_events(block.header, block.receipts)
    follower.observe(standing)
    said = (item for item in standing if isinstance(item.event, VALIDATOR_EVENTS))
    return {(block.height, item.position): item.address for item in said if item.address == follower.registry}
