"""From the names and strings of ACTUS to typed terms: contract terms and observations as its data dictionary has them.

Trusts ACTUS data dictionary 1.1 for names, values and defaults.
Never guesses: what it does not know or cannot honour is a `TermError` on its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from finance.schedules.business_days import BusinessDayRule, BusinessDays, Shift
from finance.schedules.cycles import Cycle, CycleError, EndOfMonth
from finance.schedules.day_counts import DayCount, DayCountError, parse_day_count
from finance.schedules.terms import (
    ONE,
    ZERO,
    ContractTerms,
    ContractType,
    Fee,
    FeeBasis,
    InterestBase,
    Observations,
    Periodic,
    RateReset,
    Role,
    Scaling,
    TermError,
)
from finance.suggestions import did_you_mean

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.0+)?)?")
_SCALING = re.compile(r"[I0O][N0O][M0O]")
_MISSING = object()

# They say who and what, or how the contract is valued, and change no event.
_WITHOUT_EFFECT = frozenset(
    (
        *("contractID", "contractDealDate", "creatorID", "counterpartyID", "contractStatus", "contractPerformance"),
        *("marketObjectCode", "marketValueObserved", "seniority", "gracePeriod", "delinquencyPeriod"),
        *("delinquencyRate", "guaranteedExposure", "nonPerformingDate", "fixingPeriod", "fixingDays"),
        *("prepaymentPeriod", "penaltyRate", "cycleAnchorDateOfOptionality", "cycleOfOptionality"),
        *("maximumPenaltyFreeDisbursement", "taxonomy", "portfolioID"),
    )
)
# Their default is all that is supported: what nobody chose happens by itself.
_ONLY_VALUES = {"prepaymentEffect": ("N",), "penaltyType": ("O", "N"), "cyclePointOfInterestPayment": ("E",)}
_ONLY_VALUES |= {"cyclePointOfRateReset": ("B",)}


def parse_terms(document: Mapping[str, object]) -> ContractTerms:
    """The terms in `document`, such as the `terms` of a published ACTUS test; raises `TermError`."""
    source = _Source(document)
    terms = ContractTerms(
        contract_type=source.choice("contractType", ContractType),
        role=source.choice("contractRole", Role),
        currency=source.text("currency"),
        status_date=source.time("statusDate"),
        initial_exchange=source.time("initialExchangeDate"),
        notional=source.not_negative("notionalPrincipal"),
        day_count=_day_count(source),
        nominal_rate=source.number("nominalInterestRate", None),
        premium_discount=source.number("premiumDiscountAtIED", ZERO),
        accrued_interest=source.number("accruedInterest", None),
        maturity=source.time("maturityDate", None),
        amortization=source.time("amortizationDate", None),
        settlement_currency=source.text("settlementCurrency", None),
        interest=source.periodic("InterestPayment"),
        capitalization_end=source.time("capitalizationEndDate", None),
        principal=source.periodic("PrincipalRedemption"),
        next_payment=source.number("nextPrincipalRedemptionPayment", None),
        interest_base=source.choice("interestCalculationBase", InterestBase, InterestBase.OUTSTANDING),
        interest_base_amount=source.number("interestCalculationBaseAmount", None),
        interest_base_times=source.periodic("InterestCalculationBase"),
        purchase=source.time("purchaseDate", None),
        purchase_price=source.number("priceAtPurchaseDate", ZERO),
        termination=source.time("terminationDate", None),
        termination_price=source.number("priceAtTerminationDate", ZERO),
        end_of_month=source.choice("endOfMonthConvention", EndOfMonth, EndOfMonth.SAME_DAY),
        business_days=_business_days(source),
        rate_reset=_rate_reset(source),
        fee=_fee(source),
        scaling=_scaling(source),
    )
    source.refuse_the_rest()
    return terms


def parse_observations(document: Mapping[str, object]) -> Observations:
    """What is observed, as `dataObserved` of a published ACTUS test has it; raises `TermError`."""
    series: dict[str, tuple[tuple[datetime, Decimal], ...]] = {}
    for name, entry in document.items():
        points = entry.get("data") if isinstance(entry, Mapping) else None
        if not isinstance(points, Sequence) or isinstance(points, str):
            raise TermError(name, "no list of observations", 'write {"data": [{"timestamp": …, "value": …}]}')
        series[name] = tuple(sorted(_point(f"{name}.data[{index}]", point) for index, point in enumerate(points)))
    return Observations(series)


def parse_time(text: str) -> datetime:
    """A date, or a date and time without a zone; 24:00:00 is the midnight after. Raises `ValueError`."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text.strip()!r} is no date")
    day, clock = match.groups()
    if clock in ("24:00", "24:00:00"):
        return datetime.fromisoformat(day) + timedelta(days=1)
    return datetime.fromisoformat(f"{day}T{clock or '00:00'}")


def _point(key: str, point: object) -> tuple[datetime, Decimal]:
    if not isinstance(point, Mapping):
        raise TermError(key, "not an observation", 'write {"timestamp": …, "value": …}')
    source = _Source(point, f"{key}.")
    return source.time("timestamp"), source.number("value")


