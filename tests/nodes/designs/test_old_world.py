"""The correspondent world as a design: its outcomes and its prefunding are those of its books."""

from __future__ import annotations

from designs import case_of, world_of

from nodes.designs.old_world import result_of
from nodes.designs.outcomes import NOSTRO, RESERVES

CASE = case_of()


def test_result_of__run__says_of_each_payment_what_its_trip_says() -> None:
    world = world_of()
    result = result_of(CASE, world)
    assert result.is_conserved
    assert result.digest == world.table.digest.hex()
    for trip, outcome in zip(world.trips, result.outcomes, strict=True):
        assert (outcome.paid_at_s, outcome.received_at_s) == (trip.paid_at_s, trip.final_at_s)
        assert outcome.cost_minor == trip.cost_minor
        assert outcome.banks == len(trip.route)


def test_result_of__particulars__are_counted_from_the_run() -> None:
    world = world_of(nostro_percent=0, repair_bps=10_000)
    found = result_of(CASE, world).particulars
    assert (found["crossing"], found["waited_for_a_nostro"], found["repaired"]) == (5, 5, 5)
    assert found["events"] == len(world.table.rows)
    assert found["banks_on_the_way"] == sum(len(trip.route) for trip in world.trips if trip.crosses)
    # Hong Kong, Singapore and Thailand open in the same second of UTC: what is bought back is at no risk.
    assert found["covers"] == len(world.nostros.covers) > 0
    assert found["covers_principal_at_risk"]["max_usd_minor"] == 0


def test_result_of__funds__are_nostros_and_reserves_of_banks() -> None:
    world = world_of(nostro_percent=1_000)
    funds = {fund.holder: fund for fund in result_of(CASE, world).funds}
    nostros = {holder: fund for holder, fund in funds.items() if holder.kind == NOSTRO}
    assert sum(fund.held_minor for fund in nostros.values()) == sum(world.books.opening_minor.values())
    assert any(fund.idle_minor > 0 for fund in nostros.values())
    trade = world.trips[0]
    (payer,) = (f for h, f in funds.items() if h.kind == RESERVES and h.owner == "hk-bank-2")
    assert payer.used_minor == trade.legs[0].sent_minor
    assert {holder.kind for holder in funds} == {NOSTRO, RESERVES}
