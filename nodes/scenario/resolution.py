"""From a scenario to its world: references become actors, amounts minor units, groups clients.

Trusts the scenario to have passed its checks.
Never fills in what a scenario leaves open but by the defaults that its language states.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from finance.calendars import Calendar, OperatingHours
from finance.money import currency, parse_minor
from nodes.corridors import Opening
from nodes.scenario.acts import Act, end_of_day_s, resolve_acts
from nodes.scenario.consensus import resolve_consensus
from nodes.scenario.dealers import Dealer, dealers_of
from nodes.scenario.jurisdictions import CalendarEntry, JurisdictionEntry
from nodes.scenario.loan_plans import resolve_loan
from nodes.scenario.loans import KeeperEntry
from nodes.scenario.model import BankEntry, ClientEntry, PaymentEntry
from nodes.scenario.obligations import resolve_gridlocks, resolve_obligations, resolve_settlement
from nodes.scenario.patterns import ClientKind
from nodes.scenario.portfolio import resolve_lending
from nodes.scenario.rate_indices import resolve_indices
from nodes.scenario.rules import Tier, resolve_rules
from nodes.scenario.shocks import Shock, ShockEntry, changed_hours, outages, resolve_shocks
from nodes.scenario.supervision import resolve_supervision
from nodes.scenario.venues import resolve_venues
from nodes.scenario.wallets import DrawnClient, generated_clients
from nodes.scenario.world import (
    AccountEvent,
    Bank,
    Client,
    ExplicitPayment,
    Fault,
    Jurisdiction,
    Keeper,
    MarketMaker,
    Supervisor,
    World,
)

if TYPE_CHECKING:
    from nodes.scenario import Scenario

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def resolve(scenario: Scenario) -> World:
    """The world of a scenario that has passed its checks; `Scenario.world` is the safe way to it."""
    jurisdictions = {entry.id: _jurisdiction(entry, scenario.shocks) for entry in scenario.jurisdictions}
    factor = scenario.liquidity.opening
    banks = {entry.id: _bank(entry, jurisdictions[entry.jurisdiction], factor) for entry in scenario.banks}
    clients = {entry.id: _client(entry, banks[entry.bank], False) for entry in scenario.clients}
    clients |= {
        entry.id: _client(entry, banks[entry.bank], entry.kind is None) for entry in generated_clients(scenario)
    }
    makers = tuple(_market_maker(dealer, jurisdictions) for dealer in dealers_of(scenario))
    indices = resolve_indices(scenario, jurisdictions)
    lending = resolve_lending(scenario, banks, indices)
    borrowers = [applicant.loan.borrower for applicant in lending.applicants] if lending else []
    return World(
        jurisdictions=tuple(jurisdictions.values()),
        banks=tuple(banks.values()),
        clients=(*clients.values(), *borrowers),
        market_makers=makers,
        keepers=tuple(_keeper(entry, jurisdictions, banks) for entry in scenario.keepers),
        payments=tuple(_payments(scenario, clients)),
        loans=tuple(resolve_loan(entry, banks, clients[entry.borrower]) for entry in scenario.loans),
        lending=lending,
        rate_indices=indices,
        account_events=tuple(_account_events(scenario, clients)),
        acts=_acts(scenario, jurisdictions.values(), banks.values(), clients.values()),
        consensus=resolve_consensus(
            scenario.consensus, [home.central_bank for home in jurisdictions.values()], outages(scenario.shocks)
        ),
        obligations=resolve_obligations(scenario.interbank.explicit, banks),
        settlement=resolve_settlement(scenario.settlement),
        gridlocks=resolve_gridlocks(scenario.gridlocks, jurisdictions.values()),
        venues=resolve_venues(scenario, jurisdictions),
        shocks=_shocks(scenario, jurisdictions, banks, clients),
        supervision=resolve_supervision(scenario.supervision, jurisdictions.values(), clients),
    )


def _shocks(
    scenario: Scenario, homes: Mapping[str, Jurisdiction], banks: Mapping[str, Bank], clients: Mapping[str, Client]
) -> tuple[Shock, ...]:
    entries = {entry.id: entry for entry in scenario.jurisdictions}
    hit = {shock.bank: banks[shock.bank].jurisdiction for shock in scenario.shocks if shock.bank is not None}
    hit |= {shock.client: clients[shock.client].jurisdiction for shock in scenario.shocks if shock.client is not None}
    openings = {home.id: home.opening for home in homes.values()}
    return resolve_shocks(scenario.shocks, {name: entries[home.id] for name, home in hit.items()}, openings)


def calendar_of(entry: CalendarEntry) -> Calendar:
    """The business days of a calendar entry; `CalendarError` for a country without one."""
    weekend = None if entry.weekend is None else frozenset(WEEKDAYS.index(day) for day in entry.weekend)
    return Calendar(entry.country, weekend)


def hours_of(entry: JurisdictionEntry, shocks: Sequence[ShockEntry] = ()) -> OperatingHours:
    """The settlement hours of a jurisdiction entry, changed by shocks; `CalendarError` for an unknown zone or hours
    reversed."""
    opens, closes = (datetime.time.fromisoformat(text) for text in (entry.opens, entry.closes))
    return OperatingHours(entry.time_zone, opens, closes, changed_hours(shocks, entry))


def reused_by(payment: PaymentEntry, payments: Sequence[PaymentEntry]) -> PaymentEntry | None:
    """The payment whose UETR a `reused_uetr` goes under: the payer's last one on an earlier day without a fault."""
    earlier = [p for p in payments if p.payer == payment.payer and p.date < payment.date and p.fault is None]
    return max(earlier, key=lambda p: (p.date, p.time or ""), default=None)


