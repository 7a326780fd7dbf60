"""Runs a scenario and leaves a results folder: simulate, audit, join both to the summary.

Trusts the nodes for the run and the auditor for the verdict on it.
Never writes the manifest before everything else is in the folder: a folder without one is incomplete, and resumed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chain.engines import DEFAULT
from chain.errors import InputError

if TYPE_CHECKING:
    from audit.report import AuditReport
    from chain.journal import Journal
    from nodes.scenario import Scenario
    from nodes.simulation import Simulation
    from scripts.results_folder import ResultsFolder

SUMMARY_SCHEMA_VERSION = 1
_OF_A_LOAN = (
    *((key, key) for key in ("status", "late", "outstanding_minor")),
    *(("interest_paid_minor", "interest_minor"), ("fees_paid_minor", "fees_minor")),
)
"""What the nodes and the auditor both tell of a loan: under which key each does."""
_CODE = "code"
"""Under which a journal notes the SHA-256 of each module of its scenario's own."""


@dataclass(frozen=True, slots=True)
class Executor:
    """What executes a run. engine: its name; rpc_url: where the network of engine `rpc` is; workers: other processes
    that recover senders; allow_code: whether Python that the scenario names may run."""

    engine: str
    rpc_url: str | None = None
    workers: int = 0
    allow_code: bool = False


def run_scenario(
    path: Path,
    *,
    seed: int | None = None,
    settings: Sequence[str] = (),
    out: Path | None = None,
    overwrite: bool = False,
    engine: str = DEFAULT,
    rpc_url: str | None = None,
    workers: int = 0,
    allow_code: bool = False,
    quiet: bool = False,
) -> tuple[Path, dict[str, Any]]:
    """Runs the scenario at `path`, or all its variants; returns the results folder and its summary.

    settings: `key.path=value`, each in the place of the file's own value. workers: other processes that recover the
    senders of transactions, while this one runs the nodes. allow_code: whether Python that it names may run.
    """
    from chain.engines import require_network
    from nodes.scenario import Scenario
    from scripts.comparison import begin_all, go_on_with_all
    from scripts.results_folder import ResultsFolder

    scenario = Scenario.load(path, seed, settings, allow_code=allow_code)
    require_network(engine, rpc_url)
    target = out or Path("runs") / f"{scenario.name}-{scenario.seed}"
    fill, work_off = (begin_all, go_on_with_all) if scenario.compare else (begin, go_on)
    folder = ResultsFolder.prepare(target, overwrite, lambda draft: fill(draft, scenario, engine))
    return folder.target, work_off(folder, scenario, Executor(engine, rpc_url, workers), quiet)


def resume_run(
    target: Path, *, rpc_url: str | None = None, workers: int = 0, allow_code: bool = False, quiet: bool = False
) -> tuple[dict[str, Any], str] | None:
    """Finishes the run in `target` that was cut short; returns its summary and where it went on, for people.

    rpc_url: where the network of a run on engine `rpc` is now; allow_code: whether Python that its scenario names may
    run. None where the run is finished already. Raises InputError when there is no run that can be gone on with.
    """
    from audit.manifest import MANIFEST
    from audit.run_folder import JOURNAL, SCENARIO
    from chain.engines import require_network
    from chain.journal import Journal
    from nodes.scenario import Scenario
    from scripts.compare import in_design, is_of_designs, resume_designs
    from scripts.comparison import is_comparison, resume_all
    from scripts.results_folder import ResultsFolder

    folder = ResultsFolder.reopen(target)
    if (folder.work / MANIFEST).is_file():
        return None
    if is_of_designs(folder.work):
        return resume_designs(folder, Executor("", rpc_url, workers, allow_code), quiet)
    if is_comparison(folder.work):
        return resume_all(folder, Executor("", rpc_url, workers, allow_code), quiet)
    journal, dropped = Journal.resume(folder.work / JOURNAL)
    seed, engine, variant = int(journal.meta("seed")), journal.meta("engine"), journal.find("variant")
    recorded, design = journal.height(), journal.find("design")
    journal.close()
    require_network(engine, rpc_url)
    scenario = Scenario.load(folder.work / SCENARIO, seed, allow_code=allow_code)
    if variant is not None:
        scenario = scenario.variant(variant)
    if design is not None:
        scenario = in_design(scenario, design)
    summary = go_on(folder, scenario, Executor(engine, rpc_url, workers), quiet)
    return summary, f"went on after block {recorded}" + (f"; {dropped}, and were dropped" if dropped else "")


