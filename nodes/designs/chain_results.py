"""The designs that ran on a chain, from the tables that their runs left: the same record as of the correspondent world.

Trusts the tables of a finished run, and its summary for the auditor's verdict.
Never runs anything: a comparison that was cut short reads what is finished.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodes.designs.case import Case
from nodes.designs.legs import LegPlan, maker_account, plan_legs
from nodes.designs.outcomes import INVENTORY, RESERVES, DesignResult, Flow, Holder, Outcome, funds_of
from nodes.designs.table import PVP
from nodes.scenario.obligations import Obligation

Row = Mapping[str, Any]
PAYMENT_COLUMNS = (
    *("id", "payer_bank", "payee_bank", "maker", "payer_currency", "cost_minor", "payee_currency", "amount_minor"),
    *("verdict", "refusal", "final_at", "height", "tx_hash"),
)
OBLIGATION_COLUMNS = ("id", "payer", "payee", "currency", "amount_minor", "settled_at", "height", "tx_hash")
"""All that is asked of the rows of each table."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a finished run left. payments, obligations: rows of its tables; summary: its summary."""

    payments: Sequence[Row]
    obligations: Sequence[Row]
    summary: Mapping[str, Any]


def result_of(case: Case, name: str, record: Record) -> DesignResult:
    """A run as a design."""
    ends_s = max(case.closes_s(day, *codes) for day, codes in _last_days(case))
    opening = _opening(case)
    if name == PVP:
        outcomes, flows = list(_linked(case, record.payments)), _linked_flows(record.payments)
    elif case.payments:
        rows = {row["id"]: row for row in record.obligations}
        outcomes = [_unlinked(case, plan, rows) for plan in plan_legs(case)]
        flows = _obligation_flows(case, record.obligations)
    else:
        rows = {row["id"]: row for row in record.obligations}
        outcomes = [_between_banks(case, owed, rows[owed.id]) for owed in case.obligations]
        flows = _obligation_flows(case, record.obligations)
    holds = record.summary["conserved"] and record.summary["reconciled"]
    return DesignResult(name, tuple(outcomes), funds_of(opening, flows), ends_s, record.summary["digest"], holds)


def _last_days(case: Case) -> Iterator[tuple[datetime.date, tuple[str, ...]]]:
    """The last business day of each jurisdiction that has one in the period."""
    start, end = case.scenario.start, case.scenario.end
    for home in case.world.jurisdictions:
        days = home.opening.calendar.business_days(start, end)
        if days:
            yield days[-1], (home.currency.code,)


def _opening(case: Case) -> dict[Holder, int]:
    """Reserves as stated, and, where customers pay across currencies, what makers hold for it."""
    banks = {bank.id: bank for bank in case.world.banks if bank.opening_liquidity_minor}
    opening = {Holder(RESERVES, b.id, b.currency.code): b.opening_liquidity_minor for b in banks.values()}
    makers = case.world.market_makers if case.crossing else ()
    return opening | {
        Holder(INVENTORY, maker.id, code): minor for maker in makers for code, minor in maker.inventory_minor.items()
    }


def _linked(case: Case, rows: Iterable[Row]) -> Iterator[Outcome]:
    by_id = {row["id"]: row for row in rows}
    for payment in case.payments:
        row = by_id[payment.id]
        codes = row["payer_currency"], row["payee_currency"]
        final_s = _seconds(row["final_at"]) if row["verdict"] == "settled" else None
        yield Outcome(
            id=payment.id,
            day=payment.day,
            ordered_at_s=payment.at_s,
            payer_bank=row["payer_bank"],
            payee_bank=row["payee_bank"],
            payer_currency=codes[0],
            payee_currency=codes[1],
            amount_minor=payment.amount_minor,
            cost_minor=row["cost_minor"],
            fair_minor=case.fair_minor(codes[0], payment.amount_minor, codes[1], payment.day),
            value_usd_minor=case.usd_minor(payment.amount_minor, codes[1], payment.day),
            closes_s=case.closes_s(payment.day, *codes),
            paid_at_s=final_s,
            received_at_s=final_s,
            why=row["refusal"],
        )


