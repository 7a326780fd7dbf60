"""USD 200 home: the payments have the size of the figures that others published, which stand beside them.

Costs and times in figures stand in the file's head (tests/scenarios/test_numbers.py).
"""

from __future__ import annotations

from gallery_numbers import designs_of
from gallery_runs import comparison_of


def test_remittance__every_payment__has_the_size_of_the_published_figures() -> None:
    found = comparison_of("remittance", designs_of("remittance"))
    assert [(row["design"], row["cost"]["count"]) for row in found["remittances"]] == [
        ("correspondent", 300),
        ("pvp", 300),
    ]
