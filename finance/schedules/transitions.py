"""What an event pays and how it changes the state: the payoff and state transition functions of ACTUS techspec 1.1.

Trusts the plan for the order of events.
Never rounds between events; the caller has set the context of `Decimal`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from finance.schedules.annuity import annuity_payment
from finance.schedules.day_counts import whole_day, year_fraction
from finance.schedules.events import EventType, Planned
from finance.schedules.terms import ZERO, ContractTerms, ContractType, FeeBasis, InterestBase, Observations


@dataclass(frozen=True, slots=True)
class State:
    """A contract between two events; the letters are those of the techspec."""

    counted_to: datetime
    """Sd: to when interest is counted."""
    notional: Decimal = ZERO
    """Nt: positive for the lender."""
    nominal_rate: Decimal = ZERO
    """Ipnr: a year."""
    accrued_interest: Decimal = ZERO
    """Ipac."""
    interest_base: Decimal = ZERO
    """Ipcb: what interest is counted on."""
    payment: Decimal = ZERO
    """Prnxt: of one redemption, never negative."""
    accrued_fee: Decimal = ZERO
    """Feac."""
    interest_multiplier: Decimal = Decimal(1)
    """Isc."""
    notional_multiplier: Decimal = Decimal(1)
    """Nsc."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What stays the same over the life of a contract."""

    terms: ContractTerms
    observations: Observations
    maturity: datetime
    principal_times: tuple[datetime, ...]
    """To when interest is counted at each redemption, up to that which repays the loan."""

    @property
    def sign(self) -> Decimal:
        """+1 for the lender, −1 for the borrower."""
        return self.terms.role.sign

    def years(self, start: datetime, end: datetime) -> Decimal:
        """Years between two moments, negative if `end` is the earlier: business days may swap two dates."""
        first, last = whole_day(start), whole_day(end)
        if last < first:
            return -year_fraction(self.terms.day_count, last, first, maturity=whole_day(self.maturity))
        return year_fraction(self.terms.day_count, first, last, maturity=whole_day(self.maturity))

    def annuity(self, state: State, *, at_once: bool = False) -> Decimal:
        """The payment that repays the loan in `state`; `at_once` if the first one may be made at that very moment."""
        now = state.counted_to
        ahead = [moment for moment in self.principal_times if moment > now or (at_once and moment == now)]
        principal, outstanding = abs(state.notional), abs(state.notional + state.accrued_interest)
        return annuity_payment(outstanding, principal, state.nominal_rate, state.counted_to, ahead, self.years)

    def exchange_rate(self, moment: datetime) -> Decimal:
        """Settlement currency for one unit of the contract's."""
        settlement, own = self.terms.settlement_currency, self.terms.currency
        if settlement in (None, own):
            return Decimal(1)
        return self.observations.at(f"{own}/{settlement}", moment, "settlementCurrency")


Outcome = tuple[Decimal, State]
_Function = Callable[[Contract, State, Planned], Outcome]


def happen(contract: Contract, state: State, event: Planned) -> Outcome:
    """The payoff of `event`, in the settlement currency, and the state after it; raises `TermError`."""
    payoff, after = _FUNCTIONS[event.kind](contract, _accrue(contract, state, event), event)
    return payoff * contract.exchange_rate(event.scheduled), after


def _accrue(contract: Contract, state: State, event: Planned) -> State:
    """Interest and fees to the event: Ipac + Y(Sd, t) · Ipnr · Ipcb and Feac + Y(Sd, t) · FER · Nt."""
    years = contract.years(state.counted_to, event.counted_to)
    fee = contract.terms.fee
    fee_rate = fee.rate if fee.basis is FeeBasis.NOTIONAL else ZERO
    return replace(
        state,
        counted_to=event.counted_to,
        accrued_interest=state.accrued_interest + years * state.nominal_rate * state.interest_base,
        accrued_fee=state.accrued_fee + years * fee_rate * state.notional,
    )


def exchanged(contract: Contract, state: State, moment: datetime) -> State:
    """The state once the loan is paid out at `moment`."""
    terms = contract.terms
    notional = contract.sign * terms.notional
    rate = terms.nominal_rate or ZERO
    accrued = contract.sign * (terms.accrued_interest or ZERO)
    anchor = terms.interest.anchor
    if terms.accrued_interest is None and anchor is not None and anchor < moment:
        accrued = contract.years(anchor, moment) * notional * rate
    base = notional
    if terms.interest_base is not InterestBase.OUTSTANDING and terms.interest_base_amount is not None:
        base = contract.sign * terms.interest_base_amount
    return replace(
        state,
        counted_to=moment,
        notional=notional,
        nominal_rate=rate,
        accrued_interest=accrued,
        interest_base=base,
    )


def _initial_exchange(contract: Contract, state: State, event: Planned) -> Outcome:
    paid_out = contract.terms.notional + contract.terms.premium_discount
    return -contract.sign * paid_out, exchanged(contract, state, event.counted_to)