def _jurisdiction(entry: JurisdictionEntry, shocks: Sequence[ShockEntry]) -> Jurisdiction:
    money, supervisor = currency(entry.currency), entry.supervisor
    return Jurisdiction(
        id=entry.id,
        name=entry.name,
        currency=money,
        central_bank=entry.central_bank.id,
        central_bank_name=entry.central_bank.name,
        opening=Opening(calendar_of(entry.calendar), hours_of(entry, shocks)),
        supervisor=None if supervisor is None else Supervisor(supervisor.id, supervisor.name, supervisor.behaviour),
        central_bank_behaviour=entry.central_bank.behaviour,
        remuneration_bps=entry.remuneration_bps,
        rules=None if entry.rules is None else resolve_rules(entry.rules, money),
    )


def scaled_down(amount_minor: int, factor: str) -> int:
    """An amount times a decimal factor, exactly, then rounded down to the minor unit: nobody gets more."""
    exact = amount_minor * Fraction(factor)
    return exact.numerator // exact.denominator


def _bank(entry: BankEntry, jurisdiction: Jurisdiction, factor: str) -> Bank:
    def minor(text: str | None) -> int | None:
        return None if text is None else parse_minor(text, jurisdiction.currency)

    return Bank(
        id=entry.id,
        name=entry.name,
        jurisdiction=jurisdiction,
        opening_liquidity_minor=scaled_down(parse_minor(entry.opening_liquidity, jurisdiction.currency), factor),
        is_topped_up=entry.liquidity_top_up == "on_demand",
        redeem_above_minor=minor(entry.redeem_above),
        issuance_minor=minor(entry.issuance_allowance),
        collateral_minor=parse_minor(entry.collateral, jurisdiction.currency),
        bilateral_limit_minor=minor(entry.bilateral_limit),
        multilateral_limit_minor=minor(entry.multilateral_limit),
        bilateral_limits_minor=MappingProxyType(
            {name: parse_minor(text, jurisdiction.currency) for name, text in entry.bilateral_limits.items()}
        ),
        travel_rule_reaction_s=entry.travel_rule_reaction_s if entry.acknowledges_travel_rule else None,
        policy=entry.policy,
        behaviour=entry.behaviour,
    )


def _client(entry: ClientEntry | DrawnClient, bank: Bank, is_generated: bool) -> Client:
    step_up = entry.step_up_above
    return Client(
        id=entry.id,
        name=entry.name,
        bank=bank,
        opening_balance_minor=parse_minor(entry.opening_balance, bank.currency),
        is_topped_up=entry.top_up == "on_demand",
        is_generated=is_generated,
        tier=Tier(entry.tier),
        tier_expires_at_s=end_of_day_s(entry.tier_expires),
        alias=entry.alias,
        step_up_above_minor=None if step_up is None else parse_minor(step_up, bank.currency),
        joins=entry.joins,
        behaviour=entry.behaviour,
        kind=None if entry.kind is None else ClientKind(entry.kind),
    )


