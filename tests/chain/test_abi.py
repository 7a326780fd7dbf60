"""How Solidity's names read in Python."""

from __future__ import annotations

import pytest

from chain.abi import python_name, type_name


@pytest.mark.parametrize(
    ("solidity", "python"),
    [
        ("depositTokenOf", "deposit_token_of"),
        ("from", "from_"),
        ("is", "is_"),
        ("lambda", "lambda_"),
        ("_x", "x"),
        ("eip712Domain", "eip712_domain"),
        ("FxBoard", "fx_board"),
        ("to", "to"),
        ("", ""),
    ],
)
def test_python_name__solidity_identifier__is_snake_case_and_no_keyword(solidity: str, python: str) -> None:
    assert python_name(solidity) == python


@pytest.mark.parametrize(
    ("internal", "name"),
    [
        ("struct ILoanTerms.LoanTerms", "LoanTerms"),
        ("struct IParticipantRegistry.JurisdictionSpec[]", "JurisdictionSpec"),
        ("enum Role", "Role"),
        ("contract IFxBoard", "IFxBoard"),
        ("Currency", "Currency"),
    ],
)
def test_type_name__internal_type__is_unqualified(internal: str, name: str) -> None:
    assert type_name({"type": "any", "internalType": internal}) == name


def test_type_name__abi_without_internal_types__is_the_abi_type() -> None:
    assert type_name({"type": "uint256"}) == "uint256"
