"""What the record says about loans, as the look back needs it: who got how much when, and whether anything came back.

Trusts the loan book's events, in the order of the chain.
Never asks what is owed: the auditor recomputes that elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chain.abi import Address

EVENTS = ("LoanDrawn", "InstalmentLate", "LoanPaid", "LoanPrepaid", "LoanStatusChanged", "LoanRestructured")
"""Those that say it."""
_GIVEN_UP = ("DEFAULTED", "RECOVERING", "WRITTEN_OFF")


@dataclass(slots=True)
class DrawnLoan:
    """A loan that was paid out. place: block and transaction of the drawdown; missed: instalments that outlived their
    grace; settled: how often nothing was due any more after a payment, or principal was prepaid; is_defaulted: whether
    its lender ever declared that; is_restructured: whether both sides agreed on another schedule."""

    at_s: int
    place: tuple[int, int]
    borrower: Address
    currency: str
    principal_minor: int
    missed: int = 0
    settled: int = 0
    is_defaulted: bool = False
    is_restructured: bool = False

    def hear(self, name: str, fields: Mapping[str, Any]) -> None:
        """An event about it after its drawdown."""
        match name:
            case "InstalmentLate":
                self.missed += 1
            case "LoanPaid":
                self.settled += int(fields["left_minor"]) == 0
            case "LoanPrepaid":
                self.settled += 1
            case "LoanStatusChanged":
                self.is_defaulted |= fields["to"] in _GIVEN_UP
            case "LoanRestructured":
                self.is_restructured = True


def drawn_loans(
    rows: Iterable[tuple[str, int, tuple[int, int], Mapping[str, Any]]], names: Mapping[str, str]
) -> tuple[DrawnLoan, ...]:
    """The loans of a record, in the order of their drawdowns. rows: name, second, place and fields of each event of
    `EVENTS`; names: of wallets by address, as the payments have them."""
    loans: dict[str, DrawnLoan] = {}
    for name, at_s, place, fields in rows:
        if name == "LoanDrawn":
            terms, borrower = fields["terms"], fields["borrower"]
            account = Address(names.get(borrower, borrower))
            loan = DrawnLoan(at_s, place, account, terms["currency"], int(terms["principal_minor"]))
            loans[fields["loan_id"]] = loan
        elif fields["loan_id"] in loans:  # a record may begin after a drawdown
            loans[fields["loan_id"]].hear(name, fields)
    return tuple(loans.values())
