"""What is counted: wallets, patterns, payments, look-alikes; a truth file that is missing or broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hindsight import transfers

from audit.lookback.baseline import baseline_f1_bps
from audit.lookback.rates import Rates, share_bps
from audit.lookback.scoring import score
from audit.lookback.truth import Planted, load_truth
from audit.lookback.verdicts import verdicts
from chain.errors import InputError

RING = [(0, "a", "b", 10_000), (5, "b", "c", 9_700), (9, "c", "a", 9_409)]
ROW = [(0, "p", "q", 10_000), (5, "q", "r", 9_700), (9, "r", "s", 9_409)]
TRANSFERS = transfers([*RING, *ROW])
OF_RING = tuple(each.uetr for each in TRANSFERS if each.payer in "abc")


def test_rates__of_two_sets__are_basis_points_and_zero_of_nothing() -> None:
    rates = Rates.of({"a", "b", "c"}, {"b", "c", "d", "e"})
    assert (rates.precision_bps, rates.recall_bps, rates.f1_bps) == (6_666, 5_000, 5_714)
    assert Rates.of(set(), set()).f1_bps == share_bps(1, 0) == 0


def test_score__one_pattern_found_one_missed_and_one_row_that_is_honest__is_counted() -> None:
    patterns = Planted("ring", "cycle", ("a", "b", "c"), OF_RING), Planted("fan", "fan_in", ("x", "y", "z"), ())
    kinds = {each.uetr: "bill" for each in TRANSFERS if each.payer in ("p", "q", "r", "calm-1")}
    result = score(verdicts(TRANSFERS), patterns, TRANSFERS, kinds)
    assert (result.honest_alarmed, result.wallets - result.honest) == (4, 6)
    assert result.overall == Rates(3 * 10_000 // 7, 5_000)
    assert result.payments == Rates(5_000, 10_000)
    rows = {row.typology: row for row in result.typologies}
    assert (rows["cycle"].found_bps, rows["cycle"].rates.f1_bps) == (10_000, 10_000)
    assert (rows["fan_in"].found, rows["fan_in"].members, rows["fan_in"].alarmed) == (0, 3, 0)
    assert (rows["rapid_movement"].named, rows["rapid_movement"].right) == (4, 0)
    (alike,) = result.look_alikes
    assert (alike.payments, alike.held, alike.wallets, alike.alarmed) == (4, 3, 6, 4)
    assert json.loads(json.dumps(result.as_json()))["overall"]["recall_bps"] == 5_000


def test_score__half_of_a_pattern_s_members__is_a_pattern_found_and_less_is_not() -> None:
    half, less = ("a", "b", "x", "y"), ("c", "u", "v")
    result = score(verdicts(TRANSFERS), (Planted("1", "cycle", half, ()), Planted("2", "stack", less, ())), TRANSFERS)
    assert {row.typology: row.found for row in result.typologies if row.patterns} == {"cycle": 1, "stack": 0}
    assert result.look_alikes == ()


def test_baseline__who_deals_with_many_is_guilty__is_perfect_and_otherwise_is_not() -> None:
    rows = [(n, f"w{n}", "hub", 10) for n in range(9)]
    assert baseline_f1_bps(transfers(rows), {"hub"}) == 10_000
    assert baseline_f1_bps(transfers(rows), {"w3"}) < 2_000


def test_load_truth__of_a_run__names_members_as_the_record_does(tmp_path: Path) -> None:
    payment = {"id": "p-1", "uetr": OF_RING[0], "payer": "first", "payee": "second"}
    pattern = {"id": "ring-1", "kind": "cycle", "members": ["first", "second", "third"], "payments": [payment]}
    path = tmp_path / "truth.json"
    path.write_text(json.dumps({"schema_version": 1, "patterns": [pattern]}))
    assert load_truth(path, TRANSFERS) == (Planted("ring-1", "cycle", ("a", "b", "third"), (OF_RING[0],)),)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 2}', '{"schema_version": 1, "patterns": [{}]}'])
def test_load_truth__of_something_else__is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text(text)
    with pytest.raises(InputError, match="no readable truth file"):
        load_truth(path, ())


def test_load_truth__without_a_file__says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no truth file.*leave out --score"):
        load_truth(tmp_path / "truth.json", ())
