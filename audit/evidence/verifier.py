"""Checks a folder of evidence about one payment, without Corridor: python verify.py FOLDER --anchor GENESIS_DIGEST

Trusts the anchor, which has to come from elsewhere, the package coincurve (libsecp256k1), Keccak and SHA-256.
Never opens a file that the folder's manifest does not name, and believes each as far as it follows from the anchor.

How it follows: the anchor is the hash of chain id, first second and first validators (genesis.json). Each header names
the hash of the one before it, and who the validators of its block are (headers.bin). Two thirds of them, rounded up,
have to have signed each block that matters (seals/). Validators change by what one contract says, the first that named
the first ones (opening/ holds every receipt until then); each time it does is proved as everything else is: by a path
of hashes (*.nodes) from the receipt to the root in a header. Leave one out, and the next header names other validators.
Exit code: 0 all of it holds; 1 something does not, and is named; 2 nothing could be checked.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import importlib.util
import json
import re
import struct
import sys
import uuid
from collections import namedtuple
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = "corridor-evidence/1"
# What contracts can say: the SHA-256 of interface.json, which names their events, fields and codes.
INTERFACE = "63058d908546620c152e95166aa65e11b1a833943e18f4d59ed37130fe9feeeb"
CHAIN, DERIVED, UNPROVED = "chain-proved", "derived and recomputed", "unproved"
N = "(0|[1-9][0-9]*)"
KINDS = {
    rf"genesis\.json|headers\.bin|opening/{N}\.nodes|seals/{N}\.bin": CHAIN,
    rf"items/{N}-{N}/(transaction|receipt)\.(rlp|nodes)": CHAIN,
    rf"interface\.json|validators\.json|items/{N}-{N}/meaning\.json": DERIVED,
    r"cover\.html|verify\.py|unproved/([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*": UNPROVED,
}

NOTES = (
    "It holds, unless a third of the validators of some time signed another history, then or later, with old keys.",
    "What is not in the folder may have happened too. Unproved files are somebody's word. Where keys are derived from",
    "a seed that others know, all this proves that nothing was altered, not who signed.",
)

Header = namedtuple("Header", "hash chain_id height parent time proposer round tx_root receipts_root validators digest")
Sent = namedtuple("Sent", "sender to created data")
Log = namedtuple("Log", "contract topics data")


class Fault(Exception):
    """What does not hold: the file that shows it, and why."""


def require(holds: bool, name: str, why: str) -> None:
    if not holds:
        raise Fault(name, why)


# Keccak-256: Keccak-f[1600], 136 bytes a block, padding 0x01 … 0x80 (keccak.team/keccak_specs_summary.html).
ROUNDS = (
    *(0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B),
    *(0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088),
    *(0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089),
    *(0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A),
    *(0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008),
)
LANES = (10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1)
TURNS = (1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44)
MASK, RATE = (1 << 64) - 1, 136


def permute(a: list[int]) -> None:
    for constant in ROUNDS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[x - 1] ^ ((c[x - 4] << 1 | c[x - 4] >> 63) & MASK) for x in range(5)] * 5
        a[:] = [lane ^ turned for lane, turned in zip(a, d, strict=True)]
        moved = a[1]
        for lane, turn in zip(LANES, TURNS, strict=True):
            a[lane], moved = (moved << turn | moved >> (64 - turn)) & MASK, a[lane]
        for y in range(0, 25, 5):
            v, w, x, y_, z = a[y : y + 5]
            a[y : y + 5] = v ^ (~w & x), w ^ (~x & y_), x ^ (~y_ & z), y_ ^ (~z & v), z ^ (~v & w)
        a[0] ^= constant


def keccak(data: bytes) -> bytes:
    pad = RATE - len(data) % RATE
    data += b"\x81" if pad == 1 else b"\x01" + bytes(pad - 2) + b"\x80"
    state = [0] * 25
    for at in range(0, len(data), RATE):
        for lane, word in enumerate(struct.unpack_from("<17Q", data, at)):
            state[lane] ^= word
        permute(state)
    return struct.pack("<4Q", *state[:4])


# RLP, Ethereum's encoding of nested lists of bytes (Yellow Paper, appendix B).
def next_item(data: bytes, at: int) -> tuple[Any, int]:
    """The item that begins at a place, and where it ends."""
    head = data[at]
    if head < 0x80:
        return data[at : at + 1], at + 1
    base = 0x80 if head < 0xC0 else 0xC0
    wide = max(head - base - 55, 0)
    start = at + 1 + wide
    end = start + (integer(data[at + 1 : start]) if wide else head - base)
    if end > len(data):
        raise ValueError("it ends too early")
    return (data[start:end] if base == 0x80 else every_item(data[start:end])), end


def every_item(data: bytes) -> list[Any]:
    """Items that stand one after the other."""
    items, at = [], 0
    while at < len(data):
        item, at = next_item(data, at)
        items.append(item)
    return items


def encode(item: Any) -> bytes:
    if isinstance(item, bytes) and len(item) == 1 and item[0] < 0x80:
        return item
    base, body = (0x80, item) if isinstance(item, bytes) else (0xC0, b"".join(map(encode, item)))
    size = number(len(body))
    return (bytes([base + len(body)]) if len(body) < 56 else bytes([base + 55 + len(size)]) + size) + body


def number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def integer(data: bytes) -> int:
    return int.from_bytes(data, "big")


# Merkle-Patricia tries (Yellow Paper, appendix D).
def read_nodes(data: bytes) -> dict[bytes, Any]:
    """Nodes that stand one after the other, under their hashes."""
    nodes, at = {}, 0
    while at < len(data):
        node, end = next_item(data, at)
        nodes[keccak(data[at:end])], at = node, end
    return nodes


def leaves(nodes: dict[bytes, Any], node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Key in hexadecimal digits and value of all that stands under a node, None for what is not given.

    What it reads, it takes out of `nodes`: what is left over belongs to nothing.
    """
    if isinstance(node, bytes):
        if node not in nodes:
            yield path, None
            return
        node = nodes.pop(node)
    if len(node) == 2:
        digits = node[0].hex()
        path += digits[1 if int(digits[0]) & 1 else 2 :]
        yield from [(path, node[1])] if int(digits[0]) & 2 else leaves(nodes, node[1], path)
    for digit, child in enumerate(node[:16] if len(node) == 17 else ()):
        if child != b"":
            yield from leaves(nodes, child, path + f"{digit:x}")


