"""The entries of a case file: what each kind says, its one text (RFC 8785), and what is signed of it (EIP-712).

Trusts nothing that is read: every text, number and hash has to have its form.
Never holds what no officer typed or asked: what a look found is told by its hash, and kept where it is small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from audit.cases.looks import Look
from audit.wording import hex_text
from chain.abi import Address
from chain.consents import Consent
from chain.hashing import keccak
from chain.signatures import SIGNATURE_BYTES, signer_of
from chain.typed_data import TypedDomain
from messages.canonical import EXACT_MAX, canonical_json
from messages.text import is_clean

TEXT_MAX = 4_000
"""Characters of a note or a reason."""
REFERENCE_MAX = 140
KEPT_MAX = 65_536
"""Characters of a result that is kept in the file; of a longer one the hash is."""
SIGNERS_MAX = 2
NOTHING_BEFORE = hex_text(bytes(32))
_CONTRACT = "CaseFile"


def _clean(text: str) -> str:
    if not is_clean(text):
        raise ValueError("it has a character that does not print")
    return text


_HASH = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{64}$")]
_ADDRESS = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$")]
_SIGNATURE = Annotated[str, StringConstraints(pattern=rf"^0x[0-9a-f]{{{2 * SIGNATURE_BYTES}}}$")]
_TIME = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
_COUNT = Annotated[int, Field(ge=0, le=EXACT_MAX)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_MAX), AfterValidator(_clean)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=REFERENCE_MAX), AfterValidator(_clean)]


class Part(BaseModel):
    """A part of an entry: no member beside its own, of no other type, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Network(Part):
    """Which network a case is about. chain_id; genesis: its genesis digest, as `corridor verify` prints it; registry:
    address of its ParticipantRegistry."""

    chain_id: _COUNT
    genesis: _HASH
    registry: _ADDRESS


class Head(Part):
    """Where the record ended when it was looked at. height: its last block; digest: the run digest after it."""

    height: _COUNT
    digest: _HASH


class Subject(Part):
    """Whom or what a case is about. named: as the officer named it; wallets: every key of the customers that it means,
    in order; jurisdictions: of their banks."""

    kind: Literal["wallet", "uetr"]
    named: Reference
    wallets: list[_ADDRESS]
    jurisdictions: list[Annotated[str, StringConstraints(min_length=1, max_length=8), AfterValidator(_clean)]]


class Opened(Part):
    """The first entry."""

    kind: Literal["opened"] = "opened"
    network: Network
    head: Head
    subject: Subject


class Looked(Part):
    """Something was looked at. look: what was asked; sha256: of what the command printed with --json, in UTF-8;
    characters: its length; kept: itself, where it has no more than `KEPT_MAX`."""

    kind: Literal["looked"] = "looked"
    look: Look
    head: Head
    sha256: _HASH
    characters: _COUNT
    kept: Annotated[str, StringConstraints(max_length=KEPT_MAX)] | None


class Noted(Part):
    """A note."""

    kind: Literal["noted"] = "noted"
    text: Text


Decision = Literal["freeze", "release", "forced-transfer", "no-action", "report"]
ACTING: tuple[Decision, ...] = ("freeze", "release", "forced-transfer")
"""The decisions that a competent authority carries out on the chain."""


class Act(Part):
    """Where the record shows what was decided. height; transaction: hash."""

    height: _COUNT
    transaction: _HASH


class Decided(Part):
    """A decision. legal_order: its reference; head: of the record where it was named; act: where it shows the act."""

    kind: Literal["decided"] = "decided"
    decision: Decision
    reason: Text
    legal_order: Reference | None
    head: Head | None
    act: Act | None


Content = Annotated[Opened | Looked | Noted | Decided, Field(discriminator="kind")]


class Body(Part):
    """What is signed of an entry. number: from 0; at: UTC, by the officer's clock; before: keccak-256 of the line
    before, zeros for the first; signers: the officer, and of a decision perhaps a second one."""

    number: _COUNT
    at: _TIME
    before: _HASH
    signers: Annotated[list[_ADDRESS], Field(min_length=1, max_length=SIGNERS_MAX)]
    content: Content

    @property
    def text(self) -> str:
        """Its one text."""
        return canonical_json(self.model_dump(mode="json"))


class Entry(Part):
    """A line of the file. signatures: over the body, one of each signer, in their order."""

    body: Body
    signatures: Annotated[list[_SIGNATURE], Field(max_length=SIGNERS_MAX)]

    @property
    def line(self) -> str:
        """Its line, without the end."""
        return canonical_json(self.model_dump(mode="json"))


@dataclass(frozen=True, slots=True)
class CaseEntry(Consent):
    """What an officer signs: that a body, by its keccak-256, is entry `number` of a case about a network."""

    MEMBERS: ClassVar[tuple[tuple[str, str], ...]] = (("network", "bytes32"), ("number", "uint64"), ("body", "bytes32"))
    network: bytes
    number: int
    body: bytes


@dataclass(frozen=True)
class Signing:
    """How the entries of one case are signed: under a domain of its network, so that no entry is of another's."""

    network: Network

    @cached_property
    def domain(self) -> TypedDomain:
        """`Corridor CaseFile` on the network's chain, at its registry."""
        return TypedDomain(_CONTRACT, self.network.chain_id, self.network.registry)

    def struct(self, body: Body) -> CaseEntry:
        """The structure that is signed of a body."""
        return CaseEntry(bytes.fromhex(self.network.genesis[2:]), body.number, keccak(body.text.encode()))

    def signer(self, body: Body, signature: str) -> Address | None:
        """Who signed a body so; None for nobody."""
        return signer_of(self.struct(body), self.domain, bytes.fromhex(signature[2:]))


def line_hash(line: str) -> str:
    """What the next entry names as the one before it."""
    return hex_text(keccak(line.encode()))
