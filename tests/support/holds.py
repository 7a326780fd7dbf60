"""What stops money: freezes, pauses, legal orders and second keys, in one line each.

Trusts the small network for who supervises what.
Never uses an authority of another currency.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

from actors import IMPORTER, MILLER, actor
from rule_books import CENTRAL_BANK_OF, SUPERVISOR_OF
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.types import LegalOrder, StepUp
from chain.consents import StepUpChange
from chain.ledger import Outcome

Money: TypeAlias = CentralBankMoney | DepositToken
SECOND_KEY = actor("client", "second-key")
OTHER_SECOND_KEY = actor("client", "other-second-key")
WHOLE = 2**256 - 1
ORDER_ID = b"court order 1".ljust(32, b"\0")
NO_STEP_UP = StepUp("0x" + "0" * 40, 0)


def central_bank_of(network: Network, money: Money) -> Account:
    """The central bank of a money's currency."""
    return CENTRAL_BANK_OF[network.read(money.currency())]


def supervisor_of(network: Network, money: Money) -> Account:
    """A supervisor of a money's currency."""
    return SUPERVISOR_OF[network.read(money.currency())]


def freeze(network: Network, money: Money, holder: Account, amount_minor: int = WHOLE) -> Outcome:
    """A supervisor freezes so much of a holder's money, the whole unless told."""
    return network.run(supervisor_of(network, money), money.set_frozen_tokens(holder.address, amount_minor))


def pause(network: Network, money: Money, paused: bool = True) -> Outcome:
    """The central bank stops a money, or lets it go on."""
    return network.run(central_bank_of(network, money), money.set_paused(paused, "test"))


def legal_order(network: Network, **changes: Any) -> LegalOrder:
    """An order to take 1,000 minor units from the importer and give them to the miller, good for ten days."""
    order = LegalOrder(ORDER_ID, IMPORTER.address, MILLER.address, 1_000, network.now_s + 10 * DAY_S)
    return replace(order, **changes)


def record(network: Network, money: Money, **changes: Any) -> LegalOrder:
    """A supervisor records a legal order."""
    order = legal_order(network, **changes)
    network.run(supervisor_of(network, money), money.record_legal_order(order))
    return order


def step_up_change(
    network: Network, token: DepositToken, step_up: StepUp, signer: Account, nonce: int, wallet: Account = IMPORTER
) -> Call[None]:
    """The call that changes a wallet's step-up, with the present second key's signature over its `nonce`-th change."""
    message = StepUpChange(wallet.address, step_up.second_key, step_up.above_minor, nonce)
    return token.set_step_up(step_up, network.sign_consent(signer, message, token))


def set_step_up(network: Network, token: DepositToken, above_minor: int, wallet: Account = IMPORTER) -> Outcome:
    """A wallet that has no second key yet takes one."""
    return network.run(wallet, token.set_step_up(StepUp(SECOND_KEY.address, above_minor), b""))
