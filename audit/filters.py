"""Which events of a record to list: by name, participant, payment, currency, refusal, time, block and contract.

Trusts nothing that a user typed: what cannot be meant is one line with a suggestion.
Never changes the order of the record.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from audit.directory import Directory
from audit.record import Record
from audit.rows import EventView, Row, views
from audit.wording import printable
from chain.abi import Address
from chain.clients.events import EVENTS
from chain.clients.types import RefusalCode
from chain.errors import REFUSALS, InputError
from finance.suggestions import did_you_mean

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_BLOCKS = re.compile(r"(?P<least>\d{1,18})?(?:(?P<range>\.\.)(?P<most>\d{1,18})?)?", re.ASCII)
_LISTED_MAX = 60
_EVENT_NAMES = {kind.__name__: kind for kind in EVENTS}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to list; None and empty let everything through.

    events: names; participant, contract: addresses; uetr: all events of the transactions that name it; codes: of
    refusals; since_s, until_s: first and last UTC second; height_min, height_max: first and last block.
    """

    events: frozenset[str] = frozenset()
    participant: Address | None = None
    uetr: str | None = None
    currency: str | None = None
    codes: frozenset[int] = frozenset()
    contract: Address | None = None
    since_s: int | None = None
    until_s: int | None = None
    height_min: int | None = None
    height_max: int | None = None

    @classmethod
    def parse(
        cls,
        directory: Directory,
        *,
        events: Sequence[str] = (),
        participant: str | None = None,
        uetr: str | None = None,
        currency: str | None = None,
        code: str | None = None,
        contract: str | None = None,
        since: str | None = None,
        until: str | None = None,
        blocks: str | None = None,
    ) -> EventFilter:
        """The filter that a user typed. Raises InputError, with a did-you-mean where something is close.

        events: names, case aside; participant: id, LEI or address; currency: ISO 4217; code: name or number of a
        refusal code, or its ISO 20022 reason; contract: name as in a row, or address; since, until: ISO date or time in
        UTC, both inclusive; blocks: `10..20`, `10..`, `..20` or `10`.
        """
        least, most = _blocks(blocks)
        since_s, until_s = _second("--since", since, last=False), _second("--until", until, last=True)
        if since_s is not None and until_s is not None and since_s > until_s:
            raise _wrong("--until", str(until), "it is before --since", "exchange them")
        return cls(
            events=frozenset(_known("--event", name, _EVENT_NAMES, "event") for name in events),
            participant=_participant(participant, directory),
            uetr=_uetr(uetr),
            currency=None if currency is None else _known("--currency", currency, directory.exponents, "currency"),
            codes=_codes(code),
            contract=_contract(contract, directory),
            since_s=since_s,
            until_s=until_s,
            height_min=least,
            height_max=most,
        )

    def admits_block(self, height: int, timestamp_s: int) -> bool:
        """Whether anything in this block can pass."""
        return _within(self.height_min, height, self.height_max) and _within(self.since_s, timestamp_s, self.until_s)

    def admits(self, view: EventView) -> bool:
        """Whether this event passes, its block aside."""
        code = view.values.get("code")
        return (
            (not self.events or type(view.logged.event).__name__ in self.events)
            and (self.contract is None or view.logged.address == self.contract)
            and (self.uetr is None or self.uetr in view.uetrs)
            and (not self.codes or code in self.codes)
            and (self.currency is None or view.is_in(self.currency))
            and (self.participant is None or view.concerns(self.participant))
        )


def list_events(record: Record, wanted: EventFilter, directory: Directory | None = None) -> Iterator[Row]:
    """The events of the record that the filter lets through, as rows, in the order of the record."""
    names = directory if directory is not None else Directory.of(record)
    for transaction in record.transactions():
        if wanted.admits_block(transaction.height, transaction.timestamp_s):
            for view in views(transaction, names, record.deployment):
                if wanted.admits(view):
                    yield view.row(names)


def _participant(text: str | None, directory: Directory) -> Address | None:
    if text is None:
        return None
    by_id = {name: address for address, name in directory.parties.items()}
    if text in by_id:
        return by_id[text]
    if text.upper() in directory.leis:
        return directory.leis[text.upper()]
    if _ADDRESS.fullmatch(text):
        return _as_recorded(text, directory.parties, directory.leis.values())
    why = f"no id, LEI or address of a participant in this record{did_you_mean(text[:80], by_id)}"
    raise _wrong("--participant", text, why, "the deployment lists the ids")


def _contract(text: str | None, directory: Directory) -> Address | None:
    if text is None:
        return None
    by_name = {name: address for address, name in directory.contracts.items()}
    if _ADDRESS.fullmatch(text):
        return _as_recorded(text, directory.contracts)
    return by_name[_known("--contract", text, by_name, "contract")]


def _as_recorded(text: str, *known: Collection[Address]) -> Address:
    """The address in the letter case of the record."""
    return next((a for addresses in known for a in addresses if a.lower() == text.lower()), text)


def _codes(text: str | None) -> frozenset[int]:
    if text is None:
        return frozenset()
    names = {refusal.name: refusal.code for refusal in REFUSALS}
    iso = frozenset(refusal.code for refusal in REFUSALS if refusal.iso_code == text.upper())
    if iso:
        return iso
    if text.isascii() and text.isdigit() and int(text[:9]) in set(RefusalCode) - {RefusalCode.NONE}:
        return frozenset({int(text[:9])})
    return frozenset({names[_known("--code", text, names, "refusal code")]})


def _uetr(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise _wrong("--uetr", text, "a UETR is a UUID", "write it as 8-4-4-4-12 hex digits") from None


def _second(option: str, text: str | None, *, last: bool) -> int | None:
    """The UTC second of a date or time; of a date, its first or its last second."""
    if text is None:
        return None
    try:
        if len(text) == len("2022-08-15"):
            day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
            moment = day + timedelta(days=1, seconds=-1) if last else day
        else:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        message = "it is neither a date nor a time"
        raise _wrong(option, text, message, "write 2022-08-15 or 2022-08-15T10:30:00Z") from None


def _blocks(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    match = _BLOCKS.fullmatch(text)
    if not text or match is None or not (match["least"] or match["most"]):
        raise _wrong("--blocks", text, "it is no range of blocks", "write 10..20, 10.., ..20 or 10")
    least = int(match["least"]) if match["least"] else None
    most = int(match["most"]) if match["most"] else None
    if not match["range"]:
        return least, least
    if least is not None and most is not None and least > most:
        raise _wrong("--blocks", text, "it ends before it begins", "write the smaller one first")
    return least, most


def _known(option: str, text: str, known: Collection[str], kind: str) -> str:
    """The name that `text` is, case aside; InputError with the closest one where it is none."""
    for name in known:
        if name.casefold() == text.casefold():
            return name
    there_are = f"there are: {', '.join(sorted(known))}"
    if len(known) > _LISTED_MAX:
        there_are = f"docs/reference lists the {len(known)} that there are"
    raise _wrong(option, text, f"no such {kind}{did_you_mean(text[:80], known)}", there_are)


def _wrong(option: str, text: str, why: str, do: str) -> InputError:
    return InputError(what=f"cannot use {printable(text)!r}", where=option, why=printable(why), do=do)


def _within(least: int | None, value: int, most: int | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)
