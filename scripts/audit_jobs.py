"""Which job of `corridor audit` its options ask for, and whether each of them means something to that job.

Trusts the command to say which options were typed.
Never lets one pass that the job would not look at: who filters alarms by currency must not read all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from chain.errors import InputError

CHECK, LIST, ALARMS, HINDSIGHT, SCORE = "--reconcile", "--list", "--alarms", "--hindsight", "--score"

_FORMS = ("--json", "--csv", "--parquet")
_FILTERS = frozenset(
    {"--event", "--participant", "--wallet", "--alias", "--lei", "--bic", "--uetr", "--currency", "--corridor"}
    | {"--amount-min", "--amount-max", "--code", "--contract", "--since", "--until", "--blocks"}
)
_IMPLIES: Mapping[str, str] = {"--events": LIST, "--detector": ALARMS}
_TAKEN: Mapping[str, frozenset[str]] = {
    CHECK: frozenset({CHECK, "--json", "--no-checkpoint"}),
    LIST: frozenset({LIST, "--events", *_FORMS, "--index", "--case"}) | _FILTERS,
    ALARMS: frozenset({ALARMS, "--detector", "--wallet", "--uetr", "--json", "--index", "--case"}),
    HINDSIGHT: frozenset({HINDSIGHT, "--json", "--index", "--case"}),
    SCORE: frozenset({SCORE, "--json", "--index"}),
}
_MEANS: Mapping[str, str] = {
    CHECK: "the whole record is checked",
    LIST: "rows are listed as the record has them",
    ALARMS: "alarms are filtered by --detector, --wallet and --uetr alone, and told as text or --json",
    HINDSIGHT: "every wallet of the record is looked back at, and told as text or --json",
    SCORE: "all alarms are counted against the truth file, and told as text or --json",
}


def job_of(typed: Collection[str]) -> str:
    """The job that the typed options ask for. Raises InputError for two at once, and for what the job would ignore."""
    jobs = sorted({_IMPLIES.get(option, option) for option in typed} & _TAKEN.keys())
    if len(jobs) > 1:
        raise _refused(f"{' and '.join(jobs)} at once", jobs[0], "each does something else", "ask for one at a time")
    implied = LIST if (_FILTERS | {"--csv", "--parquet"}) & set(typed) else CHECK
    job = jobs[0] if jobs else implied
    odd = sorted(set(typed) - _TAKEN[job])
    if odd == ["--case"]:
        why = "it keeps lists, --alarms and --hindsight; the whole check says for itself what it found"
        raise _refused("nothing that a case keeps", "--case", why, "add a filter or --list, or leave --case out")
    if odd:
        do = f"leave out {' and '.join(odd)}" + ("" if job == implied else f", or {job}")
        raise _refused(f"{', '.join(odd)} beside {job}", odd[0], _MEANS[job], do)
    forms = [form for form in _FORMS if form in typed]
    if len(forms) > 1:
        raise _refused(f"{' and '.join(forms)} at once", forms[0], "a list has one form", "name one of them")
    return job


def _refused(what: str, where: str, why: str, do: str) -> InputError:
    return InputError(what=what, where=where, why=why, do=do)
