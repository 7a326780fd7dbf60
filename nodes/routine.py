"""What the authorities and banks of a jurisdiction do on each of its business days, beside what clients ask of them.

Trusts the calendar for the days and the plan of payments for what they will need.
Never does anything on a day on which the jurisdiction is closed.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from nodes.bank import Bank
from nodes.fx_desk import rebuild
from nodes.onboarding import onboard
from nodes.ordering import Ordering
from nodes.planned_payments import PaymentsOfDay
from nodes.scenario.world import Jurisdiction
from nodes.wallet import Wallet

PREPARATION_S = 900
"""How long before opening liquidity is bought, before the first payment of the day may come in."""
_BOOKS_S = 2 * PREPARATION_S
# Clocks and remuneration come before it: a charge is taken from what the banks hold.

Needs = Mapping[str, Mapping[Wallet, int]]
"""Bank -> client -> the most that the day's orders may cost it."""


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """The daily work. ordering: what payments cost, and the actors; needs: what was added up for the newest days."""

    ordering: Ordering
    needs: dict[datetime.date, tuple[Needs, Mapping[str, int]]] = field(default_factory=dict)

    def plan(self, day: datetime.date, home: Jurisdiction, payments: PaymentsOfDay) -> None:
        """Puts the day's work of a jurisdiction on the agenda; `payments` are all of the day."""
        network = self.ordering.actors.network
        joining = [w for w in self.ordering.actors.wallets.values() if w.client.joins == day]
        opens_s, closes_s = home.opening.hours.window_utc_s(day)
        has_hours = home.rules is not None and home.rules.operating_hours
        network.at(opens_s - _BOOKS_S, partial(self._open_books, day, home))
        network.at(opens_s - PREPARATION_S, partial(self._top_up_banks, home, payments))
        # Where deposits are only issued within the hours, in the first block of the day instead.
        credits_at_s = opens_s - 1 if has_hours else opens_s - PREPARATION_S
        network.at(credits_at_s, partial(self._take_on, home, joining))
        network.at(credits_at_s, partial(self._top_up_clients, home, payments))
        network.at(closes_s, partial(self._close, day, home))

    def _open_books(self, day: datetime.date, home: Jurisdiction) -> None:
        actors = self.ordering.actors
        central_bank = actors.central_banks[home.id]
        central_bank.keep_hours(day)
        if home.remuneration_bps is not None:
            makers = (m for m in actors.market_makers.values() if home.currency.code in m.plan.inventory_minor)
            central_bank.remunerate([holder.address for holder in (*self._banks(home), *makers)])

    def _take_on(self, home: Jurisdiction, joining: Sequence[Wallet]) -> None:
        for bank in self._working(home):
            for wallet in joining:
                if wallet.client.bank.id == bank.plan.id:
                    onboard(bank, wallet)

    def _top_up_banks(self, home: Jurisdiction, payments: PaymentsOfDay) -> None:
        costs_minor, outflow_minor = self._needs(payments)
        for bank in self._working(home):
            if bank.plan.id in costs_minor:
                bank.top_up(outflow_minor[bank.plan.id])

    def _top_up_clients(self, home: Jurisdiction, payments: PaymentsOfDay) -> None:
        costs_minor, _ = self._needs(payments)
        for bank in self._working(home):
            bank.top_up_clients(costs_minor.get(bank.plan.id, {}))

    def _close(self, day: datetime.date, home: Jurisdiction) -> None:
        working = self._working(home)
        for bank in working:
            bank.close_day()
        makers = self.ordering.actors.market_makers.values()
        dealers = [maker for maker in makers if maker.plan.serves is None]
        open_ = {bank.plan.id for bank in working}
        for desk in makers:
            if desk.plan.rebuilds and desk.plan.serves in open_:
                rebuild(desk, dealers, day)

    def _working(self, home: Jurisdiction) -> list[Bank]:
        return [bank for bank in self._banks(home) if not bank.has_failed]

    def _banks(self, home: Jurisdiction) -> list[Bank]:
        return [bank for bank in self.ordering.actors.banks.values() if bank.plan.jurisdiction.id == home.id]

    def _needs(self, payments: PaymentsOfDay) -> tuple[Needs, Mapping[str, int]]:
        """What each client's orders of the day may cost, and what of it leaves each bank."""
        if payments.day not in self.needs:
            # Each jurisdiction asks twice; two business days overlap at most, by the world's time zones.
            for day in sorted(self.needs)[:-1]:
                del self.needs[day]
            self.needs[payments.day] = self._add_up(payments)
        return self.needs[payments.day]

    def _add_up(self, payments: PaymentsOfDay) -> tuple[Needs, Mapping[str, int]]:
        wallets = self.ordering.actors.wallets
        costs_minor: dict[str, dict[Wallet, int]] = defaultdict(lambda: defaultdict(int))
        outflow_minor: dict[str, int] = defaultdict(int)
        for payment in payments:
            payer, payee = wallets[payment.payer], wallets[payment.payee]
            bank_id = payer.client.bank.id
            cost_minor = self.ordering.cost_minor_max(payment)
            costs_minor[bank_id][payer] += cost_minor
            outflow_minor[bank_id] += cost_minor if payee.client.bank.id != bank_id else 0
        return costs_minor, outflow_minor
