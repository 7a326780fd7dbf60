"""The part of the audited run in which money is held: allowances, second keys, freezes, seizures, interest, a pause.

Trusts the story's ledger and signatures.
Never does what fails.
"""

from __future__ import annotations

import audited_lending as lending
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    FINDER,
    HK_BANK,
    HKMA,
    IMPORTER,
    MAKER,
    NEIGHBOUR,
    NEW_SECOND_KEY,
    POOR,
    SECOND_KEY,
    SHOP,
    SUPERVISOR,
)
from audited_story import Story

from audit.allowances import ReceiveWithAuthorization
from chain.clients.types import LegalOrder, Shape, StepUp
from chain.consents import CancelAuthorization, Permit, StepUpChange, TransferWithAuthorization

ABOVE_MINOR = 500_000
NOBODY = "0x" + "0" * 40
SEIZURE, DESTRUCTION, LIFTED = (name.ljust(32, b"\0") for name in (b"seizure", b"destruction", b"lifted"))


def allow(story: Story) -> None:
    """A bank issues within a limit; a bank issues central-bank money that it was let to."""
    d = story.deployment
    story.do(HKMA, d.deposit("hk-bank-1").set_issuance_allowance(HK_BANK.address, 10_000))
    story.do(HK_BANK, d.deposit("hk-bank-1").issue(EXPORTER.address, 4_000, b"cash"))
    story.do(BANK_OF_THAILAND, d.money("THB").set_issuance_allowance(BANGKOK_BANK.address, 500))
    story.do(BANGKOK_BANK, d.money("THB").issue(CHIANGMAI_BANK.address, 500, b"lent right"))


def move_with_signatures(story: Story) -> None:
    """Everything that a holder can let others do: approval, permit, authorisations, one of them taken back."""
    token, now_s = story.deployment.deposit("th-bank-1"), story.ledger.timestamp_s
    story.do(IMPORTER, token.transfer(POOR.address, 1_000))
    story.do(IMPORTER, token.approve(NEIGHBOUR.address, 700))
    story.do(NEIGHBOUR, token.transfer_from(IMPORTER.address, POOR.address, 300))
    permit = Permit(IMPORTER.address, BANGKOK_BANK.address, 2**256 - 1, 0, now_s + DAY_S)
    words = permit.owner, permit.spender, permit.value, permit.deadline
    story.do(KEEPS_NOTHING, token.permit(*words, *story.split(IMPORTER, permit, token)))
    story.do(BANGKOK_BANK, token.transfer_from(IMPORTER.address, POOR.address, 200))
    times = now_s - 1, now_s + DAY_S
    give = TransferWithAuthorization(IMPORTER.address, POOR.address, 100, *times, b"\1" * 32)
    story.do(
        KEEPS_NOTHING,
        token.transfer_with_authorization(
            give.from_, give.to, 100, *times, give.nonce, *story.split(IMPORTER, give, token)
        ),
    )
    fetch = ReceiveWithAuthorization(IMPORTER.address, POOR.address, 50, *times, b"\2" * 32)
    story.do(
        POOR,
        token.receive_with_authorization(
            fetch.from_, fetch.to, 50, *times, fetch.nonce, *story.split(IMPORTER, fetch, token)
        ),
    )
    back = CancelAuthorization(IMPORTER.address, b"\3" * 32)
    story.do(
        KEEPS_NOTHING,
        token.cancel_authorization(back.authorizer, back.nonce, *story.split(IMPORTER, back, token)),
    )


KEEPS_NOTHING = CHIANGMAI_BANK
"""Who brings signatures without a part in what they move."""


