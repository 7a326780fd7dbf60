"""What a ledger has of consensus: decisions in order, seals that stand, and the set as the registry changes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from consensus_cases import ACCOUNTS, KEYS, PRIVATE_KEYS, validator_set

from chain.clients.events import ValidatorAdded, ValidatorRemoved
from chain.consensus.consensus import Consensus
from chain.consensus.faults import Faults, Outage
from chain.consensus.header import CorridorHeader
from chain.consensus.instance import Conditions
from chain.consensus.qbft import Decision, QbftModel
from chain.consensus.seals import check_seals
from chain.consensus.validators import ValidatorSet
from chain.errors import ChainFault
from chain.events import Event, LoggedEvent

REGISTRY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
FOUR = validator_set(4)


def header_of(decision: Decision, validators: ValidatorSet) -> CorridorHeader:
    """A header as a ledger makes it of a decision."""
    word = bytes(32)
    return CorridorHeader(
        chain_id=1,
        height=decision.height,
        parent_hash=word,
        timestamp_s=decision.timestamp_s,
        proposer=decision.proposer,
        round=decision.round,
        tx_root=word,
        receipts_root=word,
        validator_set_hash=validators.hash,
        digest=word,
    )


def said(*events: Event) -> list[LoggedEvent]:
    """What the registry says in one transaction."""
    return [LoggedEvent(event, REGISTRY, 1, 1, bytes(32), 0, index) for index, event in enumerate(events)]


def test_single__any_key__seals_at_once_and_alone() -> None:
    consensus = Consensus.single(ACCOUNTS[0].key)
    decision = consensus.decide(1, 100)
    assert (decision.final_at_ms, decision.timestamp_s, decision.sealers) == (100_000, 100, (KEYS[0],))
    header = header_of(decision, consensus.validators)
    assert check_seals(header, consensus.seal(header), validator_set(1)) == ()


@pytest.mark.parametrize("count", [1, 4, 7])
def test_consensus__blocks_in_a_row__are_sealed_by_turns_and_stand(count: int) -> None:
    validators = validator_set(count)
    consensus = Consensus(validators, PRIVATE_KEYS)
    for height in range(1, 2 * count + 1):
        header = header_of(consensus.decide(height, 10 * height), validators)
        assert header.proposer == validators.keys[height % count]
        assert check_seals(header, consensus.seal(header), validators) == ()


def test_consensus__block_before_final_late__is_waited_for() -> None:
    slow = QbftModel(Conditions(faults=Faults(outages=(Outage(0, 60_000, KEYS[1]),))))
    consensus = Consensus(FOUR, PRIVATE_KEYS, slow)
    first = consensus.decide(1, 10)
    assert first.final_at_ms == 10_000 + 4_000 + 200
    second = consensus.decide(2, 12)
    assert (second.proposed_at_ms, second.timestamp_s) == (15_000, 15)
    assert consensus.decide(3, 40).proposed_at_ms == 40_000


def test_consensus__header_that_was_not_decided__is_not_sealed() -> None:
    consensus = Consensus(FOUR, PRIVATE_KEYS)
    with pytest.raises(ChainFault, match="header 1 is not the one that was decided on"):
        consensus.seal(header_of(QbftModel().decide(1, 1_000, FOUR), FOUR))
    header = header_of(consensus.decide(1, 1), FOUR)
    for changed in (
        replace(header, height=2),
        replace(header, round=1),
        replace(header, proposer=KEYS[0]),
        replace(header, timestamp_s=2),
        replace(header, validator_set_hash=bytes(32)),
    ):
        with pytest.raises(ChainFault, match="not the one that was decided on"):
            consensus.seal(changed)


def test_consensus__set_changed_by_the_registry__seals_with_the_new_one() -> None:
    consensus = Consensus(FOUR, PRIVATE_KEYS)
    consensus.observe(said(*(ValidatorAdded(key, key) for key in FOUR.keys)))
    consensus.observe(said(ValidatorAdded(KEYS[6], KEYS[6]), ValidatorRemoved(KEYS[0], KEYS[0])))
    now = ValidatorSet((*KEYS[1:4], KEYS[6]))
    assert (consensus.validators, consensus.genesis) == (now, FOUR)
    header = header_of(consensus.decide(3, 10), now)
    assert header.proposer == KEYS[6]
    assert check_seals(header, consensus.seal(header), now) == ()


def test_consensus__validator_whose_key_is_elsewhere__takes_no_part() -> None:
    keys = {key: PRIVATE_KEYS[key] for key in KEYS[1:4]}
    consensus = Consensus(FOUR, keys)
    decision = consensus.decide(4, 10)
    assert decision.round == 1
    assert decision.sealers == KEYS[1:4]
    with pytest.raises(ChainFault, match="never reach a quorum"):
        Consensus(FOUR, dict(list(keys.items())[:2])).decide(1, 10)
