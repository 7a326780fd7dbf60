"""For whom a view is: `participant:ID`, `bank:ID`, `supervisor:JURISDICTION` or `auditor`, found in the record.

Trusts the index for who is who; an id is the deployment's word.
Never takes somebody for a party of another kind: a bank is no customer, and an office no bank.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from audit.filters import ADDRESS
from audit.index.lookup import Lookup
from audit.index.store import Index
from audit.views.table import PARTIES
from audit.wording import printable
from chain.abi import Address
from chain.errors import InputError
from finance.suggestions import did_you_mean

_INSTITUTIONS = (
    "role IN ('CommercialBank', 'MarketMaker', 'Keeper', 'WalletProvider', 'Guarantor', 'Insurer', 'Merchant')"
)
_SHOWN_MAX = 12


@dataclass(frozen=True, slots=True)
class Viewer:
    """kind: one of `PARTIES`; name: as typed; accounts: of a participant every key that it had, of a bank its account;
    place: the jurisdiction of a supervisor."""

    kind: str
    name: str
    accounts: frozenset[Address] = frozenset()
    place: str = ""

    @classmethod
    def parse(cls, text: str, index: Index) -> Viewer:
        """Whoever `text` names. Raises InputError, with a did-you-mean where somebody is close."""
        kind, _, name = text.partition(":")
        if kind not in PARTIES or (kind == "auditor") == bool(name):
            forms = "participant:ID, bank:ID, supervisor:JURISDICTION or auditor"
            why = "no party named" if kind in PARTIES else f"no kind of party{did_you_mean(kind[:60], PARTIES)}"
            raise _wrong(text, why, f"write {forms}")
        if kind == "auditor":
            return cls(kind, name)
        if kind == "supervisor":
            return cls(kind, name, place=_jurisdiction(text, name, index))
        return cls(kind, name, _accounts(text, kind, name, index))


def jurisdictions(index: Index) -> dict[str, str]:
    """Currency -> the jurisdiction that it is the currency of."""
    query = (
        "SELECT fields->>'$.currency', fields->>'$.jurisdiction' FROM event_rows WHERE name = 'JurisdictionOpened'"
        " ORDER BY event"
    )
    return dict(index.rows(query))


def _jurisdiction(text: str, name: str, index: Index) -> str:
    places = sorted(set(jurisdictions(index).values()))
    if name.upper() not in places:
        raise _unknown(text, f"no such jurisdiction{did_you_mean(name[:60], places)}", places)
    return name.upper()


def _accounts(text: str, kind: str, name: str, index: Index) -> frozenset[Address]:
    where = "customer IS NOT NULL" if kind == "participant" else _INSTITUTIONS
    known: dict[str, Address] = dict(index.rows(f"SELECT id, address FROM accounts WHERE {where}"))
    names = Lookup(index)
    address = names.as_recorded(name) if ADDRESS.fullmatch(name) else known.get(name, "")
    if address not in known.values():
        what = "customer" if kind == "participant" else "bank or other institution without office"
        raise _unknown(text, f"no {what} of this record has this id or address{did_you_mean(name[:60], known)}", known)
    return names.wallets_of(address) if kind == "participant" else frozenset({address})


def _unknown(text: str, why: str, known: Collection[str]) -> InputError:
    shown = [name for name in sorted(known) if not ADDRESS.fullmatch(name)]
    return _wrong(
        text, why, f"there are: {', '.join(shown)}" if len(shown) <= _SHOWN_MAX else "see: corridor audit DIR"
    )


def _wrong(text: str, why: str, do: str) -> InputError:
    return InputError(what=f"cannot use {printable(text)!r}", where="--for", why=printable(why), do=printable(do))
