"""The invariants of docs/invariants.md as checks: each drives a network and answers with what it found broken.

Trusts nothing of the contracts but their addresses: what is due, allowed or conserved is worked out here.
Never raises for a broken invariant: a finding is data, and an empty list means that it held.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    EXPORTER,
    FARMER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    OPERATOR,
    STRANGER,
)
from provocation import forwarder
from small_network import AMOUNT_MINOR, COST_MINOR, DAY_S, LATE_FEE_MINOR, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import InstalmentCollected, InstalmentLate, PaymentRefused, PaymentSettled, QuoteFilled
from chain.clients.types import FirmQuote, LoanStatus, PaymentOrder, RefusalCode, Shape, Status
from chain.errors import Reverted
from chain.events import Event
from finance.rounding import RAY
from finance.schedules.instalments import InstalmentTerms, schedule
from finance.schedules.instalments import Shape as OffChainShape

Check = Callable[[Network], list[str]]


def conservation(network: Network) -> list[str]:
    """A: of each money, Σ balanceOf = totalSupply = issued − redeemed, after everything that creates or ends money."""
    network.settle(network.order(), network.quote())
    network.settle(network.domestic_order())
    network.run(EXPORTER, network.deposit(HONGKONG_BANK).redeem(AMOUNT_MINOR // 3, b"x"))
    network.collect(network.fund())
    network.attempt(BANK_OF_THAILAND, network.money("THB").issue(BANGKOK_BANK.address, 2**128 + 7, b"x"))
    return conservation_findings(network)


def conservation_findings(network: Network) -> list[str]:
    """The moneys whose three figures differ now."""
    held: Counter[str] = Counter()
    for (name, _), amount_minor in network.balances().items():
        held[name] += amount_minor
    found = []
    for name, money in network.moneys().items():
        issued_minor, redeemed_minor = network.read(money.issued_minor()), network.read(money.redeemed_minor())
        supply_minor = network.read(money.total_supply())
        if not held[name] == supply_minor == issued_minor - redeemed_minor:
            found.append(f"{name}: held {held[name]}, supply {supply_minor}, {issued_minor} − {redeemed_minor}")
    return found


def eligible_holders(network: Network) -> list[str]:
    """B: no unit reaches an account that its money's rules do not admit, by any door."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    network.set_customer(MILLER, Status.SUSPENDED)
    network.run(IMPORTER, deposit.approve(MILLER.address, 5))
    doors: list[tuple[Account, Call[Any]]] = [
        (BANGKOK_BANK, thb.transfer(IMPORTER.address, 5)),
        (BANGKOK_BANK, thb.transfer(HONGKONG_BANK.address, 5)),
        (BANK_OF_THAILAND, thb.issue(STRANGER.address, 5, b"x")),
        (IMPORTER, deposit.transfer(FARMER.address, 5)),
        (MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 5)),
        (BANGKOK_BANK, deposit.issue(STRANGER.address, 5, b"x")),
        (BANGKOK_BANK, network.settlement(network.domestic_order(payee=MILLER.address))),
        (STRANGER, forwarder(network, deposit.settlement_credit(EXPORTER.address, 5, b"x"))),
        (STRANGER, forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, OPERATOR.address, 5))),
    ]
    for sender, call in doors:
        network.attempt(sender, call)
    moneys = network.moneys()
    return [
        f"{holder} holds {amount_minor} of {name}"
        for (name, holder), amount_minor in network.balances().items()
        if not network.read(moneys[name].is_eligible(holder))
    ]


def one_settlement(network: Network) -> list[str]:
    """C: a UETR settles at most once, whatever is relayed under it."""
    order, quote = network.order(), network.quote()
    attempts = [(order, quote), (order, quote), (replace(order, amount_minor=1), quote), (order, network.quote())]
    outcomes = [network.settle(order, quote) for order, quote in attempts]
    domestic = network.domestic_order(uetr=order.uetr)
    outcomes += [network.settle(domestic), network.settle(domestic)]
    settled = Counter(event.uetr for event in _all(outcomes, PaymentSettled))
    return [f"{uetr} settled {times} times" for uetr, times in settled.items() if times > 1]


def payment_versus_payment(network: Network) -> list[str]:
    """D: both central-bank legs of a payment across currencies move, or neither does."""
    cases = [
        (network.order(), network.quote()),
        (network.order(cost_minor_max=1), network.quote()),
        (network.order(amount_minor=10**9, cost_minor_max=10**10), network.quote(sell_minor_max=10**9)),
    ]
    found = []
    for order, quote in cases:
        before = network.balances()
        settled = network.settle(order, quote).first(PaymentSettled)
        moved = _moved(before, network.balances())
        legs = {("THB", BANGKOK_BANK.address): -COST_MINOR, ("THB", MAKER.address): COST_MINOR}
        legs |= {("HKD", MAKER.address): -AMOUNT_MINOR, ("HKD", HONGKONG_BANK.address): AMOUNT_MINOR}
        central = {key: change for key, change in moved.items() if key[0] in ("THB", "HKD")}
        if central != (legs if settled else {}):
            found.append(f"{order.uetr}: settled {settled is not None}, central-bank money moved {central}")
    return found


