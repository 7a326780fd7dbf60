"""Traces over real records: what every kind of event leaves of them, and what nobody can ask for."""

from __future__ import annotations

import pytest
from trace_conservation import contradictions

from audit.index.lookup import Lookup
from audit.index.store import Index
from audit.trace.asked import Asked, trace_money
from audit.trace.graph import edges_of, graph_of
from audit.trace.report import TraceReport
from audit.wording import utc_text
from chain.errors import InputError


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


@pytest.mark.parametrize("until", ["2000-01-01", None])
def test_trace__until_a_time__is_that_of_the_movements_up_to_then(lent_index: Index, until: str | None) -> None:
    wallets = lent_index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL ORDER BY account")
    times = lent_index.rows("SELECT DISTINCT at_s FROM side_rows ORDER BY 1")
    until = until or utc_text(times[len(times) // 2][0])
    for (wallet,) in wallets[:4]:
        few = trace_money(lent_index, Lookup(lent_index), Asked(wallet, until=until))
        every = trace_money(lent_index, Lookup(lent_index), Asked(wallet))
        left = [(step.reference, step.given_tx, step.tainted_given_minor) for step in few.steps]
        assert left == [(s.reference, s.given_tx, s.tainted_given_minor) for s in every.steps][: len(left)]


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
