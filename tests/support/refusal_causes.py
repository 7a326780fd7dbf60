"""A payment with any set of things wrong with it, and how each is put right: what the tests of refusals stand on.

Trusts nobody of the small network for the payment itself: payer, payee, their banks and the maker are new to it.
Never changes more than the one thing it is told to put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from actors import BANK_OF_THAILAND, HKMA, HONG_KONG, OPERATOR, THAILAND, actor, lei
from small_network import AMOUNT_MINOR, COST_MINOR, DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.types import FirmQuote, PaymentOrder, Refusal, RefusalCode, Role, Status
from chain.clients.types import Outcome as Answer
from chain.deployment import BankPlan, JurisdictionPlan, deploy_deposits
from chain.errors import REFUSALS
from chain.ledger import Outcome

PAYER, PAYER_BANK = actor("client", "trader"), actor("bank", "nakhon-bank")
PAYEE, PAYEE_BANK = actor("client", "merchant"), actor("bank", "kowloon-bank")
QUOTING_MAKER = actor("market-maker", "second-maker")

CODE_OF = {refusal.name: RefusalCode(refusal.code) for refusal in REFUSALS}
ALL_CAUSES = tuple(CODE_OF)
DOMESTIC_CAUSES = ALL_CAUSES[: ALL_CAUSES.index("MakerNotAdmitted")]


@dataclass(slots=True)
class Case:
    """A payment. causes: names of the refusals that still hold; order, quote: the papers as they stand; payee_plan: the
    jurisdiction of the payee's bank."""

    network: Network
    causes: set[str]
    order: PaymentOrder
    quote: FirmQuote
    payee_plan: JurisdictionPlan

    @property
    def is_domestic(self) -> bool:
        """Whether the payment stays within one currency."""
        return self.order.payer_currency == self.order.payee_currency

    def settlement(self) -> Call[Answer]:
        """The call with the signatures of payer and maker."""
        engine, order = self.network.engine, self.order
        signature = self.network.sign_order(order, PAYER)
        if self.is_domestic:
            return engine.settle(order, signature)
        quote_signature = self.network.sign_quote(self.quote, QUOTING_MAKER)
        return engine.settle_with_quote(order, signature, self.quote, quote_signature)

    def settle(self) -> Outcome:
        """The payer's bank relays the payment."""
        return self.network.run(PAYER_BANK, self.settlement())

    def preflight(self) -> Refusal:
        """What would refuse it in the next block."""
        return self.network.preflight(self.order, self.quote)

    def answer(self) -> Answer:
        """What the engine would return to the payer's bank in the next block."""
        return self.network.read(self.settlement(), sender=PAYER_BANK)

    def put_right(self, cause: str) -> None:
        """Takes one cause away and leaves the others."""
        self.causes.remove(cause)
        _PUT_RIGHT[cause](self)


def build(network: Network, causes: Iterable[str], *, domestic: bool = False) -> Case:
    """A payment that exactly these causes stand against; without any it would settle."""
    plan = THAILAND if domestic else HONG_KONG
    order = network.order(
        payer=PAYER.address,
        payee=PAYEE.address,
        payee_currency=plan.currency,
        amount_minor=COST_MINOR if domestic else AMOUNT_MINOR,
        cost_minor_max=COST_MINOR,
    )
    case = Case(network, set(causes), order, network.quote(maker=QUOTING_MAKER.address), plan)
    _admit_everybody(case)
    _open_payer(case)
    _open_payee(case)
    _open_maker(case)
    _spoil_papers(case)
    return case


