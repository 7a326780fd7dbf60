"""What is signed of a structure, beside eth_account, for every structure that the contracts or consents have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

import chain.consents
from chain.abi import Spec, is_enum, type_name
from chain.clients.types import TYPES, Approval
from chain.consents import Consent
from chain.typed_data import TypedDomain, signing_digest

VERIFIER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
OTHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
STRUCTS = {"PaymentOrder": "SettlementEngine", "FirmQuote": "FxBoard", "LoanTerms": "LoanBook"}
STRUCTS |= dict.fromkeys(("LoanAssignment", "LoanMandate", "LoanRestructuring"), "LoanBook")
STRUCTS |= {"Instruction": "AtomicSettlement", "Lock": "HashTimeLock", "ReturnOrder": "PaymentReturns"}
CONSENTS = [kind for kind in vars(chain.consents).values() if isinstance(kind, type) and issubclass(kind, Consent)]
SIGNED = [(TYPES[name], contract) for name, contract in STRUCTS.items()]
SIGNED += [(kind, "DepositToken") for kind in CONSENTS if kind is not Consent]


def member(spec: Spec) -> st.SearchStrategy[tuple[Any, Any]]:
    """A value of ours for a member, beside the same one for eth_account."""
    kind, name = spec["type"], type_name(spec)
    if kind == "tuple":
        parts = spec["components"]
        return st.tuples(*(member(part) for part in parts)).map(lambda row: one(name, parts, row))
    if kind == "tuple[]":
        parts = spec["components"]
        drawn = st.lists(st.tuples(*(member(part) for part in parts)), max_size=3)
        return drawn.map(lambda rows: both(name, parts, rows))
    if kind == "address[]":
        return st.lists(st.sampled_from([VERIFIER, OTHER]), max_size=3).map(lambda value: (tuple(value), value))
    if kind == "bool":
        return st.booleans().map(lambda value: (value, value))
    if is_enum(spec):
        return st.sampled_from(TYPES[name]).map(lambda value: (value, int(value)))
    if name == "Uetr":
        return st.uuids().map(lambda value: (str(value), value.bytes))
    if name in ("Currency", "Label", "Purpose", "Reason"):
        size = int(kind.removeprefix("bytes"))
        return st.text("ABCXYZ019", min_size=size, max_size=size).map(lambda value: (value, value.encode()))
    if kind.startswith("uint"):
        return st.integers(0, 2 ** int(kind[4:]) - 1).map(lambda value: (value, value))
    if kind.startswith("int"):
        bound = 2 ** (int(kind[3:]) - 1)
        return st.integers(-bound, bound - 1).map(lambda value: (value, value))
    if kind.startswith("bytes"):
        size = int(kind.removeprefix("bytes"))
        return st.binary(min_size=size, max_size=size).map(lambda value: (value, value))
    assert kind == "address"
    return st.just((VERIFIER, VERIFIER))


def one(name: str, parts: Sequence[Spec], row: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """A struct of ours, beside the same one for eth_account."""
    (mine,), (theirs,) = both(name, parts, [row])
    return mine, theirs


def both(name: str, parts: Sequence[Spec], rows: Sequence[Sequence[tuple[Any, Any]]]) -> tuple[Any, Any]:
    """An array of structs of ours, beside the same one for eth_account."""
    mine = tuple(TYPES[name](*(ours for ours, _ in row)) for row in rows)
    names = [part["name"] for part in parts]
    return mine, [dict(zip(names, (theirs for _, theirs in row), strict=True)) for row in rows]


def typed(name: str, specs: Sequence[Spec]) -> dict[str, list[dict[str, str]]]:
    """The types of a structure and of the structs in it, as eth_account takes them."""
    found: dict[str, list[dict[str, str]]] = {name: []}
    for spec in specs:
        found[name].append({"name": spec["name"], "type": spec["type"].replace("tuple", type_name(spec))})
        if "components" in spec:
            found |= typed(type_name(spec), spec["components"])
    return found


@pytest.mark.parametrize(("kind", "contract"), SIGNED, ids=[kind.__name__ for kind, _ in SIGNED])
@given(data=st.data(), chain_id=st.integers(1, 2**256 - 1), name=st.sampled_from(["", "Kronen", "บาท"]))
def test_signing_digest__any_structure__is_what_eth_account_signs(
    kind: type[Any], contract: str, data: st.DataObject, chain_id: int, name: str
) -> None:
    domain = TypedDomain(contract, chain_id, VERIFIER, name)
    specs = kind.member_specs() if issubclass(kind, Consent) else domain.components(kind.__name__)
    drawn = [data.draw(member(spec)) for spec in specs]
    values = {spec["name"]: theirs for spec, (_, theirs) in zip(specs, drawn, strict=True)}
    message = encode_typed_data(domain.as_dict(), typed(kind.__name__, specs), values)
    expected = keccak(b"\x19" + message.version + message.header + message.body)
    assert signing_digest(kind(*(mine for mine, _ in drawn)), domain) == expected


def test_signing_digest__fields_of_every_consent__are_its_members_in_order() -> None:
    for kind in CONSENTS:
        assert len(fields(kind)) == len(kind.MEMBERS), kind


def test_signing_digest__member_of_any_length__is_refused_and_not_guessed() -> None:
    approval = Approval(0, b"", b"")
    with pytest.raises(KeyError, match="takes no Approval"):
        signing_digest(approval, TypedDomain("FxBoard", 1, VERIFIER))
    with pytest.raises(TypeError, match="signature has more than a word, and is neither struct nor array"):
        signing_digest(approval, TypedDomain("AtomicSettlement", 1, VERIFIER))
