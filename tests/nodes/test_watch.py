"""Supervisors that watch: alarms become cases, after the reaction time and as the plan says; notices tell no tales."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.record import Record
from audit.report import audit_record
from audit.typologies.panel import panel_of
from audit.typologies.screen import screen
from chain.clients.events import Frozen, LegalOrderRecorded, PaymentRefused, PaymentSettled, SubjectFlagged
from chain.detection import Alarm, Reason
from chain.errors import InputError
from chain.events import Event, LoggedEvent
from nodes.interventions import SCENARIO, FreezeSpan, OfficialNotice, Step, StepKind, freeze_spans
from nodes.measures.alerts import alert_measures, freeze_measures
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from nodes.supervisor import WHOLE
from nodes.tables.alarms import ALARMS, OFFICIAL_NOTICES

TEXT = (Path(__file__).parents[1] / "data" / "watched.yaml").read_text(encoding="utf-8")
SCENARIO_TEXT = TEXT[: TEXT.index("typologies:")] + TEXT[TEXT.index("supervision:") :]
UNWATCHED = SCENARIO_TEXT.replace("  detectors: [cycle, fan_in, fan_out, rapid_movement, structuring]\n", "")


@pytest.fixture(scope="module")
def watched() -> Simulation:
    """A run with planted patterns and all detectors; nobody changes it."""
    scenario = Scenario.parse(TEXT, "watched.yaml")
    assert scenario.supervision is not None
    simulation = Simulation(scenario, detector=panel_of(scenario.supervision.detectors))
    simulation.run()
    return simulation


@pytest.fixture(scope="module")
def told() -> Simulation:
    """A run in which the scenario alone raises alarms; nobody changes it."""
    simulation = Simulation(Scenario.parse(UNWATCHED, "told.yaml"))
    simulation.run()
    return simulation


def steps_of(simulation: Simulation, client: str) -> list[Step]:
    return [step for step in simulation.watch.ledgers.steps if step.client == client]


def test_alarm__of_the_scenario__is_acted_on_after_the_reaction_time(told: Simulation) -> None:
    early, tip = (alarm for alarm in told.watch.ledgers.alarms if alarm.client == "oven")
    assert (early.source, early.case, tip.case) == (SCENARIO, "case-1", "case-1")
    part, whole, flag, *_ = steps_of(told, "oven")
    assert [part.kind, whole.kind, flag.kind] == [StepKind.FREEZE, StepKind.FREEZE, StepKind.FLAG]
    assert 0 <= part.at_s - (early.at_s + 1_800) <= 2  # the next block
    assert 0 <= whole.at_s - (tip.at_s + 1_800) <= 2
    assert (part.amount_minor, whole.amount_minor) == (250_000, 500_000)
    oven = told.actors.wallets["oven"].address
    frozen = [
        each.event.amount for each in events_of(told) if isinstance(each.event, Frozen) and each.event.account == oven
    ]
    assert frozen == [250_000, WHOLE, 0]


def test_response__appeal__takes_the_flag_back_and_releases(told: Simulation) -> None:
    *_, flag, appeal, lifted, released = steps_of(told, "oven")
    assert [step.kind.value for step in (flag, appeal, lifted, released)] == ["flag", "appeal", "lift_flag", "release"]
    assert (flag.by, appeal.by, lifted.by, released.by) == ("bafin", "de-bank", "bafin", "bafin")
    # Counted from the stronger response; the release of the weaker one did not come.
    assert 0 <= appeal.at_s - (flag.at_s + 14_400) <= 4
    verdicts = {record.payment.id: record for record in told.records}
    assert (verdicts["blocked"].refusal, verdicts["free"].verdict) == ("PayerFrozen", "settled")
    assert [type(each.event) for each in events_of(told) if isinstance(each.event, PaymentRefused)] == [PaymentRefused]


def test_response__seizure__is_ordered_carried_out_and_told(told: Simulation) -> None:
    steps = steps_of(told, "baker")
    assert [(step.kind.value, step.by) for step in steps] == [
        ("freeze", "sg-supervisor"),
        ("legal_order", "sg-supervisor"),
        ("seizure", "mas"),
        ("release", "sg-supervisor"),
    ]
    grave = next(alarm for alarm in told.watch.ledgers.alarms if alarm.client == "baker")
    assert 0 <= steps[0].at_s - (grave.at_s + 600) <= 2  # Singapore's own reaction time
    assert [step.amount_minor for step in steps] == [900_000, 900_000, 900_000, 0]
    assert told.actors.wallets["baker"].balance_minor() == 0


def test_alarm__below_every_response__is_recorded_only(told: Simulation) -> None:
    slight = next(alarm for alarm in told.watch.ledgers.alarms if alarm.client == "miller")
    assert (slight.case, steps_of(told, "miller")) == ("", [])


def test_notices__of_every_case__name_the_freeze_and_nothing_of_the_alarm(watched: Simulation) -> None:
    ledgers = watched.watch.ledgers
    told_of = [
        step
        for step in ledgers.steps
        if step.kind in (StepKind.FREEZE, StepKind.LEGAL_ORDER, StepKind.SEIZURE, StepKind.RELEASE)
    ]
    assert len(ledgers.notices) == 2 * len(told_of) > 0
    for step, to_client, to_bank in zip(told_of, ledgers.notices[::2], ledgers.notices[1::2], strict=True):
        assert (to_client.to, to_client.client, to_client.kind) == (step.client, step.client, step.kind)
        assert to_bank.to == watched.actors.wallets[step.client].client.bank.id
    secrets = {"case", "alarm", "typology", "score", "source", "reasons", "uetrs", "height"}
    assert not secrets & set(OfficialNotice.__dataclass_fields__)
    assert not secrets & {column.name for column in OFFICIAL_NOTICES.columns}
    assert secrets & {column.name for column in ALARMS.columns}


def test_chain__flags_and_legal_orders__name_neither_case_nor_alarm(watched: Simulation) -> None:
    said = [each.event for each in events_of(watched)]
    assert {flag.reason for flag in said if isinstance(flag, SubjectFlagged)} == {"supervision"}
    orders = [order.order_id.rstrip(b"\0").decode() for order in said if isinstance(order, LegalOrderRecorded)]
    assert orders and all(re.fullmatch(r"order-\d+", order) for order in orders)


def test_detectors__planted_patterns__are_found_and_hold_the_tainted_back(watched: Simulation) -> None:
    alarmed = {alarm.client for alarm in watched.watch.ledgers.alarms if alarm.source == "panel"}
    found = {pattern.entry.kind: len(alarmed & set(pattern.members)) for pattern in watched.patterns}
    assert found == {"structuring": 2, "fan_in": 8, "fan_out": 8, "cycle": 4, "rapid_movement": 5, "round_tripping": 3}
    assert not alarmed - {member for pattern in watched.patterns for member in pattern.members}


def test_screen__finished_record__raises_what_the_run_raised(watched: Simulation) -> None:
    assert watched.scenario.supervision is not None
    network, ledgers = watched.network, watched.watch.ledgers
    panel = panel_of(watched.scenario.supervision.detectors)
    again = [*screen(Record(network.ledger.journal, network.deployment), panel)]
    of_run = [alarm for alarm in ledgers.alarms if alarm.source == "panel"]
    assert [(a.height, a.at_s, a.account, a.typology, a.score, a.reasons, a.uetrs) for a in again] == [
        (a.height, a.at_s, a.account, a.typology, a.score, a.reasons, a.uetrs) for a in of_run
    ]
    assert again
    looser = [*screen(Record(network.ledger.journal, network.deployment), panel_of(["cycle"]))]
    assert {alarm.typology for alarm in looser} == {"cycle"}


def test_audit__of_a_watched_run__reconciles(watched: Simulation) -> None:
    network = watched.network
    report = audit_record(network.ledger.journal, network.deployment, network.ledger)
    assert report.reconciled


def test_measures__of_a_watched_run__count_what_was_raised_and_frozen(watched: Simulation) -> None:
    ledgers = watched.watch.ledgers
    rows = {row["typology"]: row for row in alert_measures(watched)}
    assert {name: row["alarms"] for name, row in rows.items()} == Counter(alarm.typology for alarm in ledgers.alarms)
    assert (rows["cycle"]["wallets_tainted"], rows["cycle"]["wallets"]) == (7, 7)
    assert (rows["fan_out"]["wallets"], rows["fan_out"]["acted_on"]) == (9, 8)  # one below every response
    spans = freeze_spans(ledgers.steps)
    for row in freeze_measures(watched):
        own = [span for span in spans if span.currency == row["currency"]]
        assert row["wallets_frozen"] == len({span.client for span in own})
        assert row["frozen_minor_s"] == row["frozen_tainted_minor_s"] + row["frozen_honest_minor_s"]
        assert row["frozen_tainted_minor_s"] > row["frozen_honest_minor_s"] > 0
    assert Counter(span.until_s is None for span in spans)[False] > 0


def test_freeze_spans__frozen_more_and_released__are_laid_end_to_end() -> None:
    def step(at_s: int, kind: StepKind, amount_minor: int, error: str = "") -> Step:
        return Step(at_s, "case-1", "ann", "watch", kind, "EUR", amount_minor, error)

    steps = [
        step(10, StepKind.FREEZE, 5),
        step(12, StepKind.FLAG, 0),
        step(15, StepKind.FREEZE, 8, "Refused"),
        step(20, StepKind.FREEZE, 9),
        step(30, StepKind.RELEASE, 9),
        step(40, StepKind.FREEZE, 1),
    ]
    assert freeze_spans(steps) == [
        FreezeSpan("ann", "EUR", 5, 10, 20),
        FreezeSpan("ann", "EUR", 9, 20, 30),
        FreezeSpan("ann", "EUR", 1, 40, None),
    ]


@dataclass
class Accuses:
    """A detector that raises an alarm about every payee, in the way that it is told."""

    make: Callable[[LoggedEvent], Sequence[Any]]
    name: str = "accuser"
    hears: frozenset[type[Event]] = frozenset((PaymentSettled,))

    def hear(self, events: Sequence[LoggedEvent]) -> Sequence[Any]:
        return self.make(events[0])


def accusation(heard: LoggedEvent, score: Any = 99) -> Alarm:
    assert isinstance(heard.event, PaymentSettled)
    reasons = (Reason("payments", 1),)
    return Alarm(heard.height, heard.timestamp_s, heard.event.payee, "fan_in", score, reasons, (heard.event.uetr,))


def test_detector__of_somebody_else__is_heard_like_ours() -> None:
    simulation = Simulation(Scenario.parse(UNWATCHED, "own.yaml"), detector=Accuses(lambda heard: [accusation(heard)]))
    report = simulation.run()
    settled = {record.payment.payee for record in simulation.records if record.verdict == "settled"}
    assert {alarm.client for alarm in simulation.watch.ledgers.alarms if alarm.source == "accuser"} == settled
    assert report["payments"]["settled"] < report["payments"]["planned"]


def test_detector__that_answers_a_fraction__ends_the_run_with_its_name() -> None:
    bad = Accuses(lambda heard: [accusation(heard, 0.5)])
    with pytest.raises(InputError, match=r"detector accuser: an alarm breaks the contract: 0\.5 is no integer"):
        Simulation(Scenario.parse(UNWATCHED, "bad.yaml"), detector=bad).run()


def test_watch__detectors_named_and_none_handed_in__is_refused() -> None:
    with pytest.raises(InputError, match="no detector was handed in"):
        Simulation(Scenario.parse(TEXT, "s.yaml")).prepare()


def test_watch__detector_without_supervision__is_refused() -> None:
    text = UNWATCHED[: UNWATCHED.index("supervision:")]
    with pytest.raises(InputError, match="detector panel: a detector without a watch"):
        Simulation(Scenario.parse(text, "s.yaml"), detector=panel_of(["cycle"])).prepare()
