"""What each deployment and each kind of transaction costs in gas, compared with a committed snapshot to the unit.

Trusts the engine's gas meter; the figures are exact because the network is the same each time.
Never updates the snapshot unless it is told to: CORRIDOR_UPDATE_GAS=1 python -m pytest tests/contracts/test_gas.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    IMPORTER,
    KEEPER,
    MAKER,
    MILLER,
    STRANGER,
    UNUSED_LEI,
    actor,
)
from small_network import DAY_S, Network

from chain.artifacts import load_artifact
from chain.clients.types import Role, Status
from chain.ledger import Outcome

SNAPSHOT = Path(__file__).parent / "gas_snapshot.json"
REFRESH = f"CORRIDOR_UPDATE_GAS=1 python -m pytest tests/contracts/{Path(__file__).name}"


def deployments(network: Network) -> dict[str, int]:
    """The gas of each contract's creation, from the journal; of several of one kind, the first."""
    named = {address: name for name, address in network.deployment.contracts.items()}
    named[network.money("HKD").address] = "CentralBankMoney"
    named[network.deployment.deposit("hongkong-bank").address] = "DepositToken"
    receipts = (receipt for block in network.ledger.journal.blocks() for receipt in block.receipts)
    return {f"deploy {named[r.created]}": r.gas_used for r in receipts if r.created in named}


def gas(outcome: Outcome) -> int:
    """What the transaction used."""
    return outcome.require().receipt.gas_used


def registry(network: Network) -> dict[str, int]:
    """Admission, suspension and registration."""
    contract = network.registry
    admit = contract.admit(STRANGER.address, Role.MARKET_MAKER, UNUSED_LEI, "HK")
    suspend = contract.set_participant_status(STRANGER.address, Status.SUSPENDED, "test")
    register = contract.register_customer(actor("client", "newcomer").address, b"x" * 32)
    freeze = contract.set_customer_status(MILLER.address, Status.SUSPENDED, "test")
    reinstate = contract.set_customer_status(MILLER.address, Status.ACTIVE, "test")
    return {
        "admit a market maker": gas(network.run(HKMA, admit)),
        "suspend a participant": gas(network.run(HKMA, suspend)),
        "register a customer": gas(network.run(BANGKOK_BANK, register)),
        "suspend a customer": gas(network.run(BANGKOK_BANK, freeze)),
        "reinstate a customer": gas(network.run(BANGKOK_BANK, reinstate)),
    }


def money(network: Network) -> dict[str, int]:
    """Issue, transfer and redemption."""
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    return {
        "issue central-bank money": gas(network.run(BANK_OF_THAILAND, thb.issue(CHIANGMAI_BANK.address, 10**6, b"x"))),
        "transfer central-bank money": gas(network.run(BANGKOK_BANK, thb.transfer(CHIANGMAI_BANK.address, 10**6))),
        "issue a deposit": gas(network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 10**6, b"x"))),
        "transfer a deposit": gas(network.run(IMPORTER, deposit.transfer(MILLER.address, 10**6))),
        "redeem a deposit": gas(network.run(IMPORTER, deposit.redeem(10**6, b"x"))),
    }


def settlement(network: Network) -> dict[str, int]:
    """Payments, refused and existing ones too; the first of a kind opens the slots that the second finds."""
    quote, order = network.quote(), network.order()
    return {
        "settle across currencies, first": gas(network.settle(order, quote)),
        "settle across currencies, second": gas(network.settle(network.order(), quote)),
        "settle between banks, first": gas(network.settle(network.domestic_order())),
        "settle between banks, second": gas(network.settle(network.domestic_order())),
        "settle within a bank": gas(network.settle(network.domestic_order(payee=MILLER.address))),
        "payment that exists": gas(network.settle(order, quote)),
        "payment refused for its cost": gas(network.settle(network.order(cost_minor_max=1), quote)),
        "payment refused for its quote": gas(network.settle(network.order(), network.quote(sell_minor_max=1))),
        "withdraw a quote": gas(network.run(MAKER, network.fx_board.withdraw(quote))),
    }


def lending(network: Network) -> dict[str, int]:
    """An annuity from its drawdown to its close, one that is late, and one in default."""
    terms = network.terms(instalments=3)
    figures = {"fund an annuity": gas(network.run(BANGKOK_BANK, network.funding(terms)))}
    loan_id = network.read(network.loan_book.hash_terms(terms))
    for name in ("first", "second", "last"):
        figures[f"collect an annuity, {name}"] = gas(network.collect(loan_id))
    late = network.fund(network.terms(instalments=2))
    late_at_s = network.read(network.loan_book.next_instalment(late)).due_at + DAY_S + 1
    figures["collect a late instalment"] = gas(network.collect(late, late_at_s))
    network.redeem_all(IMPORTER, network.deposit(BANGKOK_BANK))
    due_at_s = network.read(network.loan_book.next_instalment(late)).due_at
    figures["collect and find too little"] = gas(network.run(KEEPER, network.loan_book.collect(late), due_at_s))
    default = network.loan_book.declare_default(late)
    figures["declare default"] = gas(network.run(BANGKOK_BANK, default, due_at_s + 10 * DAY_S + 1))
    return figures


def measured(network: Network) -> dict[str, dict[str, int]]:
    """Everything in the snapshot."""
    figures = deployments(network)
    for part in (registry, money, settlement, lending):
        figures |= part(network)
    names = sorted(name.removeprefix("deploy ") for name in figures if name.startswith("deploy "))
    sizes = {name: len(load_artifact(name).deployed_bytecode) for name in names}
    return {"code_bytes": sizes, "gas": figures}


def test_gas__every_kind_of_transaction__is_as_in_the_snapshot(network: Network) -> None:
    found = measured(network)
    if os.environ.get("CORRIDOR_UPDATE_GAS") == "1":
        SNAPSHOT.write_text(json.dumps(found, indent=1) + "\n")
    kept = json.loads(SNAPSHOT.read_text())
    changes = [
        f"{name}: {kept[part].get(name)} -> {found[part].get(name)}"
        for part in found
        for name in sorted(found[part].keys() | kept[part].keys())
        if found[part].get(name) != kept[part].get(name)
    ]
    assert changes == [], f"if this is meant, refresh the snapshot: {REFRESH}"


def test_gas__every_transaction__is_far_below_what_a_block_keeps_for_it() -> None:
    figures = json.loads(SNAPSHOT.read_text())["gas"]
    assert max(value for name, value in figures.items() if not name.startswith("deploy ")) < 1_000_000
    assert max(figures.values()) < 5_000_000
