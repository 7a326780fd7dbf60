"""The validators of a run: who runs how many, their keys, and events as the faults of the model."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chain.consensus.consensus import Consensus
from chain.consensus.faults import Equivocation, Outage, Partition, Silence
from nodes.scenario.consensus import (
    ConsensusEntry,
    ConsensusPlan,
    EventKind,
    ValidatorEvent,
    named,
    resolve_consensus,
    rotation,
    validators_by_operator,
)
from nodes.simulation import Simulation
from nodes.validators import consensus_of, faults_of, validator_accounts

Tiny = Callable[..., Simulation]

FOUR = ("hkma", "boj", "mas", "bot")
ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate(FOUR, start=1)}


def plan(*central_banks: str, **section: object) -> ConsensusPlan:
    """The plan of a section with these keys."""
    return resolve_consensus(ConsensusEntry.model_validate(section), central_banks)


def event(kind: EventKind, *validators: str) -> ValidatorEvent:
    """An event from second 100 to 160."""
    return ValidatorEvent("e", kind, 100, 160, validators)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, ("hkma",)),
        (2, ("hkma-1", "boj-1", "hkma-2", "boj-2")),
        (3, ("hkma-1", "boj-1", "mas-1", "hkma-2", "boj-2", "mas-2")),
        (4, FOUR),
    ],
)
def test_validators__so_many_central_banks__make_a_set_that_can_seal(count: int, expected: tuple[str, ...]) -> None:
    central_banks = FOUR[:count]
    assert plan(*central_banks).validators == expected
    consensus = consensus_of(7, plan(*central_banks))
    accounts = validator_accounts(7, plan(*central_banks))
    assert consensus.validators.keys == tuple(accounts[name].address for name in expected)
    assert consensus_of(8, plan(*central_banks)).validators != consensus.validators


def test_named__central_bank_or_validator__are_in_the_order_of_the_rotation() -> None:
    operators = validators_by_operator(["hkma", "boj"])
    assert named(["boj"], operators) == ("boj-1", "boj-2")
    assert named(["hkma-2", "boj", "hkma-2"], operators) == ("boj-1", "hkma-2", "boj-2")
    assert rotation({}) == ()


def test_resolve__left_out__is_equal_links_and_nothing_that_goes_wrong() -> None:
    found = resolve_consensus(None, FOUR)
    assert (found.latency_ms, found.jitter_ms, found.links_ms, found.round_timeout_s) == (50, 0, {}, 4)
    assert (found.events, found.is_stated) == ((), False)
    assert plan(*FOUR).is_stated


def test_resolve__link_of_central_banks__is_between_each_two_of_their_validators() -> None:
    found = plan("hkma", "boj", links=[{"between": ["hkma", "boj-2"], "latency_ms": 5}])
    assert found.links_ms == {frozenset(("hkma-1", "boj-2")): 5, frozenset(("hkma-2", "boj-2")): 5}
    own = plan("hkma", "boj", links=[{"between": ["hkma", "hkma"], "latency_ms": 1}])
    assert own.links_ms == {frozenset(("hkma-1", "hkma-2")): 1}


def test_faults__of_every_kind__hold_in_the_milliseconds_of_their_seconds() -> None:
    kinds = [EventKind.OUTAGE, EventKind.PARTITION, EventKind.SILENCE, EventKind.EQUIVOCATION]
    faults = faults_of(tuple(event(kind, "hkma", "mas") for kind in kinds), ADDRESSES)
    hkma, boj, mas, bot = ADDRESSES.values()
    span = (100_000, 160_000)
    assert faults.outages == (Outage(*span, hkma), Outage(*span, mas))
    assert faults.partitions == (Partition(*span, (frozenset((hkma, mas)),)),)
    assert faults.silences == (Silence(*span, hkma), Silence(*span, mas))
    # Every second one of the others is told the first block.
    assert faults.equivocations == (
        Equivocation(*span, hkma, frozenset((boj, bot))),
        Equivocation(*span, mas, frozenset((hkma, bot))),
    )


def latencies_ms(consensus: Consensus) -> list[int]:
    """Of ten blocks."""
    return [consensus.decide(height, 10 * height).latency_ms for height in range(1, 11)]


def test_consensus__with_jitter__is_drawn_from_the_seed() -> None:
    jittery = plan(*FOUR, latency_ms=20, jitter_ms=30)
    first, again, other = (latencies_ms(consensus_of(seed, jittery)) for seed in (7, 7, 8))
    assert first == again != other
    assert all(60 <= latency_ms <= 150 for latency_ms in first)
    assert len(set(first)) > 1


def test_consensus__with_a_link__takes_the_quicker_way() -> None:
    links = [{"between": [one, "bot"], "latency_ms": 400} for one in FOUR[:3]]
    # Of heights 1 to 3 the proposers are near; of height 3 it is the far one.
    assert latencies_ms(consensus_of(7, plan(*FOUR, latency_ms=20, links=links)))[:4] == [60, 60, 440, 60]


def test_run__of_two_central_banks__is_sealed_by_the_registrys_four(tiny: Tiny) -> None:
    simulation = tiny()
    simulation.prepare()
    ledger, deployment = simulation.network.ledger, simulation.network.deployment
    contract = [validator.key for validator in ledger.read(deployment.validators.validators())]
    assert tuple(contract) == ledger.consensus.validators.keys
    assert len(contract) == 4
    assert ledger.read(deployment.validators.validator_set_hash()) == ledger.consensus.validators.hash


def test_run__bank_revoked__relays_nothing_any_more_and_the_run_goes_on(tiny: Tiny) -> None:
    act = "  - {id: out, date: 2024-06-04, by: mas, act: revoke, subject: sg-bank}\n"
    simulation = tiny(
        ("loans:\n", "acts:\n" + act + "loans:\n"),
        ("  preflight: true\n", "  preflight: false\n"),
        ("settled: 2, refused: {PayerInsufficientBalance: 1}", "settled: 3"),
    )
    report = simulation.run()
    assert report["payments"]["kept_off_by"] == {"NotAdmitted": 1}
    waiting = simulation.network.ledger.pending
    simulation.actors.banks["sg-bank"].credit(simulation.actors.wallets["baker"], 100, "late")
    assert simulation.network.setbacks[-1].error == "sg-bank may not send"
    assert simulation.network.ledger.pending == waiting
