"""A book of loans in shares: due dates on time and late, defaults, and what default lost.

Trusts its caller for what counts as on time, late and default.
Never discounts and never rounds: loss is of amounts as they were paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from finance.measures.shares import share


@dataclass(frozen=True, slots=True)
class LoanOutcome:
    """One loan. on_time, late: due dates; lent_minor: principal; defaulted_minor: principal outstanding at default,
    zero without one; recovered_minor: what was paid after it, of whatever kind."""

    on_time: int
    late: int
    lent_minor: int
    defaulted_minor: int = 0
    recovered_minor: int = 0


@dataclass(frozen=True, slots=True)
class LoanBook:
    """Shares of one book, `None` where there is nothing to share. loans, defaults: how many; exposure_minor: principal
    outstanding at default; lost_minor: of it, what was not recovered so far."""

    loans: int
    defaults: int
    on_time: Fraction | None
    late: Fraction | None
    default_by_count: Fraction | None
    default_by_value: Fraction | None
    exposure_minor: int
    lost_minor: int

    @property
    def loss_given_default(self) -> Fraction | None:
        """Lost / exposure at default."""
        return share(self.lost_minor, self.exposure_minor)


def loan_book(loans: Iterable[LoanOutcome]) -> LoanBook:
    """The measures of some loans of one currency."""
    # loss given default = Σ max(0, exposure − recovered) / Σ exposure, undiscounted: the share of the exposure at
    # default that is lost, as the Basel Framework has it (CRE32), without its costs and its discounting
    own = list(loans)
    on_time, late = sum(loan.on_time for loan in own), sum(loan.late for loan in own)
    defaulted = [loan for loan in own if loan.defaulted_minor > 0]
    exposure_minor = sum(loan.defaulted_minor for loan in defaulted)
    return LoanBook(
        loans=len(own),
        defaults=len(defaulted),
        on_time=share(on_time, on_time + late),
        late=share(late, on_time + late),
        default_by_count=share(len(defaulted), len(own)),
        default_by_value=share(sum(loan.lent_minor for loan in defaulted), sum(loan.lent_minor for loan in own)),
        exposure_minor=exposure_minor,
        lost_minor=sum(max(0, loan.defaulted_minor - loan.recovered_minor) for loan in defaulted),
    )
