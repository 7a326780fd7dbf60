"""A liquidity queue with banks enough to net among: what they owe each other, in one line each.

Trusts `small_network` for the network and its three banks; further Thai banks are admitted as those were.
Never settles anything itself: it queues, and says which calls settle.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actors import BANK_OF_THAILAND, OPERATOR, actor, lei
from rule_books import ask
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.kyc_tier import KycTier
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.reentrant_deposit import ReentrantDeposit
from chain.clients.types import AmountLimits, ObligationState, Refusal, Role, TierLimits
from chain.deploy import seal_all
from chain.ledger import Outcome

FURTHER_BANKS = tuple(actor("bank", f"thai-bank-{number}") for number in range(1, 11))


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation to be queued. uetr; payer; payee; amount_minor: in THB satang unless told."""

    uetr: str
    payer: Account
    payee: Account
    amount_minor: int


def queue_of(network: Network) -> LiquidityQueue:
    """Client of the network's queue."""
    return network.deployment.liquidity_queue


def fresh_uetr(network: Network) -> str:
    """A UETR that nothing else has here."""
    return f"00000000-0000-4000-8000-{next(network.counter):012d}"


def queueing(
    network: Network,
    uetr: str,
    payee: Account,
    amount_minor: int,
    *,
    currency: str = "THB",
    priority: int = 0,
    expires_at_s: int | None = None,
) -> Call[Any]:
    """The call with which a bank queues what it owes `payee`, valid for three days unless told."""
    expires = network.now_s + 3 * DAY_S if expires_at_s is None else expires_at_s
    return queue_of(network).queue(uetr, payee.address, currency, amount_minor, priority, expires)


def owe(network: Network, payer: Account, payee: Account, amount_minor: int, **how: Any) -> str:
    """The payer queues an obligation; answers its UETR."""
    uetr = fresh_uetr(network)
    network.run(payer, queueing(network, uetr, payee, amount_minor, **how))
    return uetr


def admit_banks(network: Network, count: int, each_minor: int = 0) -> Sequence[Account]:
    """So many more banks in Thailand, each with so much central-bank money."""
    banks = FURTHER_BANKS[:count]
    registry = network.registry
    for number, bank in enumerate(banks):
        network.ledger.submit(
            BANK_OF_THAILAND, registry.admit(bank.address, Role.COMMERCIAL_BANK, lei(500 + number), "", "TH")
        )
        network.ledger.submit(bank, registry.accept_admission("TH"))
        if each_minor:
            issue = network.money("THB").issue(bank.address, each_minor, b"open")
            network.ledger.submit(BANK_OF_THAILAND, issue)
    seal_all(network.ledger)
    return banks


def ask_two_rules(network: Network) -> None:
    """The central-bank money of THB gets a rule book that asks for tiers and amounts, which refuse nothing here."""
    deployment = network.deployment
    network.run(BANK_OF_THAILAND, deployment.rule(KycTier).set_limits("THB", TierLimits(10**9, 10**10, 10**12)))
    network.run(BANK_OF_THAILAND, deployment.rule(AmountLimit).set_limits("THB", AmountLimits(1, 10**12)))
    ask(network, network.money("THB"), KycTier, AmountLimit)


def queue_many(network: Network, banks: Sequence[Account], count: int, seed: int = 1) -> list[Owed]:
    """So many obligations between these banks, queued in few blocks; ascending by UETR."""
    chance = random.Random(seed)
    owed = []
    for _ in range(count):
        payer, payee = chance.sample(list(banks), 2)
        owed.append(Owed(fresh_uetr(network), payer, payee, chance.randrange(10_000, 1_000_000)))
        network.ledger.submit(payer, queueing(network, owed[-1].uetr, payee, owed[-1].amount_minor))
    seal_all(network.ledger)
    return sorted(owed, key=lambda item: item.uetr)


def sources_contract(network: Network) -> ReentrantDeposit:
    """A system contract of Thailand that makes the calls it is told to."""
    client = ReentrantDeposit(network.create(ReentrantDeposit.creation(OPERATOR.address, "THB")))
    network.run(BANK_OF_THAILAND, network.registry.admit(client.address, Role.SYSTEM_CONTRACT, "", "", ""))
    return client


def made_by(network: Network, contract: ReentrantDeposit, call: Call[Any]) -> Outcome:
    """What becomes of `call` when that contract makes it."""
    network.run(OPERATOR, contract.prepare(call.to, call.data))
    return network.attempt(OPERATOR, contract.settlement_debit(OPERATOR.address, 0, b""))


def state_of(network: Network, uetr: str, at_s: int | None = None) -> ObligationState:
    """Where an obligation is."""
    return network.read(queue_of(network).state_of(uetr), at_s=at_s)


def batch_of(network: Network, *uetrs: str) -> Call[Any]:
    """The call that settles these obligations in THB at once."""
    return queue_of(network).settle_batch("THB", sorted(uetrs))


def foreseen(network: Network, *uetrs: str, at_s: int | None = None) -> Refusal:
    """What preflight says of the same."""
    return network.read(queue_of(network).preflight_batch("THB", sorted(uetrs)), at_s=at_s)


def thb_of(network: Network, *holders: Account) -> tuple[int, ...]:
    """What each holds of the Thai central-bank money."""
    return tuple(network.read(network.money("THB").balance_of(holder.address)) for holder in holders)
