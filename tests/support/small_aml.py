"""scenarios/aml.yaml cut down to three banks and a few hundred payments, one pattern of each kind.

Trusts the file for everything but sizes.
Never changes what kinds of payments there are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from nodes.scenario import Scenario

FILE = Path(__file__).parents[2] / "scenarios" / "aml.yaml"
_SMALLER = {"period_h": 8, "count": 1}


def small_aml(generated: int = 60, purchases: int = 60) -> Scenario:
    """The scenario; its seed is the file's."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    content["end"] = "2024-05-10"
    first = {bank["jurisdiction"]: bank for bank in reversed(content["banks"])}
    content["banks"] = [first[home["id"]] for home in content["jurisdictions"]]
    for group, per_bank in zip(content["client_groups"], (45, 2, 6, 1), strict=True):
        group["per_bank"] = per_bank
    payments = content["payments"]
    payments["generated"]["count"], payments["purchases"][0]["count"] = generated, purchases
    payments["payrolls"] = payments["payrolls"][:1]
    payments["payrolls"][0]["employees"] = {"least": 3, "most": 5}
    payments["relations"] = [each for each in payments["relations"] if each["id"] in ("suppliers", "imports")]
    chosen: dict[str, dict[str, Any]] = {}
    for entry in content["typologies"]:
        chosen.setdefault(entry["kind"], entry | _SMALLER | ({"banks": ["de-bank-01"]} if "banks" in entry else {}))
    content["typologies"] = [*chosen.values()]
    return Scenario.parse(yaml.safe_dump(content, sort_keys=False), str(FILE))
