"""One-off payments as the look back sees them, in one line each, on a record long enough to know what is usual.

Trusts nothing: references are made up of numbers.
Never makes two payments of one reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey
from audit.lookback.verdicts import Detector
from audit.typologies.transfer import DAY_S, HOUR_S, Transfer
from chain.abi import Address

Paid = tuple[int, str, str, int]
DAYS = 60


def transfers(rows: Iterable[Paid], threshold_minor: int | None = None, foreign: Iterable[str] = ()) -> list[Transfer]:
    """rows: hour, payer, payee, amount; foreign: who pays in another currency. One payment of two others on each of
    sixty days stands around them, so that the record knows time."""
    abroad = {*foreign}
    around = [(day * 24, f"calm-{day}", f"quiet-{day}", 77) for day in range(DAYS)]
    ordered = sorted([*around, *rows], key=lambda row: row[0])
    return [
        Transfer(
            at_s=1_000 * DAY_S + hour * HOUR_S,
            place=(number, 0, 0),
            uetr=str(uuid.UUID(int=number, version=4)),
            payer=Address(payer),
            payee=Address(payee),
            paid_minor=amount_minor,
            received_minor=amount_minor,
            currency="SGD" if payer in abroad else "EUR",
            threshold_minor=threshold_minor,
        )
        for number, (hour, payer, payee, amount_minor) in enumerate(ordered)
    ]


def found(
    detector: Detector, *rows: Paid, threshold_minor: int | None = None, foreign: Iterable[str] = ()
) -> list[Finding]:
    """What a detector finds in them."""
    return [*detector.find(Survey.of(transfers(rows, threshold_minor, foreign)))]


def names_of(findings: Iterable[Finding]) -> set[str]:
    """Everybody whom they are about."""
    return {account for finding in findings for account in finding.accounts}
