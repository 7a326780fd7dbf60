"""The verifier by itself: in a bare process, and each of the parts that it has written out against a library's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import coincurve
import pytest
from eth_account import Account as EthAccount
from evidenced import SOURCE, World, read_files, write_files
from sha3 import keccak_256

import audit.evidence.verifier as plain
from audit.evidence.export import Evidence
from audit.evidence.interface import interface_json
from audit.record import Record, contract_kinds
from chain.abi import python_name
from chain.clients.types import RefusalCode
from chain.decoding import decode_log
from chain.errors import REFUSALS
from chain.events import event_fields
from chain.evm.envelope import recover

ALONE = """
import runpy, sys
_, site, script, *arguments = sys.argv
sys.path.append(site)
sys.argv = [script, *arguments]
runpy.run_path(script, run_name="__main__")
"""
NO_HOUSE = (
    "import sys; sys.path.append(sys.argv[1]); import coincurve, importlib.util as u; print(u.find_spec('audit'))"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages that has coincurve, and what that is made of, and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    installed = Path(coincurve.__file__).parents[1]
    shutil.copytree(installed / "coincurve", folder / "coincurve")
    for library in installed.glob("_cffi_backend*"):
        shutil.copy(library, folder)
    return folder


def bare(site: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python without this project, without site packages, without the environment's settings."""
    command = [sys.executable, "-I", "-S", "-c", code, str(site), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=site, env={})


def test_verify__bare_process_with_one_package__holds_and_marks_every_file(site: Path, late: Evidence) -> None:
    assert bare(site, NO_HOUSE).stdout == "None\n"
    done = bare(site, ALONE, str(late.path / "verify.py"), str(late.path), "--anchor", f"0x{late.anchor.hex()}")
    assert (done.returncode, done.stderr) == (0, "")
    marks = {line[24:]: line[:24].strip() for line in done.stdout.splitlines() if line[:24].strip() in MARKS}
    assert marks.keys() == read_files(late.path).keys()
    assert marks["items/22-0/receipt.rlp"] == plain.CHAIN
    assert marks["items/22-0/meaning.json"] == plain.DERIVED
    assert marks["unproved/iso20022/pacs.008.xml"] == plain.UNPROVED
    assert "block 22 of 2022-08-15T00:00:31Z: sealed by 3 of 4 validators" in done.stdout


MARKS = (plain.CHAIN, plain.DERIVED, plain.UNPROVED)


def test_verify__bare_process_and_another_anchor__says_so_with_1(site: Path, late: Evidence) -> None:
    done = bare(site, ALONE, str(late.path / "verify.py"), str(late.path), "--anchor", "0x" + "11" * 32)
    assert done.returncode == 1
    assert done.stdout.startswith("FAILED genesis.json: it is of the chain 0x")


