"""The correspondent design: runs the simulation and says of it what is said of every design.

Trusts the books of the simulation, which it checks for conservation.
Never prices what a bank does for itself: what the payer gives is the tariff, bank by bank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from finance.measures.principal_at_risk import principal_at_risk
from nodes.correspondent.books import CENTRAL_BANK, Account, Movement, is_conserved
from nodes.correspondent.charges import Tariff
from nodes.correspondent.trips import Planner, Trip, nostro_account
from nodes.correspondent.world import CorrespondentWorld
from nodes.designs.case import Case
from nodes.designs.outcomes import NOSTRO, RESERVES, DesignResult, Flow, Holder, Outcome, funds_of, in_usd
from nodes.designs.table import CORRESPONDENT
from nodes.scenario.correspondent import CorrespondentPlan


def run_world(case: Case, plan: CorrespondentPlan) -> CorrespondentWorld:
    """The payments of a case through correspondents, from the first order to the last cover."""
    banks = {client.id: client.bank.id for client in case.clients.values()}
    trips = tuple(Planner(plan, Tariff(case.rates, plan), banks).trips(case.payments))
    world = CorrespondentWorld(case.scenario.name, case.scenario.seed, plan, trips)
    world.run()
    return world


def result_of(case: Case, world: CorrespondentWorld) -> DesignResult:
    """The simulation as a design."""
    books = world.books
    holds = is_conserved(books.opening_minor, books.movements, books.balances_minor())
    outcomes = tuple(_outcome(case, trip) for trip in world.trips)
    ends_s = max((movement.at_s for movement in books.movements), default=0)
    opening = {
        Holder(NOSTRO, account.owner, account.currency, account.keeper): minor
        for account, minor in books.opening_minor.items()
    }
    own = {bank.id: bank for bank in case.world.banks if bank.opening_liquidity_minor}
    opening |= {Holder(RESERVES, b.id, b.currency.code): b.opening_liquidity_minor for b in own.values()}
    digest = world.table.digest.hex()
    funds, particulars = funds_of(opening, _flows(world)), _particulars(case, world)
    return DesignResult(CORRESPONDENT, outcomes, funds, ends_s, digest, holds, particulars)


def _particulars(case: Case, world: CorrespondentWorld) -> dict[str, Any]:
    """What no other design has: repairs, waits for money on a nostro, and what banks bought back at spot, with the
    principal at risk in that, which is beside the payments'."""
    covers = world.nostros.covers
    values = (case.usd_minor(abs(cover.amount_minor), cover.account.currency) for cover in covers)
    exposures = [world.nostros.exposure_of(cover, minor) for cover, minor in zip(covers, values, strict=True)]
    crossing = [trip for trip in world.trips if trip.crosses]
    return {
        "events": len(world.table.rows),
        "nostros": len(world.plan.nostros),
        "banks_on_the_way": sum(len(trip.route) for trip in crossing),
        "crossing": len(crossing),
        "repaired": sum(trip.repairs > 0 for trip in world.trips),
        "waited_for_a_nostro": sum(trip.waits > 0 for trip in world.trips),
        "covers": len(covers),
        "covers_principal_at_risk": in_usd(principal_at_risk(exposures)),
    }


def _outcome(case: Case, trip: Trip) -> Outcome:
    payment, payer = trip.payment, case.clients[trip.payment.payer]
    codes = payer.currency.code, payment.currency
    return Outcome(
        id=payment.id,
        day=payment.day,
        ordered_at_s=payment.at_s,
        payer_bank=trip.route[0].bank,
        payee_bank=trip.route[-1].bank,
        payer_currency=codes[0],
        payee_currency=codes[1],
        amount_minor=payment.amount_minor,
        cost_minor=trip.cost_minor,
        fair_minor=case.fair_minor(codes[0], payment.amount_minor, codes[1], payment.day),
        value_usd_minor=case.usd_minor(payment.amount_minor, payment.currency, payment.day),
        closes_s=case.closes_s(payment.day, *codes),
        paid_at_s=trip.paid_at_s,
        received_at_s=trip.final_at_s,
        banks=len(trip.route),
    )


def _flows(world: CorrespondentWorld) -> Iterator[Flow]:
    nostros = {nostro_account(world.plan, nostro.holder, nostro.keeper) for nostro in world.plan.nostros}
    for movement in world.books.movements:
        flow = dict(_sides(movement, nostros))
        if flow:
            yield flow


def _sides(movement: Movement, nostros: set[Account]) -> Iterator[tuple[Holder, int]]:
    """What a movement is to nostros and reserves; customers' and own accounts are no prefunding."""
    for account, minor in ((movement.source, -movement.amount_minor), (movement.target, movement.amount_minor)):
        if account.keeper == CENTRAL_BANK:
            yield Holder(RESERVES, account.owner, account.currency), minor
        elif account in nostros:
            yield Holder(NOSTRO, account.owner, account.currency, account.keeper), minor
