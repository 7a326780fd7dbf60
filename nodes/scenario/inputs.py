"""The files of rows that a scenario names, each read once however often it is asked for.

Trusts that nobody changes a file while it is being run; its SHA-256 tells where somebody did.
Never reads a file for a scenario that names none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nodes.scenario.payment_file import PaymentsRead, read_payments
from nodes.scenario.row_files import RowFile, found_beside
from nodes.scenario.wallets import ClientsRead, read_clients

if TYPE_CHECKING:
    from nodes.scenario import Scenario
    from nodes.scenario.directory import Directory

_NOTHING = PaymentsRead(0, frozenset(), "", ())


@dataclass(slots=True)
class RowInputs:
    """What was read already, with what it was read for. folder: from where paths are seen."""

    folder: Path = field(default_factory=Path)
    _clients: tuple[Any, ClientsRead] | None = None
    _payments: tuple[Any, PaymentsRead] | None = None

    def files(self, scenario: Scenario) -> tuple[RowFile, ...]:
        """The files that a scenario names."""
        files = (self._file_of_clients(scenario), self.file_of_payments(scenario))
        return tuple(file for file in files if file is not None)

    def file_of_payments(self, scenario: Scenario) -> RowFile | None:
        """The file of `payments.file`."""
        written = scenario.payments.file
        return None if written is None else found_beside(self.folder, "payments", ("payments", "file"), written)

    def clients(self, scenario: Scenario) -> ClientsRead:
        """The clients of `clients_file`, and what is wrong with them."""
        key = (scenario.clients_file, scenario.banks, scenario.jurisdictions)
        if self._clients is None or self._clients[0] != key:
            codes = {home.id: home.currency for home in scenario.jurisdictions}
            banks = {bank.id: codes.get(bank.jurisdiction, "") for bank in scenario.banks}
            file = self._file_of_clients(scenario)
            self._clients = key, ClientsRead((), ()) if file is None else read_clients(file, banks)
        return self._clients[1]

    def payments(self, scenario: Scenario, directory: Directory) -> PaymentsRead:
        """What `payments.file` holds, and what is wrong with it."""
        clients = (scenario.clients_file, scenario.clients, scenario.client_groups, scenario.banks)
        payments = scenario.payments.file, scenario.payments.explicit, scenario.payments.generated is None
        key = (payments, scenario.start, scenario.end, clients, scenario.jurisdictions)
        if self._payments is None or self._payments[0] != key:
            file = self.file_of_payments(scenario)
            self._payments = key, _NOTHING if file is None else read_payments(scenario, file, directory)
        return self._payments[1]

    def report(self, scenario: Scenario) -> dict[str, dict[str, str]]:
        """Name and SHA-256 of each file by what it holds, for `run.json`."""
        names = {"clients": scenario.clients_file or "", "payments": scenario.payments.file or ""}
        return {file.section: {"file": names[file.section], "sha256": file.sha256()} for file in self.files(scenario)}

    def _file_of_clients(self, scenario: Scenario) -> RowFile | None:
        written = scenario.clients_file
        return None if written is None else found_beside(self.folder, "clients", ("clients_file",), written)
