"""The reference: what is committed is what the sources say, no function is left out, every path is followed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import chain.reference
from chain.artifacts import ARTIFACTS_DIR, load_artifact
from chain.compiler import document_contracts
from chain.errors import InputError
from chain.reference import REFERENCE_DIR, render_pages, render_reference, write_reference
from chain.reference.contracts import Contract, Function, read_contracts
from chain.reference.roles import MEANING_OF

HEAD = "// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.28;\n"
LIBRARY = HEAD + (
    "error MathZero();\n"
    "library Maths {\n"
    "  function half(uint256 x) internal pure returns (uint256) { if (x == 0) revert MathZero(); return x / 2; }\n"
    "}\n"
    "type Ray is uint256;\n"
    "using {sum as +} for Ray global;\n"
    "error RayTooLarge(uint256 ray);\n"
    "function sum(Ray a, Ray b) pure returns (Ray) {\n"
    "  if (Ray.unwrap(a) > 9) revert RayTooLarge(Ray.unwrap(a));\n"
    "  return Ray.wrap(Ray.unwrap(a) + Ray.unwrap(b));\n"
    "}\n"
)
INTERFACE = HEAD + (
    "/// @title A box\n/// @notice Keeps things | safe.\n/// @dev For\n///      tests.\n"
    "interface IBox {\n"
    "  /// @notice `amountMinor` came in.\n"
    "  event Put(address indexed from, uint256 amountMinor);\n"
    "  event Closed();\n"
    "  event Never();\n"
    "  error BoxClosed(address account);\n"
    "  error BoxNotOwner(address account);\n"
    "  error BoxNever();\n"
    "  error BoxNamed();\n"
    "  /// @notice Puts in.\n  /// @dev Who: anyone. Emits Put.\n  /// @param amountMinor How much.\n"
    "  /// @return left What may follow.\n"
    "  /// @custom:roles anyone\n"
    "  function put(uint256 amountMinor) external returns (uint256 left);\n"
    "  /// @notice Closes it.\n  /// @custom:roles bank central-bank\n"
    "  function close(address other) external;\n"
    "  /// @notice What is in it.\n  /// @return In minor units.\n"
    "  function held(uint256 of_) external view returns (uint256);\n"
    "}\n"
)
BOX = HEAD + (
    'import {IBox} from "./interfaces/IBox.sol";\n'
    'import {Maths, Ray} from "./libraries/Maths.sol";\n'
    "/// @title What boxes share\n/// @dev Not for readers.\n"
    "abstract contract Base is IBox {\n"
    "  using Maths for uint256;\n"
    "  function put(uint256 amountMinor) external virtual returns (uint256 left) { left = _put(amountMinor); }\n"
    "  function _put(uint256 amountMinor) internal virtual returns (uint256) {\n"
    "    emit Put(msg.sender, amountMinor);\n    return amountMinor.half();\n  }\n"
    "}\n"
    "abstract contract Guarded is Base {\n"
    "  function _put(uint256 amountMinor) internal virtual override returns (uint256) {\n"
    "    require(amountMinor > 0, BoxClosed(msg.sender));\n    return super._put(amountMinor);\n  }\n"
    "}\n"
    "abstract contract Loud is Base {\n"
    "  function _put(uint256 amountMinor) internal virtual override returns (uint256) {\n"
    "    emit Closed();\n    return super._put(amountMinor);\n  }\n"
    "}\n"
    "/// @title See {IBox}\n"
    "contract Box is Guarded, Loud {\n"
    "  address public owner;\n"
    "  modifier onlyOwner() { if (msg.sender != owner) revert BoxNotOwner(msg.sender); _; }\n"
    "  /// @inheritdoc IBox\n"
    "  function close(address other) external onlyOwner {\n"
    "    if (IBox(other).held(1) == 1) IBox(other).close(owner);\n"
    "    (bool isPut,) = other.call(abi.encodeWithSelector(IBox.put.selector, 1));\n"
    "    if (!isPut) revert BoxClosed(other);\n  }\n"
    "  function held(uint256 of_) external pure returns (uint256) {\n"
    "    if (bytes4(0) == BoxNamed.selector) return 0;\n"
    "    return Ray.unwrap(Ray.wrap(of_) + Ray.wrap(1));\n  }\n"
    "  function _put(uint256 amountMinor) internal override(Guarded, Loud) returns (uint256) {\n"
    "    return super._put(amountMinor);\n  }\n"
    "}\n"
)
GOOD = {"Box.sol": BOX, "interfaces/IBox.sol": INTERFACE, "libraries/Maths.sol": LIBRARY}


@pytest.fixture(scope="module")
def network() -> list[Contract]:
    """The contracts of the checkout."""
    return read_contracts(document_contracts())


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, str]], dict[str, Contract]]:
    """Reads a few small sources from a folder of their own."""

    def run(files: dict[str, str]) -> dict[str, Contract]:
        root = tmp_path_factory.mktemp("sources")
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return {contract.name: contract for contract in read_contracts(document_contracts(root))}

    return run


@pytest.fixture(scope="module")
def box(read: Any) -> Contract:
    """A contract whose functions reach their errors and events by every way that there is."""
    contracts: dict[str, Contract] = read(GOOD)
    assert list(contracts) == ["Box"]  # neither interface, library nor abstract contract is deployed
    return contracts["Box"]


def function(contract: Contract, name: str) -> Function:
    (found,) = (one for one in (*contract.actions, *contract.views) if one.name == name)
    return found


# --- The checkout's


def test_render__sources_of_the_checkout__gives_the_committed_pages(network: list[Contract]) -> None:
    assert render_pages(network) == {path.name: path.read_text() for path in REFERENCE_DIR.iterdir()}


def test_render__every_artifact_but_mocks__has_a_page_with_its_functions(network: list[Contract]) -> None:
    written = (json.loads(path.read_text()) for path in ARTIFACTS_DIR.iterdir())
    deployed = {artifact["contract"] for artifact in written if not artifact["source"].startswith("mocks/")}
    assert {contract.name for contract in network} == deployed
    for contract in network:
        functions = [entry["name"] for entry in load_artifact(contract.name).abi if entry["type"] == "function"]
        assert sorted(one.name for one in (*contract.actions, *contract.views)) == sorted(functions)


def test_roles__every_word__is_used_by_some_function(network: list[Contract]) -> None:
    used = {word for contract in network for action in contract.actions for word in action.roles}
    assert used == set(MEANING_OF)


def test_roles__every_view__has_none(network: list[Contract]) -> None:
    assert [view for contract in network for view in contract.views if view.roles] == []
    assert [action for contract in network for action in contract.actions if not action.roles] == []


# What no path through the text shows. Two functions share one loop, told apart by a flag: it seems to emit for either.
# Tasks run in a call of the contract to itself, by a selector alone: they emit for whoever sets the task.
_FLAGGED = {"Sanctions.list": {"SanctionDelisted"}, "Sanctions.delist": {"SanctionListed"}}
_TASKS = {
    "AtomicSettlement.settle": {"LegSettled"},
    "AtomicSettlement.execute": {"LegSettled"},
    "AtomicSettlement.cancel": {"LegReturned"},
    "AtomicSettlement.expire": {"LegReturned"},
    "AtomicSettlement.reclaim": {"LegReturned"},
    "AtomicSettlement.perform": {"LegReserved", "LegReturned", "LegSettled"},
    "HashTimeLock.open": {"LockOpened"},
    "HashTimeLock.claim": {"LockDelivered"},
    "HashTimeLock.deliver": {"LockDelivered"},
    "HashTimeLock.refund": {"LockRefunded"},
    "HashTimeLock.perform": {"LockDelivered", "LockOpened", "LockRefunded"},
}


# A contract that hands an act on with DELEGATECALL emits what the part does that has it (ADR 011).
_PARTS = {"LoanBook": ("LoanOrigination", "LoanServicing", "LoanWorkout")}


def test_natspec__events_that_it_names__are_those_that_the_code_emits(network: list[Contract]) -> None:
    known = {event.name for contract in network for event in contract.events}
    by_part: dict[tuple[str, str], set[str]] = {}
    for contract in network:
        for action in contract.actions:
            by_part[contract.name, action.name] = set(action.reach.events)

    def emitted(contract: str, act: str) -> set[str]:
        return by_part[contract, act].union(*(by_part.get((part, act), set()) for part in _PARTS.get(contract, ())))

    differing = {
        f"{contract.name}.{action.name}": _named(action.details, known) ^ emitted(contract.name, action.name)
        for contract in network
        for action in contract.actions
        if action.details
    }
    assert {name: events for name, events in differing.items() if events} == _FLAGGED | _TASKS
    assert len(differing) > len(network)


def _named(details: str, known: set[str]) -> set[str]:
    said = " ".join(re.findall(r"Emits ([^.]+)\.", details))
    return set(re.findall(r"\w+", said)) & known


# --- Small sources


def test_read__contract__is_described_by_its_interface(box: Contract) -> None:
    assert (box.title, box.notice, box.details) == ("A box", "Keeps things | safe.", "For tests.")
    assert box.source == "Box.sol"
    assert box.bases == ("interfaces/IBox.sol",)


def test_read__function__has_words_roles_and_meanings(box: Contract) -> None:
    close, put = box.actions
    assert (put.signature, put.notice, put.details) == (
        "put(uint256 amountMinor)",
        "Puts in.",
        "Who: anyone. Emits Put.",
    )
    assert (put.parameters, put.results) == ((("amountMinor", "How much."),), (("left", "What may follow."),))
    assert (put.roles, close.roles) == (("anyone",), ("central-bank", "bank"))


def test_reach__super_of_two_bases_and_a_library__is_followed_to_the_end(box: Contract) -> None:
    reach = function(box, "put").reach
    assert reach.events == ("Closed", "Put")
    assert reach.errors == ("BoxClosed", "MathZero")
    assert reach.calls == ()


def test_reach__modifier_and_other_contract__are_named_but_views_are_not(box: Contract) -> None:
    reach = function(box, "close").reach
    assert (reach.events, reach.errors) == ((), ("BoxClosed", "BoxNotOwner"))
    assert reach.calls == ("IBox.close", "IBox.put")  # the latter is made at a lower level


def test_reach__operator_and_selector__only_what_can_revert(box: Contract) -> None:
    assert function(box, "held").reach.errors == ("RayTooLarge",)
    assert function(box, "owner").reach.errors == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "it changes state and has no line @custom:roles; add one with words of chain/reference/roles.py"),
        (
            "/// @custom:roles anyone bnk\n",
            "@custom:roles says 'bnk'; did you mean bank?; use a word of chain/reference/roles.py",
        ),
    ],
    ids=["none", "unknown"],
)
def test_read__roles_missing_or_unknown__name_file_and_function(read: Any, line: str, why: str) -> None:
    planted = INTERFACE.replace("/// @custom:roles anyone\n", line)
    with pytest.raises(InputError) as caught:
        read({**GOOD, "interfaces/IBox.sol": planted})
    assert str(caught.value).startswith("interfaces/IBox.sol: put: ")
    assert why in str(caught.value)


def test_read__function_of_the_library_without_entry__is_an_error(read: Any) -> None:
    token = HEAD + (
        'import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";\n'
        'import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";\n'
        'contract Token is ERC20Burnable { constructor() ERC20("T", "T") {} }\n'
    )
    with pytest.raises(InputError, match=r"ERC20Burnable\.sol: burn: .*; add it to OPENZEPPELIN of chain/reference"):
        read({"Token.sol": token})
    plain = read({"Token.sol": token.replace("is ERC20Burnable", "is ERC20")})["Token"]
    assert {action.name: action.roles for action in plain.actions} == {
        "approve": ("anyone",),
        "transfer": ("holder",),
        "transferFrom": ("spender",),
    }
    assert function(plain, "transferFrom").notice == "Moves `value` from `from` to `to` within the caller's allowance."
    assert function(plain, "balanceOf").notice == "Returns the value of tokens owned by `account`."
    assert "ERC20InsufficientAllowance" in function(plain, "transferFrom").reach.errors


def test_read__our_function_with_the_name_of_a_librarys__needs_a_line_of_its_own(read: Any) -> None:
    with pytest.raises(InputError, match=r"Till\.sol: transfer: nobody says who may call this function"):
        read({"Till.sol": HEAD + "contract Till { uint256 private x; function transfer() external { x = 1; } }\n"})


# --- The pages


def test_pages__small_contract__stand_in_tables(box: Contract) -> None:
    pages = render_pages([box])
    assert list(pages) == ["roles.md", "Box.md"]
    assert "\n| function | central-bank | bank | anyone |\n| --- | --- | --- | --- |\n" in pages["roles.md"]
    assert "\n| `close` | ● | ● |  |\n| `put` |  |  | ● |\n" in pages["roles.md"]
    assert f"\n| `bank` | {MEANING_OF['bank']} |\n" in pages["roles.md"]
    assert "`holder`" not in pages["roles.md"]  # nobody here is one
    assert "**A box.** Keeps things | safe.\n" in pages["Box.md"]
    assert "\n| `put` | anyone | `Closed`, `Put` | `BoxClosed`, `MathZero` |\n" in pages["Box.md"]
    assert "\n- `amountMinor`: How much.\n- answers `left`: What may follow.\n" in pages["Box.md"]
    assert "\nCalls `IBox.close`, `IBox.put`, whose events and errors come on top.\n" in pages["Box.md"]
    assert "\n| `held(uint256 of_)` | What is in it. In minor units. | `RayTooLarge` |\n" in pages["Box.md"]
    assert "\n| `Put(address indexed from, uint256 amountMinor)` | `amountMinor` came in. |\n" in pages["Box.md"]
    assert re.search(r"\n\| `BoxClosed\(address account\)` \| `[0-9a-f]{8}` \|  \|\n", pages["Box.md"])
    assert "RefusalCode" not in pages["Box.md"]


def test_pages__bar_in_a_sentence__does_not_end_a_cell(read: Any) -> None:
    planted = INTERFACE.replace("`amountMinor` came in.", "`a | b` came in.")
    (contract,) = read({**GOOD, "interfaces/IBox.sol": planted}).values()
    assert "| `a \\| b` came in. |\n" in render_pages([contract])["Box.md"]


def test_write__folder_of_docs__is_brought_in_step_and_no_docs_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: Contract
) -> None:
    monkeypatch.setattr(chain.reference, "document_contracts", lambda root: {})
    monkeypatch.setattr(chain.reference, "read_contracts", lambda output: [box])
    target = tmp_path / "docs" / "reference"
    assert write_reference(target) == []
    assert not target.parent.exists()
    target.parent.mkdir()
    assert write_reference(target) == ["Box.md", "roles.md"]
    assert write_reference(target) == []
    (target / "Gone.md").write_text("of an earlier contract")
    (target / "Box.md").write_text("edited by hand")
    assert write_reference(target) == ["Gone.md", "Box.md"]
    assert {path.name: path.read_text() for path in target.iterdir()} == render_reference()
