"""Which characters a text in a message may have: identifiers are refused, free text is mapped.

Trusts Unicode's general categories (UAX 44) for what prints.
Never lets a control, a direction mark or a character without a meaning into a message.
"""

from __future__ import annotations

import re
import unicodedata

from messages.errors import MessageError, shown

NOT_PROVIDED = "NOTPROVIDED"
"""What stands where a mandatory text has nothing to say (usage of cross-border payments, CBPR+)."""

# The set X of SWIFT, without the line ends: what every system that carries ISO 20022 takes in an identifier.
_IDENTIFIER = re.compile(r"[0-9A-Za-z/\-?:().,'+ ]+")
# Controls, formats (direction and joining marks, soft hyphens), halves of surrogates, private use, unassigned.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACES = {"Zs", "Zl", "Zp"}
_MAPPED = "."
_CUT = "+"


def identifier(text: str, length_max: int, where: str) -> str:
    """The text as it is; MessageError when it is empty, too long, or has a character or slash that may not travel.

    A slash may neither begin nor end it, nor stand beside another (SWIFT, usage of references).
    """
    if not 0 < len(text) <= length_max:
        raise MessageError(where, f"{shown(text)} has {len(text)} characters, allowed are 1 to {length_max}")
    if _IDENTIFIER.fullmatch(text) is None:
        raise MessageError(where, f"{shown(text)} has a character outside the set of identifiers")
    if text.strip() != text or text.startswith("/") or text.endswith("/") or "//" in text:
        raise MessageError(where, f"{shown(text)} begins or ends with a blank or slash, or has two slashes together")
    return text


def free_text(text: str, length_max: int) -> str:
    """The text as it may travel: what does not print becomes a point, blanks become single spaces, what is too long
    ends in a plus sign, nothing at all becomes NOTPROVIDED.

    Letters of every script stay as they are: ISO 20022 is UTF-8.

    >>> free_text("Joo\\u202e Chiat\\x00 Bakery", 140)
    'Joo. Chiat. Bakery'
    """
    kept = text[: 4 * length_max]  # what is cut off anyway needs no mapping, a megabyte of it least of all
    mapped = " ".join("".join(_mapped(character) for character in kept).split())
    if not mapped:
        return NOT_PROVIDED
    return mapped if len(mapped) <= length_max else mapped[: length_max - 1].rstrip() + _CUT


def is_clean(text: str) -> bool:
    """Whether every character of a text may travel: what is read is held to it, and mapped no more."""
    return all(unicodedata.category(character) not in _UNPRINTABLE for character in text)


def _mapped(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACES or character in "\t\n\r":
        return " "
    return _MAPPED if category in _UNPRINTABLE else character
