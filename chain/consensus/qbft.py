"""When a block is final, and by whose seals: the QBFT timing model, one height after another.

Trusts `chain.consensus.instance` to play each height through; a height that nothing disturbs is played once for each
place in the rotation, and its times are used again.
Never decides what is in a block: the ledger does.

A block is final when the first honest validator holds a quorum of seals. Whoever is connected to that validator has the
block from then on: that final blocks spread beside the protocol is taken for granted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from chain.abi import Address
from chain.consensus.instance import Conditions, Instance
from chain.consensus.messages import Evidence
from chain.consensus.validators import ValidatorSet

_MS = 1_000


@dataclass(frozen=True, slots=True)
class Decision:
    """How one height was decided.

    height; proposed_at_ms: when its first round began; timestamp_s: the second of the proposal that was decided (a
    later round proposes it again unchanged where somebody is locked on it); round: in which it was decided, from 0;
    proposer: whose turn that round was; sealers: the first quorum whose seals came together, in the order of the set;
    final_at_ms: when they did; messages: sent for this height to somebody else; evidence: of lies that an honest
    validator found. Milliseconds and seconds are since 1970 UTC.
    """

    height: int
    proposed_at_ms: int
    timestamp_s: int
    round: int
    proposer: Address
    sealers: tuple[Address, ...]
    final_at_ms: int
    messages: int
    evidence: tuple[Evidence, ...] = ()

    @property
    def latency_ms(self) -> int:
        """Milliseconds from the first proposal to finality."""
        return self.final_at_ms - self.proposed_at_ms

    def moved(self, height: int, proposed_at_ms: int) -> Decision:
        """The same course of another height, from another moment on; only for one without a lie in it."""
        shift_ms = proposed_at_ms - self.proposed_at_ms
        return Decision(
            height,
            proposed_at_ms,
            # Nobody was locked or late: what was decided was proposed for the first time in its round.
            self.timestamp_s + shift_ms // _MS,
            self.round,
            self.proposer,
            self.sealers,
            self.final_at_ms + shift_ms,
            self.messages,
        )


class QbftModel:
    """The model under given conditions. Two calls with the same arguments give the same decision."""

    def __init__(self, conditions: Conditions | None = None) -> None:
        self.conditions = Conditions() if conditions is None else conditions
        self._undisturbed: dict[tuple[ValidatorSet, Address, frozenset[Address]], Decision] = {}

    def decide(
        self, height: int, proposed_at_ms: int, validators: ValidatorSet, absent: Collection[Address] = ()
    ) -> Decision:
        """How `height` is decided whose first proposal is due at `proposed_at_ms`.

        absent: validators that take no part, as those whose key nobody here has. Raises ChainFault when no quorum ever
        comes together.
        """
        if self.conditions.jitter is not None or proposed_at_ms % _MS:
            return self._played(height, proposed_at_ms, validators, absent)
        known = self._undisturbed_course(height, validators, frozenset(absent))
        if self.conditions.faults.touch(proposed_at_ms, proposed_at_ms + known.latency_ms):
            return self._played(height, proposed_at_ms, validators, absent)
        return known.moved(height, proposed_at_ms)

    def _undisturbed_course(self, height: int, validators: ValidatorSet, absent: frozenset[Address]) -> Decision:
        key = (validators, validators.proposer(height, 0), absent)
        if key not in self._undisturbed:
            calm = Conditions(self.conditions.topology, round_timeout_ms=self.conditions.round_timeout_ms)
            self._undisturbed[key] = _decision(Instance(height, 0, validators, calm, absent), 0)
        return self._undisturbed[key]

    def _played(
        self, height: int, proposed_at_ms: int, validators: ValidatorSet, absent: Collection[Address]
    ) -> Decision:
        return _decision(Instance(height, proposed_at_ms, validators, self.conditions, absent), proposed_at_ms)


def _decision(instance: Instance, proposed_at_ms: int) -> Decision:
    finality = instance.decide()
    instance.deliver_rest()
    final, validators = finality.final, instance.validators
    return Decision(
        height=instance.height,
        proposed_at_ms=proposed_at_ms,
        timestamp_s=final.candidate.timestamp_s,
        round=final.round,
        proposer=validators.proposer(instance.height, final.round),
        sealers=tuple(key for key in validators.keys if key in final.sealers),
        final_at_ms=finality.at_ms,
        messages=instance.messages,
        evidence=tuple(instance.evidence.values()),
    )
