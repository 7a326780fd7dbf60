"""What may happen to the accounts of the small network between two payments, drawn at random and done for real.

Trusts `holds`, `rule_books` and `rule_model` for the calls; it knows what is off only to turn it on again.
Never says what a change means for a payment: that is asked of the contracts.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from actors import (
    BANGKOK_BANK,
    BANK_OF,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
)
from holds import SECOND_KEY, WHOLE
from hop_stage import FED, SECOND_MAKER
from pools import BASE, QUOTE, REPORTERS
from queue_stage import queue_of
from rule_books import SUPERVISOR_OF, subject_of
from rule_model import CHOICES, setting
from small_network import DAY_S, RATE_RAY, Network

from chain.accounts import Account
from chain.clients.sanctions import Sanctions
from chain.clients.types import QueueMode, Status, StepUp

WALLETS = [IMPORTER, MILLER, FARMER, EXPORTER]
BANKS = [BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK]
MAKERS = [MAKER, SECOND_MAKER]
CENTRAL_BANK = {"THB": BANK_OF_THAILAND, "HKD": HKMA, "USD": FED}
HOME = {BANGKOK_BANK.address: "THB", CHIANGMAI_BANK.address: "THB", HONGKONG_BANK.address: "HKD"}
NO_LIMIT = 2**256 - 1
Mark = tuple[str, Account, str]


class ChangingWorld:
    """A network to which things happen. network; off: what is suspended, frozen, paused, listed or flagged now;
    limited: currencies and rules that have a limit."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.off: dict[Mark, None] = {}
        self.limited: dict[tuple[str, str], None] = {}

    def change(self, draw: random.Random) -> None:
        """Something happens, or all is put right, or in most cases nothing."""
        kinds = ["a_standing", "a_freeze", "a_pause", "a_list", "a_flag", "a_limit", "a_limit", "a_drain"]
        kinds += ["a_second_key", "a_rate", "a_queue", "an_hour"]
        chance = draw.random()
        if chance < 0.15:
            self.everything_right()
        elif chance < 0.5:
            getattr(self, draw.choice(kinds))(draw)

    def a_standing(self, draw: random.Random) -> None:
        """Somebody is suspended or reinstated."""
        self._turn("standing", draw.choice([*WALLETS, *BANKS, *MAKERS]), draw.choice(list(CENTRAL_BANK)))

    def a_freeze(self, draw: random.Random) -> None:
        """What somebody holds is frozen, or free again."""
        self._turn("freeze", draw.choice([*WALLETS, *BANKS, *MAKERS]), draw.choice(["THB", "HKD"]))

    def a_pause(self, draw: random.Random) -> None:
        """A money is paused or goes on."""
        self._turn("pause", draw.choice([IMPORTER, FARMER, EXPORTER, MAKER]), draw.choice(list(CENTRAL_BANK)))

    def a_list(self, draw: random.Random) -> None:
        """A client is put on its currency's sanctions list or taken off."""
        self._turn("list", wallet := draw.choice(WALLETS), home_of(wallet, ""))

    def a_flag(self, draw: random.Random) -> None:
        """A client is flagged, or its flag lifted."""
        self._turn("flag", wallet := draw.choice(WALLETS), home_of(wallet, ""))

    def a_limit(self, draw: random.Random) -> None:
        """A rule has another limit."""
        currency, name = draw.choice(["THB", "HKD"]), draw.choice(sorted(CHOICES))
        self.network.run(CENTRAL_BANK[currency], setting(self.network, currency, name, draw.choice(CHOICES[name][1:])))
        self.limited[currency, name] = None

    def a_drain(self, draw: random.Random) -> None:
        """A bank or maker sends nearly all that it has free to another, or tries to."""
        payer, payee = draw.sample([*BANKS, *MAKERS], 2)
        money = self.network.money(home_of(payer, draw.choice(["THB", "HKD"])))
        left_minor = draw.choice([0, 1_000_000])
        free_minor = self.network.read(money.available_minor(payer.address))
        self.network.attempt(payer, money.transfer(payee.address, max(0, free_minor - left_minor)))

    def a_second_key(self, draw: random.Random) -> None:
        """A client takes a second key, if it has none."""
        wallet, money = (who := draw.choice(WALLETS)), self.network.deposit(BANK_OF[who])
        step_up = StepUp(SECOND_KEY.address, draw.choice([0, 1_000_000]))
        self.network.attempt(wallet, money.set_step_up(step_up, b""))

    def a_rate(self, draw: random.Random) -> None:
        """The reporters see another rate."""
        self.report(RATE_RAY * draw.choice([99, 100, 104]) // 100)

    def a_queue(self, draw: random.Random) -> None:
        """A bank limits what it sends, or obligations wait for a cycle from now on."""
        bank, queue = draw.choice(BANKS[:2]), queue_of(self.network)
        calls: Sequence[tuple[Account, Any]] = [
            (bank, queue.set_multilateral_limit("THB", draw.choice([0, 2_500_000, NO_LIMIT]))),
            (BANK_OF_THAILAND, queue.set_mode("THB", draw.choice(list(QueueMode)))),
            (BANK_OF_THAILAND, queue.close_cycle("THB")),
        ]
        self.network.attempt(*draw.choice(calls))

    def an_hour(self, draw: random.Random) -> None:
        """Time passes: orders and quotes expire, and rates are too old."""
        self.network.ledger.seal(self.network.now_s + draw.choice([700, 3_700]))

    def everything_right(self) -> None:
        """Nothing is off any more, no rule has a limit, everybody has money, and the rate is fresh."""
        for mark in list(self.off):
            self._turn(*mark)
        for currency, name in self.limited:
            self.network.run(CENTRAL_BANK[currency], setting(self.network, currency, name, None))
        self.limited.clear()
        queue = queue_of(self.network)
        for bank in BANKS[:2]:
            self.network.attempt(bank, queue.set_multilateral_limit("THB", NO_LIMIT))
        self.network.attempt(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.GROSS))
        for bank in BANKS:
            currency = HOME[bank.address]
            self._issue(CENTRAL_BANK[currency], self.network.money(currency), bank)
        for wallet in WALLETS:
            self._issue(BANK_OF[wallet], self.network.deposit(BANK_OF[wallet]), wallet)
        self.report(RATE_RAY)

    def report(self, rate_ray: int) -> None:
        """Every reporter observes this rate now."""
        at_s = self.network.now_s
        for reporter in REPORTERS:
            self.network.ledger.submit(reporter, self.network.fx_board.report(BASE, QUOTE, rate_ray, at_s))
        self.network.ledger.seal(at_s)

    def _issue(self, issuer: Account, money: Any, holder: Account) -> None:
        # Its rules may refuse it.
        self.network.attempt(issuer, money.issue(holder.address, 9_000_000, b"step"))

    def _turn(self, kind: str, who: Account, currency: str) -> None:
        """Turns something off, or on again."""
        home = home_of(who, currency)
        if who in MAKERS and kind == "freeze" and home == "USD":
            return
        mark = (kind, who, home)
        getattr(self, f"_turn_{kind}")(who, home, mark not in self.off)
        if mark in self.off:
            del self.off[mark]
        else:
            self.off[mark] = None

    def _turn_standing(self, who: Account, home: str, is_off: bool) -> None:
        status = Status.SUSPENDED if is_off else Status.ACTIVE
        registry = self.network.registry
        decide = registry.set_customer_status if who in WALLETS else registry.set_participant_status
        self.network.run(CENTRAL_BANK[home], decide(who.address, status, "step"))

    def _turn_freeze(self, who: Account, home: str, is_off: bool) -> None:
        frozen = self._money(who, home).set_frozen_tokens(who.address, WHOLE if is_off else 0)
        self.network.run(SUPERVISOR_OF[home], frozen)

    def _turn_pause(self, who: Account, home: str, is_off: bool) -> None:
        self.network.run(CENTRAL_BANK[home], self._money(who, home).set_paused(is_off, "step"))

    def _turn_list(self, who: Account, home: str, is_off: bool) -> None:
        sanctions = self.network.deployment.rule(Sanctions)
        identifiers = [self.network.read(sanctions.identifier_of(subject_of(self.network, who)))]
        turn = sanctions.list if is_off else sanctions.delist
        self.network.run(CENTRAL_BANK[home], turn(home, identifiers))

    def _turn_flag(self, who: Account, home: str, is_off: bool) -> None:
        risks = self.network.deployment.risks
        identifier = self.network.read(risks.identifier_of(subject_of(self.network, who)))
        flag = risks.flag(identifier, "step", self.network.now_s + DAY_S)
        # One flag has lapsed by itself, where time has passed.
        self.network.attempt(HKMA, flag if is_off else risks.lift(identifier))

    def _money(self, who: Account, home: str) -> Any:
        return self.network.deposit(BANK_OF[who]) if who in WALLETS else self.network.money(home)


def home_of(who: Account, currency: str) -> str:
    """The one currency of a client or a bank; a maker's is the one that is asked for."""
    bank = BANK_OF.get(who, who)
    return HOME.get(bank.address, currency)
