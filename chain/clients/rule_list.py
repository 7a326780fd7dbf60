"""Typed access to the contract RuleList.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.client import Client, Creation


class RuleList(Client):
    """The contract RuleList at one address."""

    ARTIFACT = "RuleList"

    @classmethod
    def creation(cls, encoded: bytes) -> Creation:
        return cls._creation(encoded)
