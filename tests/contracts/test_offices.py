"""Hand-overs of offices in two steps: what goes with a central bank and a supervisor, and what the giver is afterwards.

Trusts the small network for who holds which office; every error is provoked in test_errors.
Never looks at the registry alone: money follows its central bank too.
"""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    LEIS,
    STRANGER,
    SUPERVISOR,
    UNUSED_LEI,
    actor,
)
from central_banks import hand_over
from holds import CENTRAL_BANK_OF, SUPERVISOR_OF, freeze, legal_order
from small_network import Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.amount_limit import AmountLimit
from chain.clients.events import HandedOver, HandoverOffered
from chain.clients.types import Admission, AmountLimits, Participant, Role, Status

SUCCESSOR = actor("central-bank", "bank-of-thailand-2")
SEALING_KEY = b"\x07" * 32


def refused_with(network: Network, sender: Account, *calls: object) -> list[str]:
    """The errors that these calls of `sender` run into."""
    return [type(network.attempt(sender, call).error).__name__ for call in calls]  # type: ignore[arg-type]


def test_handover__offered__changes_nothing_until_it_is_accepted(network: Network) -> None:
    registry = network.registry
    outcome = network.run(BANK_OF_THAILAND, registry.offer_handover(SUCCESSOR.address))
    assert events_of(outcome) == [HandoverOffered(BANK_OF_THAILAND.address, SUCCESSOR.address, "TH")]
    assert network.read(registry.handover_of(BANK_OF_THAILAND.address)) == SUCCESSOR.address
    assert network.read(registry.central_bank_of("TH")) == BANK_OF_THAILAND.address
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    assert refused_with(network, SUCCESSOR, registry.set_sealing_key(SEALING_KEY)) == ["RegistryNotAdmitted"]


def test_handover__central_bank__takes_jurisdiction_lei_and_sealing_key(network: Network) -> None:
    registry, identifier = network.registry, LEIS[BANK_OF_THAILAND.address]
    network.run(BANK_OF_THAILAND, registry.set_sealing_key(SEALING_KEY))
    outcome = hand_over(network, registry, BANK_OF_THAILAND, SUCCESSOR)
    assert events_of(outcome) == [HandedOver(BANK_OF_THAILAND.address, SUCCESSOR.address, "TH")]
    assert network.read(registry.central_bank_of("TH")) == SUCCESSOR.address
    assert network.read(registry.jurisdiction_spoken_for(SUCCESSOR.address)) == ("TH", 1)
    participant = Participant(identifier, "TH", "", SEALING_KEY)
    assert network.read(registry.participant_of(SUCCESSOR.address)) == participant
    admission = Admission(Role.CENTRAL_BANK, Status.ACTIVE)
    assert network.read(registry.admission_of(SUCCESSOR.address, "TH")) == admission
    assert network.read(registry.handover_of(BANK_OF_THAILAND.address)) == ZERO_ADDRESS


def test_handover__central_bank__leaves_the_giver_nobody(network: Network) -> None:
    registry, thb, deposit = network.registry, network.money("THB"), network.deposit(BANGKOK_BANK)
    hand_over(network, registry, BANK_OF_THAILAND, SUCCESSOR)
    assert network.read(registry.participant_of(BANK_OF_THAILAND.address)) == Participant("", "", "", bytes(32))
    assert network.read(registry.admission_of(BANK_OF_THAILAND.address, "TH")) == Admission(Role.NONE, Status.NONE)
    assert refused_with(
        network,
        BANK_OF_THAILAND,
        registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "", "TH"),
        registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, "test"),
        registry.offer_handover(STRANGER.address),
        thb.issue(BANGKOK_BANK.address, 1, b"x"),
        thb.set_paused(True, "test"),
        deposit.set_frozen_tokens(IMPORTER.address, 1),
        network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 1)),
    ) == [
        "RegistryNotCentralBank",
        "RegistryNotCustomersAuthority",
        "RegistryNotHandedOver",
        "MoneyNotIssuer",
        "MoneyNotCentralBank",
        "MoneyNotSupervisor",
        "RuleNotCentralBank",
    ]


