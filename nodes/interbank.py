"""A business day between banks: obligations arise, desks pay or queue them, operators resolve, the rest expires.

Trusts the calendar for the days and the plan of the scenario for what falls due.
Never does anything on a day on which nothing is owed.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from chain.abi import Address
from chain.deploy import WITHOUT_LIMIT
from nodes.bank import Bank
from nodes.credit import CreditLine, CreditView
from nodes.genesis import Actors
from nodes.liquidity import LiquidityDesk, policy_of
from nodes.netting_operator import NettingOperator
from nodes.policies import Policy, Terms
from nodes.queue_view import QueueView
from nodes.scenario.obligations import Obligation, SettlementPlan
from nodes.scenario.user_code import UserCode
from nodes.scenario.world import Jurisdiction, World

_DAY_S = 86_400


def operator_of(
    actors: Actors, world: World, home: str, view: QueueView, members: frozenset[Address]
) -> NettingOperator:
    """Who resolves what banks of a jurisdiction owe each other, as the scenario has it."""
    central_bank, named = actors.central_banks[home], world.settlement.operator
    who = central_bank if named is None else actors.keepers[named]
    return NettingOperator(who, central_bank.jurisdiction.currency.code, members, view)


def _policy(bank: Bank, plan: SettlementPlan, code: UserCode) -> Policy:
    """How a bank manages its liquidity: as it says itself, or as the settlement has it for all."""
    opening_minor = bank.plan.opening_liquidity_minor
    terms = Terms(opening_minor, plan.reserve_bps, plan.urgent_from, plan.credit, plan.pressing_s)
    return policy_of(bank.plan.policy or plan.policy, terms, code)


@dataclass(frozen=True, slots=True, eq=False)
class Interbank:
    """How the banks of a run settle with each other. plan: the way; planned: all that will be owed; view: of the
    queue; credits: what banks drew; desks: by bank; operators: by jurisdiction."""

    actors: Actors
    plan: SettlementPlan
    planned: tuple[Obligation, ...]
    view: QueueView
    credits: CreditView
    desks: dict[str, LiquidityDesk]
    operators: dict[str, NettingOperator]

    @classmethod
    def of(cls, actors: Actors, world: World, planned: tuple[Obligation, ...], code: UserCode) -> Interbank:
        """The desks and operators of a network that is open; they follow its queue from now on."""
        network, plan = actors.network, world.settlement
        view = QueueView(network.deployment.liquidity_queue.address)
        credits = CreditView(network.deployment.intraday_credit.address)
        if planned or world.gridlocks:
            network.followers += [view.hear, credits.hear]
        banks = dict(actors.banks)
        desks = {
            name: LiquidityDesk(bank, _policy(bank, plan, code), plan.is_queued, view, banks, CreditLine(bank))
            for name, bank in banks.items()
        }
        playing = {name for case in world.gridlocks for name in case.queue.balances_minor}
        members = {home: cls._members(actors, home, playing) for home in actors.central_banks}
        operators = {home: operator_of(actors, world, home, view, members[home]) for home in actors.central_banks}
        return cls(actors, plan, planned, view, credits, desks, operators)

    @staticmethod
    def _members(actors: Actors, home: str, playing: Collection[str]) -> frozenset[Address]:
        """The banks of a jurisdiction that are in no gridlock case: a case has an operator of its own."""
        banks = (bank for bank in actors.banks.values() if bank.plan.jurisdiction.id == home)
        return frozenset(bank.address for bank in banks if bank.plan.id not in playing)

    def open(self) -> None:
        """Central banks record collateral, and banks state what they pay each other net at most, where the scenario
        has it."""
        self._record_collateral()
        self._set_limits()
        self.actors.network.seal()

    def _record_collateral(self) -> None:
        """What is recorded may be drawn again every day, so that the allowance to issue is without limit."""
        network = self.actors.network
        credit = network.deployment.intraday_credit
        for central_bank in self.actors.central_banks.values():
            code = central_bank.jurisdiction.currency.code
            secured = [
                b for b in self.actors.banks.values() if b.plan.currency.code == code and b.plan.collateral_minor
            ]
            if secured:
                allowance = central_bank.money.set_issuance_allowance(credit.address, WITHOUT_LIMIT)
                network.send(central_bank.account, allowance)
            for bank in secured:
                value = credit.record_collateral(bank.address, code, bank.plan.collateral_minor)
                network.send(central_bank.account, value)

    def _set_limits(self) -> None:
        network, banks = self.actors.network, self.actors.banks.values()
        queue = network.deployment.liquidity_queue
        for bank in banks:
            code, plan = bank.plan.currency.code, bank.plan
            if plan.multilateral_limit_minor is not None:
                network.send(bank.account, queue.set_multilateral_limit(code, plan.multilateral_limit_minor))
            for other in (other for other in banks if other is not bank and other.plan.currency == plan.currency):
                limit_minor = plan.bilateral_limits_minor.get(other.plan.id, plan.bilateral_limit_minor)
                if limit_minor is not None:
                    network.send(bank.account, queue.set_bilateral_limit(code, other.address, limit_minor))

    def plan_day(self, day: datetime.date, home: Jurisdiction) -> None:
        """Puts a business day of a jurisdiction on the agenda."""
        owed = [o for o in self.planned if o.day == day and o.currency == home.currency.code]
        if not owed:
            return
        opens_s, closes_s = home.opening.hours.window_utc_s(day)
        for obligation in owed:
            desk = self.desks[obligation.payer]
            self.actors.network.at(obligation.at_s, partial(desk.take, obligation, closes_s))
        if self.plan.is_queued:
            self._plan_resolvers(home, opens_s, closes_s)
        else:
            self._plan_retries(owed, opens_s, closes_s)
        for desk in self._desks_of(home):
            self.actors.network.at(closes_s, desk.close)
        # The first block after the last second in which anything may settle.
        for last_s in sorted({closes_s, *(o.deadline_s for o in owed if o.deadline_s is not None)}):
            self.actors.network.at(last_s, partial(self.operators[home.id].expire, last_s + 1))
        self.actors.network.at((closes_s // _DAY_S + 1) * _DAY_S, partial(self._mark_overdue, home))

    def _mark_overdue(self, home: Jurisdiction) -> None:
        """The day of credit ends at midnight UTC: the operator puts on record who has not repaid."""
        who, code = self.operators[home.id].who, home.currency.code
        for bank in self.credits.owing_minor(code):
            call = who.network.deployment.intraday_credit.mark_overdue(bank, code)
            who.network.attempt(who.account, call, "overdue credit")

    def _plan_retries(self, owed: Sequence[Obligation], opens_s: int, closes_s: int) -> None:
        payers = sorted({obligation.payer for obligation in owed})
        for at_s in range(opens_s + self.plan.retry_every_s, closes_s, self.plan.retry_every_s):
            for payer in payers:
                self.actors.network.at(at_s, partial(self.desks[payer].retry, closes_s))

    def _desks_of(self, home: Jurisdiction) -> list[LiquidityDesk]:
        return [desk for desk in self.desks.values() if desk.bank.plan.jurisdiction.id == home.id]

    def _plan_resolvers(self, home: Jurisdiction, opens_s: int, closes_s: int) -> None:
        """Each resolver looks a block after the one before it, so that it sees what that one settled."""
        network, operator = self.actors.network, self.operators[home.id]
        desks = self._desks_of(home)
        for place, resolver in enumerate(self.plan.resolvers):
            after_s = (place + 1) * network.block_interval_s
            for at_s in range(opens_s + resolver.every_s, closes_s, resolver.every_s):
                for desk in desks if place == 0 else ():
                    if desk.policy.is_asked_at_set_times:
                        network.at(at_s, desk.review)
                if at_s + after_s < closes_s:
                    network.at(at_s + after_s, partial(operator.run, resolver.algorithm))
