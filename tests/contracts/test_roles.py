"""Everybody calls every function that changes state; who may is what docs/reference/roles.md says, and nobody else.

Trusts the table of role calls for arguments that are right for whoever may make a call.
Never sends what it tries: each call is read on one stage, so that none of them is in another's way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import role_calls_access
import role_calls_atomic
import role_calls_credit
import role_calls_lending
import role_calls_money
import role_calls_payments
import role_calls_queue
import role_calls_rules
import role_calls_trade
from role_calls import ROLE_CALLS
from role_stage import Stage, set_stage
from small_network import Network

from chain.abi import ZERO_ADDRESS
from chain.artifacts import ARTIFACTS_DIR
from chain.client import Call
from chain.errors import Reverted
from chain.reference import REFERENCE_DIR

MODULES = (
    *(role_calls_access, role_calls_atomic, role_calls_credit, role_calls_money, role_calls_payments),
    *(role_calls_queue, role_calls_rules, role_calls_trade, role_calls_lending),
)
MARK = "●"


def documented() -> dict[str, frozenset[str]]:
    """`Contract.function` -> roles, as docs/reference/roles.md has them."""
    found: dict[str, frozenset[str]] = {}
    contract, roles = "", [""]
    for line in (REFERENCE_DIR / "roles.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if heading := re.match(r"## \[(\w+)\]", line):
            contract = heading[1]
        elif contract and line.startswith("| function |"):
            roles = cells[1:]
        elif contract and line.startswith("| `"):
            marked = frozenset(role for role, cell in zip(roles, cells[1:], strict=True) if cell == MARK)
            found[f"{contract}.{cells[0]}"] = marked
    return found


def deployed_functions() -> set[str]:
    """`Contract.function` of all that changes state, in the artifacts of what is deployed on a network."""
    artifacts = [json.loads(path.read_text()) for path in ARTIFACTS_DIR.iterdir()]
    return {
        f"{artifact['contract']}.{entry['name']}"
        for artifact in artifacts
        if not artifact["source"].startswith("mocks/")
        for entry in artifact["abi"]
        if entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")
    }


TABLE = documented()


@pytest.fixture(scope="module")
def stage(deployed: Network) -> Iterator[Stage]:
    """Somebody in every role and standing, and all that the calls need."""
    network = deployed.fork()
    yield set_stage(network)
    network.ledger.journal.close()


def test_table__its_functions__are_those_of_the_contracts_and_those_that_are_called() -> None:
    assert set(TABLE) == deployed_functions()
    assert set(TABLE) == set(ROLE_CALLS)


def test_stage__its_cast__has_every_role_and_every_contract(stage: Stage) -> None:
    assert len(set(stage.senders.values())) == len(stage.senders) > 45
    assert set(stage.network.deployment.addresses) <= set(stage.senders.values())
    assert {caller for call in ROLE_CALLS.values() for caller in call.allowed} <= set(stage.senders)


@pytest.mark.deep_on_pyevm
@pytest.mark.parametrize("function", sorted(TABLE))
def test_call__by_everybody__is_for_those_whom_the_table_names(stage: Stage, function: str) -> None:
    entry = ROLE_CALLS[function]
    assert set(entry.who) == TABLE[function]
    calls = calls_by_caller(stage, function)
    answers = {name: made(stage, call, name) for name, call in calls.items()}
    passed = {name for name, answer in answers.items() if not isinstance(answer, Reverted)}
    assert passed == (set(stage.senders) if "anyone" in entry.who else entry.allowed)
    assert entry.answer is None or {answers[name] for name in passed} == {entry.answer}
    told = {type(answer) for name, answer in answers.items() if name not in passed}
    assert told == (set(entry.turned_away_with) if told else set())


def calls_by_caller(stage: Stage, function: str) -> dict[str, Call[Any]]:
    """The call as everybody would make it; one for all, unless it names its caller."""
    entry = ROLE_CALLS[function]
    common = None if entry.names_caller else entry.build(stage, ZERO_ADDRESS)
    calls = {name: common or entry.build(stage, caller) for name, caller in stage.senders.items()}
    assert {call.function for call in calls.values()} == {function}
    return calls


def made(stage: Stage, call: Call[Any], name: str) -> object:
    """What a call answers to somebody, or why it does not."""
    try:
        return stage.network.ledger.read(call, sender=stage.senders[name], at_s=stage.network.now_s)
    except Reverted as error:
        return error
