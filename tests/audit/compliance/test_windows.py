"""The auditor's own counting of windows and positions, against sums over everything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.compliance.windows import Counts
from chain.clients.types import Party, Payment, Sides, Tier

BOOK, HOME, ABROAD = "0xB0", "0xA1", "0xA2"
SENDER = (BOOK, 7)
PAYMENTS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**6)), max_size=40).map(sorted)


@given(PAYMENTS, st.integers(1, 200))
def test_sent_minor__any_payments__is_the_sum_of_the_half_open_window(
    payments: list[tuple[int, int]], window_s: int
) -> None:
    counts = Counts()
    for now_s, amount_minor in payments:
        counts.send(SENDER, window_s, now_s, amount_minor)
        done = payments[: payments.index((now_s, amount_minor)) + 1]
        until = [minor for at_s, minor in done if now_s - window_s < at_s]
        assert counts.sent_minor(SENDER, window_s, now_s) >= sum(until)
    end_s = 500
    expected = sum(minor for at_s, minor in payments if end_s - window_s < at_s)
    assert counts.sent_minor(SENDER, window_s, end_s) == expected
    assert counts.sent_minor((BOOK, 8), window_s, end_s) == 0


def test_sent_minor__edge_of_the_window__counts_until_the_last_second() -> None:
    counts = Counts()
    counts.send(SENDER, 100, 1_000, 5)
    assert [counts.sent_minor(SENDER, 100, now_s) for now_s in (1_000, 1_099, 1_100)] == [5, 5, 0]


def test_send__window_that_grows__knows_no_more_than_the_rule_does() -> None:
    """What was older than the window when the payer last paid is forgotten, by the contract as well."""
    counts = Counts()
    for now_s in (0, 50, 120):
        counts.send(SENDER, 100, now_s, 1)
    assert counts.sent_minor(SENDER, 1_000, 130) == 2


def payment(sides: Sides, payer_bank: str, payee_bank: str) -> Payment:
    payer, payee = Party("0x1", 1, payer_bank, "TH", Tier.FULL), Party("0x2", 2, payee_bank, "TH", Tier.FULL)
    return Payment(sides, "0xC0", "THB", 100, "", bytes(32), payer, payee)


def test_expose__each_side__counts_what_its_own_bank_owes() -> None:
    counts = Counts()
    counts.expose(BOOK, payment(Sides.PAYER, HOME, ABROAD))
    assert counts.positions == {("THB", BOOK, HOME, ABROAD): 100}
    counts.expose("0xB1", payment(Sides.PAYEE, HOME, ABROAD))
    assert counts.positions["THB", "0xB1", ABROAD, HOME] == -100
    counts.expose(BOOK, payment(Sides.BOTH, ABROAD, HOME))
    assert counts.positions["THB", BOOK, HOME, ABROAD] == 0
    assert counts.positions["THB", BOOK, ABROAD, HOME] == 100


def test_expose__within_one_bank__counts_nothing() -> None:
    counts = Counts()
    counts.expose(BOOK, payment(Sides.BOTH, HOME, HOME))
    assert not counts.positions
