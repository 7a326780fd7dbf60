"""Typed access to the contract FxBoard.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import FirmQuote, ReferenceTerms, RefusalCode, Report


class FxBoard(Client):
    """The contract FxBoard at one address."""

    ARTIFACT = "FxBoard"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, quote: FirmQuote, sell_minor: int) -> Call[RefusalCode]:
        return self._call("check", quote, sell_minor)

    def cost_of(self, quote: FirmQuote, sell_minor: int) -> Call[int]:
        return self._call("costOf", quote, sell_minor)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def fill(self, quote: FirmQuote, signature: bytes, sell_minor: int) -> Call[int]:
        return self._call("fill", quote, signature, sell_minor)

    def filled_minor(self, quote_hash: bytes) -> Call[int]:
        return self._call("filledMinor", quote_hash)

    def hash_quote(self, quote: FirmQuote) -> Call[bytes]:
        return self._call("hashQuote", quote)

    def reference_rate(self, base: str, quote: str) -> Call[tuple[int, int]]:
        return self._call("referenceRate", base, quote)

    def reference_terms_of(self, base: str, quote: str) -> Call[ReferenceTerms]:
        return self._call("referenceTermsOf", base, quote)

    def report(self, base: str, quote: str, rate_ray: int, observed_at: int) -> Call[None]:
        return self._call("report", base, quote, rate_ray, observed_at)

    def report_of(self, base: str, quote: str, reporter: Address) -> Call[Report]:
        return self._call("reportOf", base, quote, reporter)

    def reporters_of(self, base: str, quote: str) -> Call[tuple[Address, ...]]:
        return self._call("reportersOf", base, quote)

    def set_reference_terms(
        self, base: str, quote: str, reporters_min: int, age_s_max: int, deviation_bps_max: int
    ) -> Call[None]:
        return self._call("setReferenceTerms", base, quote, reporters_min, age_s_max, deviation_bps_max)

    def withdraw(self, quote: FirmQuote) -> Call[None]:
        return self._call("withdraw", quote)
