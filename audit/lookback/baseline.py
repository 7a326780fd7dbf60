"""What a detector has to beat: whoever has many counterparties, or moves much money, is alarmed.

Trusts the truth, unlike a detector: it is given the best threshold, which nobody knows beforehand.
Never looks at time, direction or relations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from audit.lookback.rates import Rates, share_bps
from audit.typologies.transfer import Transfer


def baseline_f1_bps(transfers: Sequence[Transfer], guilty: Collection[str]) -> int:
    """The best F1 that alarming everybody above a threshold comes to, or everybody below it: of the number of
    counterparties, of the money paid and received, each as a rank among the wallets of its currency, or of both ranks'
    sum."""
    partners: dict[str, set[str]] = {}
    paid: dict[str, int] = {}
    money: dict[str, str] = {}
    for each in transfers:
        for account, other, minor in (
            (each.payer, each.payee, each.paid_minor),
            (each.payee, each.payer, each.received_minor),
        ):
            partners.setdefault(account, set()).add(other)
            paid[account] = paid.get(account, 0) + minor
        money[each.payer] = each.currency
    degrees = _ranks({account: len(others) for account, others in partners.items()}, money)
    amounts = _ranks(paid, money)
    both = {account: degrees[account] + amounts[account] for account in degrees}
    signed = [(figures, sign) for figures in (degrees, amounts, both) for sign in (-1, 1)]
    return max(
        (
            _best_bps({account: sign * figure for account, figure in figures.items()}, guilty)
            for figures, sign in signed
        ),
        default=0,
    )


def _ranks(figures: Mapping[str, int], money: Mapping[str, str]) -> dict[str, int]:
    """By account which share of its currency's wallets has less, in basis points."""
    groups: dict[str, list[int]] = {}
    for account, figure in figures.items():
        groups.setdefault(money.get(account, ""), []).append(figure)
    less = {
        (code, figure): share_bps(place, len(found))
        for code, found in groups.items()
        for place, figure in reversed([*enumerate(sorted(found))])
    }
    return {account: less[money.get(account, ""), figure] for account, figure in figures.items()}


def _best_bps(figures: Mapping[str, int], guilty: Collection[str]) -> int:
    best = hits = 0
    ordered = sorted(figures, key=lambda account: figures[account])
    for number, account in enumerate(ordered, start=1):
        hits += account in guilty
        # A threshold lies between two figures, not among equal ones.
        if number == len(ordered) or figures[ordered[number]] != figures[account]:
            best = max(best, Rates(share_bps(hits, number), share_bps(hits, len(guilty))).f1_bps)
    return best
