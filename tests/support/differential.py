"""The same signed transactions on py-evm and on pyrevm, under Ethereum's normal fees, down to the root of the state.

Trusts py-evm: what differs is a fault of the other.
Never compares less than everything: receipts with their revert data, and headers with all their roots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coincurve import PrivateKey
from eth.vm.forks.cancun import CancunVM
from eth_tester import PyEVMBackend

from chain.abi import Address
from chain.accounts import derive_key
from chain.engines.base import Receipt
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm_chain import GenesisAccount, GenesisHeader, RevmChain
from chain.evm.envelope import AccessList
from chain.evm.unsigned import Unsigned
from chain.hashing import checksum, keccak

CHAIN_ID = 131_277_322_940_537
# py-evm gives the present to a block that it may; so the chains live after it.
GENESIS_AT_S = 4_000_000_000
GAS_LIMIT = 300_000_000
COINBASE: Address = checksum(b"\xc0" * 20)
ETHER = 10**18
GWEI = 10**9


@dataclass(frozen=True)
class Signer:
    """Somebody with a key."""

    key: PrivateKey
    address: Address

    @classmethod
    def of(cls, name: str) -> Signer:
        """The signer whose key is derived from a name."""
        key = PrivateKey(derive_key(1, "signer", name))
        return cls(key, checksum(keccak(key.public_key.format(compressed=False)[1:])[12:]))

    def sign(self, unsigned: Unsigned) -> bytes:
        """The signed bytes of a transaction."""
        signature = self.key.sign_recoverable(unsigned.digest, hasher=None)
        r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
        return unsigned.raw(unsigned.v(signature[64]), r, s)


SIGNERS = tuple(Signer.of(str(number)) for number in range(6))


def unsigned(nonce: int, **changes: Any) -> Unsigned:
    """A type-2 transaction to nobody, with changes; `to` is an address."""
    to = changes.pop("to", "0x" + "11" * 20)
    kind = changes.pop("kind", 2)
    access_list: AccessList = changes.pop("access_list", ())
    fields = {"tip": 2 * GWEI, "max_fee": 50 * GWEI, "gas": 500_000, "value": 0, "data": b"", "chain_id": CHAIN_ID}
    fields |= changes
    if kind < 2:
        fields["tip"] = fields["max_fee"]
    return Unsigned(kind=kind, nonce=nonce, to=bytes.fromhex(to[2:]) if to else b"", access_list=access_list, **fields)


@dataclass
class Pair:
    """Two chains that have to stay the same. codes: contracts of the genesis, by address."""

    codes: Mapping[Address, bytes] = field(default_factory=dict)
    balances: Mapping[Address, int] = field(default_factory=dict)
    nonces: dict[Address, int] = field(default_factory=dict)
    timestamp_s: int = GENESIS_AT_S

    def __post_init__(self) -> None:
        accounts = {signer.address: GenesisAccount(1_000 * ETHER, 0, b"", {}) for signer in SIGNERS}
        accounts |= {address: GenesisAccount(balance, 0, b"", {}) for address, balance in self.balances.items()}
        accounts |= {address: GenesisAccount(ETHER, 1, code, {}) for address, code in self.codes.items()}
        header = GenesisHeader(GAS_LIMIT, GENESIS_AT_S, coinbase=bytes.fromhex(COINBASE[2:]))
        self.revm = RevmChain(CHAIN_ID, header, accounts, state_roots=True)
        self.pyevm = _reference(accounts)
        self.require_same_heads()

    def block(self, raw: Sequence[bytes]) -> tuple[Receipt, ...]:
        """Executes a block on both, asserts that nothing differs and answers the receipts."""
        self.timestamp_s += 7
        chain = self.pyevm.backend.chain
        chain.header = chain.header.copy(coinbase=bytes.fromhex(COINBASE[2:]))
        expected = self.pyevm.execute_block(raw, self.timestamp_s)
        self.revm.travel(self.timestamp_s)
        for transaction in raw:
            self.revm.send(transaction)
        self.revm.mine()
        found = self.revm.head.receipts
        for place, (here, there) in enumerate(zip(found, expected, strict=True)):
            assert here == there, f"transaction {place}, {raw[place].hex()}"
        self.require_same_heads()
        return found

    def send(self, signer: Signer, **changes: Any) -> bytes:
        """The next transaction of a signer, signed."""
        nonce = self.nonces.get(signer.address, 0)
        self.nonces[signer.address] = nonce + 1
        return signer.sign(unsigned(nonce, **changes))

    def require_same_heads(self) -> None:
        """Asserts that the last headers agree in everything that follows from execution."""
        reference = self.pyevm.backend.chain.get_canonical_head()
        header = self.revm.head.header
        pairs = {
            "number": (header.number, reference.block_number),
            "timestamp": (header.timestamp, reference.timestamp),
            "base fee": (header.base_fee, reference.base_fee_per_gas),
            "gas used": (header.gas_used, reference.gas_used),
            "bloom": (int.from_bytes(header.bloom, "big"), reference.bloom),
            "transactions root": (header.transactions_root, reference.transaction_root),
            "receipts root": (header.receipts_root, reference.receipt_root),
            "state root": (header.state_root, reference.state_root),
        }
        assert {what for what, (here, there) in pairs.items() if here != there} == set()


def _reference(accounts: Mapping[Address, GenesisAccount]) -> PyEvmEngine:
    genesis = {
        "coinbase": bytes.fromhex(COINBASE[2:]),
        "difficulty": 0,
        "gas_limit": GAS_LIMIT,
        "mix_hash": bytes(32),
        "nonce": bytes(8),
        "timestamp": GENESIS_AT_S,
    }
    state = {
        bytes.fromhex(address[2:]): {
            "balance": account.balance,
            "nonce": account.nonce,
            "code": account.code,
            "storage": dict(account.storage),
        }
        for address, account in accounts.items()
    }
    engine = PyEvmEngine.__new__(PyEvmEngine)
    engine.backend = PyEVMBackend(genesis, state, vm_configuration=((0, CancunVM),))
    return engine
