"""Who may issue money, and how much: allowances of banks, and of those to whom a central bank lends the right.

Trusts the registry for who is whose; every error is provoked in test_errors.
Never lets an allowance be more or less than the events say.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, IMPORTER, KEEPER, MILLER, STRANGER, actor
from central_banks import hand_over
from holds import WHOLE
from small_network import COST_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.errors import MoneyIssuanceAboveAllowance, MoneyNotIssuer
from chain.clients.events import IssuanceAllowanceSet, Issued, PaymentSettled, Transfer

REFERENCE = b"reference".ljust(32, b"\0")


def allowed(network: Network, issuer: str = BANGKOK_BANK.address) -> int:
    """How much more somebody may issue of Bangkok Bank's deposits."""
    return network.read(network.deposit(BANGKOK_BANK).issuance_allowance(issuer))


def allow(network: Network, allowance_minor: int) -> None:
    """The central bank sets how much more Bangkok Bank may issue."""
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(BANK_OF_THAILAND, deposit.set_issuance_allowance(BANGKOK_BANK.address, allowance_minor))
    assert events_of(outcome) == [IssuanceAllowanceSet(BANGKOK_BANK.address, allowance_minor)]


def test_allowance__limited__is_used_up_to_the_last_unit(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    allow(network, 10)
    outcome = network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 4, REFERENCE))
    assert events_of(outcome) == [
        IssuanceAllowanceSet(BANGKOK_BANK.address, 6),
        Issued(MILLER.address, 4, REFERENCE),
        Transfer(ZERO_ADDRESS, MILLER.address, 4),
    ]
    assert allowed(network) == 6
    network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 6, REFERENCE))
    assert allowed(network) == 0
    error = network.attempt(BANGKOK_BANK, deposit.issue(MILLER.address, 1, REFERENCE)).error
    assert isinstance(error, MoneyIssuanceAboveAllowance)


def test_allowance__without_limit__is_never_less(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    assert allowed(network) == WHOLE
    outcome = network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 4, REFERENCE))
    assert not any(isinstance(event, IssuanceAllowanceSet) for event in events_of(outcome))
    assert allowed(network) == WHOLE


def test_allowance__set_anew__replaces_what_was_left(network: Network) -> None:
    for allowance_minor in (10, 3, 0, WHOLE):
        allow(network, allowance_minor)
        assert allowed(network) == allowance_minor


def test_allowance__refused_issue__uses_none_of_it(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    allow(network, 10)
    assert network.attempt(BANGKOK_BANK, deposit.issue(STRANGER.address, 4, REFERENCE)).error is not None
    assert allowed(network) == 10


def test_allowance__redemption__gives_nothing_back(network: Network) -> None:
    allow(network, 10)
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).redeem(5, REFERENCE))
    assert allowed(network) == 10


def test_allowance__credit_against_central_bank_money__needs_none(network: Network) -> None:
    chiangmai = network.deposit(CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, chiangmai.set_issuance_allowance(CHIANGMAI_BANK.address, 0))
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    assert network.read(chiangmai.issued_minor()) == COST_MINOR


def test_central_bank__its_own_money__needs_no_allowance(network: Network) -> None:
    thb = network.money("THB")
    assert network.read(thb.issuance_allowance(BANK_OF_THAILAND.address)) == 0
    network.run(BANK_OF_THAILAND, thb.issue(BANGKOK_BANK.address, 10**12, REFERENCE))
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(BANK_OF_THAILAND.address, 1))
    network.run(BANK_OF_THAILAND, thb.issue(BANGKOK_BANK.address, 2, REFERENCE))
    assert network.read(thb.issuance_allowance(BANK_OF_THAILAND.address)) == 1


@pytest.mark.parametrize("delegate", [KEEPER, STRANGER], ids=lambda account: account.identity)
def test_central_bank__lends_the_right__and_takes_it_back(network: Network, delegate: Account) -> None:
    thb = network.money("THB")
    issue = thb.issue(BANGKOK_BANK.address, 4, REFERENCE)
    assert isinstance(network.attempt(delegate, issue).error, MoneyNotIssuer)
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(delegate.address, 10))
    outcome = network.run(delegate, issue)
    assert outcome.first(Issued) == Issued(BANGKOK_BANK.address, 4, REFERENCE)
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(delegate.address, 0))
    assert isinstance(network.attempt(delegate, issue).error, MoneyNotIssuer)


def test_central_bank__handed_over__issues_no_more_without_an_allowance(network: Network) -> None:
    thb, successor = network.money("THB"), actor("central-bank", "successor")
    hand_over(network, network.registry, BANK_OF_THAILAND, successor)
    issue = thb.issue(BANGKOK_BANK.address, 4, REFERENCE)
    assert isinstance(network.attempt(BANK_OF_THAILAND, issue).error, MoneyNotIssuer)
    network.run(successor, issue)


def test_central_bank__deposits__are_not_its_to_issue(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for outsider in (BANK_OF_THAILAND, CHIANGMAI_BANK):
        error = network.attempt(BANK_OF_THAILAND, deposit.set_issuance_allowance(outsider.address, 1)).error
        assert isinstance(error, MoneyNotIssuer)
