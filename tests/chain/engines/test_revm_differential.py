"""pyrevm against py-evm: transactions of every kind and thousands of random ones, equal to the root of the state."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from differential import CHAIN_ID, COINBASE, ETHER, GWEI, SIGNERS, Pair, Signer, unsigned
from random_programs import CONTRACTS, program, push, push_address, raw_transaction
from small_network import Network

from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine
from chain.errors import TransactionRejected
from chain.evm.envelope import GROUP_ORDER
from chain.evm.unsigned import Unsigned
from chain.hashing import checksum, keccak

pytestmark = pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")  # py-evm's own

ALICE, BOB = SIGNERS[0], SIGNERS[1]
HERE = checksum(b"\x77" * 20)
THERE = checksum(b"\x78" * 20)
NOBODY = checksum(b"\x79" * 20)

SELF_CALL = "5f5f5f5f5f305af1"
STORE_AND_CLEAR = "60015f55" + "5f5f55"
LOGS = "".join("".join(push(topic + 1) for topic in range(count)) + f"60205f{0xA0 + count:02x}" for count in range(5))

# Creation code that stores 1 and leaves the runtime `SELFDESTRUCT to the caller`; CREATE with a wei, then a call of it.
NEW_ONE_DESTROYED = "6d60015f556133ff5f526002601ef3" + "5f52" + "600e60126001f0" + "5f5f5f5f5f855af1"


def call_of(address: str, value: int = 0, gas: str = "5a") -> str:
    """CALL of an address, without data."""
    return "5f5f5f5f" + push(value) + push_address(address) + gas + "f1"


# Name -> code at HERE, code at THERE, what the transaction changes.
CHOSEN: dict[str, tuple[str, str, dict[str, object]]] = {
    "transfer to nobody": ("", "", {"to": NOBODY, "value": 5}),
    "transfer to itself": ("", "", {"to": ALICE.address, "value": 5}),
    "transfer to the coinbase": ("", "", {"to": COINBASE, "value": 5}),
    "touch of an empty account": ("", "", {"to": NOBODY, "value": 0}),
    "legacy": ("5a5f55", "", {"kind": 0}),
    "access list": ("5f545a5f55", "", {"kind": 1, "access_list": ((HERE, (0, 1)), (THERE, ()))}),
    "access list of a dynamic fee": ("5f545a5f55", "", {"access_list": ((HERE, (0,)), (HERE, (0,)), (COINBASE, (3,)))}),
    "tip above what is left": ("3a5f55", "", {"max_fee": 2 * GWEI, "tip": 2 * GWEI}),
    "gas price seen": ("3a5f55", "", {"max_fee": 40 * GWEI, "tip": GWEI}),
    "origin and caller": (call_of(THERE), "325f5533600155", {}),
    "creation": ("", "", {"to": None, "data": bytes.fromhex("60fe5f5360015ff3")}),
    "creation with value": ("", "", {"to": None, "value": 7, "data": bytes.fromhex("475f55")}),
    "creation that reverts": ("", "", {"to": None, "data": bytes.fromhex("60aa5f5260205ffd")}),
    "creation of invalid code": ("", "", {"to": None, "data": bytes.fromhex("60ef5f5360015ff3")}),
    "creation of code too large": ("", "", {"to": None, "data": bytes.fromhex("6160015ff3"), "gas": 9_000_000}),
    "creation of the largest code": ("", "", {"to": None, "data": bytes.fromhex("6160005ff3"), "gas": 9_000_000}),
    "creation code of the largest size": ("", "", {"to": None, "data": bytes(49_152), "gas": 2_000_000}),
    "creation that destroys itself": ("", "", {"to": None, "value": 3, "data": bytes.fromhex("33ff")}),
    "revert with data": ("60ab5f5260205ffd", "", {}),
    "revert without data after a change": ("60015f55" + LOGS + "5f5ffd", "", {}),
    "revert with much data": (push(5_000) + "5ffd", "", {}),
    "out of gas": ("5b5f56", "", {"gas": 60_000}),
    "out of gas in a memory": ("5f64010000000052", "", {}),
    "invalid opcode": ("fe", "", {}),
    "stack underflow": ("01", "", {}),
    "jump to nowhere": ("600356", "", {}),
    "just the intrinsic gas": ("", "", {"to": NOBODY, "gas": 21_000}),
    "selfdestruct to another": (push_address(NOBODY) + "ff", "", {"value": 3}),
    "selfdestruct to itself": ("30ff", "", {"value": 3}),
    "selfdestruct of a new contract with storage": (NEW_ONE_DESTROYED, "", {"value": 2}),
    "transient storage": ("5f5c5f55" + "60075f5d" + "5f5c600155" + call_of(THERE), "5f5c5f55", {}),
    "refund of a cleared slot": (STORE_AND_CLEAR, "", {}),
    "refund above its cap": (STORE_AND_CLEAR * 12, "", {"gas": 900_000}),
    "logs of every number of topics": (LOGS, "", {}),
    "logs of a reverted call": (LOGS + call_of(THERE) + LOGS, LOGS + "5f5ffd", {}),
    "nested calls": (call_of(THERE, 1) + "60015f55", call_of(NOBODY, 1) + "60025f55", {"value": 2}),
    "recursion until the gas is gone": (SELF_CALL + "5f54600101" + "5f55", "", {"gas": 800_000}),
    "call with more value than there is": (call_of(THERE, 10**19) + "5f55", "", {}),
    "static call that writes": ("5f5f5f5f" + push_address(THERE) + "5afa5f55", "60015f55", {}),
    "delegate call that writes": ("5f5f5f5f" + push_address(THERE) + "5af45f55", "33600155346002" + "55", {"value": 1}),
    "return data copied": (call_of(THERE) + "3d5f5f3e3d5ff3", "60ab5f5260205ffd", {}),
    "CREATE": ("6005601b5ff0" + "5f55", "", {"value": 1}),
    "CREATE2 twice": ("6460015f5500" + "5f52" + "5f6005601b5ff5" * 2 + "5f55600155", "", {}),
    "CREATE that fails counts the nonce": ("62" + "5f5ffd" + "5f526003601d5ff0" + "5f55", "", {}),
    "balances": ("475f55" + push_address(ALICE.address) + "31600155" + push_address(COINBASE) + "31600255", "", {}),
    "code of others": (push_address(THERE) + "3f5f55" + push_address(NOBODY) + "3f600155", "5f5f", {}),
    "hash of the sender's code": ("333f5f55", "", {}),
    "MCOPY": ("60aa5f5260205f60205e" + "60205f5560406020f3", "", {}),
} | {
    f"precompile {number}": ("", "", {"to": checksum(number.to_bytes(20, "big")), "data": bytes(range(96)) * 2})
    for number in range(1, 11)
}


@pytest.mark.parametrize("name", CHOSEN)
def test_transaction__of_every_kind__does_the_same_on_both(name: str) -> None:
    here, there, changes = CHOSEN[name]
    pair = Pair(codes={HERE: bytes.fromhex(here), THERE: bytes.fromhex(there)})
    change: dict[str, object] = {"to": HERE, **changes}
    pair.block([pair.send(ALICE, **change)])
    # Again on what the first left behind, and with neighbours in the block.
    pair.block([pair.send(BOB, to=HERE), pair.send(ALICE, **change), pair.send(BOB, **{**change, "value": 1})])


def test_transactions__poor_senders_and_fees__leave_the_same_balances() -> None:
    poor = [Signer.of(f"poor {number}") for number in range(4)]
    price = 3 * GWEI
    cost = 100_000 * price
    pair = Pair(
        codes={HERE: bytes.fromhex("3a5f55"), THERE: bytes.fromhex("3331600155")},
        balances={signer.address: cost + 10 for signer in poor},
    )
    fee = {"gas": 100_000, "max_fee": price, "tip": price}
    pair.block(
        [
            pair.send(poor[0], to=NOBODY, value=10, **fee),
            pair.send(poor[1], to=HERE, value=10, **fee),
            pair.send(poor[2], to=THERE, value=10, **fee),
            pair.send(poor[3], to=None, data=bytes.fromhex("3331600155"), value=10, **fee),
        ]
    )


@pytest.mark.parametrize("seed", range(10))
def test_transactions__five_hundred_random_ones__do_the_same_on_both(seed: int) -> None:
    kinds = run_random(seed, blocks=10)
    assert min(kinds["done"], kinds["failed"], kinds["created"], kinds["logged"]) > 10
    assert kinds.total() >= 500


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_transactions__many_more_random_ones__do_the_same_on_both(seed: int) -> None:
    run_random(seed, blocks=20)


def run_random(seed: int, *, blocks: int) -> Counter[str]:
    """Executes blocks of fifty random transactions on a pair; how many ended in which way."""
    random = Random(seed)
    pair = Pair(codes={address: program(random) for address in CONTRACTS})
    kinds: Counter[str] = Counter()
    for _ in range(blocks):
        for receipt in pair.block([raw_transaction(random, pair) for _ in range(50)]):
            kinds["done" if receipt.status else "failed"] += 1
            kinds["created"] += receipt.created is not None
            kinds["logged"] += bool(receipt.logs)
    return kinds


def mirrored(transaction: Unsigned) -> bytes:
    """A signature with a high s, as anybody can make of a good one."""
    signature = ALICE.key.sign_recoverable(transaction.digest, hasher=None)
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    return transaction.raw(transaction.v(1 - signature[64]), r, GROUP_ORDER - s)


REFUSED: dict[str, bytes] = {
    "nonce too high": ALICE.sign(unsigned(1)),
    "other chain": ALICE.sign(unsigned(0, chain_id=1)),
    "other chain, legacy": ALICE.sign(unsigned(0, chain_id=1, kind=0)),
    "more value than there is": ALICE.sign(unsigned(0, value=1_000 * ETHER)),
    "more fee than there is": ALICE.sign(unsigned(0, max_fee=ETHER)),
    "fee below the base fee": ALICE.sign(unsigned(0, max_fee=1, tip=0)),
    "tip above the fee": ALICE.sign(unsigned(0, max_fee=GWEI, tip=2 * GWEI)),
    "creation code too large": ALICE.sign(unsigned(0, to=None, data=bytes(49_153), gas=2_000_000)),
    "gas below the intrinsic": ALICE.sign(unsigned(0, gas=20_999)),
    "gas below a listed slot's": ALICE.sign(unsigned(0, gas=25_000, access_list=((HERE, (0,)),))),
    "gas below a creation's": ALICE.sign(unsigned(0, to=None, gas=53_000, data=b"\0" * 32)),
    "mirrored signature": mirrored(unsigned(0)),
    "mirrored signature, legacy": mirrored(unsigned(0, kind=0)),
    "v of nothing": unsigned(0, kind=0).raw(29, 1, 1),
    "gas above 64 bits": ALICE.sign(unsigned(0, gas=1 << 64, max_fee=GWEI)),
    "nonce above 64 bits": ALICE.sign(unsigned(1 << 64)),
    "value above 256 bits": ALICE.sign(unsigned(0, value=1 << 256)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_transaction__that_cannot_enter__is_refused_by_both(name: str) -> None:
    pair = Pair()
    with pytest.raises(TransactionRejected):
        pair.pyevm.execute_block([REFUSED[name]], pair.timestamp_s + 7)
    with pytest.raises(ValueError, match=r".+"):
        pair.revm.send(REFUSED[name])
    pair.block([pair.send(ALICE)])  # and nothing of it is left on either


def test_bytes__of_transactions_with_one_bit_changed__are_accepted_by_both_or_by_neither() -> None:
    random = Random(7)
    base = {"max_fee": 0, "tip": 0, "chain_id": 4_242, "gas": 60_000}
    outcomes: Counter[bool] = Counter()
    for kind in (0, 1, 2) * 60:
        good = bytearray(ALICE.sign(unsigned(0, kind=kind, **base)))
        good[random.randrange(len(good))] ^= 1 << random.randrange(8)
        found = [executes(engine, bytes(good)) for engine in (PyEvmEngine, RevmEngine)]
        assert found[0] == found[1], good.hex()
        outcomes[found[0] is not None] += 1
    assert min(outcomes[True], outcomes[False]) > 10


def executes(kind: type[PyEvmEngine | RevmEngine], raw: bytes) -> object:
    """The receipts of a block of one transaction on a fresh chain, None when it is refused."""
    engine = kind(ChainParameters(chain_id=4_242, genesis_at_s=1_660_521_600, gas_limit=30_000_000))
    try:
        return engine.execute_block([raw], 1_660_521_601)
    except TransactionRejected:
        return None


def test_network__deployed_and_used__has_the_same_receipts_on_both(network: Network) -> None:
    engine = RevmEngine(network.ledger.parameters)
    blocks = list(network.ledger.journal.blocks())
    for block in blocks:
        assert engine.execute_block(block.raw, block.timestamp_s) == block.receipts
    assert len(blocks) >= 5
    for client in (network.registry, network.engine, network.fx_board):
        assert engine.code(client.address) == network.ledger.engine.code(client.address)


def test_chain_id_and_hash__of_a_signed_transaction__are_the_reference_engines() -> None:
    raw = ALICE.sign(unsigned(0, chain_id=CHAIN_ID))
    pair = Pair()
    assert pair.revm.send(raw) == keccak(raw)
