"""A scenario resolved: who takes part, every amount in minor units, every group spelled out, calendars built.

Trusts the scenario to have passed its checks.
Never changes during a run: what happens to these actors is on the chain.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from finance.calendars import Calendar, OperatingHours
from finance.money import Currency, currency, parse_minor
from finance.schedules.instalments import InstalmentTerms, Shape
from nodes.corridors import Opening
from nodes.scenario.model import (
    BankEntry,
    CalendarEntry,
    ClientEntry,
    JurisdictionEntry,
    LoanEntry,
    LoanExpectation,
    MarketMakerEntry,
)

if TYPE_CHECKING:
    from nodes.scenario import Scenario

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One currency with its issuer, its business days and its settlement hours."""

    id: str
    """ISO 3166 alpha-2."""
    name: str
    currency: Currency
    central_bank: str
    """Id of the issuer."""
    central_bank_name: str
    opening: Opening
    """Its business days and settlement hours."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A commercial bank."""

    id: str
    name: str
    jurisdiction: Jurisdiction
    opening_liquidity_minor: int
    is_topped_up: bool
    """True where it buys central-bank money whenever a payment needs more."""
    redeem_above_minor: int | None
    """At the end of a day it redeems central-bank money above this; `None`: it keeps all."""

    @property
    def currency(self) -> Currency:
        """The currency of its deposits."""
        return self.jurisdiction.currency


@dataclass(frozen=True, slots=True)
class Client:
    """A customer's wallet."""

    id: str
    name: str
    bank: Bank
    opening_balance_minor: int
    is_topped_up: bool
    """True where its bank credits it in the morning for what the day's orders need beyond its balance."""
    is_generated: bool
    """True where it comes from a client group."""

    @property
    def jurisdiction(self) -> Jurisdiction:
        """That of its bank."""
        return self.bank.jurisdiction

    @property
    def currency(self) -> Currency:
        """That of its bank."""
        return self.bank.jurisdiction.currency


@dataclass(frozen=True, slots=True)
class MarketMaker:
    """A dealer between the currencies of its inventory."""

    id: str
    name: str
    home: Jurisdiction
    spread_bps: int
    quote_validity_s: int
    inventory_minor: Mapping[str, int]
    """Central-bank money at the start by ISO 4217 code; it makes a market between all of these."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who calls what is due."""

    id: str
    name: str
    home: Jurisdiction


@dataclass(frozen=True, slots=True)
class ExplicitPayment:
    """A payment that the file spells out."""

    id: str
    date: datetime.date
    time: datetime.time | None
    """UTC; `None`: drawn from the seed within both sides' hours."""
    payer: Client
    payee: Client
    amount_minor: int
    """What the payee receives, in its currency."""
    purpose: str


@dataclass(frozen=True, slots=True)
class Loan:
    """A bank's loan to its client."""

    id: str
    lender: Bank
    borrower: Client
    terms: InstalmentTerms
    drawn_on: datetime.date
    grace_s: int
    late_fee_minor: int
    default_after_s: int
    is_withdrawn: bool
    """True where the borrower redeems the principal on the day it is drawn."""
    expect: LoanExpectation | None


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """A deposit (cash in) or a withdrawal (cash out) of a client."""

    id: str
    date: datetime.date
    client: Client
    is_deposit: bool
    amount_minor: int


@dataclass(frozen=True, slots=True)
class World:
    """All that a scenario names, in the order of the file; generated clients follow the explicit ones."""

    jurisdictions: tuple[Jurisdiction, ...]
    banks: tuple[Bank, ...]
    clients: tuple[Client, ...]
    market_makers: tuple[MarketMaker, ...]
    keepers: tuple[Keeper, ...]
    payments: tuple[ExplicitPayment, ...]
    loans: tuple[Loan, ...]
    account_events: tuple[AccountEvent, ...]

    def clients_of(self, bank: Bank) -> tuple[Client, ...]:
        """The wallets at a bank."""
        return tuple(client for client in self.clients if client.bank.id == bank.id)

    def banks_of(self, jurisdiction: Jurisdiction) -> tuple[Bank, ...]:
        """The banks of a jurisdiction."""
        return tuple(bank for bank in self.banks if bank.jurisdiction.id == jurisdiction.id)


def resolve(scenario: Scenario) -> World:
    """The world of a scenario that has passed its checks; `Scenario.world` is the safe way to it."""
    jurisdictions = {entry.id: _jurisdiction(entry) for entry in scenario.jurisdictions}
    banks = {entry.id: _bank(entry, jurisdictions[entry.jurisdiction]) for entry in scenario.banks}
    clients = {entry.id: _client(entry, banks[entry.bank], False) for entry in scenario.clients}
    clients |= {entry.id: _client(entry, banks[entry.bank], True) for entry in generated_clients(scenario)}
    return World(
        jurisdictions=tuple(jurisdictions.values()),
        banks=tuple(banks.values()),
        clients=tuple(clients.values()),
        market_makers=tuple(_market_maker(entry, jurisdictions) for entry in scenario.market_makers),
        keepers=tuple(Keeper(entry.id, entry.name, jurisdictions[entry.home]) for entry in scenario.keepers),
        payments=tuple(_payments(scenario, clients)),
        loans=tuple(_loan(entry, banks[entry.lender], clients[entry.borrower]) for entry in scenario.loans),
        account_events=tuple(_account_events(scenario, clients)),
    )


