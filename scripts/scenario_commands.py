"""The commands about scenario files: `corridor validate`, `init` and `schema`.

Trusts `nodes.scenario` to judge them.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AllowCode, ScenarioFile, Seed, Settings


def validate(
    scenario: ScenarioFile,
    seed: Seed = None,
    settings_: Settings = None,
    allow_code: AllowCode = False,
    expanded: Annotated[
        bool, typer.Option("--expanded", help="Print it with its generated network written out.")
    ] = False,
) -> None:
    """Check a scenario; every mistake is one line with its place."""
    from nodes.scenario import Scenario
    from scripts.console import inventory

    checked = Scenario.load(scenario, seed, settings_ or (), allow_code=allow_code)
    typer.echo(checked.expanded_text() if expanded else f"{scenario}: valid: {inventory(checked)}", nl=not expanded)


def init(
    name: Annotated[str, typer.Argument(help="Name of the scenario: small letters, digits, hyphens.", metavar="NAME")],
    folder: Annotated[Path, typer.Option("--in", help="Folder to write to.", metavar="DIR")] = Path("."),
) -> None:
    """Write a commented scenario to begin with, and the schema for editors."""
    from scripts.init import write_starter

    path, schema = write_starter(name, folder)
    typer.echo(f"{path}\n{schema}\nnow: corridor run {path}")


def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the keys as a page for people instead.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from nodes.scenario import Scenario
    from nodes.scenario.reference import reference_page
    from scripts.run_scenario import as_text

    content = Scenario.json_schema()
    sys.stdout.write(reference_page(content) if markdown else as_text(content))
