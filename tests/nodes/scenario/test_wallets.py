"""Clients of groups and of a file: as many as asked for, each row judged with its place, drawn between alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from nodes.demand import plan_payments
from nodes.scenario import Scenario, ScenarioError
from nodes.scenario.rules import Tier

BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")
TEXT = BASE.replace("client_groups:\n  - {per_bank: 2}\n", "clients_file: wallets.csv\n")
HEADER = "id,name,bank,opening_balance,top_up,tier,tier_expires,step_up_above"
GOOD = ("w-1,Wallet 1,hk-bank,5.00,never,basic,2022-12-31,100.00", "w-2,Wallet 2,ae-bank,,,,,")


def in_csv(folder: Path, *rows: str) -> Path:
    (folder / "wallets.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return folder


def test_clients__of_a_file__are_in_the_world_with_their_defaults(tmp_path: Path) -> None:
    scenario = Scenario.parse(TEXT, "s.yaml", folder=in_csv(tmp_path, *GOOD))
    first, second = (client for client in scenario.all_clients() if client.is_generated)
    assert (first.id, first.bank.id, first.opening_balance_minor, first.is_topped_up) == ("w-1", "hk-bank", 500, False)
    assert (first.tier, first.step_up_above_minor, second.tier) == (Tier.BASIC, 10_000, Tier.FULL)
    assert (second.opening_balance_minor, second.is_topped_up, second.currency.code) == (0, True, "AED")
    drawn = [p for p in plan_payments(scenario, scenario.reference_rates()) if p.id.startswith("generated-")]
    assert {payment.payer for payment in drawn} == {"w-1", "w-2"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("W,Name,hk-bank,,,,,", "wallets.csv:4 id: id 'W': an id is small letters, digits and hyphens"),
        ("w-1,Name,hk-bank,,,,,", "wallets.csv:4 id: duplicate id 'w-1': another row has it; rename one of the two"),
        ("w-3,,hk-bank,,,,,", "wallets.csv:4 name: not a name: it is plain text of 1 to 120 characters; correct it"),
        ("w-3,Name,hk-bnk,,,,,", "wallets.csv:4 bank: unknown bank 'hk-bnk': no bank of the scenario has this id; did"),
        ("w-3,Name,hk-bank,1.005,,,,", "wallets.csv:4 opening_balance: amount '1.005' HKD: HKD has 2 decimals"),
        ("w-3,Name,hk-bank,,often,,,", "wallets.csv:4 top_up: unknown value 'often': it is one of on_demand, never"),
        (
            "w-3,Name,hk-bank,,,ful,,",
            "wallets.csv:4 tier: unknown value 'ful': it is one of anonymous, basic, full; did",
        ),
        ("w-3,Name,hk-bank,,,,soon,", "wallets.csv:4 tier_expires: date 'soon': a date is an existing day"),
        (
            "exporter,Name,hk-bank,,,,,",
            "s.yaml:34:15 clients_file: duplicate client ids: the scenario itself has the id",
        ),
    ],
)
def test_row__one_mistake__is_refused_with_its_line_and_column(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        Scenario.parse(TEXT, "s.yaml", folder=in_csv(tmp_path, *GOOD, row))
    (line,) = str(refusal.value).replace(f"{tmp_path}/", "").splitlines()
    assert line.startswith(says)


def test_clients__opening_balance_above_a_rule__is_refused(tmp_path: Path) -> None:
    rule = 'closes: "17:00"\n    rules: {balance_cap: {anonymous: "4.00", basic: "4.00"}}\n  - id: AE'
    text = TEXT.replace('closes: "17:00"\n  - id: AE', rule)
    with pytest.raises(
        ScenarioError, match=r"clients_file.opening_balance: opening balance of 5.00 HKD: balance_cap of HK allows 4"
    ):
        Scenario.parse(text, "s.yaml", folder=in_csv(tmp_path, *GOOD))


def test_clients__hundred_thousand_by_group__are_all_there() -> None:
    scenario = Scenario.parse(BASE.replace("per_bank: 2", "per_bank: 50000"), "s.yaml")
    ids = {client.id for client in scenario.all_clients()}
    assert len(ids) == 100_002
    assert {"hk-bank-client-1", "ae-bank-client-50000"} <= ids
