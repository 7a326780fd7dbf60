"""Random contracts and transactions for the comparison of engines: seeded, short, and prone to every kind of end.

Trusts `random.Random` to be the same everywhere for a seed.
Never writes an opcode that pyrevm answers differently by design: BASEFEE, BLOCKHASH and PREVRANDAO.
"""

from __future__ import annotations

from random import Random
from typing import Any

from differential import COINBASE, GWEI, SIGNERS, Pair

from chain.abi import Address
from chain.hashing import checksum

CONTRACTS: tuple[Address, ...] = tuple(checksum(bytes([number] * 20)) for number in range(0x21, 0x39))
EMPTY_ADDRESSES: tuple[Address, ...] = (checksum(b"\x99" * 20), checksum(b"\x98" * 20))
PRECOMPILES: tuple[Address, ...] = tuple(checksum(number.to_bytes(20, "big")) for number in range(1, 10))
PLACES = (*CONTRACTS, *EMPTY_ADDRESSES, *PRECOMPILES, COINBASE, *(signer.address for signer in SIGNERS))

# add mul sub div sdiv mod smod addmod mulmod exp signextend, comparisons, bits, keccak of a word's length, environment
_BINARY = [*range(0x01, 0x08), 0x0B, *range(0x10, 0x15), *range(0x16, 0x19), *range(0x1A, 0x1E)]
_TERNARY = [0x08, 0x09]
_UNARY = [0x15, 0x19, 0x35]
_NULLARY = [0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3A, 0x3D, 0x42, 0x43, 0x45, 0x46, 0x47, 0x58, 0x59, 0x5A]
_TERMINATORS = ["00", "60205ff3", "60405ff3", "60205ffd", "5f5ffd", "fe", "50", "3d5f5f3e3d5ff3", ""]


def push(value: int) -> str:
    """The shortest PUSH of a value."""
    if value == 0:
        return "5f"
    width = (value.bit_length() + 7) // 8
    return f"{0x5F + width:02x}{value:0{2 * width}x}"


def push_address(address: Address) -> str:
    """PUSH20 of an address."""
    return "73" + address[2:].lower()


def program(random: Random) -> bytes:
    """Random runtime code."""
    if random.random() < 0.04:
        return b"\x00" + random.randbytes(random.randrange(40))
    steps = "".join(random.choice(_STEPS)(random) for _ in range(random.randrange(1, 14)))
    return bytes.fromhex(steps + random.choice(_TERMINATORS))


def creation(random: Random) -> bytes:
    """Random creation code: it does something, then leaves a program, nothing, or fails."""
    steps = "".join(random.choice(_STEPS)(random) for _ in range(random.randrange(3)))
    kind = random.random()
    if kind < 0.15:
        return bytes.fromhex(steps + random.choice(_TERMINATORS))
    runtime = program(random) if kind < 0.9 else b"\xef\x00"
    head = len(steps) // 2 + 10
    return bytes.fromhex(f"{steps}61{len(runtime):04x}8060{head:02x}5f395ff3") + runtime


def raw_transaction(random: Random, pair: Pair) -> bytes:
    """A random transaction that can enter the next block."""
    kind = random.choice([0, 1, 2, 2, 2])
    changes: dict[str, Any] = {"kind": kind, "max_fee": random.randrange(2, 60) * GWEI}
    changes["tip"] = random.choice([0, 1, GWEI, changes["max_fee"]])
    changes["gas"] = random.choice([90_000, 200_000, 400_000, 1_000_000])
    if random.random() < 0.5:
        changes["value"] = random.choice([0, 1, 10**9, 10**15])
    if random.random() < 0.12:
        changes |= {"to": None, "data": creation(random), "gas": random.choice([120_000, 400_000])}
    else:
        changes |= {"to": random.choice(PLACES if random.random() < 0.3 else CONTRACTS)}
        changes["data"] = random.randbytes(random.choice([0, 0, 4, 32, 68, 128]))
    if kind and random.random() < 0.3:
        changes["access_list"] = tuple(
            (random.choice(PLACES), tuple(random.randrange(6) for _ in range(random.randrange(4))))
            for _ in range(random.randrange(1, 4))
        )
    if kind == 0 and random.random() < 0.3:
        changes["gas"] = random.choice([30_000, 45_000, 60_000]) if changes["to"] else changes["gas"]
    return pair.send(random.choice(SIGNERS), **changes)


