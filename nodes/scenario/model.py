"""The sections of a scenario file, each a frozen model: what may be written, of which type, in which range.

Trusts no value to make sense together with another: that is what the checks are for.
Never reads an amount, because its currency may stand elsewhere in the file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nodes.scenario.demand import GeneratedPaymentsEntry
from nodes.scenario.desks import DealerLimitEntry, FxDeskEntry
from nodes.scenario.fields import (
    Alias,
    Amount,
    ClassPath,
    CountryCode,
    CurrencyCode,
    Day,
    Entry,
    Id,
    Many,
    Name,
    PolicyName,
    PurposeCode,
    Rate,
    Reference,
    TierName,
    TimeOfDay,
)
from nodes.scenario.patterns import ClientKindName, PayrollEntry, PurchasesEntry, RelationsEntry
from nodes.scenario.row_files import RowPath
from nodes.scenario.rules import TRAVEL_RULE_S_MAX

TopUp = Literal["on_demand", "never"]


class BankEntry(Entry):
    """A commercial bank; its amounts are in the currency of its jurisdiction."""

    id: Id
    name: Name
    jurisdiction: CountryCode
    """Where it is; id of a jurisdiction."""
    opening_liquidity: Amount = "0"
    """Central-bank money at the start."""
    liquidity_top_up: TopUp = "on_demand"
    """`on_demand`: it buys central-bank money when a payment needs more; `never`: it has to do with it."""
    redeem_above: Amount | None = None
    """At the end of a day it redeems central-bank money above this; left out: it keeps all."""
    issuance_allowance: Amount | None = None
    """How much its central bank lets it issue in all; left out: without limit."""
    collateral: Amount = "0"
    """What its central bank lends it during the day at most: the value of its securities there, after haircuts."""
    bilateral_limit: Amount | None = None
    """The most that it owes any other bank net in a day through the queue; left out: without limit."""
    bilateral_limits: dict[Id, Amount] = Field(default_factory=dict)
    """The same towards single banks of its currency, by their ids, in the place of `bilateral_limit`."""
    multilateral_limit: Amount | None = None
    """The most that it owes all other banks net in a day through the queue; left out: without limit."""
    fx_desk: FxDeskEntry | None = None
    """Its dealing arm; left out: its customers are quoted by others alone."""
    policy: PolicyName | None = None
    """How it manages its liquidity, in the place of `settlement.policy`; left out: that."""
    travel_rule_reaction_s: Annotated[int, Field(ge=0, le=TRAVEL_RULE_S_MAX)] = 60
    """How long after it got a travel-rule record it acknowledges that; the transaction stands in the next block."""
    acknowledges_travel_rule: bool = True
    """`false`: it never does."""
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that it is played by; wants `--allow-code`."""


class LiquidityEntry(Entry):
    """Factors on what the banks have, so that one key scales all of them."""

    opening: Rate = "1"
    """Each bank's `opening_liquidity` times this, rounded down to the minor unit; `"0.8"` is a fifth less for all."""


class ClientEntry(Entry):
    """A customer's wallet at a bank; its amounts are in the bank's currency."""

    id: Id
    name: Name
    bank: Id
    """Where it has its deposit; id of a bank."""
    kind: ClientKindName | None = None
    """As for a client group."""
    opening_balance: Amount = "0"
    """Deposit at the start."""
    top_up: TopUp = "on_demand"
    """`on_demand`: its bank credits it in the morning for what the day's orders need beyond its balance."""
    tier: TierName = "full"
    """How well the bank knows it."""
    tier_expires: Day | None = None
    """The last day of that, from then on it counts as anonymous; left out: it outlives the run."""
    alias: Alias | None = None
    """A phone number or IBAN under which payers find it."""
    step_up_above: Amount | None = None
    """Payments above this need its second key too; left out: none does."""
    joins: Day | None = None
    """The business day on which its account is opened; left out: before the start."""
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that its wallet is played by; wants `--allow-code`."""


class ClientGroupEntry(Entry):
    """Generated clients with the ids `<bank>-client-1`, `<bank>-client-2`, …, or `<bank>-merchant-1`, … of a kind."""

    kind: ClientKindName | None = None
    """What they are: who of them takes part in `payrolls`, `purchases` and `relations`, and not in `generated`, unless
    that is for all; left out: clients like any other, and the other way round."""
    per_bank: Annotated[int, Field(ge=1, le=100_000)]
    """How many each bank gets."""
    banks: Many[Id] | None = None
    """Which banks have them; left out: all."""
    opening_balance: Amount = "0"
    """Deposit of each at the start, in major units of its bank's currency."""
    top_up: TopUp = "on_demand"
    """As for a client that is written out."""
    tier: TierName = "full"
    """How well their banks know them."""
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that their wallets are played by; wants `--allow-code`."""


class MarketMakerEntry(Entry):
    """A dealer who quotes firm rates between the currencies it holds."""

    id: Id
    name: Name
    home: CountryCode
    """The jurisdiction that it is from."""
    spread_bps: Annotated[int, Field(ge=0, le=5_000)]
    """Added to the reference rate, in its favour, in basis points."""
    quote_validity_s: Annotated[int, Field(ge=1, le=86_400)]
    """How long a firm quote can be taken."""
    inventory: dict[CurrencyCode, Amount]
    """Central-bank money at the start by currency; it makes a market between all of these."""
    skew_bps_max: Annotated[int, Field(ge=0, le=5_000)] = 0
    """By how much its price moves at most, in basis points, as it holds more or less than at the start: what it has too
    much of is cheaper. Left out: its price does not ask what it holds."""
    reserves_open_quotes: bool = False
    """`true`: it quotes no more than it holds less what its quotes that can still be taken promise; left out: it may
    promise the same money twice, and the chain refuses the second payment."""
    limits: dict[CurrencyCode, DealerLimitEntry] = Field(default_factory=dict)
    """By currency of its inventory; left out: it sells all that it has, and buys what comes."""
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that it is played by; wants `--allow-code`."""


