"""The same facts as the books hold, read from the chain's storage call by call.

Trusts `audit.reader` for the answers; the questions are those that the contracts answer anybody.
Never computes a fact from another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.books import Books
from audit.reader import Questions, Reader
from audit.settlement.storage import FactQuestions
from audit.storage_money import MoneyQuestions
from audit.storage_rules import RuleQuestions
from audit.stored import Storage
from chain.abi import Address
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import Admission, Customer, KeyReplacement, Participant, Validator
from chain.clients.validator_registry import ValidatorRegistry
from chain.deployment import Deployment
from chain.spool import Seen

VALIDATORS = ValidatorRegistry.ARTIFACT
NO_ORDER = bytes(32)


def read_storage(reader: Reader, deployment: Deployment, books: Books) -> Storage:
    """Asks the chain for everything that the books name, and for everyone whom the deployment names besides."""
    people = _RegistryQuestions(reader, deployment, books)
    money = MoneyQuestions(reader, deployment, books)
    rules = RuleQuestions(reader, deployment, books)
    payments = _PaymentQuestions(reader, deployment, books)
    facts = FactQuestions(reader, deployment, books)
    tokens = sorted({*books.listings, *books.moneys})
    answered = facts.answered()
    return Storage(
        jurisdictions=people.each((item.currency for item in books.jurisdictions.values()), people.jurisdiction),
        participants=people.each(people.accounts, people.participant),
        admissions=people.each(people.admission_keys(), people.admission),
        handovers=people.each(sorted({*books.participants, *books.handovers}), people.handover),
        approvals=people.each(books.approvals, people.approvals),
        customers=people.each(people.accounts, people.customer),
        wallets=people.each(people.numbers(), people.wallet),
        replacements=people.each(books.customers, people.replacement),
        aliases=people.each(books.aliases, people.alias),
        alias_consents=people.each(books.alias_consents, people.alias_consents),
        validators=people.each([VALIDATORS], people.validators),
        listed=people.each(books.listings, people.listed),
        moneys=money.each(tokens, money.money),
        holds=money.each(tokens, money.holds),
        compliance=rules.compliance(),
        quotes=payments.quotes(),
        orders=payments.orders(),
        facts=answered.differing,
        asked=frozenset(answered.asked),
        waiting=tuple(answered.waiting),
        obligations=answered.obligations,
        findings=(*people.findings, *money.findings, *rules.findings, *payments.findings, *facts.findings),
    )


def uetrs(books: Books) -> Iterator[str]:
    """Every UETR that was used or refused, once, in order."""
    yield from books.bound
    refused = Seen("TEXT")
    for payment in books.refused:
        uetr = payment.event.uetr
        if uetr not in books.bound and refused.take(uetr):
            yield uetr


def bound_order(books: Books, uetr: str) -> bytes | None:
    """What the engine should store under a UETR: 32 bytes, None where what was signed cannot be read."""
    bound = books.bound.get(uetr)
    return NO_ORDER if bound is None else bound.digest


class _RegistryQuestions(Questions):
    def __init__(self, reader: Reader, deployment: Deployment, books: Books) -> None:
        super().__init__(reader, deployment, books)
        known = [party.address for party in deployment.parties.values()]
        named = *books.participants, *books.customers, *books.accounts
        self.accounts = sorted({*known, *named, *deployment.contracts.values()})
        self._registry: ParticipantRegistry = deployment.registry

    def jurisdiction(self, currency: str) -> tuple[str, Address]:
        jurisdiction = self._read(self._registry.jurisdiction_of(currency))
        return jurisdiction, self._read(self._registry.central_bank_of(jurisdiction))

    def participant(self, account: Address) -> Participant:
        return self._read(self._registry.participant_of(account))

    def admission_keys(self) -> list[tuple[Address, str]]:
        """Everybody in every jurisdiction: who is not admitted must not be stored as if it were."""
        candidates = [account for account in self.accounts if account not in self._books.customers]
        return [(account, jurisdiction) for account in candidates for jurisdiction in self._books.jurisdictions]

    def admission(self, key: tuple[Address, str]) -> Admission:
        return self._read(self._registry.admission_of(*key))

    def handover(self, account: Address) -> Address:
        return self._read(self._registry.handover_of(account))

    def approvals(self, act: tuple[Address, bytes]) -> int:
        contract, act_id = act
        is_registry = contract == self._registry.address
        return self._read((self._registry if is_registry else self._deployment.validators).approvals_of(act_id))

    def customer(self, account: Address) -> Customer:
        return self._read(self._registry.customer_of(account))

    def numbers(self) -> list[int]:
        """Every number that a customer has, and the one that nobody has yet."""
        return [*self._books.wallets, len(self._books.wallets) + 1]

    def wallet(self, number: int) -> Address:
        return self._read(self._registry.wallet_of_customer(number))

    def replacement(self, lost: Address) -> KeyReplacement:
        return self._read(self._registry.key_replacement_of(lost))

    def alias(self, alias_hash: bytes) -> Address:
        return self._read(self._deployment.aliases.wallet_of(alias_hash))

    def alias_consents(self, wallet: Address) -> int:
        return self._read(self._deployment.aliases.consents_used(wallet))

    def validators(self, _: str) -> tuple[Validator, ...]:
        return self._read(self._deployment.validators.validators())

    def listed(self, token: Address) -> Address:
        listing = self._books.listings[token]
        if listing.is_central_bank_money:
            return self._read(self._registry.central_bank_money_of(listing.currency))
        return self._read(self._registry.deposit_token_of(listing.issuer, listing.currency))


class _PaymentQuestions(Questions):
    def quotes(self) -> dict[bytes, int]:
        """Of the quotes that are not filled as told, by how much they are."""
        told = self._books.quotes
        found = self.answers(told, self.quote)
        return {quote_hash: filled for quote_hash, filled in found if filled != told[quote_hash]}

    def orders(self) -> dict[str, bytes]:
        """Under which UETRs something else is bound than was signed."""
        found = self.answers(uetrs(self._books), self.order)
        return {uetr: order for uetr, order in found if order != bound_order(self._books, uetr)}

    def quote(self, quote_hash: bytes) -> int:
        return self._read(self._deployment.fx_board.filled_minor(quote_hash))

    def order(self, uetr: str) -> bytes:
        return self._read(self._deployment.engine.bound_order(uetr))
