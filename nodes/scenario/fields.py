"""The kinds of values in a scenario file: ids, codes, aliases, texts, dates, times, amounts; refused with a reason.

Trusts pydantic in its strict mode to refuse a value of another type.
Never converts a type: a number is not taken for text nor text for a number, and an amount stays text until
its currency is known.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum import iban

from finance.suggestions import did_you_mean
from nodes.scenario.findings import shown

T = TypeVar("T")

REFUSED = "scenario_value"
"""The type of our own validation errors; their context has `what`, `why` and `do`."""


class Entry(BaseModel):
    """A mapping of the file: frozen, strict about types, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)


def refused(what: str, why: str, do: str) -> PydanticCustomError:
    """A validation error in our own words."""
    # The template is fixed and the words are its data, so that braces in a user's text mean nothing.
    return PydanticCustomError(REFUSED, "{what}: {why}; {do}", {"what": what, "why": why, "do": do})


def _text(what: str, pattern: str, why: str, do: str) -> tuple[AfterValidator, WithJsonSchema]:
    """The validator and the schema of a text that has to match `pattern` as a whole."""
    expression = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if expression.fullmatch(value):
            return value
        raise refused(f"{what} {shown(value)!r}", why, do)

    schema = {"type": "string", "pattern": f"^{pattern}$", "description": f"{why[0].upper()}{why[1:]}."}
    return AfterValidator(check), WithJsonSchema(schema)


_ID_WHY = "an id is small letters, digits and hyphens, at most 40, and does not begin with a hyphen"

Id = Annotated[str, *_text("id", r"[a-z0-9][a-z0-9-]{0,39}", _ID_WHY, "rename it")]
"""Id of an actor, payment, loan or event."""

Stem = Annotated[
    str,
    *_text(
        "prefix",
        r"[a-z0-9][a-z0-9-]{0,29}",
        "it begins ids: small letters, digits and hyphens, at most 30, and no hyphen first",
        "rename it",
    ),
]
"""What the ids of generated actors begin with."""

Reference = Annotated[str, *_text("id", r"[a-z0-9][a-z0-9-]{0,59}", _ID_WHY, "correct it")]
"""Id of an actor that may be a generated client, whose id is longer: `<bank>-client-<n>`."""

ScenarioName = Annotated[
    str,
    *_text(
        "name",
        r"[a-z0-9][a-z0-9-]{0,59}",
        "it names the results folder: small letters, digits and hyphens, at most 60, no hyphen first",
        "rename it",
    ),
]

CountryCode = Annotated[
    str, *_text("country", r"[A-Z]{2}", "an ISO 3166 alpha-2 code is two capitals", "write it like HK")
]

CurrencyCode = Annotated[
    str, *_text("currency", r"[A-Z]{3}", "an ISO 4217 code is three capitals", "write it like HKD")
]

PurposeCode = Annotated[
    str,
    *_text("purpose", r"[A-Z]{4}", "an ISO 20022 external purpose code is four capitals", "write it like GDDS"),
]

RefusalName = Annotated[
    str,
    *_text(
        "refusal",
        r"[A-Z][A-Za-z]{2,39}",
        "a refusal is named as in docs/rejections.md",
        "write it like PayeeUnknown",
    ),
]

Label = Annotated[
    str,
    *_text(
        "id",
        r"[a-z0-9][a-z0-9-]{0,31}",
        "it goes on the chain: small letters, digits and hyphens, at most 32, and no hyphen first",
        "rename it",
    ),
]
"""Id that is a name on the chain too."""

TimeOfDay = Annotated[
    str,
    *_text(
        "time",
        r"([01][0-9]|2[0-3]):[0-5][0-9]",
        "a time is hours and minutes from 00:00 to 23:59",
        'write it like "09:00"',
    ),
]

Name = Annotated[str, Field(min_length=1, max_length=120, description="For people, one line.")]
"""A name or title for people, one line."""

Text = Annotated[str, Field(min_length=1, max_length=1_000)]
"""A sentence for people."""

Amount = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"})]
"""An amount in major units, in quotes: "250000.00". It is read once its currency is known."""

Rate = Annotated[
    str,
    *_text(
        "rate",
        r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?",
        "a rate is plain digits with at most one point",
        'write it like "3.6725"',
    ),
]
"""A positive decimal in quotes: as text, so that no binary fraction comes near it."""


Reason = Annotated[
    str,
    *_text(
        "reason",
        r"[ -~]{1,32}",
        "it goes on the chain: 1 to 32 plain ASCII characters",
        "shorten it and keep to ASCII",
    ),
]
"""Short text that names a decision on the chain."""


def _phone_or_iban(value: str) -> str:
    """An alias as it is hashed: one spelling alone, because another one would lead nowhere."""
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", value, re.ASCII):
        return value
    what = f"alias {shown(value)!r}"
    if value.startswith("+"):
        why = "a phone number is + and 7 to 15 digits (E.164)"
        raise refused(what, why, 'write it without spaces, like "+66812345678"')
    if not (value.isascii() and iban.is_valid(value)):
        why = "an alias is a phone number (E.164) or an IBAN with its check digits"
        raise refused(what, why, 'write it like "+66812345678" or "DE89370400440532013000"')
    if value != iban.compact(value):
        raise refused(what, "an IBAN is written in capitals, without spaces", f'write it "{iban.compact(value)}"')
    return value


Alias = Annotated[
    str,
    AfterValidator(_phone_or_iban),
    WithJsonSchema({"type": "string", "description": "A phone number (E.164) or an IBAN, without spaces."}),
]
"""A name under which a wallet is found: a phone number or an IBAN."""

TierName = Literal["anonymous", "basic", "full"]
"""How well a bank knows a client."""


def _iso_date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise refused(f"date {shown(value)!r}", "a date is an existing day as year-month-day", "write it like 2022-08-15")


Day = Annotated[datetime.date, BeforeValidator(_iso_date)]
"""A calendar day, `2022-08-15`, with or without quotes."""


_CLASS_PATH = r"[A-Za-z_][A-Za-z0-9_]{0,59}(\.[A-Za-z_][A-Za-z0-9_]{0,59}){0,9}:[A-Za-z_][A-Za-z0-9_]{0,59}"
_CLASS_WHY = "a class of your own is named by its module and its name"

ClassPath = Annotated[str, *_text("class", _CLASS_PATH, _CLASS_WHY, "write it like policies:Patient")]
"""A Python class: `module:Class`. It is looked up only where whoever runs the scenario allows code."""


def is_class_path(value: str) -> bool:
    """Whether a value names a Python class."""
    return re.fullmatch(_CLASS_PATH, value, re.ASCII) is not None


POLICIES = ("fifo", "deadline_aware", "liquidity_aware")
"""The liquidity policies that a scenario names without code of its own."""


def _policy(value: str) -> str:
    if value in POLICIES or is_class_path(value):
        return value
    why = f"a policy is {', '.join(POLICIES)}, or a class of your own{did_you_mean(value[:60], POLICIES)}"
    raise refused(f"policy {shown(value)!r}", why, "write one of them, or module:Class")


PolicyName = Annotated[
    str,
    AfterValidator(_policy),
    WithJsonSchema({"type": "string", "pattern": f"^({'|'.join(POLICIES)}|{_CLASS_PATH})$"}),
]
"""How a bank manages its liquidity: a policy by its name, or a class of the user's."""

Many = Annotated[tuple[T, ...], Strict(False)]
"""A list of the file, kept as a tuple; only the list itself is converted, its items stay strict."""
