"""A journal of three blocks for the journal's tests.

Trusts nothing: the blocks are made up, no engine ever ran them and no validator sealed them.
Never grows: a test that needs another block writes its own.
"""

from __future__ import annotations

from chain.consensus.header import CorridorHeader
from chain.engines.base import ChainParameters, Log, Receipt
from chain.journal import Journal, JournalBlock

TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PARAMETERS = ChainParameters(7, 1_000, gas_limit=123_456_789, coinbase=TOKEN)
SETTLED = Receipt(b"\1" * 32, 1, 21_000, (Log(TOKEN, (b"\2" * 32,), b"\3"),), b"", TOKEN)
REVERTED = Receipt(b"\4" * 32, 0, 30_000, (), b"\5\6", None)


def header(height: int, timestamp_s: int, digest: bytes) -> CorridorHeader:
    return CorridorHeader(
        7, height, b"\xb0" * 32, timestamp_s, TOKEN, 0, b"\xb1" * 32, b"\xb2" * 32, b"\xb3" * 32, digest
    )


BLOCKS = (
    JournalBlock(header(1, 1_002, b"\xa1" * 32), (b"\xc1" * 65,), (b"first", b"second"), (SETTLED, REVERTED)),
    JournalBlock(header(2, 1_004, b"\xa2" * 32), (b"\xc2" * 65, b"\xc3" * 65), (), ()),
    JournalBlock(header(3, 1_010, b"\xa3" * 32), (b"\xc4" * 65,), (b"third",), (REVERTED,)),
)


def write(journal: Journal, *blocks: JournalBlock) -> None:
    for block in blocks:
        journal.append_transactions(block.height, block.raw)
        journal.append_block(block)
