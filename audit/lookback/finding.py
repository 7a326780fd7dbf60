"""What a look back finds: a group of wallets, the payments between them, and why that is suspicious.

Trusts the detector that found it.
Never stands without a reason in figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.lookback.traffic import OneOff
from chain.abi import Address
from chain.detection import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """One group. own_score: by this typology alone, 1 to 100; accounts: its wallets, in the order in which they paid or
    were paid; payments: in the order of the chain."""

    typology: str
    own_score: int
    accounts: tuple[Address, ...]
    payments: tuple[OneOff, ...]
    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, typology: str, own_score: int, payments: Iterable[OneOff], reasons: Sequence[Reason]) -> Finding:
        """A finding about everybody who has a part in some payments; how many and how long stand before its reasons."""
        ordered = tuple(sorted({each.number: each for each in payments}.values(), key=lambda each: each.number))
        accounts = tuple(dict.fromkeys(account for each in ordered for account in (each.payer, each.payee)))
        measured = Reason("payments", len(ordered)), Reason("span_s", ordered[-1].at_s - ordered[0].at_s)
        return cls(typology, own_score, accounts, ordered, (*measured, *reasons))
