"""Provocations of the errors of permits (EIP-2612) and authorisations (EIP-3009).

Trusts the helpers in `authorisations` to sign in the one form that counts.
Never sends money: what is provoked is refused.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, IMPORTER, MILLER, STRANGER
from authorisations import NONCE, authorisation, cancelling, permit, permitting, receipt, transferring
from provocation import Provocation, provokes
from small_network import Network

from chain.clients import errors


@provokes(errors.ERC2612ExpiredSignature)
def permit_brought_a_second_too_late(network: Network) -> Provocation:
    message = permit(network)
    call = permitting(network, network.deposit(BANGKOK_BANK), message)
    expected = errors.ERC2612ExpiredSignature(message.deadline)
    return Provocation(MILLER, call, expected, at_s=message.deadline + 1)


@provokes(errors.ERC2612InvalidSigner)
def permit_signed_by_the_spender(network: Network) -> Provocation:
    call = permitting(network, network.deposit(BANGKOK_BANK), permit(network), MILLER)
    return Provocation(MILLER, call, errors.ERC2612InvalidSigner(MILLER.address, IMPORTER.address))


@provokes(errors.ERC3009InvalidAuthorizationTime)
def authorisation_brought_too_early(network: Network) -> Provocation:
    message = authorisation(network, valid_after=network.now_s)
    call = transferring(network, network.deposit(BANGKOK_BANK), message)
    expected = errors.ERC3009InvalidAuthorizationTime(message.valid_after, message.valid_before)
    return Provocation(STRANGER, call, expected, at_s=message.valid_after)


@provokes(errors.ERC3009InvalidAuthorizationTime)
def authorisation_brought_too_late(network: Network) -> Provocation:
    message = authorisation(network)
    call = transferring(network, network.deposit(BANGKOK_BANK), message)
    expected = errors.ERC3009InvalidAuthorizationTime(message.valid_after, message.valid_before)
    return Provocation(STRANGER, call, expected, at_s=message.valid_before)


@provokes(errors.ERC3009InvalidSignature)
def authorisation_signed_by_the_payee(network: Network) -> Provocation:
    call = transferring(network, network.deposit(BANGKOK_BANK), authorisation(network), MILLER)
    return Provocation(MILLER, call, errors.ERC3009InvalidSignature())


@provokes(errors.ERC3009InvalidSignature)
def cancellation_signed_by_a_stranger(network: Network) -> Provocation:
    call = cancelling(network, network.deposit(BANGKOK_BANK), STRANGER)
    return Provocation(STRANGER, call, errors.ERC3009InvalidSignature())


@provokes(errors.ERC3009UsedAuthorization)
def authorisation_brought_twice(network: Network) -> Provocation:
    call = transferring(network, network.deposit(BANGKOK_BANK), authorisation(network))
    network.run(STRANGER, call)
    return Provocation(STRANGER, call, errors.ERC3009UsedAuthorization(IMPORTER.address, NONCE))


@provokes(errors.ERC3009UsedAuthorization)
def authorisation_brought_after_it_was_cancelled(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(STRANGER, cancelling(network, deposit))
    call = transferring(network, deposit, receipt(network))
    return Provocation(MILLER, call, errors.ERC3009UsedAuthorization(IMPORTER.address, NONCE))


@provokes(errors.ERC3009UsedAuthorization)
def authorisation_cancelled_after_it_was_used(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(STRANGER, transferring(network, deposit, authorisation(network)))
    expected = errors.ERC3009UsedAuthorization(IMPORTER.address, NONCE)
    return Provocation(IMPORTER, cancelling(network, deposit), expected)


@provokes(errors.ERC20InvalidReceiver)
def receipt_brought_by_somebody_else(network: Network) -> Provocation:
    call = transferring(network, network.deposit(BANGKOK_BANK), receipt(network))
    return Provocation(STRANGER, call, errors.ERC20InvalidReceiver(MILLER.address))
