"""Seals: made and recovered, counted, and every way in which they can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from consensus_cases import ACCOUNTS, validator_set
from eth_keys.datatypes import PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from chain.accounts import Account
from chain.consensus.header import CorridorHeader
from chain.consensus.seals import SealFault, check_seals, faulty_max, quorum, seal, sealer_of
from chain.consensus.validators import ValidatorSet
from chain.evm.envelope import GROUP_ORDER

FOUR = validator_set(4)
# Vector of docs/architecture.md: of its first validator, over the header of its empty block.
VECTOR_HASH = bytes.fromhex("a0fa965c596241905e1814ce91731860e062208ab5ccd475e12103d9030f8dab")
VECTOR_SEAL = (
    "53525337768b073c43b1059896e7489ba1f8555b16d9574f42bfc73625d6539b"
    "5259f135285c09acae555c36142d2a77eea9049d8930104cb174d6b4843f9330"
    "1b"
)


def header(validators: ValidatorSet = FOUR, *, height: int = 9, round_: int = 0) -> CorridorHeader:
    """A header that is right in what seals are checked for."""
    word = bytes(32)
    proposer = validators.proposer(height, round_)
    return CorridorHeader(1, height, word, 100, proposer, round_, word, word, validators.hash, word)


def seals_of(sealed: CorridorHeader, *numbers: int) -> list[bytes]:
    """The seals of these validators, by number."""
    return [seal(ACCOUNTS[number].key, sealed.hash) for number in numbers]


def faults(sealed: CorridorHeader, seals: Sequence[bytes], validators: ValidatorSet = FOUR) -> list[SealFault]:
    """What is found wrong."""
    return [problem.fault for problem in check_seals(sealed, seals, validators)]


def with_high_s(item: bytes) -> bytes:
    """The other signature of the same key over the same hash, which contracts and we refuse."""
    s = GROUP_ORDER - int.from_bytes(item[32:64], "big")
    return item[:32] + s.to_bytes(32, "big") + bytes([55 - item[64]])


def test_seal__known_key_and_header__is_the_documented_one() -> None:
    account = Account.derived(7, "validator", "validator-0")
    assert account.address == "0x4F5303219611Eb897A92D6A8a0D0bB4E06E88491"
    assert seal(account.key, VECTOR_HASH).hex() == VECTOR_SEAL
    assert sealer_of(VECTOR_HASH, bytes.fromhex(VECTOR_SEAL)) == account.address


@given(st.sampled_from(ACCOUNTS), st.binary(min_size=32, max_size=32))
def test_seal__any_hash__is_what_another_library_signs(account: Account, digest: bytes) -> None:
    made = seal(account.key, digest)
    other = PrivateKey(account.key).sign_msg_hash(digest)
    assert made == other.to_bytes()[:64] + bytes([27 + other.v])
    assert sealer_of(digest, made) == account.address


@given(st.integers(0, 64), st.integers(1, 255))
def test_sealer_of__one_byte_changed__is_not_the_sealer(place: int, change: int) -> None:
    sealed = header()
    changed = bytearray(seals_of(sealed, 0)[0])
    changed[place] ^= change
    assert sealer_of(sealed.hash, bytes(changed)) != ACCOUNTS[0].address


@pytest.mark.parametrize("key", [bytes(32), GROUP_ORDER.to_bytes(32, "big")], ids=["zero", "order"])
def test_seal__no_private_key__is_an_error(key: bytes) -> None:
    with pytest.raises(ValueError, match=r"[Ss]ecret"):
        seal(key, bytes(32))


def test_seal__hash_of_another_length__is_an_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(ACCOUNTS[0].key, bytes(31))


@pytest.mark.parametrize(
    ("count", "needed", "faulty"),
    [(1, 1, 0), (4, 3, 1), (5, 4, 1), (6, 4, 1), (7, 5, 2), (10, 7, 3), (64, 43, 21)],
)
def test_quorum__so_many_validators__takes_two_thirds(count: int, needed: int, faulty: int) -> None:
    assert (quorum(count), faulty_max(count)) == (needed, faulty)


@given(st.integers(4, 64))
def test_quorum__any_number__shares_an_honest_one_and_is_reached_without_the_faulty(count: int) -> None:
    assert 2 * quorum(count) - count > faulty_max(count)
    assert quorum(count) <= count - faulty_max(count)


@given(st.sampled_from([1, 4, 5, 6, 7, 13]), st.integers(1, 40), st.integers(0, 9), st.data())
def test_check_seals__of_a_quorum_in_order__finds_nothing(
    count: int, height: int, round_: int, data: st.DataObject
) -> None:
    validators = validator_set(count)
    sealed = header(validators, height=height, round_=round_)
    least = quorum(count)
    numbers = data.draw(st.sets(st.integers(0, count - 1), min_size=least))
    assert check_seals(sealed, seals_of(sealed, *sorted(numbers)), validators) == ()


def test_check_seals__one_too_few__says_how_many_it_takes() -> None:
    sealed = header()
    (problem,) = check_seals(sealed, seals_of(sealed, 0, 3), FOUR)
    assert problem.fault is SealFault.TOO_FEW
    assert problem.what == "2 of 4 validators sealed, it takes 3"


def test_check_seals__of_a_stranger__do_not_count() -> None:
    sealed = header()
    assert faults(sealed, seals_of(sealed, 0, 1, 2, 7)) == [SealFault.UNKNOWN_SEALER]
    assert faults(sealed, seals_of(sealed, 0, 1, 7)) == [SealFault.UNKNOWN_SEALER, SealFault.TOO_FEW]


def test_check_seals__twice_the_same__counts_once() -> None:
    sealed = header()
    assert faults(sealed, seals_of(sealed, 0, 1, 1)) == [SealFault.DOUBLE, SealFault.TOO_FEW]


def test_check_seals__in_another_order__is_found() -> None:
    sealed = header()
    assert faults(sealed, seals_of(sealed, 1, 0, 2)) == [SealFault.OUT_OF_ORDER]


MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda item: b"",
    "too short": lambda item: item[:64],
    "too long": lambda item: item + b"\0",
    "v of 0": lambda item: item[:64] + b"\x00",
    "v of 29": lambda item: item[:64] + b"\x1d",
    "r and s of zero": lambda item: bytes(64) + b"\x1b",
    "r above the order": lambda item: b"\xff" * 32 + item[32:],
    "s in the upper half": with_high_s,
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_check_seals__malformed__does_not_count(kind: str) -> None:
    sealed = header()
    first, *others = seals_of(sealed, 0, 1, 2)
    assert faults(sealed, [MALFORMED[kind](first), *others]) == [SealFault.MALFORMED, SealFault.TOO_FEW]


def test_check_seals__high_s__would_be_the_same_key() -> None:
    sealed = header()
    item = with_high_s(seals_of(sealed, 0)[0])
    other = PrivateKey(ACCOUNTS[0].key).sign_msg_hash(sealed.hash)
    rebuilt = type(other)(vrs=(item[64] - 27, *(int.from_bytes(item[at : at + 32], "big") for at in (0, 32))))
    assert rebuilt.recover_public_key_from_msg_hash(sealed.hash).to_checksum_address() == ACCOUNTS[0].address


def test_check_seals__header_of_another_turn__names_whose_it_was() -> None:
    sealed = replace(header(), proposer=FOUR.keys[0])
    (problem,) = check_seals(sealed, seals_of(sealed, 0, 1, 2), FOUR)
    assert problem.fault is SealFault.WRONG_PROPOSER
    assert FOUR.keys[1] in problem.what


def test_check_seals__round_changed_after_the_fact__is_no_ones_seal() -> None:
    sealed = header()
    later = header(round_=1)
    found = faults(later, seals_of(sealed, 0, 1, 2))
    assert found == [*[SealFault.UNKNOWN_SEALER] * 3, SealFault.TOO_FEW]


def test_check_seals__of_another_set__is_found() -> None:
    sealed = header()
    five = validator_set(5)
    found = faults(sealed, seals_of(sealed, 0, 1, 2, 3), five)
    assert found == [SealFault.WRONG_SET, SealFault.WRONG_PROPOSER]
