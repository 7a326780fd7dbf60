"""Rule books of the small network: how a money comes to one, and what every rule says when it refuses nothing.

Trusts the rules that the network was deployed with.
Never leaves a rule without settings where it is told to set one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actors import BANK_OF_THAILAND, HKMA, HONGKONG_SUPERVISOR, SUPERVISOR
from small_network import TIER_EXPIRES_AT_S, Network

from chain.abi import Address
from chain.accounts import Account
from chain.client import Client, Creation
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.risk_flag import RiskFlag
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.types import Tier
from chain.deployment import RULES

CENTRAL_BANK_OF = {"THB": BANK_OF_THAILAND, "HKD": HKMA}
SUPERVISOR_OF = {"THB": SUPERVISOR, "HKD": HONGKONG_SUPERVISOR}
NO_LIMIT_64, NO_LIMIT_128 = 2**64 - 1, 2**128 - 1


def shared_rules(network: Network) -> dict[str, Address]:
    """The network's own rules: contract name -> address."""
    return {rule.ARTIFACT: network.deployment.contracts[rule.ARTIFACT] for rule in RULES}


def more_rules(network: Network, kinds: Sequence[type[Client]] = RULES) -> dict[str, Address]:
    """The same rules once more, as contracts with settings and counts of their own."""
    registry, risks = network.registry.address, network.deployment.risks.address
    return {kind.ARTIFACT: network.create(_creation(kind, registry, risks)) for kind in kinds}


def _creation(kind: type[Client], registry: Address, risks: Address) -> Creation:
    if kind is Sanctions:
        return Sanctions.creation(registry, b"")
    return RiskFlag.creation(risks) if kind is RiskFlag else kind.creation(registry)  # type: ignore[attr-defined]


def open_book(
    network: Network, money: CentralBankMoney | DepositToken, rules: Iterable[Address] | None = None
) -> RuleBook:
    """Gives a money a rule book that asks these rules; all of the network's unless told."""
    currency = network.read(money.currency())
    central_bank = CENTRAL_BANK_OF[currency]
    book = RuleBook(network.create(RuleBook.creation(network.registry.address, currency)))
    network.run(central_bank, book.set_rules(list(shared_rules(network).values() if rules is None else rules)))
    network.run(central_bank, money.set_rule_book(book.address))
    books = network.deployment.rule_books | {money.address: book.address}
    network.deployment = replace(network.deployment, rule_books=books)
    return book


def ask(network: Network, money: CentralBankMoney | DepositToken, *rules: type[Client]) -> RuleBook:
    """Gives a money a rule book that asks these of the network's rules and no others."""
    return open_book(network, money, [network.deployment.contracts[rule.ARTIFACT] for rule in rules])


def set_tier(
    network: Network, bank: Account, wallet: Account, tier: Tier, expires_at_s: int = TIER_EXPIRES_AT_S
) -> None:
    """The bank states how well it knows its customer."""
    network.run(bank, network.registry.set_customer_tier(wallet.address, tier, expires_at_s))


def subject_of(network: Network, account: Account) -> int:
    """What limits are counted and flags raised by: a customer's number, or a participant's address as a number."""
    number = network.read(network.registry.customer_of(account.address)).number
    return number or int(account.address, 16)
