"""Records that messages are built from in tests, and every message that can be built of them.

Trusts nothing: names in them are as hostile as names get.
Never needs a chain.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from messages.iso20022.bindings import CREDIT_TRANSFER
from messages.iso20022.exceptions import payment_return, recall, recall_answer, refusal
from messages.iso20022.records import (
    Account,
    Agent,
    CustomerTransfer,
    Detail,
    Entry,
    InstitutionTransfer,
    Original,
    Party,
    Place,
    Recall,
    RecallAnswer,
    Refusal,
    Returned,
    Statement,
)
from messages.iso20022.statements import notification, statement
from messages.iso20022.transfers import customer_transfer, institution_transfer
from messages.iso20022.xml import Message

UETR = "0b6f6f6e-1f0a-4c3e-9d55-5d6c1f2a7b10"
HOSTILE = "<script>\x00\u202e&amp;]]> =1+1 \U0001f600\ud800 泰国"
DAY = date(2024, 6, 3)
PLACE = Place("0x" + "ab" * 32, 12, 1_717_401_600)
FRANKFURT = Agent("FRNKDEF0", "529900T8BM49AURSDO55", "Frankfurt Bank")
NOBODY = Agent("", "", HOSTILE)
ACCOUNT = Account("A" * 32, "0x" + "1" * 40, "KWD")
PAYER, PAYEE = Party("Payer", ACCOUNT, FRANKFURT, "529900T8BM49AURSDO55"), Party(HOSTILE, ACCOUNT, NOBODY)
TRANSFER = CustomerTransfer(UETR, PAYER, PAYEE, 1_234_567, "KWD", DAY, "GDDS", "COVE", PLACE)
LEG = InstitutionTransfer(UETR, 1, FRANKFURT, NOBODY, 1_000, "JPY", DAY, PLACE)
ORIGINAL = Original(CREDIT_TRANSFER, UETR, 1, 1_234_567, "KWD", DAY)
ENTRIES = (
    Entry(1, True, 500, ("PMNT", "RCDT", "XBCT"), (Detail(UETR, True, 500),), HOSTILE, PLACE),
    Entry(2, False, 100, ("PMNT", "CNTR", "CWDL"), (), None, PLACE),
)
STATEMENT = Statement(ACCOUNT, HOSTILE, FRANKFURT, DAY, 1, 1_717_315_200, 1_717_401_601, 1_000, ENTRIES)


def every_message() -> list[Message]:
    """One of each shape."""
    return [
        customer_transfer(TRANSFER),
        customer_transfer(replace(TRANSFER, method="CLRG", purpose="its own")),
        customer_transfer(replace(TRANSFER, method="INDA", purpose="")),
        institution_transfer(LEG),
        institution_transfer(replace(LEG, number=2, underlying=TRANSFER)),
        refusal(Refusal(ORIGINAL, 1, "AM04", ("PayerInsufficientBalance (7)", HOSTILE), "Corridor", PLACE)),
        payment_return(Returned(ORIGINAL, TRANSFER, "AC04", PLACE)),
        recall(Recall(ORIGINAL, FRANKFURT, NOBODY, "DUPL", 1, PLACE)),
        recall(Recall(Original(CREDIT_TRANSFER, UETR), FRANKFURT, NOBODY, "own", 2, PLACE)),
        recall_answer(RecallAnswer(ORIGINAL, NOBODY, FRANKFURT, "CUST", (), 1, PLACE)),
        statement(STATEMENT),
        statement(replace(STATEMENT, entries=())),
        notification(STATEMENT),
    ]
