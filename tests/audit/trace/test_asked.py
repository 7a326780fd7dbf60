"""Traces over real records: what every kind of event leaves of them, and what nobody can ask for."""

from __future__ import annotations

import pytest

from audit.index.lookup import Lookup
from audit.index.store import Index
from audit.trace.asked import Asked, trace_money
from audit.trace.conservation import contradictions
from audit.trace.follow import follow
from audit.trace.graph import edges_of, graph_of
from audit.trace.moves import Holders, Move, Moves, Way
from audit.trace.report import TraceReport
from chain.errors import InputError


def everything(index: Index) -> list[Move]:
    """The movements of everybody."""
    holders = Holders(index)
    moves = Moves(index, holders, 10**9)
    moves.add(range(len(holders.by_account)))
    return moves.in_order()


@pytest.mark.parametrize("name", ["", "deal_", "way_", "lent_"])
@pytest.mark.parametrize("direction", ["out", "in"])
def test_trace__from_anybody_in_a_real_record__conserves_value(
    request: pytest.FixtureRequest, name: str, direction: str
) -> None:
    index: Index = request.getfixturevalue(f"{name}index")
    wallets = [row[0] for row in index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL ORDER BY account")]
    assert wallets
    for place, wallet in enumerate(wallets[:6]):
        method = ("fifo", "proportional", "poison")[place % 3]
        asked = Asked(wallet, direction, 9, method=method)
        trace = trace_money(index, Lookup(index), asked)
        assert [*contradictions(trace)] == []
        assert all(account.opening_minor == 0 or direction == "in" for account in trace.accounts.values())
        graph = graph_of(TraceReport.of(index, asked, trace))
        assert graph.number_of_edges() == len(edges_of(TraceReport.of(index, asked, trace)))


def test_moves__of_everybody__end_with_the_balances_of_the_transfers(index: Index) -> None:
    holders, moves = Holders(index), everything(index)
    held: dict[tuple[int, int], int] = {}
    for move in moves:
        for holder, amount in ((move.giver, -move.amount_minor), (move.taker, move.amount_minor)):
            if holder is not None:
                held[holder, move.token] = held.get((holder, move.token), 0) + amount
    rows = index.rows(
        "SELECT x.token, x.holder, sum(x.amount) FROM (SELECT token, payee AS holder, amount_minor AS amount"
        " FROM transfer_rows UNION ALL SELECT token, payer, -amount_minor FROM transfer_rows) x"
        " JOIN accounts k ON k.account = x.token WHERE k.role = 'DepositToken' AND x.holder IS NOT NULL GROUP BY ALL"
    )
    expected: dict[tuple[int, int], int] = {}
    for token, account, amount in rows:
        key = holders.of(account), token
        expected[key] = expected.get(key, 0) + int(amount)
    assert {key: amount for key, amount in held.items() if amount} == {k: v for k, v in expected.items() if v}
    assert {move.way for move in moves} >= {Way.CASH, Way.PASSING, Way.LOAN}


@pytest.mark.parametrize("name", ["", "deal_", "way_", "lent_"])
def test_trace__movements_of_whom_it_comes_to__are_enough(request: pytest.FixtureRequest, name: str) -> None:
    # Following all movements of everybody gives the same as following those of whom value comes to.
    index: Index = request.getfixturevalue(f"{name}index")
    moves = everything(index)
    wallets = [row[0] for row in index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL ORDER BY account")]
    for wallet in wallets[:8]:
        for direction in ("out", "in"):
            few = trace_money(index, Lookup(index), Asked(wallet, direction, 2))
            assert few.steps == follow(moves, few.start, few.limits).steps


@pytest.mark.parametrize(
    ("asked", "where", "said"),
    [
        (Asked("nobody"), "--from", "nor a UETR"),
        (Asked("00000000-0000-4000-8000-000000000000"), "--from", "nothing in this record names it"),
        (Asked("\x1b[31m' OR 1=1 --"), "--from", "no id or address"),
        (Asked("x", direction="up"), "--direction", "there are: out, in"),
        (Asked("x", method="lifo"), "--method", "did you mean fifo"),
        (Asked("x", hops=0), "--hops", "from 1 to 100"),
        (Asked("x", least="1.5"), "--min", "whole number"),
        (Asked("x", until="soon"), "--until", "neither a date nor a time"),
    ],
)
def test_trace_money__what_cannot_be_asked__is_one_line(index: Index, asked: Asked, where: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        trace_money(index, Lookup(index), asked)
    assert refused.value.where == where
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


def test_until__before_everything__leaves_nothing(index: Index) -> None:
    (wallet,) = index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL LIMIT 1")[0]
    trace = trace_money(index, Lookup(index), Asked(wallet, until="1999-01-01"))
    assert not trace.steps
    assert not trace.accounts
