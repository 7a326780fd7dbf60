"""The cash flows of a loan by the ACTUS standard: PAM, LAM, NAM and ANN contracts, in exact decimals.

Trusts the terms and the observations once they are made.
Never rounds to minor units: who pays decides how (`finance.rounding`); the on-chain mirror is `instalments`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal, localcontext

from finance.schedules.day_counts import CONTEXT
from finance.schedules.events import CashFlow, EventType, Planned
from finance.schedules.plan import interest_times, maturity_of, plan, principal_times, shifted, will_be_fixed
from finance.schedules.terms import ZERO, ContractTerms, ContractType, Observations
from finance.schedules.transitions import Contract, State, exchanged, happen

_NOTHING_OBSERVED = Observations()


def cash_flows(
    terms: ContractTerms, observations: Observations = _NOTHING_OBSERVED, *, until: datetime | None = None
) -> tuple[CashFlow, ...]:
    """The events after the status date and up to `until`, included, in the standard's order.

    Raises `TermError` for terms that leave the maturity open or a reset unobserved, `CycleError` for endless cycles.
    """
    with localcontext(CONTEXT):
        contract = _contract(terms, observations)
        state = _initial_state(contract)
        flows: list[CashFlow] = []
        for event in plan(terms, contract.maturity):
            if until is not None and event.time > until:
                break
            payoff, state = happen(contract, state, event)
            flows.append(_flow(terms, event, payoff, state))
    return _since_purchase(terms, flows)


def _contract(terms: ContractTerms, observations: Observations) -> Contract:
    maturity = maturity_of(terms)
    repaid = terms.amortization if terms.contract_type is ContractType.ANN and terms.amortization else maturity
    times = principal_times(terms, repaid, with_end=True) if terms.contract_type is not ContractType.PAM else ()
    counted = tuple(shifted(terms, EventType.PR, moment, repaid).counted_to for moment in times)
    return Contract(terms, observations, maturity, counted)


def _initial_state(contract: Contract) -> State:
    """The state at the status date: nothing before the initial exchange, what the terms say after it."""
    terms = contract.terms
    state = State(
        counted_to=terms.status_date,
        accrued_fee=contract.sign * (terms.fee.accrued or ZERO),
        interest_multiplier=terms.scaling.interest_multiplier,
        notional_multiplier=terms.scaling.notional_multiplier,
    )
    if terms.initial_exchange <= terms.status_date:
        state = _running(contract, state)
    return _with_payment(contract, state)


def _running(contract: Contract, state: State) -> State:
    """A loan that was paid out already: interest runs since the last date on which it was due, or else from now."""
    terms, now = contract.terms, contract.terms.status_date
    paid_out = exchanged(contract, state, terms.initial_exchange)
    accrued = contract.sign * (terms.accrued_interest or ZERO)
    if terms.accrued_interest is None:
        due = [moment for moment in interest_times(terms, contract.maturity) if moment <= now]
        since = due[-1] if due else now
        accrued = contract.years(since, now) * paid_out.notional * paid_out.nominal_rate
    return replace(paid_out, counted_to=now, accrued_interest=accrued)


def _with_payment(contract: Contract, state: State) -> State:
    """The payment of each redemption: agreed, or what repays the loan; that of an annuity may be fixed only later."""
    terms = contract.terms
    if terms.next_payment is not None:
        return replace(state, payment=terms.next_payment)
    if terms.contract_type is ContractType.LAM:
        ahead = [moment for moment in contract.principal_times if moment > terms.status_date]
        return replace(state, payment=terms.notional / max(len(ahead), 1))
    if terms.contract_type is ContractType.ANN and not will_be_fixed(terms):
        is_paid_out = terms.initial_exchange <= terms.status_date
        basis = state if is_paid_out else exchanged(contract, state, terms.initial_exchange)
        return replace(state, payment=contract.annuity(basis, at_once=not is_paid_out))
    return state


def _flow(terms: ContractTerms, event: Planned, payoff: Decimal, state: State) -> CashFlow:
    currency = terms.settlement_currency or terms.currency
    return CashFlow(
        event.time, event.kind, payoff, currency, state.notional, state.nominal_rate, state.accrued_interest
    )


def _since_purchase(terms: ContractTerms, flows: list[CashFlow]) -> tuple[CashFlow, ...]:
    """Without what happened before the purchase: those events are the seller's."""
    kinds = [flow.kind for flow in flows]
    first = kinds.index(EventType.PRD) if EventType.PRD in kinds else 0
    return tuple(flows[first:])
