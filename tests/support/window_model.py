"""What a payer sent, in plain Python: the exact list of moments and amounts, and the two bounds of a rolling window.

Trusts the interface's promise: never over the limit in any window, and at most one bucket too strict.
Never counts in buckets: that is the contract's way, which this is the other opinion on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Window:
    """window_s: length in seconds; buckets: how many it is cut into; limit_minor: the most in it."""

    window_s: int
    buckets: int
    limit_minor: int

    @property
    def bucket_s(self) -> int:
        """Length of a bucket in seconds."""
        return self.window_s // self.buckets

    def is_cut_like(self, other: Window) -> bool:
        """Whether both count in the same buckets."""
        return (self.window_s, self.buckets) == (other.window_s, other.buckets)


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment that passed. at_s: when; latest_s: the last second in which it may be taken to have been."""

    at_s: int
    latest_s: int
    amount_minor: int


@dataclass(slots=True)
class WindowModel:
    """A payer's payments. window: as it is set; counted_under: as it was set at the last payment; sent: what is still
    known for sure; perhaps: what may be counted although it is longer ago."""

    window: Window
    counted_under: Window | None = None
    sent: list[Sent] = field(default_factory=list)
    perhaps: list[Sent] = field(default_factory=list)

    def must_refuse(self, at_s: int, amount_minor: int) -> bool:
        """Whether the payment would take what was sent in the window that ends now above the limit."""
        sent, _ = self._known()
        inside = sum(item.amount_minor for item in sent if item.at_s > at_s - self.window.window_s)
        return inside + amount_minor > self.window.limit_minor

    def may_refuse(self, at_s: int, amount_minor: int) -> bool:
        """Whether it would in a window that is one bucket longer."""
        _, perhaps = self._known()
        start_s = at_s - self.window.window_s - self.window.bucket_s
        inside = sum(item.amount_minor for item in perhaps if item.latest_s > start_s)
        return inside + amount_minor > self.window.limit_minor

    def send(self, at_s: int, amount_minor: int) -> None:
        """A payment passed."""
        self.sent, self.perhaps = self._known()
        self.counted_under = self.window
        self.sent.append(Sent(at_s, at_s, amount_minor))
        self.perhaps.append(Sent(at_s, at_s, amount_minor))

    def _known(self) -> tuple[list[Sent], list[Sent]]:
        """The payments that the present buckets may know of: after another window, only what was within that."""
        before = self.counted_under
        if before is None or before.is_cut_like(self.window):
            return list(self.sent), list(self.perhaps)
        last_s = self.sent[-1].at_s
        sent = [item for item in self.sent if item.at_s > last_s - before.window_s]
        latest_s = last_s + before.bucket_s - 1
        start_s = last_s - before.window_s - before.bucket_s
        return sent, [replace(item, latest_s=latest_s) for item in self.perhaps if item.latest_s > start_s]
