"""Reference rates, rebuilt from what licensed reporters said: terms, places, reports, and the rate of any second.

Trusts the registry as rebuilt for who may report, and `finance.reference_rates` to make a rate of reports.
Never takes a rate from the board.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from audit.books import Fact
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import RateReported, ReferenceTermsSet, ReporterListed
from chain.clients.fx_board import FxBoard
from chain.clients.types import ReferenceTerms, Report, Role
from chain.deployment import Deployment
from finance import reference_rates

Findings: TypeAlias = Iterator[Finding]
Pair: TypeAlias = tuple[str, str]
"""Base and quote currency."""

REPORTERS_MAX = 16
DEVIATION_BPS_MAX = 10_000
RATE_RAY_MAX = 2**128 - 1
NO_REPORT = Report(0, 0)
NO_TERMS = ReferenceTerms(0, 0, 0)


@dataclass(slots=True)
class _PairDraft:
    """What is said of a pair. reporters: in the order of their places; reports: the last of each, also of those who
    lost their place."""

    terms: ReferenceTerms = NO_TERMS
    reporters: list[Address] = field(default_factory=list)
    reports: dict[Address, Report] = field(default_factory=dict)


class RatesDraft:
    """All reference rates after the transactions read so far."""

    def __init__(self, deployment: Deployment, registry: Registry) -> None:
        self._board, self._registry = deployment.contracts.get(FxBoard.ARTIFACT, ZERO_ADDRESS), registry
        self._pairs: dict[Pair, _PairDraft] = {}

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's terms, places and reports over."""
        for event in (logged.event for logged in transaction.events if logged.address == self._board):
            match event:
                case ReferenceTermsSet():
                    yield from self._set_terms(transaction, event)
                case ReporterListed():
                    yield from self._list(transaction, event)
                case RateReported():
                    yield from self._report(transaction, event)

    def rate_ray(self, base: str, quote: str, at_s: int) -> int:
        """Minor units of quote for one of base, in ray, as of that second; zero when there is no rate then."""
        rate = self._rate(base, quote, at_s)
        return rate.rate_ray if rate else 0

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the board should answer in that second."""
        for (base, quote), pair in self._pairs.items():
            yield self._fact("reference_terms_of", base, quote), pair.terms
            yield self._fact("reporters_of", base, quote), tuple(pair.reporters)
            for reporter, report in pair.reports.items():
                kept = report if reporter in pair.reporters else NO_REPORT
                yield self._fact("report_of", base, quote, reporter), kept
            for key in ((base, quote), (quote, base)):
                rate = self._rate(*key, at_s)
                yield self._fact("reference_rate", *key), (rate.rate_ray, rate.observed_at_s) if rate else (0, 0)

    def _fact(self, view: str, *key: Any) -> Fact:
        return Fact(FxBoard.ARTIFACT, self._board, view, key)

    def _rate(self, base: str, quote: str, at_s: int) -> reference_rates.Report | None:
        direct = self._pairs.get((base, quote))
        if direct is not None and direct.terms.reporters_min:
            return self._made(direct, quote, at_s)
        inverse = self._pairs.get((quote, base))
        if inverse is None or not inverse.terms.reporters_min:
            return None
        rate = self._made(inverse, base, at_s)
        if rate is None:
            return None
        return reference_rates.Report(reference_rates.inverse_down(rate.rate_ray), rate.observed_at_s)

    def _made(self, pair: _PairDraft, quote: str, at_s: int) -> reference_rates.Report | None:
        """The rate out of the reports of those who may report now."""
        licensed = [reporter for reporter in pair.reporters if self._is_publisher(reporter, quote)]
        said = [pair.reports[reporter] for reporter in licensed if reporter in pair.reports]
        reports = [reference_rates.Report(report.rate_ray, report.observed_at) for report in said]
        terms = pair.terms.reporters_min, pair.terms.age_s_max, pair.terms.deviation_bps_max
        return reference_rates.reference_rate(reports, reference_rates.ReferenceTerms(*terms), at_s)

    def _set_terms(self, transaction: RecordedTransaction, event: ReferenceTermsSet) -> Findings:
        terms = ReferenceTerms(event.reporters_min, event.age_s_max, event.deviation_bps_max)
        is_end = terms == NO_TERMS
        is_sound = 0 < terms.reporters_min <= REPORTERS_MAX and terms.age_s_max > 0
        is_sound = is_sound and terms.deviation_bps_max <= DEVIATION_BPS_MAX
        if event.base == event.quote or not (is_end or is_sound):
            yield found("rate-terms", transaction, _name(event), f"{terms}")
        if transaction.sender != self._registry.central_bank_of_currency(event.quote):
            yield found("rate-terms", transaction, _name(event), f"set by {transaction.sender}")
        self._pair(event).terms = terms

    def _list(self, transaction: RecordedTransaction, event: ReporterListed) -> Findings:
        pair = self._pair(event)
        is_new = event.reporter not in pair.reporters
        if event.replaced == ZERO_ADDRESS:
            is_right = len(pair.reporters) < REPORTERS_MAX
            pair.reporters.append(event.reporter)
        else:
            is_full = len(pair.reporters) == REPORTERS_MAX and event.replaced in pair.reporters
            is_right = is_full and not self._is_publisher(event.replaced, event.quote)
            pair.reporters = [event.reporter if who == event.replaced else who for who in pair.reporters]
            pair.reports[event.replaced] = NO_REPORT
        if not (is_new and is_right):
            message = f"{event.reporter} in the place of {event.replaced}; {len(pair.reporters)} have one"
            yield found("rate-report", transaction, _name(event), message)

    def _report(self, transaction: RecordedTransaction, event: RateReported) -> Findings:
        pair, now_s = self._pair(event), transaction.timestamp_s
        before_s = pair.reports.get(event.reporter, NO_REPORT).observed_at
        is_due = before_s < event.observed_at <= now_s and pair.terms.reporters_min > 0
        if not is_due or not 0 < event.rate_ray <= RATE_RAY_MAX or event.reporter not in pair.reporters:
            message = f"{event.rate_ray} of second {event.observed_at} by {event.reporter}, before of {before_s}"
            yield found("rate-report", transaction, _name(event), message)
        if transaction.sender != event.reporter or not self._is_publisher(event.reporter, event.quote):
            message = f"of {event.reporter}, who is no rate publisher there or did not send it: {transaction.sender}"
            yield found("rate-report", transaction, _name(event), message)
        pair.reports[event.reporter] = Report(event.rate_ray, event.observed_at)

    def _pair(self, event: ReferenceTermsSet | ReporterListed | RateReported) -> _PairDraft:
        return self._pairs.setdefault((event.base, event.quote), _PairDraft())

    def _is_publisher(self, account: Address, quote: str) -> bool:
        return self._registry.is_active_in(account, quote, Role.RATE_PUBLISHER)


def _name(event: ReferenceTermsSet | ReporterListed | RateReported) -> str:
    return f"{event.base}/{event.quote}"
