"""What of what is due goes through, in which order, and where the money goes.

Trusts the route for what stands in the way.
Never pays more than is due, is free and is allowed, and fees come before interest, interest before principal.
"""

from __future__ import annotations

from audit.loans.act import Act
from audit.loans.clock import bill_due, judge, settle_status
from audit.loans.loan import LoanDraft, parts_of
from audit.loans.routes import Route, ask_reserves, route_of
from audit.loans.world import World
from chain.clients.events import CollectionShort, LoanPaid
from chain.clients.types import ShortReason


def advance(world: World, act: Act, loan: LoanDraft) -> Route:
    """Bills and judges what time has brought; how what is due would go to the lenders."""
    bill_due(act, loan, world.indices)
    needed_minor = loan.due_minor
    route = route_of(world, act, loan, needed_minor)
    if not route.is_banks:
        judge(act, loan)
    elif needed_minor <= route.spendable_minor:
        loan.excused = loan.position.billed
    return route


def is_ready(act: Act, loan: LoanDraft, route: Route) -> bool:
    """Whether all that has come is billed and decided: what is so only in part waits for the next call."""
    return not loan.is_behind(act.now_s) and (route.is_banks or not loan.is_unjudged(act.now_s))


def payable_minor(act: Act, loan: LoanDraft, route: Route, needed_minor: int, limit_minor: int) -> int:
    """What goes through of what is needed; the route says why it is less."""
    if route.is_blocked:
        return 0
    amount_minor = min(needed_minor, limit_minor, route.spendable_minor)
    if amount_minor:
        ask_reserves(act, loan, route, amount_minor)
    if route.is_blocked:
        return 0
    route.party, route.reason = route.account.wallet, ShortReason.MANDATE_ENDED
    if needed_minor > route.spendable_minor:
        is_frozen = route.held_minor >= needed_minor
        route.reason = ShortReason.BORROWER_FROZEN if is_frozen else ShortReason.INSUFFICIENT_BALANCE
    return amount_minor


def say_short(act: Act, loan: LoanDraft, route: Route, needed_minor: int) -> None:
    """Something is due and was not paid, or not in full."""
    loan.tally.short += 1
    said = loan.position.billed, route.reason, route.party, needed_minor, route.spendable_minor
    act.say(CollectionShort(loan.loan_id, *said))


def pay(act: Act, loan: LoanDraft, route: Route, amount_minor: int) -> None:
    """The borrower pays what is due; nothing has moved yet."""
    fee_minor = min(amount_minor, loan.fee_minor)
    interest_minor = min(amount_minor - fee_minor, loan.interest_minor)
    principal_minor = amount_minor - fee_minor - interest_minor
    loan.fee_minor -= fee_minor
    loan.interest_minor -= interest_minor
    loan.principal_minor -= principal_minor
    loan.tally.fees_minor += fee_minor
    loan.tally.interest_minor += interest_minor
    loan.tally.principal_minor += principal_minor
    parts = fee_minor, interest_minor, principal_minor
    act.say(LoanPaid(loan.loan_id, route.account.wallet, *parts, loan.due_minor))


def pay_by_hand(act: Act, loan: LoanDraft, route: Route, limit_minor: int) -> None:
    """The borrower pays by itself: what it said at most, all that is due where it has that."""
    needed_minor = loan.due_minor
    amount_minor = payable_minor(act, loan, route, needed_minor, limit_minor)
    if amount_minor < min(needed_minor, limit_minor):
        say_short(act, loan, route, needed_minor)
    if amount_minor:
        pay(act, loan, route, amount_minor)
    settle_status(act, loan)
    if amount_minor:
        move(act, loan, route, amount_minor)


def move(act: Act, loan: LoanDraft, route: Route, amount_minor: int) -> None:
    """From the borrower's deposit to the lenders, each its share."""
    account = route.account
    act.debit(account.deposit, account.wallet, amount_minor, loan.loan_id)
    for lender, part_minor in _shared(loan, amount_minor):
        if part_minor and lender != account.bank:
            act.transfer(account.reserves, account.bank, lender, part_minor)


def _shared(loan: LoanDraft, amount_minor: int) -> list[tuple[str, int]]:
    if not loan.members:
        return [(loan.lender, amount_minor)]
    parts = parts_of(loan.members, amount_minor)
    for member, part_minor in zip(loan.members, parts, strict=True):
        member.paid_minor += part_minor
    return [(member.lender, part) for member, part in zip(loan.members, parts, strict=True)]
