"""One money in plain Python: who has what, what of it may move, and every reason for which a call must fail.

Trusts the interfaces for what each call does; a call that several reasons hold against may fail for any of them.
Never asks the chain anything: it is the other opinion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from small_network import DAY_S

from chain.abi import Address

WHOLE = 2**256 - 1
WITHOUT_LIMIT = 2**256 - 1
RATE_UNIT = 10_000 * 360
BURN = ""


@dataclass(slots=True)
class Seizure:
    """A legal order. id; left_minor: of its cap; expires_at_s: its last second."""

    id: bytes
    left_minor: int
    expires_at_s: int


@dataclass(slots=True)
class MoneyModel:
    """The state of one money.

    issuer: the bank or central bank; needs_allowance: whether it may issue only what it was allowed; eligible: who may
    hold it now; held, frozen: by holder; issuance: allowance by issuer; allowances: by owner and spender; nonces: used
    permits of an owner; used: authorisations; step_ups: wallet -> above how much; amount_minor_max: of the one rule;
    seizures: by account and receiver; rate_bps, paid_up_to: of the remuneration.
    """

    issuer: Address
    needs_allowance: bool
    eligible: set[Address]
    held: Counter[Address] = field(default_factory=Counter)
    frozen: Counter[Address] = field(default_factory=Counter)
    issuance: Counter[Address] = field(default_factory=Counter)
    allowances: Counter[tuple[Address, Address]] = field(default_factory=Counter)
    nonces: Counter[Address] = field(default_factory=Counter)
    used: set[tuple[Address, bytes]] = field(default_factory=set)
    step_ups: dict[Address, int] = field(default_factory=dict)
    amount_minor_max: int | None = None
    seizures: dict[tuple[Address, Address], Seizure] = field(default_factory=dict)
    paused: bool = False
    issued_minor: int = 0
    redeemed_minor: int = 0
    rate_bps: int = 0
    paid_up_to: dict[Address, int] = field(default_factory=dict)

    def available_minor(self, holder: Address) -> int:
        """What a holder can spend."""
        return max(self.held[holder] - self.frozen[holder], 0)

    def transfer_reasons(self, from_: Address, to: Address, amount_minor: int) -> set[str]:
        """Why a plain transfer fails; it passes when there is none."""
        return self._named(
            MoneyPaused=self.paused,
            ERC7943CannotSend=from_ not in self.eligible,
            ERC7943CannotReceive=to not in self.eligible,
            MoneyStepUpNeeded=amount_minor > self.step_ups.get(from_, WHOLE),
            RuleBookRefused=self._is_refused(amount_minor),
        ) | self._short(from_, amount_minor)

    def spend_reasons(self, spender: Address, from_: Address, to: Address, amount_minor: int) -> set[str]:
        """Why `transferFrom` fails."""
        is_short = self.allowances[from_, spender] < amount_minor
        return self.transfer_reasons(from_, to, amount_minor) | self._named(ERC20InsufficientAllowance=is_short)

    def transfer(self, from_: Address, to: Address, amount_minor: int) -> None:
        """A plain transfer, or any other leg."""
        self.held[from_] -= amount_minor
        self.held[to] += amount_minor

    def spend(self, spender: Address, from_: Address, to: Address, amount_minor: int) -> None:
        """`transferFrom`; an allowance without limit stays."""
        if self.allowances[from_, spender] != WITHOUT_LIMIT:
            self.allowances[from_, spender] -= amount_minor
        self.transfer(from_, to, amount_minor)

    def issue_reasons(self, sender: Address, holder: Address, amount_minor: int) -> set[str]:
        """Why an issue fails."""
        is_source = sender == self.issuer and not self.needs_allowance
        allowed_minor = self.issuance[sender]
        return self._named(
            MoneyNotIssuer=not is_source and allowed_minor == 0 and sender != self.issuer,
            MoneyIssuanceAboveAllowance=not is_source and allowed_minor < amount_minor,
            MoneyAmountZero=amount_minor == 0,
            MoneyPaused=self.paused,
            ERC7943CannotReceive=holder not in self.eligible,
            RuleBookRefused=self._is_refused(amount_minor),
        )

    def issue(self, sender: Address, holder: Address, amount_minor: int) -> None:
        """New money; it uses up the sender's allowance where there is a limit."""
        if (sender != self.issuer or self.needs_allowance) and self.issuance[sender] != WITHOUT_LIMIT:
            self.issuance[sender] -= amount_minor
        self._add(holder, amount_minor)

    def redeem_reasons(self, holder: Address, amount_minor: int) -> set[str]:
        """Why a redemption fails."""
        return self._named(
            MoneyPaused=self.paused,
            ERC7943CannotSend=holder not in self.eligible,
            MoneyStepUpNeeded=amount_minor > self.step_ups.get(holder, WHOLE),
            MoneyAmountZero=amount_minor == 0,
        ) | self._short(holder, amount_minor)

    def redeem(self, holder: Address, amount_minor: int) -> None:
        """Money given back."""
        self.held[holder] -= amount_minor
        self.redeemed_minor += amount_minor

    def record_reasons(self, account: Address, receiver: Address, at_s: int) -> set[str]:
        """Why an order cannot be recorded: another one for the same two is open."""
        order = self.seizures.get((account, receiver))
        return self._named(MoneyLegalOrderExists=order is not None and order.expires_at_s >= at_s)

    def seize_reasons(self, account: Address, receiver: Address, amount_minor: int, at_s: int) -> set[str]:
        """Why a forced transfer or burn fails. A freeze is no reason."""
        order = self.seizures.get((account, receiver))
        return self._named(
            MoneyPaused=self.paused,
            MoneyAmountZero=amount_minor == 0,
            ERC7943CannotReceive=receiver != BURN and receiver not in self.eligible,
            MoneyLegalOrderMissing=order is None,
            MoneyLegalOrderExpired=order is not None and at_s > order.expires_at_s,
            MoneyLegalOrderAboveCap=order is not None and amount_minor > order.left_minor,
            ERC20InsufficientBalance=amount_minor > self.held[account],
        )

    def seize(self, account: Address, receiver: Address, amount_minor: int) -> None:
        """Takes what is free first; what it takes of the frozen part is frozen no more, unless the whole is."""
        eaten_minor = amount_minor - self.available_minor(account)
        if eaten_minor > 0 and self.frozen[account] != WHOLE:
            self.frozen[account] = max(self.frozen[account] - eaten_minor, 0)
        order = self.seizures[account, receiver]
        order.left_minor -= amount_minor
        if order.left_minor == 0:
            del self.seizures[account, receiver]
        if receiver == BURN:
            self.redeem(account, amount_minor)
        else:
            self.transfer(account, receiver, amount_minor)

    def remunerate(self, holders: list[Address], at_s: int) -> None:
        """Pays or charges each eligible holder for its days, on what it holds now; a charge takes nothing frozen."""
        today = at_s // DAY_S
        for holder in holders:
            if holder not in self.eligible:
                continue
            days = today - self.paid_up_to.get(holder, today)
            self.paid_up_to[holder] = today
            amount_minor = self.held[holder] * abs(self.rate_bps) * days // RATE_UNIT
            if self.rate_bps >= 0:
                self._add(holder, amount_minor)
            else:
                self.redeem(holder, min(amount_minor, self.available_minor(holder)))

    def move_holdings(self, lost: Address, wallet: Address) -> None:
        """What a lost key had is the new one's, and so is what was frozen of it."""
        self.frozen[wallet] = min(self.frozen[wallet] + self.frozen[lost], WHOLE)
        self.frozen[lost] = 0
        self.transfer(lost, wallet, self.held[lost])

    def _add(self, holder: Address, amount_minor: int) -> None:
        self.held[holder] += amount_minor
        self.issued_minor += amount_minor

    def _is_refused(self, amount_minor: int) -> bool:
        return self.amount_minor_max is not None and amount_minor > self.amount_minor_max

    def _short(self, holder: Address, amount_minor: int) -> set[str]:
        is_short = amount_minor > self.held[holder]
        return self._named(
            ERC20InsufficientBalance=is_short,
            ERC7943InsufficientUnfrozenBalance=not is_short and amount_minor > self.available_minor(holder),
        )

    def _named(self, **reasons: bool) -> set[str]:
        return {name for name, holds in reasons.items() if holds}
