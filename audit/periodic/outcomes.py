"""What followed the auditor's alarms: money frozen, released, taken or left alone, and how long that took.

Trusts the record for alarms and acts alike: the detectors are the auditor's own, the acts are events.
Never takes the nodes' word: their tables of alarms and notices are compared with it, and said to be theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from audit.holds import TOLD_BY, Hold, Holds
from audit.record import Record
from audit.typologies.panel import DETECTORS, panel_of
from chain.abi import Address
from chain.detection import Alarm, listen

EVERY = "all"
"""The row of every typology together: a wallet counts once."""
State: TypeAlias = Literal["seized", "released", "frozen", "left"]
STATES: tuple[State, ...] = ("seized", "released", "frozen", "left")


@dataclass(frozen=True, slots=True)
class TimedHold:
    """A hold and its UTC second."""

    at_s: int
    hold: Hold


@dataclass(frozen=True, slots=True)
class Watched:
    """What a record shows to who looks over it once. alarms, holds: in order; customers: key -> number."""

    alarms: tuple[Alarm, ...]
    holds: tuple[TimedHold, ...]
    customers: Mapping[Address, int]

    def of(self, account: Address) -> int | Address:
        """Whose key an account is: a customer stays who it was when its key is replaced."""
        return self.customers.get(account, account)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed the first alarm of one kind against one wallet. typology, or `EVERY`; account: of the alarm;
    alarmed_at_s; state: at the end; frozen_at_s: of the first freeze after it, None where there is none, or some of the
    money stood frozen already; freezes: seconds of all that come into it, those before too where they still stood."""

    typology: str
    account: Address
    alarmed_at_s: int
    state: State
    frozen_at_s: int | None
    freezes: tuple[int, ...]

    @property
    def reaction_s(self) -> int | None:
        """From the alarm to the freeze that followed."""
        return None if self.frozen_at_s is None else self.frozen_at_s - self.alarmed_at_s


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """The outcomes of one typology. alarms; wallets: alarmed; seized, released, frozen, left: what their money is at
    the end, together all wallets; notified: of whose freezes owner and bank were told, by the nodes' table, None where
    there is none; reaction_s_median, reaction_s_max: None where no freeze followed."""

    typology: str
    alarms: int
    wallets: int
    seized: int
    released: int
    frozen: int
    left: int
    notified: int | None
    reaction_s_median: int | None
    reaction_s_max: int | None

    def as_json(self) -> dict[str, Any]:
        """The counts with their stable keys."""
        return asdict(self)


def watch(record: Record, customers: Mapping[Address, int]) -> Watched:
    """Looks over a record once, with every detector."""
    panel, holds = panel_of(DETECTORS), Holds()
    alarms: list[Alarm] = []
    done: list[TimedHold] = []
    for transaction in record.transactions():
        if transaction.events:
            alarms += listen(panel, transaction.events)
        told = [(logged.address, logged.event) for logged in transaction.events if isinstance(logged.event, TOLD_BY)]
        done += (TimedHold(transaction.timestamp_s, hold) for hold in holds.read(told))
    return Watched(tuple(alarms), tuple(done), customers)


def outcomes(watched: Watched) -> tuple[Outcome, ...]:
    """What followed, for each wallet and typology, and for each wallet; in the order of the alarms."""
    timelines: defaultdict[int | Address, list[TimedHold]] = defaultdict(list)
    for timed in watched.holds:
        timelines[watched.of(timed.hold.account)].append(timed)
    first: dict[tuple[str, int | Address], Alarm] = {}
    for alarm in watched.alarms:
        for typology in (EVERY, alarm.typology):
            first.setdefault((typology, watched.of(alarm.account)), alarm)
    return tuple(_outcome(typology, alarm, timelines[customer]) for (typology, customer), alarm in first.items())


def _outcome(typology: str, alarm: Alarm, timeline: Sequence[TimedHold]) -> Outcome:
    after = [timed for timed in timeline if timed.at_s > alarm.at_s]
    is_frozen_before = bool(_frozen([timed for timed in timeline if timed.at_s <= alarm.at_s]))
    freezes = [timed.at_s for timed in after if timed.hold.kind == "freeze"]
    before = [timed.at_s for timed in timeline if timed.at_s <= alarm.at_s and timed.hold.kind == "freeze"]
    if any(timed.hold.kind == "forced-transfer" for timed in after):
        state: State = "seized"
    elif not freezes and not is_frozen_before:
        state = "left"
    else:
        state = "frozen" if _frozen(timeline) else "released"
    frozen_at_s = None if is_frozen_before or not freezes else freezes[0]
    concerned = (*(before if is_frozen_before else ()), *freezes)
    return Outcome(typology, alarm.account, alarm.at_s, state, frozen_at_s, concerned)


def _frozen(timeline: Iterable[TimedHold]) -> set[tuple[Address, Address]]:
    """Of which money how much stands frozen after some steps: any that is not nothing."""
    amounts = {
        (timed.hold.money, timed.hold.account): timed.hold.amount_minor
        for timed in timeline
        if timed.hold.kind != "forced-transfer"
    }
    return {place for place, amount_minor in amounts.items() if amount_minor}


def counted(
    watched: Watched, found: Sequence[Outcome], told: frozenset[tuple[int, int | Address]] | None
) -> Iterator[OutcomeCount]:
    """A row for each typology that raised an alarm, and one for all. told: second and customer of each freeze that the
    nodes say owner and bank were told of; None where they say nothing."""
    for typology in (*DETECTORS, EVERY):
        mine = [each for each in found if each.typology == typology]
        if not mine:
            continue
        alarms = sum(typology in (EVERY, alarm.typology) for alarm in watched.alarms)
        states = {state: sum(each.state == state for each in mine) for state in STATES}
        notified = None if told is None else sum(_is_told(each, watched.of(each.account), told) for each in mine)
        reactions = sorted(each.reaction_s for each in mine if each.reaction_s is not None)
        median, most = (reactions[(len(reactions) - 1) // 2], reactions[-1]) if reactions else (None, None)
        yield OutcomeCount(
            typology, alarms, len(mine), **states, notified=notified, reaction_s_median=median, reaction_s_max=most
        )


def _is_told(outcome: Outcome, customer: int | Address, told: frozenset[tuple[int, int | Address]]) -> bool:
    """Whether there were freezes, and a word of each."""
    return bool(outcome.freezes) and all((at_s, customer) in told for at_s in outcome.freezes)
