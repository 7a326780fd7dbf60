"""Provocations of every error of the loan contracts.

Trusts the small network's papers to be valid but for the field that a provocation changes.
Never waits: blocks take the second that a provocation asks for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, KEEPER, MILLER, STRANGER
from holds import SECOND_KEY, set_step_up
from loan_papers import schedule
from loan_stage import assigned, loan_in, mandated, restructured, state
from provocation import Provocation, Provoker, provokes
from reentrant_bank import open_reentrant_bank
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients import errors
from chain.clients.loan_origination import LoanOrigination
from chain.clients.loan_servicing import LoanServicing
from chain.clients.loan_workout import LoanWorkout
from chain.clients.types import (
    ApplicationState,
    LoanMandate,
    LoanStatus,
    LoanTerms,
    PeriodUnit,
    Shape,
    Share,
    Status,
)

NOWHERE = b"\x01" * 32


def drawn(
    network: Network, terms: LoanTerms, error: errors.ContractError, sender: Account = BANGKOK_BANK, **papers: Any
) -> Provocation:
    """The drawdown of these terms without an application, which is asked for last."""
    return Provocation(sender, drawing(network, terms, **papers), error)


def drawing(
    network: Network,
    terms: LoanTerms,
    *,
    lender: Account = BANGKOK_BANK,
    borrower: Account = IMPORTER,
    mandate: LoanMandate | None = None,
    shares: tuple[Share, ...] = (),
    lenders: int = 1,
) -> Call[bytes]:
    """The call, signed by these."""
    mandate = network.mandate(terms) if mandate is None else mandate
    signed = [network.sign_paper(terms, lender)] * lenders
    papers = (network.sign_paper(terms, borrower), mandate, network.sign_paper(mandate, borrower), b"")
    return network.loan_book.draw_down(NOWHERE, terms, list(shares), signed, *papers)


def loan_id_of(network: Network, terms: LoanTerms) -> bytes:
    """The digest of the terms."""
    return network.read(network.loan_book.hash_terms(terms))


@provokes(errors.LoanNotParty)
def stranger_draws_down(network: Network) -> Provocation:
    return drawn(network, network.terms(), errors.LoanNotParty(STRANGER.address), STRANGER)


@provokes(errors.LoanNotParty)
def stranger_restructures(network: Network) -> Provocation:
    call = restructured(network, loan_in(network, LoanStatus.ACTIVE))
    return Provocation(STRANGER, call, errors.LoanNotParty(STRANGER.address))


@provokes(errors.LoanNotParty)
def stranger_assigns(network: Network) -> Provocation:
    call = assigned(network, network.fund(), CHIANGMAI_BANK)
    return Provocation(STRANGER, call, errors.LoanNotParty(STRANGER.address))


@provokes(errors.LoanSignatureInvalid)
def lender_signed_for_the_borrower(network: Network) -> Provocation:
    terms = network.terms()
    expected = errors.LoanSignatureInvalid(loan_id_of(network, terms), IMPORTER.address)
    return drawn(network, terms, expected, borrower=BANGKOK_BANK)


@provokes(errors.LoanSignatureInvalid)
def borrower_signed_for_the_lender(network: Network) -> Provocation:
    terms = network.terms()
    expected = errors.LoanSignatureInvalid(loan_id_of(network, terms), BANGKOK_BANK.address)
    return drawn(network, terms, expected, lender=IMPORTER)


@provokes(errors.LoanSignatureInvalid)
def mandate_above_the_step_up_without_the_second_key(network: Network) -> Provocation:
    loan_id = network.fund()
    set_step_up(network, network.deposit(BANGKOK_BANK), 1_000)
    mandate = LoanMandate(loan_id, 1, 1_001, network.now_s + 3_000 * DAY_S, DAY_S)
    call = mandated(network, loan_id, ceiling_minor=1_001)
    digest = network.read(network.loan_book.hash_mandate(mandate))
    return Provocation(KEEPER, call, errors.LoanSignatureInvalid(digest, SECOND_KEY.address))


@provokes(errors.LoanStepUpMissing)
def paid_above_the_step_up(network: Network) -> Provocation:
    loan_id = network.fund()
    set_step_up(network, network.deposit(BANGKOK_BANK), 1_000)
    call = network.loan_book.prepay(loan_id, 1_001)
    return Provocation(IMPORTER, call, errors.LoanStepUpMissing(loan_id, SECOND_KEY.address, 1_000))


@provokes(errors.LoanLenderNotActive)
def bank_of_another_currency_lends(network: Network) -> Provocation:
    terms = network.terms(lender=HONGKONG_BANK.address)
    expected = errors.LoanLenderNotActive(HONGKONG_BANK.address)
    return drawn(network, terms, expected, HONGKONG_BANK, lender=HONGKONG_BANK)


@provokes(errors.LoanLenderNotActive)
def suspended_bank_declares_default(network: Network) -> Provocation:
    loan_id = network.fund()
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = network.loan_book.declare_default(loan_id)
    return Provocation(BANGKOK_BANK, call, errors.LoanLenderNotActive(BANGKOK_BANK.address))


@provokes(errors.LoanLenderNotActive)
def suspended_bank_restructures(network: Network) -> Provocation:
    loan_id = network.fund()
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = restructured(network, loan_id)
    return Provocation(IMPORTER, call, errors.LoanLenderNotActive(BANGKOK_BANK.address))


@provokes(errors.LoanLenderNotActive)
def loan_passed_to_a_bank_of_another_currency(network: Network) -> Provocation:
    call = assigned(network, network.fund(), HONGKONG_BANK)
    return Provocation(BANGKOK_BANK, call, errors.LoanLenderNotActive(HONGKONG_BANK.address))


@provokes(errors.LoanNotLender)
def borrower_declares_default(network: Network) -> Provocation:
    loan_id = network.fund()
    call = network.loan_book.declare_default(loan_id)
    return Provocation(IMPORTER, call, errors.LoanNotLender(IMPORTER.address, loan_id))


@provokes(errors.LoanNotLender)
def bank_passes_on_what_it_does_not_lend(network: Network) -> Provocation:
    loan_id = network.fund()
    call = assigned(network, loan_id, BANGKOK_BANK, CHIANGMAI_BANK)
    return Provocation(CHIANGMAI_BANK, call, errors.LoanNotLender(CHIANGMAI_BANK.address, loan_id))


@provokes(errors.LoanNotBorrower)
def another_client_revokes_the_mandate(network: Network) -> Provocation:
    loan_id = network.fund()
    return Provocation(
        MILLER, network.loan_book.revoke_mandate(loan_id), errors.LoanNotBorrower(MILLER.address, loan_id)
    )


@provokes(errors.LoanNotBorrower)
def lender_repays(network: Network) -> Provocation:
    loan_id = network.fund()
    call = network.loan_book.repay(loan_id, 1)
    return Provocation(BANGKOK_BANK, call, errors.LoanNotBorrower(BANGKOK_BANK.address, loan_id))


@provokes(errors.LoanAmountZero)
def nothing_is_repaid(network: Network) -> Provocation:
    loan_id = network.fund()
    return Provocation(IMPORTER, network.loan_book.repay(loan_id, 0), errors.LoanAmountZero(loan_id))


def mandate_with(name: str, change: dict[str, Any]) -> Provoker:
    """A mandate that no loan may have."""

    def provoker(network: Network) -> Provocation:
        terms = network.terms()
        changes = {key: value(network) if callable(value) else value for key, value in change.items()}
        mandate = replace(network.mandate(terms), **changes)
        return drawn(network, terms, errors.LoanMandateInvalid(loan_id_of(network, terms)), mandate=mandate)

    provoker.__name__ = f"mandate_{name}"
    return provoker


for mandate_name, mandate_change in (
    ("of_another_loan", {"loan_id": NOWHERE}),
    ("of_nothing", {"ceiling_minor": 0}),
    ("with_a_notice_too_long", {"notice_s": 30 * DAY_S + 1}),
    ("that_ran_out", {"expires_at": lambda network: network.ledger.timestamp_s}),
    ("without_an_end", {"expires_at": 2**40}),
):
    provokes(errors.LoanMandateInvalid)(mandate_with(mandate_name, mandate_change))


@provokes(errors.LoanSyndicateInvalid)
def shares_that_nobody_signed(network: Network) -> Provocation:
    terms = network.terms(syndicate_hash=NOWHERE)
    shares = (Share(BANGKOK_BANK.address, 1),)
    return drawn(network, terms, errors.LoanSyndicateInvalid(NOWHERE), shares=shares)


@provokes(errors.LoanSyndicateInvalid)
def shares_of_one_lender(network: Network) -> Provocation:
    shares = (Share(BANGKOK_BANK.address, 1),)
    return drawn(network, network.terms(), errors.LoanSyndicateInvalid(bytes(32)), shares=shares)


@provokes(errors.LoanTooMany)
def batch_of_65(network: Network) -> Provocation:
    call = network.loan_book.collect_batch([NOWHERE] * 65)
    return Provocation(KEEPER, call, errors.LoanTooMany(65, 64))


def part_called(call: Call[Any]) -> Provocation:
    """A part of the loan book called as if it were the book."""
    return Provocation(BANGKOK_BANK, call, errors.LoanPartCalled(call.to))


@provokes(errors.LoanPartCalled)
def origination_called(network: Network) -> Provocation:
    part = LoanOrigination(network.deployment.contracts["LoanOrigination"])
    return part_called(part.revoke_mandate(NOWHERE))


@provokes(errors.LoanPartCalled)
def servicing_called(network: Network) -> Provocation:
    return part_called(LoanServicing(network.deployment.contracts["LoanServicing"]).repay(NOWHERE, 1))


@provokes(errors.LoanPartCalled)
def workout_called(network: Network) -> Provocation:
    return part_called(LoanWorkout(network.deployment.contracts["LoanWorkout"]).recover(NOWHERE))


def invalid(field: str, changes: dict[str, Any]) -> Provoker:
    """Terms in which one field is out of range."""

    def provoker(network: Network) -> Provocation:
        return drawn(network, network.terms(**changes), errors.LoanTermsInvalid(field))

    provoker.__name__ = "_".join(f"{name}_{value}" for name, value in changes.items())
    return provoker


FLOATING = {"rate_index": "THOR", "cap_bps": 900, "rate_age_days_max": 9}
AGREED = {"shape": Shape.NEGATIVE_AMORTISING, "payment_minor": 1}
IN_MONTHS = {"period_unit": PeriodUnit.MONTHS}
INVALID_TERMS: list[tuple[str, dict[str, Any]]] = [
    ("principalMinor", {"principal_minor": 0}),
    ("principalMinor", {"principal_minor": 10**15 + 1}),
    ("instalments", {"instalments": 0}),
    ("instalments", {"instalments": 601}),
    ("periodLength", {"period_length": 0}),
    ("periodLength", {"period_length": 367, "instalments": 1}),
    ("periodLength", IN_MONTHS | {"period_length": 13}),
    ("tenor", {"period_length": 61, "instalments": 301}),
    ("tenor", IN_MONTHS | {"period_length": 12, "instalments": 51}),
    ("endOfMonth", {"end_of_month": True}),
    ("graceS", {"grace_s": 7 * DAY_S}),
    ("graceS", IN_MONTHS | {"period_length": 1, "grace_s": 28 * DAY_S}),
    ("rateBps", {"rate_bps": 10_001}),
    ("rateBps", {"rate_bps": -1}),
    ("rateBps", FLOATING | {"rate_bps": -10_001}),
    ("capBps", {"cap_bps": 1}),
    ("capBps", FLOATING | {"cap_bps": 10_001}),
    ("floorBps", FLOATING | {"floor_bps": 901}),
    ("rateAgeDaysMax", {"rate_age_days_max": 1}),
    ("rateAgeDaysMax", FLOATING | {"rate_age_days_max": 0}),
    ("rateAgeDaysMax", FLOATING | {"rate_age_days_max": 367}),
    ("paymentMinor", {"payment_minor": 1}),
    ("paymentMinor", AGREED | {"payment_minor": 0}),
    ("paymentMinor", AGREED | {"payment_minor": 60_000_001}),
    ("growth", AGREED | {"period_length": 366, "instalments": 50, "rate_bps": 1_771}),
    ("lateFeeMinor", {"late_fee_minor": 60_000_001}),
    ("keeperFeeMinor", {"keeper_fee_minor": 60_000_001}),
    ("defaultAfterS", {"default_after_s": DAY_S - 1}),
]
for invalid_field, invalid_changes in INVALID_TERMS:
    provokes(errors.LoanTermsInvalid)(invalid(invalid_field, invalid_changes))


@provokes(errors.LoanTermsInvalid)
def restructured_to_nothing(network: Network) -> Provocation:
    call = restructured(network, network.fund(), schedule=schedule(instalments=0))
    return Provocation(BANGKOK_BANK, call, errors.LoanTermsInvalid("instalments"))


@provokes(errors.ApplicationNotOffered)
def drawn_down_without_an_offer(network: Network) -> Provocation:
    terms = network.terms()
    application = network.apply(terms)
    network.run(IMPORTER, network.deployment.loan_applications.decline_loan(application, "rate"))
    expected = errors.ApplicationNotOffered(application, ApplicationState.DECLINED, loan_id_of(network, terms))
    return Provocation(BANGKOK_BANK, network.drawing(terms, application), expected)


@provokes(errors.ApplicationNotOffered)
def drawn_down_on_other_terms(network: Network) -> Provocation:
    terms = network.terms()
    application = network.apply(terms)
    expected = errors.ApplicationNotOffered(application, ApplicationState.OFFERED, loan_id_of(network, terms))
    return Provocation(BANGKOK_BANK, network.drawing(network.terms(), application), expected)


@provokes(errors.ApplicationNotSystemContract)
def borrower_takes_the_offer(network: Network) -> Provocation:
    terms = network.terms()
    application = network.apply(terms)
    parties = (loan_id_of(network, terms), IMPORTER.address, BANGKOK_BANK.address)
    call = network.deployment.loan_applications.take_offer(application, *parties)
    return Provocation(IMPORTER, call, errors.ApplicationNotSystemContract(IMPORTER.address))


@provokes(errors.ApplicationNotParty)
def bank_asks_for_a_loan(network: Network) -> Provocation:
    call = network.deployment.loan_applications.request_loan(NOWHERE, BANGKOK_BANK.address, "THB", 1, "LOAN")
    return Provocation(BANGKOK_BANK, call, errors.ApplicationNotParty(NOWHERE, BANGKOK_BANK.address))


@provokes(errors.ApplicationNotParty)
def bank_that_was_not_asked_offers(network: Network) -> Provocation:
    application = network.apply(network.terms())
    call = network.deployment.loan_applications.offer_loan(application, b"terms", b"check", network.now_s + DAY_S)
    return Provocation(CHIANGMAI_BANK, call, errors.ApplicationNotParty(application, CHIANGMAI_BANK.address))


@provokes(errors.ApplicationNotParty)
def stranger_declines(network: Network) -> Provocation:
    application = network.apply(network.terms())
    call = network.deployment.loan_applications.decline_loan(application, "rate")
    return Provocation(STRANGER, call, errors.ApplicationNotParty(application, STRANGER.address))


def request_with(field: str, at: int, value: Any) -> Provoker:
    """A request in which one argument is missing."""

    def provoker(network: Network) -> Provocation:
        arguments: list[Any] = [NOWHERE, BANGKOK_BANK.address, "THB", 1, "LOAN"]
        arguments[at] = value
        call = network.deployment.loan_applications.request_loan(*arguments)
        return Provocation(IMPORTER, call, errors.ApplicationInvalid(arguments[0], field))

    provoker.__name__ = f"request_without_{field}"
    return provoker


for request_field, place, missing in (
    ("applicationId", 0, bytes(32)),
    ("bank", 1, HONGKONG_BANK.address),
    ("amountMinor", 3, 0),
):
    provokes(errors.ApplicationInvalid)(request_with(request_field, place, missing))


def offer_with(field: str, at: int, value: Any) -> Provoker:
    """An offer in which one argument is missing."""

    def provoker(network: Network) -> Provocation:
        contract = network.deployment.loan_applications
        network.run(IMPORTER, contract.request_loan(NOWHERE, BANGKOK_BANK.address, "THB", 1, "LOAN"))
        arguments: list[Any] = [NOWHERE, b"terms", b"check", network.now_s + DAY_S]
        arguments[at] = value
        return Provocation(BANGKOK_BANK, contract.offer_loan(*arguments), errors.ApplicationInvalid(NOWHERE, field))

    provoker.__name__ = f"offer_without_{field}"
    return provoker


for offer_field, place, missing in (("termsHash", 1, b""), ("creditCheckHash", 2, b""), ("expiresAt", 3, 1)):
    provokes(errors.ApplicationInvalid)(offer_with(offer_field, place, missing))


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_collects_while_it_is_drawn_down(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    terms = network.terms(lender=reentrant.bank.address, borrower=reentrant.client.address)
    inner = network.loan_book.collect(loan_id_of(network, terms))
    application = network.apply(terms, reentrant.client, reentrant.bank)
    network.run(reentrant.bank, reentrant.token.prepare(inner.to, inner.data))
    call = network.drawing(terms, application, reentrant.client, reentrant.bank)
    return Provocation(reentrant.bank, call, errors.ReentrancyGuardReentrantCall())


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_collects_while_it_is_collected(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    terms = network.terms(lender=reentrant.bank.address, borrower=reentrant.client.address)
    loan_id = network.fund(terms, reentrant.client, reentrant.bank)
    call = network.loan_book.collect(loan_id)
    network.run(reentrant.bank, reentrant.token.prepare(call.to, call.data))
    due_at_s = state(network, loan_id).next_due_at
    return Provocation(KEEPER, call, errors.ReentrancyGuardReentrantCall(), at_s=due_at_s)
