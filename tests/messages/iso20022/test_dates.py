"""The stand-ins for xsdata's dates take what XML Schema writes, and nothing else.

Trusts `datetime`.
Never needs a binding.
"""

from __future__ import annotations

import sys

import pytest

from messages.errors import MessageError
from messages.iso20022.bindings import KINDS, document_class
from messages.iso20022.dates import XmlDate, XmlDateTime, XmlPeriod, XmlTime


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (XmlDate, "2024-02-29"),
        (XmlDateTime, "2024-06-03T08:30:00Z"),
        (XmlDateTime, "2024-06-03T08:30:00+08:00"),
        (XmlTime, "08:30:00"),
        (XmlPeriod, "2024"),
        (XmlPeriod, "2024-06"),
    ],
)
def test_from_string__of_a_value__is_its_text(kind: type[XmlDate], text: str) -> None:
    assert kind.from_string(text) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((XmlDate, "2024-02-30"), (XmlDate, "20240203"), (XmlDate, ""), (XmlDate, "2024-W01-1")),
        *((XmlDateTime, "2024-06-03"), (XmlDateTime, "2024-06-03T08:30:00"), (XmlDateTime, "2024-06-03 08:30:00Z")),
        *((XmlTime, "25:00:00"), (XmlPeriod, "2024-13"), (XmlPeriod, "x")),
    ],
)
def test_from_string__of_anything_else__is_refused(kind: type[XmlDate], text: str) -> None:
    with pytest.raises(MessageError, match=kind.__name__):
        kind.from_string(text)


def test_bindings__once_imported__leave_nothing_lent() -> None:
    assert all(document_class(kind).__name__ == "Document" for kind in KINDS)
    lent = [name for name in sys.modules if name.partition(".")[0] == "xsdata"]
    assert all(getattr(sys.modules[name], "__spec__", None) is not None for name in lent)  # xsdata itself, if anything
