"""Role calls of CentralBankMoney and DepositToken.

Trusts the stage for who holds what.
Never tries one of the two for both: each function that they share is called on each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    IMPORTER,
    KEEPER,
    MILLER,
    SUPERVISOR,
)
from role_calls import EVERYBODY, Caller, Turned, role_call
from role_stage import (
    DELEGATE,
    LOST_KEY,
    NEW_KEY,
    ORDER_TO_LIFT,
    SECOND_KEY,
    SPENDER,
    SYSTEM_CONTRACTS,
    THB_HOLDERS,
    Stage,
)

from chain.abi import ZERO_ADDRESS, Address
from chain.accounts import Account
from chain.client import Call
from chain.clients import errors
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.types import LegalOrder, StepUp
from chain.consents import CancelAuthorization, Consent, Permit, ReceiveWithAuthorization, TransferWithAuthorization

AMOUNT_MINOR = 1
CUSTOMERS = (IMPORTER, MILLER, NEW_KEY)
NONCE = b"nonce".ljust(32, b"\0")
LONG_AGO_S = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """One of the two moneys. contract: its name; holder, receiver: from whom and to whom money moves, legal orders
    included; holders: all who have some; issuers; client: of the money on a stage."""

    contract: str
    holder: Account
    receiver: Account
    holders: tuple[Account, ...]
    issuers: tuple[Account, ...]
    client: Callable[[Stage], CentralBankMoney | DepositToken]

    def signed(self, stage: Stage, consent: Consent) -> tuple[int, bytes, bytes]:
        """The holder's signature in three parts: v, r, s."""
        signature = stage.network.sign_consent(self.holder, consent, self.client(stage))
        return signature[64], signature[:32], signature[32:64]

    def transfer(self, stage: Stage, kind: type[TransferWithAuthorization]) -> tuple[Any, ...]:
        """The arguments of a transfer by the holder's signature."""
        consent = kind(self.holder.address, self.receiver.address, AMOUNT_MINOR, LONG_AGO_S, stage.expiry_s, NONCE)
        values = (consent.from_, consent.to, consent.value, consent.valid_after, consent.valid_before, consent.nonce)
        return (*values, *self.signed(stage, consent))


SCENES = (
    Scene(
        "CentralBankMoney",
        *(BANGKOK_BANK, CHIANGMAI_BANK, THB_HOLDERS, (BANK_OF_THAILAND, DELEGATE, "IntradayCredit")),
        client=lambda stage: stage.thb,
    ),
    Scene(
        "DepositToken",
        *(IMPORTER, MILLER, (IMPORTER, MILLER), (BANGKOK_BANK,)),
        client=lambda stage: stage.deposit,
    ),
)
MoneyCall: TypeAlias = Callable[[Stage, Scene], Call[Any]]
CENTRAL_BANK = {"central-bank": [BANK_OF_THAILAND]}


def money_call(
    function: str,
    who: Mapping[str, Sequence[Caller]] | Callable[[Scene], Mapping[str, Sequence[Caller]]],
    *turned_away_with: Turned,
) -> Callable[[MoneyCall], MoneyCall]:
    """Enters a call of a function of both moneys."""

    def enter(build: MoneyCall) -> MoneyCall:
        for scene in SCENES:
            holders = who(scene) if callable(who) else who

            def on_scene(stage: Stage, caller: Address, scene: Scene = scene) -> Call[Any]:
                return build(stage, scene)

            role_call(f"{scene.contract}.{function}", holders, *turned_away_with)(on_scene)
        return build

    return enter


# --- What both have


@money_call("approve", {"anyone": EVERYBODY})
def approve(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).approve(SPENDER.address, AMOUNT_MINOR)


@money_call("permit", {"anyone": EVERYBODY})
def permit(stage: Stage, scene: Scene) -> Call[Any]:
    consent = Permit(scene.holder.address, SPENDER.address, AMOUNT_MINOR, 0, stage.expiry_s)
    arguments = (consent.owner, consent.spender, consent.value, consent.deadline)
    return scene.client(stage).permit(*arguments, *scene.signed(stage, consent))


@money_call(
    "transfer",
    lambda scene: {"holder": scene.holders},
    *(errors.ERC7943CannotSend, errors.ERC20InsufficientBalance),
)
def transfer(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).transfer(scene.receiver.address, AMOUNT_MINOR)


@money_call("transferFrom", {"spender": [SPENDER]}, errors.ERC20InsufficientAllowance)
def transfer_from(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).transfer_from(scene.holder.address, scene.receiver.address, AMOUNT_MINOR)


@money_call("transferWithAuthorization", {"anyone": EVERYBODY})
def transfer_with_authorization(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).transfer_with_authorization(*scene.transfer(stage, TransferWithAuthorization))


