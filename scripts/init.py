"""Writes a scenario to begin with, and the schema that an editor completes it by.

Trusts the starter that comes with the package.
Never writes over a file that somebody may have changed.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from chain.errors import InputError

SCHEMA_FILE = "scenario.schema.json"


def write_starter(name: str, folder: Path) -> tuple[Path, Path]:
    """Writes `<name>.yaml` and the schema into `folder`; returns their paths. Raises InputError, and then neither is
    written."""
    from nodes.scenario import Scenario
    from scripts.results_folder import write_atomically
    from scripts.run_scenario import as_text

    path, schema = folder / f"{name}.yaml", folder / SCHEMA_FILE
    text = files("nodes.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")
    for mark, value in (("@NAME@", name), ("@FILE@", path.name), ("@SCHEMA@", SCHEMA_FILE)):
        text = text.replace(mark, value)
    Scenario.parse(text, str(path))  # a name that no scenario may have is found here
    if path.exists():
        raise InputError(
            what="no scenario can be begun here", where=str(path), why="it exists already", do="take another name"
        )
    if not folder.is_dir():
        raise InputError(
            what="no scenario can be begun here", where=str(folder), why="there is no such folder", do="make it first"
        )
    write_atomically(schema, as_text(Scenario.json_schema()))
    write_atomically(path, text)
    return path, schema
