"""When blocks are final: times by hand, under every kind of fault."""

from __future__ import annotations

import itertools

import pytest
from consensus_cases import heights, validator_set
from hypothesis import given, settings
from hypothesis import strategies as st

from chain.consensus.faults import Equivocation, Faults, Outage, Partition, Silence
from chain.consensus.instance import Conditions, Instance
from chain.consensus.qbft import Decision, QbftModel
from chain.consensus.seals import quorum
from chain.consensus.topology import Topology
from chain.consensus.validators import ValidatorSet
from chain.errors import ChainFault

FOUR = validator_set(4)
A, B, C, D = FOUR.keys
# Of height 4 validator A is the first proposer, then B, C and D.
HEIGHT = 4
AT_MS = 1_000_000
LATENCY_MS = 50
TIMEOUT_MS = 4_000
MINUTE_MS = 60_000


def decide(faults: Faults | None = None, validators: ValidatorSet = FOUR, height: int = HEIGHT) -> Decision:
    """The decision on a height at `AT_MS`, links of 50 ms and a first timeout of 4 s."""
    conditions = Conditions(Topology(LATENCY_MS), Faults() if faults is None else faults, TIMEOUT_MS)
    return QbftModel(conditions).decide(height, AT_MS, validators)


def always(*outages: str, until_ms: int = AT_MS + 10 * MINUTE_MS) -> Faults:
    """These validators are down from long before."""
    return Faults(outages=tuple(Outage(0, until_ms, key) for key in outages))