def step_up(story: Story) -> None:
    """The importer sets a second key, pays above its threshold with both, and changes it with the present one."""
    token = story.deployment.deposit("th-bank-1")
    story.do(IMPORTER, token.set_step_up(StepUp(SECOND_KEY.address, ABOVE_MINOR), b""))
    story.pay_at_home(story.order(20, IMPORTER, SHOP.address, ABOVE_MINOR, "THB"))
    story.pay_at_home(story.order(21, IMPORTER, SHOP.address, ABOVE_MINOR + 1, "THB"), second_key=SECOND_KEY)
    quote = story.quote(20)
    order = story.order(22, IMPORTER, EXPORTER.address, ABOVE_MINOR, "HKD")
    story.pay_abroad(order, quote, second_key=SECOND_KEY)
    change = StepUpChange(IMPORTER.address, NEW_SECOND_KEY.address, 10**9, 1)
    signature = story.sign(SECOND_KEY, change, token)
    story.do(IMPORTER, token.set_step_up(StepUp(change.second_key, change.above_minor), signature))


def take(story: Story) -> None:
    """A supervisor freezes and orders, the central bank takes: a part of what is frozen, then the rest by burning."""
    token = story.deployment.deposit("th-bank-1")
    held_minor = story.ledger.read(token.balance_of(POOR.address))
    until_s = story.ledger.timestamp_s + DAY_S
    story.do(SUPERVISOR, token.set_frozen_tokens(POOR.address, held_minor - 100))
    for name, receiver, cap_minor in (
        (SEIZURE, IMPORTER.address, 500),
        (DESTRUCTION, NOBODY, 60),
        (LIFTED, NEIGHBOUR.address, 70),
    ):
        story.do(SUPERVISOR, token.record_legal_order(LegalOrder(name, POOR.address, receiver, cap_minor, until_s)))
    story.do(BANK_OF_THAILAND, token.forced_transfer(POOR.address, IMPORTER.address, 50))
    story.do(BANK_OF_THAILAND, token.forced_transfer(POOR.address, IMPORTER.address, 250))
    story.do(BANK_OF_THAILAND, token.forced_burn(POOR.address, 60))
    story.do(SUPERVISOR, token.lift_legal_order(LIFTED))
    story.do(BANK_OF_THAILAND, token.set_frozen_tokens(POOR.address, 0))


def remunerate(story: Story) -> None:
    """Interest is paid after four days, and charged after three more: one holder's as far as it is free."""
    money = story.deployment.money("THB")
    holders = [BANGKOK_BANK.address, CHIANGMAI_BANK.address, MAKER.address]
    story.do(BANK_OF_THAILAND, money.set_remuneration(250))
    story.do(BANK_OF_THAILAND, money.remunerate(holders))
    story.do(BANK_OF_THAILAND, money.remunerate(holders), story.ledger.timestamp_s + 4 * DAY_S)
    story.do(BANK_OF_THAILAND, money.set_remuneration(-100))
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(CHIANGMAI_BANK.address, 2**256 - 1))
    story.do(BANK_OF_THAILAND, money.remunerate(holders), story.ledger.timestamp_s + 3 * DAY_S)
    story.do(BANK_OF_THAILAND, money.set_frozen_tokens(CHIANGMAI_BANK.address, 0))


def lend_through_trouble(story: Story) -> None:
    """A loan whose first instalment meets a pause and whose second meets a freeze."""
    token = story.deployment.deposit("th-bank-1")
    story.lend("moved", NEIGHBOUR, Shape.LINEAR, 3, 10**6)
    due_at = lending.due_at(story, "moved")
    story.do(BANK_OF_THAILAND, token.set_paused(True, "outage"), due_at - 2)
    story.collect("moved", 2 * DAY_S)
    story.do(BANK_OF_THAILAND, token.set_paused(False, "outage"))
    story.collect("moved", 2 * DAY_S + 60)
    story.do(SUPERVISOR, token.set_frozen_tokens(NEIGHBOUR.address, 2**256 - 1))
    story.collect("moved")
    story.do(SUPERVISOR, token.set_frozen_tokens(NEIGHBOUR.address, 10_000))
    story.collect("moved", 60)


def collect_from_the_new_key(story: Story) -> None:
    """The last instalment comes from the key that replaced the borrower's."""
    story.collect("moved")
    story.do(FINDER, story.deployment.deposit("th-bank-1").redeem(5, b"cash"))
