"""Every measure of a run by its key, with its formula and where that comes from: what docs/measures.md repeats.

Trusts the modules beside it for the arithmetic.
Never names a source for a definition of this project: it says that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass

OURS = "definition of this project"
_LEINONEN = (
    "Leinonen and Soramäki, Optimizing liquidity usage and settlement speed in payment systems, Bank of Finland "
    "Discussion Paper 16/1999"
)
_BECH = "Bech and Soramäki, Gridlock Resolution in Interbank Payment Systems, Bank of Finland Discussion Paper 9/2001"
_BCBS = "BCBS 248, Monitoring tools for intraday liquidity management (April 2013), tool A(i)"
_HHI = "Hirschman (1945), Herfindahl (1950)"
_GINI = "Gini (1912), as in Sen, On Economic Inequality (1973)"
_EISENBERG = "Eisenberg and Noe, Systemic Risk in Financial Systems, Management Science 47 (2001)"


@dataclass(frozen=True, slots=True)
class Measure:
    """section: of `measures` in `run.json`; key; meaning: what it is, with its formula; source."""

    section: str
    key: str
    meaning: str
    source: str = OURS

    def as_row(self) -> str:
        """Its row in docs/measures.md."""
        return f"| `{self.key}` | {self.meaning} | {self.source} |"


_RATES = (
    ("planned", "submitted: everything that was to settle, whatever became of it", OURS),
    ("settled", "of them, those that settled", OURS),
    ("planned_minor", "Σ of their amounts", OURS),
    ("settled_minor", "Σ of the amounts that settled", OURS),
    ("settlement_rate_count_ppm", "settled / planned", f"complement of unsettled payments, {_LEINONEN}"),
    ("settlement_rate_value_ppm", "settled_minor / planned_minor", "as above"),
)
_SENT = (
    "sent_herfindahl_ppm",
    "H = Σ (xᵢ / Σx)² of what each bank sent and settled: 1/n equal, 1 one bank alone",
    _HHI,
)
_MCANDREWS = (
    "McAndrews and Rajan, The Timing and Funding of Fedwire Funds Transfers, FRBNY Economic Policy Review, July 2000"
)
_GINI_OF = "G = Σ (2i − n − 1)·xᵢ / (n·Σx), x rising, i from 1, of what each bank "

MEASURES = (
    *(Measure("payments", *row) for row in _RATES),
    Measure("payments", "sent_gini_ppm", f"{_GINI_OF}sent and settled", _GINI),
    Measure("payments", *_SENT),
    *(Measure("obligations", *row) for row in _RATES),
    Measure(
        "obligations",
        "value_weighted_time_s",
        "Σ a·s / Σ a over what settled; s seconds from opening to the block; half-even; null where nothing settled",
        _MCANDREWS,
    ),
    Measure(
        "obligations",
        "value_deciles_s",
        "ten seconds from opening: the smallest by which 10 %, 20 % … 100 % of the value that settled had settled",
        "Armantier, Arnold and McAndrews, Changes in the Timing Distribution of Fedwire Funds Transfers, FRBNY "
        "Economic Policy Review, September 2008",
    ),
    Measure(
        "obligations",
        "delay_indicator_ppm",
        "ρ = Σ a·(s − t) / Σ a·(T − t): queued value × time over its maximum; t when due, s when settled, or closing T",
        _LEINONEN,
    ),
    Measure("obligations", "queue_length_max", "most obligations that were due and not settled at one time"),
    Measure(
        "obligations",
        "queue_length_mean_ppm",
        "Σ (s − t) / seconds of all business days with obligations",
        "Little, A Proof for the Queuing Formula L = λW, Operations Research 9 (1961)",
    ),
    Measure("obligations", "queue_value_max_minor", "most value that was due and not settled at one time"),
    Measure("obligations", "queue_value_mean_minor", "Σ a·(s − t) / the same seconds, half-even", "as above, by value"),
    Measure(
        "obligations",
        "liquidity_lower_minor",
        "LB = Σ over days and banks of max(0, Σ owed − Σ due): a net of the day's end, not a peak",
        _LEINONEN,
    ),
    Measure(
        "obligations",
        "liquidity_upper_minor",
        "UB = Σ over days and banks of the peak of max(0, Σ owed − Σ due so far), each settled alone when due",
        _LEINONEN,
    ),
    Measure(
        "obligations",
        "liquidity_used_minor",
        "Σ over days and banks of the peak over time of max(0, Σ sent − Σ received so far), as it settled on the chain",
        _BCBS,
    ),
    Measure(
        "obligations",
        "liquidity_use_ppm",
        "β = (used − LB) / (UB − LB); null where not everything settled, or the bounds are one",
        _LEINONEN,
    ),
    Measure(
        "obligations",
        "net_debit_max_minor",
        "maximum cumulative net debit: the largest of those peaks, of one bank on one day",
        _BCBS,
    ),
    Measure(
        "obligations",
        "turnover_ratio_ppm",
        "settled_minor / Σ over days of (opening liquidity + banks' peaks of intraday credit)",
    ),
    Measure("obligations", "liquidity_efficiency_ppm", "system-wide: settled_minor / liquidity_used_minor"),
    Measure("obligations", "liquidity_gini_ppm", f"{_GINI_OF}used, Σ over days", _GINI),
    Measure("obligations", *_SENT),
    Measure(
        "obligations",
        "gridlock_events",
        "spans after blocks in which no bank could pay the first of its queued obligations from its balance, and a set "
        "of them in each bank's order could settle at once; 0 without a queue",
        _BECH,
    ),
    Measure("obligations", "gridlock_total_s", "seconds of these spans, from block to block", _BECH),
    Measure("obligations", "gridlock_longest_s", "seconds of the longest of them", _BECH),
    Measure("deadlines", "of", "`payments` of customers or `obligations` between banks"),
    Measure("deadlines", "priority", "of obligations; null of payments, which have none"),
    Measure("deadlines", "due", "how many have a deadline of their own"),
    Measure("deadlines", "met", "of them, those that were final no later"),
    Measure("deadlines", "due_minor", "Σ of the amounts that have one"),
    Measure("deadlines", "met_minor", "Σ of the amounts that were final no later"),
    Measure("deadlines", "met_count_ppm", "met / due"),
    Measure("deadlines", "met_value_ppm", "met_minor / due_minor"),
    Measure("fx", "settled", "conversions that settled"),
    Measure(
        "fx",
        "fx_cost_bps_mean",
        "Σ a·e / Σ a; e = cost / value at the day's reference rate − 1, in basis points; a what payees received",
    ),
    Measure("fx", "fx_cost_bps_p95", "the smallest e so that 95 % of the value cost no more"),
    Measure("fx", "fx_cost_bps_max", "the largest e"),
    Measure("fees", "late_fees_minor", "what borrowers paid for due dates that outlived their grace"),
    Measure("fees", "keeper_fees_minor", "what keepers earned by collecting"),
    Measure("loans", "loans", "drawn"),
    Measure("loans", "defaults", "of them, those that had principal outstanding when they were declared in default"),
    Measure("loans", "on_time_ppm", "due dates paid by the end of their grace / due dates that have a verdict"),
    Measure("loans", "late_ppm", "due dates that outlived their grace / the same"),
    Measure("loans", "default_count_ppm", "defaults / loans"),
    Measure("loans", "default_value_ppm", "Σ principal lent of those in default / Σ principal lent"),
    Measure("loans", "exposure_at_default_minor", "Σ principal outstanding at default"),
    Measure("loans", "lost_minor", "Σ max(0, exposure at default − whatever was paid after it), until the run's end"),
    Measure(
        "loans",
        "loss_given_default_ppm",
        "lost_minor / exposure_at_default_minor; null without a default",
        "Basel Framework, CRE32, without costs and discounting",
    ),
    Measure(
        "clearing", "conversion_rate", "1: banks of one currency owe each other that currency, and nothing is converted"
    ),
    Measure("clearing", "states_taken", "obligations are taken in these states of the queue at the end of the run"),
    Measure("clearing", "obligations", "how many were taken"),
    Measure("clearing", "owed_minor", "Σ of them; the same for each of `banks`", _EISENBERG),
    Measure(
        "clearing",
        "paid_minor",
        "Σ p of the greatest p = min(p̄, max(0, e + Πᵀp − s)), solved in rationals, then half-even; p̄ owed, "
        "Π its proportions, e central-bank money at the end, s intraday credit; the same for each of `banks`, beside "
        "`assets_minor` (e), `senior_minor` (s) and `equity_minor` (what is left)",
        _EISENBERG,
    ),
    Measure("clearing", "defaults", "who can't pay though all others do; who then can't; and so on", _EISENBERG),
    Measure("clearing", "banks", "a row for each bank of the currency"),
    Measure("alerts", "alarms", "raised, by detectors and by the scenario"),
    Measure("alerts", "wallets", "whom they were about, each once"),
    Measure("alerts", "wallets_tainted", "of them, members of a planted pattern; null without patterns"),
    Measure("alerts", "acted_on", "alarms that belong to a case, because their score asked for a response"),
    Measure("freezes", "wallets_frozen", "in a case, each once"),
    Measure("freezes", "wallets_released", "of them, those of which nothing is frozen in a case at the end"),
    Measure(
        "freezes",
        "frozen_minor_s",
        "Σ over freezes of amount · seconds: what the wallet held of it when it was frozen, to the release or the last "
        "block; what is frozen more begins anew",
    ),
    Measure("freezes", "frozen_tainted_minor_s", "the same of members of a planted pattern; null without patterns"),
    Measure("freezes", "frozen_honest_minor_s", "the same of all others; null without patterns"),
)
"""In the order of the page."""

TITLES = {
    "payments": "Customers' payments, by the currency that payees receive",
    "obligations": "Obligations between banks, by currency",
    "deadlines": "Deadlines met, by kind, currency and priority",
    "fx": "Cost of conversion, by what is sold and bought",
    "fees": "Fees, by currency",
    "loans": "The loan book, by currency",
    "clearing": "Clearing of what is still owed, by currency",
    "alerts": "Alarms, by typology",
    "freezes": "Money frozen because of alarms, by currency",
}


def as_markdown(section: str) -> str:
    """The section of docs/measures.md about one section of `measures`."""
    rows = [measure.as_row() for measure in MEASURES if measure.section == section]
    return "\n".join([f"## `{section}`: {TITLES[section]}", "", "| key | meaning | source |", "|---|---|---|", *rows])
