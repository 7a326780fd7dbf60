"""Provocations of every error of the reference rates.

Trusts `pools` for terms, reporters and their reports.
Never provokes what only makes a rate missing: that is no error.
"""

from __future__ import annotations

from collections.abc import Sequence

from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, actor
from pools import AGE_S_MAX, BASE, QUOTE, REPORTERS, admit_reporters, open_rates
from provocation import Provocation, provokes
from small_network import RATE_RAY, Network

from chain.accounts import Account
from chain.clients import errors
from chain.clients.types import Status

TERMS = (3, AGE_S_MAX, 100)


@provokes(errors.ReferenceNotCentralBank)
def terms_set_by_the_bases_central_bank(network: Network) -> Provocation:
    call = network.fx_board.set_reference_terms(BASE, QUOTE, *TERMS)
    return Provocation(HKMA, call, errors.ReferenceNotCentralBank(HKMA.address, QUOTE))


@provokes(errors.ReferenceNotCentralBank)
def terms_of_a_currency_that_nobody_issues(network: Network) -> Provocation:
    call = network.fx_board.set_reference_terms(BASE, "CNY", *TERMS)
    return Provocation(HKMA, call, errors.ReferenceNotCentralBank(HKMA.address, "CNY"))


@provokes(errors.ReferencePairInvalid)
def terms_of_a_currency_in_itself(network: Network) -> Provocation:
    call = network.fx_board.set_reference_terms(QUOTE, QUOTE, *TERMS)
    return Provocation(BANK_OF_THAILAND, call, errors.ReferencePairInvalid(QUOTE, QUOTE))


@provokes(errors.ReferencePairInvalid)
def terms_of_a_base_that_nobody_issues(network: Network) -> Provocation:
    call = network.fx_board.set_reference_terms("CNY", QUOTE, *TERMS)
    return Provocation(BANK_OF_THAILAND, call, errors.ReferencePairInvalid("CNY", QUOTE))


def invalid_terms(network: Network, terms: tuple[int, int, int]) -> Provocation:
    """Terms that are none."""
    call = network.fx_board.set_reference_terms(BASE, QUOTE, *terms)
    return Provocation(BANK_OF_THAILAND, call, errors.ReferenceTermsInvalid(*terms))


@provokes(errors.ReferenceTermsInvalid)
def more_reporters_than_places(network: Network) -> Provocation:
    return invalid_terms(network, (17, AGE_S_MAX, 100))


@provokes(errors.ReferenceTermsInvalid)
def reports_that_never_count(network: Network) -> Provocation:
    return invalid_terms(network, (3, 0, 100))


@provokes(errors.ReferenceTermsInvalid)
def deviation_of_more_than_the_whole(network: Network) -> Provocation:
    return invalid_terms(network, (3, AGE_S_MAX, 10_001))


@provokes(errors.ReferenceTermsInvalid)
def end_with_a_deviation(network: Network) -> Provocation:
    return invalid_terms(network, (0, 0, 1))


@provokes(errors.ReferenceNotPublisher)
def bank_reports(network: Network) -> Provocation:
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s)
    return Provocation(BANGKOK_BANK, call, errors.ReferenceNotPublisher(BANGKOK_BANK.address, QUOTE))


@provokes(errors.ReferenceNotPublisher)
def suspended_reporter_reports(network: Network) -> Provocation:
    open_rates(network)
    network.set_participant(BANK_OF_THAILAND, REPORTERS[0], Status.SUSPENDED)
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s)
    return Provocation(REPORTERS[0], call, errors.ReferenceNotPublisher(REPORTERS[0].address, QUOTE))


@provokes(errors.ReferenceWithoutTerms)
def report_on_a_pair_without_terms(network: Network) -> Provocation:
    admit_reporters(network)
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s)
    return Provocation(REPORTERS[0], call, errors.ReferenceWithoutTerms(BASE, QUOTE))


@provokes(errors.ReferenceRateOutOfBounds)
def report_of_nothing(network: Network) -> Provocation:
    open_rates(network)
    call = network.fx_board.report(BASE, QUOTE, 0, network.now_s)
    return Provocation(REPORTERS[0], call, errors.ReferenceRateOutOfBounds(0))


@provokes(errors.ReferenceRateOutOfBounds)
def report_of_too_much(network: Network) -> Provocation:
    open_rates(network)
    call = network.fx_board.report(BASE, QUOTE, 2**128, network.now_s)
    return Provocation(REPORTERS[0], call, errors.ReferenceRateOutOfBounds(2**128))


@provokes(errors.ReferenceNotNewer)
def report_of_the_same_second(network: Network) -> Provocation:
    open_rates(network)
    seen_s = network.read(network.fx_board.report_of(BASE, QUOTE, REPORTERS[0].address)).observed_at
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, seen_s)
    return Provocation(REPORTERS[0], call, errors.ReferenceNotNewer(REPORTERS[0].address, seen_s, seen_s))


@provokes(errors.ReferenceInFuture)
def report_of_the_next_second(network: Network) -> Provocation:
    open_rates(network)
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s + 1)
    return Provocation(REPORTERS[0], call, errors.ReferenceInFuture(network.now_s + 1))


@provokes(errors.ReferenceTooManyReporters)
def seventeenth_reporter(network: Network) -> Provocation:
    many = [actor("rate-publisher", f"many-{number}") for number in range(17)]
    open_rates_of(network, many)
    call = network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s)
    return Provocation(many[16], call, errors.ReferenceTooManyReporters(16))


def open_rates_of(network: Network, reporters: Sequence[Account]) -> None:
    """Terms of the pair, reporters and a report of each but the last."""
    admit_reporters(network, reporters)
    network.run(BANK_OF_THAILAND, network.fx_board.set_reference_terms(BASE, QUOTE, *TERMS))
    for reporter in reporters[:-1]:
        network.run(reporter, network.fx_board.report(BASE, QUOTE, RATE_RAY, network.now_s))
