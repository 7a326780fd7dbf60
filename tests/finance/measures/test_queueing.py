"""What waits: the delay indicator at its bounds, and a queue's profile against one taken second by second."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.queueing import QueueProfile, Wait, delay_indicator, queue_profile

CLOSES = 50


@st.composite
def waits(draw: st.DrawFn) -> Wait:
    due, left = sorted((draw(st.integers(0, CLOSES)), draw(st.integers(0, CLOSES))))
    return Wait(draw(st.integers(0, 1_000)), due, left, CLOSES)


def second_by_second(queue: list[Wait]) -> QueueProfile:
    """The profile of a queue that is looked at in every second."""
    waiting = [[w.amount_minor for w in queue if w.due_s <= second < w.left_s] for second in range(CLOSES)]
    values, lengths = [sum(amounts) for amounts in waiting], [len(amounts) for amounts in waiting]
    return QueueProfile(max(lengths), max(values), Fraction(sum(lengths), CLOSES), Fraction(sum(values), CLOSES))


def test_delay_indicator__known_day__weighs_by_value_and_by_what_was_left_of_the_day() -> None:
    # 100 waits 10 of 40 s, 300 waits for closing, all 20 s: (1,000 + 6,000) / (4,000 + 6,000)
    assert delay_indicator([Wait(100, 10, 20, 50), Wait(300, 30, 50, 50)]) == Fraction(7, 10)


def test_delay_indicator__day_from_its_beginning_in_its_place__is_found() -> None:
    day = [Wait(100, 10, 20, 50), Wait(300, 30, 50, 50)]
    whole_day = Fraction(sum(w.amount_minor * (w.left_s - w.due_s) for w in day), sum(w.amount_minor * 50 for w in day))
    assert delay_indicator(day) != whole_day


@given(st.lists(waits(), min_size=1))
def test_delay_indicator__any_day__is_in_its_bounds_and_one_where_all_wait(day: list[Wait]) -> None:
    found = delay_indicator(day)
    assert found is None or 0 <= found <= 1
    latest = delay_indicator(Wait(w.amount_minor, w.due_s, w.closes_s, w.closes_s) for w in day)
    at_once = delay_indicator(Wait(w.amount_minor, w.due_s, w.due_s, w.closes_s) for w in day)
    assert (latest, at_once) in {(None, None), (1, 0)}


@given(st.lists(waits()))
def test_profile__any_queue__is_that_of_one_looked_at_every_second(queue: list[Wait]) -> None:
    assert queue_profile(queue, CLOSES) == second_by_second(queue)


def test_profile__one_leaves_as_another_comes__were_never_two() -> None:
    assert queue_profile([Wait(5, 0, 10, 20), Wait(7, 10, 20, 20)], 20) == QueueProfile(1, 7, Fraction(1), Fraction(6))


@pytest.mark.parametrize("wait", [(-1, 0, 0, 0), (1, 5, 4, 9), (1, 5, 9, 8)])
def test_wait__order_of_time_or_sign_broken__is_refused(wait: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="from due to left to closing"):
        Wait(*wait)


def test_profile__no_time__is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        queue_profile([], 0)
