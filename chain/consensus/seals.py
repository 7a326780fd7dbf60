"""Seals: signatures of validators over a header, how many it takes, and what can be wrong with them.

Trusts libsecp256k1 to sign and to recover a key.
Never raises over a bad seal: what is wrong is data, for whoever reports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from chain.abi import Address
from chain.accounts import Account
from chain.consensus.header import CorridorHeader
from chain.consensus.validators import ValidatorSet
from chain.signatures import recovered


class SealFault(StrEnum):
    """What is wrong with a header or its seals."""

    WRONG_SET = "wrong set"
    """The header names another validator set than the one of its height."""
    WRONG_PROPOSER = "wrong proposer"
    """It was not the proposer's turn in that round."""
    MALFORMED = "malformed"
    """Not 65 bytes r ‖ s ‖ v with s in the lower half, v 27 or 28 and a key behind them."""
    UNKNOWN_SEALER = "unknown sealer"
    """Somebody sealed who is no validator of that height, or the header is not the one that was sealed."""
    DOUBLE = "double"
    """A validator's second seal."""
    OUT_OF_ORDER = "out of order"
    """The seals are not in the order of the validators: the same ones could be written in many ways."""
    TOO_FEW = "too few"
    """Less than a quorum of the validators sealed."""


@dataclass(frozen=True, slots=True)
class SealProblem:
    """Something wrong. fault; what: for people, with the figures."""

    fault: SealFault
    what: str


def quorum(count: int) -> int:
    """How many of `count` validators it takes: ⌈2n/3⌉.

    Two quorums share at least 2⌈2n/3⌉ − n > f = ⌊(n − 1)/3⌋ validators, so at least one that does not lie — H. Moniz,
    "The Istanbul BFT Consensus Algorithm" (2020), arXiv:2002.03613.
    """
    return -(-2 * count // 3)


def faulty_max(count: int) -> int:
    """How many of `count` validators may lie: f = ⌊(n − 1)/3⌋."""
    return (count - 1) // 3


def seal(account_key: bytes, header_hash: bytes) -> bytes:
    """65 bytes r ‖ s ‖ v over the header's hash as it is, without a prefix; s in the lower half, v 27 or 28.

    The same key and hash give the same seal (RFC 6979). ValueError when `account_key` is no private key or
    `header_hash` is not 32 bytes.
    """
    return _sealer(account_key).sign_digest(header_hash)


@lru_cache(1 << 10)
def _sealer(account_key: bytes) -> Account:
    """Kept, because its first signature computes the public key, which takes as long as a signature."""
    return Account("validator", "", account_key)


def sealer_of(header_hash: bytes, seal_: bytes) -> Address | None:
    """The validator whose key made the seal; None when it is malformed."""
    return recovered(header_hash, seal_)


def check_seals(header: CorridorHeader, seals: Sequence[bytes], validators: ValidatorSet) -> tuple[SealProblem, ...]:
    """What is wrong with a header's seals against the validator set of its height; empty when it stands."""
    return check_sealers(header, sealers_of(header, seals), validators)


def sealers_of(header: CorridorHeader, seals: Sequence[bytes]) -> tuple[Address | None, ...]:
    """Who made each of the seals of a header; None for a malformed one."""
    header_hash = header.hash
    return tuple([sealer_of(header_hash, item) for item in seals])


def check_sealers(
    header: CorridorHeader, sealers: Sequence[Address | None], validators: ValidatorSet
) -> tuple[SealProblem, ...]:
    """`check_seals` of seals whose `sealers_of` are known already, as from another process."""
    return (*_header_problems(header, validators), *_seal_problems(sealers, validators))


def _header_problems(header: CorridorHeader, validators: ValidatorSet) -> Iterator[SealProblem]:
    if header.validator_set_hash != validators.hash:
        found, due = header.validator_set_hash.hex(), validators.hash.hex()
        yield SealProblem(SealFault.WRONG_SET, f"the header names the validator set {found}, it is {due}")
    turn = validators.proposer(header.height, header.round)
    if header.proposer != turn:
        yield SealProblem(SealFault.WRONG_PROPOSER, f"round {header.round} is for {turn}, not for {header.proposer}")


def _seal_problems(sealers: Sequence[Address | None], validators: ValidatorSet) -> Iterator[SealProblem]:
    places = {key: place for place, key in enumerate(validators.keys)}
    seen: list[int] = []
    for number, sealer in enumerate(sealers, start=1):
        if sealer is None:
            yield SealProblem(SealFault.MALFORMED, f"seal {number} is no signature")
        elif sealer not in places:
            yield SealProblem(SealFault.UNKNOWN_SEALER, f"seal {number} is of {sealer}, who is no validator")
        elif places[sealer] in seen:
            yield SealProblem(SealFault.DOUBLE, f"seal {number} is the second one of {sealer}")
        else:
            seen.append(places[sealer])
    if seen != sorted(seen):
        yield SealProblem(SealFault.OUT_OF_ORDER, "the seals do not stand in the order of the validators")
    needed = quorum(len(validators))
    if len(seen) < needed:
        yield SealProblem(SealFault.TOO_FEW, f"{len(seen)} of {len(validators)} validators sealed, it takes {needed}")
