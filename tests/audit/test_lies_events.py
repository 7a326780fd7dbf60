"""Plants a lie in the events, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the small run, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, IMPORTER, MAKER, SHOP
from lies import STRANGER, Lie, add, alter, at, beside, both, drop, edit, twice, unsigned

from audit.books import Books
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    CentralBankMoneyListed,
    CustomerRegistered,
    CustomerStatusChanged,
    DepositTokenListed,
    Issued,
    JurisdictionOpened,
    LoanPaid,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    PaymentExists,
    PaymentRefused,
    PaymentSettled,
    QuoteFilled,
    QuoteWithdrawn,
    Redeemed,
    Transfer,
)
from chain.clients.types import RefusalCode, Role
from chain.deployment import Deployment
from chain.errors import REFUSALS, Refusal

DAY_S = 86_400


# Of the transfers: 0 to 2 issue central-bank money; the first payment has 5 debit, 6 and 7 interbank, 8 credit.
LIES: list[tuple[str, Lie]] = [
    ("money-listing", alter(CentralBankMoneyListed, token=STRANGER)),
    ("money-listing", alter(CentralBankMoneyListed, currency="XXX")),
    ("money-listing", edit(CentralBankMoneyListed, lambda e: [e, replace(e, token=STRANGER)])),
    ("money-listing", alter(DepositTokenListed, token=STRANGER)),
    ("money-listing", alter(DepositTokenListed, bank=STRANGER)),
    ("money-listing", edit(DepositTokenListed, lambda e: [e, replace(e, token=STRANGER)])),
    ("money-listing", drop(DepositTokenListed)),
    ("money-listed", drop(CentralBankMoneyListed, 1)),
    ("money-balance", add(Transfer, 6, value=10**15)),
    ("money-issue", drop(Issued)),
    ("money-issue", drop(Transfer)),
    ("money-issue", add(Issued, amount_minor=1)),
    ("money-issue", alter(Issued, holder=STRANGER)),
    ("money-redeem", drop(Redeemed)),
    ("money-redeem", drop(Transfer, 5)),
    ("money-redeem", add(Redeemed, amount_minor=-1)),
    ("money-holder", alter(Transfer, 6, to=STRANGER)),
    ("money-holder", alter(ParticipantAdmitted, lambda e: e.account == MAKER.address, role=Role.KEEPER)),
    ("money-holder", drop(CustomerRegistered)),
    ("money-holder", drop(ParticipantStatusChanged, 1)),
    ("money-holder", drop(CustomerStatusChanged, 1)),
    ("money-holder", drop(JurisdictionOpened)),
    ("money-explained", twice(Transfer, 6)),
    ("money-explained", beside(PaymentRefused, Transfer(STRANGER, STRANGER, 1))),
    ("money-explained", beside(LoanPaid, Transfer(STRANGER, STRANGER, 1))),
    ("payment-uetr", twice(PaymentSettled)),
    ("payment-uetr", edit(PaymentSettled, lambda e: [replace(e, uetr="00000000-0000-4000-8000-000000000001")], 2)),
    ("payment-legs", drop(Transfer, 6)),
    ("payment-legs", drop(Transfer, 7)),
    ("payment-legs", add(Transfer, 7, value=-1)),
    ("payment-legs", both(add(Issued, 5, amount_minor=1), add(Transfer, 8, value=1))),
    ("payment-legs", both(drop(Redeemed), drop(Transfer, 5))),
    ("payment-legs", edit(Redeemed, lambda e: [replace(e, reference_id=bytes(32))])),
    (
        "payment-legs",
        edit(PaymentSettled, lambda e: [replace(e, cost_minor=e.amount_minor, amount_minor=e.cost_minor)]),
    ),
    ("payment-legs", alter(PaymentSettled, payee_bank=STRANGER)),
    ("payment-legs", alter(PaymentSettled, payer_currency="XXX")),
    ("payment-legs", alter(PaymentSettled, 2, payee_bank=STRANGER)),
    ("payment-cost", add(PaymentSettled, cost_minor=1)),
    ("payment-cost", add(PaymentSettled, 2, cost_minor=1)),
    ("payment-cost", unsigned(PaymentSettled)),
    ("payment-quote", drop(QuoteFilled)),
    ("payment-quote", twice(QuoteFilled)),
    ("payment-quote", add(QuoteFilled, sell_minor=10**9)),
    ("payment-quote", alter(QuoteFilled, maker=STRANGER)),
    ("payment-quote", beside(PaymentSettled, QuoteFilled(bytes(32), STRANGER, 1, 1), 2)),
    ("payment-quote", edit(QuoteFilled, lambda e: [QuoteWithdrawn(e.quote_hash, e.maker), e])),
    ("payment-quote", at(PaymentSettled, 601)),
    ("payment-order", alter(PaymentSettled, payee=STRANGER)),
    ("payment-order", alter(PaymentSettled, purpose="XXXX")),
    ("payment-order", alter(PaymentSettled, maker=STRANGER)),
    ("payment-order", alter(PaymentSettled, 2, maker=STRANGER)),
    ("payment-order", alter(PaymentSettled, payer_currency="HKD", payee_currency="THB")),
    ("payment-order", add(PaymentSettled, cost_minor=10**12)),
    ("payment-order", at(PaymentSettled, 601)),
    ("payment-order", unsigned(PaymentSettled)),
    ("payment-order", unsigned(PaymentRefused)),
    ("payment-order", alter(PaymentExists, uetr="00000000-0000-4000-8000-000000000009")),
    ("payment-refusal", alter(PaymentRefused, code=RefusalCode.NONE)),
    ("payment-refusal", alter(PaymentRefused, rule="payer-balance")),
    ("payment-refusal", alter(PaymentRefused, party=ZERO_ADDRESS)),
    ("payment-exists", drop(PaymentSettled)),
    ("payment-exists", alter(PaymentExists, payer=STRANGER)),
]


def test_rebuild__honest_record__finds_nothing(books: Books) -> None:
    assert books.findings == ()


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie__is_found_by_its_rule(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(blocks), deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


NAMED = 1
"""Of the refusals: of an order of the importer, for the shop."""


VENUES = {"market maker", "pool", "vehicle's central bank"}
"""Nobody of these is in a payment within one currency."""


@pytest.mark.parametrize("refusal", [item for item in REFUSALS if item.party not in VENUES], ids=lambda r: r.name)
def test_rebuild__refusal__names_its_rule_and_the_party_at_fault(
    blocks: list[RecordedBlock], deployment: Deployment, refusal: Refusal
) -> None:
    """The record cannot tell why an order was refused, but whose fault each reason is."""
    parties = {
        "payer": IMPORTER,
        "payer's bank": BANGKOK_BANK,
        "payer's central bank": BANK_OF_THAILAND,
        "payee": SHOP,
        "payee's bank": CHIANGMAI_BANK,
        "payee's central bank": BANK_OF_THAILAND,
    }
    said = {"code": RefusalCode(refusal.code), "rule": refusal.rule}
    honest = alter(PaymentRefused, NAMED, **said, party=parties[refusal.party].address)
    if refusal.name != "PayerInsufficientBalance":  # then it is no lie at all
        assert rebuild(honest(blocks), deployment).findings == ()
    (finding,) = rebuild(alter(PaymentRefused, NAMED, **said, party=STRANGER)(blocks), deployment).findings
    assert finding.rule == "payment-refusal"
    assert refusal.party in finding.message


def test_rebuild__no_blocks__only_misses_the_contracts(deployment: Deployment) -> None:
    books = rebuild([], deployment)
    assert {finding.rule for finding in books.findings} == {"contract-code", "money-listing"}
    assert (books.height, books.transactions, books.moneys) == (0, 0, {})
