"""Who takes part in the small network: their keys, identifiers, banks and jurisdictions, as constants.

Trusts `chain.accounts` to derive each key from one seed.
Never says what anybody has: that is the network's state.
"""

from __future__ import annotations

from chain.abi import Address
from chain.accounts import Account
from chain.deploy import BankPlan, JurisdictionPlan
from finance.lei import lei_complete

SEED = 7


def actor(role: str, identity: str) -> Account:
    """Somebody of the small network."""
    return Account.derived(SEED, role, identity)


def lei(number: int) -> str:
    """A well-formed LEI that nobody was issued."""
    return lei_complete(f"CRDR00{number:012d}")


OPERATOR = actor("operator", "operator")
HKMA = actor("central-bank", "hkma")
BANK_OF_THAILAND = actor("central-bank", "bank-of-thailand")
HONGKONG_BANK = actor("bank", "hongkong-bank")
BANGKOK_BANK = actor("bank", "bangkok-bank")
CHIANGMAI_BANK = actor("bank", "chiangmai-bank")
MAKER = actor("market-maker", "maker")
KEEPER = actor("keeper", "keeper")
SUPERVISOR = actor("supervisor", "thai-supervisor")
HONGKONG_SUPERVISOR = actor("supervisor", "hongkong-supervisor")
IMPORTER = actor("client", "importer")
MILLER = actor("client", "miller")
FARMER = actor("client", "farmer")
EXPORTER = actor("client", "exporter")
STRANGER = actor("client", "stranger")

LEIS = {
    account.address: lei(number)
    for number, account in enumerate(
        [
            *(HKMA, BANK_OF_THAILAND, HONGKONG_BANK, BANGKOK_BANK, CHIANGMAI_BANK, MAKER, KEEPER),
            *(SUPERVISOR, HONGKONG_SUPERVISOR),
        ],
        start=1,
    )
}
UNUSED_LEI = lei(99)
BANK_OF = {IMPORTER: BANGKOK_BANK, MILLER: BANGKOK_BANK, FARMER: CHIANGMAI_BANK, EXPORTER: HONGKONG_BANK}

HONG_KONG = JurisdictionPlan("HK", "HKD", 2, HKMA, LEIS[HKMA.address], (actor("validator", "hkma").address,))
THAILAND = JurisdictionPlan(
    "TH", "THB", 2, BANK_OF_THAILAND, LEIS[BANK_OF_THAILAND.address], (actor("validator", "bank-of-thailand").address,)
)
BANKS = (
    BankPlan(HONGKONG_BANK.identity, "Hong Kong Bank", HONGKONG_BANK.address, "HK"),
    BankPlan(BANGKOK_BANK.identity, "Bangkok Bank", BANGKOK_BANK.address, "TH"),
    BankPlan(CHIANGMAI_BANK.identity, "Chiang Mai Bank", CHIANGMAI_BANK.address, "TH"),
)

ACTORS: dict[Address, Account] = {
    account.address: account
    for account in (
        *(OPERATOR, HKMA, BANK_OF_THAILAND, HONGKONG_BANK, BANGKOK_BANK, CHIANGMAI_BANK, MAKER, KEEPER),
        *(SUPERVISOR, HONGKONG_SUPERVISOR),
        *(IMPORTER, MILLER, FARMER, EXPORTER, STRANGER),
    )
}
