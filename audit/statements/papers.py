"""Every ISO 20022 message of a results folder, each as a file with its place on the chain.

Trusts the folder's journal for facts, and its payload store under the commitments.
Never writes: it says which file holds what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.index.store import Index
from audit.record import Record
from audit.run_folder import RunFolder
from audit.statements.accounts import AccountKey, Accounts
from audit.statements.chosen import transactions_of
from audit.statements.days import BusinessDays
from audit.statements.facts import Facts
from audit.statements.payloads import Payloads
from audit.statements.payments import PaymentStory
from audit.statements.people import People
from audit.statements.transfers import Transfers
from audit.travel_rule import TRAVEL_RULE
from audit.wording import printable
from chain.abi import Address
from chain.errors import ChainFault, InputError
from finance.calendars import Calendar, OperatingHours
from finance.suggestions import did_you_mean
from messages.errors import MessageError
from messages.iso20022.records import Place, Statement
from messages.iso20022.statements import notification, statement
from messages.iso20022.xml import Message, to_xml

Openings = Mapping[str, tuple[Calendar, OperatingHours]]
"""Currency -> its banks' business days and settlement hours."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A message as a file. name: its path in the export; uetrs: of the payments in it, in order; place: of its fact,
    None for a day of an account; account, day: of a statement, empty for a payment's."""

    name: str
    message: Message
    uetrs: tuple[str, ...]
    place: Place | None = None
    account: str = ""
    day: str = ""

    @property
    def xml(self) -> bytes:
        """What the file holds."""
        return to_xml(self.message)

    def row(self) -> dict[str, Any]:
        """The line of the index: which file is about which payments, and where on the chain they are."""
        row: dict[str, Any] = {"file": self.name, "message": self.message.kind, "uetrs": list(self.uetrs)}
        if self.place is not None:
            row |= {"tx": self.place.tx_hash, "block": self.place.height}
        return row | ({"account": self.account, "day": self.day} if self.account else {})


class Papers:
    """The messages of a record. openings: the business days and hours that are known, others are days of UTC;
    payloads: where names come from; where: what an error names; only: the payment of which alone any will be asked for,
    with what opens the index by which its transactions are found."""

    def __init__(
        self,
        record: Record,
        openings: Openings,
        payloads: Payloads,
        where: str,
        only: tuple[Callable[[], Index], str] | None = None,
    ) -> None:
        self._where, self.openings = printable(where), openings
        try:
            chosen = None if only is None else transactions_of(record, only[0](), only[1])
            self.facts = Facts.of(record, chosen)
        except ChainFault as error:
            raise InputError(
                what="the journal is damaged",
                where=self._where,
                why=str(error),
                do=f"see: corridor verify {self._where}",
            ) from error
        self.days = BusinessDays(openings, self.facts.from_s, self.facts.to_s)
        self.people = People.of(self.facts)
        self.transfers = Transfers(self.facts, self.days, self.people, payloads)

    @classmethod
    def of(cls, folder: RunFolder, openings: Openings) -> Papers:
        """Those of a results folder; InputError where its journal or its deployment is damaged or another's."""
        record = Record(folder.journal, folder.require_one_chain())
        return cls(record, openings, Payloads.of(folder.path / TRAVEL_RULE), str(folder.path))

    @classmethod
    def of_payment(cls, folder: RunFolder, openings: Openings, opened: Callable[[], Index], uetr: str) -> Papers:
        """The same for who asks of one payment alone, from the transactions that its index names."""
        record, payloads = Record(folder.journal, folder.require_one_chain()), Payloads.of(folder.path / TRAVEL_RULE)
        return cls(record, openings, payloads, str(folder.path), (opened, _plain(uetr)))

    @cached_property
    def accounts(self) -> Accounts:
        """Every account; put together when first asked for."""
        return Accounts(self.facts, self.days, self.people)

    def every(self) -> Iterator[Paper]:
        """All of them: payments in the order of their first act, then accounts."""
        for uetr in self.facts.acts:
            yield from self._payment(uetr)
        for key in self.accounts.of():
            yield from self._account(key)

    def of_uetr(self, uetr: str) -> list[Paper]:
        """The messages of a payment, with what returns it; InputError for a UETR that nothing is under."""
        uetr = _plain(uetr)
        home = self.facts.home.get(uetr, uetr)
        papers = list(self._payment(home)) if home in self.facts.acts else []
        if not papers:
            raise self._unknown("UETR", uetr, "nothing on this chain is under it", "see: corridor audit DIR --events")
        return papers

    def of_account(self, account: str, day: str | None = None) -> list[Paper]:
        """The messages of the accounts of a party, by its id or address: of one day, or of all. InputError where there
        is no such account, or no such day of it."""
        holder = self._holder(account)
        papers = [paper for key in self.accounts.of(holder) for paper in self._account(key)]
        if not papers:
            raise self._unknown("account", account, "it has never had a movement", "name another")
        chosen = [paper for paper in papers if day in (None, paper.day)]
        if not chosen:
            days = sorted({paper.day for paper in papers})
            raise self._unknown("day", str(day), f"its days are {days[0]} to {days[-1]}, business days", "name one")
        return chosen

    def _holder(self, account: str) -> Address:
        deployment = self.facts.deployment
        if account in deployment.parties:
            return deployment.parties[account].address
        named = {name: address for address, name in deployment.contract_names.items()}
        by_address = {str(key.holder).lower(): key.holder for key in self.accounts.of()}
        holder = named.get(account) or by_address.get(account.lower())
        if holder is None:
            hint = did_you_mean(account[:60], deployment.parties)
            raise self._unknown("account", account, f"nobody has this id or address{hint}", "name an id or an address")
        return holder

    def _payment(self, uetr: str) -> Iterator[Paper]:
        story = PaymentStory(self.transfers, uetr)
        counts: Counter[str] = Counter()
        try:
            for told in story.tell():
                short = told.message.kind[:8]
                counts[short] += 1
                name = f"payments/{printable(uetr)}/{short}-{counts[short]}.xml"
                yield Paper(name, told.message, tuple(dict.fromkeys((uetr, told.uetr))), told.place)
        except MessageError as error:
            raise self._unwritable(uetr, error) from error

    def _account(self, key: AccountKey) -> Iterator[Paper]:
        currency, issuer = self.accounts.currency(key), self.facts.listings[key.token].issuer
        for item in self.accounts.statements(key):
            day, uetrs = item.day.isoformat(), _uetrs(item)
            within = f"accounts/{currency}/{issuer}/{key.holder}/{day}"
            try:
                yield Paper(f"{within}.camt.053.xml", statement(item), uetrs, None, key.holder, day)
                if item.entries:
                    yield Paper(f"{within}.camt.054.xml", notification(item), uetrs, None, key.holder, day)
            except MessageError as error:
                raise self._unwritable(f"{key.holder} on {day}", error) from error

    def _unknown(self, what: str, which: str, why: str, do: str) -> InputError:
        return InputError(what=f"no such {what}: {printable(which)}", where=self._where, why=printable(why), do=do)

    def _unwritable(self, subject: str, error: MessageError) -> InputError:
        return InputError(
            what=f"no ISO 20022 message can say this: {printable(subject)}",
            where=self._where,
            why=printable(str(error)),
            do="leave it out: name another UETR, or account and day",
        )


def _plain(uetr: str) -> str:
    return uetr.strip().lower()


def _uetrs(item: Statement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(detail.uetr for entry in item.entries for detail in entry.details))
