"""The travel-rule record: when a rule asks for it, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain.commitments import commit
from nodes.demand import plan_payments
from nodes.identity import lei_of
from nodes.scenario import Scenario
from nodes.travel_rule import NO_RECORD, as_lines, is_asked_for, travel_record

SCENARIO = Scenario.load(Path(__file__).parents[1] / "data" / "ruled.yaml")
CLIENTS = {client.id: client for client in SCENARIO.world().clients}
BAKER, OVEN = CLIENTS["baker"], CLIENTS["oven"]  # in Singapore, without the rule; in Germany, from 10,000.00 EUR on
PAYMENT = next(p for p in plan_payments(SCENARIO, SCENARIO.reference_rates()) if p.id == "large")


@pytest.mark.parametrize(
    ("payer", "cost_minor", "payee", "amount_minor", "asked"),
    [
        (OVEN, 1_000_000, BAKER, 5, True),
        (OVEN, 999_999, BAKER, 10**9, False),
        (BAKER, 10**9, OVEN, 1_000_000, True),
        (BAKER, 10**9, OVEN, 999_999, False),
        (BAKER, 10**9, BAKER, 10**9, False),
    ],
)
def test_is_asked_for__threshold_of_either_side__in_its_own_currency(
    payer, cost_minor: int, payee, amount_minor: int, asked: bool
) -> None:
    assert is_asked_for(payer, cost_minor, payee, amount_minor) is asked


def test_record__of_a_payment__names_persons_wallets_and_institutions_by_lei() -> None:
    paper = travel_record(7, PAYMENT, BAKER, "0xpayer", OVEN, "0xpayee")
    record = paper.record
    assert record["Originator"]["accountNumber"] == ["0xpayer"]  # type: ignore[index, call-overload]
    assert record["Beneficiary"]["accountNumber"] == ["0xpayee"]  # type: ignore[index, call-overload]
    text = "".join(as_lines([paper]))
    assert all(word in text for word in ("Baker", "Oven Maker", lei_of(7, "sg-bank"), lei_of(7, "de-bank"), "LEIX"))
    assert paper.commitment == commit(paper.salt, record) != NO_RECORD


def test_record__other_payment_or_seed__has_another_salt() -> None:
    salts = {travel_record(seed, PAYMENT, BAKER, "0xa", OVEN, "0xb").salt for seed in (1, 2)}
    assert len(salts) == 2


def test_as_lines__records__are_one_a_line() -> None:
    paper = travel_record(7, PAYMENT, BAKER, "0xa", OVEN, "0xb")
    assert list(as_lines([])) == []
    assert [line.count("\n") for line in as_lines([paper, paper])] == [1, 1]
