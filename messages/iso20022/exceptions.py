"""What goes otherwise than instructed: refusals (pacs.002), returns (pacs.004), recalls (camt.056), answers (camt.029).

Trusts the records for what was asked and what came of it.
Never reports a success: that a payment settled is what its pacs.008 and the account's entry say.
"""

from __future__ import annotations

from messages.iso20022.binding import Tree
from messages.iso20022.bindings import RECALL, RECALL_ANSWER, RETURN, STATUS_REPORT
from messages.iso20022.parts import (
    Mark,
    account,
    agent,
    amount,
    chain_record,
    day_text,
    message,
    moment,
    original_amount,
    original_group,
    original_references,
    party,
    reason_information,
    reference,
    settlement,
)
from messages.iso20022.records import CustomerTransfer, Recall, RecallAnswer, Refusal, Returned
from messages.iso20022.xml import Message

REJECTED = "RJCT"
RECALL_REJECTED = "RJCR"


def refusal(item: Refusal) -> Message:
    """pacs.002 with status RJCT and the reason that the network's code maps to."""
    identity = reference(item.original.uetr, Mark.STATUS, item.number)
    status: Tree = {
        "StsId": identity,
        "OrgnlGrpInf": original_group(item.original),
        **original_references(item.original),
        "TxSts": REJECTED,
        "StsRsnInf": reason_information(item.reason, item.information, item.assigner),
        "SplmtryData": chain_record(item.place),
    }
    header: Tree = {"MsgId": identity, "CreDtTm": moment(item.place.at_s)}
    return message(STATUS_REPORT, "FIToFIPmtStsRpt", {"GrpHdr": header, "TxInfAndSts": status})


def payment_return(item: Returned) -> Message:
    """pacs.004: what goes back of which original, by whom to whom, and why."""
    back = item.back
    transaction: Tree = {
        "RtrId": reference(back.uetr, Mark.RETURN),
        "OrgnlGrpInf": original_group(item.original),
        **original_references(item.original),
        **original_amount(item.original),
        "RtrdIntrBkSttlmAmt": amount(back.amount_minor, back.currency),
        "IntrBkSttlmDt": day_text(back.day),
        "ChrgBr": "SLEV",
        "InstgAgt": agent(back.debtor.agent),
        "InstdAgt": agent(back.creditor.agent),
        "RtrChain": _chain(back),
        "RtrRsnInf": reason_information(item.reason, ()),
        "SplmtryData": chain_record(item.place),
    }
    header: Tree = {
        "MsgId": reference(back.uetr, Mark.RETURN),
        "CreDtTm": moment(item.place.at_s),
        "NbOfTxs": "1",
        "SttlmInf": settlement(back.method),
    }
    return message(RETURN, "PmtRtr", {"GrpHdr": header, "TxInf": transaction})


def recall(item: Recall) -> Message:
    """camt.056: the payer's bank asks the payee's for a settled payment."""
    identity = reference(item.original.uetr, Mark.RECALL, item.number)
    asked: Tree = {
        "CxlId": identity,
        "OrgnlGrpInf": original_group(item.original),
        **original_references(item.original),
        **original_amount(item.original),
        "Assgnr": agent(item.assigner),
        "Assgne": agent(item.assignee),
        "CxlRsnInf": reason_information(item.reason, ()),
        "SplmtryData": chain_record(item.place),
    }
    body: Tree = {
        "Assgnmt": _assignment(identity, item),
        "CtrlData": {"NbOfTxs": "1"},
        "Undrlyg": {"TxInf": asked},
    }
    return message(RECALL, "FIToFIPmtCxlReq", body)


def recall_answer(item: RecallAnswer) -> Message:
    """camt.029 with status RJCR: the payment stays where it is, for this reason."""
    identity = reference(item.original.uetr, Mark.ANSWER, item.number)
    answered: Tree = {
        "CxlStsId": identity,
        "OrgnlGrpInf": original_group(item.original),
        **original_references(item.original),
        "TxCxlSts": RECALL_REJECTED,
        "CxlStsRsnInf": reason_information(item.reason, item.information),
        **original_amount(item.original),
    }
    body: Tree = {
        "Assgnmt": _assignment(identity, item),
        "Sts": {"Conf": RECALL_REJECTED},
        "CxlDtls": {"TxInfAndSts": answered},
        "SplmtryData": chain_record(item.place),
    }
    return message(RECALL_ANSWER, "RsltnOfInvstgtn", body)


def _assignment(identity: str, item: Recall | RecallAnswer) -> Tree:
    return {
        "Id": identity,
        "Assgnr": {"Agt": agent(item.assigner)},
        "Assgne": {"Agt": agent(item.assignee)},
        "CreDtTm": moment(item.place.at_s),
    }


def _chain(back: CustomerTransfer) -> Tree:
    return {
        "Dbtr": {"Pty": party(back.debtor)},
        "DbtrAcct": account(back.debtor.account),
        "DbtrAgt": agent(back.debtor.agent),
        "CdtrAgt": agent(back.creditor.agent),
        "Cdtr": {"Pty": party(back.creditor)},
        "CdtrAcct": account(back.creditor.account),
    }
