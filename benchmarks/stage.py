"""A network for payments: two jurisdictions, banks with clients in each, a market maker, everybody with enough money.

Trusts `chain.deploy` to set it up as a run does.
Never opens it twice in another way: the same signed bytes open it on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from chain.accounts import Account
from chain.client import Call
from chain.clients.types import FirmQuote, PaymentOrder, Role, Tier
from chain.consents import CustomerConsent
from chain.deploy import BankPlan, JurisdictionPlan, deploy_deposits, deploy_network, seal_all
from chain.deployment import Deployment
from chain.engines.base import ChainParameters, Engine
from chain.engines.revm import RevmEngine
from chain.journal import Journal, JournalBlock
from chain.ledger import Ledger
from chain.recovery import Recovery
from chain.typed_data import TypedDomain
from finance.lei import lei_complete
from finance.rounding import RAY

PARAMETERS = ChainParameters(chain_id=7_000_000_007, genesis_at_s=1_700_000_000)
BANKS, CLIENTS = 4, 10
_RATE_RAY = 46 * RAY // 10
_AMOUNT_MINOR, _COST_MINOR_MAX = 1_000, 5_000
_MUCH_MINOR = 10**12
_FOREVER_S = 3_000_000_000
_LEI_DIGITS = 12


def _account(role: str, identity: str) -> Account:
    return Account.derived(7, role, identity)


def _lei(number: int) -> str:
    return lei_complete(f"CRDR00{number:0{_LEI_DIGITS}d}")


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """Somebody with a wallet. account: its key; bank: that keeps it."""

    account: Account
    bank: Account


@dataclass(frozen=True, eq=False)
class Stage:
    """An open network. blocks: that opened it; deployment: where its contracts are; payers, payees: its clients on
    either side; maker: who quotes."""

    blocks: tuple[JournalBlock, ...]
    deployment: Deployment
    payers: tuple[Client, ...]
    payees: tuple[Client, ...]
    maker: Account

    @cached_property
    def order_domain(self) -> TypedDomain:
        """Under which orders are signed."""
        return TypedDomain("SettlementEngine", PARAMETERS.chain_id, self.deployment.engine.address)

    @cached_property
    def quote_domain(self) -> TypedDomain:
        """Under which quotes are signed."""
        return TypedDomain("FxBoard", PARAMETERS.chain_id, self.deployment.fx_board.address)

    def onto(self, engine: Engine, journal: Journal, recovery: Recovery | None = None) -> Ledger:
        """The same network on a fresh engine, by the same bytes."""
        ledger = Ledger(engine, journal, recovery=recovery)
        for block in self.blocks:
            ledger.submit_signed(block.raw)
            ledger.seal(block.timestamp_s)
        return ledger

    def payments(self) -> Iterator[tuple[Account, Call[Any]]]:
        """One payment after another, each decided on and signed when it is asked for: who sends it, and its call."""
        engine = self.deployment.engine
        for number in count(1):
            payer = self.payers[number % len(self.payers)]
            order, quote = self._order(number, payer), self._quote(number)
            signature = payer.account.sign_struct(order, self.order_domain)
            quote_signature = self.maker.sign_struct(quote, self.quote_domain)
            yield payer.bank, engine.settle_with_quote(order, signature, b"", quote, quote_signature)

    def _order(self, number: int, payer: Client) -> PaymentOrder:
        return PaymentOrder(
            uetr=f"00000000-0000-4000-8000-{number:012x}",
            payer=payer.account.address,
            payee=self.payees[number * 7 % len(self.payees)].account.address,
            payer_currency="THB",
            payee_currency="HKD",
            amount_minor=_AMOUNT_MINOR,
            cost_minor_max=_COST_MINOR_MAX,
            purpose="GDDS",
            travel_rule_hash=bytes(32),
            expires_at=_FOREVER_S,
        )

    def _quote(self, number: int) -> FirmQuote:
        return FirmQuote(
            maker=self.maker.address,
            sell_currency="HKD",
            buy_currency="THB",
            rate_ray=_RATE_RAY,
            sell_minor_max=_AMOUNT_MINOR,
            expires_at=_FOREVER_S,
            nonce=number,
        )


def open_stage() -> Stage:
    """The network, opened on revm."""
    with_journal = Journal.in_memory(PARAMETERS)
    ledger = Ledger(RevmEngine(PARAMETERS), with_journal)
    operator, maker = _account("operator", "operator"), _account("maker", "maker")
    plans = [_plan("HK", "HKD", 1), _plan("TH", "THB", 2)]
    banks = [(plan, _account("bank", f"{plan.id}-{n}")) for plan in plans for n in range(BANKS // 2)]
    deployment = deploy_network(ledger, operator, plans)
    _admit(ledger, deployment, plans, banks, maker)
    bank_plans = [BankPlan(bank.identity, bank.identity, bank.address, plan.id) for plan, bank in banks]
    deployment = deploy_deposits(ledger, deployment, operator, plans, bank_plans)
    clients = {plan.id: list(_clients(plan, banks)) for plan in plans}
    _fund(ledger, deployment, plans, banks, maker, [*clients["TH"], *clients["HK"]])
    return Stage(tuple(with_journal.blocks()), deployment, tuple(clients["TH"]), tuple(clients["HK"]), maker)


def _plan(home: str, currency: str, number: int) -> JurisdictionPlan:
    keys = (_account("validator", home).address,)
    return JurisdictionPlan(home, currency, 2, _account("central_bank", home), _lei(number), keys)


_Banks = list[tuple[JurisdictionPlan, Account]]


def _admit(
    ledger: Ledger, deployment: Deployment, plans: list[JurisdictionPlan], banks: _Banks, maker: Account
) -> None:
    registry = deployment.registry
    for number, (plan, bank) in enumerate(banks, start=10):
        admission = registry.admit(bank.address, Role.COMMERCIAL_BANK, _lei(number), "", plan.id)
        ledger.submit(plan.central_bank, admission)
        ledger.submit(bank, registry.accept_admission(plan.id))
    for plan in plans:
        ledger.submit(plan.central_bank, registry.admit(maker.address, Role.MARKET_MAKER, _lei(3), "", plans[0].id))
        ledger.submit(maker, registry.accept_admission(plan.id))
    seal_all(ledger)


def _clients(plan: JurisdictionPlan, banks: _Banks) -> Iterator[Client]:
    homes = [bank for home, bank in banks if home is plan]
    for number in range(CLIENTS):
        yield Client(_account("client", f"{plan.id}-{number}"), homes[number % len(homes)])


def _fund(
    ledger: Ledger,
    deployment: Deployment,
    plans: list[JurisdictionPlan],
    banks: _Banks,
    maker: Account,
    clients: list[Client],
) -> None:
    domain = ledger.domain(deployment.registry)
    for client in clients:
        wallet, commitment = client.account, client.account.identity.encode().ljust(32, b"\0")
        consent = wallet.sign_struct(CustomerConsent(wallet.address, client.bank.address, commitment), domain)
        registration = deployment.registry.register_customer(wallet.address, commitment, Tier.FULL, _FOREVER_S, consent)
        ledger.submit(client.bank, registration)
        ledger.submit(client.bank, deployment.deposit(client.bank.identity).issue(wallet.address, _MUCH_MINOR, b""))
    for plan in plans:
        money = deployment.money(plan.currency)
        for holder in (maker, *(bank for home, bank in banks if home is plan)):
            ledger.submit(plan.central_bank, money.issue(holder.address, _MUCH_MINOR, b""))
    seal_all(ledger)
