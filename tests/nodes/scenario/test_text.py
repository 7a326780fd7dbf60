"""Scenario files that are no text, and the one line with which each is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from nodes.scenario.findings import ScenarioError
from nodes.scenario.text import SIZE_MAX_BYTES, control_character, read_text


def refusal_of(path: Path) -> str:
    """The line that refuses a file, without the folder it is in."""
    with pytest.raises(ScenarioError) as refusal:
        read_text(path)
    (finding,) = refusal.value.findings
    assert str(refusal.value) == str(finding)
    return str(finding).replace(f"{path.parent}/", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name: \xff\xfe", "f.yaml:1:7: not a YAML file: byte 0xff does not belong to UTF-8 text"),
        ("name: bañera\n".encode("latin-1"), "f.yaml:1:9: not a YAML file: byte 0xf1 does not belong"),
        (b"\xef\xbb\xbfa: b\nc: \xc3", "f.yaml:2:4: not a YAML file: byte 0xc3 does not belong"),
        ("name: x".encode("utf-16"), "f.yaml:1:1: not a YAML file: byte 0xff does not belong"),
        (b"\x7fELF\x02\x01", "f.yaml:1:1: not a YAML file: it holds the control character U+007F"),
        (b"a: 1\nb: \x00", "f.yaml:2:4: not a YAML file: it holds the control character U+0000"),
        (b"a: \x1b[2J", "f.yaml:1:4: not a YAML file: it holds the control character U+001B"),
        ("a: \u202eb".encode(), "f.yaml:1:4: not a YAML file: it holds the control character U+202E"),
        ("a: \u2028b".encode(), "f.yaml:1:4: not a YAML file: it holds the control character U+2028"),
        ("a: \x85".encode(), "f.yaml:1:4: not a YAML file: it holds the control character U+0085"),
    ],
)
def test_read_text__no_plain_utf_8_text__is_refused_at_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    assert refusal_of(path).startswith(said)


def test_read_text__utf_8_with_tabs_and_carriage_returns__is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffname: ธนาคาร 银行 🏦\t# x\r\n".encode())
    assert read_text(path) == "name: ธนาคาร 银行 🏦\t# x\r\n"


def test_read_text__missing_file__is_refused(tmp_path: Path) -> None:
    assert (
        refusal_of(tmp_path / "f.yaml") == "f.yaml: the scenario cannot be read: there is no such file; check the path"
    )


def test_read_text__folder__is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").mkdir()
    assert refusal_of(tmp_path / "f.yaml").startswith("f.yaml: the scenario cannot be read: it is a folder; name")


def test_read_text__file_inside_a_file__is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    assert refusal_of(tmp_path / "f" / "g").startswith("g: the scenario cannot be read: not a directory; check")


def test_read_text__unreadable_file__is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, whom no permission stops: the refusal of the system is played.
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    said = "f.yaml: the scenario cannot be read: permission denied; check the path and who may read it"
    assert refusal_of(tmp_path / "f.yaml") == said


def test_read_text__nul_in_the_path__is_refused_without_printing_it() -> None:
    with pytest.raises(ScenarioError) as refusal:
        read_text(Path("a\0b"))
    assert str(refusal.value) == "a\\x00b: the scenario cannot be read: this is not a path; check the path"


def test_read_text__more_than_the_limit__is_refused_without_reading_on(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(SIZE_MAX_BYTES + 1)
    assert refusal_of(path).startswith("f.yaml: the scenario cannot be read: it is larger than 5,242,880 bytes")
    path.write_bytes(b"#" * SIZE_MAX_BYTES)
    assert len(read_text(path)) == SIZE_MAX_BYTES


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\n", "\t", "\x7f", "\x9b", "\u202e", "\u2066", "\u2029", "\ud800"])
def test_control_character__hidden_in_text__is_found(char: str) -> None:
    assert control_character(f"safe{char}text") == char


@pytest.mark.parametrize("text", ["", "plain", "Ünïcödé", "银行", "👩‍💻", "e\u0301", "a\u00a0b"])
def test_control_character__text_of_any_language__has_none(text: str) -> None:
    assert control_character(text) is None
