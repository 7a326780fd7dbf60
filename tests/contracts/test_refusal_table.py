"""The refusal codes in their three places: the Solidity enum, `chain.errors.REFUSALS` and docs/rejections.md.

Trusts the artifacts for the enum; what the contract really reports is in test_refusals.
Never sorts before comparing: the order of each table is part of what it says.
"""

from __future__ import annotations

from pathlib import Path

from chain.artifacts import load_artifact
from chain.clients.types import RefusalCode
from chain.errors import REFUSALS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rejections.md"

# Names in the external code set ExternalStatusReason1Code of ISO 20022, as published with the payments messages.
ISO_20022 = {
    "AC03": "InvalidCreditorAccountNumber",
    "AC06": "BlockedAccount",
    "AC10": "InvalidDebtorAccountCurrency",
    "AC11": "InvalidCreditorAccountCurrency",
    "AG01": "TransactionForbidden",
    "AG10": "AgentSuspended",
    "AG11": "CreditorAgentSuspended",
    "AGNT": "IncorrectAgent",
    "AM02": "NotAllowedAmount",
    "AM04": "InsufficientFunds",
    "AM05": "Duplication",
    "AM07": "BlockedAmount",
    "AM09": "WrongAmount",
    "AM13": "AmountExceedsClearingSystemLimit",
    "AM14": "AmountExceedsAgreedLimit",
    "AM21": "LimitExceeded",
    "AM23": "AmountExceedsSettlementLimit",
    "ED05": "SettlementFailed",
    "ED06": "SettlementSystemNotAvailable",
    "FF07": "InvalidPurpose",
    "FR01": "Fraud",
    "NARR": "Narrative",
    "RR02": "MissingDebtorsNameOrAddress",
    "RR03": "MissingCreditorsNameOrAddress",
    "RR04": "RegulatoryReason",
    "TM01": "InvalidCutOffTime",
}


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_refusals__in_python__are_the_members_of_the_solidity_enum() -> None:
    members = load_artifact("SettlementEngine").enums["RefusalCode"]
    assert members[0] == "None"
    assert {refusal.code: refusal.name for refusal in REFUSALS} == dict(enumerate(members[1:], start=1))
    assert len(RefusalCode) == len(members)


def test_refusals__in_the_document__are_those_in_python() -> None:
    documented = table("Codes")
    expected = [
        [str(r.code), r.name, r.iso_code, ISO_20022[r.iso_code], r.rule, r.party, r.meaning]
        for r in sorted(REFUSALS, key=lambda refusal: refusal.code)
    ]
    assert documented == expected


def test_precedence__in_the_document__is_the_order_in_python() -> None:
    documented = [row[:2] for row in table("Precedence")]
    assert documented == [[str(place), refusal.name] for place, refusal in enumerate(REFUSALS, start=1)]


def test_refusals__iso_codes__are_all_used() -> None:
    assert {refusal.iso_code for refusal in REFUSALS} == ISO_20022.keys()
