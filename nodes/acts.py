"""The acts of a scenario, carried out: who is meant, with which money, and what the authority does about it.

Trusts the scenario's checks for who may do what to whom.
Never decides whether an act is allowed: the contracts do, and what they refuse is noted as a setback.
"""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from chain.abi import Address
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.types import Status, Tier
from nodes.bank import Bank
from nodes.central_bank import CentralBank
from nodes.genesis import Actors
from nodes.key_replacement import replace_key
from nodes.network import Listener, case_id
from nodes.participant import Institution
from nodes.scenario.acts import Act, ActKind
from nodes.supervisor import WHOLE, Supervisor

Office = TypeVar("Office", bound=Institution)

_STATUS = {ActKind.SUSPEND: Status.SUSPENDED, ActKind.REINSTATE: Status.ACTIVE, ActKind.REVOKE: Status.REVOKED}


def carry_out(act: Act, actors: Actors) -> None:
    """Has the authority do what the act says; a step that the chain refuses is a setback under `act <id>`."""
    heard = partial(actors.network.note, f"act {act.id}", is_planned=True)
    match act.kind:
        case ActKind.SUSPEND | ActKind.REINSTATE | ActKind.REVOKE:
            _set_standing(act, actors, heard)
        case ActKind.FLAG | ActKind.LIFT_FLAG | ActKind.APPEAL | ActKind.DECIDE_APPEAL:
            _about_flag(act, actors, heard)
        case ActKind.TIER | ActKind.LOST_KEY:
            _about_customer(act, actors, heard)
        case ActKind.FREEZE | ActKind.UNFREEZE | ActKind.LEGAL_ORDER | ActKind.LIFT_LEGAL_ORDER:
            _supervise(act, actors, heard)
        case _:
            _govern(act, actors, heard)


def _set_standing(act: Act, actors: Actors, heard: Listener) -> None:
    authority, status = actors.institution(act.by), _STATUS[act.kind]
    if act.subject in actors.wallets:
        authority.set_customer_status(actors.wallets[act.subject].address, status, act.reason, heard)
    else:
        participant = actors.banks.get(act.subject) or actors.market_makers[act.subject]
        _the(authority, CentralBank).set_standing(participant.address, status, act.reason, heard)


def _about_flag(act: Act, actors: Actors, heard: Listener) -> None:
    authority, customer = actors.institution(act.by), actors.wallets[act.subject].address
    against = None if act.against is None else actors.institution(act.against).address
    if act.kind is ActKind.FLAG:
        authority.flag(customer, act.reason, act.expires_at_s, heard)
    elif act.kind is ActKind.LIFT_FLAG:
        authority.lift_flag(customer, heard)
    elif against is not None and act.kind is ActKind.APPEAL:
        _the(authority, Bank).appeal(customer, against, heard)
    elif against is not None:
        _the(authority, Supervisor).decide_appeal(customer, against, bool(act.upheld), heard)


def _about_customer(act: Act, actors: Actors, heard: Listener) -> None:
    bank, wallet = actors.banks[act.by], actors.wallets[act.subject]
    if act.kind is ActKind.LOST_KEY:
        replace_key(bank, wallet, case_id(act.id), heard)
    elif act.tier is not None:
        bank.set_tier(wallet.address, Tier[act.tier.name], act.expires_at_s, heard)


def _supervise(act: Act, actors: Actors, heard: Listener) -> None:
    supervisor = _the(actors.institution(act.by), Supervisor)
    deposits, customer = _deposits_of(act, actors), actors.wallets[act.subject].address
    if act.kind is ActKind.FREEZE:
        supervisor.freeze(deposits, customer, WHOLE if act.amount_minor is None else act.amount_minor, heard)
    elif act.kind is ActKind.UNFREEZE:
        supervisor.freeze(deposits, customer, 0, heard)
    elif act.kind is ActKind.LIFT_LEGAL_ORDER:
        supervisor.lift_order(deposits, case_id(act.order or ""), heard)
    else:
        cap_minor, receiver = act.amount_minor or 0, _receiver(act, actors)
        supervisor.order_seizure(deposits, case_id(act.id), customer, receiver, cap_minor, act.expires_at_s, heard)


def _govern(act: Act, actors: Actors, heard: Listener) -> None:
    central_bank = _the(actors.institution(act.by), CentralBank)
    match act.kind:
        case ActKind.PAUSE | ActKind.RESUME:
            central_bank.set_paused(_money_of(act, actors), act.kind is ActKind.PAUSE, act.reason, heard)
        case ActKind.SANCTION | ActKind.UNSANCTION:
            customer = actors.wallets[act.subject].address
            central_bank.set_sanctioned(customer, act.kind is ActKind.SANCTION, heard)
        case ActKind.SEIZE:
            customer, amount_minor = actors.wallets[act.subject].address, act.amount_minor or 0
            central_bank.seize(_deposits_of(act, actors), customer, _receiver(act, actors), amount_minor, heard)
        case ActKind.ISSUANCE_ALLOWANCE:
            bank = actors.banks[act.subject]
            central_bank.allow_issuance(bank.deposits, bank.address, act.amount_minor, heard)
        case ActKind.CLEAR_EXPOSURE:
            bank, other = actors.banks[act.subject], actors.banks[act.to or ""]
            central_bank.clear_exposure(bank.deposits, bank.address, other.address, heard)
        case _:
            raise NotImplementedError(act.kind)


def _the(institution: Institution, kind: type[Office]) -> Office:
    assert isinstance(institution, kind), "the checks refuse an act that is not the authority's"
    return institution


def _deposits_of(act: Act, actors: Actors) -> DepositToken:
    """The money in which the act's customer is kept."""
    return actors.wallets[act.subject].deposits


def _money_of(act: Act, actors: Actors) -> CentralBankMoney | DepositToken:
    """A bank's deposits, or the central bank's own money."""
    bank = actors.banks.get(act.subject)
    return _the(actors.institution(act.by), CentralBank).money if bank is None else bank.deposits


def _receiver(act: Act, actors: Actors) -> Address | None:
    return None if act.to is None else actors.wallets[act.to].address
