"""The tiny scenario with two supervisors and two alarms: one ends in a release, one in a seizure under a legal order.

Trusts the tiny scenario for its payments: whom it is about sends nothing once the first alarm came.
Never names a detector: what comes of alarms is looked at, not who raised them.
"""

from __future__ import annotations

from pathlib import Path

from chain.accounts import Account, derive_key

SEED = 3
_TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
_SUPERVISION = """
supervision:
  reaction_s: 600
  responses:
    - {score: 50, freeze: part, share_bps: 5000, then: release, after_s: 3600}
    - {score: 90, freeze: whole, then: seize, after_s: 3600}
  alarms:
    - {id: tip, date: 2024-06-04, time: "11:00", client: oven, typology: fan_in, score: 60}
    - {id: grave, date: 2024-06-05, time: "10:00", client: oven, typology: structuring, score: 95}
"""
SUPERVISED = (
    _TINY.replace("currency: EUR, central", "supervisor: {id: bafin, name: BaFin}, currency: EUR, central").replace(
        "currency: SGD, central", "supervisor: {id: mas-supervision, name: MAS}, currency: SGD, central"
    )
    + _SUPERVISION
)


def key_file(folder: Path, role: str, identity: str, mode: int = 0o600) -> Path:
    """A file with the key of a node of that run."""
    path = folder / f"{identity}.key"
    path.write_text(f"{derive_key(SEED, role, identity).hex()}\n", encoding="ascii")
    path.chmod(mode)
    return path


def address(role: str, identity: str) -> str:
    """Its account's address."""
    return Account.derived(SEED, role, identity).address
