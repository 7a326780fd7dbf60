"""The acts of authorities: what each leaves on the chain, and what becomes of one that the chain refuses."""

from __future__ import annotations

from collections.abc import Callable

from chain.clients.events import (
    AppealDecided,
    CustomerStatusChanged,
    CustomerTierSet,
    ExposureCleared,
    FlagAppealed,
    FlagLifted,
    ForcedTransfer,
    Frozen,
    IssuanceAllowanceSet,
    LegalOrderExecuted,
    LegalOrderLifted,
    LegalOrderRecorded,
    ParticipantStatusChanged,
    PauseSet,
    SanctionDelisted,
    SanctionListed,
    SubjectFlagged,
)
from chain.clients.types import Status, Tier
from nodes.network import case_id
from nodes.results import events_of, run_report
from nodes.scenario.acts import ActKind
from nodes.simulation import Simulation
from nodes.supervisor import WHOLE

Tiny = Callable[..., Simulation]


def events(simulation: Simulation, kind: type) -> list:
    return [item.event for item in events_of(simulation) if isinstance(item.event, kind)]


def wallet(simulation: Simulation, client: str) -> str:
    return simulation.actors.wallets[client].address


def reference(identity: str) -> bytes:
    return case_id(identity).ljust(32, b"\0")


def test_acts__every_kind__is_done_without_a_setback(ruled: Simulation) -> None:
    kinds = {act.kind for act in ruled.world.acts}
    assert kinds == set(ActKind)
    assert ruled.network.setbacks == []
    assert run_report(ruled)["acts"] == len(ruled.world.acts)


def test_freeze__whole_part_and_lifted__are_on_the_chain(ruled: Simulation) -> None:
    frozen = [(event.account, event.amount) for event in events(ruled, Frozen)]
    suspect, oven = wallet(ruled, "suspect"), wallet(ruled, "oven")
    assert frozen == [(suspect, WHOLE), (suspect, 0), (oven, 1_100)]


def test_sanction__listed_and_delisted__name_nobody_in_the_clear(ruled: Simulation) -> None:
    (listed,), (delisted,) = events(ruled, SanctionListed), events(ruled, SanctionDelisted)
    assert listed.currency == delisted.currency == "EUR"
    assert listed.identifier == delisted.identifier
    number = ruled.actors.banks["de-bank"].number_of(wallet(ruled, "suspect"))
    assert number.to_bytes(32, "big") != listed.identifier


def test_seizure__under_an_order__goes_to_the_receiver_or_is_destroyed(ruled: Simulation) -> None:
    suspect, office = wallet(ruled, "suspect"), wallet(ruled, "cash-office")
    orders = [(e.order_id, e.cap_minor) for e in events(ruled, LegalOrderRecorded)]
    assert orders == [(reference("order"), 70_000), (reference("burn-order"), 4_000)]
    executed = [(e.order_id, e.amount_minor, e.left_minor) for e in events(ruled, LegalOrderExecuted)]
    assert executed == [(reference("order"), 60_000, 10_000), (reference("burn-order"), 4_000, 0)]
    assert [e.order_id for e in events(ruled, LegalOrderLifted)] == [reference("order")]
    taken = [(e.from_, e.to, e.amount) for e in events(ruled, ForcedTransfer)]
    assert taken[0] == (suspect, office, 60_000)
    assert taken[1][0] == suspect
    assert ruled.actors.wallets["cash-office"].balance_minor() == 61_000


def test_flag__appealed_and_upheld__counts_no_more(ruled: Simulation) -> None:
    by = [ruled.who_is_who()[event.institution][0] for event in events(ruled, SubjectFlagged)]
    assert by == ["de-bank", "mas"]
    (appealed,), (decided,) = events(ruled, FlagAppealed), events(ruled, AppealDecided)
    assert (ruled.who_is_who()[appealed.bank][0], decided.upheld) == ("sg-two", True)
    assert [ruled.who_is_who()[e.institution][0] for e in events(ruled, FlagLifted)] == ["mas"]
    risks, bank = ruled.network.deployment.risks, ruled.actors.banks["de-bank"]
    assert not ruled.network.read(risks.is_flagged(bank.flag_of(wallet(ruled, "courier"))))


