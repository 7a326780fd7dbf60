"""What validators tell each other about one height, and what comes of it.

Trusts that nobody can forge a signature: a message is its sender's, and a certificate was really voted for.
Never carries transactions: a candidate stands for a block by what tells it from another one.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that was proposed. proposer, round: by whom and when first; timestamp_s: its UTC second; variant: 0, or 1
    and 2 for the two blocks of a proposer that lies."""

    proposer: Address
    round: int
    timestamp_s: int
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """A quorum of PREPAREs for `candidate` in `round`: whoever holds it is locked on that block."""

    round: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class RoundChange:
    """`sender` moves to `round`, and shows what it is locked on."""

    sender: Address
    round: int
    lock: Certificate | None


@dataclass(frozen=True, slots=True)
class PrePrepare:
    """The proposal of a round. reasons: for a round after the first, a quorum of round changes to it."""

    round: int
    candidate: Candidate
    reasons: tuple[RoundChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepare:
    """A vote for the proposal of a round, with the proposer's signature on it."""

    round: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Commit:
    """A seal of the proposal of a round, given by who saw a quorum of PREPAREs."""

    round: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Final:
    """A block with its quorum of seals. sealers: in the order in which their seals arrived."""

    round: int
    candidate: Candidate
    sealers: tuple[Address, ...]


Message = PrePrepare | Prepare | Commit | RoundChange | Final


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two different proposals of one round, signed by one proposer: `validator` lied. seen_by: the first honest one who
    holds both, at `seen_at_ms`."""

    height: int
    round: int
    validator: Address
    seen_by: Address
    seen_at_ms: int
