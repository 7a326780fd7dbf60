"""What may be varied: how a parameter is read, how its values are written, and that decimals stay exact."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import InputError
from nodes.scenario import Scenario
from nodes.sweeps.parameters import Parameter, Written, plain, typed

TINY = Path(__file__).parents[2] / "data" / "tiny.yaml"


def accepts(setting: str) -> InputError | None:
    """What the tiny scenario says to a setting."""
    try:
        Scenario.load(TINY, None, ["expect=", setting])
    except InputError as error:
        return error
    return None


def anything(setting: str) -> None:
    """A scenario that takes whatever is set."""


@pytest.mark.parametrize(
    ("text", "decimals", "is_text", "values"),
    [
        ("liquidity.opening=0.2:1.0:5", 6, True, ("0.2", "0.4", "0.6", "0.8", "1")),
        ("banks.sg-bank.opening_liquidity=100:200:4", 2, True, ("100", "133.33", "166.67", "200")),
        ("market_makers.maker.spread_bps=1:9:3", 0, False, ("1", "5", "9")),
        ("market_makers.maker.spread_bps=1:9", 0, False, ()),
        ("banks.sg-bank.liquidity_top_up=never,on_demand", 0, False, ("never", "on_demand")),
        ("liquidity.opening=0.5,1.0", 0, True, ("0.5", "1.0")),
        ("payments.preflight=true,false", 0, False, ("true", "false")),
    ],
)
def test_parameter__of_a_key__is_written_as_the_key_takes_it(
    text: str, decimals: int, is_text: bool, values: tuple[str, ...]
) -> None:
    parameter = typed(Written.read(text), accepts)
    assert (parameter.decimals, parameter.is_text, parameter.values) == (decimals, is_text, values)
    assert all(accepts(parameter.setting(value)) is None for value in values)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x", "--param x: not a parameter: it is no key with values; write key.path=LOW:HIGH:N or =a,b,c"),
        ("x=1", "--param x=1: not a parameter: 1 is neither a range of numbers nor a list; "
                "write LOW:HIGH:N, or two values or more with commas between"),
        ("seed=1,2", "--param seed=1,2: seed as a parameter: each point has the same seeds; say how many with --seeds"),
        ("x=2:1:3", "--param x=2:1:3: empty range: 2 is not below 1; write the lower bound first"),
        ("x=1:2:1", "--param x=1:2:1: number of values: 1 is not a whole number from 2 to 1,000; "
                    "say how many values the grid takes: LOW:HIGH:N"),
        ("x=1:2:", "--param x=1:2:: number of values: nothing is not a whole number from 2 to 1,000; "
                   "say how many values the grid takes: LOW:HIGH:N"),
        ("x=a,,b", "--param x=a,,b: not a parameter: a value of the list is empty; "
                     "write a value between any two commas"),
        ("x=a,b,a", "--param x=a,b,a: value twice: a stands in the list twice; write it once"),
    ],
)  # fmt: skip
def test_parameter__badly_written__is_one_line(text: str, line: str) -> None:
    with pytest.raises(InputError) as refusal:
        Written.read(text)
    assert str(refusal.value) == line


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("liquidty.opening=0.2:1.0:5", "unknown key 'liquidty'"),
        ("liquidty.opening=0.2:1.0:5", "did you mean liquidity?"),
        ("banks.sg-bnk.opening_liquidity=1:2:2", "did you mean sg-bank?"),
        ("liquidity.opening=-1.5:1.0:5", "rate '-1.5'"),
        ("market_makers.maker.spread_bps=-1:5:3", "number too small: the least is 0"),
        ("market_makers.maker.spread_bps=0.5:5:3", "a whole number is expected here"),
        ("market_makers.maker.spread_bps=1:5:9", "are not all different; take fewer, or a wider range"),
        ("banks.sg-bank.liquidity_top_up=never,allways", "one of on_demand, never"),
    ],
)
def test_parameter__that_its_key_does_not_take__is_one_line_about_the_parameter(text: str, part: str) -> None:
    with pytest.raises(InputError) as refusal:
        typed(Written.read(text), accepts)
    line = str(refusal.value)
    assert line.startswith(f"--param {text}: ")
    assert part in line
    assert "\n" not in line


BOUNDS = st.decimals(-(10**6), 10**6, places=6)


@given(low=BOUNDS, width=st.decimals("0.000001", 10**6, places=6), share=st.decimals(0, 1, places=15))
def test_at__any_share__lies_between_the_bounds_and_reads_back_exactly(
    low: Decimal, width: Decimal, share: Decimal
) -> None:
    parameter = Parameter("x", (low, low + width), (), 6, True)
    value = Decimal(parameter.at(share))
    assert low <= value <= low + width
    assert abs(value - (low + width * share)) <= Decimal("0.0000005")
    assert (Decimal(parameter.at(Decimal(0))), Decimal(parameter.at(Decimal(1)))) == (low, low + width)


@given(low=st.integers(-(10**9), 10**9), width=st.integers(1, 10**9), count=st.integers(2, 20))
def test_grid__any_range__takes_its_ends_and_rises(low: int, width: int, count: int) -> None:
    parameter = typed(Written.read(f"x={low}:{low + width}.0:{count}"), anything)
    values = [Decimal(value) for value in parameter.values]
    assert (values[0], values[-1], len(values)) == (low, low + width, count)
    assert values == sorted(set(values))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1.25", 1, "1.2"),
        ("1.35", 1, "1.4"),
        ("100", 0, "100"),
        ("-0.4", 0, "0"),
        ("1e3", 2, "1000"),
        ("0.10", 2, "0.1"),
    ],
)
def test_plain__a_number__is_digits_rounded_half_even(value: str, decimals: int, text: str) -> None:
    assert plain(Decimal(value), decimals) == text
