"""What the machine takes back, looks back on and refuses, and that its self-check can fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyrevm
import pytest
from differential import COINBASE, ETHER, GWEI, SIGNERS, unsigned
from self_check_on_pyevm import receipts_of_the_known_transactions

import chain.evm.machine
import chain.evm.store
from chain.errors import ChainFault
from chain.evm.envelope import recover
from chain.evm.machine import BlockContext, Machine
from chain.evm.self_check import CONTRACT, KNOWN, require_sound, transactions
from chain.evm.state import States
from chain.hashing import checksum

ALICE = SIGNERS[0]
HERE = checksum(b"\x77" * 20)
COUNT = bytes.fromhex("5f5460010180" + "5f555f5260205ff3")


@pytest.fixture
def machine() -> Machine:
    """A machine with a rich account and a counting contract."""
    machine = Machine(131_277_322_940_537, 30_000_000)
    machine.put_account(ALICE.address, 0, ETHER, b"")
    machine.put_account(HERE, 1, 0, COUNT)
    machine.enter(BlockContext(1, 1_000, COINBASE, base_fee=GWEI))
    return machine


def content(machine: Machine) -> tuple[Any, ...]:
    """All that can be told of a machine's state here."""
    return dict(machine.nonces), dict(machine.balances), dict(machine.codes), machine.storage(HERE, 0)


def send(machine: Machine, **changes: Any) -> Any:
    """Executes Alice's next transaction."""
    transaction = recover(ALICE.sign(unsigned(machine.nonces.get(ALICE.address, 0), **{"to": HERE, **changes})))
    machine.require_executable(transaction)
    return machine.transact(transaction)


def test_rewind__after_calls_creations_and_failures__leaves_the_state_as_it_was(machine: Machine) -> None:
    before, mark = content(machine), len(machine.undo)
    assert send(machine).status == 1
    assert send(machine, to=None, data=bytes.fromhex("60015f5560016000f3")).created is not None
    assert send(machine, gas=21_100).status == 0
    assert content(machine) != before
    machine.rewind(mark)
    assert (content(machine), len(machine.undo)) == (before, mark)
    assert (send(machine).status, machine.storage(HERE, 0)) == (1, 1)


