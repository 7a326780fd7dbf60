"""The audited run of other ways to settle, its second part: obligations that are queued, netted and put into cycles.

Trusts the story's ledger.
Never does what fails; what is refused is meant to be.
"""

from __future__ import annotations

from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, HK_BANK, KEEPER, MAKER, lei, uetr
from audited_story import Story

from chain.accounts import Account
from chain.clients.types import QueueMode, Role

ALONE, FIRST_BATCH, FIRST_CYCLE, SECOND_CYCLE = uetr(200), 210, 230, 240


def queue(
    story: Story, number: int, payer: Account, payee: Account, minor: int, *, priority: int = 0, for_s: int = 3 * DAY_S
) -> str:
    """A bank queues what it owes another in baht."""
    call = story.deployment.liquidity_queue.queue(
        uetr(number), payee.address, "THB", minor, priority, story.ledger.timestamp_s + for_s
    )
    story.do(payer, call)
    return uetr(number)


def wait(story: Story) -> None:
    """Held, released, reprioritised; cancelled; expired; queued twice; refused."""
    contract = story.deployment.liquidity_queue
    keeper = story.deployment.registry.admit(KEEPER.address, Role.KEEPER, lei(21), "", "HK")
    story.do(BANK_OF_THAILAND, keeper)
    story.do(KEEPER, story.deployment.registry.accept_admission("TH"))
    alone = queue(story, 200, BANGKOK_BANK, CHIANGMAI_BANK, 1_000)
    story.do(BANGKOK_BANK, contract.hold(alone))
    story.do(BANGKOK_BANK, contract.reprioritise(alone, 9))
    story.do(BANGKOK_BANK, contract.release(alone))
    cancelled = queue(story, 201, CHIANGMAI_BANK, BANGKOK_BANK, 2_000)
    story.do(CHIANGMAI_BANK, contract.cancel(cancelled))
    late = queue(story, 202, CHIANGMAI_BANK, BANGKOK_BANK, 3_000, for_s=60)
    story.do(KEEPER, contract.expire(late), story.ledger.timestamp_s + 120)
    obligation = story.ledger.read(contract.obligation_of(alone))
    again = contract.queue(alone, CHIANGMAI_BANK.address, "THB", 1_000, 0, obligation.expires_at)
    story.do(BANGKOK_BANK, again)
    queue(story, 200, BANGKOK_BANK, CHIANGMAI_BANK, 1_001)
    queue(story, 203, CHIANGMAI_BANK, BANGKOK_BANK, 7, for_s=60)  # expires without anybody's saying so


def settle(story: Story) -> None:
    """Alone and in batches: three banks owe each other in a circle; one batch is refused for want of money."""
    contract = story.deployment.liquidity_queue
    story.do(BANGKOK_BANK, contract.set_bilateral_limit("THB", CHIANGMAI_BANK.address, 20_000))
    story.do(HK_BANK, contract.set_multilateral_limit("THB", 50_000))
    story.do(BANGKOK_BANK, contract.settle(ALONE))
    owed = (BANGKOK_BANK, CHIANGMAI_BANK, 9_000), (CHIANGMAI_BANK, HK_BANK, 8_000), (HK_BANK, BANGKOK_BANK, 7_000)
    uetrs = [queue(story, FIRST_BATCH + number, *one) for number, one in enumerate([*owed, *owed])]
    story.do(KEEPER, contract.settle_batch("THB", uetrs[:3]))
    story.do(MAKER, contract.settle_batch("THB", uetrs[3:]))
    short = queue(story, 220, CHIANGMAI_BANK, BANGKOK_BANK, 10**12)
    story.do(BANK_OF_THAILAND, contract.settle_batch("THB", [short]))
    story.do(CHIANGMAI_BANK, contract.settle(short))


def defer(story: Story) -> None:
    """One cycle is refused, then settles; one is abandoned; one is open, and one lapsed before it."""
    d, contract = story.deployment, story.deployment.liquidity_queue
    story.do(BANK_OF_THAILAND, contract.set_mode("THB", QueueMode.DEFERRED))
    queue(story, FIRST_CYCLE, CHIANGMAI_BANK, BANGKOK_BANK, 2 * 10**9)
    queue(story, FIRST_CYCLE + 1, BANGKOK_BANK, HK_BANK, 500)
    story.do(KEEPER, contract.close_cycle("THB"))
    story.do(BANK_OF_THAILAND, d.money("THB").issue(CHIANGMAI_BANK.address, 2 * 10**9, b""))
    story.do(KEEPER, contract.close_cycle("THB"))
    queue(story, SECOND_CYCLE, HK_BANK, BANGKOK_BANK, 600)
    story.do(BANK_OF_THAILAND, contract.abandon_cycle("THB"))
    queue(story, SECOND_CYCLE + 1, HK_BANK, BANGKOK_BANK, 700)
    lapsed = contract.queue(uetr(250), BANGKOK_BANK.address, "THB", 800, 0, story.ledger.timestamp_s + 9 * DAY_S)
    story.do(HK_BANK, lapsed, story.ledger.timestamp_s + 2 * DAY_S)


def queue_by_the_rules(story: Story) -> None:
    """One that the book of the central-bank money passes and counts; one that it refuses for want of a purpose."""
    queue(story, 260, BANGKOK_BANK, CHIANGMAI_BANK, 4_500)
    queue(story, 261, BANGKOK_BANK, CHIANGMAI_BANK, 5_001)
