"""The simulation: payments pass from bank to bank in working hours, nostros are drawn on and filled again.

Trusts the plan and the payments, which were checked.
Never depends on anything but scenario, seed and plan: two runs leave the same digest.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from finance.fx import BPS
from nodes.correspondent.books import Account, Books, Movement
from nodes.correspondent.events import Event, EventTable, Kind
from nodes.correspondent.hours import Office, value_day
from nodes.correspondent.nostros import Cover, Nostros
from nodes.correspondent.routes import Hop, Station
from nodes.correspondent.trips import Trip, nostro_account, opening_balances, reserve_account
from nodes.randomness import Stream
from nodes.scenario.correspondent import CorrespondentPlan

_MINUTE = 60


@dataclass(slots=True, eq=False)
class CorrespondentWorld:
    """One run. name: the scenario's; seed; plan; trips: the payments with their ways, in order of time."""

    name: str
    seed: int
    plan: CorrespondentPlan
    trips: Sequence[Trip]
    table: EventTable = field(init=False)
    books: Books = field(init=False)
    nostros: Nostros = field(init=False)
    _offices: dict[str, Office] = field(init=False)
    _agenda: list[tuple[int, int, Callable[[int], None]]] = field(default_factory=list)
    _planned: int = 0

    def __post_init__(self) -> None:
        homes = {home.id: home for home in self.plan.homes.values()}
        cut_off_s = self.plan.of("cut_off_minutes") * _MINUTE
        self._offices = {name: Office(home, cut_off_s) for name, home in homes.items()}
        self.table = EventTable(self.name, self.seed)
        self.books = Books(opening_balances(self.plan, self.trips))
        self.nostros = Nostros(self.plan, self._offices, self.books)

    def run(self) -> None:
        """Works off the agenda until every payment is final and every cover booked."""
        for trip in self.trips:
            self._at(trip.payment.at_s, partial(self._accept, trip))
        while self._agenda:
            at_s, _, act = heapq.heappop(self._agenda)
            act(at_s)

    def _at(self, at_s: int, act: Callable[[int], None]) -> None:
        heapq.heappush(self._agenda, (at_s, self._planned, act))
        self._planned += 1

    def _office(self, bank: str) -> Office:
        return self._offices[self.plan.homes[bank].id]

    def _accept(self, trip: Trip, at_s: int) -> None:
        first, leg = trip.route[0], trip.legs[0]
        self.table.tell(Event(at_s, Kind.ACCEPTED, trip.payment.id, first.bank, first.received, leg.received_minor))
        self._arrive(trip, 0, at_s)

    def _arrive(self, trip: Trip, place: int, at_s: int) -> None:
        """A bank takes the payment up, repairs it where that is drawn, and has it done in working hours.

        What stays within one currency goes over its own system, which takes no time here, as in no other design.
        """
        if not trip.crosses:
            self._at(at_s, partial(self._handle, trip, place, False))
            return
        office = self._office(trip.route[place].bank)
        stream = Stream(self.seed, "correspondent", "repair", trip.payment.id, place)
        is_repaired = stream.below(BPS) < self.plan.of("repair_bps")
        minutes = self.plan.of("processing_minutes") + is_repaired * self.plan.of("repair_minutes")
        done_s = office.done_s(office.taken_up_s(at_s), minutes * _MINUTE)
        self._at(done_s, partial(self._handle, trip, place, is_repaired))

    def _handle(self, trip: Trip, place: int, is_repaired: bool, at_s: int) -> None:
        station = trip.route[place]
        if is_repaired:
            trip.repairs += 1
            self.table.tell(Event(at_s, Kind.REPAIRED, trip.payment.id, station.bank))
        if place == 0:
            trip.paid_at_s = at_s
            payer = Account(station.bank, trip.payment.payer, station.received)
            self._move(trip, payer, _own(station.bank, station.received), trip.cost_minor, at_s)
        elif trip.route[place - 1].hop is Hop.NOSTRO and not self._is_covered(trip, place, at_s):
            return
        self._pass_on(trip, place, at_s)

    def _is_covered(self, trip: Trip, place: int, at_s: int) -> bool:
        """Debits the account of the bank before; where there is not enough on it, the payment waits."""
        station, amount_minor = trip.route[place], trip.legs[place].received_minor
        account = nostro_account(self.plan, trip.route[place - 1].bank, station.bank)
        if not self.nostros.can_take(account, amount_minor):
            trip.waits += 1
            event = Event(at_s, Kind.WAITING, trip.payment.id, station.bank, account.currency, amount_minor)
            self.table.tell(event)
            missing_minor = self.nostros.wait(account, trip, place, amount_minor)
            if missing_minor:
                self._order_cover(trip, account, missing_minor, at_s)
            return False
        self._debit(trip, place, account, at_s)
        return True

    def _debit(self, trip: Trip, place: int, account: Account, at_s: int) -> None:
        amount_minor = trip.legs[place].received_minor
        self._move(trip, account, _own(account.keeper, account.currency), amount_minor, at_s)
        self._order_cover(trip, account, amount_minor, at_s)

    def _order_cover(self, trip: Trip, account: Account, amount_minor: int, at_s: int) -> None:
        cover = self.nostros.order_cover(account, amount_minor, at_s)
        who, on = account.owner, cover.value_date.isoformat()
        names = trip.payment.id, who, account.currency, amount_minor
        self.table.tell(Event(at_s, Kind.COVER_ORDERED, *names, target=_text(account), value_date=on))
        self._at(cover.at_s, partial(self._receive, cover))

    def _receive(self, cover: Cover, at_s: int) -> None:
        movement = self.nostros.receive(cover)
        if movement is not None:
            self._tell(movement)
        while (served := self.nostros.next_served(cover.account)) is not None:
            trip, place = served
            self._debit(trip, place, cover.account, at_s)
            self._pass_on(trip, place, at_s)

    def _pass_on(self, trip: Trip, place: int, at_s: int) -> None:
        """Takes the fee, exchanges, and sends on: now, or on the value date of the exchange."""
        station, leg = trip.route[place], trip.legs[place]
        names = trip.payment.id, station.bank
        if leg.fee_minor:
            self.table.tell(Event(at_s, Kind.FEE, *names, station.received, leg.fee_minor))
        released_s = at_s
        if station.received != station.sent:
            self.table.tell(Event(at_s, Kind.EXCHANGED, *names, station.sent, leg.sent_minor))
            released_s = self._released_s(station, at_s)
        if released_s > at_s:
            self._at(released_s, partial(self._send, trip, place))
        else:
            self._send(trip, place, at_s)

    def _released_s(self, station: Station, at_s: int) -> int:
        days, office = self.plan.of("fx_value_days"), self._office(station.bank)
        if days == 0:
            return at_s
        of_code = {home.currency.code: home for home in self.plan.homes.values()}
        sides = [of_code[code].opening for code in (station.received, station.sent)]
        return office.opens_s(value_day(office.day_of(at_s), days, [*sides, office.home.opening]))

    def _send(self, trip: Trip, place: int, at_s: int) -> None:
        station, amount_minor = trip.route[place], trip.legs[place].sent_minor
        own, code = _own(station.bank, station.sent), station.sent
        if station.hop is Hop.PAYEE:
            self._move(trip, own, Account(station.bank, trip.payment.payee, code), amount_minor, at_s)
            trip.final_at_s = at_s
            self.table.tell(Event(at_s, Kind.CREDITED, trip.payment.id, station.bank, code, amount_minor))
            return
        following = trip.route[place + 1].bank
        if station.hop is Hop.DOMESTIC:
            source, target = (reserve_account(bank, code) for bank in (station.bank, following))
            self._move(trip, source, target, amount_minor, at_s)
        elif station.hop is Hop.VOSTRO:
            account = nostro_account(self.plan, following, station.bank)
            self._move(trip, own, account, amount_minor, at_s)
            self._order_cover(trip, account, -amount_minor, at_s)
        self._arrive(trip, place + 1, at_s)

    def _move(self, trip: Trip, source: Account, target: Account, amount_minor: int, at_s: int) -> None:
        bank = target.owner if source.keeper not in self.plan.homes else source.keeper
        on = self._office(bank).day_of(at_s)
        movement = Movement(at_s, on, trip.payment.id, source, target, amount_minor)
        self.books.move(movement)
        self._tell(movement)

    def _tell(self, movement: Movement) -> None:
        source, target, on = _text(movement.source), _text(movement.target), movement.value_date.isoformat()
        names = movement.payment, movement.source.keeper, movement.source.currency, movement.amount_minor
        self.table.tell(Event(movement.at_s, Kind.BOOKED, *names, source, target, on))


def _own(bank: str, code: str) -> Account:
    return Account(bank, bank, code)


def _text(account: Account) -> str:
    return f"{account.keeper}/{account.owner}"
