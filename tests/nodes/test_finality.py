"""The report on consensus: by hand, from decisions and payments of known times."""

from __future__ import annotations

import datetime
from typing import Any

from chain.consensus.messages import Evidence
from chain.consensus.qbft import Decision
from nodes.finality import consensus_report
from nodes.payment_plan import PlannedPayment
from nodes.payment_record import PaymentRecord, Verdict
from nodes.scenario.consensus import ConsensusPlan, EventKind, ValidatorEvent

NAMES = ("hkma", "boj", "mas", "bot")
ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate(NAMES, start=1)}
HKMA, BOJ, MAS, BOT = ADDRESSES.values()
CUT = ValidatorEvent("cut", EventKind.PARTITION, 100, 160, ("hkma", "mas"))
DOWN = ValidatorEvent("down", EventKind.OUTAGE, 1_000, 1_010, ("boj",))


def plan(*events: ValidatorEvent) -> ConsensusPlan:
    """A plan with these events."""
    return ConsensusPlan({name: (name,) for name in NAMES}, 50, 0, {}, 4, events, True)


def decided(height: int, at_ms: int, latency_ms: int, round_: int = 0, *evidence: Evidence) -> Decision:
    """A decision that took so long."""
    return Decision(height, at_ms, at_ms // 1_000, round_, HKMA, (HKMA, BOJ, MAS), at_ms + latency_ms, 27, evidence)


def settled(at_s: int, final_at_ms: int, verdict: Verdict = Verdict.SETTLED) -> PaymentRecord:
    """A payment ordered and final at these times."""
    payment = PlannedPayment.__new__(PlannedPayment)
    object.__setattr__(payment, "at_s", at_s)
    object.__setattr__(payment, "day", datetime.date(1970, 1, 1))
    return PaymentRecord(payment, verdict, final_at_ms // 1_000, final_at_ms=final_at_ms)


def report(
    decisions: list[Decision], *events: ValidatorEvent, records: tuple[PaymentRecord, ...] = ()
) -> dict[str, Any]:
    """The report on these."""
    return consensus_report(plan(*events), ADDRESSES, decisions, records)


def test_report__of_nothing__has_no_latency() -> None:
    found = report([])
    assert (found["validators"], found["blocks"], found["messages"], found["round_max"]) == (4, 0, 0, 0)
    assert found["block_finality"] == {"undisturbed": {"count": 0}, "disturbed": {"count": 0}}


def test_report__rounds_and_messages__are_counted() -> None:
    found = report([decided(1, 1_000, 150), decided(2, 9_000, 4_200, 1), decided(3, 20_000, 12_200, 2)])
    assert (found["round_changed"], found["round_max"], found["messages"]) == (2, 2, 81)


def test_report__evidence__names_who_lied_and_who_saw_it() -> None:
    evidence = Evidence(height=2, round=0, validator=BOT, seen_by=MAS, seen_at_ms=9_100)
    found = report([decided(1, 1_000, 150), decided(2, 9_000, 150, 0, evidence)])
    assert found["equivocations"] == [{"height": 2, "round": 0, "validator": "bot", "seen_by": "mas"}]


def test_report__block_during_which_no_three_hear_each_other__is_stalled() -> None:
    before, during, into, after = (
        decided(1, 90_000, 150),
        decided(2, 120_000, 60_000, 4),
        decided(3, 99_000, 70_000, 4),
        decided(4, 160_000, 150),
    )
    found = [report([decision], CUT)["stalled"] for decision in (before, during, into, after)]
    assert found == [0, 1, 1, 0]


def test_report__slow_block_with_a_quorum__is_not_stalled() -> None:
    assert report([decided(1, 1_001_000, 4_200, 1)], DOWN)["stalled"] == 0


def test_report__latencies__are_told_apart_by_what_touched_them() -> None:
    decisions = [decided(1, 90_000, 150), decided(2, 120_000, 60_000, 4), decided(3, 1_002_000, 4_200, 1)]
    records = (settled(88, 90_150), settled(118, 180_000), settled(999, 1_006_200), settled(998, 0, Verdict.KEPT_OFF))
    found = report(decisions, CUT, DOWN, records=records)
    for part, latencies_ms in (("block_finality", (150, 60_000)), ("settlement", (2_150, 62_000))):
        calm, disturbed = found[part]["undisturbed"], found[part]["disturbed"]
        assert (calm["count"], calm["latency_ms_max"]) == (1, latencies_ms[0])
        assert (disturbed["count"], disturbed["latency_ms_max"]) == (2, latencies_ms[1])
    cut, down = found["events"]
    assert (cut["id"], cut["kind"], cut["blocks"], cut["round_changed"]) == ("cut", "partition", 1, 1)
    assert cut["settlement"]["latency_ms_p50"] == 62_000
    assert (down["blocks"], down["settlement"]["latency_ms_p95"]) == (1, 7_200)
