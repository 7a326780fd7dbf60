"""What was signed is what happens: any other field, key, contract or chain, and nothing happens at all.

Trusts eth_account to sign; it signs in the one form that counts.
Never lets a signature work twice where it should work once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, FARMER, IMPORTER, MAKER, MILLER
from provoke_settlement import malleable
from small_network import AMOUNT_MINOR, PARAMETERS, Network

from chain.client import Call
from chain.clients.errors import (
    ECDSAInvalidSignatureLength,
    ECDSAInvalidSignatureS,
    FxBoardBadSignature,
    LoanBadSignature,
    LoanNotLender,
    SettlementBadSignature,
    SettlementNotPayersBank,
    SettlementQuoteMismatch,
)
from chain.clients.events import PaymentExists, PaymentRefused, PaymentSettled
from chain.clients.types import FirmQuote, LoanTerms, PaymentOrder, RefusalCode, Shape
from chain.errors import Reverted
from chain.typed_data import TypedDomain

ALTERED_ORDER: dict[str, Any] = {
    "uetr": "11111111-1111-4111-8111-111111111111",
    "payer": MILLER.address,
    "payee": FARMER.address,
    "payer_currency": "HKD",
    "payee_currency": "THB",
    "amount_minor": AMOUNT_MINOR + 1,
    "cost_minor_max": 4_999_999,
    "purpose": "SVCS",
    "travel_rule_hash": b"\x01" * 32,
    "expires_at": 2**40,
}
ALTERED_QUOTE: dict[str, Any] = {
    "maker": BANGKOK_BANK.address,
    "sell_currency": "THB",
    "buy_currency": "HKD",
    "rate_ray": 1,
    "sell_minor_max": 15_000_001,
    "expires_at": 2**40,
    "nonce": 2**40,
}
ALTERED_TERMS: dict[str, Any] = {
    "lender": CHIANGMAI_BANK.address,
    "borrower": MILLER.address,
    "currency": "HKD",
    "principal_minor": 1,
    "annual_rate_bps": 721,
    "day_count_basis": 360,
    "shape": Shape.BULLET,
    "instalments": 4,
    "period_days": 8,
    "grace_s": 0,
    "late_fee_minor": 49_999,
    "default_after_s": 863_999,
    "signed_until": 2**40,
    "salt": b"\xff" * 32,
}
# Some fields are looked at before the signature is.
BEFORE_THE_SIGNATURE = {
    "payer_currency": SettlementQuoteMismatch,
    "payee_currency": SettlementQuoteMismatch,
    "sell_currency": SettlementQuoteMismatch,
    "buy_currency": SettlementQuoteMismatch,
    "lender": LoanNotLender,
}


def refused_by(network: Network, call: Call[Any]) -> type[Reverted] | None:
    """What the payer's bank or the lender runs into."""
    try:
        network.read(call, sender=BANGKOK_BANK)
    except Reverted as error:
        return type(error)
    return None


def settling(network: Network, order: PaymentOrder, signature: bytes) -> Call[Any]:
    """The order through a sound quote, under these bytes."""
    quote = network.quote()
    return network.engine.settle_with_quote(order, signature, b"", quote, network.sign_quote(quote))


def filling(network: Network, quote: FirmQuote, signature: bytes) -> Call[Any]:
    """A sound order through the quote, under these bytes."""
    order = network.order()
    return network.engine.settle_with_quote(order, network.sign_order(order), b"", quote, signature)


def test_tables__altered_fields__are_all_fields() -> None:
    for altered, struct in [(ALTERED_ORDER, PaymentOrder), (ALTERED_QUOTE, FirmQuote), (ALTERED_TERMS, LoanTerms)]:
        assert list(altered) == [field.name for field in fields(struct)]


@pytest.mark.parametrize("field", ALTERED_ORDER)
def test_order__one_field_altered_after_signing__does_not_settle(network: Network, field: str) -> None:
    order = network.order()
    signature = network.sign_order(order)
    assert refused_by(network, settling(network, order, signature)) is None
    altered = replace(order, **{field: ALTERED_ORDER[field]})
    expected = BEFORE_THE_SIGNATURE.get(field, SettlementBadSignature)
    assert refused_by(network, settling(network, altered, signature)) is expected


@pytest.mark.parametrize("field", ALTERED_QUOTE)
def test_quote__one_field_altered_after_signing__is_not_filled(network: Network, field: str) -> None:
    quote = network.quote()
    signature = network.sign_quote(quote)
    assert refused_by(network, filling(network, quote, signature)) is None
    altered = replace(quote, **{field: ALTERED_QUOTE[field]})
    if field == "maker":  # The engine asks who may make quotes before the board asks who signed.
        refused = network.run(BANGKOK_BANK, filling(network, altered, signature)).first(PaymentRefused)
        assert refused is not None
        assert refused.code is RefusalCode.MAKER_NOT_ADMITTED
    else:
        expected = BEFORE_THE_SIGNATURE.get(field, FxBoardBadSignature)
        assert refused_by(network, filling(network, altered, signature)) is expected


