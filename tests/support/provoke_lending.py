"""Provocations of every error of the LoanBook.

Trusts the small network's terms to be valid but for the field that a provocation changes.
Never waits: blocks take the second that a provocation asks for.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, EXPORTER, IMPORTER, KEEPER, STRANGER
from provocation import Provocation, Provoker, provokes
from reentrant_bank import open_reentrant_bank
from small_network import DAY_S, PRINCIPAL_MINOR, Network

from chain.accounts import Account
from chain.clients import errors
from chain.clients.types import LoanStatus, LoanTerms, Status


def funded(
    network: Network, terms: LoanTerms, error: errors.ContractError, sender: Account = BANGKOK_BANK
) -> Provocation:
    """Funding these terms, signed by the importer."""
    return Provocation(sender, network.funding(terms), error)


@provokes(errors.LoanNotLender)
def another_bank_funds(network: Network) -> Provocation:
    expected = errors.LoanNotLender(CHIANGMAI_BANK.address, BANGKOK_BANK.address)
    return funded(network, network.terms(), expected, CHIANGMAI_BANK)


@provokes(errors.LoanNotLender)
def borrower_declares_default(network: Network) -> Provocation:
    call = network.loan_book.declare_default(network.fund())
    return Provocation(IMPORTER, call, errors.LoanNotLender(IMPORTER.address, BANGKOK_BANK.address))


@provokes(errors.LoanBadSignature)
def terms_signed_by_the_lender(network: Network) -> Provocation:
    terms = network.terms()
    loan_id = network.read(network.loan_book.hash_terms(terms))
    call = network.funding(terms, BANGKOK_BANK)
    return Provocation(BANGKOK_BANK, call, errors.LoanBadSignature(loan_id, BANGKOK_BANK.address))


@provokes(errors.LoanExists)
def funded_twice(network: Network) -> Provocation:
    terms = network.terms()
    return funded(network, terms, errors.LoanExists(network.fund(terms)))


@provokes(errors.LoanOfferExpired)
def funded_a_second_too_late(network: Network) -> Provocation:
    terms = network.terms(signed_until=network.now_s)
    loan_id = network.read(network.loan_book.hash_terms(terms))
    expected = errors.LoanOfferExpired(loan_id, terms.signed_until)
    return Provocation(BANGKOK_BANK, network.funding(terms), expected, at_s=terms.signed_until + 1)


def invalid(field: str, changes: dict[str, Any]) -> Provoker:
    """Terms in which one field is out of range."""

    def provoker(network: Network) -> Provocation:
        return funded(network, network.terms(**changes), errors.LoanTermsInvalid(field))

    provoker.__name__ = "_".join(f"{name}_{value}" for name, value in changes.items())
    return provoker


INVALID_TERMS: list[tuple[str, dict[str, Any]]] = [
    ("principalMinor", {"principal_minor": 0}),
    ("principalMinor", {"principal_minor": 10**15 + 1}),
    ("annualRateBps", {"annual_rate_bps": 10_001}),
    ("dayCountBasis", {"day_count_basis": 364}),
    ("instalments", {"instalments": 0}),
    ("instalments", {"instalments": 601}),
    ("periodDays", {"period_days": 0}),
    ("periodDays", {"period_days": 367, "instalments": 1}),
    ("tenor", {"period_days": 61, "instalments": 301}),
    ("lateFeeMinor", {"late_fee_minor": PRINCIPAL_MINOR + 1}),
    ("defaultAfterS", {"default_after_s": DAY_S - 1}),
]
for invalid_field, invalid_changes in INVALID_TERMS:
    provokes(errors.LoanTermsInvalid)(invalid(invalid_field, invalid_changes))


@provokes(errors.LoanBorrowerNotCustomer)
def lent_to_a_stranger(network: Network) -> Provocation:
    terms = network.terms(borrower=STRANGER.address)
    call = network.funding(terms, STRANGER)
    return Provocation(BANGKOK_BANK, call, errors.LoanBorrowerNotCustomer(STRANGER.address, BANGKOK_BANK.address))


@provokes(errors.LoanBorrowerNotCustomer)
def lent_to_a_client_of_another_bank(network: Network) -> Provocation:
    terms = network.terms(borrower=EXPORTER.address)
    call = network.funding(terms, EXPORTER)
    return Provocation(BANGKOK_BANK, call, errors.LoanBorrowerNotCustomer(EXPORTER.address, BANGKOK_BANK.address))


@provokes(errors.LoanBorrowerNotCustomer)
def lent_in_a_currency_the_bank_keeps_no_deposits_in(network: Network) -> Provocation:
    expected = errors.LoanBorrowerNotCustomer(IMPORTER.address, BANGKOK_BANK.address)
    return funded(network, network.terms(currency="HKD"), expected)


@provokes(errors.LoanLenderNotActive)
def suspended_bank_lends(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    return funded(network, network.terms(), errors.LoanLenderNotActive(BANGKOK_BANK.address))


@provokes(errors.LoanLenderNotActive)
def suspended_bank_declares_default(network: Network) -> Provocation:
    loan_id = network.fund()
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = network.loan_book.declare_default(loan_id)
    return Provocation(BANGKOK_BANK, call, errors.LoanLenderNotActive(BANGKOK_BANK.address))


@provokes(errors.LoanBorrowerSuspended)
def lent_to_a_suspended_client(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    return funded(network, network.terms(), errors.LoanBorrowerSuspended(IMPORTER.address))


@provokes(errors.LoanNotOpen)
def unknown_loan_collected(network: Network) -> Provocation:
    call = network.loan_book.collect(b"\x01" * 32)
    return Provocation(KEEPER, call, errors.LoanNotOpen(b"\x01" * 32, LoanStatus.NONE))


@provokes(errors.LoanNotOpen)
def closed_loan_collected(network: Network) -> Provocation:
    loan_id = network.fund(network.terms(instalments=1))
    network.collect(loan_id)
    return Provocation(KEEPER, network.loan_book.collect(loan_id), errors.LoanNotOpen(loan_id, LoanStatus.CLOSED))


@provokes(errors.LoanNotOpen)
def closed_loan_declared_in_default(network: Network) -> Provocation:
    loan_id = network.fund(network.terms(instalments=1))
    network.collect(loan_id)
    call = network.loan_book.declare_default(loan_id)
    return Provocation(BANGKOK_BANK, call, errors.LoanNotOpen(loan_id, LoanStatus.CLOSED))


@provokes(errors.LoanNotDue)
def collected_a_second_too_early(network: Network) -> Provocation:
    loan_id = network.fund()
    due_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at
    call = network.loan_book.collect(loan_id)
    return Provocation(KEEPER, call, errors.LoanNotDue(loan_id, due_at_s), at_s=due_at_s - 1)


@provokes(errors.LoanNotDue)
def collected_twice_on_one_date(network: Network) -> Provocation:
    loan_id = network.fund()
    due_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at
    network.collect(loan_id, due_at_s)
    call = network.loan_book.collect(loan_id)
    return Provocation(KEEPER, call, errors.LoanNotDue(loan_id, due_at_s + 7 * DAY_S), at_s=due_at_s + 1)


@provokes(errors.LoanNotInDefault)
def default_declared_a_second_too_early(network: Network) -> Provocation:
    loan_id = network.fund()
    due_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at
    defaults_at_s = due_at_s + 10 * DAY_S
    call = network.loan_book.declare_default(loan_id)
    return Provocation(BANGKOK_BANK, call, errors.LoanNotInDefault(loan_id, defaults_at_s), at_s=defaults_at_s)


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_collects_while_it_is_funded(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    terms = network.terms(lender=reentrant.bank.address, borrower=reentrant.client.address)
    loan_id = network.read(network.loan_book.hash_terms(terms))
    inner = network.loan_book.collect(loan_id)
    network.run(reentrant.bank, reentrant.token.prepare(inner.to, inner.data))
    call = network.funding(terms, reentrant.client)
    return Provocation(reentrant.bank, call, errors.ReentrancyGuardReentrantCall())


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_collects_while_it_is_collected(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    terms = network.terms(lender=reentrant.bank.address, borrower=reentrant.client.address)
    network.run(reentrant.bank, network.funding(terms, reentrant.client))
    loan_id = network.read(network.loan_book.hash_terms(terms))
    call = network.loan_book.collect(loan_id)
    network.run(reentrant.bank, reentrant.token.prepare(call.to, call.data))
    due_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at
    return Provocation(KEEPER, call, errors.ReentrancyGuardReentrantCall(), at_s=due_at_s)
