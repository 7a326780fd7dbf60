"""Payments as obligations of banks: two legs through the cheapest maker, one within a currency, none within a bank."""

from __future__ import annotations

import pytest
from designs import case_of

from finance.fx import cost_minor_up, with_spread_up
from finance.money import currency
from nodes.designs.legs import NO_MAKER, TOO_DEAR, bank_entries, cheapest, plan_legs
from nodes.designs.table import DESIGNS, RTGS, applied

CASE = case_of()
LEGS = {plan.payment.id: plan for plan in plan_legs(CASE)}


def test_plan_legs__between_currencies__is_sold_to_and_bought_from_the_maker() -> None:
    trade = LEGS["trade"]
    assert trade.sold is not None
    assert trade.bought is not None
    assert (trade.sold.payer, trade.sold.payee) == ("hk-bank-2", "fair-hkd")
    assert (trade.bought.payer, trade.bought.payee) == ("fair-thb", "th-bank-2")
    mid_ray = CASE.rates.mid_ray(currency("THB"), currency("HKD"), trade.payment.day)
    assert trade.cost_minor == cost_minor_up(60_000_000, with_spread_up(mid_ray, 4))
    assert trade.bought.amount == "600000.00"
    assert [trade.code_of(entry) for entry in trade.entries] == ["HKD", "THB"]


def test_plan_legs__within_a_currency_and_within_a_bank__is_one_and_none() -> None:
    assert [len(LEGS[name].entries) for name in ("home", "same")] == [1, 0]
    assert LEGS["same"].why == ""


@pytest.mark.parametrize("name", ["trade", "friday", "late"])
def test_applied__obligation__arises_in_the_second_of_its_payment(name: str) -> None:
    owed = {obligation.id: obligation for obligation in applied(CASE, DESIGNS[RTGS]).world().obligations}
    payment = LEGS[name].payment
    for side in ("sold", "bought"):
        assert owed[f"{name}-{side}"].at_s == payment.at_s
        assert owed[f"{name}-{side}"].day == payment.day


def test_plan_legs__nobody_deals_or_too_dear__is_not_sent() -> None:
    tolerance = ("payments:\n", "payments:\n  cost_tolerance_bps: 3\n")
    dear = {plan.payment.id: plan for plan in plan_legs(case_of(tolerance))}
    assert {dear[name].why for name in ("trade", "back", "friday")} == {TOO_DEAR}
    assert dear["trade"].entries == ()


def test_plan_legs__more_than_any_maker_holds__is_not_sent() -> None:
    assert cheapest(CASE, ("HKD", "THB"), 10**12) is None
    large = {plan.payment.id: plan for plan in plan_legs(case_of(('amount: "600000.00"', 'amount: "9000001.00"')))}
    assert large["trade"].why == NO_MAKER
    assert large["trade"].entries == ()


def test_cheapest__spread_and_inventory__decide() -> None:
    first = cheapest(CASE, ("HKD", "THB"), 100)
    assert first is not None
    assert first.id == "fair"


def test_bank_entries__on_demand__has_what_it_owes_and_makers_their_inventory() -> None:
    entries = {entry.id: entry for entry in bank_entries(CASE, list(LEGS.values()))}
    owed = LEGS["trade"].cost_minor
    assert entries["hk-bank-2"].opening_liquidity == f"{(50_000 + owed) // 100}.{(50_000 + owed) % 100:02}"
    assert entries["hk-bank-2"].liquidity_top_up == "never"
    assert entries["fair-thb"].opening_liquidity == "9000000.00"
    assert entries["fair-thb"].jurisdiction == "TH"
    assert len(entries) == 6 + 6


def test_bank_entries__never_topped_up__keeps_its_own() -> None:
    case = case_of(('opening_liquidity: "500.00"', 'opening_liquidity: "500.00", liquidity_top_up: never'))
    entries = {entry.id: entry for entry in bank_entries(case, plan_legs(case))}
    assert entries["hk-bank-2"].opening_liquidity == "500.00"
