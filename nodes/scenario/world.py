"""A scenario resolved: who takes part, every amount in minor units, every group spelled out, calendars built.

Trusts `nodes.scenario.resolution` to make it of a scenario that has passed its checks.
Never changes during a run: what happens to these actors is on the chain.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finance.money import Currency
from nodes.corridors import Opening
from nodes.scenario.acts import Act
from nodes.scenario.consensus import ConsensusPlan
from nodes.scenario.loan_plans import LendingPlan, Loan
from nodes.scenario.obligations import GridlockCase, Obligation, SettlementPlan
from nodes.scenario.patterns import ClientKind
from nodes.scenario.rate_indices import RateIndex
from nodes.scenario.rules import Rules, Tier
from nodes.scenario.shocks import Shock
from nodes.scenario.supervision import SupervisionPlan
from nodes.scenario.venues import VenuesPlan


class Fault(StrEnum):
    """What is wrong with a payment on purpose, so that the chain refuses it."""

    REUSED_UETR = "reused_uetr"
    """It goes under the UETR of the payment that `ExplicitPayment.reuses` names."""
    EXPIRED_ORDER = "expired_order"
    """The order's last second is over."""
    COST_TOO_LOW = "cost_too_low"
    """The payer allows less than it costs."""
    UNKNOWN_PAYEE = "unknown_payee"
    """The order names a wallet that no bank knows."""
    PAYER_CURRENCY = "payer_currency"
    """The order debits the payer in the payee's currency, in which its bank keeps no deposits."""
    PAYEE_CURRENCY = "payee_currency"
    """The order credits the payee in the payer's currency, in which its bank keeps no deposits."""
    WITHDRAWN_QUOTE = "withdrawn_quote"
    """The maker withdraws its quote first."""
    EXPIRED_QUOTE = "expired_quote"
    """The quote's last second is over."""
    EXHAUSTED_QUOTE = "exhausted_quote"
    """The quote is for less than the payment needs."""
    MAKER_SHORT = "maker_short"
    """The quote is of a maker that holds less than it sells."""
    OUTSIDE_HOURS = "outside_hours"
    """Nothing is wrong with the order: it comes at a second at which one of both sides is closed."""


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who watches over a jurisdiction. id; name: for people; behaviour: `module:Class` of the user's that plays it."""

    id: str
    name: str
    behaviour: str | None = None


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
    supervisor: Supervisor | None
    """`None`: nobody supervises it."""
    remuneration_bps: int | None
    """Yearly remuneration of central-bank money, paid before opening; negative: a charge; `None`: none."""
    rules: Rules | None
    """The rule book of its banks' deposit money; `None`: no rule is asked."""
    central_bank_behaviour: str | None = None
    """`module:Class` of the user's that plays the central bank; `None`: the program's own."""


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
    issuance_minor: int | None
    """How much its central bank lets it issue in all; `None`: without limit."""
    collateral_minor: int
    """What its central bank lends it during the day at most."""
    bilateral_limit_minor: int | None
    """The most that it owes any other bank net in a day through the queue; `None`: without limit."""
    multilateral_limit_minor: int | None
    """The same towards all others together."""
    bilateral_limits_minor: Mapping[str, int] = field(default_factory=dict)
    """The most that it owes single banks net in a day, by their ids, in the place of `bilateral_limit_minor`."""
    travel_rule_reaction_s: int | None = 60
    """How long after it got a travel-rule record it acknowledges that; `None`: never."""
    policy: str | None = None
    """How it manages its liquidity: name or `module:Class`; `None`: as the settlement has it for all."""
    behaviour: str | None = None
    """`module:Class` of the user's that plays it; `None`: the program's own."""

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
    """True where it comes from a client group, or a file, and has no kind."""
    tier: Tier
    """How well its bank knows it."""
    tier_expires_at_s: int
    """The last UTC second of that; fits into 32 bits."""
    alias: str | None
    """A phone number (E.164) or IBAN, as it is hashed."""
    step_up_above_minor: int | None
    """Payments above this need its second key too; `None`: none does."""
    joins: datetime.date | None
    """The business day at whose opening its account is opened; `None`: before the start."""
    behaviour: str | None = None
    """`module:Class` of the user's that plays it; `None`: the program's own."""
    kind: ClientKind | None = None
    """In which patterns of payments it takes part; `None`: in none."""

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
    skew_bps_max: int
    """By how much its price moves at most with what it holds."""
    reserves_open_quotes: bool
    """True where what its open quotes promise is not promised again."""
    behaviour: str | None = None
    """`module:Class` of the user's that plays it; `None`: the program's own."""
    serves: str | None = None
    """Id of the bank whose dealing arm it is, to whose customers alone it quotes; `None`: to everybody's."""
    least_minor: Mapping[str, int] = field(default_factory=dict)
    """What it keeps of a currency by its quotes; left out: nothing."""
    most_minor: Mapping[str, int] = field(default_factory=dict)
    """What it has of a currency at most by its quotes; left out: without limit."""
    quote_minor_max: Mapping[str, int] = field(default_factory=dict)
    """By ISO 4217 code: the most that it sells by one quote; without one: all that it may."""
    rebuilds: bool = False
    """Whether it buys back its inventory at closing."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who calls what is due."""

    id: str
    name: str
    home: Jurisdiction
    account: Client | None
    """Its deposit, on which it is paid; `None`: it has none."""
    call_cost_minor: int
    """What a call costs it, in the currency of its deposit."""
    races: bool
    """True where it collects the loans that others look after too."""
    behaviour: str | None = None
    """`module:Class` of the user's that plays it; `None`: the program's own."""


