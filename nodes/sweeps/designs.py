"""Which points of the parameters' space a sweep runs: a grid, or a design that SALib draws.

Trusts SALib for Latin hypercubes, Saltelli's extension of Sobol' sequences and Morris' trajectories.
Never draws without a seed: a plan's points are drawn once and written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from chain.errors import InputError
from finance.suggestions import did_you_mean
from nodes.randomness import Stream
from nodes.sweeps.parameters import Parameter, Written, refused

GRID, LHS, SOBOL, MORRIS = "grid", "lhs", "sobol", "morris"
DESIGNS = (GRID, LHS, SOBOL, MORRIS)
MORRIS_LEVELS = 4
POINTS_MAX = 1_000_000

Points = tuple[tuple[str, ...], ...]
"""A value a parameter, a row a point."""


def check_design(design: str, parameters: Sequence[Written], samples: int | None) -> None:
    """That a design, its parameters and its number of samples fit together. Raises `InputError`."""
    if design not in DESIGNS:
        why = f"there is no such design{did_you_mean(design, DESIGNS)}"
        raise _refused(f"--design {design}", "unknown design", why, f"take one of {', '.join(DESIGNS)}")
    if not parameters:
        raise _refused(
            "--param", "nothing to vary", "there is no parameter", "name one with --param key.path=LOW:HIGH:N"
        )
    paths = [parameter.path for parameter in parameters]
    for number, parameter in enumerate(parameters):
        if parameter.path in paths[:number]:
            raise refused(parameter.text, "parameter twice", f"{parameter.path} is varied already", "name it once")
        _check_shape(design, parameter)
    _check_samples(design, samples, len(parameters))
    if points_count(design, parameters, samples) > POINTS_MAX:
        raise _refused(f"--design {design}", "too many points", f"{POINTS_MAX:,} are the most", "take fewer values")


def points_count(design: str, parameters: Sequence[Written], samples: int | None) -> int:
    """How many points a design has that passed `check_design`; parameters D, samples N.

    grid: the product of the numbers of values; lhs: N; sobol: N · (D + 2); morris: N · (D + 1).
    """
    if design == GRID:
        return prod(parameter.count or len(parameter.items) for parameter in parameters)
    return (samples or 0) * {LHS: 1, SOBOL: len(parameters) + 2, MORRIS: len(parameters) + 1}[design]


def draw_points(design: str, parameters: Sequence[Parameter], samples: int | None, seed: int) -> Points:
    """The points of a design, in its order: a function of the arguments and of SALib's version.

    A grid varies its last parameter first. The others are drawn in the unit cube and scaled in exact decimals.
    """
    if design == GRID:
        return tuple(product(*(parameter.values for parameter in parameters)))
    if design == MORRIS:
        _check_levels(parameters)
    shares = _unit_sample(design, len(parameters), samples or 0, design_seed(seed))
    return tuple(
        tuple(parameter.at(Decimal(repr(float(share)))) for parameter, share in zip(parameters, row, strict=True))
        for row in shares
    )


def design_seed(seed: int) -> int:
    """The seed of SALib's generators, from a sub-stream of its own; above zero, which SALib takes for none."""
    return 1 + Stream(seed, "sweep", "design").below(2**31 - 1)


def unit_problem(names: Sequence[str]) -> dict[str, Any]:
    """SALib's description of the unit cube."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _check_shape(design: str, parameter: Written) -> None:
    if design != GRID:
        if parameter.bounds is None:
            why = f"the design {design} draws between bounds, and this is a list"
            raise refused(parameter.text, "no bounds", why, "write LOW:HIGH, or take --design grid")
        if parameter.count is not None:
            why = f"the design {design} takes as many values as --samples says"
            raise refused(parameter.text, "number of values", why, "write LOW:HIGH")
    elif parameter.bounds is not None and parameter.count is None:
        why = "a grid has to know how many values to take"
        raise refused(parameter.text, "no number of values", why, "write LOW:HIGH:N")


def _check_samples(design: str, samples: int | None, parameters: int) -> None:
    where = "--samples" if samples is None else f"--samples {samples}"
    if design == GRID:
        if samples is not None:
            raise _refused(where, "samples of a grid", "its parameters say how many points it has", "leave it out")
        return
    if samples is None:
        raise _refused(where, "no samples", f"the design {design} has to know how many", "add --samples N")
    least = parameters + 3 if design == LHS else 2
    if samples < least:
        why = f"the design {design} needs {least} or more for {parameters} parameter{'s' * (parameters > 1)}"
        raise _refused(where, "too few samples", why, f"take {least} or more")
    if design == SOBOL and samples & (samples - 1):
        above = 1 << samples.bit_length()
        why = "a Sobol' sequence is balanced in powers of two only"
        raise _refused(where, "no power of two", why, f"take {above // 2} or {above}")


def _check_levels(parameters: Sequence[Parameter]) -> None:
    """That no two levels of Morris' grid are rounded to one value: a step between them would be none."""
    for parameter in parameters:
        values = {parameter.at(Decimal(level) / (MORRIS_LEVELS - 1)) for level in range(MORRIS_LEVELS)}
        if len(values) < MORRIS_LEVELS:
            why = f"the design morris takes {MORRIS_LEVELS} values of it, and rounded they are not all different"
            raise refused(parameter.path, "range too narrow", why, "widen it")


def _unit_sample(design: str, parameters: int, samples: int, seed: int) -> Any:
    problem = unit_problem([f"p{number}" for number in range(parameters)])
    if design == LHS:
        from SALib.sample import latin

        return latin.sample(problem, samples, seed=seed)
    if design == SOBOL:
        from SALib.sample import sobol

        # Without the second order: N · (D + 2) points instead of N · (2 D + 2).
        return sobol.sample(problem, samples, calc_second_order=False, seed=seed)
    from SALib.sample import morris

    return morris.sample(problem, samples, num_levels=MORRIS_LEVELS, seed=seed)


def _refused(where: str, what: str, why: str, do: str) -> InputError:
    return InputError(what=what, where=where, why=why, do=do)
