"""Writes the evidence about one payment: a folder that proves itself to whoever knows the anchor.

Trusts the record for nothing: the verifier that goes into the folder judges the folder before it gets its name.
Never puts the anchor's value forward as proof: whoever is handed the folder has to obtain it elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.closed_folder import require_outside_runs
from audit.evidence import verifier
from audit.evidence.cover import cover_page
from audit.evidence.proofs import Files, chain_proofs, genesis_set, sealed_proofs
from audit.evidence.selection import places, select
from audit.rpc_record import RpcJournal
from audit.run_folder import RunFolder
from audit.wording import printable
from chain.consensus.header import genesis_hash
from chain.deployment import Deployment
from chain.errors import ChainFault, InputError
from chain.journal import Journal

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was written. path: of the folder; anchor: genesis digest of the network, or hash of the last block of a
    chain that others run, 32 bytes; contracts: of such a chain, those that say something of the payment, in small
    letters; verifier_sha256: of the verifier, in hexadecimal digits; items: how many transactions; lines: what the
    verifier says."""

    path: Path
    anchor: bytes
    contracts: tuple[str, ...]
    verifier_sha256: str
    items: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Proofs:
    """What is to be written. files: of proofs; items: how many transactions; where: the record, do: how to look into
    it where it proves nothing; contracts: whose word counts on a chain that others run."""

    files: Files
    anchor: bytes
    items: int
    where: str
    do: str
    contracts: tuple[str, ...] = ()


def genesis_anchor(journal: Journal) -> bytes:
    """The genesis digest of a network, 32 bytes: what block 1 names as its parent.

    keccak256("corridor/genesis/v1" ‖ u64 chainId ‖ u64 genesisAt ‖ validatorSetHash). Raises ChainFault or ValueError
    where the journal names no validators.
    """
    return genesis_hash(journal.parameters, genesis_set(journal).hash)


def export_evidence(folder: RunFolder, uetr: str, target: Path, papers: Mapping[str, bytes] | None = None) -> Evidence:
    """Writes the evidence about the payment with this UETR, as canonical UUID text, to the new folder `target`.

    papers: other files about the payment, by name, such as ISO 20022 messages; they are marked as unproved. Raises
    InputError where no contract names the UETR, `target` is taken, or the record does not prove what it says.
    """
    _require_free(target)
    deployment = folder.require_one_chain()
    selection = select(folder.journal, deployment, uetr)
    if selection is None:
        raise _unknown(uetr, "corridor audit DIR --event PaymentSettled")
    files, anchor = sealed_proofs(folder.journal, selection), genesis_anchor(folder.journal)
    do = "see what is wrong with it: corridor verify DIR"
    proofs = _Proofs(files, anchor, len(selection.items), str(folder.path), do)
    return _export(proofs, deployment, uetr, target, papers or {})


def export_chain_evidence(
    chain: RpcJournal,
    deployment: Deployment,
    uetr: str,
    target: Path,
    papers: Mapping[str, bytes] | None = None,
    last: int | None = None,
) -> Evidence:
    """The same from a chain that others run: what its own blocks prove, with a block's hash for an anchor.

    last: that block; without it the last one in which the payment is named. ChainFault where the node does not answer,
    or tells of a block what its header does not hold.
    """
    _require_free(target)
    items = places(chain, deployment, uetr)
    if not items:
        raise _unknown(uetr, "corridor audit --rpc ADDRESS --deployment FILE --event PaymentSettled")
    files, anchor = chain_proofs(chain, items, last)
    contracts = tuple(sorted(address.lower() for address in deployment.addresses))
    proofs = _Proofs(files, anchor, len(items), chain.url, "ask another node of this chain", contracts)
    return _export(proofs, deployment, uetr, target, papers or {})


def _export(proofs: _Proofs, deployment: Deployment, uetr: str, target: Path, papers: Mapping[str, bytes]) -> Evidence:
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        files, lines = _write(draft, proofs, deployment, uetr, papers)
        draft.rename(target)
    except OSError as error:
        raise _refused(str(target), str(error.strerror or error), "name another with --out") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    contracts = tuple(contract for contract in _speakers(files, uetr) if contract in proofs.contracts)
    return Evidence(target, proofs.anchor, contracts, _sha256(_verifier()), proofs.items, tuple(lines))


def _write(
    draft: Path, proofs: _Proofs, deployment: Deployment, uetr: str, papers: Mapping[str, bytes]
) -> tuple[Files, list[str]]:
    """Writes everything to `draft`; the files, and what the verifier says of them."""
    names = known_names(deployment)
    files = proofs.files | {"verify.py": _verifier(), "unproved/names.json": verifier.as_text(names)}
    files |= {f"unproved/{name}": data for name, data in papers.items()}
    _put(draft, files, uetr)
    try:
        derived, lines = verifier.derive(verifier.Folder(draft), proofs.anchor, proofs.contracts)
    except (verifier.Fault, ValueError, ChainFault) as fault:
        why = f"the record does not prove it: {': '.join(map(str, fault.args))}"
        raise _refused(proofs.where, why, proofs.do) from fault
    files |= derived
    files["cover.html"] = cover_page(uetr, files, names, deployment.exponents).encode()
    _put(draft, files, uetr)
    return files, lines


def _speakers(files: Files, uetr: str) -> Sequence[str]:
    """The contracts that say something under the UETR, each once, in the order of their addresses."""
    meanings = [json.loads(data) for name, data in files.items() if name.endswith("/meaning.json")]
    events = [event for meaning in meanings for event in meaning["events"]]
    return sorted({event["contract"] for event in events if event.get("fields", {}).get("uetr") == uetr})


def known_names(deployment: Deployment) -> dict[str, str]:
    """Address in small letters -> what the deployment calls who or what stands there; nothing proves it."""
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


def _verifier() -> bytes:
    return Path(verifier.__file__).read_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _require_free(target: Path) -> None:
    if target.exists():
        raise _refused(str(target), "it exists already", "name another with --out")
    require_outside_runs(target, "--out")


def _unknown(uetr: str, listing: str) -> InputError:
    why = "no contract of this network says anything of it: preflight may have kept the payment off the chain"
    return _refused(uetr, why, f"list those that there are: {listing}")


def _refused(where: str, why: str, do: str) -> InputError:
    return InputError(what="no evidence can be written", where=printable(where), why=printable(why), do=printable(do))
