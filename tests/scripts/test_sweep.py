"""A sweep of the tiny scenario: what it leaves, killed and resumed, with a run that fails, and what it refuses."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import scripts.sweep_run
from scripts.cli import main
from scripts.run_scenario import run_scenario
from scripts.sweep_backends import Execution, run_all
from scripts.sweep_folder import SweepFolder

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
VARIED = ("--param", "liquidity.opening=0.5:1.0:2", "--param", "market_makers.maker.spread_bps=5,50", "--seeds", "2")
IDS = [f"p{point:03}-s{seed}" for point in range(4) for seed in (3, 4)]
RESULTS = ("sweep.json", "sweep.parquet", "indices.json", "scenario.yaml", "SHA256SUMS")


def sweep(folder: Path, *options: str) -> int:
    return main(["sweep", str(TINY), *VARIED, "--out", str(folder), "--jobs", "1", "--quiet", *options])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 × 2 points with two seeds, finished."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    assert sweep(folder) == 0
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """What a sweep says, but for how long its runs took, which their records hold."""
    files = {name: (folder / name).read_bytes() for name in RESULTS}
    sums = files["SHA256SUMS"].splitlines()
    return files | {"SHA256SUMS": b"".join(line for line in sums if not line.endswith(b"/record.json"))}


def digests(folder: Path) -> dict[str, str]:
    return {name: json.loads((folder / "runs" / name / "record.json").read_text())["digest"] for name in IDS}


def test_sweep__finished__leaves_a_record_of_each_run_and_one_row_each(whole: Path) -> None:
    assert {path.name for path in whole.iterdir()} == {*RESULTS, "runs"}
    assert sorted(path.name for path in (whole / "runs").iterdir()) == IDS
    assert {path.name for path in (whole / "runs" / IDS[0]).iterdir()} == {"record.json", "summary.json"}
    table = pq.read_table(whole / "sweep.parquet")
    assert table.column("run").to_pylist() == IDS
    assert table.column("parameter.liquidity.opening").to_pylist() == [0.5] * 4 + [1.0] * 4
    assert table.column("parameter.market_makers.maker.spread_bps").to_pylist() == [5.0, 5.0, 50.0, 50.0] * 2
    assert dict(zip(IDS, table.column("digest").to_pylist(), strict=True)) == digests(whole)
    assert len(set(digests(whole).values())) == len(IDS)
    assert set(table.column("payments.settled").to_pylist()) == {2}


def test_sweep__finished__says_what_each_level_costs(whole: Path) -> None:
    cost = json.loads((whole / "indices.json").read_text())["measures"]["venues.cost_bps_mean"]
    low, high = cost["parameters"]["market_makers.maker.spread_bps"]
    assert (low["value"], high["value"], low["count"]) == ("5", "50", 2)
    assert high["mean"] - low["mean"] == pytest.approx(45, abs=0.1)


def test_run__of_a_sweep__is_the_run_that_its_command_replays(whole: Path, tmp_path: Path) -> None:
    settings = ["expect=", "liquidity.opening='0.5'", "market_makers.maker.spread_bps=50"]
    _, summary = run_scenario(TINY, seed=4, settings=settings, out=tmp_path / "alone", quiet=True)
    assert summary["digest"] == digests(whole)["p001-s4"]


def test_sweep__in_processes_beside_this_one__gives_the_same(whole: Path, tmp_path: Path) -> None:
    assert sweep(tmp_path / "out", "--jobs", "2") == 0
    assert contents(tmp_path / "out") == contents(whole)


def test_sweep__killed_after_its_first_run__ends_as_if_it_never_had_been(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "scripts.cli", "sweep", str(TINY), *VARIED, "--out", str(folder), "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([*command, "--quiet"], env=environment) as process:
        first = folder / "runs" / IDS[0] / "record.json"
        while not first.exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    before = {path: path.stat().st_mtime_ns for path in (folder / "runs").glob("*/record.json")}
    assert 0 < len(before) < len(IDS)
    assert not (folder / "SHA256SUMS").exists()
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert contents(folder) == contents(whole)
    assert list((folder / "runs").glob("*.partial")) == []


def test_resume__finished_sweep__is_left_alone(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(whole)
    assert main(["resume", str(whole)]) == 0
    assert capsys.readouterr().out == f"{whole}: the sweep is finished already\n"
    assert contents(whole) == before


def test_sweep__on_its_own_finished_folder__runs_nothing_and_shows_it(
    whole: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts.sweep_run, "in_memory", lambda *_: pytest.fail("it ran again"))
    before = contents(whole)
    assert main(["sweep", str(TINY), *VARIED, "--out", str(whole)]) == 0
    printed = capsys.readouterr()
    assert "8 runs: 4 points (grid) with 2 seeds each, 8 of them finished already" in printed.err
    assert "8 of 8 runs" in printed.out
    assert printed.out.splitlines()[-1] == f"results in {whole}"
    assert contents(whole) == before


def test_sweep__as_json__is_json_alone(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", str(TINY), *VARIED, "--out", str(whole), "--json"]) == 0
    printed = capsys.readouterr()
    content = json.loads(printed.out)
    assert content["indices"] == json.loads((whole / "indices.json").read_text())
    assert (content["failed"], printed.err) == ([], "")


def failing(real: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A run that fails for one seed at one point, and one that does not come out even."""

    def in_memory(scenario: Any, engine: str) -> dict[str, Any]:
        if (scenario.liquidity.opening, scenario.seed) == ("0.5", 4):
            raise RuntimeError("planted\nin a run")
        summary = real(scenario, engine)
        return summary | {"conserved": (scenario.liquidity.opening, scenario.seed) != ("1", 3)}

    return in_memory