def quote_maximum(network: Network) -> list[str]:
    """E: what is filled of a quote never exceeds what its maker signed."""
    quote = network.quote(sell_minor_max=2 * AMOUNT_MINOR + 1)
    outcomes = [network.settle(network.order(), quote) for _ in range(4)]
    filled_minor = sum(event.sell_minor for event in _all(outcomes, QuoteFilled))
    return [f"filled {filled_minor} of {quote.sell_minor_max}"] if filled_minor > quote.sell_minor_max else []


def rounding_favours_the_maker(network: Network) -> list[str]:
    """F: a payment costs its amount at the quoted rate, rounded up and by less than one minor unit."""
    draw = random.Random(5)
    found = []
    for _ in range(20):
        sell_minor, rate_ray = draw.randrange(1, 10**12), draw.randrange(1, 10**29)
        cost_minor = network.read(network.fx_board.cost_of(network.quote(rate_ray=rate_ray), sell_minor))
        if not 0 <= cost_minor * RAY - sell_minor * rate_ray < RAY:
            found.append(f"{sell_minor} at {rate_ray} ray costs {cost_minor}")
    return found


def consent(network: Network) -> list[str]:
    """G: a customer's balance falls only by what the customer signed."""
    deposit, order, quote = network.deposit(BANGKOK_BANK), network.order(), network.quote()
    domestic = network.domestic_order(payee=MILLER.address)
    forged: list[tuple[Account, Call[Any]]] = [
        (BANGKOK_BANK, network.settlement(order, quote, BANGKOK_BANK)),
        (BANGKOK_BANK, network.settlement(domestic, signer=MILLER)),
        (BANGKOK_BANK, network.engine.settle(domestic, network.sign_order(order))),
        (BANGKOK_BANK, deposit.transfer_from(IMPORTER.address, MILLER.address, 1)),
        (BANGKOK_BANK, deposit.settlement_debit(IMPORTER.address, 1, b"x")),
        (BANK_OF_THAILAND, deposit.settlement_debit(IMPORTER.address, 1, b"x")),
        (OPERATOR, deposit.settlement_debit(IMPORTER.address, 1, b"x")),
        (BANGKOK_BANK, network.funding(network.terms(), BANGKOK_BANK)),
    ]
    before = network.balances()
    errors = [network.attempt(sender, call).error for sender, call in forged]
    found = [f"attempt {number} of the bank or a stranger passed" for number, error in enumerate(errors) if not error]
    return found + [f"{key} changed by {change}" for key, change in _moved(before, network.balances()).items()]


def refusal_changes_nothing(network: Network) -> list[str]:
    """H: a refused payment leaves all storage as it was, and its order can settle once the cause is gone."""
    quote = network.quote()
    cases = [network.order(), network.domestic_order()]
    network.set_customer(IMPORTER, Status.SUSPENDED)
    before = network.storage()
    refused = [network.settle(order, quote if order.payee_currency == "HKD" else None) for order in cases]
    found = [] if network.storage() == before else ["a refusal changed storage"]
    found += [] if len(_all(refused, PaymentRefused)) == len(cases) else ["a suspended payer was not refused"]
    network.set_customer(IMPORTER, Status.ACTIVE)
    retried = [network.settle(order, quote if order.payee_currency == "HKD" else None) for order in cases]
    return found + (
        [] if len(_all(retried, PaymentSettled)) == len(cases) else ["a refused order cannot settle any more"]
    )


def principal_sums_exactly(network: Network) -> list[str]:
    """I: the principal billed sums to the principal lent, and the debt ends at zero."""
    found = []
    for principal_minor, shape in [(100, Shape.LINEAR), (1_000_001, Shape.ANNUITY), (7, Shape.ANNUITY)]:
        terms = network.terms(principal_minor=principal_minor, shape=shape, instalments=3, late_fee_minor=0)
        loan_id = network.fund(terms)
        bills = _all([network.collect(loan_id) for _ in range(3)], InstalmentCollected)
        billed_minor = sum(bill.principal_minor for bill in bills)
        state = network.read(network.loan_book.state_of(loan_id))
        if (billed_minor, state.outstanding_minor, state.status) != (principal_minor, 0, LoanStatus.CLOSED):
            found.append(f"{shape.name} {principal_minor}: billed {billed_minor}, {state.outstanding_minor} left")
    return found


