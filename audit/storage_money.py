"""What the chain stores of each money: amounts, and what stands on them.

Trusts the books to name every holder; a balance that they do not name is missing from Σ balanceOf, which then shows it.
Never asks a deposit money what only central-bank money knows, or the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit.books import Holdings, Holds
from audit.reader import Questions
from audit.stored import StoredMoney
from chain.abi import Address
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken


class MoneyQuestions(Questions):
    """Asks about moneys."""

    def money(self, token: Address) -> StoredMoney:
        """Identity and amounts."""
        client, read = self._client(token), self._read
        return StoredMoney(
            currency=read(client.currency()),
            exponent=read(client.decimals()),
            issuer=read(client.issuer()),
            total_supply_minor=read(client.total_supply()),
            holdings=Holdings(
                balances={holder: read(client.balance_of(holder)) for holder in self._holders(token)},
                issued_minor=read(client.issued_minor()),
                redeemed_minor=read(client.redeemed_minor()),
            ),
        )

    def holds(self, token: Address) -> Holds:
        """Everything else: for every holder where there is one fact a holder, else for those that the books name."""
        client, read, holders = self._client(token), self._read, self._holders(token)
        told = self._books.holds.get(token)
        issuers = {*(told.allowances if told else ()), read(client.issuer())}
        is_deposit, central = isinstance(client, DepositToken), CentralBankMoney(token)
        used = told.authorisations if told else frozenset()
        return Holds(
            paused=read(client.paused()),
            rule_book=read(client.rule_book()),
            frozen={holder: read(client.get_frozen_tokens(holder)) for holder in holders},
            allowances={issuer: read(client.issuance_allowance(issuer)) for issuer in sorted(issuers)},
            orders={order_id: read(client.legal_order_of(order_id)) for order_id in (told.orders if told else ())},
            rate_bps=0 if is_deposit else read(central.remuneration_rate_bps()),
            paid_up_to={} if is_deposit else {holder: read(central.remunerated_up_to(holder)) for holder in holders},
            step_ups={h: read(DepositToken(token).step_up_of(h)) for h in holders} if is_deposit else {},
            approvals={key: read(client.allowance(*key)) for key in (told.approvals if told else ())},
            permits={owner: read(client.nonces(owner)) for owner in (told.permits if told else ())},
            authorisations=frozenset(key for key in used if read(client.authorization_state(*key))),
        )

    def _client(self, token: Address) -> CentralBankMoney | DepositToken:
        is_deposit = token in self._deployment.deposits.values()
        return DepositToken(token) if is_deposit else CentralBankMoney(token)

    def _holders(self, token: Address) -> list[Address]:
        """Who ever held it, on whom something stands, and who might hold it."""
        books = self._books
        held = books.moneys[token].balances if token in books.moneys else {}
        told = books.holds.get(token)
        named = {*told.frozen, *told.step_ups, *told.paid_up_to} if told else set()
        listing = books.listings.get(token)
        if listing is None:
            might: Iterable[Address] = ()
        elif listing.is_central_bank_money:
            might = books.participants
        else:
            might = (wallet for wallet, customer in books.customers.items() if customer.bank == listing.issuer)
        return sorted({*held, *named, *might})
