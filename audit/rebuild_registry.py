"""Everything about who takes part, read in the order in which it hangs together.

Trusts each of the readers for its own events.
Never reads a movement of money: `audit.rebuild_ledger` does, after this.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.creations import Creations
from audit.findings import Finding
from audit.quorum import Quorum
from audit.rebuild_aliases import Aliases
from audit.rebuild_customers import CustomerEvents
from audit.rebuild_listings import ListingEvents
from audit.rebuild_participants import ParticipantEvents
from audit.rebuild_validators import Validators
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.deployment import Deployment


class RegistryDraft:
    """Participants, customers, listings, aliases and validators after the transactions read so far.

    judges: whether consents are recovered from their signatures, which takes longer than all the rest; without, the
    registry comes out the same, a consent that is missing is no finding, and there are no aliases.
    """

    def __init__(self, deployment: Deployment, creations: Creations, *, judges: bool = True) -> None:
        self.registry = registry = Registry()
        self.quorum = Quorum(registry)
        self.aliases = Aliases(creations, registry)
        self.validators = Validators(deployment, registry, self.quorum)
        self._participants = ParticipantEvents(deployment, registry, self.quorum)
        self._customers = CustomerEvents(deployment, creations, registry, judges=judges)
        self._judges = judges
        self._listings = ListingEvents(deployment, registry)

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """Takes the transaction's events over."""
        yield from self.quorum.read(transaction)  # before what the approvals carry
        yield from self._participants.read(transaction)
        yield from self._customers.read(transaction)
        yield from self._listings.read(transaction)
        if self._judges:
            yield from self.aliases.read(transaction)
        yield from self.validators.read(transaction)
        yield from self.quorum.rest(transaction)

    def rest(self) -> Iterator[Finding]:
        """What the record never said."""
        yield from self._listings.rest()
