"""The run's tables as Parquet, for researchers.

Trusts the nodes' records and the chain's events; docs/tables.md says what each column means.
Never rounds: amounts are integers of the minor unit, with their currency beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chain.abi import Address
from chain.events import event_fields
from nodes.interbank_report import obligation_records
from nodes.interbank_rows import LIQUIDITY, OBLIGATIONS, liquidity_rows, obligation_rows
from nodes.lending.notices import NOTICES, notice_rows
from nodes.payment_record import PaymentRecord
from nodes.refusals import ISO_CODES, party_of
from nodes.results import events_of, value_usd_minor
from nodes.simulation import Simulation

_SECOND = pa.timestamp("s", tz="UTC")
PAYMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("uetr", pa.string()),
        ("day", pa.date32()),
        ("ordered_at", _SECOND),
        ("final_at", _SECOND),
        ("latency_ms", pa.int64()),
        ("payer", pa.string()),
        ("payer_bank", pa.string()),
        ("payee", pa.string()),
        ("payee_bank", pa.string()),
        ("maker", pa.string()),
        ("payer_currency", pa.string()),
        ("cost_minor", pa.int64()),
        ("payee_currency", pa.string()),
        ("amount_minor", pa.int64()),
        ("purpose", pa.string()),
        ("verdict", pa.string()),
        ("refusal", pa.string()),
        ("rule", pa.string()),
        ("iso_code", pa.string()),
        ("party", pa.string()),
        ("party_role", pa.string()),
        ("preflight", pa.bool_()),
        ("fault", pa.string()),
        ("value_usd_minor", pa.int64()),
        ("height", pa.int64()),
        ("tx_hash", pa.string()),
        ("via", pa.string()),
        ("gas_used", pa.int64()),
    ]
)
LOANS = pa.schema(
    [(name, pa.string()) for name in ("id", "loan_id", "lender", "borrower", "currency")]
    + [("principal_minor", pa.int64()), ("status", pa.string())]
    + [(name, pa.int64()) for name in ("instalments", "instalments_paid", "on_time", "late")]
    + [(name, pa.int64()) for name in ("outstanding_minor", "interest_paid_minor", "fees_paid_minor")]
    + [("written_off_minor", pa.int64()), ("lenders", pa.string()), ("rate_index", pa.string())]
    + [(name, pa.int64()) for name in ("rate_ppm", "prepaid_minor", "assignments", "restructurings")]
)
BALANCES = pa.schema(
    [
        ("party", pa.string()),
        ("role", pa.string()),
        ("money", pa.string()),
        ("currency", pa.string()),
        ("balance_minor", pa.int64()),
    ]
)
EVENTS = pa.schema(
    [
        ("height", pa.int64()),
        ("at", _SECOND),
        ("position", pa.int64()),
        ("log_index", pa.int64()),
        ("tx_hash", pa.string()),
        ("contract", pa.string()),
        ("event", pa.string()),
        ("fields", pa.string()),
    ]
)


def write_tables(simulation: Simulation, report: Mapping[str, Any], folder: Path) -> None:
    """Writes payments, loans, notices, balances and events to `folder`; `report` is what `run.json` holds."""
    parties = simulation.who_is_who()
    payments = (_payment(simulation, record, parties) for record in simulation.records)
    _write(folder / "payments.parquet", PAYMENTS, payments)
    _write(folder / "loans.parquet", LOANS, report["loans"])
    if simulation.lending.notices:
        _write(folder / "notices.parquet", NOTICES, notice_rows(simulation.lending.notices))
    _write(folder / "balances.parquet", BALANCES, _balances(simulation))
    _write(folder / "events.parquet", EVENTS, _events(simulation))
    records = obligation_records(simulation.interbank)
    if records:
        _write(folder / "obligations.parquet", OBLIGATIONS, obligation_rows(records))
        _write(folder / "liquidity.parquet", LIQUIDITY, liquidity_rows(simulation.interbank, records))


def _write(path: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path, compression="zstd")


def _payment(
    simulation: Simulation, record: PaymentRecord, parties: Mapping[Address, tuple[str, str]]
) -> dict[str, Any]:
    payment = record.payment
    party, party_role = party_of(record.party, parties)
    wallets = simulation.actors.wallets
    return {
        "id": payment.id,
        "uetr": payment.uetr,
        "day": payment.day,
        "ordered_at": payment.at_s,
        "final_at": record.final_at_s or None,
        "latency_ms": record.latency_ms if record.final_at_s else None,
        "payer": payment.payer,
        "payer_bank": wallets[payment.payer].client.bank.id,
        "payee": payment.payee,
        "payee_bank": wallets[payment.payee].client.bank.id,
        "maker": parties.get(record.maker, ("", ""))[0],
        "payer_currency": wallets[payment.payer].client.currency.code,
        "cost_minor": record.cost_minor,
        "payee_currency": payment.currency,
        "amount_minor": payment.amount_minor,
        "purpose": payment.purpose,
        "verdict": record.verdict.value,
        "refusal": record.refusal,
        "rule": record.rule,
        "iso_code": ISO_CODES.get(record.refusal, ""),
        "party": party,
        "party_role": party_role,
        "preflight": payment.asks_first,
        "fault": payment.fault or "",
        "value_usd_minor": value_usd_minor(simulation, record),
        "height": record.height or None,
        "tx_hash": record.tx_hash,
        "via": record.via,
        "gas_used": record.gas_used or None,
    }


def _balances(simulation: Simulation) -> Iterator[dict[str, Any]]:
    actors, deployment = simulation.actors, simulation.network.deployment
    for currency in deployment.central_bank_money:
        holders = [
            (bank_id, "bank", bank.address)
            for bank_id, bank in actors.banks.items()
            if bank.plan.currency.code == currency
        ]
        holders += [
            (maker_id, "market_maker", maker.address)
            for maker_id, maker in actors.market_makers.items()
            if currency in maker.plan.inventory_minor
        ]
        holders += [
            (pool.id, "pool", deployment.pools[pool.id])
            for pool in simulation.world.venues.pools
            if currency in (pool.base.code, pool.quote.code)
        ]
        for party, role, holder in holders:
            balance_minor = simulation.network.read(deployment.money(currency).balance_of(holder))
            yield {
                "party": party,
                "role": role,
                "money": currency,
                "currency": currency,
                "balance_minor": balance_minor,
            }
    names = deployment.contract_names
    for wallet_id, wallet in actors.wallets.items():
        yield {
            "party": wallet_id,
            "role": "wallet",
            "money": names[deployment.deposits[wallet.client.bank.id]],
            "currency": wallet.client.currency.code,
            "balance_minor": wallet.balance_minor(),
        }


def _events(simulation: Simulation) -> Iterator[dict[str, Any]]:
    names = simulation.network.deployment.contract_names
    for item in events_of(simulation):
        yield {
            "height": item.height,
            "at": item.timestamp_s,
            "position": item.position,
            "log_index": item.log_index,
            "tx_hash": item.tx_hash.hex(),
            "contract": names[item.address],
            "event": type(item.event).__name__,
            "fields": json.dumps(event_fields(item.event), ensure_ascii=False, sort_keys=True),
        }
