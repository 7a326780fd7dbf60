"""The banks of a generated network: ids, names, jurisdictions in turn, and money by the number of their links.

Trusts the graph for who is linked to whom.
Never draws: where a bank is and what it has follows from its place in the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from finance.money import Currency, UnknownCurrency, currency, parse_minor
from finance.suggestions import did_you_mean
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.topology import BankGraphEntry, HomeEntry
from nodes.topology import Links, degrees

_AMOUNTS = ("opening_liquidity", "liquidity_per_link", "collateral_per_link")


@dataclass(frozen=True, slots=True)
class DrawnBank:
    """A generated bank. home: id of its jurisdiction; degree: how many links it has; values: as under `banks`."""

    id: str
    home: str
    currency: str
    degree: int
    values: dict[str, Any]


def home_problems(loc: Loc, entry: BankGraphEntry, currencies: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the jurisdictions of generated banks; currencies: of those that there are."""
    homes = _homes(entry, currencies)
    for name, home in homes.items():
        where: Loc = (*loc, "homes", name)
        if name not in currencies:
            hint = did_you_mean(name, currencies).removeprefix("; ")
            why, do = "no jurisdiction of the scenario has this id", "add the jurisdiction, or name another"
            yield Problem(where, f"unknown jurisdiction {name!r}", why, hint or do, at_key=True)
            continue
        for key in _AMOUNTS:
            yield from amount_problems(WrittenAmount((*where, key), getattr(home, key), currencies[name]))
    taking = _turns(entry, homes)
    for name in homes:
        if name not in taking:
            why = f"{entry.banks} banks are dealt to {len(homes)} jurisdictions by their weights"
            yield Problem((*loc, "banks"), f"{name} gets no bank", why, "have more banks, or change homes")


def banks_of(entry: BankGraphEntry, links: Links, currencies: Mapping[str, str]) -> tuple[DrawnBank, ...]:
    """The banks of a graph, in the order of its nodes; for an entry without problems."""
    homes, count = _homes(entry, currencies), degrees(links, entry.banks)
    digits = len(str(entry.banks))
    return tuple(
        _bank(entry, f"{number:0{digits}}", name, currencies[name], homes[name], count[number - 1])
        for number, name in enumerate(_turns(entry, homes), 1)
    )


def _homes(entry: BankGraphEntry, currencies: Mapping[str, str]) -> Mapping[str, HomeEntry]:
    return dict.fromkeys(currencies, HomeEntry()) if entry.homes is None else entry.homes


def _turns(entry: BankGraphEntry, homes: Mapping[str, HomeEntry]) -> list[str]:
    """Which jurisdiction each bank is in: the one that lacks most of its share takes the next; of several the first.

    With equal weights they take turns; with others none is ever a bank or more from its share.
    """
    total, claims = sum(home.weight for home in homes.values()), dict.fromkeys(homes, 0)
    taken = []
    for _ in range(entry.banks):
        for name, home in homes.items():
            claims[name] += home.weight
        first = max(claims, key=lambda name: claims[name])
        claims[first] -= total
        taken.append(first)
    return taken


def _bank(entry: BankGraphEntry, number: str, home: str, code: str, money: HomeEntry, degree: int) -> DrawnBank:
    identity = f"{entry.prefix}-{number}"
    values = {
        "id": identity,
        "name": f"{entry.prefix.replace('-', ' ').capitalize()} {number}",
        "jurisdiction": home,
        "opening_liquidity": _sum(code, money.opening_liquidity, degree, money.liquidity_per_link),
        "liquidity_top_up": entry.liquidity_top_up,
        "collateral": _sum(code, "0", degree, money.collateral_per_link),
    }
    return DrawnBank(identity, home, code, degree, values)


def _sum(code: str, base: str, degree: int, per_link: str) -> str:
    """An amount and as many others as there are links, in major units; zero of a currency that does not exist."""
    try:
        money = currency(code)
    except UnknownCurrency:
        return "0"
    return _major(parse_minor(base, money) + degree * parse_minor(per_link, money), money)


def _major(amount_minor: int, money: Currency) -> str:
    digits = f"{amount_minor:0{money.exponent + 1}}"
    return f"{digits[: -money.exponent]}.{digits[-money.exponent :]}" if money.exponent else digits
