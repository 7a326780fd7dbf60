"""Every message that can be built is valid, reads back, and says what its record says.

Trusts the published schemas where they are, xmlschema, and the standard library's parser.
Never looks at the order of elements itself: the schemas do.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import timedelta

import pytest
from iso_records import ACCOUNT, DAY, ENTRIES, LEG, ORIGINAL, PLACE, STATEMENT, TRANSFER, UETR, every_message
from iso_schemas import published, validate

from messages.errors import MessageError
from messages.iso20022.bindings import KINDS, RECALL_ANSWER
from messages.iso20022.exceptions import refusal
from messages.iso20022.records import Refusal
from messages.iso20022.statements import notification, statement, statement_reference
from messages.iso20022.transfers import customer_transfer, institution_transfer
from messages.iso20022.xml import Message, read, to_xml
from messages.text import is_clean


def texts(message: Message, tag: str) -> list[str]:
    """The texts of all elements of a name, in order."""
    root = ElementTree.fromstring(to_xml(message))
    return [element.text or "" for element in root.iter() if element.tag.endswith("}" + tag)]


def test_messages__of_every_kind__are_valid_and_read_back() -> None:
    for message in every_message():
        xml = to_xml(message)
        validate(xml, message.kind)
        assert read(xml) == message
        assert to_xml(read(xml)) == xml


def test_messages__kinds_written__are_those_published_and_the_answer_to_a_recall() -> None:
    assert {message.kind for message in every_message()} == set(KINDS)
    if published():
        assert {*published(), RECALL_ANSWER} == set(KINDS)


def test_messages__with_hostile_names__hold_nothing_invisible() -> None:
    for message in every_message():
        text = to_xml(message).decode()
        assert is_clean(text.replace("\n", ""))
        assert "<script>" not in text


def test_schema_oracle__of_a_broken_message__finds_it() -> None:
    broken = to_xml(customer_transfer(TRANSFER)).replace(b"<ChrgBr>SLEV</ChrgBr>", b"")
    with pytest.raises(MessageError, match="ChrgBr: it is missing"):
        read(broken)
    if published():
        with pytest.raises(Exception, match="ChrgBr"):
            validate(broken, "pacs.008.001.09")


@pytest.mark.parametrize(("currency", "text"), [("JPY", "1000"), ("KWD", "1.000"), ("EUR", "10.00")])
def test_leg__in_a_currency__has_its_decimals(currency: str, text: str) -> None:
    assert texts(institution_transfer(replace(LEG, currency=currency)), "IntrBkSttlmAmt") == [text]


def test_references__of_one_uetr__fit_and_differ() -> None:
    legs = [institution_transfer(replace(LEG, number=number)) for number in (1, 2, 99)]
    references = [texts(message, "InstrId")[0] for message in (*legs, customer_transfer(TRANSFER))]
    assert len(set(references)) == 4
    assert {len(reference) for reference in references} == {35}
    assert {reference[:32] for reference in references} == {UETR.replace("-", "")}


@pytest.mark.parametrize("number", [0, 100])
def test_references__beyond_what_fits__are_refused(number: int) -> None:
    with pytest.raises(MessageError, match="at most 99"):
        institution_transfer(replace(LEG, number=number))


@pytest.mark.parametrize("uetr", ["", UETR.upper(), UETR.replace("-4c3e", "-1c3e"), UETR + "0", "x" * 36])
def test_transfer__under_what_is_no_uetr__is_refused(uetr: str) -> None:
    with pytest.raises(MessageError):
        customer_transfer(replace(TRANSFER, uetr=uetr))


def test_transfer__of_an_account_that_does_not_fit__is_refused() -> None:
    party = replace(TRANSFER.debtor, account=replace(ACCOUNT, id="0x" + "1" * 40))
    with pytest.raises(MessageError, match="account"):
        customer_transfer(replace(TRANSFER, debtor=party))


def test_refusal__with_a_reason_of_our_own__says_it_as_such() -> None:
    message = refusal(Refusal(ORIGINAL, 1, "pool-rate", (), "Corridor", PLACE))
    assert texts(message, "Prtry") == ["pool-rate"]
    assert texts(message, "Cd") == []


def test_statement__balances_and_sums__are_the_record_s() -> None:
    message = statement(STATEMENT)
    assert texts(message, "Amt")[:2] == ["1.000", "1.400"]
    assert texts(message, "NbOfNtries") == ["2", "1", "1"]
    assert texts(message, "Sum") == ["0.600", "0.500", "0.100"]
    assert texts(message, "ElctrncSeqNb") == ["1"]
    assert texts(message, "UETR") == [UETR]


def test_statement__below_nothing__is_refused() -> None:
    with pytest.raises(MessageError, match="less than nothing"):
        statement(replace(STATEMENT, opening_minor=0, entries=ENTRIES[1:]))


def test_statement_references__of_days_and_accounts__differ() -> None:
    other = replace(STATEMENT, account=replace(ACCOUNT, id="B" * 32))
    next_day = replace(STATEMENT, day=DAY + timedelta(days=1))
    elsewhere = replace(STATEMENT, servicer=replace(STATEMENT.servicer, lei="", name="Another"))
    made = [statement_reference(item, "53") for item in (STATEMENT, other, next_day, elsewhere)]
    assert len({*made, texts(notification(STATEMENT), "Id")[0]}) == 5