def assert_refused(case: Case, name: str, party: Account) -> None:
    """The refusal `name` is foreseen, answered and recorded, and nothing else changes; cured, the payment settles."""
    rule = next(refusal.rule for refusal in REFUSALS if refusal.name == name)
    refusal = Refusal(CODE_OF[name], rule, party.address)
    before = case.network.storage()
    assert case.preflight() == refusal
    assert case.answer() is Answer.REFUSED
    events = [logged.event for logged in case.settle().events]
    assert events == [PaymentRefused(case.order.uetr, refusal.code, refusal.rule, refusal.party)]
    assert case.network.storage() == before
    case.put_right(name)
    assert case.preflight().code is RefusalCode.NONE
    assert case.settle().first(PaymentSettled) is not None


def _admit_everybody(case: Case) -> None:
    registry, central = case.network.registry, case.payee_plan.central_bank
    for central_bank, account, role, identifier, home in (
        (BANK_OF_THAILAND, PAYER_BANK, Role.COMMERCIAL_BANK, lei(50), "TH"),
        (central, PAYEE_BANK, Role.COMMERCIAL_BANK, lei(51), case.payee_plan.id),
        (HKMA, QUOTING_MAKER, Role.MARKET_MAKER, lei(52), "HK"),
    ):
        case.network.run(central_bank, registry.admit(account.address, role, identifier, home))


def _open_payer(case: Case) -> None:
    network = case.network
    network.run(PAYER_BANK, network.registry.register_customer(PAYER.address, b"payer"))
    if "PayerCurrency" not in case.causes:
        _list_payer_deposits(case)
    if "PayerBankInsufficientLiquidity" not in case.causes:
        _fund_payer_bank(case)
    if "PayerSuspended" in case.causes:
        _set_wallet(case, BANK_OF_THAILAND, PAYER, Status.SUSPENDED)
    if "PayerBankSuspended" in case.causes:
        network.set_participant(BANK_OF_THAILAND, PAYER_BANK, Status.SUSPENDED)


def _open_payee(case: Case) -> None:
    if "PayeeUnknown" not in case.causes:
        _register_payee(case)
    if "PayeeCurrency" not in case.causes:
        _list_payee_deposits(case)
    if "PayeeBankSuspended" in case.causes:
        case.network.set_participant(case.payee_plan.central_bank, PAYEE_BANK, Status.SUSPENDED)


def _open_maker(case: Case) -> None:
    if "MakerNotAdmitted" not in case.causes:
        _admit_maker(case)
    if "MakerInsufficientLiquidity" not in case.causes:
        _fund_maker(case)


def _spoil_papers(case: Case) -> None:
    network, order, quote = case.network, case.order, case.quote
    past_s = network.now_s - DAY_S
    if "UetrReused" in case.causes:
        network.settle(network.order(uetr=order.uetr), network.quote())
    if "OrderExpired" in case.causes:
        order = replace(order, expires_at=past_s)
    if "CostAboveMaximum" in case.causes:
        order = replace(order, cost_minor_max=COST_MINOR - 1)
    if "QuoteExpired" in case.causes:
        quote = replace(quote, expires_at=past_s)
    if "QuoteExhausted" in case.causes:
        quote = replace(quote, sell_minor_max=AMOUNT_MINOR - 1)
    if "QuoteCancelled" in case.causes:
        network.run(QUOTING_MAKER, network.fx_board.withdraw(quote))
    case.order, case.quote = order, quote


@contextmanager
def _standing(case: Case, central_bank: Account, bank: Account) -> Iterator[None]:
    """Lifts a bank's suspension for what only an active bank can do, and puts it back."""
    registry = case.network.registry
    home = case.network.read(registry.participant_of(bank.address)).home
    suspended = case.network.read(registry.admission_of(bank.address, home)).status is Status.SUSPENDED
    if suspended:
        case.network.set_participant(central_bank, bank, Status.ACTIVE)
    yield
    if suspended:
        case.network.set_participant(central_bank, bank, Status.SUSPENDED)


def _list_payer_deposits(case: Case) -> None:
    with _standing(case, BANK_OF_THAILAND, PAYER_BANK):
        _deploy(case, PAYER_BANK, THAILAND)
        if "PayerInsufficientBalance" not in case.causes:
            _fund_payer(case)


