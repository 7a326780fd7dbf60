"""The proofs in a folder of evidence, file by file: of a network of Corridor's own, and of a chain that others run.

Trusts the record that it reads to be judged by the verifier afterwards.
Never proves what a block's hash is not of: such a chain has no evidence, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.evidence import verifier
from audit.evidence.interface import interface_json
from audit.evidence.selection import Place, Selection
from audit.record import Block
from audit.rpc_record import RpcJournal
from audit.wording import printable
from chain.consensus.validators import ValidatorSet
from chain.errors import InputError
from chain.evm.proofs import path_to, whole_trie
from chain.evm.roots import receipt_values
from chain.journal import Journal

Files = dict[str, bytes]


def genesis_set(journal: Journal) -> ValidatorSet:
    """The first validators; ChainFault or ValueError where the journal names none."""
    return ValidatorSet(tuple(journal.meta("validators").split(",")))


def sealed_proofs(journal: Journal, selection: Selection) -> Files:
    """Of a network of Corridor's own: headers from block 1 on with the seals that matter."""
    parameters, last = journal.parameters, selection.sealed[-1]
    genesis = {
        "chain_id": parameters.chain_id,
        "genesis_at_s": parameters.genesis_at_s,
        "validators": [key.lower() for key in genesis_set(journal).keys],
    }
    files = {"genesis.json": verifier.as_text(genesis), "interface.json": interface_json()}
    positions = _positions(selection.items)
    headers = []
    for block in journal.blocks(1, last):
        headers.append(block.header.encode())
        if block.height in selection.sealed:
            files[f"seals/{block.height}.bin"] = b"".join(block.seals)
        if block.height <= selection.opening:
            files[f"opening/{block.height}.nodes"] = whole_trie(receipt_values(block.raw, block.receipts))
        files |= _item_files(block, positions.get(block.height, []))
    return {"headers.bin": b"".join(headers), **files}


def chain_proofs(chain: RpcJournal, items: Sequence[Place], last: int | None) -> tuple[Files, bytes]:
    """Of any other chain: headers from the first item's block on; and the anchor, the hash of the last of them.

    last: block whose hash is the anchor; without it that of the last item. Raises InputError where a hash proves
    nothing of what is in its block.
    """
    positions, headers, anchor = _positions(items), [], b""
    files = {"interface.json": interface_json()}
    for block in chain.blocks(items[0][0], last or items[-1][0]):
        if not block.header:
            raise _unproved(
                chain, f"the hash of block {block.height} is not that of its fields, as Ethereum hashes them"
            )
        if block.height in positions and not all(block.raw):
            raise _unproved(chain, f"the node does not tell the bytes of each transaction in block {block.height}")
        headers.append(block.header)
        anchor = block.hash
        files |= _item_files(block, positions.get(block.height, []))
    return {"blocks.rlp": b"".join(headers), **files}, anchor


def _positions(items: Iterable[Place]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for height, position in items:
        found.setdefault(height, []).append(position)
    return found


def _item_files(block: Block, positions: Sequence[int]) -> Files:
    files: Files = {}
    if not positions:
        return files
    for what, values in (("transaction", block.raw), ("receipt", receipt_values(block.raw, block.receipts))):
        for position in positions:
            name = f"items/{block.height}-{position}/{what}"
            files |= {f"{name}.rlp": values[position], f"{name}.nodes": path_to(values, position)}
    return files


def _unproved(chain: RpcJournal, why: str) -> InputError:
    do = "ask the node for its own proof, or run the audit: corridor audit --rpc"
    return InputError(what="no evidence can be written", where=printable(chain.url), why=why, do=do)
