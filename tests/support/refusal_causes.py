"""Everything that can be wrong with a payment, each brought about and put right alone, whatever else is wrong.

Trusts `refusal_stage` for the payment and that causes are put right in the order of precedence.
Never changes more than the one thing it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from actors import BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA
from refusal_case import PAYEE, PAYEE_BANK, PAYER, PAYER_BANK, QUOTING_MAKER, WALLETS, Book, Case, Shape
from refusal_settings import SETTINGS, set_reason
from refusal_stage import fork_stage, open_deposits, register_payee
from rule_books import subject_of
from small_network import AMOUNT_MINOR, COST_MINOR, DAY_S

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.sanctions import Sanctions
from chain.clients.types import Outcome as Answer
from chain.clients.types import Refusal, RefusalCode, Status
from chain.errors import REFUSALS

ENTRY = {refusal.name: refusal for refusal in REFUSALS}
CODE_OF = {refusal.name: RefusalCode(refusal.code) for refusal in REFUSALS}
NAME_OF = {code: name for name, code in CODE_OF.items()}
FLAGGER = CHIANGMAI_BANK
ANOTHER_UETR = "00000000-0000-4000-8000-00000000ffff"
# What is not there from the start, rather than taken away.
_ABSENT = frozenset({"PayerCurrency", "PayeeUnknown", "PayeeCurrency"})
_OF_THE_MONEY = ("InsufficientBalance", "MoneyPaused", "Frozen")
_OF_THE_PERSON = ("Suspended", "Sanctioned", "Flagged")


def build(shape: Shape, causes: Iterable[str]) -> Case:
    """A payment that exactly these causes stand against; without any it would settle."""
    given = frozenset(causes)
    case = fork_stage(shape, given & _ABSENT)
    case.causes |= given
    # Money first, since a bank that is suspended moves none; a quote is withdrawn as it is in the end.
    for cause in sorted(given - _ABSENT, key=lambda name: ("Insufficient" not in name, name == "QuoteCancelled", name)):
        if not _waits(case, cause):
            _turn(case, cause, True)
    return case


def put_right(case: Case, cause: str) -> None:
    """Takes one cause away and leaves the others."""
    case.causes.remove(cause)
    _turn(case, cause, False)


def refusal_of(shape: Shape, cause: str) -> Refusal:
    """The refusal as it is to be reported."""
    party = {
        "payer": PAYER,
        "payer's bank": PAYER_BANK,
        "payer's central bank": BANK_OF_THAILAND,
        "payee": PAYEE,
        "payee's bank": PAYEE_BANK,
        "payee's central bank": shape.books[-1].central_bank,
        "market maker": QUOTING_MAKER,
    }[ENTRY[cause].party]
    return Refusal(CODE_OF[cause], ENTRY[cause].rule, party.address)


def assert_refused(case: Case, cause: str) -> None:
    """The refusal is foreseen, answered and recorded, with its rule and its party, and nothing else changes."""
    refusal, before = refusal_of(case.shape, cause), case.storage()
    assert case.preflight() == refusal
    assert case.answer() is Answer.REFUSED
    events = [logged.event for logged in case.settle().events]
    assert events == [PaymentRefused(case.order.uetr, refusal.code, refusal.rule, refusal.party)]
    assert case.storage() == before


def assert_settles(case: Case) -> None:
    """Nothing stands against it any more, and it settles."""
    assert case.preflight() == Refusal(RefusalCode.NONE, "", ZERO_ADDRESS)
    assert case.settle().first(PaymentSettled) is not None


def _waits(case: Case, cause: str) -> bool:
    """Whether a cause can come about only once an earlier one is put right: there is no money yet, or nobody."""
    side, reason = cause[:5], cause[5:]
    if side == "Payee" and reason in _OF_THE_PERSON:
        return "PayeeUnknown" in case.causes
    return reason in _OF_THE_MONEY and any(f"{each}Currency" in case.causes for each in case.shape.book(side).sides)


def _turn(case: Case, cause: str, is_wrong: bool) -> None:
    """Brings a cause about, or puts it right."""
    side, reason = cause[:5], cause[5:]
    if cause in _PAPERS:
        _PAPERS[cause](case, is_wrong)
    elif reason in SETTINGS:
        set_reason(case, case.shape.book(side), reason)
    else:
        _STATES[reason](case, side, is_wrong)


def _turn_account(case: Case, side: str, is_wrong: bool) -> None:
    """The deposits that were missing are there, and all that waited for them."""
    book = case.shape.book(side)
    with _standing(case, book.bank, book.central_bank):
        open_deposits(case, book, short_minor=int("PayerInsufficientBalance" in case.causes))
        waiting = {f"{each}{reason}" for each in book.sides for reason in ("MoneyPaused", "Frozen")}
        for cause in sorted(waiting & case.causes):
            _turn(case, cause, True)


def _turn_unknown(case: Case, side: str, is_wrong: bool) -> None:
    """The payee has an account, and all that waited for it."""
    with _standing(case, case.shape.payee_bank, case.shape.books[-1].central_bank):
        register_payee(case)
    for cause in sorted({f"{side}{reason}" for reason in _OF_THE_PERSON} & case.causes):
        _turn(case, cause, True)


def _turn_wallet(case: Case, side: str, is_wrong: bool) -> None:
    status = Status.SUSPENDED if is_wrong else Status.ACTIVE
    call = case.network.registry.set_customer_status(WALLETS[side].address, status, "test")
    case.network.run(case.shape.book(side).central_bank, call)


def _turn_bank(case: Case, side: str, is_wrong: bool) -> None:
    book = case.shape.book(side)
    case.network.set_participant(book.central_bank, book.bank, Status.SUSPENDED if is_wrong else Status.ACTIVE)


def _turn_pause(case: Case, side: str, is_wrong: bool) -> None:
    case.network.run(case.shape.book(side).central_bank, case.deposit(side).set_paused(is_wrong, "test"))


def _turn_freeze(case: Case, side: str, is_wrong: bool) -> None:
    frozen = case.deposit(side).set_frozen_tokens(WALLETS[side].address, int(is_wrong))
    case.network.run(case.shape.book(side).supervisor, frozen)


def _turn_sanction(case: Case, side: str, is_wrong: bool) -> None:
    book = case.shape.book(side)
    rule = case.rule(book, Sanctions)
    identifiers = [case.network.read(rule.identifier_of(subject_of(case.network, WALLETS[side])))]
    turn = rule.list if is_wrong else rule.delist
    case.network.run(book.central_bank, turn(book.plan.currency, identifiers))


def _turn_flag(case: Case, side: str, is_wrong: bool) -> None:
    risks = case.network.deployment.risks
    identifier = case.network.read(risks.identifier_of(subject_of(case.network, WALLETS[side])))
    raised = risks.flag(identifier, "test", case.network.now_s + DAY_S)
    case.network.run(FLAGGER, raised if is_wrong else risks.lift(identifier))


def _turn_balance(case: Case, side: str, is_wrong: bool) -> None:
    money = case.deposit(side)
    if is_wrong:
        case.network.run(PAYER, money.redeem(1, b"spend"))
    else:
        with _unasked(case, case.shape.book(side)):
            case.network.run(PAYER_BANK, money.issue(PAYER.address, 1, b"fund"))


def _turn_liquidity(case: Case, currency: str, bank: Account, is_wrong: bool) -> None:
    money = case.network.money(currency)
    central_bank = HKMA if currency == "HKD" else BANK_OF_THAILAND
    sender, call = (bank, money.redeem(1, b"spend")) if is_wrong else (central_bank, money.issue(bank.address, 1, b"x"))
    case.network.run(sender, call)


def _turn_uetr(case: Case, is_wrong: bool) -> None:
    network = case.network
    if is_wrong:
        network.settle(network.order(uetr=case.order.uetr), network.quote())
    else:
        _reword(case, uetr=ANOTHER_UETR)


def _turn_withdrawal(case: Case, is_wrong: bool) -> None:
    if is_wrong:
        case.network.run(QUOTING_MAKER, case.network.fx_board.withdraw(case.quote))
    else:
        _requote(case, nonce=case.quote.nonce + 1)


def _turn_maker(case: Case, is_wrong: bool) -> None:
    case.network.set_participant(BANK_OF_THAILAND, QUOTING_MAKER, Status.SUSPENDED if is_wrong else Status.ACTIVE)


@contextmanager
def _standing(case: Case, bank: Account, central_bank: Account) -> Iterator[None]:
    """Lifts a bank's suspension for what only an active bank can do, and puts it back."""
    suspended = {f"{side}BankSuspended" for side in WALLETS if case.shape.book(side).bank is bank} & case.causes
    if suspended:
        case.network.set_participant(central_bank, bank, Status.ACTIVE)
    yield
    if suspended:
        case.network.set_participant(central_bank, bank, Status.SUSPENDED)


