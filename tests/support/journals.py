"""A journal of three blocks for the journal's tests.

Trusts nothing: the blocks are made up and no engine ever ran them.
Never grows: a test that needs another block writes its own.
"""

from __future__ import annotations

from chain.engines.base import ChainParameters, Log, Receipt
from chain.journal import Journal, JournalBlock

TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PARAMETERS = ChainParameters(7, 1_000, gas_limit=123_456_789, coinbase=TOKEN)
SETTLED = Receipt(b"\1" * 32, 1, 21_000, (Log(TOKEN, (b"\2" * 32,), b"\3"),), b"", TOKEN)
REVERTED = Receipt(b"\4" * 32, 0, 30_000, (), b"\5\6", None)
BLOCKS = (
    JournalBlock(1, 1_002, b"\xa1" * 32, (b"first", b"second"), (SETTLED, REVERTED)),
    JournalBlock(2, 1_004, b"\xa2" * 32, (), ()),
    JournalBlock(3, 1_010, b"\xa3" * 32, (b"third",), (REVERTED,)),
)


def write(journal: Journal, *blocks: JournalBlock) -> None:
    for block in blocks:
        journal.append_transactions(block.height, block.raw)
        journal.append_block(block.height, block.timestamp_s, block.digest, block.receipts)
