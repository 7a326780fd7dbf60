"""Whether money is conserved, currency by currency, from storage alone.

Trusts no total: the sum of all balances, the supply, and what was issued less what was redeemed must be one figure.
Never looks at the events; `audit.reconcile` compares them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.findings import Finding, found_at
from audit.stored import Storage, StoredMoney
from chain.clients.types import ObligationState
from chain.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Conserved:
    """One money, or the sum of several, in minor units.

    held_minor: Σ balanceOf; ok: whether Σ balanceOf = totalSupply = issued − redeemed for each of them.
    """

    issued_minor: int
    redeemed_minor: int
    held_minor: int
    ok: bool

    def as_json(self) -> dict[str, Any]:
        """The fields, for `audit.json`."""
        return {
            "issued_minor": self.issued_minor,
            "redeemed_minor": self.redeemed_minor,
            "held_minor": self.held_minor,
            "ok": self.ok,
        }


@dataclass(frozen=True, slots=True)
class CurrencyConservation:
    """One currency. deposits: bank id -> its deposit money; deposits_total: all banks' deposits together; escrow: name
    of a contract -> central-bank money that it holds for others, in minor units; empty while none ever did; transit:
    bank -> what it owes customers beside their deposits, in minor units: debited for queued payments, or received for
    them, and credited to nobody yet."""

    central_bank_money: Conserved
    deposits: Mapping[str, Conserved]
    deposits_total: Conserved
    escrow: Mapping[str, int]
    transit: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether every money of the currency is conserved."""
        return self.central_bank_money.ok and self.deposits_total.ok

    def as_json(self) -> dict[str, Any]:
        """The fields, for `audit.json`."""
        body: dict[str, Any] = {
            "central_bank_money": self.central_bank_money.as_json(),
            "deposits": {bank: item.as_json() for bank, item in self.deposits.items()},
            "deposits_total": self.deposits_total.as_json(),
        }
        body |= {"escrow_minor": dict(self.escrow)} if self.escrow else {}
        return body | ({"in_transit_minor": dict(self.transit)} if self.transit else {})


UNREADABLE = Conserved(0, 0, 0, ok=False)


def conservation(storage: Storage, deployment: Deployment) -> dict[str, CurrencyConservation]:
    """Every currency of the deployment, in alphabetical order; what cannot be read is not conserved."""
    moneys = storage.moneys
    result = {}
    for currency, token in sorted(deployment.central_bank_money.items()):
        deposits = {
            bank: _conserved(moneys.get(address))
            for bank, address in sorted(deployment.deposits.items())
            if deployment.deposit_currencies[bank] == currency
        }
        held = _escrow(moneys.get(token), deployment)
        transit = _transit(storage, deployment, currency)
        result[currency] = CurrencyConservation(
            _conserved(moneys.get(token)), deposits, _total(deposits), held, transit
        )
    return result


def conservation_findings(storage: Storage, height: int) -> Iterator[Finding]:
    """A finding for each money that is not conserved. height: of the block after which storage was read."""
    for token, money in storage.moneys.items():
        if not _is_conserved(money):
            issued, redeemed = money.holdings.issued_minor, money.holdings.redeemed_minor
            message = f"{money.currency}: balances {money.held_minor}, supply {money.total_supply_minor}, "
            message += f"issued {issued} − redeemed {redeemed} = {issued - redeemed}"
            yield found_at("conservation", height, token, message)


def _escrow(money: StoredMoney | None, deployment: Deployment) -> dict[str, int]:
    """What each contract has of a money that it ever held."""
    balances, names = money.holdings.balances if money else {}, deployment.contract_names
    return {names[holder]: held for holder, held in sorted(balances.items()) if holder in names}


def _transit(storage: Storage, deployment: Deployment, currency: str) -> dict[str, int]:
    """What queued payments left with each bank: with the payer's until its obligation settles, then the payee's."""
    owed = (storage.obligations.get(uetr) for uetr in storage.waiting)
    names = {party.address: key for key, party in deployment.parties.items()}
    transit: Counter[str] = Counter()
    for item in owed:
        if item is not None and item.currency == currency:
            bank = item.payee if item.state is ObligationState.SETTLED else item.payer
            transit[names.get(bank, bank)] += item.amount_minor
    return dict(sorted(transit.items()))


def _conserved(money: StoredMoney | None) -> Conserved:
    if money is None:
        return UNREADABLE
    holdings = money.holdings
    return Conserved(holdings.issued_minor, holdings.redeemed_minor, money.held_minor, _is_conserved(money))


def _is_conserved(money: StoredMoney) -> bool:
    issued_minor, redeemed_minor = money.holdings.issued_minor, money.holdings.redeemed_minor
    return money.held_minor == money.total_supply_minor == issued_minor - redeemed_minor


def _total(deposits: Mapping[str, Conserved]) -> Conserved:
    items = deposits.values()
    return Conserved(
        sum(item.issued_minor for item in items),
        sum(item.redeemed_minor for item in items),
        sum(item.held_minor for item in items),
        all(item.ok for item in items),
    )
