"""How good the alarms are: precision, recall and F1 against the planted patterns, by wallet, typology and payment.

Trusts the truth that it is given.
Never changes a verdict: it counts.

A wallet is positive if it is a member of a pattern; no kind has a victim among its members. A pattern is found if half
of its members or more are alarmed, under whatever name. Of a typology, recall is that of its patterns' members;
precision is the share of wallets alarmed under its name that are members of any pattern: who calls a walk a chain has
not accused anybody wrongly. Rates are basis points, rounded down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audit.lookback.baseline import baseline_f1_bps
from audit.lookback.rates import Rates, share_bps
from audit.lookback.truth import Planted
from audit.lookback.verdicts import ALARM, Verdict
from audit.typologies.transfer import Transfer


@dataclass(frozen=True, slots=True)
class OfTypology:
    """One typology. patterns, found; members, alarmed: of its patterns; named, right: wallets alarmed under its name,
    and those of them that are in a pattern."""

    typology: str
    patterns: int
    found: int
    members: int
    alarmed: int
    named: int
    right: int

    @property
    def rates(self) -> Rates:
        """See the module."""
        return Rates(share_bps(self.right, self.named), share_bps(self.alarmed, self.members))

    @property
    def found_bps(self) -> int:
        """Recall by pattern."""
        return share_bps(self.found, self.patterns)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return asdict(self) | self.rates.as_json() | {"found_bps": self.found_bps}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Honest payments of one kind. payments, held: how many, and how many a finding of 50 or more rests on; wallets,
    alarmed: honest ones that took part, and those alarmed."""

    kind: str
    payments: int
    held: int
    wallets: int
    alarmed: int


@dataclass(frozen=True, slots=True)
class Score:
    """How good the alarms are. wallets, honest, honest_alarmed: numbers of wallets; overall: by wallet; payments: by
    payment; baseline_f1_bps: the best that counting counterparties and money comes to."""

    wallets: int
    honest: int
    honest_alarmed: int
    overall: Rates
    payments: Rates
    baseline_f1_bps: int
    typologies: tuple[OfTypology, ...]
    look_alikes: tuple[LookAlike, ...]

    @property
    def honest_alarmed_bps(self) -> int:
        """Which share of the honest wallets was alarmed."""
        return share_bps(self.honest_alarmed, self.honest)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "wallets": self.wallets,
            "honest": self.honest,
            "honest_alarmed": self.honest_alarmed,
            "honest_alarmed_bps": self.honest_alarmed_bps,
            "overall": self.overall.as_json(),
            "payments": self.payments.as_json(),
            "baseline_f1_bps": self.baseline_f1_bps,
            "typologies": [each.as_json() for each in self.typologies],
            "look_alikes": [asdict(each) for each in self.look_alikes],
        }


def score(
    verdicts: Sequence[Verdict],
    patterns: Sequence[Planted],
    transfers: Sequence[Transfer],
    kinds: Mapping[str, str] | None = None,
) -> Score:
    """Counts. kinds: of payments by UETR, as the nodes' tables name them, for the table of look-alikes."""
    guilty = {member for pattern in patterns for member in pattern.members}
    wallets = guilty | {account for each in transfers for account in (each.payer, each.payee)}
    alarmed = {verdict.account for verdict in verdicts if verdict.is_alarm}
    held = held_payments(verdicts)
    planted_payments = {uetr for pattern in patterns for uetr in pattern.uetrs}
    return Score(
        wallets=len(wallets),
        honest=len(wallets - guilty),
        honest_alarmed=len(alarmed - guilty),
        overall=Rates.of(alarmed, guilty),
        payments=Rates.of(held, planted_payments),
        baseline_f1_bps=baseline_f1_bps(transfers, guilty),
        typologies=tuple(_typologies(verdicts, patterns, alarmed, guilty)),
        look_alikes=tuple(_look_alikes(transfers, kinds or {}, held, alarmed, guilty)),
    )


def held_payments(verdicts: Sequence[Verdict]) -> frozenset[str]:
    """The UETRs on which findings rest that are an alarm by themselves."""
    return frozenset(
        payment.transfer.uetr
        for verdict in verdicts
        for finding in verdict.findings
        if finding.own_score >= ALARM
        for payment in finding.payments
    )


def _typologies(
    verdicts: Sequence[Verdict], patterns: Sequence[Planted], alarmed: Collection[str], guilty: Collection[str]
) -> list[OfTypology]:
    named: dict[str, set[str]] = {}
    for verdict in verdicts:
        for finding in verdict.findings if verdict.is_alarm else ():
            named.setdefault(finding.typology, set()).add(verdict.account)
    rows = []
    for kind in sorted({pattern.kind for pattern in patterns} | named.keys()):
        own = [pattern for pattern in patterns if pattern.kind == kind]
        hits = [sum(member in alarmed for member in pattern.members) for pattern in own]
        found = sum(2 * hit >= len(pattern.members) for hit, pattern in zip(hits, own, strict=True))
        members = sum(len(pattern.members) for pattern in own)
        names = named.get(kind, set())
        rows.append(OfTypology(kind, len(own), found, members, sum(hits), len(names), len(names.intersection(guilty))))
    return rows


def _look_alikes(
    transfers: Sequence[Transfer],
    kinds: Mapping[str, str],
    held: Collection[str],
    alarmed: Collection[str],
    guilty: Collection[str],
) -> list[LookAlike]:
    payments, suspected = Counter[str](), Counter[str]()
    hubs: dict[str, set[str]] = {}
    for each in transfers:
        kind = kinds.get(each.uetr, "")
        if kind:
            payments[kind] += 1
            suspected[kind] += each.uetr in held
            hubs.setdefault(kind, set()).update(_middles(kind, each))
    honest = {kind: {account for account in accounts if account not in guilty} for kind, accounts in hubs.items()}
    return [
        LookAlike(kind, payments[kind], suspected[kind], len(honest[kind]), len(honest[kind].intersection(alarmed)))
        for kind in sorted(payments)
    ]


def _middles(kind: str, transfer: Transfer) -> tuple[str, ...]:
    """Who could be taken for a launderer: employers fan out, shops fan in, everybody else stands in a circle."""
    if kind == "payroll":
        return (transfer.payer,)
    return (transfer.payee,) if kind == "purchase" else (transfer.payer, transfer.payee)
