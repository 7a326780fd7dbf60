"""The plan of a sweep: all that its runs depend on, as `sweep.json` holds it.

Trusts its own text once the schema version is known.
Never holds what differs from machine to machine but the versions of the libraries that drew the points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from chain.errors import InputError
from nodes.scenario import Scenario
from nodes.scenario.user_code import UserCode
from nodes.sweeps.designs import Points
from nodes.sweeps.parameters import Parameter

SWEEP_SCHEMA_VERSION = 1
WITHOUT_EXPECTATIONS = "expect="
"""What a scenario expects is true of its own values: with others it would contradict itself."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run of a sweep. point: its place among the points, from 0; seed: from which it draws."""

    point: int
    seed: int

    @property
    def id(self) -> str:
        """Names its folder: `p007-s2022`."""
        return f"p{self.point:03}-s{self.seed}"


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """A scenario, the points and the seeds: each run is a function of the plan, a point and a seed."""

    scenario: str
    """Name of the scenario."""
    scenario_text: str
    """The file as it was read."""
    settings: tuple[str, ...]
    """`key.path=value`, the same at each point."""
    engine: str
    """The EVM that executes every run."""
    design: str
    samples: int | None
    """N of the design; `None` for a grid."""
    parameters: tuple[Parameter, ...]
    points: Points
    seeds: tuple[int, ...]
    """The same at each point: common random numbers."""
    versions: dict[str, str]
    """Of the libraries that drew the points; they are told, nothing depends on them."""
    code: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each Python module that the scenario names, which every run requires."""
    folder: Path = field(default=Path(), compare=False)
    """From where the scenario's paths are seen."""
    allow_code: bool = field(default=False, compare=False)
    """Whether these may run: said anew by whoever opens the sweep, and in no file."""
    user_code: UserCode = field(default_factory=UserCode, compare=False)
    """These modules, where the plan was made from their files."""

    def runs(self) -> Iterator[PlannedRun]:
        """Every run, point by point."""
        for point in range(len(self.points)):
            for seed in self.seeds:
                yield PlannedRun(point, seed)

    def settings_of(self, point: int) -> tuple[str, ...]:
        """All that is set at a point, in order."""
        own = (parameter.setting(value) for parameter, value in zip(self.parameters, self.points[point], strict=True))
        return (WITHOUT_EXPECTATIONS, *self.settings, *own)

    def base(self) -> Scenario:
        """The scenario at no point."""
        return self._scenario("scenario.yaml", None, (WITHOUT_EXPECTATIONS, *self.settings))

    def scenario_of(self, run: PlannedRun, source: str = "scenario.yaml") -> Scenario:
        """The scenario that a run runs. Raises `ScenarioError` where the values of its point contradict each other."""
        return self._scenario(source, run.seed, self.settings_of(run.point))

    def _scenario(self, source: str, seed: int | None, settings: tuple[str, ...]) -> Scenario:
        text, folder = self.scenario_text, self.folder
        scenario = Scenario.parse(text, source, seed, settings, folder, allow_code=self.allow_code)
        present = scenario.code.fingerprint()
        for name in present:
            if present[name] != self.code.get(name):
                why = "its SHA-256 is not the one that the sweep began with"
                raise InputError(what="other code", where=f"module {name}", why=why, do="put the former code back")
        return scenario

    def as_json(self) -> dict[str, Any]:
        """What `sweep.json` holds."""
        return {
            "schema_version": SWEEP_SCHEMA_VERSION,
            "scenario": {
                "name": self.scenario,
                "sha256": hashlib.sha256(self.scenario_text.encode()).hexdigest(),
                "text": self.scenario_text,
            },
            "settings": list(self.settings),
            "engine": self.engine,
            "design": self.design,
            "samples": self.samples,
            "parameters": [_parameter_as_json(parameter) for parameter in self.parameters],
            "points": [list(point) for point in self.points],
            "seeds": list(self.seeds),
            "versions": self.versions,
            "code": self.code,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> SweepPlan:
        """The plan that `as_json` gave. Raises `ValueError` or `KeyError` for what is none."""
        if content["schema_version"] != SWEEP_SCHEMA_VERSION:
            raise ValueError(f"schema version {content['schema_version']}, this program reads {SWEEP_SCHEMA_VERSION}")
        text = content["scenario"]["text"]
        if hashlib.sha256(text.encode()).hexdigest() != content["scenario"]["sha256"]:
            raise ValueError("the scenario's text is not the one whose SHA-256 stands beside it")
        return cls(
            scenario=content["scenario"]["name"],
            scenario_text=text,
            settings=tuple(content["settings"]),
            engine=content["engine"],
            design=content["design"],
            samples=content["samples"],
            parameters=tuple(_parameter_from_json(entry) for entry in content["parameters"]),
            points=tuple(tuple(point) for point in content["points"]),
            seeds=tuple(content["seeds"]),
            versions=content["versions"],
            code=content.get("code", {}),
        )


def _parameter_as_json(parameter: Parameter) -> dict[str, Any]:
    low, high = parameter.bounds or (None, None)
    return {
        "path": parameter.path,
        "low": None if low is None else str(low),
        "high": None if high is None else str(high),
        "values": list(parameter.values),
        "decimals": parameter.decimals,
        "is_text": parameter.is_text,
    }


def _parameter_from_json(entry: dict[str, Any]) -> Parameter:
    bounds = None if entry["low"] is None else (Decimal(entry["low"]), Decimal(entry["high"]))
    return Parameter(entry["path"], bounds, tuple(entry["values"]), entry["decimals"], entry["is_text"])
