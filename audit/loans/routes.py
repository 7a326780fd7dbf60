"""What stands between a borrower and its lenders: whether money can go, and if not, whose fault that is.

Trusts registry and moneys as rebuilt up to the very moment of the call.
Never blames a borrower for what stops at a bank.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.loans.act import Act
from audit.loans.loan import LoanDraft, parts_of
from audit.loans.world import Account, World
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import ShortReason, Status

_OF_BANKS = {
    ShortReason.LENDER_SUSPENDED,
    ShortReason.MONEY_PAUSED,
    ShortReason.BANK_SUSPENDED,
    ShortReason.BANK_SHORT,
    ShortReason.BOOK_NOT_ADMITTED,
}


@dataclass(slots=True)
class Route:
    """How money would go. reason: why nothing moves, or not all; is_blocked: whether nothing does; party: whose fault
    it is; spendable_minor, held_minor: of the borrower."""

    account: Account
    spendable_minor: int = 0
    held_minor: int = 0
    reason: ShortReason = ShortReason.INSUFFICIENT_BALANCE
    party: Address = ZERO_ADDRESS
    is_blocked: bool = False

    @property
    def is_banks(self) -> bool:
        """Whether it stops at the lenders or a bank, which is nobody's lateness."""
        return self.is_blocked and self.reason in _OF_BANKS

    def block(self, reason: ShortReason, party: Address) -> None:
        """Nothing moves."""
        self.reason, self.party, self.is_blocked = reason, party, True


def route_of(world: World, act: Act, loan: LoanDraft, needed_minor: int) -> Route:
    """How `needed_minor` would go from the borrower to its lenders now."""
    account = world.account_of(world.wallet_of(loan), loan.terms.currency)
    route = Route(account)
    if account.deposit == ZERO_ADDRESS:
        route.block(ShortReason.BORROWER_WITHOUT_ACCOUNT, account.wallet)
        return route
    route.spendable_minor = act.spendable_minor(account.deposit, account.wallet)
    route.held_minor = act.held_minor(account.deposit, account.wallet)
    _ask_banks(world, act, loan, route)
    if route.is_blocked:
        return route
    if account.wallet_status is not Status.ACTIVE:
        route.block(ShortReason.BORROWER_SUSPENDED, account.wallet)
    elif 0 < needed_minor <= route.spendable_minor:
        ask_reserves(act, loan, route, needed_minor)
    return route


def ask_reserves(act: Act, loan: LoanDraft, route: Route, amount_minor: int) -> None:
    """Blocks the route where the borrower's bank has too little central-bank money to pass the amount on."""
    account = route.account
    if loan.lenders == [account.bank] and not loan.members:
        return
    if act.is_paused(account.reserves):
        route.block(ShortReason.MONEY_PAUSED, account.reserves)
        return
    if act.spendable_minor(account.reserves, account.bank) < amount_minor - _own_part(loan, account.bank, amount_minor):
        route.block(ShortReason.BANK_SHORT, account.bank)


def _ask_banks(world: World, act: Act, loan: LoanDraft, route: Route) -> None:
    account, currency = route.account, loan.terms.currency
    if act.is_paused(account.deposit):
        route.block(ShortReason.MONEY_PAUSED, account.deposit)
    elif account.bank_status is not Status.ACTIVE:
        is_lender = loan.lender == account.bank
        route.block(ShortReason.LENDER_SUSPENDED if is_lender else ShortReason.BANK_SUSPENDED, account.bank)
    elif not world.is_admitted(currency):
        route.block(ShortReason.BOOK_NOT_ADMITTED, world.book)
    else:
        barred = (lender for lender in loan.lenders if not world.may_hold(lender, currency))
        lender = next(barred, None)
        if lender is not None:
            route.block(ShortReason.LENDER_SUSPENDED, lender)


def _own_part(loan: LoanDraft, bank: Address, amount_minor: int) -> int:
    """What of the amount stays with the borrower's bank, itself a lender."""
    if not loan.members:
        return 0
    parts = parts_of(loan.members, amount_minor)
    return sum(part for member, part in zip(loan.members, parts, strict=True) if member.lender == bank)
