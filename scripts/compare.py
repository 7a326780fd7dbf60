"""Puts the payments of a scenario through several designs of settlement, and what they came to side by side.

Trusts each design's own results folder, which stands inside the comparison's and is whole by itself.
Never runs a design on a chain again that is finished: a comparison that was cut short goes on with the next.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.comparison import begin_each, run_each
from scripts.results_folder import CHAINLESS
from scripts.run_scenario import SUMMARY_SCHEMA_VERSION, Executor, as_text

if TYPE_CHECKING:
    from nodes.designs.case import Case
    from nodes.designs.outcomes import DesignResult
    from nodes.designs.table import Design
    from nodes.scenario import Scenario
    from scripts.results_folder import ResultsFolder

COMPARISON = "comparison.json"
_BEGUN = "designs.json"


def compare_designs(
    path: Path,
    names: Sequence[str] | None,
    *,
    seed: int | None = None,
    settings: Sequence[str] = (),
    out: Path | None = None,
    overwrite: bool = False,
    executor: Executor,
    quiet: bool = False,
) -> tuple[Path, dict[str, Any]]:
    """Compares designs on the scenario at `path`; returns the results folder and what `comparison.json` holds.

    names: of the designs, all that the scenario can express without them; settings: `key.path=value`. Raises
    `InputError`, before anything is written, for one that it can't.
    """
    from chain.engines import require_network
    from nodes.designs.case import Case
    from nodes.scenario import Scenario
    from scripts.results_folder import ResultsFolder

    scenario = Scenario.load(path, seed, settings, allow_code=executor.allow_code)
    case = Case.of(scenario)
    designs = _designs(case, names)
    for own in _on_chain(case, designs).values():
        own.world()  # so that what is wrong with it is said before anything is written
    require_network(executor.engine, executor.rpc_url)
    target = out or Path("runs") / f"{scenario.name}-{scenario.seed}-designs"
    folder = ResultsFolder.prepare(target, overwrite, lambda draft: _begin(draft, case, designs, executor.engine))
    return folder.target, _go_on(folder, case, designs, executor, quiet)


def is_of_designs(work: Path) -> bool:
    """Whether a folder holds a comparison of designs."""
    return (work / _BEGUN).is_file()


def in_design(scenario: Scenario, name: str) -> Scenario:
    """A scenario as a design runs it on a chain."""
    from nodes.designs.case import Case
    from nodes.designs.table import applied, chosen

    (design,) = chosen([name])
    return applied(Case.of(scenario), design)


def resume_designs(folder: ResultsFolder, executor: Executor, quiet: bool) -> tuple[dict[str, Any], str]:
    """Finishes a comparison that was cut short; returns its summary and where it went on, for people."""
    from audit.manifest import MANIFEST
    from audit.run_folder import SCENARIO
    from chain.engines import require_network
    from nodes.designs.case import Case
    from nodes.designs.table import chosen
    from nodes.scenario import Scenario

    begun = json.loads((folder.work / _BEGUN).read_text())
    require_network(begun["engine"], executor.rpc_url)
    case = Case.of(Scenario.load(folder.work / SCENARIO, begun["seed"], allow_code=executor.allow_code))
    finished = sum((folder.work / name / MANIFEST).is_file() for name in begun["designs"])
    executor = Executor(begun["engine"], executor.rpc_url, executor.workers)
    summary = _go_on(folder, case, chosen(begun["designs"]), executor, quiet)
    return summary, f"went on after {finished} of {len(begun['designs'])} designs"


def _designs(case: Case, names: Sequence[str] | None) -> tuple[Design, ...]:
    from nodes.designs.table import DESIGNS, chosen, require_expressible, unfit

    if names is not None:
        designs = chosen(names)
        require_expressible(case, designs)
        return designs
    fit = tuple(design for design in DESIGNS.values() if unfit(case, design) is None)
    if not fit:
        require_expressible(case, tuple(DESIGNS.values()))
    return fit


def _on_chain(case: Case, designs: Sequence[Design]) -> dict[str, Scenario]:
    from nodes.designs.table import applied

    return {design.name: applied(case, design) for design in designs if design.name != CHAINLESS}


def _begin(draft: Path, case: Case, designs: Sequence[Design], engine: str) -> None:
    from audit.run_folder import SCENARIO
    from scripts.results_folder import keep_inputs, write_atomically

    write_atomically(draft / SCENARIO, case.scenario.source_text)
    keep_inputs(draft, case.scenario)
    begun = {"designs": [design.name for design in designs], "seed": case.scenario.seed, "engine": engine}
    write_atomically(draft / _BEGUN, as_text(begun))
    begin_each(draft, _on_chain(case, designs), engine, "design")


def _go_on(
    folder: ResultsFolder, case: Case, designs: Sequence[Design], executor: Executor, quiet: bool
) -> dict[str, Any]:
    from audit.manifest import MANIFEST, manifest_of
    from nodes.designs.report import write_outcomes
    from scripts.results_folder import write_atomically

    runs = run_each(folder, _on_chain(case, designs), executor, quiet)
    results = [_result(folder.work, case, design, runs) for design in designs]
    summary = summary_of(case, results, runs, executor.engine)
    write_outcomes(case, results, folder.work)
    write_atomically(folder.work / COMPARISON, as_text(summary))
    write_atomically(folder.work / MANIFEST, manifest_of(folder.work))
    folder.finish()
    return summary


def _result(work: Path, case: Case, design: Design, runs: dict[str, dict[str, Any]]) -> DesignResult:
    from audit.manifest import MANIFEST, manifest_of
    from nodes.designs import chain_results, old_world
    from nodes.designs.report import read_record, write_world
    from scripts.results_folder import write_atomically

    if design.name != CHAINLESS:
        return chain_results.result_of(case, design.name, read_record(work / design.name, runs[design.name]))
    world = old_world.run_world(case, case.plan)
    own = work / CHAINLESS
    own.mkdir(exist_ok=True)
    result = old_world.result_of(case, world)
    write_world(world, own)
    write_atomically(own / "run.json", as_text({"digest": result.digest, **result.particulars}))
    write_atomically(own / MANIFEST, manifest_of(own))
    return result


def summary_of(
    case: Case, results: Sequence[DesignResult], runs: dict[str, dict[str, Any]], engine: str
) -> dict[str, Any]:
    """What `comparison.json` holds."""
    from nodes.designs.report import comparison_of

    head = {"schema_version": SUMMARY_SCHEMA_VERSION, "engine": engine, "runs": runs}
    return head | comparison_of(case, results)
