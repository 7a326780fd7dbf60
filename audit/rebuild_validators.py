"""Who seals the blocks, rebuilt from the validator registry's events.

Trusts `audit.quorum` to have counted the approvals.
Never changes the order of the rotation but as the events say.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import Finding, found
from audit.quorum import Quorum
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import ValidatorAdded, ValidatorKeyReplaced, ValidatorRemoved
from chain.clients.types import Role, Validator
from chain.deployment import Deployment

Findings = Iterator[Finding]

VALIDATORS_MAX = 64


class Validators:
    """The validators after the transactions read so far, in the order of their rotation."""

    def __init__(self, deployment: Deployment, registry: Registry, quorum: Quorum) -> None:
        self._contract, self._registry, self._quorum = deployment.validators, registry, quorum
        self.validators: list[Validator] = []

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's changes over; one that no quorum carried is a finding."""
        for logged in transaction.events:
            match logged.event:
                case ValidatorAdded() as event:
                    yield from self._add(transaction, event)
                case ValidatorRemoved() as event:
                    yield from self._quorum.require(transaction, self._contract, "removeValidator", event.key)
                    yield from self._require_known(transaction, Validator(event.key, event.operator))
                    self.validators = [item for item in self.validators if item.key != event.key]
                    if not self.validators:
                        yield found("validator", transaction, event.key, "it was the last one")
                case ValidatorKeyReplaced() as event:
                    yield from self._replace(transaction, event)

    def _add(self, transaction: RecordedTransaction, event: ValidatorAdded) -> Findings:
        validator = Validator(event.key, event.operator)
        if transaction.created != self._contract.address:  # the first ones come with the contract
            yield from self._quorum.require(transaction, self._contract, "addValidator", validator)
        yield from self._require_free(transaction, event.key)
        if not self._registry.is_active_at_home(event.operator, Role.CENTRAL_BANK, Role.VALIDATOR_OPERATOR):
            yield found("validator", transaction, event.key, f"{event.operator} is no active operator")
        self.validators.append(validator)
        if len(self.validators) > VALIDATORS_MAX:
            yield found("validator", transaction, event.key, f"{len(self.validators)} validators")

    def _replace(self, transaction: RecordedTransaction, event: ValidatorKeyReplaced) -> Findings:
        arguments = event.old_key, event.new_key
        yield from self._quorum.require(transaction, self._contract, "replaceValidatorKey", *arguments)
        yield from self._require_known(transaction, Validator(event.old_key, event.operator))
        yield from self._require_free(transaction, event.new_key)
        renewed = Validator(event.new_key, event.operator)
        self.validators = [renewed if item.key == event.old_key else item for item in self.validators]

    def _require_known(self, transaction: RecordedTransaction, validator: Validator) -> Findings:
        if validator not in self.validators:
            yield found("validator", transaction, validator.key, f"it seals nothing for {validator.operator}")

    def _require_free(self, transaction: RecordedTransaction, key: Address) -> Findings:
        if key == ZERO_ADDRESS or key in {item.key for item in self.validators}:
            yield found("validator", transaction, key, "the key is taken")
