"""The rule book: every rule is asked, the first by the table is reported, and one payment counts once.

Trusts `SayingRule`, a rule that says what it was made to say, and the table of precedence in `chain.errors`.
Never takes the order of a list for an order of importance.
"""

from __future__ import annotations

from typing import Any

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HONGKONG_BANK,
    IMPORTER,
    MILLER,
    OPERATOR,
    STRANGER,
)
from forks import once_an_engine
from hypothesis import given, settings
from hypothesis import strategies as st
from probes import ask_probe, create_probe
from provocation import forwarder
from refusal_causes import CODE_OF, NAME_OF
from rule_books import ask, open_book, shared_rules
from rule_payments import payment
from small_network import AMOUNT_MINOR, COST_MINOR, Network, open_network

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.balance_cap import BalanceCap
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.errors import RuleBookNotItsMoney, RuleBookNotSystemContract, RuleBookRefused
from chain.clients.events import PaymentRefused, PaymentSettled, RulesSet
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.types import Refusal, RefusalCode, TierLimits, WindowLimit
from chain.errors import REFUSALS

ORDER = [RefusalCode(refusal.code) for refusal in REFUSALS]
FIRST_OF_PAYEE = CODE_OF["PayeeUnknown"]
PAYERS, PAYEES = ORDER[: ORDER.index(FIRST_OF_PAYEE)], ORDER[ORDER.index(FIRST_OF_PAYEE) :]
PASSES = Refusal(RefusalCode.NONE, "", ZERO_ADDRESS)
RULES_MAX = 12


def saying(network: Network, payer: RefusalCode, payee: RefusalCode) -> Address:
    """A rule that always says this, and counts."""
    return create_probe(network, "SayingRule", "uint8,uint8", payer, payee)


def recorded(network: Network, rule: Address) -> int:
    """How many payments such a rule was told to count."""
    return int(ask_probe(network, rule, "recorded()", "uint256"))


def shared_book(network: Network, *rules: Address) -> RuleBook:
    """A book with these rules that both Thai banks' deposit moneys ask."""
    book = open_book(network, network.deposit(BANGKOK_BANK), rules)
    network.run(BANK_OF_THAILAND, network.deposit(CHIANGMAI_BANK).set_rule_book(book.address))
    return book


def empty_book(network: Network) -> RuleBook:
    """A book of Bangkok Bank's deposits without rules."""
    return open_book(network, network.deposit(BANGKOK_BANK), [])


@once_an_engine
def _said() -> tuple[Network, RuleBook, dict[tuple[RefusalCode, RefusalCode], Address]]:
    """A book, and rules that say each code alone and some of both sides."""
    network = open_network()
    sayings = [(code, RefusalCode.NONE) for code in PAYERS] + [(RefusalCode.NONE, code) for code in PAYEES]
    sayings += [(RefusalCode.NONE, RefusalCode.NONE), *zip(reversed(PAYERS), PAYEES, strict=False)]
    return network, empty_book(network), {both: saying(network, *both) for both in sayings}


@given(data=st.data())
@settings(max_examples=25)
def test_preflight__rules_in_any_order__reports_the_first_by_the_table(data: st.DataObject) -> None:
    network, book, rules = _said()
    drawn = data.draw(st.lists(st.sampled_from(sorted(rules)), unique=True, min_size=1, max_size=RULES_MAX))
    network.run(BANK_OF_THAILAND, book.set_rules([rules[both] for both in drawn]))
    said = {code for both in drawn for code in both if code is not RefusalCode.NONE}
    refusal = network.read(book.preflight(payment()))
    if not said:
        assert refusal == PASSES
        return
    first = min(said, key=ORDER.index)
    assert (refusal.code, refusal.rule) == (first, "saying")
    asked = payment()
    party = asked.payer.account if first in PAYERS else asked.payee.account
    assert refusal.party == (asked.payer.bank if NAME_OF[first] == "PayerBankExposure" else party)


