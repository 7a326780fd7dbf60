"""Systems of linear equations in exact rationals.

Trusts the system to have as many rows as unknowns.
Never pivots by size: nothing is rounded, so that any pivot but zero will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def solve(rows: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """The unknowns of a system by Gauss–Jordan elimination; `ZeroDivisionError` where they are not determined.

    rows: n of n coefficients and what they add up to.
    """
    matrix = [list(row) for row in rows]
    for column in range(len(matrix)):
        pivot = next((row for row in range(column, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            raise ZeroDivisionError(f"unknown {column} is not determined")
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        _eliminate(matrix, column)
    return [row[-1] for row in matrix]


def _eliminate(matrix: list[list[Fraction]], column: int) -> None:
    """Leaves a one in the column's own row, and zeros in it everywhere else."""
    head = matrix[column][column]
    matrix[column] = [value / head for value in matrix[column]]
    for index, row in enumerate(matrix):
        factor = row[column]
        if index != column and factor:
            matrix[index] = [value - factor * own for value, own in zip(row, matrix[column], strict=True)]
