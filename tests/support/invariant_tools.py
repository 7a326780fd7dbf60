"""What the checks of invariants share: trying every door, and comparing what everybody has.

Trusts the ledger's reads; what ought to be read is the check's business.
Never raises for what it finds: a finding is data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from customers import NEW_KEY
from holds import Money
from small_network import Network

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.events import Event

Check: TypeAlias = Callable[[Network], list[str]]
Door: TypeAlias = tuple[Account, Call[Any]]


def events_of(outcomes: Iterable[Any], kind: type[Event]) -> list[Any]:
    """The events of one kind in several outcomes, in order."""
    return [logged.event for outcome in outcomes for logged in outcome.events if isinstance(logged.event, kind)]


def holdings(network: Network) -> dict[tuple[str, Address], int]:
    """(money, holder) -> minor units, wherever they are above zero, a replaced key's successor included."""
    new_keys = {
        (name, NEW_KEY.address): network.read(money.balance_of(NEW_KEY.address))
        for name, money in network.moneys().items()
    }
    return network.balances() | {key: amount_minor for key, amount_minor in new_keys.items() if amount_minor}


def moved(before: dict[Any, int], after: dict[Any, int]) -> dict[Any, int]:
    """The balances that differ, and by how much."""
    changes = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    return {key: change for key, change in changes.items() if change}


def open_doors(network: Network, doors: Iterable[Door]) -> list[str]:
    """Which of these calls pass, one block each."""
    return [
        f"{sender.identity} passed {call.function}"
        for sender, call in doors
        if network.attempt(sender, call).error is None
    ]


def shut_doors(network: Network, doors: Iterable[Door]) -> list[str]:
    """Which of these calls fail, one block each, and why."""
    tried = ((sender, call, network.attempt(sender, call).error) for sender, call in doors)
    return [f"{sender.identity} failed {call.function}: {error}" for sender, call, error in tried if error is not None]


def conservation_findings(network: Network) -> list[str]:
    """The moneys of which Σ balances, supply and issued less redeemed differ now."""
    held: Counter[str] = Counter()
    for (name, _), amount_minor in holdings(network).items():
        held[name] += amount_minor
    found = []
    for name, money in network.moneys().items():
        issued_minor, redeemed_minor = network.read(money.issued_minor()), network.read(money.redeemed_minor())
        supply_minor = network.read(money.total_supply())
        if not held[name] == supply_minor == issued_minor - redeemed_minor:
            found.append(f"{name}: held {held[name]}, supply {supply_minor}, {issued_minor} − {redeemed_minor}")
    return found


def held_minor(network: Network, money: Money, holder: Account) -> int:
    """What a holder has."""
    return network.read(money.balance_of(holder.address))
