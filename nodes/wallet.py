"""A client's wallet: signs payment orders, consents and loan terms, and takes money out.

Trusts its bank to relay, and nobody to spend: without its signature its balance does not fall.
Never signs for more than the reference cost plus the tolerance it was given, and nothing at all once its key is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.clients.deposit_token import DepositToken
from chain.clients.types import LoanMandate, LoanRestructuring, LoanTerms, PaymentOrder, StepUp
from chain.commitments import hash_alias
from chain.consents import AliasConsent, CustomerConsent, StepUpChange
from finance.fx import BPS, cost_minor_up
from finance.rounding import mul_div_up
from nodes.identity import identity_commitment, network_salt, second_key, wallet_key
from nodes.network import Listener, Network, reference
from nodes.payment_plan import PlannedPayment
from nodes.rates import ReferenceRates
from nodes.scenario.world import Client


@dataclass(slots=True, eq=False)
class Wallet:
    """One client's keys.

    client: who it belongs to; account: its key; network: the way onto the chain; key_number: 1, or more once a lost key
    was replaced; has_key: false from the day on which it is lost until it is replaced.
    """

    client: Client
    account: Account
    network: Network
    key_number: int = 1
    has_key: bool = True
    _step_up_changes: int = 0
    _alias_consents: int = 0

    @classmethod
    def of(cls, client: Client, network: Network) -> Wallet:
        """A client's wallet with its first key."""
        return cls(client, wallet_key(network.seed, client, 1), network)

    @property
    def address(self) -> Address:
        """The address of its present key."""
        return self.account.address

    @property
    def deposits(self) -> DepositToken:
        """The money that it holds: its bank's."""
        return self.network.deployment.deposit(self.client.bank.id)

    @property
    def next_key(self) -> Account:
        """The key that would replace the present one."""
        return wallet_key(self.network.seed, self.client, self.key_number + 1)

    def consent_to(self, bank: Address, key: Account | None = None) -> bytes:
        """Agrees to be kept by `bank`: under its present key, or under the one that is to replace it."""
        signer = self.account if key is None else key
        commitment = identity_commitment(self.network.seed, self.client)
        domain = self.network.ledger.domain(self.network.deployment.registry)
        return signer.sign_struct(CustomerConsent(signer.address, bank, commitment), domain)

    def consent_to_alias(self, alias_hash: bytes, deadline_s: int) -> bytes:
        """Agrees that an alias leads to it."""
        consent = AliasConsent(alias_hash, self.address, self._alias_consents, deadline_s)
        self._alias_consents += 1
        return self.account.sign_struct(consent, self.network.ledger.domain(self.network.deployment.aliases))

    def look_up(self, alias: str) -> Address:
        """Where an alias leads; the zero address when it leads nowhere."""
        alias_hash = hash_alias(network_salt(self.network.seed), alias)
        return self.network.read(self.network.deployment.aliases.wallet_of(alias_hash))

    def order(
        self, payment: PlannedPayment, payee: Address, cost_minor_max: int, validity_s: int, travel_rule_hash: bytes
    ) -> PaymentOrder:
        """The order for a planned payment, as it is to be signed; it expires after its deadline at the latest."""
        expires_s = payment.at_s + validity_s
        return PaymentOrder(
            uetr=payment.uetr,
            payer=self.address,
            payee=payee,
            payer_currency=self.client.currency.code,
            payee_currency=payment.currency,
            amount_minor=payment.amount_minor,
            cost_minor_max=cost_minor_max,
            purpose=payment.purpose,
            travel_rule_hash=travel_rule_hash,
            expires_at=expires_s if payment.deadline_s is None else min(expires_s, payment.deadline_s),
        )

    def sign_order(self, order: PaymentOrder) -> tuple[bytes, bytes]:
        """The signature of the order, and that of the second key: empty where no step-up is due."""
        domain = self.network.ledger.domain(self.network.deployment.engine)
        above_minor = self.client.step_up_above_minor
        is_stepped_up = above_minor is not None and order.cost_minor_max > above_minor
        second = second_key(self.network.seed, self.client).sign_struct(order, domain) if is_stepped_up else b""
        return self.account.sign_struct(order, domain), second

    def sign_paper(self, paper: LoanTerms | LoanMandate | LoanRestructuring) -> tuple[bytes, bytes]:
        """Its signature of a loan's paper, and that of the second key: empty where no step-up is due."""
        domain = self.network.ledger.domain(self.network.deployment.loan_book)
        above_minor = self.client.step_up_above_minor
        is_stepped_up = above_minor is not None and isinstance(paper, LoanMandate) and paper.ceiling_minor > above_minor
        second = second_key(self.network.seed, self.client).sign_struct(paper, domain) if is_stepped_up else b""
        return self.account.sign_struct(paper, domain), second

    def balance_minor(self) -> int:
        """What the wallet holds at its bank."""
        return self.network.read(self.deposits.balance_of(self.address))

    def set_step_up(self) -> None:
        """Asks for its second key's signature above the client's threshold, where it has one."""
        if self.client.step_up_above_minor is not None:
            self._change_step_up(self.client.step_up_above_minor)

    def withdraw(self, amount_minor: int, why: str, heard: Listener) -> None:
        """Redeems deposits: the money leaves the ledger; `heard` learns whether there was enough."""
        self.spend(self.deposits.redeem(amount_minor, reference(why)), amount_minor, heard)

    def spend(self, call: Call[Any], amount_minor: int, heard: Listener) -> None:
        """Sends a call that costs it up to an amount.

        Above its own threshold the wallet raises that first, with its second key, and sets it back.
        """
        above_minor = self.client.step_up_above_minor
        is_stepped_up = above_minor is not None and amount_minor > above_minor
        if is_stepped_up:
            self._change_step_up(amount_minor)
        self.network.send(self.account, call, heard, may_revert=True)
        if is_stepped_up:
            self.set_step_up()

    def take_next_key(self) -> None:
        """Goes on under the key that replaced the lost one; its step-up has to be set for it anew."""
        self.account = self.next_key
        self.key_number += 1
        self.has_key, self._step_up_changes, self._alias_consents = True, 0, 0
        self.set_step_up()

    def _change_step_up(self, above_minor: int) -> None:
        second, signature = second_key(self.network.seed, self.client), b""
        if self._step_up_changes:  # the first needs none: there is no second key yet
            change = StepUpChange(self.address, second.address, above_minor, self._step_up_changes)
            domain = self.network.ledger.domain(self.deposits, self._money_name())
            signature = second.sign_struct(change, domain)
        call = self.deposits.set_step_up(StepUp(second.address, above_minor), signature)
        self._step_up_changes += 1
        self.network.attempt(self.account, call, f"step-up of {self.client.id}")

    def _money_name(self) -> str:
        return self.network.read(self.deposits.name())


def cost_minor_max(
    payment: PlannedPayment, payer: Client, payee: Client, rates: ReferenceRates, tolerance_bps: int
) -> int:
    """The most a payment may cost its payer: cost at the day's reference rate plus the tolerance, rounded up."""
    if payer.currency == payee.currency:
        return payment.amount_minor
    mid_ray = rates.mid_ray(payee.currency, payer.currency, payment.day)
    return mul_div_up(cost_minor_up(payment.amount_minor, mid_ray), BPS + tolerance_bps, BPS)
