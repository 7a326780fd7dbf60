"""Purchases: retail clients pay merchants at home, and few merchants have most of the customers.

Trusts the scenario's checks that somebody can buy somewhere.
Never sends a customer to a merchant abroad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chain.errors import InputError
from nodes.draws import Shares
from nodes.pattern_slots import Hours, PatternDraft, drawn_minor, members
from nodes.payment_plan import Diary
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.patterns import ClientKind, PurchasesEntry
from nodes.scenario.world import Client, World

_ZIPF = 1_000_000
"""The share of the first merchant; that of the n-th is an n-th of it (Zipf's law; an assumption)."""


def purchase_drafts(
    seed: int, entry: PurchasesEntry, world: World, hours: Hours, diary: Diary, rates: ReferenceRates
) -> Iterator[PatternDraft]:
    """The payments of a section of purchases, as many as it says."""
    merchants = {home: _ranked(seed, entry, home, shops) for home, shops in members(world, ClientKind.MERCHANT).items()}
    buyers = [
        client for home, people in members(world, ClientKind.RETAIL).items() if home in merchants for client in people
    ]
    profile = None if entry.profile is None else Shares.of(entry.profile)
    for number in range(entry.count):
        stream = Stream(seed, "purchases", entry.id, number)
        buyer = stream.choice(buyers)
        home = buyer.jurisdiction
        shops, shares = merchants[home.id]
        shop = shops[shares.draw(stream)]
        try:
            day, at_s = diary.draw(stream, buyer, hours.of(home, home), profile)
        except InputError as error:
            where = f"payments.purchases.{entry.id}.count"
            raise InputError(what=error.what, where=where, why=error.why, do=error.do) from error
        amount_minor = drawn_minor(stream, entry.amounts, shop.currency, day, rates)
        yield PatternDraft("purchase", at_s, day, buyer, shop, amount_minor, stream.choice(entry.purposes))


def _ranked(seed: int, entry: PurchasesEntry, home: str, shops: Sequence[Client]) -> tuple[tuple[Client, ...], Shares]:
    """The merchants of a jurisdiction in a drawn order, with the share of the customers that each has."""
    order = Stream(seed, "purchases", entry.id, "merchants", home).shuffle(shops)
    return order, Shares.of([_ZIPF // rank for rank in range(1, len(order) + 1)])
