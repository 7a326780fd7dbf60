"""A small network whose validators change, with payments to give evidence about, and the means to forge such evidence.

Trusts the ledger to write the journal as any run does.
Never forges with keys that a forger would not have, unless a test hands them over.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.abc
import importlib.util
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, HONG_KONG, IMPORTER, SUPERVISOR, THAILAND
from forks import fresh
from small_network import PARAMETERS, Network, open_network

import audit.evidence.verifier
from audit.evidence.export import Evidence, export_evidence
from audit.run_folder import RunFolder
from chain.accounts import Account
from chain.clients.types import Validator
from chain.consensus.consensus import Consensus
from chain.consensus.header import CorridorHeader
from chain.consensus.instance import Conditions
from chain.consensus.qbft import QbftModel
from chain.consensus.seals import seal
from chain.consensus.topology import Topology
from chain.consensus.validators import ValidatorSet
from chain.hashing import keccak
from chain.journal import Journal
from chain.ledger import Ledger

SOURCE = Path(audit.evidence.verifier.__file__)
HEADER_BYTES = 226
Files = dict[str, bytes]


def sealers(seed: int) -> tuple[Account, ...]:
    """Six keys for validators; the first four are the genesis set."""
    return tuple(Account.derived(seed, "validator", f"validator-{number}") for number in range(6))


@dataclass(frozen=True, slots=True)
class World:
    """A run with two payments, `early` before the validators change and `late` after it. keys: of all validators."""

    network: Network
    folder: RunFolder
    keys: tuple[Account, ...]
    early: str
    late: str

    def evidence(self, uetr: str, target: Path) -> Evidence:
        """Evidence about a payment, gathered with a fast Keccak."""
        with patch.object(audit.evidence.verifier, "keccak", keccak):
            return self.export(uetr, target)

    def export(self, uetr: str, target: Path) -> Evidence:
        """The same with the verifier's own."""
        return export_evidence(self.folder, uetr, target, {"iso20022/pacs.008.xml": b"<Document/>\n"})


def tell(path: Path, seed: int = 5) -> World:
    """Opens the network, pays, changes the validators three times, freezes some of the payer's money, pays again."""
    keys = sealers(seed)
    genesis = ValidatorSet(tuple(account.address for account in keys[:4]))
    private = {account.address: account.key for account in keys}
    consensus = Consensus(genesis, private, QbftModel(Conditions(Topology(default_ms=0))))
    ledger = Ledger(fresh(PARAMETERS), Journal.create(path / "journal.sqlite", PARAMETERS), consensus)
    first, second, third, fourth = genesis.keys
    plans = [replace(HONG_KONG, validator_keys=(first, third)), replace(THAILAND, validator_keys=(second, fourth))]
    network = open_network(ledger, plans)
    early, late = network.order(), network.order()
    network.settle(early, network.quote())
    validators = network.deployment.validators
    for act in (
        validators.add_validator(Validator(keys[4].address, HKMA.address)),
        validators.replace_validator_key(keys[1].address, keys[5].address),
        validators.remove_validator(keys[0].address),
    ):
        network.run(HKMA, act)
        network.run(BANK_OF_THAILAND, act)
    network.run(SUPERVISOR, network.deposit(BANGKOK_BANK).set_frozen_tokens(IMPORTER.address, 1_000))
    network.settle(late, network.quote())
    (path / "deployment.json").write_text(network.deployment.as_json(), encoding="utf-8")
    return World(network, RunFolder(path, ledger.journal), keys, early.uetr, late.uetr)


