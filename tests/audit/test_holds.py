"""Freezes, releases and seizures told apart, by hand-made transactions."""

from __future__ import annotations

from audit.holds import Hold, Holds
from chain.clients.events import ForcedTransfer, Frozen, HoldingsMoved, LegalOrderExecuted
from chain.events import Event

MONEY, OTHER, ANN, BEN = (f"0x{number:040x}" for number in (1, 2, 10, 11))
ORDER = b"order".ljust(32, b"\0")


def kinds(holds: Holds, *events: Event, money: str = MONEY) -> list[str]:
    return [hold.kind for hold in holds.read([(money, event) for event in events])]


def test_holds__more_and_less__are_freezes_and_releases() -> None:
    holds = Holds()
    assert kinds(holds, Frozen(ANN, 50)) == ["freeze"]
    assert kinds(holds, Frozen(ANN, 80)) == ["freeze"]
    assert kinds(holds, Frozen(ANN, 20)) == ["release"]
    assert kinds(holds, Frozen(ANN, 0)) == ["release"]
    assert kinds(holds, Frozen(BEN, 0)) == ["release"], "nothing is never a freeze"


def test_holds__of_another_money_or_account__are_counted_apart() -> None:
    holds = Holds()
    kinds(holds, Frozen(ANN, 50))
    assert kinds(holds, Frozen(ANN, 20), money=OTHER) == ["freeze"]
    assert kinds(holds, Frozen(BEN, 20)) == ["freeze"]


def test_holds__what_a_seizure_leaves_frozen__follows_from_it() -> None:
    holds = Holds()
    kinds(holds, Frozen(ANN, 50))
    told = (LegalOrderExecuted(ORDER, ANN, 30, 0), ForcedTransfer(ANN, BEN, 30), Frozen(ANN, 20), Frozen(BEN, 5))
    assert [*holds.read([(MONEY, event) for event in told])] == [
        Hold("forced-transfer", MONEY, ANN, 30, ORDER),
        Hold("follow", MONEY, ANN, 20),
        Hold("freeze", MONEY, BEN, 5),
    ]
    assert kinds(holds, Frozen(ANN, 10)) == ["release"], "of the twenty that were left"


def test_holds__what_goes_along_with_a_key__is_nobodys_act() -> None:
    holds = Holds()
    kinds(holds, Frozen(ANN, 50))
    assert kinds(holds, HoldingsMoved(ANN, BEN, 70), Frozen(ANN, 0), Frozen(BEN, 50)) == ["follow", "follow"]
    assert kinds(holds, Frozen(BEN, 0)) == ["release"]
