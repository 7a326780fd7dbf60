"""Random payments under changing rules, freezes, pauses and suspensions, on chain beside a plain model, step by step.

Trusts `payment_model` as the other opinion; its figures never come from the chain.
Never lets preflight, execution and model disagree about a single payment.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from actors import (
    ACTORS,
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from forks import once_an_engine
from holds import SECOND_KEY, WHOLE
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from payment_model import BANK_OF_WALLET, BASIC, HOME_CURRENCY, PaymentModel, cost
from rule_books import SUPERVISOR_OF, ask, set_tier, subject_of
from rule_model import ASKED, CHOICES, setting
from small_network import DAY_S, RATE_RAY, Network, open_network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import (
    ERC7943CannotReceive,
    MoneyPaused,
    RuleBookRefused,
    SettlementStepUpMissing,
)
from chain.clients.events import PaymentExists, PaymentRefused, PaymentSettled
from chain.clients.sanctions import Sanctions
from chain.clients.types import FirmQuote, PaymentOrder, Refusal, RefusalCode, Status, StepUp, Tier
from chain.clients.types import Outcome as Answer
from finance.rounding import RAY

WALLETS = [IMPORTER, MILLER, FARMER, EXPORTER]
BANKS = [BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK]
CENTRAL_BANK = {"THB": BANK_OF_THAILAND, "HKD": HKMA}
RATES_RAY = {("HKD", "THB"): RATE_RAY, ("THB", "HKD"): RAY * 10 // 46}
AMOUNTS_MINOR = [1, 3, 999_999, 1_000_000, 1_000_001, 2_500_000, 8_000_000, 40_000_000]
AMOUNTS = st.sampled_from(AMOUNTS_MINOR)
FLAWS = ["none"] * 8 + ["payer", "payee", "expired", "dear"]
# A payment is drawn from a number: drawn field by field, too many are expired, unknown and too dear at once.
SEEDS = st.integers(0, 2**32 - 1)
CURRENCIES = ["HKD", "THB"]
HOLDERS = [*WALLETS, *BANKS, MAKER]
# What may happen before a payment: methods of the machine. Were they rules of their own, there would be few payments.
BLOCKS = ["a_standing", "a_freeze", "a_pause", "a_sanction", "a_flag"]
CHANGES = ["nothing", *BLOCKS, *["a_limit"] * 4, *["some_money"] * 2, "a_second_key", *["everything_right"] * 3]
ROUNDS = 12
NO_REFUSAL = Refusal(RefusalCode.NONE, "", ZERO_ADDRESS)


def at_home(wallets: Sequence[Account], currency: str) -> list[Account]:
    """The wallets whose bank keeps deposits in `currency`."""
    return [wallet for wallet in wallets if HOME_CURRENCY[BANK_OF_WALLET[wallet.address]] == currency]


@once_an_engine
def deployed() -> Network:
    """The network that every example goes on from: money on both sides, every bank under rules that refuse nothing."""
    network = open_network()
    for wallet in BASIC:
        set_tier(network, ACTORS[BANK_OF_WALLET[wallet.address]], wallet, Tier.BASIC)
    for bank in BANKS:
        ask(network, network.deposit(bank), *ASKED)
    for currency, central_bank in CENTRAL_BANK.items():
        for name in CHOICES:
            network.run(central_bank, setting(network, currency, name, None))
    return network


class Payments(RuleBasedStateMachine):
    """The small network and its model, step by step."""

    quotes: Bundle[FirmQuote] = Bundle("quotes")
    payments: Bundle[tuple[PaymentOrder, FirmQuote]] = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.network = deployed().fork()
        self.model = PaymentModel()
        self.live: list[FirmQuote] = []

    @initialize(target=quotes)
    def two_quotes_and_money_on_both_sides(self) -> Any:
        for holder in (HONGKONG_BANK, EXPORTER, CHIANGMAI_BANK, FARMER, MILLER, MAKER):
            self.fund(holder, "THB", 30_000_000)
        return multiple(self.make_quote("HKD", 15_000_000, 500), self.make_quote("THB", 50_000_000, 500))

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    @rule(target=quotes, sells=st.sampled_from(CURRENCIES), sell_minor_max=AMOUNTS, valid_s=st.sampled_from([-1, 500]))
    def make_quote(self, sells: str, sell_minor_max: int, valid_s: int) -> FirmQuote:
        buys = "THB" if sells == "HKD" else "HKD"
        quote = self.network.quote(
            sell_currency=sells,
            buy_currency=buys,
            rate_ray=RATES_RAY[sells, buys],
            sell_minor_max=sell_minor_max,
            expires_at=self.network.now_s + valid_s,
        )
        self.live.append(quote)
        return quote

    @rule(target=payments, quote=quotes, seed=SEEDS)
    def live_for_a_while(self, quote: FirmQuote, seed: int) -> Any:
        # The same number is drawn again and again; at another height it means something else.
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        papers = []
        for _ in range(ROUNDS):
            getattr(self, draw.choice(CHANGES))(draw)
            chosen = draw.choice([quote, self.make_quote(quote.sell_currency, 40_000_000, 500)])
            papers.append((self.draw_order(chosen, draw), chosen))
            self.relay(*papers[-1])
        return multiple(*papers)

    def draw_order(self, quote: FirmQuote, draw: random.Random) -> PaymentOrder:
        """An order in one of the quote's currencies or across both, in two thirds of the cases without a flaw."""
        flaw = draw.choice(FLAWS)
        payer_currency = quote.buy_currency
        payee_currency = draw.choice([quote.sell_currency, payer_currency])
        payers, payees = at_home(WALLETS, payer_currency), at_home(WALLETS, payee_currency)
        order = self.network.order(
            payer=draw.choice(WALLETS if flaw == "payer" else payers).address,
            payee=draw.choice([*WALLETS, STRANGER] if flaw == "payee" else payees).address,
            payer_currency=payer_currency,
            payee_currency=payee_currency,
            amount_minor=draw.choice(AMOUNTS_MINOR),
            travel_rule_hash=bytes([draw.randrange(2)]) * 32,
            expires_at=self.network.now_s + (-1 if flaw == "expired" else 1_000),
        )
        return replace(order, cost_minor_max=cost(order, quote) - (flaw == "dear"))

    @rule(payment=payments, another=quotes)
    def replay(self, payment: tuple[PaymentOrder, FirmQuote], another: FirmQuote) -> None:
        order, quote = payment
        fits = (another.sell_currency, another.buy_currency) == (order.payee_currency, order.payer_currency)
        self.relay(order, another if fits else quote)

    @rule(payment=payments, amount_minor=AMOUNTS)
    def reuse_reference(self, payment: tuple[PaymentOrder, FirmQuote], amount_minor: int) -> None:
        order, quote = payment
        self.relay(replace(order, amount_minor=amount_minor, cost_minor_max=2**64), quote)

    @rule(quote=quotes)
    def withdraw(self, quote: FirmQuote) -> None:
        self.network.run(MAKER, self.network.fx_board.withdraw(quote))
        self.model.withdrawn.add(quote.nonce)
        self.live = [other for other in self.live if other != quote]

    def nothing(self, draw: random.Random) -> None:
        """Payments alone."""

    def a_standing(self, draw: random.Random) -> None:
        """Somebody is suspended or reinstated."""
        self.turn_standing(draw.choice(HOLDERS), draw.choice(CURRENCIES))

    def turn_standing(self, who: Account, currency: str) -> None:
        home = HOME_CURRENCY.get(BANK_OF_WALLET.get(who.address, who.address), currency)
        key = (who.address, home)
        status = Status.ACTIVE if key in self.model.suspended else Status.SUSPENDED
        registry = self.network.registry
        decide = registry.set_customer_status if who in WALLETS else registry.set_participant_status
        self.network.run(CENTRAL_BANK[home], decide(who.address, status, "step"))
        self.model.suspended ^= {key}

    def a_freeze(self, draw: random.Random) -> None:
        """A part of what somebody holds is frozen, or the whole."""
        amount_minor = draw.choice([1_000_000, 29_999_999, WHOLE])
        self.freeze(draw.choice(HOLDERS), draw.choice(CURRENCIES), amount_minor)

    def freeze(self, holder: Account, currency: str, amount_minor: int) -> None:
        home, money = self.money_of(holder, currency)
        self.network.run(SUPERVISOR_OF[home], money.set_frozen_tokens(holder.address, amount_minor))
        self.model.frozen[self.model.money(holder.address, home), holder.address] = amount_minor

    def a_pause(self, draw: random.Random) -> None:
        """A money is paused or goes on."""
        self.turn_pause(draw.choice(HOLDERS), draw.choice(CURRENCIES))

    def turn_pause(self, holder: Account, currency: str) -> None:
        home, money = self.money_of(holder, currency)
        self.model.paused ^= {self.model.money(holder.address, home)}
        paused = self.model.money(holder.address, home) in self.model.paused
        self.network.run(CENTRAL_BANK[home], money.set_paused(paused, "step"))

    def a_limit(self, draw: random.Random) -> None:
        """A rule has another limit."""
        currency, name = draw.choice(CURRENCIES), draw.choice(sorted(CHOICES))
        value = draw.choice(CHOICES[name])
        self.network.run(CENTRAL_BANK[currency], setting(self.network, currency, name, value))
        self.model.rules.settings[currency][name] = value

    def a_sanction(self, draw: random.Random) -> None:
        """A client is put on its currency's list or taken off."""
        self.turn_sanction(draw.choice(WALLETS))

    def turn_sanction(self, wallet: Account) -> None:
        currency = HOME_CURRENCY[BANK_OF_WALLET[wallet.address]]
        sanctions, key = self.network.deployment.rule(Sanctions), (currency, wallet.address)
        identifiers = [self.network.read(sanctions.identifier_of(subject_of(self.network, wallet)))]
        turn = sanctions.delist if key in self.model.rules.sanctioned else sanctions.list
        self.network.run(CENTRAL_BANK[currency], turn(currency, identifiers))
        self.model.rules.sanctioned ^= {key}

    def a_flag(self, draw: random.Random) -> None:
        """A client is flagged, or its flag lifted."""
        self.turn_flag(draw.choice(WALLETS))

    def turn_flag(self, wallet: Account) -> None:
        risks = self.network.deployment.risks
        identifier = self.network.read(risks.identifier_of(subject_of(self.network, wallet)))
        is_flagged = wallet.address in self.model.rules.flagged
        flag = risks.flag(identifier, "step", self.network.now_s + DAY_S)
        self.network.run(HKMA, risks.lift(identifier) if is_flagged else flag)
        self.model.rules.flagged ^= {wallet.address}

    def a_second_key(self, draw: random.Random) -> None:
        """A client takes a second key, if it has none."""
        wallet, above_minor = draw.choice(WALLETS), draw.choice([0, 1_000_000])
        if wallet.address not in self.model.step_ups:
            money = self.network.deposit(ACTORS[BANK_OF_WALLET[wallet.address]])
            self.network.run(wallet, money.set_step_up(StepUp(SECOND_KEY.address, above_minor), b""))
            self.model.step_ups[wallet.address] = above_minor

    def everything_right(self, draw: random.Random) -> None:
        """Nobody is suspended, frozen, sanctioned or flagged any more, and nothing is paused."""
        for who, home in sorted(self.model.suspended):
            self.turn_standing(ACTORS[who], home)
        for money, holder in sorted(key for key, amount_minor in self.model.frozen.items() if amount_minor):
            self.freeze(ACTORS[holder], money, 0)
        for money in sorted(self.model.paused):
            bank = next((bank for bank in BANKS if bank.identity == money), None)
            self.turn_pause(MAKER if bank is None else at_bank(bank), money)
        for _, wallet in sorted(self.model.rules.sanctioned):
            self.turn_sanction(ACTORS[wallet])
        for wallet in sorted(self.model.rules.flagged):
            self.turn_flag(ACTORS[wallet])

    def some_money(self, draw: random.Random) -> None:
        """Somebody is issued more."""
        self.fund(draw.choice(HOLDERS), draw.choice(CURRENCIES), draw.choice(AMOUNTS_MINOR))

    def fund(self, holder: Account, currency: str, amount_minor: int) -> None:
        home, money = self.money_of(holder, currency)
        bank = BANK_OF_WALLET.get(holder.address)
        issuer = ACTORS[bank] if bank else CENTRAL_BANK[home]
        at_s = self.network.now_s
        error = self.network.attempt(issuer, money.issue(holder.address, amount_minor, b"step")).error
        if self.model.money(holder.address, home) in self.model.paused:
            assert isinstance(error, MoneyPaused)
        elif not self.model.may_hold(holder.address, home):
            assert isinstance(error, ERC7943CannotReceive)
        elif bank and (code := self.model.issue_refusal(holder.address, home, amount_minor, at_s)):
            assert isinstance(error, RuleBookRefused)
            assert (error.code, error.party) == (code, holder.address)
        else:
            assert error is None
            self.model.book(holder.address, home)[holder.address] += amount_minor

    @rule(seconds=st.sampled_from([1, 50, 600]))
    def wait(self, seconds: int) -> None:
        self.network.ledger.seal(self.network.ledger.timestamp_s + seconds)

    def money_of(self, holder: Account, currency: str) -> tuple[str, Any]:
        """The currency in which a holder keeps money, its own or the one given, and the money."""
        bank = BANK_OF_WALLET.get(holder.address)
        home = HOME_CURRENCY.get(bank or holder.address, currency)
        return home, self.network.deposit(ACTORS[bank]) if bank else self.network.money(home)

    def relay(self, order: PaymentOrder, quote: FirmQuote) -> None:
        """The payer's bank relays; preflight, the record and the model agree."""
        network, bank = self.network, ACTORS[BANK_OF_WALLET[order.payer]]
        needs_step_up = self.model.needs_step_up(order, quote)
        if needs_step_up:
            error = network.attempt(bank, self.settlement(order, quote, b"")).error
            assert isinstance(error, SettlementStepUpMissing)
        at_s = network.now_s
        expected = self.model.refusal(order, quote, at_s)
        foreseen = network.preflight(order, quote)
        assert foreseen.code is expected
        existed = self.model.settled.get(order.uetr) == order
        second = network.sign_order(order, SECOND_KEY) if needs_step_up else b""
        outcome = network.run(bank, self.settlement(order, quote, second))
        refused = outcome.first(PaymentRefused)
        recorded = NO_REFUSAL if refused is None else Refusal(refused.code, refused.rule, refused.party)
        assert recorded == foreseen
        assert (outcome.first(PaymentExists) is not None) is existed
        assert (outcome.first(PaymentSettled) is not None) is (expected is RefusalCode.NONE and not existed)
        if expected is RefusalCode.NONE:
            self.model.settle(order, quote, at_s)

    def settlement(self, order: PaymentOrder, quote: FirmQuote, second: bytes) -> Call[Answer]:
        """The call with the payer's signature, the second key's and the maker's."""
        engine, first = self.network.engine, self.network.sign_order(order, ACTORS[order.payer])
        if order.payer_currency == order.payee_currency:
            return engine.settle(order, first, second)
        return engine.settle_with_quote(order, first, second, quote, self.network.sign_quote(quote))

    @invariant()
    def balances_are_those_of_the_model_and_every_money_is_conserved(self) -> None:
        read = self.network.read
        for name, money in self.network.moneys().items():
            book = self.model.books[name]
            assert {holder: read(money.balance_of(holder)) for holder in book} == dict(book), name
            issued_minor, redeemed_minor = read(money.issued_minor()), read(money.redeemed_minor())
            assert sum(book.values()) == read(money.total_supply()) == issued_minor - redeemed_minor, name

    @invariant()
    def no_quote_is_filled_beyond_its_maximum(self) -> None:
        board = self.network.fx_board
        for quote in self.live:
            filled_minor = self.network.read(board.filled_minor(self.network.read(board.hash_quote(quote))))
            assert filled_minor == self.model.filled[quote.nonce] <= quote.sell_minor_max


def at_bank(bank: Account) -> Account:
    """A client of a bank."""
    return next(wallet for wallet in WALLETS if BANK_OF_WALLET[wallet.address] == bank.address)


# The slow engine says the same of fewer.
EXAMPLES = {"revm": 30, "pyevm": 4}


@pytest.mark.deep_on_pyevm
def test_payments__random_steps__agree_with_the_model_and_conserve_every_money(engine: str) -> None:
    run_state_machine_as_test(Payments, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=10))
