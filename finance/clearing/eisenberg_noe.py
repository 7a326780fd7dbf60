"""The greatest clearing vector of obligations between banks, and the rounds in which default spreads.

Trusts each obligation to rank equally with its debtor's others, below its senior liabilities.
Never rounds: payments are exact rationals of a minor unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from finance.clearing.linear import solve

_ZERO, _ONE = Fraction(0), Fraction(1)


class ObligationsError(ValueError):
    """Obligations that are none: of an unknown bank, to itself, or below zero."""


@dataclass(frozen=True, slots=True)
class Obligations:
    """What banks have and owe, in minor units of one currency; `ObligationsError` where that is contradictory."""

    assets_minor: Mapping[str, Fraction]
    """Bank -> what it has, but for what the others owe it. Every bank stands here."""
    owed_minor: Mapping[tuple[str, str], int]
    """Debtor and creditor -> what the one owes the other."""
    senior_minor: Mapping[str, int]
    """Bank -> what it owes to others than these banks and pays first; zero where it doesn't stand here."""

    def __post_init__(self) -> None:
        for debtor, creditor in self.owed_minor:
            if debtor == creditor:
                raise ObligationsError(f"{debtor} owes itself")
        named = {bank for pair in self.owed_minor for bank in pair} | set(self.senior_minor)
        for unknown in sorted(named - set(self.assets_minor)):
            raise ObligationsError(f"the assets of {unknown} are not stated")
        for amounts in (self.assets_minor, self.owed_minor, self.senior_minor):
            for name, amount in amounts.items():
                if amount < 0:
                    raise ObligationsError(f"{name} has {amount}, which is below zero")

    def shocked(self, lost: Fraction) -> Obligations:
        """The same after each bank lost that part, 0 to 1, of its assets."""
        left = {bank: assets * (_ONE - lost) for bank, assets in self.assets_minor.items()}
        return replace(self, assets_minor=left)


@dataclass(frozen=True, slots=True)
class Recovery:
    """The parts, 0 to 1, of its assets and of what the others pay it that a bank in default can pay out."""

    of_assets: Fraction = _ONE
    of_claims: Fraction = _ONE


@dataclass(frozen=True, slots=True)
class Clearing:
    """Who pays what."""

    paid_minor: Mapping[str, Fraction]
    """Bank -> what it pays to the other banks together, to each in proportion to what it owes."""
    rounds: tuple[tuple[str, ...], ...]
    """Who defaults though everybody else pays; who defaults because those do not; and so on."""
    equity_minor: Mapping[str, Fraction]
    """Bank -> what it has left once it has paid; zero in default."""

    @property
    def defaults(self) -> tuple[str, ...]:
        """All who can't pay in full, in the order in which they are found."""
        return tuple(bank for banks in self.rounds for bank in banks)


def clear(obligations: Obligations, recovery: Recovery | None = None) -> Clearing:
    """The greatest clearing vector: nobody pays more than it owes or has, and everybody pays all of one of them."""
    # p = min(p̄, e + Πᵀp − s) — Eisenberg and Noe, Systemic Risk in Financial Systems, Management Science 47 (2001);
    # with α·e + β·Πᵀp − s in default — Rogers and Veraart, Failure and Rescue in an Interbank Network, Management
    # Science 59 (2013), whose Greatest Clearing Vector Algorithm this is
    network = _Network(obligations, recovery or Recovery())
    paid, rounds = dict(network.owed), list[tuple[str, ...]]()
    failed: set[str] = set()
    while True:
        news = tuple(
            bank for bank in network.banks if bank not in failed and network.means(bank, paid) < network.owed[bank]
        )
        if not news:
            return Clearing(paid, tuple(rounds), network.equity(paid, failed))
        rounds.append(news)
        failed.update(news)
        paid = network.paid_in_default(failed)


class _Network:
    """Obligations with their sums and proportions."""

    def __init__(self, obligations: Obligations, recovery: Recovery) -> None:
        self.banks = tuple(obligations.assets_minor)
        self.owed = dict.fromkeys(self.banks, _ZERO)
        self._assets = {bank: Fraction(assets) for bank, assets in obligations.assets_minor.items()}
        self._senior = {bank: Fraction(obligations.senior_minor.get(bank, 0)) for bank in self.banks}
        self._recovery = recovery
        self._claims: dict[str, list[tuple[str, Fraction]]] = {bank: [] for bank in self.banks}
        for (debtor, _), owed in obligations.owed_minor.items():
            self.owed[debtor] += owed
        for (debtor, creditor), owed in obligations.owed_minor.items():
            if owed:
                self._claims[creditor].append((debtor, Fraction(owed) / self.owed[debtor]))

    def means(self, bank: str, paid: Mapping[str, Fraction]) -> Fraction:
        """What a bank has for the others, below zero where its senior liabilities take more than it has."""
        return self._assets[bank] + self._received(bank, paid) - self._senior[bank]

    def equity(self, paid: Mapping[str, Fraction], failed: set[str]) -> dict[str, Fraction]:
        """What is left to each."""
        return {bank: _ZERO if bank in failed else self.means(bank, paid) - paid[bank] for bank in self.banks}

    def paid_in_default(self, failed: set[str]) -> dict[str, Fraction]:
        """What everybody pays while those have failed and the others pay in full."""
        base = dict(self.owed) | dict.fromkeys(failed, _ZERO)
        paid, paying = base, set[str]()
        # A bank in default pays max(0, …): policies of who pays at all are improved until none changes, which raises
        # every payment at each step, so that it ends — Howard, Dynamic Programming and Markov Processes (1960)
        while True:
            better = {bank for bank in failed if self._left_in_default(bank, paid) > 0}
            if better == paying:
                return paid
            paying = better
            paid = base | self._solved(sorted(paying), base)

    def _solved(self, paying: list[str], base: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """What these pay, each of what the others pay it, in one system of linear equations."""
        place = {bank: column for column, bank in enumerate(paying)}
        rows = []
        for bank in paying:
            row = [_ZERO] * len(paying)
            row[place[bank]] = _ONE
            for debtor, share in self._claims[bank]:
                if debtor in place:
                    row[place[debtor]] -= self._recovery.of_claims * share
            rows.append([*row, self._left_in_default(bank, base)])
        return dict(zip(paying, solve(rows), strict=True))

    def _left_in_default(self, bank: str, paid: Mapping[str, Fraction]) -> Fraction:
        kept = self._recovery.of_assets * self._assets[bank] + self._recovery.of_claims * self._received(bank, paid)
        return kept - self._senior[bank]

    def _received(self, bank: str, paid: Mapping[str, Fraction]) -> Fraction:
        return sum((paid[debtor] * share for debtor, share in self._claims[bank]), _ZERO)
