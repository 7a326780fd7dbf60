"""What banks and their customers do beside paying: consents, lost keys, contract wallets.

Trusts the small network for which bank keeps which wallet.
Never signs for a wallet but with the key that it is told.
"""

from __future__ import annotations

from actors import BANK_OF, OPERATOR, actor
from small_network import TIER_EXPIRES_AT_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.contract_wallet import ContractWallet
from chain.clients.types import Tier
from chain.consents import CustomerConsent

WAITING_TIME_S = 3 * 86_400
NEW_KEY = actor("client", "new-key")
THIRD_KEY = actor("client", "third-key")
WALLET_OWNER = actor("client", "wallet-owner")
CASE_ID = b"case 17".ljust(32, b"\0")


def commitment_of(wallet: Account) -> bytes:
    """The commitment under which the small network registered a wallet."""
    return wallet.identity.encode().ljust(32, b"\0")


def sign_customer_consent(
    network: Network, signer: Account, bank: Account, commitment: bytes, wallet: str | None = None
) -> bytes:
    """`signer` agrees that `wallet`, or itself, is kept by `bank` under this commitment."""
    consent = CustomerConsent(signer.address if wallet is None else wallet, bank.address, commitment)
    return network.sign_consent(signer, consent, network.registry)


def unsigned_registration(network: Network, wallet: str, consent: bytes = b"") -> Call[None]:
    """A registration of `wallet` under bytes that are no consent."""
    return network.registry.register_customer(wallet, b"x".ljust(32, b"\0"), Tier.FULL, TIER_EXPIRES_AT_S, consent)


def opening(network: Network, lost: Account, new: Account, customer: Account | None = None) -> Call[None]:
    """The call with which the bank of `lost` opens the procedure that replaces it, with the new key's consent.

    customer: the customer's first key, where `lost` is not that one.
    """
    first = lost if customer is None else customer
    consent = sign_customer_consent(network, new, BANK_OF[first], commitment_of(first))
    return network.registry.open_key_replacement(lost.address, new.address, CASE_ID, consent)


def open_replacement(network: Network, lost: Account, new: Account, customer: Account | None = None) -> int:
    """The procedure is opened; answers the second from which it may be completed."""
    network.run(BANK_OF[customer or lost], opening(network, lost, new, customer))
    return network.read(network.registry.key_replacement_of(lost.address)).ready_at


def replace_key(network: Network, lost: Account, new: Account, customer: Account | None = None) -> None:
    """The whole procedure, completed in its first second; balances stay where they are."""
    ready_at_s = open_replacement(network, lost, new, customer)
    call = network.registry.complete_key_replacement(lost.address)
    network.run(BANK_OF[customer or lost], call, ready_at_s)


def register_contract_wallet(network: Network, bank: Account, owner: Account = WALLET_OWNER) -> ContractWallet:
    """A contract wallet of `owner`, which the bank registers under the owner's signature."""
    wallet = ContractWallet(network.create(ContractWallet.creation(owner.address)))
    network.run(bank, contract_registration(network, bank, wallet, owner))
    return wallet


def contract_registration(
    network: Network, bank: Account, wallet: ContractWallet, owner: Account = WALLET_OWNER
) -> Call[None]:
    """The call that registers a contract wallet under its owner's signature."""
    commitment = commitment_of(owner)
    consent = sign_customer_consent(network, owner, bank, commitment, wallet.address)
    return network.registry.register_customer(wallet.address, commitment, Tier.FULL, TIER_EXPIRES_AT_S, consent)


def acting(wallet: ContractWallet, call: Call[object]) -> Call[None]:
    """`call` made by a contract wallet; its owner sends it."""
    return wallet.execute(call.to, call.data)


def funded_contract_wallet(network: Network, bank: Account, amount_minor: int) -> ContractWallet:
    """A registered contract wallet that holds so much at `bank`."""
    wallet = register_contract_wallet(network, bank)
    network.run(bank, network.deposit(bank).issue(wallet.address, amount_minor, b"open"))
    return wallet


def operator_creates_wallet(network: Network) -> ContractWallet:
    """A contract wallet that nobody has registered; the operator owns it."""
    return ContractWallet(network.create(ContractWallet.creation(OPERATOR.address)))
