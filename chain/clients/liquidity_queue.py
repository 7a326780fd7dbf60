"""Typed access to the contract LiquidityQueue.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Cycle, Obligation, ObligationState, QueueMode, QueueOutcome, Refusal


class LiquidityQueue(Client):
    """The contract LiquidityQueue at one address."""

    ARTIFACT = "LiquidityQueue"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def abandon_cycle(self, currency: str) -> Call[None]:
        return self._call("abandonCycle", currency)

    def batches_of(self, currency: str) -> Call[int]:
        return self._call("batchesOf", currency)

    def bilateral_limit_of(self, currency: str, member: Address, payee: Address) -> Call[int]:
        return self._call("bilateralLimitOf", currency, member, payee)

    def cancel(self, uetr: str) -> Call[None]:
        return self._call("cancel", uetr)

    def close_cycle(self, currency: str) -> Call[bool]:
        return self._call("closeCycle", currency)

    def cycle_of(self, currency: str) -> Call[Cycle]:
        return self._call("cycleOf", currency)

    def cycle_position_of(self, currency: str, member: Address) -> Call[int]:
        return self._call("cyclePositionOf", currency, member)

    def expire(self, uetr: str) -> Call[None]:
        return self._call("expire", uetr)

    def hold(self, uetr: str) -> Call[None]:
        return self._call("hold", uetr)

    def mode_of(self, currency: str) -> Call[QueueMode]:
        return self._call("modeOf", currency)

    def multilateral_limit_of(self, currency: str, member: Address) -> Call[int]:
        return self._call("multilateralLimitOf", currency, member)

    def multilateral_position_of(self, currency: str, member: Address) -> Call[int]:
        return self._call("multilateralPositionOf", currency, member)

    def obligation_of(self, uetr: str) -> Call[Obligation]:
        return self._call("obligationOf", uetr)

    def position_of(self, currency: str, a: Address, b: Address) -> Call[int]:
        return self._call("positionOf", currency, a, b)

    def preflight_batch(self, currency: str, uetrs: Sequence[str]) -> Call[Refusal]:
        return self._call("preflightBatch", currency, uetrs)

    def preflight_cycle(self, currency: str) -> Call[Refusal]:
        return self._call("preflightCycle", currency)

    def preflight_queue(
        self, payer: Address, uetr: str, payee: Address, currency: str, amount_minor: int, expires_at: int
    ) -> Call[Refusal]:
        return self._call("preflightQueue", payer, uetr, payee, currency, amount_minor, expires_at)

    def queue(
        self, uetr: str, payee: Address, currency: str, amount_minor: int, priority: int, expires_at: int
    ) -> Call[QueueOutcome]:
        return self._call("queue", uetr, payee, currency, amount_minor, priority, expires_at)

    def queue_for(
        self,
        payer: Address,
        uetr: str,
        payee: Address,
        currency: str,
        amount_minor: int,
        priority: int,
        expires_at: int,
    ) -> Call[QueueOutcome]:
        return self._call("queueFor", payer, uetr, payee, currency, amount_minor, priority, expires_at)

    def release(self, uetr: str) -> Call[None]:
        return self._call("release", uetr)

    def reprioritise(self, uetr: str, priority: int) -> Call[None]:
        return self._call("reprioritise", uetr, priority)

    def set_bilateral_limit(self, currency: str, payee: Address, limit_minor: int) -> Call[None]:
        return self._call("setBilateralLimit", currency, payee, limit_minor)

    def set_mode(self, currency: str, mode: QueueMode) -> Call[None]:
        return self._call("setMode", currency, mode)

    def set_multilateral_limit(self, currency: str, limit_minor: int) -> Call[None]:
        return self._call("setMultilateralLimit", currency, limit_minor)

    def settle(self, uetr: str) -> Call[bool]:
        return self._call("settle", uetr)

    def settle_batch(self, currency: str, uetrs: Sequence[str]) -> Call[bool]:
        return self._call("settleBatch", currency, uetrs)

    def state_of(self, uetr: str) -> Call[ObligationState]:
        return self._call("stateOf", uetr)
