"""The curves on chain and in `finance.curves`: the same integer for the same question, over all that they may be asked.

Trusts `finance.curves` to be right, which tests/finance/curves compares with decimals; here it is only equality.
Never asks beyond the bounds: a pool does not either.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from probes import ask_probe, create_probe
from small_network import Network

from chain.abi import Address
from finance.curves.constant_product import cost_up
from finance.curves.stable import AMPLIFICATION_MAX, SCALED_MAX, carries, depth_down, reserve_up

SCALED = st.one_of(st.integers(1, SCALED_MAX), st.integers(1, 10**6), st.sampled_from([1, SCALED_MAX]))
AMPLIFICATIONS = st.one_of(st.integers(1, AMPLIFICATION_MAX), st.sampled_from([1, AMPLIFICATION_MAX]))
RESERVES = st.integers(1, 2**128 - 1)
# One probe serves all examples: it has no state.
MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Probe:
    """The libraries behind a contract that can be asked."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.address: Address = create_probe(network, "CurveProbe")

    def __call__(self, function: str, *arguments: int) -> int:
        """What a function of three numbers answers."""
        answer: int = ask_probe(
            self.network, self.address, f"{function}(uint256,uint256,uint256)", "uint256", *arguments
        )
        return answer


@pytest.fixture(scope="module")
def probe(deployed: Network) -> Iterator[Probe]:
    """One for the whole module."""
    network = deployed.fork()
    yield Probe(network)
    network.ledger.journal.close()


@MANY
@given(buy=RESERVES, sell=st.integers(2, 2**128 - 1), data=st.data())
def test_cost_up__any_reserves__is_that_of_python(probe: Probe, buy: int, sell: int, data: st.DataObject) -> None:
    sold = data.draw(st.integers(1, sell - 1))
    assert probe("costUp", buy, sell, sold) == cost_up(buy, sell, sold)


@MANY
@given(x=SCALED, y=SCALED, amplification=AMPLIFICATIONS)
@example(x=SCALED_MAX, y=SCALED_MAX, amplification=AMPLIFICATION_MAX)
@example(x=1, y=SCALED_MAX, amplification=1)
def test_depth_down__any_reserves__is_that_of_python(probe: Probe, x: int, y: int, amplification: int) -> None:
    assert probe("depthDown", x, y, amplification) == depth_down(x, y, amplification)


@MANY
@given(x=SCALED, y=SCALED, amplification=AMPLIFICATIONS, data=st.data())
def test_reserve_up__any_reserve_left__is_that_of_python(
    probe: Probe, x: int, y: int, amplification: int, data: st.DataObject
) -> None:
    d, left = depth_down(x, y, amplification), data.draw(st.integers(1, x))
    if carries(left, SCALED_MAX, d, amplification):
        assert probe("reserveUp", left, d, amplification) == reserve_up(left, d, amplification)
