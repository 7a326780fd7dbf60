"""The table of designs: which are chosen, which a scenario can't express, and what each changes of it."""

from __future__ import annotations

import pytest
from designs import case_of

from chain.errors import InputError
from nodes.designs.case import Case
from nodes.designs.table import CORRESPONDENT, DESIGNS, DNS, PVP, RTGS, RTGS_LSM, applied, chosen, require_expressible
from nodes.scenario import Scenario

OBLIGATIONS = """
schema_version: 1
name: owed
title: Banks alone
seed: 1
start: 2024-06-03
end: 2024-06-03
jurisdictions:
  - {id: SG, name: Singapore, currency: SGD, central_bank: {id: mas, name: MAS}, calendar: {country: SG},
     time_zone: Asia/Singapore, opens: "09:00", closes: "17:00"}
banks:
  - {id: bank-a, name: Bank A, jurisdiction: SG, opening_liquidity: "10.00"}
  - {id: bank-b, name: Bank B, jurisdiction: SG}
interbank:
  generated: {currency: SGD, count: COUNT, sizes: {bank-a: 1, bank-b: 1}, profile: [1],
    amounts: [{share: 1, least: "1.00", most: "9.00"}]}
"""
FAULTY = ("GDDS}\n    - {id: late", "GDDS, fault: cost_too_low}\n    - {id: late")
REFUSED = ("settled: 7}", "settled: 6, refused: {CostAboveMaximum: 1}}")
ACT = "acts:\n  - {id: stop, date: 2024-06-28, by: hkma, act: pause, subject: hk-bank-1}\n"


def owed(count: int) -> Case:
    return Case.of(Scenario.parse(OBLIGATIONS.replace("COUNT", str(count)), "owed.yaml"))


def refusal(case: Case, name: str) -> str:
    with pytest.raises(InputError) as refused:
        require_expressible(case, chosen([name]))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_chosen__any_order__is_that_of_the_table() -> None:
    assert [design.name for design in chosen([PVP, CORRESPONDENT])] == [CORRESPONDENT, PVP]
    assert list(DESIGNS) == [CORRESPONDENT, DNS, RTGS, RTGS_LSM, PVP]


@pytest.mark.parametrize(
    ("names", "says"),
    [(["rtsg"], "unknown design 'rtsg'.*did you mean rtgs"), (["pvp", "pvp"], "design pvp stands twice"), ([""], "''")],
)
def test_chosen__unknown_or_doubled__is_one_line(names: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        chosen(names)


def test_require_expressible__whole_scenario__takes_every_design() -> None:
    require_expressible(case_of(), tuple(DESIGNS.values()))


@pytest.mark.parametrize("name", DESIGNS)
def test_require_expressible__payment_wrong_on_purpose_or_acts__is_refused(name: str) -> None:
    assert "payment friday is wrong on purpose" in refusal(case_of(FAULTY, REFUSED), name)
    assert "authorities act in it" in refusal(case_of(more=ACT), name)


@pytest.mark.parametrize("name", [CORRESPONDENT, PVP])
def test_require_expressible__obligations_alone__are_no_customers_payments(name: str) -> None:
    assert "obligations between banks alone" in refusal(owed(5), name)
    require_expressible(owed(5), chosen([DNS, RTGS, RTGS_LSM]))


def test_require_expressible__no_currency_crossed__is_nothing_to_link() -> None:
    crossing = [f"    - {{id: {name}, " for name in ("trade", "back", "small", "friday", "late")]
    case = case_of(*((line, line.replace("- {", "# - {")) for line in crossing), ("settled: 7", "settled: 2"))
    assert "no payment of the scenario crosses" in refusal(case, PVP)


def test_require_expressible__more_than_can_be_netted__is_refused_for_net_settlement_alone() -> None:
    require_expressible(owed(1_200), chosen([DNS]))
    assert "6 batches of 200 obligations" in refusal(owed(1_201), DNS)
    require_expressible(owed(1_201), chosen([RTGS]))


def test_require_expressible__nothing_to_pay__is_refused() -> None:
    bare = OBLIGATIONS[: OBLIGATIONS.index("interbank:")]
    assert "neither payments nor obligations" in refusal(Case.of(Scenario.parse(bare, "s.yaml")), RTGS)


def test_require_expressible__other_route__is_refused() -> None:
    assert "routed by `vehicle`" in refusal(case_of(more="venue: {route: vehicle, vehicle: SGD}\n"), PVP)


def test_applied__unlinked_designs__differ_in_their_settlement_alone() -> None:
    case = case_of()
    scenarios = {name: applied(case, DESIGNS[name]) for name in (DNS, RTGS, RTGS_LSM)}
    worlds = {name: scenario.world() for name, scenario in scenarios.items()}
    assert len({world.obligations for world in worlds.values()}) == 1
    assert worlds[DNS].banks == worlds[RTGS].banks == worlds[RTGS_LSM].banks
    assert not worlds[RTGS].settlement.is_queued
    assert [resolver.algorithm for resolver in worlds[RTGS_LSM].settlement.resolvers] == ["fifo-rtgs", "best"]
    (netting,) = worlds[DNS].settlement.resolvers
    assert netting.every_s == 8 * 3_600 - 300


def test_applied__payment_versus_payment__keeps_customers_and_makers() -> None:
    case = case_of()
    scenario = applied(case, DESIGNS[PVP])
    assert scenario.payments == case.scenario.payments
    assert scenario.market_makers == case.scenario.market_makers
    assert scenario.expect is None
    assert scenario.source_sha256 == case.scenario.source_sha256


def test_applied__obligations_alone__stay_as_they_are() -> None:
    case = owed(300)
    scenario = applied(case, DESIGNS[DNS])
    assert scenario.interbank == case.scenario.interbank
    assert scenario.banks == case.scenario.banks
    assert len(scenario.world().settlement.resolvers) == 2
