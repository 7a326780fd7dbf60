"""A central bank: admits who may take part in its jurisdiction, issues its currency, and enforces what it decides.

Trusts its own banks' requests for liquidity, which it grants against reserves that this world does not model.
Never touches another jurisdiction's money or participants, and takes nobody's money without a supervisor's order.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from chain.abi import Address
from chain.accounts import Account
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.operating_hours import OperatingHours
from chain.clients.sanctions import Sanctions
from chain.clients.types import Role, Status
from chain.deploy import WITHOUT_LIMIT
from finance.reference_rates import ReferenceTerms
from nodes.network import Listener, reference
from nodes.participant import Institution
from nodes.rule_plans import operating_times
from nodes.scenario.world import Jurisdiction

_HOLDERS_MAX = 100


@dataclass(frozen=True, slots=True, eq=False)
class CentralBank(Institution):
    """The issuer of one currency. jurisdiction: what it speaks for."""

    jurisdiction: Jurisdiction

    @property
    def money(self) -> CentralBankMoney:
        """The money that it issues."""
        return self.network.deployment.money(self.jurisdiction.currency.code)

    def admit(self, account: Address, role: Role, lei: str, bic: str, home: str) -> None:
        """Admits a participant of `home` to this jurisdiction; pending until it accepts."""
        self.network.send(self.account, self.network.deployment.registry.admit(account, role, lei, bic, home))

    def issue(self, holder: Account, amount_minor: int, why: str) -> None:
        """Issues central-bank money to a bank or market maker."""
        if amount_minor > 0:
            call = self.money.issue(holder.address, amount_minor, reference(why))
            self.network.attempt(self.account, call, f"{why} of {holder.identity}")

    def set_reference_terms(self, base: str, terms: ReferenceTerms) -> None:
        """States how reports make the reference rate of `base` in its currency."""
        code, board = self.jurisdiction.currency.code, self.network.deployment.fx_board
        stated = terms.reporters_min, terms.age_s_max, terms.deviation_bps_max
        self.network.send(self.account, board.set_reference_terms(base, code, *stated))

    def license_index(self, index: str, publisher: Address) -> None:
        """Names who publishes an index of its currency."""
        code = self.jurisdiction.currency.code
        self.network.send(self.account, self.network.deployment.rate_index.license_index(code, index, publisher))

    def set_remuneration(self) -> None:
        """States at which rate holdings are remunerated, where the scenario has one."""
        if self.jurisdiction.remuneration_bps is not None:
            self.network.send(self.account, self.money.set_remuneration(self.jurisdiction.remuneration_bps))

    def remunerate(self, holders: Sequence[Address]) -> None:
        """Pays or charges each holder for the days since it was paid last."""
        for first in range(0, len(holders), _HOLDERS_MAX):
            call = self.money.remunerate(holders[first : first + _HOLDERS_MAX])
            self.network.attempt(self.account, call, f"remuneration in {self.jurisdiction.currency.code}")

    def keep_hours(self, day: datetime.date) -> None:
        """Sets the operating hours anew when the clocks have changed since they were set."""
        rules = self.jurisdiction.rules
        if rules is None or not rules.operating_hours:
            return
        rule, code = self.network.deployment.rule(OperatingHours), self.jurisdiction.currency.code
        set_before = self.network.read(rule.times_of(code))
        times = operating_times(self.jurisdiction.opening, day, set_before.weekdays)
        if times != set_before:
            self.network.send(self.account, rule.set_times(code, times))

    def set_standing(self, participant: Address, status: Status, reason: str, heard: Listener) -> None:
        """Suspends, reinstates or revokes a participant in this jurisdiction."""
        self.act(self.network.deployment.registry.set_participant_status(participant, status, reason), heard)

    def set_paused(self, money: CentralBankMoney | DepositToken, paused: bool, reason: str, heard: Listener) -> None:
        """Stops all movement of a money of its currency, or lets it go on."""
        self.act(money.set_paused(paused, reason), heard)

    def set_sanctioned(self, customer: Address, is_listed: bool, heard: Listener) -> None:
        """Puts a customer on the currency's list, or takes it off."""
        rule, code = self.network.deployment.rule(Sanctions), self.jurisdiction.currency.code
        identifiers = [self.network.read(rule.identifier_of(self.number_of(customer)))]
        self.act(rule.list(code, identifiers) if is_listed else rule.delist(code, identifiers), heard)

    def seize(
        self, deposits: DepositToken, customer: Address, receiver: Address | None, amount_minor: int, heard: Listener
    ) -> None:
        """Carries out a legal order: gives the money to `receiver`, or destroys it where there is none."""
        if receiver is None:
            self.act(deposits.forced_burn(customer, amount_minor), heard)
        else:
            self.act(deposits.forced_transfer(customer, receiver, amount_minor), heard)

    def allow_issuance(self, deposits: DepositToken, bank: Address, amount_minor: int | None, heard: Listener) -> None:
        """Lets a bank issue this much more, or any amount."""
        allowance_minor = WITHOUT_LIMIT if amount_minor is None else amount_minor
        self.act(deposits.set_issuance_allowance(bank, allowance_minor), heard)

    def clear_exposure(self, deposits: DepositToken, bank: Address, other: Address, heard: Listener) -> None:
        """Counts what a bank's clients paid another bank's from zero again."""
        book = self.network.deployment.rule_books[deposits.address]
        rule, code = self.network.deployment.rule(CounterpartyExposure), self.jurisdiction.currency.code
        self.act(rule.clear(code, book, bank, other), heard)
