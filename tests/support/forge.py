"""Runs the Solidity tests and tells their verdicts.

Trusts forge's exit code no further than its JSON: a run without a verdict is a failure.
Never leaves anything outside build/.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
WITH_FORGE = REPO / "scripts/with_forge.sh"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one Solidity test. name: `file:contract.function`; reason: why it failed, else empty;
    calls: how many calls the fuzzer made, 0 for a plain test."""

    name: str
    reason: str
    calls: int

    @property
    def passed(self) -> bool:
        """Whether the test succeeded."""
        return not self.reason


def run_forge(profile: str, *options: str, artifacts: Path | None = None) -> list[Verdict]:
    """The verdict of each test of a profile of foundry.toml, on the committed bytecode or that in `artifacts`."""
    environment = os.environ | {"FOUNDRY_PROFILE": profile}
    if artifacts is not None:
        environment["CORRIDOR_ARTIFACTS"] = str(artifacts)
        environment["FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR"] = str(artifacts / "failures")  # not to be replayed here
        environment["FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT"] = "0"  # of a planted bug the shortest calls tell nothing
    _compile(environment)
    done = _forge(environment, "test", "--json", *options)
    if not done.stdout.startswith("{"):
        raise AssertionError(f"forge gives no verdict, exit code {done.returncode}:\n{done.stdout}{done.stderr}")
    verdicts = [
        _verdict(f"{suite}.{test.partition('(')[0]}", result)
        for suite, found in json.loads(done.stdout).items()
        for test, result in found["test_results"].items()
    ]
    if not verdicts or (done.returncode == 0) != all(verdict.passed for verdict in verdicts):
        raise AssertionError(f"forge contradicts itself, exit code {done.returncode}: {verdicts}")
    return verdicts


def _compile(environment: dict[str, str]) -> None:
    """Compiles the tests, once: two at the same time would write over each other's build."""
    (REPO / "build").mkdir(exist_ok=True)
    with (REPO / "build/forge.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _forge(environment, "build")
    if done.returncode != 0:
        raise AssertionError(f"the Solidity tests do not compile:\n{done.stdout}{done.stderr}")


def _forge(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(WITH_FORGE), "forge", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _verdict(name: str, result: dict[str, Any]) -> Verdict:
    reason = "" if result["status"] == "Success" else str(result["reason"] or result["status"])
    if calls := _counterexample(result):
        reason += "".join(f"\n    {call}" for call in calls)
    return Verdict(name, reason, result["kind"].get("Invariant", {}).get("calls", 0))


def _counterexample(result: dict[str, Any]) -> list[str]:
    """The shortest calls that forge found to break a test, as a person would write them."""
    found = result["counterexample"] or {}
    calls = found["Sequence"][1] if "Sequence" in found else list(found.values())
    return [f"{(call['contract_name'] or '').partition(':')[2]}.{call['func_name']}({call['args']})" for call in calls]
