"""Detectors over a finished record: the same ones, fed with the same events in the same order as in a run.

Trusts the record's reader for which logs are ours.
Never reads what the nodes say they were alarmed of: two screenings of one record are compared, not copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.directory import Directory
from audit.filters import EventFilter
from audit.record import Record
from audit.wording import utc_text
from chain.detection import Alarm, Detector, listen


def screen(record: Record, detector: Detector) -> Iterator[Alarm]:
    """Every alarm of a detector over a record, in order. Raises InputError where the detector breaks its contract."""
    for transaction in record.transactions():
        if transaction.events:
            yield from listen(detector, transaction.events)


def alarms_about(
    record: Record, detector: Detector, directory: Directory, about: EventFilter
) -> Iterator[dict[str, Any]]:
    """The rows of the alarms against the wallets, and resting on the payment, that a filter names; of all, where it
    names none."""
    for alarm in screen(record, detector):
        is_against = all(alarm.account in group for group in about.accounts)
        if is_against and (about.uetr is None or about.uetr in alarm.uetrs):
            yield alarm_row(alarm, directory)


def alarm_row(alarm: Alarm, directory: Directory) -> dict[str, Any]:
    """An alarm as JSON holds it, the wallet by the name that the record has for it."""
    return {
        "time": utc_text(alarm.at_s),
        "block": alarm.height,
        "wallet": directory.name(alarm.account),
        "account": alarm.account,
        "typology": alarm.typology,
        "score": alarm.score,
        "reasons": {reason.name: reason.figure for reason in alarm.reasons},
        "uetrs": [*alarm.uetrs],
    }
