"""Accounts and slots as they lie below the journal of the EVM, and the list that takes every change back.

Trusts the EVM to keep the slots: it does not tell which it holds, so only changed ones are known here.
Never leaves anything in the EVM's journal: what would be a second write there would be part of a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

import pyrevm

from chain.abi import Address
from chain.errors import ChainFault
from chain.hashing import checksum, keccak

SPECIFICATION = "Cancun"  # any other spelling silently means the latest one
EMPTY_CODE_HASH = keccak(b"")
_CODE_PADDING = 33
_NOBODY = checksum(bytes(20))

T = TypeVar("T", int, bytes)

# What takes back one change: an account with its slot and the value before, an integer or its digits, or with None and
# its nonce, balance and code.
Undo = tuple[Address, int | None, Any]


class Store:
    """The state of a chain in an EVM. chain_id; gas_limit: of a block.

    nonces, balances, codes: of the accounts that have any; undo: what takes back all that was done, the newest last.
    """

    def __init__(self, chain_id: int, gas_limit: int) -> None:
        self.gas_limit = gas_limit
        environment = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=chain_id))
        self._evm = pyrevm.EVM(spec_id=SPECIFICATION, gas_limit=gas_limit, env=environment)
        self.nonces: dict[Address, int] = {}
        self.balances: dict[Address, int] = {}
        self.codes: dict[Address, bytes] = {}
        self.undo: list[Undo] = []
        self._hashes: dict[bytes, bytes] = {}
        """Hash of each code that the EVM has under its hash."""

    def storage(self, address: Address, slot: int) -> int:
        """The value of a slot."""
        checkpoint = self._evm.snapshot()
        value: int = self._evm.storage(address, slot)
        self._evm.revert(checkpoint)
        return value

    def put_account(self, address: Address, nonce: int, balance: int, code: bytes) -> None:
        """Makes an account what is given, its storage untouched; the undo list learns what it was."""
        known = (self.nonces.get(address, 0), self.balances.get(address, 0), self.codes.get(address, b""))
        self.undo.append((address, None, known))
        self._write_account(address, nonce, balance, code)

    def put_slot(self, address: Address, slot: int, before: int, value: int) -> None:
        """Sets a slot of which the value `before` is known; the undo list learns it."""
        self.undo.append((address, slot, before))
        self._write_slot(address, slot, value)

    def give(self, address: Address, amount: int) -> None:
        """Adds wei to the balance of an account, or takes it away."""
        if amount:
            nonce, balance, code = self._account(address)
            self.put_account(address, nonce, balance + amount, code)

    def look_back(self, mark: int) -> list[Undo]:
        """Makes the state what it was when the undo list had `mark` entries, which all stay; answers the way back.

        The undo list knows nothing of it: what was answered has to be given to `restore` before anything is executed.
        """
        oldest: dict[tuple[Address, int | None], Any] = {}
        for address, slot, before in islice(self.undo, mark, None):
            oldest.setdefault((address, slot), before)
        return self.restore([(address, slot, before) for (address, slot), before in oldest.items()])

    def restore(self, values: Iterable[Undo]) -> list[Undo]:
        """Writes each of the values; answers those that were there."""
        replaced: list[Undo] = []
        for address, slot, value in values:
            if slot is None:
                replaced.append((address, None, self._account(address)))
                self._write_account(address, *value)
            else:
                replaced.append((address, slot, self.storage(address, slot)))
                self._write_slot(address, slot, int(value))
        return replaced

    def take_over(self, values: Iterable[Undo]) -> None:
        """Writes each of the values, which nothing takes back: the state of a chain that another store held."""
        for address, slot, value in values:
            if slot is None:
                self._write_account(address, *value)
            else:
                self._write_slot(address, slot, int(value))

    def rewind(self, mark: int) -> None:
        """Takes back what was done since the undo list had `mark` entries, also where an exception cut it short."""
        for checkpoint in sorted(self._evm.checkpoint_ids, key=lambda known: -known.journal_i):
            self._evm.revert(checkpoint)
        self._evm.set_tx_env(pyrevm.TxEnv())
        while len(self.undo) > mark:
            address, slot, before = self.undo[-1]
            if slot is None:
                self._write_account(address, *before)
            else:
                self._write_slot(address, slot, int(before))
            self.undo.pop()

    def _account(self, address: Address) -> tuple[int, int, bytes]:
        return self.nonces.get(address, 0), self.balances.get(address, 0), self.codes.get(address, b"")

    def _code(self, address: Address, info: Any) -> bytes:
        known = self.codes.get(address)
        if known is not None or info.code_hash == EMPTY_CODE_HASH:
            return known or b""
        # The EVM gives back analysed code with its padding.
        for code in (info.code[:-_CODE_PADDING], info.code):
            if keccak(code) == info.code_hash:
                return bytes(code)
        raise ChainFault(f"the EVM gives another code of {address} than it has")

    def _learn_code(self, address: Address, code: bytes, info: Any) -> None:
        """With the object that came out of the EVM, code goes back analysed: else each call would do it anew."""
        if code and code not in self._hashes:
            self._evm.insert_account_info(address, info)
            self._hashes[code] = info.code_hash

    def _analysed(self, code: bytes) -> Any:
        """An account with code that nobody created here, analysed where the EVM would create such code."""
        checkpoint = self._evm.snapshot()
        creation = bytes.fromhex(f"62{len(code):06x}80600b5f395ff3") + code  # PUSH3, DUP1, PUSH1, PUSH0, CODECOPY, …
        try:
            created = checksum(bytes.fromhex(self._evm.deploy(_NOBODY, creation)[2:]))
            return self._evm.journal_state[created]
        except RuntimeError:
            return pyrevm.AccountInfo(code=code, code_hash=keccak(code))
        finally:
            self._evm.revert(checkpoint)

    def _write_account(self, address: Address, nonce: int, balance: int, code: bytes) -> None:
        _put(self.nonces, address, nonce)
        _put(self.balances, address, balance)
        _put(self.codes, address, code)
        if not code:
            info = pyrevm.AccountInfo(balance=balance, nonce=nonce)
        elif code in self._hashes:
            info = pyrevm.AccountInfo(balance=balance, nonce=nonce, code_hash=self._hashes[code])
        else:
            self._learn_code(address, code, self._analysed(code))
            info = pyrevm.AccountInfo(balance=balance, nonce=nonce, code_hash=self._hashes[code])
        self._evm.insert_account_info(address, info)

    def _write_slot(self, address: Address, slot: int, value: int) -> None:
        checkpoint = self._evm.snapshot()
        self._evm.insert_account_storage(address, slot, value)
        self._evm.revert(checkpoint)


def _put(table: dict[Address, T], address: Address, value: T) -> None:
    if value:
        table[address] = value
    else:
        table.pop(address, None)
