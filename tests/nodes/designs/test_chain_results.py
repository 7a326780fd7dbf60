"""Tables of runs on a chain as designs: what settled when, what moved at its net, and from whose money."""

from __future__ import annotations

import datetime
from typing import Any

from designs import case_of

from nodes.designs.chain_results import Record, result_of
from nodes.designs.legs import plan_legs
from nodes.designs.outcomes import INVENTORY, RESERVES, Holder

CASE = case_of()
LEGS = plan_legs(CASE)
AT = datetime.datetime(2024, 6, 27, 8, tzinfo=datetime.UTC)
SUMMARY = {"conserved": True, "reconciled": True, "digest": "0xab"}


def rows(settled: dict[str, datetime.datetime | None], tx_hash: str = "") -> list[dict[str, Any]]:
    """A table of all obligations; those that are not named settled at once, each in a transaction of its own."""
    found = []
    for plan in LEGS:
        for entry in plan.entries:
            at = settled.get(entry.id, AT)
            found.append(
                {
                    "id": entry.id,
                    "payer": entry.payer,
                    "payee": entry.payee,
                    "currency": plan.code_of(entry),
                    "amount_minor": int(entry.amount.replace(".", "")),
                    "settled_at": at,
                    "height": None if at is None else 1,
                    "tx_hash": tx_hash or entry.id,
                }
            )
    return found


def test_result_of__two_legs__are_final_when_both_are_and_open_until_then() -> None:
    later = AT + datetime.timedelta(minutes=5)
    result = result_of(CASE, "rtgs", Record([], rows({"trade-bought": later, "back-bought": None}), SUMMARY))
    found = {outcome.id: outcome for outcome in result.outcomes}
    assert found["trade"].final_at_s == int(later.timestamp())
    assert found["back"].final_at_s is None
    assert found["back"].why == "Expired"
    exposure = found["back"].exposure(result.ends_s)
    assert exposure is not None
    assert (exposure.pair, exposure.received_at_s) == ("THB/HKD", result.ends_s)
    assert found["same"].final_at_s == found["same"].ordered_at_s


def test_result_of__within_a_currency__both_sides_are_one_leg() -> None:
    found = {o.id: o for o in result_of(CASE, "rtgs", Record([], rows({}), SUMMARY)).outcomes}
    assert found["home"].paid_at_s == found["home"].received_at_s == int(AT.timestamp())


def test_result_of__settled_in_one_transaction__uses_the_net_alone() -> None:
    gross = {f.holder: f for f in result_of(CASE, "rtgs", Record([], rows({}), SUMMARY)).funds}
    net = {f.holder: f for f in result_of(CASE, "dns", Record([], rows({}, "0x1"), SUMMARY)).funds}
    bank = Holder(RESERVES, "hk-bank-2", "HKD")
    costs = {plan.payment.id: plan.cost_minor for plan in LEGS}
    # It owes for `trade`, and is owed for `home`, `friday` and `late`.
    assert net[bank].used_minor == costs["trade"] - 100_000 - 5_000_000 - 2_000_000
    assert gross[bank].used_minor >= net[bank].used_minor
    maker = Holder(INVENTORY, "fair", "THB")
    assert net[maker].held_minor == 900_000_000
    assert Holder(RESERVES, "fair-thb", "THB") not in net


def test_result_of__run_that_is_not_conserved__says_so() -> None:
    for key in ("conserved", "reconciled"):
        assert not result_of(CASE, "rtgs", Record([], rows({}), {**SUMMARY, key: False})).is_conserved


def paid(name: str, verdict: str, maker: str = "fair") -> dict[str, Any]:
    plan = next(plan for plan in LEGS if plan.payment.id == name)
    clients = [CASE.clients[client] for client in (plan.payment.payer, plan.payment.payee)]
    return {
        "id": name,
        "payer_bank": clients[0].bank.id,
        "payee_bank": clients[1].bank.id,
        "payer_currency": plan.codes[0],
        "payee_currency": plan.codes[1],
        "cost_minor": plan.cost_minor,
        "amount_minor": plan.payment.amount_minor,
        "verdict": verdict,
        "final_at": AT,
        "refusal": "" if verdict == "settled" else "NoQuote",
        "height": 1,
        "tx_hash": name,
        "maker": "" if plan.codes[0] == plan.codes[1] else maker,
    }


def test_result_of__payment_versus_payment__has_one_moment_and_both_inventories() -> None:
    table = [paid(plan.payment.id, "kept_off" if plan.payment.id == "late" else "settled") for plan in LEGS]
    result = result_of(CASE, "pvp", Record(table, [], SUMMARY))
    found = {outcome.id: outcome for outcome in result.outcomes}
    assert found["trade"].paid_at_s == found["trade"].received_at_s == int(AT.timestamp())
    assert found["late"].final_at_s is None
    assert found["late"].why == "NoQuote"
    funds = {fund.holder: fund for fund in result.funds}
    assert funds[Holder(INVENTORY, "fair", "THB")].used_minor > 0
    assert funds[Holder(INVENTORY, "dear", "THB")].used_minor == 0
    assert funds[Holder(INVENTORY, "dear", "THB")].held_minor == 900_000_000
