"""The audit of a chain over RPC: rebuilt from its events, compared with what its contracts answer at the last block.

Trusts the node's answers to calls only as one side of a comparison.
Never proves a balance that stood before the range: it is taken by call, and marked as unproved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from audit.findings import Finding, Spot, found, found_at
from audit.record import Record
from audit.report import AuditReport, audit_reader
from audit.rpc_record import RpcJournal, RpcReader
from audit.verify import Verification
from audit.wording import printable
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.events import Transfer
from chain.deployment import Deployment
from chain.errors import ChainFault, Reverted
from chain.events import LoggedEvent
from chain.evm.envelope import UnknownType, recover

_FROM_THE_GENESIS = ("journal-digest", "journal-time")
"""Rules that count from the genesis, which a range that begins later has not."""
_NOBODYS = "the node does not tell its bytes, or nobody signed them"


@dataclass(frozen=True, slots=True)
class RangeReport:
    """What a range came to that does not begin at the deployment. opening_minor: money and holder -> what it had before
    the range by a call, unproved; closing_minor: by the range's transfers; findings."""

    first: int
    last: int
    transactions: int
    opening_minor: dict[tuple[Address, Address], int]
    closing_minor: dict[tuple[Address, Address], int]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The report with stable keys; amounts are integers of minor units."""
        return {
            "blocks": {"first": self.first, "last": self.last},
            "transactions": self.transactions,
            "storage": f"calls over RPC at block {self.last}",
            "balances": [
                {
                    "money": token,
                    "holder": holder,
                    "opening_minor": self.opening_minor[token, holder],
                    "opening": f"unproved: by a call at block {self.first - 1}",
                    "closing_minor": closing_minor,
                }
                for (token, holder), closing_minor in sorted(self.closing_minor.items())
            ],
            "reconciled": not self.findings,
            "findings": [finding.as_json() for finding in self.findings],
        }


def audit_chain(chain: RpcJournal, record: Record) -> AuditReport:
    """The whole audit of a range that begins at the deployment: as of a results folder, storage read by calls."""
    return audit_reader(record, chain.reader())


def verify_chain(chain: RpcJournal, record: Record) -> Verification:
    """That each block names the one before, holds what is under the roots of its header, and every sender signed.

    Of transactions of other types than 0, 1 and 2, which nobody sends to our contracts, only that they stand there.
    """
    findings: list[Finding] = []
    blocks = transactions = 0
    digest = bytes(32)
    for block in record.blocks():
        findings += [item for item in block.findings if item.rule not in _FROM_THE_GENESIS]
        if any(item.rule == "journal-damaged" for item in block.findings):
            break
        for transaction in block.transactions:
            transactions += 1
            if not _is_signed(transaction.raw):
                findings.append(found("block-sender", Spot(block.height, transaction.tx_hash), "transaction", _NOBODYS))
        blocks, digest = blocks + 1, block.digest
    if chain.unbound is not None:
        findings.append(found_at("block-header", chain.unbound, "header", f"the block is {chain.binding}"))
    ordered = tuple(sorted(findings, key=lambda item: item.height))
    return Verification(blocks, transactions, 0, bytes(32), digest, None, ordered, chain.last_hash)


def _is_signed(raw: bytes) -> bool:
    try:
        recover(raw)
    except UnknownType:
        return True
    except ValueError:
        return False
    return True


def audit_range(chain: RpcJournal, record: Record) -> RangeReport:
    """What can be said of a range that begins later: each balance that it moves, from its opening to its end.

    Roles, rules and loans are not compared: what stands of them is said before the range.
    """
    moved: Counter[tuple[Address, Address]] = Counter()
    findings: list[Finding] = []
    transactions = 0
    for block in record.blocks():
        findings += [item for item in block.findings if item.rule not in _FROM_THE_GENESIS]
        for transaction in block.transactions:
            transactions += 1
            for token, holder, change_minor in _changes(transaction.events, record.deployment):
                moved[token, holder] += change_minor
    opening, before = _balances(chain.reader(chain.first - 1), moved, chain.first - 1)
    stored, after = _balances(chain.reader(), moved, chain.last)
    closing = {key: opening[key] + moved[key] for key in opening}
    findings += [*before, *after, *_differences(closing, stored, chain.last)]
    ordered = tuple(sorted(findings, key=lambda item: item.height))
    return RangeReport(chain.first, chain.last, transactions, opening, closing, ordered)


def _changes(events: Iterable[LoggedEvent], deployment: Deployment) -> Iterator[tuple[Address, Address, int]]:
    """Money, holder and how much more it has."""
    moneys = {*deployment.central_bank_money.values(), *deployment.deposits.values()}
    for logged in events:
        event, token = logged.event, logged.address
        if isinstance(event, Transfer) and token in moneys:
            if event.from_ != ZERO_ADDRESS:
                yield token, event.from_, -event.value
            if event.to != ZERO_ADDRESS:
                yield token, event.to, event.value


def _balances(
    reader: RpcReader, keys: Iterable[tuple[Address, Address]], height: int
) -> tuple[dict[tuple[Address, Address], int], list[Finding]]:
    held: dict[tuple[Address, Address], int] = {}
    findings = []
    for token, holder in keys:
        try:
            held[token, holder] = reader.read(CentralBankMoney(token).balance_of(holder))
        except (ChainFault, Reverted, ValueError) as error:
            message = printable(f"balanceOf {holder}: {error}")
            findings.append(found_at("storage-readable", height, token, message))
    return held, findings


def _differences(
    closing: dict[tuple[Address, Address], int], stored: dict[tuple[Address, Address], int], height: int
) -> Iterator[Finding]:
    for (token, holder), balance_minor in closing.items():
        held_minor = stored.get((token, holder))
        if held_minor is not None and held_minor != balance_minor:
            message = f"{holder}: opening and events {balance_minor}, storage {held_minor}"
            yield found_at("storage-balance", height, token, message)
