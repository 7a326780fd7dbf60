"""What messages are made from: each act about a payment, each movement of money, and who is who, in one pass.

Trusts the record's events, and the signed bytes for what an event leaves out.
Never judges what it reads: whether it holds is what the audit says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.books import Listing
from audit.instructions import Instruction, instruction_of, payment_contracts
from audit.record import Record, RecordedTransaction
from audit.wording import hex_text
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    CentralBankMoneyListed,
    CustomerRegistered,
    CycleSettled,
    DepositTokenListed,
    HandedOver,
    InstructionRefused,
    JurisdictionOpened,
    KeyReplaced,
    LegSettled,
    LockDelivered,
    LockOpened,
    LockRefused,
    ObligationQueued,
    ObligationRefused,
    ObligationSettled,
    ParticipantAdmitted,
    PaymentCancelled,
    PaymentHop,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
    RecallRefused,
    RecallRejected,
    RecallRequested,
    Transfer,
)
from chain.clients.types import PaymentOrder
from chain.deployment import Deployment
from chain.events import Event
from messages.iso20022.records import Place

_OF_PAYMENTS = (PaymentSettled, PaymentRefused, PaymentQueued, RecallRefused, RecallRejected, RecallRequested)
_SAID_ALONE = (
    *(ObligationSettled, ObligationRefused, InstructionRefused, LockRefused, LegSettled, LockDelivered),
    *(PaymentCancelled, PaymentRefunded),
)
"""What needs nothing beside it to be told."""

_LOANS = frozenset({"LoanDrawn", "LoanPaid", "LoanPrepaid"})


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened to a payment. event: what was said; place; instruction: what was asked for, None where
    it is no call about a customer's payment; hops: through which venues, in the order of the payer's money; returned:
    of a return what it gives back; banks: of a refused payment those of payer and payee then, zero for nobody's."""

    event: Event
    place: Place
    instruction: Instruction | None = None
    hops: tuple[PaymentHop, ...] = ()
    returned: PaymentReturned | None = None
    banks: tuple[Address, Address] = (ZERO_ADDRESS, ZERO_ADDRESS)

    @property
    def order(self) -> PaymentOrder | None:
        """What the payer signed."""
        return None if self.instruction is None else self.instruction.order


@dataclass(frozen=True, slots=True)
class Context:
    """What one transaction was about. place; uetrs: of its payments, in order; settled: its customer's payment, if
    one; obligations: between banks, that it settled; loan: the word of a loan's event, empty without one."""

    place: Place
    uetrs: tuple[str, ...]
    settled: PaymentSettled | None
    obligations: tuple[ObligationQueued, ...]
    loan: str


@dataclass(frozen=True, slots=True)
class Move:
    """A movement of one money. payer, payee: zero for money that is issued or redeemed."""

    token: Address
    payer: Address
    payee: Address
    amount_minor: int
    context: Context


