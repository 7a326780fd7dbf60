"""`corridor run`: what it leaves, what it refuses, what survives a crash."""

from __future__ import annotations

import json
from pathlib import Path

import killed
import pyarrow.parquet as pq
import pytest

from scripts.cli import main
from scripts.run_scenario import join_summary

FILES = {
    "SHA256SUMS", "audit.json", "deployment.json", "event/events.parquet", "event/notices.parquet", "journal.sqlite",
    "network/activity.parquet", "network/chain.parquet", "node/balances.parquet", "node/movements.parquet",
    "node/positions.parquet", "payment/loans.parquet", "payment/payments.parquet", "run.json", "scenario.yaml",
    "summary.json",
}  # fmt: skip


def run(scenario: Path, out: Path, *more: str) -> int:
    return main(["run", str(scenario), "--out", str(out), "--quiet", *more])


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def summary_of(folder: Path) -> dict:
    return json.loads((folder / "summary.json").read_text())


def test_run__tiny_scenario__leaves_every_file_and_a_summary_with_stable_keys(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "out"
    assert run(tiny, out) == 0
    assert files_of(out) == FILES
    summary = summary_of(out)
    assert (summary["scenario"], summary["seed"], summary["engine"], summary["schema_version"]) == (
        "tiny",
        3,
        "revm",
        1,
    )
    assert (summary["payments"]["settled"], summary["payments"]["refused"], summary["payments"]["kept_off"]) == (
        2,
        0,
        1,
    )
    assert summary["payments"]["kept_off_by"] == {"PayerInsufficientBalance": 1}
    assert {key: summary["loans"][key] for key in ("active", "closed", "late", "defaulted")} == {
        "active": 0, "closed": 1, "late": 0, "defaulted": 0,
    }  # fmt: skip
    assert summary["reconciled"] is True
    assert summary["conserved"] is True
    for code, bank in (("EUR", "de-bank"), ("SGD", "sg-bank")):
        for book in (
            summary["conservation"][code]["central_bank_money"],
            summary["conservation"][code]["deposits"][bank],
        ):
            assert set(book) == {"issued_minor", "redeemed_minor", "held_minor", "ok"}
            assert book["ok"] is True
            assert book["issued_minor"] - book["redeemed_minor"] == book["held_minor"] > 0


def test_run__same_seed_however_it_is_executed__has_the_same_digest_and_another_seed_another(
    tiny: Path, tmp_path: Path
) -> None:
    for name, more in (("a", ()), ("b", ("--workers", "1")), ("c", ("--engine", "pyevm")), ("d", ("--seed", "4"))):
        assert run(tiny, tmp_path / name, *more) == 0
    digests = [summary_of(tmp_path / name)["digest"] for name in "abcd"]
    assert digests[0] == digests[1] == digests[2] != digests[3]


def test_run__tables__agree_with_the_summary(tiny: Path, tmp_path: Path) -> None:
    assert run(tiny, tmp_path / "out") == 0
    payments = pq.read_table(tmp_path / "out" / "payment" / "payments.parquet").to_pylist()
    assert [(row["id"], row["verdict"], row["refusal"]) for row in payments] == [
        ("one", "settled", ""), ("two", "settled", ""), ("three", "kept_off", "PayerInsufficientBalance"),
    ]  # fmt: skip
    assert (
        sum(row["value_usd_minor"] for row in payments) == summary_of(tmp_path / "out")["payments"]["value_usd_minor"]
    )
    assert all(0 < row["latency_ms"] <= 2_150 for row in payments[:2])
    assert (payments[0]["payer_currency"], payments[0]["payee_currency"], payments[0]["amount_minor"]) == (
        "SGD",
        "EUR",
        2_000_000,
    )
    balances = pq.read_table(tmp_path / "out" / "node" / "balances.parquet").to_pylist()
    held = {code: sum(row["balance_minor"] for row in balances if row["money"] == code) for code in ("EUR", "SGD")}
    conservation = summary_of(tmp_path / "out")["conservation"]
    assert held == {code: conservation[code]["central_bank_money"]["held_minor"] for code in ("EUR", "SGD")}
    loans = pq.read_table(tmp_path / "out" / "payment" / "loans.parquet").to_pylist()
    assert [(row["id"], row["status"], row["on_time"], row["outstanding_minor"]) for row in loans] == [
        ("dough", "closed", 3, 0)
    ]
    notices = pq.read_table(tmp_path / "out" / "event" / "notices.parquet").to_pylist()
    assert [(row["kind"], row["loan"], row["borrower"]) for row in notices] == [("reminder", "dough", "baker")] * 3
    movements = pq.read_table(tmp_path / "out" / "node" / "movements.parquet").to_pylist()
    last = {row["bank"]: row["balance_minor"] for row in movements}
    assert last == {row["party"]: row["balance_minor"] for row in balances if row["role"] == "bank"}
    activity = pq.read_table(tmp_path / "out" / "network" / "activity.parquet").to_pylist()
    assert sum(row["payments_settled_minor"] for row in activity if row["currency"] == "EUR") == 2_000_000
    events = pq.read_table(tmp_path / "out" / "event" / "events.parquet").to_pylist()
    assert sum(row["event"] == "PaymentSettled" for row in events) == 2


def test_run__json__prints_the_summary_and_nothing_else(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(tiny), "--out", str(tmp_path / "out"), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == summary_of(tmp_path / "out")
    assert printed.err == ""


def test_run__terminal__shows_the_figures_of_the_summary(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["run", str(tiny), "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    for expected in ("payments settled", "time to finality", "Conservation", "run digest", "dough", "as expected"):
        assert expected in printed
    assert summary_of(tmp_path / "out")["digest"] in printed


def test_run__refusals__are_in_the_summary_and_on_the_terminal_by_rule_code_and_party(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    tiny.write_text(tiny.read_text().replace("preflight: true", "without_preflight_bps: 10000"))
    assert main(["run", str(tiny), "--out", str(tmp_path / "out")]) == 0
    (row,) = summary_of(tmp_path / "out")["refusals"]
    assert (row["rule"], row["code"], row["iso_code"]) == ("payer-balance", "PayerInsufficientBalance", "AM04")
    assert (row["party"], row["party_role"], row["on_chain"], row["kept_off"]) == ("baker", "wallet", 1, 0)
    printed = capsys.readouterr().out
    assert "Refusals by rule, code and party" in printed
    (line,) = [line.split() for line in printed.splitlines() if "PayerInsufficientBalance" in line and "AM04" in line]
    assert line == ["payer-balance", "PayerInsufficientBalance", "AM04", "baker", "1", "0"]
    assert "3 of 3" in printed
    payments = pq.read_table(tmp_path / "out" / "payment" / "payments.parquet").to_pylist()
    assert [(r["iso_code"], r["party"], r["party_role"], r["preflight"], r["fault"]) for r in payments] == [
        ("", "", "", False, ""), ("", "", "", False, ""), ("AM04", "baker", "wallet", False, ""),
    ]  # fmt: skip


def test_run__travel_rule__leaves_the_records_that_the_audit_holds_to_their_commitments(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = 'time_zone: Europe/Berlin, opens: "08:00", closes: "16:00"'
    tiny.write_text(tiny.read_text().replace(hours, f'{hours}, rules: {{travel_rule_from: "20000.00"}}'))
    out = tmp_path / "out"
    assert run(tiny, out) == 0
    assert files_of(out) == {*FILES, "travel_rule.jsonl", "travel_rule_sealed.jsonl"}
    (line,) = (out / "travel_rule.jsonl").read_text().splitlines()
    assert json.loads(line)["record"]["Beneficiary"]["beneficiaryPersons"]
    assert main(["audit", str(out)]) == 0
    (out / "travel_rule.jsonl").write_text(line.replace("Oven Maker", "Somebody Else") + "\n")
    assert main(["audit", str(out)]) == 1
    assert "travel-rule-record" in capsys.readouterr().out
    assert run(tiny, out, "--overwrite") == 0


def test_join_summary__refusals_that_differ_from_the_auditors__are_not_reconciled(tiny: Path, tmp_path: Path) -> None:
    tiny.write_text(tiny.read_text().replace("preflight: true", "preflight: false"))
    assert run(tiny, tmp_path / "out") == 0
    told, found = (json.loads((tmp_path / "out" / name).read_text()) for name in ("run.json", "audit.json"))
    assert join_summary(told, found)["reconciled"] is True
    told["refusals"][0]["rule"] = "another"
    assert join_summary(told, found)["reconciled"] is False


@pytest.mark.parametrize("key", ["status", "late", "outstanding_minor", "interest_paid_minor", "fees_paid_minor"])
def test_join_summary__loan_of_which_the_auditor_tells_otherwise__is_not_reconciled(
    tiny: Path, tmp_path: Path, key: str
) -> None:
    assert run(tiny, tmp_path / "out") == 0
    told, found = (json.loads((tmp_path / "out" / name).read_text()) for name in ("run.json", "audit.json"))
    loan = told["loans"][0]
    loan[key] = "late" if key == "status" else loan[key] + 1
    assert join_summary(told, found)["reconciled"] is False
    told["loans"] = []
    assert join_summary(told, found)["reconciled"] is False


def test_run__expectation_that_fails__exits_1_and_says_so(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.write_text(tiny.read_text().replace("settled: 2, refused: {PayerInsufficientBalance: 1}", "settled: 3"))
    assert run(tiny, tmp_path / "out") == 1
    assert "not as it must be" in capsys.readouterr().err
    assert [item["ok"] for item in summary_of(tmp_path / "out")["expectations"]] == [False, False, True]


def test_run__existing_folder__is_refused_and_left_alone(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious").write_text("mine")
    assert run(tiny, tmp_path / "out") == 2
    assert run(tiny, tmp_path / "out", "--overwrite") == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "--overwrite" in errors[0]
    assert "not a results folder" in errors[1]
    assert (tmp_path / "out" / "precious").read_text() == "mine"


def test_run__overwrite__replaces_an_older_run_and_leaves_nothing_beside_it(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(tiny, out) == 0
    first = summary_of(out)["digest"]
    assert run(tiny, out, "--overwrite", "--seed", "9") == 0
    assert summary_of(out)["digest"] != first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "tiny.yaml"]


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_run__folder_that_cannot_be_made__is_one_line(
    tiny: Path, tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run(tiny, tmp_path / where) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_run__bad_scenario__leaves_nothing_behind(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.write_text(tiny.read_text().replace('amount: "500.00"', 'amount: "500.001"'))
    assert run(tiny, tmp_path / "out") == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert f"{tiny}:" in error
    assert "Traceback" not in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["--engine", "abacus"], ["--seed", "-1"], ["--seed", "x"]])
def test_run__bad_option__is_one_line_and_exit_2(
    tiny: Path, tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tiny, tmp_path / "out", *arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


HALF_WAY = 200
"""Moments, as `killed` counts them: the journal holds something by then, and the run has more than twice as many."""


def test_run__killed_half_way__leaves_a_folder_that_audit_knows_as_incomplete(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert killed.run(tiny, out, at=HALF_WAY).returncode == killed.KILLED
    assert not (out / "summary.json").exists()
    assert main(["audit", str(out)]) == 1
    assert "incomplete" in capsys.readouterr().err
    assert run(tiny, out, "--overwrite") == 0
    assert main(["audit", str(out)]) == 0


def test_run__killed_while_it_replaces__leaves_the_older_run_whole(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(tiny, out) == 0
    before = summary_of(out)
    assert killed.run(tiny, out, "--overwrite", "--seed", "8", at=HALF_WAY).returncode == killed.KILLED
    assert (tmp_path / "out.partial" / "journal.sqlite").exists()
    assert summary_of(out) == before
    assert run(tiny, out, "--overwrite") == 0
    assert not (tmp_path / "out.partial").exists()


def test_run__interrupted__says_so_in_one_line_and_exits_with_130(tiny: Path, tmp_path: Path) -> None:
    process = killed.interrupted(tiny, tmp_path / "out")
    assert process.returncode == 130
    assert len(process.stderr.splitlines()) == 1
    assert "interrupted" in process.stderr
    assert (tmp_path / "out" / "journal.sqlite").exists()
    assert not (tmp_path / "out" / "summary.json").exists()
