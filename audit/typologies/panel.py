"""Several detectors as one: what each holds against a wallet, combined to one score that lists its reasons.

Trusts the detectors for what they see, and its caller to feed it the chain's events in order.
Never raises one typology against one wallet twice within its memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from audit.typologies.cycle import Cycle
from audit.typologies.fan_in import FanIn
from audit.typologies.fan_out import FanOut
from audit.typologies.loan_and_run import LoanAndRun
from audit.typologies.rapid_movement import RapidMovement
from audit.typologies.structuring import Structuring
from audit.typologies.transfer import DAY_S, PERCENT, Listening, Recent, Suspicion, Transfer, Typology
from chain.abi import Address
from chain.clients.events import PaymentSettled, TravelRuleThresholdSet
from chain.detection import Alarm, Reason
from chain.errors import InputError
from chain.events import Event, LoggedEvent
from finance.suggestions import did_you_mean

DETECTORS: MappingProxyType[str, Callable[[], Typology]] = MappingProxyType(
    {kind.name: kind for kind in (Cycle, FanIn, FanOut, LoanAndRun, RapidMovement, Structuring)}
)
"""Every detector by its name, with its default thresholds."""
MEMORY_S = 14 * DAY_S
"""For how long an alarm counts towards a wallet's score, and the same one is not raised again."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What was held against a wallet. own_score: by that typology alone."""

    typology: str
    own_score: int


@dataclass(slots=True, eq=False)
class Panel:
    """A detector made of several; `chain.detection` has the contract that it keeps.

    typologies: in the order of their names; name: for alarms and errors.
    """

    typologies: tuple[Typology, ...]
    name: str = "panel"
    _thresholds: dict[str, int] = field(default_factory=dict)
    _held: Recent[Address, _Held] = field(default_factory=lambda: Recent(MEMORY_S))

    @property
    def hears(self) -> frozenset[type[Event]]:
        """Payments that settled, the thresholds that structuring goes by, and what else one of them asks for."""
        others = (each.hears for each in self.typologies if isinstance(each, Listening))
        return frozenset((PaymentSettled, TravelRuleThresholdSet)).union(*others)

    def hear(self, events: Sequence[LoggedEvent]) -> Sequence[Alarm]:
        """The alarms of one transaction, in their order."""
        alarms: list[Alarm] = []
        for place in events:
            match place.event:
                case TravelRuleThresholdSet(currency, threshold_minor):
                    self._thresholds[currency] = threshold_minor
                case PaymentSettled() as event:
                    transfer = Transfer.of(event, place, self._thresholds.get(event.payer_currency))
                    alarms += self._raised(((each, each.look(transfer)) for each in self.typologies), place)
                case event:
                    alarms += self._raised(self._heard(event, place), place)
        return sorted(alarms)

    def _heard(self, event: Event, place: LoggedEvent) -> Iterator[tuple[Typology, Iterator[Suspicion]]]:
        for typology in self.typologies:
            if isinstance(typology, Listening) and type(event) in typology.hears:
                yield typology, typology.hear(event, place.timestamp_s)

    def _raised(self, looks: Iterable[tuple[Typology, Iterator[Suspicion]]], place: LoggedEvent) -> Iterator[Alarm]:
        self._held.forget(place.timestamp_s)
        for typology, suspicions in looks:
            for suspicion in suspicions:
                if all(held.typology != typology.name for held in self._held.of(suspicion.account)):
                    yield self._alarm(typology.name, suspicion, place)

    def _alarm(self, typology: str, suspicion: Suspicion, place: LoggedEvent) -> Alarm:
        self._held.add(place.timestamp_s, suspicion.account, _Held(typology, suspicion.own_score))
        held = self._held.of(suspicion.account)
        others = tuple(Reason(f"also_{each.typology}", each.own_score) for each in held[:-1])
        return Alarm(
            height=place.height,
            at_s=place.timestamp_s,
            account=suspicion.account,
            typology=typology,
            score=combined(each.own_score for each in held),
            reasons=(Reason("own_score", suspicion.own_score), *suspicion.reasons, *others),
            uetrs=suspicion.uetrs,
        )


def combined(scores: Iterable[int]) -> int:
    """One score of several: each takes its percentage of what the others leave of the doubt, rounded against alarm.

    s = 100 − ⌈100 · Π (1 − sᵢ / 100)⌉, computed as one fraction: the order does not matter (noisy-or: Pearl 1988,
    Probabilistic Reasoning in Intelligent Systems, section 4.3). A score alone stays what it is.
    """
    doubt, whole = PERCENT, 1
    for score in scores:
        doubt, whole = doubt * (PERCENT - score), whole * PERCENT
    return PERCENT - -(-doubt // whole)


def panel_of(names: Iterable[str]) -> Panel:
    """The named detectors as one, whatever the order of the names. Raises InputError for a name that there is not."""
    chosen = sorted({*names})
    for name in chosen:
        if name not in DETECTORS:
            hint = did_you_mean(name, DETECTORS).removeprefix("; ") or f"name some of {', '.join(DETECTORS)}"
            raise InputError(what=f"unknown detector {name!r}", where="detectors", why="there is none", do=hint)
    return Panel(tuple(DETECTORS[name]() for name in chosen))
