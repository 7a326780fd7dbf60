"""What loans cost in gas: from the request to the drawdown, each collection alone and in a batch, lateness and default.

Trusts the engine's gas meter and the caller's rules to be those of the targets.
Never leaves a network's rules changed: what is measured under rules is measured on a copy.
"""

from __future__ import annotations

from collections.abc import Callable

from actors import BANGKOK_BANK, CHIANGMAI_BANK, KEEPER, actor
from loan_stage import PLENTY_MINOR, empty, reserves, state
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.ledger import Outcome

BATCH = 50


def _gas(outcome: Outcome) -> int:
    """What the transaction used."""
    return outcome.require().receipt.gas_used


def lending(network: Network) -> dict[str, int]:
    """An annuity from its drawdown to its close, one that is late, and one in default."""
    terms = network.terms(instalments=3)
    application = network.apply(terms)
    figures = {"draw down an annuity": _gas(network.run(BANGKOK_BANK, network.drawing(terms, application)))}
    loan_id = network.read(network.loan_book.hash_terms(terms))
    for name in ("first", "second", "last"):
        figures[f"collect an annuity, {name}"] = _gas(network.collect(loan_id))
    late = network.fund(network.terms(instalments=2))
    late_at_s = state(network, late).next_due_at + DAY_S + 1
    figures["collect a late instalment"] = _gas(network.collect(late, late_at_s))
    empty(network)
    due_at_s = state(network, late).next_due_at
    figures["collect and find too little"] = _gas(network.collect(late))
    network.collect(late, due_at_s + DAY_S + 1)
    default = network.loan_book.declare_default(late)
    figures["declare default"] = _gas(network.run(BANGKOK_BANK, default, due_at_s + 10 * DAY_S + 1))
    figures["recover a loan"] = _gas(network.run(BANGKOK_BANK, network.loan_book.recover(late)))
    figures["write a loan off"] = _gas(network.run(BANGKOK_BANK, network.loan_book.write_off(late)))
    return figures


def collections(network: Network, rule: Callable[[Network], None]) -> dict[str, int]:
    """The second instalment of an annuity, alone and each of a batch; from the borrower's bank and from another one."""
    figures = {}
    for lender, name in ((BANGKOK_BANK, ""), (CHIANGMAI_BANK, ", lender elsewhere")):
        here = network.fork()
        rule(here)
        reserves(here, CHIANGMAI_BANK)
        reserves(here, BANGKOK_BANK)
        (alone,), many = _lent(here, lender, 1), _lent(here, lender, BATCH)
        here.collect(alone)
        figures[f"collect an annuity, two rules, second{name}"] = _gas(here.collect(alone))
        for _ in range(2):
            due_at_s = max(here.now_s, *(state(here, loan_id).next_due_at for loan_id in many))
            total = _gas(here.run(KEEPER, here.loan_book.collect_batch(many), due_at_s))
        figures[f"collect each of {BATCH} annuities, two rules, second{name}"] = -(-total // BATCH)
    return figures


def _lent(network: Network, lender: Account, count: int) -> list[bytes]:
    """So many annuities, each to a customer of its own with plenty, and with a fee for whoever collects."""
    loans = []
    for number in range(count):
        borrower = actor("client", f"borrower-{count}-{number}")
        commitment = (count * 1_000 + number).to_bytes(32, "big")
        network.run(BANGKOK_BANK, network.registration(BANGKOK_BANK, borrower, commitment))
        network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(borrower.address, PLENTY_MINOR, b"x"))
        changes = {"lender": lender.address, "borrower": borrower.address, "keeper_fee_minor": 10}
        loans.append(network.fund(network.terms(**changes), borrower, lender))
    return loans
