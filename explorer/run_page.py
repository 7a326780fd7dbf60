"""The report of one run: which sections it has, in which order.

Trusts the builders of plots to give none where there is nothing to show.
Never leaves an empty section.
"""

from __future__ import annotations

from explorer.facts import cards, findings, interventions, invariants, measures, notices, provenance, texts
from explorer.folder import FinishedRun
from explorer.page.rendering import Page
from explorer.plots.flows import flow_plots
from explorer.plots.graph import graph_plots
from explorer.plots.liquidity import liquidity_plots, queue_plots
from explorer.plots.loans import loan_plots
from explorer.plots.outcomes import cost_plots, finality_plots
from explorer.plots.rates import rate_plots
from explorer.plots.supervision import supervision_plots
from explorer.section import Section
from explorer.tallies.alarms import tally_alarms
from explorer.tallies.hours import tally_hours
from explorer.tallies.loans import tally_loans
from explorer.tallies.money import tally_events
from explorer.tallies.obligations import tally_obligations
from explorer.tallies.payments import tally_payments


def run_page(run: FinishedRun) -> Page:
    """The whole page of a run."""
    payments, obligations = tally_payments(run), tally_obligations(run)
    events, loans, hours = tally_events(run), tally_loans(run), tally_hours(run)
    alarms = tally_alarms(run)
    sections = (
        Section("flows", [*flow_plots(run, payments)]),
        Section("liquidity", [*liquidity_plots(run, events, hours)]),
        Section("queue", [*queue_plots(run, obligations, hours)] if obligations else ()),
        Section("finality", [*finality_plots(run, payments, obligations)]),
        Section(
            "supervision",
            [*supervision_plots(run, alarms)] if alarms else (),
            tables=[*interventions(alarms)] if alarms else (),
        ),
        Section("rates", [*rate_plots(run)]),
        Section("costs", [*cost_plots(run, payments)]),
        Section("loans", [*loan_plots(run, loans)] if loans else ()),
        Section("network", [*graph_plots(run, payments, obligations)]),
        Section("measures", tables=[*measures(run)]),
        Section("invariants", tables=[*invariants(run)]),
        Section("findings", tables=[*findings(run, events)]),
        Section(
            "provenance",
            tables=[*provenance(run)],
            lists=(
                ("list.sources", texts(run.scenario, "sources")),
                ("list.assumptions", texts(run.scenario, "assumptions")),
            ),
        ),
    )
    days = f"{run.start} – {run.scenario.get('end', run.start)}"
    facts = (run.name, days, f"seed {run.summary['seed']}")
    title = str(run.scenario.get("title", run.name))
    slug = f"{run.name}-{run.summary['seed']}"
    shown = [section for section in sections if not section.is_empty]
    return Page(title, slug, facts, cards(run), shown, notices=notices(run))
