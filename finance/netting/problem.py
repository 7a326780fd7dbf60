"""The exact problem in integers: banks and payments by number, one weight that puts value first and count second.

Trusts the queue's order of urgency for the canonical choice among equals.
Never holds a number that is not an int.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from finance.netting.queue import Payment, Queue

PRICE_UNIT = 1 << 20
"""One, in the fixed-point prices of `Problem.costs`."""


@dataclass(frozen=True)
class Problem:
    """Choose x in {0, 1} for each payment so that no bank is below zero and the weight is largest.

    Payments are numbered by urgency. Of all choices with the largest weight the canonical one has the first payment
    that any of them has, and so on: the first in lexicographic order, ones before zeros.
    """

    order: tuple[Payment, ...]
    unit_minor: int
    """The largest unit in which every amount is whole: what moves between banks is a multiple of it."""
    balances: tuple[int, ...]
    """In whole units; what is left over can pay for nothing."""
    payers: tuple[int, ...]
    payees: tuple[int, ...]
    amounts: tuple[int, ...]
    """In units."""

    @classmethod
    def of(cls, queue: Queue) -> Problem:
        """The problem of a queue."""
        number = {bank: position for position, bank in enumerate(queue.balances_minor)}
        order = tuple(queue.by_urgency())
        unit_minor = gcd(*(payment.amount_minor for payment in order)) or 1
        return cls(
            order=order,
            unit_minor=unit_minor,
            balances=tuple(balance // unit_minor for balance in queue.balances_minor.values()),
            payers=tuple(number[payment.payer] for payment in order),
            payees=tuple(number[payment.payee] for payment in order),
            amounts=tuple(payment.amount_minor // unit_minor for payment in order),
        )

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """What each payment is worth: w = v·(n + 1) + 1, so that no number of payments outweighs one unit."""
        return tuple(amount * (len(self.order) + 1) + 1 for amount in self.amounts)

    def weight_of(self, chosen: Iterable[int]) -> int:
        """The sum of the weights of these payments."""
        return sum(self.weights[rank] for rank in chosen)

    def value_of_weight(self, weight: int) -> int:
        """The most value, in minor units, that a choice of this weight can have."""
        return weight // (len(self.order) + 1) * self.unit_minor

    def feasible(self, chosen: Iterable[int]) -> bool:
        """Whether no bank is below zero when these payments settle at once."""
        after = list(self.balances)
        for rank in chosen:
            after[self.payers[rank]] -= self.amounts[rank]
            after[self.payees[rank]] += self.amounts[rank]
        return min(after, default=0) >= 0

    def costs(self, prices: Sequence[int]) -> tuple[int, ...]:
        """What each payment adds to the weight at these prices of the banks' money, in 1/PRICE_UNIT.

        c = w − v·(λ_payer − λ_payee); λ price of a unit of a bank's balance, at or above zero. Lagrangian relaxation
        of the balances — Fisher, Management Science 27 (1981).
        """
        banks = zip(self.payers, self.payees, strict=True)
        nets = (prices[payer] - prices[payee] for payer, payee in banks)
        return tuple(
            weight * PRICE_UNIT - amount * net
            for weight, amount, net in zip(self.weights, self.amounts, nets, strict=True)
        )

    def ceiling(self, prices: Sequence[int]) -> int:
        """What no feasible weight exceeds, in 1/PRICE_UNIT: Σ λ·balance + Σ max(0, c); true for any prices."""
        money = sum(price * balance for price, balance in zip(prices, self.balances, strict=True))
        return money + sum(max(0, cost) for cost in self.costs(prices))
