"""Role calls of the loan contracts.

Trusts the stage for a loan that is long overdue.
Never signs for whoever calls: the papers are right, and who brings them differs.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, EXPORTER, FARMER, IMPORTER, MILLER
from loan_stage import assigned, mandated, restructured
from role_calls import EVERYBODY, role_call
from role_stage import NEW_KEY, OTHER_ROLES, SYSTEM_CONTRACTS, Stage
from small_network import DAY_S

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.loan_origination import LoanOrigination
from chain.clients.loan_servicing import LoanServicing
from chain.clients.loan_workout import LoanWorkout
from chain.clients.types import LoanAssignment, LoanMandate, LoanRestructuring, Role

NOWHERE = b"\x01" * 32


def origination(stage: Stage) -> LoanOrigination:
    """The part that begins loans, called directly."""
    return LoanOrigination(stage.network.deployment.contracts["LoanOrigination"])


def servicing(stage: Stage) -> LoanServicing:
    """The part with which borrowers pay."""
    return LoanServicing(stage.network.deployment.contracts["LoanServicing"])


def workout(stage: Stage) -> LoanWorkout:
    """The part for loans that are not repaid."""
    return LoanWorkout(stage.network.deployment.contracts["LoanWorkout"])


@role_call(
    "LoanApplications.requestLoan",
    {"wallet": [IMPORTER, MILLER, FARMER, EXPORTER, NEW_KEY]},
    errors.ApplicationNotParty,
)
def request_loan(stage: Stage, caller: Address) -> Call[Any]:
    applications = stage.network.deployment.loan_applications
    return applications.request_loan(NOWHERE, BANGKOK_BANK.address, "THB", 1, "LOAN")


@role_call("LoanApplications.offerLoan", {"bank": [BANGKOK_BANK]}, errors.ApplicationNotParty)
def offer_loan(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.loan_applications.offer_loan(stage.requested, b"terms", b"check", stage.expiry_s)


@role_call("LoanApplications.declineLoan", {"bank": [BANGKOK_BANK], "wallet": [IMPORTER]}, errors.ApplicationNotParty)
def decline_loan(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.loan_applications.decline_loan(stage.requested, "rate")


@role_call("LoanApplications.takeOffer", {"system-contract": SYSTEM_CONTRACTS}, errors.ApplicationNotSystemContract)
def take_offer(stage: Stage, caller: Address) -> Call[Any]:
    loan_id = stage.network.read(stage.network.loan_book.hash_terms(stage.terms))
    parties = (loan_id, IMPORTER.address, BANGKOK_BANK.address)
    return stage.network.deployment.loan_applications.take_offer(stage.offered, *parties)


@role_call("RateIndex.licenseIndex", {"central-bank": [BANK_OF_THAILAND]}, errors.IndexNotCentralBank)
def license_index(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.rate_index.license_index("THB", "THOR", BANGKOK_BANK.address)


@role_call("RateIndex.publishIndex", {"rate-publisher": [OTHER_ROLES[Role.RATE_PUBLISHER]]}, errors.IndexNotPublisher)
def publish_index(stage: Stage, caller: Address) -> Call[Any]:
    tomorrow = stage.network.now_s // DAY_S + 1
    return stage.network.deployment.rate_index.publish_index("THB", "THOR", 1, tomorrow)


@role_call("LoanBook.drawDown", {"bank": [BANGKOK_BANK], "wallet": [IMPORTER]}, errors.LoanNotParty)
def draw_down(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.drawing(stage.terms, stage.offered)


@role_call("LoanBook.collect", {"anyone": EVERYBODY})
def collect(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.collect(stage.loan_id)


@role_call("LoanBook.collectBatch", {"anyone": EVERYBODY})
def collect_batch(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.collect_batch([stage.loan_id, NOWHERE])


@role_call("LoanBook.setMandate", {"anyone": EVERYBODY})
def set_mandate(stage: Stage, caller: Address) -> Call[Any]:
    return mandated(stage.network, stage.loan_id)


@role_call("LoanBook.assign", {"bank": [BANGKOK_BANK, CHIANGMAI_BANK]}, errors.LoanNotParty)
def assign(stage: Stage, caller: Address) -> Call[Any]:
    return assigned(stage.network, stage.loan_id, CHIANGMAI_BANK, price_minor=1)


@role_call("LoanBook.restructure", {"bank": [BANGKOK_BANK], "wallet": [IMPORTER]}, errors.LoanNotParty)
def restructure(stage: Stage, caller: Address) -> Call[Any]:
    return restructured(stage.network, stage.loan_id)


@role_call("LoanBook.revokeMandate", {"wallet": [IMPORTER]}, errors.LoanNotBorrower)
def revoke_mandate(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.revoke_mandate(stage.loan_id)


@role_call("LoanBook.repay", {"wallet": [IMPORTER]}, errors.LoanNotBorrower)
def repay(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.repay(stage.loan_id, 1)


@role_call("LoanBook.prepay", {"wallet": [IMPORTER]}, errors.LoanNotBorrower)
def prepay(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.prepay(stage.loan_id, 1)


@role_call("LoanBook.closeEarly", {"wallet": [IMPORTER]}, errors.LoanNotBorrower)
def close_early(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.close_early(stage.loan_id)


@role_call("LoanBook.declareDefault", {"bank": [BANGKOK_BANK]}, errors.LoanNotLender)
def declare_default(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.declare_default(stage.loan_id)


@role_call("LoanBook.recover", {"bank": [BANGKOK_BANK]}, errors.LoanNotLender)
def recover(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.recover(stage.loan_id)


@role_call("LoanBook.writeOff", {"bank": [BANGKOK_BANK]}, errors.LoanNotLender)
def write_off(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.loan_book.write_off(stage.loan_id)


@role_call("LoanOrigination.drawDown", {"nobody": []}, errors.LoanPartCalled)
def draw_down_directly(stage: Stage, caller: Address) -> Call[Any]:
    mandate = stage.network.mandate(stage.terms)
    return origination(stage).draw_down(stage.offered, stage.terms, [], [b""], b"", mandate, b"", b"")


@role_call("LoanOrigination.setMandate", {"nobody": []}, errors.LoanPartCalled)
def set_mandate_directly(stage: Stage, caller: Address) -> Call[Any]:
    return origination(stage).set_mandate(LoanMandate(stage.loan_id, 1, 1, 1, 1), b"", b"")


@role_call("LoanOrigination.revokeMandate", {"nobody": []}, errors.LoanPartCalled)
def revoke_mandate_directly(stage: Stage, caller: Address) -> Call[Any]:
    return origination(stage).revoke_mandate(stage.loan_id)


@role_call("LoanOrigination.assign", {"nobody": []}, errors.LoanPartCalled)
def assign_directly(stage: Stage, caller: Address) -> Call[Any]:
    paper = LoanAssignment(stage.loan_id, 0, BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1, 1)
    return origination(stage).assign(paper, b"", b"")


@role_call("LoanServicing.repay", {"nobody": []}, errors.LoanPartCalled)
def repay_directly(stage: Stage, caller: Address) -> Call[Any]:
    return servicing(stage).repay(stage.loan_id, 1)


@role_call("LoanServicing.prepay", {"nobody": []}, errors.LoanPartCalled)
def prepay_directly(stage: Stage, caller: Address) -> Call[Any]:
    return servicing(stage).prepay(stage.loan_id, 1)


@role_call("LoanServicing.closeEarly", {"nobody": []}, errors.LoanPartCalled)
def close_early_directly(stage: Stage, caller: Address) -> Call[Any]:
    return servicing(stage).close_early(stage.loan_id)


@role_call("LoanWorkout.declareDefault", {"nobody": []}, errors.LoanPartCalled)
def declare_default_directly(stage: Stage, caller: Address) -> Call[Any]:
    return workout(stage).declare_default(stage.loan_id)


@role_call("LoanWorkout.recover", {"nobody": []}, errors.LoanPartCalled)
def recover_directly(stage: Stage, caller: Address) -> Call[Any]:
    return workout(stage).recover(stage.loan_id)


@role_call("LoanWorkout.writeOff", {"nobody": []}, errors.LoanPartCalled)
def write_off_directly(stage: Stage, caller: Address) -> Call[Any]:
    return workout(stage).write_off(stage.loan_id)


@role_call("LoanWorkout.restructure", {"nobody": []}, errors.LoanPartCalled)
def restructure_directly(stage: Stage, caller: Address) -> Call[Any]:
    paper = LoanRestructuring(stage.loan_id, 0, 1, stage.terms.schedule, 1)
    return workout(stage).restructure(paper, b"", b"")
