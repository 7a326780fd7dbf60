"""What a ledger needs of consensus: a decision for each block, the seals under it, and the validator set as it changes.

Trusts its keys to be those of the validators that this network runs itself; a validator whose key it does not have
takes no part.
Never seals a header that was not decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chain.abi import Address
from chain.accounts import Account
from chain.consensus.header import CorridorHeader
from chain.consensus.instance import Conditions
from chain.consensus.qbft import Decision, QbftModel
from chain.consensus.seals import seal
from chain.consensus.topology import Topology
from chain.consensus.validators import ValidatorFollower, ValidatorSet
from chain.errors import ChainFault
from chain.events import LoggedEvent

_MS = 1_000


class Consensus:
    """The validators of one ledger.

    genesis: the set that seals from block 1 on; keys: address -> private key, of those that seal here; model: when
    blocks are final; follower: of the registry, where it is not the one with the genesis keys.
    """

    def __init__(
        self,
        genesis: ValidatorSet,
        keys: Mapping[Address, bytes],
        model: QbftModel | None = None,
        follower: ValidatorFollower | None = None,
    ) -> None:
        self.genesis, self.model = genesis, QbftModel() if model is None else model
        self.last: Decision | None = None
        """The decision on the block before; None at the beginning."""
        self._keys = dict(keys)
        self._follower = ValidatorFollower(genesis) if follower is None else follower

    @classmethod
    def single(cls, key: bytes) -> Consensus:
        """One validator with the private key `key`, whose blocks are final in the millisecond of their proposal."""
        address = Account("validator", "single", key).address
        return cls(ValidatorSet((address,)), {address: key}, QbftModel(Conditions(Topology(default_ms=0))))

    @property
    def validators(self) -> ValidatorSet:
        """The set that seals the next block."""
        return self._follower.effective

    def decide(self, height: int, earliest_s: int) -> Decision:
        """How block `height` is decided when it may be proposed from the UTC second `earliest_s` on.

        It is proposed at that second, or at the first one in which the block before it is final. Raises ChainFault when
        no quorum ever comes together.
        """
        final_ms = 0 if self.last is None else self.last.final_at_ms
        proposed_at_ms = max(earliest_s * _MS, -(-final_ms // _MS) * _MS)
        validators = self.validators
        absent = [key for key in validators.keys if key not in self._keys]
        self.last = self.model.decide(height, proposed_at_ms, validators, absent)
        return self.last

    def seal(self, header: CorridorHeader) -> tuple[bytes, ...]:
        """The seals of the last decision's sealers, in the order of the set.

        Raises ChainFault when the header is not of that decision, or names another set than the one that seals it.
        """
        decided, validators = self.last, self.validators
        found = (header.height, header.round, header.proposer, header.timestamp_s, header.validator_set_hash)
        if decided is None or found != (
            *(decided.height, decided.round, decided.proposer, decided.timestamp_s),
            validators.hash,
        ):
            raise ChainFault(f"header {header.height} is not the one that was decided on")
        header_hash = header.hash
        return tuple(seal(self._keys[sealer], header_hash) for sealer in decided.sealers)

    def observe(self, events: Iterable[LoggedEvent]) -> None:
        """Takes in all events of a sealed block, in order: they may change the set of the next one."""
        self._follower.observe(events)
