"""CounterpartyExposure beside plain net positions: every pair of banks, every side, every change of limits.

Trusts a dictionary of sums as the other opinion.
Never lets a book count for another one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, EXPORTER, FARMER, HONGKONG_BANK, IMPORTER, MILLER
from forks import once_an_engine
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_books import NO_LIMIT_128, ask
from rule_payments import BOOK, PASSES, own_credit, party, payment, verdict
from small_network import AMOUNT_MINOR, COST_MINOR, Network, open_network

from chain.abi import Address
from chain.accounts import Account
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import ExposureCleared, PaymentRefused, PaymentSettled
from chain.clients.types import Payment, RefusalCode, Sides

REFUSED = (RefusalCode.PAYER_BANK_EXPOSURE, RefusalCode.NONE)
CLIENT_OF = {BANGKOK_BANK: IMPORTER, CHIANGMAI_BANK: FARMER, HONGKONG_BANK: EXPORTER}
BANKS = tuple(CLIENT_OF)
PAIRS = [(bank, other) for bank in BANKS for other in BANKS if bank is not other]
Pair = tuple[Address, Address]


@dataclass(slots=True)
class Exposures:
    """positions: net sent by the first bank to the second; limits: of pairs; default_minor: of every other pair."""

    positions: Counter[Pair] = field(default_factory=Counter)
    limits: dict[Pair, int] = field(default_factory=dict)
    default_minor: int = NO_LIMIT_128

    def refuses(self, asked: Payment) -> bool:
        """Whether the position of the payer's bank would exceed its limit."""
        pair = (asked.payer.bank, asked.payee.bank)
        if asked.sides is Sides.PAYEE or pair[0] == pair[1]:
            return False
        limit_minor = self.limits.get(pair, self.default_minor)
        return limit_minor != NO_LIMIT_128 and self.positions[pair] + asked.amount_minor > limit_minor

    def record(self, asked: Payment) -> None:
        """A payment passed."""
        payer, payee = asked.payer.bank, asked.payee.bank
        if payer == payee:
            return
        if asked.sides is not Sides.PAYEE:
            self.positions[payer, payee] += asked.amount_minor
        if asked.sides is not Sides.PAYER:
            self.positions[payee, payer] -= asked.amount_minor


@once_an_engine
def _network() -> Network:
    return open_network()


amounts = st.sampled_from([0, 1, 499, 500, 501, 1_000, 2**127])
banks = st.sampled_from(BANKS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), banks, banks, st.sampled_from(Sides), amounts),
        st.tuples(st.just("pay"), banks, banks, st.just(Sides.BOTH), amounts),
        st.tuples(st.just("limit"), st.sampled_from(PAIRS), amounts),
        st.tuples(st.just("lift"), st.sampled_from(PAIRS)),
        st.tuples(st.just("default"), st.sampled_from([0, 500, 1_000, NO_LIMIT_128])),
        st.tuples(st.just("clear"), st.sampled_from(PAIRS)),
    ),
    min_size=5,
    max_size=20,
)


@given(drawn=steps)
@settings(max_examples=20)
def test_exposure__any_payments_and_limits__is_the_net_position_of_each_pair(drawn: list[tuple[object, ...]]) -> None:
    network, model = _network().fork(), Exposures()
    rule = CounterpartyExposure(network.create(CounterpartyExposure.creation(network.registry.address)))
    for kind, *what in drawn:
        if kind == "pay":
            _pay(network, rule, model, *what)  # type: ignore[arg-type]
        else:
            _set(network, rule, model, str(kind), what)
    for bank, other in PAIRS:
        position = rule.position_minor("THB", BOOK.address, bank.address, other.address)
        assert network.read(position) == model.positions[bank.address, other.address]


def _pay(
    network: Network,
    rule: CounterpartyExposure,
    model: Exposures,
    payer: Account,
    payee: Account,
    asked: Sides,
    amount_minor: int,
) -> None:
    between = {"payer": party(CLIENT_OF[payer]), "payee": party(CLIENT_OF[payee])}
    attempted = payment(amount_minor, sides=asked, **between)
    expected = REFUSED if model.refuses(attempted) else PASSES
    assert verdict(network, rule, attempted) == expected
    if expected == PASSES:
        network.run(BOOK, rule.record(attempted))
        model.record(attempted)


