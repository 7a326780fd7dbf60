"""Runs `corridor run` in a process that kills itself at a counted moment: before an SQL statement, a file, a rename.

Trusts the operating system: SIGKILL leaves no time for a farewell, and what was written stays.
Never counts time: the same count is the same moment in every run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Counts what the process is about to do to the disk, and dies before the moment of that number.
_DYING = """
import os, signal, sqlite3, sys
last, count, watched = int(sys.argv[1]), 0, sys.argv[2]

def tick(*_):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

def heard(event, arguments):
    if event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "open") and watched in str(arguments[0]):
        if event != "open" or set(str(arguments[1])) & set("wax+") or arguments[2] & (os.O_WRONLY | os.O_RDWR):
            tick()

class Watched(sqlite3.Connection):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.set_trace_callback(tick)

real = sqlite3.connect
sqlite3.connect = lambda *arguments, **options: real(*arguments, factory=Watched, **options)
sys.addaudithook(heard)
from scripts.cli import main
code = main(sys.argv[3:])
if last == 0:
    print(count)
sys.exit(code)
"""
KILLED = -9


def run(scenario: Path, out: Path, *options: str, at: int = 0) -> subprocess.CompletedProcess[str]:
    """`corridor run scenario --out out`, killed before the moment `at`; 0 lets it live and print how many there are."""
    command = ["run", str(scenario), "--out", str(out), "--quiet", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", _DYING, str(at), out.name, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


# Interrupts itself as a terminal would, when its network has been told to go on for the third time.
_INTERRUPTED = """
import os, signal, sys
from nodes.network import Network
from scripts.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have told its background processes to ignore it
go_on, times = Network.run_until, 0

def run_until(network, *arguments):
    global times
    times += 1
    if times == 3:
        os.kill(os.getpid(), signal.SIGINT)
    go_on(network, *arguments)

Network.run_until = run_until
sys.exit(main(sys.argv[1:]))
"""


def interrupted(scenario: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """`corridor run scenario --out out`, interrupted half way as by Ctrl-C."""
    command = ["run", str(scenario), "--out", str(out), "--quiet"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, *command], env=environment, capture_output=True, text=True, check=False
    )
