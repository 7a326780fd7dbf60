"""Names in the payload store: the travel-rule records of a folder, each under the commitment that it has to have.

Trusts a record only where its hash is what the payer signed.
Never raises over a record that is not one: without a record there is no name, and the audit says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.payload_file import payloads_in
from messages.ivms101.names import names_of


@dataclass(frozen=True, slots=True)
class Payloads:
    """Records by UETR and commitment."""

    records: Mapping[tuple[str, bytes], Mapping[str, Any]]

    @classmethod
    def of(cls, path: Path) -> Payloads:
        """Those of a file with a record a line; none where there is no such file."""
        return cls({key: payload.record for key, payload in payloads_in(path)})

    def names(self, uetr: str, commitment: bytes) -> tuple[str, str]:
        """The names of payer and payee, each empty where no record under this commitment has it."""
        record = self.records.get((uetr, commitment))
        return names_of(record) if record is not None else ("", "")
