"""Who stands behind an address, what a contract is called, and what a loan is about, for those who list events.

Trusts the deployment for the parties' ids and the record itself for LEIs, currencies and loans.
Never guesses: an address that nobody knows stays an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.books import Listing
from audit.record import Record
from audit.wording import printable
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    CentralBankMoneyListed,
    DepositTokenListed,
    HandedOver,
    JurisdictionOpened,
    LoanDrawn,
    ParticipantAdmitted,
)
from chain.clients.types import LoanTerms
from chain.deployment import Deployment
from chain.events import Event
from chain.kept import Kept


@dataclass(frozen=True, slots=True)
class Directory:
    """Names in one record.

    contracts: address -> name, as `THB` or `THB.th-bank-1`; parties: address -> id; leis: LEI -> address; listings:
    money -> what it is; loans: loan id -> terms; exponents: currency -> decimals of its minor unit.
    """

    contracts: Mapping[Address, str]
    parties: Mapping[Address, str]
    leis: Mapping[str, Address]
    listings: Mapping[Address, Listing]
    loans: Mapping[bytes, LoanTerms]
    exponents: Mapping[str, int]

    @classmethod
    def of(cls, record: Record) -> Directory:
        """Reads the record once for what its registry and its loan book say."""
        draft = DirectoryDraft(record.deployment, is_late=record.is_late)
        for transaction in record.transactions(draft.sources):
            for logged in transaction.events:
                draft.read(logged.event)
        return draft.directory

    def name(self, address: Address) -> str:
        """The party's id, the contract's name, or the address itself; empty for the zero address."""
        if address == ZERO_ADDRESS:
            return ""
        return self.parties.get(address) or self.contracts.get(address) or address


NAMING = (
    JurisdictionOpened,
    ParticipantAdmitted,
    HandedOver,
    CentralBankMoneyListed,
    DepositTokenListed,
    LoanDrawn,
)
"""What a directory is made of."""


class DirectoryDraft:
    """A directory while the record is read. directory: the names after the events so far; sources: whose they are.

    is_late: whether the record begins after the deployment; what each money is, its file then says.
    """

    def __init__(self, deployment: Deployment, *, is_late: bool = False) -> None:
        self.sources = frozenset({deployment.registry.address, deployment.loan_book.address})
        self._central_banks: dict[str, Address] = {}
        self._leis: dict[str, Address] = {}
        self._listings: dict[Address, Listing] = dict(_named_listings(deployment)) if is_late else {}
        self._loans: Kept[bytes, LoanTerms] = Kept(LoanTerms)
        self.directory = Directory(
            {address: printable(name) for address, name in deployment.contract_names.items()},
            {party.address: printable(key) for key, party in deployment.parties.items()},
            self._leis,
            self._listings,
            self._loans,
            dict(deployment.exponents),
        )

    def read(self, event: Event) -> None:
        """Takes over what an event of one of the sources says."""
        match event:
            case JurisdictionOpened(currency=currency, central_bank=central_bank):
                self._central_banks[currency] = central_bank
            case ParticipantAdmitted(lei=lei, account=account) if lei:
                self._leis[lei] = account
            case HandedOver(from_=former, to=account):
                self._leis |= {lei: account for lei, holder in self._leis.items() if holder == former}
            case CentralBankMoneyListed(currency=currency, token=token):
                self._listings[token] = Listing(currency, self._central_banks.get(currency, ZERO_ADDRESS), True)
            case DepositTokenListed(bank=bank, currency=currency, token=token):
                self._listings[token] = Listing(currency, bank, False)
            case LoanDrawn(loan_id=loan_id, terms=terms):
                self._loans[loan_id] = terms


def _named_listings(deployment: Deployment) -> Iterator[tuple[Address, Listing]]:
    """Each money as the deployment calls it; who issues central-bank money it does not say."""
    for currency, token in deployment.central_bank_money.items():
        yield token, Listing(currency, ZERO_ADDRESS, True)
    for bank, token in deployment.deposits.items():
        issuer = deployment.parties[bank].address if bank in deployment.parties else ZERO_ADDRESS
        yield token, Listing(deployment.deposit_currencies[bank], issuer, False)
