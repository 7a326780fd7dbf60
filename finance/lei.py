"""Legal Entity Identifiers (ISO 17442): is this one well formed, and which check digits complete a new one.

Trusts python-stdnum for ISO 7064 mod 97-10.
Never says that an identifier is issued to anyone: only GLEIF's register can.
"""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_97_10

_BASE = re.compile(r"[0-9A-Z]{18}")


def lei_complete(base: str) -> str:
    """The 20-character LEI of its first 18 characters (digits and capitals), or `ValueError`."""
    if not _BASE.fullmatch(base):
        raise ValueError(f"an LEI begins with 18 digits and capitals, not {base[:40]!r}")
    return base + mod_97_10.calc_check_digits(base)


def lei_check(lei: str) -> bool:
    """Whether `lei` is exactly 18 digits and capitals with their two check digits.

    The digits are compared, not only the remainder: 00, 01 and 99 leave the right remainder too, but ISO 7064
    yields 02 to 98.
    """
    return _BASE.fullmatch(lei[:18]) is not None and lei == lei_complete(lei[:18])
