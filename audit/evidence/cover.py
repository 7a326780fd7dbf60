"""The cover sheet of a folder of evidence: one page for people that says what the files beside it prove.

Trusts jinja2 to escape, and the derived files for what is told; names are the deployment's word.
Never loads anything and runs no script: the page's own policy forbids it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files as resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from audit.evidence import verifier
from audit.wording import printable
from chain.consensus.seals import quorum

_AMOUNT = "Minor"


def cover_page(uetr: str, files: Mapping[str, bytes], names: Mapping[str, str], exponents: Mapping[str, int]) -> str:
    """The page as HTML. files: of the folder, by name; names: of addresses in small letters; exponents: by currency.

    Without genesis.json the chain is one that others run, and the page says what a block's hash proves.
    """
    meanings = _meanings(files)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = resources("audit.evidence").joinpath("cover.html").read_text(encoding="utf-8")
    is_sealed = "genesis.json" in files
    history = json.loads(files["validators.json"]) if is_sealed else []
    return environment.from_string(template).render(
        uetr=uetr,
        genesis=json.loads(files["genesis.json"]) if is_sealed else None,
        told=[row for meaning in meanings for row in _told(meaning, uetr, names, exponents)],
        items=[_item(meaning, names) for meaning in meanings],
        history=[period | {"quorum": quorum(len(period["validators"]))} for period in history],
        marks=_marks([*files, "cover.html"]),
    )


def _meanings(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    found = [json.loads(data) for name, data in files.items() if name.endswith("/meaning.json")]
    return sorted(found, key=lambda meaning: (meaning["block"], meaning["position"]))


def _told(
    meaning: Mapping[str, Any], uetr: str, names: Mapping[str, str], exponents: Mapping[str, int]
) -> Iterable[dict[str, Any]]:
    """What is said of the payment in one transaction."""
    for event in meaning["events"]:
        fields = event.get("fields", {})
        if uetr in (fields.get("uetr"), fields.get("originalUetr")):
            told = {name: _shown(name, value, fields, names, exponents) for name, value in fields.items()}
            yield {**meaning, **event, "fields": told, "contract": _named(event["contract"], names)}


def _item(meaning: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    said = ", ".join(event.get("event", "a log that is shown as it stands") for event in meaning["events"])
    created = meaning.get("created")
    to = f"creates {_named(created, names)}" if created else _named(meaning["to"], names)
    said = said if meaning["succeeded"] else "it was reverted"
    return {**meaning, "sender": _named(meaning["sender"], names), "to": to, "said": said}


def _shown(
    name: str, value: Any, fields: Mapping[str, Any], names: Mapping[str, str], exponents: Mapping[str, int]
) -> str:
    """A field for people: an account with its name, an amount in units of its currency."""
    if name.endswith(_AMOUNT):
        own = {"costMinor": "payerCurrency", "amountMinor": "payeeCurrency"}.get(name, "")
        currency = str(fields.get(own) or fields.get("currency") or fields.get(name.replace(_AMOUNT, "Currency")) or "")
        if currency in exponents:
            return f"{_units(int(value), exponents[currency])} {currency}"
    return _named(str(value), names)


def _units(minor: int, exponent: int) -> str:
    whole, rest = divmod(abs(minor), 10**exponent)
    return f"{'-' if minor < 0 else ''}{whole:,}" + (f".{rest:0{exponent}d}" if exponent else "")


def _named(text: str, names: Mapping[str, str]) -> str:
    return f"{names[text]} ({text})" if text in names else printable(text)


def _marks(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(verifier.mark_of(name), []).append(name)
    return dict(sorted(found.items()))