class _Source:
    """A document from which each key is taken once, so that at the end the unknown ones are left."""

    def __init__(self, document: Mapping[str, object], prefix: str = "") -> None:
        self._document, self._prefix, self._known = document, prefix, set[str]()

    def text(self, key: str, default: object = _MISSING) -> str:
        return self.read(key, default, str.strip, "")

    def time(self, key: str, default: object = _MISSING) -> datetime:
        return self.read(key, default, parse_time, "write it like 2026-01-31 or 2026-01-31T00:00:00, without a zone")

    def number(self, key: str, default: object = _MISSING) -> Decimal:
        return self.read(key, default, _decimal, "write a number like 0.05")

    def choice(self, key: str, choices: type[_Choice], default: object = _MISSING) -> _Choice:
        names = [choice.value for choice in choices]
        return self.read(key, default, lambda text: choices(text.strip().upper()), f"use {', '.join(names)}", names)

    def not_negative(self, key: str) -> Decimal:
        number = self.number(key)
        if number < 0:
            raise TermError(key, f"{number} is negative", "give the amount, and the side with contractRole")
        return number

    def periodic(self, what: str) -> Periodic:
        anchor, cycle = f"cycleAnchorDateOf{what}", f"cycleOf{what}"
        read: Cycle | None = self.read(cycle, None, Cycle.parse, "write it like P1ML0")
        return Periodic(self.time(anchor, None), read)

    def dates(self, key: str) -> frozenset[date]:
        self._known.add(key)
        value = self._document.get(key, ())
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise TermError(key, "not a list of dates", 'write ["2026-12-25"]')
        entries = {f"{key}[{index}]": entry for index, entry in enumerate(value)}
        each = _Source(entries, self._prefix)
        return frozenset(each.time(name).date() for name in entries)

    def refuse_the_rest(self) -> None:
        for key, value in self._document.items():
            if key in self._known or key in _WITHOUT_EFFECT or value in (None, ""):
                continue
            if key not in _ONLY_VALUES:
                known = self._known | _WITHOUT_EFFECT | set(_ONLY_VALUES)
                raise TermError(key, f"no term of these contracts{did_you_mean(key, known)}", "correct or remove it")
            if str(value).strip().upper() not in _ONLY_VALUES[key]:
                raise TermError(key, f"{value!r} is not supported", f"use {' or '.join(_ONLY_VALUES[key])}")

    def read(
        self,
        key: str,
        default: object,
        convert: Callable[[str], _Value],
        do: str,
        names: Collection[str] = (),
    ) -> _Value:
        self._known.add(key)
        value = self._document.get(key)
        text = "" if value is None else str(value).strip()
        if not text:
            if default is _MISSING:
                raise TermError(self._prefix + key, f"missing{self._near(key)}", do or "add it")
            return default  # type: ignore[return-value]  # of the caller's type, or None where the field may be
        if isinstance(value, bool | Mapping | list):
            raise TermError(self._prefix + key, f"{value!r} is no single value", do or "write a string")
        try:
            return convert(text)
        except (CycleError, DayCountError) as error:
            raise TermError(self._prefix + key, str(error), "correct it") from None
        except ValueError:
            hint = did_you_mean(text, names) if names else ""
            raise TermError(self._prefix + key, f"{text!r} is not understood{hint}", do) from None

    def _near(self, key: str) -> str:
        unread = [other for other in self._document if other not in self._known]
        return "".join(f", but there is {other!r}" for other in get_close_matches(key, unread, n=1, cutoff=0.85))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite() or number.adjusted() > 30:
        raise ValueError(text)
    return number


def _day_count(source: _Source) -> DayCount:
    return source.read("dayCountConvention", _MISSING, parse_day_count, "write it like A365")


def _business_days(source: _Source) -> BusinessDayRule:
    shift_text = source.text("businessDayConvention", "NOS").upper()
    shift = Shift.NONE if shift_text in ("NULL", "NONE") else source.choice("businessDayConvention", Shift, Shift.NONE)
    calendar, holidays = source.text("calendar", "NC").upper(), source.dates("holidays")
    known = {"NC": False, "NOHOLIDAYS": False, "MF": True, "MONDAYTOFRIDAY": True, "MFH": True}
    if calendar not in known:
        raise TermError("calendar", f"{calendar!r} is not known{did_you_mean(calendar, known)}", "use NC, MF or MFH")
    return BusinessDayRule(shift, BusinessDays(known[calendar], holidays if calendar == "MFH" else frozenset()))


def _rate_reset(source: _Source) -> RateReset:
    return RateReset(
        times=source.periodic("RateReset"),
        market_object=source.text("marketObjectCodeOfRateReset", None),
        multiplier=source.number("rateMultiplier", ONE),
        spread=source.number("rateSpread", ZERO),
        life_floor=source.number("lifeFloor", None),
        life_cap=source.number("lifeCap", None),
        period_floor=source.number("periodFloor", None),
        period_cap=source.number("periodCap", None),
        next_rate=source.number("nextResetRate", None),
    )


def _fee(source: _Source) -> Fee:
    return Fee(
        times=source.periodic("Fee"),
        rate=source.number("feeRate", ZERO),
        basis=source.choice("feeBasis", FeeBasis, FeeBasis.NOTIONAL),
        accrued=source.number("feeAccrued", None),
    )


def _scaling(source: _Source) -> Scaling:
    effect = source.text("scalingEffect", "000").upper()
    if not _SCALING.fullmatch(effect):
        raise TermError("scalingEffect", f"{effect!r} is not understood", "write it like I00, 0N0 or IN0")
    at_deal = source.number("scalingIndexAtContractDealDate", None)
    at_status = source.number("scalingIndexAtStatusDate", None)
    return Scaling(
        times=source.periodic("ScalingIndex"),
        of_interest=effect[0] == "I",
        of_notional=effect[1] == "N",
        market_object=source.text("marketObjectCodeOfScalingIndex", None),
        base_index=at_status if at_deal is None else at_deal,
        interest_multiplier=source.number("interestScalingMultiplier", ONE),
        notional_multiplier=source.number("notionalScalingMultiplier", ONE),
    )
