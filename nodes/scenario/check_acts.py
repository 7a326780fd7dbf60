"""Checks of acts: an authority that may do it, to somebody it may do it to, with all that it takes, in its hours.

Trusts the names of the scenario, which are checked before.
Never looks at one act in the light of another: `nodes.scenario.check_sequence` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nodes.scenario.acts import ActEntry, ActKind, moment_s
from nodes.scenario.check_days import closed, outside
from nodes.scenario.directory import Authority, Directory, Office
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_CENTRAL_BANK, _SUPERVISOR, _BANK = Office.CENTRAL_BANK, Office.SUPERVISOR, Office.BANK
_CLIENT, _MAKER = "client", "market maker"


@dataclass(frozen=True, slots=True)
class _Power:
    """by: who may do it; on: to what kinds of actors; needs, may: the keys that it takes and may have besides."""

    by: tuple[Office, ...]
    on: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


_POWERS: dict[ActKind, _Power] = {
    ActKind.SUSPEND: _Power((_CENTRAL_BANK, _BANK), (_BANK, _MAKER, _CLIENT), may=("reason",)),
    ActKind.REINSTATE: _Power((_CENTRAL_BANK, _BANK), (_BANK, _MAKER, _CLIENT), may=("reason",)),
    ActKind.REVOKE: _Power((_CENTRAL_BANK,), (_BANK, _MAKER), may=("reason",)),
    ActKind.PAUSE: _Power((_CENTRAL_BANK,), (_BANK, _CENTRAL_BANK), may=("reason",)),
    ActKind.RESUME: _Power((_CENTRAL_BANK,), (_BANK, _CENTRAL_BANK), may=("reason",)),
    ActKind.SANCTION: _Power((_CENTRAL_BANK,), (_CLIENT,)),
    ActKind.UNSANCTION: _Power((_CENTRAL_BANK,), (_CLIENT,)),
    ActKind.SEIZE: _Power((_CENTRAL_BANK,), (_CLIENT,), ("amount",), ("to",)),
    ActKind.ISSUANCE_ALLOWANCE: _Power((_CENTRAL_BANK,), (_BANK,), may=("amount",)),
    ActKind.CLEAR_EXPOSURE: _Power((_CENTRAL_BANK,), (_BANK,), ("to",)),
    ActKind.FREEZE: _Power((_SUPERVISOR,), (_CLIENT,), may=("amount",)),
    ActKind.UNFREEZE: _Power((_SUPERVISOR,), (_CLIENT,)),
    ActKind.LEGAL_ORDER: _Power((_SUPERVISOR,), (_CLIENT,), ("amount",), ("to", "expires")),
    ActKind.LIFT_LEGAL_ORDER: _Power((_SUPERVISOR,), (_CLIENT,), may=("to",)),
    ActKind.FLAG: _Power((_SUPERVISOR, _CENTRAL_BANK, _BANK), (_CLIENT,), may=("reason", "expires")),
    ActKind.LIFT_FLAG: _Power((_SUPERVISOR, _CENTRAL_BANK, _BANK), (_CLIENT,)),
    ActKind.APPEAL: _Power((_BANK,), (_CLIENT,), ("against",)),
    ActKind.DECIDE_APPEAL: _Power((_SUPERVISOR,), (_CLIENT,), ("against", "upheld")),
    ActKind.TIER: _Power((_BANK,), (_CLIENT,), ("tier",), ("expires",)),
    ActKind.LOST_KEY: _Power((_BANK,), (_CLIENT,)),
}
_OPTIONAL_KEYS = ("amount", "to", "reason", "tier", "expires", "upheld", "against")
# A flag is a warning to all: it may be raised on anybody's client, and its appeal is decided where it was raised.
_ON_ANYBODY = (ActKind.FLAG, ActKind.LIFT_FLAG, ActKind.DECIDE_APPEAL)
_RULE_ASKED = {
    ActKind.SANCTION: "sanctions",
    ActKind.FLAG: "risk_flag",
    ActKind.CLEAR_EXPOSURE: "counterparty_exposure",
}


def check_acts(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with each act by itself; for a scenario whose names are right."""
    for index, act in enumerate(scenario.acts):
        yield from _act_problems(scenario, ("acts", index), act, directory)


def _act_problems(scenario: Scenario, loc: Loc, act: ActEntry, directory: Directory) -> Iterator[Problem]:
    power = _POWERS[ActKind(act.act)]
    yield from _keys(loc, act, power)
    authority = directory.authorities.get(act.by)
    if authority is None:
        why = "acts are done by central banks, supervisors and banks"
        yield Problem((*loc, "by"), f"{act.by} is no authority", why, f"name a {_listed(power.by)}")
        return
    if authority.office not in power.by:
        why = f"a {_listed(power.by)} does"
        do = _who_could(power, authority.home)
        yield Problem((*loc, "by"), f"`{act.act}` by a {authority.office}", why, do)
        return
    yield from _subject(loc, act, power, authority, directory) or _counterparts(loc, act, authority, directory)
    yield from _day(scenario, loc, act, authority, directory)


def _keys(loc: Loc, act: ActEntry, power: _Power) -> Iterator[Problem]:
    for key in _OPTIONAL_KEYS:
        is_there = getattr(act, key) is not None
        if key in power.needs and not is_there:
            yield Problem((*loc, key), f"missing key {key!r}", f"`{act.act}` needs it", f"add it under acts[{loc[1]}]")
        if is_there and key not in power.needs and key not in power.may:
            why = f"`{act.act}` has none"
            yield Problem((*loc, key), f"key {key!r} without meaning", why, "remove it", at_key=True)


