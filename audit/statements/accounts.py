"""Accounts day by day: every movement of a money booked on both its sides, from cut-off to cut-off.

Trusts the transfers alone for amounts: opening and entries make the closing balance.
Never leaves out a day between an account's first movement and the end of the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from audit.statements.days import BusinessDay, BusinessDays
from audit.statements.facts import Context, Facts, Move
from audit.statements.people import People, account_of
from chain.abi import ZERO_ADDRESS, Address
from messages.iso20022.records import Detail, Entry, Statement

Code = tuple[str, str, str]
_CASH_IN, _CASH_OUT = ("PMNT", "CNTR", "CDPT"), ("PMNT", "CNTR", "CWDL")
_DRAWN, _REPAID = ("LDAS", "FTLN", "DDWN"), ("LDAS", "FTLN", "PPAY")
_FAMILIES = {True: "RCDT", False: "ICDT"}
_BETWEEN_INSTITUTIONS, _ACROSS, _DOMESTIC, _BOOK = "FICT", "XBCT", "DMCT", "BOOK"


@dataclass(frozen=True, slots=True, order=True)
class AccountKey:
    """An account: a money and who holds it."""

    token: Address
    holder: Address


class Accounts:
    """Every account of a record that has ever had a movement."""

    def __init__(self, facts: Facts, days: BusinessDays, people: People) -> None:
        self._facts, self._days, self._people = facts, days, people
        self._moves: defaultdict[AccountKey, list[Move]] = defaultdict(list)
        for move in facts.moves:
            if move.token in facts.listings:
                for holder in dict.fromkeys((move.payer, move.payee)):
                    if holder != ZERO_ADDRESS:
                        self._moves[AccountKey(move.token, holder)].append(move)

    def of(self, holder: Address | None = None) -> list[AccountKey]:
        """The accounts of a holder, or all, in the order of currency, issuer and holder."""
        keys = (key for key in self._moves if holder in (None, key.holder))
        return sorted(keys, key=lambda key: (self.currency(key), key))

    def currency(self, key: AccountKey) -> str:
        """The currency of an account."""
        return self._facts.listings[key.token].currency

    def statements(self, key: AccountKey) -> Iterator[Statement]:
        """The days of an account, from its first movement to the last block's day; a day may have none."""
        moves, currency = self._moves[key], self.currency(key)
        of_days: defaultdict[date, list[Move]] = defaultdict(list)
        for move in moves:
            of_days[self._days.at(currency, move.context.place.at_s).day].append(move)
        last = self._days.at(currency, self._facts.to_s).day
        opening_minor = 0
        for number, day in enumerate(self._days.between(currency, min(of_days), last), start=1):
            statement = self._statement(key, day, number, opening_minor, of_days[day.day])
            opening_minor = statement.closing_minor
            yield statement

    def _statement(
        self, key: AccountKey, day: BusinessDay, number: int, opening_minor: int, moves: list[Move]
    ) -> Statement:
        entries = [self._entry(key, number, move) for number, move in enumerate(_sides(key, moves), start=1)]
        return Statement(
            account_of(key.holder, self.currency(key)),
            self._people.name(key.holder),
            self._people.agent(self._facts.listings[key.token].issuer),
            day.day,
            number,
            day.from_s,
            day.to_s,
            opening_minor,
            tuple(entries),
        )

    def _entry(self, key: AccountKey, number: int, side: tuple[Move, bool]) -> Entry:
        move, is_credit = side
        code = self._code(key, move, is_credit)
        details = _details(key.holder, move, is_credit)
        other = self._other(move, is_credit)
        return Entry(number, is_credit, move.amount_minor, code, details, other, move.context.place)

    def _code(self, key: AccountKey, move: Move, is_credit: bool) -> Code:
        """Domain, family and sub-family of ISO 20022's external list of bank transaction codes."""
        context = move.context
        if context.loan:
            return _DRAWN if context.loan == "LoanDrawn" else _REPAID
        if context.uetrs:
            settled, listing = context.settled, self._facts.listings[key.token]
            across = settled is not None and settled.payer_currency != settled.payee_currency
            own = _BETWEEN_INSTITUTIONS if listing.is_central_bank_money else _ACROSS if across else _DOMESTIC
            return "PMNT", _FAMILIES[is_credit], own
        if ZERO_ADDRESS in (move.payer, move.payee):
            return _CASH_IN if is_credit else _CASH_OUT
        return "PMNT", _FAMILIES[is_credit], _BOOK

    def _other(self, move: Move, is_credit: bool) -> str | None:
        """Who is on the other side: of a deposit that is issued or redeemed for a payment, its payer or payee."""
        address = move.payer if is_credit else move.payee
        settled = move.context.settled
        if address == ZERO_ADDRESS and settled is not None:
            address = settled.payer if is_credit else settled.payee
        return None if address == ZERO_ADDRESS else self._people.name(address)


def _sides(key: AccountKey, moves: list[Move]) -> Iterator[tuple[Move, bool]]:
    """What goes to oneself is booked on both sides, as it is said."""
    for move in moves:
        if move.payer == key.holder:
            yield move, False
        if move.payee == key.holder:
            yield move, True


def _details(holder: Address, move: Move, is_credit: bool) -> tuple[Detail, ...]:
    """The payments in an entry: the one of its transaction, or every obligation of the holder that a batch netted."""
    context: Context = move.context
    if len(context.uetrs) == 1:
        return (Detail(context.uetrs[0], is_credit, move.amount_minor),)
    own = (item for item in context.obligations if holder in (item.payer, item.payee))
    return tuple(Detail(item.uetr, item.payee == holder, item.amount_minor) for item in own)
