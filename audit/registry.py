"""What the registry's events have come to so far, and who may do what by it.

Trusts the readers of the events (`audit.rebuild_participants`, `audit.rebuild_customers`, `audit.rebuild_listings`) to
keep it up to date.
Never asks the registry.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from audit.books import Jurisdiction, Listing
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import Admission, Customer, KeyReplacement, Participant, Role, Status, Tier

HOLDERS = Role.COMMERCIAL_BANK, Role.MARKET_MAKER, Role.SYSTEM_CONTRACT
"""Who may hold central-bank money: its owners, and the contracts that hold it in escrow."""


@dataclass(slots=True)
class Registry:
    """The registry's state after the transactions read so far.

    jurisdictions: in the order in which they were opened; handovers: who offered -> to whom; wallets: a customer's
    number -> its wallet now; replacements: lost key -> the procedure open for it; deposit_tokens: bank and currency ->
    money; accounts: whoever an event named.
    """

    jurisdictions: dict[str, Jurisdiction] = field(default_factory=dict)
    participants: dict[Address, Participant] = field(default_factory=dict)
    admissions: dict[tuple[Address, str], Admission] = field(default_factory=dict)
    handovers: dict[Address, Address] = field(default_factory=dict)
    customers: dict[Address, Customer] = field(default_factory=dict)
    wallets: dict[int, Address] = field(default_factory=dict)
    replacements: dict[Address, KeyReplacement] = field(default_factory=dict)
    listings: dict[Address, Listing] = field(default_factory=dict)
    deposit_tokens: dict[tuple[Address, str], Address] = field(default_factory=dict)
    central_bank_money: dict[str, Address] = field(default_factory=dict)
    accounts: set[Address] = field(default_factory=set)

    def home_of(self, account: Address) -> str:
        """The participant's home jurisdiction, empty for somebody who is none."""
        participant = self.participants.get(account)
        return participant.home if participant else ""

    def issued_in(self, currency: str) -> str:
        """The jurisdiction that issues `currency`, empty when there is none."""
        return next((key for key, item in self.jurisdictions.items() if item.currency == currency), "")

    def central_bank_of(self, jurisdiction: str) -> Address:
        """Who speaks for `jurisdiction`, the zero address when nobody does."""
        item = self.jurisdictions.get(jurisdiction)
        return item.central_bank if item else ZERO_ADDRESS

    def central_bank_of_currency(self, currency: str) -> Address:
        """Who issues `currency`, the zero address when nobody does."""
        return self.central_bank_of(self.issued_in(currency))

    def is_active(self, account: Address | None, jurisdiction: str, *roles: Role) -> bool:
        """Whether `account` may act in one of `roles` in `jurisdiction`, as of now."""
        if account is None:
            return False
        admission = self.admissions.get((account, jurisdiction))
        return admission is not None and admission.status is Status.ACTIVE and admission.role in roles

    def is_active_at_home(self, account: Address | None, *roles: Role) -> bool:
        """The same in the account's home."""
        return account is not None and self.is_active(account, self.home_of(account), *roles)

    def is_active_in(self, account: Address | None, currency: str, *roles: Role) -> bool:
        """Whether `account` may act in one of `roles` where `currency` is issued, as of now."""
        return self.is_active(account, self.issued_in(currency), *roles)

    def money_of(self, currency: str) -> Address:
        """The central-bank money of `currency`, or words where it is unlisted."""
        return self.central_bank_money.get(currency, f"unlisted money of {currency}")

    def deposit_of(self, bank: Address, currency: str) -> Address:
        """The deposit money of `bank` in `currency`, or words where it is unlisted."""
        return self.deposit_tokens.get((bank, currency), f"unlisted deposits of {bank} in {currency}")

    def is_active_bank(self, bank: Address, currency: str) -> bool:
        """Whether `bank` may keep deposits in `currency`, as of now."""
        return self.is_active_in(bank, currency, Role.COMMERCIAL_BANK)

    def is_supervisor(self, account: Address | None, currency: str) -> bool:
        """Whether `account` supervises where `currency` is issued, as of now."""
        return self.is_active_in(account, currency, Role.SUPERVISOR)

    def is_taken(self, account: Address) -> bool:
        """Whether `account` is anybody already, so that it cannot become somebody else."""
        abroad = any(holder == account and self.home_of(account) != key for holder, key in self.admissions)
        return account == ZERO_ADDRESS or account in self.participants or account in self.customers or abroad

    def may_hold(self, token: Address, account: Address) -> bool:
        """Whether `account` may send and receive the listed money `token`, as of now."""
        listing = self.listings[token]
        if listing.is_central_bank_money:
            return self.is_active_in(account, listing.currency, *HOLDERS)
        customer = self.customers.get(account)
        if customer is None or customer.bank != listing.issuer or customer.status is not Status.ACTIVE:
            return False
        return self.is_active_bank(customer.bank, listing.currency)

    def current_wallet(self, wallet: Address) -> Address | None:
        """The key that speaks for the customer `wallet` now; None when it is unknown."""
        customer = self.customers.get(wallet)
        return self.wallets.get(customer.number) if customer else None

    def tier_at(self, wallet: Address, timestamp_s: int) -> Tier:
        """How well its bank knows `wallet` in that second."""
        customer = self.customers.get(wallet)
        return customer.tier if customer and timestamp_s <= customer.tier_expires_at else Tier.ANONYMOUS

    def customers_authorities(self, wallet: Address) -> set[Address]:
        """Who may suspend `wallet`: its bank while that is active, and the central bank of the bank's home."""
        bank = self.customers[wallet].bank
        authorities = {self.central_bank_of(self.home_of(bank))}
        return authorities | {bank} if self.is_active_at_home(bank, Role.COMMERCIAL_BANK) else authorities

    def set_central_bank(self, jurisdiction: str, account: Address) -> None:
        """`account` speaks for `jurisdiction` from now on, and issues its money."""
        opened = self.jurisdictions[jurisdiction]
        self.jurisdictions[jurisdiction] = replace(opened, central_bank=account)
        token = self.central_bank_money.get(opened.currency)
        if token is not None:
            self.listings[token] = replace(self.listings[token], issuer=account)
