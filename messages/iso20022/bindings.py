"""pyiso20022's bindings of the messages that we write: one class an element, found by the message's name.

Trusts the package for what a message is made of.
Never imports a binding before it is needed: they take a second.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

from messages.errors import MessageError, shown

CREDIT_TRANSFER = "pacs.008.001.09"
INSTITUTION_TRANSFER = "pacs.009.001.09"
STATUS_REPORT = "pacs.002.001.11"
RETURN = "pacs.004.001.10"
RECALL = "camt.056.001.09"
RECALL_ANSWER = "camt.029.001.10"
STATEMENT = "camt.053.001.08"
NOTIFICATION = "camt.054.001.08"
KINDS = (
    *(CREDIT_TRANSFER, INSTITUTION_TRANSFER, STATUS_REPORT, RETURN),
    *(RECALL, RECALL_ANSWER, STATEMENT, NOTIFICATION),
)
"""Every message that is written and read here, in its version."""

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
TEXT, ANY = "", "*"
"""Names of an element's own text, and of whatever it holds that its schema leaves open."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a binding.

    attribute: its name in Python; name: as XML has it, `@Ccy` for an attribute, TEXT, ANY; kind: class of its value;
    is_list, is_required; limits: the restrictions of XML Schema, as the bindings carry them.
    """

    attribute: str
    name: str
    kind: Any
    is_list: bool
    is_required: bool
    limits: dict[str, Any]


@cache
def document_class(kind: str) -> Any:
    """The binding's root class of a message; MessageError for a message that is not written here."""
    if kind not in KINDS:
        raise MessageError("message", f"{shown(kind)} is none of {', '.join(KINDS)}")
    name = kind.replace(".", "_")
    return import_module(f"pyiso20022.{kind[:4]}.{name}.{name}").Document


@cache
def parts_of(binding: Any) -> tuple[Part, ...]:
    """The fields of a binding, in the order of the schema."""
    hints = get_type_hints(binding)
    return tuple(_part(field, hints[field.name]) for field in fields(binding))


def is_element(kind: Any) -> bool:
    """Whether a value is an element with parts of its own."""
    return is_dataclass(kind)


def _part(field: Field[Any], hint: Any) -> Part:
    # `list[X]`, `None | X` or `X`; an optional list is not among what the package generates.
    is_list = get_origin(hint) is list
    kind = next((kind for kind in get_args(hint) if kind is not type(None)), hint)
    meta = dict(field.metadata)
    match meta.get("type"):
        case "Attribute":
            name = f"@{meta['name']}"
        case "Element":
            name = meta["name"]
        case "Wildcard":
            name = ANY
        case _:
            name = TEXT
    is_required = bool(meta.get("required")) or meta.get("min_occurs", 0) > 0
    return Part(field.name, name, kind, is_list, is_required, meta)
