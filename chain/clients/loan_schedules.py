"""Typed access to the contract LoanSchedules.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.client import Call, Client, Creation
from chain.clients.types import Bill, DayCount, LoanTerms, Position, Schedule


class LoanSchedules(Client):
    """The contract LoanSchedules at one address."""

    ARTIFACT = "LoanSchedules"

    @classmethod
    def creation(cls) -> Creation:
        return cls._creation()

    def bills_of(
        self, schedule: Schedule, principal_minor: int, start_day: int, rate_ppm: int
    ) -> Call[tuple[Bill, ...]]:
        return self._call("billsOf", schedule, principal_minor, start_day, rate_ppm)

    def days_between(self, day_count: DayCount, from_day: int, to_day: int) -> Call[int]:
        return self._call("daysBetween", day_count, from_day, to_day)

    def due_day(self, schedule: Schedule, start_day: int, index: int) -> Call[int]:
        return self._call("dueDay", schedule, start_day, index)

    def instalment_ray(self, schedule: Schedule, position: Position) -> Call[int]:
        return self._call("instalmentRay", schedule, position)

    def require_valid(self, terms: LoanTerms) -> Call[None]:
        return self._call("requireValid", terms)

    def require_valid_schedule(self, schedule: Schedule, principal_minor: int, grace_s: int) -> Call[None]:
        return self._call("requireValidSchedule", schedule, principal_minor, grace_s)
