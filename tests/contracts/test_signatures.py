"""What was signed is what happens: any other field, key, contract or chain, and nothing happens at all.

Trusts eth_account to sign; it signs in the one form that counts.
Never lets a signature work twice where it should work once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import loan_papers
import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, FARMER, HONGKONG_BANK, IMPORTER, MAKER, MILLER
from provoke_settlement import malleable
from small_network import AMOUNT_MINOR, DAY_S, PARAMETERS, Network

from chain.client import Call
from chain.clients.errors import (
    ECDSAInvalidSignatureLength,
    ECDSAInvalidSignatureS,
    FxBoardBadSignature,
    LoanLenderNotActive,
    LoanMandateInvalid,
    LoanNotLender,
    LoanNotParty,
    LoanSignatureInvalid,
    LoanSyndicateInvalid,
    LoanTermsInvalid,
    SettlementBadSignature,
    SettlementNotPayersBank,
    SettlementQuoteMismatch,
)
from chain.clients.events import PaymentExists, PaymentRefused, PaymentSettled
from chain.clients.types import (
    DayCount,
    FirmQuote,
    LoanAssignment,
    LoanMandate,
    LoanRestructuring,
    LoanTerms,
    PaymentOrder,
    PeriodUnit,
    RefusalCode,
    Schedule,
    Shape,
)
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
    "principal_minor": 59_999_999,
    "schedule": loan_papers.schedule(rate_bps=721),
    "grace_s": 0,
    "late_fee_minor": 49_999,
    "default_after_s": 863_999,
    "keeper_fee_minor": 1,
    "signed_until": 2**40,
    "syndicate_hash": b"\xff" * 32,
    "salt": b"\xff" * 32,
}
# A schedule of which every field but the shape may have another value.
FLOATING: dict[str, Any] = {
    "shape": Shape.NEGATIVE_AMORTISING,
    "payment_minor": 1_000_000,
    "instalments": 5,
    "period_unit": PeriodUnit.MONTHS,
    "period_length": 2,
    "end_of_month": False,
    "day_count": DayCount.ACTUAL360,
    "rate_index": "THOR",
    "rate_bps": 150,
    "floor_bps": 0,
    "cap_bps": 2_000,
    "rate_age_days_max": 3,
}
ALTERED_SCHEDULE: dict[str, Any] = {
    "shape": Shape.BULLET,
    "payment_minor": 999_999,
    "instalments": 4,
    "period_unit": PeriodUnit.DAYS,
    "period_length": 3,
    "end_of_month": True,
    "day_count": DayCount.ACTUAL365_FIXED,
    "rate_index": "HIBOR",
    "rate_bps": -150,
    "floor_bps": 1,
    "cap_bps": 1_999,
    "rate_age_days_max": 4,
}
ALTERED_MANDATE: dict[str, Any] = {
    "loan_id": b"\xff" * 32,
    "number": 2,
    "ceiling_minor": 10**12 + 1,
    "expires_at": 2**39,
    "notice_s": 0,
}
ALTERED_RESTRUCTURING: dict[str, Any] = {
    "loan_id": b"\xff" * 32,
    "number": 1,
    "debt_minor_max": 10**12 + 1,
    "schedule": loan_papers.schedule(instalments=2),
    "signed_until": 2**40,
}
ALTERED_ASSIGNMENT: dict[str, Any] = {
    "loan_id": b"\xff" * 32,
    "number": 1,
    "from_": HONGKONG_BANK.address,
    "to": HONGKONG_BANK.address,
    "price_minor": 999_999,
    "signed_until": 2**40,
}
# Some fields are looked at before the signature is.
BEFORE_THE_SIGNATURE = {
    "payer_currency": SettlementQuoteMismatch,
    "payee_currency": SettlementQuoteMismatch,
    "sell_currency": SettlementQuoteMismatch,
    "buy_currency": SettlementQuoteMismatch,
    "lender": LoanNotParty,
    "currency": LoanLenderNotActive,
    "syndicate_hash": LoanSyndicateInvalid,
    "shape": LoanTermsInvalid,
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


def drawing(
    network: Network,
    terms: LoanTerms,
    *,
    lender: bytes | None = None,
    borrower: bytes | None = None,
    mandate: LoanMandate | None = None,
    application: bytes | None = None,
) -> Call[Any]:
    """The drawdown of offered terms under these bytes; what is left out is signed as it should be."""
    mandate = network.mandate(terms) if mandate is None else mandate
    lender = network.sign_paper(terms, BANGKOK_BANK) if lender is None else lender
    borrower = network.sign_paper(terms, IMPORTER) if borrower is None else borrower
    papers = (borrower, mandate, network.sign_paper(mandate), b"")
    application = network.apply(terms) if application is None else application
    return network.loan_book.draw_down(application, terms, [], [lender], *papers)


def test_tables__altered_fields__are_all_fields() -> None:
    of_loans: list[tuple[dict[str, Any], type[Any]]] = [
        *((ALTERED_TERMS, LoanTerms), (ALTERED_SCHEDULE, Schedule), (ALTERED_MANDATE, LoanMandate)),
        *((ALTERED_RESTRUCTURING, LoanRestructuring), (ALTERED_ASSIGNMENT, LoanAssignment)),
    ]
    for altered, struct in [(ALTERED_ORDER, PaymentOrder), (ALTERED_QUOTE, FirmQuote), *of_loans]:
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


@pytest.mark.parametrize("side", ["lender", "borrower"])
@pytest.mark.parametrize("field", ALTERED_TERMS)
def test_terms__one_field_altered_after_one_side_signed__are_not_drawn_down(
    network: Network, field: str, side: str
) -> None:
    terms = network.terms()
    papers: dict[str, Any] = {side: network.sign_paper(terms, BANGKOK_BANK if side == "lender" else IMPORTER)}
    papers["application"] = network.apply(terms)
    assert refused_by(network, drawing(network, terms, **papers)) is None
    altered = replace(terms, **{field: ALTERED_TERMS[field]})
    expected = BEFORE_THE_SIGNATURE.get(field, LoanSignatureInvalid)
    assert refused_by(network, drawing(network, altered, **papers)) is expected


@pytest.mark.parametrize("field", ALTERED_SCHEDULE)
def test_terms__one_field_of_the_schedule_altered_after_signing__are_not_drawn_down(
    network: Network, field: str
) -> None:
    terms = network.terms(**FLOATING)
    signed = network.sign_paper(terms)
    assert refused_by(network, drawing(network, terms, borrower=signed)) is None
    altered = replace(terms, schedule=replace(terms.schedule, **{field: ALTERED_SCHEDULE[field]}))
    expected = BEFORE_THE_SIGNATURE.get(field, LoanSignatureInvalid)
    assert refused_by(network, drawing(network, altered, borrower=signed)) is expected


@pytest.mark.parametrize("field", ALTERED_MANDATE)
def test_mandate__one_field_altered_after_signing__is_not_set(network: Network, field: str) -> None:
    book, mandate = network.loan_book, LoanMandate(network.fund(), 1, 10**12, 2**40 - 1, DAY_S)
    signature = network.sign_paper(mandate)
    assert refused_by(network, book.set_mandate(mandate, signature, b"")) is None
    altered = replace(mandate, **{field: ALTERED_MANDATE[field]})
    assert refused_by(network, book.set_mandate(altered, signature, b"")) is LoanSignatureInvalid


def test_mandate__of_another_loan__draws_nothing_down(network: Network) -> None:
    terms = network.terms()
    other = network.mandate(network.terms())
    assert refused_by(network, drawing(network, terms, mandate=other)) is LoanMandateInvalid


@pytest.mark.parametrize("side", [0, 1], ids=["lender", "borrower"])
@pytest.mark.parametrize("field", ALTERED_RESTRUCTURING)
def test_restructuring__one_field_altered_after_one_side_signed__is_not_done(
    network: Network, field: str, side: int
) -> None:
    terms, sides = loan_papers.schedule(instalments=3), (BANGKOK_BANK, IMPORTER)
    paper = LoanRestructuring(network.fund(), 0, 10**12, terms, network.now_s + DAY_S)
    altered = replace(paper, **{field: ALTERED_RESTRUCTURING[field]})
    signed = [network.sign_paper(paper, who) for who in sides]
    assert refused_by(network, network.loan_book.restructure(paper, *signed)) is None
    mixed = [network.sign_paper(paper if i == side else altered, who) for i, who in enumerate(sides)]
    expected = LoanNotParty if field == "loan_id" else LoanSignatureInvalid
    assert refused_by(network, network.loan_book.restructure(altered, *mixed)) is expected


@pytest.mark.parametrize("side", [0, 1], ids=["from", "to"])
@pytest.mark.parametrize("field", ALTERED_ASSIGNMENT)
def test_assignment__one_field_altered_after_one_side_signed__is_not_done(
    network: Network, field: str, side: int
) -> None:
    sides = (BANGKOK_BANK, CHIANGMAI_BANK)
    paper = LoanAssignment(network.fund(), 0, *(who.address for who in sides), 10**6, network.now_s + DAY_S)
    altered = replace(paper, **{field: ALTERED_ASSIGNMENT[field]})
    signed = [network.sign_paper(paper, who) for who in sides]
    assert refused_by(network, network.loan_book.assign(paper, *signed)) is None
    mixed = [network.sign_paper(paper if i == side else altered, who) for i, who in enumerate(sides)]
    before = {"loan_id": LoanNotLender, "from_": LoanNotParty, "to": LoanLenderNotActive}
    expected = before.get(field, LoanSignatureInvalid)
    assert refused_by(network, network.loan_book.assign(altered, *mixed)) is expected


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


def test_terms__signed_for_another_chain_or_contract__are_not_drawn_down(network: Network) -> None:
    terms = network.terms()
    for domain in foreign_domains(network, "LoanBook", network.loan_book.address):
        signature = IMPORTER.sign_struct(terms, domain)
        assert refused_by(network, drawing(network, terms, borrower=signature)) is LoanSignatureInvalid


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
    ]
    assert [refused_by(network, call) for call in calls] == [expected] * 2
    # Whatever is not in the one form is here a signature of nobody.
    spoilt = drawing(network, terms, borrower=spoil(network.sign_paper(terms)))
    assert refused_by(network, spoilt) is LoanSignatureInvalid


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
