"""The embedded engines keep their rules: Cancun, a base fee of zero, fixed parameters."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bare_chain import (
    BASEFEE,
    CHAINID,
    COINBASE,
    GASLIMIT,
    LOG_WORD,
    PREVRANDAO,
    RETURN_WORD,
    Bench,
    number,
    word,
)
from eth_account import Account as EthAccount
from eth_utils.address import to_checksum_address

from chain.abi import ZERO_ADDRESS
from chain.engines import ENGINES, open_engine
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine
from chain.errors import ChainFault, InputError, TransactionRejected

PAYEE = to_checksum_address("0x" + "c0" * 20)


def test_cancun__transient_storage_mcopy_and_push0__work(bench: Bench) -> None:
    # TSTORE 42 at 0; MSTORE at 0 the TLOAD of 0; MCOPY 32 bytes from 0 to 32; RETURN these
    assert number(bench.answer("602a5f5d" + "5f5c5f52" + "60205f60205e" + "60206020f3")) == 42


def test_cancun__transient_storage__is_empty_in_the_next_transaction_of_the_block(bench: Bench) -> None:
    # logs what TLOAD 0 gives, then TSTORE 7 at 0
    address = bench.create("5f5c5f5260205fa060075f5d00")
    first, second = bench.seal(bench.raw(to=address), bench.raw(to=address, nonce=bench.nonce + 1))
    assert (first.logs[0].data, second.logs[0].data) == (word(0), word(0))


def test_cancun__set_code_transaction_of_prague__is_refused(bench: Bench) -> None:
    authorization = EthAccount.sign_authorization(
        {"chainId": 4_242, "address": ZERO_ADDRESS, "nonce": 0}, bench.account.key
    )
    raw = bench.raw(type=4, authorizationList=[authorization])
    with pytest.raises(TransactionRejected, match="Unknown transaction type"):
        bench.seal(raw)


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        (CHAINID, 4_242),
        (GASLIMIT, 30_000_000),
        (COINBASE, int(PAYEE, 16)),
        (BASEFEE, 0),
        (PREVRANDAO, 0),
    ],
)
def test_block__what_contracts_see_of_it__is_what_the_parameters_say(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters, operation: str, value: int
) -> None:
    bench = new_bench(replace(parameters, coinbase=PAYEE))
    logging = bench.create(operation + LOG_WORD)
    for _ in range(2):
        assert number(bench.send(to=logging).logs[0].data) == value
    assert number(bench.answer(operation + RETURN_WORD)) == value


@pytest.mark.parametrize("kind", [PyEvmEngine, RevmEngine])
def test_parameters__fresh_engine__are_read_back_from_the_chain(
    parameters: ChainParameters, kind: type[PyEvmEngine | RevmEngine]
) -> None:
    wanted = replace(parameters, coinbase=PAYEE)
    engine = kind(wanted)
    assert engine.parameters == wanted
    assert engine.parameters is not wanted


@pytest.mark.parametrize("kind", [PyEvmEngine, RevmEngine])
@pytest.mark.parametrize(
    "changes",
    [{"hardfork": "prague"}, {"hardfork": "shanghai"}, {"coinbase": PAYEE.lower()}],
    ids=["prague", "shanghai", "coinbase without checksum"],
)
def test_parameters__that_the_engine_cannot_keep__are_refused(
    parameters: ChainParameters, changes: dict[str, Any], kind: type[PyEvmEngine | RevmEngine]
) -> None:
    with pytest.raises(ChainFault, match="the chain runs with"):
        kind(replace(parameters, **changes))


def test_parameters__two_chains_in_one_process__do_not_touch_each_other(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    one, other = new_bench(parameters), new_bench(replace(parameters, chain_id=99, gas_limit=5_000_000))
    assert number(one.answer(CHAINID + RETURN_WORD)) == 4_242
    assert number(other.answer(CHAINID + RETURN_WORD)) == 99
    assert (one.engine.parameters.chain_id, other.engine.parameters.gas_limit) == (4_242, 5_000_000)


def test_open_engine__known_and_unknown_name__is_opened_or_refused(parameters: ChainParameters) -> None:
    for name in ENGINES:
        engine = open_engine(name, parameters)
        assert (engine.name, engine.parameters, engine.controls_time) == (name, parameters, True)
    with pytest.raises(ValueError, match="no engine 'anvil'; there are: revm, pyevm"):
        open_engine("anvil", parameters)


def test_open_engine__revm_where_pyrevm_is_missing__says_what_to_do_in_one_line(
    parameters: ChainParameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.startswith(("chain.engines.revm", "chain.evm.", "pyrevm"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pyrevm", None)
    with pytest.raises(InputError, match="pyrevm is not installed") as caught:
        open_engine("revm", parameters)
    assert "\n" not in str(caught.value)
    assert open_engine("pyevm", parameters).name == "pyevm"
