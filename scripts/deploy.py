"""Deploys a scenario's network to a chain and writes where everything is.

Trusts the nodes to open the network as a run would.
Never runs a day of the scenario.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chain.engines import DEFAULT

if TYPE_CHECKING:
    from chain.deployment import Deployment


def deploy_scenario(
    path: Path,
    *,
    seed: int | None = None,
    settings: Sequence[str] = (),
    out: Path | None = None,
    overwrite: bool = False,
    engine: str = DEFAULT,
    rpc_url: str | None = None,
    allow_code: bool = False,
) -> tuple[Path, Deployment]:
    """Deploys the network of the scenario at `path`; returns the folder with its journal and deployment."""
    from audit.run_folder import DEPLOYMENT, JOURNAL
    from chain.engines import require_network
    from chain.journal import Journal
    from nodes.genesis import chain_parameters
    from nodes.scenario import Scenario
    from nodes.simulation import Simulation
    from scripts.detectors import detector_of
    from scripts.results_folder import ResultsFolder, write_atomically

    scenario = Scenario.load(path, seed, settings, allow_code=allow_code)
    require_network(engine, rpc_url)
    folder = ResultsFolder.prepare(out or Path("runs") / f"{scenario.name}-{scenario.seed}-deployed", overwrite)
    journal = Journal.create(folder.work / JOURNAL, chain_parameters(scenario))
    simulation = Simulation(scenario, engine, journal, rpc_url=rpc_url, detector=detector_of(scenario))
    simulation.prepare()
    journal.close()
    deployment = simulation.network.deployment
    write_atomically(folder.work / DEPLOYMENT, deployment.as_json())
    folder.finish()
    return folder.target, deployment


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["deploy", *sys.argv[1:]]))
