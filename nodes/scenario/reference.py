"""The keys of a scenario file as a page for people, made of the schema that editors read.

Trusts the model for what each key means.
Never says what the checks find: a file that follows this page may still contradict itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = """# Keys of a scenario file

Made by `corridor schema --markdown` from the model; a test compares. What drawn payments, files of rows and shocks mean
is told in [scenarios](scenarios.md), loans in [loans](loans.md), venues in [fx](fx.md), obligations in
[settlement](settlement.md), alarms and planted patterns in [supervision](supervision.md).
"""


def reference_page(schema: Mapping[str, Any]) -> str:
    """The page, in Markdown; schema: as `Scenario.json_schema` gives it."""
    parts = [_HEAD, *_section("The file", schema)]
    for name, entry in sorted(schema["$defs"].items()):
        parts += _section(name.removesuffix("Entry"), entry)
    return "\n".join(parts)


def _section(title: str, entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {title}\n"
    if entry.get("description"):
        yield f"{_plain(entry['description'])}\n"
    yield "| key | is | says |\n|---|---|---|"
    required = entry.get("required", ())
    for key, value in entry["properties"].items():
        default = "required" if key in required else _default(value)
        yield f"| `{key}` | {_kind(value)}{default and f'; {default}'} | {_plain(value.get('description', ''))} |"
    yield ""


def _default(value: Mapping[str, Any]) -> str:
    default = value.get("default")
    if default in (None, [], {}) or isinstance(default, dict | list):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _kind(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2].removesuffix("Entry")
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return ", ".join(dict.fromkeys(_kind(way) for way in value["anyOf"] if way.get("type") != "null"))
    if "enum" in value:
        return ", ".join(f"`{item}`" for item in value["enum"])
    if "const" in value:
        return f"`{str(value['const']).lower()}`"
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}"
    if "additionalProperties" in value and isinstance(value["additionalProperties"], dict):
        return f"mapping to {_kind(value['additionalProperties'])}"
    return _bounded(value)


def _bounded(value: Mapping[str, Any]) -> str:
    kind = (
        "date"
        if value.get("format") == "date"
        else {"string": "text", "integer": "whole number"}.get(str(value.get("type")), str(value.get("type", "value")))
    )
    least, most = value.get("minimum"), value.get("maximum")
    if least is not None and most is not None:
        return f"{kind}, {least:,} to {most:,}"
    return f"{kind}, at least {least:,}" if least is not None else kind


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