def _value(random: Random) -> str:
    return push(random.choice([0, 1, 2, 31, 32, 255, 1 << 160, (1 << 256) - 1, random.getrandbits(256)]))


def _small(random: Random) -> str:
    return push(random.randrange(6))


def _arithmetic(random: Random) -> str:
    operation = random.choice([*_BINARY, *_TERNARY, *_UNARY])
    return "".join(_value(random) for _ in range(3)) + f"{operation:02x}"


def _environment(random: Random) -> str:
    return f"{random.choice(_NULLARY):02x}"


def _power(random: Random) -> str:
    return push(random.randrange(1 << 20)) + _value(random) + "0a"


def _load(random: Random) -> str:
    return _small(random) + random.choice(["54", "5c", "51"])


def _store(random: Random) -> str:
    value = random.choice([_value(random), _small(random), "5f", ""])
    return value + _small(random) + random.choice(["55", "55", "55", "5d", "52", "53"])


def _toggle(random: Random) -> str:
    key = _small(random)
    return "".join(_small(random) + key + "55" for _ in range(random.randrange(1, 5)))  # refunds (EIP-3529)


def _memory(random: Random) -> str:
    lengths = [push(random.randrange(100)) for _ in range(3)]
    return "".join(lengths) + random.choice(["5e", "37", "39", "3e"])


def _hash(random: Random) -> str:
    return push(random.randrange(100)) + push(random.randrange(100)) + "20"


def _log(random: Random) -> str:
    topics = random.randrange(5)
    return "".join(_value(random) for _ in range(topics)) + push(random.randrange(70)) + "5f" + f"{0xA0 + topics:02x}"


def _look(random: Random) -> str:
    return push_address(random.choice(PLACES)) + random.choice(["31", "3b", "3f"])


def _copy_code(random: Random) -> str:
    return push(random.randrange(80)) + "5f5f" + push_address(random.choice(PLACES)) + "3c"


def _call(random: Random) -> str:
    operation = random.choice(["f1", "f1", "f2", "f4", "fa"])
    value = random.choice(["5f", "5f", "6001", "34"]) if operation in ("f1", "f2") else ""
    spans = push(random.randrange(65)) + "5f" + push(random.randrange(130)) + "5f"
    gas = random.choice(["5a", push(random.randrange(60_000)), push(5_000)])
    return spans + value + push_address(random.choice(PLACES)) + gas + operation


def _create(random: Random) -> str:
    # MSTORE a word of creation code at the end of the first word; CREATE or CREATE2 with it
    code = random.choice(["5f5ff3", "600160005500", "60205ff3", "5f5ffd", "fe", "33ff", "6001600155335f5260205ff3"])
    length = len(code) // 2
    salt, operation = random.choice([("", "f0"), (_small(random), "f5")])
    value = random.choice(["5f", "5f", "6001"])
    created = f"{0x5F + length:02x}{code}5f52{salt}{push(length)}{push(32 - length)}{value}{operation}"
    return created + random.choice(["", "", "3f", "3b", "5f5f5f5f5f945af1"])


def _destroy(random: Random) -> str:
    return push_address(random.choice(PLACES)) + "ff" if random.random() < 0.3 else "30ff"


def _branch(random: Random) -> str:
    # JUMPI over a REVERT, to a place relative to PC
    return random.choice(["36", "34", "60015c", "5f54"]) + "58600a01" + "57" + "5f5ffd" + "5b"


_STEPS = [
    _arithmetic,
    _environment,
    _power,
    _load,
    _load,
    _store,
    _store,
    _store,
    _toggle,
    _memory,
    _hash,
    _log,
    _log,
    _look,
    _copy_code,
    _call,
    _call,
    _call,
    _create,
    _destroy,
    _branch,
]
