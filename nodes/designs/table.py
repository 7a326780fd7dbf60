"""The designs, each a row: how it settles, how two currencies are linked, on whose ledger; and what that changes in a
scenario.

Trusts the scenario, which was checked.
Never runs a design that a scenario can't express: that is one line before anything runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chain.errors import InputError
from finance.rounding import div_up
from finance.suggestions import did_you_mean
from nodes.designs.legs import bank_entries, maker_account, plan_legs
from nodes.scenario.interbank import InterbankEntry, ResolverEntry, SettlementEntry
from nodes.scenario.model import PaymentsEntry
from nodes.scenario.obligations import BATCH_MAX, RETRY_EVERY_S

if TYPE_CHECKING:
    from nodes.designs.case import Case
    from nodes.scenario import Scenario

CORRESPONDENT, DNS, RTGS, RTGS_LSM, PVP = "correspondent", "dns", "rtgs", "rtgs+lsm", "pvp"
RELEASE_EVERY_S, OFFSET_EVERY_S = 60, 900
_CYCLES_MAX = 6
_BEFORE_CLOSING_S = 300


@dataclass(frozen=True, slots=True)
class Design:
    """A row. mode: how obligations settle; fx_link: what ties the two currencies of a payment together; ledger: where;
    changes: what of the scenario it replaces."""

    name: str
    title: str
    mode: str
    fx_link: str
    ledger: str
    changes: str


DESIGNS: Mapping[str, Design] = {
    design.name: design
    for design in (
        Design(
            CORRESPONDENT,
            "Correspondent banking",
            "book entries",
            "none",
            "correspondents' books",
            "customers' payments pass from bank to bank over nostro accounts; simulated, without a chain",
        ),
        Design(
            DNS,
            "Deferred net settlement",
            "net, before closing",
            "none",
            "one a currency",
            "each payment is an obligation a currency; all of a day settle at their nets before closing",
        ),
        Design(
            RTGS,
            "Real-time gross settlement",
            "gross, at once",
            "none",
            "one a currency",
            "each payment is an obligation a currency, settled at once or tried again",
        ),
        Design(
            RTGS_LSM,
            "RTGS with liquidity saving",
            "gross and offset",
            "none",
            "one a currency",
            "the same, queued: released every minute, and settled in sets at their nets every 15 minutes",
        ),
        Design(
            PVP,
            "Payment versus payment",
            "gross, at once",
            "both legs or none",
            "one for all",
            "customers' payments settle with a firm quote in one transaction",
        ),
    )
}
"""In the order in which they are shown."""


def chosen(names: Sequence[str]) -> tuple[Design, ...]:
    """The designs of these names, in the order of the table; `InputError` for an unknown or doubled one."""
    for name in names:
        if name not in DESIGNS:
            why = f"the designs are {', '.join(DESIGNS)}"
            hint = did_you_mean(name, DESIGNS).removeprefix("; ")
            raise InputError(what=f"unknown design {name!r}", where="--designs", why=why, do=hint or "name one of them")
        if names.count(name) > 1:
            why = "a design is run once"
            raise InputError(what=f"design {name} stands twice", where="--designs", why=why, do="name it once")
    return tuple(design for name, design in DESIGNS.items() if name in names)


def require_expressible(case: Case, designs: Sequence[Design]) -> None:
    """`InputError`, one line, where one of the designs can't be run on the scenario."""
    for design in designs:
        reason = unfit(case, design)
        if reason is not None:
            why, do = reason
            where = f"scenario {case.scenario.name}"
            raise InputError(what=f"design {design.name} can't be compared", where=where, why=why, do=do)


