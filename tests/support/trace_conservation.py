"""Checks a trace: tainted value in is tainted value held and tainted value out, at every holder and on every step.

Trusts the steps alone, and adds them up itself.
Never corrects a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audit.index.movements import Way
from audit.trace.result import Step, Trace
from audit.trace.rules import RULES, Given

_Key = tuple[int, int]


def contradictions(trace: Trace) -> Iterator[str]:
    """Where value was made or lost, in words; nothing in an honest trace."""
    given: Counter[tuple[_Key, Way]] = Counter()
    taken: Counter[_Key] = Counter()
    for number, step in enumerate(trace.steps):
        yield from (f"step {number}: {wrong}" for wrong in _of_step(step, trace.limits.is_back))
        is_again = step.way is Way.LOAN and step.taker is not None
        if not is_again:
            given[(step.giver, step.giver_token), step.way] += step.tainted_given_minor
        if step.taker is not None and step.taker_token is not None:
            taken[step.taker, step.taker_token] += step.tainted_taken_minor
    for key, account in trace.accounts.items():
        name = f"holder {key[0]} in money {key[1]}"
        if account.in_minor != account.held_minor + account.out_minor:
            yield f"{name}: {account.in_minor} in, {account.held_minor} held, {account.out_minor} out"
        if account.received_minor != taken[key]:
            yield f"{name}: received {account.received_minor}, its steps bring {taken[key]}"
        passed = sum(given[key, way] for way, rule in RULES.items() if rule.given is Given.PASSED)
        if account.passed_minor != passed:
            yield f"{name}: passed {account.passed_minor}, its steps take {passed}"
        for way, spent in account.spent_minor.items():
            if spent != given[key, way]:
                yield f"{name}: spent {spent} by {way}, its steps take {given[key, way]}"


def _of_step(step: Step, is_back: bool) -> Iterator[str]:
    if not 0 < step.tainted_given_minor <= step.given_minor:
        yield f"{step.tainted_given_minor} of {step.given_minor} given"
    if step.taken_tx is None:
        return
    if not 0 <= step.tainted_taken_minor <= step.taken_minor:
        yield f"{step.tainted_taken_minor} of {step.taken_minor} taken"
    is_again = step.way is Way.LOAN
    off = step.tainted_taken_minor * step.given_minor - step.tainted_given_minor * step.taken_minor
    if abs(off) >= step.given_minor and not is_again:
        yield f"the share of {step.tainted_given_minor} in {step.given_minor} is not kept"
    if is_again and step.tainted_taken_minor != step.tainted_given_minor:
        yield "what was lent again is not what was repaid"
    if (step.taken_tx < step.given_tx) is not is_back and step.taken_tx != step.given_tx:
        yield "it arrives before it leaves"
