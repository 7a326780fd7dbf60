"""What a function of a contract can emit, fail with and call, found in the compiler's syntax trees.

Trusts the compiler to have resolved every name; follows internal calls, modifiers and overrides to their end.
Never follows a call into another contract: what that one emits and fails with stands on its own page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """What one function leads to, in alphabetical order. events, errors: their names; calls: `Interface.function` of
    other contracts that may change their state, each of which may fail in its own way."""

    events: tuple[str, ...]
    errors: tuple[str, ...]
    calls: tuple[str, ...]


class Syntax:
    """The syntax trees of all sources. output: the compiler's standard JSON."""

    def __init__(self, output: Mapping[str, Any]) -> None:
        roots = [unit["ast"] for unit in output["sources"].values()]
        self._nodes = {node["id"]: node for root in roots for node in _nodes(root) if "id" in node}
        self._paths: dict[str, str] = {str(unit["id"]): path for path, unit in output["sources"].items()}
        self._families: dict[int, frozenset[int]] = {}

    def lineage(self, contract: Node) -> list[Node]:
        """A contract and all it inherits from, the most derived first."""
        return [self._nodes[i] for i in contract["linearizedBaseContracts"]]

    def function(self, contract: Node, selector: str) -> Node | None:
        """What runs when `contract` is called with a selector in hex; None for the getter of a state variable."""
        return next((n for n in self._members(contract) if n.get("functionSelector") == selector), None)

    def path(self, node: Node) -> str:
        """The source in which a node stands."""
        return self._paths[node["src"].split(":")[2]]

    def origin(self, function: Node) -> str:
        """The source of the declaration that a function goes back to; one of ours before one of a library."""
        paths = [self.path(self._nodes[i]) for i in self._family(function) if not self._nodes[i].get("baseFunctions")]
        return min(paths, key=lambda path: (path.startswith("@"), path))

    def reach(self, contract: Node, function: Node) -> Reach:
        """Where a function of `contract` leads to."""
        found: dict[str, set[str]] = {"EventDefinition": set(), "ErrorDefinition": set(), "call": set()}
        seen: set[int] = set()
        waiting = [function]
        while waiting:
            current = waiting.pop()
            if current["id"] in seen:
                continue
            seen.add(current["id"])
            for node, target in self._references(current):
                if target["nodeType"] in found:
                    found[target["nodeType"]].add(target["name"])
                elif target["nodeType"] == "ModifierDefinition" or _is_internal(node):
                    waiting.append(self._resolved(node, target, current, contract))
                elif _changes_another(node):
                    found["call"].add(f"{self._nodes[target['scope']]['name']}.{target['name']}")
        return Reach(*(tuple(sorted(names)) for names in found.values()))

    def _references(self, function: Node) -> Iterator[tuple[Node, Node]]:
        """(place, definition) of each event, error, modifier and function that a function names."""
        for node in _nodes(function):
            for key in ("referencedDeclaration", "function"):  # the latter: an operator of a value type
                if (target := self._nodes.get(node.get(key))) and target["nodeType"] in _FOLLOWED:
                    yield node, target

    def _resolved(self, node: Node, target: Node, caller: Node, contract: Node) -> Node:
        """The definition that a virtual call, or one through `super`, comes to in `contract`."""
        lineage = list(contract["linearizedBaseContracts"])
        if target.get("scope") not in lineage:
            return target  # of a library, or of no contract
        through = node.get("expression", {})
        if through.get("name") == "super":
            lineage = lineage[lineage.index(caller["scope"]) + 1 :]
        elif self._nodes.get(through.get("referencedDeclaration"), {}).get("nodeType") == "ContractDefinition":
            return target  # Base.function()
        family = self._family(target)
        bases = (self._nodes[i] for i in lineage)
        return next(n for base in bases for n in _implemented(base) if family & self._family(n))

    def _family(self, definition: Node) -> frozenset[int]:
        """A function with all that it overrides, directly or not: relatives share an ancestor."""
        known = self._families.get(definition["id"])
        if known is None:
            bases = [
                self._nodes[i] for i in (*definition.get("baseFunctions", ()), *definition.get("baseModifiers", ()))
            ]
            known = frozenset({definition["id"]}.union(*(self._family(base) for base in bases)))
            self._families[definition["id"]] = known
        return known

    def _members(self, contract: Node) -> Iterator[Node]:
        for base in self.lineage(contract):
            yield from _implemented(base)


_FOLLOWED = {"EventDefinition", "ErrorDefinition", "ModifierDefinition", "FunctionDefinition"}


def _nodes(tree: Any) -> Iterator[Node]:
    """All nodes of a tree, save errors and events of which only the selector is named."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "nodeType" in node:
                yield node
            if node.get("memberName") != "selector" or _is_call_to_be(node["expression"]):
                waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _implemented(contract: Node) -> Iterator[Node]:
    for node in contract["nodes"]:
        if node["nodeType"] in ("FunctionDefinition", "ModifierDefinition") and node.get("body"):
            yield node


def _is_internal(node: Node) -> bool:
    return "function" in node or _kind(node).startswith("t_function_internal")


def _changes_another(node: Node) -> bool:
    kinds = ("t_function_external_nonpayable", "t_function_external_payable")
    return _kind(node).startswith(kinds) or _is_call_to_be(node)


def _is_call_to_be(node: Node) -> bool:
    """Whether a function of another contract is only declared here: its call is put together at a lower level."""
    return _kind(node).startswith(("t_function_declaration_nonpayable", "t_function_declaration_payable"))


def _kind(node: Node) -> str:
    return str(node.get("typeDescriptions", {}).get("typeIdentifier") or "")
