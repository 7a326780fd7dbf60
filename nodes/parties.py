"""Who is who on the chain: the addresses of everybody in a scenario, for those who read the record afterwards.

Trusts the seed for every key, those that will only be used later in the run included.
Never says who is admitted or whose customer somebody is: that stands in the registry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from chain.abi import Address
from chain.accounts import Account
from chain.deployment import Deployment, Party
from nodes.identity import wallet_key
from nodes.participant import Participant
from nodes.scenario.acts import ActKind
from nodes.scenario.world import Client, World


def parties_of(world: World, seed: int, participants: Iterable[Participant], operator: Account) -> dict[str, Party]:
    """Everybody with an account by id; a key that will replace a client's lost one is `<client>-key-2`, and so on."""
    addresses = {participant.account.identity: participant.address for participant in participants}
    parties = dict(_institutions(world, addresses))
    parties |= dict(_clients(world, seed))
    return parties | {operator.identity: Party("operator", operator.address, "Network operator", "")}


def who_is_who(world: World, deployment: Deployment) -> dict[Address, tuple[str, str]]:
    """Address -> id and role: of contracts the pools alone, and of a client its own id whatever key it had."""
    clients = {_key_name(client, number): client.id for client, number in _keys(world)}
    parties = deployment.parties.items()
    known = {party.address: (clients.get(name, name), party.role) for name, party in parties}
    return known | {address: (name, "pool") for name, address in deployment.pools.items()}


def _institutions(world: World, addresses: dict[str, Address]) -> Iterator[tuple[str, Party]]:
    for home in world.jurisdictions:
        issuer = home.central_bank
        yield issuer, Party("central_bank", addresses[issuer], home.central_bank_name, home.id)
        if home.supervisor is not None:
            watcher = home.supervisor
            yield watcher.id, Party("supervisor", addresses[watcher.id], watcher.name, home.id)
    for bank in world.banks:
        yield bank.id, Party("bank", addresses[bank.id], bank.name, bank.jurisdiction.id)
    for maker in world.market_makers:
        yield maker.id, Party("market_maker", addresses[maker.id], maker.name, maker.home.id)
    for keeper in world.keepers:
        yield keeper.id, Party("keeper", addresses[keeper.id], keeper.name, keeper.home.id)
    for reporter in world.venues.reporters:
        yield reporter.id, Party("rate_publisher", addresses[reporter.id], reporter.name, reporter.home.id)
    for index in world.rate_indices:
        name = index.publisher
        yield name, Party("rate_publisher", addresses[name], index.publisher_name, index.home.id)


def _clients(world: World, seed: int) -> Iterator[tuple[str, Party]]:
    for client, number in _keys(world):
        address = wallet_key(seed, client, number).address
        yield _key_name(client, number), Party("wallet", address, client.name, client.bank.id)


def _keys(world: World) -> Iterator[tuple[Client, int]]:
    """Every client with the number of each key that it will have had by the end."""
    lost = Counter(act.subject for act in world.acts if act.kind is ActKind.LOST_KEY)
    for client in world.clients:
        for number in range(1, lost[client.id] + 2):
            yield client, number


def _key_name(client: Client, number: int) -> str:
    return client.id if number == 1 else f"{client.id}-key-{number}"
