"""Checks of a scenario's names: every id is used once, every reference leads to somebody of the right kind.

Trusts the model for the shape of an id.
Never checks what a referenced entry holds; other checks do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from chain.errors import REFUSALS
from finance.suggestions import did_you_mean
from nodes.scenario.dealers import dealers_of
from nodes.scenario.directory import Directory
from nodes.scenario.expectation import stated_expectations
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.wallets import group_ids

if TYPE_CHECKING:
    from nodes.scenario import Scenario

GENERATED_PREFIX = "generated-"
"""How the ids of generated payments begin, those of planted patterns among them."""
PATTERN_PREFIX = "pattern-"
"""How the ids of planted patterns begin, in the truth file and nowhere else."""
NO_QUOTE = "NoQuote"
"""The refusal of a payment for which no market maker quotes: banks keep it off the chain."""
REFUSAL_NAMES = (*(refusal.name for refusal in REFUSALS), NO_QUOTE)


def check_names(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Duplicate ids and references that lead nowhere."""
    yield from _duplicates(_actor_ids(scenario), "id", "every actor of a scenario has an id of its own")
    for section in ("loans", "rate_indices", "account_events", "acts"):
        yield from _duplicates(_ids_of(scenario, section), "id", "it has to be unique in its section")
    yield from _duplicates(_jurisdiction_fields(scenario, "id"), "jurisdiction", "each stands once")
    yield from _duplicates(_jurisdiction_fields(scenario, "currency"), "currency", "one jurisdiction a currency")
    yield from _duplicates(_aliases(scenario), "alias", "it leads to one client")
    yield from _payment_ids(scenario)
    yield from _payees(scenario)
    yield from _group_collisions(scenario)
    for loc, kind, name, known in _references(scenario, directory):
        if name not in known:
            hint = did_you_mean(name, known).removeprefix("; ")
            why, do = f"no {kind} of the scenario has this id", f"add the {kind}, or name another"
            if kind == "refusal":
                why, do = "docs/rejections.md has none of this name", "name one that it has"
            if kind == "alias":
                why, do = "no client of the scenario has it", "give it to a client, or name another"
            yield Problem(loc, f"unknown {kind} {name!r}", why, hint or do)