def _linked_flows(rows: Iterable[Row]) -> Iterator[Flow]:
    settled = [row for row in rows if row["verdict"] == "settled" and row["payer_bank"] != row["payee_bank"]]
    for row in sorted(settled, key=lambda row: (row["final_at"], row["height"], row["tx_hash"])):
        (paid, paid_minor), (got, got_minor) = (
            (row["payer_currency"], row["cost_minor"]),
            (row["payee_currency"], row["amount_minor"]),
        )
        flow = {
            Holder(RESERVES, row["payer_bank"], paid): -paid_minor,
            Holder(RESERVES, row["payee_bank"], got): got_minor,
        }
        if row["maker"]:
            flow |= {
                Holder(INVENTORY, row["maker"], paid): paid_minor,
                Holder(INVENTORY, row["maker"], got): -got_minor,
            }
        yield flow


def _unlinked(case: Case, plan: LegPlan, rows: Mapping[str, Row]) -> Outcome:
    payment, codes = plan.payment, plan.codes
    settled = [_settled_s(rows, entry.id) for entry in plan.entries]
    if not plan.entries and not plan.why:
        settled = [payment.at_s]  # within one bank: it books it at once, in any design
    paid_s, received_s = (settled[0], settled[-1]) if settled else (None, None)
    return Outcome(
        id=payment.id,
        day=payment.day,
        ordered_at_s=payment.at_s,
        payer_bank=case.clients[payment.payer].bank.id,
        payee_bank=case.clients[payment.payee].bank.id,
        payer_currency=codes[0],
        payee_currency=codes[1],
        amount_minor=payment.amount_minor,
        cost_minor=plan.cost_minor,
        fair_minor=case.fair_minor(codes[0], payment.amount_minor, codes[1], payment.day),
        value_usd_minor=case.usd_minor(payment.amount_minor, codes[1], payment.day),
        closes_s=case.closes_s(payment.day, *codes),
        paid_at_s=paid_s,
        received_at_s=received_s,
        why=plan.why or ("" if None not in settled else "Expired"),
    )


def _between_banks(case: Case, owed: Obligation, row: Row) -> Outcome:
    settled_s = _seconds(row["settled_at"])
    return Outcome(
        id=owed.id,
        day=owed.day,
        ordered_at_s=owed.at_s,
        payer_bank=owed.payer,
        payee_bank=owed.payee,
        payer_currency=owed.currency,
        payee_currency=owed.currency,
        amount_minor=owed.amount_minor,
        cost_minor=owed.amount_minor,
        fair_minor=case.fair_minor(owed.currency, owed.amount_minor, owed.currency, owed.day),
        value_usd_minor=case.usd_minor(owed.amount_minor, owed.currency, owed.day),
        closes_s=case.closes_s(owed.day, owed.currency),
        paid_at_s=settled_s,
        received_at_s=settled_s,
        why="" if settled_s is not None else "Expired",
    )


def _obligation_flows(case: Case, rows: Iterable[Row]) -> Iterator[Flow]:
    """What settled in one transaction moved at its net."""
    inventories = {
        maker_account(maker.id, code): Holder(INVENTORY, maker.id, code)
        for maker in case.world.market_makers
        for code in maker.inventory_minor
    }
    batches: dict[tuple[int, int, str], dict[Holder, int]] = {}
    for row in rows:
        settled_s = _seconds(row["settled_at"])
        if settled_s is None:
            continue
        flow = batches.setdefault((settled_s, row["height"], row["tx_hash"]), {})
        for bank, minor in ((row["payer"], -row["amount_minor"]), (row["payee"], row["amount_minor"])):
            holder = inventories.get(bank, Holder(RESERVES, bank, row["currency"]))
            flow[holder] = flow.get(holder, 0) + minor
    for key in sorted(batches):
        yield batches[key]


def _settled_s(rows: Mapping[str, Row], name: str) -> int | None:
    return _seconds(rows[name]["settled_at"])


def _seconds(at: datetime.datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
