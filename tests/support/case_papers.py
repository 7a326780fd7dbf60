"""What a case file that no run stands behind is made of.

Trusts nothing: the network, the wallet and the digest are invented.
Never signs but with the keys that it is handed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audit.cases.check import sha256_of
from audit.cases.entry import Body, Entry, Head, Looked, Network, Signing, Subject, line_hash
from audit.cases.looks import AlarmsLook
from chain.accounts import Account

Rows = list[dict[str, Any]]

WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
HEAD = Head(height=7, digest="0x" + "2c" * 32)
NETWORK = Network(
    chain_id=7_000_000_003, genesis="0x" + "1b" * 32, registry="0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
)
SUBJECT = Subject(kind="wallet", named="oven", wallets=[WALLET], jurisdictions=["DE"])


def look(text: str) -> Looked:
    """That alarms about the wallet were looked at, and what was seen."""
    asked = AlarmsLook(detectors=[], wallet=WALLET, uetr=None)
    return Looked(look=asked, head=HEAD, sha256=sha256_of(text), characters=len(text), kept=text)


def rows_of(path: Path) -> Rows:
    """The entries of a file as JSON."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def forged(path: Path, rows: Rows, signers: list[Account]) -> Path:
    """The file with the hashes and signatures that somebody with these keys would give to changed entries."""
    lines: list[str] = []
    network = Network(**rows[0]["body"]["content"]["network"])
    signing = Signing(network)
    for row in rows:
        body = Body.model_validate_json(json.dumps(row["body"] | ({"before": line_hash(lines[-1])} if lines else {})))
        keys = [next((key for key in signers if key.address == name), signers[0]) for name in body.signers]
        signed = [f"0x{key.sign_struct(signing.struct(body), signing.domain).hex()}" for key in keys]
        lines.append(Entry(body=body, signatures=signed).line)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
