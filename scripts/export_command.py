"""The commands `corridor export …`: what a run leaves, in forms for others.

Trusts the scripts to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import typer

from scripts import evidence_command

app = typer.Typer(
    help="Hand out what a run holds, in forms for others.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
app.command()(evidence_command.evidence)
