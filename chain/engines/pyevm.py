"""The reference engine: eth-tester's backend over py-evm, with Corridor's fixed rules.

Trusts py-evm for the execution of Cancun.
Never reads the wall clock and draws no randomness, as the stock backend does for each block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth.exceptions import PyEVMError
from eth.vm.forks.cancun import CancunVM
from eth.vm.forks.cancun.headers import create_cancun_header_from_parent
from eth.vm.spoof import SpoofTransaction
from eth_keys.exceptions import BadSignature
from eth_tester.backends.pyevm import PyEVMBackend
from eth_tester.constants import POST_MERGE_DIFFICULTY, POST_MERGE_MIX_HASH, POST_MERGE_NONCE
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from chain.abi import ZERO_ADDRESS, Address
from chain.decoding import decode_error
from chain.engines.base import ChainParameters, Log, Receipt, require_later
from chain.errors import ChainFault, TransactionRejected
from chain.evm.encoding import decode_list
from chain.evm.envelope import require_creation_gas

_NO_ACCOUNTS = {ZERO_ADDRESS: {"balance": 0, "nonce": 0, "code": b"", "storage": {}}}
# A TypeError is what comes out of rlp where a list stands in the place of an integer.
_REJECTIONS = (ValidationError, PyEVMError, BadSignature, RLPException, ValueError, TypeError)


def _header_from_parent(parent_header: Any, **params: Any) -> Any:
    """Cancun's header with the base fee at zero and its parent's coinbase, a second later unless a time is given."""
    params.pop("base_fee_per_gas", None)
    if parent_header is not None:
        params.setdefault("timestamp", parent_header.timestamp + 1)
        params.setdefault("coinbase", parent_header.coinbase)
    return create_cancun_header_from_parent(parent_header, **params).copy(base_fee_per_gas=0)


class ZeroBaseFeeCancunVM(CancunVM):
    """Cancun, but the base fee is zero in every block: nobody here pays for gas (EIP-1559 does not apply)."""

    create_header_from_parent = staticmethod(_header_from_parent)

    @classmethod
    def validate_gas(cls, header: Any, parent_header: Any) -> None:
        """The gas limit and the coinbase stay, and the base fee is zero."""
        fixed = (header.gas_limit, header.coinbase, header.base_fee_per_gas)
        if fixed != (parent_header.gas_limit, parent_header.coinbase, 0):
            raise ValidationError(f"block {header.block_number} has gas limit, coinbase and base fee {fixed}")


class CorridorPyEVMBackend(PyEVMBackend):  # type: ignore[misc]
    """eth-tester's py-evm backend with chain id, gas limit, coinbase and time of a Corridor chain."""

    def __init__(self, parameters: ChainParameters) -> None:
        # The stock defaults of a genesis are not asked: they read the wall clock.
        genesis = {
            "coinbase": to_canonical_address(parameters.coinbase),
            "difficulty": POST_MERGE_DIFFICULTY,
            "gas_limit": parameters.gas_limit,
            "mix_hash": POST_MERGE_MIX_HASH,
            "nonce": POST_MERGE_NONCE,
            "timestamp": parameters.genesis_at_s,
        }
        super().__init__(
            genesis_parameters=genesis,
            genesis_state={to_canonical_address(ZERO_ADDRESS): _NO_ACCOUNTS[ZERO_ADDRESS]},
            vm_configuration=((0, ZeroBaseFeeCancunVM),),
        )
        # The class is made anew for each chain, so this touches no other one.
        type(self.chain).chain_id = parameters.chain_id

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes | None = None) -> tuple[bytes, ...]:
        """Seals the pending block as it stands, with the chain's own coinbase; PREVRANDAO is zero instead of random."""
        return tuple(self.chain.mine_block(mix_hash=POST_MERGE_MIX_HASH).hash for _ in range(num_blocks))


