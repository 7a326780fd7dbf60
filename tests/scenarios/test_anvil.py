"""Scenarios on anvil leave the record that they leave on the embedded engines, also where anvil forgets.

Trusts that anvil executes: it is another EVM than the reference engine's, in another process.
Never tells anvil anything by hand that docs/architecture.md does not tell people, but to forget.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anvil import Anvil, anvil_options

from nodes.genesis import chain_parameters
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.cli import main

REPO = Path(__file__).parents[2]
TINY = REPO / "tests" / "data" / "tiny.yaml"
DIGESTS = REPO / "tests" / "data" / "digests.json"


@pytest.fixture
def node_of() -> Iterator[Callable[[Path], Anvil]]:
    """Starts an anvil as a scenario wants it, and ends it with the test."""
    started: list[Anvil] = []

    def start(scenario: Path) -> Anvil:
        parameters = chain_parameters(Scenario.load(scenario))
        started.append(Anvil(anvil_options(parameters)))
        return started[-1]

    yield start
    for node in started:
        node.kill()


@pytest.fixture(scope="module")
def tiny_digest() -> str:
    """The digest of tests/data/tiny.yaml on the reference engine."""
    simulation = Simulation(Scenario.load(TINY))
    simulation.run()
    return simulation.network.ledger.digest.hex()


def test_tiny__on_anvil__has_the_digest_of_the_reference_engine(
    node_of: Callable[[Path], Anvil], tiny_digest: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node = node_of(TINY)
    command = ["run", str(TINY), "--engine", "rpc", "--rpc-url", node.url, "--out", str(tmp_path / "run"), "--json"]
    assert main(command) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["digest"].removeprefix("0x") == tiny_digest
    assert (first["engine"], first["reconciled"], first["conserved"]) == ("rpc", True, True)
    assert main(["audit", str(tmp_path / "run")]) == 0
    capsys.readouterr()
    # The same run again finds its blocks there, takes them for its own and adds none.
    assert main([*command, "--overwrite"]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert node.height == first["blocks"]


def test_scenario__on_the_chain_of_another_one__is_one_line_with_code_3(
    node_of: Callable[[Path], Anvil], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["--engine", "rpc", "--rpc-url", node_of(TINY).url, "--out", str(tmp_path / "run")]
    assert main(["run", str(TINY), "--seed", "4", "--quiet", *target]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "chain_id is 7000000003 and must be 7000000004; to start one: anvil --chain-id 7000000004 " in line


@pytest.mark.parametrize(
    "forget",
    [
        lambda node: node.ask("anvil_reorg", 4, []),
        lambda node: node.ask("anvil_rollback", 3),
        lambda node: (node.kill(), node.start()),
    ],
    ids=["reorganised", "rolled back", "killed"],
)
def test_tiny__on_an_anvil_that_forgets_every_day__has_the_same_digest(
    node_of: Callable[[Path], Anvil], tiny_digest: str, forget: Callable[[Anvil], None]
) -> None:
    node, days = node_of(TINY), list[datetime.date]()

    def each_day(day: datetime.date, done: int, planned: int) -> None:
        days.append(day)
        forget(node)

    simulation = Simulation(Scenario.load(TINY), "rpc", progress=each_day, rpc_url=node.url)
    simulation.run()
    assert simulation.network.ledger.digest.hex() == tiny_digest
    assert len(days) == 4
    assert node.height == simulation.network.ledger.height
    simulation.network.ledger.engine.close()


def test_deploy__on_anvil__leaves_the_contracts_there(
    node_of: Callable[[Path], Anvil], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node = node_of(TINY)
    command = ["deploy", str(TINY), "--engine", "rpc", "--rpc-url", node.url, "--out", str(tmp_path / "deployed")]
    assert main(command) == 0
    addresses = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("0x")]
    assert len(addresses) > 10
    assert all(len(node.ask("eth_getCode", address, "latest")) > 100 for address in addresses)


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("http://node.example:8545", 2, "--rpc-url: http://node.example:8545 is not on this machine"),
        ("wss://127.0.0.1", 2, "neither an http:// or https:// address nor the path of an IPC socket"),
        (None, 2, "--rpc-url: no network named"),
    ],
)
@pytest.mark.parametrize("command", ["run", "deploy"])
def test_network__that_cannot_be_used__is_one_line_and_leaves_nothing(
    command: str, url: str | None, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["--rpc-url", url] if url else []
    assert main([command, str(TINY), "--engine", "rpc", *target, "--out", str(tmp_path / "out")]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not (tmp_path / "out").exists()


@pytest.mark.deep
def test_pilot__on_anvil__has_the_digest_on_record(node_of: Callable[[Path], Anvil]) -> None:
    pilot = REPO / "scenarios" / "mbridge-2022.yaml"
    simulation = Simulation(Scenario.load(pilot), "rpc", rpc_url=node_of(pilot).url)
    simulation.run()
    digest = simulation.network.ledger.digest.hex()
    assert digest == json.loads(DIGESTS.read_text())["mbridge-2022"].removeprefix("0x")
    simulation.network.ledger.engine.close()


@pytest.mark.parametrize("forgets", [False, True], ids=["the-same", "a-fresh-one"])
def test_resume__run_cut_short_on_anvil__is_finished_on_it_with_the_same_digest(
    node_of: Callable[[Path], Anvil], tiny_digest: str, tmp_path: Path, forgets: bool
) -> None:
    node, folder = node_of(TINY), tmp_path / "run"
    assert main(["run", str(TINY), "--engine", "rpc", "--rpc-url", node.url, "--out", str(folder), "--quiet"]) == 0
    for name in ("SHA256SUMS", "summary.json"):
        (folder / name).unlink()
    again = node_of(TINY) if forgets else node
    assert main(["resume", str(folder), "--quiet"]) == 2
    assert main(["resume", str(folder), "--rpc-url", again.url, "--quiet"]) == 0
    assert json.loads((folder / "summary.json").read_text())["digest"].removeprefix("0x") == tiny_digest
    assert main(["verify", str(folder), "--replay", "--quiet"]) == 0
