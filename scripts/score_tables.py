"""How good alarms are, on the terminal.

Trusts the score for every figure; docs/alarms.md says what each means.
Never names a wallet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from scripts.tables import columned_table

if TYPE_CHECKING:
    from audit.lookback.rates import Rates
    from audit.lookback.scoring import Score

_HEADINGS = ("patterns", "found", "by pattern", "members", "alarmed", "precision", "recall", "F1")
_ALIKE = ("payments", "held against somebody", "honest wallets", "alarmed")


def tables(score: Score) -> Iterator[Table]:
    """By typology, then overall; and honest payments that look alike, where the nodes' tables tell their kinds."""
    table = columned_table("Alarms against planted patterns", left=("typology",), right=_HEADINGS)
    for row in score.typologies:
        counts = row.patterns, row.found, share(row.found_bps), row.members, row.alarmed
        # Alarms under a name of which nothing was planted: others of its kind are in patterns, or nobody is.
        precision, *others = _rates(row.rates)
        recall, f1 = others if row.patterns else ("", "")
        table.add_row(row.typology, *map(str, counts), precision, recall, f1)
    yield table
    if score.look_alikes:
        alike = columned_table("Honest look-alikes", left=("kind of payment",), right=_ALIKE)
        for each in score.look_alikes:
            alike.add_row(each.kind, *map(str, (each.payments, each.held, each.wallets, each.alarmed)))
        yield alike


def lines(score: Score) -> Iterator[str]:
    """What holds for all typologies together."""
    yield "wallets:   precision {}  recall {}  F1 {}".format(*_rates(score.overall))
    yield "payments:  precision {}  recall {}  F1 {}".format(*_rates(score.payments))
    honest = f"{score.honest_alarmed:,} of {score.honest:,}"
    yield f"honest wallets alarmed: {honest} ({score.honest_alarmed_bps // 100}.{score.honest_alarmed_bps % 100:02} %)"
    yield f"counting counterparties and money, with the best threshold: F1 {share(score.baseline_f1_bps)}"


def share(bps: int) -> str:
    """A share of one, four decimals."""
    return f"{bps // 10_000}.{bps % 10_000:04}"


def _rates(rates: Rates) -> tuple[str, str, str]:
    return share(rates.precision_bps), share(rates.recall_bps), share(rates.f1_bps)