def test_sweep__failed_runs__are_told_with_their_command_and_run_again(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    options = ["--param", "liquidity.opening=0.5:1.0:2", "--seeds", "2", "--out", str(folder), "--jobs", "1", "--quiet"]
    command = ["sweep", str(TINY), *options]
    with monkeypatch.context() as patched:
        patched.setattr(scripts.sweep_run, "in_memory", failing(scripts.sweep_run.in_memory))
        assert main(command) == 1
    first, second = capsys.readouterr().err.splitlines()
    replay = f"corridor run {folder}/scenario.yaml --seed 4 --set expect= --set "
    assert first.startswith(f"error: point 0, seed 4: RuntimeError: planted; replay it: {replay}")
    assert second.startswith("error: point 1, seed 3: not conserved: 0 findings; replay it: corridor run ")
    assert not (folder / "SHA256SUMS").exists()
    assert pq.read_table(folder / "sweep.parquet").column("run").to_pylist() == ["p000-s3", "p001-s4"]
    assert main([*shlex.split(first.partition("replay it: ")[2])[1:], "--quiet"]) == 0
    alone = json.loads((folder / "replays" / "p000-s4" / "summary.json").read_text())["digest"]
    assert main(command) == 0
    assert pq.read_table(folder / "sweep.parquet").column("digest").to_pylist()[1] == alone
    assert (folder / "SHA256SUMS").exists()


def test_sweep__kept__leaves_runs_that_can_be_verified(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = ["sweep", str(TINY), "--param", "market_makers.maker.spread_bps=5,50", "--out", str(folder), "--keep"]
    assert main([*command, "--set", "liquidity.opening='0.5'", "--jobs", "1", "--quiet"]) == 0
    assert main(["verify", str(folder / "runs" / "p001-s3" / "results"), "--quiet"]) == 0
    record = json.loads((folder / "runs" / "p001-s3" / "record.json").read_text())
    assert record["digest"] == digests(whole)["p001-s3"]


def test_sweep__another_one_in_the_folder__is_refused_and_left_alone(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(whole)
    assert main(["sweep", str(TINY), *VARIED[:2], "--seeds", "2", "--out", str(whole)]) == 2
    assert capsys.readouterr().err == (
        f"error: {whole}: another sweep stands here: its parameters are not the same; name another with --out\n"
    )
    assert contents(whole) == before


def test_sweep__running_elsewhere__is_refused(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with SweepFolder(whole).locked():
        assert sweep(whole) == 2
    assert "the sweep is running already" in capsys.readouterr().err


def test_sweep__tried_dry__says_how_many_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sweep(tmp_path / "out", "--dry-run") == 0
    assert capsys.readouterr().out == "8 runs: 4 points with 2 seeds; nothing was run\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--param", "liquidty.opening=1,2"], "--param liquidty.opening=1,2: unknown key 'liquidty': "),
        (["--param", "liquidity.opening=1.0:0.2:3"], "--param liquidity.opening=1.0:0.2:3: empty range: "),
        (["--param", "liquidity.opening=0.2:1.0:1"], "--param liquidity.opening=0.2:1.0:1: number of values: "),
        ([], "--param: nothing to vary: "),
        ([*VARIED[:2], "--design", "sobal"], "--design sobal: unknown design: "),
        (["--param", "a=0.2:1", "--design", "sobol", "--samples", "9"], "--samples 9: no power of two: "),
        ([*VARIED[:2], "--seeds", "0"], "--seeds 0: number of seeds: "),
        ([*VARIED[:2], "--seeds", "501"], "corridor sweep: 1,002 runs: 2 points with 501 seeds are "),
        ([*VARIED[:2], "--backend", "dask"], "--backend dask: unknown backend: "),
        ([*VARIED[:2], "--address", "10.0.0.1:6379"], "--address 10.0.0.1:6379: address without a cluster: "),
        ([*VARIED[:2], "--engine", "rpc"], "--engine rpc: no engine for a sweep: "),
        ([*VARIED[:2], "--engine", "revn"], "--engine"),
        ([*VARIED[:2], "--set", "bnks=1"], "--set bnks=1: unknown key 'bnks': "),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_sweep__bad_input__is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], line: str
) -> None:
    assert main(["sweep", str(TINY), "--out", str(tmp_path / "out"), "--quiet", *options]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {line}")
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_sweep__scenario_with_several_ways__is_told_to_take_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = TINY.with_name("interbank.yaml")
    assert main(["sweep", str(ways), *VARIED[:2], "--out", str(tmp_path / "out")]) == 2
    assert "several ways: it compares gross, queue, offset, best; add --set compare=[]" in capsys.readouterr().err


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.write_text("mine")], ids=["dir", "file"])
def test_sweep__where_something_else_stands__is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], object]
) -> None:
    make(tmp_path / "out")
    assert sweep(tmp_path / "out") == 2
    assert "it exists already and is no sweep; name another with --out" in capsys.readouterr().err


