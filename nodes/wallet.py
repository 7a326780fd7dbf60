"""A client's wallet: signs payment orders and loan terms, and takes money out.

Trusts its bank to relay, and nobody to spend: without its signature its balance does not fall.
Never signs for more than the reference cost plus the tolerance it was given.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.accounts import Account
from chain.clients.types import LoanTerms, PaymentOrder
from finance.fx import BPS, cost_minor_up, rate_ray_half_even
from finance.rounding import mul_div_up
from nodes.demand import PlannedPayment
from nodes.network import Listener, Network, reference
from nodes.rates import ReferenceRates
from nodes.scenario.world import Client


@dataclass(frozen=True, slots=True, eq=False)
class Wallet:
    """One client's key. client: who it belongs to; account: its key."""

    client: Client
    account: Account
    network: Network

    def order(
        self, payment: PlannedPayment, payee: Wallet, cost_minor_max: int, validity_s: int
    ) -> tuple[PaymentOrder, bytes]:
        """The signed order for a planned payment."""
        order = PaymentOrder(
            uetr=payment.uetr,
            payer=self.account.address,
            payee=payee.account.address,
            payer_currency=self.client.currency.code,
            payee_currency=payment.currency,
            amount_minor=payment.amount_minor,
            cost_minor_max=cost_minor_max,
            purpose=payment.purpose,
            expires_at=payment.at_s + validity_s,
        )
        network = self.network
        return order, self.account.sign_struct(order, network.ledger.domain(network.deployment.engine))

    def sign_terms(self, terms: LoanTerms) -> bytes:
        """Agrees to a loan and to its automatic repayment."""
        network = self.network
        return self.account.sign_struct(terms, network.ledger.domain(network.deployment.loan_book))

    def balance_minor(self) -> int:
        """What the wallet holds at its bank."""
        return self.network.read(self.network.deployment.deposit(self.client.bank.id).balance_of(self.account.address))

    def withdraw(self, amount_minor: int, why: str, heard: Listener) -> None:
        """Redeems deposits: the money leaves the ledger; `heard` learns whether there was enough."""
        token = self.network.deployment.deposit(self.client.bank.id)
        self.network.send(self.account, token.redeem(amount_minor, reference(why)), heard, may_revert=True)


def cost_minor_max(
    payment: PlannedPayment, payer: Client, payee: Client, rates: ReferenceRates, tolerance_bps: int
) -> int:
    """The most a payment may cost its payer: cost at the day's reference rate plus the tolerance, rounded up."""
    if payer.currency == payee.currency:
        return payment.amount_minor
    rate = rates.per_unit(payee.currency.code, payer.currency.code, payment.day)
    mid_ray = rate_ray_half_even(rate, buy_exponent=payer.currency.exponent, sell_exponent=payee.currency.exponent)
    return mul_div_up(cost_minor_up(payment.amount_minor, mid_ray), BPS + tolerance_bps, BPS)
