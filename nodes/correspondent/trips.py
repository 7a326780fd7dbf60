"""A payment's way through correspondents: its route, what passes each bank, and what becomes of it.

Trusts the plan, which was checked, for there being a way.
Never says when anything happens: the world does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chain.errors import InputError
from finance.rounding import mul_div_up
from nodes.correspondent.books import CENTRAL_BANK, Account
from nodes.correspondent.charges import Leg, Tariff
from nodes.correspondent.routes import Hop, Routes, Station
from nodes.payment_plan import PlannedPayment
from nodes.scenario.correspondent import CorrespondentPlan


@dataclass(slots=True, eq=False)
class Trip:
    """One payment. route, legs: bank by bank; paid_at_s: when the payer was debited, for good; final_at_s: when the
    payee had it; repairs: by how many banks; waits: on how many nostros."""

    payment: PlannedPayment
    route: tuple[Station, ...]
    legs: tuple[Leg, ...]
    paid_at_s: int | None = None
    final_at_s: int | None = None
    repairs: int = 0
    waits: int = 0

    @property
    def cost_minor(self) -> int:
        """What the payer is debited, in its currency."""
        return self.legs[0].received_minor

    @property
    def crosses(self) -> bool:
        """Whether it is a payment between two currencies."""
        return self.route[0].received != self.route[-1].sent


@dataclass(slots=True, eq=False)
class Planner:
    """Finds each payment's way. plan; tariff; banks: each client's bank."""

    plan: CorrespondentPlan
    tariff: Tariff
    banks: Mapping[str, str]
    _routes: Routes = field(init=False)

    def __post_init__(self) -> None:
        currencies = {bank: home.currency.code for bank, home in self.plan.homes.items()}
        self._routes = Routes(currencies, frozenset((nostro.holder, nostro.keeper) for nostro in self.plan.nostros))

    def trips(self, payments: Iterable[PlannedPayment]) -> Iterator[Trip]:
        """The way of each payment; `InputError` where none leads to the payee."""
        for payment in payments:
            route = self._routes.between(self.banks[payment.payer], self.banks[payment.payee])
            if route is None:
                why = f"no accounts lead from {self.banks[payment.payer]} to {self.banks[payment.payee]}"
                do = "add one under `correspondent.nostros`"
                raise InputError(what=f"no route for {payment.id}", where="correspondent", why=why, do=do)
            yield Trip(payment, route, self.tariff.legs(route, payment.amount_minor, payment.day))


def nostro_account(plan: CorrespondentPlan, holder: str, keeper: str) -> Account:
    """The account of `holder` with `keeper`, in the keeper's currency."""
    return Account(keeper, holder, plan.currency_of(keeper))


def reserve_account(bank: str, code: str) -> Account:
    """A bank's account at the central bank of its currency."""
    return Account(CENTRAL_BANK, bank, code)


def opening_balances(plan: CorrespondentPlan, trips: Sequence[Trip]) -> dict[Account, int]:
    """What is on each nostro at the start: as written, or in proportion to what its busiest day takes."""
    busiest = _busiest_days_minor(plan, trips)
    opening: dict[Account, int] = {}
    for nostro in plan.nostros:
        account, percent = nostro_account(plan, nostro.holder, nostro.keeper), plan.of("nostro_percent")
        sized_minor = mul_div_up(busiest.get(account, 0), percent, 100)
        opening[account] = sized_minor if nostro.opening_minor is None else nostro.opening_minor
    return opening


def _busiest_days_minor(plan: CorrespondentPlan, trips: Sequence[Trip]) -> dict[Account, int]:
    """By account the most that the orders of one business day take from it."""
    days: dict[tuple[Account, object], int] = {}
    for trip in trips:
        for place, station in enumerate(trip.route):
            if station.hop is Hop.NOSTRO:
                key = nostro_account(plan, station.bank, trip.route[place + 1].bank), trip.payment.day
                days[key] = days.get(key, 0) + trip.legs[place].sent_minor
    busiest: dict[Account, int] = {}
    for (account, _), taken_minor in days.items():
        busiest[account] = max(busiest.get(account, 0), taken_minor)
    return busiest
