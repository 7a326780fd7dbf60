"""`corridor loan`: what it prints, and one line for each mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.cli import main

TERMS = {
    "contractType": "LAM",
    "contractRole": "RPA",
    "currency": "HKD",
    "statusDate": "2023-12-31",
    "initialExchangeDate": "2024-01-01",
    "maturityDate": "2024-04-01",
    "notionalPrincipal": " 900 ",
    "nominalInterestRate": "0.12",
    "dayCountConvention": "30E360",
    "cycleAnchorDateOfInterestPayment": "2024-02-01",
    "cycleOfInterestPayment": "P1ML1",
    "cycleAnchorDateOfPrincipalRedemption": "2024-02-01",
    "cycleOfPrincipalRedemption": "P1ML1",
}
FLOATING = TERMS | {
    "cycleAnchorDateOfRateReset": "2024-03-01",
    "cycleOfRateReset": "P1YL1",
    "marketObjectCodeOfRateReset": "HIBOR",
}
MARKET = {"HIBOR": {"data": [{"timestamp": "2024-03-01T00:00:00", "value": 0.0100}]}}


def _file(folder: Path, name: str, content: object) -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def _events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    events: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return events


def test_schedule__json__has_decimals_as_strings_and_dates_with_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["loan", "schedule", "--terms", _file(tmp_path, "terms.json", TERMS), "--json"]) == 0
    events = _events(capsys)
    assert [(each["eventDate"][:10], each["eventType"]) for each in events] == [
        ("2024-01-01", "IED"),
        ("2024-02-01", "PR"),
        ("2024-02-01", "IP"),
        ("2024-03-01", "PR"),
        ("2024-03-01", "IP"),
        ("2024-04-01", "IP"),
        ("2024-04-01", "MD"),
    ]
    assert events[1] == {
        "eventDate": "2024-02-01T00:00:00",
        "eventType": "PR",
        "payoff": "300",
        "currency": "HKD",
        "notionalPrincipal": "600",
        "nominalInterestRate": "0.12",
        "accruedInterest": "9",
    }


def test_schedule__observed_and_to__are_honoured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms, market = _file(tmp_path, "terms.json", FLOATING), _file(tmp_path, "market.json", MARKET)
    asked = ["loan", "schedule", "--terms", terms, "--observed", market, "--to", "2024-03-01", "--json"]
    assert main(asked) == 0
    last = _events(capsys)[-1]
    assert (last["eventType"], last["nominalInterestRate"]) == ("RR", "0.01")


def test_schedule__for_people__is_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loan", "schedule", "--terms", _file(tmp_path, "terms.json", TERMS)]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head.split() == ["event", "kind", "payoff", "notional", "rate", "accrued"]
    assert first.split()[:4] == ["2024-01-01T00:00:00", "IED", "-900.00000000", "HKD"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"contractType": ', ":1:18: not JSON: Expecting value; correct the file"),
        ('{"a": 1, "a": 2}', ": a: given twice; remove one of them"),
        ('{"a": NaN}', ": not JSON: NaN is no number; correct the file"),
        ("[]", ": no JSON object: names are needed; write"),
        (TERMS | {"rateSpraed": "1"}, ": rateSpraed: no term of these contracts; did you mean rateSpread?; correct"),
        (TERMS | {"cycleOfInterestPayment": "P1X"}, ": cycleOfInterestPayment: 'P1X' is no cycle; write it like"),
        (TERMS | {"maturityDate": "", "nextPrincipalRedemptionPayment": "0.001"}, ": cycles: the cycle leads outside"),
        (FLOATING, ": marketObjectCodeOfRateReset: nothing is observed for 'HIBOR'; add it to the observations"),
    ],
)
def test_schedule__bad_terms__are_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, message: str
) -> None:
    terms = _file(tmp_path, "terms.json", content)
    assert main(["loan", "schedule", "--terms", terms]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {terms}{message}")
    assert len(printed.err.splitlines()) == 1


def test_schedule__bad_observations__name_their_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms, market = _file(tmp_path, "terms.json", FLOATING), _file(tmp_path, "market.json", {"HIBOR": []})
    assert main(["loan", "schedule", "--terms", terms, "--observed", market]) == 2
    assert capsys.readouterr().err.startswith(f"error: {market}: HIBOR: no list of observations; write")


def test_schedule__no_such_file__is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.json"
    assert main(["loan", "schedule", "--terms", str(missing)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {missing}: cannot read it: No such file or directory; give")


def test_schedule__file_that_is_no_text__is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "terms.json").write_bytes(b"\xff\xfe\x00")
    assert main(["loan", "schedule", "--terms", str(tmp_path / "terms.json")]) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path / 'terms.json'}: not JSON: 'utf-8' codec")


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        (["A/360", "2023-11-30", "2024-02-29"], "0.252777777777777778"),
        (["ACT_ACT_ISDA", "2023-07-01", "2024-07-01"], "1.00137734860393742"),
        (["30E/360 ISDA", "2023-08-31", "2024-02-29"], "0.5"),
        (["A/365F", "2023-12-30", "2023-12-31T23:59:59"], "0.005479452054794521"),
        (["30/360", "2024-01-01", "2024-01-01"], "0"),
    ],
)
def test_yearfraction__both_spellings__print_18_places(
    capsys: pytest.CaptureFixture[str], options: list[str], printed: str
) -> None:
    convention, start, end = options
    assert main(["loan", "yearfraction", "--convention", convention, "--start", start, "--end", end]) == 0
    assert capsys.readouterr().out == f"{printed}\n"


def test_yearfraction__maturity_in_february__counts_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--convention", "30E360ISDA", "--start", "2023-08-31", "--end", "2024-02-29", "--maturity", "2024-02-29"]
    assert main(["loan", "yearfraction", *asked]) == 0
    assert capsys.readouterr().out == "0.497222222222222222\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["A/350", "2024-01-01", "2024-01-02"],
            "year fraction: no day count convention is called 'A/350'; did you mean",
        ),
        (["A/360", "2024-01-02", "2024-01-01"], "year fraction: no year fraction from 2024-01-02 to 2024-01-01: the"),
        (["A/360", "1 January", "2024-01-01"], "--start: '1 January' is no date; write it like 2026-01-31"),
        (["A/360", "2024-01-01", "2024-13-01"], "--end: '2024-13-01' is no date; write it like 2026-01-31"),
    ],
)
def test_yearfraction__bad_option__is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    convention, start, end = options
    assert main(["loan", "yearfraction", "--convention", convention, "--start", start, "--end", end]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: corridor loan: {message}")
    assert len(error.splitlines()) == 1
