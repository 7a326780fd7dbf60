"""The command `corridor audit`: its options, and which of its jobs they ask for.

Trusts `scripts.audit_run` to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.options import Json


def audit(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    events: Annotated[bool, typer.Option("--events", help="List events; implied by any filter.")] = False,
    event: Annotated[list[str] | None, typer.Option(help="Only events of this name; may be repeated.")] = None,
    participant: Annotated[str | None, typer.Option(help="Only events that name this id, address or LEI.")] = None,
    uetr: Annotated[str | None, typer.Option(help="Only events of this payment.")] = None,
    currency: Annotated[str | None, typer.Option(help="Only events in this currency (ISO 4217).")] = None,
    code: Annotated[str | None, typer.Option(help="Only refusals with this code's name.")] = None,
    contract: Annotated[str | None, typer.Option(help="Only events of this contract, like HKD.hk-bank-1.")] = None,
    since: Annotated[str | None, typer.Option(help="Only from this date or UTC time on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only to this date or UTC time, included.")] = None,
    blocks: Annotated[str | None, typer.Option(help="Only of these blocks: 10..20, 10.., ..20 or 10.")] = None,
    alarms: Annotated[bool, typer.Option("--alarms", help="List what the detectors find.")] = False,
    detector: Annotated[list[str] | None, typer.Option(help="Only this detector's; implies --alarms.")] = None,
    as_json: Json = False,
) -> None:
    """Rebuild a run's ledger from events and compare; or list events, or alarms.

    Without a filter: executes the journal again, rebuilds every balance from the events alone and compares it with
    storage. With a filter or --events: lists the events that match. With --alarms: looks over the payments with the
    detectors of laundering typologies.
    """
    from scripts.alarms import list_alarms
    from scripts.audit_run import list_run_events, reconcile_run

    chosen: dict[str, Any] = {
        "events": tuple(event or ()),
        "participant": participant,
        "uetr": uetr,
        "currency": currency,
        "code": code,
        "contract": contract,
        "since": since,
        "until": until,
        "blocks": blocks,
    }
    if alarms or detector:
        list_alarms(folder, [*(detector or ())], as_json)
    elif events or any(chosen.values()):
        list_run_events(folder, chosen, as_json)
    else:
        reconcile_run(folder, as_json)
