"""What became of one payment, as the payer's bank saw it.

Trusts the events of the chain.
Never replaces them as evidence: the auditor reads the chain, not this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chain.clients.events import PaymentRefused, PaymentSettled
from chain.errors import refusal_name
from chain.ledger import Outcome
from nodes.payment_plan import PlannedPayment

NO_KEY = "LostKey"
"""Why a payment is kept off the chain whose payer has lost its key and has no other yet."""

NOT_ADMITTED = "NotAdmitted"
"""Why a payment is kept off the chain whose payer's bank the ledger does not let in any more."""


IN_DEFAULT = "BankInDefault"
"""Why a payment is kept off the chain whose payer's bank has failed, where nothing else would refuse it yet."""


class Verdict(StrEnum):
    """How a payment ended."""

    SETTLED = "settled"
    REFUSED = "refused"
    """On the chain, by a rule of the contracts."""
    KEPT_OFF = "kept_off"
    """Without a refusal on the chain: preflight found what would refuse it, nobody quoted, the payer had lost its key,
    or the transaction was reverted for want of authority."""


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """One payment. verdict; final_at_s: second of its block; refusal, rule, party: why not, and the address at fault;
    cost_minor: what the payer was debited; maker: address, empty within one currency; height, tx_hash: where it stands
    on the chain; final_at_ms: when the validators had sealed its block, milliseconds since 1970 UTC; via: the last
    route tried, empty within one currency; gas_used: by its transaction, zero without one."""

    payment: PlannedPayment
    verdict: Verdict
    final_at_s: int = 0
    refusal: str = ""
    rule: str = ""
    party: str = ""
    payer_currency: str = ""
    cost_minor: int = 0
    maker: str = ""
    height: int = 0
    tx_hash: str = ""
    final_at_ms: int = 0
    via: str = ""
    gas_used: int = 0

    @classmethod
    def settled(cls, payment: PlannedPayment, event: PaymentSettled, outcome: Outcome) -> PaymentRecord:
        """A settled payment."""
        return cls(
            payment,
            Verdict.SETTLED,
            outcome.timestamp_s,
            payer_currency=event.payer_currency,
            cost_minor=event.cost_minor,
            maker=event.maker,
            height=outcome.height,
            tx_hash=outcome.receipt.tx_hash.hex(),
            final_at_ms=outcome.final_at_ms,
            gas_used=outcome.receipt.gas_used,
        )

    @classmethod
    def refused(cls, payment: PlannedPayment, event: PaymentRefused, outcome: Outcome) -> PaymentRecord:
        """A payment that the contracts refused, on the record."""
        return cls(
            payment,
            Verdict.REFUSED,
            outcome.timestamp_s,
            refusal_name(event.code),
            event.rule,
            event.party,
            height=outcome.height,
            tx_hash=outcome.receipt.tx_hash.hex(),
            final_at_ms=outcome.final_at_ms,
            gas_used=outcome.receipt.gas_used,
        )

    @classmethod
    def kept_off(cls, payment: PlannedPayment, refusal: str, rule: str = "", party: str = "") -> PaymentRecord:
        """A payment that never reached the chain."""
        return cls(payment, Verdict.KEPT_OFF, refusal=refusal, rule=rule, party=party)

    @property
    def is_met(self) -> bool:
        """Whether it was final no later than its deadline."""
        deadline_s = self.payment.deadline_s
        return self.verdict is Verdict.SETTLED and deadline_s is not None and self.final_at_ms <= deadline_s * 1_000

    @property
    def latency_ms(self) -> int:
        """Milliseconds from the order to the finality of its block."""
        return self.final_at_ms - self.payment.at_s * 1_000
