"""The memory of detectors: it forgets by time, and holds no more than its window had."""

from __future__ import annotations

from audit.typologies.transfer import Recent, largest_within


def test_recent__older_than_the_window__is_forgotten() -> None:
    recent: Recent[str, int] = Recent(10)
    for at_s in range(20):
        recent.forget(at_s)
        recent.add(at_s, "even" if at_s % 2 == 0 else "odd", at_s)
    assert recent.of("odd") == (9, 11, 13, 15, 17, 19)
    assert len(recent) == 11
    recent.forget(29)
    assert (recent.of("odd"), "even" in recent) == ((19,), False)


def test_largest_within__some_do_not_fit__takes_the_largest_first_and_of_equal_ones_the_first() -> None:
    assert largest_within([30, 50, 30, 60], 95) == [0, 3]
    assert largest_within([30, 30, 30], 60) == [0, 1]
    assert largest_within([61], 60) == largest_within([], 60) == []