# Signatures and transactions.
HALF_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2


def signer(digest: bytes, r: int, s: int, parity: int) -> bytes:
    """The 20 bytes of the account whose key signed; ValueError where nobody's did."""
    from coincurve import PublicKey

    if not (0 <= parity <= 1 and s <= HALF_ORDER):
        raise ValueError("no signature in its one form")
    try:
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([parity])
        key = PublicKey.from_signature_and_message(signature, digest, hasher=None)
    except Exception as error:
        raise ValueError("no key fits the signature") from error
    return keccak(key.format(compressed=False)[1:])[12:]


def read_transaction(raw: bytes) -> Any:
    """Who sent it, to whom (empty: it creates a contract), what it creates and its data. Types 0, 1, 2 (EIP-155, 2930,
    1559)."""
    kind = raw[0] if raw[0] < 0x80 else 0
    *content, v, r, s = every_item(raw[1:] if kind else raw)[0]
    nonce, to, data = content[1 if kind else 0], content[3 + kind], content[5 + kind]
    parity = integer(v)
    if not kind:
        content += [number((parity - 35) // 2), b"", b""] if parity >= 35 else []
        parity = (parity - 35) % 2 if parity >= 35 else parity - 27
    digest = keccak((bytes([kind]) if kind else b"") + encode(content))
    sender = signer(digest, integer(r), integer(s), parity)
    return Sent(sender, to, b"" if to else keccak(encode([sender, nonce]))[12:], data)


def read_receipt(data: bytes) -> tuple[bool, list[Any]]:
    """Whether the transaction succeeded, and what contracts said in it."""
    status, _, _, logs = every_item(data if data[0] >= 0xC0 else data[1:])[0]
    return status == b"\1", [Log(*log) for log in logs]


# Headers and validators.
HEADER, DOMAIN = struct.Struct(">18sQQ32sQ20sI32s32s32s32s"), b"corridor/header/v1"
NO_TRANSACTIONS = keccak(b"\x80")


def read_headers(data: bytes, chain_id: int, time: int, parent: bytes) -> list[Any]:
    """From block 1 on, each the child of the one before it; time, parent: of the genesis."""
    headers: list[Any] = []
    require(len(data) % HEADER.size == 0 and len(data) > 0, "headers.bin", "it ends in the middle of a header")
    for height, at in enumerate(range(0, len(data), HEADER.size), start=1):
        domain, *fields = HEADER.unpack_from(data, at)
        header = Header(keccak(data[at : at + HEADER.size]), *fields)
        linked = (domain, header.chain_id, header.height, header.parent) == (DOMAIN, chain_id, height, parent)
        require(linked and header.time > time, "headers.bin", f"header {height} does not follow the one before it")
        headers.append(header)
        parent, time = header.hash, header.time
    return headers


def set_hash(keys: Iterable[bytes]) -> bytes:
    """keccak256(abi.encode(address[] keys))."""
    words = [bytes(12) + key for key in keys]
    return keccak((32).to_bytes(32, "big") + len(words).to_bytes(32, "big") + b"".join(words))


def quorum(count: int) -> int:
    return -(-2 * count // 3)


def check_seals(seals: bytes, header: Any, keys: list[bytes], name: str) -> int:
    """How many sealed; a Fault unless it was a quorum of the validators, each once, in their order, and nobody else."""
    where, sealers = f"{name} and header {header.height} of headers.bin", []
    require(len(seals) % 65 == 0, name, "it ends in the middle of a seal")
    for at in range(0, len(seals), 65):
        r, s, v = integer(seals[at : at + 32]), integer(seals[at + 32 : at + 64]), seals[at + 64]
        try:
            sealers.append(signer(header.hash, r, s, v - 27))
        except ValueError as error:
            raise Fault(where, f"seal {at // 65 + 1}: {error}") from error
    stranger = "a seal is of somebody who was no validator of that block"
    require(all(item in keys for item in sealers), where, stranger)
    places = [keys.index(item) for item in sealers]
    require(places == sorted(set(places)), where, "somebody sealed twice or out of order")
    require(len(places) >= quorum(len(keys)), where, f"{len(places)} of {len(keys)} validators sealed: too few")
    turn = keys[(header.height + header.round) % len(keys)]
    require(header.proposer == turn, where, "it was not its proposer's turn")
    return len(places)


ADDED, REMOVED = keccak(b"ValidatorAdded(address,address)"), keccak(b"ValidatorRemoved(address,address)")
REPLACED = keccak(b"ValidatorKeyReplaced(address,address,address)")
TOPICS = {ADDED: 3, REMOVED: 3, REPLACED: 4}


def changed(keys: list[bytes], logs: Iterable[Any], contract: bytes | None) -> list[bytes]:
    """The validators after what a contract said of them."""
    for log in logs:
        if log.contract == contract and log.topics and TOPICS.get(log.topics[0]) == len(log.topics):
            kind, key, other = log.topics[0], log.topics[1][12:], log.topics[2][12:]
            new = {ADDED: [*keys, key], REMOVED: [item for item in keys if item != key]}
            keys = new.get(kind, [other if item == key else item for item in keys])
    return keys


class Validators:
    """Who seals, block by block: from the genesis set on, as the registry says."""

    def __init__(self, genesis: list[bytes]) -> None:
        self.genesis, self.registry, self.stated = genesis, None, list[bytes]()
        self.history: list[dict[str, Any]] = []
        self._put(1, genesis)

    def _put(self, height: int, keys: list[bytes]) -> None:
        self.effective, self.hash = keys, set_hash(keys)
        self.history.append({"from_block": height, "validators": [hexed(key) for key in keys]})

    def follow(self, height: int, receipts: list[list[Any]], is_opening: bool) -> bool:
        """Takes in a block, receipt by receipt; whether the registry said something in it.

        The registry is the first contract that names the genesis set and nobody else, in one receipt.
        """
        before = self.stated
        if is_opening and self.registry is None:
            named = ((log.contract, logs) for logs in receipts for log in logs)
            self.registry = next((who for who, logs in named if changed([], logs, who) == self.genesis), None)
        for logs in receipts:
            self.stated = changed(self.stated, logs, self.registry)
        # One, who is trusted, or at least four, of whom one need not be; two or three wait for more.
        if (len(self.stated) == 1 or len(self.stated) >= 4) and self.stated != self.effective:
            self._put(height + 1, self.stated)
        return self.stated != before


# What it means.
CODES = ("Bic", "Currency", "Jurisdiction", "Label", "Lei", "Purpose", "Reason")


def hexed(data: bytes) -> str:
    return "0x" + data.hex()


def shown(word: bytes, kind: str, name: str, codes: dict[str, str]) -> Any:
    """A field of an event; kind: its type in Solidity, name: what that is called in the contracts."""
    if kind.startswith("bytes"):
        data = word[: int(kind[5:])]
        if name == "Uetr":
            return str(uuid.UUID(bytes=data))
        text = data.rstrip(b"\0")
        return text.decode() if name in CODES and all(0x20 <= byte < 0x7F for byte in text) else hexed(data)
    if name == "RefusalCode":
        return f"{integer(word)} {codes.get(str(integer(word)), '')}".strip()
    if kind == "address":
        return hexed(word[12:])
    return word[-1] == 1 if kind == "bool" else int.from_bytes(word, "big", signed=kind.startswith("int"))


def read_event(log: Any, interface: dict[str, Any], creators: dict[bytes, str]) -> dict[str, Any]:
    """What a contract said; as it stands where the interface does not know it, or it has fields of no fixed length."""
    who = {"contract": hexed(log.contract), "contract_created_by": creators.get(log.contract, "")}
    event = interface["events"].get(hexed(log.topics[0]) if log.topics else "")
    indexed, plain = log.topics[1:], [log.data[at : at + 32] for at in range(0, len(log.data), 32)]
    kinds = [is_indexed for *_, is_indexed in event["fields"]] if event else []
    if not event or (kinds.count(True), kinds.count(False)) != (len(indexed), len(plain)) or len(log.data) % 32:
        return who | {"topics": [hexed(topic) for topic in log.topics], "data": hexed(log.data)}
    words = {True: iter(indexed), False: iter(plain)}
    codes, layout = interface["codes"], event["fields"]
    fields = {field: shown(next(words[is_indexed]), kind, name, codes) for field, kind, name, is_indexed in layout}
    return who | {"event": event["name"], "fields": fields}


def utc(second: int) -> str:
    return datetime.datetime.fromtimestamp(second, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Item:
    """One transaction, proved to stand in a block with its receipt."""

    def __init__(self, folder: Folder, name: str, headers: list[Any]) -> None:
        self.name, (self.height, self.position) = name, map(int, name.removeprefix("items/").split("-"))
        require(0 < self.height <= len(headers), name, "there is no header of its block")
        self.header = headers[self.height - 1]
        self.raw = self._proved(folder, "transaction", self.header.tx_root)
        self.succeeded, self.logs = read_receipt(self._proved(folder, "receipt", self.header.receipts_root))
        self.sent = read_transaction(self.raw)

    def _proved(self, folder: Folder, what: str, root: bytes) -> bytes:
        value, nodes = folder.read(f"{self.name}/{what}.rlp"), read_nodes(folder.read(f"{self.name}/{what}.nodes"))
        found = dict(leaves(nodes, root)).get(encode(number(self.position)).hex())
        why = f"no path from it to the {what} root in header {self.height} of headers.bin"
        require(found == value and not nodes, f"{self.name}/{what}.rlp and .nodes", why)
        return value

    def meaning(self, interface: dict[str, Any], creators: dict[bytes, str]) -> dict[str, Any]:
        made = {"created": hexed(self.sent.created), "creation_code_keccak": hexed(keccak(self.sent.data))}
        place = {"block": self.height, "time": utc(self.header.time), "position": self.position}
        who = {"transaction": hexed(keccak(self.raw)), "sender": hexed(self.sent.sender), "succeeded": self.succeeded}
        to = made if self.sent.created else {"to": hexed(self.sent.to)}
        return place | who | to | {"events": [read_event(log, interface, creators) for log in self.logs]}


# The folder.
def as_text(content: Any) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()


def mark_of(name: str) -> str:
    """What a file of this name can be worth."""
    mark = next((mark for pattern, mark in KINDS.items() if re.fullmatch(pattern, name)), "")
    require(bool(mark), name, "no file of evidence is called so")
    return mark


class Folder:
    """Files that are what the manifest says; each is marked with what it is worth."""

    def __init__(self, path: Path) -> None:
        self.path, self.reading, self.used = path, "manifest.json", set[str]()
        self.manifest = self.read_json("manifest.json")
        require(set(self.manifest) == {"format", "uetr", "files"}, "manifest.json", "it has other keys")
        require(self.manifest["format"] == FORMAT, "manifest.json", f"it is not of format {FORMAT}")
        self.marks = {name: mark_of(name) for name in self.manifest["files"]}
        there = {item.relative_to(path).as_posix() for item in path.rglob("*") if not item.is_dir()}
        stray = sorted((there ^ set(self.marks)) - {"manifest.json"})
        require(not stray, ", ".join(stray), "the manifest names it and it is missing, or the other way round")
        other = [name for name, digest in self.manifest["files"].items() if self.sha256(name) != digest]
        require(not other, ", ".join(other), "it is not the file whose SHA-256 stands in the manifest")
        self.used.clear()

    def read(self, name: str) -> bytes:
        self.reading = name
        self.used.add(name)
        require((self.path / name).is_file(), name, "it is missing")
        return (self.path / name).read_bytes()

    def read_json(self, name: str) -> Any:
        data = self.read(name)
        content = json.loads(data)
        require(as_text(content) == data, name, "it is not written the one way it can be")
        return content

    def sha256(self, name: str) -> str:
        return hashlib.sha256(self.read(name)).hexdigest()

    def numbered(self, pattern: str) -> list[str]:
        """The names that a pattern finds, in the order of the numbers in them."""
        found = {match[1] for name in self.marks if (match := re.match(pattern, name))}
        return sorted(found, key=lambda name: [int(digits) for digits in re.findall(r"\d+", name)])


def verify(folder: Folder, anchor: bytes) -> list[str]:
    """Every check; a Fault at the first that fails. Says what is proved, line by line."""
    derived, lines = derive(folder, anchor)
    for name, content in derived.items():
        require(folder.read(name) == content, name, "it is not what follows from what is proved")
    idle = sorted(name for name, mark in folder.marks.items() if mark != UNPROVED and name not in folder.used)
    require(not idle, ", ".join(idle), "it belongs to nothing that is proved")
    return lines


def derive(folder: Folder, anchor: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Proves what can be proved; the files that follow from it, and lines about it for people."""
    genesis = folder.read_json("genesis.json")
    chain_id, genesis_at_s = genesis["chain_id"], genesis["genesis_at_s"]
    keys = [bytes.fromhex(key.removeprefix("0x")) for key in genesis["validators"]]
    digest = keccak(b"corridor/genesis/v1" + struct.pack(">QQ", chain_id, genesis_at_s) + set_hash(keys))
    require(digest == anchor, "genesis.json", f"it is of the chain {hexed(digest)}, not of the anchor's")
    named = {"chain_id": chain_id, "genesis_at_s": genesis_at_s, "validators": [hexed(key) for key in keys]}
    require(genesis == named, "genesis.json", "it is not written the one way it can be")
    require(folder.sha256("interface.json") == INTERFACE, "interface.json", "not the one that this verifier knows")
    headers = read_headers(folder.read("headers.bin"), chain_id, genesis_at_s, digest)
    items = [Item(folder, name, headers) for name in folder.numbered(r"(items/\d+-\d+)/")]
    history, seals = follow_validators(folder, headers, items, keys)
    meanings, events = read_meanings(folder, headers, items)
    return {"validators.json": as_text(history), **meanings}, seals + events


def follow_validators(folder: Folder, headers: list[Any], items: list[Item], genesis: list[bytes]) -> tuple[Any, Any]:
    """Who had to seal each block, from the genesis on, and that they did where it matters: wherever an item stands or
    the registry speaks, and at the end, which seals all before it."""
    validators, lines = Validators(genesis), []
    opening = len(folder.numbered(r"(opening/\d+)"))
    for header in headers:
        keys, height = validators.effective, header.height
        why = f"header {height} names other validators than those that are proved: a change is missing"
        require(header.validators == validators.hash, "headers.bin", why)
        receipts = [item.logs for item in items if item.height == height]
        matters = bool(receipts) or height == len(headers)
        if height <= opening:
            receipts = every_receipt(folder.read(f"opening/{height}.nodes"), header)
        if validators.follow(height, receipts, height <= opening) or matters:
            name = f"seals/{height}.bin"
            count = check_seals(folder.read(name), header, keys, name)
            lines.append(f"block {height} of {utc(header.time)}: sealed by {count} of {len(keys)} validators")
    return validators.history, lines


def every_receipt(data: bytes, header: Any) -> list[list[Any]]:
    """The logs of every receipt of a block."""
    nodes = read_nodes(data)
    found = dict(leaves(nodes, header.receipts_root))
    whole = not nodes and None not in found.values()
    require(whole, f"opening/{header.height}.nodes", f"not all receipts under the root in header {header.height}")
    order = sorted(found, key=lambda key: integer(every_item(bytes.fromhex(key))[0]))
    return [read_receipt(found[key])[1] for key in order]


def read_meanings(folder: Folder, headers: list[Any], items: list[Item]) -> tuple[dict[str, bytes], list[str]]:
    """What each item means; at least one has to be about the payment, in the words of a contract of the operator.

    The operator is who sent the chain's first transaction: until the network is set up, nobody else may send any.
    """
    first = next(header.height for header in headers if header.tx_root != NO_TRANSACTIONS)
    opener = [item.sent.sender for item in items if (item.height, item.position) == (first, 0)]
    require(bool(opener), f"items/{first}-0", "it is missing: the first transaction says who set the network up")
    made = {item.sent.created: item.sent.sender for item in items if item.succeeded and item.sent.created}
    creators = {who: "operator" if by == opener[0] else hexed(by) for who, by in made.items()}
    interface, texts, lines = json.loads(folder.read("interface.json")), {}, []
    for item in items:
        meaning = item.meaning(interface, creators)
        texts[f"{item.name}/meaning.json"] = as_text(meaning)
        for event in meaning["events"]:
            fields = event.get("fields", {})
            if fields.get("uetr") == folder.manifest["uetr"] and event["contract_created_by"] == "operator":
                lines.append(f"block {item.height}, transaction {item.position}: {event['event']} {fields}")
    why = "no contract of the operator says anything of its UETR in a proved receipt"
    require(bool(lines), "manifest.json", why)
    return texts, lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks a folder of evidence about one payment.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--anchor", required=True, help="genesis digest of the network, obtained elsewhere")
    given = parser.parse_args(arguments)
    if not re.fullmatch(r"(0x)?[0-9a-f]{64}", given.anchor) or not (given.folder / "manifest.json").is_file():
        sys.stderr.write("error: give a folder with a manifest.json, and an anchor of 64 hexadecimal digits\n")
        return 2
    if importlib.util.find_spec("coincurve") is None:
        sys.stderr.write("error: the Python package coincurve is missing\n")
        return 2
    folder = None
    try:
        folder = Folder(given.folder)
        lines = verify(folder, bytes.fromhex(given.anchor.removeprefix("0x")))
    except Fault as fault:
        name, why = fault.args
    except Exception as error:  # what cannot even be read does not hold either
        name, why = folder.reading if folder else "manifest.json", f"unreadable: {type(error).__name__}: {error}"
    else:
        table = [f"{mark:<24}{name}" for name, mark in sorted(folder.marks.items(), key=lambda item: item[::-1])]
        sys.stdout.write("".join(f"{ascii(line)[1:-1]}\n" for line in [*table, *lines, *NOTES]))
        return 0
    sys.stdout.write(ascii(f"FAILED {name}: {why}")[1:-1] + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
