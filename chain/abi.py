"""The names of Solidity's types and parameters, as the JSON ABI describes them and as Python calls them.

Trusts the artifacts for the descriptions.
Never encodes anything: that is `chain.codec`.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Any, TypeAlias

Address: TypeAlias = str
Spec: TypeAlias = Mapping[str, Any]

ASCII_CODES = {"Jurisdiction": 2, "Currency": 3, "Purpose": 4, "Reason": 4, "Bic": 11, "Lei": 20, "Label": 32}
# Besides the full width: how long such a code may be.
SHORTER_CODES = {"Bic": range(8, 9), "Label": range(1, 32)}
ZERO_ADDRESS: Address = "0x" + "0" * 40


def type_name(spec: Spec) -> str:
    """Unqualified Solidity name of a struct, enum or user-defined value type; the ABI type of anything else.

    >>> type_name({"type": "tuple", "internalType": "struct ILoanBook.LoanTerms"})
    'LoanTerms'
    """
    internal = str(spec.get("internalType", spec["type"]))
    return internal.split()[-1].split(".")[-1].removesuffix("[]")


def is_enum(spec: Spec) -> bool:
    """Whether the parameter is a Solidity enum."""
    return str(spec.get("internalType", "")).startswith("enum ") and not spec["type"].endswith("[]")


def element(spec: Spec) -> Spec:
    """The description of one element of an array parameter."""
    internal = str(spec.get("internalType", spec["type"])).removesuffix("[]")
    return {**spec, "type": spec["type"].removesuffix("[]"), "internalType": internal}


def python_name(solidity: str) -> str:
    """A Solidity identifier as a Python one.

    >>> python_name("depositTokenOf"), python_name("from"), python_name("_x"), python_name("DOMAIN_SEPARATOR")
    ('deposit_token_of', 'from_', 'x', 'domain_separator')
    """
    if solidity.isupper():
        return solidity.lower()
    spaced = "".join(f"_{c.lower()}" if c.isupper() else c for c in solidity).strip("_")
    return f"{spaced}_" if keyword.iskeyword(spaced) else spaced
