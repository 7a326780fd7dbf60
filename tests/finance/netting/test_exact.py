"""The exact resolver and `best` against every subset, and what is proven when they do not come to the end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netting_cases import best_by_trying, findings, queue_of, queues, random_queues

from finance.netting.exact import exact
from finance.netting.highs import exactly_representable, prices_of, propose
from finance.netting.polish import polished
from finance.netting.problem import PRICE_UNIT, Problem
from finance.netting.queue import Queue
from finance.netting.resolvers import RESOLVERS, best
from finance.netting.search import search

PAIR = {"ares": 0, "bora": 0}
FEW = settings(max_examples=40)


@given(queues())
def test_search__any_queue_and_any_prices__is_the_canonical_optimum(queue: Queue) -> None:
    problem = Problem.of(queue)
    tried = best_by_trying(queue)
    for price in (0, PRICE_UNIT, 3 * PRICE_UNIT + 1):
        found = search(problem, (), [price] * len(problem.balances), 1 << 16)
        assert found.complete
        assert tuple(problem.order[rank].id for rank in found.chosen) == tried[2]


@FEW
@given(queues(largest_minor=10**9))
def test_exact__up_to_twelve_payments__is_what_trying_every_subset_finds(queue: Queue) -> None:
    answer = exact(queue)
    assert (answer.value_minor, answer.count, answer.settled) == best_by_trying(queue)
    assert (answer.optimal, answer.bound_minor, findings(queue, answer)) == (True, answer.value_minor, [])


@FEW
@given(queues())
def test_best__up_to_twelve_payments__is_exact_under_its_own_name(queue: Queue) -> None:
    answer, proven = best(queue), exact(queue)
    assert (answer.algorithm, answer.settled, answer.bound_minor) == ("best", proven.settled, proven.bound_minor)


@FEW
@given(queues(most=14, largest_minor=3))
def test_exact__fourteen_payments_full_of_ties__is_always_proven(queue: Queue) -> None:
    assert exact(queue).optimal


@FEW
@given(queues(most=40))
def test_best__more_payments__is_never_below_another(queue: Queue) -> None:
    answers = {name: resolver(queue) for name, resolver in RESOLVERS.items()}
    reached = {name: (answer.value_minor, answer.count) for name, answer in answers.items()}
    assert max(reached.values()) == reached["best"]
    assert all(answer.bound_minor >= answers["best"].value_minor for answer in answers.values())
    assert [finding for answer in answers.values() for finding in findings(queue, answer)] == []


@FEW
@given(queues(), st.data())
def test_exact__payments_shuffled__has_the_same_value_and_count(queue: Queue, data: st.DataObject) -> None:
    shuffled = Queue(queue.balances_minor, tuple(data.draw(st.permutations(queue.payments))))
    answer, other = exact(queue), exact(shuffled)
    assert (answer.value_minor, answer.count) == (other.value_minor, other.count)


@FEW
@given(queues(), st.integers(1, 10**6))
def test_exact__every_amount_times_a_unit__settles_the_same(queue: Queue, unit: int) -> None:
    rows = [(p.payer, p.payee, p.amount_minor * unit, p.priority) for p in queue.payments]
    larger = queue_of({bank: held * unit + unit - 1 for bank, held in queue.balances_minor.items()}, *rows)
    assert exact(larger).settled == exact(queue).settled


def test_exact__more_value_against_more_payments__takes_the_value() -> None:
    rows = [("ares", "bora", amount) for amount in (2, 2, 2, 7)]
    assert exact(queue_of({"ares": 7, "bora": 0}, *rows)).settled == ("p4",)


def test_exact__equal_value__takes_more_payments() -> None:
    rows = [("ares", "bora", amount) for amount in (6, 2, 4)]
    assert exact(queue_of({"ares": 6, "bora": 0}, *rows)).settled == ("p2", "p3")


@pytest.mark.parametrize(("priorities", "first"), [((0, 0), "p1"), ((0, 1), "p2"), ((-1, 0), "p2"), ((1, 1), "p1")])
def test_exact__equal_value_and_count__takes_the_most_urgent(priorities: tuple[int, int], first: str) -> None:
    rows = [("ares", "bora", 5, priority) for priority in priorities]
    assert exact(queue_of({"ares": 5, "bora": 0}, *rows)).settled == (first,)


def test_exact__nothing_queued__needs_no_solver() -> None:
    assert exact(queue_of(PAIR), highs_nodes=1).optimal


def test_exact__limit_below_one_node__is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        exact(queue_of(PAIR), highs_nodes=0)


def test_exact__stopped_at_once__still_has_a_true_bound_and_a_sound_answer() -> None:
    unproven = 0
    for queue in random_queues(seed=8, count=60, size=12):
        answer = exact(queue, highs_nodes=1, search_nodes=1)
        value, count, _ = best_by_trying(queue)
        assert findings(queue, answer) == []
        assert answer.bound_minor >= value >= answer.value_minor
        assert not answer.optimal or (answer.value_minor, answer.count) == (value, count)
        unproven += not answer.optimal
    assert unproven < 60


def test_exact__amounts_beyond_a_double__proves_by_integers_alone() -> None:
    rows = [("ares", "bora", 10**15), ("bora", "ares", 10**15 - 1), ("bora", "ares", 2)]
    queue = queue_of({"ares": 0, "bora": 1}, *rows * 3)
    assert not exactly_representable(Problem.of(queue))
    answer = exact(queue)
    assert (answer.value_minor, answer.count, answer.settled) == best_by_trying(queue)
    assert answer.optimal
    unproven = exact(queue, search_nodes=1)
    assert unproven.bound_minor >= answer.value_minor


def test_exact__same_queue_twice__is_the_same_to_the_last_field() -> None:
    (queue,) = random_queues(seed=3, count=1, size=60)
    assert exact(queue, search_nodes=1) == exact(queue, search_nodes=1)


@FEW
@given(queues())
def test_ceiling__prices_of_the_relaxation__is_above_the_optimum_and_below_no_prices(queue: Queue) -> None:
    problem = Problem.of(queue)
    if problem.order:
        found = search(problem, (), [0] * len(problem.balances), 1 << 16)
        ceiling = problem.ceiling(prices_of(problem))
        assert problem.weight_of(found.chosen) * PRICE_UNIT <= ceiling
        # The rounding of a price costs at most half a unit of it for each unit of money.
        slack = sum(problem.balances) + len(problem.order) * sum(problem.amounts)
        assert ceiling <= sum(problem.weights) * PRICE_UNIT + slack


@FEW
@given(queues())
def test_propose__small_numbers__closes_the_gap_at_the_optimum(queue: Queue) -> None:
    problem = Problem.of(queue)
    if problem.order:
        proposal = propose(problem, 1000)
        found = search(problem, (), [0] * len(problem.balances), 1 << 16)
        assert proposal.closed
        assert problem.weight_of(proposal.chosen) == problem.weight_of(found.chosen)
        assert proposal.weight_max is not None
        assert proposal.weight_max >= problem.weight_of(found.chosen)


@given(queues(), st.data())
def test_polished__any_feasible_choice__weighs_no_less_and_stays_feasible(queue: Queue, data: st.DataObject) -> None:
    problem = Problem.of(queue)
    ranks = data.draw(st.sets(st.integers(0, max(0, len(problem.order) - 1)))) if problem.order else set()
    chosen = ranks if problem.feasible(ranks) else set()
    polished_choice = polished(problem, chosen)
    assert problem.feasible(polished_choice)
    assert problem.weight_of(polished_choice) >= problem.weight_of(chosen)


def test_polished__urgent_payment_left_out_for_its_equal__takes_its_place() -> None:
    problem = Problem.of(queue_of({"ares": 5, "bora": 0}, ("ares", "bora", 5), ("ares", "bora", 5)))
    assert polished(problem, [1]) == (0,)
