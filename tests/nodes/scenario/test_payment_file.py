"""Payments of a file: read from CSV and Parquet alike, every bad row told with its place, planned as written ones."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from chain.errors import InputError
from nodes.demand import plan_payments
from nodes.scenario import Scenario, ScenarioError

BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")
TEXT = BASE[: BASE.index("expect:\n  payments")].replace("payments:\n", "payments:\n  file: rows.csv\n", 1)
HEADER = "id,date,time,payer,payee,amount,currency,purpose"
GOOD = "r-1,2022-08-15,06:00,importer,exporter,12.50,HKD,GDDS"


def lines_of(folder: Path, text: str = TEXT) -> list[str]:
    """Every line with which the scenario of a folder is refused, without the folder's path."""
    with pytest.raises(ScenarioError) as refusal:
        Scenario.parse(text, "s.yaml", folder=folder)
    return [line.replace(f"{folder}/", "") for line in str(refusal.value).splitlines()]


def in_csv(folder: Path, *rows: str, header: str = HEADER) -> Path:
    (folder / "rows.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD.replace("r-1", "R 1"), "id: id 'R 1': an id is small letters"),
        (GOOD.replace("r-1", "p-1"), "id: duplicate id 'p-1': every payment has an id of its own; rename one"),
        (GOOD.replace("r-1", "generated-1"), "id: id 'generated-1' is taken: ids of generated payments begin so"),
        (GOOD.replace("importer", "imporder"), "payer: unknown client 'imporder': no client of the scenario has this"),
        (GOOD.replace("exporter", "importer"), "payee: payer and payee are the same: both are importer"),
        (GOOD.replace("2022-08-15", "2022-8-15"), "date: date '2022-8-15': a date is an existing day"),
        (GOOD.replace("2022-08-15", "2022-08-20"), "date: date 2022-08-20 without common operating hours: AE and HK"),
        (GOOD.replace("2022-08-15", "2023-08-15"), "date: date 2023-08-15 outside the period: the scenario runs from"),
        (GOOD.replace("06:00", "6 am"), "time: time '6 am': a time is hours and minutes, perhaps seconds, UTC"),
        (
            GOOD.replace("06:00", "12:00"),
            "time: time 12:00 UTC outside operating hours: both sides are open from 05:00",
        ),
        (GOOD.replace("12.50", "12.505"), "amount: amount '12.505' HKD: HKD has 2 decimals, not 3; correct it"),
        (GOOD.replace("12.50", "0"), "amount: amount of zero HKD: it has to be above zero; write an amount"),
        (GOOD.replace("HKD", "AED"), "currency: currency AED mismatch: exporter holds HKD, and a payment is in the"),
        (GOOD.replace("GDDS", "goods"), "purpose: purpose 'goods': an ISO 20022 external purpose code is four"),
        (f"{GOOD},7", "9 values: the header has 8 values; correct the line"),
    ],
)
def test_row__one_mistake__is_refused_with_its_line_and_column(tmp_path: Path, row: str, says: str) -> None:
    (line,) = lines_of(in_csv(tmp_path, GOOD.replace("r-1", "r-0"), row))
    place, _, rest = line.partition(" " if not says.startswith("9 ") else ": ")
    assert place == "rows.csv:3"
    assert rest.startswith(says)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER.replace("payer", "payr"), "rows.csv:1: unknown column 'payr': the columns here are id, date, payer"),
        (HEADER.replace(",payee", ""), "rows.csv:1: missing column 'payee': it is required; add it to the first line"),
        (f"{HEADER},id", "rows.csv:1: column 'id' stands twice: one value a column; remove one of the two"),
    ],
)
def test_header__wrong__is_refused(tmp_path: Path, header: str, says: str) -> None:
    (line,) = lines_of(in_csv(tmp_path, header=header))
    assert line.startswith(says)


