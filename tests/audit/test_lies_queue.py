"""Plants a lie about queued obligations, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of deals, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, HK_BANK, HKMA, KEEPER, SHOP, uetr
from audited_queue import ALONE, FIRST_BATCH, FIRST_CYCLE, SECOND_CYCLE
from audited_story import Story
from lies import OUTSIDER, STRANGER, Lie, add, alter, at, beside, both, drop, edit, sent_by, twice

from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    BatchRefused,
    BatchSettled,
    BilateralLimitSet,
    CycleAbandoned,
    CycleOpened,
    CycleRefused,
    CycleSettled,
    ModeSet,
    MultilateralLimitSet,
    ObligationCancelled,
    ObligationExists,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationRefused,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
    QueueMemberEnrolled,
    Transfer,
)
from chain.clients.types import QueueMode, RefusalCode

CANCELLED, LATE = uetr(201), uetr(202)


def of(reference: int | str) -> Callable[[Any], bool]:
    """The first of an obligation."""
    wanted = uetr(reference) if isinstance(reference, int) else reference
    return lambda event: event.uetr == wanted


def moved(payer: Any, amount_minor: int) -> Callable[[Any], bool]:
    """The first movement of this amount by a bank."""
    return lambda event: (event.from_, event.value) == (payer.address, amount_minor)


STATE_LIES: list[tuple[str, Lie]] = [
    ("obligation-consent", sent_by(CHIANGMAI_BANK, ObligationQueued, of(ALONE))),
    ("obligation-consent", alter(ObligationQueued, of(ALONE), source=STRANGER)),
    ("obligation-consent", alter(ObligationQueued, of(ALONE), payee=SHOP.address)),
    ("obligation-consent", alter(ObligationQueued, of(ALONE), payee=BANGKOK_BANK.address)),
    ("obligation-consent", alter(ObligationQueued, of(ALONE), amount_minor=0)),
    ("obligation-consent", alter(ObligationQueued, of(ALONE), expires_at=1)),
    ("obligation-consent", sent_by(CHIANGMAI_BANK, ObligationHeld)),
    ("obligation-consent", sent_by(OUTSIDER, ObligationReleased)),
    ("obligation-consent", sent_by(BANK_OF_THAILAND, ObligationReprioritised)),
    ("obligation-consent", sent_by(BANGKOK_BANK, ObligationCancelled)),
    ("obligation-consent", sent_by(CHIANGMAI_BANK, ObligationSettled, of(ALONE))),
    ("obligation-consent", sent_by(HKMA, ObligationSettled, of(FIRST_BATCH))),
    ("obligation-state", twice(ObligationQueued, of(ALONE))),
    ("obligation-state", drop(ObligationQueued, of(ALONE))),
    ("obligation-state", twice(ObligationHeld)),
    ("obligation-state", drop(ObligationHeld)),
    ("obligation-state", drop(ObligationReleased)),
    ("obligation-state", twice(ObligationCancelled)),
    ("obligation-state", at(ObligationHeld, 9 * DAY_S)),
    ("obligation-state", at(ObligationExpired, -DAY_S)),
    ("obligation-state", twice(ObligationExpired)),
    ("obligation-state", beside(ObligationCancelled, ObligationExpired(CANCELLED))),
    ("obligation-state", beside(ObligationExpired, ObligationSettled(LATE, 0))),
    ("obligation-state", beside(CycleSettled, ObligationCancelled(uetr(FIRST_CYCLE)))),
    ("obligation-state", twice(ObligationSettled, of(ALONE))),
    ("obligation-state", at(ObligationSettled, 9 * DAY_S, of(ALONE))),
    ("obligation-state", beside(BatchSettled, ObligationSettled(ALONE, 1))),
    ("payment-exists", alter(ObligationExists, payer=CHIANGMAI_BANK.address)),
    ("payment-exists", alter(ObligationExists, uetr=uetr(999))),
    ("payment-refusal", alter(ObligationRefused, rule="x")),
    ("payment-refusal", alter(BatchRefused, code=RefusalCode.UETR_REUSED)),
    ("payment-refusal", alter(CycleRefused, party=ZERO_ADDRESS)),
]
NETTING_LIES: list[tuple[str, Lie]] = [
    ("queue-nets", drop(Transfer, moved(BANGKOK_BANK, 1_000))),
    ("queue-nets", drop(Transfer, moved(BANGKOK_BANK, 2_000))),
    ("queue-nets", add(Transfer, moved(BANGKOK_BANK, 2_000), value=1)),
    ("queue-nets", add(ObligationQueued, of(FIRST_BATCH), amount_minor=1)),
    ("queue-nets", alter(ObligationQueued, of(FIRST_BATCH + 1), payer=BANGKOK_BANK.address)),
    ("queue-nets", drop(ObligationSettled, of(FIRST_BATCH))),
    ("queue-nets", alter(ObligationSettled, of(FIRST_BATCH), batch=7)),
    ("queue-nets", drop(BatchSettled)),
    ("queue-nets", alter(BatchSettled, currency="HKD")),
    ("queue-nets", add(ObligationQueued, of(FIRST_CYCLE), amount_minor=1)),
    ("escrow-balance", drop(Transfer, moved(BANGKOK_BANK, 2_000))),
    ("consent-transfer", drop(CycleSettled)),
    ("money-explained", twice(Transfer, moved(BANGKOK_BANK, 2_000))),
    ("queue-figures", add(BatchSettled, count=1)),
    ("queue-figures", add(BatchSettled, value_minor=1)),
    ("queue-figures", add(BatchSettled, net_minor=1)),
    ("queue-figures", add(BatchSettled, batch=1)),
    ("queue-figures", add(CycleSettled, count=-1)),
    ("queue-figures", add(CycleSettled, net_minor=-1)),
    ("queue-limit", alter(BilateralLimitSet, limit_minor=18_999)),
    ("queue-limit", alter(MultilateralLimitSet, member=BANGKOK_BANK.address, limit_minor=999)),
    ("queue-setting", sent_by(CHIANGMAI_BANK, BilateralLimitSet)),
    ("queue-setting", sent_by(BANK_OF_THAILAND, MultilateralLimitSet)),
    ("queue-setting", sent_by(HKMA, ModeSet)),
    ("queue-setting", alter(ModeSet, mode=QueueMode.GROSS)),
    ("queue-setting", sent_by(KEEPER, CycleAbandoned)),
    ("queue-setting", sent_by(CHIANGMAI_BANK, CycleSettled)),
    ("queue-setting", twice(QueueMemberEnrolled)),
    ("queue-setting", add(QueueMemberEnrolled, index=1)),
    ("queue-cycle", drop(ModeSet)),
    ("queue-cycle", drop(CycleOpened)),
    ("queue-cycle", add(CycleOpened, cycle=1)),
    ("queue-cycle", add(CycleOpened, ends_at=1)),
    ("queue-cycle", twice(CycleOpened)),
    ("queue-cycle", alter(ObligationQueued, of(FIRST_CYCLE), cycle=0)),
    ("queue-cycle", alter(ObligationQueued, of(SECOND_CYCLE), cycle=1)),
    ("queue-cycle", twice(CycleAbandoned)),
    ("queue-cycle", at(CycleSettled, 2 * DAY_S)),
    ("queue-cycle", edit(CycleSettled, lambda e: [e, CycleAbandoned(e.currency, e.cycle)])),
    ("queue-limit", both(drop(ModeSet), alter(BilateralLimitSet, limit_minor=9_999))),
    ("queue-limit", alter(MultilateralLimitSet, limit_minor=599)),
    ("rule-corridor", add(ObligationQueued, of(260), amount_minor=501)),
]
LIES = [*STATE_LIES, *NETTING_LIES]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_obligations__is_found_by_its_rule(
    deal_blocks: list[RecordedBlock], deals: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(deal_blocks), deals.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__honest_deals__finds_nothing_and_counts_where_they_stand(deal_books: Any) -> None:
    assert deal_books.findings == ()
    assert deal_books.standing == {
        "instructions": {"cancelled": 2, "expired": 3, "settled": 7},
        "locks": {"delivered": 4, "open": 1, "refunded": 2},
        "obligations": {"cancelled": 2, "expired": 5, "queued": 1, "settled": 9},
    }
    assert HK_BANK.address in {event.key[-1] for event in deal_books.facts if event.view == "position_of"}
