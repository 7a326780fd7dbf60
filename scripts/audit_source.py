"""Where an audit reads: a results folder, or a chain over RPC with the file that says where its contracts are.

Trusts the rooms below to say what is wrong with either.
Never writes into a results folder: its index is kept beside it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError

if TYPE_CHECKING:
    from audit.execution import Keeping
    from audit.index.store import Index
    from audit.record import Record
    from audit.rpc_record import RpcJournal
    from audit.run_folder import RunFolder

SALTED_BY_SEED = "seed"
"""Entry of a journal's header from which a network of its own derives its salt."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the user named. folder: of a run; rpc, deployment: of a chain; first, last: blocks of it; index: file."""

    folder: Path | None
    rpc: str | None = None
    deployment: Path | None = None
    first: int = 1
    last: int | None = None
    index: Path | None = None

    def __post_init__(self) -> None:
        """Raises InputError for a folder with what only a chain has (it is read whole), and for an index in one."""
        from audit.closed_folder import require_outside_runs

        if self.index is not None:
            require_outside_runs(self.index, "--index")
        ranged = self.first != 1 or self.last is not None
        if self.folder is not None and self.rpc is None and (ranged or self.deployment is not None):
            raise InputError(
                what="an option of a chain beside a results folder",
                where="--from-block, --to-block" if ranged else "--deployment",
                why="a folder is read whole, with the deployment.json in it",
                do="leave it out, or read a chain with --rpc; lists of a folder take --blocks",
            )


@dataclass(frozen=True, slots=True)
class Source:
    """A record that can be read. folder or chain: where from; digest: after its last block, hex; place: of its index;
    salt: of the network's aliases, where it is known."""

    record: Record
    folder: RunFolder | None
    chain: RpcJournal | None
    digest: str
    place: Path
    salt: bytes | None

    def beside(self, name: str) -> Path:
        """Where a command writes that was given no --out: beside the folder, or here where a chain was read."""
        if self.folder is not None:
            path = self.folder.path.resolve()
            return path.with_name(f"{path.name}-{name}")
        return Path(f"chain-{self.record.deployment.parameters.chain_id}-{name}")

    def require_whole(self, what: str) -> None:
        """Raises InputError where a chain's range begins after its deployment. what: cannot be done then."""
        if self.record.is_late:
            raise InputError(what=what, where="--from-block", why=self._missing(), do="begin at the deployment")

    def note_range(self) -> None:
        """Says on the terminal what a range that begins after the deployment leaves out."""
        if self.record.is_late:
            sys.stderr.write(f"note: {self._missing()}; filters by them find nothing\n")

    def _missing(self) -> str:
        assert self.chain is not None
        return f"who was who, whose customer and with what balance before block {self.chain.first} is not in the range"

    def index(self) -> Index:
        """Its index, built unless it stands there already; InputError where a folder's files are of two networks."""
        from audit.index.store import Index

        if self.folder is not None:
            self.folder.require_one_chain()
        return Index.at(self.place, self.record, self.digest)


def open_source(named: Named) -> Source:
    """Raises InputError where what was named is not there, not whole enough to read, or of another chain."""
    if (named.folder is None) == (named.rpc is None):
        raise InputError(
            what="no record named" if named.rpc is None else "two records named",
            where="DIR",
            why="an audit reads one results folder or one chain",
            do="name a folder that `corridor run` wrote, or add --rpc ADDRESS --deployment FILE",
        )
    return _over_rpc(named) if named.rpc is not None else _of_folder(named)


def _of_folder(named: Named) -> Source:
    from audit.index.store import SUFFIX, place_of
    from audit.record import Record
    from audit.run_folder import RunFolder

    assert named.folder is not None
    folder = RunFolder.open(named.folder)
    journal = folder.journal
    height = journal.height()
    digest = journal.digest_at(height).hex() if height else ""
    place = named.index or _writable(place_of(named.folder), SUFFIX)
    return Source(
        Record(journal, folder.deployment()), folder, None, digest, place, _salt(journal.find(SALTED_BY_SEED))
    )


def _over_rpc(named: Named) -> Source:
    from audit.index.store import SUFFIX
    from audit.record import Record
    from audit.rpc_record import RpcJournal
    from chain.deployment import Deployment

    assert named.rpc is not None
    if named.deployment is None:
        raise InputError(
            what="no deployment named",
            where="--deployment",
            why="the chain does not say which contracts are the network's",
            do="add --deployment FILE, as `corridor deploy` or `corridor run` wrote it",
        )
    deployment = Deployment.load(named.deployment)
    chain = RpcJournal.connect(named.rpc, deployment, named.first, named.last)
    is_late = not chain.starts_at_deployment(deployment)
    digest = f"{chain.first}..{chain.last}:{chain.last_hash.hex()}{':late' if is_late else ''}"
    record = Record(chain, deployment, is_late=is_late)
    return Source(record, None, chain, digest, named.index or _temporary(digest, SUFFIX), None)


def _salt(seed: str | None) -> bytes | None:
    """The salt of a network that was made from a seed; None for one of which nobody says."""
    from nodes.identity import network_salt

    return network_salt(int(seed)) if seed is not None and seed.isascii() and seed.isdigit() else None


def keeping_of(folder: Path) -> Keeping | None:
    """Where this user keeps the checkpoint of a results folder; None for a user without a folder for such things."""
    from audit.checkpoint import SUFFIX, place_of
    from audit.execution import Keeping
    from audit.proofs import Proofs

    stated = Path(os.environ.get("XDG_STATE_HOME", ""))
    try:
        home = stated if stated.is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError:
        return None
    proofs = Proofs(home / "corridor" / "checkpoints")
    return Keeping(_writable(place_of(folder), SUFFIX), proofs, f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}")


def _writable(place: Path, suffix: str) -> Path:
    return place if place.is_file() or os.access(place.parent, os.W_OK) else _temporary(str(place), suffix)


def _temporary(name: str, suffix: str) -> Path:
    """A place among this user's temporary files, the same for the same name."""
    folder = Path(tempfile.gettempdir()) / f"corridor-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise InputError(
            what="no place for an index or a checkpoint",
            where=str(folder),
            why="it is another user's, who could change what is in it",
            do="set TMPDIR to a folder of your own",
        )
    return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}{suffix}"
