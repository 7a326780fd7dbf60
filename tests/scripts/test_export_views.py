"""`corridor export view` and `corridor export research`: what they write, what they refuse, that it is all or nothing.

Trusts the auditor's tests for what is in a view.
Never runs a scenario of its own.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from audit.views.table import KINDS, PARTIES, Rule
from scripts.cli import main
from scripts.export_views import SEALED

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
KEY = PrivateKey(bytes(range(1, 33)))
BAKER = "participant:baker"


@pytest.fixture
def run(tiny_run: Path) -> Path:
    """The tiny scenario."""
    return tiny_run


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("party", [BAKER, "bank:sg-bank", "supervisor:SG", "auditor"])
def test_view__of_each_party__has_a_file_for_each_kind_that_it_may_see(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], party: str
) -> None:
    out = tmp_path / "view"
    assert main(["export", "view", str(run), "--for", party, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kind = PARTIES.index(party.split(":")[0])
    assert files(out).keys() == {f"{item.name}.jsonl" for item in KINDS if item.rules[kind] is not Rule.NEVER}
    assert told["rows"] == {name.removesuffix(".jsonl"): data.count(b"\n") for name, data in files(out).items()}
    assert all(data.isascii() for data in files(out).values())
    assert all(json.loads(line) for data in files(out).values() for line in data.splitlines())
    assert told["rows"]["payments"] > 0
    assert main(["verify", str(run), "--quiet"]) == 0


def test_view__sealed__opens_with_its_key_alone_and_is_the_same(run: Path, tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    key = bytes(KEY.public_key).hex()
    assert main(["export", "view", str(run), "--for", BAKER, "--out", str(plain)]) == 0
    assert main(["export", "view", str(run), "--for", BAKER, "--key", key, "--out", str(sealed)]) == 0
    held = files(sealed)
    assert held.keys() == {SEALED, "README.txt"}
    assert b"baker" not in held[SEALED] + held["README.txt"]
    opened = SealedBox(KEY).decrypt(held[SEALED])
    with tarfile.open(fileobj=io.BytesIO(opened), mode="r:gz") as archive:
        inside = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
    assert inside == files(plain)
    with pytest.raises(CryptoError):
        SealedBox(PrivateKey(bytes(range(2, 34)))).decrypt(held[SEALED])


def test_view__sealed__opens_as_its_readme_says(run: Path, tmp_path: Path) -> None:
    key = bytes(KEY.public_key).hex()
    assert main(["export", "view", str(run), "--for", BAKER, "--key", key, "--out", str(tmp_path / "view")]) == 0
    (tmp_path / "key").write_text(bytes(KEY).hex() + "\n")
    (code,) = re.findall(r'-c "(.+)" KEY_FILE', (tmp_path / "view" / "README.txt").read_text())
    command = [sys.executable, "-c", code, str(tmp_path / "key"), str(tmp_path / "view" / SEALED)]
    opened = subprocess.run(command, capture_output=True, check=True).stdout
    assert opened == SealedBox(KEY).decrypt((tmp_path / "view" / SEALED).read_bytes())


def test_view__sealed_to_a_participant__opens_with_the_key_that_it_published(run: Path, tmp_path: Path) -> None:
    from nodes.identity import sealing_key_of
    from nodes.scenario import Scenario

    seed = Scenario.load(run / "scenario.yaml").seed
    assert (
        main(["export", "view", str(run), "--for", "bank:sg-bank", "--key", "sg-bank", "--out", str(tmp_path / "v")])
        == 0
    )
    assert SealedBox(sealing_key_of(seed, "sg-bank")).decrypt((tmp_path / "v" / SEALED).read_bytes())


def test_research__twice__has_names_of_its_own_and_with_a_key_file_the_same(run: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("5a" * 32 + "\n")
    for name, more in (("a", []), ("b", []), ("c", ["--key-file", str(key)]), ("d", ["--key-file", str(key)])):
        assert main(["export", "research", str(run), "--bin", "1000,100000", "--out", str(tmp_path / name), *more]) == 0
    a, b, c, d = (files(tmp_path / name) for name in "abcd")
    assert a.keys() == {"accounts.jsonl", "payments.jsonl", "transfers.jsonl", "README.txt"}
    assert a["transfers.jsonl"] != b["transfers.jsonl"]
    assert c == d
    assert b"5a5a5a5a" not in b"".join(c.values())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["view", "--for", "participant:bakr"], "did you mean baker"),
        (["view", "--for", "supervisor:SH"], "no such jurisdiction"),
        (["view", "--for", "\x1b[2J\u202e=cmd()"], "no kind of party"),
        (["view", "--for", BAKER, "--key", "bakr"], "did you mean baker"),
        (["view", "--for", BAKER, "--key", "baker"], "it has published no sealing key"),
        (["view", "--for", BAKER, "--key", "0" * 64], "no X25519 key that anything can be sealed to"),
        (["view", "--for", BAKER, "--key", "x" * 10**6], "nobody has this id or address"),
        (["view", "--for", "\udcff"], "no kind of party"),
        (["view", "--for", "bank:\udcff\0"], "no bank or other institution"),
        (["view", "--for", BAKER, "--key", "\udcff"], "nobody has this id or address"),
        (["research", "--bin", "5,4"], "they do not rise"),
        (["research", "--bin", "=1+1"], "no whole numbers of minor units"),
        (["research", "--key-file", "no-such-file"], "No such file"),
        (["research", "--key-file", str(TINY)], "a key is 64 hex digits"),
    ],
)
def test_export__what_cannot_be__is_one_line_exit_2_and_no_folder(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    command, *options = arguments
    assert main(["export", command, str(run), *options, "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert why in line
    assert line.isprintable()
    assert len(line) < 1_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["view", "--for", "auditor"], ["research"]])
def test_export__to_a_taken_place__is_refused_and_leaves_it(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    command, *options = arguments
    (tmp_path / "mine").write_text("mine")
    assert main(["export", command, str(run), *options, "--out", str(tmp_path / "mine")]) == 2
    assert "it exists already" in capsys.readouterr().err
    assert (tmp_path / "mine").read_text() == "mine"
