"""Reference rates: who reports, what counts, and the median of it as `finance.reference_rates` works it out.

Trusts the Python side for the median; who may report and what is fresh is worked out here.
Never uses a rate that only one side computed: contract and Python are compared to the ray.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from actors import BANK_OF_THAILAND, HKMA, actor
from pools import (
    AGE_S_MAX,
    BASE,
    DEVIATION_BPS_MAX,
    QUOTE,
    REPORTERS,
    REPORTERS_MIN,
    admit_reporters,
    open_rates,
    report_all,
)
from small_network import RATE_RAY, Network

from chain.accounts import Account
from chain.clients import errors
from chain.clients.events import RateReported, ReferenceTermsSet, ReporterListed
from chain.clients.types import ReferenceTerms, Status
from chain.clients.types import Report as ChainReport
from finance.reference_rates import ReferenceTerms as Terms
from finance.reference_rates import Report, inverse_down, reference_rate

TERMS = Terms(REPORTERS_MIN, AGE_S_MAX, DEVIATION_BPS_MAX)
NO_RATE = (0, 0)
MANY = 16


def rate(network: Network, base: str = BASE, quote: str = QUOTE, at_s: int | None = None) -> tuple[int, int]:
    """The reference rate and its oldest observation, now."""
    return network.read(network.fx_board.reference_rate(base, quote), at_s=at_s)


def set_terms(network: Network, terms: Terms = TERMS) -> None:
    """The central bank of the quote currency sets the terms of the pair."""
    figures = (terms.reporters_min, terms.age_s_max, terms.deviation_bps_max)
    network.run(BANK_OF_THAILAND, network.fx_board.set_reference_terms(BASE, QUOTE, *figures))


def report(network: Network, reporter: Account, rate_ray: int, at_s: int | None = None) -> Report:
    """A reporter's observation of this second, or another."""
    observed_at_s = network.now_s if at_s is None else at_s
    network.run(reporter, network.fx_board.report(BASE, QUOTE, rate_ray, observed_at_s))
    return Report(rate_ray, observed_at_s)


def opened(network: Network, terms: Terms = TERMS, reporters: Sequence[Account] = REPORTERS) -> Network:
    """The pair with terms and licensed reporters, and no report."""
    admit_reporters(network, reporters)
    set_terms(network, terms)
    return network


def test_reference_rate__pair_without_terms__is_none(network: Network) -> None:
    assert rate(network) == rate(network, QUOTE, BASE) == NO_RATE
    assert network.read(network.fx_board.reference_terms_of(BASE, QUOTE)) == ReferenceTerms(0, 0, 0)


def test_set_reference_terms__by_the_quotes_central_bank__hold_in_one_direction(network: Network) -> None:
    terms = (REPORTERS_MIN, AGE_S_MAX, DEVIATION_BPS_MAX)
    call = network.fx_board.set_reference_terms(BASE, QUOTE, *terms)
    (logged,) = network.run(BANK_OF_THAILAND, call).events
    assert logged.event == ReferenceTermsSet(BASE, QUOTE, *terms)
    assert network.read(network.fx_board.reference_terms_of(BASE, QUOTE)) == ReferenceTerms(*terms)
    assert network.read(network.fx_board.reference_terms_of(QUOTE, BASE)) == ReferenceTerms(0, 0, 0)


def test_report__first_and_second__lists_the_reporter_once(network: Network) -> None:
    opened(network)
    board, reporter = network.fx_board, REPORTERS[0]
    at_s = network.now_s
    first = network.run(reporter, board.report(BASE, QUOTE, RATE_RAY, at_s), at_s)
    listed = ReporterListed(BASE, QUOTE, reporter.address, "0x" + "0" * 40)
    said = RateReported(BASE, QUOTE, reporter.address, RATE_RAY, at_s)
    assert [logged.event for logged in first.events] == [listed, said]
    second = network.run(reporter, board.report(BASE, QUOTE, RATE_RAY + 1, at_s + 1))
    assert [type(logged.event) for logged in second.events] == [RateReported]
    assert network.read(board.reporters_of(BASE, QUOTE)) == (reporter.address,)
    assert network.read(board.report_of(BASE, QUOTE, reporter.address)) == ChainReport(RATE_RAY + 1, at_s + 1)


