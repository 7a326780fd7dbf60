"""Checks of rates that are drawn: a process where one is asked for, every currency in it, correlations that can be.

Trusts the model for types and single ranges.
Never judges whether a drift or a volatility is likely.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.rate_process import mixing_of
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.rates import ProcessEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_PROCESS: Loc = ("rates", "process")


def check_process(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with `rates.source` and `rates.process`."""
    rates = scenario.rates
    if rates.source == "process" and rates.process is None:
        why, do = "the rates are drawn by a process, which is not stated", "add it, or take `source: ecb`"
        yield Problem(_PROCESS, "missing key 'process'", why, do)
    elif rates.source == "ecb" and rates.process is not None:
        why, do = "the rates are those of the ECB", "write `source: process`, or remove it"
        yield Problem(_PROCESS, "key 'process' without meaning", why, do, at_key=True)
    elif rates.process is not None:
        yield from _motions(rates.process)
        # A code that is mistyped is missing too, and not where correlations look for it.
        idle = list(_idle(scenario, rates.process))
        yield from idle or (*_missing(scenario, rates.process), *_correlations(rates.process))


def _motions(process: ProcessEntry) -> Iterator[Problem]:
    for code, motion in process.currencies.items():
        loc: Loc = (*_PROCESS, "currencies", code)
        if code == process.numeraire:
            why = "all others are stated against it"
            yield Problem(loc, f"{code} moves against itself", why, "remove it, or name another numeraire", at_key=True)
        if Decimal(motion.start) == 0:
            yield Problem((*loc, "start"), "rate of zero", "a rate is above zero", "write the units of one numeraire")


def _missing(scenario: Scenario, process: ProcessEntry) -> Iterator[Problem]:
    """Currencies that would have no rate; of a pegged one its anchor is asked for with the pegs."""
    known = {process.numeraire, *process.currencies, *scenario.rates.pegs}
    needed = {home.currency: "a jurisdiction has it" for home in scenario.jurisdictions}
    needed.setdefault(REPORTING_CURRENCY, "reports are in it")
    for code, why in needed.items():
        if code not in known:
            do = f"add it under rates.process.currencies, or state a peg for {code} under rates.pegs"
            yield Problem((*_PROCESS, "currencies", code), f"no rates of {code}", why, do)


def _idle(scenario: Scenario, process: ProcessEntry) -> Iterator[Problem]:
    pegs = scenario.rates.pegs
    used = {home.currency for home in scenario.jurisdictions} | {REPORTING_CURRENCY}
    anchors = {peg.anchor for peg in pegs.values()}
    for code in process.currencies:
        if code not in used | anchors and code != process.numeraire:
            hint = did_you_mean(code, sorted(used)).removeprefix("; ")
            why = "no jurisdiction has it, and nothing is pegged to it"
            yield Problem(
                (*_PROCESS, "currencies", code), f"{code} without effect", why, hint or "remove it", at_key=True
            )


def _correlations(process: ProcessEntry) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    wrong = False
    for index, pair in enumerate(process.correlations):
        loc: Loc = (*_PROCESS, "correlations", index, "between")
        for place, code in enumerate(pair.between):
            if code not in process.currencies:
                wrong = True
                hint = did_you_mean(code, process.currencies).removeprefix("; ")
                why = f"the currencies that move are {', '.join(process.currencies)}"
                yield Problem((*loc, place), f"{code} does not move", why, hint or "name one of them")
        if len(set(pair.between)) < 2 or frozenset(pair.between) in seen:
            wrong = True
            why = "it is stated once for two different currencies"
            yield Problem(loc, "not a correlation of its own", why, "remove it, or name another pair")
        seen.add(frozenset(pair.between))
    if process.correlations and not wrong and _contradict(process):
        why, do = "no draws hang together like this: the matrix is not positive definite", "move some towards zero"
        yield Problem((*_PROCESS, "correlations"), "correlations contradict each other", why, do, at_key=True)


def _contradict(process: ProcessEntry) -> bool:
    correlations = {frozenset(pair.between): pair.bps for pair in process.correlations}
    return mixing_of(sorted(process.currencies), correlations) is None
