"""The page of messages as a table, and which of its lines each act of a record belongs to.

Trusts a classification of its own, by events alone.
Never reads an XML: which messages, not what is in them.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from audit.statements.facts import Act
from audit.statements.papers import Papers
from audit.statements.payments import PaymentStory
from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    CycleSettled,
    InstructionRefused,
    LegSettled,
    LockDelivered,
    LockRefused,
    ObligationRefused,
    ObligationSettled,
    PaymentCancelled,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentSettled,
    RecallRefused,
    RecallRejected,
    RecallRequested,
)

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
OF_ACCOUNTS = {"a business day of an account, from its first movement on", "the same, with entries"}


def table() -> dict[str, tuple[str, ...]]:
    """What happens -> which messages, as the page says."""
    text = PAGE.read_text(encoding="utf-8").partition("| what happens | messages |\n|---|---|\n")[2]
    rows = [re.fullmatch(r"\| (.+) \| (.+) \|", line) for line in text.partition("\n\n")[0].splitlines()]
    return {row[1]: () if row[2] == "none" else tuple(row[2].split(", ")) for row in rows if row}


def shape(act: Act, acts: list[Act], papers: Papers) -> str:
    """The line of the page that an act belongs to."""
    is_queued = any(isinstance(other.event, PaymentQueued) for other in acts)
    function = act.instruction.function if act.instruction else ""
    match act.event:
        case PaymentSettled() as event if act.returned:
            return f"payment returned, {'within a currency' if event.maker == ZERO_ADDRESS else 'across currencies'}"
        case PaymentSettled() if function == "creditQueued":
            return "queued payment credited"
        case PaymentSettled() as event if event.payer_currency != event.payee_currency:
            venues = len({hop.venue for hop in act.hops})
            how = "through a vehicle currency at two venues" if venues == 2 else "across currencies"
            return f"payment settled, {how}"
        case PaymentSettled() as event:
            banks = event.payer_bank, event.payee_bank
            one = banks[0] == banks[1]
            return f"payment settled, {'on the books of one bank' if one else 'between two banks of a currency'}"
        case PaymentRefused() if function in ("creditQueued", "refundQueued"):
            return "queued payment's credit or refund refused"
        case ObligationSettled() | CycleSettled():
            return "queued payment's obligation settled" if is_queued else "obligation between banks settled"
        case LegSettled() as event:
            own = event.payer == event.payer_bank and event.payee == event.payee_bank
        case LockDelivered() as event:
            lock = papers.facts.locks[event.uetr]
            own = lock.payer == lock.payer_bank and event.payee == event.payee_bank
        case event:
            return {
                PaymentRefused: "payment refused",
                PaymentQueued: "payment queued",
                PaymentCancelled: "queued payment called off",
                PaymentRefunded: "queued payment refunded",
                ObligationRefused: "obligation refused",
                InstructionRefused: "instruction or lock refused",
                LockRefused: "instruction or lock refused",
                RecallRequested: "recall requested",
                RecallRejected: "recall rejected by the payee's bank",
                RecallRefused: "recall refused by the network",
            }[type(event)]
    return f"instruction's or lock's leg settled, {'between institutions' if own else 'of a customer'}"


def shapes(papers: Papers) -> Counter[tuple[str, tuple[str, ...]]]:
    """How often each act gave which messages."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for uetr, acts in papers.facts.acts.items():
        story = PaymentStory(papers.transfers, uetr)
        for act in acts:
            found[shape(act, acts, papers), tuple(told.message.kind[:8] for told in story.of_act(act))] += 1
    return found
