"""When the members of a pattern pay, and how much: planned payments like any other.

Trusts the pattern for who pays whom in which stage, and the diary for seconds that are free.
Never pays on what has not come: a stage begins when the one before is over, with time to settle in between.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chain.errors import InputError
from finance.fx import BPS
from finance.money import AMOUNT_MINOR_MAX, currency, parse_minor
from nodes.corridors import MARGIN_S, Window, windows
from nodes.draws import amount_in
from nodes.payment_plan import Diary, PlannedPayment, asks_first
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.typologies import TypologyEntry
from nodes.scenario.world import Client, World
from nodes.typologies.members import Pattern
from nodes.typologies.shapes import Edge

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_HOUR_S = 3_600
_SETTLES_WITHIN_S = 120
"""Between two stages: so long a payment may take to be final."""
_BURST = 10
_MINUTE_S = 60


def typology_payments(
    scenario: Scenario, world: World, patterns: Iterable[Pattern], diary: Diary, rates: ReferenceRates
) -> Iterator[PlannedPayment]:
    """The payments of all patterns. Raises InputError where a period has no room for one, or an amount is too large."""
    clients = {client.id: client for client in world.clients}
    for pattern in patterns:
        members = [clients[member] for member in pattern.members]
        yield from _Drawing(scenario, pattern, members, diary, rates).payments()


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One pattern on its way to payments. members: in its order."""

    scenario: Scenario
    pattern: Pattern
    members: Sequence[Client]
    diary: Diary
    rates: ReferenceRates

    def payments(self) -> Iterator[PlannedPayment]:
        """Its payments, in the order of their stages."""
        pattern, stream = self.pattern, Stream(self.scenario.seed, "typologies", "payments", self.pattern.id)
        slots = self._slots(stream.child("begins"))
        values_minor = _values_minor(pattern.entry, pattern.edges, stream.child("amounts"), self._lent_minor())
        for place, edge in enumerate(pattern.edges):
            drawn = stream.child("payment", place)
            payer, payee = self.members[edge.payer], self.members[edge.payee]
            day, at_s = self.diary.draw(drawn, payer, _seconds(slots[place], drawn))
            money = payee.currency
            dollar = currency(REPORTING_CURRENCY)
            amount_minor = max(1, self.rates.value_minor(values_minor[place], dollar, money, day))
            if amount_minor > AMOUNT_MINOR_MAX:
                raise self._impossible("most", "amount too large", f"more {money.code} than one payment may have")
            yield PlannedPayment(
                id=pattern.payment_ids[place],
                uetr=pattern.uetrs[place],
                at_s=at_s,
                day=day,
                payer=payer.id,
                payee=payee.id,
                amount_minor=amount_minor,
                currency=money.code,
                purpose=drawn.choice(pattern.entry.purposes),
                asks_first=asks_first(self.scenario, pattern.payment_ids[place]),
            )

    def _slots(self, stream: Stream) -> list[list[Window]]:
        """Of each payment the open seconds in which it lies."""
        entry, edges = self.pattern.entry, self.pattern.edges
        open_ = self._open()
        stages = edges[-1].stage + 1
        length_s = min(entry.period_h * _HOUR_S, sum(window.end_s - window.start_s for window in open_))
        if length_s < stages * 2 * _SETTLES_WITHIN_S + len(edges):
            why = f"{stages} stages do not fit into the {length_s} s in which its members' jurisdictions settle"
            raise self._impossible("period_h", "no time for a pattern", why)
        total_s = sum(window.end_s - window.start_s for window in open_)
        # Who runs with a loan does not wait; all others begin whenever there is time.
        begins_s = 0 if self.pattern.loan else stream.between(0, total_s - length_s)
        in_stage, seen = Counter(edge.stage for edge in edges), Counter[int]()
        slots = []
        for edge in edges:
            first_s = begins_s + length_s * edge.stage // stages
            room_s = length_s // stages - _SETTLES_WITHIN_S
            part = _part(entry.schedule, seen[edge.stage], in_stage[edge.stage], room_s)
            seen[edge.stage] += 1
            slots.append(_cut(open_, first_s + part[0], first_s + part[1]))
        return slots

    def _open(self) -> list[Window]:
        """When all members' jurisdictions settle."""
        entry, scenario = self.pattern.entry, self.scenario
        openings = {member.jurisdiction.id: member.jurisdiction.opening for member in self.members}
        first, loan = entry.first or scenario.start, self.pattern.loan
        # Not on the day of the drawdown: its bank asks in the morning what the day's orders need, and would lend twice.
        first = first if loan is None else loan.drawn_on + datetime.timedelta(days=1)
        return [*windows([*openings.values()], first, entry.last or scenario.end, MARGIN_S)]

    def _lent_minor(self) -> int:
        """What the first member has borrowed, in US cents; zero without a loan."""
        loan = self.pattern.loan
        if loan is None:
            return 0
        money, dollar = loan.lender.currency, currency(REPORTING_CURRENCY)
        return self.rates.value_minor(loan.terms.principal_minor, money, dollar, loan.drawn_on)

    def _impossible(self, key: str, what: str, why: str) -> InputError:
        index = self.scenario.typologies.index(self.pattern.entry)
        return InputError(what=what, where=f"typologies[{index}].{key}", why=why, do="change it, or the period")


def _part(schedule: str, number: int, count: int, room_s: int) -> tuple[int, int]:
    """From which second of its stage to which a payment may lie."""
    if schedule == "even":
        return room_s * number // count, max(room_s * number // count + 1, room_s * (number + 1) // count)
    return 0, max(1, room_s // _BURST) if schedule == "burst" else room_s


def _cut(open_: Sequence[Window], from_s: int, to_s: int) -> list[Window]:
    """The open seconds number `from_s` up to `to_s`, not included, counted over all windows."""
    cut, passed_s = [], 0
    for window in open_:
        length_s = window.end_s - window.start_s
        low_s, high_s = max(0, from_s - passed_s), min(length_s, to_s - passed_s)
        if low_s < high_s:
            cut.append(Window(window.day, window.start_s + low_s, window.start_s + high_s))
        passed_s += length_s
    return cut


def _seconds(slot: Sequence[Window], stream: Stream) -> list[Window]:
    """A minute of a slot; each second is as likely to begin it, however unlike its windows are."""
    at = stream.below(sum(window.end_s - window.start_s for window in slot))
    return _cut(slot, at, at + _MINUTE_S)[:1]


def _values_minor(entry: TypologyEntry, edges: Sequence[Edge], stream: Stream, lent_minor: int) -> list[int]:
    """What each payment is worth in US cents: a first amount is drawn; what came is passed on in equal parts, less what
    its holder keeps, rounded down. lent_minor: what came to the first member before its first payment."""
    dollar = currency(REPORTING_CURRENCY)
    least_minor, most_minor = parse_minor(entry.least, dollar), parse_minor(entry.most, dollar)
    values_minor: list[int] = []
    came_minor: Mapping[int, int] = {0: lent_minor}
    for stage in range(edges[-1].stage + 1):
        now = [edge for edge in edges if edge.stage == stage]
        fan, came_now = Counter(edge.payer for edge in now), Counter[int]()
        for edge in now:
            passed_minor = came_minor.get(edge.payer, 0) * (BPS - entry.kept_bps) // BPS // fan[edge.payer]
            values_minor.append(passed_minor or amount_in(stream, least_minor, most_minor))
            came_now[edge.payee] += values_minor[-1]
        came_minor = came_now
    return values_minor