def _fund_payer(case: Case) -> None:
    case.network.run(PAYER_BANK, case.network.deposit(PAYER_BANK).issue(PAYER.address, COST_MINOR, b"fund"))


def _fund_payer_bank(case: Case) -> None:
    case.network.run(BANK_OF_THAILAND, case.network.money("THB").issue(PAYER_BANK.address, COST_MINOR, b"fund"))


def _register_payee(case: Case) -> None:
    with _standing(case, case.payee_plan.central_bank, PAYEE_BANK):
        case.network.run(PAYEE_BANK, case.network.registry.register_customer(PAYEE.address, b"payee"))
    if "PayeeSuspended" in case.causes:
        _set_wallet(case, case.payee_plan.central_bank, PAYEE, Status.SUSPENDED)


def _list_payee_deposits(case: Case) -> None:
    with _standing(case, case.payee_plan.central_bank, PAYEE_BANK):
        _deploy(case, PAYEE_BANK, case.payee_plan)


def _admit_maker(case: Case) -> None:
    call = case.network.registry.admit(QUOTING_MAKER.address, Role.MARKET_MAKER, lei(52), "HK")
    case.network.run(BANK_OF_THAILAND, call)


def _fund_maker(case: Case) -> None:
    case.network.run(HKMA, case.network.money("HKD").issue(QUOTING_MAKER.address, AMOUNT_MINOR, b"fund"))


def _deploy(case: Case, bank: Account, plan: JurisdictionPlan) -> None:
    banks = [BankPlan(bank.identity, bank.identity, bank.address, plan.id)]
    network = case.network
    network.deployment = deploy_deposits(network.ledger, network.deployment, OPERATOR, [plan], banks)


def _set_wallet(case: Case, central_bank: Account, wallet: Account, status: Status) -> None:
    case.network.run(central_bank, case.network.registry.set_customer_status(wallet.address, status, "test"))


def _reword(case: Case, **changes: object) -> None:
    case.order = replace(case.order, **changes)  # type: ignore[arg-type]


def _requote(case: Case, **changes: object) -> None:
    case.quote = replace(case.quote, **changes)  # type: ignore[arg-type]


_PUT_RIGHT: dict[str, Callable[[Case], None]] = {
    "UetrReused": lambda case: _reword(case, uetr=case.network.order().uetr),
    "OrderExpired": lambda case: _reword(case, expires_at=case.network.now_s + DAY_S),
    "PayerSuspended": lambda case: _set_wallet(case, BANK_OF_THAILAND, PAYER, Status.ACTIVE),
    "PayerCurrency": _list_payer_deposits,
    "PayerBankSuspended": lambda case: case.network.set_participant(BANK_OF_THAILAND, PAYER_BANK, Status.ACTIVE),
    "CostAboveMaximum": lambda case: _reword(case, cost_minor_max=COST_MINOR),
    "PayerInsufficientBalance": _fund_payer,
    "PayerBankInsufficientLiquidity": _fund_payer_bank,
    "PayeeUnknown": _register_payee,
    "PayeeSuspended": lambda case: _set_wallet(case, case.payee_plan.central_bank, PAYEE, Status.ACTIVE),
    "PayeeCurrency": _list_payee_deposits,
    "PayeeBankSuspended": lambda case: case.network.set_participant(
        case.payee_plan.central_bank, PAYEE_BANK, Status.ACTIVE
    ),
    "MakerNotAdmitted": _admit_maker,
    "QuoteCancelled": lambda case: _requote(case, nonce=case.network.quote().nonce),
    "QuoteExpired": lambda case: _requote(case, expires_at=case.network.now_s + DAY_S),
    "QuoteExhausted": lambda case: _requote(case, sell_minor_max=AMOUNT_MINOR),
    "MakerInsufficientLiquidity": _fund_maker,
}