def _redemption(contract: Contract, state: State, event: Planned) -> Outcome:
    principal = contract.sign * state.payment
    if contract.terms.contract_type is not ContractType.LAM:
        principal -= state.accrued_interest
    # Never more than is left: the techspec leaves it open, the published tests show it.
    if contract.sign * principal > contract.sign * state.notional:
        principal = state.notional
    after = _with_notional(state, state.notional - principal, base_follows=_base_follows_redemptions(contract.terms))
    return state.notional_multiplier * principal, after


def _base_follows_redemptions(terms: ContractTerms) -> bool:
    # The techspec lets NTIED keep the base of LAM too; the tests that ACTUS publishes do not.
    if terms.contract_type is ContractType.LAM:
        return terms.interest_base is not InterestBase.LAGGED
    return terms.interest_base is InterestBase.OUTSTANDING


def _with_notional(state: State, notional: Decimal, *, base_follows: bool) -> State:
    return replace(state, notional=notional, interest_base=notional if base_follows else state.interest_base)


def _interest_payment(contract: Contract, state: State, event: Planned) -> Outcome:
    return state.interest_multiplier * state.accrued_interest, replace(state, accrued_interest=ZERO)


def _capitalization(contract: Contract, state: State, event: Planned) -> Outcome:
    terms = contract.terms
    follows = terms.interest_base is not InterestBase.LAGGED or terms.contract_type is ContractType.PAM
    after = _with_notional(state, state.notional + state.accrued_interest, base_follows=follows)
    return ZERO, replace(after, accrued_interest=ZERO)


def _fee_payment(contract: Contract, state: State, event: Planned) -> Outcome:
    fee = contract.terms.fee
    due = contract.sign * fee.rate if fee.basis is FeeBasis.ABSOLUTE else state.accrued_fee
    return due, replace(state, accrued_fee=ZERO)


def _known_reset(contract: Contract, state: State, event: Planned) -> Outcome:
    known = contract.terms.rate_reset.next_rate
    assert known is not None
    return ZERO, replace(state, nominal_rate=known)


def _reset(contract: Contract, state: State, event: Planned) -> Outcome:
    reset = contract.terms.rate_reset
    assert reset.market_object is not None
    observed = contract.observations.at(reset.market_object, event.scheduled, "marketObjectCodeOfRateReset")
    # Δr = min(max(O · RRMLT + RRSP − Ipnr, RRPF), RRPC); Ipnr = min(max(Ipnr + Δr, RRLF), RRLC) — techspec 1.1, RR
    change = observed * reset.multiplier + reset.spread - state.nominal_rate
    lowest = None if reset.period_floor is None else -abs(reset.period_floor)
    rate = state.nominal_rate + _within(change, lowest, reset.period_cap)
    return ZERO, replace(state, nominal_rate=_within(rate, reset.life_floor, reset.life_cap))


def _within(number: Decimal, floor: Decimal | None, cap: Decimal | None) -> Decimal:
    raised = number if floor is None else max(number, floor)
    return raised if cap is None else min(raised, cap)


def _fixing(contract: Contract, state: State, event: Planned) -> Outcome:
    return ZERO, replace(state, payment=contract.annuity(state))


def _scaling(contract: Contract, state: State, event: Planned) -> Outcome:
    scaling = contract.terms.scaling
    assert scaling.market_object is not None and scaling.base_index is not None
    index = contract.observations.at(scaling.market_object, event.scheduled, "marketObjectCodeOfScalingIndex")
    ratio = index / scaling.base_index
    return ZERO, replace(
        state,
        interest_multiplier=ratio if scaling.of_interest else state.interest_multiplier,
        notional_multiplier=ratio if scaling.of_notional else state.notional_multiplier,
    )


def _base_fixing(contract: Contract, state: State, event: Planned) -> Outcome:
    return ZERO, replace(state, interest_base=state.notional)


def _purchase(contract: Contract, state: State, event: Planned) -> Outcome:
    return -contract.sign * (contract.terms.purchase_price + state.accrued_interest), state


def _termination(contract: Contract, state: State, event: Planned) -> Outcome:
    return contract.sign * (contract.terms.termination_price + state.accrued_interest), _ended(state)


def _maturity(contract: Contract, state: State, event: Planned) -> Outcome:
    principal = state.notional_multiplier * state.notional
    interest = state.interest_multiplier * state.accrued_interest
    return principal + interest + state.accrued_fee, _ended(state)


def _ended(state: State) -> State:
    return replace(state, notional=ZERO, accrued_interest=ZERO, accrued_fee=ZERO, interest_base=ZERO)


_FUNCTIONS: dict[EventType, _Function] = {
    EventType.IED: _initial_exchange,
    EventType.PR: _redemption,
    EventType.IP: _interest_payment,
    EventType.IPCI: _capitalization,
    EventType.FP: _fee_payment,
    EventType.RRF: _known_reset,
    EventType.RR: _reset,
    EventType.PRF: _fixing,
    EventType.SC: _scaling,
    EventType.IPCB: _base_fixing,
    EventType.PRD: _purchase,
    EventType.TD: _termination,
    EventType.MD: _maturity,
}
