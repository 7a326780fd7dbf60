"""Holds every refusal of the settlement contracts to the table of refusals.

Trusts the table alone for which rule belongs to which code.
Never asks whether the refusal was right: it moved nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import RefusalCode
from chain.errors import REFUSALS

_RULES = {refusal.code: refusal.rule for refusal in REFUSALS}


def check_refused(
    transaction: RecordedTransaction, subject: str, code: RefusalCode, rule: str, party: Address
) -> Iterator[Finding]:
    """A refusal has a known code, the rule that belongs to it, and somebody at fault."""
    if _RULES.get(code) != rule or party == ZERO_ADDRESS:
        yield found("payment-refusal", transaction, subject, f"code {int(code)}, rule {rule!r}, party {party}")
