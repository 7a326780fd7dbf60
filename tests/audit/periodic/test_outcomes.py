"""What followed alarms, by hand-made timelines: each state, each reaction time, and who counts once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audited_story import Story

from audit.holds import Hold, HoldKind
from audit.index.nodes_supervision import NOTICES
from audit.periodic.nodes_word import ALARMS, compared_alarms, told_freezes
from audit.periodic.outcomes import EVERY, Outcome, TimedHold, Watched, counted, outcomes, watch
from audit.record import Record
from chain.detection import Alarm, Reason

MONEY, OTHER, ANN, ANNS_NEW_KEY, BEN, EVE = (f"0x{number:040x}" for number in (1, 2, 10, 11, 12, 13))
CUSTOMERS = {ANN: 1, ANNS_NEW_KEY: 1, BEN: 2}


def alarm(account: str, at_s: int, typology: str = "cycle") -> Alarm:
    return Alarm(at_s // 10, at_s, account, typology, 60, (Reason("own_score", 60),), ())


def hold(kind: HoldKind, account: str, at_s: int, amount_minor: int, money: str = MONEY) -> TimedHold:
    return TimedHold(at_s, Hold(kind, money, account, amount_minor))


def one(*holds: TimedHold, account: str = ANN, at_s: int = 100) -> Outcome:
    """What followed one alarm."""
    found = outcomes(Watched((alarm(account, at_s),), holds, CUSTOMERS))
    assert [each.typology for each in found] == [EVERY, "cycle"]
    return found[0]


@pytest.mark.parametrize(
    ("holds", "state", "reaction_s"),
    [
        ([], "left", None),
        ([hold("freeze", ANN, 130, 5)], "frozen", 30),
        ([hold("freeze", ANN, 130, 5), hold("freeze", ANN, 150, 9)], "frozen", 30),
        ([hold("freeze", ANN, 130, 5), hold("release", ANN, 150, 0)], "released", 30),
        ([hold("freeze", ANN, 130, 5), hold("release", ANN, 150, 2)], "frozen", 30),
        ([hold("freeze", ANN, 130, 5), hold("freeze", ANN, 140, 5, OTHER), hold("release", ANN, 150, 0)], "frozen", 30),
        (
            [hold("freeze", ANN, 130, 5), hold("forced-transfer", ANN, 150, 5), hold("release", ANN, 160, 0)],
            "seized",
            30,
        ),
        ([hold("forced-transfer", ANN, 150, 5)], "seized", None),
        ([hold("freeze", BEN, 130, 5)], "left", None),
        ([hold("freeze", ANN, 90, 5)], "frozen", None),
        ([hold("freeze", ANN, 100, 5)], "frozen", None),
        ([hold("freeze", ANN, 90, 5), hold("release", ANN, 95, 0)], "left", None),
        ([hold("freeze", ANN, 90, 5), hold("forced-transfer", ANN, 95, 5), hold("follow", ANN, 95, 0)], "left", None),
        ([hold("freeze", ANN, 90, 5), hold("release", ANN, 120, 0)], "released", None),
        ([hold("freeze", ANN, 90, 5), hold("release", ANN, 95, 0), hold("freeze", ANN, 130, 5)], "frozen", 30),
        ([hold("freeze", ANNS_NEW_KEY, 130, 5)], "frozen", 30),
        (
            [
                *(hold("freeze", ANN, 130, 5), hold("follow", ANN, 140, 0), hold("follow", ANNS_NEW_KEY, 140, 5)),
                hold("release", ANNS_NEW_KEY, 150, 0),
            ],
            "released",
            30,
        ),
    ],
)
def test_outcome__of_a_timeline__is_its_state_and_reaction(
    holds: list[TimedHold], state: str, reaction_s: int | None
) -> None:
    found = one(*holds)
    assert (found.state, found.reaction_s) == (state, reaction_s)


def test_outcome__wallet_of_nobody__is_itself() -> None:
    assert one(hold("freeze", EVE, 130, 5), account=EVE).state == "frozen"


def test_counts__wallets_and_typologies__count_each_customer_once() -> None:
    alarms = (
        *(alarm(ANN, 100), alarm(ANNS_NEW_KEY, 110), alarm(ANN, 120, "structuring")),
        *(alarm(BEN, 100), alarm(EVE, 105)),
    )
    holds = (hold("freeze", ANN, 130, 5), hold("freeze", BEN, 110, 5), hold("release", BEN, 190, 0))
    watched = Watched(alarms, holds, CUSTOMERS)
    told = frozenset({(130, 1)})
    rows = {row.typology: asdict(row) for row in counted(watched, outcomes(watched), told)}
    assert list(rows) == ["cycle", "structuring", EVERY]
    common = {"seized": 0, "released": 1, "frozen": 1, "left": 1, "notified": 1, "reaction_s_median": 10}
    assert rows["cycle"] == {"typology": "cycle", "alarms": 4, "wallets": 3, "reaction_s_max": 30} | common
    assert rows[EVERY] == {"typology": EVERY, "alarms": 5, "wallets": 3, "reaction_s_max": 30} | common
    assert (rows["structuring"]["wallets"], rows["structuring"]["reaction_s_max"]) == (1, 10)
    untold = [*counted(watched, outcomes(watched), None)]
    assert {row.notified for row in untold} == {None}


def test_counts__no_alarm__are_none() -> None:
    watched = Watched((), (hold("freeze", ANN, 130, 5),), CUSTOMERS)
    assert outcomes(watched) == ()
    assert [*counted(watched, (), None)] == []


def test_watch__record_with_freezes_and_seizures__tells_each(record: Record) -> None:
    kinds = [timed.hold.kind for timed in watch(record, {}).holds]
    assert {"freeze", "release", "forced-transfer", "follow"} == {*kinds}


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    (folder / "event").mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / name)


def test_nodes_alarms__beside_ours__are_counted_apart(tmp_path: Path) -> None:
    assert compared_alarms(tmp_path, []) is None
    known = {"height": 10, "account": ANN, "typology": "cycle", "source": "panel"}
    rows = [known, known | {"account": BEN}, known | {"source": "scenario"}, known | {"typology": "fan_in"}]
    write(tmp_path, ALARMS, rows)
    found = compared_alarms(tmp_path, [alarm(ANN, 100), alarm(EVE, 100)])
    assert found is not None
    assert found.as_json() == {"both": 1, "only_nodes": 2, "only_record": 1, "stated": 1}


def test_nodes_notices__of_both_or_of_one__count_where_both_were_told(story: Story, tmp_path: Path) -> None:
    watched = Watched((), (), {})
    assert told_freezes(tmp_path, story.deployment, watched) is None
    (first, party), (second, _) = list(story.deployment.parties.items())[:2]
    at = datetime.fromtimestamp(130, UTC)
    rows = [
        {"at": at, "to": first, "client": first, "kind": "freeze"},
        {"at": at, "to": "bank", "client": first, "kind": "freeze"},
        {"at": at, "to": second, "client": second, "kind": "freeze"},
        {"at": at, "to": "bank", "client": second, "kind": "release"},
        {"at": at, "to": "bank", "client": "nobody", "kind": "freeze"},
    ]
    write(tmp_path, NOTICES, rows)
    assert told_freezes(tmp_path, story.deployment, watched) == {(130, party.address)}


def test_nodes_tables__that_cannot_be_read__say_nothing(story: Story, tmp_path: Path) -> None:
    (tmp_path / "event").mkdir()
    (tmp_path / ALARMS).write_bytes(b"PAR1 no")
    write(tmp_path, NOTICES, [{"at": 1}])
    assert compared_alarms(tmp_path, []) is None
    assert told_freezes(tmp_path, story.deployment, Watched((), (), {})) is None