@dataclass(frozen=True, slots=True)
class ExplicitPayment:
    """A payment that the file spells out."""

    id: str
    date: datetime.date
    time: datetime.time | None
    """UTC; `None`: drawn from the seed within both sides' hours."""
    payer: Client
    payee: Client
    """Whom it is meant for, also where the payer looks the alias up."""
    by_alias: bool
    """True where the payer knows the payee by its alias alone."""
    amount_minor: int
    """What the payee receives, in its currency."""
    purpose: str
    fault: Fault | None
    """What is wrong with it on purpose."""
    reuses: str | None
    """Id of the payment whose UETR it goes under; only with `Fault.REUSED_UETR`."""
    without_preflight: bool
    """True where its bank does not ask first what would refuse it; always with a fault."""
    without_travel_rule: bool
    """True where its bank leaves the travel-rule record away."""
    deadline: datetime.time | None = None
    """UTC, on its day; `None`: it has none."""


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
    """Those that are written out."""
    lending: LendingPlan | None
    """Those that are drawn."""
    rate_indices: tuple[RateIndex, ...]
    """What floating rates follow."""
    account_events: tuple[AccountEvent, ...]
    acts: tuple[Act, ...]
    """In the order of time."""
    consensus: ConsensusPlan
    """How the blocks become final."""
    obligations: tuple[Obligation, ...]
    """What banks owe each other, as far as it is written out."""
    settlement: SettlementPlan
    """In which way that settles."""
    gridlocks: tuple[GridlockCase, ...]
    venues: VenuesPlan
    """Where currencies are exchanged beside market makers' quotes, and how banks choose."""
    shocks: tuple[Shock, ...] = ()
    """What happens to it from outside, in the order of time."""
    supervision: SupervisionPlan | None = None
    """How supervisors watch; `None`: nobody does."""

    def clients_of(self, bank: Bank) -> tuple[Client, ...]:
        """The wallets at a bank."""
        return tuple(client for client in self.clients if client.bank.id == bank.id)

    def banks_of(self, jurisdiction: Jurisdiction) -> tuple[Bank, ...]:
        """The banks of a jurisdiction."""
        return tuple(bank for bank in self.banks if bank.jurisdiction.id == jurisdiction.id)
