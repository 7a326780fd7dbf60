"""The contracts of the network as the compiler describes them: who may call what, and what comes of it.

Trusts the NatSpec of the interfaces for words and the syntax trees for events and errors.
Never describes a contract that is never deployed on a network: no library, no mock, no abstract contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.abi import abi_to_signature, function_abi_to_4byte_selector, function_signature_to_4byte_selector

from chain.bindings import signature
from chain.reference.roles import OPENZEPPELIN, parse_roles
from chain.reference.syntax import Node, Reach, Syntax


@dataclass(frozen=True, slots=True)
class Function:
    """One external function. signature: with the parameters' names; roles: who may call it, empty for a view;
    notice: what it does; details: more of it; parameters, results: (name, meaning), a result's name may be empty;
    reach: what it emits, fails with and calls."""

    name: str
    signature: str
    roles: tuple[str, ...]
    notice: str
    details: str
    parameters: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    reach: Reach


@dataclass(frozen=True, slots=True)
class Declared:
    """An event or error. signature: with its fields; selector: the four bytes of an error, in hex, empty for an event;
    notice: what it says."""

    name: str
    signature: str
    selector: str
    notice: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that is deployed. source: its file; bases: those of our files that it inherits from; title, notice,
    details: what it is for; actions: what changes state; views: what only answers; in alphabetical order."""

    name: str
    source: str
    bases: tuple[str, ...]
    title: str
    notice: str
    details: str
    actions: tuple[Function, ...]
    views: tuple[Function, ...]
    events: tuple[Declared, ...]
    errors: tuple[Declared, ...]


def read_contracts(output: Mapping[str, Any]) -> list[Contract]:
    """Every deployable contract of the compiler's output, in alphabetical order.

    Raises InputError when a function that changes state doesn't say who may call it.
    """
    syntax = Syntax(output)
    found = [
        _Reader(output, syntax, source, node).contract()
        for source, unit in output["sources"].items()
        if not source.startswith(("@", "libraries/", "mocks/"))
        for node in unit["ast"]["nodes"]
        if node["nodeType"] == "ContractDefinition" and node["contractKind"] == "contract" and not node["abstract"]
    ]
    return sorted(found, key=lambda contract: contract.name)


class _Reader:
    """Reads one contract. What it doesn't say itself its interfaces say, and then its other bases."""

    def __init__(self, output: Mapping[str, Any], syntax: Syntax, source: str, node: Node) -> None:
        self._syntax, self._source, self._node = syntax, source, node
        bases = [(syntax.path(base), base["name"]) for base in syntax.lineage(node)]
        own, *others = [(path, output["contracts"][path][name]) for path, name in bases]
        self._built = [own, *sorted(others, key=lambda base: not base[0].startswith("interfaces/"))]

    def contract(self) -> Contract:
        abi = sorted(self._built[0][1]["abi"], key=lambda entry: str(entry.get("name")))
        functions = [entry for entry in abi if entry["type"] == "function"]
        about = self._about()
        return Contract(
            name=self._node["name"],
            source=self._source,
            bases=tuple(dict.fromkeys(path for path, _ in self._built if path[0] != "@" and path != self._source)),
            title=about["devdoc"].get("title", ""),
            notice=_one_line(about["userdoc"].get("notice", "")),
            details=" ".join(self._contract_details(about)),
            actions=tuple(self._action(entry) for entry in functions if not _is_view(entry)),
            views=tuple(self._function(entry, ()) for entry in functions if _is_view(entry)),
            events=tuple(self._declared(entry) for entry in abi if entry["type"] == "event"),
            errors=tuple(self._declared(entry) for entry in abi if entry["type"] == "error"),
        )

    def _about(self) -> Mapping[str, Any]:
        """Who says what the contract is for: itself, else the interface that it refers to."""
        return next((docs for _, docs in self._built if not _refers(docs)), self._built[0][1])

    def _contract_details(self, about: Mapping[str, Any]) -> Iterator[str]:
        """What developers are told of the contract itself, and of each interface that it has."""
        for path, docs in self._built:
            if docs is about or path.startswith("interfaces/"):
                yield from filter(None, [_one_line(docs["devdoc"].get("details", ""))])

    def _action(self, entry: Any) -> Function:
        words = self._text("devdoc", "methods", abi_to_signature(entry), "custom:roles")
        definition = self._syntax.function(self._node, function_abi_to_4byte_selector(entry).hex())
        place = self._syntax.origin(definition) if definition else self._source
        if not words and place.startswith("@"):
            words, _ = OPENZEPPELIN.get(entry["name"], ("", ""))
        return self._function(entry, parse_roles(words, place, entry["name"]))

    def _function(self, entry: Any, roles: tuple[str, ...]) -> Function:
        name, key = entry["name"], abi_to_signature(entry)
        definition = self._syntax.function(self._node, function_abi_to_4byte_selector(entry).hex())
        notice = self._text("userdoc", "methods", key, "notice")
        details = self._text("devdoc", "methods", key, "details")
        parameters = self._find("devdoc", "methods", key, "params") or {}
        results = self._find("devdoc", "methods", key, "returns") or {}
        if not notice and not results:  # OpenZeppelin's, which explains at length
            notice, details = OPENZEPPELIN.get(name, ("", _first_sentence(details)))[1], ""
        return Function(
            name=name,
            signature=signature(entry),
            roles=roles,
            notice=notice,
            details=details,
            parameters=tuple((given, _one_line(text)) for given, text in parameters.items()),
            results=tuple(("" if of.startswith("_") else of, _one_line(text)) for of, text in results.items()),
            reach=self._syntax.reach(self._node, definition) if definition else Reach((), (), ()),
        )

    def _declared(self, entry: Any) -> Declared:
        key, kind = abi_to_signature(entry), f"{entry['type']}s"
        said = self._find("userdoc", kind, key) or self._find("devdoc", kind, key) or {}
        first = said[0] if isinstance(said, list) else said  # an error of one signature may be declared twice
        notice = first.get("notice") or _first_sentence(first.get("details", ""))
        selector = function_signature_to_4byte_selector(key).hex() if entry["type"] == "error" else ""
        return Declared(entry["name"], signature(entry), selector, _one_line(notice))

    def _text(self, *keys: str) -> str:
        return _one_line(self._find(*keys) or "")

    def _find(self, *keys: str) -> Any:
        """What the first contract of the line that says anything there says."""
        for _, built in self._built:
            found: Any = built
            for key in keys:
                found = found.get(key, {})
            if found:
                return found
        return None


def _refers(docs: Mapping[str, Any]) -> bool:
    """Whether a contract's title only points to its interface."""
    return str(docs["devdoc"].get("title", "See {")).startswith("See {")


def _is_view(entry: Mapping[str, Any]) -> bool:
    return entry["stateMutability"] in ("view", "pure")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_sentence(text: str) -> str:
    return text[:1].upper() + text[1:].partition(". ")[0].rstrip(".") + "." if text else ""