def test_file__missing_or_not_text__is_refused(tmp_path: Path) -> None:
    assert lines_of(tmp_path)[0].startswith("rows.csv: no such file: a path is seen from the scenario's own folder")
    (tmp_path / "rows.csv").write_bytes(HEADER.encode() + b"\n\xff\n")
    assert lines_of(tmp_path)[0].startswith("rows.csv: not UTF-8: a byte of it does not belong to UTF-8 text")
    (tmp_path / "rows.parquet").write_bytes(b"PAR")
    assert lines_of(tmp_path, TEXT.replace("rows.csv", "rows.parquet"))[0].startswith("rows.parquet: not Parquet: ")


@pytest.mark.parametrize("path", ["/rows.csv", "rows.txt"])
def test_file__of_a_kind_that_is_not_read__is_refused_at_its_key(tmp_path: Path, path: str) -> None:
    (line,) = lines_of(tmp_path, TEXT.replace("rows.csv", path))
    assert line.startswith(f"s.yaml:41:9 payments.file: file {path!r}: it is a .csv or .parquet file")


def test_file__many_bad_rows__tells_the_first_twenty(tmp_path: Path) -> None:
    lines = lines_of(in_csv(tmp_path, *[GOOD.replace("r-1", f"R{n}") for n in range(50)]))
    assert len(lines) == 20
    assert lines[-1].startswith("rows.csv:21 id: ")


def test_rows__of_csv_and_of_parquet__are_planned_alike(tmp_path: Path) -> None:
    rows = [GOOD, GOOD.replace("r-1", "r-2"), GOOD.replace("r-1", "r-3").replace("06:00", "")]
    scenario = Scenario.parse(TEXT, "s.yaml", folder=in_csv(tmp_path, *rows))
    planned = plan_payments(scenario, scenario.reference_rates())
    mine = {payment.id: payment for payment in planned if payment.id.startswith("r-")}
    first, second, third = mine["r-1"], mine["r-2"], mine["r-3"]
    assert first.at_s == second.at_s == datetime.datetime(2022, 8, 15, 6, tzinfo=datetime.UTC).timestamp()
    assert (first.amount_minor, first.currency, first.payer, first.purpose) == (1_250, "HKD", "importer", "GDDS")
    assert third.at_s != first.at_s
    names = HEADER.split(",")
    columns: dict[str, list[Any]] = {name: [row.split(",")[at] for row in rows] for at, name in enumerate(names)}
    columns["date"] = [datetime.date.fromisoformat(text) for text in columns["date"]]
    columns["time"] = [datetime.time.fromisoformat(text) if text else None for text in columns["time"]]
    columns["amount"] = [decimal.Decimal(text) for text in columns["amount"]]
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "rows.parquet")
    same = Scenario.parse(TEXT.replace("rows.csv", "rows.parquet"), "s.yaml", folder=tmp_path)
    assert plan_payments(same, same.reference_rates()) == planned


def test_parquet__amount_as_a_binary_fraction__is_refused_with_its_row(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {n: [v] for n, v in zip(HEADER.split(","), GOOD.split(","), strict=True)}
    columns["amount"] = [12.5]
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "rows.parquet")
    assert lines_of(tmp_path, TEXT.replace("rows.csv", "rows.parquet")) == [
        "rows.parquet:row 1 amount: a float: text, dates, times, decimals and whole numbers are read; convert it"
    ]


def test_plan__file_changed_since_it_was_checked__is_refused(tmp_path: Path) -> None:
    scenario = Scenario.parse(TEXT, "s.yaml", folder=in_csv(tmp_path, GOOD))
    in_csv(tmp_path, GOOD.replace("12.50", "13.50"))
    with pytest.raises(InputError, match=r"rows.csv: the file was changed: its SHA-256 is another"):
        plan_payments(scenario, scenario.reference_rates())


def test_expectation__rows__are_counted(tmp_path: Path) -> None:
    text = TEXT + "expect:\n  payments: {settled: 12}\n"
    (line,) = lines_of(in_csv(tmp_path, GOOD), text)
    assert "12 payments expected: 13 payments are written or generated" in line


def test_rows__between_currencies_that_nobody_trades__are_refused(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("market_makers")] + TEXT[TEXT.index("keepers:") :]
    text = text[: text.index("  explicit:")] + text[text.index("loans:") :]
    (line,) = lines_of(in_csv(tmp_path, GOOD), text)
    assert "payments.file: no market maker between AED and HKD" in line
