"""The truth file of a run: who was in a planted pattern. It is read after the alarms are raised, to count them.

Trusts the file for nothing but its own claims: detectors never see it.
Never guesses where it is broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.typologies.transfer import Transfer
from chain.errors import InputError

TRUTH = "truth.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Planted:
    """One pattern. members: names of wallets as the look back knows them; uetrs: of its payments."""

    id: str
    kind: str
    members: tuple[str, ...]
    uetrs: tuple[str, ...]


def load_truth(path: Path, transfers: Iterable[Transfer]) -> tuple[Planted, ...]:
    """The patterns in a truth file, their members under the names that they have in the transfers.

    Raises InputError where there is no such file, or it is no truth file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"schema version {content['schema_version']!r}, not {SCHEMA_VERSION}")
        return planted(content["patterns"], transfers)
    except FileNotFoundError:
        why = "the run planted no patterns, or it is not a run of ours"
        do = "run a scenario that has `typologies`, or leave out --score: --alarms needs no truth"
        raise InputError(what="no truth file", where=str(path), why=why, do=do) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise InputError(what="no readable truth file", where=str(path), why=why, do="run the scenario again") from None


def planted(rows: Iterable[dict[str, Any]], transfers: Iterable[Transfer]) -> tuple[Planted, ...]:
    """The patterns of a truth file's rows. A member whose payment settled is the wallet that made it: its reference
    tells who that is where the record has no ids."""
    by_uetr = {each.uetr: each for each in transfers}
    return tuple(_planted(row, by_uetr) for row in rows)


def _planted(row: dict[str, Any], by_uetr: dict[str, Transfer]) -> Planted:
    names: dict[str, str] = {}
    for payment in row["payments"]:
        settled = by_uetr.get(payment["uetr"])
        if settled is not None:
            names |= {payment["payer"]: settled.payer, payment["payee"]: settled.payee}
    members = tuple(names.get(member, member) for member in row["members"])
    return Planted(row["id"], row["kind"], members, tuple(payment["uetr"] for payment in row["payments"]))
