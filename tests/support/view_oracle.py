"""What each party may see of a record, worked out from its events alone, by the table of docs/views.md.

Trusts `audit.record` to decode, and nothing of `audit.views` or of the index.
Never asks what a view shows before it says what it should.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.instructions import instruction_of, payment_contracts
from audit.record import Record, RecordedTransaction
from audit.views.viewer import Viewer
from chain.abi import ZERO_ADDRESS, Address
from chain.clients import events as e
from chain.events import LoggedEvent

PAGE = Path(__file__).parents[2] / "docs" / "views.md"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}(?![0-9a-fA-F])")
_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", re.MULTILINE)
_MARKS = ("uetr", "original_uetr", "loan_id", "application_id", "order_id")
_NOTICES = (
    *(e.Frozen, e.ForcedTransfer, e.LegalOrderRecorded, e.LegalOrderLifted, e.LegalOrderExecuted),
    e.CustomerStatusChanged,
)
_CUSTOMERS = (
    *(e.CustomerRegistered, e.CustomerTierSet, e.KeyReplacementOpened, e.KeyReplacementStopped, e.KeyReplaced),
    *(e.AliasSet, e.AliasRemoved, e.StepUpSet),
)
_POSITIONS = re.compile(
    "ApplicationRefused|Batch.*|BilateralLimitSet|Collateral.*|CollectionShort|Credit.*|Cycle.*|Instalment.*|Instruction.*"
    "|Keeper.*|Leg(Settled|Reserved|Returned)|Loan.*|Lock.*|Mandate.*|MultilateralLimitSet|Obligation.*|Pool.*|Quote.*"
    "|QueueMemberEnrolled|ReserveHeld|SyndicateFormed"
)
Key = tuple[Any, ...]
"""What a row of a view is known by."""


def table() -> dict[str, dict[str, str]]:
    """Kind of record -> kind of party -> word, as the page has it."""
    parties = ("participant", "bank", "supervisor", "auditor")
    rows = _ROW.findall(PAGE.read_text())
    return {name: dict(zip(parties, cells.split(" | "), strict=True)) for name, cells in rows if cells.count("|") == 3}


@dataclass(frozen=True, slots=True)
class _Item:
    """A record of some kind. key: of its row; own: who it is own to, customers' wallets and institutions; places: in
    which it has a leg."""

    kind: str
    key: Key
    wallets: frozenset[Address]
    banks: frozenset[Address]
    places: frozenset[str]


class Oracle:
    """Every record of every kind, with whom it is about."""

    def __init__(self, record: Record, payloads: Set[str] = frozenset()) -> None:
        self._record, self._payloads = record, payloads
        self._contracts = payment_contracts(record.deployment)
        self._homes: dict[Address, str] = {}
        self._currencies: dict[str, str] = {}
        self._tokens: dict[Address, tuple[str, Address]] = {}
        self._bank: dict[Address, Address] = {}
        self._marks: defaultdict[str, set[str]] = defaultdict(set)
        self._members: defaultdict[str, set[Address]] = defaultdict(set)
        self._orders: dict[bytes, Address] = {}
        for transaction in record.transactions():
            for logged in transaction.events:
                self._learn(logged.event)
        for transaction in record.transactions():
            for logged in transaction.events:
                for mark in _marks(logged.event):
                    self._marks[mark] |= self._own_places(transaction, logged)
                    self._members[mark] |= {a for a in _named(logged.event) if a in self._homes}
        self._bank.clear()
        self.items = list(self._items())

    def visible(self, kind: str, viewer: Viewer, words: dict[str, dict[str, str]]) -> set[Key]:
        """The keys of the rows of one kind that one party may see, by the words of a table."""
        word = words[kind][viewer.kind]
        return {item.key for item in self.items if item.kind == kind and self._may(item, viewer, word)}

    def _may(self, item: _Item, viewer: Viewer, word: str) -> bool:
        match word:
            case "never":
                return False
            case "all":
                return True
            case "with a leg there":
                return viewer.place in item.places
            case "own":
                return bool(viewer.accounts & (item.banks if viewer.kind == "bank" else item.wallets))
        raise AssertionError(word)

    def _learn(self, event: Any) -> None:
        match event:
            case e.JurisdictionOpened():
                self._currencies[event.currency] = event.jurisdiction
                self._homes[event.central_bank] = event.jurisdiction
            case e.ParticipantAdmitted() if event.account not in self._record.deployment.addresses:
                self._homes[event.account] = event.home
            case e.HandedOver():
                self._homes[event.to] = event.jurisdiction
            case e.CentralBankMoneyListed():
                self._tokens[event.token] = event.currency, ZERO_ADDRESS
            case e.DepositTokenListed():
                self._tokens[event.token] = event.currency, event.bank
            case e.CustomerRegistered():
                self._bank[event.wallet] = event.bank
            case e.KeyReplaced():
                self._bank[event.new_wallet] = self._bank[event.lost]

    def _items(self) -> Iterator[_Item]:
        held: set[tuple[Address, Address]] = set()
        waiting: dict[str, tuple[RecordedTransaction, Any]] = {}
        for transaction in self._record.transactions():
            for logged in transaction.events:
                event, place = logged.event, (transaction.tx_hash.hex(), logged.log_index)
                before = dict(self._bank)
                if isinstance(event, e.CustomerRegistered | e.KeyReplaced):
                    self._learn(event)
                yield from self._of_event(transaction, logged, place, self._bank | before)
                if isinstance(event, e.Transfer) and logged.address in self._tokens:
                    ends = {event.from_, event.to} - {ZERO_ADDRESS}
                    yield self._holding("transfers", place, logged.address, ends)
                    held |= {(logged.address, end) for end in ends}
                yield from self._payment(transaction, event, waiting)
        for uetr, (transaction, event) in waiting.items():
            yield self._taken(uetr, "queued", transaction, event)
        for token, holder in held:
            yield self._holding("balances", (token, holder), token, {holder})

    def _of_event(
        self, transaction: RecordedTransaction, logged: LoggedEvent, place: Key, banks: dict[Address, Address]
    ) -> Iterator[_Item]:
        event: Any = logged.event
        places = frozenset(self._own_places(transaction, logged).union(*(self._marks[m] for m in _marks(event))))
        nobody: frozenset[Address] = frozenset()
        yield _Item("events", place, nobody, nobody, places)
        if isinstance(event, _NOTICES):
            upon = self._upon(event)
            owners = frozenset({upon, banks.get(upon, upon)})
            yield _Item("notices", place, frozenset({upon}), owners, places)
        if isinstance(event, _CUSTOMERS):
            owners = frozenset(banks[a] for a in _named(event) if a in banks)
            yield _Item("customers", place, nobody, owners, places)
        if isinstance(event, e.TravelRuleRecordSent | e.TravelRuleRecordAcknowledged):
            yield _Item("records", place, nobody, frozenset({event.sender, event.receiver}), places)
        if _POSITIONS.fullmatch(type(event).__name__):
            yield _Item("positions", place, nobody, frozenset(self._partners(transaction, event)), places)

    def _upon(self, event: Any) -> Address:
        match event:
            case e.LegalOrderRecorded():
                self._orders[event.order_id] = event.account
                return event.account
            case e.LegalOrderLifted():
                return self._orders[event.order_id]
            case e.ForcedTransfer():
                return event.from_
            case e.CustomerStatusChanged():
                return event.wallet
        return Address(event.account)

    def _partners(self, transaction: RecordedTransaction, event: Any) -> set[Address]:
        if type(event).__name__.endswith(("Refused", "Exists")):
            return {transaction.sender or ""}
        if isinstance(event, e.BilateralLimitSet):
            return {event.member}
        named = {account for account in _named(event) if account in self._homes}
        return named or set().union(*(self._members[mark] for mark in _marks(event)))

    def _holding(self, kind: str, key: Key, token: Address, holders: set[Address]) -> _Item:
        currency, issuer = self._tokens[token]
        places = {self._currencies[currency], self._homes.get(issuer, ""), *map(self._home, holders)} - {""}
        return _Item(kind, key, frozenset(holders), frozenset({*holders, issuer}), frozenset(places))

    def _payment(
        self, transaction: RecordedTransaction, event: Any, waiting: dict[str, tuple[RecordedTransaction, Any]]
    ) -> Iterator[_Item]:
        match event:
            case e.PaymentQueued():
                waiting[event.uetr] = transaction, event
            case e.PaymentSettled():
                waiting.pop(event.uetr, None)
                yield self._taken(event.uetr, "settled", transaction, event)
            case e.PaymentRefunded():
                yield self._taken(event.uetr, "refunded", transaction, waiting.pop(event.uetr)[1])
            case e.PaymentRefused():
                instruction = instruction_of(transaction.raw, self._contracts)
                assert instruction is not None
                order = instruction.order
                banks = self._bank.get(order.payer, ""), self._bank.get(order.payee, "")
                ends = {order.payer, order.payee, *banks}
                places = frozenset(self._places(ends, {order.payer_currency, order.payee_currency}))
                mine = frozenset({order.payer, banks[0]}) - {""}
                key = event.uetr, "refused", transaction.tx_hash.hex()
                yield _Item("payments", key, mine, mine, places)

    def _taken(self, uetr: str, status: str, transaction: RecordedTransaction, event: Any) -> _Item:
        currency = getattr(event, "currency", "")
        currencies = {getattr(event, "payer_currency", currency), getattr(event, "payee_currency", currency)}
        ends = {event.payer, event.payee, event.payer_bank, event.payee_bank}
        wallets = {event.payer, event.payee} if status == "settled" else {event.payer}
        banks = {event.payer_bank, event.payee_bank, event.payer, *wallets}
        places = frozenset(self._places(ends, currencies))
        key = uetr, status, transaction.tx_hash.hex()
        return _Item("payments", key, frozenset(wallets), frozenset(banks), places)

    def _own_places(self, transaction: RecordedTransaction, logged: LoggedEvent) -> set[str]:
        texts = set(re.findall(r"'(\w+)'", repr(logged.event)))
        currencies = texts & self._currencies.keys()
        if isinstance(logged.event, e.QuoteFilled | e.PoolFilled):
            currencies |= _traded(transaction, logged.event.sell_minor, logged.event.buy_minor)
        if isinstance(logged.event, e.PaymentRefused | e.PaymentExists | e.RecallRefused | e.RecallExists):
            instruction = instruction_of(transaction.raw, self._contracts)
            if instruction is not None:
                currencies |= {instruction.order.payer_currency, instruction.order.payee_currency}
        deployment = self._record.deployment
        speaks = [token for token, book in deployment.rule_books.items() if book == logged.address]
        tokens = {logged.address, *speaks} & self._tokens.keys()
        moneys = {self._currencies[self._tokens[token][0]] for token in tokens}
        return self._places(_named(logged.event), currencies) | (texts & {*self._currencies.values()}) | moneys

    def _places(self, accounts: set[Address], currencies: Set[str]) -> set[str]:
        tokens = accounts & self._tokens.keys()
        moneys = {self._tokens[token][0] for token in tokens} | currencies
        found = {self._currencies[code] for code in moneys if code in self._currencies}
        return (found | {self._home(account) for account in accounts}) - {""}

    def _home(self, account: Address) -> str:
        return self._homes.get(account) or self._homes.get(self._bank.get(account, ""), "")


def _traded(transaction: RecordedTransaction, sell_minor: int, buy_minor: int) -> set[str]:
    """The currencies in which a transaction's payment trades these amounts."""
    found: set[str] = set()
    for logged in transaction.events:
        match logged.event:
            case e.PaymentHop(sell_minor=sold, buy_minor=bought) as hop if (sold, bought) == (sell_minor, buy_minor):
                found |= {hop.sell_currency, hop.buy_currency}
            case e.PaymentSettled(amount_minor=sold, cost_minor=bought) as paid if (sold, bought) == (
                sell_minor,
                buy_minor,
            ):
                found |= {paid.payee_currency, paid.payer_currency}
    return found


def _named(event: Any) -> set[Address]:
    return {*map(Address, _ADDRESS.findall(repr(event)))} - {ZERO_ADDRESS}


def _marks(event: Any) -> set[str]:
    return {repr(value) for name in _MARKS if (value := getattr(event, name, None))}
