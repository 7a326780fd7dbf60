"""The door to a detector: what it may answer, and the error that names it when it answers something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from transfers import Payments, wallet

from chain.clients.events import CustomerRegistered, PaymentSettled
from chain.detection import Alarm, Reason, listen
from chain.errors import InputError
from chain.events import Event, LoggedEvent

HEARD = Payments().event(3_600, "ann", "bob", 100)
STRANGE = HEARD._replace(event=CustomerRegistered(wallet("ann"), wallet("bank"), 1, b""))
FINE = Alarm(1, 3_600, wallet("bob"), "fan_in", 60, (Reason("strangers", 6),), ())


@dataclass
class Says:
    """A detector that answers the same whatever it hears."""

    alarms: Sequence[Any]
    name: str = "parrot"
    hears: frozenset[type[Event]] = frozenset((PaymentSettled,))

    def hear(self, events: Sequence[LoggedEvent]) -> Sequence[Any]:
        assert all(type(event.event) is PaymentSettled for event in events)
        return self.alarms


def test_listen__alarms_in_order__come_through() -> None:
    later = replace(FINE, score=61)
    assert listen(Says([FINE, later]), [STRANGE, HEARD]) == (FINE, later)


def test_listen__nothing_that_it_wants__is_not_told() -> None:
    assert listen(Says([FINE]), [STRANGE]) == ()


@pytest.mark.parametrize(
    ("alarms", "why"),
    [
        ([FINE, FINE], "does not come after"),
        ([replace(FINE, score=61), FINE], "does not come after"),
        (["alarm"], "str is no alarm"),
        ([replace(FINE, score=60.0)], "60.0 is no integer"),
        ([replace(FINE, score=True)], "True is no integer"),
        ([replace(FINE, reasons=(Reason("share", 0.5),))], "0.5 is no integer"),
        ([replace(FINE, score=0)], "score 0 is not 1 to 100"),
        ([replace(FINE, score=101)], "score 101 is not 1 to 100"),
        ([replace(FINE, height=2)], "it is of block 2, and block 1 was told"),
        ([replace(FINE, at_s=1)], "it is of block 1, and block 1 was told"),
        ([replace(FINE, account="bob")], "'bob' is no address"),
        ([replace(FINE, typology="Fan in")], "'Fan in' is no name"),
        ([replace(FINE, reasons=(Reason("", 1),))], "'' is no name"),
        ([replace(FINE, reasons=())], "it gives no reason"),
        ([replace(FINE, uetrs=("x",))], "its payments are not UETRs"),
    ],
)
def test_listen__alarm_that_breaks_the_contract__is_an_error_that_names_the_detector(
    alarms: list[Any], why: str
) -> None:
    with pytest.raises(InputError, match="detector parrot: an alarm breaks the contract") as error:
        listen(Says(alarms), [HEARD])
    assert why in error.value.why


def test_listen__payment_named_twice__is_an_error() -> None:
    assert isinstance(HEARD.event, PaymentSettled)
    with pytest.raises(InputError, match="each once"):
        listen(Says([replace(FINE, uetrs=(HEARD.event.uetr,) * 2)]), [HEARD])
