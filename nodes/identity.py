"""Who the nodes are to the outside: fictional identifiers with true shapes and check digits, and their sealing keys.

Trusts the seed: one scenario, one seed, the same identifiers for life.
Never makes an identifier that somebody could really have been issued, as far as its standard lets one avoid that.
"""

from __future__ import annotations

from nacl.public import PrivateKey

from chain.accounts import Account
from chain.commitments import commit
from finance.lei import lei_complete
from nodes.randomness import Stream
from nodes.scenario.world import Client

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEI_CHARACTERS = f"0123456789{_LETTERS}"
# A zero in the eighth place is what SWIFT gives to test codes, so that none of these is anybody's (ISO 9362).
_BIC_TEST = "0"


def lei_of(seed: int, identity: str) -> str:
    """A fictional LEI with true check digits (ISO 17442), one for each id and seed."""
    stream = Stream(seed, "lei", identity)
    return lei_complete("".join(stream.choice(_LEI_CHARACTERS) for _ in range(18)))


def bic_of(seed: int, identity: str, country: str) -> str:
    """A fictional BIC of eight characters (ISO 9362) of a test participant in `country`, ISO 3166 alpha-2."""
    stream = Stream(seed, "bic", identity)
    party = "".join(stream.choice(_LETTERS) for _ in range(4))
    return f"{party}{country}{stream.choice(_LETTERS)}{_BIC_TEST}"


def sealing_key_of(seed: int, identity: str) -> PrivateKey:
    """The X25519 key to whose public half payloads for a participant are sealed."""
    return PrivateKey(Stream(seed, "sealing-key", identity).bytes(32))


def network_salt(seed: int) -> bytes:
    """The 32 bytes under which the network hashes aliases and the subjects of its lists."""
    return Stream(seed, "network-salt").bytes(32)


def wallet_key(seed: int, client: Client, number: int) -> Account:
    """The key of a client's wallet: number 1, or the one that replaced number - 1."""
    return Account.derived(seed, "wallet" if number == 1 else f"wallet-key-{number}", client.id)


def second_key(seed: int, client: Client) -> Account:
    """The second factor of a client: the key that signs beside the wallet's above its step-up threshold."""
    return Account.derived(seed, "second-key", client.id)


def identity_commitment(seed: int, client: Client) -> bytes:
    """The salted commitment to what its bank knows of a client; it stays when the key is replaced."""
    salt = Stream(seed, "identity-salt", client.id).bytes(32)
    return commit(salt, {"id": client.id, "name": client.name})
