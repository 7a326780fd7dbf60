"""True transactions over pyrevm: each begins cold, leaves exact changes behind, and can be taken back.

Trusts the EVM object for execution only: one such object is a transaction that never ends, so each of ours runs between
a snapshot and its revert, and what it changed is read out before and written back after.
Never commits to the EVM's own journal.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, NamedTuple

import pyrevm

from chain.abi import Address
from chain.engines.base import Log
from chain.errors import ChainFault
from chain.evm.envelope import AccessList, Envelope
from chain.evm.journal_text import SlotChange, changed_slots, destroyed_accounts, revert_data
from chain.evm.store import EMPTY_CODE_HASH, Store
from chain.hashing import checksum

_NO_CODE = pyrevm.AccountInfo()
_OPERATION = re.compile(r'"opName":"(\w+)"')

# An account as it is now, nonce, balance and code, with what the EVM says of it.
AccountChange = tuple[Address, int, int, bytes, Any]


class Execution(NamedTuple):
    """What became of a transaction or call.

    status: 1 done, 0 reverted or out of gas; gas_used: refunds taken off; logs; output: what it returned or reverted
    with; created: the contract that it created, else None.
    """

    status: int
    gas_used: int
    logs: tuple[Log, ...]
    output: bytes
    created: Address | None


class BlockContext(NamedTuple):
    """What transactions see of their block. number; timestamp_s: UTC; coinbase: checksummed; base_fee: wei, by which
    they are priced (the opcode BASEFEE answers 0 all the same); prevrandao: 32 bytes."""

    number: int
    timestamp_s: int
    coinbase: Address
    base_fee: int = 0
    prevrandao: bytes = bytes(32)


class Machine(Store):
    """The state of a chain, and what executes on it."""

    def __init__(self, chain_id: int, gas_limit: int) -> None:
        super().__init__(chain_id, gas_limit)
        self._block = BlockContext(0, 0, checksum(bytes(20)))

    @property
    def environment(self) -> Any:
        """What the EVM itself says that it runs with."""
        return self._evm.env

    def enter(self, block: BlockContext) -> None:
        """Makes `block` the one that is seen from now on."""
        self._block = block
        self._evm.set_block_env(
            pyrevm.BlockEnv(
                number=block.number,
                coinbase=block.coinbase,
                timestamp=block.timestamp_s,
                prevrandao=block.prevrandao,
                gas_limit=self.gas_limit,
            )
        )

    def require_executable(self, transaction: Envelope) -> None:
        """ValueError when the sender cannot have sent it now: nonce, money (EIP-1559) or code (EIP-3607)."""
        sender = transaction.sender
        nonce = self.nonces.get(sender, 0)
        if transaction.nonce != nonce:
            raise ValueError(f"nonce {transaction.nonce}, the sender's next is {nonce}")
        if transaction.max_fee < self._block.base_fee:
            raise ValueError(f"a maximum fee of {transaction.max_fee}, the base fee is {self._block.base_fee}")
        needed = transaction.gas * transaction.max_fee + transaction.value
        if needed and self.balances.get(sender, 0) < needed:
            raise ValueError(f"the sender has {self.balances.get(sender, 0)} wei and needs {needed}")
        if sender in self.codes:
            raise ValueError("the sender has code (EIP-3607)")

    def transact(self, transaction: Envelope) -> Execution:
        """Executes a transaction that is executable, and keeps what it changes."""
        sender, to = transaction.sender, transaction.to
        price = min(transaction.max_fee, transaction.tip + self._block.base_fee)
        if to is not None:  # of a creation revm takes the fee and raises the nonce itself, of a call it does neither
            left = self.balances.get(sender, 0) - transaction.gas * price
            self.put_account(sender, transaction.nonce + 1, left, b"")
        checkpoint = self._begin(transaction.access_list)
        changes = None
        try:
            done, lent = self._run(transaction, price)
            if done.status:
                changes = self._changes(sender, lent)
        finally:
            self._end(checkpoint, transaction.access_list)
        if changes:
            self._keep(*changes)
        if to is None or price:
            self._settle(transaction, done, price)
        return done

    def view(
        self,
        sender: Address,
        to: Address | None,
        data: bytes,
        *,
        gas: int,
        value: int = 0,
        price: int = 0,
        access_list: AccessList = (),
    ) -> Execution:
        """What a call, or a creation where `to` is None, would do now; nothing is kept.

        Also a contract may be the sender. ChainFault when it cannot even begin, as without the money for it.
        """
        checkpoint = self._begin(access_list)
        try:
            self._lend_code(sender)
            return self._execute(sender, to, data, value, gas, price)
        finally:
            self._end(checkpoint, access_list)

    def _begin(self, access_list: AccessList) -> Any:
        """A checkpoint, after which the coinbase (EIP-3651) and the access list (EIP-2930) are warm."""
        evm = self._evm
        checkpoint = evm.snapshot()
        # What revm would load in advance by itself stands in no journal entry, and no revert would unload it.
        evm.get_balance(self._block.coinbase)
        if access_list:
            listed = [(address, list(slots)) for address, slots in access_list]
            evm.set_tx_env(pyrevm.TxEnv(access_list=listed))
            for address, slots in listed:
                evm.get_balance(address)
                for slot in slots:
                    evm.storage(address, slot)
        return checkpoint

    def _end(self, checkpoint: Any, access_list: AccessList) -> None:
        self._evm.revert(checkpoint)
        if access_list:
            self._evm.set_tx_env(pyrevm.TxEnv())

    def _run(self, transaction: Envelope, price: int) -> tuple[Execution, int]:
        """The execution, and how much of the sender's balance in the journal is lent."""
        sender, to, data = transaction.sender, transaction.to, transaction.data
        value, gas = transaction.value, transaction.gas
        lent = 0
        if price and to is not None:
            lent = max(0, gas * price + value - self.balances.get(sender, 0))
            if lent and to in self.codes and not self._may_lend(transaction, price, lent):
                lent = price = 0
            if lent:
                self._lend(sender, lent)
        return self._execute(sender, to, data, value, gas, price), lent

    def _execute(self, sender: Address, to: Address | None, data: bytes, value: int, gas: int, price: int) -> Execution:
        evm, output, created = self._evm, b"", None
        try:
            if to is None:
                created = checksum(bytes.fromhex(evm.deploy(sender, data, value, gas, price)[2:]))
            else:
                output = evm.message_call(sender, to, data, value, gas, price)
        except RuntimeError as error:
            result = evm.result
            if result is None:
                raise ChainFault(f"the EVM refuses to execute: {error}") from error
            return Execution(0, result.gas_used, (), revert_data(str(error)), None)
        result = evm.result
        return Execution(1, result.gas_used, tuple(map(_log, result.logs)), output, created)

    def _changes(self, sender: Address, lent: int) -> tuple[list[AccountChange], list[SlotChange]]:
        """What was executed since the checkpoint changed, read out of the journal."""
        evm, codes = self._evm, self.codes
        accounts = evm.journal_state
        for address in accounts:
            if address in codes:  # else the text would hold its code twice, at 3 ns a byte
                evm.insert_account_info(address, _NO_CODE)
        text = evm.journal_str
        slots, changed = changed_slots(text), []
        for address, info in accounts.items():
            balance = info.balance - lent if lent and address == sender else info.balance
            # A contract that was created, even one that destroyed itself again, has another nonce than before.
            if info.nonce != self.nonces.get(address, 0) or balance != self.balances.get(address, 0):
                changed.append((address, info.nonce, balance, self._code(address, info), info))
        destroyed = destroyed_accounts(text) if changed else set()
        if destroyed:
            changed = [(*change[:1], 0, 0, b"", change[4]) if change[0] in destroyed else change for change in changed]
            slots = [change for change in slots if change[0] not in destroyed]
        return changed, slots

    def _keep(self, accounts: list[AccountChange], slots: list[SlotChange]) -> None:
        for address, nonce, balance, code, info in accounts:
            self._learn_code(address, code, info)
            self.put_account(address, nonce, balance, code)
        undo, evm = self.undo, self._evm
        for address, slot, before, after in slots:
            undo.append((address, slot, before))
            # A slot goes below the journal only while its account is not in the journal, so each has its own snapshot.
            checkpoint = evm.snapshot()
            evm.insert_account_storage(address, slot, after)
            evm.revert(checkpoint)

    def _settle(self, transaction: Envelope, done: Execution, price: int) -> None:
        """Returns the gas that was not used, and gives the coinbase its tip; the base fee is burnt (EIP-1559)."""
        sender, coinbase = transaction.sender, self._block.coinbase
        burnt = done.gas_used * self._block.base_fee
        if transaction.to is not None:
            self.give(sender, (transaction.gas - done.gas_used) * price)
        elif done.status:
            self.give(coinbase, -burnt)  # revm knows no base fee and gave the coinbase all of the price
            return
        else:
            self.put_account(sender, transaction.nonce + 1, self.balances.get(sender, 0) - done.gas_used * price, b"")
        self.give(coinbase, done.gas_used * price - burnt)

    def _lend(self, sender: Address, lent: int) -> None:
        """Puts money into the journal: revm asks for the fee that the sender has paid already."""
        self._evm.set_balance(sender, self.balances.get(sender, 0) + lent)

    def _may_lend(self, transaction: Envelope, price: int, lent: int) -> bool:
        """Whether the sender's balance may be raised while it executes: nothing looks at a balance.

        Else the price has to be left out, which is as good where nothing looks at the price. ChainFault where both are
        looked at: pyrevm cannot tell both truly of a sender who cannot pay the fee twice.
        """
        if "BALANCE" not in self._operations(transaction, price, lent):
            return True
        if "GASPRICE" in self._operations(transaction, 0, 0):
            raise ChainFault(f"{transaction.sender} has too little for the EVM to tell its balance and the gas price")
        return False

    def _operations(self, transaction: Envelope, price: int, lent: int) -> set[str]:
        """The names of the operations that the transaction executes, with so much lent and at this price."""
        checkpoint = self._evm.snapshot()
        self._evm.tracing = True  # it prints EIP-3155 lines to the standard output
        try:
            with redirect_stdout(StringIO()) as printed:
                self._lend(transaction.sender, lent)
                to, data, value = transaction.to, transaction.data, transaction.value
                self._execute(transaction.sender, to, data, value, transaction.gas, price)
        finally:
            self._evm.tracing = False
            self._evm.revert(checkpoint)
        return set(_OPERATION.findall(printed.getvalue()))

    def _lend_code(self, sender: Address) -> None:
        """Lets a contract be the sender of a view: EIP-3607 looks at the code's hash, the interpreter at the code."""
        if sender in self.codes:
            nonce, balance, code = self._account(sender)
            self._evm.basic(sender)
            info = pyrevm.AccountInfo(balance=balance, nonce=nonce, code=code, code_hash=EMPTY_CODE_HASH)
            self._evm.insert_account_info(sender, info)


def _log(log: Any) -> Log:
    topics, data = log.data
    return Log(log.address, tuple(topics), data)
