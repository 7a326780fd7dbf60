"""How tainted and clean value mix in one pot of money, and which of it leaves first: three methods.

Trusts its caller never to take out more than is in a pot.
Never loses a unit: what goes in is what comes out and what is left, layer by layer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from finance.rounding import largest_remainder

CLEAN = -1
"""The layer of value that is not followed; from 0 on, a layer is the number of hops from the start of the trace."""

Parcel: TypeAlias = tuple[int, int]
"""Layer and minor units."""


class Pot(Protocol):
    """The money of one holder at one bank in one currency."""

    def put(self, parcels: Iterable[Parcel]) -> int:
        """Takes value in. Answers how much clean value, minor units, became tainted by it: always 0 but for poison."""
        ...

    def take(self, amount_minor: int) -> list[Parcel]:
        """Lets value out, in the order in which it leaves. Raises ValueError for more than there is."""
        ...

    def tainted(self) -> dict[int, int]:
        """What is followed of what is in it, minor units by layer."""
        ...

    @property
    def balance_minor(self) -> int:
        """All that is in it."""
        ...


class FifoPot:
    """First in, first out: Clayton's case, Devaynes v Noble (1816) 1 Mer 572, 35 ER 781; of tainted coins, Anderson,
    Shumailov, Ahmed and Rietmann, "Bitcoin Redux" (WEIS 2018)."""

    __slots__ = ("_lots", "balance_minor")

    def __init__(self) -> None:
        self._lots: deque[Parcel] = deque()
        self.balance_minor = 0

    def put(self, parcels: Iterable[Parcel]) -> int:
        """Behind what is there already."""
        lots = self._lots
        for layer, amount in parcels:
            self.balance_minor += amount
            if lots and lots[-1][0] == layer:
                lots[-1] = layer, lots[-1][1] + amount
            else:
                lots.append((layer, amount))
        return 0

    def take(self, amount_minor: int) -> list[Parcel]:
        """From the front."""
        _require(amount_minor, self.balance_minor)
        self.balance_minor -= amount_minor
        taken: list[Parcel] = []
        while amount_minor:
            layer, amount = self._lots[0]
            part = min(amount, amount_minor)
            taken.append((layer, part))
            amount_minor -= part
            if part == amount:
                self._lots.popleft()
            else:
                self._lots[0] = layer, amount - part
        return taken

    def tainted(self) -> dict[int, int]:
        """Layer by layer."""
        held: dict[int, int] = {}
        for layer, amount in self._lots:
            if layer != CLEAN:
                held[layer] = held.get(layer, 0) + amount
        return held


class ProportionalPot:
    """Pro rata, the "haircut": every outflow carries the pot's own mixture; Möser, Böhme and Breuker, "Towards Risk
    Scoring of Bitcoin Transactions" (BITCOIN 2014); as mixed trust money, Barlow Clowes v Vaughan [1992] 4 All ER 22.
    Shares are whole minor units by largest remainder, of equal remainders the value nearest to the start first."""

    __slots__ = ("_held", "balance_minor")

    def __init__(self) -> None:
        self._held: dict[int, int] = {}
        self.balance_minor = 0

    def put(self, parcels: Iterable[Parcel]) -> int:
        """Mixed with what is there."""
        for layer, amount in parcels:
            self._held[layer] = self._held.get(layer, 0) + amount
            self.balance_minor += amount
        return 0

    def take(self, amount_minor: int) -> list[Parcel]:
        """In the proportions of the mixture: a share is the exact one rounded, so never more than its layer has."""
        _require(amount_minor, self.balance_minor)
        self.balance_minor -= amount_minor
        held = self._held
        if len(held) == 1:
            (layer,) = held
            shares = [(layer, amount_minor)]
        else:
            layers = sorted(held, key=lambda layer: (layer == CLEAN, layer))
            weights = [held[layer] for layer in layers]
            shares = [*zip(layers, largest_remainder(amount_minor, weights) if any(weights) else weights, strict=True)]
        for layer, amount in shares:
            held[layer] -= amount
            if not held[layer]:
                del held[layer]
        return [(layer, amount) for layer, amount in shares if amount]

    def tainted(self) -> dict[int, int]:
        """Layer by layer."""
        return {layer: amount for layer, amount in self._held.items() if layer != CLEAN}


class PoisonPot:
    """Poison: as long as any tainted value is in the pot, all of it is tainted; Möser, Böhme and Breuker (2014). What
    is turned so is counted, since this method alone makes more of what it follows."""

    __slots__ = ("_layer", "balance_minor")

    def __init__(self) -> None:
        self._layer = CLEAN
        self.balance_minor = 0

    def put(self, parcels: Iterable[Parcel]) -> int:
        """All of it and all that was there are then of the layer nearest to the start that is among them."""
        coming = list(parcels)
        layers = {layer for layer, _ in coming} | ({self._layer} if self.balance_minor else set())
        clean = sum(amount for layer, amount in coming if layer == CLEAN)
        clean += self.balance_minor if self._layer == CLEAN else 0
        self.balance_minor += sum(amount for _, amount in coming)
        self._layer = min(layers - {CLEAN}, default=CLEAN)
        return clean if self._layer != CLEAN else 0

    def take(self, amount_minor: int) -> list[Parcel]:
        """Of the one layer that there is; an empty pot is clean."""
        _require(amount_minor, self.balance_minor)
        self.balance_minor -= amount_minor
        layer = self._layer
        if not self.balance_minor:
            self._layer = CLEAN
        return [(layer, amount_minor)] if amount_minor else []

    def tainted(self) -> dict[int, int]:
        """All or nothing."""
        return {self._layer: self.balance_minor} if self._layer != CLEAN else {}


METHODS: Mapping[str, type[Pot]] = {"fifo": FifoPot, "proportional": ProportionalPot, "poison": PoisonPot}
"""Name -> how value mixes."""


def converted(parcels: Sequence[Parcel], amount_minor: int) -> list[Parcel]:
    """The parcels as parts of another amount: what a payment's payee receives for what its payer paid, at the payment's
    own rate and in the same order. First tainted and clean value are told apart, so that the tainted share is less than
    one minor unit from the exact one; then the parcels of each; by largest remainder both times."""
    whole = sum(amount for _, amount in parcels)
    if whole == amount_minor:
        return [*parcels]
    tainted = tainted_of(parcels)
    sides = largest_remainder(amount_minor, [tainted, whole - tainted])
    shares = {
        side: iter(largest_remainder(total, weights) if any(weights) else ())
        for side, total in zip((False, True), sides, strict=True)
        for weights in [[amount for layer, amount in parcels if (layer == CLEAN) is side]]
    }
    placed = [(layer, next(shares[layer == CLEAN])) for layer, amount in parcels if amount]
    return [(layer, share) for layer, share in placed if share]


def tainted_of(parcels: Iterable[Parcel]) -> int:
    """What is followed of some parcels, minor units."""
    return sum(amount for layer, amount in parcels if layer != CLEAN)


def _require(amount_minor: int, balance_minor: int) -> None:
    if not 0 <= amount_minor <= balance_minor:
        raise ValueError(f"{amount_minor} cannot be taken out of {balance_minor}")
