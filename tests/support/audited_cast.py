"""Who takes part in the small run that the auditor's tests audit: keys, identifiers and how a folder names them.

Trusts `chain.accounts` to derive each key from one seed.
Never says what anybody does: that is the story's part.
"""

from __future__ import annotations

from chain.accounts import Account
from chain.deploy import JurisdictionPlan
from chain.deployment import Party
from chain.engines.base import ChainParameters
from finance.lei import lei_complete

PARAMETERS = ChainParameters(chain_id=20_220_815, genesis_at_s=1_660_521_600)
DAY_S = 86_400
HOSTILE_ID = "evil\x1b[31m\u202etxt"
SALT = b"of the lists".ljust(32, b"\0")
TIER_UNTIL_S = PARAMETERS.genesis_at_s + 10**8


def lei(number: int) -> str:
    """A well-formed LEI that nobody was issued."""
    return lei_complete(f"CRDR00{number:012d}")


def uetr(number: int) -> str:
    """The UETR of a payment of the story."""
    return f"00000000-0000-4000-8000-{number:012d}"


def account(role: str, identity: str) -> Account:
    """Somebody of the story."""
    return Account.derived(1, role, identity)


HKMA, BANK_OF_THAILAND, MAS = (account("central-bank", name) for name in ("hkma", "bank-of-thailand", "mas"))
NEW_HKMA = account("central-bank", "new-hkma")
HK_BANK, BANGKOK_BANK, CHIANGMAI_BANK = (account("bank", name) for name in ("hk-1", "th-1", "th-2"))
MAKER, KEEPER = account("market-maker", "maker"), account("keeper", "keeper")
SUPERVISOR, HK_SUPERVISOR, NEW_SUPERVISOR = (account("supervisor", name) for name in ("th", "hk", "new"))
PUBLISHER = account("rate-publisher", "index")
SEALER = account("validator-operator", "sealer")
IMPORTER, NEIGHBOUR, SHOP, EXPORTER, POOR, FINDER = (
    account("wallet", name) for name in ("importer", "neighbour", "shop", "exporter", "poor", "finder")
)
SECOND_KEY, NEW_SECOND_KEY = account("second-key", "importer"), account("second-key", "new")
JURISDICTIONS = [
    JurisdictionPlan("HK", "HKD", 2, HKMA, lei(1), (account("validator", "hkma").address,)),
    JurisdictionPlan("TH", "THB", 2, BANK_OF_THAILAND, lei(2), (account("validator", "bank-of-thailand").address,)),
]
PARTIES = {
    "hkma": Party("central_bank", HKMA.address, "Hong Kong Monetary Authority", "HK"),
    "bank-of-thailand": Party("central_bank", BANK_OF_THAILAND.address, "Bank of Thailand", "TH"),
    "hk-bank-1": Party("bank", HK_BANK.address, "HK One", "HK"),
    "th-bank-1": Party("bank", BANGKOK_BANK.address, "Bangkok", "TH"),
    "th-bank-2": Party("bank", CHIANGMAI_BANK.address, "Chiang Mai", "TH"),
    "maker": Party("market_maker", MAKER.address, "Maker", "HK"),
    "keeper": Party("keeper", KEEPER.address, "Keeper", "HK"),
    "th-supervisor": Party("supervisor", SUPERVISOR.address, "Supervisor", "TH"),
    "importer": Party("client", IMPORTER.address, "Importer", "th-bank-1"),
    "neighbour": Party("client", NEIGHBOUR.address, "Neighbour", "th-bank-1"),
    "shop": Party("client", SHOP.address, "Shop", "th-bank-2"),
    "exporter": Party("client", EXPORTER.address, "Exporter", "hk-bank-1"),
    HOSTILE_ID: Party("client", POOR.address, "\x1b]0;owned\x07", "th-bank-1"),
}