def _set(network: Network, rule: CounterpartyExposure, model: Exposures, kind: str, what: list[object]) -> None:
    if kind == "default":
        model.default_minor = int(what[0])  # type: ignore[call-overload]
        network.run(BANK_OF_THAILAND, rule.set_default_limit("THB", model.default_minor))
        return
    bank, other = what[0]  # type: ignore[misc]
    pair: Pair = (bank.address, other.address)
    if kind == "limit":
        model.limits[pair] = int(what[1])  # type: ignore[call-overload]
        network.run(BANK_OF_THAILAND, rule.set_limit("THB", *pair, model.limits[pair]))
    elif kind == "clear":
        network.run(BANK_OF_THAILAND, rule.clear("THB", BOOK.address, *pair))
        del model.positions[pair]
    elif model.limits.pop(pair, None) is not None:
        network.run(BANK_OF_THAILAND, rule.lift_limit("THB", *pair))


@pytest.fixture
def exposure(network: Network) -> CounterpartyExposure:
    """A net sender limit of the domestic payment's amount, asked at both Thai banks."""
    rule = network.deployment.rule(CounterpartyExposure)
    network.run(BANK_OF_THAILAND, rule.set_default_limit("THB", COST_MINOR))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        ask(network, network.deposit(bank), CounterpartyExposure)
    return rule


def position_minor(network: Network, rule: CounterpartyExposure, bank: Account, other: Account) -> int:
    """The position in the bank's own book."""
    book = network.deployment.rule_book(network.deposit(bank).address).address
    return network.read(rule.position_minor("THB", book, bank.address, other.address))


def test_exposure__payment_and_its_return__net_out_in_both_books(
    network: Network, exposure: CounterpartyExposure
) -> None:
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
    assert position_minor(network, exposure, BANGKOK_BANK, CHIANGMAI_BANK) == COST_MINOR
    assert position_minor(network, exposure, CHIANGMAI_BANK, BANGKOK_BANK) == -COST_MINOR
    order = network.domestic_order(amount_minor=1)
    refused = network.settle(order).first(PaymentRefused)
    code, rule = RefusalCode.PAYER_BANK_EXPOSURE, "counterparty-exposure"
    assert refused == PaymentRefused(order.uetr, code, rule, BANGKOK_BANK.address)
    # What came back may be sent again, and the other bank may go as far beyond zero as it was paid.
    back = network.domestic_order(payer=FARMER.address, payee=MILLER.address, amount_minor=COST_MINOR)
    assert network.settle(back, signer=FARMER).first(PaymentSettled) is not None
    assert position_minor(network, exposure, BANGKOK_BANK, CHIANGMAI_BANK) == 0
    assert network.settle(order).first(PaymentSettled) is not None


def test_exposure__cleared__starts_from_zero_in_that_book_alone(
    network: Network, exposure: CounterpartyExposure
) -> None:
    network.settle(network.domestic_order())
    pair, book = (BANGKOK_BANK.address, CHIANGMAI_BANK.address), network.deposit(BANGKOK_BANK).address
    book = network.deployment.rule_book(book).address
    outcome = network.run(BANK_OF_THAILAND, exposure.clear("THB", book, *pair))
    assert outcome.first(ExposureCleared) == ExposureCleared("THB", *pair, book, COST_MINOR)
    assert position_minor(network, exposure, BANGKOK_BANK, CHIANGMAI_BANK) == 0
    assert position_minor(network, exposure, CHIANGMAI_BANK, BANGKOK_BANK) == -COST_MINOR
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None


def test_exposure__within_a_bank__is_none(network: Network, exposure: CounterpartyExposure) -> None:
    network.run(BANK_OF_THAILAND, exposure.set_default_limit("THB", 0))
    assert network.settle(network.domestic_order(payee=MILLER.address)).first(PaymentSettled) is not None
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))
    assert verdict(network, exposure, own_credit()) == PASSES


def test_exposure__across_currencies__counts_each_side_in_its_own(
    network: Network, exposure: CounterpartyExposure
) -> None:
    ask(network, network.deposit(HONGKONG_BANK), CounterpartyExposure)
    assert network.settle(network.order(), network.quote()).first(PaymentSettled) is not None
    books = network.deployment.rule_books
    thai, hongkong = (books[network.deposit(bank).address] for bank in (BANGKOK_BANK, HONGKONG_BANK))
    pair = (BANGKOK_BANK.address, HONGKONG_BANK.address)
    assert network.read(exposure.position_minor("THB", thai, *pair)) == COST_MINOR
    assert network.read(exposure.position_minor("HKD", hongkong, *reversed(pair))) == -AMOUNT_MINOR
    assert network.read(exposure.position_minor("HKD", hongkong, *pair)) == 0


def test_exposure__refused_payment__leaves_the_position(network: Network, exposure: CounterpartyExposure) -> None:
    network.settle(network.domestic_order(amount_minor=COST_MINOR + 1))
    assert position_minor(network, exposure, BANGKOK_BANK, CHIANGMAI_BANK) == 0
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
