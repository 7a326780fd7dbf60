"""The payment that refusals are tried on, ready to settle: everybody admitted, every rule asked, every limit just met.

Trusts the small network's central banks, and nobody else of it.
Never builds one stage twice: a test goes on from a copy.
"""

from __future__ import annotations

from actors import BANK_OF_THAILAND, HKMA, OPERATOR, lei
from forks import once_an_engine
from refusal_case import PAYEE, PAYEE_BANK, PAYER, PAYER_BANK, QUOTING_MAKER, Book, Case, Shape
from refusal_settings import SETTINGS, set_reason
from rule_books import more_rules, open_book, set_tier, shared_rules
from small_network import AMOUNT_MINOR, COST_MINOR, Network, open_network

from chain.clients.types import Role, Tier
from chain.deploy import BankPlan, deploy_deposits


def fork_stage(shape: Shape, absent: frozenset[str]) -> Case:
    """A payment that would settle but for what is absent: the deposits of a side, or the payee's account."""
    stage = _stage(shape, absent)
    return Case(stage.network.fork(), shape, stage.rules, stage.order, stage.quote, set())


@once_an_engine
def _deployed() -> Network:
    return open_network()


@once_an_engine
def _stage(shape: Shape, absent: frozenset[str]) -> Case:
    """A payment that would settle but for what is absent, with every limit met to the minor unit."""
    network = _deployed().fork()
    rules = {shape.books[0]: shared_rules(network)}
    if len(shape.books) == 2:
        # Two books of one currency would share the settings.
        is_abroad = shape.payee_plan.currency != "THB"
        rules[shape.books[1]] = shared_rules(network) if is_abroad else more_rules(network)
    order = network.order(
        payer=PAYER.address,
        payee=PAYEE.address,
        payee_currency=shape.payee_plan.currency,
        amount_minor=shape.books[-1].amount_minor,
        cost_minor_max=COST_MINOR,
    )
    case = Case(network, shape, rules, order, network.quote(maker=QUOTING_MAKER.address), set())
    _admit(network, shape)
    if "PayeeUnknown" not in absent:
        register_payee(case)
    for book in shape.books:
        for reason in SETTINGS:
            set_reason(case, book, reason)
        if not {f"{side}Currency" for side in book.sides} & absent:
            open_deposits(case, book)
    return case


def _admit(network: Network, shape: Shape) -> None:
    network.admit(BANK_OF_THAILAND, PAYER_BANK, Role.COMMERCIAL_BANK, lei(50), "TH")
    if shape.payee_bank is not PAYER_BANK:
        plan = shape.payee_plan
        network.admit(plan.central_bank, PAYEE_BANK, Role.COMMERCIAL_BANK, lei(51), plan.id)
    network.admit(HKMA, QUOTING_MAKER, Role.MARKET_MAKER, lei(52), "HK")
    network.admit(BANK_OF_THAILAND, QUOTING_MAKER, Role.MARKET_MAKER, lei(52), "HK")
    network.run(PAYER_BANK, network.registration(PAYER_BANK, PAYER))
    network.run(BANK_OF_THAILAND, network.money("THB").issue(PAYER_BANK.address, COST_MINOR, b"fund"))
    network.run(HKMA, network.money("HKD").issue(QUOTING_MAKER.address, AMOUNT_MINOR, b"fund"))


def register_payee(case: Case) -> None:
    """The payee's bank opens its account, and knows less of it than the payer's bank does of the payer."""
    bank = case.shape.payee_bank
    case.network.run(bank, case.network.registration(bank, PAYEE))
    set_tier(case.network, bank, PAYEE, Tier.BASIC)


def open_deposits(case: Case, book: Book, *, short_minor: int = 0) -> None:
    """The bank's deposit money is listed and gets its rule book; the payer has what the payment costs, less
    `short_minor`."""
    network = case.network
    plan = BankPlan(book.bank.identity, book.bank.identity, book.bank.address, book.plan.id)
    network.deployment = deploy_deposits(network.ledger, network.deployment, OPERATOR, [book.plan], [plan])
    money = network.deposit(book.bank)
    if "Payer" in book.sides:
        network.run(PAYER_BANK, money.issue(PAYER.address, book.amount_minor - short_minor, b"fund"))
    # Whatever the order of the list, the table of precedence decides.
    open_book(network, money, reversed(case.rules[book].values()))
