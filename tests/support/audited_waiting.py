"""The audited run of payments, its last part: payments that wait for their bank's liquidity, and every end they have.

Trusts the story's ledger, and the returns before it for the calls that pay at home.
Never does what fails; what is refused is meant to be.
"""

from __future__ import annotations

from dataclasses import replace

from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    IMPORTER,
    KEEPER,
    NEIGHBOUR,
    POOR,
    SECOND_KEY,
    SHOP,
    lei,
)
from audited_hops import abroad, by_pool, pay_through
from audited_returns import at_home, give_back, recall, return_of
from audited_story import Story

from chain.accounts import Account
from chain.clients.types import PaymentOrder, QueueMode, Role, Status
from chain.consents import PaymentCancellation

CREDITED, BATCHED, CALLED_OFF, LAPSED, HELD_UP, WAITING, PAID, TOO_DEAR, OF_A_LOST_KEY, IN_A_CYCLE = range(360, 370)
BACK = 375
BY_THE_RULES, WITHOUT_PURPOSE, ABROAD_BY_THE_RULES, BACK_BY_THE_RULES = range(380, 384)
RULED_MINOR = 4_500
WAITING_MINOR = 60_000
PRIORITY = 5


def queue(
    story: Story, number: int, payer: Account = IMPORTER, *, for_s: int = DAY_S, minor: int = WAITING_MINOR
) -> PaymentOrder:
    """The Bangkok bank queues a payment of its customer to the shop."""
    order = replace(at_home(story, number, payer, minor), expires_at=story.ledger.timestamp_s + for_s)
    relay(story, order, payer)
    return order


def relay(story: Story, order: PaymentOrder, payer: Account = IMPORTER) -> None:
    """The payer's bank brings the signed order to be queued."""
    engine, waiting = story.deployment.engine, story.deployment.queued_payments
    step_up = story.sign(SECOND_KEY, order, engine) if payer is IMPORTER else b""
    story.do(BANGKOK_BANK, waiting.queue_payment(order, story.sign(payer, order, engine), step_up, PRIORITY))


def settle(story: Story, order: PaymentOrder) -> None:
    """The bank pays what it owes for it."""
    story.do(BANGKOK_BANK, story.deployment.liquidity_queue.settle(order.uetr))


def call_off(story: Story, order: PaymentOrder) -> None:
    """Payer and bank agree that it shall not settle."""
    waiting = story.deployment.queued_payments
    consent = PaymentCancellation(story.ledger.read(story.deployment.engine.hash_order(order)))
    story.do(BANGKOK_BANK, waiting.cancel_queued(order, story.sign(IMPORTER, consent, waiting)))


def queue_for_a_lost_key(story: Story) -> PaymentOrder:
    """A payment of somebody who loses the key before it expires."""
    story.do(BANGKOK_BANK, story.deployment.deposit("th-bank-1").issue(POOR.address, 10_000, b"cash"))
    return queue(story, OF_A_LOST_KEY, POOR, minor=900)


def pay_later(story: Story, of_a_lost_key: PaymentOrder) -> None:
    """Credited alone and in a batch, given back; called off, expired and refunded; held up; refused; still waiting."""
    d, waiting, liquidity = story.deployment, story.deployment.queued_payments, story.deployment.liquidity_queue
    story.do(KEEPER, waiting.refund_queued(of_a_lost_key))
    story.do(BANK_OF_THAILAND, d.registry.admit(KEEPER.address, Role.KEEPER, lei(21), "", "HK"))
    story.do(KEEPER, d.registry.accept_admission("TH"))
    credited = queue(story, CREDITED)
    relay(story, credited)
    relay(story, replace(credited, amount_minor=1))
    settle(story, credited)
    story.do(CHIANGMAI_BANK, waiting.credit_queued(credited))
    recall(story, credited)
    give_back(story, return_of(story, credited, BACK, WAITING_MINOR), credited)
    batched = queue(story, BATCHED, NEIGHBOUR)
    story.do(BANGKOK_BANK, liquidity.hold(batched.uetr))
    story.do(BANGKOK_BANK, liquidity.release(batched.uetr))
    story.do(KEEPER, liquidity.settle_batch("THB", [batched.uetr]))
    story.do(KEEPER, waiting.credit_queued(batched))
    called_off = queue(story, CALLED_OFF)
    call_off(story, called_off)
    story.do(KEEPER, waiting.refund_queued(called_off))
    lapsed = queue(story, LAPSED, for_s=60)
    story.do(KEEPER, liquidity.expire(lapsed.uetr), story.ledger.timestamp_s + 120)
    story.do(BANGKOK_BANK, waiting.refund_queued(lapsed))
    relay(story, replace(at_home(story, TOO_DEAR), amount_minor=10**12, cost_minor_max=10**12))


def wait(story: Story) -> None:
    """A payee who can't be credited yet; one that is paid and not credited; one in a cycle that is abandoned."""
    d, waiting = story.deployment, story.deployment.queued_payments
    held_up = queue(story, HELD_UP)
    settle(story, held_up)
    story.do(CHIANGMAI_BANK, d.registry.set_customer_status(SHOP.address, Status.SUSPENDED, "papers"))
    story.do(KEEPER, waiting.credit_queued(held_up))
    story.do(CHIANGMAI_BANK, d.registry.set_customer_status(SHOP.address, Status.ACTIVE, "papers"))
    story.do(KEEPER, waiting.credit_queued(held_up))
    settle(story, queue(story, PAID, NEIGHBOUR))
    queue(story, WAITING)
    story.do(BANK_OF_THAILAND, d.liquidity_queue.set_mode("THB", QueueMode.DEFERRED))
    deferred = queue(story, IN_A_CYCLE, for_s=2 * DAY_S)
    story.do(BANK_OF_THAILAND, d.liquidity_queue.abandon_cycle("THB"))
    story.do(KEEPER, waiting.refund_queued(deferred))


def obey(story: Story) -> None:
    """Queued, through a pool and back where rules hold; the queue refuses one that its own book has no purpose of."""
    d, waiting = story.deployment, story.deployment.queued_payments
    order = queue(story, BY_THE_RULES, for_s=2 * DAY_S, minor=RULED_MINOR)
    queue(story, WITHOUT_PURPOSE, for_s=2 * DAY_S, minor=5_001)
    story.do(KEEPER, d.liquidity_queue.close_cycle("THB"))
    story.do(KEEPER, waiting.credit_queued(order))
    give_back(story, return_of(story, order, BACK_BY_THE_RULES, RULED_MINOR), order)
    pay_through(story, abroad(story, ABROAD_BY_THE_RULES, 2_000), [by_pool(story, "product", "HKD", "THB")])
