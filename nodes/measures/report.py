"""The section `measures` of `run.json` and `summary.json`; docs/measures.md says what each key means.

Trusts finance/measures for the formulas.
Never holds a fraction: shares are whole parts per million, rounded here and nowhere before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from chain.spool import Weighed
from finance.measures.excess import ordered_excess_summary
from finance.measures.inequality import gini, herfindahl
from finance.measures.loan_book import LoanOutcome, loan_book
from finance.measures.settlement import SettlementRate
from finance.measures.shares import ppm
from nodes.lending.history import LoanHistory
from nodes.measures.alerts import alert_measures, freeze_measures
from nodes.measures.clearing import clearing_measures
from nodes.measures.deadlines import deadline_measures
from nodes.measures.interbank import obligation_measures
from nodes.payment_record import PaymentRecord, Verdict
from nodes.venue_report import crosses, payment_excess_micro_bps

if TYPE_CHECKING:
    from nodes.simulation import Simulation

SCHEMA_VERSION = 1

K = TypeVar("K")
T = TypeVar("T")


def measures_report(simulation: Simulation) -> dict[str, Any]:
    """Everything that is measured, by what it is measured of."""
    return {
        "schema_version": SCHEMA_VERSION,
        "payments": _payments(simulation),
        "obligations": obligation_measures(simulation.interbank),
        "deadlines": deadline_measures(simulation),
        "fx": _fx(simulation),
        "fees": _fees(simulation),
        "loans": _loans(simulation),
        "clearing": clearing_measures(simulation.interbank),
        "alerts": alert_measures(simulation),
        "freezes": freeze_measures(simulation),
    }


def _payments(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each currency that payees should receive."""
    submitted: dict[str, _Submitted] = defaultdict(_Submitted)
    for record in simulation.records:
        bank = simulation.actors.wallets[record.payment.payer].client.bank.id
        submitted[record.payment.currency].add(record, bank)
    return [{"currency": code} | own.as_row() for code, own in sorted(submitted.items())]


@dataclass(slots=True)
class _Submitted:
    """Payments in one currency. sent: what each payer's bank settled."""

    rate: SettlementRate = field(default_factory=SettlementRate)
    sent: Counter[str] = field(default_factory=Counter)

    def add(self, record: PaymentRecord, bank: str) -> None:
        amount_minor, is_settled = record.payment.amount_minor, record.verdict is Verdict.SETTLED
        self.rate = self.rate.plus(amount_minor, is_settled)
        self.sent[bank] += amount_minor if is_settled else 0

    def as_row(self) -> dict[str, Any]:
        sent = [*self.sent.values()]
        concentration = {"sent_gini_ppm": ppm(gini(sent)), "sent_herfindahl_ppm": ppm(herfindahl(sent))}
        return self.rate.as_row() | concentration


def _fx(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each pair of currencies, by what payees received."""
    wallets = simulation.actors.wallets
    costs, pairs = Weighed(), set[tuple[str, str]]()
    for record in simulation.records:
        if record.verdict is Verdict.SETTLED and crosses(simulation, record):
            pair = wallets[record.payment.payer].client.currency.code, record.payment.currency
            pairs.add(pair)
            costs.add("".join(pair), payment_excess_micro_bps(simulation, record), record.payment.amount_minor)
    rows = []
    for sold, bought in sorted(pairs):
        cost = ordered_excess_summary(partial(costs.in_order, sold + bought))
        figures = {f"fx_cost_bps_{key}": str(getattr(cost, f"{key}_bps")) for key in ("mean", "p95", "max")}
        rows.append({"sold": sold, "bought": bought, "settled": cost.count} | figures)
    return rows


def _fees(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each currency in which somebody paid a fee."""
    late, keepers = Counter[str](), Counter[str]()
    for history in simulation.lending.view:
        late[history.plan.lender.currency.code] += history.fees_paid_minor
    for keeper in simulation.lending.collecting.keepers:
        if keeper.plan.account is not None:
            keepers[keeper.plan.account.currency.code] += keeper.tally.income_minor
    return [
        {"currency": code, "late_fees_minor": late[code], "keeper_fees_minor": keepers[code]}
        for code in sorted(+late + keepers)
    ]


def _loans(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each currency that was lent."""
    by_code = _grouped((history.plan.lender.currency.code, history) for history in simulation.lending.view)
    return [_loan_row(code, own) for code, own in sorted(by_code.items())]


def _loan_row(code: str, histories: Sequence[LoanHistory]) -> dict[str, Any]:
    book = loan_book(
        LoanOutcome(
            history.on_time,
            len(history.late),
            history.plan.terms.principal_minor,
            history.defaulted_minor,
            history.recovered_minor,
        )
        for history in histories
    )
    return {
        "currency": code,
        "loans": book.loans,
        "defaults": book.defaults,
        "on_time_ppm": ppm(book.on_time),
        "late_ppm": ppm(book.late),
        "default_count_ppm": ppm(book.default_by_count),
        "default_value_ppm": ppm(book.default_by_value),
        "exposure_at_default_minor": book.exposure_minor,
        "lost_minor": book.lost_minor,
        "loss_given_default_ppm": ppm(book.loss_given_default),
    }


def _grouped(keyed: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for key, item in keyed:
        groups[key].append(item)
    return groups
