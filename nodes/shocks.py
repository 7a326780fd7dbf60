"""Shocks of a scenario, carried out at their moment: who loses what, and what becomes of what it had begun.

Trusts the scenario's checks for whom a shock may hit.
Never does what only a plan can: rates, hours and validators are in the rates, calendars and faults from the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from chain.clients.types import Status
from finance.fx import BPS
from nodes.genesis import Actors
from nodes.interbank import Interbank
from nodes.network import reference
from nodes.scenario.shocks import Shock, ShockKind


def strike(shock: Shock, actors: Actors, interbank: Interbank) -> None:
    """Has a shock happen; a step that the chain refuses is a setback under `shock <id>`."""
    match shock.kind:
        case ShockKind.BANK_DEFAULT:
            _fail(shock, actors, interbank)
        case ShockKind.LIQUIDITY_DRAIN:
            _drain(shock, actors)
        case ShockKind.SANCTIONS_CHANGE:
            wallet = actors.wallets[shock.subject]
            central_bank = actors.central_banks[wallet.client.jurisdiction.id]
            heard = partial(actors.network.note, f"shock {shock.id}", is_planned=True)
            central_bank.set_sanctioned(wallet.address, shock.listed, heard)
        case _:
            pass  # the rates, calendars, faults or payments of the run have it already


def shock_report(shocks: Sequence[Shock]) -> list[dict[str, Any]]:
    """The shocks of a run as `run.json` has them: id, kind, UTC second, and what happened."""
    return [{"id": s.id, "kind": s.kind.value, "at_s": s.at_s, "effect": s.effect} for s in shocks]


def _fail(shock: Shock, actors: Actors, interbank: Interbank) -> None:
    """The bank withdraws what it queued while it still may, and does nothing more; its central bank suspends it."""
    bank = actors.banks[shock.subject]
    interbank.desks[shock.subject].fail()
    actors.network.failed.add(bank.address)
    heard = partial(actors.network.note, f"shock {shock.id}", is_planned=True)
    bank.central_bank.set_standing(bank.address, Status.SUSPENDED, shock.id[:32], heard)


def _drain(shock: Shock, actors: Actors) -> None:
    bank = actors.banks[shock.subject]
    money = bank.central_bank.money
    held_minor = actors.network.read(money.available_minor(bank.address))
    wanted_minor = shock.amount_minor
    if wanted_minor is None:
        wanted_minor = held_minor * (shock.share_bps or 0) // BPS  # down: a share is never exceeded
    amount_minor = min(held_minor, wanted_minor)
    if amount_minor > 0:
        call = money.redeem(amount_minor, reference(shock.id))
        actors.network.attempt(bank.account, call, f"shock {shock.id}", is_planned=True)
