"""The scenario: what a person writes in a YAML file, validated and frozen; the only input of a run.

Trusts the file for what it wants to happen, never for being well-formed.
Never lets a scenario run that contradicts itself: that is found, with its line, before anything starts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, WithJsonSchema

from nodes.rates import ReferenceRates
from nodes.scenario.acts import ActEntry
from nodes.scenario.behaviours import written_classes
from nodes.scenario.checks import check_rates, check_scenario
from nodes.scenario.consensus import ConsensusEntry
from nodes.scenario.correspondent import CorrespondentEntry
from nodes.scenario.document import Document, parse_document
from nodes.scenario.expansion import DrawnNetwork, expand
from nodes.scenario.expectation import Expectation
from nodes.scenario.fields import Day, Entry, Many, Name, ScenarioName, Text, refused
from nodes.scenario.findings import PATH_MAX, Finding, Problem, ScenarioError, key_path, place, shown
from nodes.scenario.inputs import RowInputs
from nodes.scenario.interbank import GridlockEntry, InterbankEntry, SettlementEntry, VariantEntry
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.lending import LendingEntry
from nodes.scenario.loans import KeeperEntry, LoanEntry
from nodes.scenario.model import (
    AccountEventEntry,
    BankEntry,
    ClientEntry,
    ClientGroupEntry,
    LiquidityEntry,
    MarketMakerEntry,
    PaymentsEntry,
)
from nodes.scenario.rate_indices import INDICES_MAX, RateIndexEntry
from nodes.scenario.rates import RatesEntry, resolve_rates
from nodes.scenario.resolution import resolve
from nodes.scenario.row_files import RowPath
from nodes.scenario.settings import Setting, as_yaml, with_settings
from nodes.scenario.shocks import SHOCKS_MAX, ShockEntry
from nodes.scenario.stop import StopEntry
from nodes.scenario.supervision import SupervisionEntry
from nodes.scenario.text import read_text
from nodes.scenario.topology import TopologyEntry
from nodes.scenario.typologies import PATTERNS_MAX, TypologyEntry
from nodes.scenario.user_code import UserCode, load_code, not_allowed
from nodes.scenario.venues import POOLS_MAX, PoolEntry, RateReportsEntry, VenueEntry
from nodes.scenario.wording import problems_of
from nodes.scenario.world import Client, World

SCHEMA_VERSION = 1
SEED_MAX = 2**63 - 1


def _known_version(version: int) -> int:
    if version == SCHEMA_VERSION:
        return version
    do = f"write schema_version: {SCHEMA_VERSION}, or take the program that the file was written for"
    raise refused(f"schema version {version}", f"this program reads version {SCHEMA_VERSION}", do)


Version = Annotated[int, AfterValidator(_known_version), WithJsonSchema({"type": "integer", "const": SCHEMA_VERSION})]


class Scenario(Entry):
    """A network, what happens on it, and what must be true at the end."""

    schema_version: Version
    """Version of this language."""
    name: ScenarioName
    """Small letters, digits and hyphens; it names the results folder."""
    title: Name
    """What it is, in one line."""
    sources: Many[Text] = ()
    """Where each figure comes from."""
    assumptions: Many[Text] = ()
    """What is assumed because no source says it."""
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)]
    """Everything that is drawn is drawn from it; `--seed` overrides it."""
    start: Day
    """First day."""
    end: Day
    """Last day, included."""
    block_interval_s: Annotated[int, Field(ge=1, le=60)] = 2
    """Seconds between two blocks."""
    rates: RatesEntry = RatesEntry()
    """Reference exchange rates."""
    jurisdictions: Annotated[Many[JurisdictionEntry], Field(min_length=1)]
    """Currencies with their central banks, calendars and hours."""
    topology: TopologyEntry | None = None
    """A network that is generated; left out: what is written out is all."""
    banks: Many[BankEntry] = ()
    """Commercial banks; left out where `topology` generates them."""
    liquidity: LiquidityEntry = LiquidityEntry()
    """What scales the money of all banks together."""
    clients: Many[ClientEntry] = ()
    """Customers, written out."""
    client_groups: Many[ClientGroupEntry] = ()
    """Customers, generated."""
    clients_file: RowPath | None = None
    """A CSV or Parquet file with one customer a row: id, name, bank; it may have more columns."""
    market_makers: Many[MarketMakerEntry] = ()
    """Dealers between currencies."""
    keepers: Many[KeeperEntry] = ()
    """Those who call what is due."""
    pools: Annotated[Many[PoolEntry], Field(max_length=POOLS_MAX)] = ()
    """Pools of two currencies."""
    rate_reports: RateReportsEntry | None = None
    """Who reports reference rates to the chain; concentrated pools need them."""
    venue: VenueEntry = VenueEntry()
    """By which venues banks get the payee's currency."""
    payments: PaymentsEntry = PaymentsEntry()
    """Payments between clients, written out or drawn from the seed."""
    rate_indices: Annotated[Many[RateIndexEntry], Field(max_length=INDICES_MAX)] = ()
    """What money costs, as licensed publishers say; floating rates follow it."""
    loans: Many[LoanEntry] = ()
    """What the banks lend, written out."""
    lending: LendingEntry | None = None
    """What the banks lend small businesses, drawn from the seed."""
    account_events: Many[AccountEventEntry] = ()
    """Deposits and withdrawals of clients."""
    interbank: InterbankEntry = InterbankEntry()
    """What banks owe each other, written out or drawn from the seed."""
    settlement: SettlementEntry = SettlementEntry()
    """In which way that settles."""
    compare: Annotated[Many[VariantEntry], Field(max_length=16)] = ()
    """The ways in which the same scenario is run side by side; left out: it is run once."""
    gridlocks: Annotated[Many[GridlockEntry], Field(max_length=100)] = ()
    """Cases of gridlock, played on the chain."""
    correspondent: CorrespondentEntry | None = None
    """Correspondent banking, for `corridor compare`; left out: every figure by default, see docs/compare.md."""
    acts: Many[ActEntry] = ()
    """What central banks, supervisors and banks do beside payments."""
    shocks: Annotated[Many[ShockEntry], Field(max_length=SHOCKS_MAX)] = ()
    """What happens to the network from outside: a bank fails, a rate jumps, validators are down."""
    typologies: Annotated[Many[TypologyEntry], Field(max_length=PATTERNS_MAX)] = ()
    """Laundering patterns, planted among the payments."""
    supervision: SupervisionEntry | None = None
    """How supervisors watch and what they do about an alarm; left out: nobody watches."""
    consensus: ConsensusEntry | None = None
    """How the validators agree; left out: over links of equal latency, and nothing goes wrong."""
    stop: StopEntry | None = None
    """What ends the run before its last day; left out: nothing does."""
    expect: Expectation | None = None
    """What must be true at the end."""

    _source_text: str = PrivateAttr(default="")
    _variant: str | None = PrivateAttr(default=None)
    _network: DrawnNetwork | None = PrivateAttr(default=None)
    _rows: RowInputs = PrivateAttr(default_factory=RowInputs)
    _code: UserCode = PrivateAttr(default_factory=UserCode)

    @classmethod
    def load(
        cls, path: str | Path, seed: int | None = None, settings: Iterable[str] = (), *, allow_code: bool = False
    ) -> Scenario:
        """The scenario in the file at `path`, its seed replaced by `seed` where one is given.

        settings: `key.path=value`, each in the place of the file's own value; `nodes.scenario.settings` has the paths.
        allow_code: whether the Python classes that it names are imported, with all that importing them does; a file
        that names some is refused without. Raises `ScenarioError` with every finding of the file, one line each, in
        the order of the file.
        """
        source, folder = shown(str(path), PATH_MAX), Path(path).parent
        return cls.parse(read_text(Path(path)), source, seed, settings, folder, allow_code=allow_code)

    @classmethod
    def parse(
        cls,
        text: str,
        source: str,
        seed: int | None = None,
        settings: Iterable[str] = (),
        folder: Path | None = None,
        *,
        allow_code: bool = False,
    ) -> Scenario:
        """The scenario in a YAML text; `source` names it in the findings. Raises `ScenarioError`.

        folder: from where the paths in it are seen; left out: the folder of the process. allow_code: as for `load`.
        """
        document = parse_document(text, source)
        changes = [Setting.read(setting) for setting in settings]
        if changes:
            document = with_settings(document, changes)
            # The folder's name would make the run's files those of one machine.
            text = as_yaml(document, f"{source.rpartition('/')[2]} with {' '.join(change.text for change in changes)}")
        expansion = expand(document, None if seed is None else _checked_seed(seed))
        if expansion.problems:
            raise _error([*document.problems, *expansion.problems], document, source)
        document = expansion.document
        data = document.data if seed is None else {**document.data, "seed": seed}
        try:
            scenario = cls.model_validate(data)
        except ValidationError as error:
            raise _error([*document.problems, *problems_of(error, cls)], document, source) from None
        named = list(written_classes(scenario))
        if named and not allow_code:
            raise ScenarioError(_error(map(not_allowed, named), document, source).findings[:1])
        scenario._rows = RowInputs(folder or Path())
        scenario._code, wrong_code = load_code(named, folder or Path())
        problems = [*document.problems, *wrong_code, *check_scenario(scenario)]
        if not problems:
            problems = check_rates(scenario, scenario.reference_rates())
        if problems:
            raise _error(problems, document, source)
        scenario._source_text, scenario._network = text, expansion.network
        return scenario

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the file, for editors; it cannot say what the checks find."""
        schema = cls.model_json_schema()
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Corridor scenario"}

    def variant(self, name: str) -> Scenario:
        """The scenario run one way: `compare` names it; KeyError where it does not."""
        way = {variant.id: variant for variant in self.compare}[name]
        own = {"settlement": way.settlement, "venue": way.venue, "expect": way.expect}
        changed: dict[str, Any] = {key: section for key, section in own.items() if section is not None}
        if way.collection is not None and self.lending is not None:
            changed["lending"] = self.lending.model_copy(update={"collection": way.collection})
        copy = self.model_copy(update=changed | {"compare": ()})
        copy._variant = name
        return copy

    @property
    def variant_id(self) -> str | None:
        """Which way of `compare` it is; `None`: none of them."""
        return self._variant

    @property
    def source_text(self) -> str:
        """The file as it was read, or written anew with the settings in it; empty where it was made in Python."""
        return self._source_text

    @property
    def source_sha256(self) -> str:
        """SHA-256 of the file's text in UTF-8, hexadecimal."""
        return hashlib.sha256(self._source_text.encode()).hexdigest()

    @property
    def network(self) -> DrawnNetwork | None:
        """What was drawn of `topology`; `None` where the file has no such section."""
        return self._network

    def expanded_text(self) -> str:
        """The file with its network written out, under the seed of this scenario: the same run without a graph."""
        document = expand(parse_document(self._source_text, self.name), self.seed).document
        return as_yaml(replace(document, data={**document.data, "seed": self.seed}), f"{self.name}, written out")

    def world(self) -> World:
        """All that the scenario names, resolved. Raises `ScenarioError` where it contradicts itself."""
        problems = check_scenario(self)
        if problems:
            raise ScenarioError([_unplaced(self.name, problem) for problem in problems])
        return resolve(self)

    @property
    def rows(self) -> RowInputs:
        """What the files beside it hold."""
        return self._rows

    @property
    def code(self) -> UserCode:
        """The Python classes that it names."""
        return self._code

    def all_clients(self) -> tuple[Client, ...]:
        """Written and generated clients."""
        return self.world().clients

    def reference_rates(self) -> ReferenceRates:
        """The rates that the scenario asks for: of the bundled file, or drawn."""
        currencies = [entry.currency for entry in self.jurisdictions]
        return resolve_rates(self.rates, currencies, self.shocks, self.seed, (self.start, self.end))


def _checked_seed(seed: int) -> int:
    if 0 <= seed <= SEED_MAX:
        return seed
    raise ScenarioError([Finding("--seed", f"seed {seed}", f"a seed is 0 to {SEED_MAX}", "take another")])


def _error(problems: Iterable[Problem], document: Document, source: str) -> ScenarioError:
    return ScenarioError(place(problems, source, document.marks, document.key_marks))


def _unplaced(name: str, problem: Problem) -> Finding:
    origin = problem.mark.origin if problem.mark else ""
    return Finding(origin or f"scenario {name} {key_path(problem.loc)}", problem.what, problem.why, problem.do)
