"""The list of what this auditor's replays left: only what stands in it, and only while nobody else can write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.proofs import Proofs

ONE, TWO = "ab" * 32, "cd" * 32


@pytest.fixture
def proofs(tmp_path: Path) -> Proofs:
    """A list of one."""
    proofs = Proofs(tmp_path / "state" / "corridor" / "checkpoints")
    proofs.add(ONE, "2026-11-23")
    return proofs


def test_proofs__recorded__is_believed_and_nothing_else_is(proofs: Proofs, tmp_path: Path) -> None:
    assert proofs.why_not(ONE) is None
    proofs.add(TWO, "2026-11-24")
    assert proofs.why_not(ONE) is proofs.why_not(TWO) is None
    for other in ("", ONE[:-1], "2026-11-23"):
        assert proofs.why_not(other) == "it is not as a replay of this auditor left it"
    assert Proofs(tmp_path / "none" / "checkpoints").why_not(ONE) is not None


def test_proofs__new_list__is_this_users_alone(proofs: Proofs) -> None:
    assert proofs.path.stat().st_mode & 0o777 == 0o600
    assert proofs.path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("writable", ["list", "folder"])
def test_proofs__writable_by_others__is_not_believed(proofs: Proofs, writable: str) -> None:
    path = proofs.path if writable == "list" else proofs.path.parent
    path.chmod(0o770)
    assert "others can write" in str(proofs.why_not(ONE))


def test_proofs__link__is_neither_believed_nor_written(proofs: Proofs) -> None:
    real = proofs.path.rename(proofs.path.with_name("elsewhere"))
    proofs.path.symlink_to(real)
    assert proofs.why_not(ONE) is not None
    with pytest.raises(OSError, match="symbolic"):
        proofs.add(TWO, "2026-11-24")
