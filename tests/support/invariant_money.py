"""Invariants of money: conservation, who holds it, whose consent moves it, and what stops it.

Trusts nothing of the contracts but their addresses: what is allowed or conserved is worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

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
    OPERATOR,
    STRANGER,
    SUPERVISOR,
)
from authorisations import authorisation, permit, permitting, transferring
from customers import NEW_KEY, open_replacement, replace_key
from holds import Money, freeze, legal_order, pause, record
from invariant_tools import Door, conservation_findings, held_minor, holdings, moved, open_doors, shut_doors
from provocation import forwarder
from rule_books import ask
from small_network import AMOUNT_MINOR, DAY_S, Network

from chain.accounts import Account
from chain.clients.amount_limit import AmountLimit
from chain.clients.types import AmountLimits, Status

# Who may hold what in the small network while the miller is suspended.
ALLOWED = {
    "THB": {BANGKOK_BANK, CHIANGMAI_BANK, MAKER},
    "HKD": {HONGKONG_BANK, MAKER},
    "bangkok-bank": {IMPORTER},
    "chiangmai-bank": {FARMER},
    "hongkong-bank": {EXPORTER},
}


def conservation(network: Network) -> list[str]:
    """A: of each money, Σ balanceOf = totalSupply = issued − redeemed, after everything that creates or ends money."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    network.settle(network.order(), network.quote())
    network.settle(network.domestic_order())
    network.run(EXPORTER, network.deposit(HONGKONG_BANK).redeem(AMOUNT_MINOR // 3, b"x"))
    network.collect(network.fund())
    network.attempt(BANK_OF_THAILAND, thb.issue(BANGKOK_BANK.address, 2**128 + 7, b"x"))
    banks = [BANGKOK_BANK.address, CHIANGMAI_BANK.address, MAKER.address]
    for rate_bps in (0, 300, -300):
        network.run(BANK_OF_THAILAND, thb.remunerate(banks), network.now_s + 10 * DAY_S)
        network.run(BANK_OF_THAILAND, thb.set_remuneration(rate_bps))
    network.run(BANK_OF_THAILAND, thb.remunerate(banks), network.now_s + 10 * DAY_S)
    for receiver in (MILLER.address, "0x" + "0" * 40):
        record(network, deposit, receiver=receiver, id=receiver.encode()[:32])
    network.run(BANK_OF_THAILAND, deposit.forced_burn(IMPORTER.address, 7))
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 7))
    replace_key(network, IMPORTER, NEW_KEY)
    network.run(BANGKOK_BANK, deposit.move_holdings(IMPORTER.address))
    return conservation_findings(network)


