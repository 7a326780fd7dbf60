"""Opens the sealed travel-rule record of a payment with a receiver's private key, and prints it.

Trusts the auditor to hold envelope and record to the hashes on the chain.
Never writes the record anywhere but to whoever asked, and never the key.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chain.errors import InputError
from scripts.key_file import key_of

if TYPE_CHECKING:
    from audit.opened_records import Opened, Sent


def export_record(path: Path, uetr: str, key_file: Path, as_json: bool) -> bool:
    """Prints the records of a payment that the key opens; whether each is what the order commits to.

    InputError for a payment without a record, one whose envelope is not held, and a key that is for none of its boxes.
    """
    from audit.filters import required_uetr
    from audit.index.lookup import Lookup
    from audit.opened_records import sent_records
    from audit.payload_file import Envelopes
    from audit.travel_sending import SEALED
    from scripts.audit_source import Named, open_source

    payment, key = required_uetr(uetr), key_of(key_file, "write the receiver's private key into it, 64 hex digits")
    source = open_source(Named(path))
    index = source.index()
    sent = sent_records(index, source.record.journal, Envelopes(path / SEALED), payment)
    names = {address: name for name, address in Lookup(index).parties.items()}
    opened = [_row(item, names) for item in _opened(sent, payment, key, names)]
    if as_json:
        sys.stdout.write(json.dumps(opened, ensure_ascii=True, sort_keys=True, indent=1) + "\n")
    else:
        sys.stdout.writelines(_text(row) for row in opened)
    return all(row["is_committed"] for row in opened)


def _opened(sent: Sequence[Sent], uetr: str, key: bytes, names: Mapping[str, str]) -> list[Opened]:
    from audit.opened_records import opened_with

    if not sent:
        why = "no bank has sent one: the rule asked for none, or one bank keeps both accounts"
        raise _none("no travel-rule record of this payment", uetr, why, "see: corridor audit DIR --uetr UETR")
    held = [item for item in sent if item.envelope is not None]
    if not held:
        why = "the run holds no envelope with the hash that is on the chain"
        raise _none("the sealed record is missing or altered", uetr, why, "see: corridor audit DIR --reconcile")
    found = [opened for item in held if (opened := opened_with(item, key)) is not None]
    if not found:
        to = sorted({names.get(receiver, receiver) for item in held for receiver in item.envelope or ()})
        why = f"it is sealed to {', '.join(to)} and to nobody else"
        raise InputError(
            what="this key opens no record of the payment", where="--key", why=why, do="take one of theirs"
        )
    return found


def _row(opened: Opened, names: Mapping[str, str]) -> dict[str, Any]:
    """An opened record as JSON has it: addresses beside ids, UTC times."""
    sent, fields = opened.sent, opened.sent.fields
    parties = {"sender": fields["sender"], "receiver": fields["receiver"], "opened_by": opened.receiver}
    return {
        "uetr": fields["uetr"],
        **parties,
        **{f"{what}_id": names.get(address, "") for what, address in parties.items()},
        "height": sent.height,
        "tx_hash": sent.tx_hash,
        "sent_at": _utc(sent.at_s),
        "due_at": _utc(fields["due_at"] or None),
        "acknowledged_at": _utc(sent.acknowledged_at_s),
        "commitment": fields["commitment"],
        "ciphertext_hash": fields["ciphertext_hash"],
        "is_committed": opened.is_committed and sent.is_of_order,
        "salt": opened.salt.hex(),
        "record": opened.record,
    }


def _text(row: dict[str, Any]) -> str:
    """The same for people. In ASCII: nothing in a record drives a terminal or turns the direction of a text."""
    who = {what: row[f"{what}_id"] or row[what] for what in ("sender", "receiver", "opened_by")}
    verdict = "is what the payment's order commits to" if row["is_committed"] else "is NOT what the order commits to"
    acknowledged = f"acknowledged {row['acknowledged_at']}" if row["acknowledged_at"] else "not acknowledged"
    due = f"due {row['due_at']}" if row["due_at"] else "no deadline"
    record = json.dumps(row["record"], ensure_ascii=True, sort_keys=True, indent=1)
    return (
        f"{row['uetr']}: {who['sender']} to {who['receiver']}, opened as {who['opened_by']}\n"
        f"sent {row['sent_at']} in block {row['height']}, {due}, {acknowledged}\n"
        f"{record}\n"
        f"the record {verdict}: {row['commitment']}\n"
    )


def _utc(at_s: int | None) -> str | None:
    from audit.wording import utc_text

    return None if at_s is None else utc_text(at_s)


def _none(what: str, uetr: str, why: str, do: str) -> InputError:
    return InputError(what=what, where=f"--uetr {uetr}", why=why, do=do)
