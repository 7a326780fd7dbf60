"""What the events of the moneys have come to so far: balances, freezes, allowances, orders, second keys.

Trusts the readers of the events (`audit.rebuild_money`, `audit.rebuild_holds` and those beside them) to keep it up to
date.
Never holds a figure that was read from storage.

Amounts are minor units of the money's currency.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from audit.books import Holdings, Holds
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import LegalOrder, StepUp

WITHOUT_LIMIT = 2**256 - 1
"""An allowance without limit; as a frozen amount the whole, present and to come."""
NO_STEP_UP = StepUp(ZERO_ADDRESS, 0)


@dataclass(slots=True)
class Money:
    """One money after the transactions read so far.

    frozen: by holder; allowances: of issuers; orders: legal orders, with what is left of their caps; rate_bps: of
    remuneration; paid_up_to: holder -> day; step_ups: of wallets that ever set one, and step_up_changes: how often;
    approvals: owner and spender -> what may be taken; permits: owner -> how many were used; authorisations: of holders,
    by their nonce, used or cancelled.
    """

    balances: dict[Address, int] = field(default_factory=dict)
    issued_minor: int = 0
    redeemed_minor: int = 0
    paused: bool = False
    rule_book: Address = ZERO_ADDRESS
    frozen: dict[Address, int] = field(default_factory=dict)
    allowances: dict[Address, int] = field(default_factory=dict)
    orders: dict[bytes, LegalOrder] = field(default_factory=dict)
    rate_bps: int = 0
    paid_up_to: dict[Address, int] = field(default_factory=dict)
    step_ups: dict[Address, StepUp] = field(default_factory=dict)
    step_up_changes: Counter[Address] = field(default_factory=Counter)
    approvals: dict[tuple[Address, Address], int] = field(default_factory=dict)
    permits: Counter[Address] = field(default_factory=Counter)
    authorisations: set[tuple[Address, bytes]] = field(default_factory=set)

    def balance_minor(self, holder: Address) -> int:
        """What `holder` has."""
        return self.balances.get(holder, 0)

    def frozen_minor(self, holder: Address) -> int:
        """What of it is frozen; may be more than it has."""
        return self.frozen.get(holder, 0)

    def available_minor(self, holder: Address) -> int:
        """What `holder` can spend."""
        return max(0, self.balance_minor(holder) - self.frozen_minor(holder))

    def step_up_of(self, wallet: Address) -> StepUp:
        """Above which amount whose second signature is needed."""
        return self.step_ups.get(wallet, NO_STEP_UP)

    def holdings(self) -> Holdings:
        """The amounts as they stand."""
        return Holdings(dict(self.balances), self.issued_minor, self.redeemed_minor)

    def holds(self) -> Holds:
        """All else, as it stands."""
        return Holds(
            paused=self.paused,
            rule_book=self.rule_book,
            frozen=dict(self.frozen),
            allowances=dict(self.allowances),
            orders=dict(self.orders),
            rate_bps=self.rate_bps,
            paid_up_to=dict(self.paid_up_to),
            step_ups=dict(self.step_ups),
            approvals=dict(self.approvals),
            permits=dict(self.permits),
            authorisations=frozenset(self.authorisations),
        )


class Moneys(dict[Address, Money]):
    """Every money that an event came from, by its address."""

    def __missing__(self, token: Address) -> Money:
        self[token] = Money()
        return self[token]


@dataclass(slots=True)
class Taken:
    """What one transaction moves without its holder's spending it: by force of law, or from a lost key to the new one.

    from_whom: money and holder; freezes: money, holder and the frozen amount that has to be announced with it.
    """

    from_whom: set[tuple[Address, Address]] = field(default_factory=set)
    freezes: Counter[tuple[Address, Address, int]] = field(default_factory=Counter)
