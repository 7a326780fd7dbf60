"""Brings a scenario's world onto a fresh chain: keys, contracts, admissions, accounts and opening balances.

Trusts the seed for keys and identifiers; every step is a signed transaction like any other.
Never gives a node what its central bank or bank has not granted.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chain.accounts import Account
from chain.clients.types import Role
from chain.deployment import BankPlan, JurisdictionPlan, Party, deploy_deposits, deploy_network
from chain.engines.base import ChainParameters
from chain.ledger import Ledger
from finance.lei import lei_complete
from nodes.bank import Bank
from nodes.central_bank import CentralBank
from nodes.keeper import Keeper
from nodes.market_maker import MarketMaker
from nodes.network import Network
from nodes.randomness import Stream
from nodes.scenario.world import World
from nodes.wallet import Wallet

if TYPE_CHECKING:
    from nodes.rates import ReferenceRates
    from nodes.scenario import Scenario

_LEI_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DAY_S = 86_400
_CHAIN_ID_BASE = 7_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Actors:
    """Every node of a run by its id; central banks by their jurisdiction's id."""

    network: Network
    central_banks: Mapping[str, CentralBank]
    banks: Mapping[str, Bank]
    wallets: Mapping[str, Wallet]
    market_makers: Mapping[str, MarketMaker]
    keepers: Mapping[str, Keeper]


def chain_parameters(scenario: Scenario) -> ChainParameters:
    """A chain that begins at midnight UTC a day before the scenario: the day on which everything is set up."""
    first = datetime.datetime.combine(scenario.start, datetime.time(), datetime.UTC)
    return ChainParameters(
        chain_id=_CHAIN_ID_BASE + scenario.seed % 10**9, genesis_at_s=int(first.timestamp()) - _DAY_S
    )


def lei_of(seed: int, identity: str) -> str:
    """A fictional LEI with true check digits (ISO 17442), one for each id and seed."""
    stream = Stream(seed, "lei", identity)
    return lei_complete("".join(stream.choice(_LEI_CHARACTERS) for _ in range(18)))


def open_network(scenario: Scenario, world: World, rates: ReferenceRates, ledger: Ledger) -> Actors:
    """Deploys, admits, opens accounts and credits opening balances; the actors are ready for the first day."""
    seed = scenario.seed
    plans = [
        JurisdictionPlan(
            id=j.id,
            currency=j.currency.code,
            exponent=j.currency.exponent,
            central_bank=Account.derived(seed, "central_bank", j.central_bank),
            lei=lei_of(seed, j.central_bank),
        )
        for j in world.jurisdictions
    ]
    operator = Account.derived(seed, "operator", "operator")
    network = Network(ledger, deploy_network(ledger, operator, plans), scenario.block_interval_s, ledger.timestamp_s)
    actors = _actors(seed, world, rates, network, plans)
    _admit(seed, world, actors)
    network.seal()
    banks = [
        BankPlan(bank.plan.id, bank.plan.name, bank.account.address, bank.plan.jurisdiction.id)
        for bank in actors.banks.values()
    ]
    deployment = deploy_deposits(ledger, network.deployment, operator, plans, banks)
    network.deployment = deployment.with_parties(_parties(world, actors) | _operator(operator))
    _open_accounts(seed, actors)
    network.seal()
    return actors


def _actors(seed: int, world: World, rates: ReferenceRates, network: Network, plans: list[JurisdictionPlan]) -> Actors:
    def key(role: str, identity: str) -> Account:
        return Account.derived(seed, role, identity)

    central_banks = {
        j.id: CentralBank(j, plan.central_bank, network) for j, plan in zip(world.jurisdictions, plans, strict=True)
    }
    makers = {m.id: MarketMaker(m, key("market_maker", m.id), network, rates) for m in world.market_makers}
    banks = {
        b.id: Bank(b, key("bank", b.id), network, central_banks[b.jurisdiction.id], tuple(makers.values()))
        for b in world.banks
    }
    wallets = {c.id: Wallet(c, key("wallet", c.id), network) for c in world.clients}
    keepers = {k.id: Keeper(key("keeper", k.id), network) for k in world.keepers}
    return Actors(network, central_banks, banks, wallets, makers, keepers)


def _admit(seed: int, world: World, actors: Actors) -> None:
    for bank in actors.banks.values():
        bank.central_bank.admit(
            bank.account.address, Role.COMMERCIAL_BANK, lei_of(seed, bank.plan.id), bank.plan.jurisdiction.id
        )
    for plan in world.keepers:
        home = actors.central_banks[plan.home.id]
        home.admit(actors.keepers[plan.id].account.address, Role.KEEPER, lei_of(seed, plan.id), plan.home.id)
    jurisdictions = {j.currency.code: j.id for j in world.jurisdictions}
    for maker in actors.market_makers.values():
        home_id = maker.plan.home.id
        # At home first: abroad a participant is admitted only if its home has admitted it.
        places = [
            home_id,
            *(jurisdictions[c] for c in maker.plan.inventory_minor if jurisdictions[c] != home_id),
        ]
        for place in places:
            lei = lei_of(seed, maker.plan.id)
            actors.central_banks[place].admit(maker.account.address, Role.MARKET_MAKER, lei, home_id)


def _open_accounts(seed: int, actors: Actors) -> None:
    for bank in actors.banks.values():
        bank.central_bank.issue(bank.account.address, bank.plan.opening_liquidity_minor, "opening liquidity")
    issuers = {cb.jurisdiction.currency.code: cb for cb in actors.central_banks.values()}
    for maker in actors.market_makers.values():
        for code, amount_minor in maker.plan.inventory_minor.items():
            issuers[code].issue(maker.account.address, amount_minor, "inventory")
    for wallet in actors.wallets.values():
        actors.banks[wallet.client.bank.id].open_account(wallet, seed)


def _parties(world: World, actors: Actors) -> dict[str, Party]:
    parties = {
        j.central_bank: Party("central_bank", actors.central_banks[j.id].account.address, j.central_bank_name, j.id)
        for j in world.jurisdictions
    }
    for bank in actors.banks.values():
        plan = bank.plan
        parties[plan.id] = Party("bank", bank.account.address, plan.name, plan.jurisdiction.id)
    for maker in actors.market_makers.values():
        parties[maker.plan.id] = Party("market_maker", maker.account.address, maker.plan.name, maker.plan.home.id)
    for keeper in world.keepers:
        address = actors.keepers[keeper.id].account.address
        parties[keeper.id] = Party("keeper", address, keeper.name, keeper.home.id)
    for wallet in actors.wallets.values():
        client = wallet.client
        parties[client.id] = Party("wallet", wallet.account.address, client.name, client.bank.id)
    return parties


def _operator(account: Account) -> dict[str, Party]:
    return {"operator": Party("operator", account.address, "Network operator", "")}
