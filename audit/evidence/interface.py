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


@cache
def interface_json() -> bytes:
    """Events by their first topic: name and fields (name, Solidity type, what it is called, whether it is a topic).

    Beside them the names of refusal codes. One event a line; the verifier knows the SHA-256 of these bytes.
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
            fields = [[spec["name"], spec["type"], type_name(spec), spec["indexed"]] for spec in entry["inputs"]]
            topic = keccak(f"{entry['name']}({types})".encode())
            found.append((f"0x{topic.hex()}", {"name": entry["name"], "fields": fields}))
    return found


def _is_word(spec: Spec) -> bool:
    return not spec["type"].startswith(("tuple", "string")) and spec["type"] != "bytes" and "[" not in spec["type"]
