"""Draws the network that a scenario file asks for and writes it into the file's other sections, as if it stood there.

Trusts the seed alone for what is drawn: the same file and seed give the same banks and links.
Never changes what is written out: where a generated entry would stand beside a stated one of its kind, it is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from nodes.randomness import Stream
from nodes.scenario.consensus import rotation, validators_by_operator
from nodes.scenario.document import Document
from nodes.scenario.findings import Loc, Mark, Problem
from nodes.scenario.generated_banks import DrawnBank, banks_of, home_problems
from nodes.scenario.topology import BankGraphEntry, GraphEntry, TopologyEntry, shape_of, shape_problems
from nodes.topology import SOURCES, Links, drawn_links, why_not

KEY = "topology"
_MISSING = object()


@dataclass(frozen=True, slots=True)
class DrawnNetwork:
    """What was drawn, for `run.json`. banks, validators: the graph with its source and the pairs that are linked, of
    banks their entries too; `None`: not asked for."""

    banks: Mapping[str, Any] | None = None
    validators: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """A document without the section, what was drawn of it, and what is wrong: then the document is as it was."""

    document: Document
    network: DrawnNetwork | None = None
    problems: tuple[Problem, ...] = ()


def expand(document: Document, seed: int | None = None) -> Expansion:
    """The document with the network that it asks for written out; seed: in place of its own.

    What the model refuses is left for it to tell: then the document comes back as it is.
    """
    if document.data.get(KEY) is None:
        return Expansion(document)
    own = document.data.get("seed") if seed is None else seed
    homes = _homes(document.data)
    try:
        entry = TopologyEntry.model_validate(document.data[KEY])
    except ValidationError:
        return Expansion(document)
    if type(own) is not int or own < 0 or not homes or not isinstance(document.data.get("banks") or [], list):
        return Expansion(document)
    draft = _Draft({key: value for key, value in document.data.items() if key != KEY}, own, homes)
    draft.expand(entry)
    if draft.problems:
        return Expansion(document, None, tuple(draft.problems))
    marks = {**draft.marks(document), **document.marks}
    network = DrawnNetwork(draft.banks, draft.validators)
    return Expansion(replace(document, data=draft.data, marks=marks), network)


def _homes(data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Currency and central bank by jurisdiction, as far as they can be read; empty where one cannot."""
    found: dict[str, tuple[str, str]] = {}
    entries = data.get("jurisdictions")
    for entry in entries if isinstance(entries, list) else ():
        bank = entry.get("central_bank") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(bank, dict):
            return {}
        home, code, name = entry.get("id"), entry.get("currency"), bank.get("id")
        if not (isinstance(home, str) and isinstance(code, str) and isinstance(name, str)):
            return {}
        found[home] = code, name
    return found


