"""Follows tainted value through the movements of a ledger, one by one in the order of time.

Trusts the movements to be all those of the record, in its order.
Never looks ahead: what a holder gives depends on what it took before alone. To see where money came from, the same is
done in reversed time: movements from the last to the first, each holder beginning with what it has in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audit.index.movements import WAYS
from audit.index.store import without_collector
from audit.trace.flow import Flow
from audit.trace.moves import Moves
from audit.trace.parcels import CLEAN, Parcel, moved, tainted_of, weighed
from audit.trace.pots import METHODS, Line, Pot, WholePot
from audit.trace.result import Account, Limits, Start, Trace
from audit.trace.rules import RULES, Given
from audit.trace.steps import Steps
from audit.trace.watch import Watch

_GIVEN = tuple(RULES[way].given for way in WAYS)


def follow(moves: Moves, start: Start, limits: Limits, new_pot: Callable[[], Pot] | None = None) -> Trace:
    """The trace. new_pot: how value mixes, of the limits' method without it."""
    flow = Flow.of(moves, is_back=limits.is_back)
    follower = _Follower(flow, start, limits, new_pot or METHODS[limits.method])
    with without_collector():
        follower.run()
        return follower.trace()


class _Follower:
    """The pots of all holders, and what is between them."""

    def __init__(self, flow: Flow, start: Start, limits: Limits, new_pot: Callable[[], Pot]) -> None:
        self._flow, self._start, self._limits, self._new_pot = flow, start, limits, new_pot
        self._watch = watch = Watch.of(flow, start, limits)
        self._firm_of, self._credit_of = watch.firm_of, watch.credit_of
        self._flags, self._peers, self._plain = watch.flags, _python(watch.peers), _python(watch.plain)
        self._pot_of, self._amounts, self._ways = (_python(x) for x in (flow.pots, flow.amounts, flow.ways))
        self._came, self._gone = _python(flow.came), _python(flow.gone)
        self._holders, self._openings = flow.moves.pot_holders.tolist(), flow.openings.tolist()
        self._pots: dict[int, Pot] = {}
        self._accounts: dict[int, Account] = {}
        self._layers = [CLEAN] * len(self._holders)
        self._between: dict[int, tuple[int, list[Parcel]]] = {}
        self._whole: dict[int, int] = {}
        self._lines: dict[int, Line] = {}
        self._closed: dict[int, int] = {}
        self._steps = Steps(flow)

    def run(self) -> None:
        """Every movement once, of which those are looked at whose flag is up."""
        if self._start.holder is not None:
            for number in self._watch.pots_of(self._start.holder):
                self._accounts[number] = Account(0, self._openings[number])
                self._pots[number] = WholePot()
                self._raise(number)
        flags, firm_of, debits_to, always = self._flags, self._firm_of, self._credit_of, self._watch.always
        pass_whole, take_whole, whole = self._pass_whole, self._take_whole, self._whole
        layers, give, take = self._layers, self._give, self._take
        for place, key in enumerate(_python(self._watch.keys)):
            if flags[key]:
                if key < firm_of:
                    if layers[key] == CLEAN:
                        give(place, key)
                    else:
                        pass_whole(place, layers[key])
                elif key < debits_to:
                    give(place, key - firm_of)
                elif key == always:
                    self._enter(place)
                elif (debit := key - debits_to) in whole:
                    take_whole(place, debit)
                else:
                    take(place)

    def _pass_whole(self, place: int, layer: int) -> None:
        """A plain debit of a pot that lets only one layer out: on its way with all that moves, which is counted in the
        end. Nothing changes in the pot."""
        steps = self._steps
        self._whole[place] = len(steps.hops)
        steps.hops.append(layer)
        steps.left.append(place)
        steps.arrived.append(-1)
        self._flags[self._credit_of + place] = 1

    def _take_whole(self, place: int, debit: int) -> None:
        """The same where it arrives: nothing changes in a pot whose one layer is no further."""
        step, number, holders = self._whole.pop(debit), self._pot_of[place], self._holders
        layer = self._steps.hops[step] + (holders[number] != holders[self._pot_of[debit]])
        if CLEAN < self._layers[number] <= layer:
            self._steps.arrived[step] = place
        else:
            amount = self._amounts[place]
            self._arrive(place, step, [(layer, amount)], amount, layer)

    def _give(self, place: int, number: int) -> None:
        """What leaves a holder; no step where none of it is followed."""
        parcels = self._leaving(place, number)
        tainted, nearest = weighed(parcels)
        if not tainted:
            return
        account, way = self._accounts[number], self._ways[place]
        given = _GIVEN[way]
        if given is Given.PASSED:
            if tainted < self._limits.least_minor:
                account.below_minor += tainted
            elif nearest >= self._limits.hops:
                account.beyond_minor += tainted
            else:
                self._pass(place, account, parcels, tainted, nearest)
            return
        account.spent_minor[WAYS[way]] = account.spent_minor.get(WAYS[way], 0) + tainted
        self._steps.leave(place, nearest, tainted)
        if given is Given.LENT:
            self._lend(place, parcels)

    def _leaving(self, place: int, number: int) -> list[Parcel]:
        pot = self._pots[number]
        parcels = pot.take(self._amounts[place], self._came[place], self._gone[place])
        if pot.is_clean:
            self._flags[number] = self._flags[self._firm_of + number] = 0
            self._layers[number] = CLEAN
            if number in self._closed:
                self._open(number, self._plain[place])
        return parcels

    def _enter(self, place: int) -> None:
        """The payment with which the trace starts: all of it is followed, whatever its giver had it from."""
        number, amount = self._pot_of[place], self._amounts[place]
        already = tainted_of(self._leaving(place, number)) if number in self._pots else 0
        account = self._account(number)
        account.hop = 0
        account.entered_minor += amount - already
        self._pass(place, account, [(0, amount)], amount, 0)

    def _pass(self, place: int, account: Account, parcels: list[Parcel], tainted: int, nearest: int) -> None:
        """On to whoever takes it, with what goes too far counted and no longer followed."""
        hops = self._limits.hops
        if len(parcels) > 1:
            far = sum([amount for layer, amount in parcels if layer >= hops])
            if far:
                account.beyond_minor += far
                tainted -= far
                parcels = [(CLEAN if layer >= hops else layer, amount) for layer, amount in parcels]
        account.passed_minor += tainted
        self._between[place] = self._steps.leave(place, nearest, tainted), parcels
        self._flags[self._credit_of + place] = 1

    def _lend(self, place: int, parcels: list[Parcel]) -> None:
        """Back to a lender, from whom the same holder may draw it again."""
        number = int(self._watch.lines[place])
        if number not in self._lines:
            self._lines[number] = Line(self._new_pot())
        self._lines[number].put([parcel for parcel in parcels if parcel[0] != CLEAN])
        self._flags[self._watch.line_of + number] = 1

    def _take(self, place: int) -> None:
        """What comes to a holder, one hop further than it was, unless it comes back from where it just left."""
        number, amount, debit = self._pot_of[place], self._amounts[place], self._peers[place]
        if debit < 0:
            step, parcels = self._lent_again(place, amount)
        else:
            step, parcels = self._between.pop(debit)
            parcels = moved(parcels, amount, self._holders[number] != self._holders[self._pot_of[debit]])
        self._arrive(place, step, parcels, *weighed(parcels))

    def _arrive(self, place: int, step: int, parcels: list[Parcel], tainted: int, nearest: int) -> None:
        """Into the pot; tainted, nearest: what the parcels weigh."""
        number = self._pot_of[place]
        self._steps.arrive(step, place, tainted)
        account = self._account(number)
        account.received_minor += tainted
        if tainted:
            if account.hop < 0 or nearest < account.hop:
                account.hop = nearest
            self._pots[number].put(parcels, self._came[place], self._gone[place])
            self._raise(number, place)

    def _lent_again(self, place: int, amount: int) -> tuple[int, list[Parcel]]:
        line = self._lines[int(self._watch.lines[place])]
        parcels = line.take(amount)
        if line.is_empty:
            self._flags[self._watch.keys[place]] = 0
        tainted, nearest = weighed(parcels)
        step = self._steps.leave(place, nearest, tainted)
        return step, [*parcels, (CLEAN, amount - tainted)] if tainted < amount else parcels

    def _raise(self, number: int, place: int = 0) -> None:
        """The flags of a pot with something in it that is followed. While all that can leave it goes too far, its plain
        debits need no looking at: what they were is known from their sums."""
        self._flags[self._firm_of + number] = 1
        layer = self._layers[number] = self._pots[number].layer
        is_closed = layer >= self._limits.hops
        self._flags[number] = not is_closed
        if is_closed:
            self._closed.setdefault(number, self._plain[place])
        elif number in self._closed:
            self._open(number, self._plain[place])

    def _open(self, number: int, plain: int) -> None:
        """Counts what its plain debits were since it was closed; plain: up to now."""
        self._accounts[number].beyond_minor += plain - self._closed.pop(number)

    def _account(self, number: int) -> Account:
        account = self._accounts.get(number)
        if account is None:
            account = self._accounts[number] = Account(-1, self._openings[number])
            self._pots[number] = self._new_pot()
        return account

    def trace(self) -> Trace:
        """What was found; accounts in the order in which their pots first moved."""
        for number in [*self._closed]:
            self._open(number, int(self._watch.plain_ends[number]))
        ends_came, ends_gone, passed, received = (x.tolist() for x in (*self._flow.ends, *self._steps.uncounted()))
        for number, pot in self._pots.items():
            account, came, gone = self._accounts[number], ends_came[number], ends_gone[number]
            account.passed_minor += passed[number]
            account.received_minor += received[number]
            pot.joined(received[number])
            account.held_minor, account.turned_minor = pot.tainted_minor(came, gone), pot.turned_minor(came)
            if isinstance(pot, WholePot):
                account.entered_minor += came - account.received_minor
        tokens, holders, firsts = self._flow.moves.pot_tokens.tolist(), self._holders, self._flow.firsts()
        numbers = np.fromiter(self._accounts, np.int64, len(self._accounts))
        ordered = numbers[np.argsort(firsts[numbers], kind="stable")].tolist()
        accounts = {
            (holders[number], tokens[number]): account
            for number in ordered
            if (account := self._accounts[number]).is_touched
        }
        parties = frozenset(map(holders.__getitem__, ordered)) | frozenset(map(tokens.__getitem__, ordered))
        return Trace(self._start, self._limits, self._steps, accounts, parties)


def _python(column: Any) -> Any:
    """What gives integers of Python's own, place by place."""
    return column.tolist() if column.dtype == object else np.ascontiguousarray(column).data