def join_summary(run: dict[str, Any], audit: dict[str, Any]) -> dict[str, Any]:
    """The summary of a run: the nodes' figures, the auditor's verdict, and whether the two agree."""
    from nodes.scenario.lending import LENDING_PREFIX

    figures = ("planned", "settled", "refused", "kept_off", "without_preflight", "value_usd_minor")
    payments = {key: run["payments"][key] for key in figures}
    agree = all(run["payments"][key] == audit["payments"][key] for key in ("settled", "refused"))
    agree &= _by_rule(run["refusals"], "on_chain") == _by_rule(audit["payments"]["refusals"], "refused")
    agree &= _loans_agree(run["loans"], audit["loans"]["by_loan"])
    conserved = all(
        money["ok"]
        for book in audit["conservation"].values()
        for money in [book["central_bank_money"], *book["deposits"].values()]
    )
    return {
        "schema_version": SUMMARY_SCHEMA_VERSION,
        "scenario": run["scenario"],
        "seed": run["seed"],
        "variant": run["variant"],
        "engine": run["engine"],
        "digest": audit["digest"],
        "blocks": audit["blocks"],
        "transactions": audit["transactions"],
        "payments": payments
        | {"refused_by": audit["payments"]["refused_by"], "kept_off_by": run["payments"]["kept_off_by"]},
        "refusals": run["refusals"],
        "shocks": run["shocks"],
        "stop": run["stop"],
        "time_to_finality": run["time_to_finality"],
        "consensus": run["consensus"],
        "venues": run["venues"],
        "interbank": run["interbank"],
        "gridlocks": run["gridlocks"],
        "conservation": audit["conservation"],
        "conserved": conserved,
        "loans": {key: value for key, value in audit["loans"].items() if key != "by_loan"}
        | {"by_id": {loan["id"]: loan for loan in run["loans"] if not loan["id"].startswith(LENDING_PREFIX)}},
        "lending": run["lending"],
        "measures": run["measures"],
        "reconciled": audit["reconciled"] and agree and run["digest"] == audit["digest"],
        "findings": len(audit["findings"]),
        "expectations": run["expectations"],
    }


def passed(summary: dict[str, Any]) -> bool:
    """Whether the run is conserved, reconciled and as the scenario expects; of a comparison, every run of it, and of
    designs also what runs on no chain."""
    if "runs" in summary:
        designs = all(design["conserved"] for design in summary.get("designs", ()))
        return designs and all(passed(run) for run in summary["runs"].values())
    return summary["conserved"] and summary["reconciled"] and all(item["ok"] for item in summary["expectations"])


def _by_rule(rows: list[dict[str, Any]], count: str) -> Counter[tuple[str, str]]:
    """How often each rule refused with each code on the chain, whoever tells it."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row["rule"], row["code"]] += row[count]
    return +found


def _loans_agree(told: list[dict[str, Any]], found: dict[str, dict[str, Any]]) -> bool:
    """Whether the nodes tell of every loan, and nothing else of one than the auditor."""
    loans = {f"0x{loan['loan_id']}": loan for loan in told}
    same = loans.keys() == found.keys()
    return same and all(loan[ours] == found[key][own] for key, loan in loans.items() for ours, own in _OF_A_LOAN)


def as_text(content: dict[str, Any]) -> str:
    """JSON as the results folder holds it: keys in order, one a line."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def begin(draft: Path, scenario: Scenario, engine: str, noted: Mapping[str, str] = MappingProxyType({})) -> None:
    """Writes what a run has from its first moment on, so that it can be resumed from any; noted: what else its journal
    is to note."""
    from audit.run_folder import JOURNAL, SCENARIO
    from chain.journal import Journal
    from nodes.genesis import chain_parameters
    from scripts.results_folder import keep_inputs, write_atomically

    write_atomically(draft / SCENARIO, scenario.source_text)
    keep_inputs(draft, scenario)
    notes = {"seed": str(scenario.seed), "engine": engine, **noted}
    if scenario.variant_id is not None:
        notes["variant"] = scenario.variant_id
    if scenario.code.files:
        notes[_CODE] = json.dumps(scenario.code.fingerprint(), sort_keys=True)
    Journal.create(draft / JOURNAL, chain_parameters(scenario), notes).close()


