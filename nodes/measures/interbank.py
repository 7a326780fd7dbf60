"""The measures of what banks owe each other: a row for each currency.

Trusts the queue's events, as the nodes followed them.
Never carries liquidity over night: bounds and use are those of each day, and their sums.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from finance.measures.inequality import gini, herfindahl
from finance.measures.liquidity import (
    liquidity_efficiency,
    lower_bound_minor,
    turnover_ratio,
    upper_bound_minor,
    use_between_bounds,
)
from finance.measures.queueing import Wait, delay_indicator, queue_profile
from finance.measures.settlement import settlement_rate
from finance.measures.shares import ppm
from finance.measures.timing import value_deciles_s, value_weighted_time_s
from finance.rounding import div_half_even
from nodes.interbank import Interbank
from nodes.interbank_report import ObligationRecord, credit_by_bank, obligation_records, used_by_bank
from nodes.measures.gridlocks import gridlocks
from nodes.scenario.world import Jurisdiction


def obligation_measures(interbank: Interbank) -> list[dict[str, Any]]:
    """A row for each currency in which banks owed each other something."""
    records = obligation_records(interbank)
    homes = {bank.jurisdiction.currency.code: bank.jurisdiction for bank in interbank.actors.central_banks.values()}
    return [
        _row(interbank, homes[code], [record for record in records if record.owed.currency == code])
        for code in sorted({record.owed.currency for record in records})
    ]


@dataclass(frozen=True, slots=True)
class _Liquidity:
    """Sums over the days, in minor units; most: the largest net debit of one bank on one day; by_bank: what each used,
    of all that sent or received."""

    lower: int
    upper: int
    used: int
    most: int
    by_bank: dict[str, int]


def _row(interbank: Interbank, home: Jurisdiction, records: Sequence[ObligationRecord]) -> dict[str, Any]:
    code = home.currency.code
    rate = settlement_rate((record.owed.amount_minor, record.settlement is not None) for record in records)
    liquidity = _liquidity(interbank, records)
    between = use_between_bounds(liquidity.used, liquidity.lower, liquidity.upper)
    return {
        "currency": code,
        **rate.as_row(),
        **_times(home, records),
        **_queue(home, records),
        "liquidity_lower_minor": liquidity.lower,
        "liquidity_upper_minor": liquidity.upper,
        "liquidity_used_minor": liquidity.used,
        "liquidity_use_ppm": ppm(between) if rate.settled == rate.submitted else None,
        "net_debit_max_minor": liquidity.most,
        "turnover_ratio_ppm": ppm(turnover_ratio(rate.settled_minor, _available_minor(interbank, code, records))),
        "liquidity_efficiency_ppm": ppm(liquidity_efficiency(rate.settled_minor, liquidity.used)),
        "liquidity_gini_ppm": ppm(gini([*liquidity.by_bank.values()])),
        "sent_herfindahl_ppm": ppm(herfindahl([*_sent_minor(records).values()])),
        **gridlocks(interbank, home, records),
    }


def _waits(records: Sequence[ObligationRecord]) -> list[Wait]:
    """From when each was due to the second of its block, or to closing; closing waits for the last block of the day."""
    waits = []
    for record in records:
        left_s = record.owed.at_s + record.delay_s
        waits.append(Wait(record.owed.amount_minor, record.owed.at_s, left_s, max(record.closes_s, left_s)))
    return waits


def _queue(home: Jurisdiction, records: Sequence[ObligationRecord]) -> dict[str, Any]:
    closes_s = {record.owed.day: record.closes_s for record in records}
    waits = _waits(records)
    open_s = sum(ends_s - home.opening.hours.window_utc_s(day)[0] for day, ends_s in closes_s.items())
    profile = queue_profile(waits, open_s)
    mean_minor = profile.value_mean_minor
    return {
        "delay_indicator_ppm": ppm(delay_indicator(waits)),
        "queue_length_max": profile.length_max,
        "queue_length_mean_ppm": ppm(profile.length_mean),
        "queue_value_max_minor": profile.value_max_minor,
        "queue_value_mean_minor": div_half_even(mean_minor.numerator, mean_minor.denominator),
    }


def _times(home: Jurisdiction, records: Sequence[ObligationRecord]) -> dict[str, Any]:
    """When money settled, from the opening of its day; empty where none did."""
    times_s, amounts_minor = [], []
    for record in records:
        if record.settlement is not None:
            opens_s, _ = home.opening.hours.window_utc_s(record.owed.day)
            times_s.append(record.settlement.at_s - opens_s)
            amounts_minor.append(record.owed.amount_minor)
    if not times_s:
        return {"value_weighted_time_s": None, "value_deciles_s": []}
    mean_s = value_weighted_time_s(times_s, amounts_minor)
    return {
        "value_weighted_time_s": div_half_even(mean_s.numerator, mean_s.denominator),
        "value_deciles_s": list(value_deciles_s(times_s, amounts_minor)),
    }


def _liquidity(interbank: Interbank, records: Sequence[ObligationRecord]) -> _Liquidity:
    lower, upper, used, most, by_bank = 0, 0, 0, 0, Counter[str]()
    for own in _by_day(records).values():
        flows = [(record.owed.payer, record.owed.payee, record.owed.amount_minor) for record in own]
        peaks = used_by_bank(interbank.view, (record.uetr for record in own))
        lower += sum(lower_bound_minor(flows).values())
        upper += sum(upper_bound_minor(flows).values())
        used += sum(peaks.values())
        most = max([most, *peaks.values()])
        for bank in {bank for payer, payee, _ in flows for bank in (payer, payee)}:
            by_bank[bank] += peaks.get(interbank.actors.banks[bank].address, 0)
    return _Liquidity(lower, upper, used, most, by_bank)


def _available_minor(interbank: Interbank, code: str, records: Sequence[ObligationRecord]) -> int:
    """Σ over days of what banks had when the network opened and the most that they drew on credit."""
    opening_minor = sum(
        bank.plan.opening_liquidity_minor for bank in interbank.actors.banks.values() if bank.plan.currency.code == code
    )
    days = _by_day(records)
    drawn_minor = sum(sum(credit_by_bank(interbank, code, day).values()) for day in days)
    return len(days) * opening_minor + drawn_minor


def _sent_minor(records: Sequence[ObligationRecord]) -> dict[str, int]:
    """Bank -> what it paid, of all that owed or were owed something."""
    sent = {bank: 0 for record in records for bank in (record.owed.payer, record.owed.payee)}
    for record in records:
        if record.settlement is not None:
            sent[record.owed.payer] += record.owed.amount_minor
    return sent


def _by_day(records: Sequence[ObligationRecord]) -> dict[datetime.date, list[ObligationRecord]]:
    by_day: dict[datetime.date, list[ObligationRecord]] = defaultdict(list)
    for record in records:
        by_day[record.owed.day].append(record)
    return by_day