@dataclass(slots=True)
class Facts:
    """All of a record.

    acts: by the UETR of the payment that they are about, in order; home: UETR of a return -> of what it returns;
    queued, locks: by UETR; cycles: currency and number -> the obligations that make it up; moves: in order;
    participants: account -> LEI and BIC; banks: wallet -> its bank; listings: money -> what it is; issuers: currency ->
    its central bank; from_s, to_s: UTC seconds of genesis and of the last block.
    """

    deployment: Deployment
    from_s: int
    to_s: int
    acts: defaultdict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    home: dict[str, str] = field(default_factory=dict)
    queued: dict[str, ObligationQueued] = field(default_factory=dict)
    locks: dict[str, LockOpened] = field(default_factory=dict)
    cycles: defaultdict[tuple[str, int], list[ObligationQueued]] = field(default_factory=lambda: defaultdict(list))
    moves: list[Move] = field(default_factory=list)
    participants: dict[Address, tuple[str, str]] = field(default_factory=dict)
    banks: dict[Address, Address] = field(default_factory=dict)
    listings: dict[Address, Listing] = field(default_factory=dict)
    issuers: dict[str, Address] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Record, chosen: Iterable[RecordedTransaction] | None = None) -> Facts:
        """Reads the record once, or only the transactions that were chosen of it, in order. Raises ChainFault where the
        journal is damaged."""
        genesis_s = record.journal.parameters.genesis_at_s
        facts, contracts = cls(record.deployment, genesis_s, genesis_s), payment_contracts(record.deployment)
        for transaction in record.transactions() if chosen is None else chosen:
            facts._read(transaction, contracts)
        return facts

    def _read(self, transaction: RecordedTransaction, contracts: dict[Address, str]) -> None:
        self.to_s = transaction.timestamp_s
        events = [logged.event for logged in transaction.events]
        place = Place(hex_text(transaction.tx_hash), transaction.height, transaction.timestamp_s)
        for event in events:
            self._know(event)
        if any(isinstance(event, _OF_PAYMENTS) for event in events):
            self._act(events, place, instruction_of(transaction.raw, contracts))
        for event in events:
            if isinstance(event, _SAID_ALONE):
                self.acts[event.uetr].append(Act(event, place))
            elif isinstance(event, CycleSettled):  # nothing is said of each obligation in it
                for obligation in self.cycles[event.currency, event.cycle]:
                    self.acts[obligation.uetr].append(Act(event, place))
        moved = [(logged.address, logged.event) for logged in transaction.events if isinstance(logged.event, Transfer)]
        if moved:
            context = self._context(events, place)
            self.moves += (Move(token, event.from_, event.to, event.value, context) for token, event in moved)

    def _know(self, event: Event) -> None:
        """Who is who, and which money is which."""
        match event:
            case JurisdictionOpened(currency=currency, central_bank=central_bank, lei=lei):
                self.participants[central_bank] = lei, ""
                self.issuers[currency] = central_bank
            case ParticipantAdmitted(account=account, lei=lei, bic=bic) if lei:
                self.participants[account] = lei, bic
            case HandedOver(from_=former, to=account):
                self.participants[account] = self.participants.get(former, ("", ""))
            case CustomerRegistered(wallet=wallet, bank=bank):
                self.banks[wallet] = bank
            case KeyReplaced(lost=lost, new_wallet=wallet):
                self.banks[wallet] = self.banks.get(lost, ZERO_ADDRESS)
            case CentralBankMoneyListed(currency=currency, token=token):
                self.listings[token] = Listing(currency, self.issuers.get(currency, ZERO_ADDRESS), True)
            case DepositTokenListed(bank=bank, currency=currency, token=token):
                self.listings[token] = Listing(currency, bank, False)
            case ObligationQueued(uetr=uetr):
                self.queued[uetr] = event
                if event.cycle:
                    self.cycles[event.currency, event.cycle].append(event)
            case LockOpened(uetr=uetr):
                self.locks[uetr] = event

    def _act(self, events: Iterable[Event], place: Place, instruction: Instruction | None) -> None:
        hops = tuple(sorted((e for e in events if isinstance(e, PaymentHop)), key=lambda hop: hop.index))
        returned = next((event for event in events if isinstance(event, PaymentReturned)), None)
        for event in events:
            match event:
                case PaymentSettled(uetr=uetr):
                    subject = returned.original_uetr if returned else uetr
                    if returned:
                        self.home[uetr] = subject
                    self.acts[subject].append(Act(event, place, instruction, hops, returned))
                case PaymentRefused(uetr=uetr):
                    order = instruction.order if instruction else None
                    banks = self._banks_of(order) if order else (ZERO_ADDRESS, ZERO_ADDRESS)
                    self.acts[uetr].append(Act(event, place, instruction, banks=banks))
                case PaymentQueued(uetr=uetr) | RecallRequested(original_uetr=uetr):
                    self.acts[uetr].append(Act(event, place, instruction))
                case RecallRejected(original_uetr=uetr) | RecallRefused(original_uetr=uetr):
                    order = instruction.original if instruction else None
                    banks = self._banks_of(order) if order else (ZERO_ADDRESS, ZERO_ADDRESS)
                    self.acts[uetr].append(Act(event, place, instruction, banks=banks))

    def _banks_of(self, order: PaymentOrder) -> tuple[Address, Address]:
        return self.banks.get(order.payer, ZERO_ADDRESS), self.banks.get(order.payee, ZERO_ADDRESS)

    def _context(self, events: Iterable[Event], place: Place) -> Context:
        settled = next((event for event in events if isinstance(event, PaymentSettled)), None)
        ended = [self.queued[e.uetr] for e in events if isinstance(e, ObligationSettled) and e.uetr in self.queued]
        cycles = (self.cycles[e.currency, e.cycle] for e in events if isinstance(e, CycleSettled))
        ended += (obligation for cycle in cycles for obligation in cycle)
        uetrs = dict.fromkeys(str(uetr) for event in events if (uetr := getattr(event, "uetr", None)))
        uetrs |= dict.fromkeys(obligation.uetr for obligation in ended)
        loan = next((type(event).__name__ for event in events if type(event).__name__ in _LOANS), "")
        return Context(place, tuple(uetrs), settled, tuple(ended), loan)
