"""Who executes the runs of a sweep: this process, processes beside it (joblib's loky), or a Ray cluster.

Trusts joblib and Ray to hand out runs; what became of one is on the disk, which all of them must see.
Never lets a run take more than one process, and never starts what is not installed without a line that says so.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chain.errors import ChainFault, InputError
from finance.suggestions import did_you_mean
from scripts.sweep_run import execute

if TYPE_CHECKING:
    from nodes.sweeps.plan import PlannedRun

LOKY, RAY = "loky", "ray"
BACKENDS = (LOKY, RAY)


@dataclass(frozen=True, slots=True)
class Execution:
    """How runs are executed. backend; jobs: runs at a time, None: one a core; address: of the Ray cluster, None: one
    on this machine; keep: whether every run keeps its whole results folder; allow_code: whether Python that the
    scenario names may run."""

    backend: str = LOKY
    jobs: int | None = None
    address: str | None = None
    keep: bool = False
    allow_code: bool = False

    def check(self) -> None:
        """Raises `InputError` where it cannot be."""
        if self.backend not in BACKENDS:
            why = f"there is no such backend{did_you_mean(self.backend, BACKENDS)}"
            raise _refused(f"--backend {self.backend}", "unknown backend", why, f"take {LOKY} or {RAY}")
        if self.address is not None and self.backend != RAY:
            where, why = f"--address {self.address}", "only a Ray cluster has one"
            raise _refused(where, "address without a cluster", why, "add --backend ray, or leave it out")
        if self.backend == RAY and importlib.util.find_spec("ray") is None:
            why = "it is an optional part of the package"
            raise _refused(
                "--backend ray", "Ray is not installed", why, "install corridor[ray], or take --backend loky"
            )

    @property
    def at_a_time(self) -> int | None:
        """How many runs go on at once; None where the cluster decides."""
        if self.jobs is None:
            return None if self.backend == RAY else os.cpu_count() or 1
        return self.jobs


def run_all(path: str, runs: Sequence[PlannedRun], execution: Execution) -> None:
    """Executes runs of the sweep in the folder `path`; each leaves its record there. Returns when all are over."""
    if execution.backend == LOKY and execution.at_a_time == 1:
        for run in runs:
            execute(path, run.point, run.seed, execution.keep, execution.allow_code)
        return
    from joblib import Parallel, delayed

    own = execution.keep, execution.allow_code
    calls = (delayed(execute)(path, run.point, run.seed, *own) for run in runs)
    with _backend(execution):
        # One run a batch: a batch of several would wait for its slowest.
        Parallel(n_jobs=execution.at_a_time or -1, batch_size=1)(calls)


@contextmanager
def _backend(execution: Execution) -> Iterator[None]:
    from joblib import parallel_config

    if execution.backend == LOKY:
        # A run uses one process, and one thread of the numeric libraries in it.
        with parallel_config(LOKY, inner_max_num_threads=1):
            yield
        return
    with _cluster(execution.address), parallel_config(RAY):
        yield


@contextmanager
def _cluster(address: str | None) -> Iterator[None]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing about a run leaves the machines
    import ray
    from ray.util.joblib import register_ray

    is_ours = not ray.is_initialized()
    if is_ours:
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, ValueError) as error:
            raise ChainFault(f"no Ray cluster at {address}: {str(error).splitlines()[0]}") from error
    register_ray()
    try:
        yield
    finally:
        if is_ours:
            ray.shutdown()


def _refused(where: str, what: str, why: str, do: str) -> InputError:
    return InputError(what=what, where=where, why=why, do=do)
