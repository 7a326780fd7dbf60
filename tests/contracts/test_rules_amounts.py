"""KycTier, AmountLimit and BalanceCap at their edges: exactly at the limit and one minor unit beyond, side by side.

Trusts test_rules_settings for how a limit is set.
Never takes an amount that a limit is far from.
"""

from __future__ import annotations

from typing import Any

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, FARMER, HKMA, IMPORTER, MILLER
from rule_books import NO_LIMIT_64, NO_LIMIT_128, ask, set_tier
from rule_payments import PASSES, own_credit, party, payment, verdict
from small_network import IMPORTER_MINOR, Network

from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.errors import RuleBookRefused
from chain.clients.kyc_tier import KycTier
from chain.clients.types import AmountLimits, RefusalCode, Sides, Tier, TierLimits

TIERS = TierLimits(anonymous_minor=100, basic_minor=1_000, full_minor=10_000)
LIMIT_OF = {Tier.ANONYMOUS: 100, Tier.BASIC: 1_000, Tier.FULL: 10_000}
NONE, HUGE = RefusalCode.NONE, 2**256 - 1


def sides(payer: RefusalCode, payee: RefusalCode) -> dict[Sides, tuple[RefusalCode, RefusalCode]]:
    """What a rule says of a payment that both sides' limits refuse, by the sides that it is asked about."""
    return {Sides.BOTH: (payer, payee), Sides.PAYER: (payer, NONE), Sides.PAYEE: (NONE, payee)}


@pytest.fixture
def kyc(network: Network) -> KycTier:
    """The rule with a limit a tier."""
    rule = network.deployment.rule(KycTier)
    network.run(BANK_OF_THAILAND, rule.set_limits("THB", TIERS))
    return rule


@pytest.mark.parametrize("tier", Tier)
def test_kyc_tier__payer_at_and_above_its_limit__passes_and_is_refused(
    network: Network, kyc: KycTier, tier: Tier
) -> None:
    payer = party(IMPORTER, tier)
    assert verdict(network, kyc, payment(LIMIT_OF[tier], payer=payer)) == PASSES
    above = payment(LIMIT_OF[tier] + 1, payer=payer, sides=Sides.PAYER)
    assert verdict(network, kyc, above) == (RefusalCode.PAYER_TIER_LIMIT, NONE)


@pytest.mark.parametrize("tier", Tier)
def test_kyc_tier__payee_at_and_above_its_limit__passes_and_is_refused(
    network: Network, kyc: KycTier, tier: Tier
) -> None:
    payee = party(FARMER, tier)
    assert verdict(network, kyc, payment(LIMIT_OF[tier], payee=payee)) == PASSES
    above = payment(LIMIT_OF[tier] + 1, payee=payee, sides=Sides.PAYEE)
    assert verdict(network, kyc, above) == (NONE, RefusalCode.PAYEE_TIER_LIMIT)


@pytest.mark.parametrize("asked", Sides)
def test_kyc_tier__both_above__answers_for_the_sides_it_is_asked_about(
    network: Network, kyc: KycTier, asked: Sides
) -> None:
    expected = sides(RefusalCode.PAYER_TIER_LIMIT, RefusalCode.PAYEE_TIER_LIMIT)[asked]
    assert verdict(network, kyc, payment(HUGE, sides=asked)) == expected


def test_kyc_tier__credit_by_the_bank__is_asked_of_the_payee(network: Network, kyc: KycTier) -> None:
    assert verdict(network, kyc, own_credit(10_000)) == PASSES
    assert verdict(network, kyc, own_credit(10_001)) == (NONE, RefusalCode.PAYEE_TIER_LIMIT)


def test_kyc_tier__maximum_as_a_limit__is_none_and_zero_lets_nothing_pass(network: Network, kyc: KycTier) -> None:
    network.run(BANK_OF_THAILAND, kyc.set_limits("THB", TierLimits(0, 0, NO_LIMIT_64)))
    assert verdict(network, kyc, payment(HUGE)) == PASSES
    basic = payment(1, payer=party(IMPORTER, Tier.BASIC))
    assert verdict(network, kyc, basic) == (RefusalCode.PAYER_TIER_LIMIT, NONE)


def test_kyc_tier__limits_of_another_currency__do_not_count(network: Network, kyc: KycTier) -> None:
    assert verdict(network, kyc, payment(HUGE, currency="HKD")) == PASSES


def test_kyc_tier__tier_that_ran_out__counts_as_anonymous_from_the_next_second(network: Network, kyc: KycTier) -> None:
    money = network.deposit(BANGKOK_BANK)
    ask(network, money, KycTier)
    last_s = network.now_s + 1_000
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.BASIC, last_s)
    network.run(IMPORTER, money.transfer(MILLER.address, 1_000), at_s=last_s)
    with pytest.raises(RuleBookRefused, match="PAYER_TIER_LIMIT"):
        network.run(IMPORTER, money.transfer(MILLER.address, 101), at_s=last_s + 1)
    network.run(IMPORTER, money.transfer(MILLER.address, 100))


