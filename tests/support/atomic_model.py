"""Instructions and locks in plain Python: what each approval, settlement, refund and claim does to every balance.

Trusts nothing of the contracts but the names of refusals and states.
Never asks the chain anything: it is the other opinion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from actors import ACTORS, BANGKOK_BANK, BANK_OF, CHIANGMAI_BANK, HONGKONG_BANK, MAKER

from chain.abi import Address
from chain.clients.types import Instruction, InstructionState, Lock, LockState, RefusalCode

Books: TypeAlias = dict[str, Counter[Address]]

BRANCHES = {
    ("bangkok-bank", "THB"): "bangkok-bank",
    ("bangkok-bank", "HKD"): "bangkok-bank-hk",
    ("hongkong-bank", "HKD"): "hongkong-bank",
    ("hongkong-bank", "THB"): "hongkong-bank-th",
    ("chiangmai-bank", "THB"): "chiangmai-bank",
}
"""(bank, currency) -> its deposit money."""
ADMITTED = {(bank.address, currency) for bank in (BANGKOK_BANK, HONGKONG_BANK, MAKER) for currency in ("THB", "HKD")}
ADMITTED |= {(CHIANGMAI_BANK.address, "THB")}
_BANK_OF = {wallet.address: bank for wallet, bank in BANK_OF.items()}


@dataclass(frozen=True, slots=True)
class Movement:
    """One leg. payer, payee; currency; amount_minor; comes_in: from the payer and not out of escrow; goes_out: to the
    payee and not into escrow; escrow: the contract."""

    payer: Address
    payee: Address
    currency: str
    amount_minor: int
    comes_in: bool
    goes_out: bool
    escrow: Address


@dataclass(slots=True)
class Record:
    """An instruction. approved: indices of parties; reserved: of those whose legs are in escrow; proposer: index."""

    instruction: Instruction
    proposer: int
    state: InstructionState = InstructionState.OPEN
    approved: set[int] = field(default_factory=set)
    reserved: set[int] = field(default_factory=set)

    @property
    def is_by_all(self) -> bool:
        """Whether every party has approved."""
        return self.approved == set(range(len(self.instruction.parties)))


@dataclass(slots=True)
class AtomicModel:
    """The state of all instructions and locks.

    books: money -> holder -> minor units; frozen: (money, holder) -> minor units; paused: moneys; suspended: wallets,
    and institutions with a currency; atomic, locker: the contracts, as holders; records, locks: by UETR.
    """

    books: Books
    atomic: Address
    locker: Address
    frozen: Counter[tuple[str, Address]] = field(default_factory=Counter)
    paused: set[str] = field(default_factory=set)
    suspended: set[tuple[Address, str]] = field(default_factory=set)
    records: dict[str, Record] = field(default_factory=dict)
    locks: dict[str, tuple[Lock, LockState]] = field(default_factory=dict)

    def settle(self, instruction: Instruction, reserved: set[int]) -> RefusalCode:
        """Moves every leg, or none; says why not. reserved: parties whose legs are in escrow."""
        parties = instruction.parties
        return self._move_all(
            Movement(
                *(parties[leg.payer], parties[leg.payee], leg.currency, leg.amount_minor),
                *(leg.payer not in reserved, True, self.atomic),
            )
            for leg in instruction.legs
        )

    def reserve(self, instruction: Instruction, party: int) -> RefusalCode:
        """Takes what a party pays into escrow, or nothing."""
        return self._move_all(self._legs_of(instruction, party))

    def give_back(self, instruction: Instruction, party: int) -> RefusalCode:
        """Gives a party back what it paid in, or nothing."""
        legs = self._legs_of(instruction, party)
        return self._move_all(
            Movement(leg.payee, leg.payer, leg.currency, leg.amount_minor, False, True, self.atomic) for leg in legs
        )

    def open_lock(self, lock: Lock) -> RefusalCode:
        """Takes a lock's leg into escrow; the payee has to be one that could be paid."""
        out = Movement(lock.payer, lock.payee, lock.currency, lock.amount_minor, False, True, self.locker)
        into = Movement(lock.payer, lock.payee, lock.currency, lock.amount_minor, True, False, self.locker)
        refusal = self.refusal(self.books, into)
        refusal = refusal or self.refusal(self.books, out)
        return refusal or self._move_all([into])

    def deliver(self, lock: Lock) -> RefusalCode:
        """Pays a lock's payee, or says why not."""
        return self._move_all(
            [Movement(lock.payer, lock.payee, lock.currency, lock.amount_minor, False, True, self.locker)]
        )

    def refund(self, lock: Lock) -> RefusalCode:
        """Pays a lock's payer back, or says why not, as of a payee."""
        return self._move_all(
            [Movement(lock.payee, lock.payer, lock.currency, lock.amount_minor, False, True, self.locker)]
        )

    def escrowed(self) -> dict[str, Counter[Address]]:
        """currency -> contract -> what is in escrow there, by the instructions and locks alone."""
        held: dict[str, Counter[Address]] = {"THB": Counter(), "HKD": Counter()}
        for record in self.records.values():
            for leg in record.instruction.legs:
                if leg.payer in record.reserved:
                    held[leg.currency][self.atomic] += leg.amount_minor
        for lock, state in self.locks.values():
            if state in (LockState.OPEN, LockState.CLAIMED):
                held[lock.currency][self.locker] += lock.amount_minor
        return held

    def _legs_of(self, instruction: Instruction, party: int) -> list[Movement]:
        parties = instruction.parties
        return [
            Movement(
                *(parties[leg.payer], parties[leg.payee], leg.currency, leg.amount_minor), True, False, self.atomic
            )
            for leg in instruction.legs
            if leg.payer == party
        ]

    def _move_all(self, movements: object) -> RefusalCode:
        books = {name: Counter(book) for name, book in self.books.items()}
        for movement in movements:  # type: ignore[attr-defined]
            refusal = self.refusal(books, movement)
            if refusal:
                return refusal
            self._move(books, movement)
        self.books = books
        return RefusalCode.NONE

    def _move(self, books: Books, leg: Movement) -> None:
        source = self.bank(leg.payer, leg.currency) if leg.comes_in else leg.escrow
        target = self.bank(leg.payee, leg.currency) if leg.goes_out else leg.escrow
        assert source is not None and target is not None
        if leg.comes_in and leg.payer in _BANK_OF:
            books[self._deposit(leg.payer, leg.currency)][leg.payer] -= leg.amount_minor
        books[leg.currency][source] -= leg.amount_minor
        books[leg.currency][target] += leg.amount_minor
        if leg.goes_out and leg.payee in _BANK_OF:
            books[self._deposit(leg.payee, leg.currency)][leg.payee] += leg.amount_minor

    def refusal(self, books: Books, leg: Movement) -> RefusalCode:
        """The first reason why one leg can't move, or NONE."""
        is_central = not (leg.comes_in and leg.goes_out)
        is_central = is_central or self.bank(leg.payer, leg.currency) != self.bank(leg.payee, leg.currency)
        refusal = RefusalCode.NONE
        if leg.comes_in:
            refusal = self._payers_account(leg, is_central) or self._funds(books, leg, is_central)
        if refusal or not leg.goes_out:
            return refusal
        return self._payees_account(leg, is_central)

    def bank(self, account: Address, currency: str) -> Address | None:
        """Who holds central-bank money for an account; None for nobody."""
        if account in _BANK_OF:
            return _BANK_OF[account].address
        return account if (account, currency) in ADMITTED else None

    def _deposit(self, wallet: Address, currency: str) -> str:
        return BRANCHES.get((_BANK_OF[wallet].identity, currency), "")

    def _money(self, account: Address, currency: str) -> str:
        if account in _BANK_OF:
            return self._deposit(account, currency)
        return currency if (account, currency) in ADMITTED else ""

    def _payers_account(self, leg: Movement, is_central: bool) -> RefusalCode:
        money, bank = self._money(leg.payer, leg.currency), self.bank(leg.payer, leg.currency)
        if (leg.payer, "") in self.suspended:
            return RefusalCode.PAYER_SUSPENDED
        if not money:
            return RefusalCode.PAYER_CURRENCY
        if (bank, leg.currency) in self.suspended:
            return RefusalCode.PAYER_BANK_SUSPENDED
        is_paused = money in self.paused if money != leg.currency else False
        is_paused = is_paused or (is_central and leg.currency in self.paused)
        return RefusalCode.PAYER_MONEY_PAUSED if is_paused else RefusalCode.NONE

    def _funds(self, books: Books, leg: Movement, is_central: bool) -> RefusalCode:
        money = self._money(leg.payer, leg.currency)
        if self._free(books, money, leg.payer) < leg.amount_minor:
            is_short = books[money][leg.payer] < leg.amount_minor
            return RefusalCode.PAYER_INSUFFICIENT_BALANCE if is_short else RefusalCode.PAYER_FROZEN
        bank = self.bank(leg.payer, leg.currency)
        assert bank is not None
        if leg.payer in _BANK_OF and is_central and self._free(books, leg.currency, bank) < leg.amount_minor:
            return RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY
        return RefusalCode.NONE

    def _payees_account(self, leg: Movement, is_central: bool) -> RefusalCode:
        money, bank = self._money(leg.payee, leg.currency), self.bank(leg.payee, leg.currency)
        if bank is None:
            return RefusalCode.PAYEE_UNKNOWN
        if (leg.payee, "") in self.suspended:
            return RefusalCode.PAYEE_SUSPENDED
        if not money:
            return RefusalCode.PAYEE_CURRENCY
        if (bank, leg.currency) in self.suspended:
            return RefusalCode.PAYEE_BANK_SUSPENDED
        is_paused = money in self.paused or (is_central and leg.currency in self.paused)
        return RefusalCode.PAYEE_MONEY_PAUSED if is_paused else RefusalCode.NONE

    def _free(self, books: Books, money: str, holder: Address) -> int:
        return max(0, books[money][holder] - self.frozen[money, holder])


PAYERS = {
    RefusalCode.PAYEE_UNKNOWN: RefusalCode.PAYER_CURRENCY,
    RefusalCode.PAYEE_SUSPENDED: RefusalCode.PAYER_SUSPENDED,
    RefusalCode.PAYEE_CURRENCY: RefusalCode.PAYER_CURRENCY,
    RefusalCode.PAYEE_BANK_SUSPENDED: RefusalCode.PAYER_BANK_SUSPENDED,
    RefusalCode.PAYEE_MONEY_PAUSED: RefusalCode.PAYER_MONEY_PAUSED,
    RefusalCode.NONE: RefusalCode.NONE,
}
"""What the contracts call the obstacle of one who is paid back: it is the payer."""


def known_accounts() -> list[Address]:
    """Everybody whose balances count."""
    return list(ACTORS)
