"""The invariant of travel-rule records: sent once, acknowledged once by its receiver, and late exactly when it is.

Trusts nothing of the contract but its address: deadlines are worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from actors import ACTORS, BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK
from invariant_tools import Door, open_doors
from small_network import Network
from travel_records import ALTERED, OTHER_UETR, PERIOD_S, SEALED, UETR, acknowledging, sending, travel_rule

from chain.clients.events import TravelRuleRecordAcknowledged
from chain.clients.types import SentRecord


def acknowledged_once(network: Network) -> list[str]:
    """AE: a record stays what its sender said once, whatever others say under its UETR; its receiver alone acknowledges
    it, once, for the very ciphertext, and is late from the second after the deadline that held when it was sent."""
    rule = travel_rule(network)
    network.run(BANK_OF_THAILAND, rule.set_acknowledgement_period("THB", PERIOD_S))
    due_at = {}
    for uetr in (UETR, OTHER_UETR):
        due_at[uetr] = network.now_s + PERIOD_S
        network.run(BANGKOK_BANK, sending(network, uetr=uetr), at_s=network.now_s)
    network.run(BANK_OF_THAILAND, rule.set_acknowledgement_period("THB", 1))
    found = open_doors(network, _others(network))
    network.attempt(CHIANGMAI_BANK, sending(network, receiver=BANGKOK_BANK, ciphertext_hash=ALTERED))
    for uetr, after_s in ((UETR, 0), (OTHER_UETR, 1)):
        found += _acknowledged(network, uetr, due_at[uetr], due_at[uetr] + after_s)
    return found + open_doors(network, [(CHIANGMAI_BANK, acknowledging(network))])


def _others(network: Network) -> list[Door]:
    """Everybody who was not sent it, its receiver with another ciphertext, and its sender with a second record."""
    others = [account for account in ACTORS.values() if account != CHIANGMAI_BANK]
    doors: list[Door] = [(account, acknowledging(network)) for account in others]
    doors.append((CHIANGMAI_BANK, acknowledging(network, ciphertext_hash=ALTERED)))
    doors.append((BANGKOK_BANK, sending(network, ciphertext_hash=ALTERED)))
    return doors


def _acknowledged(network: Network, uetr: str, due_at: int, at_s: int) -> list[str]:
    """What is wrong when the receiver acknowledges it in that second."""
    outcome = network.attempt(CHIANGMAI_BANK, acknowledging(network, uetr=uetr), at_s=at_s)
    event = outcome.first(TravelRuleRecordAcknowledged)
    if event is None:
        return [f"{uetr} can't be acknowledged: {outcome.error}"]
    found = [] if event.is_late is (at_s > due_at) else [f"{uetr}, due at {due_at}: at {at_s} late is {event.is_late}"]
    stored = network.read(travel_rule(network).record_of(BANGKOK_BANK.address, uetr))
    if stored != SentRecord(CHIANGMAI_BANK.address, due_at, at_s, SEALED):
        found.append(f"{uetr} stands as {stored}")
    return found
