"""The audited run of payments beyond one step in one currency: through venues, and what comes after.

Trusts the parts beside it, each for its own contracts.
Never shares a chain with the other runs: there counts and places of events are their own.
"""

from __future__ import annotations

from pathlib import Path

import audited_deals as deals
import audited_hops as hops
import audited_returns as returns
import audited_rules as rules
import audited_venues as venues
import audited_waiting as waiting
from audited_story import Story


def tell(folder: Path) -> Story:
    """The whole run, its ledger still there to be read."""
    story = Story(folder)
    story.open_accounts()
    for act in (deals.open_branches, venues.report_rates, venues.provide, hops.open_vehicle, hops.pay, hops.refuse):
        act(story)
    of_a_lost_key = waiting.queue_for_a_lost_key(story)
    returns.give_and_ask_back(story)
    waiting.pay_later(story, of_a_lost_key)
    waiting.wait(story)
    rules.write_the_rules(story)
    waiting.obey(story)
    story.finish()
    return story
