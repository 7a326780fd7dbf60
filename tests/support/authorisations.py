"""What a holder signs so that somebody else moves its money: EIP-2612 permits and EIP-3009 authorisations.

Trusts eth_account to sign; the contracts say what a signature is worth.
Never signs with a key that it is not told: a forgery says whose.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actors import IMPORTER, MILLER
from holds import Money
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.consents import CancelAuthorization, Consent, Permit, ReceiveWithAuthorization, TransferWithAuthorization

NONCE = b"nonce 1".ljust(32, b"\0")


def signed(network: Network, money: Money, message: Consent, signer: Account) -> tuple[int, bytes, bytes]:
    """v, r and s of a signature for a money."""
    signature = network.sign_consent(signer, message, money)
    return signature[64], signature[:32], signature[32:64]


def permit(network: Network, **changes: Any) -> Permit:
    """The importer lets the miller take up to 500 minor units, for a day."""
    message = Permit(IMPORTER.address, MILLER.address, 500, 0, network.now_s + DAY_S)
    return replace(message, **changes)


def permitting(network: Network, money: Money, message: Permit, signer: Account = IMPORTER) -> Call[None]:
    """The call that brings a permit."""
    v, r, s = signed(network, money, message, signer)
    return money.permit(message.owner, message.spender, message.value, message.deadline, v, r, s)


def authorisation(network: Network, **changes: Any) -> TransferWithAuthorization:
    """The importer pays the miller 500 minor units within a day, whoever brings it."""
    now_s = network.now_s
    message = TransferWithAuthorization(IMPORTER.address, MILLER.address, 500, now_s - 1, now_s + DAY_S, NONCE)
    return replace(message, **changes)


def receipt(network: Network, **changes: Any) -> ReceiveWithAuthorization:
    """The same, for the miller to bring."""
    now_s = network.now_s
    message = ReceiveWithAuthorization(IMPORTER.address, MILLER.address, 500, now_s - 1, now_s + DAY_S, NONCE)
    return replace(message, **changes)


def transferring(
    network: Network, money: Money, message: TransferWithAuthorization, signer: Account = IMPORTER
) -> Call[None]:
    """The call that brings an authorisation of either kind."""
    is_receipt = isinstance(message, ReceiveWithAuthorization)
    function = money.receive_with_authorization if is_receipt else money.transfer_with_authorization
    window = (message.valid_after, message.valid_before)
    proof = signed(network, money, message, signer)
    return function(message.from_, message.to, message.value, *window, message.nonce, *proof)


def cancelling(network: Network, money: Money, signer: Account = IMPORTER, nonce: bytes = NONCE) -> Call[None]:
    """The call that cancels the importer's authorisation of this nonce."""
    proof = signed(network, money, CancelAuthorization(IMPORTER.address, nonce), signer)
    return money.cancel_authorization(IMPORTER.address, nonce, *proof)