def test_set_rules__by_the_central_bank__are_asked_and_read_back_in_order(network: Network) -> None:
    book, rules = empty_book(network), list(shared_rules(network).values())
    for listed in (rules, list(reversed(rules)), rules[:1], []):
        outcome = network.run(BANK_OF_THAILAND, book.set_rules(listed))
        assert outcome.first(RulesSet) == RulesSet(tuple(listed))
        assert network.read(book.rules()) == tuple(listed)
        assert network.read(book.preflight(payment())) == PASSES
    assert network.read(book.currency()) == "THB"


def test_set_rules__twelve__are_all_asked(network: Network) -> None:
    book = empty_book(network)
    rules = [saying(network, RefusalCode.NONE, RefusalCode.NONE) for _ in range(RULES_MAX - 1)]
    last = saying(network, RefusalCode.PAYER_AMOUNT_LIMIT, RefusalCode.NONE)
    network.run(BANK_OF_THAILAND, book.set_rules([*rules, last]))
    assert network.read(book.preflight(payment())).code is RefusalCode.PAYER_AMOUNT_LIMIT
    network.run(BANK_OF_THAILAND, book.set_rules(rules))
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    assert [recorded(network, rule) for rule in rules] == [1] * (RULES_MAX - 1)


def test_enforce__refused__counts_nothing_in_any_rule(network: Network) -> None:
    silent = saying(network, RefusalCode.NONE, RefusalCode.NONE)
    refusing = saying(network, RefusalCode.NONE, RefusalCode.PAYEE_BALANCE_CAP)
    open_book(network, network.deposit(BANGKOK_BANK), [silent, refusing])
    outcome = network.attempt(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    expected = RuleBookRefused(RefusalCode.PAYEE_BALANCE_CAP, "saying", MILLER.address)
    assert str(outcome.error) == str(expected)
    assert network.settle(network.domestic_order(payee=MILLER.address)).first(PaymentRefused) is not None
    assert recorded(network, silent) == recorded(network, refusing) == 0
    # A payee who banks elsewhere is not this book's to refuse.
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    assert recorded(network, silent) == recorded(network, refusing) == 1


@pytest.mark.parametrize("sender", [BANGKOK_BANK, BANK_OF_THAILAND, OPERATOR, IMPORTER], ids=lambda who: who.identity)
def test_book__called_by_anybody__counts_and_enforces_for_its_money_and_the_engine_alone(
    network: Network, sender: Any
) -> None:
    silent = saying(network, RefusalCode.NONE, RefusalCode.NONE)
    book = open_book(network, network.deposit(BANGKOK_BANK), [silent])
    assert isinstance(network.attempt(sender, book.enforce(payment())).error, RuleBookNotItsMoney)
    assert isinstance(network.attempt(sender, book.record(payment())).error, RuleBookNotSystemContract)
    assert recorded(network, silent) == 0
    network.run(STRANGER, forwarder(network, book.record(payment()), [BANK_OF_THAILAND]))
    assert recorded(network, silent) == 1


def test_settle__two_books__counts_once_in_each_and_each_its_own_side(network: Network) -> None:
    rules = {}
    for bank in (BANGKOK_BANK, HONGKONG_BANK):
        rules[bank] = saying(network, RefusalCode.NONE, RefusalCode.NONE)
        open_book(network, network.deposit(bank), [rules[bank]])
    network.settle(network.order(), network.quote())
    assert [recorded(network, rule) for rule in rules.values()] == [1, 1]
    network.settle(network.domestic_order())  # from a bank with a book to one without
    network.settle(network.domestic_order(payee=MILLER.address))  # one book for both sides
    assert [recorded(network, rule) for rule in rules.values()] == [3, 1]


def test_settle__one_book_of_both_moneys__is_asked_and_counts_once(network: Network) -> None:
    silent = saying(network, RefusalCode.NONE, RefusalCode.NONE)
    book = shared_book(network, silent)
    network.settle(network.domestic_order())
    assert recorded(network, silent) == 1
    network.run(FARMER, network.deposit(CHIANGMAI_BANK).transfer(FARMER.address, 1))
    assert recorded(network, silent) == 2
    refusing = saying(network, RefusalCode.NONE, RefusalCode.PAYEE_BALANCE_CAP)
    network.run(BANK_OF_THAILAND, book.set_rules([silent, refusing]))
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    assert refused == PaymentRefused(refused.uetr, RefusalCode.PAYEE_BALANCE_CAP, "saying", FARMER.address)
    assert recorded(network, silent) == 2


def test_settle__one_book_of_both_moneys__caps_what_the_payee_holds_at_its_own_bank(network: Network) -> None:
    cap = network.deployment.rule(BalanceCap)
    network.run(BANK_OF_THAILAND, cap.set_limits("THB", TierLimits(0, 0, 2 * COST_MINOR)))
    shared_book(network, cap.address)
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYEE_BALANCE_CAP


def test_settle__one_book_of_both_moneys__has_one_net_position_of_two_banks(network: Network) -> None:
    exposure = network.deployment.rule(CounterpartyExposure)
    network.run(BANK_OF_THAILAND, exposure.set_default_limit("THB", COST_MINOR))
    book = shared_book(network, exposure.address)
    network.settle(network.domestic_order())
    pair = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    assert network.read(exposure.position_minor("THB", book.address, *pair)) == COST_MINOR
    assert network.read(exposure.position_minor("THB", book.address, *reversed(pair))) == -COST_MINOR
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYER_BANK_EXPOSURE


def test_settle__two_books__uses_the_limits_of_each_in_its_currency(network: Network) -> None:
    window, exposure = network.deployment.rule(RollingWindowLimit), network.deployment.rule(CounterpartyExposure)
    limit = WindowLimit(0, 0, COST_MINOR, window_s=86_400, buckets=6)
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit))
    thai = ask(network, network.deposit(BANGKOK_BANK), RollingWindowLimit, CounterpartyExposure)
    hongkong = ask(network, network.deposit(HONGKONG_BANK), CounterpartyExposure, RollingWindowLimit)
    network.settle(network.order(), network.quote())
    assert network.read(window.used_minor(thai.address, "THB", 1)) == COST_MINOR
    pair = (BANGKOK_BANK.address, HONGKONG_BANK.address)
    assert network.read(exposure.position_minor("THB", thai.address, *pair)) == COST_MINOR
    assert network.read(exposure.position_minor("HKD", hongkong.address, *reversed(pair))) == -AMOUNT_MINOR
    refused = network.settle(network.order(), network.quote()).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYER_WINDOW_LIMIT


