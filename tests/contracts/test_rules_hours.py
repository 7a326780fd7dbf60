"""OperatingHours beside Python's calendar: weekdays, local days, holidays and their edges, to the second.

Trusts `datetime` for what day it is somewhere.
Never depends on when the test runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, IMPORTER, MILLER
from forks import once_an_engine
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_books import ask
from rule_payments import PASSES, own_credit, payment, verdict
from small_network import DAY_S, Network, open_network

from chain.clients.errors import RuleBookRefused
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.operating_hours import OperatingHours
from chain.clients.types import OperatingTimes, RefusalCode, Sides

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BANGKOK_OFFSET_S = 7 * 3_600
OFFICE = OperatingTimes(8 * 3_600, 17 * 3_600 + 1_800, BANGKOK_OFFSET_S, 0b001_1111)
CLOSED = (RefusalCode.PAYER_HOURS_CLOSED, RefusalCode.PAYEE_HOURS_CLOSED)


def second(text: str, offset_s: int = BANGKOK_OFFSET_S) -> int:
    """The UTC second of a local time as in `2022-08-15 08:00:00`."""
    local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return int(local.timestamp()) - offset_s


@pytest.fixture
def hours(network: Network) -> OperatingHours:
    """Thai office hours, Monday to Friday."""
    rule = network.deployment.rule(OperatingHours)
    network.run(BANK_OF_THAILAND, rule.set_times("THB", OFFICE))
    return rule


@pytest.mark.parametrize(
    ("local", "passes"),
    [
        ("2022-08-15 07:59:59", False),  # a Monday
        ("2022-08-15 08:00:00", True),
        ("2022-08-15 17:29:59", True),
        ("2022-08-15 17:30:00", False),
        ("2022-08-19 12:00:00", True),
        ("2022-08-20 12:00:00", False),
        ("2022-08-21 12:00:00", False),
        ("2022-08-22 08:00:00", True),
    ],
)
def test_hours__at_their_edges__pass_from_the_first_second_to_the_last(
    network: Network, hours: OperatingHours, local: str, passes: bool
) -> None:
    at_s = second(local)
    assert network.read(hours.is_open_at("THB", at_s)) is passes
    assert verdict(network, hours, payment(), at_s) == (PASSES if passes else CLOSED)
    assert network.read(hours.is_open_at("HKD", at_s))


def test_hours__closed__answers_for_the_sides_it_is_asked_about(network: Network, hours: OperatingHours) -> None:
    at_s = second("2022-08-20 12:00:00")
    verdicts = {asked: verdict(network, hours, payment(sides=asked), at_s) for asked in Sides}
    none = RefusalCode.NONE
    assert verdicts == {Sides.BOTH: CLOSED, Sides.PAYER: (CLOSED[0], none), Sides.PAYEE: (none, CLOSED[1])}
    assert verdict(network, hours, own_credit(), at_s) == (none, CLOSED[1])


def test_hours__holiday__is_the_local_day(network: Network, hours: OperatingHours) -> None:
    day = second("2022-08-16 00:00:00", 0) // DAY_S
    network.run(BANK_OF_THAILAND, hours.set_closed_days("THB", [day], True))
    for local, passes in [("15 17:00:00", True), ("16 08:00:00", False), ("16 17:00:00", False), ("17 08:00:00", True)]:
        assert network.read(hours.is_open_at("THB", second(f"2022-08-{local}"))) is passes
    network.run(BANK_OF_THAILAND, hours.set_closed_days("THB", [day], False))
    assert network.read(hours.is_open_at("THB", second("2022-08-16 08:00:00")))


def test_hours__no_weekdays__are_no_hours_at_all_holidays_or_not(network: Network, hours: OperatingHours) -> None:
    network.run(BANK_OF_THAILAND, hours.set_times("THB", OperatingTimes(0, 1, 0, 0)))
    at_s = second("2022-08-21 03:00:00")
    network.run(BANK_OF_THAILAND, hours.set_closed_days("THB", [at_s // DAY_S], True))
    assert network.read(hours.is_open_at("THB", at_s))


def test_hours__two_currencies__each_side_by_the_hours_of_its_own(network: Network, hours: OperatingHours) -> None:
    ask(network, network.deposit(BANGKOK_BANK), OperatingHours)
    ask(network, network.deployment.deposit("hongkong-bank"), OperatingHours)
    network.run(HKMA, hours.set_times("HKD", OperatingTimes(9 * 3_600, 12 * 3_600, 8 * 3_600, 0b001_1111)))
    order, quote = network.order(), network.quote()
    met = []
    for local in ("07:59:59", "11:00:00", "11:30:00"):
        refused = network.settle(order, quote, at_s=second(f"2022-08-15 {local}")).first(PaymentRefused)
        assert refused is not None
        met.append(refused.code)
    # Hong Kong is an hour ahead: it opens and closes when Bangkok has eight and eleven.
    assert met == [RefusalCode.PAYER_HOURS_CLOSED, *[RefusalCode.PAYEE_HOURS_CLOSED] * 2]
    order, quote = network.order(), network.quote()
    assert network.settle(order, quote, at_s=second("2022-08-16 08:00:00")).first(PaymentSettled) is not None


def test_hours__plain_transfer__reverts_outside_them(network: Network, hours: OperatingHours) -> None:
    money = network.deposit(BANGKOK_BANK)
    ask(network, money, OperatingHours)
    network.run(IMPORTER, money.transfer(MILLER.address, 1), at_s=second("2022-08-15 17:29:59"))
    for receiver in (MILLER, IMPORTER):
        with pytest.raises(RuleBookRefused, match="PAYER_HOURS_CLOSED"):
            network.run(IMPORTER, money.transfer(receiver.address, 1))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hours, one closed local day and a moment, as hypothesis draws them."""

    times: OperatingTimes
    closed_day: int
    at_s: int

    def is_open(self) -> bool:
        """What Python's calendar says of the moment."""
        local = EPOCH + timedelta(seconds=self.at_s + self.times.utc_offset_s)
        midnight = local.replace(hour=0, minute=0, second=0)
        second_of_day = int((local - midnight).total_seconds())
        if self.times.weekdays == 0:
            return True
        return (
            bool(self.times.weekdays >> local.weekday() & 1)
            and self.times.opens_s <= second_of_day < self.times.closes_s
            and (midnight - EPOCH).days != self.closed_day
        )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Moments near the edges of hours anywhere on earth, in this century and the next."""
    opens_s = draw(st.integers(0, DAY_S - 1))
    times = OperatingTimes(
        opens_s=opens_s,
        closes_s=draw(st.integers(opens_s + 1, DAY_S)),
        utc_offset_s=draw(st.integers(-12 * 4, 14 * 4)) * 900,
        weekdays=draw(st.integers(0, 127)),
    )
    day = draw(st.integers(11_000, 80_000))
    edge_s = draw(st.sampled_from([0, times.opens_s, times.closes_s])) + draw(st.integers(-1, 1))
    closed_day = day + draw(st.sampled_from([-1, 0, 1, 2]))
    return Calendar(times, closed_day, day * DAY_S + edge_s - times.utc_offset_s)


@once_an_engine
def _network() -> Network:
    return open_network()


@given(drawn=st.lists(calendars(), min_size=5, max_size=5))
@settings(max_examples=25)
def test_hours__any_moment_anywhere__is_open_when_the_calendar_says_so(drawn: list[Calendar]) -> None:
    network = _network().fork()
    rule = OperatingHours(network.create(OperatingHours.creation(network.registry.address)))
    for calendar in drawn:
        network.ledger.submit(BANK_OF_THAILAND, rule.set_times("THB", calendar.times))
        network.ledger.submit(BANK_OF_THAILAND, rule.set_closed_days("THB", [calendar.closed_day], True))
        network.ledger.seal(network.now_s)
        assert network.read(rule.is_open_at("THB", calendar.at_s)) is calendar.is_open()
        network.run(BANK_OF_THAILAND, rule.set_closed_days("THB", [calendar.closed_day], False))
