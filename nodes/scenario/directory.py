"""Who is who in a scenario that may still be wrong: lookups that answer `None` instead of failing.

Trusts the first of two entries with one id; the second is a finding of the checks.
Never raises for a reference that leads nowhere, so that every check can run and report its own findings only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from finance.calendars import CalendarError
from nodes.corridors import Opening
from nodes.scenario.dealers import dealers_of
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.model import BankEntry, ClientEntry, MarketMakerEntry, PaymentEntry
from nodes.scenario.resolution import calendar_of, hours_of
from nodes.scenario.shocks import ShockEntry
from nodes.scenario.wallets import DrawnClient, generated_clients

if TYPE_CHECKING:
    from nodes.scenario import Scenario

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Office(StrEnum):
    """What an authority is."""

    CENTRAL_BANK = "central bank"
    SUPERVISOR = "supervisor"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody who may act beside payments. id; office: what it is; home: its jurisdiction's entry."""

    id: str
    office: Office
    home: JurisdictionEntry


@dataclass(frozen=True, slots=True)
class Directory:
    """The actors of a scenario by id."""

    jurisdictions: Mapping[str, JurisdictionEntry]
    banks: Mapping[str, BankEntry]
    clients: Mapping[str, ClientEntry | DrawnClient]
    """Written and generated ones."""
    grouped: frozenset[str]
    """Ids of the generated clients without a kind."""
    aliases: Mapping[str, str]
    """Id of the client whom an alias leads to."""
    absent: frozenset[str]
    """Ids of the clients who join later, or cannot sign for some of the time."""
    makers: Mapping[str, MarketMakerEntry]
    authorities: Mapping[str, Authority]
    """Those only whose jurisdiction is known."""
    has_loans: bool
    """Whether anybody lends."""
    openings: Mapping[str, Opening]
    """By jurisdiction; those only whose calendar and hours can be built."""

    def home_of_bank(self, bank: str) -> JurisdictionEntry | None:
        """The jurisdiction of a bank."""
        entry = self.banks.get(bank)
        return None if entry is None else self.jurisdictions.get(entry.jurisdiction)

    def home_of_client(self, client: str) -> JurisdictionEntry | None:
        """The jurisdiction of a client's bank."""
        entry = self.clients.get(client)
        return None if entry is None else self.home_of_bank(entry.bank)

    def payee_of(self, payment: PaymentEntry) -> str:
        """Id of the client whom a payment is for; empty where its alias leads to nobody."""
        if payment.payee_alias is None:
            return payment.payee or ""
        return self.aliases.get(payment.payee_alias, "")

    def openings_of(self, clients: Iterable[str]) -> list[Opening] | None:
        """When the jurisdictions of `clients` settle; `None` where one of them is not known."""
        homes = [self.home_of_client(client) for client in clients]
        found = [self.openings.get(home.id) if home else None for home in homes]
        known = [opening for opening in found if opening is not None]
        return known if len(known) == len(found) else None

    def clients_by_home(self, ids: Iterable[str]) -> dict[str, int]:
        """How many of the clients `ids` each jurisdiction has."""
        counts: dict[str, int] = {}
        for client in ids:
            home = self.home_of_client(client)
            if home is not None:
                counts[home.id] = counts.get(home.id, 0) + 1
        return counts


def directory_of(scenario: Scenario) -> Directory:
    """The directory of a scenario, complete as far as its entries can be resolved."""
    banks = _first_by(scenario.banks, lambda bank: bank.id)
    generated = [client for client in generated_clients(scenario) if client.bank in banks]
    jurisdictions = _first_by(scenario.jurisdictions, lambda jurisdiction: jurisdiction.id)
    return Directory(
        jurisdictions=jurisdictions,
        banks=banks,
        clients=_first_by((*scenario.clients, *generated), lambda client: client.id),
        grouped=frozenset(client.id for client in generated if client.kind is None),
        aliases={client.alias: client.id for client in reversed(scenario.clients) if client.alias is not None},
        absent=frozenset(
            [client.id for client in scenario.clients if client.joins is not None]
            + [act.subject for act in scenario.acts if act.act == "lost_key"]
        ),
        makers=_first_by((dealer.entry for dealer in dealers_of(scenario)), lambda maker: maker.id),
        authorities=_first_by(_authorities(jurisdictions.values(), banks.values()), lambda authority: authority.id),
        has_loans=bool(scenario.loans) or scenario.lending is not None,
        openings=dict(_openings(jurisdictions.values(), scenario.shocks)),
    )


def _authorities(jurisdictions: Iterable[JurisdictionEntry], banks: Iterable[BankEntry]) -> Iterable[Authority]:
    homes = {home.id: home for home in jurisdictions}
    for home in homes.values():
        yield Authority(home.central_bank.id, Office.CENTRAL_BANK, home)
        if home.supervisor is not None:
            yield Authority(home.supervisor.id, Office.SUPERVISOR, home)
    for bank in banks:
        if bank.jurisdiction in homes:
            yield Authority(bank.id, Office.BANK, homes[bank.jurisdiction])


def _openings(
    jurisdictions: Iterable[JurisdictionEntry], shocks: Sequence[ShockEntry]
) -> Iterable[tuple[str, Opening]]:
    for entry in jurisdictions:
        try:
            yield entry.id, Opening(calendar_of(entry.calendar), hours_of(entry, shocks))
        except CalendarError:
            continue


def _first_by(entries: Iterable[T], key: Callable[[T], K]) -> dict[K, T]:
    found: dict[K, T] = {}
    for entry in entries:
        found.setdefault(key(entry), entry)
    return found
