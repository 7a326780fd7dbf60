"""Intraday credit: what a bank may draw on its collateral, what it drew, and what all of them drew at most.

Trusts the chain for collateral and debt.
Never draws more than is missing, and repays at closing whatever the bank has.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from chain.abi import Address
from chain.clients.events import CreditDrawn, CreditRepaid
from chain.clients.intraday_credit import IntradayCredit
from chain.ledger import Outcome
from nodes.bank import Bank


@dataclass(frozen=True, slots=True)
class Debt:
    """What a bank owes its central bank from a second on. at_s: UTC, of the block; owed_minor: in all."""

    at_s: int
    bank: Address
    currency: str
    owed_minor: int


@dataclass(slots=True, eq=False)
class CreditView:
    """What the events of the credit contract at `address` said so far. debts: in their order."""

    address: Address
    debts: list[Debt] = field(default_factory=list)

    def hear(self, outcome: Outcome) -> None:
        """Takes in what a transaction did."""
        if any(log.address == self.address for log in outcome.receipt.logs):
            for item in outcome.events:
                if item.address == self.address and isinstance(item.event, CreditDrawn | CreditRepaid):
                    said = item.event
                    self.debts.append(Debt(item.timestamp_s, said.bank, said.currency, said.credit_minor))

    def peaks_minor(self, currency: str, from_s: int, until_s: int) -> dict[Address, int]:
        """Bank -> the most that it owed between two seconds, both included, in minor units; nobody who owed nothing."""
        before: dict[Address, int] = {}
        peaks: dict[Address, int] = {}
        for debt in (debt for debt in self.debts if debt.currency == currency and debt.at_s <= until_s):
            if debt.at_s < from_s:
                before[debt.bank] = debt.owed_minor
            else:
                peaks[debt.bank] = max(peaks.get(debt.bank, 0), debt.owed_minor)
        banks = dict.fromkeys([*before, *peaks])
        found = {bank: max(before.get(bank, 0), peaks.get(bank, 0)) for bank in banks}
        return {bank: peak_minor for bank, peak_minor in found.items() if peak_minor}

    def owing_minor(self, currency: str) -> dict[Address, int]:
        """Bank -> what it owes now, in minor units; nobody who owes nothing."""
        last = {debt.bank: debt.owed_minor for debt in self.debts if debt.currency == currency}
        return {bank: owed_minor for bank, owed_minor in last.items() if owed_minor}


@dataclass(slots=True, eq=False)
class CreditLine:
    """One bank's credit at its central bank."""

    bank: Bank
    _block: int = -1
    _drawn_minor: int = 0

    def room_minor(self) -> int:
        """What it may still draw, after what it drew in the block that is being filled."""
        network, code = self.bank.network, self.bank.plan.currency.code
        if self.bank.plan.collateral_minor == 0:
            return 0
        if self._block != network.ledger.height:
            self._block, self._drawn_minor = network.ledger.height, 0
        owed_minor, _ = network.read(self._contract.credit_of(self.bank.address, code))
        value_minor = network.read(self._contract.collateral_of(self.bank.address, code))
        return max(0, value_minor - owed_minor - self._drawn_minor)

    def draw(self, amount_minor: int) -> None:
        """Draws an amount that there is room for."""
        self._drawn_minor += amount_minor
        call = self._contract.draw(self.bank.plan.currency.code, amount_minor)
        self.bank.network.attempt(self.bank.account, call, f"credit of {self.bank.plan.id}")

    def repay(self) -> None:
        """Repays what it owes, as far as its money goes; the rest is overdue from midnight on."""
        code, money = self.bank.plan.currency.code, self.bank.central_bank.money
        owed_minor, _ = self.bank.network.read(self._contract.credit_of(self.bank.address, code))
        amount_minor = min(owed_minor, self.bank.network.read(money.available_minor(self.bank.address)))
        if amount_minor > 0:
            call = self._contract.repay(code, amount_minor)
            self.bank.network.attempt(self.bank.account, call, f"repayment of {self.bank.plan.id}")

    @property
    def _contract(self) -> IntradayCredit:
        return self.bank.network.deployment.intraday_credit
