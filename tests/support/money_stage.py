"""Deposits and central-bank money side by side with their models: who is who, what is tried, and the comparison.

Trusts `money_model` as the other opinion; its figures never come from the chain.
Never lets a call pass that the model refuses, nor fail for a reason that the model does not know.
"""

from __future__ import annotations

from typing import Any

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
    actor,
)
from customers import NEW_KEY, THIRD_KEY, sign_customer_consent
from forks import once_an_engine
from holds import Money
from money_model import WHOLE, WITHOUT_LIMIT, MoneyModel
from rule_books import ask
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, TIER_EXPIRES_AT_S, Network, open_network

from chain.accounts import Account
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.types import Tier

SHOPKEEPER = actor("client", "shopkeeper")
COMMITMENT = b"machine".ljust(32, b"\0")
CLIENTS = (IMPORTER, MILLER, SHOPKEEPER)
INSTITUTIONS = (BANGKOK_BANK, CHIANGMAI_BANK, MAKER)
REPLACEMENTS = (NEW_KEY, THIRD_KEY)
OPENING_MINOR = 10_000_000


@once_an_engine
def deployed() -> Network:
    """The network that every example goes on from: a third client, and both moneys under one rule."""
    network = open_network()
    consent = sign_customer_consent(network, SHOPKEEPER, BANGKOK_BANK, COMMITMENT)
    register = network.registry.register_customer
    network.run(BANGKOK_BANK, register(SHOPKEEPER.address, COMMITMENT, Tier.FULL, TIER_EXPIRES_AT_S, consent))
    for issuer, money, cast in (
        (BANGKOK_BANK, network.deposit(BANGKOK_BANK), CLIENTS),
        (BANK_OF_THAILAND, network.money("THB"), INSTITUTIONS),
    ):
        for holder in cast[1:]:
            network.run(issuer, money.issue(holder.address, OPENING_MINOR, b"open"))
        ask(network, money, AmountLimit)
    return network


class MoneyStage:
    """The deposits of Bangkok Bank and the central-bank money of Thailand.

    models: of both; keys: of the clients, now; suspended; lost: keys that were replaced; spares: those that may come;
    changes: how often each key changed its step-up; touched: which money the last step was about.
    """

    def __init__(self) -> None:
        super().__init__()
        self.network = deployed().fork()
        self.deposit, self.central = self.network.deposit(BANGKOK_BANK), self.network.money("THB")
        self.keys = list(CLIENTS)
        self.suspended: set[Account] = set()
        self.spares = list(REPLACEMENTS)
        self.lost: list[Account] = []
        self.changes = dict.fromkeys((*CLIENTS, *REPLACEMENTS), 0)
        self.papers = 0
        self.models = {
            "deposit": MoneyModel(BANGKOK_BANK.address, True, set()),
            "central": MoneyModel(BANK_OF_THAILAND.address, False, set()),
        }
        self.models["deposit"].issue(STRANGER.address, IMPORTER.address, IMPORTER_MINOR)
        self.models["deposit"].issuance[BANGKOK_BANK.address] = WITHOUT_LIMIT
        for kind, cast in (("deposit", CLIENTS), ("central", INSTITUTIONS)):
            for holder in cast[1:]:
                self.models[kind].issue(self.models[kind].issuer, holder.address, OPENING_MINOR)
        self.models["central"].issue(BANK_OF_THAILAND.address, BANGKOK_BANK.address, BANGKOK_BANK_MINOR)
        self.touched = {*self.models}
        self.refresh()

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    def refresh(self) -> None:
        """Works out who may hold what after somebody's standing or key changed."""
        institutions = {who.address for who in INSTITUTIONS if who not in self.suspended}
        clients = {key.address for key in self.keys if key not in self.suspended}
        self.models["central"].eligible = institutions
        self.models["deposit"].eligible = clients if BANGKOK_BANK.address in institutions else set()

    def paper(self) -> bytes:
        """A reference that nothing had before."""
        self.papers += 1
        return self.papers.to_bytes(32, "big")

    def cast(self, kind: str) -> list[Account]:
        """Who holds a money, and somebody who may not."""
        return [*self.keys, STRANGER] if kind == "deposit" else [*INSTITUTIONS, HONGKONG_BANK]

    def money(self, kind: str) -> Money:
        """The money's client; whoever asks for it is about to use it."""
        self.touched.add(kind)
        return self.deposit if kind == "deposit" else self.central

    def attempt(self, sender: Account, call: Call[Any], reasons: set[str], at_s: int | None = None) -> bool:
        """Whether the call passed; it does exactly when the model knows no reason against it."""
        error = self.network.attempt(sender, call, at_s).error
        assert (error is None) is (not reasons), f"{call.function}: {error}, {reasons}"
        assert error is None or type(error).__name__ in reasons, f"{call.function}: {error}, {reasons}"
        return error is None

    def foresee(self, kind: str, from_: Account, to: Account, amount_minor: int) -> set[str]:
        """Why a plain transfer fails, which `canTransfer`, `canSend` and `canReceive` must know too."""
        model, money, read = self.models[kind], self.money(kind), self.network.read
        may_send = from_.address in model.eligible and not model.paused and model.frozen[from_.address] != WHOLE
        assert read(money.can_send(from_.address)) is may_send
        assert read(money.can_receive(to.address)) is (to.address in model.eligible and not model.paused)
        reasons = model.transfer_reasons(from_.address, to.address, amount_minor)
        assert read(money.can_transfer(from_.address, to.address, amount_minor)) is not bool(reasons)
        return reasons

    def compare(self) -> None:
        """Every figure of a money that was touched is the model's."""
        read = self.network.read
        for kind in sorted(self.touched):
            model, money = self.models[kind], self.money(kind)
            for holder in sorted({who.address for who in self.cast(kind)} | set(model.held)):
                assert read(money.balance_of(holder)) == model.held[holder]
                assert read(money.available_minor(holder)) == model.available_minor(holder)
                assert read(money.get_frozen_tokens(holder)) == model.frozen[holder]
            issued_minor, redeemed_minor = read(money.issued_minor()), read(money.redeemed_minor())
            assert (issued_minor, redeemed_minor) == (model.issued_minor, model.redeemed_minor)
            assert sum(model.held.values()) == read(money.total_supply()) == issued_minor - redeemed_minor
        self.touched.clear()
