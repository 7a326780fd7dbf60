"""What a report says in figures and tables: the head, invariants, findings, acts of offices, where it all comes from.

Trusts summary.json for every figure that stands there.
Never works a figure out again that the run reported itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from audit.run_folder import JOURNAL
from explorer.amounts import duration, shown, shown_usd
from explorer.folder import FinishedRun
from explorer.section import Card, Cell, DataTable, Hash, Said
from explorer.tallies.alarms import AlarmTally
from explorer.tallies.moments import utc
from explorer.tallies.money import EventTally
from nodes.scenario.document import Bare


def cards(run: FinishedRun) -> list[Card]:
    """The figures of the head."""
    return [*_payments(run), *_obligations(run), *_verdicts(run)]


def _payments(run: FinishedRun) -> Iterator[Card]:
    payments, took = run.summary["payments"], run.summary["time_to_finality"]
    if payments["planned"]:
        planned = Said("card.of_planned", {"count": f"{payments['planned']:,}"})
        yield Card("settled", f"{payments['settled']:,}", planned)
        kept_off = Said("card.kept_off", {"count": f"{payments['kept_off']:,}"})
        yield Card("refused", f"{payments['refused']:,}", kept_off)
        yield Card("value", shown_usd(payments["value_usd_minor"]), Said("card.reference_rates"))
    if took["count"]:
        p95 = Said("card.p95", {"p95": duration(took["latency_ms_p95"]), "max": duration(took["latency_ms_max"])})
        yield Card("time_to_finality", duration(took["latency_ms_mean"]), p95)


def _obligations(run: FinishedRun) -> Iterator[Card]:
    for code, figures in run.summary["interbank"]["currencies"].items():
        count = Said("card.of_planned", {"count": f"{figures['planned']:,}"})
        yield Card("obligations", f"{figures['settled']:,}", count)
        value = Said("card.unsettled", {"value": shown(figures["unsettled_value_minor"], code, run.exponent(code))})
        yield Card("obligations_value", shown(figures["value_minor"], code, run.exponent(code)), value)
        used = shown(figures["liquidity_used_minor"], code, run.exponent(code))
        mean = Said("card.delay", {"delay": duration(1000 * figures["delay"]["value_weighted_mean_s"])})
        yield Card("liquidity_used", used, mean)


def _verdicts(run: FinishedRun) -> Iterator[Card]:
    summary = run.summary
    if summary["loans"]["by_id"] or summary["loans"]["closed"] or summary["loans"]["active"]:
        loans = summary["loans"]
        total = sum(loans[key] for key in ("active", "late", "closed", "defaulted", "recovering", "written_off"))
        note = Said("card.loans", {"closed": f"{loans['closed']:,}", "defaulted": f"{loans['defaulted']:,}"})
        yield Card("loans", f"{total:,}", note)
    yield Card("conserved", summary["conserved"], Said("card.conserved"), summary["conserved"])
    yield Card("reconciled", summary["reconciled"], Said("card.reconciled"), summary["reconciled"])
    met, all_ = sum(item["ok"] for item in summary["expectations"]), len(summary["expectations"])
    if all_:
        yield Card("expectations", f"{met} / {all_}", Said("card.expectations"), met == all_)


def invariants(run: FinishedRun) -> Iterator[DataTable]:
    """Conservation of every money, and what the scenario expected."""
    columns = ("money", "issued", "redeemed", "held", "holds")
    yield DataTable("conservation", columns, [*_conservation(run)])
    expected = run.summary["expectations"]
    if expected:
        rows = [(item["subject"], item["expected"], item["found"], item["ok"]) for item in expected]
        yield DataTable("expectations", ("subject", "expected", "found", "holds"), rows)


def _conservation(run: FinishedRun) -> Iterator[tuple[Cell, ...]]:
    for code, book in run.summary["conservation"].items():
        moneys = {"": book["central_bank_money"], **book["deposits"]}
        for bank, money in moneys.items():
            if not money["issued_minor"] and money["ok"]:
                continue
            name: Cell = f"{code} · {bank}" if bank else Said("money.central_bank", {"code": code})
            sums = (money[f"{key}_minor"] for key in ("issued", "redeemed", "held"))
            yield name, *(shown(amount, code, run.exponent(code)) for amount in sums), money["ok"]


def findings(run: FinishedRun, events: EventTally) -> Iterator[DataTable]:
    """What the auditor found, and which acts only an office could do."""
    rows = [
        (str(row["rule"]), row["height"], Hash(str(row["tx_hash"] or "")), str(row["subject"]), str(row["message"]))
        for row in run.audit["findings"]
    ]
    yield DataTable("findings", ("rule", "height", "transaction", "subject", "message"), rows)
    acts = [
        (event, f"{count:,}", utc(since), utc(until)) for event, (count, since, until) in sorted(events.acts.items())
    ]
    if acts:
        yield DataTable("acts", ("event", "count", "first", "last"), acts)


def notices(run: FinishedRun) -> list[Said]:
    """What a reader has to know first: that the run ended before its last day."""
    reason = run.run.get("stop")
    if not isinstance(reason, dict):
        return []
    values = {key: str(reason.get(key)) for key in ("condition", "stated", "found", "height")}
    return [Said("page.stopped", {**values, "at": utc(int(reason["at_s"])), "end": str(run.scenario.get("end"))})]


def interventions(tally: AlarmTally) -> Iterator[DataTable]:
    """What was done in cases, by kind."""
    kinds = sorted({kind for kind, _ in tally.steps})
    if kinds:
        rows = [(kind, f"{tally.steps[kind, True]:,}", f"{tally.steps[kind, False]:,}") for kind in kinds]
        yield DataTable("interventions", ("act", "done", "refused"), rows)


def measures(run: FinishedRun) -> Iterator[DataTable]:
    """The section `measures` of the run, key by key, where it has one."""
    found = run.summary.get("measures") or run.run.get("measures")
    for name, rows in (found if isinstance(found, dict) else {}).items():
        entries = [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]
        if entries:
            columns = tuple(dict.fromkeys(str(key) for row in entries for key in row))
            cells = [[raw_cell(row.get(key)) for key in columns] for row in entries]
            yield DataTable("measures", columns, cells, is_raw=True, caption=str(name))


def raw_cell(value: Any) -> Cell:
    """A value of a JSON file as a cell."""
    match value:
        case None:
            return "–"
        case bool() | str():
            return value
        case int():
            return f"{value:,}"
        case list():
            return ", ".join(str(raw_cell(item)) for item in value)
        case dict():
            return "; ".join(f"{key}: {raw_cell(item)}" for key, item in value.items())
    return str(value)


def provenance(run: FinishedRun) -> Iterator[DataTable]:
    """What would have to be the same for the run to be the same."""
    summary = run.summary
    rows: list[tuple[Cell, Cell]] = [
        (Said("fact.scenario"), run.name),
        (Said("fact.scenario_sha256"), Hash(str(run.run["scenario_sha256"]))),
        (Said("fact.seed"), str(summary["seed"])),
        (Said("fact.variant"), str(summary["variant"] or "–")),
        *_stop(run.run.get("stop")),
        (Said("fact.rates"), _rates(run.run.get("rates"))),
        (Said("fact.engine"), str(summary["engine"])),
        (Said("fact.blocks"), f"{summary['blocks']:,}"),
        (Said("fact.transactions"), f"{summary['transactions']:,}"),
        (Said("fact.digest"), Hash(str(summary["digest"]))),
        (Said("fact.tables"), str(run.run.get("tables", {}).get("schema_version", "–"))),
        *((name, str(version)) for name, version in sorted(_versions(run).items())),
    ]
    yield DataTable("provenance", ("fact", "value"), rows)
    changed = {*run.changed_files()}
    files = [(name, Hash(sum_), "–" if name == JOURNAL else name not in changed) for name, sum_ in run.sums.items()]
    yield DataTable("files", ("file", "sha256", "unchanged"), files, is_folded=True)
    artifacts = [(name, Hash(sum_)) for name, sum_ in sorted(run.places.artifact_sha256.items())]
    yield DataTable("artifacts", ("contract", "sha256"), artifacts, is_folded=True)


def _rates(stated: object) -> Said | str:
    """Where the reference rates are from; a run of before this was written down says nothing."""
    if not isinstance(stated, dict):
        return "–"
    if stated.get("source") != "process":
        return Said("rates.ecb")
    process = stated.get("process")
    return Said("rates.process", {"numeraire": str(process.get("numeraire")) if isinstance(process, dict) else "–"})


def _stop(reason: object) -> Iterator[tuple[Cell, Cell]]:
    """Why it ended before its last day, where it did."""
    if isinstance(reason, dict):
        values = {key: str(reason.get(key)) for key in ("condition", "stated", "found")}
        yield Said("fact.stop"), Said("stop.reason", values)


def _versions(run: FinishedRun) -> dict[str, Any]:
    found = run.run.get("versions")
    return found if isinstance(found, dict) else {}


def texts(scenario: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts of a scenario: its sources, its assumptions."""
    found = scenario.get(key)
    return [str(text) for text in found if isinstance(text, str | int | Bare)] if isinstance(found, list) else []
