"""What a plain transfer and an issue are refused for: the rules' own reasons, in the very words of a payment's refusal.

Trusts test_refusals for what a payment with an order is refused for.
Never lets a refused transfer pass by another door: every way that the standards give is tried.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK
from authorisations import authorisation, permit, permitting, receipt, transferring
from hypothesis import given, settings
from hypothesis import strategies as st
from refusal_case import ONE_BANK, PAYEE, PAYEE_BANK, PAYER, PAYER_BANK, TWO_BANKS, Case
from refusal_causes import build, put_right, refusal_of
from refusal_settings import SETTINGS
from small_network import COST_MINOR

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import RuleBookRefused
from chain.clients.types import Refusal
from chain.errors import Reverted

REASONS = (*SETTINGS, "Sanctioned", "Flagged")
OF_RULES = tuple(cause for cause in ONE_BANK.causes if cause[5:] in REASONS)
PAYEES = tuple(cause for cause in TWO_BANKS.causes if cause.startswith("Payee") and cause[5:] in REASONS)


def doors(case: Case) -> list[tuple[Account, Call[Any]]]:
    """Every way to move the payment's amount from payer to payee without an order."""
    network, money = case.network, case.deposit("Payer")
    parties = {"from_": PAYER.address, "to": PAYEE.address, "value": COST_MINOR}
    network.run(PAYER, money.approve(PAYER_BANK.address, COST_MINOR))
    allowed = permit(network, owner=PAYER.address, spender=CHIANGMAI_BANK.address, value=COST_MINOR)
    network.run(PAYER_BANK, permitting(network, money, allowed, PAYER))
    return [
        (PAYER, money.transfer(PAYEE.address, COST_MINOR)),
        (PAYER_BANK, money.transfer_from(PAYER.address, PAYEE.address, COST_MINOR)),
        (CHIANGMAI_BANK, money.transfer_from(PAYER.address, PAYEE.address, COST_MINOR)),
        (BANGKOK_BANK, transferring(network, money, authorisation(network, **parties), PAYER)),
        (PAYEE, transferring(network, money, receipt(network, **parties), PAYER)),
    ]


def words(refusal: Refusal) -> str:
    """A refusal as a plain transfer reverts with it."""
    return str(RuleBookRefused(refusal.code, refusal.rule, refusal.party))


def plain_preflight(case: Case) -> Refusal:
    """What the engine says of the same payment without a purpose."""
    return case.network.preflight(replace(case.order, purpose=""), case.quote)


def error_of(case: Case, sender: Account, call: Call[Any]) -> str:
    """What a call would revert with in the next block; empty when it would pass."""
    try:
        case.network.read(call, sender)
    except Reverted as error:
        return str(error)
    return ""


@pytest.mark.parametrize("cause", OF_RULES)
def test_plain_transfer__refused_by_a_rule__reverts_as_a_payment_is_refused(cause: str) -> None:
    case = build(ONE_BANK, {cause})
    money, network = case.deposit("Payer"), case.network
    refusal = refusal_of(ONE_BANK, cause)
    assert plain_preflight(case) == refusal
    assert not network.read(money.can_transfer(PAYER.address, PAYEE.address, COST_MINOR))
    assert {error_of(case, sender, call) for sender, call in doors(case)} == {words(refusal)}
    assert str(network.attempt(PAYER, money.transfer(PAYEE.address, COST_MINOR)).error) == words(refusal)
    put_right(case, cause)
    assert network.read(money.can_transfer(PAYER.address, PAYEE.address, COST_MINOR))
    network.run(PAYER, money.transfer(PAYEE.address, COST_MINOR))
    network.ledger.journal.close()


@given(st.sets(st.sampled_from(OF_RULES), min_size=2, max_size=6))
@settings(max_examples=15)
def test_plain_transfer__any_set_of_causes__reverts_with_the_first_of_the_table(drawn: set[str]) -> None:
    case = build(ONE_BANK, drawn)
    transfer = case.deposit("Payer").transfer(PAYEE.address, COST_MINOR)
    for cause in (cause for cause in OF_RULES if cause in drawn):
        refusal = refusal_of(ONE_BANK, cause)
        assert plain_preflight(case) == refusal
        assert error_of(case, PAYER, transfer) == words(refusal)
        put_right(case, cause)
    case.network.run(PAYER, transfer)
    case.network.ledger.journal.close()


@pytest.mark.parametrize("cause", PAYEES)
def test_issue__to_a_payee_whom_a_rule_refuses__reverts_with_the_payees_code(cause: str) -> None:
    case = build(TWO_BANKS, {cause})
    issue = case.deposit("Payee").issue(PAYEE.address, COST_MINOR, b"x")
    # A bank's own credit has no purpose to state and nobody to tell of its customer.
    is_asked = cause not in ("PayeePurposeNotAllowed", "PayeeTravelRuleMissing")
    assert error_of(case, PAYEE_BANK, issue) == (words(refusal_of(TWO_BANKS, cause)) if is_asked else "")
    put_right(case, cause)
    case.network.run(PAYEE_BANK, issue)
    case.network.ledger.journal.close()


def test_issue__beyond_what_a_payer_may_send__is_no_payers_business() -> None:
    case = build(ONE_BANK, {"PayerWindowLimit"})
    case.network.run(PAYER_BANK, case.deposit("Payee").issue(PAYEE.address, COST_MINOR, b"x"))
    case.network.ledger.journal.close()