@pytest.mark.parametrize("count", [4, 5, 7, 13])
def test_decide__equal_links__is_final_after_three_hops(count: int) -> None:
    decision = decide(validators=validator_set(count))
    # PRE-PREPARE to all others, then PREPARE and COMMIT from everybody to everybody.
    messages = (count - 1) + 2 * count * (count - 1)
    assert decision.latency_ms == 3 * LATENCY_MS
    assert (decision.round, decision.timestamp_s, decision.messages) == (0, AT_MS // 1_000, messages)
    assert decision.proposer == validator_set(count).proposer(HEIGHT, 0)
    assert len(decision.sealers) == quorum(count)
    assert decision.evidence == ()


def test_decide__one_validator__is_final_at_once() -> None:
    alone = validator_set(1)
    expected = Decision(HEIGHT, AT_MS, AT_MS // 1_000, 0, alone.keys[0], alone.keys, AT_MS, 0)
    assert decide(validators=alone) == expected


def test_decide__one_far_validator__does_not_wait_for_it() -> None:
    far = {frozenset((D, other)): 900 for other in (A, B, C)}
    model = QbftModel(Conditions(Topology(LATENCY_MS, far)))
    assert model.decide(HEIGHT, AT_MS, FOUR).latency_ms == 3 * LATENCY_MS
    # Of height 7 the far one is the proposer: its proposal takes 900 ms, then the three near ones agree.
    assert model.decide(7, AT_MS, FOUR).latency_ms == 900 + 2 * LATENCY_MS


def test_decide__other_validator_down__costs_nothing() -> None:
    decision = decide(always(C))
    assert (decision.round, decision.latency_ms, decision.sealers) == (0, 3 * LATENCY_MS, (A, B, D))


@pytest.mark.parametrize(
    "faults", [always(A), Faults(silences=(Silence(0, AT_MS + MINUTE_MS, A),))], ids=["down", "silent"]
)
def test_decide__first_proposer_does_not_propose__costs_a_timeout_and_a_round_change(faults: Faults) -> None:
    decision = decide(faults)
    assert (decision.round, decision.proposer) == (1, B)
    # ROUND-CHANGE is one more hop before the three.
    assert decision.latency_ms == TIMEOUT_MS + 4 * LATENCY_MS
    assert decision.timestamp_s == (AT_MS + TIMEOUT_MS + LATENCY_MS) // 1_000


def test_decide__second_proposer_silent_too__doubles_the_timeout() -> None:
    faults = Faults(silences=(Silence(0, AT_MS + MINUTE_MS, A), Silence(0, AT_MS + MINUTE_MS, B)))
    decision = decide(faults)
    assert (decision.round, decision.proposer) == (2, C)
    assert decision.latency_ms == TIMEOUT_MS + 2 * TIMEOUT_MS + 4 * LATENCY_MS


@pytest.mark.parametrize(
    "faults",
    [always(A, B), Faults(partitions=(Partition(0, AT_MS + 10 * MINUTE_MS, (frozenset((A, B)),)),))],
    ids=["outage", "partition"],
)
def test_decide__no_quorum_for_ten_minutes__stalls_and_resumes_with_the_next_timeout(faults: Faults) -> None:
    decision = decide(faults)
    # Timeouts of 4, 8, … 512 s are over 4 · (2⁸ − 1) = 1,020 s after the proposal: the first after the ten minutes.
    assert decision.round == 8
    assert decision.latency_ms == TIMEOUT_MS * (2**8 - 1) + 4 * LATENCY_MS


def test_decide__partition_with_a_quorum_on_one_side__goes_on_there() -> None:
    decision = decide(Faults(partitions=(Partition(0, AT_MS + MINUTE_MS, (frozenset((A, B, C)),)),)))
    assert (decision.latency_ms, decision.sealers) == (3 * LATENCY_MS, (A, B, C))


def test_decide__cut_off_between_prepare_and_commit__proposes_the_locked_block_again() -> None:
    # At 100 ms everybody is locked and sends its COMMIT; none arrives.
    parted = (Partition(AT_MS + 101, AT_MS + 1_000, tuple(frozenset((key,)) for key in FOUR.keys)),)
    decision = decide(Faults(partitions=parted))
    assert (decision.round, decision.proposer) == (1, B)
    # The block is the one of round 0, with its second.
    assert decision.timestamp_s == AT_MS // 1_000
    assert decision.latency_ms == TIMEOUT_MS + 4 * LATENCY_MS


def test_decide__proposer_tells_two_blocks__is_found_out_and_one_of_them_is_final() -> None:
    lie = Equivocation(0, AT_MS + MINUTE_MS, A, frozenset((B,)))
    decision = decide(Faults(equivocations=(lie,)))
    # C and D have one block and the liar's votes for it: a quorum. B hears of it in their PREPAREs.
    assert (decision.round, decision.sealers, decision.latency_ms) == (0, (A, C, D), 3 * LATENCY_MS)
    (evidence,) = decision.evidence
    assert (evidence.height, evidence.round, evidence.validator) == (HEIGHT, 0, A)
    assert evidence.seen_at_ms == AT_MS + 2 * LATENCY_MS
    assert evidence.seen_by in (B, C, D)


def test_decide__proposer_splits_seven_in_two__neither_block_has_a_quorum() -> None:
    seven = validator_set(7)
    liar = seven.proposer(7, 0)
    lie = Equivocation(0, AT_MS + MINUTE_MS, liar, frozenset(seven.keys[1:4]))
    decision = decide(Faults(equivocations=(lie,)), seven, height=7)
    assert liar == seven.keys[0]
    assert decision.round == 1
    assert decision.latency_ms == TIMEOUT_MS + 4 * LATENCY_MS
    assert [evidence.validator for evidence in decision.evidence] == [liar]


def test_decide__too_few_for_ever__is_a_fault_that_says_how_many() -> None:
    with pytest.raises(ChainFault, match="block 4: its validators never reach a quorum: 2 of 4 are present and honest"):
        QbftModel().decide(HEIGHT, AT_MS, FOUR, absent=(A, B))


def test_decide__validator_without_a_key__counts_as_down() -> None:
    assert QbftModel().decide(HEIGHT, AT_MS, FOUR, absent=(A,)).latency_ms == TIMEOUT_MS + 4 * LATENCY_MS


def test_decide__jitter__is_drawn_message_by_message_and_the_same_again() -> None:
    def draws(height: int) -> itertools.count[int]:
        return itertools.count(height)

    conditions = Conditions(Topology(LATENCY_MS), jitter=lambda height: draws(height).__next__)
    first, again, other = (QbftModel(conditions).decide(height, AT_MS, FOUR) for height in (4, 4, 8))
    assert first == again
    assert 3 * LATENCY_MS < first.latency_ms < other.latency_ms


@given(heights(), st.integers(0, 10_000))
@settings(max_examples=100)
def test_decide__undisturbed_course_used_again__is_as_if_played(
    case: tuple[ValidatorSet, int, Conditions], before_ms: int
) -> None:
    validators, height, conditions = case
    model = QbftModel(conditions)
    at_ms = before_ms // 1_000 * 1_000
    decision = model.decide(height + len(validators), at_ms, validators)
    played = Instance(height + len(validators), at_ms, validators, conditions)
    finality = played.decide()
    assert decision.final_at_ms == finality.at_ms
    assert set(decision.sealers) == set(finality.final.sealers)
    assert (decision.round, decision.timestamp_s) == (finality.final.round, finality.final.candidate.timestamp_s)
    assert model.decide(height, at_ms, validators) == model.decide(height, at_ms, validators)


def test_decide__shortly_before_a_fault__is_not_taken_for_undisturbed() -> None:
    soon = Outage(AT_MS + 60, AT_MS + MINUTE_MS, A)
    model = QbftModel(Conditions(Topology(LATENCY_MS), Faults(outages=(soon,))))
    assert model.decide(HEIGHT, AT_MS - 2_000, FOUR).sealers == decide().sealers
    assert A not in model.decide(HEIGHT, AT_MS, FOUR).sealers


def test_conditions__round_without_time__are_refused() -> None:
    with pytest.raises(ValueError, match="at least a millisecond"):
        Conditions(round_timeout_ms=0)
