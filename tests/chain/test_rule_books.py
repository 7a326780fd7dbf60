"""Rule books of a jurisdiction: every deposit money has one, filled and set, and the engine asks it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, HONG_KONG, HONGKONG_BANK, OPERATOR, THAILAND
from small_network import Network, open_network

from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.errors import RuleNotCentralBank
from chain.clients.events import PaymentSettled
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit
from chain.deployment import RULES, Deployment
from chain.errors import ChainFault, refusal_name
from chain.rule_books import CorridorPlan, HoursPlan, RulePlan, deploy_rule_books, settings

JURISDICTIONS = [HONG_KONG, THAILAND]
HOLIDAYS = tuple(range(20_000, 20_250))
FULL = RulePlan(
    sanctions=True,
    risk_flag=True,
    hours=HoursPlan(OperatingTimes(0, 86_400, 25_200, 0x7F), HOLIDAYS),
    corridor=CorridorPlan({"TH": ("GDDS",)}, True, 1_000),
    travel_rule_from_minor=9_000_000,
    travel_rule_acknowledgement_s=86_400,
    kyc_tier=TierLimits(1, 2, 3_000_000_000),
    amount_limit=AmountLimits(1, 4_000_000_000),
    rolling_window=WindowLimit(1, 2, 5_000_000_000, 86_400, 6),
    exposure_minor=6_000_000_000,
    balance_cap=TierLimits(1, 2, 7_000_000_000),
)


@pytest.fixture(scope="module")
def opened() -> Network:
    """The small network; nobody changes it."""
    return open_network()


@pytest.fixture
def network(opened: Network) -> Network:
    """One to go on from."""
    return opened.fork()


def deployed(network: Network, **plans: RulePlan) -> Deployment:
    network.deployment = deploy_rule_books(network.ledger, network.deployment, OPERATOR, JURISDICTIONS, plans)
    return network.deployment


def test_deploy__full_plan__lists_every_rule_in_order_in_one_book_for_its_moneys(network: Network) -> None:
    deployment = deployed(network, TH=FULL)
    rules = tuple(deployment.contracts[rule.ARTIFACT] for rule in RULES)
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        money = network.deposit(bank)
        book = deployment.rule_book(money.address)
        assert network.read(money.rule_book()) == book.address
        assert network.read(book.rules()) == rules
        assert deployment.contract_names[book.address] == "RuleBook.THB"
    assert len(deployment.rule_books) == 2
    assert len(set(deployment.rule_books.values())) == 1
    assert int(network.read(network.deposit(HONGKONG_BANK).rule_book()), 16) == 0


def test_deploy__full_plan__sets_every_rule_for_the_currency_alone(network: Network) -> None:
    rule = deployed(network, TH=FULL).rule
    assert network.read(rule(TravelRule).threshold_of("THB")) == 9_000_000
    assert network.read(rule(TravelRule).threshold_of("HKD")) == 2**128 - 1
    assert network.read(rule(TravelRule).acknowledgement_period_of("THB")) == 86_400
    assert network.read(rule(TravelRule).acknowledgement_period_of("HKD")) == 0
    assert network.read(rule(KycTier).limits_of("THB")) == FULL.kyc_tier
    assert network.read(rule(AmountLimit).limits_of("THB")) == FULL.amount_limit
    assert network.read(rule(RollingWindowLimit).limit_of("THB")) == FULL.rolling_window
    assert network.read(rule(BalanceCap).limits_of("THB")) == FULL.balance_cap
    exposure = rule(CounterpartyExposure).limit_of("THB", BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    assert network.read(exposure) == FULL.exposure_minor


def test_deploy__closed_days_beyond_a_batch__are_all_closed(network: Network) -> None:
    hours = deployed(network, TH=FULL).rule(OperatingHours)
    assert network.read(hours.times_of("THB")) == OperatingTimes(0, 86_400, 25_200, 0x7F)
    closed = [network.read(hours.is_closed_day("THB", day)) for day in (19_999, *HOLIDAYS[::83], 20_250)]
    assert closed == [False, True, True, True, True, False]


def test_deploy__corridor__closes_who_is_no_partner_in_both_directions(network: Network) -> None:
    corridor = deployed(network, TH=FULL).rule(Corridor)
    pairs = [("TH", "TH"), ("TH", "HK"), ("HK", "TH"), ("HK", "HK")]
    assert [network.read(corridor.is_open("THB", *pair)) for pair in pairs] == [True, False, False, True]
    assert network.read(corridor.purpose_policy_of("THB")) == PurposePolicy(True, 1_000)
    allowed = [network.read(corridor.is_allowed("THB", "TH", "TH", purpose)) for purpose in ("GDDS", "SALA")]
    assert allowed == [True, False]


def test_deploy__purposes_of_a_partner__are_allowed_in_both_directions(network: Network) -> None:
    plan = RulePlan(corridor=CorridorPlan({"HK": ("GDDS", "SALA")}, True))
    corridor = deployed(network, TH=plan).rule(Corridor)
    for pair in (("TH", "HK"), ("HK", "TH")):
        assert network.read(corridor.is_allowed("THB", *pair, "SALA"))
    assert not network.read(corridor.is_open("THB", "TH", "TH"))


def test_deploy__two_jurisdictions__each_have_their_own(network: Network) -> None:
    rule = deployed(network, TH=FULL, HK=replace(FULL, travel_rule_from_minor=5)).rule
    assert network.read(rule(TravelRule).threshold_of("HKD")) == 5
    assert network.read(rule(TravelRule).threshold_of("THB")) == 9_000_000
    assert len(network.deployment.rule_books) == 3


def test_settle__payment_that_the_book_refuses__is_refused_by_its_rule(network: Network) -> None:
    order = network.domestic_order()
    deployed(network, TH=RulePlan(amount_limit=AmountLimits(1, order.amount_minor - 1)))
    refusal = network.preflight(order)
    assert (refusal_name(refusal.code), refusal.rule) == ("PayerAmountLimit", "amount-limit")
    smaller = network.domestic_order(amount_minor=order.amount_minor - 1)
    assert network.settle(smaller).first(PaymentSettled) is not None


def test_deploy__period_without_a_threshold__is_set_and_the_rule_is_not_asked(network: Network) -> None:
    plan = RulePlan(sanctions=True, travel_rule_acknowledgement_s=3_600)
    deployment = deployed(network, TH=plan)
    assert network.read(deployment.rule(TravelRule).acknowledgement_period_of("THB")) == 3_600
    book = deployment.rule_book(network.deposit(BANGKOK_BANK).address)
    assert network.read(book.rules()) == (deployment.contracts["Sanctions"],)


def test_deploy__no_plan__changes_nothing(network: Network) -> None:
    before, height = network.deployment, network.ledger.height
    assert deployed(network) == before
    assert network.ledger.height == height


def test_plan__rules_that_are_left_out__are_not_asked() -> None:
    assert RulePlan().rules == ()
    assert [rule.ARTIFACT for rule in RulePlan(risk_flag=True, exposure_minor=0).rules] == [
        "RiskFlag",
        "CounterpartyExposure",
    ]
    assert FULL.rules == RULES


def test_settings__sent_by_another_central_bank__are_refused(network: Network) -> None:
    foreign = replace(THAILAND, central_bank=HONG_KONG.central_bank)
    with pytest.raises(ChainFault, match="RuleNotCentralBank"):
        deploy_rule_books(network.ledger, network.deployment, OPERATOR, [HONG_KONG, foreign], {"TH": FULL})
    call = next(iter(settings(network.deployment, THAILAND, FULL, ["TH", "HK"])))
    with pytest.raises(RuleNotCentralBank):
        network.run(HONG_KONG.central_bank, call)
