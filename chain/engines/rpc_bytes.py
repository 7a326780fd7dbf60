"""The bytes of a transaction and of a header, put together again from the fields that a node tells of them.

Trusts nothing: whoever asks compares their keccak-256 with the hash of the transaction or of the block.
Never fails on a type that is not known here: its bytes are empty.

Sources: EIP-2718, EIP-2930, EIP-1559, EIP-155; of headers the Yellow Paper, section 4.3, EIP-1559, EIP-4895, EIP-4844,
EIP-4788 and EIP-7685; the Ethereum JSON-RPC specification for the names of the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chain.evm.encoding import encode_fields
from chain.evm.envelope import ACCESS_LIST, DYNAMIC_FEE, LEGACY

_PRICES = {LEGACY: ("gasPrice",), ACCESS_LIST: ("gasPrice",), DYNAMIC_FEE: ("maxPriorityFeePerGas", "maxFeePerGas")}

_HEADER = (
    *(("parentHash", False), ("sha3Uncles", False), ("miner", False), ("stateRoot", False)),
    *(("transactionsRoot", False), ("receiptsRoot", False), ("logsBloom", False), ("difficulty", True)),
    *(("number", True), ("gasLimit", True), ("gasUsed", True), ("timestamp", True), ("extraData", False)),
    *(("mixHash", False), ("nonce", False)),
)
"""Fields of every header in their order, and whether each is a quantity."""
_LATER = (
    *(("baseFeePerGas", True), ("withdrawalsRoot", False), ("blobGasUsed", True), ("excessBlobGas", True)),
    *(("parentBeaconBlockRoot", False), ("requestsHash", False)),
)
"""What hardforks added at the end, in their order."""


def header_bytes(answer: Mapping[str, Any]) -> bytes:
    """The RLP of a header as `eth_getBlockByNumber` tells it; ValueError or KeyError where a field is none.

    A chain may hash its headers in another way: Besu's QBFT leaves out the seals that stand in `extraData`.
    """
    later = [(name, is_number) for name, is_number in _LATER if answer.get(name) is not None]
    return encode_fields([(_number if is_number else _data)(answer[name]) for name, is_number in (*_HEADER, *later)])


def signed_bytes(answer: Mapping[str, Any]) -> bytes:
    """The bytes of a transaction as `eth_getBlockByNumber` tells it; ValueError or KeyError where a field is none."""
    kind = int(answer.get("type") or "0x0", 16)
    if kind not in _PRICES:
        return b""
    to = answer.get("to")
    body: list[Any] = [
        *(_number(answer[name]) for name in ("nonce", *_PRICES[kind], "gas")),
        b"" if to is None else _data(to),
        _number(answer["value"]),
        _data(answer["input"]),
    ]
    signature = [_number(answer["r"]), _number(answer["s"])]
    if kind == LEGACY:
        return encode_fields([*body, _number(answer["v"]), *signature])
    listed = [[_data(item["address"]), [_data(key) for key in item["storageKeys"]]] for item in answer["accessList"]]
    parity = answer.get("yParity", answer.get("v"))
    fields = [_number(answer["chainId"]), *body, listed, _number(parity), *signature]
    return bytes((kind,)) + encode_fields(fields)


def _number(text: Any) -> bytes:
    """The shortest bytes of a quantity: none for zero."""
    value = int(text, 16)
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _data(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