@pytest.mark.parametrize(
    ("folder", "anchor"),
    [("evidence", "0x12"), ("evidence", "GENESIS_DIGEST"), ("nothing", "0x" + "11" * 32)],
)
def test_verify__nothing_to_check__is_2(
    late: Evidence, capsys: pytest.CaptureFixture[str], folder: str, anchor: str
) -> None:
    assert plain.main([str(late.path.parent / folder), "--anchor", anchor]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_verify__no_package_for_signatures__is_2(
    late: Evidence, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "coincurve", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert plain.main([str(late.path), "--anchor", late.anchor.hex()]) == 2
    assert "coincurve is missing" in capsys.readouterr().err


def test_verify__control_characters_in_what_is_said__are_escaped(
    world: World, late: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_files(tmp_path, read_files(late.path), world.late)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["\x1b[31m\u202e"] = "00"
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    assert plain.main([str(folder), "--anchor", late.anchor.hex()]) == 1
    assert capsys.readouterr().out.startswith("FAILED \\x1b[31m\\u202e: no file of evidence")


def test_keccak__any_length__is_that_of_the_library() -> None:
    data = bytes(place * 7 % 251 for place in range(3_000))
    for length in (*range(290), *range(400, 420), 543, 544, 545, 1_000, 2_999, 3_000):
        assert plain.keccak(data[:length]) == keccak_256(data[:length]).digest(), length


def test_verifier__with_a_fast_keccak__is_otherwise_the_one_that_goes_into_the_folder(
    verifier: ModuleType, late: Evidence
) -> None:
    assert (late.path / "verify.py").read_bytes() == SOURCE.read_bytes()
    assert {name for name in vars(plain) if vars(verifier)[name] is not vars(plain)[name]} > {"keccak"}


def test_interface__of_the_contracts__is_the_one_whose_hash_the_verifier_knows() -> None:
    assert plain.hashlib.sha256(interface_json()).hexdigest() == plain.INTERFACE, "put it into the verifier"


FIELDS: dict[str, Any] = {"nonce": 300, "gas": 90_000, "to": "0x" + "11" * 20, "value": 5, "data": b"\1" * 70}
PAID = {"maxFeePerGas": 3, "maxPriorityFeePerGas": 1}


@pytest.mark.parametrize(
    "fields",
    [
        FIELDS | PAID | {"type": 2, "chainId": 7},
        FIELDS | PAID | {"type": 2, "chainId": 7, "nonce": 0, "to": "", "data": b"\1" * 300},
        FIELDS | {"type": 1, "chainId": 7, "gasPrice": 2},
        FIELDS | {"gasPrice": 2, "chainId": 7_000_000_000},
        FIELDS | {"gasPrice": 2},
    ],
)
def test_read_transaction__any_type__gives_what_the_chain_reads(verifier: ModuleType, fields: dict[str, Any]) -> None:
    raw = bytes(EthAccount.from_key(b"\7" * 32).sign_transaction(fields).raw_transaction)
    sent, known = verifier.read_transaction(raw), recover(raw)
    assert verifier.hexed(sent.sender) == known.sender.lower()
    assert sent.data == known.data
    assert (sent.to, bool(sent.created)) == (bytes.fromhex((known.to or "0x")[2:]), known.to is None)


@pytest.mark.parametrize("kind", [3, 4, 0x7F])
def test_read_transaction__type_of_another_layout__is_not_read_as_if_it_were_known(
    verifier: ModuleType, kind: int
) -> None:
    fields = FIELDS | PAID | {"type": 2, "chainId": 7}
    raw = bytes(EthAccount.from_key(b"\7" * 32).sign_transaction(fields).raw_transaction)
    with pytest.raises(ValueError, match="is not read here"):
        verifier.read_transaction(bytes([kind]) + raw[1:])


def test_read_event__every_log_of_a_run__says_what_the_clients_decode(verifier: ModuleType, record: Record) -> None:
    interface, seen = json.loads(interface_json()), set()
    ours = contract_kinds(record.deployment)
    for block in record.journal.blocks():
        for log in (log for receipt in block.receipts for log in receipt.logs if log.address in ours):
            known = decode_log(log)
            assert known is not None
            raw = verifier.Log(bytes.fromhex(log.address[2:]), list(log.topics), log.data)
            said = verifier.read_event(raw, interface, {})
            if "event" in said:
                fields = {python_name(name): value for name, value in said["fields"].items()}
                assert said["event"] == type(known).__name__
                assert {n: alike(v) for n, v in fields.items()} == {
                    n: alike(v, getattr(known, n)) for n, v in event_fields(known).items()
                }
                seen.add(said["event"])
    assert len(seen) > 40


def alike(value: Any, typed: Any = None) -> Any:
    """Addresses in small letters, members of enums by number, refusal codes with their names."""
    if isinstance(typed, RefusalCode):
        return f"{int(typed)} {next(refusal.name for refusal in REFUSALS if refusal.code == typed)}".lower()
    if hasattr(typed, "name") and isinstance(typed, int):
        return int(typed)
    return value.lower() if isinstance(value, str) else value
