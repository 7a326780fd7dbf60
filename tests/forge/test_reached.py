"""Holds the judge of `make coverage` to what it is for: too little reached, or nothing measured, is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from reached import UNSEEN, Figures, Share, contracts, judge, places, read_report, unseen_places

REPORT = """TN:
SF:contracts/money/MoneyToken.sol
FN:9,MoneyToken.issue
FNDA:7,MoneyToken.issue
DA:9,7
DA:10,0
BRDA:10,0,0,-
BRDA:10,0,1,3
BRDA:12,1,0,0
LF:2
LH:1
end_of_record
SF:contracts/settlement/FxBoard.sol
DA:5,1
end_of_record
"""


def test_read_report__lines_and_branches__counts_what_was_reached() -> None:
    assert read_report(REPORT, {}) == {
        "contracts/money/MoneyToken.sol": Figures(Share(1, 2), Share(1, 3)),
        "contracts/settlement/FxBoard.sol": Figures(Share(1, 1), Share(0, 0)),
    }


def test_read_report__unseen_lines__are_left_out_and_no_others() -> None:
    unseen = {"contracts/money/MoneyToken.sol": frozenset({9, 10})}
    figures = read_report(REPORT, unseen)["contracts/money/MoneyToken.sol"]
    assert figures == Figures(Share(1, 1), Share(1, 2))  # line 9 was seen, and the branch on line 12 is still missing
    assert not figures.suffices


def test_places__each_line_once__are_their_numbers() -> None:
    assert places("a\n  b\nc\n  c\n", ["b", "a"]) == {1, 2}


@pytest.mark.parametrize(("line", "times"), [("c", 2), ("d", 0), ("", 0)])
def test_places__line_that_is_gone_or_not_the_only_one__fails(line: str, times: int) -> None:
    with pytest.raises(ValueError, match=f"stands {times} times in its source: {line}"):
        places("a\n  b\nc\n  c\n", [line])


def test_unseen_places__of_the_checkout__are_those_lines_alone() -> None:
    assert {path: len(found) for path, found in unseen_places().items()} == {
        path: len(lines) for path, lines in UNSEEN.items()
    }


@pytest.mark.parametrize("path", UNSEEN)
def test_judge__miss_beside_the_unseen_lines__is_named(path: str) -> None:
    unseen = unseen_places()
    missed = "".join(f"DA:{line},0\nBRDA:{line},0,0,-\n" for line in sorted(unseen[path]))
    report = f"SF:{path}\nDA:1,1\nBRDA:1,0,0,1\n{missed}"
    assert judge(read_report(report, unseen), [path]) == ""
    assert judge(read_report(report + f"DA:{max(unseen[path]) + 1},0\n", unseen), [path]).endswith(path)
    assert judge(read_report(report, {}), [path]).endswith(path)


@pytest.mark.parametrize(
    ("lines", "branches", "is_named"),
    [
        (Share(98, 100), Share(95, 100), False),
        (Share(979, 1000), Share(100, 100), True),
        (Share(100, 100), Share(949, 1000), True),
        (Share(3, 3), Share(0, 0), False),
        (Share(0, 3), Share(0, 0), True),
    ],
)
def test_judge__at_and_below_the_thresholds__names_the_file(lines: Share, branches: Share, is_named: bool) -> None:
    verdict = judge({"a.sol": Figures(Share(1, 1)), "b.sol": Figures(lines, branches)}, ["a.sol", "b.sol"])
    assert verdict == ("less than 98 % of lines or 95 % of branches: b.sol" if is_named else "")


def test_judge__contract_that_nobody_measured__is_named() -> None:
    assert judge({}, ["a.sol"]).endswith(": a.sol")


def test_contracts__of_the_checkout__are_all_but_interfaces_and_mocks() -> None:
    found = contracts(Path(__file__).parents[2] / "contracts")
    assert "contracts/money/MoneyToken.sol" in found
    assert {path.split("/")[1] for path in found} == {
        "access",
        "compliance",
        "lending",
        "libraries",
        "money",
        "settlement",
    }
