"""The commands `corridor case …`: an officer's file about a wallet or a payment, signed entry by entry.

Trusts `scripts.case_file` to write and `scripts.case_console` to show and check.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import Json

app = typer.Typer(help="An officer's case file: what was looked at, noted and decided, signed.", rich_markup_mode=None)

_Case = Annotated[Path, typer.Argument(help="The case file.", metavar="CASE")]
_Run = Annotated[Path, typer.Argument(help="Results folder of the run that the case is about.", metavar="DIR")]
_MaybeRun = Annotated[Path | None, typer.Argument(help="Results folder of the run.", metavar="DIR")]
_Key = Annotated[Path, typer.Option("--officer", help="File with the officer's key, readable by nobody else.")]


@app.command("new")
def new(
    folder: _Run,
    officer: _Key,
    subject: Annotated[str, typer.Option(help="Whom or what it is about: a wallet's id, address or alias, or a UETR.")],
    out: Annotated[Path, typer.Option(help="File to write.", metavar="CASE")],
    alarm: Annotated[bool, typer.Option("--alarm", help="Add the detectors' alarms about it, with reasons.")] = False,
) -> None:
    """Open a case about a wallet or a payment of a run."""
    from scripts.case_file import open_case

    open_case(folder, out, subject, officer, with_alarms=alarm)


@app.command("look")
def look(case: _Case, folder: _Run, officer: _Key) -> None:
    """Add what the record has about the subject; add anything else with `corridor trace` or `audit` and --case."""
    from scripts.case_file import look_about

    look_about(case, folder, officer)


@app.command("note")
def note(
    case: _Case, text: Annotated[str, typer.Argument(help="What to note.", metavar="TEXT")], officer: _Key
) -> None:
    """Add a note."""
    from scripts.case_file import add_note

    add_note(case, text, officer)


@app.command("decide")
def decide(
    case: _Case,
    decision: Annotated[
        str, typer.Argument(help="freeze, release, forced-transfer, no-action or report.", metavar="DECISION")
    ],
    officer: _Key,
    reason: Annotated[str, typer.Option(help="Why.")],
    folder: _MaybeRun = None,
    second: Annotated[Path | None, typer.Option(help="File with the key of a second officer, who signs too.")] = None,
    legal_order: Annotated[str | None, typer.Option(help="Reference of the legal order.")] = None,
    act: Annotated[str | None, typer.Option(help="Hash of the transaction in DIR that carried it out.")] = None,
) -> None:
    """Add a decision; nothing is done on a chain by it."""
    from scripts.case_file import Typed
    from scripts.case_file import decide as write

    officers = (officer,) if second is None else (officer, second)
    write(case, Typed(decision, reason, legal_order, act), folder, officers)


@app.command("show")
def show(case: _Case, as_json: Json = False) -> None:
    """Print a case; exits 1 where its hashes or signatures do not hold."""
    from scripts.case_console import show_case

    show_case(case, as_json=as_json)


@app.command("check")
def check(
    case: _Case,
    folder: _MaybeRun = None,
    last: Annotated[str | None, typer.Option(help="Hash of its last entry, as noted elsewhere.")] = None,
    as_json: Json = False,
) -> None:
    """Check hashes and signatures, and against the run's record what was looked at, decided and by whom."""
    from scripts.case_console import check_case

    check_case(case, folder, last, as_json=as_json)
