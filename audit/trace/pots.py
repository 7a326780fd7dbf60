"""How tainted and clean value mix in one pot of money, and which of it leaves first: three methods.

Trusts its caller to say what came into a pot and went out of it before: clean value is what is not followed of it, and
is neither put in nor counted, so that nobody need look at what moves while a pot is clean.
Never loses a unit: what is put in is what comes out and what is left, layer by layer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Protocol

from audit.trace.parcels import CLEAN, Parcel, tainted_of, weighed
from finance.rounding import largest_remainder


class Pot(Protocol):
    """What is followed of the money of one holder at one bank in one currency. came, gone: all that ever came into it
    and went out of it, clean or not, minor units; its balance is the difference."""

    def put(self, parcels: Sequence[Parcel], came: int, gone: int) -> None:
        """Takes value in."""
        ...

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        """Lets value out, clean value too, in the order in which it leaves. amount_minor: no more than there is."""
        ...

    def tainted_minor(self, came: int, gone: int) -> int:
        """What is followed of what is in it."""
        ...

    def turned_minor(self, came: int) -> int:
        """How much clean value became tainted in it: always 0 but for poison."""
        ...

    def joined(self, amount_minor: int) -> None:
        """Counts value that was put in without being told of: of `layer` or further from the start, while it was of
        that one."""
        ...

    @property
    def layer(self) -> int:
        """That of each unit that leaves it, clean ones too, until a nearer one is put in or it is emptied; `CLEAN`
        where it lets more than one out."""
        ...

    @property
    def is_clean(self) -> bool:
        """Whether nothing in it is followed."""
        ...


class WholePot:
    """All of it is followed, whenever it came: a pot of the holder with whom a trace starts."""

    __slots__ = ()
    is_clean, layer = False, 0

    def put(self, parcels: Sequence[Parcel], came: int, gone: int) -> None:
        """What comes is followed anew."""

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        """Nothing but the first layer."""
        return [(0, amount_minor)]

    def tainted_minor(self, came: int, gone: int) -> int:
        """All there is."""
        return came - gone

    def joined(self, amount_minor: int) -> None:
        """Nor is it counted."""

    def turned_minor(self, came: int) -> int:
        """Clean value enters the trace here and is not turned."""
        return 0


class FifoPot:
    """First in, first out: Clayton's case, Devaynes v Noble (1816) 1 Mer 572, 35 ER 781; of tainted coins, Anderson,
    Shumailov, Ahmed and Rietmann, "Bitcoin Redux" (WEIS 2018). A unit leaves when as much went out as had come in
    before it, so each lot stands at that place."""

    __slots__ = ("_lots",)
    layer = CLEAN

    def __init__(self) -> None:
        self._lots: deque[tuple[int, int, int]] = deque()
        """Place of its first unit, layer, minor units."""

    @property
    def is_clean(self) -> bool:
        """Whether no lot is left."""
        return not self._lots

    def put(self, parcels: Sequence[Parcel], came: int, gone: int) -> None:
        """Behind what is there already."""
        lots = self._lots
        for layer, amount in parcels:
            if layer != CLEAN:
                if lots and lots[-1][1] == layer and lots[-1][0] + lots[-1][2] == came:
                    place, _, before = lots.pop()
                    lots.append((place, layer, before + amount))
                else:
                    lots.append((came, layer, amount))
            came += amount

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        """From the front."""
        lots, end = self._lots, gone + amount_minor
        taken: list[Parcel] = []
        while lots and lots[0][0] < end:
            place, layer, amount = lots.popleft()
            if place > gone:
                taken.append((CLEAN, place - gone))
            part = min(amount, end - place)
            taken.append((layer, part))
            gone = place + part
            if part < amount:
                lots.appendleft((gone, layer, amount - part))
        if gone < end:
            taken.append((CLEAN, end - gone))
        return taken

    def tainted_minor(self, came: int, gone: int) -> int:
        """All lots."""
        return sum(amount for *_, amount in self._lots)

    def joined(self, amount_minor: int) -> None:
        """It is told of each."""

    def turned_minor(self, came: int) -> int:
        """Clean value stays clean."""
        return 0


class ProportionalPot:
    """Pro rata, the "haircut": every outflow carries the pot's own mixture; Möser, Böhme and Breuker, "Towards Risk
    Scoring of Bitcoin Transactions" (BITCOIN 2014); as mixed trust money, Barlow Clowes v Vaughan [1992] 4 All ER 22.
    Shares are whole minor units by largest remainder, of equal remainders the value nearest to the start first."""

    __slots__ = ("_held",)
    layer = CLEAN

    def __init__(self) -> None:
        self._held: dict[int, int] = {}

    @property
    def is_clean(self) -> bool:
        """Whether no layer is left."""
        return not self._held

    def put(self, parcels: Sequence[Parcel], came: int, gone: int) -> None:
        """Mixed with what is there."""
        held = self._held
        for layer, amount in parcels:
            if layer != CLEAN and amount:
                held[layer] = held.get(layer, 0) + amount

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        """In the proportions of the mixture: a share is the exact one rounded, so never more than its layer has."""
        held = self._held
        layers = sorted(held)
        weights = [held[layer] for layer in layers]
        clean = came - gone - sum(weights)
        if clean:
            layers.append(CLEAN)
            weights.append(clean)
        taken = [pair for pair in zip(layers, largest_remainder(amount_minor, weights), strict=True) if pair[1]]
        for layer, amount in taken:
            if layer != CLEAN:
                held[layer] -= amount
                if not held[layer]:
                    del held[layer]
        return taken

    def tainted_minor(self, came: int, gone: int) -> int:
        """All layers."""
        return sum(self._held.values())

    def joined(self, amount_minor: int) -> None:
        """It is told of each."""

    def turned_minor(self, came: int) -> int:
        """Clean value stays clean."""
        return 0


class PoisonPot:
    """Poison: as long as any tainted value is in the pot, all of it is tainted; Möser, Böhme and Breuker (2014). What
    is turned so is counted, since this method alone makes more of what it follows."""

    __slots__ = ("_turned", "is_clean", "layer")

    def __init__(self) -> None:
        self.layer, self._turned, self.is_clean = CLEAN, 0, True

    def put(self, parcels: Sequence[Parcel], came: int, gone: int) -> None:
        """All of it and all that was there are then of the layer nearest to the start that is among them."""
        tainted, nearest = weighed(parcels)
        if nearest == CLEAN:
            return
        if self.is_clean:
            # From now until it is empty, whatever was there and comes is tainted, but only what came clean is turned.
            self._turned -= gone
            self.layer, self.is_clean = nearest, False
        elif nearest < self.layer:
            self.layer = nearest
        self._turned -= tainted

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        """Of the one layer that there is; an empty pot is clean."""
        layer = self.layer
        if came == gone + amount_minor and not self.is_clean:
            self._turned += came
            self.layer, self.is_clean = CLEAN, True
        return [(layer, amount_minor)] if amount_minor else []

    def tainted_minor(self, came: int, gone: int) -> int:
        """All or nothing."""
        return 0 if self.is_clean else came - gone

    def joined(self, amount_minor: int) -> None:
        """It came tainted."""
        self._turned -= amount_minor

    def turned_minor(self, came: int) -> int:
        """What came clean into it, or was clean in it, while it was tainted."""
        return self._turned + (0 if self.is_clean else came)


class Line:
    """What a holder repaid to a lender and may draw again, which is followed, all of it."""

    __slots__ = ("_came", "_gone", "_pot")

    def __init__(self, pot: Pot) -> None:
        self._pot, self._came, self._gone = pot, 0, 0

    @property
    def is_empty(self) -> bool:
        """Whether all of it was drawn again."""
        return self._came == self._gone

    def put(self, parcels: Sequence[Parcel]) -> None:
        """No clean value."""
        self._pot.put(parcels, self._came, self._gone)
        self._came += tainted_of(parcels)

    def take(self, amount_minor: int) -> list[Parcel]:
        """As much as there is of an amount."""
        part = min(self._came - self._gone, amount_minor)
        parcels = self._pot.take(part, self._came, self._gone)
        self._gone += part
        return parcels


METHODS: Mapping[str, type[Pot]] = {"fifo": FifoPot, "proportional": ProportionalPot, "poison": PoisonPot}
"""Name -> how value mixes."""
