"""Writes the evidence about one payment: a folder that proves itself to whoever knows the genesis digest.

Trusts the journal for nothing: the verifier that goes into the folder judges the folder before it gets its name.
Never puts the anchor's value forward as proof: whoever is handed the folder has to obtain it elsewhere.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.evidence import verifier
from audit.evidence.cover import cover_page
from audit.evidence.interface import interface_json
from audit.evidence.selection import Selection, select
from audit.run_folder import RunFolder
from audit.wording import printable
from chain.consensus.header import genesis_hash
from chain.consensus.validators import ValidatorSet
from chain.errors import ChainFault, InputError
from chain.evm.proofs import path_to, whole_trie
from chain.evm.roots import receipt_values
from chain.journal import Journal, JournalBlock

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was written. path: of the folder; anchor: genesis digest of the network, 32 bytes; verifier_sha256: of the
    verifier, in hexadecimal digits; items: how many transactions; lines: what the verifier says."""

    path: Path
    anchor: bytes
    verifier_sha256: str
    items: int
    lines: tuple[str, ...]


def genesis_anchor(journal: Journal) -> bytes:
    """The genesis digest of a network, 32 bytes: what block 1 names as its parent.

    keccak256("corridor/genesis/v1" ‖ u64 chainId ‖ u64 genesisAt ‖ validatorSetHash). Raises ChainFault or ValueError
    where the journal names no validators.
    """
    return genesis_hash(journal.parameters, _genesis_set(journal).hash)


def export_evidence(folder: RunFolder, uetr: str, target: Path, papers: Mapping[str, bytes] | None = None) -> Evidence:
    """Writes the evidence about the payment with this UETR, as canonical UUID text, to the new folder `target`.

    papers: other files about the payment, by name, such as ISO 20022 messages; they are marked as unproved. Raises
    InputError where no contract names the UETR, `target` is taken, or the record does not prove what it says.
    """
    if target.exists():
        raise _refused(str(target), "it exists already", "name another with --out")
    selection = select(folder.journal, folder.require_one_chain(), uetr)
    if selection is None:
        why = "no contract of this network says anything of it: preflight may have kept the payment off the chain"
        raise _refused(uetr, why, "list those that there are: corridor audit DIR --event PaymentSettled")
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        lines = _write(draft, folder, selection, uetr, papers or {})
        draft.rename(target)
    except OSError as error:
        raise _refused(str(target), str(error.strerror or error), "name another with --out") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    anchor = genesis_anchor(folder.journal)
    return Evidence(target, anchor, _sha256(_verifier()), len(selection.items), tuple(lines))


def _write(draft: Path, folder: RunFolder, selection: Selection, uetr: str, papers: Mapping[str, bytes]) -> list[str]:
    """Writes everything to `draft`; what the verifier says of it."""
    files = _proofs(folder.journal, selection)
    names = known_names(folder)
    files |= {"verify.py": _verifier(), "unproved/names.json": verifier.as_text(names)}
    files |= {f"unproved/{name}": data for name, data in papers.items()}
    _put(draft, files, uetr)
    try:
        derived, lines = verifier.derive(verifier.Folder(draft), genesis_anchor(folder.journal))
    except (verifier.Fault, ValueError, ChainFault) as fault:
        why = f"the record does not prove it: {': '.join(map(str, fault.args))}"
        raise _refused(str(folder.path), why, "see what is wrong with it: corridor verify DIR") from fault
    files |= derived
    files["cover.html"] = cover_page(uetr, files, names, folder.deployment().exponents).encode()
    _put(draft, files, uetr)
    return lines


def _proofs(journal: Journal, selection: Selection) -> dict[str, bytes]:
    """What is proved, and by what, file by file."""
    parameters, last = journal.parameters, selection.sealed[-1]
    genesis = {
        "chain_id": parameters.chain_id,
        "genesis_at_s": parameters.genesis_at_s,
        "validators": [key.lower() for key in _genesis_set(journal).keys],
    }
    files = {"genesis.json": verifier.as_text(genesis), "interface.json": interface_json()}
    places: dict[int, list[int]] = {}
    for height, position in selection.items:
        places.setdefault(height, []).append(position)
    headers = []
    for block in journal.blocks(1, last):
        headers.append(block.header.encode())
        if block.height in selection.sealed:
            files[f"seals/{block.height}.bin"] = b"".join(block.seals)
        if block.height <= selection.opening:
            files[f"opening/{block.height}.nodes"] = whole_trie(receipt_values(block.raw, block.receipts))
        if block.height in places:
            files |= _item_files(block, places[block.height])
    return {"headers.bin": b"".join(headers), **files}


def _item_files(block: JournalBlock, positions: list[int]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for what, values in (("transaction", block.raw), ("receipt", receipt_values(block.raw, block.receipts))):
        for position in positions:
            name = f"items/{block.height}-{position}/{what}"
            files |= {f"{name}.rlp": values[position], f"{name}.nodes": path_to(values, position)}
    return files


def known_names(folder: RunFolder) -> dict[str, str]:
    """Address in small letters -> what the run's deployment calls who or what stands there; nothing proves it."""
    deployment = folder.deployment()
    names = {party.address.lower(): printable(key) for key, party in deployment.parties.items()}
    return names | {address.lower(): printable(name) for address, name in deployment.contract_names.items()}


def _put(draft: Path, files: Mapping[str, bytes], uetr: str) -> None:
    """Writes the files, and a manifest of them."""
    for name, data in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    digests = {name: _sha256(files[name]) for name in sorted(files)}
    content = {"format": verifier.FORMAT, "uetr": uetr, "files": digests}
    (draft / MANIFEST).write_bytes(verifier.as_text(content))


def _genesis_set(journal: Journal) -> ValidatorSet:
    return ValidatorSet(tuple(journal.meta("validators").split(",")))


def _verifier() -> bytes:
    return Path(verifier.__file__).read_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refused(where: str, why: str, do: str) -> InputError:
    return InputError(what="no evidence can be written", where=printable(where), why=printable(why), do=printable(do))
