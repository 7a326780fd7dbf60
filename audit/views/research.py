"""A run's record for research: names replaced by keyed hashes, amounts perhaps by bins, nothing that is nobody's need.

Trusts HMAC-SHA-256 to hide a name from who has not the key; the key is the caller's to keep.
Never passes a text on as it stands, but words of a list that is the same for every network.
"""

from __future__ import annotations

import hmac
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from audit.index.store import Index
from audit.rows import Row
from chain.errors import REFUSALS

PSEUDONYM_BYTES = 16
FILES = ("accounts", "payments", "transfers")
_PURPOSE_LENGTH = 4
_ACCOUNTS = "SELECT a.address, a.role, a.home, b.address FROM accounts a LEFT JOIN accounts b ON b.account = a.bank"
_PAYMENTS = """
SELECT uetr, original_uetr, kind, status, at_s, queued_at_s, payer, payee, payer_bank, payee_bank, maker,
       payer_currency, cost_minor, cost_minor_text, payee_currency, amount_minor, amount_minor_text,
       corridor, purpose, refusal
FROM payments WHERE {part} ORDER BY payment
"""
_TRANSFERS = """
SELECT at_s, token, currency, payer, payee, amount_minor, amount_minor_text
FROM transfers WHERE {part} ORDER BY transfer
"""
_NAMES = {
    **dict.fromkeys(("payer", "payee", "payer_bank", "payee_bank", "maker", "token"), "account"),
    **dict.fromkeys(("uetr", "original_uetr"), "payment"),
}
"""Column -> what kind of name it holds."""
_REFUSALS = frozenset(refusal.name for refusal in REFUSALS)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """key: 32 bytes that are not in the export."""

    key: bytes

    def of(self, kind: str, name: str | None) -> str | None:
        """HMAC-SHA-256(key, kind ‖ 0 ‖ name), its first 16 bytes in hex; None for no name."""
        if not name:
            return None
        return hmac.digest(self.key, f"{kind}\0{name}".encode(), "sha256")[:PSEUDONYM_BYTES].hex()


@dataclass(frozen=True, slots=True)
class Bins:
    """bounds: rising, in minor units; none where amounts stay as they are."""

    bounds: tuple[int, ...] = ()

    def cells(self, name: str, amount_minor: int | None) -> Row:
        """The amount; binned, the least and the most that it can be, None where there is no bound."""
        if not self.bounds:
            return {name: amount_minor}
        if amount_minor is None:
            return {f"{name}_least": None, f"{name}_most": None}
        place = bisect_right(self.bounds, amount_minor)
        least = self.bounds[place - 1] if place else None
        most = self.bounds[place] - 1 if place < len(self.bounds) else None
        return {f"{name}_least": least, f"{name}_most": most}


@dataclass(frozen=True, slots=True)
class Research:
    """The rows of an export."""

    index: Index
    names: Pseudonyms
    bins: Bins

    def rows(self, file: str) -> Iterator[Row]:
        """Those of one of `FILES`: accounts by pseudonym, the rest in the order of the record."""
        if file == "accounts":
            return iter(sorted(self._accounts(), key=lambda row: str(row["account"])))
        query = _PAYMENTS if file == "payments" else _TRANSFERS
        return (self._row(row) for row in self.index.in_order(file, query))

    def _accounts(self) -> Iterator[Row]:
        for address, role, home, bank in self.index.stream(_ACCOUNTS):
            told = {"role": role or None, "jurisdiction": home or None, "bank": self.names.of("account", bank)}
            yield {"account": self.names.of("account", address), **told}

    def _row(self, row: Row) -> Row:
        told: Row = {}
        for name, value in row.items():
            if name in _NAMES:
                told[name] = self.names.of(_NAMES[name], value)
            elif name.endswith("_minor"):
                told |= self.bins.cells(name, _whole(value, row[f"{name}_text"]))
            elif not name.endswith("_minor_text"):
                told[name] = _word(name, value)
        return told


def _whole(short: int | None, long: str | None) -> int | None:
    return int(long) if long is not None else short


def _word(name: str, value: Any) -> Any:
    """A value that is the same for every network; a text of free choice is left out."""
    if name == "purpose" and not (value and len(value) == _PURPOSE_LENGTH and value.isascii() and value.isupper()):
        return None
    if name == "refusal" and value not in _REFUSALS:
        return None
    return value


def bins_of(bounds: Sequence[int]) -> Bins:
    """Bins with these bounds; ValueError unless they rise."""
    if any(before >= after for before, after in pairwise(bounds)):
        raise ValueError("they do not rise")
    return Bins(tuple(bounds))


README = """\
Payments and transfers of a settlement network, pseudonymised for research
==========================================================================

accounts.jsonl   a line for each account: pseudonym, role, jurisdiction, pseudonym of its bank
payments.jsonl   a line for each payment that was taken, and for each refusal of one, in the order of the record
transfers.jsonl  a line for each movement of money, in the order of the record

Pseudonyms are HMAC-SHA-256 of an account's address or a payment's reference under a key that is not in this
folder, cut to 16 bytes; the same account has the same one everywhere in this folder. {key}
Times are UTC seconds. Amounts are whole minor units of their currency. {bins}
Left out: names, identifiers of institutions, aliases, transaction hashes, block heights, signed bytes, travel-rule
records, events, and what the run was made from: its scenario, its random numbers and what they salt.

What remains inferable
----------------------
* Timing. Seconds are as they were. Who knows when one payment was made finds its line, and with it both accounts.
* Amounts. {amounts}
* Graph structure. Who pays whom how often is as it was. Institutions are few, and their number of customers, their
  currency and their share of payments tell them apart; so do the roles and jurisdictions in accounts.jsonl.
* Currencies, corridors, purpose codes and names of refusals are as they were: a rare one points at whom it concerns.
* Whoever has the record itself, as every node of the network does, can match it with this folder line by line:
  pseudonyms hide nothing from them.
* Whoever has the key can test whether a given account is in this folder. Destroy it, or keep it apart.
"""


def readme_of(bins: Bins, *, is_fresh: bool) -> str:
    """What goes with the data, and says what remains inferable."""
    fresh, kept = (
        "It was drawn for this export and kept nowhere.",
        "Another export under the same key has the same ones.",
    )
    key = fresh if is_fresh else kept
    if not bins.bounds:
        return README.format(key=key, bins="", amounts="They are exact: an unusual one is as good as a name.")
    bounds = ", ".join(map(str, bins.bounds))
    told = f"They are binned: only the least and the most that one can be is told; the bounds are {bounds}."
    amounts = "Bins keep the order of magnitude, and who pays often enough has a profile over them."
    return README.format(key=key, bins=told, amounts=amounts)
