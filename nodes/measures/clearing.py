"""Who could pay, if everything that the queue did not settle fell due at the end: Eisenberg and Noe on the chain's own.

Trusts the chain for obligations, balances and credit.
Never converts: banks of one currency owe each other that currency, so that the rate is one.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from chain.abi import Address
from chain.clients.types import ObligationState
from finance.clearing.eisenberg_noe import Clearing, Obligations, clear
from finance.rounding import div_half_even
from nodes.interbank import Interbank

TAKEN = (ObligationState.QUEUED, ObligationState.HELD, ObligationState.EXPIRED)
"""Where an obligation stands that is still owed: the queue gives up on what expires, and the debt stays."""


def clearing_measures(interbank: Interbank) -> list[dict[str, Any]]:
    """A row for each currency in which the queue holds what is still owed; amounts are rounded half-even once
    they are all known."""
    codes = sorted({owed.currency for owed in interbank.view.obligations.values() if owed.state in TAKEN})
    return [_row(interbank, code) for code in codes]


def obligations_of(interbank: Interbank, code: str) -> tuple[int, Obligations]:
    """How many obligations of a currency are taken, and what banks have, owe each other and owe the central bank."""
    names = {bank.address: name for name, bank in interbank.actors.banks.items()}
    taken = [o for o in interbank.view.obligations.values() if o.currency == code and o.state in TAKEN]
    owed: Counter[tuple[str, str]] = Counter()
    for obligation in taken:
        owed[names[obligation.payer], names[obligation.payee]] += obligation.amount_minor
    banks = {name: bank for name, bank in interbank.actors.banks.items() if bank.plan.currency.code == code}
    credit: dict[Address, int] = interbank.credits.owing_minor(code)
    senior = {name: credit[bank.address] for name, bank in banks.items() if bank.address in credit}
    return len(taken), Obligations(
        {name: Fraction(bank.liquidity_minor()) for name, bank in banks.items()}, dict(owed), senior
    )


def _row(interbank: Interbank, code: str) -> dict[str, Any]:
    count, obligations = obligations_of(interbank, code)
    cleared = clear(obligations)
    return {
        "currency": code,
        "conversion_rate": "1",
        "states_taken": [state.name.lower() for state in TAKEN],
        "obligations": count,
        "owed_minor": sum(obligations.owed_minor.values()),
        "paid_minor": _minor(sum(cleared.paid_minor.values(), Fraction(0))),
        "defaults": [list(banks) for banks in cleared.rounds],
        "banks": [_bank(obligations, cleared, bank) for bank in obligations.assets_minor],
    }


def _bank(obligations: Obligations, cleared: Clearing, bank: str) -> dict[str, Any]:
    owed_minor = sum(amount for (debtor, _), amount in obligations.owed_minor.items() if debtor == bank)
    return {
        "bank": bank,
        "assets_minor": _minor(obligations.assets_minor[bank]),
        "senior_minor": obligations.senior_minor.get(bank, 0),
        "owed_minor": owed_minor,
        "paid_minor": _minor(cleared.paid_minor[bank]),
        "equity_minor": _minor(cleared.equity_minor[bank]),
    }


def _minor(exact: Fraction) -> int:
    return div_half_even(exact.numerator, exact.denominator)