def eligible_holders(network: Network) -> list[str]:
    """B: no unit reaches an account that its money's rules do not admit, by any door."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    network.set_customer(MILLER, Status.SUSPENDED)
    network.run(IMPORTER, deposit.approve(MILLER.address, 5))
    record(network, deposit)
    record(network, thb, id=b"2".ljust(32, b"\0"), account=BANGKOK_BANK.address, receiver=IMPORTER.address)
    doors: list[Door] = [
        (BANGKOK_BANK, thb.transfer(IMPORTER.address, 5)),
        (BANGKOK_BANK, thb.transfer(HONGKONG_BANK.address, 5)),
        (BANK_OF_THAILAND, thb.issue(STRANGER.address, 5, b"x")),
        (IMPORTER, deposit.transfer(FARMER.address, 5)),
        (MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 5)),
        (STRANGER, transferring(network, deposit, authorisation(network))),
        (BANGKOK_BANK, deposit.issue(STRANGER.address, 5, b"x")),
        (BANGKOK_BANK, network.settlement(network.domestic_order(payee=MILLER.address))),
        (BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 5)),
        (BANK_OF_THAILAND, thb.forced_transfer(BANGKOK_BANK.address, IMPORTER.address, 5)),
        (STRANGER, forwarder(network, deposit.settlement_credit(EXPORTER.address, 5, b"x"))),
        (STRANGER, forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, OPERATOR.address, 5))),
    ]
    for sender, call in doors:
        network.attempt(sender, call)
    allowed = {name: {who.address for who in holders} for name, holders in ALLOWED.items()}
    return [
        f"{holder} holds {amount_minor} of {name}"
        for (name, holder), amount_minor in holdings(network).items()
        if holder not in allowed[name]
    ]


def consent(network: Network) -> list[str]:
    """G: a customer's balance falls only by what it signed, by a legal order, or to the key that replaced its own."""
    deposit, order, quote, terms = network.deposit(BANGKOK_BANK), network.order(), network.quote(), network.terms()
    domestic = network.domestic_order(payee=MILLER.address)
    open_replacement(network, IMPORTER, NEW_KEY)
    completed = network.registry.complete_key_replacement(IMPORTER.address)
    forged: list[Door] = [
        (BANGKOK_BANK, network.settlement(order, quote, BANGKOK_BANK)),
        (BANGKOK_BANK, network.settlement(domestic, signer=MILLER)),
        (BANGKOK_BANK, network.engine.settle(domestic, network.sign_order(order), b"")),
        (BANGKOK_BANK, deposit.transfer_from(IMPORTER.address, MILLER.address, 1)),
        (MILLER, permitting(network, deposit, permit(network), MILLER)),
        (MILLER, transferring(network, deposit, authorisation(network), MILLER)),
        (BANGKOK_BANK, network.drawing(terms, network.apply(terms), BANGKOK_BANK)),
        (BANGKOK_BANK, completed),
        (BANGKOK_BANK, deposit.move_holdings(IMPORTER.address)),
        (BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 1)),
        (BANK_OF_THAILAND, deposit.forced_burn(IMPORTER.address, 1)),
        *[(who, deposit.settlement_debit(IMPORTER.address, 1, b"x")) for who in _AUTHORITIES],
    ]
    before = holdings(network)
    return open_doors(network, forged) + [
        f"{key}: {change}" for key, change in moved(before, holdings(network)).items()
    ]


_AUTHORITIES = (BANGKOK_BANK, BANK_OF_THAILAND, SUPERVISOR, OPERATOR)


