"""Applications for loans, rebuilt from the calls that made, answered and ended them.

Trusts the registry as rebuilt for who is whose customer.
Never lets a loan be drawn down but under the very terms that its bank offered, once and in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from audit.books import Fact
from audit.loans.act import Act
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import ApplicationRefused, LoanDeclined, LoanOffered, LoanRequested, LoanTaken
from chain.clients.loan_applications import LoanApplications
from chain.clients.types import Application, ApplicationState, LoanTerms, Role, Status
from chain.kept import Kept

RULE = "loan-application"
_NONE = Application(ZERO_ADDRESS, ApplicationState.NONE, "", ZERO_ADDRESS, 0, 0, "", bytes(32))


class ApplicationsDraft:
    """All applications after the transactions read so far."""

    def __init__(self, contract: Address, registry: Registry) -> None:
        self._contract, self._registry = contract, registry
        self._applications: Kept[bytes, Application] = Kept(Application)

    def request(self, act: Act, key: bytes, bank: Address, currency: str, amount_minor: int, purpose: str) -> None:
        """A customer asks a bank for a loan."""
        customer = self._registry.customers.get(act.sender)
        if customer is None or customer.status is not Status.ACTIVE:
            act.object(RULE, key, f"asked for by {act.sender}, who is no active customer")
        is_bank = self._registry.is_active_in(bank, currency, Role.COMMERCIAL_BANK)
        if not (any(key) and amount_minor and purpose and is_bank):
            act.object(RULE, key, f"{amount_minor} {currency} for {purpose!r} asked of {bank}")
        if self._is_refused(act, key, ApplicationState.NONE):
            return
        asked = replace(_NONE, borrower=act.sender, state=ApplicationState.REQUESTED, currency=currency, bank=bank)
        self._applications[key] = replace(asked, amount_minor=amount_minor, purpose=purpose)
        act.say(LoanRequested(key, act.sender, bank, currency, amount_minor, purpose))

    def offer(self, act: Act, key: bytes, terms_hash: bytes, check_hash: bytes, expires_at: int) -> None:
        """The bank offers terms."""
        application = self._applications.get(key, _NONE)
        if act.sender != application.bank:
            act.object(RULE, key, f"offered by {act.sender}, asked was {application.bank}")
        if not (any(terms_hash) and any(check_hash)) or expires_at < act.now_s:
            act.object(RULE, key, f"offered until {expires_at} without terms, credit check or time")
        if self._is_refused(act, key, ApplicationState.REQUESTED):
            return
        offered = replace(application, state=ApplicationState.OFFERED, terms_hash=terms_hash, expires_at=expires_at)
        self._applications[key] = offered
        act.say(LoanOffered(key, act.sender, terms_hash, check_hash, expires_at))

    def decline(self, act: Act, key: bytes, reason: str) -> None:
        """Bank or borrower will not have it."""
        application = self._applications.get(key, _NONE)
        if act.sender not in (application.bank, application.borrower):
            act.object(RULE, key, f"declined by {act.sender}")
        if self._is_refused(act, key, ApplicationState.REQUESTED, ApplicationState.OFFERED):
            return
        self._applications[key] = replace(application, state=ApplicationState.DECLINED)
        act.say(LoanDeclined(key, act.sender, reason))

    def take(self, act: Act, key: bytes, loan_id: bytes, terms: LoanTerms) -> None:
        """The loan is drawn down."""
        application = self._applications.get(key, _NONE)
        offered = application.terms_hash, application.bank, self._state(application, act.now_s)
        borrowers = application.borrower, self._registry.current_wallet(application.borrower)
        if offered != (loan_id, terms.lender, ApplicationState.OFFERED) or terms.borrower not in borrowers:
            act.object(RULE, key, f"drawn down, and {offered[2].name} by {offered[1]} to {application.borrower}")
        self._applications[key] = replace(application, state=ApplicationState.TAKEN)
        act.say(LoanTaken(key, loan_id))

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer in that second."""
        for key, application in self._applications.items():
            now = replace(application, state=self._state(application, at_s))
            yield Fact(LoanApplications.ARTIFACT, self._contract, "application_of", (key,)), now

    def states(self, at_s: int) -> Iterator[ApplicationState]:
        """Where each stands in that second."""
        return (self._state(application, at_s) for application in self._applications.values())

    def _is_refused(self, act: Act, key: bytes, *states: ApplicationState) -> bool:
        state = self._state(self._applications.get(key, _NONE), act.now_s)
        if state not in states:
            act.say(ApplicationRefused(key, act.sender, state))
        return state not in states

    @staticmethod
    def _state(application: Application, at_s: int) -> ApplicationState:
        """An offer runs out by itself."""
        is_over = application.state is ApplicationState.OFFERED and at_s > application.expires_at
        return ApplicationState.EXPIRED if is_over else application.state
