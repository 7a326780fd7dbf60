"""Keys in files: 64 hex digits, an officer's readable by nobody else, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain.errors import InputError
from chain.evm.envelope import GROUP_ORDER
from scripts.key_file import key_of, officer_of

KEY = "5a" * 32


def written(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_bytes(data)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("text", [KEY, f"0x{KEY}\n", f"  {KEY.upper()}\n\n"])
def test_key__64_hex_digits__are_its_bytes(tmp_path: Path, text: str) -> None:
    assert key_of(written(tmp_path, text.encode())) == bytes.fromhex(KEY)
    assert officer_of(written(tmp_path, text.encode())).key == bytes.fromhex(KEY)


@pytest.mark.parametrize("data", [b"", KEY[:-1].encode(), (KEY + "0").encode(), b"\xff" * 64, b"5a" * 10**6])
def test_key__anything_else__is_refused_without_showing_it(tmp_path: Path, data: bytes) -> None:
    for read in (key_of, officer_of):
        with pytest.raises(InputError, match="openssl rand -hex 32") as refused:
            read(written(tmp_path, data))
        assert "5a5a" not in str(refused.value)
    with pytest.raises(InputError, match="ask for it"):
        key_of(written(tmp_path, data), "ask for it")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_officer__file_that_others_may_use__is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(InputError, match=r"others on this machine may read it; .*chmod 600"):
        officer_of(written(tmp_path, KEY.encode(), mode))
    assert officer_of(written(tmp_path, KEY.encode(), 0o400)).identity == "key"


@pytest.mark.parametrize("number", [0, GROUP_ORDER, GROUP_ORDER + 1])
def test_officer__number_that_is_no_key__is_refused(tmp_path: Path, number: int) -> None:
    with pytest.raises(InputError, match="no key of secp256k1"):
        officer_of(written(tmp_path, f"{number:064x}".encode()))


def test_key__nothing_there__says_so(tmp_path: Path) -> None:
    for place in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="no key"):
            key_of(place)
