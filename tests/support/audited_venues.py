"""The audited run of other ways to settle, its last part: reference rates and two pools.

Trusts the story's ledger.
Never fills a pool: payments do, in a run of their own.
"""

from __future__ import annotations

from audited_cast import BANK_OF_THAILAND, DAY_S, JURISDICTIONS, MAKER, SUPERVISOR, account, lei
from audited_story import Story

from chain.clients.types import Curve, LegalOrder, PoolSpec, Role, Status
from chain.pools import PoolPlan, deploy_pools
from finance.fx import RAY

REPORTERS = [account("rate-publisher", f"reporter-{number}") for number in range(17)]
PRODUCT, CONCENTRATED = "product", "concentrated"
RATE_RAY = 46 * RAY // 10


def report_rates(story: Story) -> None:
    """Seventeen reporters for sixteen places: the last takes the place of one who was suspended; one reports twice."""
    board, registry = story.deployment.fx_board, story.deployment.registry
    story.do(BANK_OF_THAILAND, board.set_reference_terms("HKD", "THB", 3, 10 * DAY_S, 100))
    for number, reporter in enumerate(REPORTERS):
        story.do(BANK_OF_THAILAND, registry.admit(reporter.address, Role.RATE_PUBLISHER, lei(300 + number), "", "TH"))
        story.do(reporter, registry.accept_admission("TH"))
    for number, reporter in enumerate(REPORTERS[:-1]):
        story.do(reporter, board.report("HKD", "THB", RATE_RAY + number * RAY // 1_000, story.ledger.timestamp_s))
    story.do(BANK_OF_THAILAND, registry.set_participant_status(REPORTERS[0].address, Status.SUSPENDED, "licence"))
    story.do(REPORTERS[-1], board.report("HKD", "THB", RATE_RAY, story.ledger.timestamp_s))
    story.do(REPORTERS[1], board.report("HKD", "THB", RATE_RAY + 1, story.ledger.timestamp_s))


def provide(story: Story) -> None:
    """Two pools with different curves; liquidity comes, grows and goes."""
    specs = {
        PRODUCT: PoolSpec("HKD", "THB", Curve.CONSTANT_PRODUCT, 30, 0),
        CONCENTRATED: PoolSpec("HKD", "THB", Curve.CONCENTRATED, 5, 100),
    }
    plans = [PoolPlan(name, spec) for name, spec in specs.items()]
    operator = account("operator", "operator")
    story.deployment = deploy_pools(story.ledger, story.deployment, operator, JURISDICTIONS, plans)
    for name in specs:
        pool = story.deployment.pool(name)
        story.do(MAKER, pool.provide(1_000_000, 4_600_000, 1))
        story.do(MAKER, pool.provide(500_001, 10**7, 1))
        story.do(MAKER, pool.withdraw(700_000, 1, 1))


def lose(story: Story) -> None:
    """A legal order takes of a pool's money; its central bank has the pool book that."""
    d, pool = story.deployment, story.deployment.pool(PRODUCT)
    money, until_s = d.money("THB"), story.ledger.timestamp_s + DAY_S
    story.do(BANK_OF_THAILAND, d.registry.admit(SUPERVISOR.address, Role.SUPERVISOR, lei(90), "", "TH"))
    story.do(SUPERVISOR, d.registry.accept_admission("TH"))
    order = LegalOrder(b"order".ljust(32, b"\0"), pool.address, MAKER.address, 1_000, until_s)
    story.do(SUPERVISOR, money.record_legal_order(order))
    story.do(BANK_OF_THAILAND, money.forced_transfer(pool.address, MAKER.address, 1_000))
    story.do(BANK_OF_THAILAND, pool.write_down("THB"))
