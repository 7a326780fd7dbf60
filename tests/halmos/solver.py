"""Answers one query of halmos: by yices or z3, and where it divides, by cvc5 over the integers.

Trusts the solvers: sat and a model, or unsat. Runs in the environment of halmos, with the query's file as argument.
Never fetches a solver, as halmos itself does for all but yices.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(sys.executable).parent
YICES = (str(SCRIPTS / "yices-smt2"), "--smt2-model-format", "--bvconst-in-decimal")
YICES_S = 15  # what takes it longer, z3 mostly answers in a second
Z3 = (str(SCRIPTS / "z3"), "-in")
Z3_S = 80  # with those before it, within the limit that halmos sets
DIVISIONS = ("(bvudiv ", "(bvurem ")


def ask(solver: tuple[str, ...], query: str, limit_s: float) -> str:
    """What a solver says of the query in `limit_s` seconds, its words bit by bit; empty when they do not suffice."""
    try:
        return subprocess.run(solver, input=query, capture_output=True, text=True, check=False, timeout=limit_s).stdout
    except subprocess.TimeoutExpired:
        return ""


def without_hashes(query: str) -> str:
    """The query without what halmos states of Keccak: with less to go by, what is unsat is unsat for certain."""
    head, *assertions = query.split("\n(assert")
    last = len(assertions) - 1  # what is asked follows it
    kept = [text for index, text in enumerate(assertions) if index == last or "f_sha3" not in text]
    return "\n(assert".join([head, *kept])


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


def main(path: str) -> str:
    """The answer to the query in the file at `path`."""
    query = Path(path).read_text()
    if any(division in query for division in DIVISIONS):
        return ask_cvc5(path)
    lighter = ask(YICES, without_hashes(query), YICES_S)
    if lighter.startswith("unsat"):
        return lighter
    return ask(YICES, query, YICES_S) or ask(Z3, query, Z3_S)


if __name__ == "__main__":
    print(main(sys.argv[1]))
