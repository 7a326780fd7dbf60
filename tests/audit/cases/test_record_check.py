"""A case held to a run with supervisors: what was looked at asked again, who decided, what was done and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from case_papers import Rows, forged, rows_of
from supervised import SEED

from audit.cases.acts import RecordedAct, acts_about
from audit.cases.check import RecordCheck, file_findings, sha256_of
from audit.cases.entry import Act, Decided, Head, Looked, Opened
from audit.cases.file import CaseFile, append, create
from audit.cases.looks import AlarmsLook, HindsightLook, ListLook, Look, TraceLook
from audit.cases.subject import subject_of
from audit.index.nodes_supervision import NOTICES
from audit.index.nodes_tables import notice_findings
from audit.trace.asked import Asked
from chain.accounts import Account
from chain.errors import InputError
from scripts.case_record import CaseRecord
from scripts.cli import main

BAFIN = Account.derived(SEED, "supervisor", "bafin")
ABROAD = Account.derived(SEED, "supervisor", "mas-supervision")
BUNDESBANK = Account.derived(SEED, "central_bank", "bundesbank")
AT = "2026-01-05T09:00:00Z"
LOOKS: tuple[Look, ...] = (
    TraceLook.of(Asked("oven", hops=2)),
    TraceLook.of(Asked("baker", direction="in", method="fifo")),
    ListLook.of("payments", {"wallet": "oven"}),
    ListLook.of("acts", {"wallet": "oven", "events": ("Frozen", "ForcedTransfer")}),
    ListLook.of("events", {"currency": "EUR", "blocks": "1..9"}),
    AlarmsLook(detectors=["cycle"], wallet="oven", uetr=None),
    HindsightLook(),
)


@pytest.fixture(scope="module")
def acts(supervised: CaseRecord) -> list[RecordedAct]:
    """What was done about the customer."""
    return acts_about(supervised.desk.index, subject_of(supervised.desk, "oven"))


@pytest.fixture
def opened(supervised: CaseRecord, tmp_path: Path) -> Callable[..., Path]:
    """Opens a case about the customer, by an officer."""

    def opens(officer: Account = BAFIN, named: str = "oven") -> Path:
        content = Opened(network=supervised.network, head=supervised.head, subject=subject_of(supervised.desk, named))
        return create(tmp_path / "case.jsonl", content, officer, AT).path

    return opens


def looked(supervised: CaseRecord, look: Look, height: int | None = None) -> Looked:
    """That something was looked at, when the record ended at a height, or now."""
    at = supervised.head.height if height is None else height
    text = look.result(supervised.desk_at(at))
    head = Head(height=at, digest=supervised.digest_at(at))
    return Looked(look=look, head=head, sha256=sha256_of(text), characters=len(text), kept=text)


def decided(decision: str, act: RecordedAct | None = None, order: str | None = None) -> Decided:
    place = None if act is None else Act(height=act.height, transaction=act.transaction)
    values: dict[str, Any] = {"decision": decision, "legal_order": order, "act": place}
    return Decided(reason="as the file says", head=None, **values)


def check(path: Path, supervised: CaseRecord) -> RecordCheck:
    """The case held to the record; the file itself holds."""
    case = CaseFile.read(path)
    assert [*file_findings(case)] == []
    checked = RecordCheck(case, supervised.evidence(case.opened.subject))
    checked.run()
    return checked


def rules(path: Path, supervised: CaseRecord) -> list[tuple[str, int | None]]:
    return [(finding.rule, finding.entry) for finding in check(path, supervised).findings]


def changed(path: Path, change: Callable[[Rows], object], officer: Account = BAFIN) -> Path:
    """The file after its own officer changed entries and signed everything anew."""
    rows = rows_of(path)
    change(rows)
    return forged(path, rows, [officer])


def test_check__every_kind_of_look__is_asked_again_and_holds(
    supervised: CaseRecord, opened: Callable[..., Path]
) -> None:
    path = opened()
    for look in LOOKS:
        append(path, looked(supervised, look), [BAFIN], AT)
    append(path, looked(supervised, LOOKS[2], supervised.head.height - 6), [BAFIN], AT)
    checked = check(path, supervised)
    assert checked.findings == []
    assert [held.holds for held in checked.looks] == [True] * 8
    assert {(item.id, item.role, item.home) for item in checked.standings.values()} == {("bafin", "Supervisor", "DE")}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: " ".join(look.command()[:4]))
def test_look__its_command__prints_the_very_text(
    supervised: CaseRecord, supervised_run: Path, look: Look, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *options = look.command()
    capsys.readouterr()
    assert main([command, str(supervised_run), *options, "--json"]) == 0
    assert capsys.readouterr().out == look.result(supervised.desk)


@pytest.mark.parametrize("keeps", [True, False])
def test_check__result_altered__differs_and_says_where(
    supervised: CaseRecord, opened: Callable[..., Path], keeps: bool
) -> None:
    path = opened()
    append(path, looked(supervised, LOOKS[2]), [BAFIN], AT)

    def alter(rows: Rows) -> None:
        content = rows[1]["body"]["content"]
        text = content["kept"].replace('"settled"', '"refused"', 1)
        content |= {"sha256": sha256_of(text), "kept": text if keeps else None}

    checked = check(changed(path, alter), supervised)
    assert [(finding.rule, finding.entry) for finding in checked.findings] == [("case-look", 1)]
    assert ("line 1 was" if keeps else "characters") in checked.findings[0].message
    assert [held.holds for held in checked.looks] == [False]


@pytest.mark.parametrize(
    "asked",
    [
        {
            "kind": "trace",
            "start": "nobody",
            "direction": "out",
            "hops": 1,
            "least": None,
            "until": None,
            "method": "fifo",
        },
        {
            "kind": "trace",
            "start": "oven",
            "direction": "out",
            "hops": 10**6,
            "least": None,
            "until": None,
            "method": "x",
        },
        {"kind": "list", "listed": "payments; DROP TABLE accounts", "events": [], "filters": {}},
        {"kind": "list", "listed": "payments", "events": [], "filters": {"names": "x"}},
        {"kind": "alarms", "detectors": ["\u202e"], "wallet": None, "uetr": None},
    ],
)
def test_check__look_that_cannot_be_asked__is_found_and_nothing_raised(
    supervised: CaseRecord, opened: Callable[..., Path], asked: dict[str, Any]
) -> None:
    path = opened()
    append(path, looked(supervised, LOOKS[2]), [BAFIN], AT)
    changed(path, lambda rows: rows[1]["body"]["content"].update(look=asked))
    assert rules(path, supervised) == [("case-look", 1)]


def test_check__case_of_another_network__is_found_and_nothing_else_asked(
    supervised: CaseRecord, opened: Callable[..., Path]
) -> None:
    path = changed(opened(), lambda rows: rows[0]["body"]["content"]["network"].update(genesis="0x" + "9d" * 32))
    assert rules(path, supervised) == [("case-network", 0)]


@pytest.mark.parametrize(("height", "beyond"), [(5, False), (10**6, True)])
def test_check__record_that_had_another_digest__is_found(
    supervised: CaseRecord, opened: Callable[..., Path], height: int, beyond: bool
) -> None:
    path = opened()
    append(path, looked(supervised, LOOKS[2]), [BAFIN], AT)
    head = {"height": height, "digest": "0x" + "9d" * 32}
    changed(path, lambda rows: rows[1]["body"]["content"].update(head=head))
    checked = check(path, supervised)
    assert [(finding.rule, finding.entry) for finding in checked.findings] == [("case-head", 1)]
    assert ("no such block" in checked.findings[0].message) is beyond


@pytest.mark.parametrize("named", ["baker", "nobody"])
def test_check__subject_that_means_another_wallet__is_found(
    supervised: CaseRecord, opened: Callable[..., Path], named: str
) -> None:
    path = changed(opened(), lambda rows: rows[0]["body"]["content"]["subject"].update(named=named))
    assert rules(path, supervised) == [("case-subject", 0)]


def test_check__decision_of_nobody_in_office__is_found_unless_an_authority_signs_too(
    supervised: CaseRecord, opened: Callable[..., Path], officer: Account
) -> None:
    path = opened(officer)
    append(path, decided("report"), [officer], AT)
    append(path, decided("freeze"), [officer], AT)
    append(path, decided("freeze"), [officer, BUNDESBANK], AT)
    assert rules(path, supervised) == [("case-authority", 2)]


def test_check__authority_of_another_jurisdiction__is_found(
    supervised: CaseRecord, opened: Callable[..., Path]
) -> None:
    path = opened(ABROAD)
    append(path, decided("release"), [ABROAD], AT)
    assert rules(path, supervised) == [("case-standing", 0), ("case-authority", 1)]


def test_acts__of_the_run__are_told_apart(acts: list[RecordedAct]) -> None:
    assert [(act.decision, act.actor) for act in acts] == [
        ("freeze", "bafin"),
        ("release", "bafin"),
        ("freeze", "bafin"),
        ("forced-transfer", "bundesbank"),
        ("release", "bafin"),
    ]
    assert 0 < acts[0].amount_minor < 10**9 < acts[2].amount_minor, "first a part, then all"


def test_check__acts_of_the_record__are_where_the_decisions_say(
    supervised: CaseRecord, opened: Callable[..., Path], acts: list[RecordedAct]
) -> None:
    path = opened()
    for act in acts:
        order = "order-2" if act.decision == "forced-transfer" else None
        append(path, decided(act.decision, act, order), [BAFIN], AT)
    assert rules(path, supervised) == []


def test_check__act_that_is_not_there_or_another__is_found(
    supervised: CaseRecord, opened: Callable[..., Path], acts: list[RecordedAct]
) -> None:
    path = opened()
    append(path, decided("release", acts[0]), [BAFIN], AT)
    append(path, decided("freeze", replace(acts[0], transaction="0x" + "9d" * 32)), [BAFIN], AT)
    append(path, decided("freeze", replace(acts[0], height=1)), [BAFIN], AT)
    append(path, decided("forced-transfer", acts[3], "order of another court"), [BAFIN], AT)
    assert rules(path, supervised) == [("case-act", number) for number in range(1, 5)]


def test_check__act_of_somebody_in_no_office__is_found(
    supervised: CaseRecord, opened: Callable[..., Path], acts: list[RecordedAct]
) -> None:
    path = opened()
    append(path, decided("freeze", acts[0]), [BAFIN], AT)
    case = CaseFile.read(path)
    evidence = supervised.evidence(case.opened.subject)
    lied = replace(evidence, acts=tuple(replace(act, authority="Supervisor SG, CommercialBank DE") for act in acts))
    checked = RecordCheck(case, lied)
    checked.run()
    assert [finding.rule for finding in checked.findings] == ["case-act"]


def test_subject__payment__is_its_payer_and_payee_in_both_jurisdictions(supervised: CaseRecord) -> None:
    uetr = supervised.desk.index.rows("SELECT uetr FROM payments WHERE status = 'settled' ORDER BY payment")[0][0]
    subject = subject_of(supervised.desk, uetr.upper())
    assert (subject.kind, subject.named, subject.jurisdictions) == ("uetr", uetr, ["DE", "SG"])
    assert len(subject.wallets) == 2


@pytest.mark.parametrize("named", ["ovn", "00000000-0000-4000-8000-00000000dead", "\x1b[2J", ""])
def test_subject__nobody__is_one_line(supervised: CaseRecord, named: str) -> None:
    with pytest.raises(InputError) as refused:
        subject_of(supervised.desk, named)
    assert len(str(refused.value).splitlines()) == 1
    assert "\x1b" not in str(refused.value)


def test_check__notice_that_tells_of_the_case__is_found(
    supervised: CaseRecord, supervised_run: Path, opened: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [row | {"case": "case-2"} for row in pq.read_table(supervised_run / NOTICES).to_pylist()]
    (tmp_path / "event").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / NOTICES)
    told = tuple(str(finding) for finding in notice_findings(supervised.desk.index, tmp_path))
    case = CaseFile.read(opened())
    checked = RecordCheck(case, replace(supervised.evidence(case.opened.subject), notices=told))
    checked.run()
    assert [(finding.rule, finding.entry) for finding in checked.findings] == [("case-notice", None)]
