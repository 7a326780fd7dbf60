"""What the contracts' events are called, for the verifier of evidence: `interface.json`.

Trusts the committed artifacts and the table of refusal codes.
Never describes an event with fields of no fixed length: evidence shows such a one as it stands.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from chain.abi import Spec, type_name
from chain.artifacts import artifact_names, load_artifact
from chain.errors import REFUSALS
from chain.hashing import keccak

_LETTERS = ("Bic", "Currency", "Jurisdiction", "Label", "Lei", "Purpose", "Reason")
"""Value types of the contracts whose bytes are ASCII, filled up with zeros."""


@cache
def interface_json() -> bytes:
    """Events by their first topic: name, how many topics, and fields, each a name and how to show it.

    The fields that are topics come first, as in a log. Beside them the names of refusal codes. One event a line; the
    verifier knows the SHA-256 of these bytes.
    """
    events = {topic: event for name in artifact_names() for topic, event in _events(name)}
    lines = ",\n".join(f"  {json.dumps(topic)}: {json.dumps(events[topic])}" for topic in sorted(events))
    codes = {str(int(refusal.code)): refusal.name for refusal in sorted(REFUSALS, key=lambda item: item.code)}
    return f'{{"events": {{\n{lines}\n}},\n"codes": {json.dumps(codes)}}}\n'.encode()


def _events(artifact: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for entry in load_artifact(artifact).abi:
        if entry["type"] == "event" and all(_is_word(spec) for spec in entry["inputs"]):
            types = ",".join(spec["type"] for spec in entry["inputs"])
            inputs = sorted(entry["inputs"], key=lambda spec: not spec["indexed"])
            fields = [[spec["name"], _kind(spec)] for spec in inputs]
            topics = 1 + sum(spec["indexed"] for spec in inputs)
            topic = keccak(f"{entry['name']}({types})".encode())
            found.append((f"0x{topic.hex()}", {"name": entry["name"], "topics": topics, "fields": fields}))
    return found


def _kind(spec: Spec) -> str:
    """address, bool, code, int, uetr or uint; of bytes how many, in letters (text11) or digits (data32)."""
    kind, name = spec["type"], type_name(spec)
    if kind.startswith("bytes"):
        return "uetr" if name == "Uetr" else f"{'text' if name in _LETTERS else 'data'}{kind[5:]}"
    return "code" if name == "RefusalCode" else str(kind).rstrip("0123456789")


def _is_word(spec: Spec) -> bool:
    return not spec["type"].startswith(("tuple", "string")) and spec["type"] != "bytes" and "[" not in spec["type"]
