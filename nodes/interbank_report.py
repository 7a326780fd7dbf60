"""What a run says of the obligations between banks: what settled and how, how late, and with how much liquidity.

Trusts the queue's events, as the nodes followed them.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chain.abi import Address
from finance.measures.delay import delay_summary
from finance.measures.liquidity import Flow, lower_bound_minor, peak_net_debits_minor
from nodes.interbank import Interbank
from nodes.interbank_demand import obligation_uetr
from nodes.queue_view import QueuedObligation, QueueView, Settlement
from nodes.scenario.obligations import Obligation
from nodes.scenario.world import Jurisdiction

UNSENT = "unsent"
"""The state of an obligation that its payer never put on the chain: it could not pay it, and there was no queue."""


@dataclass(frozen=True, slots=True)
class ObligationRecord:
    """What became of one obligation. owed: as planned; uetr; queued: as the chain has it, `None`: never on it;
    closes_s: when its day ended."""

    owed: Obligation
    uetr: str
    queued: QueuedObligation | None
    closes_s: int

    @property
    def settlement(self) -> Settlement | None:
        """How it settled, `None`: not at all."""
        return None if self.queued is None else self.queued.settlement

    @property
    def is_met(self) -> bool:
        """Whether it was final no later than its deadline."""
        settled, deadline_s = self.settlement, self.owed.deadline_s
        return settled is not None and deadline_s is not None and settled.final_at_ms <= deadline_s * 1_000

    @property
    def state(self) -> str:
        """Where it ended."""
        return UNSENT if self.queued is None else self.queued.state.name.lower()

    @property
    def delay_s(self) -> int:
        """From when it arose to the second of the block in which it settled; to closing when it never did."""
        settled = self.settlement
        return (self.closes_s if settled is None else settled.at_s) - self.owed.at_s


def obligation_records(interbank: Interbank) -> list[ObligationRecord]:
    """Every obligation that arose with what became of it, in that order; the day of a stopped run ends with it."""
    homes = {home.currency.code: home for home in _homes(interbank)}
    seed, queued = interbank.actors.network.seed, interbank.view.obligations
    until_s, records = interbank.actors.network.stopped_at_s, []
    for owed in interbank.planned:
        if until_s is not None and owed.at_s >= until_s:
            continue
        uetr = obligation_uetr(seed, owed.id)
        _, closes_s = homes[owed.currency].opening.hours.window_utc_s(owed.day)
        ends_s = closes_s if until_s is None else min(closes_s, until_s)
        records.append(ObligationRecord(owed, uetr, queued.get(uetr), ends_s))
    return records


def movements(view: QueueView, settlements: Iterable[Settlement]) -> Iterator[dict[Address, int]]:
    """What each settlement added to each bank, in minor units; what settled at once moved at once."""
    for settlement in settlements:
        moved: dict[Address, int] = defaultdict(int)
        for uetr in settlement.uetrs:
            owed = view.obligations[uetr]
            moved[owed.payer] -= owed.amount_minor
            moved[owed.payee] += owed.amount_minor
        yield moved


def interbank_report(interbank: Interbank) -> dict[str, Any]:
    """The section `interbank` of `run.json`."""
    records, plan = obligation_records(interbank), interbank.plan
    codes = sorted({record.owed.currency for record in records})
    return {
        "mode": "queue" if plan.is_queued else "gross",
        "resolvers": [asdict(resolver) for resolver in plan.resolvers],
        "currencies": {
            code: _currency(interbank, code, [record for record in records if record.owed.currency == code])
            for code in codes
        },
    }


def _currency(interbank: Interbank, code: str, records: Sequence[ObligationRecord]) -> dict[str, Any]:
    settled = [record for record in records if record.settlement is not None]
    netted = [record for record in settled if record.settlement is not None and record.settlement.is_netted]
    amounts = [record.owed.amount_minor for record in records]
    banks = [bank for bank in interbank.actors.banks.values() if bank.plan.currency.code == code]
    return {
        "planned": len(records),
        "settled": len(settled),
        "unsettled": len(records) - len(settled),
        "netted": len(netted),
        "value_minor": sum(amounts),
        "unsettled_value_minor": sum(amounts) - _value_minor(settled),
        "netted_value_minor": _value_minor(netted),
        "states": dict(sorted(Counter(record.state for record in records).items())),
        "delay": asdict(delay_summary([record.delay_s for record in records], amounts)),
        "opening_liquidity_minor": sum(bank.plan.opening_liquidity_minor for bank in banks),
        "liquidity_used_minor": max(_used_minor(interbank.view, records).values()),
        "credit_used_minor": max(_credit_minor(interbank, code, records)),
        "credit_open_minor": sum(interbank.credits.owing_minor(code).values()),
        "liquidity_to_settle_all_minor": sum(lower_bound_minor(_flows(records)).values()),
        "resolver_runs": _runs(interbank, code),
    }


def _value_minor(records: Iterable[ObligationRecord]) -> int:
    return sum(record.owed.amount_minor for record in records)


def _used_minor(view: QueueView, records: Iterable[ObligationRecord]) -> dict[Any, int]:
    """Day -> the sum of the banks' largest net debits; nothing is carried over night."""
    by_day: dict[Any, set[str]] = defaultdict(set)
    for record in records:
        by_day[record.owed.day].add(record.uetr)
    return {day: sum(used_by_bank(view, uetrs).values()) for day, uetrs in by_day.items()}


def _credit_minor(interbank: Interbank, code: str, records: Iterable[ObligationRecord]) -> Iterator[int]:
    """For each day the sum of the most that each bank owed the central bank."""
    for day in {record.owed.day for record in records}:
        yield sum(credit_by_bank(interbank, code, day).values())


def credit_by_bank(interbank: Interbank, code: str, day: datetime.date) -> Mapping[Address, int]:
    """Bank -> the most that it owed its central bank on a business day, in minor units."""
    (home,) = (j for j in _homes(interbank) if j.currency.code == code)
    return interbank.credits.peaks_minor(code, *home.opening.hours.window_utc_s(day))


def _homes(interbank: Interbank) -> Iterator[Jurisdiction]:
    for central_bank in interbank.actors.central_banks.values():
        yield central_bank.jurisdiction


def _flows(records: Iterable[ObligationRecord]) -> Iterator[Flow]:
    return ((record.owed.payer, record.owed.payee, record.owed.amount_minor) for record in records)


def used_by_bank(view: QueueView, uetrs: Iterable[str]) -> Mapping[Address, int]:
    """Bank -> its largest net debit while these obligations settled, in minor units."""
    wanted = frozenset(uetrs)
    return peak_net_debits_minor(movements(view, (s for s in view.settlements if wanted.issuperset(s.uetrs))))


def _runs(interbank: Interbank, code: str) -> list[dict[str, Any]]:
    """How often each resolver looked at a queue that was not empty, found something, and left somebody out."""
    runs = [run for operator in interbank.operators.values() if operator.currency == code for run in operator.runs]
    names = dict.fromkeys(run.algorithm for run in runs)
    return [
        {
            "algorithm": name,
            "runs": sum(run.algorithm == name for run in runs),
            "fruitful": sum(run.algorithm == name and bool(run.proposed) for run in runs),
            "without_a_bank": sum(run.algorithm == name and bool(run.left_out) for run in runs),
        }
        for name in names
    ]
