"""How a bank replaces a client's lost key: opened under the new key's consent, completed after the waiting time.

Trusts the registry for the waiting time, and the client for having lost the key.
Never gives the new key anything before the old one has had its days to object.
"""

from __future__ import annotations

from functools import partial

from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.network import Listener
from nodes.wallet import Wallet


def replace_key(bank: Bank, wallet: Wallet, case: bytes, heard: Listener) -> None:
    """Opens the procedure and carries it through; `heard` learns what became of each step.

    From now until the new key counts, the wallet signs nothing.
    """
    wallet.has_key = False
    consent = wallet.consent_to(bank.address, wallet.next_key)
    registry = bank.network.deployment.registry
    call = registry.open_key_replacement(wallet.address, wallet.next_key.address, case, consent)
    bank.act(call, partial(_opened, bank, wallet, heard))


def _opened(bank: Bank, wallet: Wallet, heard: Listener, outcome: Outcome) -> None:
    heard(outcome)
    if outcome.error is None:
        registry = bank.network.deployment.registry
        ready_at_s = bank.network.read(registry.key_replacement_of(wallet.address)).ready_at
        bank.network.at(ready_at_s, partial(_complete, bank, wallet, heard))


def _complete(bank: Bank, wallet: Wallet, heard: Listener) -> None:
    lost = wallet.address
    call = bank.network.deployment.registry.complete_key_replacement(lost)
    bank.act(call, partial(_completed, wallet, heard))
    bank.act(bank.deposits.move_holdings(lost), heard)


def _completed(wallet: Wallet, heard: Listener, outcome: Outcome) -> None:
    heard(outcome)
    if outcome.error is None:
        wallet.take_next_key()
