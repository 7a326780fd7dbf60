"""Gather-scatter: a wallet collects from several others and pays the whole out again in equal parts.

Trusts the hubs of the record.
Never holds two payments in and two out against anybody by themselves: that happens by chance.

Logic: a hub (see `hubs`) with five payments or more, or with three equal parts or more whose origin does not show. A
hub of two and two counts little. Thresholds: `HubSettings`. Misses: parts that differ by more than 2.5 %, hubs that
wait for more than four days, that keep more than 12 %, or that mix two collections.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey
from chain.detection import Reason

_SMALL, _ALONE, _BASE, _PART, _MOST = 30, 45, 60, 10, 95
_PAYMENTS_MIN = 5


class GatherScatter:
    """See the module. Score: 60, 10 more for each payment beyond five; without an origin 45, 10 more for each part
    beyond three; 95 at most; of two and two 30."""

    name: ClassVar[str] = "gather_scatter"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every hub."""
        for hub in survey.hubs:
            if not hub.came:
                score = _ALONE + _PART * (len(hub.goes) - 3)
            else:
                score = _BASE + _PART * (hub.size - _PAYMENTS_MIN) if hub.size >= _PAYMENTS_MIN else _SMALL
            reasons = (
                Reason("came_from", len(hub.came)),
                Reason("equal_parts", len(hub.goes)),
                Reason("passed_on_bps", hub.passed_bps),
                Reason("largest_part_minor", max(each.transfer.paid_minor for each in hub.goes)),
            )
            yield Finding.of(self.name, min(_MOST, score), (*hub.came, *hub.goes), reasons)