@pytest.mark.parametrize("field", ALTERED_TERMS)
def test_terms__one_field_altered_after_signing__are_not_funded(network: Network, field: str) -> None:
    terms = network.terms()
    signature = network.sign_terms(terms)
    assert refused_by(network, network.loan_book.fund(terms, signature)) is None
    altered = replace(terms, **{field: ALTERED_TERMS[field]})
    expected = BEFORE_THE_SIGNATURE.get(field, LoanBadSignature)
    assert refused_by(network, network.loan_book.fund(altered, signature)) is expected


def foreign_domains(network: Network, contract: str, address: str) -> list[TypedDomain]:
    """The right contract on another chain, at another address, and another contract in its place."""
    return [
        TypedDomain(contract, PARAMETERS.chain_id + 1, address),
        TypedDomain(contract, PARAMETERS.chain_id, network.registry.address),
    ]


def test_order__signed_for_another_chain_or_contract__does_not_settle(network: Network) -> None:
    order = network.order()
    for domain in foreign_domains(network, "SettlementEngine", network.engine.address):
        signature = IMPORTER.sign_struct(order, domain)
        assert refused_by(network, settling(network, order, signature)) is SettlementBadSignature


def test_quote__signed_for_another_chain_or_contract__is_not_filled(network: Network) -> None:
    quote = network.quote()
    for domain in foreign_domains(network, "FxBoard", network.fx_board.address):
        signature = MAKER.sign_struct(quote, domain)
        assert refused_by(network, filling(network, quote, signature)) is FxBoardBadSignature


def test_terms__signed_for_another_chain_or_contract__are_not_funded(network: Network) -> None:
    terms = network.terms()
    for domain in foreign_domains(network, "LoanBook", network.loan_book.address):
        signature = IMPORTER.sign_struct(terms, domain)
        assert refused_by(network, network.loan_book.fund(terms, signature)) is LoanBadSignature


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [(malleable, ECDSAInvalidSignatureS), (lambda signature: signature[:64], ECDSAInvalidSignatureLength)],
    ids=["malleable", "short"],
)
def test_signature__in_another_form__works_nowhere(
    network: Network, spoil: Callable[[bytes], bytes], expected: type[Reverted]
) -> None:
    order, quote, terms = network.order(), network.quote(), network.terms()
    calls = [
        settling(network, order, spoil(network.sign_order(order))),
        filling(network, quote, spoil(network.sign_quote(quote))),
        network.loan_book.fund(terms, spoil(network.sign_terms(terms))),
    ]
    assert [refused_by(network, call) for call in calls] == [expected] * 3


def test_domains__of_the_contracts__are_what_is_signed(network: Network) -> None:
    for client in (network.engine, network.fx_board, network.loan_book):
        said = network.read(client.eip712_domain())
        domain = network.ledger.domain(client).as_dict()
        assert said[1:5] == (domain["name"], domain["version"], domain["chainId"], domain["verifyingContract"])


def test_order__replayed_by_the_bank__exists_and_moves_nothing(network: Network) -> None:
    order, quote = network.order(), network.quote()
    call = network.settlement(order, quote)
    network.run(BANGKOK_BANK, call)
    before = network.storage()
    for _ in range(2):
        outcome = network.run(BANGKOK_BANK, call)
        assert [logged.event for logged in outcome.events] == [PaymentExists(order.uetr, IMPORTER.address)]
    assert network.storage() == before


def test_order__replayed_by_another_bank__is_no_order_of_its_client(network: Network) -> None:
    call = network.settlement(network.domestic_order())
    network.run(BANGKOK_BANK, call)
    assert isinstance(network.attempt(CHIANGMAI_BANK, call).error, SettlementNotPayersBank)


def test_quote__used_by_several_payments__is_exhausted_at_its_maximum(network: Network) -> None:
    quote = network.quote(sell_minor_max=2 * AMOUNT_MINOR + AMOUNT_MINOR // 2)
    for _ in range(2):
        assert network.settle(network.order(), quote).first(PaymentSettled) is not None
    refused = network.settle(network.order(), quote).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.QUOTE_EXHAUSTED
    assert network.settle(network.order(amount_minor=AMOUNT_MINOR // 2), quote).first(PaymentSettled) is not None
    quote_hash = network.read(network.fx_board.hash_quote(quote))
    assert network.read(network.fx_board.filled_minor(quote_hash)) == quote.sell_minor_max


def test_quote__withdrawn_between_two_payments__serves_the_first_alone(network: Network) -> None:
    quote = network.quote()
    assert network.settle(network.order(), quote).first(PaymentSettled) is not None
    network.run(MAKER, network.fx_board.withdraw(quote))
    refused = network.settle(network.order(), quote).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.QUOTE_CANCELLED
