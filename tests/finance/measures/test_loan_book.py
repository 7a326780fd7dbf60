"""The loan book: a known one, its bounds, and loss that recovery of another loan does not make good."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from finance.measures.loan_book import LoanOutcome, loan_book

GOOD = LoanOutcome(on_time=5, late=1, lent_minor=600)
LOST = LoanOutcome(on_time=1, late=2, lent_minor=300, defaulted_minor=200, recovered_minor=50)
MADE_GOOD = LoanOutcome(on_time=0, late=1, lent_minor=100, defaulted_minor=100, recovered_minor=180)


def test_book__three_loans__has_the_shares_of_hand() -> None:
    book = loan_book([GOOD, LOST, MADE_GOOD])
    assert (book.loans, book.defaults, book.exposure_minor, book.lost_minor) == (3, 2, 300, 150)
    assert (book.on_time, book.late) == (Fraction(6, 10), Fraction(4, 10))
    assert (book.default_by_count, book.default_by_value) == (Fraction(2, 3), Fraction(2, 5))
    assert book.loss_given_default == Fraction(1, 2)


def test_book__recovery_pooled_over_loans__is_found() -> None:
    pooled = 1 - Fraction(50 + 180, 300)
    assert loan_book([LOST, MADE_GOOD]).loss_given_default != pooled


def test_book__empty__has_no_shares() -> None:
    book = loan_book([])
    assert book.loans == book.lost_minor == 0
    assert {book.on_time, book.late, book.default_by_count, book.default_by_value, book.loss_given_default} == {None}


COUNTS = st.integers(0, 20)
LOANS = st.builds(LoanOutcome, COUNTS, COUNTS, st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))


@given(st.lists(LOANS))
def test_book__any_loans__are_in_bounds_and_on_time_and_late_are_all(loans: list[LoanOutcome]) -> None:
    book = loan_book(loans)
    for part in (book.on_time, book.late, book.default_by_count, book.default_by_value, book.loss_given_default):
        assert part is None or 0 <= part <= 1
    assert (book.on_time is None) == (book.late is None)
    assert book.on_time is None or book.on_time + (book.late or 0) == 1
    assert book.lost_minor <= book.exposure_minor
