"""Role calls of IntradayCredit.

Trusts the stage for recorded collateral, for a bank that owes, and for one that has pledged and owes nothing.
Never asks for a rate: securities cover whatever is drawn.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK
from role_calls import EVERYBODY, role_call
from role_stage import NEW_BANK, Stage

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.intraday_credit import IntradayCredit


def credit_of(stage: Stage) -> IntradayCredit:
    """Client of the contract."""
    return stage.network.deployment.intraday_credit


@role_call("IntradayCredit.setHaircut", {"central-bank": [BANK_OF_THAILAND]}, errors.CreditNotCentralBank)
def set_haircut(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).set_haircut("THB", "HKD", 0)


@role_call("IntradayCredit.recordCollateral", {"central-bank": [BANK_OF_THAILAND]}, errors.CreditNotCentralBank)
def record_collateral(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).record_collateral(BANGKOK_BANK.address, "THB", 1)


# The other banks of the currency may, and hold nothing that they could pledge.
@role_call(
    "IntradayCredit.pledge",
    {"bank": [CHIANGMAI_BANK]},
    errors.CreditNotBank,
    errors.ERC7943CannotSend,
)
def pledge(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).pledge("THB", "HKD", 1)


@role_call("IntradayCredit.release", {"bank": [CHIANGMAI_BANK]}, errors.CreditAbovePledge)
def release(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).release("THB", "HKD", 1)


# The third one has yesterday's credit to repay first.
@role_call(
    "IntradayCredit.draw",
    {"bank": [BANGKOK_BANK, NEW_BANK]},
    errors.CreditNotBank,
    errors.CreditStillOverdue,
)
def draw(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).draw("THB", 1)


@role_call("IntradayCredit.repay", {"bank": [CHIANGMAI_BANK]}, errors.CreditAboveDebt)
def repay(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).repay("THB", 1)


@role_call("IntradayCredit.markOverdue", {"anyone": EVERYBODY})
def mark_overdue(stage: Stage, caller: Address) -> Call[Any]:
    return credit_of(stage).mark_overdue(CHIANGMAI_BANK.address, "THB")
