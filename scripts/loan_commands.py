"""The commands `corridor loan …`: cash flows of one loan, and parts of a year.

Trusts `scripts.loan` to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import Json

app = typer.Typer(help="Cash flows of one loan by the ACTUS standard, and year fractions.", rich_markup_mode=None)


@app.command("schedule")
def loan_schedule(
    terms: Annotated[Path, typer.Option(help="The contract's ACTUS terms (JSON).", metavar="TERMS")],
    observed: Annotated[Path | None, typer.Option(help="What the market showed (JSON).", metavar="OBSERVED")] = None,
    to: Annotated[str | None, typer.Option(help="Only events up to this date or time, included.")] = None,
    as_json: Json = False,
) -> None:
    """List the events of a PAM, LAM, NAM or ANN contract."""
    from scripts.loan import print_schedule

    print_schedule(terms, observed, to, as_json)


@app.command("yearfraction")
def loan_yearfraction(
    convention: Annotated[str, typer.Option(help="Day count convention: A/360, ACT_360, 30E360, …")],
    start: Annotated[str, typer.Option(help="First date.")],
    end: Annotated[str, typer.Option(help="Last date.")],
    maturity: Annotated[str | None, typer.Option(help="Maturity; it matters to 30E/360 ISDA only.")] = None,
) -> None:
    """Print the part of a year between two dates."""
    from scripts.loan import fraction_of_year

    typer.echo(fraction_of_year(convention, start, end, maturity))
