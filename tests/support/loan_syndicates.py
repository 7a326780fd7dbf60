"""A syndicate for the tests: three lenders of two jurisdictions, one of them the borrower's own bank.

Trusts the small network for the actors and `loan_stage` for their central-bank money.
Never draws down by itself: that is the test's.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, LEIS
from loan_stage import reserves
from small_network import Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.types import LoanTerms, Role, Share
from chain.hashing import keccak

LENDERS = (CHIANGMAI_BANK, BANGKOK_BANK, HONGKONG_BANK)
WEIGHTS = (3, 2, 2)
SHARES = [Share(bank.address, weight) for bank, weight in zip(LENDERS, WEIGHTS, strict=True)]


def syndicate(network: Network, **changes: Any) -> tuple[bytes, Call[bytes]]:
    """The id of a loan of three banks, each with plenty of central-bank money, and the call that draws it down."""
    network.admit(BANK_OF_THAILAND, HONGKONG_BANK, Role.COMMERCIAL_BANK, LEIS[HONGKONG_BANK.address], "HK")
    for bank in LENDERS:
        reserves(network, bank)
    words = b"".join(bytes(12) + bytes.fromhex(each.lender[2:]) + each.weight.to_bytes(32, "big") for each in SHARES)
    head = (32).to_bytes(32, "big") + len(SHARES).to_bytes(32, "big")
    terms = network.terms(lender=CHIANGMAI_BANK.address, syndicate_hash=keccak(head + words), **changes)
    application = network.apply(terms, IMPORTER, CHIANGMAI_BANK)
    return network.read(network.loan_book.hash_terms(terms)), drawing(network, terms, application)


def drawing(network: Network, terms: LoanTerms, application: bytes) -> Call[bytes]:
    """The drawdown with every lender's signature."""
    mandate = network.mandate(terms)
    signed = [network.sign_paper(terms, bank) for bank in LENDERS]
    papers = (network.sign_paper(terms), mandate, network.sign_paper(mandate), b"")
    return network.loan_book.draw_down(application, terms, SHARES, signed, *papers)


def reserves_of(network: Network, bank: Account) -> int:
    """What a bank has of central-bank money."""
    return network.read(network.money("THB").balance_of(bank.address))
