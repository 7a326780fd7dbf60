"""The bindings' objects as XML and back; what comes in goes through defusedxml before anything looks at it.

Trusts xsdata to write what the bindings hold, and defusedxml to refuse document types, entities and what they refer to.
Never reads more than `BYTES_MAX`, an element that the schema does not have, or text between elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig

from messages.errors import MessageError, shown
from messages.iso20022.binding import RECORD, RECORD_NAMED, RECORD_NAMESPACE, Tree, bind
from messages.iso20022.bindings import ANY, KINDS, NAMESPACE, TEXT, document_class, is_element, parts_of

BYTES_MAX = 64 * 2**20
"""Largest message that is read: a day of a hundred thousand entries has half of it."""

_PREFIX = "corridor"
_SERIALIZER = XmlSerializer(config=SerializerConfig(indent="  "))


@dataclass(frozen=True, slots=True)
class Message:
    """A message. kind: its name and version; document: the bindings' object."""

    kind: str
    document: Any


def to_xml(message: Message) -> bytes:
    """The message as UTF-8, elements in the order of the schema, two blanks a level."""
    names = {None: NAMESPACE + message.kind, _PREFIX: RECORD_NAMESPACE}
    return _SERIALIZER.render(message.document, ns_map=names).encode()


def read(data: bytes) -> Message:
    """The message of an XML text. MessageError for what is no well-formed XML, has a document type or entities, is no
    message of ours, or breaks its schema."""
    if len(data) > BYTES_MAX:
        raise MessageError("message", f"it has {len(data)} bytes, at most {BYTES_MAX} are read")
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise MessageError("message", f"it has a document type or entities ({type(error).__name__})") from error
    except (ParseError, ValueError, LookupError) as error:
        raise MessageError("message", f"it is no XML: {error}") from error
    space, _, name = root.tag.rpartition("}")
    kind = space.removeprefix("{" + NAMESPACE)
    if kind not in KINDS or name != "Document":
        raise MessageError("message", f"its root is {shown(root.tag)}, none of {', '.join(KINDS)}")
    tree = _tree(root, document_class(kind), NAMESPACE + kind, kind)
    if not isinstance(tree, dict):
        raise MessageError(kind, "it is empty")
    return Message(kind, bind(kind, tree))


def _tree(element: Element, binding: Any, space: str, where: str) -> Tree | str:
    """An element as names and texts, one level of the schema at a time: what it does not know is refused at once."""
    if not is_element(binding):
        if len(element) or element.attrib:
            raise MessageError(where, "a text has parts")
        return element.text or ""
    parts = {part.name: part for part in parts_of(binding)}
    tree: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    if TEXT in parts:
        tree[TEXT] = element.text or ""
    elif (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise MessageError(where, "there is text between its parts")
    for child in element:
        if ANY in parts:
            tree[ANY] = _record(child, where)
            continue
        name = child.tag.removeprefix(f"{{{space}}}")
        if name not in parts:
            raise MessageError(where, f"it has no part {shown(child.tag)}")
        tree.setdefault(name, []).append(_tree(child, parts[name].kind, space, f"{where}/{name}"))
    _require_order(element, list(parts), space, where)
    return tree


def _require_order(element: Element, names: list[str], space: str, where: str) -> None:
    """The parts stand in the order of the schema."""
    places = [
        names.index(name) for name in (child.tag.removeprefix(f"{{{space}}}") for child in element) if name in names
    ]
    if places != sorted(places):
        raise MessageError(where, "its parts are not in the order of the schema")


def _record(element: Element, where: str) -> dict[str, str]:
    if element.tag != RECORD_NAMED + RECORD:
        raise MessageError(where, f"{shown(element.tag)} is nothing that is written here")
    return {child.tag.removeprefix(RECORD_NAMED): child.text or "" for child in element}
