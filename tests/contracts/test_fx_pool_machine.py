"""Random acts on a pool beside its model: trades, provisions, gifts, seizures, reporters that lie or fall silent.

Trusts `pool_stage` as the other opinion; its figures never come from the chain.
Never lets a call pass that the model refuses, nor fail for a reason that the model does not know.
"""

from __future__ import annotations

import random

import pytest
from actors import BANK_OF_THAILAND, HKMA, HONGKONG_SUPERVISOR, MAKER
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from pool_stage import OUTSIDER, PROVIDERS, PoolStage
from pools import AGE_S_MAX, BASE, QUOTE, REPORTERS
from small_network import RATE_RAY

from chain.clients.types import Curve, LegalOrder, RefusalCode, Status
from finance.reference_rates import Report

AMOUNTS_MINOR = [1, 2, 999, 12_345, 1_000_000, 25_000_000, 10**9]
# In basis points of the usual rate: the last ones lie.
MOVES_BPS = [0, 0, 1, -1, 30, -30, 99, 5_000, -5_000]
ROUNDS = 25


class Pools(PoolStage, RuleBasedStateMachine):
    """What happens to one, step by step."""

    @rule(seed=st.integers(0, 2**32 - 1))
    def live_for_a_while(self, seed: int) -> None:
        # The same number is drawn again and again; at another height it means something else.
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        for _ in range(ROUNDS):
            getattr(self, draw.choice(ACTS))(draw)
            self.compare()

    @rule(seconds=st.sampled_from([1, AGE_S_MAX // 2, AGE_S_MAX]))
    def wait(self, seconds: int) -> None:
        self.network.ledger.seal(self.network.ledger.timestamp_s + seconds)

    def fill(self, draw: random.Random) -> None:
        of_base, trader = draw.random() < 0.5, draw.choice(PROVIDERS)
        reserve_minor = self.model.base_minor if of_base else self.model.quote_minor
        sell_minor = draw.choice([*AMOUNTS_MINOR, *[max(reserve_minor // 7, 1)] * 5, reserve_minor + 1])
        (code, cost), rate_ray = self.foresee(of_base, sell_minor), self.rate_ray()
        currency = BASE if of_base else QUOTE
        told = self.network.read(self.pool.offer(currency, sell_minor))
        assert told == (code, 0 if cost is None else cost.buy_minor)
        error = self.network.attempt(trader, self.venue.taking(currency, sell_minor)).error
        if cost is None:
            assert getattr(error, "code", None) is code
        else:
            assert error is None
            self.book(self.model.after_sale(of_base, sell_minor, cost.buy_minor), rate_ray)

    def trade_back_and_forth(self, draw: random.Random) -> None:
        of_base, sell_minor = draw.random() < 0.5, max(self.model.base_minor // 9, 1)
        before = self.venue.held(MAKER)
        (code, cost), rate_ray = self.foresee(of_base, sell_minor), self.rate_ray()
        if cost is None:
            assert code is not RefusalCode.NONE
            return
        self.network.run(MAKER, self.venue.taking(BASE if of_base else QUOTE, sell_minor))
        self.book(self.model.after_sale(of_base, sell_minor, cost.buy_minor), rate_ray)
        (_, back), later_ray = self.foresee(not of_base, cost.buy_minor), self.rate_ray()
        if back is None or later_ray != rate_ray:
            return
        self.network.run(MAKER, self.venue.taking(QUOTE if of_base else BASE, cost.buy_minor))
        self.book(self.model.after_sale(not of_base, cost.buy_minor, back.buy_minor), rate_ray)
        gained = [later - earlier for earlier, later in zip(before, self.venue.held(MAKER), strict=True)]
        assert gained[of_base] == 0
        assert gained[not of_base] <= 0

    def provide(self, draw: random.Random) -> None:
        provider = draw.choice([*PROVIDERS, *PROVIDERS, OUTSIDER])
        limits = (draw.choice(AMOUNTS_MINOR), draw.choice(AMOUNTS_MINOR))
        shares, *paid = self.model.provision(*limits)
        error = self.network.attempt(provider, self.pool.provide(*limits, 1)).error
        if provider is OUTSIDER:
            assert type(error).__name__ == "PoolNotProvider"
        elif shares < 1:
            lacking = "PoolSharesBelowMinimum" if self.model.shares else "PoolProvisionTooSmall"
            assert type(error).__name__ == lacking
        else:
            assert error is None
            self.book(self.model.after_provision(shares, *paid))
            self.shares[provider] += shares

    def withdraw(self, draw: random.Random) -> None:
        provider = draw.choice(PROVIDERS)
        held = self.shares[provider]
        shares = draw.choice([1, held // 3 + 1, held, held + 1])
        error = self.network.attempt(provider, self.pool.withdraw(shares, 0, 0)).error
        if shares == 0:
            assert type(error).__name__ == "PoolAmountZero"
        elif shares > held:
            assert type(error).__name__ == "PoolSharesInsufficient"
        elif min(self.strays) < 0 and error is not None:
            # What was seized is missing to whoever leaves last, until it is written down.
            assert type(error).__name__ == "ERC20InsufficientBalance"
        else:
            assert error is None
            self.book(self.model.after_withdrawal(shares))
            self.shares[provider] -= shares

    def give(self, draw: random.Random) -> None:
        amount_minor, place = draw.choice(AMOUNTS_MINOR), draw.choice([0, 1])
        money = self.network.money((BASE, QUOTE)[place])
        self.network.run(MAKER, money.transfer(self.pool.address, amount_minor))
        self.strays[place] += amount_minor

    def seize_and_write_down(self, draw: random.Random) -> None:
        held_minor = self.model.base_minor + self.strays[0]
        amount_minor = draw.choice([1, held_minor // 50 + 1])
        if held_minor <= amount_minor or self.model.base_minor <= 1:
            return
        money, at_s = self.network.money(BASE), self.network.now_s + 10
        order_id = self.network.ledger.height.to_bytes(32, "big")
        order = LegalOrder(order_id, self.pool.address, MAKER.address, amount_minor, at_s)
        self.network.run(HONGKONG_SUPERVISOR, money.record_legal_order(order))
        self.network.run(HKMA, money.forced_transfer(self.pool.address, MAKER.address, amount_minor))
        self.strays[0] -= amount_minor
        if draw.random() < 0.3:
            self.compare()
            self.fill(draw)
        self.write_down(draw)

    def write_down(self, draw: random.Random) -> None:
        error = self.network.attempt(HKMA, self.pool.write_down(BASE)).error
        if self.strays[0] >= 0:
            assert type(error).__name__ == "PoolNothingLost"
            return
        assert error is None
        self.model = self.model.after_sale(True, -self.strays[0], 0)
        self.strays[0] = 0

    def report(self, draw: random.Random) -> None:
        base_ray = RATE_RAY * draw.choice([10_000, 10_000, 10_020, 9_950]) // 10_000
        for reporter in draw.sample(REPORTERS, draw.choice([1, 4, 5])):
            rate_ray = base_ray * (10_000 + draw.choice(MOVES_BPS)) // 10_000
            at_s = self.network.now_s
            error = self.network.attempt(reporter, self.network.fx_board.report(BASE, QUOTE, rate_ray, at_s)).error
            assert (error is None) is (reporter not in self.silenced)
            if error is None:
                self.reports[reporter] = Report(rate_ray, at_s)

    def silence(self, draw: random.Random) -> None:
        reporter = draw.choice(REPORTERS)
        status = Status.ACTIVE if reporter in self.silenced else Status.SUSPENDED
        self.network.set_participant(BANK_OF_THAILAND, reporter, status)
        self.silenced ^= {reporter}

    def stop_and_start(self, draw: random.Random) -> None:
        central_bank = draw.choice([HKMA, BANK_OF_THAILAND])
        for status in (Status.SUSPENDED, Status.ACTIVE):
            call = self.network.registry.set_participant_status(self.pool.address, status, "step")
            self.network.run(central_bank, call)
            self.stopped ^= {central_bank}
            self.fill(draw)


ACTS = ["fill", "fill", "fill", "trade_back_and_forth", "provide", "provide", "withdraw", "give", "write_down"]
ACTS += ["report", "report", "report", "silence", "stop_and_start", "seize_and_write_down"]


class PlainPools(Pools):
    """On the constant product."""

    CURVE = Curve.CONSTANT_PRODUCT


class FlatPools(Pools):
    """On the concentrated curve."""

    CURVE = Curve.CONCENTRATED


# The reference engine takes ten times as long over the roots that the concentrated curve looks for.
EXAMPLES = {"revm": 12, "pyevm": 2}


@pytest.mark.deep_on_pyevm
@pytest.mark.parametrize("machine", [PlainPools, FlatPools])
def test_pool__random_acts__agree_with_the_model_and_take_nothing_from_those_who_stay(
    machine: type[Pools], engine: str
) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=6))
