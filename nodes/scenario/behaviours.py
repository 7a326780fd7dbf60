"""Where a scenario file names code of its own: the class of a node, or the policy of a bank's liquidity desk.

Trusts the model for how such a name is written.
Never imports anything: `nodes.scenario.user_code` does, where whoever runs the scenario allows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nodes.scenario.fields import is_class_path
from nodes.scenario.findings import Loc

if TYPE_CHECKING:
    from nodes.scenario import Scenario
    from nodes.scenario.interbank import SettlementEntry


class Role(StrEnum):
    """What a class of the user's stands in for; its value is the class that it has to subclass."""

    CENTRAL_BANK = "nodes.central_bank:CentralBank"
    SUPERVISOR = "nodes.supervisor:Supervisor"
    BANK = "nodes.bank:Bank"
    WALLET = "nodes.wallet:Wallet"
    MARKET_MAKER = "nodes.market_maker:MarketMaker"
    KEEPER = "nodes.keeper:Keeper"
    POLICY = "nodes.policies:Policy"


@dataclass(frozen=True, slots=True)
class WrittenClass:
    """A class that a scenario names. loc: where; path: `module:Class`; role: what it stands in for."""

    loc: Loc
    path: str
    role: Role


def written_classes(scenario: Scenario) -> Iterator[WrittenClass]:
    """Every class that a scenario names, in the order of its model."""
    for index, home in enumerate(scenario.jurisdictions):
        central_bank, supervisor = home.central_bank, home.supervisor
        yield from _behaviour(("jurisdictions", index, "central_bank"), central_bank.behaviour, Role.CENTRAL_BANK)
        if supervisor is not None:
            yield from _behaviour(("jurisdictions", index, "supervisor"), supervisor.behaviour, Role.SUPERVISOR)
    for index, bank in enumerate(scenario.banks):
        yield from _behaviour(("banks", index), bank.behaviour, Role.BANK)
        yield from _policy(("banks", index), bank.policy)
    for key in ("clients", "client_groups"):
        for index, entry in enumerate(getattr(scenario, key)):
            yield from _behaviour((key, index), entry.behaviour, Role.WALLET)
    for index, maker in enumerate(scenario.market_makers):
        yield from _behaviour(("market_makers", index), maker.behaviour, Role.MARKET_MAKER)
    for index, keeper in enumerate(scenario.keepers):
        yield from _behaviour(("keepers", index), keeper.behaviour, Role.KEEPER)
    for loc, way in _ways(scenario):
        yield from _policy(loc, way.policy)


def _ways(scenario: Scenario) -> Iterator[tuple[Loc, SettlementEntry]]:
    yield ("settlement",), scenario.settlement
    for index, variant in enumerate(scenario.compare):
        if variant.settlement is not None:
            yield ("compare", index, "settlement"), variant.settlement


def _behaviour(loc: Loc, path: str | None, role: Role) -> Iterator[WrittenClass]:
    if path is not None:
        yield WrittenClass((*loc, "behaviour"), path, role)


def _policy(loc: Loc, name: str | None) -> Iterator[WrittenClass]:
    if name is not None and is_class_path(name):
        yield WrittenClass((*loc, "policy"), name, Role.POLICY)
