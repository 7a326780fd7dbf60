"""One altered byte anywhere in a folder of evidence: the verifier names the file, with the manifest adjusted or not."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from evidenced import PLACES, World, flips, group, manifest_of, read_files, verdict, write_files

from audit.evidence.export import Evidence

PLACES_DEEP = 60


@pytest.mark.parametrize("places", [PLACES, pytest.param(PLACES_DEEP, marks=pytest.mark.deep)])
def test_verify__any_byte_of_what_is_proved_or_derived__names_it_though_the_manifest_fits(
    world: World, late: Evidence, verifier: ModuleType, tmp_path: Path, places: int
) -> None:
    files = read_files(late.path)
    judged = [name for name in files if verifier.mark_of(name) != verifier.UNPROVED]
    assert len(judged) > 80
    write_files(tmp_path, files, world.late)
    assert verdict(verifier, tmp_path, late.anchor) is None
    for name in judged:
        for data in flips(files[name], places):
            (tmp_path / name).write_bytes(data)
            (tmp_path / "manifest.json").write_bytes(manifest_of(files | {name: data}, world.late))
            said = verdict(verifier, tmp_path, late.anchor)
            assert said is not None, name
            assert group(name) in said, (name, said)
        (tmp_path / name).write_bytes(files[name])


def test_verify__any_byte_of_any_file__is_not_what_the_manifest_says(
    world: World, late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    files = read_files(late.path)
    write_files(tmp_path, files, world.late)
    for name, content in files.items():
        for data in flips(content):
            (tmp_path / name).write_bytes(data)
            said = verdict(verifier, tmp_path, late.anchor)
            assert said == f"FAILED {name}: it is not the file whose SHA-256 stands in the manifest\n"
        (tmp_path / name).write_bytes(content)


def test_verify__any_byte_of_the_manifest__is_refused(
    world: World, late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    write_files(tmp_path, read_files(late.path), world.late)
    manifest = (tmp_path / "manifest.json").read_bytes()
    for place in range(0, len(manifest), 97):
        (tmp_path / "manifest.json").write_bytes(
            manifest[:place] + bytes([manifest[place] ^ 1]) + manifest[place + 1 :]
        )
        assert verdict(verifier, tmp_path, late.anchor) is not None, place


def test_verify__file_added_or_taken_away__is_named(
    world: World, late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    write_files(tmp_path, read_files(late.path), world.late)
    (tmp_path / "unproved" / "note.txt").write_text("mine")
    assert "unproved/note.txt" in str(verdict(verifier, tmp_path, late.anchor))
    (tmp_path / "unproved" / "note.txt").unlink()
    (tmp_path / "seals" / "22.bin").unlink()
    assert "seals/22.bin" in str(verdict(verifier, tmp_path, late.anchor))
