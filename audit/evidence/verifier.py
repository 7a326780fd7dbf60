"""Checks a folder of evidence about one payment, without Corridor: python verify.py FOLDER --anchor HASH

Trusts the anchor, which has to come from elsewhere, the package coincurve (libsecp256k1), Keccak and SHA-256.
Never opens a file that the folder's manifest does not name, and believes each as far as it follows from the anchor.

Read `derive` and `verify` first, near the end: they name every check in its order. Then "Who sealed" and "What was
said", which are those checks, and "The folder", which says what a file may be called and is worth. The first third is
Keccak, RLP, Merkle-Patricia tries and signatures, as they are published.

How it follows: the anchor of a network of Corridor's own is the hash of chain id, first second and first validators
(genesis.json). Each header names the hash of the one before it, and who the validators of its block are (headers.bin).
Two thirds of them, rounded up, have to have signed each block that matters (seals/). Validators change by what one
contract says, the first that named the first ones (opening/ holds every receipt until then); leave a change out, and
the next header names other validators. Of any other chain the anchor is the hash of a block, whose header names the one
before it (blocks.rlp), and --contract says whose word counts there. Either way a path of hashes (*.nodes) leads from
each transaction and its receipt to the roots in a header.
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
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT, OTHERWISE = "corridor-evidence/1", "it is not written the one way it can be"
# What contracts can say: the SHA-256 of interface.json, which names their events, fields and codes.
INTERFACE = "1accbfd971437fb3e22dbbb0e114c81ec72b22fda584b6a265120273e4e8fe28"
CHAIN, DERIVED, UNPROVED = "chain-proved", "derived and recomputed", "unproved"
N = "(0|[1-9][0-9]*)"
KINDS = {
    rf"genesis\.json|headers\.bin|blocks\.rlp|opening/{N}\.nodes|seals/{N}\.bin": CHAIN,
    rf"items/{N}-{N}/(transaction|receipt)\.(rlp|nodes)": CHAIN,
    rf"interface\.json|validators\.json|items/{N}-{N}/meaning\.json": DERIVED,
    r"cover\.html|verify\.py|unproved/([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*": UNPROVED,
}
NOTES = (
    "It holds, unless a third of the validators of some time signed another history, then or later, with old keys; or,",
    "on a chain that is not Corridor's own, unless that went on without the anchor's block. What is not in the folder",
    "may have happened too. Unproved files are somebody's word. Where keys are derived from a seed that others know,",
    "all this proves that nothing was altered, not who signed.",
)

Header = namedtuple("Header", "hash domain chain height parent time proposer round tx_root receipts_root keys digest")
Block = namedtuple("Block", "hash height time tx_root receipts_root")
Item = namedtuple("Item", "height position header name raw sent succeeded logs")
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


def keccak(data: bytes) -> bytes:
    pad = RATE - len(data) % RATE
    data += b"\x81" if pad == 1 else b"\x01" + bytes(pad - 2) + b"\x80"
    a = [0] * 25
    for at in range(0, len(data), RATE):
        for lane, word in enumerate(struct.unpack_from("<17Q", data, at)):
            a[lane] ^= word
        for constant in ROUNDS:
            c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
            d = [c[x - 1] ^ ((c[x - 4] << 1 | c[x - 4] >> 63) & MASK) for x in range(5)] * 5
            a = [lane ^ turned for lane, turned in zip(a, d, strict=True)]
            moved = a[1]
            for lane, turn in zip(LANES, TURNS, strict=True):
                a[lane], moved = (moved << turn | moved >> (64 - turn)) & MASK, a[lane]
            for y in range(0, 25, 5):
                v, w, x, y_, z = a[y : y + 5]
                a[y : y + 5] = v ^ (~w & x), w ^ (~x & y_), x ^ (~y_ & z), y_ ^ (~z & v), z ^ (~v & w)
            a[0] ^= constant
    return struct.pack("<4Q", *a[:4])


# RLP, Ethereum's encoding of nested lists of bytes (Yellow Paper, appendix B).
integer = int.from_bytes


def number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8)


def encode(item: Any) -> bytes:
    if isinstance(item, bytes) and len(item) == 1 and item[0] < 0x80:
        return item
    base, body = (0x80, item) if isinstance(item, bytes) else (0xC0, b"".join(map(encode, item)))
    size = number(len(body))
    return (bytes([base + len(body)]) if len(body) < 56 else bytes([base + 55 + len(size)]) + size) + body


def decode(data: bytes) -> Iterator[tuple[Any, bytes]]:
    """Items that stand one after the other, each with the bytes that it is written in."""
    at = 0
    while at < len(data):
        head, start, end = data[at], at, at + 1
        if head >= 0x80:
            size = head - (0x80 if head < 0xC0 else 0xC0)
            start = end + max(size - 55, 0)
            end = start + (size if size <= 55 else integer(data[end:start]))
        if end > len(data):
            raise ValueError("it ends too early")
        body = data[start:end]
        yield (body if head < 0xC0 else [item for item, _ in decode(body)]), data[at:end]
        at = end


# Merkle-Patricia tries (Yellow Paper, appendix D).
def read_trie(data: bytes, root: bytes) -> tuple[dict[str, Any], bool]:
    """All that stands under a root, by its key, None for what is not given; and whether no node belongs elsewhere."""
    nodes = {keccak(encoded): node for node, encoded in decode(data)}
    return dict(leaves(nodes, root, "")), not nodes


def leaves(nodes: dict[bytes, Any], node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, bytes):
        node = nodes.pop(node, None)
    if node is None:
        yield path, None
    elif len(node) == 2:
        digits = node[0].hex()
        path += digits[1 if int(digits[0]) & 1 else 2 :]
        yield from [(path, node[1])] if int(digits[0]) & 2 else leaves(nodes, node[1], path)
    else:
        for digit, child in enumerate(node[:16]):
            yield from leaves(nodes, child, path + f"{digit:x}") if child != b"" else ()


# Signatures (secp256k1), transactions and receipts.
HALF_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2


def signer(digest: bytes, r: bytes, s: bytes, parity: int) -> bytes:
    """The 20 bytes of the account whose key signed; an exception where nobody's did, or not in the one form."""
    from coincurve import PublicKey

    if parity > 1 or integer(s) > HALF_ORDER:
        raise ValueError("a signature has one form, and this is another")
    signature = r.rjust(32, b"\0") + s.rjust(32, b"\0") + bytes([parity])
    key = PublicKey.from_signature_and_message(signature, digest, hasher=None)
    return keccak(key.format(compressed=False)[1:])[12:]


