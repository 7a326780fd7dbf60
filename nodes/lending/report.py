"""What lending came to: each loan at the end, the portfolio in figures, and what keepers earned.

Trusts the loan book's events, as the nodes followed them.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from chain.clients.types import LoanStatus
from nodes.keeper import Keeper
from nodes.lending.desk import LendingDesk
from nodes.lending.history import LoanHistory
from nodes.lending.notices import NoticeKind
from nodes.scenario.loan_plans import LendingPlan


@dataclass(frozen=True, slots=True)
class LoanRecord:
    """One loan at the end. id: of the scenario; loan_id: on the chain, hex; lender: now, of a syndicate the agent;
    lenders: all of a syndicate, each with its weight; on_time, late: due dates that were paid or missed by the end of
    their grace; instalments_paid: of both, those that are paid; rate_ppm: of the running period, millionths a year;
    assignments, restructurings: how many."""

    id: str
    loan_id: str
    lender: str
    borrower: str
    currency: str
    principal_minor: int
    status: str
    instalments: int
    instalments_paid: int
    on_time: int
    late: int
    outstanding_minor: int
    interest_paid_minor: int
    fees_paid_minor: int
    written_off_minor: int
    lenders: str
    rate_index: str
    rate_ppm: int
    prepaid_minor: int
    assignments: int
    restructurings: int


def loan_record(history: LoanHistory) -> LoanRecord:
    """A loan as it stands."""
    plan = history.plan
    return LoanRecord(
        id=plan.id,
        loan_id=history.loan_id.hex(),
        lender=history.lender.id,
        borrower=plan.borrower.id,
        currency=plan.lender.currency.code,
        principal_minor=plan.terms.principal_minor,
        status=history.status.name.lower(),
        instalments=history.instalments,
        instalments_paid=history.on_time + history.paid_late,
        on_time=history.on_time,
        late=history.missed,
        outstanding_minor=history.outstanding_minor,
        interest_paid_minor=history.interest_paid_minor,
        fees_paid_minor=history.fees_paid_minor,
        written_off_minor=history.written_off_minor,
        lenders=", ".join(f"{share.bank.id} {share.weight}" for share in history.shares),
        rate_index=history.rate_index,
        rate_ppm=history.rate_ppm,
        prepaid_minor=history.prepaid_minor,
        assignments=history.assignments,
        restructurings=history.restructurings,
    )


def lending_report(desk: LendingDesk) -> dict[str, Any]:
    """What `run.json` holds of lending: the portfolio, where there is one, the keepers and the notices."""
    plan, counts = desk.world.lending, Counter(notice.kind for notice in desk.notices)
    return {
        "portfolio": None if plan is None else _portfolio(desk, plan),
        "keepers": [_keeper(keeper) for keeper in desk.collecting.keepers],
        "notices": {kind.value: counts[kind] for kind in NoticeKind},
    }


def _portfolio(desk: LendingDesk, plan: LendingPlan) -> dict[str, Any]:
    ids = {applicant.loan.id for applicant in plan.applicants}
    loans = [history for history in desk.view if history.plan.id in ids]
    declined = Counter(applicant.declined for applicant in plan.applicants if applicant.declined)
    statuses = Counter(history.status for history in loans)
    businesses = desk.businesses
    return {
        "currency": plan.terms.currency,
        "collection": plan.terms.entry.collection,
        "applications": len(plan.applicants),
        "declined_by": dict(sorted(declined.items())),
        "loans": len(loans),
        "by_status": {status.name.lower(): statuses[status] for status in LoanStatus if status is not LoanStatus.NONE},
        "shocks": businesses.shocks if businesses else 0,
        "forgotten": businesses.forgotten if businesses else 0,
        **_due_dates(loans),
        **_amounts(loans),
        "keeper_income_minor": sum(keeper.tally.income_minor for keeper in desk.collecting.keepers),
    }


def _due_dates(loans: list[LoanHistory]) -> dict[str, int]:
    """Of the instalments that came due: paid on time, missed, and unpaid without being late yet."""
    open_ = sum(index not in history.late for history in loans for index in history.open)
    return {
        "instalments_due": sum(history.came for history in loans),
        "on_time": sum(history.on_time for history in loans),
        "late": sum(history.missed for history in loans),
        "paid_late": sum(history.paid_late for history in loans),
        "in_grace": open_,
        "defaulted": sum(history.defaulted_minor > 0 for history in loans),
        "restructured": sum(history.restructurings > 0 for history in loans),
    }


def _amounts(loans: list[LoanHistory]) -> dict[str, int]:
    lent_minor = sum(history.plan.terms.principal_minor for history in loans)
    names = (
        *("on_time_minor", "late_minor", "recovered_minor", "interest_paid_minor", "fees_paid_minor"),
        *("defaulted_minor", "written_off_minor", "outstanding_minor"),
    )
    return {"lent_minor": lent_minor} | {name: sum(getattr(h, name) for h in loans) for name in names}


def _keeper(keeper: Keeper) -> dict[str, Any]:
    tally, account = keeper.tally, keeper.plan.account
    return {
        "keeper": keeper.plan.id,
        "currency": None if account is None else account.currency.code,
        "calls": tally.calls,
        "collections": tally.collections,
        "lost": tally.lost,
        "income_minor": tally.income_minor,
        "cost_minor": tally.cost_minor,
        "gas_used": tally.gas_used,
        "is_racing": keeper.is_racing,
        "is_working": tally.is_working,
    }
