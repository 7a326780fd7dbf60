"""Keys in files: what is one, and that nothing of what is not is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain.errors import InputError
from scripts.key_file import key_in


@pytest.mark.parametrize("text", ["5a" * 32, "5A" * 32 + "\n", " 0x" + "5a" * 32 + "\r\n"])
def test_key_in__hex_digits__are_the_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    assert key_in(tmp_path / "key") == b"\x5a" * 32


@pytest.mark.parametrize("text", [b"", b"5a" * 31, b"5a" * 33, b"secret", b"\xff" * 64, b"5a" * 32 + b"\nx"])
def test_key_in__anything_else__is_refused_and_not_repeated(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "key").write_bytes(text)
    with pytest.raises(InputError) as refused:
        key_in(tmp_path / "key", "ask for it")
    assert "ask for it" in str(refused.value)
    assert not text or text.decode("latin-1") not in str(refused.value)


def test_key_in__no_file__is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        key_in(tmp_path / "none")