def test_standing__of_bank_maker_and_client__changes_with_its_reason(ruled: Simulation) -> None:
    changed = [
        (ruled.who_is_who()[event.account][0], event.status, event.reason)
        for event in events(ruled, ParticipantStatusChanged)
        if event.reason != "admission-accepted"
    ]
    assert changed == [
        ("small", Status.SUSPENDED, "maker-out-1"),
        ("small", Status.REVOKED, "maker-out-2"),
        ("de-bank", Status.SUSPENDED, "bank-out"),
        ("de-bank", Status.ACTIVE, "bank-back"),
    ]
    (client,) = events(ruled, CustomerStatusChanged)
    assert (client.wallet, client.status, client.reason) == (
        wallet(ruled, "cash-office"),
        Status.SUSPENDED,
        "on holiday",
    )


def test_pause__of_deposits_and_of_central_bank_money__is_two_moneys(ruled: Simulation) -> None:
    names = ruled.network.deployment.contract_names
    paused = [
        (names[item.address], item.event.paused, item.event.reason)
        for item in events_of(ruled)
        if isinstance(item.event, PauseSet)
    ]
    assert paused == [("SGD.sg-two", True, "drill"), ("SGD.sg-two", False, "drill over"), ("SGD", True, "pause-all")]


def test_tier__of_a_client__is_what_its_bank_says_now(ruled: Simulation) -> None:
    courier = wallet(ruled, "courier")
    tiers = [event.tier for event in events(ruled, CustomerTierSet) if event.wallet == courier]
    assert tiers == [Tier.ANONYMOUS, Tier.BASIC]


def test_allowance_and_exposure__are_set_by_the_central_bank(ruled: Simulation) -> None:
    assert events(ruled, IssuanceAllowanceSet)[-1].allowance_minor == 12_300
    (cleared,) = events(ruled, ExposureCleared)
    parties = ruled.who_is_who()
    assert (parties[cleared.bank][0], parties[cleared.counterparty][0]) == ("sg-bank", "de-bank")
    assert cleared.position_minor > 0


SUPERVISED = (
    "calendar: {country: DE},\n     time_zone: Europe/Berlin",
    "supervisor: {id: watch, name: Watch}, calendar: {country: DE},\n     time_zone: Europe/Berlin",
)


def test_act__that_the_chain_refuses__is_a_setback_and_the_run_goes_on(tiny: Tiny) -> None:
    simulation = tiny(
        SUPERVISED,
        (
            "loans:",
            "acts:\n"
            '  - {id: order, date: 2024-06-04, by: watch, act: legal_order, subject: oven, amount: "900000.00"}\n'
            '  - {id: burn, date: 2024-06-05, by: bundesbank, act: seize, subject: oven, amount: "900000.00"}\n'
            "loans:",
        ),
    )
    report = simulation.run()
    (setback,) = report["setbacks"]
    assert (setback["what"], setback["is_planned"]) == ("act burn", True)
    assert "ERC20InsufficientBalance" in setback["error"]
    assert [item["subject"] for item in report["expectations"] if not item["ok"]] == ["act burn"]
    assert len(simulation.records) == 3


def test_bank__suspended_over_night__cannot_redeem_nor_pay_and_the_run_goes_on(tiny: Tiny) -> None:
    acts = (
        "acts:\n"
        '  - {id: out, date: 2024-06-03, time: "12:00", by: bundesbank, act: suspend, subject: de-bank}\n'
        '  - {id: back, date: 2024-06-05, time: "06:00", by: bundesbank, act: reinstate, subject: de-bank}\n'
    )
    simulation = tiny(
        ("loans:", f"{acts}loans:"),
        ('redeem_above: "100000.00"', 'redeem_above: "5000.00"'),
        (
            "{settled: 2, refused: {PayerInsufficientBalance: 1}}",
            "{settled: 1, refused: {PayerInsufficientBalance: 1, PayerBankSuspended: 1}}",
        ),
    )
    report = simulation.run()
    assert [(setback["what"], setback["is_planned"]) for setback in report["setbacks"]] == [
        ("surplus of de-bank", False)
    ] * 2
    assert all(item["ok"] for item in report["expectations"]), report["expectations"]
    assert simulation.actors.banks["de-bank"].liquidity_minor() == 500_000
