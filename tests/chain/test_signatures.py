"""Who signed a message, read back from its signature: the same account as signed, or nobody."""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, EXPORTER, IMPORTER
from small_network import Network

from chain.accounts import Account
from chain.clients.types import PaymentOrder
from chain.consents import CustomerConsent, TransferWithAuthorization
from chain.evm.envelope import GROUP_ORDER
from chain.signatures import signer_of
from chain.typed_data import TypedDomain

ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
CONSENT = CustomerConsent(IMPORTER.address, BANGKOK_BANK.address, b"commitment")
DOMAIN = TypedDomain("ParticipantRegistry", 7, ADDRESS)


def test_signer_of__consent_and_struct__is_who_signed(network: Network) -> None:
    assert signer_of(CONSENT, DOMAIN, IMPORTER.sign_struct(CONSENT, DOMAIN)) == IMPORTER.address
    order = network.order()
    domain = network.ledger.domain(network.engine)
    assert signer_of(order, domain, network.sign_order(order)) == IMPORTER.address
    named = TypedDomain("DepositToken", 7, ADDRESS, "HKD deposits")
    words = TransferWithAuthorization(IMPORTER.address, EXPORTER.address, 5, 1, 2, b"nonce")
    assert signer_of(words, named, EXPORTER.sign_struct(words, named)) == EXPORTER.address


def test_signer_of__other_words_or_another_contract__is_somebody_else() -> None:
    signature = IMPORTER.sign_struct(CONSENT, DOMAIN)
    other = CustomerConsent(IMPORTER.address, BANGKOK_BANK.address, b"another")
    assert signer_of(other, DOMAIN, signature) != IMPORTER.address
    assert signer_of(CONSENT, TypedDomain("ParticipantRegistry", 8, ADDRESS), signature) != IMPORTER.address


def turned(signature: bytes) -> bytes:
    """The other signature of the same words, with a high s, which a contract refuses."""
    s = GROUP_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signature: b"",
        lambda signature: signature[:-1],
        lambda signature: signature + b"\0",
        lambda signature: signature[:-1] + b"\0",
        lambda signature: signature[:-1] + b"\x1d",
        lambda signature: bytes(64) + b"\x1b",
        lambda signature: b"\xff" * 64 + b"\x1b",
        turned,
    ],
    ids=range(8),
)
def test_signer_of__no_signature_that_a_contract_takes__is_nobody(spoil: object) -> None:
    assert callable(spoil)
    assert signer_of(CONSENT, DOMAIN, spoil(IMPORTER.sign_struct(CONSENT, DOMAIN))) is None


def test_signer_of__value_that_no_contract_takes__is_nobody(network: Network, account: Account) -> None:
    order = network.order()
    signature = network.sign_order(order)
    wrong = PaymentOrder(*(getattr(order, name) for name in order.__slots__[:-1]), expires_at=-1)
    assert signer_of(wrong, network.ledger.domain(network.engine), signature) is None
    assert signer_of(network.order(purpose="\ufffd" * 4), network.ledger.domain(network.engine), signature) is None
