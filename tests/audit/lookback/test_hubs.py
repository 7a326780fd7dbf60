"""Money that is collected and paid out in equal parts: by one wallet, or by the middle of a stack; and by two ways."""

from __future__ import annotations

import pytest
from hindsight import Paid, found, names_of

from audit.lookback.gather_scatter import GatherScatter
from audit.lookback.scatter_gather import ScatterGather
from audit.lookback.stack import Stack

FUNNEL: list[Paid] = [(0, "a", "hub", 4_000), (3, "b", "hub", 1_000), (6, "c", "hub", 5_000)]
PARTS: list[Paid] = [(30, "hub", f"to-{n}", 3_200) for n in range(3)]
STACK: list[Paid] = [
    *((n, payer, middle, 1_000 * (n + 1)) for n, (payer, middle) in enumerate(["av", "bv", "aw", "bw"])),
    *((30, "v", payee, 1_450) for payee in "yz"),
    *((30, "w", payee, 3_400) for payee in "yz"),
]
WEB: list[Paid] = [
    *((n, "boss", f"mule-{n}", 1_000 * (n + 1)) for n in range(3)),
    *((30 + n, f"mule-{n}", "end", 970 * (n + 1)) for n in range(3)),
]


def test_gather_scatter__collected_and_paid_in_equal_parts__alarms_everybody() -> None:
    (finding,) = found(GatherScatter(), *FUNNEL, *PARTS)
    assert finding.accounts == ("a", "hub", "b", "c", "to-0", "to-1", "to-2")
    assert (finding.own_score, finding.reasons[-2].figure) == (70, 9_600)


def test_gather_scatter__stranger_s_payment_between__is_left_out() -> None:
    (finding,) = found(GatherScatter(), *FUNNEL, (4, "stranger", "hub", 7_777), *PARTS)
    assert "stranger" not in finding.accounts
    assert len(finding.payments) == 6


KNOWN: list[Paid] = [(600, "hub", "to-2", 10)]


def test_gather_scatter__part_to_somebody_whom_the_hub_knows__is_one_like_the_others() -> None:
    (finding,) = found(GatherScatter(), *FUNNEL, *PARTS, *KNOWN)
    assert finding.accounts == ("a", "hub", "b", "c", "to-0", "to-1", "to-2")
    assert finding.own_score == 70


@pytest.mark.parametrize(
    "rows",
    [
        [*FUNNEL, *PARTS, *KNOWN, (601, "hub", "to-1", 10)],  # two who are known
        [*FUNNEL[1:], *((30, "hub", f"to-{n}", 1_920) for n in range(3)), *KNOWN],  # five payments with it
        [*FUNNEL, *PARTS[:2], (30, "hub", "to-2", 3_100), *KNOWN],  # another amount
    ],
)
def test_gather_scatter__more_known_or_fewer_payments__is_none(rows: list[Paid]) -> None:
    assert found(GatherScatter(), *rows) == []


@pytest.mark.parametrize(
    ("rows", "score"),
    [
        ([*FUNNEL[:2], *((30, "hub", f"to-{n}", 2_400) for n in range(2))], 30),  # two and two
        ([*FUNNEL, *((30, "hub", f"to-{n}", 1_000) for n in range(3))], 45),  # parts of no known origin
        ([*((30, "hub", f"to-{n}", 1_000) for n in range(4))], 55),
    ],
)
def test_gather_scatter__less_than_that__counts_less(rows: list[Paid], score: int) -> None:
    assert [finding.own_score for finding in found(GatherScatter(), *rows)] == [score]


@pytest.mark.parametrize(
    "rows",
    [
        [*FUNNEL, PARTS[0], (31, "hub", "to-1", 3_300)],  # parts that differ by 3 %
        [*FUNNEL[:2], *((120, "hub", f"to-{n}", 2_400) for n in range(2))],  # five days later
        [*FUNNEL[:2], *((30, "hub", "to-0", 2_400) for _ in range(2))],  # to one
    ],
)
def test_gather_scatter__unequal_late_or_to_one__is_none(rows: list[Paid]) -> None:
    assert found(GatherScatter(), *rows) == []


def test_stack__two_hubs_between_the_same__is_one_and_one_hub_is_none() -> None:
    findings = found(Stack(), *STACK)
    assert names_of(findings) == {*"abvwyz"}
    assert [finding.own_score for finding in findings] == [90, 90]
    assert found(Stack(), *(row for row in STACK if "w" not in row)) == []


def test_scatter_gather__several_ways_between_two__alarms_all() -> None:
    (finding,) = found(ScatterGather(), *WEB)
    assert {*finding.accounts} == {"boss", "mule-0", "mule-1", "mule-2", "end"}
    assert finding.own_score == 75


@pytest.mark.parametrize(
    "rows",
    [
        [row for row in WEB if "mule-0" in row],  # one way
        [WEB[0], WEB[3], WEB[1], (31, "mule-1", "end", 1_800)],  # one keeps 3 %, the other 10 %
        [WEB[0], WEB[3], WEB[1], (31, "mule-1", "elsewhere", 1_940)],
        [(hour, payer, "boss" if payee == "end" else payee, minor) for hour, payer, payee, minor in WEB],  # back
    ],
)
def test_scatter_gather__anything_less__is_none(rows: list[Paid]) -> None:
    assert found(ScatterGather(), *rows) == []
