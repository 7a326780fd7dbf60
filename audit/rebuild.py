"""The ledger from events alone: every balance, participant, rule, payment and loan, and every contradiction.

Trusts no event further than the others, and the signatures beside them, bear it out.
Never reads storage, and never stops at a contradiction: it becomes a finding and the rebuilding goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from audit.books import Books, Compliance, Facts
from audit.creations import Creations
from audit.findings import Finding
from audit.rebuild_ledger import LedgerDraft
from audit.rebuild_registry import RegistryDraft
from audit.record import RecordedBlock
from chain.abi import ZERO_ADDRESS
from chain.deployment import Deployment
from chain.digest import genesis_digest


def rebuild(blocks: Iterable[RecordedBlock], deployment: Deployment) -> Books:
    """The books that the blocks of a record add up to, with all that the record contradicts of itself."""
    draft = _Draft(deployment)
    for block in blocks:
        draft.read(block)
    return draft.freeze()


class _Draft:
    """Everything after the blocks read so far."""

    def __init__(self, deployment: Deployment) -> None:
        self._creations = Creations(deployment)
        self._people = RegistryDraft(deployment, self._creations)
        self._ledger = LedgerDraft(deployment, self._creations, self._people.registry)
        self._findings: list[Finding] = []
        self._events: Counter[str] = Counter()
        genesis = deployment.parameters
        self._height, self._timestamp_s, self._digest = 0, genesis.genesis_at_s, genesis_digest(genesis)
        self._transactions = self._strangers = 0

    def read(self, block: RecordedBlock) -> None:
        self._findings += block.findings
        for transaction in block.transactions:
            self._transactions += 1
            self._strangers += transaction.stranger_logs
            self._events.update(type(logged.event).__name__ for logged in transaction.events)
            for reader in (self._creations, self._people, self._ledger):
                self._findings += reader.read(transaction)
        self._height, self._timestamp_s, self._digest = block.height, block.timestamp_s, block.digest

    def freeze(self) -> Books:
        people, registry, ledger = self._people, self._people.registry, self._ledger
        return Books(
            height=self._height,
            timestamp_s=self._timestamp_s,
            digest=self._digest,
            transactions=self._transactions,
            events=dict(sorted(self._events.items())),
            stranger_logs=self._strangers,
            jurisdictions=dict(registry.jurisdictions),
            participants=dict(registry.participants),
            admissions=dict(registry.admissions),
            handovers=dict(registry.handovers),
            approvals=people.quorum.freeze(self._timestamp_s + 1),  # the second in which storage is read
            customers=dict(registry.customers),
            wallets=dict(registry.wallets),
            replacements=dict(registry.replacements),
            accounts=frozenset(registry.accounts),
            aliases={key: wallet or ZERO_ADDRESS for key, wallet in people.aliases.freeze().items()},
            alias_consents=dict(people.aliases.consents),
            validators=tuple(people.validators.validators),
            listings=dict(registry.listings),
            moneys={token: money.holdings() for token, money in ledger.moneys.items()},
            holds={token: money.holds() for token, money in ledger.moneys.items()},
            compliance=self._compliance(),
            quotes=ledger.payments.quotes,
            settled=ledger.payments.settled,
            queued=ledger.payments.queued.freeze(),
            bound=ledger.payments.bindings.bound,
            refused=ledger.payments.refused,
            exists=ledger.payments.exists,
            travel_records=ledger.travel_rule.sent,
            loans=ledger.loans.freeze(),
            applications=ledger.loans.applications(self._timestamp_s + 1),
            facts=Facts(partial(ledger.facts, self._timestamp_s + 1)),
            standing=ledger.counts(self._timestamp_s + 1),
            findings=(*self._findings, *self._creations.rest(), *people.rest()),
        )

    def _compliance(self) -> Compliance:
        ledger, counts = self._ledger, self._ledger.asked.counts
        return Compliance(
            lists=dict(ledger.settings.lists),
            settings=dict(ledger.settings.values),
            positions=dict(counts.positions),
            sent=counts.sent,
            flags=ledger.flags.freeze(),
        )
