"""Which file of a results folder each plot is read from, so that the page can say it beside the plot.

Trusts the builders of the plots to read what stands here; a test takes the file away and looks which plots change.
Never calls a table evidence: the nodes wrote it, and the journal is what `corridor verify` goes by.
"""

from __future__ import annotations

from audit.run_folder import JOURNAL
from nodes.tables.alarms import ALARMS, INTERVENTIONS
from nodes.tables.catalogue import (
    ACTIVITY,
    EVENTS,
    LIQUIDITY,
    LOANS,
    MOVEMENTS,
    OBLIGATIONS,
    PAYMENTS,
)
from nodes.tables.columns import Table

SUMMARY, COMPARISON, INDICES, RUN = "summary.json", "comparison.json", "indices.json", "run.json"
TRUTH = "truth.json"


def file_of(table: Table) -> str:
    """The file of a table, as the manifest names it."""
    return f"{table.level}/{table.name}.parquet"


_PAYMENTS, _EVENTS, _OBLIGATIONS, _LOANS = (file_of(table) for table in (PAYMENTS, EVENTS, OBLIGATIONS, LOANS))

SOURCES: dict[str, tuple[str, ...]] = {
    "corridors": (_PAYMENTS,),
    "value_by_day": (_PAYMENTS,),
    "value_by_hour": (_PAYMENTS,),
    "holdings": (file_of(MOVEMENTS),),
    "inventories": (_EVENTS,),
    "liquidity_in_use": (file_of(ACTIVITY),),
    "liquidity_used": (file_of(LIQUIDITY),),
    "queue": (_OBLIGATIONS,),
    "queue_by_hour": (file_of(ACTIVITY),),
    "throughput": (_OBLIGATIONS,),
    "time_to_finality": (_PAYMENTS, SUMMARY),
    "delays": (_OBLIGATIONS,),
    "deadlines": (SUMMARY,),
    "refusals": (_PAYMENTS,),
    "alarms": (file_of(ALARMS), file_of(INTERVENTIONS)),
    "frozen_by_time": (SUMMARY,),
    "frozen": (file_of(INTERVENTIONS),),
    "frozen_tainted": (file_of(INTERVENTIONS), TRUTH),
    "rates": (RUN,),
    "cost_by_payment": (_PAYMENTS, SUMMARY),
    "cost_by_route": (SUMMARY,),
    "outstanding": (_EVENTS, _LOANS),
    "loans_by_status": (_LOANS,),
    "instalments": (_LOANS,),
    "network": (_PAYMENTS,),
    "network_generated": (_PAYMENTS, RUN),
    "network_obligations": (_OBLIGATIONS,),
    "network_obligations_generated": (_OBLIGATIONS, RUN),
    "ways_interbank": (SUMMARY,),
    "ways_venues": (SUMMARY,),
    "ways_lending": (SUMMARY,),
    "ways_designs": (COMPARISON,),
    "tornado": (COMPARISON,),
    "course_settled": (_OBLIGATIONS,),
    "course_waiting": (_OBLIGATIONS,),
    "band": (INDICES,),
    "indices": (INDICES,),
    "trace": (JOURNAL,),
}
"""Id of a plot -> files, within the folder of its run or of its comparison."""
