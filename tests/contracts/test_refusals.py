"""Every reason for which the SettlementEngine refuses a payment: code, rule and party, and that nothing else happens.

Trusts `refusal_causes` to bring about one cause and no other, which the settlement after its cure shows.
Never takes a revert for a refusal: a refused payment is a successful transaction.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from actors import BANGKOK_BANK, HKMA, HONG_KONG, MILLER
from refusal_causes import (
    ALL_CAUSES,
    CODE_OF,
    DOMESTIC_CAUSES,
    PAYEE,
    PAYEE_BANK,
    PAYER,
    PAYER_BANK,
    QUOTING_MAKER,
    Case,
    assert_refused,
    build,
)
from small_network import COST_MINOR, Network

from chain.accounts import Account
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.types import Refusal, RefusalCode
from chain.errors import REFUSALS

PARTIES: dict[str, Account] = {
    "payer": PAYER,
    "payer's bank": PAYER_BANK,
    "payee": PAYEE,
    "payee's bank": PAYEE_BANK,
    "market maker": QUOTING_MAKER,
}
ENTRY = {refusal.name: refusal for refusal in REFUSALS}

# The one pair of neighbours that excludes each other: a payee that no bank knows has no account to be suspended.
EXCLUSIVE = [("PayeeUnknown", "PayeeSuspended")]
NEIGHBOURS = [pair for pair in pairwise(ALL_CAUSES) if pair not in EXCLUSIVE]
BRIDGES = [("PayerBankInsufficientLiquidity", "PayeeSuspended")]


def check(network: Network, name: str, iso_code: str, party: Account) -> None:
    """One cause across two currencies, its ISO 20022 code and who is at fault."""
    assert ENTRY[name].iso_code == iso_code
    assert PARTIES[ENTRY[name].party] is party
    assert_refused(build(network, {name}), name, party)


def test_settle__uetr_of_another_payment__is_refused_with_AM05(network: Network) -> None:  # noqa: N802
    check(network, "UetrReused", "AM05", PAYER_BANK)


def test_settle__expired_order__is_refused_with_TM01(network: Network) -> None:  # noqa: N802
    check(network, "OrderExpired", "TM01", PAYER)


def test_settle__suspended_payer__is_refused_with_AC06(network: Network) -> None:  # noqa: N802
    check(network, "PayerSuspended", "AC06", PAYER)


def test_settle__payer_without_an_account_in_the_currency__is_refused_with_AC10(network: Network) -> None:  # noqa: N802
    check(network, "PayerCurrency", "AC10", PAYER)


def test_settle__suspended_payer_bank__is_refused_with_AG10(network: Network) -> None:  # noqa: N802
    check(network, "PayerBankSuspended", "AG10", PAYER_BANK)


def test_settle__cost_above_the_payers_maximum__is_refused_with_AM21(network: Network) -> None:  # noqa: N802
    check(network, "CostAboveMaximum", "AM21", PAYER)


def test_settle__payer_with_too_little__is_refused_with_AM04(network: Network) -> None:  # noqa: N802
    check(network, "PayerInsufficientBalance", "AM04", PAYER)


def test_settle__payer_bank_with_too_little__is_refused_with_AM23(network: Network) -> None:  # noqa: N802
    check(network, "PayerBankInsufficientLiquidity", "AM23", PAYER_BANK)


def test_settle__unknown_payee__is_refused_with_AC03(network: Network) -> None:  # noqa: N802
    check(network, "PayeeUnknown", "AC03", PAYEE)


def test_settle__suspended_payee__is_refused_with_AC06(network: Network) -> None:  # noqa: N802
    check(network, "PayeeSuspended", "AC06", PAYEE)


def test_settle__payee_without_an_account_in_the_currency__is_refused_with_AC11(network: Network) -> None:  # noqa: N802
    check(network, "PayeeCurrency", "AC11", PAYEE)


def test_settle__suspended_payee_bank__is_refused_with_AG11(network: Network) -> None:  # noqa: N802
    check(network, "PayeeBankSuspended", "AG11", PAYEE_BANK)


def test_settle__maker_not_admitted__is_refused_with_AGNT(network: Network) -> None:  # noqa: N802
    check(network, "MakerNotAdmitted", "AGNT", QUOTING_MAKER)


def test_settle__withdrawn_quote__is_refused_with_ED05(network: Network) -> None:  # noqa: N802
    check(network, "QuoteCancelled", "ED05", QUOTING_MAKER)


def test_settle__expired_quote__is_refused_with_ED05(network: Network) -> None:  # noqa: N802
    check(network, "QuoteExpired", "ED05", QUOTING_MAKER)


def test_settle__exhausted_quote__is_refused_with_ED05(network: Network) -> None:  # noqa: N802
    check(network, "QuoteExhausted", "ED05", QUOTING_MAKER)


def test_settle__maker_with_too_little__is_refused_with_ED05(network: Network) -> None:  # noqa: N802
    check(network, "MakerInsufficientLiquidity", "ED05", QUOTING_MAKER)


@pytest.mark.parametrize("name", DOMESTIC_CAUSES)
def test_settle__one_currency__is_refused_for_the_same_reasons(network: Network, name: str) -> None:
    assert_refused(build(network, {name}, domestic=True), name, PARTIES[ENTRY[name].party])


def reported(case: Case) -> str:
    """The name of the refusal that the engine records, which preflight must have said before."""
    foreseen = case.preflight()
    refused = case.settle().first(PaymentRefused)
    assert refused is not None
    assert foreseen == Refusal(refused.code, refused.rule, refused.party)
    assert refused.party == PARTIES[ENTRY[_name(refused.code)].party].address
    return _name(refused.code)


def _name(code: RefusalCode) -> str:
    return next(name for name, known in CODE_OF.items() if known is code)


@pytest.mark.parametrize(("first", "second"), [*NEIGHBOURS, *BRIDGES])
def test_settle__two_reasons_at_once__reports_the_earlier_in_the_table(
    network: Network, first: str, second: str
) -> None:
    case = build(network, {first, second})
    assert reported(case) == first
    case.put_right(first)
    assert reported(case) == second
    case.put_right(second)
    assert case.settle().first(PaymentSettled) is not None


@pytest.mark.parametrize("domestic", [False, True], ids=["two currencies", "one currency"])
def test_settle__everything_wrong__reports_the_reasons_in_the_order_of_the_table(
    network: Network, domestic: bool
) -> None:
    causes = DOMESTIC_CAUSES if domestic else ALL_CAUSES
    case = build(network, causes, domestic=domestic)
    met = []
    for cause in causes:
        met.append(reported(case))
        case.put_right(cause)
    assert tuple(met) == causes
    assert case.settle().first(PaymentSettled) is not None


def test_settle__order_refused_for_its_cost__settles_through_a_cheaper_quote(network: Network) -> None:
    order, dear = network.order(cost_minor_max=COST_MINOR), network.quote(rate_ray=5 * 10**27)
    refused = network.settle(order, dear).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.COST_ABOVE_MAXIMUM
    assert network.settle(order, network.quote()).first(PaymentSettled) is not None


def test_settle__last_second_of_an_order__settles_and_the_next_is_too_late(network: Network) -> None:
    expires_at_s = network.now_s + 10
    in_time, too_late = network.domestic_order(expires_at=expires_at_s), network.domestic_order(expires_at=expires_at_s)
    assert network.settle(in_time, at_s=expires_at_s).first(PaymentSettled) is not None
    refused = network.settle(too_late, at_s=expires_at_s + 1).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.ORDER_EXPIRED


def test_settle__two_currencies_within_one_bank_without_liquidity__is_refused_with_AM23(network: Network) -> None:  # noqa: N802
    # The bank's THB goes to the maker although payer and payee are both its own clients.
    network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    order, quote = network.order(payee=MILLER.address), network.quote()
    code, rule = RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, "payer-bank-liquidity"
    assert network.preflight(order, quote) == Refusal(code, rule, BANGKOK_BANK.address)
    refused = network.settle(order, quote).first(PaymentRefused)
    assert refused == PaymentRefused(order.uetr, code, rule, BANGKOK_BANK.address)


def test_preflight__payer_unknown_to_any_bank__is_the_payers_fault(network: Network) -> None:
    order = replace(network.domestic_order(), payer=PAYER.address)
    assert network.preflight(order) == Refusal(RefusalCode.PAYER_SUSPENDED, "payer-standing", PAYER.address)
