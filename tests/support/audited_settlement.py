"""The audited run of every other way to settle: instructions, locks, a queue, rates, credit and pools, in this order.

Trusts the parts beside it, each for its own contracts.
Never shares a chain with the small run of payments and loans: there counts and places of events are its own.
"""

from __future__ import annotations

from pathlib import Path

import audited_credit as credit
import audited_deals as deals
import audited_queue as queue
import audited_rules as rules
import audited_venues as venues
from audited_story import Story


def tell(folder: Path) -> Story:
    """The whole run, its ledger still there to be read."""
    story = Story(folder)
    story.open_accounts()
    for act in (deals.open_branches, deals.settle_at_once, deals.settle_in_two_steps, deals.settle_through_escrow):
        act(story)
    for act in (deals.lock_and_claim, deals.lose_a_key_in_escrow):
        act(story)
    for act in (queue.wait, queue.settle, queue.defer):
        act(story)
    for act in (venues.report_rates, credit.lend, venues.provide, venues.lose):
        act(story)
    rules.write_the_rules(story)
    deals.settle_by_the_rules(story)
    queue.queue_by_the_rules(story)
    story.finish()
    return story
