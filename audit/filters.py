"""What to list of a record: by event, account, payment, currency, corridor, amount, refusal, time, block and contract.

Trusts nothing that a user typed: what cannot be meant is one line with a suggestion.
Never builds a query: `audit.index.conditions` does, and hands over what was typed beside it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from audit.index.lookup import HeldBy, Lookup
from audit.wording import printable
from chain.abi import Address
from chain.clients.events import EVENTS
from chain.clients.types import RefusalCode
from chain.errors import REFUSALS, InputError
from finance.suggestions import did_you_mean

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_BLOCKS = re.compile(r"(?P<least>\d{1,18})?(?:(?P<range>\.\.)(?P<most>\d{1,18})?)?", re.ASCII)
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_MINOR = re.compile(r"\d{1,78}", re.ASCII)
_LISTED_MAX = 60
_EVENT_NAMES = {kind.__name__: kind for kind in EVENTS}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to list; None and empty let everything through.

    events: names; accounts: groups of addresses, of each of which one is named; uetr: all events of the transactions
    that name it; codes: of refusals; corridor: jurisdictions or currencies of a payment's ends, as `TH-HK`; amount_min,
    amount_max: minor units; contract: address; since_s, until_s: first and last UTC second; height_min, height_max:
    first and last block.
    """

    events: frozenset[str] = frozenset()
    accounts: tuple[frozenset[Address], ...] = ()
    uetr: str | None = None
    currency: str | None = None
    corridor: str | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    codes: frozenset[int] = frozenset()
    contract: Address | None = None
    since_s: int | None = None
    until_s: int | None = None
    height_min: int | None = None
    height_max: int | None = None

    @classmethod
    def parse(
        cls,
        names: Lookup,
        *,
        events: Sequence[str] = (),
        participant: str | None = None,
        wallet: str | None = None,
        alias: str | None = None,
        lei: str | None = None,
        bic: str | None = None,
        uetr: str | None = None,
        currency: str | None = None,
        corridor: str | None = None,
        amount_min: str | None = None,
        amount_max: str | None = None,
        code: str | None = None,
        contract: str | None = None,
        since: str | None = None,
        until: str | None = None,
        blocks: str | None = None,
    ) -> EventFilter:
        """The filter that a user typed. Raises InputError, with a did-you-mean where something is close.

        events: names, case aside; participant: id, LEI or address; wallet: a customer's id or address; alias: itself or
        its hash; lei, bic: of a participant; uetr: of a payment in the record; currency: ISO 4217; corridor: `TH-HK` or
        `THB-HKD`; amount_min, amount_max: minor units, inclusive; code: name or number of a refusal code, or its ISO
        20022 reason; contract: name as in a row, or address; since, until: ISO date or time in UTC, both inclusive;
        blocks: `10..20`, `10..`, `..20` or `10`.
        """
        least, most = _blocks(blocks)
        since_s, until_s = _second("--since", since, last=False), _second("--until", until, last=True)
        if since_s is not None and until_s is not None and since_s > until_s:
            raise _wrong("--until", str(until), "it is before --since", "exchange them")
        smallest, largest = _minor("--amount-min", amount_min), _minor("--amount-max", amount_max)
        if smallest is not None and largest is not None and smallest > largest:
            raise _wrong("--amount-max", str(amount_max), "it is less than --amount-min", "exchange them")
        groups = (
            *(_participant(participant, names), _wallet(wallet, names), _alias(alias, names)),
            *(_code_of("--lei", "LEI", lei, names.by_lei), _code_of("--bic", "BIC", bic, names.by_bic)),
        )
        return cls(
            events=frozenset(_known("--event", name, _EVENT_NAMES, "event") for name in events),
            accounts=tuple(group for group in groups if group is not None),
            uetr=_uetr(uetr, names),
            currency=None if currency is None else _known("--currency", currency, names.exponents, "currency"),
            corridor=None if corridor is None else _known("--corridor", corridor, names.corridors(), "corridor"),
            amount_min=smallest,
            amount_max=largest,
            codes=_codes(code),
            contract=_contract(contract, names),
            since_s=since_s,
            until_s=until_s,
            height_min=least,
            height_max=most,
        )


def _participant(text: str | None, names: Lookup) -> frozenset[Address] | None:
    if text is None:
        return None
    if text in names.parties:
        return frozenset({names.parties[text]})
    held = names.by_lei(text)
    if held:
        return held
    if ADDRESS.fullmatch(text) and names.has_address(text):
        return frozenset({names.as_recorded(text)})
    why = f"no id, LEI or address of a participant in this record{did_you_mean(text[:80], names.parties)}"
    raise _wrong("--participant", text, why, "the deployment lists the ids")


def _wallet(text: str | None, names: Lookup) -> frozenset[Address] | None:
    if text is None:
        return None
    address = names.parties.get(text, names.as_recorded(text) if ADDRESS.fullmatch(text) else "")
    keys = names.wallets_of(address)
    if keys:
        return keys
    hint = did_you_mean(text[:80], names.parties)
    why = f"no id or address of a customer in this record{'' if text in names.parties else hint}"
    raise _wrong("--wallet", text, why, "the deployment lists the ids")


def _alias(text: str | None, names: Lookup) -> frozenset[Address] | None:
    if text is None:
        return None
    if _HASH.fullmatch(text):
        hashed: str | None = text.lower()
    else:
        hashed = names.alias_hash(text)
    if hashed is None:
        why = "the chain keeps salted hashes, and the salt of this network is not known here"
        raise _wrong("--alias", text, why, "name the alias's hash, 0x and 64 hex digits")
    wallets = names.by_alias(hashed)
    if not wallets:
        raise _wrong("--alias", text, "it never led to a wallet in this record", "look for its bank's events AliasSet")
    return wallets


def _code_of(option: str, kind: str, text: str | None, held_by: HeldBy) -> frozenset[Address] | None:
    if text is None:
        return None
    held = held_by(text)
    if not held:
        raise _wrong(
            option, text, f"no participant of this record ever had this {kind}", "look at --event ParticipantAdmitted"
        )
    return held


def _contract(text: str | None, names: Lookup) -> Address | None:
    if text is None:
        return None
    if ADDRESS.fullmatch(text):
        if not names.has_address(text):
            raise _wrong(
                "--contract", text, "nothing in this record has this address", "the deployment lists contracts"
            )
        return names.as_recorded(text)
    return names.contracts[_known("--contract", text, names.contracts, "contract")]


def _minor(option: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not _MINOR.fullmatch(text):
        raise _wrong(option, text, "it is no whole number of minor units", "write 150000 for 1,500.00 THB")
    return int(text)


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


def uetr_of(text: str) -> str | None:
    """The UETR that somebody typed, as the chain has it; None for what is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def required_uetr(text: str) -> str:
    """The same. Raises InputError for what is none."""
    uetr = uetr_of(text)
    if uetr is None:
        raise _wrong("--uetr", text, "a UETR is a UUID", "write it as 8-4-4-4-12 hex digits")
    return uetr


def _uetr(text: str | None, names: Lookup) -> str | None:
    if text is None:
        return None
    uetr = required_uetr(text)
    if not names.has_uetr(uetr):
        raise _wrong("--uetr", uetr, "nothing in this record names it", "look at --list payments")
    return uetr


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
