"""Clearing vectors: a known case, the linear programme, the definition itself, and what default costs.

Trusts scipy's HiGHS for the programme, to within its tolerance.
Never compares a payment with a figure that the module computed before.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from scipy.optimize import linprog

from finance.clearing.eisenberg_noe import Clearing, Obligations, ObligationsError, Recovery, clear
from finance.clearing.linear import solve

HALF = Fraction(1, 2)


def obligations(
    assets: dict[str, int], owed: dict[tuple[str, str], int], senior: dict[str, int] | None = None
) -> Obligations:
    """Obligations of banks named by one letter."""
    return Obligations({bank: Fraction(amount) for bank, amount in assets.items()}, owed, senior or {})


def drawn(draw: random.Random, banks: int, senior_max: int) -> Obligations:
    """Random obligations, thin or dense, in which some banks have little."""
    names = [f"bank-{number}" for number in range(banks)]
    density = draw.choice((0.2, 0.5, 1.0))
    owed = {
        (debtor, creditor): draw.randrange(1, 100)
        for debtor in names
        for creditor in names
        if debtor != creditor and draw.random() < density
    }
    assets = {bank: Fraction(draw.choice((0, draw.randrange(200)))) for bank in names}
    return Obligations(assets, owed, {bank: draw.randrange(senior_max + 1) for bank in names})


def received(given: Obligations, paid: Clearing, bank: str) -> Fraction:
    """What the others pay a bank, in proportion to what they owe."""
    total = Fraction(0)
    for (debtor, creditor), owed in given.owed_minor.items():
        if creditor == bank:
            all_owed = sum(amount for (other, _), amount in given.owed_minor.items() if other == debtor)
            total += paid.paid_minor[debtor] * owed / all_owed
    return total


def owed_by(given: Obligations, bank: str) -> int:
    """All that a bank owes to the others."""
    return sum(amount for (debtor, _), amount in given.owed_minor.items() if debtor == bank)


def test_clear__three_banks_in_a_ring_after_a_shock__pay_three_three_and_two() -> None:
    ring = obligations(
        {"1": 20, "2": 20, "3": 10}, {("1", "2"): 4, ("2", "3"): 3, ("3", "1"): 2}, {"1": 17, "2": 18, "3": 8}
    )
    before = clear(ring)
    assert (before.paid_minor, before.rounds) == ({"1": 4, "2": 3, "3": 2}, ())
    after = clear(ring.shocked(Fraction(1, 10)))
    assert (after.paid_minor, after.rounds) == ({"1": 3, "2": 3, "3": 2}, (("1",),))
    assert after.equity_minor == {"1": 0, "2": 0, "3": 2}


def test_clear__chain_of_banks_without_means__fails_one_after_the_other() -> None:
    chain = obligations({"a": 5, "b": 0, "c": 2}, {("a", "b"): 10, ("b", "c"): 10, ("c", "a"): 9})
    cleared = clear(chain)
    # Everybody owes ten or nine: a has 5 + 9 and is whole at first.
    assert cleared.rounds == ()
    poorer = clear(obligations({"a": 0, "b": 0, "c": 2}, {("a", "b"): 10, ("b", "c"): 10, ("c", "a"): 9}))
    assert poorer.rounds == (("a",), ("b",))
    assert poorer.paid_minor == {"a": 9, "b": 9, "c": 9}


def test_clear__ring_that_has_nothing__pays_all_of_it_since_the_greatest_vector_counts() -> None:
    cleared = clear(obligations({"a": 0, "b": 0}, {("a", "b"): 7, ("b", "a"): 7}))
    assert (cleared.paid_minor, cleared.defaults) == ({"a": 7, "b": 7}, ())


def test_clear__senior_liabilities_above_all_means__leave_nothing_for_the_others() -> None:
    cleared = clear(obligations({"a": 3, "b": 1}, {("a", "b"): 5, ("b", "a"): 1}, {"a": 10}))
    assert cleared.paid_minor == {"a": 0, "b": 1}
    assert cleared.equity_minor == {"a": 0, "b": 0}


def test_clear__closed_ring_below_zero__stops_paying_where_it_is_empty() -> None:
    cleared = clear(obligations({"a": 0, "b": 1}, {("a", "b"): 10, ("b", "a"): 10}, {"a": 5, "b": 0}))
    # a: b's payment − 5; b: 1 + a's payment; so that a never pays, and b what it has.
    assert cleared.paid_minor == {"a": 0, "b": 1}
    assert set(cleared.defaults) == {"a", "b"}


def test_clear__nobody__is_nothing() -> None:
    assert clear(obligations({}, {})) == Clearing({}, (), {})


@pytest.mark.parametrize("seed", range(40))
def test_clear__no_cost_of_default__is_the_optimum_of_the_linear_programme(seed: int) -> None:
    draw = random.Random(seed)
    given = drawn(draw, draw.randrange(2, 12), 0)
    banks = list(given.assets_minor)
    # max Σp with p ≤ p̄ and p − Πᵀp ≤ e — Eisenberg and Noe, lemma 4
    rows = [[float(bank == other) for other in banks] for bank in banks]
    for (debtor, creditor), owed in given.owed_minor.items():
        rows[banks.index(creditor)][banks.index(debtor)] -= owed / owed_by(given, debtor)
    best = linprog(
        [-1.0] * len(banks),
        A_ub=rows,
        b_ub=[float(given.assets_minor[bank]) for bank in banks],
        bounds=[(0, owed_by(given, bank)) for bank in banks],
    )
    assert best.success
    paid = clear(given).paid_minor
    assert [float(paid[bank]) for bank in banks] == pytest.approx(list(best.x), abs=1e-6)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("recovery", [Recovery(), Recovery(HALF, HALF), Recovery(Fraction(0), Fraction(9, 10))])
def test_clear__any_obligations__are_paid_in_full_or_with_all_that_is_left(seed: int, recovery: Recovery) -> None:
    draw = random.Random(seed)
    given = drawn(draw, draw.randrange(2, 10), 120)
    cleared = clear(given, recovery)
    for bank, assets in given.assets_minor.items():
        claims, senior = received(given, cleared, bank), given.senior_minor[bank]
        if bank in cleared.defaults:
            left = recovery.of_assets * assets + recovery.of_claims * claims - senior
            assert cleared.paid_minor[bank] == max(Fraction(0), left)
            assert assets + claims - senior < owed_by(given, bank)
        else:
            assert cleared.paid_minor[bank] == owed_by(given, bank)
            assert cleared.equity_minor[bank] == assets + claims - senior - owed_by(given, bank) >= 0


@pytest.mark.parametrize("seed", range(20))
def test_clear__greatest_vector__is_where_payments_from_all_that_is_owed_fall_to(seed: int) -> None:
    given = drawn(random.Random(seed), 5, 60)
    cleared = clear(given)
    paid = {bank: Fraction(owed_by(given, bank)) for bank in given.assets_minor}
    for _ in range(3_000):
        now = Clearing(paid, (), {})
        means = {b: a + received(given, now, b) - given.senior_minor[b] for b, a in given.assets_minor.items()}
        paid = {b: round_up(max(Fraction(0), min(owed_by(given, b), m))) for b, m in means.items()}
        assert all(paid[bank] >= cleared.paid_minor[bank] for bank in paid)
    assert {bank: float(amount) for bank, amount in paid.items()} == pytest.approx(
        {bank: float(amount) for bank, amount in cleared.paid_minor.items()}, abs=1e-6
    )


def round_up(amount: Fraction) -> Fraction:
    """To a part in 10¹², upwards: fractions of thousands of steps would fill the memory."""
    return Fraction(-(-amount.numerator * 10**12 // amount.denominator), 10**12)


def test_clear__larger_cost_of_default__pays_less_to_everybody() -> None:
    for seed in range(20):
        given = drawn(random.Random(seed), 6, 80)
        free, dear = clear(given), clear(given, Recovery(HALF, HALF))
        assert all(dear.paid_minor[bank] <= free.paid_minor[bank] for bank in free.paid_minor)
        assert set(free.defaults) <= set(dear.defaults)


@pytest.mark.parametrize(
    ("assets", "owed", "senior", "said"),
    [
        ({"a": 1}, {("a", "a"): 1}, {}, "a owes itself"),
        ({"a": 1}, {("a", "b"): 1}, {}, "the assets of b are not stated"),
        ({"a": 1}, {}, {"c": 1}, "the assets of c are not stated"),
        ({"a": -1}, {}, {}, "a has -1, which is below zero"),
        ({"a": 1, "b": 1}, {("a", "b"): -2}, {}, "('a', 'b') has -2, which is below zero"),
    ],
)
def test_obligations__contradictory__are_refused(
    assets: dict[str, int], owed: dict[tuple[str, str], int], senior: dict[str, int], said: str
) -> None:
    with pytest.raises(ObligationsError) as caught:
        obligations(assets, owed, senior)
    assert str(caught.value) == said


def test_solve__undetermined__says_so() -> None:
    one = Fraction(1)
    assert solve([[2 * one, one, 5 * one], [one, 0 * one, 2 * one]]) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        solve([[one, one, one], [one, one, one]])
