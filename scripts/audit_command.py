"""The command `corridor audit`: its options, and which of its jobs they ask for.

Trusts `scripts.audit_run` to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.options import (
    CaseFile,
    FromBlock,
    IndexFile,
    Json,
    OfficerKey,
    Record,
    RecordDeployment,
    RecordRpc,
    ToBlock,
)

_Text = str | None


def audit(
    folder: Record = None,
    listed: Annotated[
        str, typer.Option("--list", help="List events, payments, transfers or acts; implied by any filter.")
    ] = "",
    events: Annotated[bool, typer.Option("--events", help="The same as --list events.")] = False,
    event: Annotated[list[str] | None, typer.Option(help="Only events of this name; may be repeated.")] = None,
    participant: Annotated[_Text, typer.Option(help="Only what names this id, address or LEI.")] = None,
    wallet: Annotated[_Text, typer.Option(help="Only what names this customer's id or address, under any key.")] = None,
    alias: Annotated[_Text, typer.Option(help="Only what names the wallets of this alias, or of its hash.")] = None,
    lei: Annotated[_Text, typer.Option(help="Only what names whoever had this LEI.")] = None,
    bic: Annotated[_Text, typer.Option(help="Only what names whoever had this BIC.")] = None,
    uetr: Annotated[_Text, typer.Option(help="Only what belongs to this payment.")] = None,
    currency: Annotated[_Text, typer.Option(help="Only in this currency (ISO 4217).")] = None,
    corridor: Annotated[_Text, typer.Option(help="Only payments from TH to HK (TH-HK), or THB to HKD.")] = None,
    amount_min: Annotated[_Text, typer.Option(help="Only amounts of so many minor units or more.")] = None,
    amount_max: Annotated[_Text, typer.Option(help="Only amounts of so many minor units or less.")] = None,
    code: Annotated[_Text, typer.Option(help="Only refusals with this code's name.")] = None,
    contract: Annotated[_Text, typer.Option(help="Only events of this contract, like HKD.hk-bank-1.")] = None,
    since: Annotated[_Text, typer.Option(help="Only from this date or UTC time on.")] = None,
    until: Annotated[_Text, typer.Option(help="Only to this date or UTC time, included.")] = None,
    blocks: Annotated[_Text, typer.Option(help="Only of these blocks: 10..20, 10.., ..20 or 10.")] = None,
    reconcile: Annotated[bool, typer.Option("--reconcile", help="The whole check, as without a filter.")] = False,
    no_checkpoint: Annotated[
        bool, typer.Option("--no-checkpoint", help="Execute the whole journal; use and leave no checkpoint.")
    ] = False,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    index: IndexFile = None,
    alarms: Annotated[bool, typer.Option("--alarms", help="List what the detectors find.")] = False,
    detector: Annotated[list[str] | None, typer.Option(help="Only this detector's; implies --alarms.")] = None,
    hindsight: Annotated[
        bool, typer.Option("--hindsight", help="List the wallets that look suspicious once all is known, with reasons.")
    ] = False,
    score: Annotated[bool, typer.Option("--score", help="Compare alarms with the run's truth file.")] = False,
    case: CaseFile = None,
    officer: OfficerKey = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of text.")] = False,
    parquet: Annotated[Path | None, typer.Option(help="Write a Parquet file instead.", metavar="FILE")] = None,
) -> None:
    """Rebuild a ledger from events and compare; or list what its record says, or what is suspicious.

    Without a filter, and with --reconcile: rebuilds every balance, role, limit, freeze, loan and queue position from
    the events alone and compares them with storage, which is had by executing the journal again, from a checkpoint
    that an earlier audit of yours left beside DIR, or by calls over RPC; which, is printed.
    With a filter or --list: lists what matches, from an index that is kept beside DIR. With --alarms: looks over the
    payments with the detectors of laundering typologies; --wallet and --uetr leave the alarms about these, and no
    other filter is taken. With --hindsight: looks back over the whole record, with what came after each payment in
    view. With --score: counts how many of the patterns that the run planted are found, and how many honest wallets
    are alarmed.
    """
    from scripts import audit_jobs as jobs
    from scripts.alarms import AlarmFilter, list_alarms
    from scripts.audit_run import Chosen, list_record, reconcile_record
    from scripts.audit_source import Named
    from scripts.case_attachment import attachment
    from scripts.score import list_verdicts, score_record

    typed: dict[str, Any] = {
        "events": tuple(event or ()),
        "participant": participant,
        "wallet": wallet,
        "alias": alias,
        "lei": lei,
        "bic": bic,
        "uetr": uetr,
        "currency": currency,
        "corridor": corridor,
        "amount_min": amount_min,
        "amount_max": amount_max,
        "code": code,
        "contract": contract,
        "since": since,
        "until": until,
        "blocks": blocks,
    }
    flags: dict[str, object] = {
        "--list": listed or None,
        "--events": events,
        "--reconcile": reconcile,
        "--alarms": alarms,
    }
    flags |= {"--detector": detector, "--hindsight": hindsight, "--score": score, "--no-checkpoint": no_checkpoint}
    flags |= {"--index": index, "--case": case, "--json": as_json, "--csv": as_csv, "--parquet": parquet}
    flags |= {f"--{name.replace('_', '-')}": value for name, value in typed.items() if name != "events"}
    flags["--event"] = event
    job = jobs.job_of([option for option, value in flags.items() if value not in (None, False, [])])
    chosen = Chosen.of(listed, typed, is_events=events, as_json=as_json, as_csv=as_csv, parquet=parquet)
    named = Named(folder, rpc, deployment, from_block, to_block, index)
    attached = attachment(case, officer, named)
    if job == jobs.SCORE:
        score_record(named, as_json)
    elif job == jobs.HINDSIGHT:
        list_verdicts(named, as_json, attached)
    elif job == jobs.ALARMS:
        list_alarms(named, AlarmFilter([*(detector or ())], wallet, uetr), as_json, attached)
    elif job == jobs.LIST:
        list_record(named, chosen, attached)
    else:
        reconcile_record(named, as_json, from_checkpoint=not no_checkpoint)
