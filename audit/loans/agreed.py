"""What parties agree, as arithmetic: the figures of a schedule, its rate, and the reasons for which terms are none.

Trusts `finance.schedules.instalments` for the range over which schedules are proven.
Never reads who signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.loans.indices import IndicesDraft
from audit.loans.loan import DAY_S
from chain.clients.types import LoanTerms, PeriodUnit, Schedule, Share
from chain.hashing import keccak
from finance.schedules.instalments import DAY_COUNTS, InstalmentTerms, Shape, TermsError
from finance.schedules.instalments import PeriodUnit as Unit

_PPM_OF_BPS = 100
_RATE_BPS_MAX = 10_000
_RATE_AGE_DAYS_MAX = 366
_MONTH_DAYS_MIN = 28
_WORD = 32


def figures_of(schedule: Schedule, principal_minor: int) -> InstalmentTerms:
    """The schedule as arithmetic; TermsError outside the proven range."""
    most_bps = schedule.cap_bps if schedule.rate_index else schedule.rate_bps
    return InstalmentTerms(
        principal_minor=principal_minor,
        shape=Shape(schedule.shape),
        instalments=schedule.instalments,
        period_unit=Unit(schedule.period_unit),
        period_length=schedule.period_length,
        day_count=DAY_COUNTS[schedule.day_count],
        end_of_month=schedule.end_of_month,
        payment_minor=schedule.payment_minor,
        rate_ppm_max=most_bps * _PPM_OF_BPS,
    )


def schedule_faults(schedule: Schedule, principal_minor: int, grace_s: int) -> Iterator[str]:
    """Why a schedule could not be agreed."""
    try:
        figures_of(schedule, principal_minor)
    except TermsError as error:
        yield str(error)
    shortest = schedule.period_length * (1 if schedule.period_unit is PeriodUnit.DAYS else _MONTH_DAYS_MIN)
    if grace_s >= shortest * DAY_S:
        yield f"grace of {grace_s} s is no shorter than a period"
    is_floating = schedule.rate_index != ""
    least_bps = -_RATE_BPS_MAX if is_floating else 0
    if not least_bps <= schedule.rate_bps <= _RATE_BPS_MAX:
        yield f"a rate of {schedule.rate_bps} bp"
    if not schedule.floor_bps <= schedule.cap_bps <= (_RATE_BPS_MAX if is_floating else 0):
        yield f"floor {schedule.floor_bps} bp and cap {schedule.cap_bps} bp"
    if not (1 if is_floating else 0) <= schedule.rate_age_days_max <= (_RATE_AGE_DAYS_MAX if is_floating else 0):
        yield f"an index of up to {schedule.rate_age_days_max} days"


def term_faults(terms: LoanTerms) -> Iterator[str]:
    """Why terms could not be agreed."""
    yield from schedule_faults(terms.schedule, terms.principal_minor, terms.grace_s)
    if max(terms.late_fee_minor, terms.keeper_fee_minor) > terms.principal_minor:
        yield "a fee is above the principal"
    if terms.default_after_s < terms.grace_s:
        yield "default comes before lateness"


def rate_on(indices: IndicesDraft, currency: str, schedule: Schedule, day: int) -> int | None:
    """The rate of a schedule on a day, in millionths a year, within floor and cap; None where its index has none that
    is new enough."""
    own_ppm = schedule.rate_bps * _PPM_OF_BPS
    if not schedule.rate_index:
        return own_ppm
    known = indices.rate_at(currency, schedule.rate_index, day)
    if known is None or known[1] + schedule.rate_age_days_max < day:
        return None
    return min(max(known[0] + own_ppm, schedule.floor_bps * _PPM_OF_BPS), schedule.cap_bps * _PPM_OF_BPS)


def syndicate_hash(shares: Sequence[Share]) -> bytes:
    """What the terms of a syndicate have of its shares: keccak-256 of their ABI encoding as one array."""
    words = [_WORD, len(shares)]
    for share in shares:
        words += [int(share.lender, 16), share.weight]
    return keccak(b"".join(word.to_bytes(_WORD, "big") for word in words))
