"""What all messages are put together from: agents, parties, accounts, amounts, references, and the place on the chain.

Trusts the records for the facts.
Never puts a text into a message that `messages.text` has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from messages.amounts import decimal_text
from messages.errors import MessageError, shown
from messages.iso20022.binding import Tree, bind
from messages.iso20022.bindings import ANY, CREDIT_TRANSFER, INSTITUTION_TRANSFER, TEXT
from messages.iso20022.records import Account, Agent, Original, Party, Place
from messages.iso20022.xml import Message
from messages.text import NOT_PROVIDED, free_text, identifier

SYSTEM = "CORRIDOR"
NAME_MAX, INFORMATION_MAX, REFERENCE_MAX, ACCOUNT_MAX = 140, 105, 35, 34
NUMBER_MAX = 99
"""Messages of one sort under one UETR: what 35 characters leave room for."""
_ACCOUNT_NAME_MAX, _UETR_DIGITS = 70, 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def message(kind: str, root: str, body: Tree) -> Message:
    """The message of a body under its root element."""
    return Message(kind, bind(kind, {root: body}))


class Mark(StrEnum):
    """Which sort of message a reference is of; capitals, where a UETR's digits are small."""

    CUSTOMER = "C"
    INSTITUTION = "F"
    STATUS = "S"
    RETURN = "R"
    RECALL = "Q"
    ANSWER = "A"


_MARKS = {CREDIT_TRANSFER: Mark.CUSTOMER, INSTITUTION_TRANSFER: Mark.INSTITUTION}


def end_to_end(uetr: str) -> str:
    """The reference that goes with a payment to its end: the 32 digits of its UETR."""
    digits = uetr.replace("-", "")
    if len(digits) != _UETR_DIGITS:
        raise MessageError("UETR", f"{shown(uetr)} has not {_UETR_DIGITS} digits")
    return identifier(digits, REFERENCE_MAX, "reference")


def reference(uetr: str, mark: Mark, number: int = 1) -> str:
    """The 35 characters of the number-th message of a sort under a UETR: its digits, the mark, two digits."""
    if not 0 < number <= NUMBER_MAX:
        raise MessageError("reference", f"message {number} of one sort under {uetr}, at most {NUMBER_MAX}")
    return f"{end_to_end(uetr)}{mark}{number:02d}"


def transfer_reference(kind: str, uetr: str, number: int) -> str:
    """MsgId, InstrId and TxId of a pacs.008 or pacs.009: it tells those under one UETR apart."""
    return reference(uetr, _MARKS[kind], number)


def moment(at_s: int) -> str:
    """A UTC second as XML Schema has it."""
    return (_EPOCH + timedelta(seconds=at_s)).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_text(day: date) -> str:
    """A day as XML Schema has it."""
    return day.isoformat()


def amount(amount_minor: int, currency: str) -> Tree:
    """An amount with its currency, in the currency's own decimals."""
    return {TEXT: decimal_text(amount_minor, currency), "@Ccy": currency}


def agent(item: Agent) -> Tree:
    """An institution; one with neither BIC nor LEI is named NOTPROVIDED beside its name."""
    bare = not item.bic and not item.lei
    return {
        "FinInstnId": {
            "BICFI": item.bic or None,
            "LEI": item.lei or None,
            "Nm": free_text(item.name, NAME_MAX),
            "Othr": {"Id": NOT_PROVIDED} if bare else None,
        }
    }


def party(item: Party) -> Tree:
    """A customer, or an institution that pays for itself."""
    identity = {"OrgId": {"LEI": item.lei}} if item.lei else None
    return {"Nm": free_text(item.name, NAME_MAX), "Id": identity}


def account(item: Account) -> Tree:
    """An account: its identifier under our own scheme, with its address on the chain as its name."""
    return {
        "Id": {"Othr": {"Id": identifier(item.id, ACCOUNT_MAX, "account"), "SchmeNm": {"Prtry": "EVM-BASE32"}}},
        "Ccy": item.currency,
        "Nm": free_text(item.name, _ACCOUNT_NAME_MAX),
    }


def purpose(code: str) -> Tree | None:
    """A purpose: ISO external codes have four characters, others are our own."""
    if not code:
        return None
    return {"Cd": code} if len(code) <= 4 and code.isalnum() else {"Prtry": free_text(code, REFERENCE_MAX)}


def settlement(method: str) -> Tree:
    """How the institutions settle."""
    return {"SttlmMtd": method, "ClrSys": {"Prtry": SYSTEM} if method == "CLRG" else None}


def reason(code: str) -> Tree:
    """A reason of one of ISO's external lists, four characters; anything else is our own."""
    return {"Cd": code} if len(code) == 4 and code.isalnum() and code.isupper() else {"Prtry": free_text(code, 35)}


def reason_information(code: str, lines: Iterable[str], originator: str = "") -> Tree:
    """A reason with what is said of it, each line as long as the schemas let it be."""
    return {
        "Orgtr": {"Nm": free_text(originator, NAME_MAX)} if originator else None,
        "Rsn": reason(code),
        "AddtlInf": [free_text(line, INFORMATION_MAX) for line in lines],
    }


def original_group(item: Original) -> Tree:
    """Which message another one is about."""
    return {"OrgnlMsgId": transfer_reference(item.kind, item.uetr, item.number), "OrgnlMsgNmId": item.kind}


def original_references(item: Original) -> dict[str, Tree | str]:
    """Which transfer another message is about: by the same references, and by its UETR."""
    return {
        "OrgnlInstrId": transfer_reference(item.kind, item.uetr, item.number),
        "OrgnlEndToEndId": end_to_end(item.uetr),
        "OrgnlUETR": item.uetr,
    }


def original_amount(item: Original) -> dict[str, Tree | str | None]:
    """What the original was to move, and when."""
    return {
        "OrgnlIntrBkSttlmAmt": None if item.amount_minor is None else amount(item.amount_minor, item.currency),
        "OrgnlIntrBkSttlmDt": None if item.day is None else day_text(item.day),
    }


def chain_record(place: Place) -> Tree:
    """Where the fact stands on the chain, in the part that ISO 20022 leaves open."""
    return {
        "PlcAndNm": "Corridor",
        "Envlp": {ANY: {"Tx": place.tx_hash, "Blck": str(place.height), "At": moment(place.at_s)}},
    }
