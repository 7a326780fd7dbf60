"""The tables over time: what the network did hour by hour, and what each bank had, owed and queued.

Trusts the chain's events for money, credit, collateral and queue, and the nodes' records for customers' payments.
Never holds more than an hour of the run, beside counts of payments by hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chain.abi import Address
from chain.clients.events import (
    CollateralRecorded,
    CreditDrawn,
    CreditRepaid,
    ObligationCancelled,
    ObligationExpired,
    ObligationQueued,
    ObligationSettled,
    Transfer,
)
from chain.ledger import Ledger
from nodes.chain_passes import BlockSaid, Said, blocks_said
from nodes.simulation import Simulation
from nodes.tables.catalogue import ACTIVITY, CHAIN, MOVEMENTS, POSITIONS
from nodes.tables.columns import Table
from nodes.tables.payment_hours import PaymentHours
from nodes.tables.standing import BankHour

SERIES = (ACTIVITY, CHAIN, POSITIONS, MOVEMENTS)
HOUR_S = 3_600
DAY_S = 86_400
Row = tuple[Table, dict[str, Any]]


@dataclass(slots=True, eq=False)
class Series:
    """What the blocks so far came to. moneys: contract -> currency; watched: contracts that are listened to; banks: by
    address; payments: by hour; waiting: payer, currency and amount of what the queue holds, by UETR; changed: banks
    that the block touched; settled: obligations of the hour."""

    ledger: Ledger
    moneys: dict[Address, str]
    watched: frozenset[Address]
    banks: dict[Address, BankHour]
    payments: PaymentHours
    hour_s: int = 0
    chain: Counter[str] = field(default_factory=Counter)
    waiting: dict[str, ObligationQueued] = field(default_factory=dict)
    changed: dict[Address, int] = field(default_factory=dict)
    settled: Counter[str] = field(default_factory=Counter)
    settled_minor: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, simulation: Simulation) -> Series:
        """The series of a run that is over."""
        deployment = simulation.network.deployment
        moneys = {address: code for code, address in deployment.central_bank_money.items()}
        others = deployment.liquidity_queue.address, deployment.intraday_credit.address
        banks = simulation.actors.banks.items()
        return cls(
            ledger=simulation.network.ledger,
            moneys=moneys,
            watched=frozenset((*moneys, *others)),
            banks={bank.address: BankHour(name, bank.plan.currency.code) for name, bank in banks},
            payments=PaymentHours.of(simulation.records),
        )

    def rows(self) -> Iterator[Row]:
        """The rows of all four tables, each table's own in the order of time."""
        for block in blocks_said(self.ledger, self.watched):
            hour_s = block.at_s - block.at_s % HOUR_S
            if hour_s != self.hour_s:
                yield from self._close_hours(hour_s)
            yield from self._take(block)
        yield from self._close_hours(None)

    def _take(self, block: BlockSaid) -> Iterator[Row]:
        self.chain.update(blocks=1, transactions=block.transactions, gas_used=block.gas_used)
        self.changed.clear()
        for item in block.said:
            self._hear(item)
        for address, change_minor in self.changed.items():
            bank = self.banks[address]
            bank.end_block()
            yield MOVEMENTS, {"height": block.height, "at": block.at_s} | bank.movement(change_minor)

    def _hear(self, item: Said) -> None:
        match item.event:
            case Transfer(from_=payer, to=payee, value=value) if item.address in self.moneys:
                self._move(item.address, payer, -value)
                self._move(item.address, payee, value)
            case CreditDrawn(bank=bank, credit_minor=credit) | CreditRepaid(bank=bank, credit_minor=credit):
                if bank in self.banks:
                    self.banks[bank].owe(credit)
                    self.changed.setdefault(bank, 0)
            case CollateralRecorded(bank=bank, value_minor=value) if bank in self.banks:
                self.banks[bank].pledge(value)
            case ObligationQueued() as owed if owed.payer in self.banks:
                self.waiting[owed.uetr] = owed
                self.banks[owed.payer].queue(1, owed.amount_minor)
            case ObligationSettled(uetr=uetr) | ObligationCancelled(uetr=uetr) | ObligationExpired(uetr=uetr):
                self._leave(uetr, isinstance(item.event, ObligationSettled))

    def _move(self, money: Address, holder: Address, change_minor: int) -> None:
        bank = self.banks.get(holder)
        if bank is not None and bank.currency == self.moneys[money]:
            bank.move(change_minor)
            self.changed[holder] = self.changed.get(holder, 0) + change_minor

    def _leave(self, uetr: str, is_settled: bool) -> None:
        owed = self.waiting.pop(uetr, None)
        if owed is None:
            return
        self.banks[owed.payer].queue(-1, -owed.amount_minor)
        if is_settled:
            self.settled[owed.currency] += 1
            self.settled_minor[owed.currency] += owed.amount_minor

    def _close_hours(self, next_s: int | None) -> Iterator[Row]:
        """Ends the hour, and those up to the next one in which no block was sealed but payments were kept off."""
        for hour_s in self.payments.hours(self.hour_s if self.chain else None, next_s):
            if hour_s != self.hour_s:
                self._begin_hour(hour_s)
            if self.chain:
                yield CHAIN, {"hour": hour_s, **self.chain}
            touched = {bank.currency for bank in self.banks.values() if bank.is_touched} | {*self.settled}
            for code in sorted(touched | self.payments.currencies(hour_s)):
                yield ACTIVITY, self._activity(hour_s, code)
            for bank in self.banks.values():
                if bank.is_touched:
                    yield POSITIONS, {"hour": hour_s} | bank.position()
        if next_s is not None:
            self._begin_hour(next_s)

    def _begin_hour(self, hour_s: int) -> None:
        for bank in self.banks.values():
            bank.begin_hour(is_new_day=hour_s // DAY_S != self.hour_s // DAY_S)
        for counts in (self.chain, self.settled, self.settled_minor):
            counts.clear()
        self.hour_s = hour_s

    def _activity(self, hour_s: int, code: str) -> dict[str, Any]:
        banks = [bank for bank in self.banks.values() if bank.currency == code]
        return {
            "hour": hour_s,
            "currency": code,
            **self.payments.figures(hour_s, code),
            "obligations_settled": self.settled[code],
            "obligations_settled_minor": self.settled_minor[code],
            "queued": sum(bank.queued for bank in banks),
            "queued_minor": sum(bank.queued_minor for bank in banks),
            "credit_minor": sum(bank.credit_minor for bank in banks),
            "liquidity_in_use_minor": sum(bank.in_use_minor for bank in banks),
        }
