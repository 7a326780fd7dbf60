"""Follows tainted value through the movements of a ledger, one by one in the order of time.

Trusts the movements to be all those of every holder that can be reached, in the order of the record.
Never looks ahead: what a holder gives depends on what it took before alone. To see where money came from, the same is
done in reversed time: movements from the last to the first, each holder beginning with what it has in the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from audit.trace.moves import Move, Way
from audit.trace.pots import CLEAN, METHODS, Parcel, Pot, converted, tainted_of
from audit.trace.result import Account, Limits, Start, Step, Trace
from audit.trace.rules import RULES, Given, Taken

_Key = tuple[int, int]
"""Holder and token."""
_Passing = tuple[int, int, Step | None, list[Parcel]]
"""What left under a reference and has not arrived: money and amount, and the step and parcels where it is followed."""


def follow(moves: Sequence[Move], start: Start, limits: Limits, new_pot: Callable[[], Pot] | None = None) -> Trace:
    """The trace. moves: in the order of the record; new_pot: how value mixes, of the limits' method without it."""
    openings = _openings(moves)
    if limits.is_back:
        openings = _closings(moves, openings)
        moves = [move.reversed() for move in reversed(moves)]
    follower = _Follower(start, limits, openings, new_pot or METHODS[limits.method])
    for move in moves:
        follower.read(move)
    return follower.trace()


def _openings(moves: Iterable[Move]) -> dict[_Key, int]:
    """What each pot must have had before: nothing in a whole record, else the least that suffices."""
    balances: defaultdict[_Key, int] = defaultdict(int)
    lowest: dict[_Key, int] = {}
    for move in moves:
        if move.taker is not None:
            balances[move.taker, move.token] += move.amount_minor
        if move.giver is not None:
            key = move.giver, move.token
            balances[key] -= move.amount_minor
            if balances[key] < lowest.get(key, 0):
                lowest[key] = balances[key]
    return {key: -least for key, least in lowest.items()}


def _closings(moves: Iterable[Move], openings: dict[_Key, int]) -> dict[_Key, int]:
    balances = defaultdict(int, openings)
    for move in moves:
        if move.giver is not None:
            balances[move.giver, move.token] -= move.amount_minor
        if move.taker is not None:
            balances[move.taker, move.token] += move.amount_minor
    return balances


def _fitting(waiting: Sequence[_Passing], move: Move) -> int:
    """Which of several under one reference arrives: that of the same money and amount (a refund, both legs of an
    instruction taken back), else of the same amount, else the first."""

    def fits(place: int) -> tuple[bool, bool]:
        token, amount_minor, *_ = waiting[place]
        is_amount = amount_minor == move.amount_minor
        return is_amount and token == move.token, is_amount

    return max(range(len(waiting)), key=fits)