def test_handover__central_bank__lets_its_money_and_rules_follow(network: Network) -> None:
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    hand_over(network, network.registry, BANK_OF_THAILAND, SUCCESSOR)
    assert network.read(thb.issuer()) == SUCCESSOR.address
    for call in (
        thb.issue(BANGKOK_BANK.address, 1, b"x"),
        thb.set_remuneration(100),
        deposit.set_issuance_allowance(BANGKOK_BANK.address, 5),
        deposit.set_frozen_tokens(IMPORTER.address, 1),
        network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 1)),
        network.registry.set_participant_status(CHIANGMAI_BANK.address, Status.SUSPENDED, "test"),
    ):
        network.run(SUCCESSOR, call)


def test_handover__taken_back__goes_to_whom_it_is_offered_last(network: Network) -> None:
    registry = network.registry
    network.run(BANK_OF_THAILAND, registry.offer_handover(STRANGER.address))
    hand_over(network, registry, BANK_OF_THAILAND, SUCCESSOR)
    error = network.attempt(STRANGER, registry.accept_handover(BANK_OF_THAILAND.address)).error
    assert isinstance(error, errors.RegistryHandoverNotOffered)


def test_handover__there_and_back__is_what_it_was(network: Network) -> None:
    registry = network.registry
    before = network.storage()
    hand_over(network, registry, BANK_OF_THAILAND, SUCCESSOR)
    hand_over(network, registry, SUCCESSOR, BANK_OF_THAILAND)
    assert network.storage() == before


def test_handover__supervisor__takes_its_powers_along(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    hand_over(network, network.registry, SUPERVISOR, SUCCESSOR)
    assert network.read(network.registry.is_active_for(SUCCESSOR.address, "THB", Role.SUPERVISOR))
    network.run(SUCCESSOR, deposit.set_frozen_tokens(IMPORTER.address, 5))
    network.run(SUCCESSOR, deposit.record_legal_order(legal_order(network)))
    calls = (deposit.set_frozen_tokens(IMPORTER.address, 0), deposit.lift_legal_order(legal_order(network).id))
    assert refused_with(network, SUPERVISOR, *calls) == ["MoneyNotSupervisor"] * 2


def test_handover__supervisors_legal_order__can_be_lifted_by_the_successor(network: Network) -> None:
    deposit, order = network.deposit(BANGKOK_BANK), legal_order(network)
    network.run(SUPERVISOR, deposit.record_legal_order(order))
    hand_over(network, network.registry, SUPERVISOR, SUCCESSOR)
    network.run(SUCCESSOR, deposit.lift_legal_order(order.id))
    assert network.read(deposit.legal_order_of(order.id)).cap_minor == 0


@pytest.mark.parametrize("currency", ["THB", "HKD"])
def test_no_single_office__of_another_jurisdiction__touches_a_currency(network: Network, currency: str) -> None:
    money, (foreign,) = network.money(currency), [code for code in CENTRAL_BANK_OF if code != currency]
    holder = {"THB": BANGKOK_BANK, "HKD": actor("market-maker", "maker")}[currency]
    calls = [
        money.issue(holder.address, 1, b"x"),
        money.set_frozen_tokens(holder.address, 1),
        money.set_paused(True, "test"),
        money.forced_burn(holder.address, 1),
        money.record_legal_order(legal_order(network, account=holder.address)),
    ]
    for office in (CENTRAL_BANK_OF[foreign], SUPERVISOR_OF[foreign]):
        assert all(name.startswith("MoneyNot") for name in refused_with(network, office, *calls))
    assert network.read(money.get_frozen_tokens(holder.address)) == 0
    freeze(network, money, holder, 1)
    assert network.read(money.get_frozen_tokens(holder.address)) == 1


def test_handover__supervisor_of_one_home__leaves_the_other_homes_alone(network: Network) -> None:
    hand_over(network, network.registry, HONGKONG_SUPERVISOR, SUCCESSOR)
    assert network.read(network.registry.is_active_for(SUCCESSOR.address, "HKD", Role.SUPERVISOR))
    assert not network.read(network.registry.is_active_for(SUCCESSOR.address, "THB", Role.SUPERVISOR))
