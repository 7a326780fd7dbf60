"""eth-tester's backend over pyrevm: `EthereumTester(backend=RevmBackend())`, for web3 and whoever else uses eth-tester.

Trusts eth-tester to have normalised what it hands over, and `chain.engines.revm_chain` to execute it.
Never reads the wall clock, unlike the stock backend: the genesis has a fixed second, and a block comes a second later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eth_keys import keys as eth_keys
from eth_tester.backends.base import BaseChainBackend
from eth_tester.backends.common import merge_genesis_overrides
from eth_tester.backends.pyevm.main import (
    generate_genesis_state_for_keys,
    get_account_keys_from_mnemonic,
    get_default_account_keys,
)
from eth_tester.exceptions import (
    BlockNotFound,
    SnapshotNotFound,
    TransactionFailed,
    TransactionNotFound,
    ValidationError,
)
from eth_tester.validation.inbound import validate_inbound_withdrawals
from eth_utils.address import to_canonical_address
from eth_utils.exceptions import ValidationError as InvalidTransaction
from rlp.exceptions import DecodingError

from chain.engines.revm_answers import block_answer, receipt_answer, transaction_answer
from chain.engines.revm_chain import GenesisAccount, GenesisHeader, RevmChain
from chain.engines.revm_requests import reason_of, unsigned_of, view_of
from chain.errors import ChainFault
from chain.evm.blocks import Block, Withdrawal
from chain.evm.encoding import EncodingFault
from chain.evm.envelope import UnknownType
from chain.evm.machine import Execution
from chain.evm.unsigned import Unsigned
from chain.hashing import checksum

CHAIN_ID = 131_277_322_940_537  # the one that eth-tester's own backend has, and web3 expects of it
GENESIS = {"gas_limit": 30_029_122, "timestamp": 1_700_000_000}
_LATEST = ("latest", "safe", "finalized")
_HISTORY_MAX = 1_024


class RevmBackend(BaseChainBackend):  # type: ignore[misc]
    """A chain that eth-tester drives.

    genesis_parameters: any of gas_limit, timestamp, coinbase, extra_data, mix_hash, nonce, difficulty; genesis_state:
    balance, nonce, code and storage by canonical address, the keys of the default accounts without it; mnemonic,
    hd_path: of the accounts; chain_id: EIP-155; state_roots: see `RevmChain`.
    """

    def __init__(
        self,
        genesis_parameters: Mapping[str, Any] | None = None,
        genesis_state: Any = None,
        mnemonic: str | None = None,
        hd_path: str | None = None,
        *,
        chain_id: int = CHAIN_ID,
        state_roots: bool = False,
    ) -> None:
        self._given = (genesis_parameters, genesis_state, None, mnemonic, hd_path)
        self._chain_id, self._state_roots = chain_id, state_roots
        self.reset_to_genesis(*self._given)

    @classmethod
    def from_mnemonic(
        cls,
        mnemonic: str,
        genesis_state_overrides: Mapping[str, Any] | None = None,
        num_accounts: int | None = None,
        genesis_parameters: Mapping[str, Any] | None = None,
        hd_path: str | None = None,
    ) -> RevmBackend:
        """A chain whose accounts are those of a mnemonic phrase."""
        state = cls.generate_genesis_state(genesis_state_overrides, num_accounts, mnemonic, hd_path)
        return cls(genesis_parameters, state, mnemonic, hd_path)

    @staticmethod
    def generate_genesis_params(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Genesis parameters, some of them given."""
        return dict(merge_genesis_overrides(GENESIS, overrides or {}))

    @staticmethod
    def generate_genesis_state(
        overrides: Mapping[str, Any] | None = None,
        num_accounts: int | None = None,
        mnemonic: str | None = None,
        hd_path: str | None = None,
    ) -> dict[bytes, dict[str, Any]]:
        """What the accounts begin with, some of it given."""
        return dict(generate_genesis_state_for_keys(_keys(num_accounts, mnemonic, hd_path), overrides))

    def reset_to_genesis(
        self,
        genesis_params: Mapping[str, Any] | None = None,
        genesis_state: Any = None,
        num_accounts: int | None = None,
        mnemonic: str | None = None,
        hd_path: str | None = None,
    ) -> None:
        """Begins anew: with what is given, else as the chain began."""
        given = (genesis_params, genesis_state, num_accounts, mnemonic, hd_path)
        params, state, count, mnemonic, hd_path = given if any(given) else self._given
        accounts = dict(state) if state else None
        self.account_keys = _keys(len(accounts) if accounts else count, mnemonic, hd_path)
        if accounts is None:
            accounts = dict(generate_genesis_state_for_keys(self.account_keys))
        header = GenesisHeader(**{**GENESIS, **(params or {})})
        self.chain = RevmChain(
            self._chain_id,
            header,
            {checksum(address): GenesisAccount(**account) for address, account in accounts.items()},
            state_roots=self._state_roots,
        )

    # Meta

    def take_snapshot(self) -> bytes:
        """The hash of the last block."""
        return self.chain.head.header.hash

    def revert_to_snapshot(self, snapshot: bytes) -> None:
        """Makes a block of the chain its last one again."""
        self.chain.rewind(self._height_of(snapshot, SnapshotNotFound))

    def time_travel(self, to_timestamp: int) -> int:
        """Seals a block so that the next one is at `to_timestamp`, a UTC second."""
        self.chain.travel(to_timestamp - 1)
        self.chain.mine()
        return to_timestamp

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes | None = None) -> tuple[bytes, ...]:
        """Seals blocks; their hashes."""
        return tuple(self.chain.mine(coinbase) for _ in range(num_blocks))

    def apply_withdrawals(self, withdrawals_list: list[dict[str, Any]]) -> None:
        """Seals a block with withdrawals (EIP-4895), amounts in gwei."""
        validate_inbound_withdrawals(withdrawals_list)
        self.chain.mine(
            withdrawals=[
                Withdrawal(
                    item["index"],
                    item["validator_index"],
                    checksum(to_canonical_address(item["address"])),
                    item["amount"],
                )
                for item in withdrawals_list
            ]
        )

    # Accounts

    def get_accounts(self) -> tuple[bytes, ...]:
        """The addresses that it can sign for."""
        return tuple(key.public_key.to_canonical_address() for key in self.account_keys)

    def add_account(self, private_key: bytes) -> None:
        """Makes it sign for another key."""
        self.account_keys = (*self.account_keys, eth_keys.PrivateKey(private_key))

    # Chain data

    def get_block_by_number(self, block_number: Any, full_transaction: bool = True) -> dict[str, Any]:
        """A block by its number or name."""
        height = self._height(block_number)
        block = self.chain.pending if height is None else self.chain.blocks[height]
        return block_answer(block, full_transaction, is_pending=height is None)

    def get_block_by_hash(self, block_hash: bytes, full_transaction: bool = True) -> dict[str, Any]:
        """A sealed block by its hash."""
        block = self.chain.blocks[self._height_of(block_hash, BlockNotFound)]
        return block_answer(block, full_transaction, is_pending=False)

    def get_transaction_by_hash(self, transaction_hash: bytes) -> dict[str, Any]:
        """A transaction, also one that waits in the pending block."""
        block, place = self._find(transaction_hash)
        return transaction_answer(block, place, is_pending=self._is_pending(block))

    def get_transaction_receipt(self, transaction_hash: bytes) -> dict[str, Any]:
        """What became of a transaction."""
        block, place = self._find(transaction_hash)
        return receipt_answer(block, place, is_pending=self._is_pending(block))

    def get_fee_history(
        self, block_count: int = 1, newest_block: Any = "latest", reward_percentiles: Sequence[int] = ()
    ) -> dict[str, Any]:
        """Base fees and use of the blocks before `newest_block`, the newest first; no rewards, as the stock backend."""
        if isinstance(block_count, int) and not 1 <= block_count <= _HISTORY_MAX:
            raise ValidationError(f"block_count must be between 1 and {_HISTORY_MAX}")
        newest = self._height("latest" if newest_block == "pending" else newest_block)
        first = max(0, (newest or 0) - block_count)
        headers = [block.header for block in reversed(self.chain.blocks[first:newest])]
        return {
            "oldest_block": 1,
            "base_fee_per_gas": [header.base_fee for header in headers],
            "gas_used_ratio": [header.gas_used / header.gas_limit for header in headers],
            "reward": [],
        }

    def state_root(self, block_number: Any = "latest") -> bytes:
        """Root of the state after a sealed block, computed now; 32 bytes."""
        height = self._height(block_number)
        if height is None:
            raise BlockNotFound("The pending block has no state root yet")
        return self.chain.state_root(height)

    # Account state

    def get_nonce(self, account: bytes, block_number: Any = "latest") -> int:
        """Transactions that an account has sent."""
        return self.chain.account(checksum(account), self._height(block_number))[0]

    def get_balance(self, account: bytes, block_number: Any = "latest") -> int:
        """Wei that an account has."""
        return self.chain.account(checksum(account), self._height(block_number))[1]

    def get_code(self, account: bytes, block_number: Any = "latest") -> bytes:
        """The code of a contract."""
        return self.chain.account(checksum(account), self._height(block_number))[2]

    def get_storage(self, account: bytes, slot: int, block_number: Any = "latest") -> int:
        """The value of a slot of a contract."""
        return self.chain.storage(checksum(account), slot, self._height(block_number))

    def get_base_fee(self, block_number: Any = "latest") -> int:
        """Base fee of a block, wei a unit of gas."""
        height = self._height(block_number)
        return (self.chain.pending if height is None else self.chain.blocks[height]).header.base_fee

    # Transactions

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        """Executes signed bytes in the pending block; their hash."""
        try:
            return self.chain.send(raw_transaction)
        except UnknownType as error:
            from eth.exceptions import UnrecognizedTransactionType

            raise UnrecognizedTransactionType(raw_transaction[0], str(error)) from error
        except EncodingFault as error:
            raise DecodingError(str(error), raw_transaction) from error
        except ValueError as error:
            raise InvalidTransaction(str(error)) from error

    def send_signed_transaction(self, signed_transaction: Mapping[str, Any], block_number: Any = "latest") -> bytes:
        """Executes a transaction given by its fields with v, r and s; its hash."""
        unsigned = self._unsigned(signed_transaction)
        signature = (signed_transaction[name] for name in ("v", "r", "s"))
        return self.send_raw_transaction(unsigned.raw(*signature))

    def send_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Signs a transaction of one of its accounts and executes it; its hash."""
        keys = {key.public_key.to_canonical_address(): key for key in self.account_keys}
        if transaction["from"] not in keys:
            raise ValidationError('No valid "from" key was provided in the transaction, which is required to sign it.')
        unsigned = self._unsigned(transaction)
        signature = keys[transaction["from"]].sign_msg_hash(unsigned.digest)
        return self.send_raw_transaction(unsigned.raw(unsigned.v(signature.v), signature.r, signature.s))

    def call(self, transaction: Mapping[str, Any], block_number: Any = "latest") -> bytes:
        """What a call returns; TransactionFailed with the reason when it reverts."""
        gas = transaction.get("gas", self.chain.head.header.gas_limit)
        done = self._view(transaction, gas, self._height(block_number))
        if not done.status:
            raise TransactionFailed(reason_of(done.output))
        return done.output

    def estimate_gas(self, transaction: Mapping[str, Any], block_number: Any = "latest") -> int:
        """The least gas with which a transaction does not fail; TransactionFailed when it always does."""
        height = self._height(block_number)
        most = self.chain.head.header.gas_limit
        done = self._view(transaction, most, height)
        if not done.status:
            raise TransactionFailed(reason_of(done.output))
        least = done.gas_used  # what refunds took off again is needed first, hence the search
        while least < most:
            middle = (least + most) // 2
            if self._view(transaction, middle, height).status:
                most = middle
            else:
                least = middle + 1
        return least

    def _view(self, transaction: Mapping[str, Any], gas: int, height: int | None) -> Execution:
        try:
            return self.chain.view(view_of(transaction, self.get_base_fee()), gas, height)
        except ChainFault as error:
            raise InvalidTransaction(str(error)) from error

    def _unsigned(self, transaction: Mapping[str, Any]) -> Unsigned:
        nonce = self.get_nonce(transaction["from"], "pending")
        return unsigned_of(transaction, nonce, self._chain_id, self.get_base_fee())

    def _height(self, block_number: Any) -> int | None:
        """The height that a number or name stands for, None for the pending block."""
        if block_number == "pending":
            return None
        if block_number in _LATEST:
            return len(self.chain.blocks) - 1
        if block_number == "earliest":
            return 0
        if type(block_number) is int and 0 <= block_number < len(self.chain.blocks):
            return block_number
        raise BlockNotFound(f"No block found for block number: {block_number}")

    def _height_of(self, block_hash: bytes, missing: type[Exception]) -> int:
        for block in reversed(self.chain.blocks):
            if block.header.hash == block_hash:
                return block.header.number
        raise missing(f"No block found for block hash: 0x{block_hash.hex()}")

    def _find(self, transaction_hash: bytes) -> tuple[Block, int]:
        found = self.chain.find(transaction_hash)
        if found is None:
            raise TransactionNotFound(f"No transaction found for transaction hash: 0x{transaction_hash.hex()}")
        return found

    def _is_pending(self, block: Block) -> bool:
        return block.header.number == len(self.chain.blocks)


def _keys(count: int | None, mnemonic: str | None, hd_path: str | None) -> tuple[Any, ...]:
    if mnemonic:
        return tuple(get_account_keys_from_mnemonic(mnemonic, quantity=count, hd_path=hd_path))
    return tuple(get_default_account_keys(quantity=count))