class PyEvmEngine:
    """An in-memory chain on py-evm."""

    name = "pyevm"
    controls_time = True

    def __init__(self, parameters: ChainParameters) -> None:
        self.backend = CorridorPyEVMBackend(parameters)
        if self.parameters != parameters:
            raise ChainFault(f"the chain runs with {self.parameters}, not with {parameters}")

    @property
    def parameters(self) -> ChainParameters:
        """Read from the chain's class, its genesis and its pending header."""
        chain = self.backend.chain
        genesis = chain.get_canonical_block_header_by_number(0)
        return ChainParameters(
            chain_id=chain.chain_id,
            genesis_at_s=genesis.timestamp,
            gas_limit=chain.header.gas_limit,
            coinbase=to_checksum_address(genesis.coinbase),
            hardfork=chain.get_vm().fork,
        )

    def execute_block(self, raw_transactions: Sequence[bytes], timestamp_s: int) -> tuple[Receipt, ...]:
        """See `Engine.execute_block`."""
        chain = self.backend.chain
        # The pending header stands one second after the last block's, the earliest that may be.
        require_later(timestamp_s, chain.header.timestamp - 1)
        header = chain.header.copy(timestamp=timestamp_s)
        # The VM keeps every change to itself until the block is sealed: one that is rejected leaves nothing behind.
        vm = chain.get_vm(header)
        transactions, records, receipts = [], [], []
        for position, raw in enumerate(raw_transactions):
            transaction, record, computation = _apply(vm, header, chain.chain_id, position, raw)
            before, header = header, vm.add_receipt_to_header(header, record)
            transactions.append(transaction)
            records.append(record)
            receipts.append(_receipt(transaction, record, computation, header.gas_used - before.gas_used))
        self._seal(vm, header, transactions, records)
        return tuple(receipts)

    def call(self, to: Address, data: bytes, *, sender: Address = ZERO_ADDRESS, at_s: int | None = None) -> bytes:
        """See `Engine.call`."""
        chain = self.backend.chain
        header = chain.header if at_s is None else chain.header.copy(timestamp=at_s)
        vm = chain.get_vm(header)
        caller = to_canonical_address(sender)
        unsigned = vm.create_unsigned_transaction(
            nonce=vm.state.get_nonce(caller),
            gas_price=0,
            gas=header.gas_limit,
            to=to_canonical_address(to),
            value=0,
            data=data,
        )
        computation = vm.state.apply_transaction(SpoofTransaction(unsigned, from_=caller))
        if computation.is_error:
            raise decode_error(computation.output)
        return bytes(computation.output)

    @property
    def height(self) -> int:
        """Of the last block, 0 before the first."""
        return int(self.backend.chain.header.block_number) - 1

    @property
    def timestamp_s(self) -> int:
        """The UTC second of the last block, at first the genesis."""
        return int(self.backend.chain.get_canonical_head().timestamp)

    def storage(self, account: Address, slot: int) -> int:
        """The value of a slot of an account."""
        return int(self.backend.chain.get_vm().state.get_storage(to_canonical_address(account), slot))

    def nonce(self, account: Address) -> int:
        """See `Engine.nonce`."""
        return int(self.backend.chain.get_vm().state.get_nonce(to_canonical_address(account)))

    def code(self, account: Address) -> bytes:
        """See `Engine.code`."""
        return bytes(self.backend.chain.get_vm().state.get_code(to_canonical_address(account)))

    def _seal(self, vm: Any, header: Any, transactions: list[Any], records: list[Any]) -> None:
        chain = self.backend.chain
        block = vm.set_block_transactions_and_withdrawals(vm.get_block(), header, transactions, records)
        sealed = vm.mine_block(block, mix_hash=POST_MERGE_MIX_HASH).block
        chain.persist_block(sealed)
        chain.header = chain.create_header_from_parent(sealed.header)


def _apply(vm: Any, header: Any, chain_id: int, position: int, raw: bytes) -> tuple[Any, Any, Any]:
    """The transaction in the signed bytes, py-evm's record of it and its computation, in the block of `header`."""
    try:
        # The decoder below ends the process on deeply nested lists; this one refuses them.
        decode_list(raw, 1 if raw[:1] < b"\xc0" else 0)
        transaction = vm.get_transaction_builder().decode(raw)
        _require_valid(transaction, chain_id)
        return (transaction, *vm.apply_transaction(header, transaction))
    except _REJECTIONS as error:
        raise TransactionRejected(position, str(error)) from error


def _receipt(transaction: Any, record: Any, computation: Any, gas_used: int) -> Receipt:
    created = computation.msg.is_create and not computation.is_error
    return Receipt(
        tx_hash=bytes(transaction.hash),
        status=0 if computation.is_error else 1,
        gas_used=gas_used,
        logs=tuple(_log(log) for log in record.logs),
        revert_data=bytes(computation.output) if computation.is_error else b"",
        created=to_checksum_address(computation.msg.storage_address) if created else None,
    )


def _require_valid(transaction: Any, chain_id: int) -> None:
    """What py-evm leaves to its caller: chain id (EIP-155), tip within fee (EIP-1559), gas of a creation (EIP-3860)."""
    if transaction.chain_id != chain_id:
        raise ValidationError(f"signed for chain id {transaction.chain_id}, not {chain_id}")
    if transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas:
        raise ValidationError("the tip is above the maximum fee")
    require_creation_gas(transaction.gas, transaction.to, transaction.data)


def _log(log: Any) -> Log:
    topics = tuple(topic.to_bytes(32, "big") for topic in log.topics)
    return Log(to_checksum_address(log.address), topics, bytes(log.data))
