"""The page of the auditor's periodic report: limits, refusals, acts of offices, alarms, reconciliation, principles.

Trusts the report for every figure.
Never leaves a section out: that there was nothing is what a supervisor wants to read.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.periodic.outcomes import EVERY
from audit.periodic.principles import Scope
from audit.periodic.report import PeriodicReport
from audit.wording import utc_text
from explorer.amounts import duration, shown
from explorer.page.rendering import Page
from explorer.section import Card, Cell, DataTable, Hash, Said, Section

_PRINCIPLES = {
    1: ("pfmi.01", ""),
    2: ("pfmi.02", "pfmi.02.found"),
    3: ("pfmi.03", "pfmi.03.found"),
    4: ("pfmi.04", "pfmi.04.found"),
    5: ("pfmi.05", "pfmi.05.found"),
    6: ("pfmi.06", ""),
    7: ("pfmi.07", "pfmi.07.found"),
    8: ("pfmi.08", "pfmi.08.found"),
    9: ("pfmi.09", "pfmi.09.found"),
    10: ("pfmi.10", ""),
    11: ("pfmi.11", ""),
    12: ("pfmi.12", "pfmi.12.found"),
    13: ("pfmi.13", "pfmi.13.found"),
    14: ("pfmi.14", ""),
    15: ("pfmi.15", ""),
    16: ("pfmi.16", ""),
    17: ("pfmi.17", "pfmi.17.found"),
    18: ("pfmi.18", "pfmi.18.found"),
    19: ("pfmi.19", "pfmi.19.found"),
    20: ("pfmi.20", ""),
    21: ("pfmi.21", "pfmi.21.found"),
    22: ("pfmi.22", "pfmi.22.found"),
    23: ("pfmi.23", "pfmi.23.found"),
    24: ("pfmi.24", ""),
}
"""Number -> keys of what a principle is called and of what the record shows of it."""


def audit_page(report: PeriodicReport, title: str) -> Page:
    """The whole page. title: what the run is called."""
    sections = (
        Section("limits", tables=[_limits(report)]),
        Section("refusals", tables=[_refusals(report)]),
        Section("offices", tables=[_act_counts(report), _acts(report)]),
        Section("alarms", tables=[_outcomes(report), _nodes_alarms(report), _registered(report)]),
        Section("reconciliation", tables=[_checked(report), _conserved(report), _findings(report)]),
        Section("principles", tables=[DataTable("principles", ("number", "principle", "evidence"), [*_rows(report)])]),
    )
    done = report.verification
    network = f"0x{(done.block_hash or done.genesis).hex()}"
    facts = (f"{utc_text(report.since_s)} – {utc_text(report.until_s)}", network)
    return Page(title, "audit", facts, [*_cards(report)], sections, "audit")


def _cards(report: PeriodicReport) -> Iterator[Card]:
    payments = report.audit.payments()
    yield Card("settled", f"{payments['settled']:,}")
    yield Card("refused", f"{payments['refused']:,}")
    yield Card("office_acts", f"{len(report.acts):,}")
    count = len(report.findings)
    yield Card("audit_findings", f"{count:,}", Said("card.audit_findings"), report.holds)


def _limits(report: PeriodicReport) -> DataTable:
    rows = [
        (
            Said("limit.window") if item.kind == "window" else Said("limit.exposure", {"other": item.against}),
            item.holder,
            _amount(report, item.used_minor, item.currency),
            _amount(report, item.limit_minor, item.currency),
            f"{item.used_pct} %",
        )
        for item in report.limits
    ]
    return DataTable("limits", ("limit", "holder", "used", "at_most", "used_pct"), rows)


def _refusals(report: PeriodicReport) -> DataTable:
    columns = ("rule", "code", "iso_code", "fault", "count")
    counts: dict[tuple[str, ...], int] = {}
    for row in report.audit.refusals():
        key = tuple(str(row[name]) for name in ("rule", "code", "iso_code", "party_role"))
        counts[key] = counts.get(key, 0) + int(row["refused"])
    return DataTable("refusals", columns, [(*key, f"{count:,}") for key, count in counts.items()])


def _act_counts(report: PeriodicReport) -> DataTable:
    rows = [(*texts, f"{count:,}") for *texts, count in report.act_counts()]
    return DataTable("act_counts", ("kind", "event", "actor", "authority", "count"), rows)


def _acts(report: PeriodicReport) -> DataTable:
    rows = [
        (act.time, str(act.block), act.event, act.contract, act.actor, act.subject, act.reason)
        for act in report.acts
        if act.kind not in {"issue", "rule change"}
    ]
    columns = ("time", "height", "event", "contract", "actor", "subject", "reason")
    return DataTable("office_acts", columns, rows, is_folded=True)


def _outcomes(report: PeriodicReport) -> DataTable:
    columns = ("typology", "alarms", "wallets", "seized", "released", "still_frozen", "left", "notified")
    rows = [
        (
            Said("outcome.all") if count.typology == EVERY else count.typology,
            *(f"{number:,}" for number in (count.alarms, count.wallets, count.seized, count.released)),
            *(f"{number:,}" for number in (count.frozen, count.left)),
            "–" if count.notified is None else f"{count.notified:,}",
            *(_seconds(seconds) for seconds in (count.reaction_s_median, count.reaction_s_max)),
        )
        for count in report.follow_up.counts
    ]
    return DataTable("outcomes", (*columns, "reaction_median", "reaction_max"), rows)


def _nodes_alarms(report: PeriodicReport) -> DataTable:
    rows: list[tuple[Cell, Cell]] = [(Said("outcome.unalarmed"), f"{report.follow_up.unalarmed:,}")]
    if (nodes := report.follow_up.nodes) is not None:
        rows += [
            (Said("outcome.both"), f"{nodes.both:,}"),
            (Said("outcome.only_nodes"), f"{nodes.only_nodes:,}"),
            (Said("outcome.only_record"), f"{nodes.only_record:,}"),
            (Said("outcome.stated"), f"{nodes.stated:,}"),
        ]
    return DataTable("nodes_alarms", ("fact", "count"), rows)


def _registered(report: PeriodicReport) -> DataTable:
    return DataTable("alarms", ("event", "count"), [(event, f"{count:,}") for event, count in report.alarms().items()])


def _seconds(seconds: int | None) -> str:
    return "–" if seconds is None else duration(1000 * seconds)


def _checked(report: PeriodicReport) -> DataTable:
    done = report.verification
    rows: list[tuple[Cell, Cell]] = [
        (Said("fact.blocks"), f"{done.blocks:,}"),
        (Said("fact.transactions"), f"{done.transactions:,}"),
        (Said("fact.seals"), f"{done.seals:,}"),
        (Said("fact.block_hash"), Hash(f"0x{done.block_hash.hex()}"))
        if done.block_hash
        else (Said("fact.genesis_digest"), Hash(f"0x{done.genesis.hex()}")),
        (Said("fact.digest"), Hash(f"0x{done.digest.hex()}")),
    ]
    return DataTable("checked", ("fact", "value"), rows)


def _conserved(report: PeriodicReport) -> DataTable:
    rows: list[tuple[Cell, ...]] = []
    for code, item in report.audit.conservation.items():
        for bank, money in {"": item.central_bank_money, **item.deposits}.items():
            name: Cell = f"{code} · {bank}" if bank else Said("money.central_bank", {"code": code})
            sums = (money.issued_minor, money.redeemed_minor, money.held_minor)
            rows.append((name, *(_amount(report, amount, code) for amount in sums), money.ok))
    return DataTable("conservation", ("money", "issued", "redeemed", "held", "holds"), rows)


def _findings(report: PeriodicReport) -> DataTable:
    rows = [
        (
            str(row["rule"]),
            str(row["height"]),
            Hash(str(row["tx_hash"] or "")),
            str(row["subject"]),
            str(row["message"]),
        )
        for row in (finding.as_json() for finding in report.findings)
    ]
    return DataTable("findings", ("rule", "height", "transaction", "subject", "message"), rows)


def _rows(report: PeriodicReport) -> Iterator[tuple[Cell, ...]]:
    for principle in report.principles:
        name, found = _PRINCIPLES[principle.number]
        if principle.scope is Scope.FOUND:
            said = Said(found, {key: f"{value:,}" for key, value in principle.figures.items()})
        else:
            said = Said("pfmi.outside" if principle.scope is Scope.OUTSIDE else "pfmi.not_applicable")
        yield str(principle.number), Said(name), said


def _amount(report: PeriodicReport, amount_minor: int, currency: str) -> str:
    return shown(amount_minor, currency, report.exponents[currency])