class _Follower:
    """The pots of all holders, and what is between them."""

    def __init__(self, start: Start, limits: Limits, openings: dict[_Key, int], new_pot: Callable[[], Pot]) -> None:
        self._start, self._limits, self._openings, self._new_pot = start, limits, openings, new_pot
        self._pots: dict[_Key, Pot] = {}
        self._accounts: dict[_Key, Account] = {}
        self._between: dict[str, list[_Passing]] = {}
        self._lines: dict[tuple[str, int, int], Pot] = {}
        self._steps: list[Step] = []

    def trace(self) -> Trace:
        """What was found so far."""
        for key, pot in self._pots.items():
            self._accounts[key].held_minor = sum(pot.tainted().values())
        touched = {key: account for key, account in self._accounts.items() if account.is_touched}
        return Trace(self._start, self._limits, self._steps, touched)

    def read(self, move: Move) -> None:
        """One movement more."""
        if move.giver == move.taker:
            return  # the same customer under another key
        if move.giver is None:
            self._take(move, *self._arriving(move))
            return
        step, parcels = self._give(move)
        if move.taker is not None:
            self._take(move, step, parcels)
        elif RULES[move.way].given is Given.PASSED:
            passing = move.token, move.amount_minor, step, parcels
            self._between.setdefault(move.reference, []).append(passing)

    def _give(self, move: Move) -> tuple[Step | None, list[Parcel]]:
        """What leaves a holder; no step where none of it is followed."""
        assert move.giver is not None
        key = move.giver, move.token
        parcels = self._pot(key).take(move.amount_minor)
        if move.way is Way.PASSING and move.reference == self._start.uetr:
            return self._enter(move, parcels)
        tainted = tainted_of(parcels)
        if not tainted:
            return None, parcels
        account, given = self._accounts[key], RULES[move.way].given
        if given is Given.PASSED:
            parcels = self._followed(account, parcels, tainted)
            tainted = tainted_of(parcels)
            account.passed_minor += tainted
        else:
            account.spent_minor[move.way] = account.spent_minor.get(move.way, 0) + tainted
        if given is Given.LENT:
            line = self._lines.setdefault((move.lender, *key), self._new_pot())
            line.put([parcel for parcel in parcels if parcel[0] != CLEAN])
        return (self._leave(move, parcels, tainted) if tainted else None), parcels

    def _enter(self, move: Move, parcels: list[Parcel]) -> tuple[Step, list[Parcel]]:
        """The payment with which the trace starts: all of it is followed, whatever its giver had it from."""
        assert move.giver is not None
        account = self._accounts[move.giver, move.token]
        account.hop = 0
        account.entered_minor += move.amount_minor - tainted_of(parcels)
        account.passed_minor += move.amount_minor
        whole = [(0, move.amount_minor)]
        return self._leave(move, whole, move.amount_minor), whole

    def _followed(self, account: Account, parcels: list[Parcel], tainted: int) -> list[Parcel]:
        """The parcels with what goes too far, or is too little, counted and no longer followed."""
        if tainted < self._limits.least_minor:
            account.below_minor += tainted
            return [(CLEAN, amount) for _, amount in parcels]
        far = sum(amount for layer, amount in parcels if layer >= self._limits.hops)
        if not far:
            return parcels
        account.beyond_minor += far
        return [(CLEAN if layer >= self._limits.hops else layer, amount) for layer, amount in parcels]

    def _leave(self, move: Move, parcels: list[Parcel], tainted: int) -> Step:
        assert move.giver is not None
        hop = min(layer for layer, _ in parcels if layer != CLEAN)
        step = Step(
            *(hop, move.way, move.reference, move.giver, None, move.token),
            *(move.tx, move.at_s, move.amount_minor, tainted),
        )
        self._steps.append(step)
        return step

    def _arriving(self, move: Move) -> tuple[Step | None, list[Parcel]]:
        """What comes to a holder from no holder: by its rule."""
        taken = RULES[move.way].taken
        if taken is Taken.PASSED and (waiting := self._between.get(move.reference)):
            *_, step, parcels = waiting.pop(_fitting(waiting, move) if len(waiting) > 1 else 0)
            if step is not None:
                return step, parcels
        if taken is Taken.LENT_AGAIN:
            return self._lent_again(move)
        return None, [(CLEAN, move.amount_minor)]

    def _lent_again(self, move: Move) -> tuple[Step | None, list[Parcel]]:
        assert move.taker is not None
        line = self._lines.get((move.lender, move.taker, move.token))
        if line is None or not line.balance_minor:
            return None, [(CLEAN, move.amount_minor)]
        parcels = line.take(min(line.balance_minor, move.amount_minor))
        tainted, rest = tainted_of(parcels), move.amount_minor - sum(amount for _, amount in parcels)
        step = self._leave(move.reversed(), parcels, tainted)
        return step, [*parcels, *([(CLEAN, rest)] if rest else ())]

    def _take(self, move: Move, step: Step | None, parcels: list[Parcel]) -> None:
        """What comes to a holder, one hop further than it was, unless it comes back from where it just left."""
        assert move.taker is not None
        key = move.taker, move.token
        pot = self._pot(key)
        account = self._accounts[key]
        if step is not None:
            further = move.taker != step.giver
            moved = [(layer if layer == CLEAN else layer + further, amount) for layer, amount in parcels]
            parcels = converted(moved, move.amount_minor)
            step.hop += further
            self._arrive(step, move, account, tainted_of(parcels))
        if move.taker == self._start.holder:
            account.entered_minor += move.amount_minor - tainted_of(parcels)
            parcels = [(0, move.amount_minor)]
        elif step is not None:
            nearest = min((layer for layer, _ in parcels if layer != CLEAN), default=account.hop)
            account.hop = nearest if account.hop < 0 else min(account.hop, nearest)
        account.turned_minor += pot.put(parcels)

    def _arrive(self, step: Step, move: Move, account: Account, tainted: int) -> None:
        step.taker, step.taker_token = move.taker, move.token
        step.taken_tx, step.taken_at_s = move.tx, move.at_s
        step.taken_minor, step.tainted_taken_minor = move.amount_minor, tainted
        account.received_minor += tainted

    def _pot(self, key: _Key) -> Pot:
        """The pot of a holder, with what it had before its first movement."""
        pot = self._pots.get(key)
        if pot is None:
            opening = self._openings.get(key, 0)
            is_start = key[0] == self._start.holder
            pot = self._pots[key] = self._new_pot()
            pot.put([(0 if is_start else CLEAN, opening)] if opening else [])
            entered = opening if is_start else 0
            self._accounts[key] = Account(0 if is_start else -1, opening, entered)
        return pot