@pytest.mark.parametrize("place", ["message_call", "journal_str", "insert_account_storage"])
def test_rewind__after_an_interruption_anywhere__leaves_the_state_as_it_was(
    machine: Machine, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, mark = content(machine), len(machine.undo)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(machine, "_evm", Interrupting(machine._evm, place))
        send(machine, access_list=((HERE, (0,)),))
    machine.rewind(mark)
    assert content(machine) == before
    gas = send(machine).gas_used
    machine.rewind(mark)
    assert send(machine).gas_used == gas  # nothing is warm, and no access list is left over


class Interrupting:
    """An EVM at one of whose functions the user presses Ctrl-C."""

    def __init__(self, evm: Any, place: str) -> None:
        self.__dict__.update(_evm=evm, _place=place)

    def __getattr__(self, name: str) -> Any:
        if name == self._place:
            raise KeyboardInterrupt
        return getattr(self._evm, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._evm, name, value)


def test_states__of_every_height__are_seen_and_left_behind(machine: Machine) -> None:
    states = States(machine)
    states.seal()
    seen = [content(machine)]
    for _ in range(5):
        send(machine)
        states.seal()
        seen.append(content(machine))
    send(machine)
    now, entries = content(machine), list(machine.undo)
    for height in (3, 0, 5, 1, 4, 2):
        with states.at(height) as past:
            assert content(past) == seen[height]
            done = past.view(ALICE.address, HERE, b"", gas=100_000)
            assert int.from_bytes(done.output, "big") == height + 1
    assert (content(machine), machine.undo) == (now, entries)
    roots = [states.root(height) for height in range(6)]
    assert len(set(roots)) == 6
    states.rewind(2)
    assert (content(machine), states.height) == (seen[2], 2)
    assert states.root(2) == roots[2]
    with pytest.raises(IndexError):
        states.root(3)


def test_view__of_a_contract_as_sender__runs_its_code_though_it_is_the_sender(machine: Machine) -> None:
    done = machine.view(HERE, HERE, b"", gas=100_000)
    assert (done.status, int.from_bytes(done.output, "big")) == (1, 1)


def test_view__without_the_money_for_it__is_a_fault(machine: Machine) -> None:
    with pytest.raises(ChainFault, match="LackOfFund"):
        machine.view(HERE, ALICE.address, b"", gas=21_000, value=1)
    assert machine.view(ALICE.address, HERE, b"", gas=100_000).status == 1


def test_transaction__whose_sender_has_code__is_refused(machine: Machine) -> None:
    machine.put_account(ALICE.address, 0, ETHER, COUNT)
    with pytest.raises(ValueError, match="EIP-3607"):
        send(machine)


# A sender whom pyrevm would not let pay: its fee is taken before, and revm asks for it again.
POOR = {"gas": 100_000, "max_fee": 3 * GWEI, "tip": 3 * GWEI}
BALANCE_OF_CALLER, GAS_PRICE = "33315f55", "3a600155"


@pytest.mark.parametrize(("code", "slots"), [(BALANCE_OF_CALLER, (5, 0)), (GAS_PRICE, (0, 3 * GWEI)), ("", (0, 0))])
def test_transaction__of_a_sender_who_can_pay_just_once__sees_its_true_balance_or_price(
    machine: Machine, code: str, slots: tuple[int, int]
) -> None:
    machine.put_account(ALICE.address, 0, 100_000 * 3 * GWEI + 5, b"")
    machine.put_account(HERE, 1, 0, bytes.fromhex(code))
    done = send(machine, **POOR)
    assert (done.status, (machine.storage(HERE, 0), machine.storage(HERE, 1))) == (1, slots)
    left = 100_000 * 3 * GWEI + 5 - done.gas_used * 3 * GWEI
    assert (machine.balances[ALICE.address], machine.balances[COINBASE]) == (left, done.gas_used * 2 * GWEI)


def test_transaction__of_such_a_sender_that_sees_both__is_a_fault_and_not_a_wrong_answer(machine: Machine) -> None:
    machine.put_account(ALICE.address, 0, 100_000 * 3 * GWEI, b"")
    machine.put_account(HERE, 1, 0, bytes.fromhex(BALANCE_OF_CALLER + GAS_PRICE))
    with pytest.raises(ChainFault, match="too little"):
        send(machine, **POOR)


@pytest.fixture
def unchecked() -> Iterator[None]:
    """The self-check is done anew, and again by whoever comes after."""
    require_sound.cache_clear()
    yield
    require_sound.cache_clear()


@pytest.mark.usefixtures("unchecked")
def test_self_check__on_the_pinned_evm__passes() -> None:
    require_sound()


def test_self_check__known_figures__are_those_of_the_reference_engine() -> None:
    for receipt, known, transaction in zip(receipts_of_the_known_transactions(), KNOWN, transactions(), strict=True):
        assert (receipt.status, receipt.gas_used) == (known.status, known.gas_used)
        assert [(log.topics, log.data) for log in receipt.logs] == [(log.topics, log.data) for log in known.logs]
        assert receipt.revert_data == (b"" if known.status else known.output)
        assert (receipt.created is None) == (known.created is None) == (transaction.to == CONTRACT)


def warm(self: Machine, checkpoint: Any, access_list: Any) -> None:
    """Forgets to take back, so that the next transaction finds everything warm."""


def plain_text(text: str) -> list[Any]:
    """A parser whose text has changed."""
    return []


PLANTED: dict[str, tuple[str, Any]] = {
    "another fork": ("store.SPECIFICATION", "Shanghai"),
    "slots that are not read": ("changed_slots", plain_text),
    "destroyed accounts that are seen everywhere": ("destroyed_accounts", lambda text: {CONTRACT}),
    "revert data that is not read": ("revert_data", lambda error: b""),
    "logs that are not read": ("_log", lambda log: None),
    "no end of a transaction": ("Machine._end", warm),
    "slots that are written into the journal": ("Machine._write_slot", lambda self, address, slot, value: None),
    "nonces that are not counted": ("Machine.put_account", lambda self, address, nonce, balance, code: None),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("name", PLANTED)
def test_self_check__planted_fault__is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, fault = PLANTED[name]
    owner, _, attribute = place.rpartition(".")
    owners = {"": chain.evm.machine, "Machine": Machine, "store": chain.evm.store}
    monkeypatch.setattr(owners[owner], attribute, fault)
    with pytest.raises(ChainFault, match="not the one that engine revm was built for"):
        require_sound()


@pytest.mark.usefixtures("unchecked")
def test_self_check__evm_that_gives_other_gas__is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dearer:
        def __init__(self, **settings: Any) -> None:
            self.__dict__["_evm"] = real(**settings)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._evm, name)

        def message_call(self, sender: str, to: str, data: bytes, value: int, gas: int, price: int) -> bytes:
            return bytes(self._evm.message_call(sender, to, data + b"\0", value, gas, price))

    real = pyrevm.EVM
    monkeypatch.setattr(pyrevm, "EVM", Dearer)
    with pytest.raises(ChainFault, match="the outcome of transaction 1"):
        require_sound()
