"""Counting refusals by rule, code and party."""

from __future__ import annotations

import datetime

from nodes.payment_plan import PlannedPayment
from nodes.payment_record import NO_KEY, PaymentRecord, Verdict
from nodes.refusals import RefusalCount, count_refusals
from nodes.scenario.check_names import NO_QUOTE

PAYMENT = PlannedPayment("p", "u", 0, datetime.date(2024, 1, 1), "a", "b", 1, "EUR", "GDDS")
PARTIES = {"0xa": ("importer", "wallet"), "0xb": ("bank", "bank")}


def on_chain(refusal: str, rule: str, party: str) -> PaymentRecord:
    return PaymentRecord(PAYMENT, Verdict.REFUSED, 1, refusal, rule, party, height=1)


def test_count__records__are_one_row_a_rule_code_and_party_in_the_order_of_precedence() -> None:
    records = [
        PaymentRecord.kept_off(PAYMENT, NO_QUOTE),
        on_chain("QuoteExpired", "quote", "0xc"),
        on_chain("PayerFlagged", "risk-flag", "0xa"),
        PaymentRecord.kept_off(PAYMENT, "PayerFlagged", "risk-flag", "0xa"),
        PaymentRecord(PAYMENT, Verdict.SETTLED, 1),
        on_chain("UetrReused", "uetr", "0xb"),
        PaymentRecord.kept_off(PAYMENT, NO_KEY),
        on_chain("PayerFlagged", "risk-flag", "0xa"),
    ]
    assert count_refusals(records, PARTIES) == [
        RefusalCount("uetr", "UetrReused", "AM05", "bank", "bank", 1, 0),
        RefusalCount("risk-flag", "PayerFlagged", "FR01", "wallet", "importer", 2, 1),
        RefusalCount("quote", "QuoteExpired", "ED05", "unknown", "0xc", 1, 0),
        RefusalCount("", NO_KEY, "", "", "", 0, 1),
        RefusalCount("", NO_QUOTE, "", "", "", 0, 1),
    ]


def test_count__nothing_refused__has_no_rows() -> None:
    assert count_refusals([PaymentRecord(PAYMENT, Verdict.SETTLED, 1)], PARTIES) == []
