"""What the chain stores, as it was read: frozen, and ready to be compared with what the events tell.

Trusts nothing by itself: `audit.storage` fills it.
Never holds a figure that was computed from events.

Amounts are minor units of the currency that stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.books import Fact, Holdings, Holds, Setting
from audit.findings import Finding
from chain.abi import Address
from chain.clients.types import Admission, Customer, Flag, KeyReplacement, Obligation, Participant, Validator


@dataclass(frozen=True, slots=True)
class StoredMoney:
    """One money as the chain stores it. exponent: decimals of its minor unit; amounts in minor units."""

    currency: str
    exponent: int
    issuer: Address
    total_supply_minor: int
    holdings: Holdings

    @property
    def held_minor(self) -> int:
        """Σ balanceOf."""
        return sum(self.holdings.balances.values())


@dataclass(frozen=True, slots=True)
class StoredCompliance:
    """What the rules go by, with the keys of `audit.books.Compliance`. used: rule book and subject -> what counts now
    towards the payer's window limit; currencies: rule book -> the currency whose moneys may ask it."""

    currencies: Mapping[Address, str]
    lists: Mapping[Address, tuple[Address, ...]]
    settings: Mapping[Setting, Any]
    positions: Mapping[tuple[str, Address, Address, Address], int]
    used: Mapping[tuple[Address, int], int]
    flags: Mapping[bytes, tuple[Flag, ...]]


@dataclass(frozen=True, slots=True)
class Differing:
    """A fact of which the two sides differ: as the events tell it, and as it is stored."""

    told: Any
    stored: Any


@dataclass(frozen=True, slots=True)
class Storage:
    """What the chain stores, with the keys of `audit.books.Books`; a fact that could not be read is missing here and
    stands in `findings`.

    jurisdictions: currency -> jurisdiction and its central bank; listed: money -> the address that the registry lists
    in its place.

    Of what grows with the payments only what is not as told stays: quotes: hash -> filled minor units; orders: UETR ->
    digest of what is bound to it, zero for nothing; facts: with what was told. asked: the contracts of all facts that
    were read; waiting: UETRs of queued payments that are; obligations: by UETR, whatever became of them.
    """

    jurisdictions: Mapping[str, tuple[str, Address]]
    participants: Mapping[Address, Participant]
    admissions: Mapping[tuple[Address, str], Admission]
    handovers: Mapping[Address, Address]
    approvals: Mapping[tuple[Address, bytes], int]
    customers: Mapping[Address, Customer]
    wallets: Mapping[int, Address]
    replacements: Mapping[Address, KeyReplacement]
    aliases: Mapping[bytes, Address]
    alias_consents: Mapping[Address, int]
    validators: Mapping[str, tuple[Validator, ...]]
    listed: Mapping[Address, Address]
    moneys: Mapping[Address, StoredMoney]
    holds: Mapping[Address, Holds]
    compliance: StoredCompliance
    quotes: Mapping[bytes, int]
    orders: Mapping[str, bytes]
    facts: Mapping[Fact, Differing]
    asked: frozenset[str]
    waiting: tuple[str, ...]
    obligations: Mapping[str, Obligation]
    findings: tuple[Finding, ...]
