"""Interest-rate indices, rebuilt from who was licensed and what was published.

Trusts the registry as rebuilt for who is a central bank and who an active rate publisher.
Never lets a rate of a day that has begun change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audit.books import Fact
from audit.loans.act import Act
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import IndexLicensed, IndexPublished
from chain.clients.rate_index import RateIndex
from chain.clients.types import Role

RATE_PPM_MAX = 10**6
_DAY_S = 86_400


@dataclass(slots=True)
class _Index:
    """days: from which rates are effective, rising; rates_ppm: beside them."""

    publisher: Address = ZERO_ADDRESS
    days: list[int] = field(default_factory=list)
    rates_ppm: list[int] = field(default_factory=list)


class IndicesDraft:
    """All indices after the transactions read so far."""

    def __init__(self, contract: Address, registry: Registry) -> None:
        self._contract, self._registry = contract, registry
        self._indices: dict[tuple[str, str], _Index] = {}

    def license(self, act: Act, currency: str, name: str, publisher: Address) -> None:
        """A central bank names who publishes an index."""
        if act.sender != self._registry.central_bank_of_currency(currency) or not name:
            act.object("rate-index", f"{currency}/{name}", f"licensed by {act.sender}")
        self._index(currency, name).publisher = publisher
        act.say(IndexLicensed(currency, name, publisher))

    def publish(self, act: Act, currency: str, name: str, rate_ppm: int, effective_day: int) -> None:
        """The publisher says what the index is from a coming day on."""
        index = self._index(currency, name)
        is_publisher = self._registry.is_active_in(act.sender, currency, Role.RATE_PUBLISHER)
        if act.sender != index.publisher or not is_publisher:
            act.object("rate-index", f"{currency}/{name}", f"published by {act.sender}, licensed is {index.publisher}")
        last_day = max(act.now_s // _DAY_S, index.days[-1] if index.days else 0)
        if effective_day <= last_day or not -RATE_PPM_MAX <= rate_ppm <= RATE_PPM_MAX:
            message = f"{rate_ppm} from day {effective_day} on, settled up to {last_day}"
            act.object("rate-index", f"{currency}/{name}", message)
        index.days.append(effective_day)
        index.rates_ppm.append(rate_ppm)
        act.say(IndexPublished(currency, name, act.sender, rate_ppm, effective_day))

    def rate_at(self, currency: str, name: str, day: int) -> tuple[int, int] | None:
        """The rate on a day in millionths a year, and the day since which it is effective; None without one."""
        index = self._indices.get((currency, name), _Index())
        place = bisect_right(index.days, day)
        return (index.rates_ppm[place - 1], index.days[place - 1]) if place else None

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer, of now and of each day on which a rate began."""
        for (currency, name), index in self._indices.items():
            yield Fact(RateIndex.ARTIFACT, self._contract, "publisher_of", (currency, name)), index.publisher
            for day in dict.fromkeys([*index.days, at_s // _DAY_S]):
                answer = self.rate_at(currency, name, day) or (0, 0)
                yield Fact(RateIndex.ARTIFACT, self._contract, "rate_at", (currency, name, day)), answer

    def _index(self, currency: str, name: str) -> _Index:
        return self._indices.setdefault((currency, name), _Index())
