"""What is read goes through defusedxml first, then has to be a message of ours to the letter.

Trusts defusedxml.
Never parses a hostile text with anything else.
"""

from __future__ import annotations

import pytest
from iso_records import LEG, TRANSFER

from messages.errors import MessageError
from messages.iso20022 import xml
from messages.iso20022.transfers import customer_transfer, institution_transfer
from messages.iso20022.xml import read, to_xml

GOOD = to_xml(customer_transfer(TRANSFER))
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]><Document>&lol3;</Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document>&x;</Document>"""
DEEP = b"<a>" * 20_000 + b"</a>" * 20_000


def changed(old: bytes, new: bytes) -> bytes:
    """The good message with something replaced, once."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (LAUGHS, "document type or entities"),
        (OUTSIDE, "document type or entities"),
        (b"<!DOCTYPE d SYSTEM 'http://example.com/x.dtd'><Document/>", "document type or entities"),
        (b"", "no XML"),
        (b"not XML", "no XML"),
        (GOOD[: len(GOOD) // 2], "no XML"),
        (b"\xff\xfe\x00", "no XML"),
        (b'<?xml version="1.0" encoding="no-such"?><Document/>', "no XML"),
        (b"<Document/>", "its root is"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "its root is"),
        (DEEP, "its root is"),
        (changed(b"pacs.008.001.09", b"pacs.008.001.99"), "its root is"),
        (changed(b"<ChrgBr>SLEV</ChrgBr>", b"<ChrgBr>FREE</ChrgBr>"), "ChrgBr: 'FREE' is no ChargeBearer"),
        (changed(b"<ChrgBr>", b"<Extra>1</Extra><ChrgBr>"), "it has no part"),
        (changed(b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs>one</NbOfTxs>"), "NbOfTxs: 'one' is not of the form"),
        (changed(b"<NbOfTxs>1</NbOfTxs>", b""), "NbOfTxs: it is missing"),
        (changed(b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs>1</NbOfTxs><NbOfTxs>1</NbOfTxs>"), "NbOfTxs: 2 of it"),
        (changed(b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs><b>1</b></NbOfTxs>"), "a text has parts"),
        (changed(b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs a='1'>1</NbOfTxs>"), "a text has parts"),
        (changed(b"1234.567", b"1234.56700"), "IntrBkSttlmAmt: '1234.56700' has 5 decimals, KWD has 3"),
        (changed(b"1234.567", b"1E3"), "1E3"),
        (changed(b'Ccy="KWD"', b'Ccy="XAU"'), "minor unit"),
        (changed(b'Ccy="KWD"', b'Ccy="KWD" Extra="1"'), "it has no part"),
        (changed(b"<GrpHdr>", b"<GrpHdr>stray"), "text between its parts"),
        (changed(b"</GrpHdr>", b"</GrpHdr>stray"), "text between its parts"),
        (changed(b"<Nm>Payer</Nm>", "<Nm>Pa\u202eyer</Nm>".encode()), "may not travel"),
        (changed(b"2024-06-03</IntrBkSttlmDt>", b"2024-06-31</IntrBkSttlmDt>"), "IntrBkSttlmDt"),
        (changed(b"urn:corridor:record:1", b"urn:somebody:else"), "nothing that is written here"),
        (changed(b"<Cd>GDDS</Cd>", b"<Cd>GDDS</Cd><Prtry>x</Prtry>"), "one of its parts is due"),
        (changed(b"<Cd>GDDS</Cd>", b""), "one of its parts is due"),
    ],
)
def test_read__hostile_or_broken__is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(MessageError) as refused:
        read(data)
    assert why in str(refused.value)
    assert len(str(refused.value)) < 500
    assert "\n" not in str(refused.value)


def test_read__parts_out_of_order__are_refused() -> None:
    message_id = GOOD[GOOD.index(b"<MsgId>") : GOOD.index(b"</MsgId>") + 8]
    moved = GOOD.replace(message_id, b"", 1).replace(b"</NbOfTxs>", b"</NbOfTxs>" + message_id, 1)
    with pytest.raises(MessageError, match="not in the order"):
        read(moved)


def test_read__more_than_a_message_has__is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "BYTES_MAX", len(GOOD) - 1)
    with pytest.raises(MessageError, match="bytes, at most"):
        read(GOOD)


def test_read__spaces_and_comments_between_parts__do_not_matter() -> None:
    spaced = GOOD.replace(b"<GrpHdr>", b"\n\t<!-- a word -->\n<GrpHdr>")
    assert read(spaced) == read(GOOD)


def test_read__a_leg__is_the_leg() -> None:
    message = institution_transfer(LEG)
    assert read(to_xml(message)) == message
