"""The loans of those who run: terms that anybody could get, early enough to default; the money goes on at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from chain.errors import InputError
from finance.schedules.instalments import due_date
from nodes.demand import plan_payments
from nodes.scenario import Scenario
from nodes.scenario.loan_plans import Loan
from nodes.typologies.loans import may_borrow
from nodes.typologies.members import Pattern, drawn_patterns, truth_of

TEXT = (Path(__file__).parents[2] / "data" / "runners.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(TEXT, "runners.yaml")
WORLD = SCENARIO.world()
PATTERNS = drawn_patterns(SCENARIO, WORLD)
CLIENTS = {client.id: client for client in WORLD.clients}


def loan_of(pattern: Pattern) -> Loan:
    assert pattern.loan is not None
    return pattern.loan


def test_loan__of_each_pattern__is_its_first_member_s_of_its_own_bank() -> None:
    for pattern in PATTERNS:
        loan = loan_of(pattern)
        assert loan.borrower.id == pattern.members[0]
        assert loan.lender == loan.borrower.bank
        assert loan.lender.id in ("marina-bank", "orchard-bank")
        assert (loan.grace_s, loan.default_after_s, loan.is_withdrawn) == (86_400, 432_000, False)


@pytest.mark.parametrize("seed", range(3))
def test_loan__whatever_the_seed__is_of_a_product_and_amount_that_was_asked_for(seed: int) -> None:
    scenario = Scenario.parse(TEXT, "s.yaml", seed)
    rates = scenario.reference_rates()
    for pattern in drawn_patterns(scenario, scenario.world()):
        loan, least_usd, most_usd = loan_of(pattern), int(pattern.entry.least[:-3]), int(pattern.entry.most[:-3])
        per_dollar = float(rates.per_unit("USD", "SGD", loan.drawn_on))
        assert least_usd - 1 <= loan.terms.principal_minor / 100 / per_dollar <= most_usd + 1
        assert loan.terms.principal_minor % 100_000 == 0
        assert loan.terms.instalments in (4, 5, 6)  # of the other product no default would come before the end
        assert SCENARIO.start < datetime.date(2024, 1, 8) <= loan.drawn_on <= datetime.date(2024, 1, 31)
        assert due_date(loan.terms, loan.drawn_on, 1) + datetime.timedelta(days=6) <= scenario.end


def test_loans__of_patterns__are_numbered_after_the_portfolio_s() -> None:
    assert WORLD.lending is not None
    asked = [applicant.loan.id for applicant in WORLD.lending.applicants]
    assert [loan_of(pattern).id for pattern in PATTERNS] == [f"lending-{len(asked) + n:05}" for n in (1, 2, 3)]


def test_money__of_a_loan__goes_on_later_than_its_day_less_what_is_kept() -> None:
    planned = {payment.id: payment for payment in plan_payments(SCENARIO, SCENARIO.reference_rates())}
    for pattern in PATTERNS:
        loan, made = loan_of(pattern), [planned[name] for name in pattern.payment_ids]
        assert [(each.payer, each.payee) for each in made] == [*zip(pattern.members, pattern.members[1:], strict=False)]
        assert loan.drawn_on < made[0].day <= loan.drawn_on + datetime.timedelta(days=5)
        assert [each.at_s for each in made] == sorted(each.at_s for each in made)
        if pattern.entry.id == "home":
            passed_bps = [each.amount_minor * 10_000 // loan.terms.principal_minor for each in made]
            assert 9_600 <= passed_bps[0] <= 9_800  # the dollar moves a little in a day
            assert 9_300 <= passed_bps[1] <= 9_520


def test_members__across_a_border_or_not__are_where_the_entry_says() -> None:
    homes = [{CLIENTS[member].jurisdiction.id for member in pattern.members} for pattern in PATTERNS]
    assert homes[:2] == [{"SG"}, {"SG"}]
    assert homes[2] == {"SG", "DE"}


def test_runners__who_borrow_honestly__are_not_drawn() -> None:
    able = {client.id for client in may_borrow(SCENARIO, WORLD, WORLD.clients)}
    assert able == {"oven", *(name for name in CLIENTS if name.startswith(("marina-bank-", "orchard-bank-")))}


def test_patterns__one_more_and_honest_payments__move_nothing() -> None:
    more = TEXT.replace(
        "supervision:\n",
        '  - {id: ring, kind: cycle, count: 1, accounts: 3, least: "1.00", most: "2.00", period_h: 5,\n'
        "     purposes: [GDDS]}\n"
        "supervision:\n",
    )
    scenario = Scenario.parse(more, "more.yaml")
    assert drawn_patterns(scenario, scenario.world())[:-1] == PATTERNS
    head, _, tail = TEXT.partition("typologies:\n")
    without = Scenario.parse(head + tail[tail.index("supervision:") :], "without.yaml")
    planted = {name for pattern in PATTERNS for name in pattern.payment_ids}
    planned = plan_payments(SCENARIO, SCENARIO.reference_rates())
    assert [p for p in planned if p.id not in planted] == [*plan_payments(without, without.reference_rates())]


def test_truth__of_a_run__has_the_loan_of_the_tables_and_that_of_the_chain() -> None:
    first, *_ = truth_of(PATTERNS, {loan_of(PATTERNS[0]).id: "0xab"})["patterns"]
    assert first["loan"] == {"id": loan_of(PATTERNS[0]).id, "loan_id": "0xab"}
    assert truth_of(PATTERNS)["patterns"][0]["loan"]["loan_id"] is None


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('least: "9000.00", most: "15000.00"', 'least: "90000.00", most: "95000.00"', r"typologies\[1\].most: no loan"),
        ("432000\n  coll", "2600000\n  coll", r"typologies\[0\].most: no loan to run with.*default before the end"),
        (
            "cross_border: true",
            "cross_border: true, banks: [marina-bank]",
            r"typologies\[1\].accounts: too few clients",
        ),
        ("cross_border: true", "first: 2024-02-15", r"typologies\[1\].most: no loan to run with"),
    ],
)
def test_loan__that_nobody_lends_so__is_refused(old: str, new: str, line: str) -> None:
    text = TEXT.replace(old, new).replace("accounts: 4", "accounts: 7" if "banks" in new else "accounts: 4")
    scenario = Scenario.parse(text, "s.yaml")
    with pytest.raises(InputError, match=line):
        drawn_patterns(scenario, scenario.world())
