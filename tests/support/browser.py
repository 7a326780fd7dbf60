"""A headless Chromium that opens one page of this machine: what it drew, what it complained of, what it asked for.

Trusts the browser's own log of its network stack; no name resolves, so that nothing it asks for is ever reached.
Never counts what the browser asks for of its own accord, only what the page does.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((found for found in map(shutil.which, NAMES) if found), None)
"""Its path; None where the machine has none."""
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-component-update"),
    *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr"),
    *("--virtual-time-budget=20000", "--dump-dom"),
)
_SAID = re.compile(r":CONSOLE[:(]\d+\)?\] (.*)")


@dataclass(frozen=True, slots=True)
class Opened:
    """dom: the document after its scripts ran; console: what was said on the console; asked: addresses, but the
    page's own."""

    dom: str
    console: tuple[str, ...]
    asked: tuple[str, ...]


def opened(browser: str, page: Path, scratch: Path) -> Opened:
    """Opens a file; scratch: a folder for the browser's own files."""
    log = scratch / "network.json"
    own = (f"--user-data-dir={scratch / 'profile'}", f"--log-net-log={log}")
    command = [browser, *_QUIET, *own, page.as_uri()]
    found = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert found.returncode == 0, found.stderr
    return Opened(found.stdout, tuple(_SAID.findall(found.stderr)), tuple(_asked(log.read_text(), page)))


def _asked(log: str, page: Path) -> list[str]:
    try:
        events = json.loads(log)["events"]
    except json.JSONDecodeError:  # the browser may end before it has closed the list
        events = json.loads(log.rstrip().rstrip(",") + "]}")["events"]
    requests = (event.get("params", {}) for event in events)
    of_page = (found for found in requests if "file://" in str(found.get("network_isolation_key", "")))
    urls = {str(found["url"]) for found in of_page if "url" in found}
    return sorted(url for url in urls if url != page.as_uri() and not url.startswith("data:"))
