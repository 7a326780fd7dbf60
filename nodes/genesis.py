"""Brings a scenario's world onto a fresh chain: keys, contracts, admissions, accounts, opening balances and rules.

Trusts the seed for keys and identifiers; every step is a signed transaction like any other.
Never gives a node what its central bank or bank has not granted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chain.accounts import Account
from chain.clients.types import Role
from chain.deploy import WITHOUT_LIMIT, BankPlan, JurisdictionPlan, deploy_deposits, deploy_network
from chain.engines.base import ChainParameters
from chain.errors import ChainFault
from chain.ledger import Ledger
from chain.rule_books import deploy_rule_books
from nodes.bank import Bank
from nodes.central_bank import CentralBank
from nodes.identity import bic_of, lei_of, network_salt
from nodes.keeper import Keeper
from nodes.market_maker import MarketMaker
from nodes.network import Network
from nodes.onboarding import onboard
from nodes.participant import Institution, Participant
from nodes.parties import parties_of
from nodes.pools import Sales, open_venues
from nodes.rate_publisher import RatePublisher
from nodes.rate_reporter import RateReporter
from nodes.routing import Router
from nodes.rule_plans import rule_plan
from nodes.scenario.user_code import UserCode
from nodes.scenario.world import World
from nodes.supervisor import Supervisor
from nodes.validators import validator_accounts
from nodes.wallet import Wallet

if TYPE_CHECKING:
    from nodes.rates import ReferenceRates
    from nodes.scenario import Scenario

_DAY_S = 86_400
_CHAIN_ID_BASE = 7_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Actors:
    """Every node of a run by its id; central banks by their jurisdiction's id; sales: of the pools."""

    network: Network
    central_banks: Mapping[str, CentralBank]
    supervisors: Mapping[str, Supervisor]
    banks: Mapping[str, Bank]
    wallets: Mapping[str, Wallet]
    market_makers: Mapping[str, MarketMaker]
    keepers: Mapping[str, Keeper]
    reporters: Mapping[str, RateReporter]
    publishers: Mapping[str, RatePublisher]
    sales: Sales

    def institution(self, identity: str) -> Institution:
        """The central bank, supervisor or bank of this id; KeyError when there is none."""
        central_banks = {bank.jurisdiction.central_bank: bank for bank in self.central_banks.values()}
        return {**central_banks, **self.supervisors, **self.banks}[identity]

    def participants(self) -> Iterator[Participant]:
        """Everybody with a role of its own, clients excepted."""
        for group in (self.central_banks, self.supervisors, self.banks, self.market_makers, self.keepers):
            yield from group.values()
        yield from self.reporters.values()
        yield from self.publishers.values()


def chain_parameters(scenario: Scenario) -> ChainParameters:
    """A chain that begins at midnight UTC a day before the scenario: the day on which everything is set up."""
    first = datetime.datetime.combine(scenario.start, datetime.time(), datetime.UTC)
    return ChainParameters(
        chain_id=_CHAIN_ID_BASE + scenario.seed % 10**9, genesis_at_s=int(first.timestamp()) - _DAY_S
    )


def operator_of(seed: int) -> Account:
    """Who deploys the network, and has no role in it."""
    return Account.derived(seed, "operator", "operator")


def open_network(scenario: Scenario, world: World, rates: ReferenceRates, ledger: Ledger) -> Actors:
    """Deploys, admits, opens accounts, credits opening balances, fills pools, puts the rules in force, in this order.

    The rules come last because opening balances are what clients bring along, and no payments. Raises ChainFault when
    the chain refuses a step.
    """
    operator, plans = operator_of(scenario.seed), _plans(scenario.seed, world)
    deployment = deploy_network(ledger, operator, plans, network_salt(scenario.seed))
    network = Network(ledger, deployment, scenario.block_interval_s, ledger.timestamp_s, scenario.seed)
    actors = _actors(world, rates, network, scenario.code)
    _admit(world, actors)
    network.seal()
    network.deployment = deploy_deposits(ledger, network.deployment, operator, plans, _bank_plans(actors))
    parties = parties_of(world, scenario.seed, actors.participants(), operator)
    network.deployment = network.deployment.with_parties(parties)
    _open_accounts(actors)
    network.seal()
    open_venues(world.venues, actors, rates, scenario.start, operator, plans)
    _require_no_setback(network)
    rules = {j.id: rule_plan(j, scenario.start, scenario.end) for j in world.jurisdictions}
    ruled = {home: plan for home, plan in rules.items() if plan is not None}
    network.deployment = deploy_rule_books(ledger, network.deployment, operator, plans, ruled)
    return actors


def _plans(seed: int, world: World) -> list[JurisdictionPlan]:
    validators = validator_accounts(seed, world.consensus)
    return [
        JurisdictionPlan(
            id=j.id,
            currency=j.currency.code,
            exponent=j.currency.exponent,
            central_bank=Account.derived(seed, "central_bank", j.central_bank),
            lei=lei_of(seed, j.central_bank),
            validator_keys=tuple(validators[name].address for name in world.consensus.operators[j.central_bank]),
        )
        for j in world.jurisdictions
    ]


def _bank_plans(actors: Actors) -> list[BankPlan]:
    def issuance_minor(bank: Bank) -> int:
        limit_minor = bank.plan.issuance_minor
        return WITHOUT_LIMIT if limit_minor is None else limit_minor

    return [
        BankPlan(bank.plan.id, bank.plan.name, bank.address, bank.plan.jurisdiction.id, issuance_minor(bank))
        for bank in actors.banks.values()
    ]


