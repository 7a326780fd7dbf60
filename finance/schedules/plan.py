"""Which events a contract has and when, before any amount is known.

Trusts the terms. The schedules are those of ACTUS techspec 1.1, section 7.
Never looks at the market: rates change amounts, not dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from finance.schedules.cycles import cyclic_times
from finance.schedules.day_counts import whole_day, year_fraction
from finance.schedules.events import EventType, Planned
from finance.schedules.terms import ZERO, ContractTerms, ContractType, InterestBase, Periodic, TermError

_DAY = timedelta(days=1)
_PAYS_CONSTANT = (ContractType.NAM, ContractType.ANN)


def plan(terms: ContractTerms, maturity: datetime) -> tuple[Planned, ...]:
    """All events after the status date, as they happen; events before a purchase are among them. Raises `TermError`."""
    events = [
        _unshifted(EventType.IED, terms.initial_exchange),
        *_redemptions(terms, maturity),
        *_interest(terms, maturity),
        *_resets(terms, maturity),
        *_others(terms, maturity),
        _unshifted(EventType.MD, maturity),
    ]
    if terms.purchase is not None:
        events.append(_unshifted(EventType.PRD, terms.purchase))
    if terms.termination is not None:
        end = _unshifted(EventType.TD, terms.termination)
        events = [*(event for event in events if event.order < end.order), end]
    return tuple(sorted((each for each in events if each.time > terms.status_date), key=lambda each: each.order))


def principal_times(terms: ContractTerms, end: datetime, *, with_end: bool) -> tuple[datetime, ...]:
    """When principal is repaid, from the anchor to `end`; raises `CycleError`."""
    return _times(terms, terms.principal, end, with_end=with_end)


def interest_times(terms: ContractTerms, maturity: datetime) -> tuple[datetime, ...]:
    """When interest is due: on its own cycle; with the principal for NAM and ANN, and on its own cycle before that.

    NAM and ANN: u ∪ v, u = S(IPANX, IPCL, T) up to T = s − PRCL, one cycle before the first redemption s, and
    v = S(s, PRCL, Tmd) — ACTUS techspec 1.1, NAM, IP.
    """
    if terms.contract_type not in _PAYS_CONSTANT:
        return _times(terms, terms.interest, maturity, with_end=True)
    return (*_interest_before(terms), *principal_times(terms, maturity, with_end=True))


def _interest_before(terms: ContractTerms) -> tuple[datetime, ...]:
    own, cycle = terms.interest, terms.principal.cycle
    if not own.is_given or cycle is None:
        return ()
    anchor, end = _anchor(terms, own), cycle.after(_anchor(terms, terms.principal), -1, terms.end_of_month)
    if anchor > end:
        return ()
    # The stub in the terms is the one at maturity; here the cycle is only cut off.
    cut = None if own.cycle is None else replace(own.cycle, long_stub=False)
    return cyclic_times(anchor, cut, end, terms.end_of_month, with_end=True)


def maturity_of(terms: ContractTerms) -> datetime:
    """The maturity: as agreed, or when the payments have repaid the loan. Raises `TermError`."""
    if terms.maturity is not None:
        return terms.maturity
    if terms.contract_type is ContractType.ANN and terms.amortization is not None:
        return terms.amortization
    if terms.principal.cycle is None:
        raise TermError("maturityDate", "without cycleOfPrincipalRedemption it is not known", "give one of them")
    last, is_paid = _last_redemption(terms)
    periods = _periods_to_repay(terms, last) - (0 if is_paid else 1)
    return terms.principal.cycle.after(last, periods, terms.end_of_month)


def will_be_fixed(terms: ContractTerms) -> bool:
    """Whether the payment of an annuity is fixed while it runs, on the day before the first redemption."""
    fixing = _fixing_day(terms)
    return terms.next_payment is None and fixing > terms.status_date and fixing >= terms.initial_exchange


def _fixing_day(terms: ContractTerms) -> datetime:
    first = _anchor(terms, terms.principal)
    return min(first, terms.business_days.event_time(first)) - _DAY


def _last_redemption(terms: ContractTerms) -> tuple[datetime, bool]:
    """The redemption from which the remaining ones are counted, and whether the status date is past it already."""
    assert terms.principal.cycle is not None
    first, cycle = _anchor(terms, terms.principal), replace(terms.principal.cycle, long_stub=False)
    if first >= terms.status_date:
        return first, False
    return cyclic_times(first, cycle, terms.status_date, terms.end_of_month, with_end=False)[-1], True


def _periods_to_repay(terms: ContractTerms, last: datetime) -> int:
    assert terms.principal.cycle is not None and terms.next_payment is not None
    repaid = terms.next_payment
    if terms.contract_type in _PAYS_CONSTANT:
        # n = ⌈NT / (PRNXT − NT · Y(t, t + PRCL) · IPNR)⌉ — ACTUS techspec 1.1, NAM, state Md
        following = terms.principal.cycle.after(last, 1, terms.end_of_month)
        years = year_fraction(terms.day_count, whole_day(last), whole_day(following))
        repaid -= terms.notional * years * (terms.nominal_rate or ZERO)
    if repaid <= 0:
        why = "it does not cover the first period's interest, so that the loan never ends"
        raise TermError("nextPrincipalRedemptionPayment", why, "give a larger payment or a maturityDate")
    return max(_ceil(terms.notional / repaid), 1)


def _ceil(number: Decimal) -> int:
    whole = int(number)
    return whole if whole == number else whole + 1


def _anchor(terms: ContractTerms, times: Periodic) -> datetime:
    if times.anchor is not None:
        return times.anchor
    assert times.cycle is not None
    return times.cycle.after(terms.initial_exchange, 1, terms.end_of_month)


def _times(terms: ContractTerms, times: Periodic, end: datetime, *, with_end: bool) -> tuple[datetime, ...]:
    if not times.is_given:
        return ()
    return cyclic_times(_anchor(terms, times), times.cycle, end, terms.end_of_month, with_end=with_end)


def _unshifted(kind: EventType, moment: datetime) -> Planned:
    return Planned(kind, moment, moment, moment)


def shifted(terms: ContractTerms, kind: EventType, moment: datetime, maturity: datetime) -> Planned:
    """The event of a cycle; the end of a cycle, that is the maturity, stays where it is (techspec 1.1, section 4.4)."""
    if moment == maturity:
        return _unshifted(kind, moment)
    rule = terms.business_days
    return Planned(kind, rule.event_time(moment), moment, rule.calculation_time(moment))


def _all(terms: ContractTerms, kind: EventType, times: Iterable[datetime], maturity: datetime) -> list[Planned]:
    return [shifted(terms, kind, moment, maturity) for moment in times]


def _redemptions(terms: ContractTerms, maturity: datetime) -> list[Planned]:
    if terms.contract_type is ContractType.PAM:
        return []
    times = principal_times(terms, maturity, with_end=False)
    events = _all(terms, EventType.PR, times, maturity)
    if terms.contract_type is ContractType.ANN and will_be_fixed(terms):
        events.append(_unshifted(EventType.PRF, _fixing_day(terms)))
    return events


def _interest(terms: ContractTerms, maturity: datetime) -> list[Planned]:
    if terms.nominal_rate is None:
        return []
    times, end = interest_times(terms, maturity), terms.capitalization_end
    if end is None:
        return _all(terms, EventType.IP, times, maturity)
    own = _times(terms, terms.interest, maturity, with_end=False)
    capitalized = {moment for moment in own if moment < end} | {end}
    paid = [moment for moment in times if moment > end]
    return _all(terms, EventType.IPCI, capitalized, maturity) + _all(terms, EventType.IP, paid, maturity)


def _resets(terms: ContractTerms, maturity: datetime) -> list[Planned]:
    times = _times(terms, terms.rate_reset.times, maturity, with_end=False)
    resets = _all(terms, EventType.RR, times, maturity)
    ahead = [event for event in resets if event.time > terms.status_date]
    if terms.rate_reset.next_rate is not None and ahead:
        known = ahead[0]
        resets[resets.index(known)] = Planned(EventType.RRF, known.time, known.scheduled, known.counted_to)
    if terms.contract_type is not ContractType.ANN:
        return resets
    return resets + [Planned(EventType.PRF, each.time, each.scheduled, each.counted_to) for each in resets]


def _others(terms: ContractTerms, maturity: datetime) -> list[Planned]:
    fees = _times(terms, terms.fee.times, maturity, with_end=True)
    events = _all(terms, EventType.FP, fees, maturity)
    if terms.scaling.of_interest or terms.scaling.of_notional:
        looked_up = _times(terms, terms.scaling.times, maturity, with_end=False)
        events += _all(terms, EventType.SC, looked_up, maturity)
    if terms.interest_base is InterestBase.LAGGED and terms.contract_type is not ContractType.PAM:
        fixed = _times(terms, terms.interest_base_times, maturity, with_end=False)
        events += _all(terms, EventType.IPCB, fixed, maturity)
    return events
