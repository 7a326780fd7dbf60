"""Credit transfers: a customer's (pacs.008), institutions' (pacs.009), and the cover of a customer's (pacs.009 COV).

Trusts the records for who pays whom what.
Never names an exchange rate: the order says what the creditor gets, and each leg has its own amount and currency.
"""

from __future__ import annotations

from messages.iso20022.binding import Tree
from messages.iso20022.bindings import CREDIT_TRANSFER, INSTITUTION_TRANSFER
from messages.iso20022.parts import (
    account,
    agent,
    amount,
    chain_record,
    day_text,
    end_to_end,
    message,
    moment,
    party,
    purpose,
    settlement,
    transfer_reference,
)
from messages.iso20022.records import CustomerTransfer, InstitutionTransfer
from messages.iso20022.xml import Message

_CHARGES = "SLEV"
"""Charges follow the rules of the system: nothing is taken out of an amount on its way."""


def customer_transfer(item: CustomerTransfer) -> Message:
    """pacs.008: who pays, who is paid, through which banks, and how these settle."""
    debtor, creditor = item.debtor, item.creditor
    transaction: Tree = {
        "PmtId": _identification(CREDIT_TRANSFER, item),
        "IntrBkSttlmAmt": amount(item.amount_minor, item.currency),
        "IntrBkSttlmDt": day_text(item.day),
        "ChrgBr": _CHARGES,
        "InstgAgt": agent(debtor.agent),
        "InstdAgt": agent(creditor.agent),
        "Dbtr": party(debtor),
        "DbtrAcct": account(debtor.account),
        "DbtrAgt": agent(debtor.agent),
        "CdtrAgt": agent(creditor.agent),
        "Cdtr": party(creditor),
        "CdtrAcct": account(creditor.account),
        "Purp": purpose(item.purpose),
        "SplmtryData": chain_record(item.place),
    }
    header: Tree = {
        "MsgId": transfer_reference(CREDIT_TRANSFER, item.uetr, item.number),
        "CreDtTm": moment(item.place.at_s),
        "NbOfTxs": "1",
        "SttlmInf": settlement(item.method),
    }
    return message(CREDIT_TRANSFER, "FIToFICstmrCdtTrf", {"GrpHdr": header, "CdtTrfTxInf": transaction})


def institution_transfer(item: InstitutionTransfer) -> Message:
    """pacs.009, COV where it covers a customer's payment: one leg of central-bank money."""
    transaction: Tree = {
        "PmtId": _identification(INSTITUTION_TRANSFER, item),
        "IntrBkSttlmAmt": amount(item.amount_minor, item.currency),
        "IntrBkSttlmDt": day_text(item.day),
        "InstgAgt": agent(item.debtor),
        "InstdAgt": agent(item.creditor),
        "Dbtr": agent(item.debtor),
        "Cdtr": agent(item.creditor),
        "UndrlygCstmrCdtTrf": None if item.underlying is None else _underlying(item.underlying),
        "SplmtryData": chain_record(item.place),
    }
    header: Tree = {
        "MsgId": transfer_reference(INSTITUTION_TRANSFER, item.uetr, item.number),
        "CreDtTm": moment(item.place.at_s),
        "NbOfTxs": "1",
        "SttlmInf": settlement("CLRG"),
    }
    return message(INSTITUTION_TRANSFER, "FICdtTrf", {"GrpHdr": header, "CdtTrfTxInf": transaction})


def _identification(kind: str, item: CustomerTransfer | InstitutionTransfer) -> Tree:
    own = transfer_reference(kind, item.uetr, item.number)
    return {"InstrId": own, "EndToEndId": end_to_end(item.uetr), "TxId": own, "UETR": item.uetr}


def _underlying(item: CustomerTransfer) -> Tree:
    return {
        "Dbtr": party(item.debtor),
        "DbtrAcct": account(item.debtor.account),
        "DbtrAgt": agent(item.debtor.agent),
        "CdtrAgt": agent(item.creditor.agent),
        "Cdtr": party(item.creditor),
        "CdtrAcct": account(item.creditor.account),
        "InstdAmt": amount(item.amount_minor, item.currency),
    }
