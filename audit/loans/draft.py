"""Everything of this package in the order in which it hangs together, for `audit.rebuild_ledger`.

Trusts the signed bytes of each transaction for what was asked of the loan contracts.
Never takes an event over: what the loans come to is worked out from the calls, and the events are held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from audit.books import Fact, Loan
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Legs
from audit.loans.accounts import LoanAccounts
from audit.loans.act import Act
from audit.loans.applications import ApplicationsDraft
from audit.loans.assignment import Assignments
from audit.loans.collecting import Collections
from audit.loans.indices import IndicesDraft
from audit.loans.loan import LoanDraft, Refused
from audit.loans.mandates import Mandates
from audit.loans.origination import Origination
from audit.loans.said import RULE_OF, compare_said
from audit.loans.servicing import Servicing
from audit.loans.workout import Workouts
from audit.loans.world import World
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.draft import counted_by_name
from chain.abi import ZERO_ADDRESS
from chain.clients.events import LoanActRefused
from chain.clients.loan_applications import LoanApplications
from chain.clients.loan_book import LoanBook
from chain.clients.rate_index import RateIndex
from chain.clients.types import LoanStatus
from chain.deployment import Deployment
from chain.kept import Kept, Worked
from chain.transactions import call_arguments, envelope_of

Findings: TypeAlias = Iterator[Finding]
_Carry: TypeAlias = Callable[..., None]


class LoansDraft:
    """Loans, applications and indices after the transactions read so far."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        self._moneys = moneys
        self._loans: Worked[bytes, LoanDraft] = Worked(LoanDraft)
        self._accounts = LoanAccounts()
        kinds = (LoanBook.ARTIFACT, LoanApplications.ARTIFACT, RateIndex.ARTIFACT)
        self._kinds = {deployment.contracts[kind]: kind for kind in kinds if kind in deployment.contracts}
        address_of = {kind: address for address, kind in self._kinds.items()}
        self._book = address_of.get(LoanBook.ARTIFACT, ZERO_ADDRESS)
        self._indices = IndicesDraft(address_of.get(RateIndex.ARTIFACT, ZERO_ADDRESS), registry)
        contract = address_of.get(LoanApplications.ARTIFACT, ZERO_ADDRESS)
        self._applications = ApplicationsDraft(contract, registry)
        world = World(self._book, creations, registry, self._indices, self._applications)
        self._calls = self._carriers(world)

    def _carriers(self, world: World) -> dict[str, dict[str, _Carry]]:
        """Contract and function -> what works the call out."""
        mandates = Mandates(world, self._loans)
        collections, servicing = Collections(world, self._loans), Servicing(world, self._loans)
        workouts = Workouts(world, self._loans)
        of_book: dict[str, _Carry] = {
            "drawDown": Origination(world, self._loans, mandates).draw_down,
            "collect": collections.collect,
            "collectBatch": collections.collect_batch,
            "setMandate": mandates.set_mandate,
            "revokeMandate": mandates.revoke,
            "repay": servicing.repay,
            "prepay": servicing.prepay,
            "closeEarly": servicing.close_early,
            "declareDefault": workouts.declare_default,
            "recover": workouts.recover,
            "writeOff": workouts.write_off,
            "restructure": workouts.restructure,
            "assign": Assignments(world, self._loans).assign,
        }
        applications, indices = self._applications, self._indices
        return {
            LoanBook.ARTIFACT: of_book,
            LoanApplications.ARTIFACT: {
                "requestLoan": applications.request,
                "offerLoan": applications.offer,
                "declineLoan": applications.decline,
            },
            RateIndex.ARTIFACT: {"licenseIndex": indices.license, "publishIndex": indices.publish},
        }

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Works the transaction's call out, holds what was said and moved against it, and takes its legs out."""
        ours = (logged.event for logged in transaction.events if logged.address in self._kinds)
        said = [event for event in ours if type(event) in RULE_OF]  # no other passes as an event of theirs
        act = Act(self._moneys, transaction.timestamp_s, transaction.sender or ZERO_ADDRESS)
        if transaction.status == 1:
            self._carry_out(transaction, act)
            self._loans.end_step()
        for rule, subject, message in act.objections:
            yield found(rule, transaction, subject, message)
        yield from compare_said(transaction, act.events, said)
        for missing in legs.missing(act.legs):
            yield found("loan-legs", transaction, missing.token, f"not in its transaction: {missing}")
        yield from self._accounts.read(transaction, said)

    def speaks(self, transaction: RecordedTransaction) -> bool:
        """Whether the loan book says something in the transaction: then it moves nothing else."""
        return any(logged.address == self._book for logged in transaction.events)

    def freeze(self) -> Kept[bytes, Loan]:
        """The loans as they stand."""
        frozen: Kept[bytes, Loan] = Kept(Loan)
        for loan_id, loan in self._loans.items():
            frozen[loan_id] = loan.freeze()
        return frozen

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contracts should answer in that second."""
        yield from self._applications.facts(at_s)
        yield from self._indices.facts(at_s)
        for loan_id, loan in self._loans.items():
            yield self._fact("hash_terms", loan.terms), loan_id
            yield self._fact("state_of", loan_id), loan.state()
            yield self._fact("parties_of", loan_id), loan.parties()
            yield self._fact("schedule_of", loan_id), loan.schedule
            yield self._fact("shares_of", loan_id), loan.shares()

    def applications(self, at_s: int) -> dict[str, int]:
        """How many applications stand where in that second."""
        return counted_by_name(self._applications.states(at_s))

    def _fact(self, view: str, *key: Any) -> Fact:
        return Fact(LoanBook.ARTIFACT, self._book, view, key)

    def _carry_out(self, transaction: RecordedTransaction, act: Act) -> None:
        envelope = envelope_of(transaction.raw)
        kind = self._kinds.get(envelope.to or ZERO_ADDRESS) if envelope else None
        if envelope is None or kind is None:
            return
        for function, carry in self._calls[kind].items():
            arguments = call_arguments(kind, function, envelope.data)
            if arguments is not None:
                self._try(act, carry, arguments)
                return

    def _try(self, act: Act, carry: _Carry, arguments: tuple[Any, ...]) -> None:
        try:
            carry(act, *arguments)
        except Refused as refused:
            loan_id = arguments[0] if isinstance(arguments[0], bytes) else arguments[0].loan_id
            loan = self._loans.get(loan_id)
            status = loan.status if loan else LoanStatus.NONE
            act.say(LoanActRefused(loan_id, refused.act, status, refused.reason))
        except OverflowError:  # a block of a second that no calendar has, which is a finding of the journal too
            act.object("loan-schedule", self._book, f"second {act.now_s} is on no day")
