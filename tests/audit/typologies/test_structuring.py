"""Structuring: parts just below the threshold of the chain's own travel rule; none without a threshold."""

from __future__ import annotations

import pytest
from transfers import Payments, looked

from audit.typologies.structuring import Structuring

PARTS = [(hour, "ann", f"payee-{hour % 2}", 90_000) for hour in range(4)]


def test_structuring__four_parts_of_ninety_percent__alarm_the_payer_and_its_payees() -> None:
    found = looked(Structuring(), Payments(threshold_minor=100_000), *PARTS)
    ((number, suspicion),) = found.pop("ann")
    assert number == 3
    assert {name: [s.own_score for _, s in told] for name, told in found.items()} == {
        f"payee-{side}": [suspicion.own_score - 20] for side in range(2)
    }
    assert suspicion.own_score == 45 + 35 * 10 // 20 + 20
    assert {reason.name: reason.figure for reason in suspicion.reasons}["mean_percent_of_threshold"] == 90


def test_structuring__payment_above_beside_the_parts__counts_less() -> None:
    rows = [(0, "ann", "shop", 100_000), *PARTS]
    ((_, suspicion),) = looked(Structuring(), Payments(threshold_minor=100_000), *rows)["ann"]
    assert suspicion.own_score == 45 + 35 * 10 // 20


@pytest.mark.parametrize(
    ("threshold_minor", "rows"),
    [
        (None, PARTS),
        (90_000, PARTS),  # they reach it
        (112_501, PARTS),  # they are below 80 %
        (100_000, PARTS[:3]),
        (100_000, [*PARTS[:3], (73, "ann", "payee-1", 90_000)]),
        (100_000, [*PARTS[:3], (3, "bob", "payee-1", 90_000)]),
    ],
)
def test_structuring__anything_else__is_no_alarm(
    threshold_minor: int | None, rows: list[tuple[int, str, str, int]]
) -> None:
    assert looked(Structuring(), Payments(threshold_minor=threshold_minor), *rows) == {}


def test_structuring__exactly_eighty_percent__counts() -> None:
    assert "ann" in looked(Structuring(), Payments(threshold_minor=112_500), *PARTS)


def test_structuring__payee_of_one_part__is_not_alarmed() -> None:
    rows = [(hour, "ann", f"payee-{hour}", 90_000) for hour in range(4)]
    assert set(looked(Structuring(), Payments(threshold_minor=100_000), *rows)) == {"ann"}
