"""Everybody who quotes in a scenario: the market makers that are written out, and the dealing arms of its banks.

Trusts the model for types and ranges.
Never checks anything: a desk is looked at by the checks that look at market makers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nodes.scenario.desks import DESK_SUFFIX
from nodes.scenario.findings import Loc
from nodes.scenario.model import BankEntry, MarketMakerEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Dealer:
    """Somebody who quotes. loc: where it stands; entry: what it is; serves: id of the bank to whose customers alone it
    quotes, `None`: to all; rebuilds: whether it fills up at closing."""

    loc: Loc
    entry: MarketMakerEntry
    serves: str | None = None
    rebuilds: bool = False


def dealers_of(scenario: Scenario) -> tuple[Dealer, ...]:
    """All of them, those that are written out first."""
    makers = (Dealer(("market_makers", index), maker) for index, maker in enumerate(scenario.market_makers))
    return (*makers, *_desks(scenario.banks))


def _desks(banks: Sequence[BankEntry]) -> Iterator[Dealer]:
    for index, bank in enumerate(banks):
        desk = bank.fx_desk
        if desk is not None:
            # The entry skips validation: its id and name may be longer than written ones.
            entry = MarketMakerEntry.model_construct(
                id=f"{bank.id}{DESK_SUFFIX}",
                name=f"{bank.name}, dealing",
                home=bank.jurisdiction,
                spread_bps=desk.spread_bps,
                quote_validity_s=desk.quote_validity_s,
                inventory=desk.inventory,
                reserves_open_quotes=True,
                limits=desk.limits,
            )
            yield Dealer(("banks", index, "fx_desk"), entry, bank.id, desk.rebuilds)
