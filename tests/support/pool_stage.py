"""A pool beside its model: who provides and trades, what reporters said, and the comparison.

Trusts `finance.curves` and `finance.reference_rates` as the other opinion; what is booked is never read from the chain.
Never lets a call pass that the model refuses, nor fail for a reason that the model does not know.
"""

from __future__ import annotations

from fractions import Fraction

from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, MAKER, actor, lei
from forks import once_an_engine
from pools import (
    AGE_S_MAX,
    AMPLIFICATION,
    BASE,
    DEVIATION_BPS_MAX,
    QUOTE,
    REPORTERS,
    REPORTERS_MIN,
    Venue,
    fund,
    open_venue,
)
from small_network import Network, open_network

from chain.accounts import Account
from chain.clients.types import Curve, RefusalCode, Role
from finance.curves.pool import SHARES_LOCKED, Cost, Pool
from finance.reference_rates import ReferenceTerms, Report, reference_rate

SECOND = actor("market-maker", "second-maker")
PROVIDERS = (MAKER, SECOND)
OUTSIDER = BANGKOK_BANK  # it takes part in one of the two currencies
TERMS = ReferenceTerms(REPORTERS_MIN, AGE_S_MAX, DEVIATION_BPS_MAX)
FEE_BPS = 5


@once_an_engine
def opened(curve: Curve) -> Venue:
    """The empty pool that every example goes on from, and two who may provide."""
    network = open_network()
    venue = open_venue(network, curve, FEE_BPS)
    for central_bank in (HKMA, BANK_OF_THAILAND):
        network.admit(central_bank, SECOND, Role.MARKET_MAKER, lei(500), "HK")
    fund(network, SECOND)
    return venue


class PoolStage:
    """A pool on one curve. model: what is booked; shares: of each provider; strays: money in the pool's account, base
    and quote, that is not booked: less than nothing once a legal order took what was; reports: of each reporter;
    silenced: reporters and traders that are suspended; stopped: who suspended the pool."""

    CURVE: Curve

    def __init__(self) -> None:
        super().__init__()
        first = opened(self.CURVE)
        self.network: Network = first.network.fork()
        self.venue = Venue(self.network, first.pool, first.taker)
        self.pool = first.pool
        self.model = Pool(FEE_BPS, AMPLIFICATION if self.CURVE is Curve.CONCENTRATED else 0)
        self.shares = dict.fromkeys(PROVIDERS, 0)
        self.strays = [0, 0]
        told = [self.network.read(self.network.fx_board.report_of(BASE, QUOTE, r.address)) for r in REPORTERS]
        self.reports = {r: Report(t.rate_ray, t.observed_at) for r, t in zip(REPORTERS, told, strict=True)}
        self.silenced: set[Account] = set()
        self.stopped: set[Account] = set()

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    def rate_ray(self) -> int:
        """The reference rate in the next block, zero when there is none."""
        known = [report for reporter, report in self.reports.items() if reporter not in self.silenced]
        found = reference_rate(known, TERMS, self.network.now_s)
        return 0 if found is None else found.rate_ray

    def foresee(self, of_base: bool, sell_minor: int) -> tuple[RefusalCode, Cost | None]:
        """What the pool has to answer about a sale in the next block, at the rate of then."""
        if self.stopped:
            return RefusalCode.MAKER_NOT_ADMITTED, None
        rate_ray = self.rate_ray() if self.model.amplification else 1
        if not rate_ray:
            return RefusalCode.POOL_RATE_MISSING, None
        reserves = self.model.base_minor, self.model.quote_minor
        free_minor = reserves[not of_base] + self.strays[not of_base]
        cost = self.model.cost(of_base, sell_minor, rate_ray) if sell_minor <= free_minor else None
        return (RefusalCode.POOL_INSUFFICIENT_LIQUIDITY, None) if cost is None else (RefusalCode.NONE, cost)

    def book(self, after: Pool, rate_ray: int = 0) -> None:
        """Takes over what a provision, a withdrawal or, at `rate_ray`, a sale left: none makes a share worth less."""
        before, self.model = self.model, after
        assert after.shares >= SHARES_LOCKED
        assert min(after.base_minor, after.quote_minor) > 0
        if before.shares and before.shares != after.shares:
            for was, is_now in ((before.base_minor, after.base_minor), (before.quote_minor, after.quote_minor)):
                assert Fraction(is_now, after.shares) >= Fraction(was, before.shares)
        elif before.shares:
            assert after.constant(rate_ray) >= before.constant(rate_ray)

    def compare(self) -> None:
        """Every figure of the pool is the model's, and every share is somebody's or locked."""
        read = self.network.read
        booked = (self.model.base_minor, self.model.quote_minor)
        assert read(self.pool.reserves()) == booked
        assert self.venue.held(self.pool.address) == (booked[0] + self.strays[0], booked[1] + self.strays[1])
        assert read(self.pool.total_shares()) == self.model.shares
        assert {who: read(self.pool.shares_of(who.address)) for who in PROVIDERS} == self.shares
        assert sum(self.shares.values()) == max(self.model.shares - SHARES_LOCKED, 0)
        assert read(self.network.fx_board.reference_rate(BASE, QUOTE))[0] == self.rate_ray()
