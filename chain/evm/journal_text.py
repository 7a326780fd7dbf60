"""Reads what one transaction changed from the Debug text of revm's journal, the only place where pyrevm tells it.

Trusts the text of pyrevm 0.3.7; `self_check` executes three known transactions and compares what is read here.
Never reads anything that a contract can write: code and data stand in the text as hexadecimal digits only.
"""

from __future__ import annotations

import re

from chain.abi import Address
from chain.hashing import checksum

SlotChange = tuple[Address, int, str, int]

_ACCOUNT = ": Account {"
_DIGITS = 40
# A key has at most 78 digits, and before it stands either the brace of the map or the space after another slot.
_KEY_TEXT_MAX = 80
# Only slots whose value is another one than before: the text of an untouched value equals that of the present one.
_CHANGED_SLOT = re.compile(r": StorageSlot \{ previous_or_original_value: (\d+), present_value: (?!\1 )(\d+)")
_DESTROYED = re.compile(r"AccountDestroyed \{ address: 0x([0-9a-f]{40})")


def changed_slots(text: str) -> list[SlotChange]:
    """(address, slot, value before, value after) of each changed slot.

    The value before as its digits: nearly all are never needed, and reading one takes as long as writing the slot.
    """
    changes = []
    address, following = "", text.find(_ACCOUNT)
    for found in _CHANGED_SLOT.finditer(text):
        at = found.start()
        while -1 < following < at:
            address = checksum(bytes.fromhex(text[following - _DIGITS : following]))
            following = text.find(_ACCOUNT, following + 1)
        key = text[at - _KEY_TEXT_MAX : at].rpartition(" ")[2].lstrip("{")
        changes.append((address, int(key), found[1], int(found[2])))
    return changes


def destroyed_accounts(text: str) -> set[str]:
    """The checksummed addresses of the accounts that destroyed themselves in the transaction that created them."""
    return {checksum(bytes.fromhex(digits)) for digits in _DESTROYED.findall(text)}


def revert_data(error: str) -> bytes:
    """The data of `Revert { gas_used: …, output: 0x… }`, empty for a halt."""
    before, found, after = error.partition("output: 0x")
    return bytes.fromhex(after.partition(" ")[0]) if found and before.startswith("Revert") else b""
