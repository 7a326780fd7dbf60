"""The standards' interfaces by their own selectors, and ERC-7943's questions answered as a transfer answers them.

Trusts the standards' texts for names and types; the artifacts say what the contracts have.
Never believes an answer without trying: whatever `canTransfer` says is what a transfer does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, EXPORTER, IMPORTER, KEEPER, MAKER, MILLER, STRANGER
from eth_utils.crypto import keccak
from holds import WHOLE, Money, freeze, pause, set_step_up
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rule_books import ask
from small_network import IMPORTER_MINOR, Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.artifacts import load_artifact
from chain.clients.amount_limit import AmountLimit
from chain.clients.types import AmountLimits, Status
from chain.errors import Reverted

ERC20 = ["totalSupply()", "balanceOf(address)", "transfer(address,uint256)", "allowance(address,address)"]
ERC20 += ["approve(address,uint256)", "transferFrom(address,address,uint256)"]
ERC20_METADATA = ["name()", "symbol()", "decimals()"]
WINDOW = "address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32"
STANDARDS = {
    "ERC-165": (["supportsInterface(bytes4)"], 0x01FFC9A7),
    "ERC-20": (ERC20, 0x36372B07),
    "ERC-20 metadata": (ERC20_METADATA, 0xA219A025),
    "ERC-2612": (
        ["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", "nonces(address)", "DOMAIN_SEPARATOR()"],
        0x9D8FF7DA,
    ),
    "ERC-7943 fungible": (
        [
            *("canSend(address)", "canReceive(address)", "canTransfer(address,address,uint256)"),
            *("getFrozenTokens(address)", "setFrozenTokens(address,uint256)"),
            "forcedTransfer(address,address,uint256)",
        ],
        0x3EDBB4C4,
    ),
    "ERC-3009": (
        [
            f"transferWithAuthorization({WINDOW})",
            f"receiveWithAuthorization({WINDOW})",
            "authorizationState(address,bytes32)",
        ],
        None,
    ),
}


def interface_id(signatures: Iterable[str]) -> int:
    """ERC-165: the exclusive or of the selectors."""
    identifier = 0
    for signature in signatures:
        identifier ^= int.from_bytes(keccak(text=signature)[:4], "big")
    return identifier


def both(network: Network) -> list[Money]:
    """One money of each kind."""
    return [network.money("THB"), network.deposit(BANGKOK_BANK)]


@pytest.mark.parametrize("standard", STANDARDS)
def test_supports_interface__each_standard__by_the_selectors_of_its_own_functions(
    network: Network, standard: str
) -> None:
    signatures, published = STANDARDS[standard]
    identifier = interface_id(signatures)
    assert published in (None, identifier)
    for money in both(network):
        assert network.read(money.supports_interface(identifier.to_bytes(4, "big")))


@pytest.mark.parametrize("identifier", ["ffffffff", "00000000", "80ac58cd", "3edbb4c5"])
def test_supports_interface__anything_else__is_denied(network: Network, identifier: str) -> None:
    for money in both(network):
        assert not network.read(money.supports_interface(bytes.fromhex(identifier)))


@pytest.mark.parametrize("contract", ["CentralBankMoney", "DepositToken"])
def test_functions__that_a_supported_interface_has__are_all_there(contract: str) -> None:
    entries = [entry for entry in load_artifact(contract).abi if entry["type"] == "function"]
    there = {f"{entry['name']}({','.join(spec['type'] for spec in entry['inputs'])})" for entry in entries}
    assert {signature for signatures, _ in STANDARDS.values() for signature in signatures} <= there
    assert not {signature for signature in there if signature.startswith("canTransact")}


MAY_HOLD = {
    "central-bank money": {BANGKOK_BANK, CHIANGMAI_BANK, MAKER},
    "deposits": {IMPORTER, MILLER},
}
EVERYBODY = [BANGKOK_BANK, CHIANGMAI_BANK, MAKER, BANK_OF_THAILAND, KEEPER, IMPORTER, MILLER, EXPORTER, STRANGER]


@pytest.mark.parametrize("kind", MAY_HOLD)
def test_can_send_and_receive__by_role__are_those_who_may_hold_it(network: Network, kind: str) -> None:
    money = network.money("THB") if kind == "central-bank money" else network.deposit(BANGKOK_BANK)
    for account in EVERYBODY:
        eligible = account in MAY_HOLD[kind]
        assert network.read(money.can_send(account.address)) is eligible, account
        assert network.read(money.can_receive(account.address)) is eligible, account
    assert not network.read(money.can_send(ZERO_ADDRESS))
    assert not network.read(money.can_receive(ZERO_ADDRESS))


def test_can_send__frozen__in_part_still_may_and_as_a_whole_may_not(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for frozen_minor, may_send in [(IMPORTER_MINOR, True), (2 * IMPORTER_MINOR, True), (WHOLE, False), (0, True)]:
        freeze(network, deposit, IMPORTER, frozen_minor)
        assert network.read(deposit.can_send(IMPORTER.address)) is may_send
        assert network.read(deposit.can_receive(IMPORTER.address))


@dataclass(frozen=True, slots=True)
class World:
    """What holds for a transfer of Bangkok Bank's deposits. frozen_minor: of the importer's; above_minor: from which it
    needs a second key, None for never; max_minor: of its rule, None for no rule; suspended: who is."""

    frozen_minor: int
    above_minor: int | None
    max_minor: int | None
    paused: bool
    suspended: frozenset[str]


AMOUNTS = st.sampled_from([0, 1, 49, 50, 51, IMPORTER_MINOR - 1, IMPORTER_MINOR, IMPORTER_MINOR + 1, 2**128, WHOLE])
NEAR = st.sampled_from([0, 1, 50, IMPORTER_MINOR - 50, IMPORTER_MINOR, IMPORTER_MINOR + 1, 2**128 - 2, WHOLE])
SMALL = st.one_of(st.none(), st.sampled_from([0, 1, 50, IMPORTER_MINOR]))
WORLDS = st.builds(
    World,
    frozen_minor=NEAR,
    above_minor=SMALL,
    max_minor=st.one_of(st.none(), st.sampled_from([1, 50, IMPORTER_MINOR])),
    paused=st.sampled_from([False, False, False, True]),
    suspended=st.frozensets(st.sampled_from(["importer", "miller", "bank"]), max_size=1),
)
SIDES = st.sampled_from([IMPORTER.address, MILLER.address, EXPORTER.address, STRANGER.address, ZERO_ADDRESS])


def make(network: Network, world: World) -> None:
    """Brings the world about; what a suspended bank could not do comes first."""
    deposit = network.deposit(BANGKOK_BANK)
    if world.above_minor is not None:
        set_step_up(network, deposit, world.above_minor)
    if world.max_minor is not None:
        ask(network, deposit, AmountLimit)
        limits = network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(1, world.max_minor))
        network.run(BANK_OF_THAILAND, limits)
    freeze(network, deposit, IMPORTER, world.frozen_minor)
    for name, wallet in (("importer", IMPORTER), ("miller", MILLER)):
        if name in world.suspended:
            network.set_customer(wallet, Status.SUSPENDED)
    if "bank" in world.suspended:
        network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    if world.paused:
        pause(network, deposit)


def succeeds(network: Network, giver: str, receiver: str, amount_minor: int) -> bool:
    """Whether a plain transfer would go through now."""
    try:
        network.ledger.read(
            network.deposit(BANGKOK_BANK).transfer(receiver, amount_minor), sender=giver, at_s=network.now_s
        )
    except Reverted:
        return False
    return True


def issues(network: Network, wallet: Account) -> bool:
    """Whether the bank could issue a minor unit to a wallet now."""
    try:
        network.read(network.deposit(BANGKOK_BANK).issue(wallet.address, 1, b"x"), sender=BANGKOK_BANK)
    except Reverted:
        return False
    return True


FREE = World(frozen_minor=0, above_minor=None, max_minor=None, paused=False, suspended=frozenset())


@settings(max_examples=20)
@example(world=replace(FREE, frozen_minor=IMPORTER_MINOR - 49), attempts=[])
@example(world=replace(FREE, above_minor=49), attempts=[])
@example(world=replace(FREE, max_minor=49), attempts=[])
@example(world=replace(FREE, paused=True), attempts=[])
@example(world=replace(FREE, suspended=frozenset({"importer"})), attempts=[])
@example(world=replace(FREE, suspended=frozenset({"miller"})), attempts=[])
@example(world=replace(FREE, suspended=frozenset({"bank"})), attempts=[])
@given(world=WORLDS, attempts=st.lists(st.tuples(SIDES, SIDES, AMOUNTS), min_size=6, max_size=12))
def test_can_transfer_and_receive__in_any_world__say_what_a_transfer_and_an_issue_do(
    deployed: Network, world: World, attempts: list[tuple[str, str, int]]
) -> None:
    network = deployed.fork()
    deposit = network.deposit(BANGKOK_BANK)
    make(network, world)
    for giver, receiver, amount_minor in [*attempts, (IMPORTER.address, MILLER.address, 50)]:
        foreseen = network.read(deposit.can_transfer(giver, receiver, amount_minor))
        assert foreseen is succeeds(network, giver, receiver, amount_minor), (giver, receiver, amount_minor)
        if foreseen and amount_minor:
            assert network.read(deposit.can_send(giver))
            assert network.read(deposit.can_receive(receiver))
    for wallet in (IMPORTER, MILLER, EXPORTER, STRANGER):
        assert network.read(deposit.can_receive(wallet.address)) is issues(network, wallet)
    network.ledger.journal.close()