def _actors(world: World, rates: ReferenceRates, network: Network, code: UserCode) -> Actors:
    def key(role: str, identity: str) -> Account:
        return Account.derived(network.seed, role, identity)

    central_banks = {
        j.id: code.of(j.central_bank_behaviour, CentralBank)(key("central_bank", j.central_bank), network, j)
        for j in world.jurisdictions
    }
    watched = [(j, j.supervisor) for j in world.jurisdictions if j.supervisor is not None]
    makers = {
        m.id: code.of(m.behaviour, MarketMaker)(key("market_maker", m.id), network, m, rates)
        for m in world.market_makers
    }
    pools = {pool.id: pool for pool in world.venues.pools}
    router = Router(network, tuple(m for m in makers.values() if m.plan.serves is None), world.venues.routing, pools)
    desks = {m.plan.serves: m for m in makers.values()}
    banks = {
        b.id: code.of(b.behaviour, Bank)(
            key("bank", b.id), network, b, central_banks[b.jurisdiction.id], router.with_desk(desks.get(b.id))
        )
        for b in world.banks
    }
    return Actors(
        network=network,
        central_banks=central_banks,
        supervisors={s.id: code.of(s.behaviour, Supervisor)(key("supervisor", s.id), network, j) for j, s in watched},
        banks=banks,
        wallets={c.id: code.of(c.behaviour, Wallet).of(c, network) for c in world.clients},
        market_makers=makers,
        keepers={k.id: code.of(k.behaviour, Keeper)(key("keeper", k.id), network, k) for k in world.keepers},
        reporters={r.id: RateReporter(key("rate_publisher", r.id), network, r, rates) for r in world.venues.reporters},
        publishers={
            index.publisher: RatePublisher(key("rate_publisher", index.publisher), network, index)
            for index in world.rate_indices
        },
        sales=Sales(),
    )


def _admit(world: World, actors: Actors) -> None:
    """Central banks admit, and each participant accepts and states its sealing key; at home before abroad.

    Nobody is let in at the ledger's door before a block says that it was admitted.
    """
    admissions = list(_admissions(world, actors))
    for admission in admissions:
        admission.admit(actors, admission.places[0])
    actors.network.seal()
    for admission in admissions:
        home, *abroad = admission.places
        admission.participant.accept_admission(home)
        for place in abroad:
            admission.admit(actors, place)
            admission.participant.accept_admission(place)
    customers = [keeper for keeper in actors.keepers.values() if keeper.plan.account is not None]
    for participant in actors.participants():
        if participant not in customers:
            participant.state_sealing_key()


def _admissions(world: World, actors: Actors) -> Iterator[_Admission]:
    for bank in actors.banks.values():
        yield _Admission(bank, Role.COMMERCIAL_BANK, (bank.plan.jurisdiction.id,), has_bic=True)
    for supervisor in actors.supervisors.values():
        yield _Admission(supervisor, Role.SUPERVISOR, (supervisor.jurisdiction.id,))
    for plan in (keeper for keeper in world.keepers if keeper.account is None):
        yield _Admission(actors.keepers[plan.id], Role.KEEPER, (plan.home.id,))
    jurisdictions = {j.currency.code: j.id for j in world.jurisdictions}
    for maker in actors.market_makers.values():
        places = dict.fromkeys([maker.plan.home.id, *(jurisdictions[code] for code in maker.plan.inventory_minor)])
        yield _Admission(maker, Role.MARKET_MAKER, tuple(places), has_bic=True)
    for reporter in actors.reporters.values():
        quoted = (jurisdictions[quote.code] for _, quote in world.venues.rated_pairs)
        yield _Admission(reporter, Role.RATE_PUBLISHER, tuple(dict.fromkeys([reporter.plan.home.id, *quoted])))
    for publisher in actors.publishers.values():
        yield _Admission(publisher, Role.RATE_PUBLISHER, (publisher.plan.home.id,))


@dataclass(frozen=True, slots=True, eq=False)
class _Admission:
    """That a participant takes part. places: jurisdictions, its home first."""

    participant: Participant
    role: Role
    places: tuple[str, ...]
    has_bic: bool = False

    def admit(self, actors: Actors, place: str) -> None:
        """The central bank of `place` admits it."""
        seed, identity, home = actors.network.seed, self.participant.account.identity, self.places[0]
        bic = bic_of(seed, identity, home) if self.has_bic else ""
        central_bank = actors.central_banks[place]
        central_bank.admit(self.participant.address, self.role, lei_of(seed, identity), bic, home)


def _open_accounts(actors: Actors) -> None:
    for central_bank in actors.central_banks.values():
        central_bank.set_remuneration()
    for publisher in actors.publishers.values():
        actors.central_banks[publisher.plan.home.id].license_index(publisher.plan.id, publisher.address)
    for bank in actors.banks.values():
        bank.central_bank.issue(bank.account, bank.plan.opening_liquidity_minor, "opening liquidity")
    issuers = {cb.jurisdiction.currency.code: cb for cb in actors.central_banks.values()}
    for maker in actors.market_makers.values():
        for code, amount_minor in maker.plan.inventory_minor.items():
            issuers[code].issue(maker.account, amount_minor, "inventory")
    for wallet in actors.wallets.values():
        if wallet.client.joins is None:
            onboard(actors.banks[wallet.client.bank.id], wallet)
    for keeper in actors.keepers.values():
        account = keeper.plan.account
        if account is not None:
            onboard(actors.banks[account.bank.id], Wallet(account, keeper.account, actors.network))


def _require_no_setback(network: Network) -> None:
    for setback in network.setbacks:
        raise ChainFault(f"opening the network: {setback.what}: {setback.error}")
