"""Whom a case is about, and who may act upon them: wallets, the jurisdictions of their banks, an officer's standing.

Trusts the index for who is whose customer.
Never takes an account for an authority that the registry does not name as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from audit.cases.entry import Subject
from audit.cases.looks import Desk
from audit.filters import EventFilter, uetr_of
from audit.wording import printable
from chain.abi import Address
from chain.errors import InputError

_PARTIES = "SELECT payer, payee FROM payments WHERE uetr = ? ORDER BY payment"
_JURISDICTIONS = """
SELECT DISTINCT bank.home FROM accounts wallet JOIN accounts bank ON bank.account = wallet.bank
WHERE wallet.address = ? AND bank.home <> ''
"""
_STANDING = "SELECT address, id, role, status, home FROM accounts WHERE lower(address) = lower(?)"
COMPETENT = ("CentralBank", "Supervisor")
"""Who freezes, releases and seizes where they are at home."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record says of an account at its end. id; role: empty for nobody's; status; home: jurisdiction."""

    id: str = ""
    role: str = ""
    status: str = ""
    home: str = ""

    def is_competent(self, subject: Subject) -> bool:
        """Whether it may freeze, release and seize what the subject has."""
        return self.role in COMPETENT and self.status == "active" and self.home in subject.jurisdictions


def subject_of(desk: Desk, text: str) -> Subject:
    """The subject that a user means: a wallet's id, address or alias, or a UETR. Raises InputError with what is
    close."""
    uetr = uetr_of(text)
    if uetr is None:
        return _subject("wallet", text, sorted(_wallets(desk, text)), desk)
    rows = desk.index.rows(_PARTIES, [uetr])
    if not rows:
        why = "no payment in this record has it"
        raise _wrong(uetr, why, "look at `corridor audit DIR --list payments`")
    keys = {key for row in rows for address in row if address for key in desk.names.wallets_of(address) or {address}}
    return _subject("uetr", uetr, sorted(keys), desk)


def standing_of(desk: Desk, account: Address) -> Standing:
    """What the record says of an account; nothing of whom it does not name."""
    rows = desk.index.rows(_STANDING, [account])
    return Standing(*rows[0][1:]) if rows else Standing()


def _wallets(desk: Desk, text: str) -> frozenset[Address]:
    failure: InputError | None = None
    for option in ("wallet", "alias"):
        try:
            (group,) = EventFilter.parse(desk.names, **{option: text}).accounts
        except InputError as error:
            failure = failure or error
            continue
        return group
    assert failure is not None
    raise _wrong(text, f"{failure.why}; nor a UETR", failure.do)


def _subject(kind: str, named: str, wallets: list[Address], desk: Desk) -> Subject:
    homes = {home for wallet in wallets for (home,) in desk.index.rows(_JURISDICTIONS, [wallet])}
    try:
        return Subject.model_validate(
            {"kind": kind, "named": named, "wallets": wallets, "jurisdictions": sorted(homes)}, strict=True
        )
    except ValidationError as error:
        raise _wrong(named, f"it cannot stand in a case: {error.errors()[0]['msg']}", "name its address") from error


def _wrong(text: str, why: str, do: str) -> InputError:
    return InputError(what=f"cannot use {printable(text)!r}", where="--subject", why=printable(why), do=printable(do))
