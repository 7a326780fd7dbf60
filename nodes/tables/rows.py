"""The rows of the tables about payments, balances and events.

Trusts the nodes' records and the chain's events.
Never rounds: amounts are integers of the minor unit, with their currency beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chain.abi import Address
from chain.events import event_text
from nodes.payment_record import PaymentRecord
from nodes.refusals import ISO_CODES, party_of
from nodes.results import events_of, value_usd_minor
from nodes.simulation import Simulation


def payment_rows(simulation: Simulation) -> Iterator[dict[str, Any]]:
    """A row for each payment of customers."""
    parties = simulation.who_is_who()
    for record in simulation.records:
        yield _payment(simulation, record, parties)


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
        "kind": payment.kind,
        "deadline_at": payment.deadline_s,
    }


def balance_rows(simulation: Simulation) -> Iterator[dict[str, Any]]:
    """A row for each holder and money, as the chain has it now."""
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


def event_rows(simulation: Simulation) -> Iterator[dict[str, Any]]:
    """A row for each event of the network's contracts."""
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
            "fields": event_text(item.event),
        }
