"""How the blocks of a run became final: rounds, stalls, lies found out, messages, and what each fault cost.

Trusts the decisions that the ledger acted on and the events that the scenario plans.
Never takes a slow block for a stalled one: a stall is a height during which no quorum could hear each other.
"""

from __future__ import annotations

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
Interval = tuple[int, int]


def consensus_report(
    plan: ConsensusPlan,
    addresses: Mapping[str, Address],
    decisions: Sequence[Decision],
    records: Iterable[PaymentRecord],
) -> dict[str, Any]:
    """What `run.json` says of consensus; latencies in milliseconds, by the model.

    addresses: of every validator by id; decisions: on the blocks since the network is open; records: of all payments.
    """
    faults, keys = faults_of(plan.events, addresses), tuple(addresses.values())
    ids = {address: identity for identity, address in addresses.items()}
    blocks = [(d.proposed_at_ms, d.final_at_ms) for d in decisions]
    settled = [(r.payment.at_s * _MS, r.final_at_ms) for r in records if r.verdict is Verdict.SETTLED]
    return {
        "is_stated": plan.is_stated,
        "validators": len(keys),
        "blocks": len(decisions),
        "messages": sum(d.messages for d in decisions),
        "round_changed": sum(d.round > 0 for d in decisions),
        "round_max": max((d.round for d in decisions), default=0),
        "stalled": sum(is_stalled(d, faults, keys) for d in decisions),
        "equivocations": [
            {"height": e.height, "round": e.round, "validator": ids[e.validator], "seen_by": ids[e.seen_by]}
            for d in decisions
            for e in d.evidence
        ],
        "block_finality": _split(blocks, plan.events),
        "settlement": _split(settled, plan.events),
        "events": [_cost(event, decisions, settled) for event in plan.events],
    }


def is_stalled(decision: Decision, faults: Faults, keys: Sequence[Address]) -> bool:
    """Whether at some time before the block was final no quorum of the validators could hear each other."""
    from_ms, final_ms = decision.proposed_at_ms, decision.final_at_ms
    moments = [from_ms, *(fault.from_ms for fault in faults if from_ms < fault.from_ms < final_ms)]
    return any(faults.cuts(at_ms).largest_side(keys) < quorum(len(keys)) for at_ms in moments)


def _split(intervals: Iterable[Interval], events: Sequence[ValidatorEvent]) -> dict[str, dict[str, int]]:
    """Latencies of what no event touched, and of what any did."""
    calm: list[int] = []
    disturbed: list[int] = []
    for interval in intervals:
        touched = any(_touches(event, interval) for event in events)
        (disturbed if touched else calm).append(interval[1] - interval[0])
    return {"undisturbed": _summary(calm), "disturbed": _summary(disturbed)}


def _cost(event: ValidatorEvent, decisions: Sequence[Decision], settled: Sequence[Interval]) -> dict[str, Any]:
    touched = [d for d in decisions if _touches(event, (d.proposed_at_ms, d.final_at_ms))]
    return {
        "id": event.id,
        "kind": event.kind.value,
        "from_s": event.from_s,
        "until_s": event.until_s,
        "blocks": len(touched),
        "round_changed": sum(d.round > 0 for d in touched),
        "block_finality": _summary([d.latency_ms for d in touched]),
        "settlement": _summary([until - since for since, until in settled if _touches(event, (since, until))]),
    }


def _touches(event: ValidatorEvent, interval: Interval) -> bool:
    return event.from_s * _MS <= interval[1] and interval[0] < event.until_s * _MS


def _summary(latencies_ms: Sequence[int]) -> dict[str, int]:
    return asdict(latency_summary(latencies_ms)) if latencies_ms else {"count": 0}
