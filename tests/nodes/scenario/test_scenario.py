"""Scenario files: what is accepted, every line that refuses a mistake, the schema for editors, the resolved world."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from finance.reference_rates import ReferenceTerms
from finance.schedules.instalments import Shape
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.findings import FINDINGS_MAX, ScenarioError, key_path, shown
from nodes.scenario.venues import Curve, VenuePlan, provision_minor

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
AUTHORITIES = (HERE / "authorities.yaml").read_text(encoding="utf-8")
CONSENSUS = BASE + (HERE / "consensus.yaml").read_text(encoding="utf-8")

MORE_BANKS = (HERE / "interbank_banks.yaml").read_text(encoding="utf-8")
INTERBANK = BASE.replace("clients:\n", MORE_BANKS + "clients:\n", 1).replace(
    "{per_bank: 2}", "{per_bank: 2, banks: [hk-bank, ae-bank]}"
) + (HERE / "interbank.yaml").read_text(encoding="utf-8")

CORRESPONDENT = BASE + (HERE / "correspondent.yaml").read_text(encoding="utf-8")

DRAWN = BASE.replace("    count: 10\n", (HERE / "demand.yaml").read_text(encoding="utf-8"), 1)

ECB = "rates:\n  source: ecb\n"
DRAWN_RATES = BASE.replace(ECB, (HERE / "drawn_rates.yaml").read_text(encoding="utf-8"), 1)

LENDING = BASE + (HERE / "lending.yaml").read_text(encoding="utf-8")

LOAN_TERMS = (HERE / "loan_terms.yaml").read_text(encoding="utf-8")

PATTERNS = (HERE.parents[1] / "data" / "patterns.yaml").read_text(encoding="utf-8")

SHOCKS = BASE + (HERE / "shocks.yaml").read_text(encoding="utf-8")

ANOTHER = "clients:\n"
STOP = BASE.replace(ANOTHER, "  - {id: hk-other, name: Other, jurisdiction: HK}\n" + ANOTHER, 1).replace(
    "{per_bank: 2}", "{per_bank: 2, banks: [hk-bank, ae-bank]}"
) + (HERE / "stop.yaml").read_text(encoding="utf-8")
WATCHED = BASE.replace(
    "name: HKMA}\n", "name: HKMA}\n    supervisor: {id: watch, name: Watch}\n    rules: {risk_flag: true}\n", 1
).replace("settled: 11", "settled: 18", 1) + (HERE / "supervision.yaml").read_text(encoding="utf-8")

TOPOLOGY = (HERE / "topology.yaml").read_text(encoding="utf-8")

VENUES = BASE + (HERE / "venues.yaml").read_text(encoding="utf-8")


def cases_of(file: str, text: str) -> list[Any]:
    """Each mistake of a file of refusals, made in `text`."""
    cases: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(HERE / file)
    stem = file.removesuffix(".yaml")
    return [pytest.param(text, case, id=f"{stem} {n}: {case['to'][:40]}") for n, case in enumerate(cases)]


WHOLE = [BASE, AUTHORITIES, LOAN_TERMS, VENUES, WATCHED]

REFUSALS = [
    *cases_of("refusals.yaml", BASE),
    *cases_of("authorities_refusals.yaml", AUTHORITIES),
    *cases_of("consensus_refusals.yaml", CONSENSUS),
    *cases_of("correspondent_refusals.yaml", CORRESPONDENT),
    *cases_of("interbank_refusals.yaml", INTERBANK),
    *cases_of("demand_refusals.yaml", DRAWN),
    *cases_of("drawn_rates_refusals.yaml", DRAWN_RATES),
    *cases_of("loans_refusals.yaml", BASE),
    *cases_of("lending_refusals.yaml", LENDING),
    *cases_of("loan_terms_refusals.yaml", LOAN_TERMS),
    *cases_of("patterns_refusals.yaml", PATTERNS),
    *cases_of("shocks_refusals.yaml", SHOCKS),
    *cases_of("stop_refusals.yaml", STOP),
    *cases_of("supervision_refusals.yaml", WATCHED),
    *cases_of("topology_refusals.yaml", TOPOLOGY),
    *cases_of("venues_refusals.yaml", VENUES),
]


def lines_of(text: str, seed: int | None = None) -> list[str]:
    """Every line with which a text is refused."""
    with pytest.raises(ScenarioError) as refusal:
        Scenario.parse(text, "s.yaml", seed)
    return str(refusal.value).splitlines()


@pytest.mark.parametrize(("text", "case"), REFUSALS)
def test_scenario__one_mistake__is_refused_with_exactly_these_lines(text: str, case: dict[str, Any]) -> None:
    assert case["change"] in text
    assert lines_of(text.replace(case["change"], case["to"], 1)) == [f"s.yaml:{line}" for line in case["says"]]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("start: 2022-08-15", 'start: "2022-08-15"'),
        ('time: "06:00"', "time: 06:00"),
        ("name: Importer", "name: yes"),
        ("    expect: {on_time: 5, late: 0, status: closed}\n", ""),
        ('redeem_above: "100.00"', "redeem_above: null"),
        ("title: A small network for tests", "title: >-\n  A small network\n  for tests"),
    ],
)
def test_scenario__another_way_to_write_it__is_accepted(written: str, instead: str) -> None:
    assert Scenario.parse(BASE.replace(written, instead), "s.yaml").world()


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('issuance_allowance: "12345.00"', 'issuance_allowance: "12345"'),
        ('issuance_allowance: "12345.00"', "issuance_allowance: null"),
        ('opening_balance: "1500.00", tier: anonymous', 'opening_balance: "2000.01"'),
        ("subject: exporter}\n  - {id: a-22", "subject: learner}\n  - {id: a-22"),
        ('plain_max: "1000.00"', 'plain_max: "0"'),
        (', purposes: [GDDS, SALA], plain_max: "1000.00"', ""),
        ('anonymous: "1000.00", basic: "30000.00", full: "200000.00"', 'anonymous: "0"'),
        (", to: cashier", ""),
        ("tier: full, expires: 2023-08-24", "tier: full"),
    ],
)
def test_scenario__another_thing_that_authorities_may_do__is_accepted(written: str, instead: str) -> None:
    assert written in AUTHORITIES
    assert Scenario.parse(AUTHORITIES.replace(written, instead), "s.yaml").world()


THIRD = """  - id: US
    name: United States
    currency: USD
    central_bank: {id: fed, name: Fed}
    calendar: {country: US}
    time_zone: America/New_York
    opens: "09:00"
    closes: "17:00"
