"""Who may send: followed on a real chain, and event by event."""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    MAKER,
    OPERATOR,
    STRANGER,
    UNUSED_LEI,
    actor,
)
from small_network import Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    CustomerRegistered,
    HandedOver,
    HandoverOffered,
    JurisdictionOpened,
    KeyReplaced,
    ParticipantAdmitted,
    ParticipantStatusChanged,
)
from chain.clients.types import Role, Status
from chain.consensus.admission import Admission
from chain.events import Event, LoggedEvent
from chain.ledger import logged

REGISTRY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
SOMEBODY, OTHER = STRANGER.address, actor("wallet", "other").address


def one(event: Event, address: str = REGISTRY) -> list[LoggedEvent]:
    """A block with one event."""
    return [LoggedEvent(event, address, 1, 1, bytes(32), 0, 0)]


def admitted(role: Role = Role.KEEPER, status: Status = Status.PENDING, here: str = "TH") -> ParticipantAdmitted:
    """That somebody was admitted."""
    return ParticipantAdmitted(SOMEBODY, here, role, status, "", "", "TH")


def told(*events: Event) -> Admission:
    """Admission of a registry that said these things."""
    admission = Admission(OPERATOR.address, REGISTRY)
    for event in events:
        admission.observe(one(event))
    return admission


@pytest.fixture
def admission(network: Network) -> Admission:
    """Admission that has seen the small network from its first block."""
    found = Admission(OPERATOR.address)
    for block in network.ledger.journal.blocks():
        for position, receipt in enumerate(block.receipts):
            found.observe(logged(receipt, block.height, 0, position))
    return found


def test_admission__before_anything_stands__lets_only_the_operator_in() -> None:
    admission = Admission(OPERATOR.address)
    assert admission.may_send(OPERATOR.address)
    assert not admission.may_send(HKMA.address)
    assert admission.refusal(HKMA.address) == "it is nobody in the network"


def test_admission__of_a_network__lets_everybody_in_it_send_and_nobody_else(
    network: Network, admission: Admission
) -> None:
    assert admission.registry == network.registry.address
    everybody = (HKMA, BANK_OF_THAILAND, BANGKOK_BANK, HONGKONG_BANK, MAKER, KEEPER, IMPORTER, FARMER, OPERATOR)
    assert {account.identity for account in everybody if not admission.may_send(account.address)} == set()
    assert not admission.may_send(STRANGER.address)
    assert {address for address in network.deployment.addresses if admission.may_send(address)} == set()
    assert admission.refusal(network.engine.address) == "it is a contract"


def test_admission__participant__may_send_until_it_is_revoked(network: Network, admission: Admission) -> None:
    def after(*outcomes: object) -> bool:
        for outcome in outcomes:
            admission.observe(outcome.events)  # type: ignore[attr-defined]
        return admission.may_send(STRANGER.address)

    registry = network.registry
    call = registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "", "TH")
    assert after(network.run(BANK_OF_THAILAND, call))
    assert after(network.run(STRANGER, registry.accept_admission("TH")))
    suspend, revoke = (
        registry.set_participant_status(STRANGER.address, status, "test")
        for status in (Status.SUSPENDED, Status.REVOKED)
    )
    assert after(network.run(BANK_OF_THAILAND, suspend))
    assert not after(network.run(BANK_OF_THAILAND, revoke))
    assert admission.refusal(STRANGER.address) == "it was revoked in TH"


def test_admission__office_handed_over__goes_to_the_taker(network: Network, admission: Admission) -> None:
    registry = network.registry
    offer = network.run(HKMA, registry.offer_handover(STRANGER.address))
    assert not admission.may_send(STRANGER.address)
    admission.observe(offer.events)
    assert admission.may_send(STRANGER.address)
    taken = network.run(STRANGER, registry.accept_handover(HKMA.address))
    assert HandedOver(HKMA.address, STRANGER.address, "HK") in events_of(taken)
    admission.observe(taken.events)
    assert admission.may_send(STRANGER.address)
    assert admission.refusal(HKMA.address) == "it is nobody in the network"


def test_admission__offer_taken_back_or_given_to_another__lets_the_first_taker_out() -> None:
    offer, back = HandoverOffered(HKMA.address, SOMEBODY, "HK"), HandoverOffered(HKMA.address, ZERO_ADDRESS, "HK")
    assert told(offer).may_send(SOMEBODY)
    assert not told(offer, back).may_send(SOMEBODY)
    assert not told(offer, back).may_send(ZERO_ADDRESS)
    moved = told(offer, HandoverOffered(HKMA.address, OTHER, "HK"))
    assert (moved.may_send(SOMEBODY), moved.may_send(OTHER)) == (False, True)


def test_admission__customer__may_send_and_so_may_the_key_that_replaced_its_own() -> None:
    registered = CustomerRegistered(SOMEBODY, BANGKOK_BANK.address, 1, b"")
    assert told(registered).may_send(SOMEBODY)
    admission = told(registered, KeyReplaced(SOMEBODY, OTHER))
    assert admission.may_send(OTHER)
    assert not admission.may_send(SOMEBODY)
    assert admission.refusal(SOMEBODY) == f"its key was replaced by {OTHER}"


@pytest.mark.parametrize("status", [Status.PENDING, Status.ACTIVE, Status.SUSPENDED])
def test_admission__participant_who_is_not_revoked__may_send(status: Status) -> None:
    assert told(admitted(), ParticipantStatusChanged(SOMEBODY, "TH", status, "")).may_send(SOMEBODY)


def test_admission__revoked_abroad__may_send_while_it_is_admitted_at_home() -> None:
    abroad = ParticipantStatusChanged(SOMEBODY, "HK", Status.REVOKED, "")
    home = ParticipantStatusChanged(SOMEBODY, "TH", Status.REVOKED, "")
    here = [admitted(), admitted(here="HK"), abroad]
    assert told(*here).may_send(SOMEBODY)
    assert told(*here, home).refusal(SOMEBODY) == "it was revoked in HK, TH"


def test_admission__system_contract__may_not_send_whatever_its_standing() -> None:
    contract = admitted(Role.SYSTEM_CONTRACT, Status.ACTIVE)
    changed = ParticipantStatusChanged(SOMEBODY, "TH", Status.SUSPENDED, "")
    assert told(contract, changed).refusal(SOMEBODY) == "it is a contract"


def test_admission__other_contract_that_says_the_same__changes_nothing() -> None:
    admission = Admission(OPERATOR.address)
    admission.observe(one(JurisdictionOpened("TH", "THB", BANK_OF_THAILAND.address, "")))
    admission.observe(one(admitted(), address=OTHER))
    admission.observe(one(JurisdictionOpened("XX", "XXX", SOMEBODY, ""), address=OTHER))
    assert admission.registry == REGISTRY
    assert not admission.may_send(SOMEBODY)