def generated_clients(scenario: Scenario) -> Iterator[ClientEntry]:
    """The entries that the client groups stand for: `<bank>-client-1`, … in the order of groups and banks."""
    names = {bank.id: bank.name for bank in scenario.banks}
    for group in scenario.client_groups:
        for bank_id in names if group.banks is None else group.banks:
            for number in range(1, group.per_bank + 1):
                # The entry skips validation: its id may be longer than a written one, and there may be many.
                yield ClientEntry.model_construct(
                    id=f"{bank_id}-client-{number}",
                    name=f"{names.get(bank_id, bank_id)} client {number}",
                    bank=bank_id,
                    opening_balance=group.opening_balance,
                    top_up=group.top_up,
                )


def calendar_of(entry: CalendarEntry) -> Calendar:
    """The business days of a calendar entry; `CalendarError` for a country without one."""
    weekend = None if entry.weekend is None else frozenset(WEEKDAYS.index(day) for day in entry.weekend)
    return Calendar(entry.country, weekend)


def hours_of(entry: JurisdictionEntry) -> OperatingHours:
    """The settlement hours of a jurisdiction entry; `CalendarError` for an unknown zone or hours reversed."""
    opens, closes = (datetime.time.fromisoformat(text) for text in (entry.opens, entry.closes))
    return OperatingHours(entry.time_zone, opens, closes)


def terms_of(entry: LoanEntry, principal_minor: int) -> InstalmentTerms:
    """The repayment terms of a loan entry; `TermsError` outside the range over which they are proven."""
    return InstalmentTerms(
        principal_minor=principal_minor,
        annual_rate_bps=entry.annual_rate_bps,
        day_count_basis=entry.day_count_basis,
        period_days=entry.period_days,
        instalments=entry.instalments,
        shape=Shape[entry.shape.upper()],
    )


def _jurisdiction(entry: JurisdictionEntry) -> Jurisdiction:
    return Jurisdiction(
        id=entry.id,
        name=entry.name,
        currency=currency(entry.currency),
        central_bank=entry.central_bank.id,
        central_bank_name=entry.central_bank.name,
        opening=Opening(calendar_of(entry.calendar), hours_of(entry)),
    )


def _bank(entry: BankEntry, jurisdiction: Jurisdiction) -> Bank:
    redeem_above = entry.redeem_above
    return Bank(
        id=entry.id,
        name=entry.name,
        jurisdiction=jurisdiction,
        opening_liquidity_minor=parse_minor(entry.opening_liquidity, jurisdiction.currency),
        is_topped_up=entry.liquidity_top_up == "on_demand",
        redeem_above_minor=None if redeem_above is None else parse_minor(redeem_above, jurisdiction.currency),
    )


def _client(entry: ClientEntry, bank: Bank, is_generated: bool) -> Client:
    return Client(
        id=entry.id,
        name=entry.name,
        bank=bank,
        opening_balance_minor=parse_minor(entry.opening_balance, bank.currency),
        is_topped_up=entry.top_up == "on_demand",
        is_generated=is_generated,
    )


def _market_maker(entry: MarketMakerEntry, jurisdictions: Mapping[str, Jurisdiction]) -> MarketMaker:
    inventory_minor = {code: parse_minor(text, currency(code)) for code, text in entry.inventory.items()}
    return MarketMaker(
        id=entry.id,
        name=entry.name,
        home=jurisdictions[entry.home],
        spread_bps=entry.spread_bps,
        quote_validity_s=entry.quote_validity_s,
        inventory_minor=MappingProxyType(inventory_minor),
    )


def _payments(scenario: Scenario, clients: Mapping[str, Client]) -> Iterable[ExplicitPayment]:
    for entry in scenario.payments.explicit:
        payee = clients[entry.payee]
        yield ExplicitPayment(
            id=entry.id,
            date=entry.date,
            time=None if entry.time is None else datetime.time.fromisoformat(entry.time),
            payer=clients[entry.payer],
            payee=payee,
            amount_minor=parse_minor(entry.amount, payee.currency),
            purpose=entry.purpose,
        )


def _loan(entry: LoanEntry, lender: Bank, borrower: Client) -> Loan:
    return Loan(
        id=entry.id,
        lender=lender,
        borrower=borrower,
        terms=terms_of(entry, parse_minor(entry.principal, lender.currency)),
        drawn_on=entry.drawn_on,
        grace_s=entry.grace_s,
        late_fee_minor=parse_minor(entry.late_fee, lender.currency),
        default_after_s=entry.default_after_s,
        is_withdrawn=entry.use_of_proceeds == "withdraw",
        expect=entry.expect,
    )


def _account_events(scenario: Scenario, clients: Mapping[str, Client]) -> Iterable[AccountEvent]:
    for entry in scenario.account_events:
        client = clients[entry.client]
        yield AccountEvent(
            id=entry.id,
            date=entry.date,
            client=client,
            is_deposit=entry.kind == "deposit",
            amount_minor=parse_minor(entry.amount, client.currency),
        )
