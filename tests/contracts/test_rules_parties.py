"""Sanctions and RiskFlag: whom they name is refused on either side, whatever its key, and nobody else.

Trusts test_risk_registry for when a flag counts.
Never names anybody on chain: lists and flags hold salted hashes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, HKMA, IMPORTER, MILLER, SUPERVISOR
from customers import NEW_KEY, replace_key
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from rule_books import ask, more_rules, subject_of
from rule_payments import NUMBERS, PASSES, institution, own_credit, party, payment, verdict
from small_network import DAY_S, Network

from chain.clients.errors import RuleBookRefused
from chain.clients.risk_flag import RiskFlag
from chain.clients.sanctions import Sanctions
from chain.clients.types import RefusalCode, Sides

NONE = RefusalCode.NONE
SALT = b"\x07" * 32


def sanction(network: Network, subject: int, currency: str = "THB") -> Sanctions:
    """The currency's central bank puts a subject on its list."""
    rule = network.deployment.rule(Sanctions)
    identifier = network.read(rule.identifier_of(subject))
    network.run(BANK_OF_THAILAND if currency == "THB" else HKMA, rule.list(currency, [identifier]))
    return rule


def flag(network: Network, subject: int) -> RiskFlag:
    """Chiang Mai Bank flags a subject for a day."""
    risks = network.deployment.risks
    identifier = network.read(risks.identifier_of(subject))
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "mule", network.now_s + DAY_S))
    return network.deployment.rule(RiskFlag)


Accusation = Callable[[Network, int], Any]
CASES = [
    pytest.param(sanction, RefusalCode.PAYER_SANCTIONED, RefusalCode.PAYEE_SANCTIONED, id="sanctions"),
    pytest.param(flag, RefusalCode.PAYER_FLAGGED, RefusalCode.PAYEE_FLAGGED, id="risk-flag"),
]


@pytest.mark.parametrize(("accuse", "payer_code", "payee_code"), CASES)
def test_named_person__on_either_side__is_refused_where_that_side_is_asked(
    network: Network, accuse: Accusation, payer_code: RefusalCode, payee_code: RefusalCode
) -> None:
    rule = accuse(network, NUMBERS[IMPORTER])
    as_payee = {"payer": party(FARMER), "payee": party(IMPORTER)}
    expected = {Sides.BOTH: (payer_code, NONE), Sides.PAYER: (payer_code, NONE), Sides.PAYEE: PASSES}
    assert {asked: verdict(network, rule, payment(sides=asked)) for asked in Sides} == expected
    expected = {Sides.BOTH: (NONE, payee_code), Sides.PAYER: PASSES, Sides.PAYEE: (NONE, payee_code)}
    assert {asked: verdict(network, rule, payment(sides=asked, **as_payee)) for asked in Sides} == expected
    to_itself = payment(payee=party(IMPORTER))
    assert verdict(network, rule, to_itself) == (payer_code, payee_code)
    assert verdict(network, rule, own_credit()) == (NONE, payee_code)
    assert verdict(network, rule, payment(payer=party(MILLER))) == PASSES


@pytest.mark.parametrize(("accuse", "payer_code", "payee_code"), CASES)
def test_named_institution__paying_central_bank_money__is_refused(
    network: Network, accuse: Accusation, payer_code: RefusalCode, payee_code: RefusalCode
) -> None:
    rule = accuse(network, subject_of(network, BANGKOK_BANK))
    between = payment(payer=institution(BANGKOK_BANK), payee=institution(CHIANGMAI_BANK))
    assert verdict(network, rule, between) == (payer_code, NONE)
    thb = network.money("THB")
    ask(network, thb, type(rule))
    with pytest.raises(RuleBookRefused, match=payer_code.name):
        network.run(BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, 1))
    # A leg of a settlement was asked with the customers' payment.
    network.settle(network.domestic_order())


@pytest.mark.parametrize(("accuse", "payer_code", "payee_code"), CASES)
def test_named_person__under_a_new_key__is_refused_still(
    network: Network, accuse: Accusation, payer_code: RefusalCode, payee_code: RefusalCode
) -> None:
    rule, money = accuse(network, subject_of(network, IMPORTER)), network.deposit(BANGKOK_BANK)
    replace_key(network, IMPORTER, NEW_KEY)
    network.run(BANGKOK_BANK, money.move_holdings(IMPORTER.address))
    if payer_code is RefusalCode.PAYER_FLAGGED:
        flag(network, subject_of(network, NEW_KEY))  # the first one lasted a day
    ask(network, money, type(rule))
    with pytest.raises(RuleBookRefused, match=payer_code.name):
        network.run(NEW_KEY, money.transfer(MILLER.address, 1))
    with pytest.raises(RuleBookRefused, match=payee_code.name):
        network.run(BANGKOK_BANK, money.issue(NEW_KEY.address, 1, b"x"))


def test_sanctions__list_of_another_currency__does_not_count(network: Network) -> None:
    rule = sanction(network, NUMBERS[IMPORTER], "HKD")
    assert verdict(network, rule, payment()) == PASSES
    assert verdict(network, rule, payment(currency="HKD"))[0] is RefusalCode.PAYER_SANCTIONED


def test_sanctions__taken_off_the_list__passes_again(network: Network) -> None:
    rule = sanction(network, NUMBERS[IMPORTER])
    identifier = network.read(rule.identifier_of(NUMBERS[IMPORTER]))
    network.run(BANK_OF_THAILAND, rule.delist("THB", [identifier]))
    assert verdict(network, rule, payment()) == PASSES


def test_identifiers__of_lists_and_flags__are_salted_hashes_of_the_subject(network: Network) -> None:
    subject = int(BANGKOK_BANK.address, 16)
    salted = Sanctions(network.create(Sanctions.creation(network.registry.address, SALT)))
    expected = keccak(encode(["bytes32", "uint256"], [SALT, subject]))
    assert network.read(salted.identifier_of(subject)) == expected
    unsalted = keccak(encode(["bytes32", "uint256"], [bytes(32), subject]))
    assert network.read(network.deployment.risks.identifier_of(subject)) == unsalted
    assert network.read(network.deployment.rule(Sanctions).identifier_of(subject)) == unsalted


def test_risk_flag__asks_the_shared_registry__whichever_book_lists_it(network: Network) -> None:
    mine, another = network.deployment.rule(RiskFlag), RiskFlag(more_rules(network, [RiskFlag])["RiskFlag"])
    assert network.read(another.risk_registry()) == network.deployment.risks.address
    flag(network, NUMBERS[IMPORTER])
    assert verdict(network, mine, payment()) == verdict(network, another, payment()) != PASSES


def test_risk_flag__by_a_supervisor__counts_in_every_currency(network: Network) -> None:
    risks = network.deployment.risks
    identifier = network.read(risks.identifier_of(NUMBERS[IMPORTER]))
    network.run(SUPERVISOR, risks.flag(identifier, "mule", network.now_s + DAY_S))
    rule = network.deployment.rule(RiskFlag)
    assert verdict(network, rule, payment(currency="HKD"))[0] is RefusalCode.PAYER_FLAGGED