def test_book__replaced_by_a_new_one__starts_its_counts_anew(network: Network) -> None:
    money = network.deposit(BANGKOK_BANK)
    window = network.deployment.rule(RollingWindowLimit)
    limit = WindowLimit(0, 0, 100, window_s=86_400, buckets=6)
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit))
    first = ask(network, money, RollingWindowLimit)
    network.run(IMPORTER, money.transfer(MILLER.address, 100))
    # The list may change without the counts: they belong to the book.
    network.run(BANK_OF_THAILAND, first.set_rules([]))
    network.run(BANK_OF_THAILAND, first.set_rules([window.address]))
    assert isinstance(network.attempt(IMPORTER, money.transfer(MILLER.address, 1)).error, RuleBookRefused)
    ask(network, money, RollingWindowLimit)
    network.run(IMPORTER, money.transfer(MILLER.address, 100))


def test_central_bank_money__with_a_book__asks_it_for_transfers_and_issues_alone(network: Network) -> None:
    thb = network.money("THB")
    refusing = saying(network, RefusalCode.PAYER_FLAGGED, RefusalCode.PAYEE_FLAGGED)
    book = open_book(network, thb, [refusing])
    for sender, call, code, party in (
        (BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, 1), RefusalCode.PAYER_FLAGGED, BANGKOK_BANK),
        (BANK_OF_THAILAND, thb.issue(CHIANGMAI_BANK.address, 1, b"x"), RefusalCode.PAYER_FLAGGED, BANK_OF_THAILAND),
    ):
        assert str(network.attempt(sender, call).error) == str(RuleBookRefused(code, "saying", party.address))
    assert network.read(thb.rule_book()) == book.address
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    network.run(BANGKOK_BANK, thb.redeem(1, b"x"))
