"""What settles at once: the nets of its obligations, the movements that they ask for, and the figures said of them.

Trusts the obligations as rebuilt, each for its own amount.
Never takes a net from the queue: every member's is what it owes less what it is owed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.record import RecordedTransaction
from chain.abi import Address
from chain.clients.events import BatchSettled, CycleSettled, ObligationQueued


def moved_of(obligations: Iterable[ObligationQueued]) -> Counter[tuple[Address, Address]]:
    """Payer and payee -> what the one owes the other, in minor units."""
    moved: Counter[tuple[Address, Address]] = Counter()
    for obligation in obligations:
        moved[obligation.payer, obligation.payee] += obligation.amount_minor
    return moved


def nets_of(obligations: Iterable[ObligationQueued]) -> Counter[Address]:
    """Member -> what it has to pay less what it gets; they sum to zero."""
    nets: Counter[Address] = Counter()
    for (payer, payee), amount_minor in moved_of(obligations).items():
        nets[payer] += amount_minor
        nets[payee] -= amount_minor
    return nets


def net_legs(queue: Address, token: Address, nets: Counter[Address]) -> list[Leg]:
    """The movements for the nets: those who have to pay into the queue, and out of it those who get."""
    paid = [Leg(token, member, queue, net) for member, net in nets.items() if net > 0]
    return paid + [Leg(token, queue, member, -net) for member, net in nets.items() if net < 0]


def check_netted(
    transaction: RecordedTransaction,
    event: BatchSettled | CycleSettled,
    obligations: Sequence[ObligationQueued],
    legs: Legs,
    queue: Address,
    token: Address,
) -> Iterator[Finding]:
    """The movements are the nets, and count, value and net are those of the obligations. Takes the legs out."""
    nets = nets_of(obligations)
    for missing in legs.missing(net_legs(queue, token, nets)):
        yield found("queue-nets", transaction, event.currency, f"not in its transaction: {missing}")
    value_minor = sum(item.amount_minor for item in obligations)
    due = len(obligations), value_minor, sum(net for net in nets.values() if net > 0)
    said = event.count, event.value_minor, event.net_minor
    if said != due:
        message = f"count, value and net {said}; those of its obligations are {due}"
        yield found("queue-figures", transaction, event.currency, message)
    foreign = [item.uetr for item in obligations if item.currency != event.currency]
    if foreign:
        yield found("queue-nets", transaction, event.currency, f"obligations of another currency: {foreign}")
