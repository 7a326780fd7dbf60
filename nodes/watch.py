"""The watch over the customers: alarms of a detector and of the scenario come in, and cases are opened about them.

Trusts a detector for nothing but its contract, which is checked at the door.
Never imports a detector: the script hands one in. Never acts before the stated reaction time is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from chain.abi import Address
from chain.decoding import topic_of
from chain.detection import Alarm, Detector, Reason, listen
from chain.engines.base import Receipt
from chain.errors import InputError
from chain.events import LoggedEvent
from chain.ledger import Outcome, logged
from nodes.casework import Case
from nodes.genesis import Actors
from nodes.interventions import SCENARIO, Ledgers, RaisedAlarm
from nodes.scenario.supervision import PlannedAlarm, Response, SupervisionPlan
from nodes.wallet import Wallet


@dataclass(eq=False)
class Watch:
    """All supervisors of a run as far as they watch. ledgers: what was raised, done and told; cases: by id."""

    actors: Actors
    plan: SupervisionPlan
    detector: Detector | None
    ledgers: Ledgers = field(default_factory=Ledgers)
    cases: dict[str, Case] = field(default_factory=dict)
    _open: dict[str, Case] = field(default_factory=dict)
    _wallets: dict[Address, Wallet] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Actors, plan: SupervisionPlan | None, detector: Detector | None) -> Watch:
        """The watch of a plan, or one that does nothing. Raises InputError where the plan wants detectors and none was
        handed in, or one was and nobody watches."""
        if plan is not None and plan.detectors and detector is None:
            why, do = f"it names {', '.join(plan.detectors)}", "hand them in, as audit.typologies.panel makes them"
            raise InputError(what="no detector was handed in", where="supervision.detectors", why=why, do=do)
        if plan is None and detector is not None:
            why, do = "the scenario has no supervision", "add the section, or hand none in"
            raise InputError(what="a detector without a watch", where=f"detector {detector.name}", why=why, do=do)
        return cls(actors, SupervisionPlan() if plan is None else plan, detector)

    def open(self) -> None:
        """Tells the detector what is on the chain already, and begins to watch."""
        network = self.actors.network
        for alarm in self.plan.alarms:
            network.at(alarm.at_s, partial(self._planned, alarm))
        if self.detector is None:
            return
        for block in network.ledger.journal.blocks(last=network.ledger.height):
            for position, receipt in enumerate(block.receipts):
                if self._concerns(receipt):
                    self._feed(logged(receipt, block.height, block.timestamp_s, position))
        network.followers.append(self._follow)

    def _follow(self, outcome: Outcome) -> None:
        if self._concerns(outcome.receipt):
            self._feed(outcome.events)

    def _concerns(self, receipt: Receipt) -> bool:
        """Whether it may say what the detector hears; decoding is dear, and most transactions are left alone."""
        return any(log.topics[:1] and log.topics[0] in self._topics for log in receipt.logs)

    def _feed(self, events: Sequence[LoggedEvent]) -> None:
        assert self.detector is not None
        ours = self._ours
        for alarm in listen(self.detector, [event for event in events if event.address in ours]):
            self._raised(alarm, self.detector.name)

    @cached_property
    def _topics(self) -> frozenset[bytes]:
        return frozenset() if self.detector is None else frozenset(topic_of(kind) for kind in self.detector.hears)

    @cached_property
    def _ours(self) -> frozenset[Address]:
        return frozenset(self.actors.network.deployment.addresses)

    def _raised(self, alarm: Alarm, source: str) -> None:
        wallet = self._wallet_at(alarm.account)
        client, home = ("", "") if wallet is None else (wallet.client.id, wallet.client.jurisdiction.id)
        case = "" if wallet is None else self._respond(wallet, alarm.score, alarm.at_s)
        self.ledgers.alarms.append(
            RaisedAlarm(
                alarm.at_s,
                alarm.height,
                client,
                home,
                alarm.account,
                alarm.typology,
                alarm.score,
                source,
                case,
                alarm.reasons,
                alarm.uetrs,
            )
        )

    def _planned(self, alarm: PlannedAlarm) -> None:
        wallet = self.actors.wallets[alarm.client]
        case = self._respond(wallet, alarm.score, alarm.at_s)
        reasons = (Reason("stated_score", alarm.score),)
        home, account = wallet.client.jurisdiction.id, wallet.address
        said = (alarm.typology, alarm.score, SCENARIO, case, reasons)
        self.ledgers.alarms.append(RaisedAlarm(alarm.at_s, 0, alarm.client, home, account, *said))

    def _respond(self, wallet: Wallet, score: int, at_s: int) -> str:
        """Opens a case, or makes one that is open do more; returns its id, empty where nothing is done."""
        oversight = self.plan.oversights.get(wallet.client.jurisdiction.id)
        response = None if oversight is None else oversight.response_to(score)
        if oversight is None or response is None:
            return ""
        case = self._open.get(wallet.client.id)
        if case is None or case.is_closed:
            case = self._new_case(wallet, oversight.supervisor, response)
        elif response.score <= case.response.score:
            return case.id
        case.escalate(response, at_s + oversight.reaction_s)
        return case.id

    def _new_case(self, wallet: Wallet, supervisor: str, response: Response) -> Case:
        case = Case(
            len(self.cases) + 1, wallet, self.actors.supervisors[supervisor], self.actors, self.ledgers, response
        )
        self.cases[case.id] = self._open[wallet.client.id] = case
        return case

    def _wallet_at(self, account: Address) -> Wallet | None:
        """Whose account it is now; a key that was replaced leads nowhere any more."""
        found = self._wallets.get(account)
        if found is None or found.address != account:
            self._wallets = {wallet.address: wallet for wallet in self.actors.wallets.values()}
            found = self._wallets.get(account)
        return found