@dataclass(slots=True)
class _Draft:
    """The values of a document while a network is written into them. homes: currency and central bank by id."""

    data: dict[str, Any]
    seed: int
    homes: Mapping[str, tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)
    banks: dict[str, Any] | None = None
    validators: dict[str, Any] | None = None
    _written: list[Loc] = field(default_factory=list)

    def expand(self, entry: TopologyEntry) -> None:
        if entry.generate is None and entry.validators is None:
            why, do = "nothing of it says what", "add `generate` or `validators`, or remove it"
            self.problems.append(Problem((KEY,), "topology without a network", why, do, at_key=True))
        if entry.generate is not None:
            self._banks(entry.generate)
        if entry.validators is not None:
            loc: Loc = (KEY, "validators")
            names = rotation(validators_by_operator([bank for _, bank in self.homes.values()]))
            links = self._links(loc, entry.validators, len(names), "validators")
            pairs = [[names[one], names[other]] for one, other in links]
            self.validators = _told(entry.validators, pairs)
            latency = entry.validators.latency_ms
            self._put(loc, ("consensus", "links"), [{"between": pair, "latency_ms": latency} for pair in pairs])

    def marks(self, document: Document) -> dict[Loc, Mark]:
        """Where what was written is said to stand: at the section."""
        return dict.fromkeys(self._written, document.marks[(KEY,)])

    def _links(self, loc: Loc, entry: GraphEntry, nodes: int, what: str) -> Links:
        """The links of a graph; none where there is something wrong with it."""
        wrong = list(shape_problems(loc, entry))
        reason = None if wrong else why_not(shape_of(entry), nodes)
        if reason is not None:
            wrong.append(Problem((*loc, "kind"), f"no {entry.kind} graph of {nodes} {what}", *reason))
        self.problems += wrong
        if wrong:
            return ()
        stream = Stream(self.seed if entry.seed is None else entry.seed, KEY, what)
        try:
            return drawn_links(shape_of(entry), nodes, stream)
        except ValueError as error:
            do = "have more links each, or fewer shortcuts"
            self.problems.append(Problem((*loc, "kind"), "no connected graph", str(error), do))
            return ()

    def _banks(self, entry: BankGraphEntry) -> None:
        loc: Loc = (KEY, "generate")
        currencies = {home: code for home, (code, _) in self.homes.items()}
        self.problems += home_problems(loc, entry, currencies)
        links = self._links(loc, entry, entry.banks, "banks")
        if self.problems:
            return
        drawn = banks_of(entry, links, currencies)
        self._clashes(loc, drawn)
        stated = self.data.get("banks") or []
        self.data["banks"] = [*stated, *(bank.values for bank in drawn)]
        self._written += [("banks",), *(("banks", len(stated) + number) for number in range(len(drawn)))]
        pairs = [[drawn[one].id, drawn[other].id] for one, other in links]
        self.banks = _told(entry, pairs) | {"entries": [bank.values for bank in drawn]}
        for role in dict.fromkeys(entry.links_become):
            {"nostros": self._nostros, "obligations": self._obligations, "corridors": self._corridors}[role](
                (*loc, "links_become", entry.links_become.index(role)), drawn, links
            )

    def _clashes(self, loc: Loc, drawn: Sequence[DrawnBank]) -> None:
        taken = [bank.get("id") for bank in self.data.get("banks") or () if isinstance(bank, dict)]
        for bank in drawn:
            if bank.id in taken:
                why = "a bank under `banks` has it"
                self.problems.append(Problem((*loc, "prefix"), f"id {bank.id!r} is taken", why, "take another prefix"))
                return

    def _nostros(self, loc: Loc, drawn: Sequence[DrawnBank], links: Links) -> None:
        """Who has fewer links keeps an account with who has more; of two alike the later with the earlier."""
        accounts = []
        for pair in links:
            keeper, holder = sorted((drawn[node] for node in pair), key=lambda bank: (-bank.degree, bank.id))
            if keeper.currency != holder.currency:
                accounts.append({"holder": holder.id, "keeper": keeper.id})
        if not accounts:
            why, do = "no link is between two currencies", "give banks to more jurisdictions, or remove it"
            self.problems.append(Problem(loc, "no accounts", why, do))
        if self._stated("correspondent", "shape") not in (None, _MISSING):
            why, do = "the accounts are the links that are drawn", "remove one of the two"
            self.problems.append(Problem(loc, "accounts said twice: `correspondent.shape`", why, do))
        self._put(loc, ("correspondent", "nostros"), accounts)

    def _obligations(self, loc: Loc, drawn: Sequence[DrawnBank], links: Links) -> None:
        code = self._stated("interbank", "generated", "currency")
        if code is _MISSING:
            why, do = "no obligations are drawn", "add `interbank.generated` without sizes and links"
            self.problems.append(Problem(loc, "nothing to link", why, do))
            return
        pairs = [(drawn[one], drawn[other]) for one, other in links]
        within = [pair for pair in pairs if all(bank.currency == code for bank in pair)]
        if not within:
            why, do = f"no link is between two banks of {code}", "give its jurisdiction more banks, or remove it"
            self.problems.append(Problem(loc, "nobody owes anybody", why, do))
        sizes = Counter(bank.id for pair in within for bank in pair)
        own = {bank.id: sizes[bank.id] for bank in drawn if sizes[bank.id]}
        self._put(loc, ("interbank", "generated", "sizes"), own)
        self._put(loc, ("interbank", "generated", "links"), [[bank.id for bank in pair] for pair in within])

    def _corridors(self, loc: Loc, drawn: Sequence[DrawnBank], links: Links) -> None:
        if not isinstance(self._stated("payments", "generated"), dict):
            why, do = "no payments are drawn", "add `payments.generated` without corridors"
            self.problems.append(Problem(loc, "nothing to weigh", why, do))
            return
        abroad = self._stated("payments", "generated", "cross_border_only") is not False
        ways: Counter[tuple[str, str]] = Counter()
        for pair in links:
            one, other = (drawn[node].home for node in pair)
            ways.update([(one, other), (other, one)] if one != other or not abroad else ())
        if not ways:
            why, do = "no link is between two jurisdictions", "give banks to more of them, or remove it"
            self.problems.append(Problem(loc, "no corridors", why, do))
        entries = [{"from": one, "to": other, "weight": count} for (one, other), count in sorted(ways.items())]
        self._put(loc, ("payments", "generated", "corridors"), entries)

    def _stated(self, *path: str) -> Any:
        """What stands at a path; `_MISSING` where nothing does."""
        found: Any = self.data
        for key in path:
            found = found.get(key, _MISSING) if isinstance(found, dict) else _MISSING
        return found

    def _put(self, loc: Loc, path: tuple[str, ...], value: Any) -> None:
        """Writes at a path, of which nothing is changed in place; refused where something stands there."""
        if self._stated(*path) not in (_MISSING, None, [], {}):
            do = "remove one of the two"
            self.problems.append(Problem(loc, f"{'.'.join(path)} said twice", "it stands in the file already", do))
            return
        holder = self.data
        for key in path[:-1]:
            inner = holder.get(key) or {}
            if not isinstance(inner, dict):
                return  # the model refuses it
            holder[key] = dict(inner)
            holder = holder[key]
        holder[path[-1]] = value
        self._written += [path[:length] for length in range(1, len(path) + 1)]


def _told(entry: GraphEntry, pairs: list[list[str]]) -> dict[str, Any]:
    return {**entry.model_dump(mode="json"), "source": SOURCES[shape_of(entry).kind], "links": pairs}
