"""The sides of movements against the transfers that they are of, in real records with deals, locks and loans."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.index.movements import ALONE, SEVERAL, WAYS, Way
from audit.index.store import Index


@pytest.fixture(params=["", "deal_", "way_", "lent_"])
def any_index(request: pytest.FixtureRequest) -> Index:
    """An index of a small record."""
    index: Index = request.getfixturevalue(f"{request.param}index")
    return index


def test_sides__added_up__are_what_customers_hold_by_the_transfers(any_index: Index) -> None:
    held: Counter[tuple[int, int]] = Counter()
    for holder, token, is_credit, minor in any_index.rows(
        "SELECT holder, token, is_credit, amount_minor FROM side_rows JOIN pot_rows USING (pot)"
    ):
        held[holder, token] += minor if is_credit else -minor
    holders = dict(
        any_index.rows(
            "SELECT account, CASE WHEN customer IS NULL THEN account ELSE (SELECT min(b.account) FROM accounts b"
            " WHERE b.customer = a.customer) END FROM accounts a"
        )
    )
    expected: Counter[tuple[int, int]] = Counter()
    for token, payer, payee, minor in any_index.rows(
        "SELECT token, payer, payee, amount_minor FROM transfer_rows"
        " WHERE token IN (SELECT account FROM accounts WHERE role = 'DepositToken')"
    ):
        for account, change in ((payer, -minor), (payee, minor)):
            if account is not None:
                expected[holders[account], token] += change
    assert any(held.values())
    assert {key: minor for key, minor in held.items() if minor} == {k: v for k, v in expected.items() if v}


def test_sides__in_order__are_numbered_and_answer_each_other(any_index: Index) -> None:
    rows = any_index.rows("SELECT side, transfer, way, is_credit, reference, partner FROM side_rows")
    assert [side for side, *_ in rows] == [*range(len(rows))]
    assert [(transfer, is_credit) for _, transfer, _, is_credit, *_ in rows] == sorted((row[1], row[3]) for row in rows)
    sizes = Counter((way, reference) for _, _, way, _, reference, _ in rows)
    for side, _, way, is_credit, reference, partner in rows:
        if partner == SEVERAL:
            assert sizes[way, reference] > 2
        elif partner != ALONE:
            other = rows[partner]
            assert (other[2], other[3], other[4], other[5]) == (way, 1 - is_credit, reference, side)


def test_sides__of_a_lending_record__tell_all_ways_apart(lent_index: Index, index: Index) -> None:
    lent = {WAYS[way] for (way,) in lent_index.rows("SELECT DISTINCT way FROM side_rows")}
    assert lent >= {Way.CASH, Way.PASSING, Way.LOAN}
    lenders = lent_index.rows(f"SELECT DISTINCT lender IS NULL FROM side_rows WHERE way = {WAYS.index(Way.LOAN)}")
    assert lenders == [(False,)]
    assert {WAYS[way] for (way,) in index.rows("SELECT DISTINCT way FROM side_rows")} >= {Way.CASH, Way.PASSING}