class _Text(importlib.abc.SourceLoader):
    """Loads a module from its text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_filename(self, fullname: str) -> str:
        """No file of this name is there."""
        return f"{fullname}.py"

    def get_data(self, path: str) -> bytes:
        """The text, whatever the name."""
        if not path.endswith(".py"):
            raise OSError(f"{path}: nothing is kept")
        return self._text.encode()


def load_verifier(source: str | None = None) -> ModuleType:
    """The verifier as a module of its own, with a Keccak a thousand times as fast as its own; source: another text."""
    loader = _Text(SOURCE.read_text() if source is None else source)
    spec = importlib.util.spec_from_loader("verify", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    module.__dict__["keccak"] = keccak
    return module


def read_files(folder: Path) -> Files:
    """Every file of a folder of evidence but its manifest."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*"))}
    return {name: data for name, data in found.items() if name != "manifest.json"}


def manifest_of(files: Mapping[str, bytes], uetr: str) -> bytes:
    """The manifest that fits these files."""
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return (json.dumps({"format": "corridor-evidence/1", "uetr": uetr, "files": digests}, indent=1) + "\n").encode()


def write_files(folder: Path, files: Mapping[str, bytes], uetr: str) -> Path:
    """A folder with these files and a manifest that fits them."""
    for name, data in {**files, "manifest.json": manifest_of(files, uetr)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def headers_of(files: Mapping[str, bytes]) -> list[CorridorHeader]:
    """The headers in a folder of evidence."""
    data = files["headers.bin"]
    return [CorridorHeader.decode(data[at : at + HEADER_BYTES]) for at in range(0, len(data), HEADER_BYTES)]


def put_headers(files: Files, headers: Iterable[CorridorHeader]) -> None:
    """Puts headers into the files, each linked with the one before it, seals untouched."""
    linked: list[CorridorHeader] = []
    for header in headers:
        linked.append(replace(header, parent_hash=linked[-1].hash) if linked else header)
    files["headers.bin"] = b"".join(header.encode() for header in linked)


def handed(header: CorridorHeader, keys: Sequence[Account], *, names_them: bool = True) -> CorridorHeader:
    """The header as if these validators had proposed it; names_them: and sealed it."""
    validators = ValidatorSet(tuple(account.address for account in keys))
    proposer = validators.proposer(header.height, header.round)
    named = validators.hash if names_them else header.validator_set_hash
    return replace(header, proposer=proposer, validator_set_hash=named)


def reseal(files: Files, keys: Mapping[int, Iterable[Account]]) -> None:
    """Seals blocks anew. keys: height -> who does, in this order."""
    headers = headers_of(files)
    for height, accounts in keys.items():
        digest = headers[height - 1].hash
        files[f"seals/{height}.bin"] = b"".join(seal(account.key, digest) for account in accounts)


def rederived(verifier: ModuleType, folder: Path, files: Files, uetr: str, anchor: bytes) -> Files:
    """The files with everything derived worked out anew, by a verifier that lets the rest pass."""
    derived, _ = verifier.derive(verifier.Folder(write_files(folder, files, uetr)), anchor)
    return files | derived


def verdict(verifier: ModuleType, folder: Path, anchor: bytes, *options: str) -> str | None:
    """What a verifier prints against a folder; None where it holds."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = verifier.main([str(folder), "--anchor", anchor.hex(), *options])
    assert (code == 0) == (not said.getvalue().startswith("FAILED "))
    return None if code == 0 else said.getvalue()


PLACES = 3
"""Of each file that is altered; which ones depends on its length, so that no two files are altered alike."""
TURNS = (0x01, 0x20, 0x80)
"""The lowest bit; what makes a small letter of a capital one; what no ASCII has."""


def flips(data: bytes, places: int = PLACES) -> Iterator[bytes]:
    """The data with one byte altered, each time at another place: the first, the last and others between them."""
    for number in range(places):
        place = number * (len(data) - 1) // (places - 1)
        turn = TURNS[(number + len(data)) % len(TURNS)]
        yield data[:place] + bytes([data[place] ^ turn]) + data[place + 1 :]


def group(name: str) -> str:
    """The item to which a file belongs: of a transaction or a receipt, the two files that prove each other."""
    return name.removesuffix(".rlp").removesuffix(".nodes")
