"""What borrowers sign so that their loans collect themselves: mandates for all that may come to be owed.

Trusts the terms for the most that the rate becomes.
Never signs for more than the schedule at that rate, a share on top for arrears, and the fees of every due date.
"""

from __future__ import annotations

from datetime import date

from chain.clients.types import LoanMandate
from finance.rounding import div_up
from finance.schedules.instalments import InstalmentTerms, schedule

DAY_S = 86_400
_NOTICE_S = 7 * DAY_S
_OUTLIVES_S = 3 * 366 * DAY_S
_ARREARS_SHARE = 4
_NO_MANDATE_MINOR = 1


def whole_mandate(
    loan_id: bytes, number: int, terms: InstalmentTerms, start: date, late_fee_minor: int, now_s: int
) -> LoanMandate:
    """For all that may come to be owed on a schedule that begins on `start`; number: mandates of the loan before it."""
    bills = schedule(terms, start, terms.rate_ppm_max)
    ceiling_minor = sum(bill.payment_minor for bill in bills)
    # What runs on in arrears until recovery.
    ceiling_minor += div_up(ceiling_minor, _ARREARS_SHARE) + late_fee_minor * terms.instalments
    last_s = (bills[-1].due - start).days * DAY_S
    return LoanMandate(loan_id, number, ceiling_minor, now_s + last_s + _OUTLIVES_S, _NOTICE_S)


def no_mandate(loan_id: bytes, now_s: int) -> LoanMandate:
    """Of a borrower that pays by itself: for next to nothing, and a day."""
    return LoanMandate(loan_id, 0, _NO_MANDATE_MINOR, now_s + DAY_S, 0)
