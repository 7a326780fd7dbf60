"""Everything beside a loan that its acts ask: people, moneys, indices, signatures.

Trusts the registry as rebuilt up to this very transaction.
Never decides what follows from an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audit.creations import Creations
from audit.loans.act import Act
from audit.loans.applications import ApplicationsDraft
from audit.loans.indices import IndicesDraft
from audit.loans.loan import LoanDraft
from audit.registry import HOLDERS, Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import Role, Status, StepUp
from chain.signatures import digest_of, recovered


@dataclass(frozen=True, slots=True)
class Account:
    """A wallet's account in one currency. deposit, reserves: the moneys of its bank and of the central bank; zero
    addresses for what there is none of."""

    wallet: Address
    bank: Address
    deposit: Address
    reserves: Address
    wallet_status: Status
    bank_status: Status

    def may_be_credited(self, act: Act) -> bool:
        """Whether a deposit can be made to it now."""
        is_active = self.wallet_status is self.bank_status is Status.ACTIVE
        return is_active and self.deposit != ZERO_ADDRESS and not act.is_paused(self.deposit)


@dataclass(frozen=True, slots=True)
class World:
    """What the loan book can ask. book: its address."""

    book: Address
    creations: Creations
    registry: Registry
    indices: IndicesDraft
    applications: ApplicationsDraft

    def account_of(self, wallet: Address, currency: str) -> Account:
        """The account of a wallet."""
        registry = self.registry
        customer = registry.customers.get(wallet)
        bank = customer.bank if customer else ZERO_ADDRESS
        admission = registry.admissions.get((bank, registry.issued_in(currency)))
        return Account(
            wallet=wallet,
            bank=bank,
            deposit=registry.deposit_tokens.get((bank, currency), ZERO_ADDRESS),
            reserves=registry.money_of(currency),
            wallet_status=customer.status if customer else Status.NONE,
            bank_status=admission.status if admission else Status.NONE,
        )

    def wallet_of(self, loan: LoanDraft) -> Address:
        """The borrower's key now, which may have replaced the one that signed."""
        return self.registry.current_wallet(loan.terms.borrower) or ZERO_ADDRESS

    def is_lender(self, account: Address, currency: str) -> bool:
        """Whether `account` may lend: it is an active bank."""
        return self.registry.is_active_in(account, currency, Role.COMMERCIAL_BANK)

    def may_hold(self, account: Address, currency: str) -> bool:
        """Whether `account` may have central-bank money."""
        return self.registry.is_active_in(account, currency, *HOLDERS)

    def is_admitted(self, currency: str) -> bool:
        """Whether the loan book may move money in the currency."""
        return self.registry.is_active_in(self.book, currency, Role.SYSTEM_CONTRACT)

    def can_pay(self, act: Act, bank: Address, currency: str, amount_minor: int) -> bool:
        """Whether `bank` has so much central-bank money to spend, and it moves."""
        reserves = self.registry.money_of(currency)
        return not act.is_paused(reserves) and act.spendable_minor(reserves, bank) >= amount_minor

    def digest_of(self, paper: Any) -> bytes | None:
        """The 32 bytes that are signed of a paper for the loan book; None where a value is none of its type."""
        return digest_of(paper, self.creations.domain_of(self.book))

    def require_signed(self, act: Act, subject: bytes, paper: Any, signer: Address, signature: bytes) -> None:
        """`signer` signed the paper; for an account that is a contract its own code says so, not a key."""
        if not self.is_signed(paper, signer, signature):
            act.object("consent-loan", subject, f"{type(paper).__name__} without the signature of {signer}")

    def is_signed(self, paper: Any, signer: Address, signature: bytes) -> bool:
        """Whether `signer` signed the paper."""
        digest = self.digest_of(paper)
        is_its = digest is not None and recovered(digest, signature) == signer
        return is_its or self.creations.is_contract(signer)

    def step_up_of(self, act: Act, account: Account) -> StepUp:
        """Above which amount the wallet's second key signs."""
        return act.moneys[account.deposit].step_up_of(account.wallet)

    def require_below_step_up(self, act: Act, subject: bytes, account: Account, amount_minor: int) -> None:
        """Above its step-up nothing leaves a wallet by its first key alone."""
        if account.deposit == ZERO_ADDRESS:
            return
        step_up = self.step_up_of(act, account)
        if step_up.second_key != ZERO_ADDRESS and amount_minor > step_up.above_minor:
            act.object("consent-step-up", subject, f"{amount_minor} above {step_up.above_minor} by the first key alone")
