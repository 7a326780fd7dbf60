"""What can be checked of a block by itself: its signatures, its roots, its digest and the addresses it created.

Trusts libsecp256k1 and Keccak, and the header of the block before for the digest to start from.
Never asks who sealed the block or may send: that takes the chain before it, see `audit.verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from audit.findings import Finding, Spot, found, found_at
from audit.wording import hex_text
from chain.abi import Address
from chain.consensus.header import CorridorHeader
from chain.consensus.seals import sealers_of
from chain.digest import next_digest
from chain.errors import ChainFault
from chain.events import LoggedEvent
from chain.evm.envelope import Envelope, recover
from chain.evm.roots import created_address, receipts_root, transactions_root
from chain.journal import Journal, JournalBlock
from chain.ledger import standing_events


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block of which everything that stands in it alone was checked.

    header: as recorded; sealers: whose seals it has, None for a malformed one; transactions: how many; senders: who
    signed them, each once, in order; standing: events on which it depends who seals and who may send; findings.
    """

    header: CorridorHeader
    sealers: tuple[Address | None, ...]
    transactions: int
    senders: tuple[Address, ...]
    standing: tuple[LoggedEvent, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive blocks of a journal. path: of its file; first, last: heights; before: digest of the block before."""

    path: Path
    first: int
    last: int
    before: bytes


def check_stretch(stretch: Stretch) -> tuple[list[CheckedBlock], str | None]:
    """Every block of the stretch up to the first that can't be read, and why that one can't; None where all can."""
    checked: list[CheckedBlock] = []
    digest = stretch.before
    with closing(Journal.open(stretch.path)) as journal:
        try:
            for block in journal.blocks(stretch.first, stretch.last):
                checked.append(check_block(block, digest))
                digest = block.digest
        except ChainFault as error:
            return checked, str(error)
    return checked, None


def check_block(block: JournalBlock, before: bytes) -> CheckedBlock:
    """Checks one block. before: digest of the one before it, 32 bytes."""
    envelopes = [_recovered(raw) for raw in block.raw]
    findings = [*_transaction_findings(block, envelopes), *_root_findings(block), *_digest_findings(block, before)]
    return CheckedBlock(
        block.header,
        sealers_of(block.header, block.seals),
        len(block.raw),
        tuple(dict.fromkeys(item.sender for item in envelopes if isinstance(item, Envelope))),
        tuple(standing_events(block.header, block.receipts)),
        tuple(findings),
    )


def _recovered(raw: bytes) -> Envelope | str:
    try:
        return recover(raw)
    except ValueError as error:
        return str(error)


def _transaction_findings(block: JournalBlock, envelopes: Iterable[Envelope | str]) -> Iterator[Finding]:
    for place, (envelope, receipt) in enumerate(zip(envelopes, block.receipts, strict=True)):
        spot, which = Spot(block.height, receipt.tx_hash), f"transaction {place}"
        if isinstance(envelope, str):
            yield found("block-signature", spot, which, envelope)
            continue
        if envelope.chain_id != block.header.chain_id:
            yield found("block-signature", spot, which, f"signed for chain id {envelope.chain_id}")
        if envelope.tx_hash != receipt.tx_hash:
            yield found("block-transactions", spot, which, f"its bytes have the hash {hex_text(envelope.tx_hash)}")
        is_creation = envelope.to is None and receipt.status == 1
        created = created_address(envelope.sender, envelope.nonce) if is_creation else None
        if receipt.created != created:
            yield found("block-receipts", spot, which, f"created {created}, recorded as {receipt.created}")


def _root_findings(block: JournalBlock) -> Iterator[Finding]:
    header = block.header
    if transactions_root(block.raw) != header.tx_root:
        yield found_at("block-transactions", block.height, "header", "another root than that of the signed bytes")
    try:
        root = receipts_root(block.raw, block.receipts)
    except (ValueError, OverflowError, IndexError) as error:
        yield found_at("block-receipts", block.height, "receipts", str(error))
        return
    if root != header.receipts_root:
        yield found_at("block-receipts", block.height, "header", "another root than that of the receipts")


def _digest_findings(block: JournalBlock, before: bytes) -> Iterator[Finding]:
    try:
        digest = next_digest(before, block.height, block.timestamp_s, block.receipts)
    except (ValueError, OverflowError) as error:
        yield found_at("journal-digest", block.height, "block", str(error))
        return
    if digest != block.digest:
        message = f"recorded as {hex_text(block.digest)}, but that is not what its receipts add up to"
        yield found_at("journal-digest", block.height, "block", message)