def _market_maker(dealer: Dealer, jurisdictions: Mapping[str, Jurisdiction]) -> MarketMaker:
    entry, limits = dealer.entry, dealer.entry.limits
    return MarketMaker(
        id=entry.id,
        name=entry.name,
        home=jurisdictions[entry.home],
        spread_bps=entry.spread_bps,
        quote_validity_s=entry.quote_validity_s,
        inventory_minor=_minor_by_currency(entry.inventory),
        skew_bps_max=entry.skew_bps_max,
        reserves_open_quotes=entry.reserves_open_quotes,
        behaviour=entry.behaviour,
        serves=dealer.serves,
        least_minor=_minor_by_currency({code: limit.least for code, limit in limits.items()}),
        most_minor=_minor_by_currency({code: limit.most for code, limit in limits.items()}),
        quote_minor_max=_minor_by_currency({code: limit.quote for code, limit in limits.items()}),
        rebuilds=dealer.rebuilds,
    )


def _minor_by_currency(amounts: Mapping[str, str | None]) -> Mapping[str, int]:
    stated = {code: text for code, text in amounts.items() if text is not None}
    return MappingProxyType({code: parse_minor(text, currency(code)) for code, text in stated.items()})


def _keeper(entry: KeeperEntry, jurisdictions: Mapping[str, Jurisdiction], banks: Mapping[str, Bank]) -> Keeper:
    account = None if entry.bank is None else _keeper_account(entry, banks[entry.bank])
    cost_minor = 0 if account is None else parse_minor(entry.call_cost, account.currency)
    return Keeper(entry.id, entry.name, jurisdictions[entry.home], account, cost_minor, entry.races, entry.behaviour)


def _keeper_account(entry: KeeperEntry, bank: Bank) -> Client:
    return _client(DrawnClient(entry.id, entry.name, bank.id, top_up="never"), bank, False)


def _payments(scenario: Scenario, clients: Mapping[str, Client]) -> Iterable[ExplicitPayment]:
    by_alias = {client.alias: client for client in clients.values() if client.alias is not None}
    for entry in scenario.payments.explicit:
        payee = by_alias[entry.payee_alias] if entry.payee_alias is not None else clients[entry.payee or ""]
        fault = None if entry.fault is None else Fault(entry.fault)
        reused = reused_by(entry, scenario.payments.explicit) if fault is Fault.REUSED_UETR else None
        yield ExplicitPayment(
            id=entry.id,
            date=entry.date,
            time=None if entry.time is None else datetime.time.fromisoformat(entry.time),
            payer=clients[entry.payer],
            payee=payee,
            by_alias=entry.payee_alias is not None,
            amount_minor=parse_minor(entry.amount, payee.currency),
            purpose=entry.purpose,
            fault=fault,
            reuses=None if reused is None else reused.id,
            without_preflight=entry.without_preflight or fault is not None,
            without_travel_rule=entry.without_travel_rule,
            deadline=None if entry.deadline is None else datetime.time.fromisoformat(entry.deadline),
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


def _acts(
    scenario: Scenario, jurisdictions: Collection[Jurisdiction], banks: Iterable[Bank], clients: Iterable[Client]
) -> tuple[Act, ...]:
    homes = {home.central_bank: home for home in jurisdictions}
    homes |= {home.supervisor.id: home for home in jurisdictions if home.supervisor is not None}
    homes |= {bank.id: bank.jurisdiction for bank in banks}
    openings = {actor: home.opening for actor, home in homes.items()}
    currencies = {actor: home.currency for actor, home in homes.items()}
    currencies |= {client.id: client.currency for client in clients}
    # An act on a market maker has no amount; the currency of its central bank stands in.
    entries = scenario.acts
    currencies |= {entry.subject: currencies[entry.by] for entry in entries if entry.subject not in currencies}
    return resolve_acts(entries, openings, currencies)
