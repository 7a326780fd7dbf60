"""Writes the typed clients, events and errors of `chain/clients` from the build artifacts.

Trusts the artifacts; a test proves that what is committed is what this writes.
Never runs when the network does: the clients it writes are plain Python.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chain.abi import ASCII_CODES, Spec, element, is_enum, python_name, type_name
from chain.artifacts import Artifact, artifact_names, load_artifact
from chain.generated import replace_files

CLIENTS_DIR = Path(__file__).parent / "clients"
_PLAIN = {"address": "Address", "bool": "bool", "string": "str", "bytes": "bytes"}
_HEADER = '''"""{0}

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations
'''
_WIDTH_MAX = 120


def write_bindings(target: Path = CLIENTS_DIR) -> list[str]:
    """Replaces the generated modules in `target`; returns the names of the files that changed."""
    return replace_files(target, ".py", render_bindings())


def render_bindings() -> dict[str, str]:
    """File name -> text of every generated module."""
    artifacts = [load_artifact(name) for name in artifact_names()]
    files = {
        "__init__.py": _HEADER.format("Typed access to every contract of the network."),
        "types.py": _types_module(artifacts),
        "events.py": _records_module(artifacts, "event", "Event", "chain.events", "EVENTS"),
        "errors.py": _records_module(artifacts, "error", "ContractError", "chain.errors", "ERRORS"),
    }
    for artifact in artifacts:
        files[f"{python_name(artifact.name)}.py"] = _client_module(artifact)
    return files


def _types_module(artifacts: Iterable[Artifact]) -> str:
    enums = {name: members for artifact in artifacts for name, members in artifact.enums.items()}
    structs = {type_name(spec): spec for artifact in artifacts for spec in _structs(artifact)}
    lines = [_HEADER.format("Enums and structs of the contracts' interfaces.")]
    lines += ["from dataclasses import dataclass", "from enum import IntEnum", "from typing import Any\n"]
    lines += ["from chain.abi import Address\n"]
    for name, members in sorted(enums.items()):
        lines += [f"\nclass {name.split('.')[-1]}(IntEnum):"]
        lines += [f'    """Solidity enum {name}."""\n']
        lines += [f"    {_constant(member)} = {value}" for value, member in enumerate(members)] + [""]
    for name, spec in sorted(structs.items()):
        doc = f"Solidity {spec['internalType'].removesuffix('[]')}."
        lines += ["", *_record(name, doc, spec["components"]), ""]
    names = sorted([name.split(".")[-1] for name in enums] + list(structs))
    lines += ["\nTYPES: dict[str, Any] = {"] + [f'    "{name}": {name},' for name in names] + ["}"]
    return "\n".join(lines) + "\n"


def _structs(artifact: Artifact) -> Iterator[Spec]:
    waiting = [spec for entry in artifact.abi for spec in [*entry.get("inputs", ()), *entry.get("outputs", ())]]
    while waiting:
        spec = waiting.pop()
        if "components" in spec:
            yield spec
            waiting.extend(spec["components"])


def _records_module(artifacts: Iterable[Artifact], kind: str, base: str, room: str, table: str) -> str:
    entries: dict[str, Mapping[str, Any]] = {}
    for artifact in artifacts:
        for entry in artifact.abi:
            if entry["type"] == kind and entries.setdefault(entry["name"], entry) != entry:
                raise ValueError(f"two {kind}s with the name {entry['name']} and different parameters")
    lines = [_HEADER.format(f"Every {kind} of the contracts as a class with typed fields.")]
    lines += ["from dataclasses import dataclass\n", "from chain.abi import Address"]
    specs = [spec for entry in entries.values() for spec in entry["inputs"]]
    if imported := _imports(specs):
        lines += _import_line(imported)
    lines += [f"from {room} import {base}\n"]
    for name, declared in sorted(entries.items()):
        lines += ["", *_record(name, signature(declared), declared["inputs"], base), ""]
    lines += [f"\n{table}: tuple[type[{base}], ...] = (", *(f"    {name}," for name in sorted(entries)), ")"]
    return "\n".join(lines) + "\n"


def _record(name: str, doc: str, fields: Iterable[Spec], base: str = "") -> list[str]:
    kind = "@dataclass(eq=False)" if base == "ContractError" else "@dataclass(frozen=True, slots=True)"
    lines = [kind, f"class {name}({base}):" if base else f"class {name}:"]
    lines += textwrap.wrap(f'"""{doc}"""', _WIDTH_MAX, initial_indent=" " * 4, subsequent_indent=" " * 4)
    return lines + [""] * bool(fields) + [f"    {python_name(spec['name'])}: {_type(spec)}" for spec in fields]


def _client_module(artifact: Artifact) -> str:
    functions = [entry for entry in artifact.abi if entry["type"] == "function"]
    constructor: list[Spec] = next((e["inputs"] for e in artifact.abi if e["type"] == "constructor"), [])
    given = [*constructor, *(spec for entry in functions for spec in entry["inputs"])]
    specs = [*given, *(spec for entry in functions for spec in entry["outputs"])]
    lines = [_HEADER.format(f"Typed access to the contract {artifact.name}.")]
    if any(spec["type"].endswith("[]") for spec in given):
        lines += ["from collections.abc import Sequence\n"]
    if any(spec["type"].startswith("address") for spec in specs):
        lines += ["from chain.abi import Address"]
    lines += [f"from chain.client import {'Call, ' if functions else ''}Client, Creation"]
    if imported := _imports(specs):
        lines += _import_line(imported)
    lines += ["", "", f"class {artifact.name}(Client):"]
    lines += [f'    """The contract {artifact.name} at one address."""\n']
    lines += [f'    ARTIFACT = "{artifact.name}"\n', "    @classmethod"]
    lines += _definition("creation", _parameters("cls", constructor), "Creation")
    lines += _laid_out("        return cls._creation(", _names(constructor), ")")
    for entry in sorted(functions, key=lambda entry: str(entry["name"])):
        lines += ["", *_method(entry)]
    return "\n".join(lines) + "\n"


def _definition(name: str, parameters: list[str], result: str) -> list[str]:
    """The head of a method."""
    return _laid_out(f"    def {name}(", parameters, f") -> {result}:")


def _laid_out(before: str, items: list[str], after: str) -> list[str]:
    """What stands in brackets in as few lines as fit, laid out as the formatter does it."""
    indent = " " * (len(before) - len(before.lstrip()))
    line, inner = f"{before}{', '.join(items)}{after}", f"{indent}    {', '.join(items)}"
    if len(line) <= _WIDTH_MAX:
        return [line]
    lines = [inner] if len(inner) <= _WIDTH_MAX else [f"{indent}    {item}," for item in items]
    return [before, *lines, f"{indent}{after}"]


def _method(entry: Mapping[str, Any]) -> list[str]:
    outputs = entry["outputs"]
    result = "None" if not outputs else _type(outputs[0])
    if len(outputs) > 1:
        result = f"tuple[{', '.join(_type(spec) for spec in outputs)}]"
    arguments = [f'"{entry["name"]}"', *_names(entry["inputs"])]
    return [
        *_definition(python_name(entry["name"]), _parameters("self", entry["inputs"]), f"Call[{result}]"),
        *_laid_out("        return self._call(", arguments, ")"),
    ]


def _parameters(first: str, specs: Iterable[Spec]) -> list[str]:
    return [first, *(f"{_argument(i, spec)}: {_type(spec, argument=True)}" for i, spec in enumerate(specs))]


def _names(specs: Iterable[Spec]) -> list[str]:
    return [_argument(i, spec) for i, spec in enumerate(specs)]


def _argument(position: int, spec: Spec) -> str:
    return python_name(spec["name"]) or f"argument_{position}"


def _type(spec: Spec, *, argument: bool = False) -> str:
    if spec["type"].endswith("[]"):
        inner = _type(element(spec))
        return f"Sequence[{inner}]" if argument else f"tuple[{inner}, ...]"
    name = type_name(spec)
    if spec["type"] == "tuple" or is_enum(spec):
        return name
    if name in ASCII_CODES or name == "Uetr":
        return "str"
    if spec["type"] in _PLAIN:
        return _PLAIN[spec["type"]]
    return "bytes" if spec["type"].startswith("bytes") else "int"


def _imports(specs: Iterable[Spec]) -> list[str]:
    return sorted({type_name(spec) for spec in specs if "components" in spec or is_enum(spec)}, key=str.lower)


def _import_line(names: list[str]) -> list[str]:
    """The import of types, laid out as the formatter does it."""
    line = f"from chain.clients.types import {', '.join(names)}"
    if len(line) <= _WIDTH_MAX:
        return [line]
    return ["from chain.clients.types import (", *(f"    {name}," for name in names), ")"]


def signature(entry: Mapping[str, Any]) -> str:
    """A function, event or error of an ABI with the names and Solidity types of its parameters.

    >>> signature({"name": "paid", "inputs": [{"name": "amountMinor", "type": "uint256"}]})
    'paid(uint256 amountMinor)'
    """
    return f"{entry['name']}({', '.join(_solidity(spec) for spec in entry['inputs'])})"


def _solidity(spec: Spec) -> str:
    indexed = " indexed" if spec.get("indexed") else ""
    return f"{type_name(spec)}{'[]' if spec['type'].endswith('[]') else ''}{indexed} {spec['name']}".rstrip()


def _constant(member: str) -> str:
    return python_name(member[0].lower() + member[1:]).upper()
