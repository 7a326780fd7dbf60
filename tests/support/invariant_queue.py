"""Invariants of the liquidity queue: every obligation in exactly one place, and netted batches that add up.

Trusts nothing of the queue but its address: what settled and what everybody has is kept here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, KEEPER, MAKER
from invariant_tools import events_of
from queue_stage import Owed, batch_of, fresh_uetr, owe, queue_of, queueing, state_of
from small_network import DAY_S, Network

from chain.abi import Address
from chain.clients.events import BatchRefused, BatchSettled, ObligationCancelled, ObligationExpired, ObligationSettled
from chain.clients.types import ObligationState, QueueMode
from chain.ledger import Outcome

MEMBERS = (BANGKOK_BANK, CHIANGMAI_BANK, MAKER)
ENDS = (ObligationSettled, ObligationCancelled, ObligationExpired)
STATE_AFTER = dict(
    zip(ENDS, (ObligationState.SETTLED, ObligationState.CANCELLED, ObligationState.EXPIRED), strict=True)
)


def one_place(network: Network) -> list[str]:
    """Y: an obligation is in exactly one of queued, settled, cancelled, expired, and its UETR settles once."""
    return [*_ends_once(network.fork()), *_cycles_end_once(network)]


def _ends_once(network: Network) -> list[str]:
    """Everything that could end an obligation is tried on each, in every order and again after its last second."""
    queue, expires_at_s = queue_of(network), network.now_s + DAY_S
    acts = ("settle", "settle_batch", "cancel", "hold", "release", "queue again")
    orders = [[first, second, *acts] for first in acts for second in acts]
    amounts = {
        owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1_000 + n, expires_at_s=expires_at_s): order
        for n, order in enumerate([*orders, ["hold"], []])
    }
    before_minor, outcomes = _held(network)[CHIANGMAI_BANK.address], []
    for n, (uetr, order) in enumerate(amounts.items()):
        again = queueing(network, uetr, CHIANGMAI_BANK, 1_000 + n, expires_at_s=expires_at_s)
        for act in order:
            calls = {"settle_batch": batch_of(network, uetr), "queue again": again}
            outcomes.append(network.attempt(BANGKOK_BANK, calls.get(act) or getattr(queue, act)(uetr)))
    network.ledger.seal(expires_at_s)
    late = [
        network.attempt(BANGKOK_BANK, call)
        for uetr in amounts
        for call in (queue.settle(uetr), queue.release(uetr), queue.cancel(uetr), queue.expire(uetr))
    ]
    outcomes += late
    found = _end_findings(network, outcomes, amounts)
    found += [f"{event.uetr} settled after its last second" for event in events_of(late, ObligationSettled)]
    settled = {event.uetr for event in events_of(outcomes, ObligationSettled)}
    due_minor = sum(1_000 + n for n, uetr in enumerate(amounts) if uetr in settled)
    paid_minor = _held(network)[CHIANGMAI_BANK.address] - before_minor
    return found + ([f"{due_minor} settled, {paid_minor} paid"] if due_minor != paid_minor else [])


def _end_findings(network: Network, outcomes: Sequence[Outcome], uetrs: Iterable[str]) -> list[str]:
    """Which obligations ended more than once or never, or are elsewhere than where they ended."""
    found = []
    for uetr in uetrs:
        ends = [kind for kind in ENDS for event in events_of(outcomes, kind) if event.uetr == uetr]
        state = state_of(network, uetr)
        if len(ends) != 1 or STATE_AFTER[ends[0]] is not state:
            found.append(f"{uetr} ended by {[kind.__name__ for kind in ends]} and is {state.name}")
    return found


def _cycles_end_once(network: Network) -> list[str]:
    """What is in a cycle ends with it, whatever the next one comes to."""
    queue, expected = queue_of(network), {}
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    for end in (ObligationState.SETTLED, ObligationState.CANCELLED, ObligationState.EXPIRED, ObligationState.SETTLED):
        uetr = fresh_uetr(network)
        expected[uetr] = end
        network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 7))
        if end is ObligationState.SETTLED:
            network.run(KEEPER, queue.close_cycle("THB"))
        elif end is ObligationState.CANCELLED:
            network.run(BANK_OF_THAILAND, queue.abandon_cycle("THB"))
        else:
            network.ledger.seal(network.now_s + DAY_S)
        network.attempt(BANGKOK_BANK, queue.settle(uetr))
    states = {uetr: state_of(network, uetr) for uetr in expected}
    found = [
        f"{uetr} is {states[uetr].name}, not {end.name}" for uetr, end in expected.items() if states[uetr] is not end
    ]
    paid_minor = _held(network)[CHIANGMAI_BANK.address]
    return found + ([f"{paid_minor} paid for two cycles of 7"] if paid_minor != 14 else [])


def netted_adds_up(network: Network) -> list[str]:
    """Z: a netted batch sums to zero and leaves nobody below zero; who would be is named."""
    draw, found = random.Random(9), []
    for bank in MEMBERS:
        network.run(BANK_OF_THAILAND, network.money("THB").issue(bank.address, 50_000, b"x"))
    for _ in range(8):
        owed = [_owe_some(network, draw) for _ in range(draw.randint(2, 6))]
        found += _batch_findings(network, owed)
    return found


def _owe_some(network: Network, draw: random.Random) -> Owed:
    """An obligation that is sometimes more than anybody has."""
    payer, payee = draw.sample(MEMBERS, 2)
    amount_minor = draw.choice([1, 700, 40_000, 60_000, 10**9])
    return Owed(owe(network, payer, payee, amount_minor), payer, payee, amount_minor)


def _batch_findings(network: Network, owed: Sequence[Owed]) -> list[str]:
    """What a batch does beyond its nets, or what stops it that is not a bank without the money."""
    nets: Counter[Address] = Counter()
    for item in owed:
        nets[item.payer.address] -= item.amount_minor
        nets[item.payee.address] += item.amount_minor
    before = _held(network)
    short = {bank.address for bank in MEMBERS if before[bank.address] + nets[bank.address] < 0}
    outcome = network.attempt(KEEPER, batch_of(network, *(item.uetr for item in owed)))
    if outcome.error is not None:
        return [f"a batch was reverted with {outcome.error}"]
    refused, after = outcome.first(BatchRefused), _held(network)
    if refused is not None:
        is_right = refused.party in short and after == before
        return [] if is_right else [f"{refused} though {sorted(short)} are short, or something moved"]
    changes = {who: after[who] - before[who] for who in before}
    expected = {who: nets[who] for who in before}
    is_right = outcome.first(BatchSettled) is not None and not short and changes == expected
    return [] if is_right else [f"moved {changes} for nets of {expected}; short were {sorted(short)}"]


def _held(network: Network) -> dict[Address, int]:
    """What the members and the queue itself have of THB."""
    holders: Sequence[Address] = [*(bank.address for bank in MEMBERS), queue_of(network).address]
    return {holder: network.read(network.money("THB").balance_of(holder)) for holder in holders}
