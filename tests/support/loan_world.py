"""What stands in the way of loans' money: freezes, pauses, suspensions and shortages, switched on and off at random.

Trusts the small network for who may stop what; the borrower is the importer, a customer of Bangkok Bank.
Never forgets what is off: `way` says it as the model of a loan wants to know it.
"""

from __future__ import annotations

import random
from collections.abc import Collection

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, IMPORTER
from holds import WHOLE, freeze, pause
from loan_model import Way
from loan_stage import PLENTY_MINOR
from small_network import Network

from chain.accounts import Account
from chain.clients.types import Status

BANKS = {bank.identity: bank for bank in (BANGKOK_BANK, CHIANGMAI_BANK)}


class LoanWorld:
    """What is off, by name: `deposit` and `THB` paused, a bank by its identity, the `wallet`, the bank `short`."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.deposit = network.deposit(BANGKOK_BANK)
        self.off: set[str] = set()
        self.frozen_minor = 0

    def nothing(self, draw: random.Random) -> None:
        """Nothing happens."""

    def a_freeze(self, draw: random.Random) -> None:
        """The borrower is left with so much, or so little."""
        held_minor = self.network.read(self.deposit.balance_of(IMPORTER.address))
        free_minor = draw.choice([0, 0, 1, draw.randrange(10**6), draw.randrange(10**8)])
        self.set_frozen(max(held_minor - free_minor, 0))

    def a_pause(self, draw: random.Random) -> None:
        """One of the moneys is stopped, or goes on."""
        self.switch(draw.choice(["deposit", "THB"]))

    def a_bank(self, draw: random.Random) -> None:
        """A bank is suspended, or reinstated."""
        self.switch(draw.choice(sorted(BANKS)))

    def a_wallet(self, draw: random.Random) -> None:
        """The borrower is suspended by its bank, or reinstated."""
        if BANGKOK_BANK.identity not in self.off:
            self.switch("wallet")

    def a_shortage(self, draw: random.Random) -> None:
        """The borrower's bank can't spend its central-bank money, or can again."""
        self.switch("short")

    def a_cure(self, draw: random.Random) -> None:
        """Everything goes on; the wallet last, because its bank has to say so."""
        for name in sorted(self.off, key=lambda name: (name == "wallet", name)):
            self.switch(name)
        self.set_frozen(0)

    def set_frozen(self, amount_minor: int) -> None:
        """A supervisor freezes so much of what the borrower has."""
        freeze(self.network, self.deposit, IMPORTER, amount_minor)
        self.frozen_minor = amount_minor

    def switch(self, name: str) -> None:
        """Stops what goes on, and lets go on what is stopped."""
        network, is_off = self.network, name not in self.off
        status = Status.SUSPENDED if is_off else Status.ACTIVE
        if name == "deposit":
            pause(network, self.deposit, is_off)
        elif name == "THB":
            pause(network, network.money("THB"), is_off)
        elif name == "short":
            freeze(network, network.money("THB"), BANGKOK_BANK, WHOLE if is_off else 0)
        elif name == "wallet":
            network.set_customer(IMPORTER, status)
        else:
            network.set_participant(BANK_OF_THAILAND, BANKS[name], status)
        self.off ^= {name}

    def way(self, lenders: Collection[Account]) -> Way:
        """What stands between the borrower and these lenders now."""
        held_minor = self.network.read(self.deposit.balance_of(IMPORTER.address))
        is_own = list(lenders) == [BANGKOK_BANK]
        is_dry = not is_own and bool(self.off & {"THB", "short"})
        stopped = {"deposit", BANGKOK_BANK.identity, *(lender.identity for lender in lenders)}
        return Way(
            free_minor=max(held_minor - self.frozen_minor, 0),
            reserves_minor=0 if is_dry else PLENTY_MINOR * PLENTY_MINOR,
            is_stopped=bool(self.off & stopped),
            is_suspended="wallet" in self.off,
        )