def frozen_stays(network: Network) -> list[str]:
    """N: what is frozen leaves its holder by force of law alone, whatever else is tried."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    loan_id = network.fund(network.terms(principal_minor=5_000, late_fee_minor=0))
    moneys: list[tuple[Money, Account]] = [(deposit, IMPORTER), (thb, BANGKOK_BANK)]
    network.run(BANK_OF_THAILAND, thb.remunerate([BANGKOK_BANK.address]))
    network.run(BANK_OF_THAILAND, thb.set_remuneration(-5_000))
    found = []
    for free_minor in (10, 0):
        for money, holder in moneys:
            freeze(network, money, holder, held_minor(network, money, holder) - free_minor)
        before = [held_minor(network, money, holder) for money, holder in moneys]
        _spend_everywhere(network, deposit, free_minor + 1)
        network.attempt(STRANGER, network.loan_book.collect(loan_id), network.now_s + 30 * DAY_S)
        network.attempt(BANK_OF_THAILAND, thb.remunerate([BANGKOK_BANK.address]))
        after = [held_minor(network, money, holder) for money, holder in moneys]
        found += [
            f"{holder.identity}: {had} became {has}, {free_minor} were free"
            for (_, holder), had, has in zip(moneys, before, after, strict=True)
            if has < had - free_minor
        ]
    record(network, deposit)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 1_000))
    return found


def _spend_everywhere(network: Network, deposit: Any, amount_minor: int) -> None:
    """Tries to spend so much by every door: the importer's deposit, and its bank's central-bank money."""
    thb, importer = network.money("THB"), IMPORTER.address
    network.run(IMPORTER, deposit.approve(MILLER.address, amount_minor))
    network.run(BANGKOK_BANK, thb.approve(CHIANGMAI_BANK.address, amount_minor))
    nonce = network.now_s.to_bytes(32, "big")
    signed = authorisation(network, value=amount_minor, nonce=nonce)
    doors: list[Door] = [
        (IMPORTER, deposit.transfer(MILLER.address, amount_minor)),
        (MILLER, deposit.transfer_from(importer, MILLER.address, amount_minor)),
        (STRANGER, transferring(network, deposit, signed)),
        (IMPORTER, deposit.redeem(amount_minor, b"x")),
        (BANGKOK_BANK, network.settlement(network.domestic_order(payee=MILLER.address, amount_minor=amount_minor))),
        (BANGKOK_BANK, network.settlement(network.domestic_order(amount_minor=amount_minor))),
        (STRANGER, forwarder(network, deposit.settlement_debit(importer, amount_minor, b"x"))),
        (BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, amount_minor)),
        (CHIANGMAI_BANK, thb.transfer_from(BANGKOK_BANK.address, CHIANGMAI_BANK.address, amount_minor)),
        (BANGKOK_BANK, thb.redeem(amount_minor, b"x")),
        (STRANGER, forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, amount_minor))),
    ]
    for sender, call in doors:
        network.attempt(sender, call)


def pause_stops_value_alone(network: Network) -> list[str]:
    """Q: while a money is paused no unit of it moves, and nothing but movement stops."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    loan_id = network.fund(network.terms(principal_minor=5_000, late_fee_minor=0))
    replace_key(network, MILLER, NEW_KEY)
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, 5, b"x"))
    for money, account, receiver in ((deposit, IMPORTER, NEW_KEY), (thb, BANGKOK_BANK, CHIANGMAI_BANK)):
        record(network, money, account=account.address, receiver=receiver.address)
    network.run(BANK_OF_THAILAND, thb.remunerate([BANGKOK_BANK.address]))
    network.run(BANK_OF_THAILAND, thb.set_remuneration(300))
    pause(network, thb)
    pause(network, deposit)
    before = holdings(network)
    _spend_everywhere(network, deposit, 1)
    doors: list[Door] = [
        (BANGKOK_BANK, deposit.issue(IMPORTER.address, 1, b"x")),
        (BANK_OF_THAILAND, thb.issue(BANGKOK_BANK.address, 1, b"x")),
        (BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, NEW_KEY.address, 1)),
        (BANK_OF_THAILAND, thb.forced_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1)),
        (BANGKOK_BANK, deposit.move_holdings(MILLER.address)),
    ]
    found = open_doors(network, doors)
    terms = network.terms()
    network.run(BANGKOK_BANK, network.drawing(terms, network.apply(terms)))
    network.settle(network.order(), network.quote())
    network.attempt(STRANGER, network.loan_book.collect(loan_id), network.now_s + 30 * DAY_S)
    network.attempt(BANK_OF_THAILAND, thb.remunerate([BANGKOK_BANK.address]))
    found += [f"{key}: {change}" for key, change in moved(before, holdings(network)).items()]
    return found + shut_doors(network, _acts_without_value(network))


def _acts_without_value(network: Network) -> list[Door]:
    """What a pause is not to stop: freezing, legal orders, standing, settings and consent to later transfers."""
    registry, doors = network.registry, []
    for money in (network.money("THB"), network.deposit(BANGKOK_BANK)):
        order = legal_order(network, id=money.address.encode()[:32], receiver=FARMER.address)
        doors += [
            (SUPERVISOR, money.set_frozen_tokens(IMPORTER.address, 5)),
            (BANK_OF_THAILAND, money.set_frozen_tokens(IMPORTER.address, 0)),
            (SUPERVISOR, money.record_legal_order(order)),
            (SUPERVISOR, money.lift_legal_order(order.id)),
            (BANK_OF_THAILAND, money.set_issuance_allowance(BANGKOK_BANK.address, 5)),
            (IMPORTER, money.approve(MILLER.address, 5)),
            (STRANGER, permitting(network, money, permit(network))),
        ]
    ask(network, network.deposit(BANGKOK_BANK), AmountLimit)
    limits = network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 5))
    return [
        *doors,
        (BANK_OF_THAILAND, limits),
        (BANGKOK_BANK, registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test")),
        (BANGKOK_BANK, registry.set_customer_status(IMPORTER.address, Status.ACTIVE, "test")),
        (BANK_OF_THAILAND, registry.set_participant_status(MAKER.address, Status.SUSPENDED, "test")),
        (BANK_OF_THAILAND, network.money("THB").set_remuneration(0)),
        (HKMA, network.money("HKD").issue(MAKER.address, 1, b"x")),
        (BANK_OF[FARMER], network.deposit(CHIANGMAI_BANK).issue(FARMER.address, 1, b"x")),
    ]