def read_transaction(raw: bytes) -> Any:
    """Who sent it, to whom (empty: it creates a contract), what it creates and its data. Types 0, 1, 2 (EIP-155, 2930,
    1559)."""
    kind = raw[0] if raw[0] < 0x80 else 0
    if kind > 2:
        raise ValueError(f"a transaction of type {kind} is not read here")
    *content, v, r, s = next(decode(raw[1:] if kind else raw))[0]
    nonce, to, data = content[1 if kind else 0], content[3 + kind], content[5 + kind]
    parity = integer(v)
    if not kind:
        content += [number((parity - 35) // 2), b"", b""] if parity >= 35 else []
        parity = (parity - 35) % 2 if parity >= 35 else parity - 27
    sender = signer(keccak((bytes([kind]) if kind else b"") + encode(content)), r, s, parity)
    return Sent(sender, to, b"" if to else keccak(encode([sender, nonce]))[12:], data)


def read_receipt(data: bytes) -> tuple[bool, list[Any]]:
    """Whether the transaction succeeded, and what contracts said in it."""
    status, _, _, logs = next(decode(data if data[0] >= 0xC0 else data[1:]))[0]
    return status == b"\1", [Log(*log) for log in logs]


# The folder.
def as_text(content: Any) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()


def hexed(data: bytes) -> str:
    return "0x" + data.hex()


def utc(second: int) -> str:
    return datetime.datetime.fromtimestamp(second, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def mark_of(name: str) -> str:
    """What a file of this name can be worth."""
    mark = next((mark for pattern, mark in KINDS.items() if re.fullmatch(pattern, name)), "")
    require(bool(mark), name, "no file of evidence is called so")
    return mark


class Folder:
    """Files that are what the manifest says; each is marked with what it is worth."""

    def __init__(self, path: Path) -> None:
        self.reading, data = "manifest.json", (path / "manifest.json").read_bytes()
        self.uetr, digests = (json.loads(data)[key] for key in ("uetr", "files"))
        written = as_text({"format": FORMAT, "uetr": self.uetr, "files": digests})
        require(written == data, "manifest.json", OTHERWISE)
        self.marks = {name: mark_of(name) for name in digests}
        there = {item.relative_to(path).as_posix() for item in path.rglob("*") if not item.is_dir()}
        stray = sorted((there ^ set(digests)) - {"manifest.json"})
        require(not stray, ", ".join(stray), "the manifest names it and it is missing, or the other way round")
        self.files: dict[str, bytes] = {name: (path / name).read_bytes() for name in digests}
        other = [name for name, data in self.files.items() if hashlib.sha256(data).hexdigest() != digests[name]]
        require(not other, ", ".join(other), "it is not the file whose SHA-256 stands in the manifest")

    def take(self, name: str) -> bytes:
        """What a file holds, once: what is left belongs to no check."""
        self.reading = name
        require(name in self.files, name, "it is missing")
        return self.files.pop(name)


# Who sealed: a network of Corridor's own.
HEADER, SEAL = struct.Struct(">18sQQ32sQ20sI32s32s32s32s"), struct.Struct("32s32sB")
DOMAIN, NO_TRANSACTIONS = b"corridor/header/v1", keccak(b"\x80")
ADDED, REMOVED = keccak(b"ValidatorAdded(address,address)"), keccak(b"ValidatorRemoved(address,address)")
REPLACED = keccak(b"ValidatorKeyReplaced(address,address,address)")
TOPICS = {ADDED: 3, REMOVED: 3, REPLACED: 4}


def set_hash(keys: list[bytes]) -> bytes:
    """keccak256(abi.encode(address[] keys))."""
    words = [bytes(12) + key for key in keys]
    return keccak((32).to_bytes(32) + len(words).to_bytes(32) + b"".join(words))


def read_genesis(data: bytes, anchor: bytes) -> tuple[int, int, list[bytes]]:
    """Chain id, first second and first validators: what they hash to is the anchor."""
    chain_id, time, named = (json.loads(data)[key] for key in ("chain_id", "genesis_at_s", "validators"))
    keys = [bytes.fromhex(key.removeprefix("0x")) for key in named]
    digest = keccak(b"corridor/genesis/v1" + struct.pack(">QQ", chain_id, time) + set_hash(keys))
    require(digest == anchor, "genesis.json", f"it is of the chain {hexed(digest)}, not of the anchor's")
    written = as_text({"chain_id": chain_id, "genesis_at_s": time, "validators": [hexed(key) for key in keys]})
    require(written == data, "genesis.json", OTHERWISE)
    return chain_id, time, keys


def read_headers(data: bytes, chain_id: int, time: int, parent: bytes) -> list[Any]:
    """From block 1 on, each the child of the one before it; time, parent: of the genesis."""
    headers: list[Any] = []
    for height, fields in enumerate(HEADER.iter_unpack(data), start=1):
        header = Header(keccak(HEADER.pack(*fields)), *fields)
        linked = header[1:5] == (DOMAIN, chain_id, height, parent) and header.time > time
        require(linked, "headers.bin", f"header {height} does not follow the one before it")
        headers.append(header)
        parent, time = header.hash, header.time
    return headers


def check_seals(seals: bytes, header: Any, keys: list[bytes], name: str) -> str:
    """A Fault unless a quorum of the validators sealed, each once, in their order, and nobody else."""
    where, least = f"{name} and header {header.height} of headers.bin", -(-2 * len(keys) // 3)
    sealers = [signer(header.hash, r, s, v - 27) for r, s, v in SEAL.iter_unpack(seals)]
    require(set(sealers) <= set(keys), where, "a seal is of somebody who was no validator of that block")
    places = [keys.index(sealer) for sealer in sealers]
    require(places == sorted(set(places)), where, "somebody sealed twice or out of order")
    require(len(places) >= least, where, f"{len(places)} of {len(keys)} validators sealed: too few")
    require(header.proposer == keys[(header.height + header.round) % len(keys)], where, "not its proposer's turn")
    return f"block {header.height} of {utc(header.time)}: sealed by {len(places)} of {len(keys)} validators"


def changed(keys: list[bytes], logs: Iterable[Any], contract: bytes | None) -> list[bytes]:
    """The validators after what a contract said of them."""
    for log in logs:
        if log.contract == contract and log.topics and TOPICS.get(log.topics[0]) == len(log.topics):
            kind, key, other = log.topics[0], log.topics[1][12:], log.topics[2][12:]
            new = {ADDED: [*keys, key], REMOVED: [item for item in keys if item != key]}
            keys = new.get(kind, [other if item == key else item for item in keys])
    return keys


def every_receipt(data: bytes, header: Any) -> list[list[Any]]:
    """The logs of every receipt of a block, in order."""
    found, belongs = read_trie(data, header.receipts_root)
    whole = belongs and None not in found.values()
    require(whole, f"opening/{header.height}.nodes", f"not all receipts of block {header.height}")
    return [read_receipt(found[encode(number(place)).hex()])[1] for place in range(len(found))]


def follow_validators(folder: Folder, headers: list[Any], items: list[Any], keys: list[bytes]) -> tuple[Any, list[str]]:
    """Who had to seal each block, from the genesis set on, and that they did where it matters: wherever an item stands
    or the registry speaks, and at the end, which seals all before it.

    The registry is the first contract that names the genesis set and nobody else, in one receipt.
    """
    genesis, named, stated, registry = keys, set_hash(keys), list[bytes](), None
    history, lines = [(1, keys)], []
    opening = sum(name.startswith("opening/") for name in folder.marks)
    for header in headers:
        height, before = header.height, stated
        require(header.keys == named, "headers.bin", f"header {height} names other validators: a change is missing")
        receipts = [item.logs for item in items if item.header is header]
        matters = bool(receipts) or height == len(headers)
        if height <= opening:
            receipts = every_receipt(folder.take(f"opening/{height}.nodes"), header)
            said = ((log.contract, logs) for logs in receipts for log in logs)
            registry = registry or next((who for who, logs in said if changed([], logs, who) == genesis), None)
        for logs in receipts:
            stated = changed(stated, logs, registry)
        if matters or stated != before:
            name = f"seals/{height}.bin"
            lines.append(check_seals(folder.take(name), header, keys, name))
        # One, who is trusted, or at least four, of whom one need not be; two or three wait for more.
        if (len(stated) == 1 or len(stated) >= 4) and stated != keys:
            keys, named = stated, set_hash(stated)
            history.append((height + 1, keys))
    return [{"from_block": height, "validators": [hexed(key) for key in keys]} for height, keys in history], lines


# The same of any other chain: headers as Ethereum writes them (Yellow Paper, section 4.3).
def read_blocks(data: bytes, anchor: bytes) -> list[Any]:
    """Each the child of the one before it, the last the anchor's."""
    blocks: list[Any] = []
    for fields, encoded in decode(data):
        height, time = integer(fields[8]), integer(fields[11])
        linked = not blocks or fields[0] == blocks[-1].hash
        require(linked, "blocks.rlp", f"block {height} does not follow the one before it")
        blocks.append(Block(keccak(encoded), height, time, fields[4], fields[5]))
    require(bool(blocks) and blocks[-1].hash == anchor, "blocks.rlp", "its last block is not the anchor's")
    return blocks


# What was said.
def read_items(folder: Folder, headers: list[Any]) -> list[Any]:
    """Transactions in their order, each proved to stand in a block with its receipt."""
    items, heights = [], {header.height: header for header in headers}
    for name in sorted({name.rpartition("/")[0] for name in folder.files if name.startswith("items/")}):
        height, position = (int(digits) for digits in re.findall(r"\d+", name))
        require(height in heights, name, "there is no header of its block")
        header, proved = heights[height], []
        for what, root in (("transaction", header.tx_root), ("receipt", header.receipts_root)):
            proved.append(folder.take(f"{name}/{what}.rlp"))
            found, belongs = read_trie(folder.take(f"{name}/{what}.nodes"), root)
            holds = belongs and found.get(encode(number(position)).hex()) == proved[-1]
            require(holds, f"{name}/{what}.rlp and .nodes", f"no path from it to the {what} root in header {height}")
        raw, receipt = proved
        items.append(Item(height, position, header, name, raw, read_transaction(raw), *read_receipt(receipt)))
    return sorted(items)


def meaning_of(item: Any, interface: dict[str, Any], creators: dict[bytes, str]) -> dict[str, Any]:
    made = {"created": hexed(item.sent.created), "creation_code_keccak": hexed(keccak(item.sent.data))}
    place = {"block": item.height, "time": utc(item.header.time), "position": item.position}
    who = {"transaction": hexed(keccak(item.raw)), "sender": hexed(item.sent.sender), "succeeded": item.succeeded}
    to = made if item.sent.created else {"to": hexed(item.sent.to)}
    return place | who | to | {"events": [read_event(log, interface, creators) for log in item.logs]}


def read_event(log: Any, interface: dict[str, Any], creators: dict[bytes, str]) -> dict[str, Any]:
    """What a contract said; as it stands where the interface does not know it, or it has fields of no fixed length."""
    who = {"contract": hexed(log.contract), "contract_created_by": creators.get(log.contract, "")}
    event = interface["events"].get(hexed(log.topics[0]) if log.topics else "")
    words = [*log.topics[1:], *(log.data[at : at + 32] for at in range(0, len(log.data), 32))]
    if not event or [len(log.topics), len(words), len(log.data) % 32] != [event["topics"], len(event["fields"]), 0]:
        return who | {"topics": [hexed(topic) for topic in log.topics], "data": hexed(log.data)}
    fields = {
        name: shown(word, kind, interface["codes"]) for word, (name, kind) in zip(words, event["fields"], strict=True)
    }
    return who | {"event": event["name"], "fields": fields}


def shown(word: bytes, kind: str, codes: dict[str, str]) -> Any:
    """A field of an event, by its kind in interface.json; data5, text5: the first five bytes."""
    text = word.rstrip(b"\0")
    if kind.startswith("text") and all(0x20 <= byte < 0x7F for byte in text):
        return text.decode()
    if kind.startswith(("data", "text")):
        return hexed(word[: int(kind[4:])])
    return {
        "address": hexed(word[12:]),
        "bool": word[-1] == 1,
        "code": f"{integer(word)} {codes.get(str(integer(word)), '')}".strip(),
        "int": integer(word, signed=True),
        "uetr": str(uuid.UUID(bytes=word[:16])),
        "uint": integer(word),
    }[kind]


def creators_of(items: list[Any], headers: list[Any]) -> dict[bytes, str]:
    """Who created a contract, of those whose creation is proved: the operator, or an account.

    The operator is who sent the chain's first transaction: until the network is set up, nobody else may send any.
    """
    first = next(header for header in headers if header.tx_root != NO_TRANSACTIONS)
    opener = next((item.sent.sender for item in items if item.header is first and item.position == 0), None)
    require(opener is not None, f"items/{first.height}-0", "it is missing: it says who set the network up")
    made = {item.sent.created: item.sent.sender for item in items if item.succeeded and item.sent.created}
    return {contract: "operator" if by == opener else hexed(by) for contract, by in made.items()}


def derive(folder: Folder, anchor: bytes, contracts: Collection[str] = ()) -> tuple[dict[str, bytes], list[str]]:
    """Proves what can be proved; the files that follow from it, and lines about it for people.

    At least one item has to be about the payment, in the words of a contract that counts: one that the operator of a
    network of Corridor's own created; on any other chain one of `contracts`, 0x and 40 digits each.
    """
    known = folder.take("interface.json")
    require(hashlib.sha256(known).hexdigest() == INTERFACE, "interface.json", "not the one that this verifier knows")
    if "genesis.json" in folder.files:
        chain_id, time, keys = read_genesis(folder.take("genesis.json"), anchor)
        headers = read_headers(folder.take("headers.bin"), chain_id, time, anchor)
        items = read_items(folder, headers)
        history, lines = follow_validators(folder, headers, items, keys)
        creators, derived = creators_of(items, headers), {"validators.json": as_text(history)}
        ours, whose = {hexed(contract) for contract, by in creators.items() if by == "operator"}, "the operator"
    else:
        headers = read_blocks(folder.take("blocks.rlp"), anchor)
        items, creators, derived = read_items(folder, headers), {}, {}
        ours, whose = {contract.lower() for contract in contracts}, "--contract"
        lines = [f"blocks {headers[0].height} to {headers[-1].height} of {utc(headers[-1].time)}, the anchor's"]
    proved = len(lines)
    for item in items:
        meaning = meaning_of(item, json.loads(known), creators)
        derived[f"{item.name}/meaning.json"] = as_text(meaning)
        for event in meaning["events"]:
            if event["contract"] in ours and event.get("fields", {}).get("uetr") == folder.uetr:
                told = f"{event['event']} {event['fields']}"
                lines.append(f"block {item.height}, transaction {item.position}: {told}")
    require(len(lines) > proved, "manifest.json", f"no contract of {whose} says anything of its UETR")
    return derived, lines


def verify(folder: Folder, anchor: bytes, contracts: Collection[str] = ()) -> list[str]:
    """Every check; a Fault at the first that fails. Says what is proved, line by line."""
    derived, lines = derive(folder, anchor, contracts)
    for name, content in derived.items():
        require(folder.take(name) == content, name, "it is not what follows from what is proved")
    idle = sorted(name for name in folder.files if folder.marks[name] != UNPROVED)
    require(not idle, ", ".join(idle), "it belongs to nothing that is proved")
    return lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks a folder of evidence about one payment.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--anchor", required=True, help="genesis digest, or hash of the last block, obtained elsewhere")
    parser.add_argument("--contract", action="append", default=[], help="whose word counts, obtained elsewhere")
    given, folder = parser.parse_args(arguments), None
    if not re.fullmatch(r"(0x)?[0-9a-f]{64}", given.anchor) or not (given.folder / "manifest.json").is_file():
        sys.stderr.write("error: give a folder with a manifest.json, and an anchor of 64 hexadecimal digits\n")
        return 2
    if importlib.util.find_spec("coincurve") is None:
        sys.stderr.write("error: the Python package coincurve is missing\n")
        return 2
    try:
        folder = Folder(given.folder)
        lines = verify(folder, bytes.fromhex(given.anchor.removeprefix("0x")), given.contract)
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
