"""Which two letters are a country: ISO 3166-1 alpha-2, as the time zone database has it.

Trusts the pinned package `tzdata`.
Never knows a country by another name.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

UNKNOWN = "XX"
"""What IVMS101 has for a country that is not known (C3)."""


def country_or_unknown(code: str) -> str:
    """The code where it is a country's, else XX: a currency area such as the Union has no code of its own."""
    return code if code in countries() else UNKNOWN


@cache
def countries() -> frozenset[str]:
    """Every alpha-2 code, and XX."""
    text = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    codes = (line.partition("\t")[0] for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset([*codes, UNKNOWN])
