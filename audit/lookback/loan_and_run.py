"""Loan-and-run: a borrower passes the loan on at once, and never pays an instalment.

Trusts the loan book's own events for what was lent, missed and paid.
Never looks at cash, at what the lender checked, or at a mandate.

Logic: a loan of which no instalment was ever settled and one was missed at least, nor was it put on another schedule;
and of whose amount 80 % went within ten days of the drawdown, in one-off payments of a twentieth of it or more each,
the largest first, as far as the loan covers them. Where the money is passed on within four days, 88 % to 100 % of what
came, it is followed (see `links`). All wallets on the way are alarmed. Who pays a supplier the whole loan at once and
then pays one instalment is not. Thresholds: `LoanAndRunSettings`. Misses: who pays one instalment to look honest,
agrees on another schedule, takes the loan out in cash, splits it into smaller parts, waits longer, or sends it to a
shop or an old acquaintance; loans whose first instalment is not late yet. Takes for one: a firm that fails between its
supplier's bill and its first due date, and that supplier.

The scheme: a loan got by pretence, moved at once to accounts of others, and left to default (AMLTRIX, knowledge base of
laundering techniques, PS0067 Loan Services; the bust-out of credit fraud). Every figure is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.loans import DrawnLoan
from audit.lookback.survey import Survey
from audit.lookback.traffic import OneOff
from audit.typologies.transfer import DAY_S, largest_within
from chain.detection import Reason
from finance.fx import BPS

_BASE, _ONCE, _MORE = 60, 40, 10


@dataclass(frozen=True, slots=True)
class LoanAndRunSettings:
    """within_s: of the drawdown, in which it goes; gone_bps_min: of the loan; part_bps_min: of it in one payment;
    missed_min: instalments, where the lender has not declared default; most_bps, fast_s: what counts more."""

    within_s: int = 10 * DAY_S
    gone_bps_min: int = 8_000
    part_bps_min: int = 500
    missed_min: int = 2
    most_bps: int = 9_000
    fast_s: int = 5 * DAY_S


class LoanAndRun:
    """See the module. Score: 60, or 40 where one instalment is late and nothing more is known; 10 more each where 90 %
    are gone, where that took five days at most, and where it was passed on."""

    name: ClassVar[str] = "loan_and_run"

    def __init__(self, settings: LoanAndRunSettings | None = None) -> None:
        self._settings = settings or LoanAndRunSettings()

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every such loan."""
        onward: dict[int, OneOff] = {}
        for link in survey.links:
            onward.setdefault(link.came.number, link.goes)
        for loan in survey.loans:
            if loan.missed and not loan.settled and not loan.is_restructured:
                gone = self._gone(loan, survey.traffic.out_of.get(loan.borrower, ()))
                if gone:
                    yield self._finding(loan, gone, [*_followed(gone, onward)])

    def _gone(self, loan: DrawnLoan, payments: Sequence[OneOff]) -> list[OneOff]:
        """By which payments the loan left: the largest first, as far as it covers them; none where too little did."""
        parts = sorted((each for each in payments if self._is_part(loan, each)), key=lambda each: each.number)
        places = largest_within([each.transfer.paid_minor for each in parts], loan.principal_minor)
        gone = [parts[place] for place in places]
        return gone if _share_bps(loan, gone) >= self._settings.gone_bps_min else []

    def _is_part(self, loan: DrawnLoan, payment: OneOff) -> bool:
        settings, transfer = self._settings, payment.transfer
        is_later = transfer.place[:2] > loan.place and transfer.at_s - loan.at_s <= settings.within_s
        is_large = transfer.paid_minor * BPS >= loan.principal_minor * settings.part_bps_min
        return is_later and is_large and transfer.currency == loan.currency

    def _finding(self, loan: DrawnLoan, gone: Sequence[OneOff], passed_on: Sequence[OneOff]) -> Finding:
        settings, share_bps = self._settings, _share_bps(loan, gone)
        took_s = gone[-1].transfer.at_s - loan.at_s
        is_certain = loan.is_defaulted or loan.missed >= settings.missed_min
        counts = share_bps >= settings.most_bps, took_s <= settings.fast_s, bool(passed_on)
        reasons = (
            Reason("principal_minor", loan.principal_minor),
            Reason("gone_bps", share_bps),
            Reason("gone_after_s", took_s),
            Reason("passed_on_payments", len(passed_on)),
            Reason("instalments_missed", loan.missed),
            Reason("defaulted", int(loan.is_defaulted)),
        )
        score = (_BASE if is_certain else _ONCE) + _MORE * sum(counts)
        return Finding.of(self.name, score, [*gone, *passed_on], reasons)


def _share_bps(loan: DrawnLoan, gone: Sequence[OneOff]) -> int:
    return sum(each.transfer.paid_minor for each in gone) * BPS // max(1, loan.principal_minor)


def _followed(gone: Sequence[OneOff], onward: dict[int, OneOff]) -> Iterator[OneOff]:
    """The payments that passed it on, each once."""
    seen = {each.number for each in gone}
    for each in gone:
        following = onward.get(each.number)
        while following is not None and following.number not in seen:
            seen.add(following.number)
            yield following
            following = onward.get(following.number)
