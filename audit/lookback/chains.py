"""Chains of payments, each of which passes on the one before, less about the same share every time.

Trusts the links for what passes on what.
Never searches more than a stated number of steps from one payment, and never reports a chain within a longer one.

Logic: from every payment, the longest way over links whose shares lie within two percentage points of each other; of
equally long ones the most regular. A chain of three payments has to lie within one point: three happen by chance. What
a chain is called, its wallets say: see `cycle`, `round_tripping`, `random_walk` and `rapid_movement`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.lookback.links import Link
from audit.lookback.traffic import OneOff, Traffic
from chain.abi import Address
from chain.detection import Reason

_BASE, _LONGER, _REGULAR_MAX, _MOST = 55, 10, 20, 95


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """payments_min; spread_bps_max: between the largest share passed on and the smallest; short_bps_max: the same of
    the shortest chains; payments_max: after which a chain is taken to end; steps_max: of one search."""

    payments_min: int = 3
    spread_bps_max: int = 200
    short_bps_max: int = 100
    payments_max: int = 30
    steps_max: int = 5_000


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain. payments: in order; least_bps, most_bps: of what came, passed on."""

    payments: tuple[OneOff, ...]
    least_bps: int
    most_bps: int

    @property
    def spread_bps(self) -> int:
        """How irregular it is."""
        return self.most_bps - self.least_bps

    @property
    def accounts(self) -> tuple[Address, ...]:
        """The wallets in the order of the money, one more than payments; who comes twice stands there twice."""
        return (self.payments[0].payer, *(each.payee for each in self.payments))

    @property
    def is_ring(self) -> bool:
        """Whether the money comes back to the first wallet, and is nowhere else twice."""
        first, *inner, last = self.accounts
        return first == last and first not in inner and len({*inner}) == len(inner)

    @property
    def currencies(self) -> int:
        """In how many currencies its wallets pay."""
        return len({each.transfer.currency for each in self.payments})

    def score(self) -> int:
        """55; 10 more for each payment beyond three; up to 20 more the more regular the shares are; 95 at most."""
        spread_bps_max = ChainSettings().spread_bps_max
        regular = _REGULAR_MAX * max(0, spread_bps_max - self.spread_bps) // spread_bps_max
        return min(_MOST, _BASE + _LONGER * (len(self.payments) - ChainSettings().payments_min) + regular)

    def reasons(self) -> tuple[Reason, ...]:
        """What it passed on and what became of the first amount."""
        first, last = self.payments[0].transfer, self.payments[-1].transfer
        return (
            Reason("passed_on_least_bps", self.least_bps),
            Reason("passed_on_most_bps", self.most_bps),
            Reason("first_minor", first.received_minor),
            Reason("last_minor", last.paid_minor),
        )


def chains(traffic: Traffic, links: Sequence[Link], settings: ChainSettings | None = None) -> tuple[Chain, ...]:
    """All chains of a record, the longest first."""
    settings = settings or ChainSettings()
    following: dict[int, list[Link]] = {}
    for link in links:
        following.setdefault(link.came.number, []).append(link)
    found = [
        chain
        for each in traffic.one_off
        if each.number in following and (chain := _longest(each, following, settings)) is not None
    ]
    # The place on the chain decides between what is equally long and regular: names never do.
    found.sort(key=lambda chain: (-len(chain.payments), chain.spread_bps, chain.payments[0].number))
    return tuple(_not_covered(found))


def _not_covered(found: Sequence[Chain]) -> Iterator[Chain]:
    covered: set[int] = set()
    for chain in found:
        numbers = {each.number for each in chain.payments}
        if not numbers <= covered:
            covered |= numbers
            yield chain


def _longest(first: OneOff, following: Mapping[int, Sequence[Link]], settings: ChainSettings) -> Chain | None:
    best: Chain | None = None
    open_ = [Chain((first, link.goes), link.passed_bps, link.passed_bps) for link in following[first.number]]
    steps = settings.steps_max
    while open_ and steps > 0:
        chain = open_.pop()
        steps -= 1
        if _counts(chain, settings) and (best is None or _rank(chain) > _rank(best)):
            best = chain
        if len(chain.payments) < settings.payments_max:
            open_ += _longer(chain, following.get(chain.payments[-1].number, ()), settings)
    return best


def _longer(chain: Chain, following: Sequence[Link], settings: ChainSettings) -> Iterator[Chain]:
    for link in following:
        least, most = min(chain.least_bps, link.passed_bps), max(chain.most_bps, link.passed_bps)
        if most - least <= settings.spread_bps_max:
            yield Chain((*chain.payments, link.goes), least, most)


def _counts(chain: Chain, settings: ChainSettings) -> bool:
    over = len(chain.payments) - settings.payments_min
    return over > 0 or (over == 0 and chain.spread_bps <= settings.short_bps_max)


def _rank(chain: Chain) -> tuple[int, int]:
    return len(chain.payments), -chain.spread_bps