banks:
"""
"""A jurisdiction whose currency nobody deals in."""


def test_scenario__pair_that_no_stated_route_trades__is_refused_where_it_is_paid() -> None:
    text = BASE.replace("banks:\n", THIRD, 1) + "venue: {route: vehicle, vehicle: USD}\n"
    (line,) = lines_of(text)
    assert line == (
        "s.yaml:50:7 payments.explicit[0]: no venue between AED and HKD: payments go from one to the other, and no"
        " stated route leads there; add a pool or a market maker"
    )


def test_scenario__pair_that_one_way_of_several_trades__is_accepted() -> None:
    ways = "{id: a, title: A, venue: {route: vehicle, vehicle: USD}}, {id: b, title: B, venue: {route: quote}}"
    assert Scenario.parse(BASE.replace("banks:\n", THIRD, 1) + f"compare: [{ways}]\n", "s.yaml").world()


def test_scenario__route_through_pools_without_one__is_refused_once() -> None:
    assert lines_of(BASE + "venue: {route: pool}\n") == [
        "s.yaml:68:16 venue.route: route without a pool: the scenario has none; add `pools`"
    ]


def test_scenario__ways_to_route_no_payments__are_nothing_to_compare() -> None:
    ways = "{id: a, title: A, venue: {route: quote}}, {id: b, title: B, venue: {route: cheapest}}"
    text = without(without(BASE, "market_makers", "keepers"), "payments", "loans") + f"compare: [{ways}]\n"
    (line,) = lines_of(text[: text.index("\nexpect:") + 1] + text[text.index("\ncompare:") + 1 :])
    assert line.endswith("the variants differ in how payments are routed, and there are none; add `payments`")


def test_world__venues__are_resolved() -> None:
    scenario = Scenario.parse(VENUES, "s.yaml")
    venues = scenario.world().venues
    flat, product = venues.pools
    assert (flat.base.code, flat.quote.code, flat.curve, flat.amplification, flat.fee_bps) == (
        "HKD", "AED", Curve.CONCENTRATED, 100, 5,
    )  # fmt: skip
    assert (flat.base_minor, flat.quote_minor, product.quote_minor, product.amplification) == (100_000, None, 46_800, 0)
    assert venues.terms == ReferenceTerms(reporters_min=2, age_s_max=3_600, deviation_bps_max=100)
    assert [(reporter.id, reporter.home.id) for reporter in venues.reporters] == [
        ("reporter-one", "HK"), ("reporter-two", "AE"),
    ]  # fmt: skip
    assert [(base.code, quote.code) for base, quote in venues.reported_pairs] == [("HKD", "AED")]
    direct = scenario.variant("direct").world().venues
    assert (direct.rated_pairs, direct.reported_pairs) == (venues.rated_pairs, ())
    assert venues.routing == VenuePlan("cheapest", "HKD", ("flat", "product"))
    ways = {way.id: scenario.variant(way.id).world().venues.routing for way in scenario.compare}
    assert ways == {"direct": VenuePlan("quote", None, ()), "pooled": VenuePlan("pool", None, ("flat", "product"))}


def test_provision__quote_amount_left_out__is_what_the_base_is_worth_on_the_day() -> None:
    scenario = Scenario.parse(VENUES, "s.yaml")
    flat, product = scenario.world().venues.pools
    rates = scenario.reference_rates()
    worth_minor = rates.value_minor(100_000, flat.base, flat.quote, scenario.start)
    assert provision_minor(flat, rates, scenario.start) == (100_000, worth_minor)
    assert provision_minor(product, rates, scenario.start) == (100_000, 46_800)


def test_scenario__several_mistakes__are_told_in_the_order_of_the_file() -> None:
    text = (
        BASE.replace("kind: deposit", "kind: gift").replace("seed: 7", "seed: x").replace("per_bank: 2", "per_bank: []")
    )
    assert [line.split(" ")[0] for line in lines_of(text)] == ["s.yaml:4:7", "s.yaml:35:16", "s.yaml:64:58"]


def test_scenario__duplicate_key_beside_another_mistake__tells_both() -> None:
    text = BASE.replace("seed: 7", "seed: x\nseed: 8").replace("kind: deposit", "kind: gift")
    assert [line.split(": ")[1] for line in lines_of(text)] == ["wrong type", "duplicate key", "unknown value"]


def test_scenario__hundred_mistakes__tells_the_first_twenty() -> None:
    text = BASE + "".join(f"x{number}: 1\n" for number in range(100))
    lines = lines_of(text)
    assert len(lines) == FINDINGS_MAX
    assert "x19: unknown key" in lines[-1]


@settings(max_examples=40)
@given(st.sampled_from(WHOLE), st.text(max_size=80), st.floats(0, 1), st.integers(0, 40))
def test_scenario__any_damage__gives_a_scenario_or_findings(
    whole: str, inserted: str, share: float, removed: int
) -> None:
    at = int(share * len(whole))
    text = whole[:at] + inserted + whole[at + removed :]
    try:
        Scenario.parse(text.encode("utf-8", "replace").decode(), "s.yaml")
    except ScenarioError as error:
        lines = str(error).split("\n")
        assert len(lines) == len(error.findings)
        assert all(line.startswith("s.yaml:") and line.isprintable() for line in lines)


def test_load__file__keeps_its_text_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "my base.yaml"
    path.write_text(BASE, encoding="utf-8")
    scenario = Scenario.load(path)
    assert scenario.source_text == BASE
    assert scenario.source_sha256 == hashlib.sha256(BASE.encode()).hexdigest()
    assert (scenario.name, scenario.seed) == ("base", 7)


def test_load__wrong_file__names_it_in_every_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(BASE.replace("seed: 7", "seed: x\nsede: 1"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        Scenario.load(str(path))
    assert [line.split(" ")[0] for line in str(refusal.value).splitlines()] == [f"{path}:4:7", f"{path}:5:1"]


@pytest.mark.parametrize("seed", [0, 8, SEED_MAX])
def test_parse__seed_given__replaces_the_files(seed: int) -> None:
    assert Scenario.parse(BASE, "s.yaml", seed).seed == seed


@pytest.mark.parametrize("seed", [-1, SEED_MAX + 1])
def test_parse__seed_out_of_range__is_refused_as_an_argument(seed: int) -> None:
    assert lines_of(BASE, seed) == [f"--seed: seed {seed}: a seed is 0 to {SEED_MAX}; take another"]


def test_scenario__once_made__cannot_be_changed() -> None:
    scenario = Scenario.parse(BASE, "s.yaml")
    with pytest.raises(ValidationError, match="frozen"):
        scenario.seed = 8  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        scenario.banks[0].name = "x"  # type: ignore[misc]


def test_json_schema__of_the_file__is_the_committed_one() -> None:
    golden = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
    assert Scenario.json_schema() == golden, "changed on purpose? write `corridor schema` over the file and say so"


def test_json_schema__every_mapping__is_closed_and_every_key_described() -> None:
    schema = Scenario.json_schema()
    sections = [schema, *schema["$defs"].values()]
    keys = [(section["title"], key, value) for section in sections for key, value in section["properties"].items()]
    assert all(section["additionalProperties"] is False for section in sections)
    assert [f"{title}.{key}" for title, key, value in keys if "description" not in value] == []


def test_scenario__correspondent_accounts_that_lead_nowhere__are_refused_before_anything_runs() -> None:
    text = CORRESPONDENT.replace("banks:\n", THIRD, 1).replace(
        "{per_bank: 2}", "{per_bank: 2, banks: [hk-bank, ae-bank]}"
    )
    text = text.replace("{id: ae-bank, name: AE Bank, jurisdiction: AE}", BANK_3)
    (line,) = lines_of(text)
    why, do = "no accounts lead there", "add an account between the two currencies"
    assert line.endswith(f"correspondent.nostros: no route from hk-bank to us-bank: {why}; {do}")


BANK_3 = "{id: ae-bank, name: AE Bank, jurisdiction: AE}\n  - {id: us-bank, name: US Bank, jurisdiction: US}"


def test_world__groups_and_amounts__are_resolved() -> None:
    world = Scenario.parse(BASE, "s.yaml").world()
    assert [client.id for client in world.clients] == [
        "exporter",
        "importer",
        "hk-bank-client-1",
        "hk-bank-client-2",
        "ae-bank-client-1",
        "ae-bank-client-2",
    ]
    exporter, generated = world.clients[0], world.clients[2]
    assert (exporter.opening_balance_minor, exporter.is_topped_up, exporter.currency.code) == (100_000, False, "HKD")
    assert (generated.opening_balance_minor, generated.is_topped_up, generated.is_generated) == (0, True, True)
    bank = world.banks[0]
    assert (bank.opening_liquidity_minor, bank.redeem_above_minor, bank.is_topped_up) == (1_000, 10_000, True)
    assert world.market_makers[0].inventory_minor == {"HKD": 10_000, "AED": 10_000}
    assert world.payments[0].amount_minor == 25_000
    (loan,) = world.loans
    assert (loan.terms.principal_minor, loan.terms.shape, loan.late_fee_minor) == (100_000, Shape.ANNUITY, 500)
    assert (world.account_events[0].amount_minor, world.account_events[0].is_deposit) == (100, True)
    assert world.clients_of(bank) == (exporter, world.clients[2], world.clients[3])
    assert world.banks_of(world.jurisdictions[1]) == (world.banks[1],)


@pytest.mark.parametrize(
    ("factor", "opening_minor"), [("1", 1_000), ("0.8", 800), ("0", 0), ("0.0019", 1), ("2.5", 2_500)]
)
def test_world__liquidity_scaled__is_exact_and_rounded_down(factor: str, opening_minor: int) -> None:
    text = BASE.replace("client_groups:", f'liquidity: {{opening: "{factor}"}}\nclient_groups:')
    world = Scenario.parse(text, "s.yaml").world()
    assert [bank.opening_liquidity_minor for bank in world.banks] == [opening_minor, 0]


def test_all_clients__written_and_generated__are_those_of_the_world() -> None:
    scenario = Scenario.parse(BASE, "s.yaml")
    assert scenario.all_clients() == scenario.world().clients


def test_world__scenario_made_in_python_that_contradicts_itself__is_refused() -> None:
    scenario = Scenario.parse(BASE, "s.yaml")
    broken = scenario.model_copy(update={"keepers": ()})
    with pytest.raises(ScenarioError, match=r"^scenario base loans: nobody collects the loans: there is no keeper"):
        broken.world()


def test_scenario__a_dirham_peg_missing__is_refused_for_want_of_a_rate() -> None:
    text = BASE.replace('  pegs:\n    AED: {anchor: USD, units_per_anchor: "3.6725", source: test}\n', "")
    (line,) = lines_of(text)
    assert line.startswith(
        "s.yaml:20:15 jurisdictions[1].currency: no reference rate of AED on 2022-08-15: the ECB does"
    )


def in_1998(text: str) -> str:
    """The text with all its dates in a year before the euro, on business days of both sides."""
    dates = {"2022-08-15": "1998-08-03", "2022-08-16": "1998-08-04", "2022-08-19": "1998-08-06"}
    for old, new in {**dates, "2022-09-23": "1998-09-11"}.items():
        text = text.replace(old, new)
    return text


def without(text: str, section: str, following: str) -> str:
    """The text without one of its top-level sections."""
    return text[: text.index(f"\n{section}:") + 1] + text[text.index(f"\n{following}:") + 1 :]


def test_scenario__period_before_the_first_rate__is_refused_for_each_currency() -> None:
    first, second = lines_of(in_1998(BASE))
    assert first.startswith("s.yaml:14:15 jurisdictions[0].currency: no reference rate of HKD on 1998-08-03: there are")
    assert second.startswith("s.yaml:22:15 jurisdictions[1].currency: no reference rate of USD on 1998-08-03: there")


def test_scenario__no_payments__needs_no_rates_and_no_market_maker() -> None:
    text = without(without(in_1998(BASE), "market_makers", "keepers"), "payments", "loans")
    world = Scenario.parse(text[: text.index("\nexpect:") + 1], "s.yaml").world()
    assert (world.payments, world.market_makers, len(world.loans)) == ((), (), 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [("plain", "plain"), ("a\x1b[31m", "a\\x1b[31m"), ("x" * 61, "x" * 59 + "…"), (5, "5"), ("\u202e", "\\u202e")],
)
def test_shown__any_value__is_one_short_printable_line(value: object, text: str) -> None:
    assert shown(value) == text


def test_key_path__keys_and_positions__reads_like_code() -> None:
    assert key_path(("payments", "explicit", 2, "amount")) == "payments.explicit[2].amount"
    assert key_path(()) == ""
