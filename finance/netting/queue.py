"""A queue of payments between banks, and what a resolver answers; the answer is verified before anyone sees it.

Trusts nothing of a resolver but its proposal: balances, value and count are computed here, in integers.
Never lets a bank end below zero, and never changes the queue it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class Unsound(Exception):
    """A resolver claims to settle what cannot settle: a fault of the resolver and not of its input."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One queued payment; `ValueError` unless its amount is above zero and its two banks differ."""

    id: str
    """Unique within its queue."""
    payer: str
    payee: str
    amount_minor: int
    priority: int = 0
    """A higher one is more urgent; among equals the earlier payment is."""

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int or self.amount_minor <= 0:
            raise ValueError(f"a payment is a whole number of minor units above zero, not {self.amount_minor!r}")
        if self.payer == self.payee:
            raise ValueError(f"payment {self.id} goes from {self.payer} to itself")


@dataclass(frozen=True, slots=True)
class Queue:
    """What is queued in one currency, in order of arrival, and what each bank may use for it.

    `ValueError` for a negative balance, an id that stands twice, or a bank without a balance.
    """

    balances_minor: Mapping[str, int]
    payments: tuple[Payment, ...]

    def __post_init__(self) -> None:
        below = [bank for bank, amount in self.balances_minor.items() if type(amount) is not int or amount < 0]
        if below:
            raise ValueError(f"a balance is a whole number of minor units not below zero; {below[0]}'s is not")
        if len({payment.id for payment in self.payments}) < len(self.payments):
            raise ValueError("two payments have one id")
        banks = {bank for payment in self.payments for bank in (payment.payer, payment.payee)}
        if unknown := sorted(banks - set(self.balances_minor)):
            raise ValueError(f"{unknown[0]} has no balance")

    def by_urgency(self) -> list[Payment]:
        """The payments in the order in which they are due: the highest priority first, then as they arrived."""
        return sorted(self.payments, key=lambda payment: -payment.priority)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a resolver settles, verified; amounts in minor units."""

    algorithm: str
    settled: tuple[str, ...]
    """Ids by urgency; those of gross settlement in the order in which they settle."""
    unsettled: tuple[str, ...]
    balances_minor: dict[str, int]
    """After settlement, in the order of the queue's own."""
    value_minor: int
    optimal: bool
    """Proven: nothing that may settle has more value, and nothing of this value has more payments."""
    bound_minor: int
    """Proven: nothing that may settle has more value than this; the value itself where that is optimal."""

    @property
    def count(self) -> int:
        """How many payments settle."""
        return len(self.settled)

    @property
    def deadlock(self) -> bool:
        """Nothing settles although something is queued."""
        return bool(self.unsettled) and not self.settled


def value_of(payments: Iterable[Payment]) -> int:
    """Sum of the amounts, in minor units."""
    return sum(payment.amount_minor for payment in payments)


def positions(balances_minor: Mapping[str, int], payments: Iterable[Payment]) -> dict[str, int]:
    """Each bank's balance after all of these payments at once, in minor units; it may be below zero."""
    after = dict(balances_minor)
    for payment in payments:
        after[payment.payer] -= payment.amount_minor
        after[payment.payee] += payment.amount_minor
    return after


def first_below_zero(balances_minor: Mapping[str, int]) -> str | None:
    """A bank whose balance is below zero, or None."""
    return next((bank for bank, amount in balances_minor.items() if amount < 0), None)


def resolved(
    queue: Queue,
    algorithm: str,
    settled: Sequence[Payment],
    *,
    gross: bool = False,
    optimal: bool = False,
    bound_minor: int | None = None,
) -> Resolution:
    """The verified answer of a resolver that settles these payments at once, or one by one where `gross`.

    `optimal` and `bound_minor` are what the resolver has proven; without a bound the one of `coverable_minor` stands.
    Raises `Unsound` for a payment that is not queued or settles twice, or a bank that would be below zero.
    """
    ids = {payment.id for payment in settled}
    if len(ids) < len(settled) or not ids <= {payment.id for payment in queue.payments}:
        raise Unsound(f"{algorithm}: a payment settles twice or was never queued")
    _verify(queue, algorithm, settled, steps=[1] * len(settled) if gross else [len(settled)])
    order = queue.by_urgency()
    value_minor = value_of(settled)
    bound_minor = min(coverable_minor(queue), *([] if bound_minor is None else [bound_minor]), value_of(order))
    if value_minor > bound_minor:
        raise Unsound(f"{algorithm}: settles {value_minor}, more than its bound {bound_minor}")
    optimal = optimal or len(settled) == len(order) or bound_minor == 0
    return Resolution(
        algorithm=algorithm,
        settled=tuple(payment.id for payment in (settled if gross else order) if payment.id in ids),
        unsettled=tuple(payment.id for payment in order if payment.id not in ids),
        balances_minor=positions(queue.balances_minor, settled),
        value_minor=value_minor,
        optimal=optimal,
        bound_minor=value_minor if optimal else bound_minor,
    )


def coverable_minor(queue: Queue) -> int:
    """A value in minor units that no settlement exceeds: no bank pays out more than it has and is sent."""
    sent, received = dict.fromkeys(queue.balances_minor, 0), dict(queue.balances_minor)
    for payment in queue.payments:
        sent[payment.payer] += payment.amount_minor
        received[payment.payee] += payment.amount_minor
    return sum(min(sent[bank], received[bank]) for bank in sent)


def _verify(queue: Queue, algorithm: str, settled: Sequence[Payment], steps: Iterable[int]) -> None:
    """Settles as many payments at once as each step says, and looks at every balance after each."""
    balances, start = dict(queue.balances_minor), 0
    for step in steps:
        batch = settled[start : start + step]
        balances, start = _after(balances, batch), start + step
        touched = {bank: balances[bank] for payment in batch for bank in (payment.payer, payment.payee)}
        if below := first_below_zero(touched):
            raise Unsound(f"{algorithm}: {below} would be {-touched[below]} below zero")


def _after(balances: dict[str, int], batch: Sequence[Payment]) -> dict[str, int]:
    for payment in batch:
        balances[payment.payer] -= payment.amount_minor
        balances[payment.payee] += payment.amount_minor
    return balances