def _who_could(power: _Power, home: JurisdictionEntry) -> str:
    if Office.CENTRAL_BANK in power.by:
        return f"write {home.central_bank.id}"
    if Office.SUPERVISOR in power.by:
        return f"write {home.supervisor.id}" if home.supervisor else f"add a supervisor to {home.id}"
    return "name the client's bank"


def _subject(loc: Loc, act: ActEntry, power: _Power, authority: Authority, directory: Directory) -> list[Problem]:
    where = (*loc, "subject")
    kind = _kind_of(act.subject, directory)
    on = (_CLIENT,) if authority.office is _BANK else power.on
    if kind not in on:
        why = f"a {authority.office} does it to a {_listed(on)}"
        return [Problem(where, f"`{act.act}` on a {kind}", why, "name another subject")]
    if kind == _CENTRAL_BANK and act.subject != authority.id:
        return [Problem(where, f"{act.subject} is another central bank", "it has its own money", f"write {act.by}")]
    client = directory.clients.get(act.subject)
    if ActKind(act.act) in _ON_ANYBODY:
        return _rule_problems(where, act, directory.home_of_client(act.subject), directory)
    if client is not None and authority.office is _BANK and client.bank != authority.id:
        why = f"it is a client of {client.bank}"
        return [Problem(where, f"{act.subject} is no client of {act.by}", why, f"let {client.bank} do it")]
    if kind != _MAKER and (home := _home_of(act.subject, directory)) != authority.home.id:
        why = f"{act.by} has authority in {authority.home.id} only"
        do = "name the authority there, or another subject"
        return [Problem(where, f"{act.subject} is in {home}", why, do)]
    if kind == _MAKER and authority.home.currency not in directory.makers[act.subject].inventory:
        why = f"it holds no {authority.home.currency}"
        return [Problem(where, f"{act.subject} is not admitted in {authority.home.id}", why, "name another subject")]
    return _rule_problems(where, act, authority.home, directory)


def _rule_problems(loc: Loc, act: ActEntry, home: JurisdictionEntry | None, directory: Directory) -> list[Problem]:
    """An act that no rule takes notice of."""
    rule = _RULE_ASKED.get(ActKind(act.act))
    if rule == "risk_flag" and directory.has_loans:
        return []  # banks watch where loan money goes, whatever the rules say
    if rule is None or home is None or (home.rules is not None and getattr(home.rules, rule) is not None):
        return []
    return [Problem(loc, "act without effect", f"no rule of {home.id} asks for it", f"add {rule} to its rules")]


def _counterparts(loc: Loc, act: ActEntry, authority: Authority, directory: Directory) -> Iterator[Problem]:
    """Whom else the act concerns: who gets the money, the other bank, who flagged."""
    if act.act == "clear_exposure":
        if act.to is not None and (act.to not in directory.banks or act.to == act.subject):
            why = "an exposure is one bank's to another"
            yield Problem((*loc, "to"), f"{act.to} is no other bank", why, "name another bank")
    elif act.to is not None:
        client, receiver = directory.clients.get(act.subject), directory.clients.get(act.to)
        if client is None or receiver is None or receiver.bank != client.bank or act.to == act.subject:
            bank = client.bank if client else "its bank"
            why = f"deposits of {bank} have no other holders than its clients"
            yield Problem((*loc, "to"), f"{act.to} is no other client of {bank}", why, "name one, or leave it out")
    if act.against is not None:
        yield from _against((*loc, "against"), act, authority, directory)


def _against(loc: Loc, act: ActEntry, authority: Authority, directory: Directory) -> Iterator[Problem]:
    institution = directory.authorities.get(act.against or "")
    if institution is None:
        yield Problem(loc, f"{act.against} is no institution", "it can't have flagged anybody", "name who flagged")
    elif act.act == "decide_appeal" and institution.home.id != authority.home.id:
        why = f"it is in {institution.home.id}, and its supervisor decides"
        yield Problem(loc, f"{act.against} is not supervised by {act.by}", why, "let that one decide")
    elif act.act == "decide_appeal" and institution.id == authority.id:
        why = "nobody decides on an appeal against its own flag"
        yield Problem(loc, f"{act.by} is judge in its own case", why, "let another institution flag")


def _day(scenario: Scenario, loc: Loc, act: ActEntry, authority: Authority, directory: Directory) -> Iterator[Problem]:
    opening = directory.openings.get(authority.home.id)
    if opening is None:
        return
    where = (*loc, "date")
    problem = outside(scenario, where, act.date) or closed(where, act.date, authority.home.name, (opening,))
    if problem is not None:
        yield problem
    elif moment_s(act.date, act.time, opening) is None:
        why = f"{authority.home.id} settles from {authority.home.opens} to {authority.home.closes} local time"
        yield Problem((*loc, "time"), f"time {act.time} UTC outside operating hours", why, "take a time in between")
    if act.expires is not None and act.expires < act.date:
        yield Problem((*loc, "expires"), f"expired on {act.expires}", f"it begins on {act.date}", "take a later date")


def _kind_of(name: str, directory: Directory) -> str:
    if name in directory.authorities:
        return directory.authorities[name].office
    if name in directory.clients:
        return _CLIENT
    return _MAKER if name in directory.makers else "keeper"


def _home_of(name: str, directory: Directory) -> str:
    home = directory.home_of_client(name)
    if home is None and name in directory.authorities:
        home = directory.authorities[name].home
    return home.id if home else "nowhere"


def _listed(kinds: tuple[str, ...]) -> str:
    return " or ".join(kinds)
