"""Which networks an engine connects to, and which it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from anvil import Anvil, anvil_options
from eth_utils.address import to_checksum_address
from faulty_proxy import FaultyProxy

from chain.engines import open_engine, require_network
from chain.engines.base import ChainParameters, Recovering
from chain.engines.pyevm import PyEvmEngine
from chain.engines.rpc import RpcEngine
from chain.engines.rpc_transport import is_local
from chain.errors import ChainFault, InputError

PAYEE = to_checksum_address("0x" + "c0" * 20)


def test_connect__fitting_network__has_its_parameters_read(
    anvil: Anvil, connect: Callable[..., RpcEngine], parameters: ChainParameters
) -> None:
    engine = connect(anvil.url)
    assert (engine.name, engine.controls_time, engine.parameters) == ("rpc", True, parameters)
    assert engine.parameters is not parameters
    assert isinstance(engine, Recovering)
    assert not isinstance(PyEvmEngine(parameters), Recovering)


def test_connect__without_parameters__takes_what_is_there(anvil: Anvil, parameters: ChainParameters) -> None:
    anvil.ask("anvil_setCoinbase", PAYEE)
    engine = RpcEngine(anvil.url)
    assert engine.parameters == replace(parameters, coinbase=PAYEE)
    engine.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chain_id": 4_243}, "chain_id is 4242 and must be 4243"),
        ({"gas_limit": 1_000}, "gas_limit is 30000000 and must be 1000"),
        ({"coinbase": PAYEE}, f"coinbase is '0x{'0' * 40}' and must be '{PAYEE}'"),
        ({"genesis_at_s": 5, "hardfork": "prague"}, "genesis_at_s is 1660521600 and must be 5; hardfork is 'cancun'"),
    ],
)
def test_connect__network_that_does_not_fit__is_refused_in_one_line(
    anvil: Anvil, parameters: ChainParameters, changes: dict[str, Any], said: str
) -> None:
    wanted = replace(parameters, **changes)
    with pytest.raises(ChainFault, match=said) as caught:
        open_engine("rpc", wanted, anvil.url)
    assert str(caught.value).endswith(f"; to start one: anvil {' '.join(anvil_options(wanted))}")


@pytest.mark.parametrize("hardfork", ["cancun", "prague", "osaka", "shanghai"])
def test_connect__hardfork__is_read_from_what_the_network_can(
    new_anvil: Callable[..., Anvil], parameters: ChainParameters, stack: Any, hardfork: str
) -> None:
    node = Anvil(anvil_options(replace(parameters, hardfork=hardfork)))
    stack.callback(node.kill)
    engine = RpcEngine(node.url)
    stack.callback(engine.close)
    assert engine.parameters.hardfork == ("older than cancun" if hardfork == "shanghai" else hardfork)


def test_connect__network_with_a_base_fee__is_refused(anvil: Anvil, parameters: ChainParameters) -> None:
    anvil.ask("anvil_setNextBlockBaseFeePerGas", "0x7")
    anvil.ask("evm_mine")
    with pytest.raises(ChainFault, match="the base fee is 7 wei; Corridor runs where it is zero"):
        RpcEngine(anvil.url, parameters)


@pytest.mark.parametrize("fault", ["answer_half", "bad_gateway", "request_lost"])
def test_connect__something_that_is_no_network__is_one_line(
    proxy: FaultyProxy, connect: Callable[..., RpcEngine], fault: str
) -> None:
    proxy.strike(fault, "anvil_nodeInfo", times=100)
    with pytest.raises(ChainFault, match="does not answer anvil_nodeInfo, tried 5 times: "):
        connect(proxy.url)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://", "http://127.0.0.1:port", "http://[::1", ""])
def test_connect__address_of_nothing__is_bad_input(parameters: ChainParameters, url: str) -> None:
    with pytest.raises(InputError, match="--rpc-url: no network at "):
        RpcEngine(url, parameters)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8545", True),
        ("http://127.0.0.1:8545", True),
        ("https://127.9.9.9", True),
        ("http://[::1]:8545/path", True),
        ("/run/node.ipc", True),
        ("node.ipc", True),
        ("http://10.0.0.7:8545", False),
        ("http://node.example:8545", False),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("http://localhost@node.example", False),
        ("http://[2001:db8::1]", False),
        ("http://0.0.0.0", False),
    ],
)
def test_seed_keys__network_of_others__is_refused(parameters: ChainParameters, url: str, local: bool) -> None:
    assert is_local(url) is local
    if local:
        require_network("rpc", url)
        return
    for ask in (lambda: require_network("rpc", url), lambda: open_engine("rpc", parameters, url)):
        with pytest.raises(InputError, match=r"is not on this machine: the keys are derived from the seed"):
            ask()


@pytest.mark.parametrize(
    ("engine", "url", "said"),
    [
        ("rpc", None, "--rpc-url: no network named: engine rpc runs on one; add --rpc-url ADDRESS"),
        ("pyevm", "http://127.0.0.1", "--rpc-url: a network named for engine pyevm: it runs in here"),
        ("rcp", "http://127.0.0.1", "--engine: no engine 'rcp': there are: .*rpc; did you mean rpc"),
    ],
)
def test_network__engine_and_address_that_do_not_go_together__are_bad_input(
    engine: str, url: str | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        require_network(engine, url)


def test_open_engine__rpc_without_an_address__is_refused(parameters: ChainParameters) -> None:
    with pytest.raises(ValueError, match="no engine 'rpc'"):
        open_engine("rpc", parameters)
