"""Dataclasses as rows of what JSON knows: there and back, and what cannot go."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from enum import Enum, StrEnum

import pytest

from chain.consensus.messages import Evidence
from chain.consensus.qbft import Decision
from chain.flat import Flat
from nodes.payment_plan import PlannedPayment
from nodes.payment_record import PaymentRecord, Verdict
from nodes.scenario.world import Fault
from nodes.travel_rule import TravelRecord


class Colour(StrEnum):
    RED = "red"


class Side(Enum):
    LEFT = "l"


@dataclass(frozen=True, slots=True)
class Inner:
    day: datetime.date
    data: bytes


@dataclass(frozen=True, slots=True)
class Outer:
    name: str | None
    inner: Inner | None
    colours: tuple[Colour, ...]
    numbers: tuple[int, ...]
    extra: dict[str, object]
    sides: list[Side]


DAY = datetime.date(2024, 2, 29)
PAYMENT = PlannedPayment("p", "u", 10**10, DAY, "a", "b", 10**15, "EUR", "GDDS", False, "al", Fault.REUSED_UETR)
LIE = Evidence(3, 0, "0x1", "0x2", 10**13)
ITEMS = [
    Outer(None, None, (), (), {}, []),
    Outer("x", Inner(DAY, b"\x00\xff"), (Colour.RED, Colour.RED), (1, 2**70), {"k": [{"l": "ü"}]}, [Side.LEFT]),
    PAYMENT,
    PaymentRecord(PAYMENT, Verdict.KEPT_OFF, refusal="NoQuote"),
    TravelRecord("u", bytes(range(32)), {"originator": {"name": ["a"]}}),
    Decision(1, 2, 3, 4, "0x1", ("0x1", "0x2"), 5, 6, (LIE,)),
]


@pytest.mark.parametrize("item", ITEMS)
def test_flat__any_item__comes_back_equal_through_json(item: object) -> None:
    flat = Flat.of(type(item))
    back = flat.up(json.loads(json.dumps(flat.down(item))))
    assert back == item
    assert repr(back) == repr(item)  # an enumeration equals its text; it has to be one again


@dataclass
class Drawn:
    share: float
    name: str


def test_flat__field_of_another_type__is_refused_when_first_seen() -> None:
    with pytest.raises(TypeError, match=r"Drawn\.share: <class 'float'> cannot be kept"):
        Flat.of(Drawn)
