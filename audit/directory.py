"""Who stands behind an address, what a contract is called, and what a loan is about, for those who list events.

Trusts the deployment for the parties' ids and the record itself for LEIs, currencies and loans.
Never guesses: an address that nobody knows stays an address.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        deployment = record.deployment
        leis: dict[str, Address] = {}
        listings: dict[Address, Listing] = {}
        loans: dict[bytes, LoanTerms] = {}
        central_banks: dict[str, Address] = {}
        only = frozenset({deployment.registry.address, deployment.loan_book.address})
        for transaction in record.transactions(only):
            for logged in transaction.events:
                match logged.event:
                    case JurisdictionOpened(currency=currency, central_bank=central_bank):
                        central_banks[currency] = central_bank
                    case ParticipantAdmitted(lei=lei, account=account) if lei:
                        leis[lei] = account
                    case HandedOver(from_=former, to=account):
                        leis |= {lei: account for lei, holder in leis.items() if holder == former}
                    case CentralBankMoneyListed(currency=currency, token=token):
                        listings[token] = Listing(currency, central_banks.get(currency, ZERO_ADDRESS), True)
                    case DepositTokenListed(bank=bank, currency=currency, token=token):
                        listings[token] = Listing(currency, bank, False)
                    case LoanDrawn(loan_id=loan_id, terms=terms):
                        loans[loan_id] = terms
        parties = {party.address: printable(key) for key, party in deployment.parties.items()}
        contracts = {address: printable(name) for address, name in deployment.contract_names.items()}
        return cls(contracts, parties, leis, listings, loans, dict(deployment.exponents))

    def name(self, address: Address) -> str:
        """The party's id, the contract's name, or the address itself; empty for the zero address."""
        if address == ZERO_ADDRESS:
            return ""
        return self.parties.get(address) or self.contracts.get(address) or address