def test_sweep__without_ray_installed__is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert sweep(tmp_path / "out", "--backend", "ray") == 2
    error = capsys.readouterr().err
    assert error == (
        "error: --backend ray: Ray is not installed: it is an optional part of the package; "
        "install corridor[ray], or take --backend loky\n"
    )


@pytest.fixture
def patient_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray gives its own processes half a minute to start, which a machine that does much else does not keep."""
    for name in ("raylet_start_wait_time_s", "gcs_server_request_timeout_seconds", "worker_register_timeout_seconds"):
        monkeypatch.setenv(f"RAY_{name}", "600")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")


@pytest.mark.deep
@pytest.mark.usefixtures("patient_ray")
@pytest.mark.filterwarnings("ignore")  # Ray's own, about its own future
def test_sweep__on_a_ray_cluster_of_two_workers__gives_the_same_run_by_run(whole: Path, tmp_path: Path) -> None:
    from ray.cluster_utils import Cluster

    folder = tmp_path / "out"
    plan = SweepFolder(whole).plan()
    SweepFolder.prepare(folder, plan)
    cluster = Cluster()
    try:
        for _ in range(2):
            cluster.add_node(num_cpus=1, include_dashboard=False)
        cluster.wait_for_nodes(600)
        run_all(str(folder), list(plan.runs()), Execution("ray", None, cluster.address))
    finally:
        cluster.shutdown()
    assert digests(folder) == digests(whole)
