"""What of a row its viewer is shown: the table says which rows, this says which columns.

Trusts the columns of the index by their names.
Never shows a customer why somebody else was refused, or that anybody suspects it.
"""

from __future__ import annotations

from audit.rows import Row
from audit.views.ties import Said
from audit.views.viewer import Viewer

_ENDS = ("payer", "payee", "payer_bank", "payee_bank")
_OF_CUSTOMERS = (
    *("uetr", "kind", "status", "at", "queued_at", "height", "tx_hash", "original_uetr", "reason", "purpose"),
    *(f"{end}{what}" for end in _ENDS for what in ("", "_id")),
    *("payer_bank_lei", "payer_bank_bic", "payee_bank_lei", "payee_bank_bic", "payee_currency", "amount_minor"),
)
_OF_PAYERS = ("payer_currency", "cost_minor", "iso_code")
_SUSPICION = ("sanctions", "risk-flag")
_ALIASES = ("payer_aliases", "payee_aliases")
_OF_NOTICES = ("amount", "amount_minor", "order_id", "cap_minor", "left_minor", "expires_at", "status")


def payment_row(row: Row, viewer: Viewer) -> Row:
    """A payment as its viewer sees it.

    A customer: who pays whom at which banks and what arrives; as the payer also what it costs, and of a refusal the ISO
    20022 reason where the payer itself is the cause and the rule is no list of suspects. A bank: everything but
    aliases, which customers may not have told the other bank. Others: everything.
    """
    if viewer.kind == "participant":
        return _of_customer(row, viewer)
    if viewer.kind == "bank":
        return {name: value for name, value in row.items() if name not in _ALIASES}
    return row


def _of_customer(row: Row, viewer: Viewer) -> Row:
    pays = row["payer"] in viewer.accounts
    shown = {name: row[name] for name in (*_OF_CUSTOMERS, *(_OF_PAYERS if pays else ()))}
    if pays and (row["party_role"] != "payer" or row["rule"] in _SUSPICION):
        shown["iso_code"] = None
    return shown


def notice_row(said: Said) -> Row:
    """A notice: the freeze, the order or the standing, and upon whom. No reason, no author and no receiver: those could
    name the alarm, the case or the score behind it."""
    place = {name: said.row[name] for name in ("at", "height", "tx_hash", "log_index", "contract", "contract_id")}
    told = {name: value for name, value in said.fields.items() if name in _OF_NOTICES}
    return {**place, "notice": said.name, "account": said.about, **told}
