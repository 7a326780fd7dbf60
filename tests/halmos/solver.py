"""Answers one query of halmos: by yices, and where it takes long, by cvc5 over the integers, which can divide.

Trusts both solvers: sat and a model, or unsat. Runs in the environment of halmos, with the query's file as argument.
Never fetches a solver, as halmos itself does for all but yices.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

YICES = (str(Path(sys.executable).with_name("yices-smt2")), "--smt2-model-format", "--bvconst-in-decimal")
YICES_S = 2


def ask_yices(query: str) -> str:
    """What yices says in a few seconds; empty when it says neither sat nor unsat."""
    try:
        done = subprocess.run([*YICES, query], capture_output=True, text=True, timeout=YICES_S, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.stdout.startswith(("sat", "unsat")) else ""


def ask_cvc5(query: str) -> str:
    """What cvc5 says of the query with its words of 256 bits read as integers; halmos itself sets the limit of time."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    for option, value in {"solve-bv-as-int": "iand", "iand-mode": "bitwise", "produce-models": "true"}.items():
        solver.setOption(option, value)
    parser = cvc5.InputParser(solver)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, query)
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, parser.getSymbolManager())
    return said


if __name__ == "__main__":
    print(ask_yices(sys.argv[1]) or ask_cvc5(sys.argv[1]))
