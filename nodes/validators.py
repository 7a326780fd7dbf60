"""The validators of a run: their keys, the network between them and the faults that the scenario plans.

Trusts the scenario's plan and the seed.
Never decides when a block is final: `chain.consensus` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from chain.abi import Address
from chain.accounts import Account
from chain.consensus.consensus import Consensus
from chain.consensus.faults import Equivocation, Faults, Outage, Partition, Silence
from chain.consensus.instance import Conditions
from chain.consensus.qbft import QbftModel
from chain.consensus.topology import Topology
from chain.consensus.validators import ValidatorSet
from nodes.randomness import Stream
from nodes.scenario.consensus import ConsensusPlan, EventKind, ValidatorEvent

_MS = 1_000


def validator_accounts(seed: int, plan: ConsensusPlan) -> dict[str, Account]:
    """Validator id -> its account, in the order of the rotation."""
    return {identity: Account.derived(seed, "validator", identity) for identity in plan.validators}


def consensus_of(seed: int, plan: ConsensusPlan) -> Consensus:
    """The consensus of a run whose validators all seal here."""
    accounts = validator_accounts(seed, plan)
    genesis = ValidatorSet(tuple(account.address for account in accounts.values()))
    keys = {account.address: account.key for account in accounts.values()}
    return Consensus(genesis, keys, QbftModel(_conditions(seed, plan, accounts)))


def faults_of(events: tuple[ValidatorEvent, ...], addresses: Mapping[str, Address]) -> Faults:
    """Events as the model takes them. addresses: of every validator by id, in the order of the rotation."""
    spans = [((event.from_s * _MS, event.until_s * _MS), event) for event in events]
    each = [(span, event.kind, addresses[identity]) for span, event in spans for identity in event.validators]
    cut_off = [(span, event.validators) for span, event in spans if event.kind is EventKind.PARTITION]
    return Faults(
        outages=tuple(Outage(*span, key) for span, kind, key in each if kind is EventKind.OUTAGE),
        partitions=tuple(Partition(*span, (frozenset(addresses[name] for name in group),)) for span, group in cut_off),
        silences=tuple(Silence(*span, key) for span, kind, key in each if kind is EventKind.SILENCE),
        equivocations=tuple(
            Equivocation(*span, key, _told_first(key, addresses))
            for span, kind, key in each
            if kind is EventKind.EQUIVOCATION
        ),
    )


def _told_first(liar: Address, addresses: Mapping[str, Address]) -> frozenset[Address]:
    """Every second one of the others: so that neither side is told more than the other, if it can be helped."""
    others = [key for key in addresses.values() if key != liar]
    return frozenset(others[::2])


def _conditions(seed: int, plan: ConsensusPlan, accounts: Mapping[str, Account]) -> Conditions:
    addresses = {identity: account.address for identity, account in accounts.items()}
    links_ms = {frozenset(addresses[name] for name in pair): ms for pair, ms in plan.links_ms.items()}

    def jitter(height: int) -> partial[int]:
        return partial(Stream(seed, "consensus", "jitter", height).between, 0, plan.jitter_ms)

    return Conditions(
        topology=Topology(plan.latency_ms, links_ms),
        faults=faults_of(plan.events, addresses),
        round_timeout_ms=plan.round_timeout_s * _MS,
        jitter=jitter if plan.jitter_ms else None,
    )