@contextmanager
def _unasked(case: Case, book: Book) -> Iterator[None]:
    """Takes the rules away from what is no part of the payment, and puts them back."""
    network, money = case.network, case.network.deposit(book.bank)
    rule_book = network.read(money.rule_book())
    network.run(book.central_bank, money.set_rule_book(ZERO_ADDRESS))
    yield
    network.run(book.central_bank, money.set_rule_book(rule_book))


def _reword(case: Case, **changes: object) -> None:
    case.order = replace(case.order, **changes)  # type: ignore[arg-type]


def _requote(case: Case, **changes: object) -> None:
    case.quote = replace(case.quote, **changes)  # type: ignore[arg-type]


def _expiry(case: Case, is_wrong: bool) -> int:
    return case.network.now_s + (-DAY_S if is_wrong else DAY_S)


# What is of one side, by what the cause is called after it.
_STATES: dict[str, Callable[[Case, str, bool], None]] = {
    "Currency": _turn_account,
    "Unknown": _turn_unknown,
    "Suspended": _turn_wallet,
    "BankSuspended": _turn_bank,
    "MoneyPaused": _turn_pause,
    "InsufficientBalance": _turn_balance,
    "Frozen": _turn_freeze,
    "BankInsufficientLiquidity": lambda case, side, is_wrong: _turn_liquidity(case, "THB", PAYER_BANK, is_wrong),
    "Sanctioned": _turn_sanction,
    "Flagged": _turn_flag,
}
# What stands in the papers, and what is the maker's.
_PAPERS: dict[str, Callable[[Case, bool], None]] = {
    "UetrReused": _turn_uetr,
    "OrderExpired": lambda case, is_wrong: _reword(case, expires_at=_expiry(case, is_wrong)),
    "CostAboveMaximum": lambda case, is_wrong: _reword(case, cost_minor_max=COST_MINOR - is_wrong),
    "MakerNotAdmitted": _turn_maker,
    "QuoteCancelled": _turn_withdrawal,
    "QuoteExpired": lambda case, is_wrong: _requote(case, expires_at=_expiry(case, is_wrong)),
    "QuoteExhausted": lambda case, is_wrong: _requote(case, sell_minor_max=AMOUNT_MINOR - is_wrong),
    "MakerInsufficientLiquidity": lambda case, is_wrong: _turn_liquidity(case, "HKD", QUOTING_MAKER, is_wrong),
}
