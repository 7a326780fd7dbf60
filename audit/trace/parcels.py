"""Value on its way, in parcels by how many hops it is from the start of a trace; and what another receives for it.

Trusts nothing: it is arithmetic.
Never loses a unit: the parts of an amount add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from finance.rounding import largest_remainder

CLEAN = -1
"""The layer of value that is not followed; from 0 on, a layer is the number of hops from the start of the trace."""

Parcel: TypeAlias = tuple[int, int]
"""Layer and minor units."""


def moved(parcels: Sequence[Parcel], amount_minor: int, hops: int) -> list[Parcel]:
    """The parcels as another takes them: so many layers further, and as parts of another amount."""
    if len(parcels) == 1:
        layer, _ = parcels[0]
        return [(layer if layer == CLEAN else layer + hops, amount_minor)] if amount_minor else []
    further = [(layer if layer == CLEAN else layer + hops, amount) for layer, amount in parcels]
    return converted(further, amount_minor)


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


def tainted_of(parcels: Sequence[Parcel]) -> int:
    """What is followed of some parcels, minor units."""
    return weighed(parcels)[0]


def weighed(parcels: Sequence[Parcel]) -> tuple[int, int]:
    """What is followed of some parcels, minor units, and the layer of it nearest to the start; `CLEAN` where nothing
    is."""
    if len(parcels) == 1:
        layer, amount = parcels[0]
        return (0 if layer == CLEAN else amount), layer
    tainted, nearest = 0, CLEAN
    for layer, amount in parcels:
        if layer != CLEAN:
            tainted += amount
            if nearest == CLEAN or layer < nearest:
                nearest = layer
    return tainted, nearest
