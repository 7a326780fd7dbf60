"""What a run leaves of its own account: figures, expectations and tables.

Trusts the chain's events and the nodes' records.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chain.events import LoggedEvent
from chain.ledger import logged
from finance.measures.latency import latency_summary
from finance.money import Currency, currency, format_minor, parse_minor
from nodes.finality import consensus_report
from nodes.gridlock import gridlock_report, wanted_of
from nodes.interbank_report import interbank_report
from nodes.lending.report import LoanRecord, lending_report, loan_record
from nodes.measures.report import measures_report
from nodes.payment_record import PaymentRecord, Verdict
from nodes.refusals import count_refusals
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.obligations import CaseResult
from nodes.scenario.rates import rates_report
from nodes.shocks import shock_report
from nodes.tables.columns import SCHEMA_VERSION
from nodes.validators import validator_accounts
from nodes.venue_report import venue_report

if TYPE_CHECKING:
    from nodes.simulation import Simulation

RUN_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that the scenario says must be true at the end. subject; expected, found: as text; ok."""

    subject: str
    expected: str
    found: str
    ok: bool


def value_usd_minor(simulation: Simulation, record: PaymentRecord) -> int:
    """What the payee received, in US cents at the reference rate of the day, half-even; zero when not settled."""
    if record.verdict is not Verdict.SETTLED:
        return 0
    payment = record.payment
    dollar = currency(REPORTING_CURRENCY)
    return simulation.rates.value_minor(payment.amount_minor, currency(payment.currency), dollar, payment.day)


def events_of(simulation: Simulation) -> Iterator[LoggedEvent]:
    """Every decoded event of the network's contracts, in order."""
    ours = simulation.network.deployment.addresses
    for block in simulation.network.ledger.journal.blocks():
        for position, receipt in enumerate(block.receipts):
            events = logged(receipt, block.height, block.timestamp_s, position)
            yield from (event for event in events if event.address in ours)


def loan_records(simulation: Simulation) -> list[LoanRecord]:
    """Every loan that was drawn, in that order."""
    return [loan_record(history) for history in simulation.lending.view]


def run_report(simulation: Simulation) -> dict[str, Any]:
    """What `run.json` holds."""
    scenario, ledger = simulation.scenario, simulation.network.ledger
    loans = loan_records(simulation)
    payments, consensus = _payments(simulation), _consensus(simulation)
    return {
        "schema_version": RUN_SCHEMA_VERSION,
        "tables": {"schema_version": SCHEMA_VERSION},
        "scenario": scenario.name,
        "scenario_sha256": scenario.source_sha256,
        "inputs": scenario.rows.report(scenario) | scenario.code.report(),
        "seed": scenario.seed,
        "rates": rates_report(scenario),
        "topology": None if scenario.network is None else asdict(scenario.network),
        "variant": scenario.variant_id,
        "engine": simulation.engine,
        "digest": f"0x{ledger.digest.hex()}",
        "blocks": ledger.height,
        "payments": payments,
        "refusals": [asdict(row) for row in count_refusals(simulation.records, simulation.who_is_who())],
        "corridors": _corridors(simulation),
        "time_to_finality": _latencies(simulation.records),
        "consensus": consensus,
        "venues": venue_report(simulation),
        "interbank": interbank_report(simulation.interbank),
        "gridlocks": _gridlocks(simulation),
        "loans": [asdict(loan) for loan in loans],
        "lending": lending_report(simulation.lending),
        "measures": measures_report(simulation),
        "acts": len(simulation.world.acts),
        "shocks": shock_report(simulation.world.shocks),
        "stop": simulation.stop_watch.as_json(),
        "setbacks": [asdict(setback) for setback in simulation.network.setbacks],
        "expectations": [asdict(item) for item in _expectations(simulation, payments, consensus, loans)],
    }


def _payments(simulation: Simulation) -> dict[str, Any]:
    verdicts, value_minor = Counter[Verdict](), 0
    refusals: dict[Verdict, Counter[str]] = {verdict: Counter() for verdict in Verdict}
    for record in simulation.records:
        verdicts[record.verdict] += 1
        refusals[record.verdict][record.refusal] += 1
        value_minor += value_usd_minor(simulation, record)
    return {
        "planned": len(simulation.payments),
        "settled": verdicts[Verdict.SETTLED],
        "refused": verdicts[Verdict.REFUSED],
        "kept_off": verdicts[Verdict.KEPT_OFF],
        "without_preflight": simulation.payments.without_preflight,
        "refused_by": dict(sorted(refusals[Verdict.REFUSED].items())),
        "kept_off_by": dict(sorted(refusals[Verdict.KEPT_OFF].items())),
        "value_usd_minor": value_minor,
    }


