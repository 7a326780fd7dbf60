"""What supervisors were told and what they did: alarms with what came of them, and money frozen through the run.

Trusts the rows of `event/alarms.parquet` and `event/interventions.parquet`, and `truth.json` for who launders.
Never passes on whom an alarm was about: only sums leave this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.folder import FinishedRun, read_json
from explorer.sources import TRUTH
from explorer.tallies.moments import Changes, span_of, step_s
from nodes.interventions import FreezeSpan, Step, StepKind, freeze_spans
from nodes.tables.alarms import ALARMS, INTERVENTIONS

OUTCOMES = ("recorded", "waiting", "frozen", "released", "seized")
"""What came of an alarm by the end: nothing was asked for; a case without anything done yet; the last that was done."""
_AFTER = {StepKind.FREEZE: "frozen", StepKind.RELEASE: "released", StepKind.SEIZURE: "seized"}
_STEP_COLUMNS = ("at", "case", "client", "by", "kind", "currency", "amount_minor", "error")


@dataclass(frozen=True, slots=True)
class AlarmTally:
    """outcomes: alarms by typology and what came of them; steps: what was done, by kind and whether the chain took it;
    frozen: by currency, changes of what stands frozen of `tainted` and of `honest` customers, or of `all` where nobody
    knows."""

    outcomes: Counter[tuple[str, str]]
    steps: Counter[tuple[str, bool]]
    frozen: dict[str, Changes]


def tally_alarms(run: FinishedRun) -> AlarmTally | None:
    """Counts the alarms of a run; `None` where there were none."""
    if not (run.has(ALARMS) or run.has(INTERVENTIONS)):
        return None
    steps = [
        Step(at, case, client, by, StepKind(kind), code, amount_minor, error)
        for at, case, client, by, kind, code, amount_minor, error in run.rows(INTERVENTIONS, _STEP_COLUMNS)
    ]
    state = _states(steps)
    outcomes = Counter(
        (typology, state.get(case, "waiting") if case else "recorded")
        for typology, case in run.rows(ALARMS, ("typology", "case"))
    )
    done = Counter((step.kind.value, not step.error) for step in steps)
    return AlarmTally(outcomes, done, _frozen(run, freeze_spans(steps)))


def _states(steps: Iterable[Step]) -> dict[str, str]:
    """What came of each case; what was seized stays so, though the rest is released."""
    found: dict[str, str] = {}
    for step in steps:
        if not step.error and step.kind in _AFTER and found.get(step.case) != "seized":
            found[step.case] = _AFTER[step.kind]
    return found


def _frozen(run: FinishedRun, spans: Iterable[FreezeSpan]) -> dict[str, Changes]:
    tainted = _tainted(run)
    first_s, last_s = span_of(run, INTERVENTIONS)
    step = step_s(first_s, last_s)
    found: dict[str, Changes] = {}
    for span in spans:
        if span.currency not in found:
            found[span.currency] = Changes(first_s, step)
            for whose in ("all",) if tainted is None else ("tainted", "honest"):
                found[span.currency].add(whose, last_s, 0)  # so that every line goes on to the last act
        changes = found[span.currency]
        whose = "all" if tainted is None else "tainted" if span.client in tainted else "honest"
        changes.add(whose, span.from_s, span.amount_minor)
        if span.until_s is not None:
            changes.add(whose, span.until_s, -span.amount_minor)
    return found


def _tainted(run: FinishedRun) -> frozenset[str] | None:
    """Who is in a planted pattern; `None` where the run has no truth to tell."""
    if not (run.path / TRUTH).is_file():
        return None
    patterns = read_json(run.path / TRUTH)["patterns"]
    return frozenset(str(member) for pattern in patterns for member in pattern["members"])