@pytest.mark.parametrize(
    ("limits", "amount_minor", "passes"),
    [
        (AmountLimits(10, 20), 9, False),
        (AmountLimits(10, 20), 10, True),
        (AmountLimits(10, 20), 20, True),
        (AmountLimits(10, 20), 21, False),
        (AmountLimits(10, 10), 10, True),
        (AmountLimits(0, 1), 0, True),
        (AmountLimits(0, 1), HUGE, False),
        (AmountLimits(10, NO_LIMIT_128), HUGE, True),
        (AmountLimits(10, NO_LIMIT_128), 9, False),
        (AmountLimits(NO_LIMIT_128, NO_LIMIT_128), NO_LIMIT_128 - 1, False),
    ],
)
def test_amount_limit__single_payment__is_within_both_limits(
    network: Network, limits: AmountLimits, amount_minor: int, passes: bool
) -> None:
    rule = network.deployment.rule(AmountLimit)
    network.run(BANK_OF_THAILAND, rule.set_limits("THB", limits))
    refused = sides(RefusalCode.PAYER_AMOUNT_LIMIT, RefusalCode.PAYEE_AMOUNT_LIMIT)
    for asked in Sides:
        expected = PASSES if passes else refused[asked]
        assert verdict(network, rule, payment(amount_minor, sides=asked)) == expected
    assert verdict(network, rule, payment(amount_minor, currency="HKD")) == PASSES


def cap(network: Network, limits: TierLimits) -> BalanceCap:
    """The rule with a cap a tier for THB."""
    rule = network.deployment.rule(BalanceCap)
    network.run(BANK_OF_THAILAND, rule.set_limits("THB", limits))
    return rule


def test_balance_cap__balance_and_amount_together__may_reach_the_cap_and_not_pass_it(network: Network) -> None:
    rule, money = cap(network, TierLimits(0, 0, IMPORTER_MINOR + 5)), network.deposit(BANGKOK_BANK)
    to_importer: dict[str, Any] = {"payer": party(MILLER), "payee": party(IMPORTER), "money": money.address}
    assert verdict(network, rule, payment(5, **to_importer)) == PASSES
    refused = (NONE, RefusalCode.PAYEE_BALANCE_CAP)
    for amount_minor in (6, HUGE):
        assert verdict(network, rule, payment(amount_minor, **to_importer)) == refused
        assert verdict(network, rule, payment(amount_minor, **(to_importer | {"sides": Sides.PAYEE}))) == refused
        assert verdict(network, rule, payment(amount_minor, **(to_importer | {"sides": Sides.PAYER}))) == PASSES
    assert verdict(network, rule, own_credit(6, money=money.address)) == refused


def test_balance_cap__tier_without_a_cap__holds_what_it_likes(network: Network) -> None:
    rule, money = cap(network, TierLimits(0, 0, NO_LIMIT_64)), network.deposit(BANGKOK_BANK)
    assert verdict(network, rule, own_credit(HUGE, money=money.address)) == PASSES
    basic = own_credit(1, money=money.address, payee=party(MILLER, Tier.BASIC))
    assert verdict(network, rule, basic) == (NONE, RefusalCode.PAYEE_BALANCE_CAP)


def test_balance_cap__payment_to_oneself__adds_nothing(network: Network) -> None:
    cap(network, TierLimits(0, 0, 1))
    money = network.deposit(BANGKOK_BANK)
    ask(network, money, BalanceCap)
    network.run(IMPORTER, money.transfer(IMPORTER.address, IMPORTER_MINOR))
    assert network.read(money.balance_of(IMPORTER.address)) == IMPORTER_MINOR


def test_balance_cap__settings_of_another_central_bank__do_not_touch_a_money(network: Network) -> None:
    rule = network.deployment.rule(BalanceCap)
    network.run(HKMA, rule.set_limits("HKD", TierLimits(0, 0, 0)))
    assert verdict(network, rule, own_credit(HUGE, money=network.deposit(BANGKOK_BANK).address)) == PASSES


def test_amount_rules__transfer_to_oneself__is_a_payment_like_any_other(network: Network) -> None:
    money, limits = network.deposit(BANGKOK_BANK), network.deployment.rule(AmountLimit)
    network.run(BANK_OF_THAILAND, limits.set_limits("THB", AmountLimits(0, 500)))
    ask(network, money, AmountLimit)
    network.run(IMPORTER, money.transfer(IMPORTER.address, 500))
    with pytest.raises(RuleBookRefused, match="PAYER_AMOUNT_LIMIT"):
        network.run(IMPORTER, money.transfer(IMPORTER.address, 501))