def unfit(case: Case, design: Design) -> tuple[str, str] | None:
    """Why a design does not fit a scenario, and what to do; `None` where it does."""
    others = "leave it out of --designs"
    if case.scenario.stop is not None:
        return "it stops early, and each design at another moment", "remove `stop`"
    if case.scenario.acts:
        return "authorities act in it, which makes payments fail on purpose", "take `acts` out for the comparison"
    faulty = next((payment.id for payment in case.payments if payment.fault is not None), None)
    if faulty is not None:
        return f"payment {faulty} is wrong on purpose", "take the payment out for the comparison"
    if case.scenario.venue.route != "quote":
        why = f"its payments are routed by `{case.scenario.venue.route}`, and the designs compare settlement alone"
        return why, "write `venue: {route: quote}`"
    if any(bank.fx_desk is not None for bank in case.scenario.banks):
        return "its banks have desks, and the designs know dealers for everybody alone", "take `fx_desk` out"
    if not case.payments and not case.obligations:
        return "it has neither payments nor obligations", "add `payments` or `interbank`"
    if design.name in (CORRESPONDENT, PVP) and not case.payments:
        return "it settles customers' payments, and the scenario has obligations between banks alone", others
    if design.name == PVP and not case.crossing:
        return "it links two currencies, and no payment of the scenario crosses one", others
    taken = _taken_account(case) if design.name in (DNS, RTGS, RTGS_LSM) else None
    if taken is not None:
        return f"an account of a market maker is called {taken} there, and a bank has this id", "rename the bank"
    if design.name == DNS and _cycles(case) > _CYCLES_MAX:
        most = f"{_CYCLES_MAX} batches of {BATCH_MAX} obligations a day and currency"
        return f"it nets {most} at most, and the scenario has more", others
    return None


def _taken_account(case: Case) -> str | None:
    """The id of a bank that the account of a maker would have."""
    makers = case.world.market_makers if case.payments else ()
    accounts = {maker_account(maker.id, code) for maker in makers for code in maker.inventory_minor}
    return next((bank.id for bank in case.world.banks if bank.id in accounts), None)


def applied(case: Case, design: Design) -> Scenario:
    """The scenario in a design that runs on the chain: its payments, and nothing that is no payment."""
    changed: dict[str, Any] = _payments_alone()
    if design.name == PVP:
        changed |= {"settlement": _settlement(case, design), "interbank": InterbankEntry()}
    else:
        changed |= {"settlement": _settlement(case, design), "market_makers": ()}
        if case.payments:
            changed |= _as_obligations(case)
    return case.scenario.model_copy(update=changed)


def _payments_alone() -> dict[str, Any]:
    dropped = ("loans", "account_events", "gridlocks", "pools", "compare", "acts")
    return dict.fromkeys(dropped, ()) | dict.fromkeys(("lending", "rate_reports", "expect"))


def _as_obligations(case: Case) -> dict[str, Any]:
    legs = plan_legs(case)
    entries = tuple(entry for plan in legs for entry in plan.entries)
    nobody = {"clients": (), "client_groups": (), "payments": PaymentsEntry()}
    return nobody | {"banks": bank_entries(case, legs), "interbank": InterbankEntry(explicit=entries)}


def _settlement(case: Case, design: Design) -> SettlementEntry:
    own = case.scenario.settlement
    kept: dict[str, Any] = {key: getattr(own, key) for key in ("urgent_from", "reserve_bps", "credit", "operator")}
    if design.name in (RTGS, PVP):
        return SettlementEntry(mode="gross", retry_every_s=own.retry_every_s or RETRY_EVERY_S, **kept)
    if design.name == RTGS_LSM:
        release = ResolverEntry(algorithm="fifo-rtgs", every_s=RELEASE_EVERY_S)
        return SettlementEntry(resolvers=(release, ResolverEntry(algorithm="best", every_s=OFFSET_EVERY_S)), **kept)
    cycle = ResolverEntry(algorithm="best", every_s=_netting_after_s(case))
    return SettlementEntry(resolvers=(cycle,) * max(1, _cycles(case)), **kept)


def _netting_after_s(case: Case) -> int:
    """From opening to netting: five minutes before the first closes, so that all have the same cycle."""
    hours = [home.opening.hours for home in case.world.jurisdictions]
    lengths = [window[1] - window[0] for window in (each.window_utc_s(case.scenario.start) for each in hours)]
    return max(600, min(lengths) - _BEFORE_CLOSING_S)


def _cycles(case: Case) -> int:
    """How many batches the busiest day of a currency takes."""
    if case.payments:
        keys = [(entry.date, plan.code_of(entry)) for plan in plan_legs(case) for entry in plan.entries]
    else:
        keys = [(owed.day, owed.currency) for owed in case.obligations]
    return div_up(max(Counter(keys).values(), default=0), BATCH_MAX)
