"""Ways and times of messages, and what faults do to them."""

from __future__ import annotations

import pytest
from consensus_cases import KEYS, topologies
from hypothesis import given

from chain.consensus.faults import Cuts, Equivocation, Faults, Outage, Partition, Silence
from chain.consensus.topology import DEFAULT_LATENCY_MS, Route, Topology

A, B, C, D = FOUR = KEYS[:4]


def latency_ms(topology: Topology, sender: str, to: str, cuts: Cuts | None = None) -> int | None:
    """How long a message takes, None when it cannot arrive."""
    route = topology.routes(FOUR, Cuts() if cuts is None else cuts).get((sender, to))
    return None if route is None else route.latency_ms


def test_routes__without_any_figure__are_all_direct_and_equally_long() -> None:
    routes = Topology().routes(FOUR, Cuts())
    assert routes == {(a, b): Route(DEFAULT_LATENCY_MS, (a, b)) for a in FOUR for b in FOUR if a != b}


def test_routes__slow_link__goes_over_a_third_validator() -> None:
    topology = Topology(20, {frozenset((A, B)): 90, frozenset((C, D)): 30})
    routes = topology.routes(FOUR, Cuts())
    assert routes[A, B].latency_ms == routes[B, A].latency_ms == 40
    assert len(routes[A, B].stops) == 3
    assert routes[C, D] == Route(30, (C, D))


def test_routes__third_validator_down__go_over_their_own_link() -> None:
    topology = Topology(20, {frozenset((A, B)): 90})
    assert latency_ms(topology, A, B, Cuts(frozenset((C,)))) == 40
    assert latency_ms(topology, A, B, Cuts(frozenset((C, D)))) == 90
    assert latency_ms(topology, A, C, Cuts(frozenset((C, D)))) is None


def test_routes__partition__connect_each_side_alone() -> None:
    cuts = Cuts(partitions=(Partition(0, 1, (frozenset((A,)), frozenset((B,)))),))
    topology = Topology()
    assert {(a, b) for a, b in topology.routes(FOUR, cuts)} == {(C, D), (D, C)}


@given(topologies(FOUR))
def test_routes__any_topology__are_never_longer_than_by_way_of_another(topology: Topology) -> None:
    routes = topology.routes(FOUR, Cuts())
    for (a, b), route in routes.items():
        assert route.latency_ms == routes[b, a].latency_ms
        ways = [routes[a, c].latency_ms + routes[c, b].latency_ms for c in FOUR if c not in (a, b)]
        assert route.latency_ms <= min(ways)


@pytest.mark.parametrize("topology", [(-1, {}), (5, {frozenset((A, B)): -1})])
def test_topology__latency_below_zero__is_refused(topology: tuple[int, dict[frozenset[str], int]]) -> None:
    with pytest.raises(ValueError, match="below zero"):
        Topology(*topology)


def test_faults__their_span__begins_with_its_first_and_ends_before_its_last_millisecond() -> None:
    faults = Faults(outages=(Outage(10, 20, A),))
    assert [faults.cuts(at_ms).down for at_ms in (9, 10, 19, 20)] == [set(), {A}, {A}, set()]
    touched = [faults.touch(from_ms, from_ms + 2) for from_ms in (7, 8, 19, 20)]
    assert touched == [False, True, True, False]


@pytest.mark.parametrize(
    ("sent_ms", "arrived_ms", "is_lost"),
    [(0, 9, False), (0, 10, True), (5, 30, True), (19, 40, True), (20, 40, False)],
)
def test_message__under_way_when_its_way_is_cut__is_lost(sent_ms: int, arrived_ms: int, is_lost: bool) -> None:
    by_partition = Faults(partitions=(Partition(10, 20, (frozenset((A, C)),)),))
    assert by_partition.break_route((A, B), sent_ms, arrived_ms) == is_lost
    assert by_partition.break_route((A, B, C), sent_ms, arrived_ms) == is_lost
    assert not by_partition.break_route((A, C), sent_ms, arrived_ms)
    assert not by_partition.break_route((B, D), sent_ms, arrived_ms)
    by_outage = Faults(outages=(Outage(10, 20, B),))
    assert by_outage.break_route((A, B, C), sent_ms, arrived_ms) == is_lost
    assert not by_outage.break_route((A, C), sent_ms, arrived_ms)


def test_up_again__outages_that_follow_each_other__are_over_with_the_last() -> None:
    faults = Faults(outages=(Outage(20, 30, A), Outage(10, 20, A), Outage(0, 90, B), Outage(31, 40, A)))
    assert [faults.up_again_ms(A, at_ms) for at_ms in (9, 10, 29, 30)] == [9, 30, 30, 30]


def test_faults__since_a_moment__are_those_not_over() -> None:
    silence, lie = Silence(0, 5, A), Equivocation(3, 9, B, frozenset((C,)))
    partition, outage = Partition(0, 4, (frozenset((A,)),)), Outage(2, 8, D)
    faults = Faults((outage,), (partition,), (silence,), (lie,))
    assert set(faults) == {outage, partition, silence, lie}
    assert faults.last_until_ms == 9
    assert faults.since(5) == Faults((outage,), (), (), (lie,))
    assert faults.is_silent(A, 4) and not faults.is_silent(A, 5) and not faults.is_silent(B, 4)
    assert faults.lie_of(B, 3) == lie and faults.lie_of(B, 9) is None and faults.lie_of(A, 3) is None
    assert Faults().last_until_ms == 0