@money_call("receiveWithAuthorization", lambda scene: {"payee": [scene.receiver]}, errors.ERC20InvalidReceiver)
def receive_with_authorization(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).receive_with_authorization(*scene.transfer(stage, ReceiveWithAuthorization))


@money_call("cancelAuthorization", {"anyone": EVERYBODY})
def cancel_authorization(stage: Stage, scene: Scene) -> Call[Any]:
    consent = CancelAuthorization(scene.holder.address, NONCE)
    return scene.client(stage).cancel_authorization(consent.authorizer, NONCE, *scene.signed(stage, consent))


@money_call("issue", lambda scene: {"issuer": scene.issuers}, errors.MoneyNotIssuer)
def issue(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).issue(scene.holder.address, AMOUNT_MINOR, b"reference")


@money_call(
    "redeem",
    lambda scene: {"holder": scene.holders},
    *(errors.ERC7943CannotSend, errors.ERC20InsufficientBalance),
)
def redeem(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).redeem(AMOUNT_MINOR, b"reference")


@money_call("setIssuanceAllowance", CENTRAL_BANK, errors.MoneyNotCentralBank)
def set_issuance_allowance(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).set_issuance_allowance(BANGKOK_BANK.address, AMOUNT_MINOR)


@money_call("setRuleBook", CENTRAL_BANK, errors.MoneyNotCentralBank)
def set_rule_book(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).set_rule_book(ZERO_ADDRESS)


@money_call("setPaused", CENTRAL_BANK, errors.MoneyNotCentralBank)
def set_paused(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).set_paused(True, "role-call")


@money_call("setFrozenTokens", CENTRAL_BANK | {"supervisor": [SUPERVISOR]}, errors.MoneyNotSupervisor)
def set_frozen_tokens(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).set_frozen_tokens(scene.holder.address, AMOUNT_MINOR)


@money_call("recordLegalOrder", {"supervisor": [SUPERVISOR]}, errors.MoneyNotSupervisor)
def record_legal_order(stage: Stage, scene: Scene) -> Call[Any]:
    order = LegalOrder(b"new-order", scene.receiver.address, KEEPER.address, AMOUNT_MINOR, stage.expiry_s)
    return scene.client(stage).record_legal_order(order)


@money_call("liftLegalOrder", {"supervisor": [SUPERVISOR]}, errors.MoneyNotSupervisor)
def lift_legal_order(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).lift_legal_order(ORDER_TO_LIFT)


@money_call("forcedTransfer", CENTRAL_BANK, errors.MoneyNotCentralBank)
def forced_transfer(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).forced_transfer(scene.holder.address, scene.receiver.address, AMOUNT_MINOR)


@money_call("forcedBurn", CENTRAL_BANK, errors.MoneyNotCentralBank)
def forced_burn(stage: Stage, scene: Scene) -> Call[Any]:
    return scene.client(stage).forced_burn(scene.holder.address, AMOUNT_MINOR)


# --- What one of them has


@role_call("CentralBankMoney.settlementTransfer", {"system-contract": SYSTEM_CONTRACTS}, errors.MoneyNotSystemContract)
def settlement_transfer(stage: Stage, caller: Address) -> Call[Any]:
    return stage.thb.settlement_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, AMOUNT_MINOR)


@role_call("CentralBankMoney.setRemuneration", CENTRAL_BANK, errors.MoneyNotCentralBank)
def set_remuneration(stage: Stage, caller: Address) -> Call[Any]:
    return stage.thb.set_remuneration(25)


@role_call("CentralBankMoney.remunerate", CENTRAL_BANK, errors.MoneyNotCentralBank)
def remunerate(stage: Stage, caller: Address) -> Call[Any]:
    return stage.thb.remunerate([BANGKOK_BANK.address])


@role_call("DepositToken.settlementCredit", {"system-contract": SYSTEM_CONTRACTS}, errors.MoneyNotSystemContract)
def settlement_credit(stage: Stage, caller: Address) -> Call[Any]:
    return stage.deposit.settlement_credit(IMPORTER.address, AMOUNT_MINOR, b"reference")


@role_call("DepositToken.settlementDebit", {"system-contract": SYSTEM_CONTRACTS}, errors.MoneyNotSystemContract)
def settlement_debit(stage: Stage, caller: Address) -> Call[Any]:
    return stage.deposit.settlement_debit(IMPORTER.address, AMOUNT_MINOR, b"reference")


@role_call("DepositToken.setStepUp", {"wallet": CUSTOMERS}, errors.ERC7943CannotSend)
def set_step_up(stage: Stage, caller: Address) -> Call[Any]:
    return stage.deposit.set_step_up(StepUp(SECOND_KEY.address, AMOUNT_MINOR), b"")


@role_call("DepositToken.moveHoldings", {"bank": [BANGKOK_BANK]}, errors.MoneyNotIssuer)
def move_holdings(stage: Stage, caller: Address) -> Call[Any]:
    return stage.deposit.move_holdings(LOST_KEY.address)
