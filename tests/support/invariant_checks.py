"""The invariants of docs/invariants.md by their letters: each drives a network and answers with what it found broken.

Trusts nothing of the contracts but their addresses: what is due, allowed or conserved is worked out in the checks.
Never raises for a broken invariant: a finding is data, and an empty list means that it held.
"""

from __future__ import annotations

from invariant_atomic import instruction_ends_once, lock_pays_once
from invariant_authority import legal_order_first, one_number_for_life, quorum, sovereignty, step_up
from invariant_fx import median_of_enough, pool_keeps_its_value
from invariant_lending import (
    accrual_in_pieces,
    interest_only_while_lent,
    one_late_fee,
    principal_sums_exactly,
    schedule_as_agreed,
    shares_sum_exactly,
)
from invariant_limits import limits_hold, windows_hold
from invariant_loans import debt_adds_up, no_other_edge, pull_is_bounded
from invariant_money import consent, conservation, eligible_holders, frozen_stays, pause_stops_value_alone
from invariant_payments import queued_once, returned_once
from invariant_queue import netted_adds_up, one_place
from invariant_settlement import (
    first_of_the_table,
    one_settlement,
    payment_versus_payment,
    preflight_foresees,
    quote_maximum,
    refusal_changes_nothing,
    rounding_favours_the_maker,
)
from invariant_tools import Check
from invariant_travel_rule import acknowledged_once

CHECKS: dict[str, Check] = {
    "A": conservation,
    "B": eligible_holders,
    "C": one_settlement,
    "D": payment_versus_payment,
    "E": quote_maximum,
    "F": rounding_favours_the_maker,
    "G": consent,
    "H": refusal_changes_nothing,
    "I": principal_sums_exactly,
    "J": one_late_fee,
    "K": sovereignty,
    "L": preflight_foresees,
    "M": schedule_as_agreed,
    "N": frozen_stays,
    "O": windows_hold,
    "P": limits_hold,
    "Q": pause_stops_value_alone,
    "R": legal_order_first,
    "S": step_up,
    "T": one_number_for_life,
    "U": quorum,
    "V": first_of_the_table,
    "W": instruction_ends_once,
    "X": lock_pays_once,
    "Y": one_place,
    "Z": netted_adds_up,
    "AA": median_of_enough,
    "AB": pool_keeps_its_value,
    "AC": returned_once,
    "AD": queued_once,
    "AE": acknowledged_once,
    "BA": debt_adds_up,
    "BB": interest_only_while_lent,
    "BC": accrual_in_pieces,
    "BD": pull_is_bounded,
    "BE": shares_sum_exactly,
    "BF": no_other_edge,
}
