"""How the blocks of a run became final: rounds, stalls, lies found out, messages, and what each fault cost.

Trusts the decisions that the ledger acted on and the events that the scenario plans.
Never takes a slow block for a stalled one: a stall is a height during which no quorum could hear each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from chain.abi import Address
from chain.consensus.faults import Faults
from chain.consensus.qbft import Decision
from chain.consensus.seals import quorum
from finance.measures.latency import latency_summary
from nodes.payment_record import PaymentRecord, Verdict
from nodes.scenario.consensus import ConsensusPlan, ValidatorEvent
from nodes.validators import faults_of

_MS = 1_000


def consensus_report(
    plan: ConsensusPlan,
    addresses: Mapping[str, Address],
    decisions: Iterable[Decision],
    records: Iterable[PaymentRecord],
) -> dict[str, Any]:
    """What `run.json` says of consensus; latencies in milliseconds, by the model.

    addresses: of every validator by id; decisions: on the blocks since the network is open; records: of all payments.
    """
    blocks, settlement = _Blocks(plan.events, addresses), _Latencies(plan.events)
    for decision in decisions:
        blocks.add(decision)
    for record in records:
        if record.verdict is Verdict.SETTLED:
            settlement.add(record.payment.at_s * _MS, record.final_at_ms)
    return {
        "is_stated": plan.is_stated,
        "validators": len(addresses),
        **blocks.figures(),
        "equivocations": blocks.equivocations,
        "block_finality": blocks.latencies.split(),
        "settlement": settlement.split(),
        "events": [
            {
                "id": event.id,
                "kind": event.kind.value,
                "from_s": event.from_s,
                "until_s": event.until_s,
                "blocks": blocks.latencies.touched[place].total(),
                "round_changed": blocks.changed[place],
                "block_finality": _summary(blocks.latencies.touched[place]),
                "settlement": _summary(settlement.touched[place]),
            }
            for place, event in enumerate(plan.events)
        ],
    }


class _Latencies:
    """Latencies counted by the millisecond: of what no event touched, of what any did, and of what each did."""

    def __init__(self, events: tuple[ValidatorEvent, ...]) -> None:
        self.events = events
        self.calm, self.disturbed = Counter[int](), Counter[int]()
        self.touched = [Counter[int]() for _ in events]

    def add(self, since_ms: int, until_ms: int) -> list[int]:
        """Counts one; the places of the events that touched it."""
        places = [place for place, event in enumerate(self.events) if _touches(event, since_ms, until_ms)]
        for counts in [self.touched[place] for place in places] + [self.disturbed if places else self.calm]:
            counts[until_ms - since_ms] += 1
        return places

    def split(self) -> dict[str, dict[str, int]]:
        return {"undisturbed": _summary(self.calm), "disturbed": _summary(self.disturbed)}


class _Blocks:
    """What the decisions on blocks add up to."""

    def __init__(self, events: tuple[ValidatorEvent, ...], addresses: Mapping[str, Address]) -> None:
        self.latencies = _Latencies(events)
        self.changed = Counter[int]()
        self.equivocations: list[dict[str, Any]] = []
        self._faults, self._keys = faults_of(events, addresses), tuple(addresses.values())
        self._ids = {address: identity for identity, address in addresses.items()}
        self._counts, self._round_max = Counter[str](), 0

    def add(self, decision: Decision) -> None:
        has_changed = decision.round > 0
        stalled = is_stalled(decision, self._faults, self._keys)
        self._counts.update(blocks=1, messages=decision.messages, round_changed=has_changed, stalled=stalled)
        self._round_max = max(self._round_max, decision.round)
        for place in self.latencies.add(decision.proposed_at_ms, decision.final_at_ms):
            self.changed[place] += has_changed
        for e in decision.evidence:
            lie = {"height": e.height, "round": e.round, "validator": self._ids[e.validator]}
            self.equivocations.append(lie | {"seen_by": self._ids[e.seen_by]})

    def figures(self) -> dict[str, int]:
        counts = {key: self._counts[key] for key in ("blocks", "messages", "round_changed", "stalled")}
        return counts | {"round_max": self._round_max}


def is_stalled(decision: Decision, faults: Faults, keys: Sequence[Address]) -> bool:
    """Whether at some time before the block was final no quorum of the validators could hear each other."""
    from_ms, final_ms = decision.proposed_at_ms, decision.final_at_ms
    moments = [from_ms, *(fault.from_ms for fault in faults if from_ms < fault.from_ms < final_ms)]
    return any(faults.cuts(at_ms).largest_side(keys) < quorum(len(keys)) for at_ms in moments)


def _touches(event: ValidatorEvent, since_ms: int, until_ms: int) -> bool:
    return event.from_s * _MS <= until_ms and since_ms < event.until_s * _MS


def _summary(latencies_ms: Counter[int]) -> dict[str, int]:
    return asdict(latency_summary(latencies_ms)) if latencies_ms else {"count": 0}
