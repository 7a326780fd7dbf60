"""Corridor and TravelRule: what a payment has to say of itself, and where it may go; a plain transfer says nothing.

Trusts test_rules_settings for how they are set.
Never asks one direction about the other.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, EXPORTER, FARMER, HKMA, IMPORTER, MILLER
from rule_books import NO_LIMIT_128, ask
from rule_payments import PASSES, own_credit, party, payment, verdict
from small_network import AMOUNT_MINOR, COST_MINOR, Network

from chain.clients.corridor import Corridor
from chain.clients.errors import RuleBookRefused
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.travel_rule import TravelRule
from chain.clients.types import PurposePolicy, RefusalCode, Sides

NONE, HUGE = RefusalCode.NONE, 2**256 - 1
CLOSED = (RefusalCode.PAYER_CORRIDOR_CLOSED, RefusalCode.PAYEE_CORRIDOR_CLOSED)
PURPOSE = (RefusalCode.PAYER_PURPOSE_NOT_ALLOWED, RefusalCode.PAYEE_PURPOSE_NOT_ALLOWED)
TRAVEL = (RefusalCode.PAYER_TRAVEL_RULE_MISSING, RefusalCode.PAYEE_TRAVEL_RULE_MISSING)
ABROAD = {"payee": party(EXPORTER)}
BACK = {"payer": party(EXPORTER), "payee": party(IMPORTER)}


def asked_of(codes: tuple[RefusalCode, RefusalCode]) -> dict[Sides, tuple[RefusalCode, RefusalCode]]:
    """The verdict by the sides that a rule is asked about."""
    return {Sides.BOTH: codes, Sides.PAYER: (codes[0], NONE), Sides.PAYEE: (NONE, codes[1])}


@pytest.fixture
def corridor(network: Network) -> Corridor:
    """The rule without settings."""
    return network.deployment.rule(Corridor)


def restrict(network: Network, corridor: Corridor, plain_minor_max: int = 0) -> None:
    """In THB, payments from Thailand to Hong Kong are for goods alone."""
    network.run(BANK_OF_THAILAND, corridor.set_purposes("THB", "TH", "HK", ["GDDS"], True))
    network.run(BANK_OF_THAILAND, corridor.set_purpose_policy("THB", PurposePolicy(True, plain_minor_max)))


def test_corridor__closed_in_one_direction__refuses_that_one_in_its_currency(
    network: Network, corridor: Corridor
) -> None:
    network.run(BANK_OF_THAILAND, corridor.set_corridor("THB", "TH", "HK", False))
    verdicts = {asked: verdict(network, corridor, payment(sides=asked, **ABROAD)) for asked in Sides}
    assert verdicts == asked_of(CLOSED)
    assert verdict(network, corridor, payment(**BACK)) == PASSES
    assert verdict(network, corridor, payment()) == PASSES
    assert verdict(network, corridor, payment(currency="HKD", **ABROAD)) == PASSES


def test_corridor__closed_at_home__stops_domestic_payments_and_issues(network: Network, corridor: Corridor) -> None:
    network.run(BANK_OF_THAILAND, corridor.set_corridor("THB", "TH", "TH", False))
    assert verdict(network, corridor, payment()) == CLOSED
    assert verdict(network, corridor, own_credit()) == (NONE, RefusalCode.PAYEE_CORRIDOR_CLOSED)
    assert verdict(network, corridor, payment(**ABROAD)) == PASSES


def test_corridor__restricted_purposes__let_those_pass_that_are_allowed_there(
    network: Network, corridor: Corridor
) -> None:
    restrict(network, corridor)
    assert verdict(network, corridor, payment(**ABROAD)) == PASSES
    verdicts = {asked: verdict(network, corridor, payment(sides=asked, purpose="SALA", **ABROAD)) for asked in Sides}
    assert verdicts == asked_of(PURPOSE)
    assert verdict(network, corridor, payment(**BACK)) == PURPOSE
    assert verdict(network, corridor, payment()) == PURPOSE
    assert verdict(network, corridor, payment(currency="HKD", purpose="SALA", **ABROAD)) == PASSES


def test_corridor__unrestricted_purposes__are_free_whatever_the_list_says(network: Network, corridor: Corridor) -> None:
    restrict(network, corridor)
    network.run(BANK_OF_THAILAND, corridor.set_purpose_policy("THB", PurposePolicy(False, 0)))
    assert verdict(network, corridor, payment(HUGE, purpose="SALA", **ABROAD)) == PASSES
    assert verdict(network, corridor, payment(HUGE, purpose="", **ABROAD)) == PASSES


def test_corridor__no_purpose__is_enough_up_to_the_plain_limit(network: Network, corridor: Corridor) -> None:
    restrict(network, corridor, 500)
    assert verdict(network, corridor, payment(500, purpose="")) == PASSES
    verdicts = {asked: verdict(network, corridor, payment(501, purpose="", sides=asked)) for asked in Sides}
    assert verdicts == asked_of(PURPOSE)
    # A purpose that is not allowed is never made good by a small amount.
    assert verdict(network, corridor, payment(1, purpose="SALA")) == PURPOSE


def test_corridor__credit_by_the_bank_itself__needs_no_purpose(network: Network, corridor: Corridor) -> None:
    restrict(network, corridor)
    assert verdict(network, corridor, own_credit(HUGE)) == PASSES
    assert verdict(network, corridor, own_credit(1, purpose="SALA")) == (NONE, RefusalCode.PAYEE_PURPOSE_NOT_ALLOWED)


def test_corridor__closed_and_purpose_not_allowed__is_refused_as_closed(network: Network, corridor: Corridor) -> None:
    restrict(network, corridor)
    network.run(BANK_OF_THAILAND, corridor.set_corridor("THB", "TH", "HK", False))
    assert verdict(network, corridor, payment(purpose="SALA", **ABROAD)) == CLOSED


def test_corridor__on_the_payees_side__is_asked_by_the_settings_of_its_currency(
    network: Network, corridor: Corridor
) -> None:
    ask(network, network.deposit(BANGKOK_BANK), Corridor)
    ask(network, network.deployment.deposit("hongkong-bank"), Corridor)
    network.run(HKMA, corridor.set_corridor("HKD", "TH", "HK", False))
    order, quote = network.order(), network.quote()
    refused = network.settle(order, quote).first(PaymentRefused)
    assert refused == PaymentRefused(order.uetr, RefusalCode.PAYEE_CORRIDOR_CLOSED, "corridor", EXPORTER.address)
    network.run(HKMA, corridor.set_corridor("HKD", "TH", "HK", True))
    assert network.settle(order, quote).first(PaymentSettled) is not None


def test_corridor__plain_transfer__has_no_purpose_and_passes_up_to_the_plain_limit(
    network: Network, corridor: Corridor
) -> None:
    money = network.deposit(BANGKOK_BANK)
    ask(network, money, Corridor)
    restrict(network, corridor, 500)
    network.run(IMPORTER, money.transfer(MILLER.address, 500))
    for receiver in (MILLER, IMPORTER):
        with pytest.raises(RuleBookRefused, match="PAYER_PURPOSE_NOT_ALLOWED"):
            network.run(IMPORTER, money.transfer(receiver.address, 501))


@pytest.fixture
def travel(network: Network) -> TravelRule:
    """The rule with a threshold of 1,000 minor units in THB."""
    rule = network.deployment.rule(TravelRule)
    network.run(BANK_OF_THAILAND, rule.set_threshold("THB", 1_000))
    return rule


def test_travel_rule__from_the_threshold_on__needs_the_commitment(network: Network, travel: TravelRule) -> None:
    assert verdict(network, travel, payment(999)) == PASSES
    for amount_minor in (1_000, HUGE):
        verdicts = {asked: verdict(network, travel, payment(amount_minor, sides=asked)) for asked in Sides}
        assert verdicts == asked_of(TRAVEL)
        assert verdict(network, travel, payment(amount_minor, travel_rule_hash=b"\x01" * 32)) == PASSES
    assert verdict(network, travel, payment(HUGE, currency="HKD")) == PASSES


def test_travel_rule__credit_by_the_bank_itself__needs_none(network: Network, travel: TravelRule) -> None:
    assert verdict(network, travel, own_credit(HUGE)) == PASSES


def test_travel_rule__threshold_of_zero_and_of_never__mean_what_they_say(network: Network, travel: TravelRule) -> None:
    network.run(BANK_OF_THAILAND, travel.set_threshold("THB", 0))
    assert verdict(network, travel, payment(0)) == TRAVEL
    network.run(BANK_OF_THAILAND, travel.set_threshold("THB", NO_LIMIT_128))
    assert verdict(network, travel, payment(HUGE)) == PASSES
    network.run(BANK_OF_THAILAND, travel.set_threshold("THB", NO_LIMIT_128 - 1))
    assert verdict(network, travel, payment(NO_LIMIT_128 - 1)) == TRAVEL
    assert verdict(network, travel, payment(NO_LIMIT_128 - 2)) == PASSES


def test_travel_rule__two_currencies__each_side_by_the_threshold_of_its_own(
    network: Network, travel: TravelRule
) -> None:
    ask(network, network.deposit(BANGKOK_BANK), TravelRule)
    ask(network, network.deployment.deposit("hongkong-bank"), TravelRule)
    network.run(BANK_OF_THAILAND, travel.set_threshold("THB", COST_MINOR + 1))
    network.run(HKMA, travel.set_threshold("HKD", AMOUNT_MINOR))
    bare, told = network.order(), network.order(travel_rule_hash=b"\x01" * 32)
    refused = network.settle(bare, network.quote()).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYEE_TRAVEL_RULE_MISSING, EXPORTER.address)
    assert network.settle(told, network.quote()).first(PaymentSettled) is not None


def test_travel_rule__plain_transfer__carries_none_and_passes_below_the_threshold(
    network: Network, travel: TravelRule
) -> None:
    money = network.deposit(BANGKOK_BANK)
    ask(network, money, TravelRule)
    network.run(IMPORTER, money.transfer(MILLER.address, 999))
    with pytest.raises(RuleBookRefused, match="PAYER_TRAVEL_RULE_MISSING"):
        network.run(IMPORTER, money.transfer(MILLER.address, 1_000))
    network.run(BANGKOK_BANK, money.issue(MILLER.address, 1_000, b"x"))


def test_travel_rule__payment_order_within_a_bank__may_carry_one(network: Network, travel: TravelRule) -> None:
    ask(network, network.deposit(BANGKOK_BANK), TravelRule)
    order = network.domestic_order(payee=MILLER.address, travel_rule_hash=b"\x01" * 32)
    assert network.settle(order).first(PaymentSettled) is not None
    refused = network.settle(network.domestic_order(payee=MILLER.address)).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYER_TRAVEL_RULE_MISSING
    assert FARMER.address != refused.party == IMPORTER.address