FaultName = Literal[
    "reused_uetr",
    "expired_order",
    "cost_too_low",
    "unknown_payee",
    "payer_currency",
    "payee_currency",
    "withdrawn_quote",
    "expired_quote",
    "exhausted_quote",
    "maker_short",
    "outside_hours",
]


class PaymentEntry(Entry):
    """One payment order, written out."""

    id: Id
    date: Day
    """A business day of both sides."""
    time: TimeOfDay | None = None
    """UTC; left out: a second within both sides' hours, drawn from the seed."""
    payer: Reference
    """Id of a client, written out or generated."""
    payee: Reference | None = None
    """Id of another client; left out where `payee_alias` stands."""
    payee_alias: Alias | None = None
    """The alias of another client, which the payer looks up."""
    amount: Amount
    """What the payee receives."""
    currency: CurrencyCode
    """The payee's."""
    purpose: PurposeCode
    fault: FaultName | None = None
    """What is wrong with it on purpose; it is relayed without being asked about first, to be refused on the chain."""
    without_preflight: bool = False
    """`true`: the payer's bank relays it without asking first what would refuse it."""
    without_travel_rule: bool = False
    """`true`: the payer's bank leaves the travel-rule record away, even where it is required."""
    deadline: TimeOfDay | None = None
    """UTC, within both sides' hours: the order expires after it at the latest; left out: it has no deadline."""


class PaymentsEntry(Entry):
    """What the clients pay each other."""

    explicit: Many[PaymentEntry] = ()
    """Payments that are written out."""
    file: RowPath | None = None
    """A CSV or Parquet file with one payment a row: id, date, time, payer, payee, amount, currency, purpose."""
    generated: GeneratedPaymentsEntry | None = None
    """Payments that are drawn from the seed."""
    payrolls: Many[PayrollEntry] = ()
    """Salaries that employers pay in batches."""
    purchases: Many[PurchasesEntry] = ()
    """What retail clients pay merchants."""
    relations: Many[RelationsEntry] = ()
    """What corporates owe their suppliers, and families each other, again and again."""
    cost_tolerance_bps: Annotated[int, Field(ge=0, le=10_000)] = 50
    """A payer signs for at most the cost at the reference rate plus this."""
    order_validity_s: Annotated[int, Field(ge=60, le=7 * 86_400)] = 3_600
    """An order expires this long after it was signed."""
    preflight: bool = True
    """`true`: the payer's bank asks first what would refuse a payment, and keeps it off the chain; `false`: it
    relays the payment all the same, so that the chain records the refusal."""
    without_preflight_bps: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Share of the payments that is relayed without asking first, in basis points, drawn from the seed."""

    @property
    def has_patterns(self) -> bool:
        """Whether there are payrolls, purchases or relations."""
        return bool(self.payrolls or self.purchases or self.relations)


class AccountEventEntry(Entry):
    """Money that comes to or leaves a client's account other than by a payment, in the client's currency."""

    id: Id
    date: Day
    """A business day of the client's bank."""
    client: Reference
    """Id of a client, written out or generated."""
    kind: Literal["deposit", "withdraw"]
    """`deposit`: cash in, the bank issues; `withdraw`: the client redeems, cash out."""
    amount: Amount
    """In the client's currency."""
