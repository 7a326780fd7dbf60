"""Taking clients on: consent, tier, alias, opening balance and second key, at the start and on a later day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chain.abi import ZERO_ADDRESS
from chain.clients.errors import DepositStepUpNotAuthorised, RegistryBadConsent
from chain.clients.events import AliasSet, CustomerRegistered, CustomerTierSet, Issued
from chain.clients.types import StepUp, Tier
from chain.commitments import hash_alias
from chain.engines import open_engine
from chain.errors import ChainFault
from chain.journal import Journal
from chain.ledger import Ledger
from nodes.genesis import chain_parameters, open_network
from nodes.identity import identity_commitment, network_salt, second_key, wallet_key
from nodes.results import events_of
from nodes.simulation import Simulation

Tiny = Callable[..., Simulation]


def test_customer__registered__has_its_tier_its_expiry_and_a_salted_commitment(ruled: Simulation) -> None:
    network, wallets = ruled.network, ruled.actors.wallets
    found = network.read(network.deployment.registry.customer_of(wallets["grocer"].address))
    assert (found.tier, found.tier_expires_at) == (Tier.BASIC, wallets["grocer"].client.tier_expires_at_s)
    commitments = [identity_commitment(network.seed, wallet.client) for wallet in wallets.values()]
    assert found.identity_commitment in commitments
    assert len(set(commitments)) == len(wallets)


def test_alias__of_a_client__leads_to_its_wallet_and_is_only_a_hash_on_the_chain(ruled: Simulation) -> None:
    baker, network = ruled.actors.wallets["baker"], ruled.network
    assert baker.look_up("+6591234567") == baker.address
    assert baker.look_up("+6590000000") == ZERO_ADDRESS
    raw = b"".join(raw for block in network.ledger.journal.blocks() for raw in block.raw)
    assert b"+6591234567" not in raw
    assert hash_alias(network_salt(network.seed), "+6591234567") in raw


def test_step_up__of_a_client__names_its_second_key_and_threshold(ruled: Simulation) -> None:
    baker, network = ruled.actors.wallets["baker"], ruled.network
    second = second_key(network.seed, baker.client)
    assert network.read(baker.deposits.step_up_of(baker.address)) == StepUp(second.address, 500_000)
    oven = ruled.actors.wallets["oven"]
    assert network.read(oven.deposits.step_up_of(oven.address)) == StepUp(ZERO_ADDRESS, 0)


def test_joiner__later_client__is_registered_and_credited_at_the_opening_of_its_day(ruled: Simulation) -> None:
    courier = ruled.actors.wallets["courier"]
    opens_s, _ = courier.client.jurisdiction.opening.hours.window_utc_s(courier.client.joins)  # type: ignore[arg-type]
    about = [
        (type(item.event), item.timestamp_s)
        for item in events_of(ruled)
        if getattr(item.event, "wallet", getattr(item.event, "holder", "")) == courier.address
    ]
    kinds = (CustomerRegistered, CustomerTierSet, AliasSet, Issued)
    assert about[:4] == [(kind, opens_s) for kind in kinds]


def test_open_network__opening_balance_above_the_allowance__says_whose(tiny: Tiny) -> None:
    scenario = tiny().scenario
    world, parameters = scenario.world(), chain_parameters(scenario)
    poor = replace(world, banks=tuple(replace(bank, issuance_minor=10) for bank in world.banks))
    ledger = Ledger(open_engine("pyevm", parameters), Journal.in_memory(parameters))
    with pytest.raises(ChainFault, match=r"opening balance of baker: MoneyIssuanceAboveAllowance"):
        open_network(scenario, poor, scenario.reference_rates(), ledger)


def test_step_up__changed_without_the_second_key__is_refused(tiny: Tiny) -> None:
    simulation = tiny(("top_up: never}\n  - {id: oven", 'top_up: never, step_up_above: "9.00"}\n  - {id: oven'))
    simulation.prepare()
    baker, network = simulation.actors.wallets["baker"], simulation.network
    network.send(baker.account, baker.deposits.set_step_up(StepUp(ZERO_ADDRESS, 0), b""))
    with pytest.raises(DepositStepUpNotAuthorised):
        network.seal()


def test_consent__of_another_key__does_not_open_an_account(tiny: Tiny) -> None:
    simulation = tiny()
    simulation.prepare()
    bank, baker, network = simulation.actors.banks["de-bank"], simulation.actors.wallets["baker"], simulation.network
    unknown = wallet_key(99, baker.client, 1)
    commitment = identity_commitment(network.seed, baker.client)
    call = network.deployment.registry.register_customer(
        unknown.address, commitment, Tier.FULL, 2**32 - 1, baker.consent_to(bank.address)
    )
    network.send(bank.account, call)
    with pytest.raises(RegistryBadConsent):
        network.seal()
