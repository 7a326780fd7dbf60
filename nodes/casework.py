"""One case of a supervisor, from the freeze to its end: what is sent, what comes next once the chain has done it.

Trusts the plan for what is done and when, and the chain for whether it was.
Never takes money itself, and never tells a customer or a bank more than that money is frozen, ordered or free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chain.clients.deposit_token import DepositToken
from chain.ledger import Outcome
from finance.fx import BPS
from nodes.genesis import Actors
from nodes.interventions import Ledgers, OfficialNotice, Step, StepKind
from nodes.network import Listener, case_id
from nodes.scenario.acts import FAR_FUTURE_S
from nodes.scenario.supervision import Ending, Extent, Response
from nodes.supervisor import WHOLE, Supervisor
from nodes.wallet import Wallet

_WARNING = "supervision"
"""The reason of a flag: who warns, not why."""
_TOLD = (StepKind.FREEZE, StepKind.LEGAL_ORDER, StepKind.SEIZURE, StepKind.RELEASE)


@dataclass(slots=True, eq=False)
class Case:
    """What a supervisor does about one wallet.

    number: from 1, of its legal order too; response: the strongest so far; is_closed: when its end
    has come; frozen_before_minor: what others had frozen before, to which it is put back.
    """

    number: int
    wallet: Wallet
    supervisor: Supervisor
    actors: Actors
    ledgers: Ledgers
    response: Response
    is_closed: bool = False
    frozen_before_minor: int | None = None
    _has_flagged: bool = False
    _due_s: int = 0
    _ending: Ending | None = None

    @property
    def id(self) -> str:
        """For the supervisor's own books: it never goes on the chain, where the customer could read it."""
        return f"case-{self.number}"

    def escalate(self, response: Response, at_s: int) -> None:
        """Puts a response that is stronger than all before on the agenda; an end that is planned waits for that one's:
        nobody releases while a stronger alarm lies on the desk."""
        self.response, self._due_s, self._ending = response, at_s, None
        self.actors.network.at(at_s, partial(self._act, response))

    def _act(self, response: Response) -> None:
        """Freezes and flags as the response says, and puts its end on the agenda; nothing where the case is closed, or
        a stronger response is due as well."""
        network = self.actors.network
        if self.is_closed or (response is not self.response and network.now_s >= self._due_s):
            return
        if response.extent is not Extent.NONE:
            self._freeze(response)
        if response.flags and not self._has_flagged:
            self._has_flagged = True
            heard = self._heard(StepKind.FLAG, self._supervisor_id)
            self.supervisor.flag(self.wallet.address, _WARNING, FAR_FUTURE_S, heard)
        if response is self.response and response.ending is not Ending.KEEP:
            self._ending = response.ending
            network.at(network.now_s + response.after_s, partial(self._end, response))

    def _freeze(self, response: Response) -> None:
        deposits, customer = self._deposits, self.wallet.address
        frozen_minor = self.actors.network.read(deposits.get_frozen_tokens(customer))
        if self.frozen_before_minor is None:
            self.frozen_before_minor = frozen_minor
        held_minor = self.wallet.balance_minor()
        # Down: never more than the share that the plan allows.
        wanted_minor = WHOLE if response.extent is Extent.WHOLE else held_minor * response.share_bps // BPS
        amount_minor = max(wanted_minor, frozen_minor)  # what somebody else froze stays frozen
        heard = self._heard(StepKind.FREEZE, self._supervisor_id, min(amount_minor, held_minor))
        self.supervisor.freeze(deposits, customer, amount_minor, heard)

    def _end(self, response: Response) -> None:
        match self._ending if response is self.response else None:
            case Ending.RELEASE:
                self._release()
            case Ending.APPEAL:
                self._appeal()
            case Ending.SEIZE:
                self._order()
            case _:
                pass  # a stronger response came in between, and has an end of its own

    def _appeal(self) -> None:
        """The bank appeals, and the supervisor takes its flag back and releases: nobody decides on its own flag."""
        bank = self.actors.banks[self.wallet.client.bank.id]
        heard = self._heard(StepKind.APPEAL, bank.plan.id, then=self._release)
        bank.appeal(self.wallet.address, self.supervisor.address, heard)

    def _order(self) -> None:
        """A legal order over what is frozen; the central bank carries it out, then the rest is released."""
        frozen_minor = self.actors.network.read(self._deposits.get_frozen_tokens(self.wallet.address))
        amount_minor = min(frozen_minor, self.wallet.balance_minor())
        if amount_minor == 0:
            self._release()
            return
        heard = self._heard(StepKind.LEGAL_ORDER, self._supervisor_id, amount_minor, partial(self._seize, amount_minor))
        self.supervisor.order_seizure(
            self._deposits,
            case_id(f"order-{self.number}"),
            self.wallet.address,
            None,
            amount_minor,
            FAR_FUTURE_S,
            heard,
        )

    def _seize(self, amount_minor: int) -> None:
        central_bank = self.actors.central_banks[self.wallet.client.jurisdiction.id]
        by = central_bank.jurisdiction.central_bank
        heard = self._heard(StepKind.SEIZURE, by, amount_minor, self._release)
        central_bank.seize(self._deposits, self.wallet.address, None, amount_minor, heard)

    def _release(self) -> None:
        """Puts the freeze back to what it was before the case, lifts the flag, and closes the case."""
        self.is_closed = True
        customer = self.wallet.address
        if self._has_flagged:
            self.supervisor.lift_flag(customer, self._heard(StepKind.LIFT_FLAG, self._supervisor_id))
        if self.frozen_before_minor is not None:
            heard = self._heard(StepKind.RELEASE, self._supervisor_id, self.wallet.balance_minor())
            self.supervisor.freeze(self._deposits, customer, self.frozen_before_minor, heard)

    @property
    def _deposits(self) -> DepositToken:
        return self.wallet.deposits

    @property
    def _supervisor_id(self) -> str:
        return self.supervisor.account.identity

    def _heard(
        self, kind: StepKind, by: str, amount_minor: int = 0, then: Callable[[], None] | None = None
    ) -> Listener:
        return partial(self._done, kind, by, amount_minor, then)

    def _done(
        self, kind: StepKind, by: str, amount_minor: int, then: Callable[[], None] | None, outcome: Outcome
    ) -> None:
        """Writes down what became of a step; where the chain did it, tells who is to be told, and goes on."""
        client, at_s = self.wallet.client, outcome.timestamp_s
        error = "" if outcome.error is None else str(outcome.error)
        code = client.currency.code
        self.ledgers.steps.append(Step(at_s, self.id, client.id, by, kind, code, amount_minor, error))
        self.actors.network.note(f"{self.id}: {kind.value} of {client.id}", outcome)
        if error:
            return
        for party in (client.id, client.bank.id) if kind in _TOLD else ():
            self.ledgers.notices.append(OfficialNotice(at_s, party, client.id, by, kind, code, amount_minor))
        if then is not None:
            then()
