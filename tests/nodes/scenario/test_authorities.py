"""Rules, tiers, acts and faults of a scenario, resolved: what the nodes are told of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import get_args

from nodes.scenario import Scenario
from nodes.scenario.acts import FAR_FUTURE_S, ActKind, ActName
from nodes.scenario.check_acts import _POWERS
from nodes.scenario.check_money import drawn_from
from nodes.scenario.check_sequence import _PLAY
from nodes.scenario.directory import directory_of
from nodes.scenario.fields import TierName
from nodes.scenario.model import FaultName, GeneratedPaymentsEntry
from nodes.scenario.rules import AmountLimit, CorridorRule, RollingWindow, Rules, Tier
from nodes.scenario.world import Fault, Supervisor

SCENARIO = Scenario.load(Path(__file__).parent / "authorities.yaml")
WORLD = SCENARIO.world()


def at(text: str) -> int:
    """Seconds since 1970 of a UTC time such as `2022-08-16 02:00:00`."""
    return int(datetime.datetime.fromisoformat(f"{text}+00:00").timestamp())


def test_world__rules__are_in_minor_units_with_none_for_what_is_not_asked() -> None:
    hong_kong, emirates = WORLD.jurisdictions
    assert hong_kong.rules == Rules(
        sanctions=True,
        risk_flag=True,
        operating_hours=True,
        corridor=CorridorRule(("HK", "AE"), ("GDDS", "SALA"), 100_000),
        travel_rule_from_minor=800_000,
        travel_rule_acknowledged_within_s=None,
        kyc_tier_minor={Tier.ANONYMOUS: 50_000, Tier.BASIC: 500_000},
        amount_limit=AmountLimit(1, 10_000_000),
        rolling_window=RollingWindow(
            86_400, 6, {Tier.ANONYMOUS: 100_000, Tier.BASIC: 3_000_000, Tier.FULL: 20_000_000}
        ),
        counterparty_exposure_minor=5_000_000,
        balance_cap_minor={Tier.ANONYMOUS: 200_000, Tier.BASIC: 2_000_000},
    )
    assert emirates.rules is None
    assert (hong_kong.supervisor, hong_kong.remuneration_bps) == (Supervisor("hk-watch", "HK Supervisor"), -25)
    assert (emirates.supervisor, emirates.remuneration_bps) == (Supervisor("ae-watch", "AE Supervisor"), None)


def test_world__rule_book_without_rules__asks_nothing() -> None:
    text = SCENARIO.source_text
    start, end = text.index("      sanctions: true"), text.index("  - id: AE")
    acts = text[: text.index("\nacts:") + 1].replace(text[start:end], '      amount_limit: {max: "5.00"}\n')
    lines = [line for line in acts.split("\n") if "outside_hours" not in line and "without_travel_rule" not in line]
    small = "\n".join(lines).replace('opening_balance: "450.00"', 'opening_balance: "4.50"')
    rules = Scenario.parse(small, "s.yaml").world().jurisdictions[0].rules
    assert rules == Rules(False, False, False, None, None, None, None, AmountLimit(0, 500), None, None, None)


def test_world__clients__have_tier_alias_second_key_and_day_of_joining() -> None:
    clients = {client.id: client for client in WORLD.clients}
    exporter, learner, painter = clients["exporter"], clients["learner"], clients["painter"]
    assert (exporter.tier, exporter.alias, exporter.step_up_above_minor) == (Tier.FULL, "+85212345678", 40_000)
    assert (exporter.joins, exporter.tier_expires_at_s) == (None, FAR_FUTURE_S)
    assert (learner.tier, learner.joins, learner.step_up_above_minor) == (
        Tier.ANONYMOUS,
        datetime.date(2022, 8, 17),
        None,
    )
    assert (painter.tier, painter.tier_expires_at_s) == (Tier.BASIC, at("2022-09-01 23:59:59"))
    assert clients["lo-bank-client-1"].tier is Tier.ANONYMOUS
    assert [bank.issuance_minor for bank in WORLD.banks] == [1_234_500, None, None]


def test_far_future__of_a_tier__fits_into_the_bits_that_the_registry_has_for_it() -> None:
    assert FAR_FUTURE_S < 2**32


def test_world__payments__carry_alias_fault_and_what_is_left_out() -> None:
    payments = {payment.id: payment for payment in WORLD.payments}
    plain, by_alias, reusing, without = (payments[name] for name in ("p-1", "p-2", "p-3", "p-6"))
    assert (plain.fault, plain.by_alias, plain.without_preflight, plain.without_travel_rule) == (None,) + (False,) * 3
    assert (by_alias.by_alias, by_alias.payee.id) == (True, "learner")
    assert (reusing.fault, reusing.reuses, reusing.without_preflight) == (Fault.REUSED_UETR, "p-1", True)
    assert (without.fault, without.without_preflight, without.without_travel_rule) == (None, True, True)
    assert {name for name, payment in payments.items() if payment.reuses} == {"p-3"}


def test_world__acts__are_in_the_order_of_time() -> None:
    assert [act.at_s for act in WORLD.acts] == sorted(act.at_s for act in WORLD.acts)
    assert [act.id for act in WORLD.acts][:7] == ["a-01", "a-02", "a-03", "a-04", "a-07", "a-09", "a-05"]
    acts = {act.id: act for act in WORLD.acts}
    assert (acts["a-01"].at_s, acts["a-01"].amount_minor) == (at("2022-08-16 02:00:00"), 1_000)
    assert (acts["a-02"].amount_minor, acts["a-02"].reason) == (None, "a-02")
    assert (acts["a-04"].at_s, acts["a-04"].reason) == (at("2022-08-17 01:00:00"), "in doubt")
    assert (acts["a-13"].amount_minor, acts["a-13"].expires_at_s) == (10_000, at("2022-08-25 23:59:59"))
    assert [acts[name].order for name in ("a-13", "a-14", "a-15")] == [None, "a-13", "a-13"]
    assert (acts["a-18"].against, acts["a-18"].upheld, acts["a-20"].tier) == ("lo-bank", False, Tier.FULL)


def test_act__reason_left_out__is_its_id_cut_to_what_the_chain_takes() -> None:
    long = "an-act-whose-id-is-as-long-as-it-may-be"
    world = Scenario.parse(SCENARIO.source_text.replace("{id: a-02,", f"{{id: {long},"), "s.yaml").world()
    assert next(act.reason for act in world.acts if act.id == long) == long[:32]


def test_languages__names_that_may_be_written__are_those_that_the_nodes_know() -> None:
    assert get_args(ActName) == tuple(ActKind)
    assert get_args(FaultName) == tuple(Fault)
    assert get_args(TierName) == tuple(Tier)


def test_checks__every_act__has_a_power_and_a_place_in_the_sequence() -> None:
    assert set(_POWERS) == set(_PLAY) == set(ActKind)


def test_drawn_from__who_joins_later_or_loses_a_key__takes_no_part() -> None:
    generated = GeneratedPaymentsEntry(count=1, value_usd_min="1", purposes=("GDDS",), clients="all")
    drawn = drawn_from(generated, directory_of(SCENARIO))
    assert drawn == ["cashier", "painter", "importer", "lo-bank-client-1"]