def go_on(folder: ResultsFolder, scenario: Scenario, executor: Executor, quiet: bool) -> dict[str, Any]:
    """Runs from the beginning, through what the journal has, to the end; returns the summary."""
    from audit.manifest import MANIFEST, manifest_of
    from audit.run_folder import SUMMARY
    from scripts.results_folder import write_atomically

    summary = _run_into(folder.work, scenario, executor, quiet)
    write_atomically(folder.work / SUMMARY, as_text(summary))
    write_atomically(folder.work / MANIFEST, manifest_of(folder.work))
    folder.finish()
    return summary


def _run_into(folder: Path, scenario: Scenario, executor: Executor, quiet: bool) -> dict[str, Any]:
    from audit.run_folder import DEPLOYMENT, JOURNAL
    from chain.journal import Journal
    from chain.recovery import Recovery
    from nodes import travel_post
    from nodes.simulation import Simulation
    from nodes.travel_rule import as_lines
    from scripts.console import progress
    from scripts.detectors import detector_of
    from scripts.native_output import stdout_to_ourselves
    from scripts.results_folder import write_atomically

    journal, _ = Journal.resume(folder / JOURNAL)
    _require_same_code(journal, scenario, folder)
    with closing(Recovery(executor.workers)) as recovery, progress(scenario, quiet) as advance:
        detector = detector_of(scenario)
        simulation = Simulation(scenario, executor.engine, journal, advance, executor.rpc_url, recovery, detector)
        simulation.prepare()
        # Now, so that a run that is cut short can be read too.
        write_atomically(folder / DEPLOYMENT, simulation.network.deployment.as_json())
        with stdout_to_ourselves():
            run = simulation.run()
    if simulation.travel_records:
        write_atomically(folder / "travel_rule.jsonl", as_lines(simulation.travel_records))
    if simulation.sealed_records:
        write_atomically(folder / "travel_rule_sealed.jsonl", travel_post.as_lines(simulation.sealed_records))
    audit = _audit(simulation).as_json()
    _write(folder, simulation, run, audit)
    journal.close()
    return join_summary(run, audit)


def _require_same_code(journal: Journal, scenario: Scenario, folder: Path) -> None:
    """Raises InputError where the scenario's code is not that with which the run began."""
    noted, present = json.loads(journal.find(_CODE) or "{}"), scenario.code.fingerprint()
    changed = sorted(name for name in noted.keys() | present.keys() if noted.get(name) != present.get(name))
    if changed:
        journal.close()
        why = f"the SHA-256 of {', '.join(changed)} is not the one that the run began with"
        raise InputError(what="other code", where=str(folder), why=why, do="put the former code back")


def _audit(simulation: Simulation) -> AuditReport:
    from audit.report import audit_record

    network = simulation.network
    return audit_record(network.ledger.journal, network.deployment, network.ledger)


def _write(folder: Path, simulation: Simulation, run: dict[str, Any], audit: dict[str, Any]) -> None:
    from nodes.tables.writing import write_tables
    from nodes.typologies.members import truth_of
    from scripts.results_folder import write_atomically

    write_tables(simulation, run, folder)
    if simulation.patterns:
        loan_ids = {history.plan.id: f"0x{history.loan_id.hex()}" for history in simulation.lending.view}
        write_atomically(folder / "truth.json", as_text(truth_of(simulation.patterns, loan_ids)))
    write_atomically(folder / "run.json", as_text(run))
    write_atomically(folder / "audit.json", as_text(audit))


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["run", *sys.argv[1:]]))
