"""The ledger: nonces, blocks, outcomes, the digest of a run and its replay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from actors import BANGKOK_BANK, EXPORTER, IMPORTER, STRANGER
from small_network import AMOUNT_MINOR, Network

from chain.accounts import TRANSACTION_GAS_MAX, Account
from chain.client import Call, Creation
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.errors import MoneyAmountZero, MoneyNotIssuer
from chain.clients.events import Issued, PaymentSettled, Transfer
from chain.digest import genesis_digest
from chain.engines.base import ChainParameters, Log
from chain.engines.pyevm import PyEvmEngine
from chain.errors import ChainFault, Reverted, TransactionRejected
from chain.journal import Journal
from chain.ledger import Ledger, logged

NOBODY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
NOTHING: Call[Any] = Call(NOBODY, b"", "Nobody.nothing")


class Forger(Account):
    """An account whose transactions are no transactions."""

    def sign_transaction(self, action: Call[Any] | Creation, nonce: int, chain_id: int) -> bytes:
        return b"\2 forged"


@pytest.fixture
def forger() -> Forger:
    return Forger("bank", "forger", b"\7" * 32)


@pytest.fixture
def start_s(parameters: ChainParameters) -> int:
    return parameters.genesis_at_s


@pytest.fixture
def narrow(parameters: ChainParameters) -> Ledger:
    """A ledger whose blocks hold two transactions."""
    two = replace(parameters, gas_limit=2 * TRANSACTION_GAS_MAX)
    return Ledger(PyEvmEngine(two), Journal.in_memory(two))


# --- Opening


def test_open__engine_of_other_parameters__is_refused(parameters: ChainParameters) -> None:
    with pytest.raises(ChainFault, match="not of"):
        Ledger(PyEvmEngine(parameters), Journal.in_memory(replace(parameters, chain_id=1)))


def test_seal__journal_that_has_blocks_already__is_a_fault_and_changes_nothing(
    bare_ledger: Ledger, parameters: ChainParameters, account: Account
) -> None:
    bare_ledger.seal(bare_ledger.timestamp_s + 1)
    before = list(bare_ledger.journal.blocks())
    second = Ledger(PyEvmEngine(parameters), bare_ledger.journal)
    with pytest.raises(ChainFault, match="cannot be written"):
        second.seal(second.timestamp_s + 1)
    assert second.height == 0
    assert list(bare_ledger.journal.blocks()) == before


def test_open__blocks_too_small_for_a_transaction__are_refused(parameters: ChainParameters) -> None:
    tiny = replace(parameters, gas_limit=TRANSACTION_GAS_MAX - 1)
    with pytest.raises(ChainFault, match="holds no transaction"):
        Ledger(PyEvmEngine(tiny), Journal.in_memory(tiny))


def test_open__fresh_chain__stands_at_genesis(bare_ledger: Ledger, parameters: ChainParameters) -> None:
    assert (bare_ledger.height, bare_ledger.timestamp_s, bare_ledger.pending) == (0, parameters.genesis_at_s, 0)
    assert bare_ledger.digest == genesis_digest(parameters)


# --- Nonces and blocks


def test_next_nonce__submitted_and_sealed__counts_both(bare_ledger: Ledger, account: Account, start_s: int) -> None:
    assert bare_ledger.next_nonce(account.address) == 0
    for _ in range(3):
        bare_ledger.submit(account, NOTHING)
    assert (bare_ledger.next_nonce(account.address), bare_ledger.next_nonce(STRANGER.address)) == (3, 0)
    bare_ledger.seal(start_s + 1)
    assert (bare_ledger.next_nonce(account.address), bare_ledger.engine.nonce(account.address)) == (3, 3)


def test_seal__nothing_waits__makes_an_empty_block(bare_ledger: Ledger, start_s: int) -> None:
    assert bare_ledger.seal(start_s + 5) == ()
    assert (bare_ledger.height, bare_ledger.timestamp_s) == (1, start_s + 5)
    assert [block.raw for block in bare_ledger.journal.blocks()] == [()]


def test_seal__more_than_fits__goes_into_the_next_blocks_in_order(
    narrow: Ledger, account: Account, start_s: int
) -> None:
    assert narrow.block_transactions_max == 2
    submitted = [narrow.submit(account, NOTHING) for _ in range(5)]
    sealed = []
    for height, waiting in [(1, 3), (2, 1), (3, 0)]:
        outcomes = narrow.seal(start_s + height)
        assert {outcome.height for outcome in outcomes} == {height}
        assert narrow.pending == waiting
        sealed += outcomes
    assert [outcome.submitted for outcome in sealed] == submitted
    assert all(outcome.receipt.status == 1 for outcome in sealed)


@pytest.mark.parametrize("step_s", [0, -1])
def test_seal__second_that_does_not_rise__is_refused_and_all_waits_on(
    bare_ledger: Ledger, account: Account, start_s: int, step_s: int
) -> None:
    bare_ledger.submit(account, NOTHING)
    with pytest.raises(ChainFault, match=f"block 1 at second {start_s + step_s} is not after {start_s}"):
        bare_ledger.seal(start_s + step_s)
    assert (bare_ledger.pending, bare_ledger.height) == (1, 0)
    assert len(bare_ledger.seal(start_s + 1)) == 1


def test_seal__rejected_transaction__leaves_no_trace(
    bare_ledger: Ledger, account: Account, forger: Forger, start_s: int
) -> None:
    bare_ledger.submit(account, NOTHING)
    bare_ledger.seal(start_s + 1)
    digest = bare_ledger.digest
    bare_ledger.submit(account, NOTHING)
    bare_ledger.submit(forger, NOTHING)
    with pytest.raises(TransactionRejected) as caught:
        bare_ledger.seal(start_s + 2)
    assert caught.value.position == 1
    assert (bare_ledger.height, bare_ledger.timestamp_s, bare_ledger.digest) == (1, start_s + 1, digest)
    assert (bare_ledger.pending, bare_ledger.journal.height(), bare_ledger.journal._raw(2)) == (0, 1, ())


def test_seal__after_a_rejection__goes_on_with_the_right_nonces(
    narrow: Ledger, account: Account, forger: Forger, start_s: int
) -> None:
    narrow.submit(account, NOTHING)
    narrow.submit(forger, NOTHING)
    narrow.submit(account, NOTHING)  # signed to come after the first: without it, it is nothing
    with pytest.raises(TransactionRejected):
        narrow.seal(start_s + 1)
    assert narrow.pending == 0
    assert narrow.next_nonce(account.address) == 0
    narrow.submit(account, NOTHING)
    (outcome,) = narrow.seal(start_s + 1)
    assert (outcome.receipt.status, narrow.engine.nonce(account.address)) == (1, 1)


def test_submit__signed_bytes__are_journalled_as_they_are(bare_ledger: Ledger, account: Account) -> None:
    submitted = bare_ledger.submit(account, NOTHING)
    bare_ledger.seal(bare_ledger.timestamp_s + 1)
    (block,) = bare_ledger.journal.blocks()
    assert block.raw == (submitted.raw,)


def test_seal__engine_that_breaks_down__keeps_the_bytes_and_tells_of_no_block(
    bare_ledger: Ledger, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bytes, ...]] = []

    def breaks(raw: Any, timestamp_s: int) -> Any:
        seen.append(bare_ledger.journal._raw(1))
        raise RuntimeError("no memory")

    monkeypatch.setattr(bare_ledger.engine, "execute_block", breaks)
    submitted = bare_ledger.submit(account, NOTHING)
    with pytest.raises(RuntimeError, match="no memory"):
        bare_ledger.seal(bare_ledger.timestamp_s + 1)
    assert seen == [(submitted.raw,)]
    assert (bare_ledger.height, bare_ledger.journal.height()) == (0, 0)


def test_seal__journal_that_fails__tells_of_no_block(
    bare_ledger: Ledger, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise ChainFault("disk full")

    before = bare_ledger.digest
    monkeypatch.setattr(bare_ledger.journal, "append_block", fails)
    bare_ledger.submit(account, NOTHING)
    with pytest.raises(ChainFault, match="disk full"):
        bare_ledger.seal(bare_ledger.timestamp_s + 1)
    assert (bare_ledger.height, bare_ledger.digest) == (0, before)


# --- Outcomes


def test_outcome__settled_payment__has_its_events_in_place(shared: Network) -> None:
    order = shared.order()
    outcome = shared.settle(order, shared.quote())
    settled = outcome.first(PaymentSettled)
    assert settled is not None
    assert (settled.uetr, settled.payer, settled.payee) == (order.uetr, IMPORTER.address, EXPORTER.address)
    assert (settled.payee_currency, settled.amount_minor, settled.purpose) == ("HKD", AMOUNT_MINOR, "GDDS")
    assert [event.log_index for event in outcome.events] == list(range(len(outcome.receipt.logs)))
    for event, log in zip(outcome.events, outcome.receipt.logs, strict=True):
        place = (event.address, event.height, event.timestamp_s, event.tx_hash, event.position)
        assert place == (log.address, shared.ledger.height, shared.ledger.timestamp_s, outcome.receipt.tx_hash, 0)
    assert outcome.first(Issued) == next(e.event for e in outcome.events if isinstance(e.event, Issued))
    assert outcome.require() is outcome


def test_outcome__reverted__raises_the_contracts_error_with_its_operands(shared: Network) -> None:
    outcome = shared.attempt(STRANGER, shared.money("HKD").issue(STRANGER.address, 5, b""))
    with pytest.raises(MoneyNotIssuer) as caught:
        outcome.require()
    assert caught.value.account == STRANGER.address
    assert caught.value is outcome.error
    assert (outcome.events, outcome.first(Transfer), outcome.receipt.status) == ((), None, 0)


def test_outcome__several_in_a_block__have_their_own_positions_and_errors(shared: Network) -> None:
    token = shared.deposit(BANGKOK_BANK)
    for amount_minor in (1, 0, 2):
        shared.ledger.submit(BANGKOK_BANK, token.issue(IMPORTER.address, amount_minor, b"x"))
    first, second, third = shared.ledger.seal(shared.now_s)
    assert isinstance(second.error, MoneyAmountZero)
    assert (first.error, third.error) == (None, None)
    assert {event.position for event in first.events} == {0}
    assert {event.position for event in third.events} == {2}


def test_logged__unknown_log_among_known_ones__is_left_out_and_counted(shared: Network) -> None:
    outcome = shared.run(BANGKOK_BANK, shared.deposit(BANGKOK_BANK).issue(IMPORTER.address, 7, b"x"))
    known = outcome.receipt.logs
    unknown = Log(NOBODY, (bytes(32),), b"")
    receipt = replace(outcome.receipt, logs=(unknown, known[0], unknown, *known[1:]))
    assert [event.log_index for event in logged(receipt, 1, 1, 0)] == [1, 3]


# --- Reads


def test_read__typed_call__answers_typed_values(shared: Network) -> None:
    account = shared.ledger.read(shared.registry.account_of(IMPORTER.address, "THB"))
    assert account.bank == BANGKOK_BANK.address
    assert account.deposit_token == shared.deposit(BANGKOK_BANK).address


def test_read__call_that_reverts__raises_the_contracts_error(shared: Network) -> None:
    with pytest.raises(MoneyNotIssuer):
        shared.ledger.read(shared.money("HKD").issue(STRANGER.address, 5, b""), sender=STRANGER.address)


def test_read__function_without_a_result__is_none(shared: Network) -> None:
    issued = shared.deposit(BANGKOK_BANK).issue(IMPORTER.address, 5, b"")
    assert shared.ledger.read(issued, sender=BANGKOK_BANK.address) is None


def test_read__address_without_a_contract__is_a_fault_that_names_the_function(shared: Network) -> None:
    with pytest.raises(ChainFault, match=rf"CentralBankMoney\.totalSupply at {NOBODY} answers with something else"):
        shared.ledger.read(CentralBankMoney(NOBODY).total_supply())


def test_error__receipt_of_unknown_data__is_kept_as_it_is(bare_ledger: Ledger, account: Account) -> None:
    bare_ledger.submit(account, Creation("Reverter", bytes.fromhex("61beef5f526002601efd")))
    (outcome,) = bare_ledger.seal(bare_ledger.timestamp_s + 1)
    with pytest.raises(Reverted, match="reverted with 0xbeef"):
        outcome.require()
    receipt = outcome.receipt
    assert (receipt.status, receipt.logs, receipt.revert_data, receipt.created) == (0, (), b"\xbe\xef", None)