def _duplicates(named: Iterable[tuple[Loc, str]], kind: str, why: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for loc, name in named:
        if name in seen:
            yield Problem(loc, f"duplicate {kind} {name!r}", why, "rename one of the two")
        seen.add(name)


def _actor_ids(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    for index, jurisdiction in enumerate(scenario.jurisdictions):
        yield ("jurisdictions", index, "central_bank", "id"), jurisdiction.central_bank.id
        if jurisdiction.supervisor is not None:
            yield ("jurisdictions", index, "supervisor", "id"), jurisdiction.supervisor.id
    for section in ("banks", "clients", "market_makers", "keepers", "pools"):
        yield from _ids_of(scenario, section)
    yield from ((dealer.loc, dealer.entry.id) for dealer in dealers_of(scenario) if dealer.serves is not None)
    for index, reporter in enumerate(scenario.rate_reports.reporters if scenario.rate_reports else ()):
        yield ("rate_reports", "reporters", index, "id"), reporter.id
    for index, entry in enumerate(scenario.rate_indices):
        yield ("rate_indices", index, "publisher", "id"), entry.publisher.id


def _ids_of(scenario: Scenario, section: str) -> Iterator[tuple[Loc, str]]:
    for index, entry in enumerate(getattr(scenario, section)):
        yield (section, index, "id"), entry.id


def _jurisdiction_fields(scenario: Scenario, key: str) -> Iterator[tuple[Loc, str]]:
    for index, jurisdiction in enumerate(scenario.jurisdictions):
        yield ("jurisdictions", index, key), getattr(jurisdiction, key)


def _aliases(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    for index, client in enumerate(scenario.clients):
        if client.alias is not None:
            yield ("clients", index, "alias"), client.alias


def _payees(scenario: Scenario) -> Iterator[Problem]:
    """Payments that name their payee twice or not at all."""
    for index, payment in enumerate(scenario.payments.explicit):
        loc: Loc = ("payments", "explicit", index)
        if payment.payee is not None and payment.payee_alias is not None:
            why = f"the payee is {payment.payee} already"
            yield Problem((*loc, "payee_alias"), "payee named twice", why, "keep one of the two", at_key=True)
        if payment.payee is None and payment.payee_alias is None:
            yield Problem((*loc, "payee"), "missing key 'payee'", "somebody has to be paid", "add it, or payee_alias")


def _payment_ids(scenario: Scenario) -> Iterator[Problem]:
    named = [(("payments", "explicit", i, "id"), entry.id) for i, entry in enumerate(scenario.payments.explicit)]
    yield from _duplicates(named, "id", "every payment has an id of its own")
    for loc, name in named:
        draws = scenario.payments.generated is not None or scenario.payments.has_patterns
        if (draws or scenario.typologies) and name.startswith(GENERATED_PREFIX):
            why = f"ids of generated payments begin with {GENERATED_PREFIX!r}"
            yield Problem(loc, f"id {name!r} is taken", why, "rename it")


def _group_collisions(scenario: Scenario) -> Iterator[Problem]:
    """Groups that would make an actor of an id that another group or a written entry has."""
    taken = {name for _, name in _actor_ids(scenario)}
    banks = {bank.id for bank in scenario.banks}
    for index, group in enumerate(scenario.client_groups):
        ids = group_ids(group, banks)
        collisions = sorted(ids & taken)
        if collisions:
            why = f"another entry has the id {collisions[0]!r} already"
            yield Problem(("client_groups", index), "duplicate client ids", why, "give each bank to one group")
        taken |= ids
    collisions = sorted(taken & {client.id for client in scenario.rows.clients(scenario).clients})
    if collisions:
        why = f"the scenario itself has the id {collisions[0]!r} already"
        yield Problem(("clients_file",), "duplicate client ids", why, "rename it in the file")


_Reference = tuple[Loc, str, str, Collection[str]]


def _references(scenario: Scenario, directory: Directory) -> Iterator[_Reference]:
    homes = directory.jurisdictions.keys()
    for index, bank in enumerate(scenario.banks):
        yield ("banks", index, "jurisdiction"), "jurisdiction", bank.jurisdiction, homes
    for index, maker in enumerate(scenario.market_makers):
        yield ("market_makers", index, "home"), "jurisdiction", maker.home, homes
    for index, keeper in enumerate(scenario.keepers):
        yield ("keepers", index, "home"), "jurisdiction", keeper.home, homes
        if keeper.bank is not None:
            yield ("keepers", index, "bank"), "bank", keeper.bank, directory.banks.keys()
    for name in scenario.lending.lenders if scenario.lending else ():
        yield ("lending", "lenders", name), "bank", name, directory.banks.keys()
    drawn = scenario.payments.generated
    for index, way in enumerate((drawn.corridors if drawn else None) or ()):
        for key, name in (("from", way.payer_home), ("to", way.payee_home)):
            yield ("payments", "generated", "corridors", index, key), "jurisdiction", name, homes
    yield from _bank_references(scenario, directory.banks.keys())
    yield from _client_references(scenario, directory)
    yield from _act_references(scenario, directory)
    yield from _index_references(scenario)
    for index, home in enumerate(scenario.jurisdictions):
        corridor = None if home.rules is None else home.rules.corridor
        for position, name in enumerate(corridor.partners if corridor else ()):
            yield ("jurisdictions", index, "rules", "corridor", "partners", position), "jurisdiction", name, homes
    for loc, expect in stated_expectations(scenario):
        for name in expect.payments.refused:
            yield (*loc, "payments", "refused", name), "refusal", name, REFUSAL_NAMES


def _bank_references(scenario: Scenario, banks: Collection[str]) -> Iterator[_Reference]:
    for index, client in enumerate(scenario.clients):
        yield ("clients", index, "bank"), "bank", client.bank, banks
    for index, group in enumerate(scenario.client_groups):
        for position, name in enumerate(group.banks or ()):
            yield ("client_groups", index, "banks", position), "bank", name, banks
    for index, loan in enumerate(scenario.loans):
        yield ("loans", index, "lender"), "bank", loan.lender, banks
        for name in loan.syndicate or ():
            yield ("loans", index, "syndicate", name), "bank", name, banks
        for place, sale in enumerate(loan.assignments):
            yield ("loans", index, "assignments", place, "seller"), "bank", sale.seller, banks
            yield ("loans", index, "assignments", place, "buyer"), "bank", sale.buyer, banks


def _index_references(scenario: Scenario) -> Iterator[_Reference]:
    """What floating rates follow."""
    known = [entry.id for entry in scenario.rate_indices]
    for index, loan in enumerate(scenario.loans):
        if loan.floating is not None:
            yield ("loans", index, "floating", "index"), "rate index", loan.floating.index, known
        for place, anew in enumerate(loan.restructurings):
            if anew.floating is not None:
                where: Loc = ("loans", index, "restructurings", place, "floating", "index")
                yield where, "rate index", anew.floating.index, known
    for index, product in enumerate(scenario.lending.products if scenario.lending else ()):
        if product.floating is not None:
            yield ("lending", "products", index, "floating", "index"), "rate index", product.floating.index, known


def _client_references(scenario: Scenario, directory: Directory) -> Iterator[_Reference]:
    clients = directory.clients.keys()
    aliases = [client.alias for client in scenario.clients if client.alias is not None]
    for index, payment in enumerate(scenario.payments.explicit):
        loc: Loc = ("payments", "explicit", index)
        yield (*loc, "payer"), "client", payment.payer, clients
        if payment.payee is not None:
            yield (*loc, "payee"), "client", payment.payee, clients
        if payment.payee_alias is not None:
            yield (*loc, "payee_alias"), "alias", payment.payee_alias, aliases
    for index, loan in enumerate(scenario.loans):
        yield ("loans", index, "borrower"), "client", loan.borrower, clients
    for index, event in enumerate(scenario.account_events):
        yield ("account_events", index, "client"), "client", event.client, clients


def _act_references(scenario: Scenario, directory: Directory) -> Iterator[_Reference]:
    """Whether an act's people exist; whether they are the right ones is checked with the acts."""
    others = {*directory.clients, *directory.makers, *(keeper.id for keeper in scenario.keepers)}
    anybody = {*directory.authorities, *others}
    for index, act in enumerate(scenario.acts):
        for key, name in (("by", act.by), ("subject", act.subject), ("to", act.to), ("against", act.against)):
            if name is not None:
                yield ("acts", index, key), "actor", name, anybody
