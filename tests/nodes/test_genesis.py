"""Opening a network: everybody is admitted and has accepted, with identifiers and sealing keys; rules come last."""

from __future__ import annotations

from chain.clients.events import Issued, ParticipantAdmitted, ParticipantStatusChanged, RuleBookSet
from chain.clients.types import Role, Status
from nodes.identity import bic_of, lei_of, sealing_key_of
from nodes.results import events_of
from nodes.simulation import Simulation


def test_admission__of_everybody__is_active_with_its_role_and_identifiers(ruled: Simulation) -> None:
    network, actors = ruled.network, ruled.actors
    registry, seed = network.deployment.registry, ruled.scenario.seed
    expected = {
        "sg-bank": ("SG", Role.COMMERCIAL_BANK, bic_of(seed, "sg-bank", "SG")),
        "de-watch": ("DE", Role.SUPERVISOR, ""),
        "maker": ("SG", Role.MARKET_MAKER, bic_of(seed, "maker", "SG")),
        "mas": ("SG", Role.CENTRAL_BANK, ""),
    }
    for participant in actors.participants():
        name = participant.account.identity
        found = network.read(registry.participant_of(participant.address))
        assert found.lei == lei_of(seed, name)
        assert found.sealing_key == bytes(sealing_key_of(seed, name).public_key)
        if name in expected:
            home, role, bic = expected[name]
            admission = network.read(registry.admission_of(participant.address, home))
            assert (found.home, found.bic, admission.role, admission.status) == (home, bic, role, Status.ACTIVE)


def test_admission__of_a_maker_abroad__is_accepted_in_each_jurisdiction(ruled: Simulation) -> None:
    maker = ruled.actors.market_makers["maker"].address
    events = [item.event for item in events_of(ruled)]
    admitted = [e.jurisdiction for e in events if isinstance(e, ParticipantAdmitted) and e.account == maker]
    accepted = [e.jurisdiction for e in events if isinstance(e, ParticipantStatusChanged) and e.account == maker]
    assert admitted == accepted == ["SG", "DE"]


def test_rules__come_in_force_after_the_opening_balances(ruled: Simulation) -> None:
    items = list(events_of(ruled))
    in_force = next(item.height for item in items if isinstance(item.event, RuleBookSet))
    credited = [
        item.height
        for item in items
        if isinstance(item.event, Issued) and item.event.reference_id.startswith(b"opening balance")
    ]
    assert max(credited[:-1]) < in_force < credited[-1]  # the last is of the client who joins later


def test_parties__of_a_deployment__have_every_id_of_the_scenario(ruled: Simulation) -> None:
    parties = ruled.network.deployment.parties
    assert {party.role for party in parties.values()} == {
        "central_bank", "supervisor", "bank", "market_maker", "wallet", "operator",
    }  # fmt: skip
    assert {client.id for client in ruled.world.clients} | {"loser-key-2"} <= parties.keys()
    assert (parties["de-watch"].home, parties["baker"].home) == ("DE", "sg-bank")
    assert len({party.address for party in parties.values()}) == len(parties)
