"""Intraday credit: drawn against collateral, never above what it counts for, repaid or named once the day is over.

Trusts `credit_stage` for banks, money and rates; what collateral counts for is worked out here.
Never lets a missing rate be in the way of a bank that does not need it.
"""

from __future__ import annotations

import random

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, STRANGER
from credit_stage import ALLOWANCE_MINOR, HKD_MINOR, CreditStage, open_credit
from invariant_tools import conservation_findings
from queue_stage import batch_of, owe, queue_of, state_of
from small_network import BANGKOK_BANK_MINOR, DAY_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.clients import errors
from chain.clients.events import (
    CollateralPledged,
    CollateralRecorded,
    CollateralReleased,
    CreditDrawn,
    CreditOverdue,
    CreditRepaid,
    HaircutSet,
    IssuanceAllowanceSet,
    Issued,
    Redeemed,
    Transfer,
)
from chain.clients.types import ObligationState, Status
from finance.rounding import RAY

REFERENCE = b"intraday-credit".ljust(32, b"\0")
RATE_RAY = 46 * RAY // 10
BANK = BANGKOK_BANK.address


@pytest.fixture
def stage(network: Network) -> CreditStage:
    """Nothing recorded, nothing pledged, no rate."""
    return open_credit(network)


def test_draw__up_to_the_securities__issues_and_beyond_fails(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    recorded = network.run(BANK_OF_THAILAND, credit.record_collateral(BANK, "THB", 1_000))
    assert events_of(recorded) == [CollateralRecorded(BANK, "THB", 1_000)]
    today = network.now_s // DAY_S
    assert events_of(network.run(BANGKOK_BANK, credit.draw("THB", 600))) == [
        CreditDrawn(BANK, "THB", 600, 600),
        IssuanceAllowanceSet(credit.address, ALLOWANCE_MINOR - 600),
        Issued(BANK, 600, REFERENCE),
        Transfer(ZERO_ADDRESS, BANK, 600),
    ]
    error = network.attempt(BANGKOK_BANK, credit.draw("THB", 401)).error
    assert str(error) == str(errors.CreditAboveCollateral(BANK, 1_000, 1_001))
    network.run(BANGKOK_BANK, credit.draw("THB", 400))
    assert stage.owed() == (1_000, today)
    assert network.read(credit.recorded_of(BANK, "THB")) == 1_000
    assert network.read(network.money("THB").balance_of(BANK)) == BANGKOK_BANK_MINOR + 1_000
    assert conservation_findings(network) == []


def test_repay__in_parts__destroys_the_money_and_frees_the_collateral(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    stage.record(1_000)
    network.run(BANGKOK_BANK, credit.draw("THB", 1_000))
    assert events_of(network.run(BANGKOK_BANK, credit.repay("THB", 300))) == [
        CreditRepaid(BANK, "THB", 300, 700),
        Transfer(BANK, credit.address, 300),
        Redeemed(credit.address, 300, REFERENCE),
        Transfer(credit.address, ZERO_ADDRESS, 300),
    ]
    network.run(BANGKOK_BANK, credit.repay("THB", 700))
    assert stage.owed() == (0, 0)
    network.run(BANGKOK_BANK, credit.draw("THB", 1_000))
    assert network.read(network.money("THB").balance_of(credit.address)) == 0
    assert conservation_findings(network) == []


def test_pledge__foreign_money__counts_at_the_rate_less_the_haircut_and_is_held(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    outcome = network.run(BANK_OF_THAILAND, credit.set_haircut("THB", "HKD", 500))
    assert events_of(outcome) == [HaircutSet("THB", "HKD", 500)]
    stage.set_rate(RATE_RAY)
    outcome = network.run(BANGKOK_BANK, credit.pledge("THB", "HKD", 1_000))
    assert events_of(outcome) == [
        CollateralPledged(BANK, "THB", "HKD", 1_000, 1_000),
        Transfer(BANK, credit.address, 1_000),
    ]
    assert stage.collateral() == 4_370
    stage.record(30)
    assert stage.collateral() == 4_400
    network.run(BANGKOK_BANK, credit.draw("THB", 4_400))
    assert network.attempt(BANGKOK_BANK, credit.draw("THB", 1)).error is not None
    assert network.read(credit.pledged_of(BANK, "THB", "HKD")) == 1_000
    assert network.read(credit.haircut_of("THB", "HKD")) == 500
    assert network.read(credit.haircut_of("HKD", "THB")) == 10_000


def test_collateral_of__any_rate_and_haircut__is_rounded_down_twice(stage: CreditStage) -> None:
    draw, pledged_minor = random.Random(3), 0
    stage.take_hkd(0)
    for _ in range(12):
        rate_ray, haircut_bps, more_minor = draw.randrange(10**29), draw.randrange(10_000), draw.randrange(1, 50_000)
        stage.set_rate(rate_ray)
        stage.take_hkd(haircut_bps)
        stage.network.run(BANGKOK_BANK, stage.credit.pledge("THB", "HKD", more_minor))
        pledged_minor += more_minor
        assert stage.collateral() == pledged_minor * rate_ray // RAY * (10_000 - haircut_bps) // 10_000


def test_release__as_far_as_the_rest_covers_the_credit__gives_back(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    stage.take_hkd(0)
    stage.set_rate(2 * RAY)
    network.run(BANGKOK_BANK, credit.pledge("THB", "HKD", 1_000))
    network.run(BANGKOK_BANK, credit.draw("THB", 1_000))
    error = network.attempt(BANGKOK_BANK, credit.release("THB", "HKD", 501)).error
    assert str(error) == str(errors.CreditAboveCollateral(BANK, 998, 1_000))
    outcome = network.run(BANGKOK_BANK, credit.release("THB", "HKD", 500))
    assert events_of(outcome) == [
        CollateralReleased(BANK, "THB", "HKD", 500, 500),
        Transfer(credit.address, BANK, 500),
    ]
    assert network.read(network.money("HKD").balance_of(BANK)) == HKD_MINOR - 500


def test_missing_rate__pledged_money__counts_for_nothing_and_stops_only_who_needs_it(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    stage.take_hkd(0)
    network.run(BANGKOK_BANK, credit.pledge("THB", "HKD", 1_000))
    assert stage.collateral() == 0
    error = network.attempt(BANGKOK_BANK, credit.draw("THB", 1)).error
    assert str(error) == str(errors.CreditAboveCollateral(BANK, 0, 1))
    stage.record(10)
    network.run(BANGKOK_BANK, credit.draw("THB", 10))
    network.run(BANGKOK_BANK, credit.release("THB", "HKD", 1_000))
    network.run(BANGKOK_BANK, credit.repay("THB", 10))
    assert stage.owed() == (0, 0)


def test_collateral__worth_less_than_the_credit__stops_drawing_and_releasing_but_not_repaying(
    stage: CreditStage,
) -> None:
    network, credit = stage.network, stage.credit
    stage.take_hkd(0)
    stage.set_rate(RAY)
    network.run(BANGKOK_BANK, credit.pledge("THB", "HKD", 1_000))
    network.run(BANGKOK_BANK, credit.draw("THB", 1_000))
    stage.set_rate(RAY // 2)
    for call in (credit.draw("THB", 1), credit.release("THB", "HKD", 1)):
        assert isinstance(network.attempt(BANGKOK_BANK, call).error, errors.CreditAboveCollateral)
    network.run(BANGKOK_BANK, credit.repay("THB", 501))
    network.run(BANGKOK_BANK, credit.release("THB", "HKD", 2))
    stage.take_hkd(10_000)
    assert stage.collateral() == 0


def test_credit__open_over_midnight__is_named_by_anybody_and_has_to_be_repaid_first(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    stage.record(1_000)
    network.run(BANGKOK_BANK, credit.draw("THB", 100))
    day = network.now_s // DAY_S
    last_s = (day + 1) * DAY_S - 1
    mark = credit.mark_overdue(BANK, "THB")
    error = network.attempt(STRANGER, mark, last_s).error
    assert str(error) == str(errors.CreditNotOverdue(BANK, "THB"))
    outcome = network.run(STRANGER, mark, last_s + 1)
    assert events_of(outcome) == [CreditOverdue(BANK, "THB", 100, day)]
    error = network.attempt(BANGKOK_BANK, credit.draw("THB", 1)).error
    assert str(error) == str(errors.CreditStillOverdue(BANK, "THB", day))
    network.run(BANGKOK_BANK, credit.repay("THB", 99))
    assert stage.owed() == (1, day)
    network.run(BANGKOK_BANK, credit.repay("THB", 1))
    network.run(BANGKOK_BANK, credit.draw("THB", 1))
    assert stage.owed() == (1, day + 1)


def test_credit__of_each_bank_and_currency__is_its_own(stage: CreditStage) -> None:
    network, credit = stage.network, stage.credit
    stage.record(1_000)
    network.run(HKMA, network.money("HKD").set_issuance_allowance(credit.address, 10))
    network.run(HKMA, credit.record_collateral(CHIANGMAI_BANK.address, "HKD", 10))
    network.run(BANGKOK_BANK, credit.draw("THB", 7))
    network.run(CHIANGMAI_BANK, credit.draw("HKD", 10))
    assert (stage.owed()[0], stage.owed(CHIANGMAI_BANK)[0]) == (7, 0)
    assert network.read(credit.credit_of(CHIANGMAI_BANK.address, "HKD"))[0] == 10
    for bank, currency in ((BANGKOK_BANK, "HKD"), (CHIANGMAI_BANK, "THB")):
        assert isinstance(network.attempt(bank, credit.draw(currency, 1)).error, errors.CreditAboveCollateral)


def test_draw__beyond_what_the_central_bank_lets_be_issued__fails(stage: CreditStage) -> None:
    network = stage.network
    stage.record(2 * ALLOWANCE_MINOR)
    error = network.attempt(BANGKOK_BANK, stage.credit.draw("THB", ALLOWANCE_MINOR + 1)).error
    expected = errors.MoneyIssuanceAboveAllowance(stage.credit.address, ALLOWANCE_MINOR, ALLOWANCE_MINOR + 1)
    assert str(error) == str(expected)


def test_draw__suspended_bank__draws_nothing(stage: CreditStage) -> None:
    stage.record(1_000)
    stage.network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    error = stage.network.attempt(BANGKOK_BANK, stage.credit.draw("THB", 1)).error
    assert str(error) == str(errors.CreditNotBank(BANK, "THB"))


def test_draw__for_a_batch_that_was_short__lets_it_settle(stage: CreditStage) -> None:
    network = stage.network
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    stage.record(500)
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 500)
    network.run(BANK_OF_THAILAND, batch_of(network, uetr))
    assert state_of(network, uetr) is ObligationState.QUEUED
    network.run(BANGKOK_BANK, stage.credit.draw("THB", 500))
    network.run(BANK_OF_THAILAND, batch_of(network, uetr))
    assert state_of(network, uetr) is ObligationState.SETTLED
    assert network.read(queue_of(network).multilateral_position_of("THB", BANK)) == 500
