"""All checks of a scenario: what its parts say about each other, each a pure function that returns problems.

Trusts the model for types and ranges.
Never stops at the first problem, unless others may follow from it, and never reports one mistake twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chain.errors import InputError
from nodes.rates import ReferenceRates
from nodes.scenario.check_acts import check_acts
from nodes.scenario.check_consensus import check_consensus
from nodes.scenario.check_correspondent import check_correspondent
from nodes.scenario.check_days import check_days, check_generated_days
from nodes.scenario.check_demand import check_corridors, check_demand
from nodes.scenario.check_faults import check_faults
from nodes.scenario.check_interbank import check_interbank, check_limits
from nodes.scenario.check_lending import check_lending, check_portfolio
from nodes.scenario.check_loans import check_loans
from nodes.scenario.check_makers import check_makers
from nodes.scenario.check_money import check_amounts, check_currencies, check_dealings
from nodes.scenario.check_names import check_names
from nodes.scenario.check_patterns import check_pattern_counts, check_pattern_members, check_patterns
from nodes.scenario.check_process import check_process
from nodes.scenario.check_rates import check_indices
from nodes.scenario.check_rules import check_rules
from nodes.scenario.check_sequence import check_sequence
from nodes.scenario.check_settlement import check_gridlocks, check_settlement
from nodes.scenario.check_shocks import check_shocks
from nodes.scenario.check_stop import check_stop, planned_payments
from nodes.scenario.check_supervision import check_supervision
from nodes.scenario.check_typologies import check_typologies
from nodes.scenario.check_venues import check_provisions, check_venues
from nodes.scenario.deadlines import check_deadlines
from nodes.scenario.directory import Directory, directory_of
from nodes.scenario.expectation import stated_expectations
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.lending import collected_by
from nodes.scenario.resolution import resolve

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_DAY = datetime.timedelta(days=1)


def check_scenario(scenario: Scenario) -> list[Problem]:
    """Everything that is wrong with a scenario but the rates of its days."""
    directory = directory_of(scenario)
    if scenario.topology is not None:
        do = "read the file with Scenario.load or Scenario.parse"
        return [Problem(("topology",), "network not drawn", "it is when a file is read", do, at_key=True)]
    if not scenario.banks:
        do = "add it at the top level, or `topology`"
        return [Problem(("banks",), "missing key 'banks'", "a network has one bank at least", do)]
    wrong_names = [*check_names(scenario, directory), *check_currencies(scenario)]
    found = [*wrong_names, *check_amounts(scenario, directory), *check_days(scenario, directory)]
    found += [*check_process(scenario), *check_consensus(scenario), *check_settlement(scenario, directory)]
    found += [*check_demand(scenario), *check_patterns(scenario)]
    found += [*check_interbank(scenario, directory), *check_gridlocks(scenario, directory)]
    found += check_limits(scenario, directory)
    found += check_correspondent(scenario, directory)
    wrong_venues = list(check_venues(scenario, directory))
    found += wrong_venues
    wrong_patterns = list(check_typologies(scenario, directory))
    found += wrong_patterns
    found += scenario.rows.clients(scenario).problems
    if not wrong_names:
        found += scenario.rows.payments(scenario, directory).problems
        # With a name wrong, what depends on it is wrong too: one mistake would be told many times.
        found += [*check_dealings(scenario, directory), *check_generated_days(scenario, directory)]
        found += [*check_corridors(scenario, directory), *check_pattern_members(scenario, directory)]
        found += [*check_rules(scenario, directory), *check_faults(scenario, directory)]
        found += check_deadlines(scenario, directory)
        found += [] if wrong_patterns else _expectations(scenario, directory)
        found += [*check_acts(scenario, directory), *check_loans(scenario, directory)]
        found += [*check_indices(scenario, directory), *check_stop(scenario, directory)]
        found += [] if wrong_venues else check_makers(scenario, directory)
    found += check_shocks(scenario, directory)
    found += check_supervision(scenario, directory)
    found += check_lending(scenario, directory)
    if not found:
        found += check_portfolio(scenario)
    if scenario.payments.has_patterns and not found:
        found += _patterns(scenario, directory)
    if scenario.acts and not found:
        found += check_sequence(scenario, resolve(scenario))
    return found


def check_rates(scenario: Scenario, rates: ReferenceRates) -> list[Problem]:
    """Pegs that contradict the source, currencies without a rate on some day, and pools that are too small at it."""
    found = list(_pegs(scenario, rates)) or list(_missing_rates(scenario, rates))
    return found or list(check_provisions(scenario, rates))


def _expectations(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    automatic = "automatic" in collected_by(scenario)
    if (scenario.loans or automatic) and not scenario.keepers:
        do = "add one under `keepers`"
        section = "loans" if scenario.loans else "lending"
        yield Problem((section,), "nobody collects the loans", "there is no keeper", do, at_key=True)
    if not scenario.payments.has_patterns:
        yield from _expected(scenario, planned_payments(scenario, directory))


def _patterns(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the number of payments where it depends on calendars, and so on the whole world."""
    # Not above: what draws payments imports the scenario, which imports its checks.
    from nodes.patterns import pattern_counts

    counts = pattern_counts(scenario, resolve(scenario))
    yield from check_pattern_counts(scenario, counts)
    yield from _expected(scenario, planned_payments(scenario, directory) + sum(counts.values()))


def _expected(scenario: Scenario, planned: int) -> Iterator[Problem]:
    surges = any(shock.kind == "demand_surge" for shock in scenario.shocks)
    for loc, expect in stated_expectations(scenario):
        expected = expect.payments.settled + sum(expect.payments.refused.values())
        # How many a surge adds is known only once they are drawn; a run that stops early orders fewer.
        open_ended = (surges and expected > planned) or (scenario.stop is not None and expected < planned)
        if planned != expected and not open_ended:
            why, do = f"{planned} payments are written or generated", "make settled and refused add up to that"
            yield Problem((*loc, "payments"), f"{expected} payments expected", why, do)


def _pegs(scenario: Scenario, rates: ReferenceRates) -> Iterator[Problem]:
    for code, peg in scenario.rates.pegs.items():
        loc: Loc = ("rates", "pegs", code)
        drawn = scenario.rates.process is not None
        if code in rates.published:
            why = "the process draws it" if drawn else "the ECB publishes it"
            yield Problem(loc, f"peg of {code}", why, "remove the peg", at_key=True)
        if peg.anchor not in rates.published:
            why = "the process does not draw it" if drawn else "the ECB does not publish it"
            do = "peg to a currency that it draws" if drawn else "peg to a currency that it publishes"
            yield Problem((*loc, "anchor"), f"anchor {peg.anchor}", why, do)


def _missing_rates(scenario: Scenario, rates: ReferenceRates) -> Iterator[Problem]:
    payments = scenario.payments
    has_any = payments.explicit or payments.generated or payments.file or payments.has_patterns
    if not (has_any or scenario.pools or scenario.typologies):
        return
    days = [scenario.start + number * _DAY for number in range((scenario.end - scenario.start).days + 1)]
    for index, jurisdiction in enumerate(scenario.jurisdictions):
        try:
            for day in days:
                rates.published_on(day, (jurisdiction.currency, "USD"))
        except InputError as error:
            yield Problem(("jurisdictions", index, "currency"), error.what, error.why, error.do)
