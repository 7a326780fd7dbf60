"""All detectors together: one score for each wallet, with everything that is held against it.

Trusts each detector for its findings.
Never adds up two findings of one typology: of these the strongest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from audit.lookback.bipartite import Bipartite
from audit.lookback.cycle import Cycle
from audit.lookback.fan_in import FanIn
from audit.lookback.fan_out import FanOut
from audit.lookback.finding import Finding
from audit.lookback.gather_scatter import GatherScatter
from audit.lookback.loan_and_run import LoanAndRun
from audit.lookback.loans import DrawnLoan
from audit.lookback.random_walk import RandomWalk
from audit.lookback.rapid_movement import RapidMovement
from audit.lookback.round_tripping import RoundTripping
from audit.lookback.scatter_gather import ScatterGather
from audit.lookback.stack import Stack
from audit.lookback.structuring import Structuring
from audit.lookback.survey import Survey
from audit.typologies.panel import combined
from audit.typologies.transfer import Transfer
from chain.abi import Address

ALARM = 50
"""The score from which a wallet is alarmed: more likely than not, as far as the scores mean anything."""


class Detector(Protocol):
    """Looks over a whole record."""

    name: ClassVar[str]

    def find(self, survey: Survey) -> Iterator[Finding]:
        """What it finds; a pure function of the survey."""
        ...


DETECTORS: tuple[type[Detector], ...] = (
    *(Bipartite, Cycle, FanIn, FanOut, GatherScatter, LoanAndRun),
    *(RandomWalk, RapidMovement, RoundTripping, ScatterGather, Stack, Structuring),
)
"""Every detector, by name."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is held against a wallet. score: 1 to 100; findings: the strongest of each typology, the strongest first."""

    account: Address
    score: int
    findings: tuple[Finding, ...]

    @property
    def is_alarm(self) -> bool:
        """Whether somebody has to look at it."""
        return self.score >= ALARM


def verdicts(transfers: Sequence[Transfer], loans: Sequence[DrawnLoan] = ()) -> tuple[Verdict, ...]:
    """About every wallet of which anything was found, the highest score first, then who paid or was paid first."""
    survey = Survey.of(transfers, loans)
    held: dict[Address, dict[str, Finding]] = {}
    for detector in DETECTORS:
        for finding in detector().find(survey):
            for account in finding.accounts:
                own = held.setdefault(account, {})
                if finding.typology not in own or finding.own_score > own[finding.typology].own_score:
                    own[finding.typology] = finding
    return tuple(sorted((_verdict(account, own) for account, own in held.items()), key=_rank))


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON holds it."""
    return {
        "wallet": verdict.account,
        "score": verdict.score,
        "findings": [
            {
                "typology": finding.typology,
                "own_score": finding.own_score,
                "reasons": {reason.name: reason.figure for reason in finding.reasons},
                "wallets": [*finding.accounts],
                "uetrs": [payment.transfer.uetr for payment in finding.payments],
            }
            for finding in verdict.findings
        ],
    }


def _verdict(account: Address, own: dict[str, Finding]) -> Verdict:
    findings = sorted(own.values(), key=lambda each: (-each.own_score, each.typology))
    return Verdict(account, combined(each.own_score for each in findings), tuple(findings))


def _rank(verdict: Verdict) -> tuple[int, int]:
    account = verdict.account
    first = min(
        each.number for finding in verdict.findings for each in finding.payments if account in (each.payer, each.payee)
    )
    return -verdict.score, first
