"""A day of an account: its statement (camt.053), and the notification of its entries (camt.054).

Trusts the records for the entries and the opening balance.
Never states a closing balance that is not the opening one with the entries.
"""

from __future__ import annotations

import hashlib

from messages.amounts import decimal_text
from messages.errors import MessageError
from messages.iso20022.binding import Tree
from messages.iso20022.bindings import NOTIFICATION, STATEMENT
from messages.iso20022.parts import (
    NAME_MAX,
    REFERENCE_MAX,
    account,
    agent,
    amount,
    chain_record,
    day_text,
    end_to_end,
    message,
    moment,
)
from messages.iso20022.records import Detail, Entry, Statement
from messages.iso20022.xml import Message
from messages.text import free_text, identifier

_CREDIT, _DEBIT = "CRDT", "DBIT"
_BOOKED = "BOOK"
_DIGEST_PLACES = 20


def statement(item: Statement) -> Message:
    """camt.053: opening and closing booked balance, and every entry between them."""
    if item.closing_minor < 0 or item.opening_minor < 0:
        raise MessageError("balance", f"{item.account.name} has less than nothing on {item.day}")
    body: Tree = {
        **_head(item, "53"),
        "Bal": [_balance(item, "OPBD", item.opening_minor), _balance(item, "CLBD", item.closing_minor)],
        "TxsSummry": _summary(item),
        "Ntry": [_entry(item, entry) for entry in item.entries],
    }
    return message(STATEMENT, "BkToCstmrStmt", {"GrpHdr": _group(item, "53"), "Stmt": body})


def notification(item: Statement) -> Message:
    """camt.054: the entries of the day, credits and debits."""
    body: Tree = {
        **_head(item, "54"),
        "TxsSummry": _summary(item),
        "Ntry": [_entry(item, entry) for entry in item.entries],
    }
    return message(NOTIFICATION, "BkToCstmrDbtCdtNtfctn", {"GrpHdr": _group(item, "54"), "Ntfctn": body})


def statement_reference(item: Statement, mark: str) -> str:
    """MsgId and Id: mark, day, and twenty digits of SHA-256 of whose day of which money it is."""
    whose = f"{item.account.id}/{item.account.currency}/{item.servicer.lei or item.servicer.name}/{item.day}"
    digest = hashlib.sha256(whose.encode()).hexdigest()[:_DIGEST_PLACES]
    return identifier(f"{mark}-{item.day:%Y%m%d}-{digest}", REFERENCE_MAX, "reference")


def _group(item: Statement, mark: str) -> Tree:
    return {"MsgId": statement_reference(item, mark), "CreDtTm": moment(item.to_s)}


def _head(item: Statement, mark: str) -> dict[str, Tree | str]:
    owner: Tree = {"Nm": free_text(item.owner, NAME_MAX)}
    return {
        "Id": statement_reference(item, mark),
        "ElctrncSeqNb": str(item.number),
        "CreDtTm": moment(item.to_s),
        "FrToDt": {"FrDtTm": moment(item.from_s), "ToDtTm": moment(item.to_s)},
        "Acct": {**account(item.account), "Ownr": owner, "Svcr": agent(item.servicer)},
    }


def _balance(item: Statement, code: str, balance_minor: int) -> Tree:
    return {
        "Tp": {"CdOrPrtry": {"Cd": code}},
        "Amt": amount(balance_minor, item.account.currency),
        "CdtDbtInd": _CREDIT,
        "Dt": {"Dt": day_text(item.day)},
    }


def _summary(item: Statement) -> Tree:
    code, net_minor = item.account.currency, item.credited_minor - item.debited_minor
    return {
        "TtlNtries": {
            "NbOfNtries": str(len(item.entries)),
            "Sum": decimal_text(item.credited_minor + item.debited_minor, code),
            "TtlNetNtry": {"Amt": decimal_text(abs(net_minor), code), "CdtDbtInd": _direction(net_minor >= 0)},
        },
        "TtlCdtNtries": _total(item, True, item.credited_minor),
        "TtlDbtNtries": _total(item, False, item.debited_minor),
    }


def _total(item: Statement, is_credit: bool, sum_minor: int) -> Tree:
    count = sum(entry.is_credit is is_credit for entry in item.entries)
    return {"NbOfNtries": str(count), "Sum": decimal_text(sum_minor, item.account.currency)}


def _entry(item: Statement, entry: Entry) -> Tree:
    domain, family, sub_family = entry.code
    details: list[Tree] = [_detail(item, entry, detail) for detail in entry.details] or [_bare(entry)]
    return {
        "NtryRef": str(entry.number),
        "Amt": amount(entry.amount_minor, item.account.currency),
        "CdtDbtInd": _direction(entry.is_credit),
        "Sts": {"Cd": _BOOKED},
        "BookgDt": {"DtTm": moment(entry.place.at_s)},
        "ValDt": {"Dt": day_text(item.day)},
        "BkTxCd": {"Domn": {"Cd": domain, "Fmly": {"Cd": family, "SubFmlyCd": sub_family}}},
        "NtryDtls": {"TxDtls": details},
    }


def _detail(item: Statement, entry: Entry, detail: Detail) -> Tree:
    return {
        "Refs": {"EndToEndId": end_to_end(detail.uetr), "UETR": detail.uetr},
        "Amt": amount(detail.amount_minor, item.account.currency),
        "CdtDbtInd": _direction(detail.is_credit),
        **_bare(entry),
    }


def _bare(entry: Entry) -> dict[str, Tree]:
    other: dict[str, Tree] = {}
    if entry.other is not None:
        side = "Dbtr" if entry.is_credit else "Cdtr"
        other["RltdPties"] = {side: {"Pty": {"Nm": free_text(entry.other, NAME_MAX)}}}
    return {**other, "SplmtryData": chain_record(entry.place)}


def _direction(is_credit: bool) -> str:
    return _CREDIT if is_credit else _DEBIT
