"""Blocks, transactions and receipts in the form in which eth-tester asks a backend for them.

Trusts the block that it is given.
Never computes anything that is not in the block.
"""

from __future__ import annotations

from typing import Any

from chain.evm.blocks import Block
from chain.evm.encoding import encode_bytes, encode_integer, encode_list
from chain.evm.envelope import ACCESS_LIST, DYNAMIC_FEE, LEGACY, Envelope
from chain.hashing import keccak

_WORD = 32


def block_answer(block: Block, full_transactions: bool, *, is_pending: bool) -> dict[str, Any]:
    """A block, with its transactions or only their hashes."""
    header = block.header
    transactions: list[Any] = [transaction.tx_hash for transaction in block.transactions]
    if full_transactions:
        transactions = [transaction_answer(block, place, is_pending=is_pending) for place in range(len(transactions))]
    return {
        "number": header.number,
        "hash": header.hash,
        "parent_hash": header.parent_hash,
        "nonce": header.nonce,
        "sha3_uncles": header.uncles_hash,
        "logs_bloom": int.from_bytes(header.bloom, "big"),
        "transactions_root": header.transactions_root,
        "receipts_root": header.receipts_root,
        "state_root": header.state_root,
        "coinbase": header.coinbase,
        "difficulty": header.difficulty,
        "total_difficulty": header.difficulty,
        "mix_hash": header.mix_hash,
        "size": block.size,
        "extra_data": header.extra_data.rjust(_WORD, b"\0"),
        "gas_limit": header.gas_limit,
        "gas_used": header.gas_used,
        "timestamp": header.timestamp,
        "transactions": transactions,
        "uncles": [],
        "base_fee_per_gas": header.base_fee,
        "withdrawals": [
            {
                "index": item.index,
                "validator_index": item.validator_index,
                "address": _bytes(item.address),
                "amount": item.amount_gwei,
            }
            for item in block.withdrawals
        ],
        "withdrawals_root": header.withdrawals_root,
        "parent_beacon_block_root": header.parent_beacon_block_root,
        "blob_gas_used": header.blob_gas_used,
        "excess_blob_gas": header.excess_blob_gas,
    }


def transaction_answer(block: Block, place: int, *, is_pending: bool) -> dict[str, Any]:
    """The transaction at `place` of a block."""
    transaction = block.transactions[place]
    answer = {
        "type": transaction.kind,
        "hash": transaction.tx_hash,
        "nonce": transaction.nonce,
        **_place(block, place, is_pending),
        "from": _bytes(transaction.sender),
        "to": _bytes(transaction.to),
        "value": transaction.value,
        "gas": transaction.gas,
        "data": transaction.data,
        "gas_price": transaction.max_fee if is_pending else _price(block, transaction),
    }
    if transaction.kind >= ACCESS_LIST:
        listed = tuple((_bytes(address), slots) for address, slots in transaction.access_list)
        answer |= {"chain_id": transaction.chain_id, "access_list": listed}
    if transaction.kind == DYNAMIC_FEE:
        answer |= {"max_fee_per_gas": transaction.max_fee, "max_priority_fee_per_gas": transaction.tip}
    answer |= {"v": transaction.v, "s": transaction.s, "r": transaction.r}
    if transaction.kind != LEGACY:
        answer["y_parity"] = transaction.v
    return answer


def receipt_answer(block: Block, place: int, *, is_pending: bool) -> dict[str, Any]:
    """What became of the transaction at `place` of a block."""
    transaction, receipt = block.transactions[place], block.receipts[place]
    where = _place(block, place, is_pending)
    return {
        **where,
        "contract_address": _contract(transaction) if transaction.to is None else None,
        "cumulative_gas_used": sum(done.gas_used for done in block.receipts[: place + 1]),
        "effective_gas_price": _price(block, transaction),
        "from": _bytes(transaction.sender),
        "gas_used": receipt.gas_used,
        "logs": [
            {
                "type": "pending" if is_pending else "mined",
                "log_index": index,
                "transaction_hash": receipt.tx_hash,
                **where,
                "address": _bytes(log.address),
                "data": log.data,
                "topics": list(log.topics),
            }
            for index, log in enumerate(receipt.logs)
        ],
        "state_root": b"\1" if receipt.status else b"",
        "status": receipt.status,
        "to": _bytes(transaction.to),
        "transaction_hash": receipt.tx_hash,
        "type": transaction.kind,
    }


def _place(block: Block, place: int, is_pending: bool) -> dict[str, Any]:
    if is_pending:
        return {"block_hash": None, "block_number": None, "transaction_index": None}
    return {"block_hash": block.header.hash, "block_number": block.header.number, "transaction_index": place}


def _price(block: Block, transaction: Envelope) -> int:
    """Wei that a unit of its gas cost (EIP-1559)."""
    return min(transaction.max_fee, transaction.tip + block.header.base_fee)


def _contract(creation: Envelope) -> bytes:
    """Where a creation puts its contract, also one that fails."""
    return keccak(encode_list((encode_bytes(_bytes(creation.sender)), encode_integer(creation.nonce))))[-20:]


def _bytes(address: str | None) -> bytes:
    return bytes.fromhex(address[2:]) if address else b""