def _corridors(simulation: Simulation) -> list[dict[str, Any]]:
    clients = {client.id: client for client in simulation.world.clients}
    count: Counter[tuple[str, str]] = Counter()
    value: Counter[tuple[str, str]] = Counter()
    for record in simulation.records:
        if record.verdict is Verdict.SETTLED:
            pair = clients[record.payment.payer].jurisdiction.id, clients[record.payment.payee].jurisdiction.id
            count[pair] += 1
            value[pair] += value_usd_minor(simulation, record)
    return [{"from": a, "to": b, "count": count[a, b], "value_usd_minor": value[a, b]} for a, b in sorted(count)]


def _gridlocks(simulation: Simulation) -> list[dict[str, Any]]:
    trials = simulation.gridlocks.trials
    return [gridlock_report(case, trials.get(case.id, [])) for case in simulation.world.gridlocks]


def _latencies(records: Iterable[PaymentRecord]) -> dict[str, int]:
    settled = Counter(record.latency_ms for record in records if record.verdict is Verdict.SETTLED)
    return asdict(latency_summary(settled)) if settled else {"count": 0}


def _consensus(simulation: Simulation) -> dict[str, Any]:
    plan = simulation.world.consensus
    accounts = validator_accounts(simulation.scenario.seed, plan)
    addresses = {identity: account.address for identity, account in accounts.items()}
    return consensus_report(plan, addresses, simulation.network.decisions, simulation.records)


def _expectations(
    simulation: Simulation, payments: dict[str, Any], consensus: dict[str, Any], loans: list[LoanRecord]
) -> Iterator[Expectation]:
    expect = simulation.scenario.expect
    if expect is not None:
        yield _equal("payments settled", expect.payments.settled, payments["settled"])
        refused = Counter(payments["refused_by"]) + Counter(payments["kept_off_by"])
        yield _equal("payments refused", _listed(expect.payments.refused), _listed(refused))
        if expect.value_usd_min is not None:
            dollar = currency(REPORTING_CURRENCY)
            floor_minor, found_minor = parse_minor(expect.value_usd_min, dollar), payments["value_usd_minor"]
            least, found = (f"USD {format_minor(value, dollar)}" for value in (floor_minor, found_minor))
            yield Expectation("value", f"at least {least}", found, found_minor >= floor_minor)
        if expect.consensus is not None:
            found_out = len(consensus["equivocations"])
            yield _equal("blocks that changed rounds", expect.consensus.round_changed, consensus["round_changed"])
            yield _equal("blocks that stalled", expect.consensus.stalled, consensus["stalled"])
            yield _equal("equivocations found out", expect.consensus.equivocations, found_out)
    yield from _setbacks(simulation)
    yield from _settled_of_gridlocks(simulation)
    found_loans = {loan.id: loan for loan in loans}
    for plan in simulation.world.loans:
        if plan.expect is not None:
            wanted = f"{plan.expect.on_time} on time, {plan.expect.late} late, {plan.expect.status}"
            loan = found_loans.get(plan.id)
            found = f"{loan.on_time} on time, {loan.late} late, {loan.status}" if loan else "not drawn"
            yield _equal(f"loan {plan.id}", wanted, found)


def _settled_of_gridlocks(simulation: Simulation) -> Iterator[Expectation]:
    for case in simulation.world.gridlocks:
        found = {trial.algorithm: trial.result for trial in simulation.gridlocks.trials.get(case.id, [])}
        for algorithm, wanted in wanted_of(case):
            subject = f"gridlock {case.id} by {algorithm}"
            yield _equal(subject, _result(wanted, case.currency), _result(found.get(algorithm), case.currency))


def _result(result: CaseResult | None, money: Currency) -> str:
    if result is None:
        return "not played"
    return f"{result.count} worth {money.code} {format_minor(result.value_minor, money)}"


def _setbacks(simulation: Simulation) -> Iterator[Expectation]:
    """What the scenario spells out is expected to be done; what is not is worth a line."""
    for setback in simulation.network.setbacks:
        if setback.is_planned:
            yield Expectation(setback.what, "done", setback.error, False)


def _equal(subject: str, expected: object, found: object) -> Expectation:
    return Expectation(subject, str(expected), str(found), expected == found)


def _listed(refusals: dict[str, int] | Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(refusals.items())) or "none"