@pytest.mark.parametrize("count", range(1, 6))
def test_reference_rate__too_few_and_enough_reports__is_there_from_the_least_number_on(
    network: Network, count: int
) -> None:
    opened(network)
    said = [report(network, reporter, RATE_RAY + number) for number, reporter in enumerate(REPORTERS[:count])]
    expected = reference_rate(said, TERMS, network.now_s)
    assert (expected is None) == (count < REPORTERS_MIN)
    assert rate(network) == (NO_RATE if expected is None else (expected.rate_ray, expected.observed_at_s))


def test_reference_rate__last_second_of_a_report__still_counts_and_the_next_does_not(network: Network) -> None:
    opened(network)
    said = [report(network, reporter, RATE_RAY) for reporter in REPORTERS[:3]]
    last_s = said[0].observed_at_s + AGE_S_MAX
    assert rate(network, at_s=last_s) == (RATE_RAY, said[0].observed_at_s)
    assert rate(network, at_s=last_s + 1) == NO_RATE


def test_reference_rate__one_reporter_that_lies__is_left_out(network: Network) -> None:
    opened(network)
    for reporter in REPORTERS[:3]:
        report(network, reporter, RATE_RAY)
    for lie in (1, RATE_RAY // 2, 2 * RATE_RAY, 2**128 - 1):
        report(network, REPORTERS[3], lie)
        assert rate(network)[0] == RATE_RAY, lie


def test_reference_rate__lie_within_the_deviation__stays_between_honest_reports(network: Network) -> None:
    opened(network)
    honest = [RATE_RAY, RATE_RAY + 10, RATE_RAY + 20]
    for reporter, rate_ray in zip(REPORTERS, honest, strict=False):
        report(network, reporter, rate_ray)
    for shift_bps in (-99, -50, 50, 99):
        report(network, REPORTERS[3], RATE_RAY * (10_000 + shift_bps) // 10_000)
        assert honest[0] <= rate(network)[0] <= honest[-1]


def test_reference_rate__liars_fewer_than_half_of_the_fresh__move_it_no_further_than_the_deviation(
    network: Network,
) -> None:
    opened(network)
    for reporter in REPORTERS[:3]:
        report(network, reporter, RATE_RAY)
    for shift_bps in (-500, -99, 99, 500):
        for reporter in REPORTERS[3:]:
            report(network, reporter, RATE_RAY * (10_000 + shift_bps) // 10_000)
        assert abs(rate(network)[0] - RATE_RAY) * 10_000 <= RATE_RAY * DEVIATION_BPS_MAX


def test_reference_rate__two_of_two_apart__is_none_rather_than_their_mean(network: Network) -> None:
    opened(network, Terms(1, AGE_S_MAX, DEVIATION_BPS_MAX))
    report(network, REPORTERS[0], RATE_RAY)
    report(network, REPORTERS[1], 2 * RATE_RAY)
    assert rate(network) == NO_RATE


def test_reference_rate__reporter_suspended_and_revoked__does_not_count(network: Network) -> None:
    opened(network)
    for reporter in REPORTERS[:3]:
        report(network, reporter, RATE_RAY)
    assert rate(network)[0] == RATE_RAY
    network.set_participant(BANK_OF_THAILAND, REPORTERS[0], Status.SUSPENDED)
    assert rate(network) == NO_RATE
    network.set_participant(BANK_OF_THAILAND, REPORTERS[0], Status.ACTIVE)
    assert rate(network)[0] == RATE_RAY
    network.set_participant(BANK_OF_THAILAND, REPORTERS[0], Status.REVOKED)
    assert rate(network) == NO_RATE


def test_reference_rate__opposite_direction_without_terms__is_the_inverse_rounded_down(network: Network) -> None:
    open_rates(network)
    direct, observed_at_s = rate(network)
    assert rate(network, QUOTE, BASE) == (inverse_down(direct), observed_at_s)
    assert rate(network, QUOTE, BASE, at_s=network.now_s + AGE_S_MAX) == NO_RATE


def test_reference_rate__opposite_direction_with_terms_of_its_own__is_answered_from_them_alone(
    network: Network,
) -> None:
    open_rates(network)
    network.run(HKMA, network.fx_board.set_reference_terms(QUOTE, BASE, 1, AGE_S_MAX, 0))
    assert rate(network, QUOTE, BASE) == NO_RATE
    assert rate(network)[0] == RATE_RAY
    foreign = network.fx_board.report(QUOTE, BASE, RATE_RAY, network.now_s)
    error = network.attempt(REPORTERS[0], foreign).error
    assert error is not None
    assert str(error) == str(errors.ReferenceNotPublisher(REPORTERS[0].address, BASE))


def test_set_reference_terms__zero__ends_the_pair_and_its_rate(network: Network) -> None:
    open_rates(network)
    network.run(BANK_OF_THAILAND, network.fx_board.set_reference_terms(BASE, QUOTE, 0, 0, 0))
    assert rate(network) == NO_RATE
    set_terms(network)
    assert rate(network)[0] == RATE_RAY


def test_report__seventeenth_reporter__takes_the_place_of_one_that_is_suspended(network: Network) -> None:
    many = [actor("rate-publisher", f"many-{number}") for number in range(MANY + 1)]
    opened(network, Terms(MANY, AGE_S_MAX, DEVIATION_BPS_MAX), many)
    for reporter in many[:MANY]:
        report(network, reporter, RATE_RAY)
    assert rate(network)[0] == RATE_RAY
    late = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s)
    assert isinstance(network.attempt(many[MANY], late).error, errors.ReferenceTooManyReporters)
    network.set_participant(BANK_OF_THAILAND, many[4], Status.SUSPENDED)
    events = [logged.event for logged in network.run(many[MANY], late).events]
    assert events[0] == ReporterListed(BASE, QUOTE, many[MANY].address, many[4].address)
    network.set_participant(BANK_OF_THAILAND, many[4], Status.ACTIVE)
    assert rate(network)[0] == RATE_RAY
    assert network.read(network.fx_board.report_of(BASE, QUOTE, many[4].address)) == ChainReport(0, 0)
    listed = network.read(network.fx_board.reporters_of(BASE, QUOTE))
    assert listed == tuple(r.address for r in (*many[:4], many[MANY], *many[5:MANY]))


@pytest.mark.parametrize("seed", range(4))
def test_reference_rate__random_reports__is_that_of_python_to_the_ray(network: Network, seed: int) -> None:
    draw = random.Random(seed)
    opened(network)
    for _ in range(12):
        terms = Terms(draw.randint(1, 5), draw.choice([4, 20, AGE_S_MAX]), draw.choice([0, 1, 50, 400, 10_000]))
        set_terms(network, terms)
        spread = draw.choice([1, 10**20, RATE_RAY // 50, RATE_RAY])
        for reporter in draw.sample(REPORTERS, draw.randint(1, 5)):
            report(network, reporter, RATE_RAY + draw.randrange(spread))
        reports = [network.read(network.fx_board.report_of(BASE, QUOTE, r.address)) for r in REPORTERS]
        known = [Report(r.rate_ray, r.observed_at) for r in reports if r.observed_at]
        expected = reference_rate(known, terms, network.now_s)
        assert rate(network) == (NO_RATE if expected is None else (expected.rate_ray, expected.observed_at_s))


def test_report_all__one_second__is_one_observation_of_each(network: Network) -> None:
    open_rates(network)
    report_all(network, RATE_RAY + 7)
    assert rate(network)[0] == RATE_RAY + 7