def one_late_fee(network: Network) -> list[str]:
    """J: each instalment missed beyond its grace is charged one late fee, once, however often it is tried."""
    loan_id = network.fund()
    network.redeem_all(IMPORTER, network.deposit(BANGKOK_BANK))
    late_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at + DAY_S + 1
    outcomes = [network.collect(loan_id, late_at_s + attempt) for attempt in range(3)]
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 10**9, b"x"))
    outcomes += [network.collect(loan_id, network.now_s), network.collect(loan_id)]
    charged = Counter(event.index for event in _all(outcomes, InstalmentLate))
    fees_minor = network.read(network.loan_book.state_of(loan_id)).fees_paid_minor
    found = [f"instalment {index} was charged {times} times" for index, times in charged.items() if times > 1]
    return found if fees_minor == LATE_FEE_MINOR else [*found, f"fees of {fees_minor} for one late instalment"]


def sovereignty(network: Network) -> list[str]:
    """K: nobody but a jurisdiction's central bank, and its banks for their clients, acts on its money and people."""
    registry, thb, deposit = network.registry, network.money("THB"), network.deposit(BANGKOK_BANK)
    suspend = "suspended abroad"
    trespasses: list[Call[Any]] = [
        registry.set_participant_status(BANGKOK_BANK.address, Status.SUSPENDED, suspend),
        registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, suspend),
        thb.issue(BANGKOK_BANK.address, 1, b"x"),
        deposit.issue(IMPORTER.address, 1, b"x"),
        thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, 1),
        registry.list_deposit_token(deposit.address),
    ]
    trespassers = (HKMA, HONGKONG_BANK, MAKER, OPERATOR, STRANGER)
    moved = forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, 1), [HKMA])
    before = network.storage()
    attempts = [(who, call) for who in trespassers for call in trespasses] + [(STRANGER, moved)]
    found = [
        f"{who.identity} passed {call.function}" for who, call in attempts if network.attempt(who, call).error is None
    ]
    return found if network.storage() == before else [*found, "storage changed"]


def preflight_foresees(network: Network) -> list[str]:
    """L: what preflight says of a signed order is what becomes of it in the next block."""
    network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    found = []
    emptied = [None, (BANGKOK_BANK, network.money("THB")), (IMPORTER, network.deposit(BANGKOK_BANK))]
    for spoil in emptied:
        if spoil is not None:
            network.redeem_all(*spoil)
        for order in (
            network.order(),
            network.order(payee=MILLER.address),
            network.order(payee=STRANGER.address),
            network.domestic_order(),
            network.domestic_order(payee=MILLER.address),
        ):
            abroad = order.payee_currency == "HKD"
            found += foresight(network, order, network.quote() if abroad else None)
    return found


def foresight(network: Network, order: PaymentOrder, quote: FirmQuote | None) -> list[str]:
    """Where preflight and the next block differ about one order."""
    foreseen = network.preflight(order, quote).code
    try:
        refused = network.settle(order, quote).first(PaymentRefused)
    except Reverted as error:
        return [f"{order.uetr}: preflight says {foreseen.name}, reverted with {error}"]
    happened = RefusalCode.NONE if refused is None else refused.code
    return [] if foreseen is happened else [f"{order.uetr}: preflight says {foreseen.name}, got {happened.name}"]


def schedule_as_agreed(network: Network) -> list[str]:
    """M: each instalment is what the signed terms give off chain, to the minor unit."""
    found = []
    for shape, basis in [(Shape.BULLET, 360), (Shape.ANNUITY, 360), (Shape.LINEAR, 365)]:
        terms = InstalmentTerms(50_000_000, 1_234, basis, 30, 3, OffChainShape(shape))
        signed = {"principal_minor": 50_000_000, "annual_rate_bps": 1_234, "day_count_basis": basis}
        loan_id = network.fund(network.terms(**signed, period_days=30, instalments=3, shape=shape))
        for bill in schedule(terms):
            due = network.read(network.loan_book.next_instalment(loan_id))
            if (due.interest_minor, due.principal_minor) != (bill.interest_minor, bill.principal_minor):
                found.append(f"{shape.name} {bill.index}: {due.interest_minor} and {due.principal_minor}, not {bill}")
            network.collect(loan_id)
    return found


CHECKS: dict[str, Check] = {
    "A": conservation,
    "B": eligible_holders,
    "C": one_settlement,
    "D": payment_versus_payment,
    "E": quote_maximum,
    "F": rounding_favours_the_maker,
    "G": consent,
    "H": refusal_changes_nothing,
    "I": principal_sums_exactly,
    "J": one_late_fee,
    "K": sovereignty,
    "L": preflight_foresees,
    "M": schedule_as_agreed,
}


def _all(outcomes: list[Any], kind: type[Event]) -> list[Any]:
    """The events of one kind in several outcomes, in order."""
    return [logged.event for outcome in outcomes for logged in outcome.events if isinstance(logged.event, kind)]


def _moved(before: dict[Any, int], after: dict[Any, int]) -> dict[Any, int]:
    """The balances that differ, and by how much."""
    changes = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    return {key: change for key, change in changes.items() if change}
