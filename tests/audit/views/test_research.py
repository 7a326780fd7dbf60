"""The export for research: no name, number or secret of the run in its bytes, and the same graph as the record's."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import SALT
from audited_story import Story

from audit.index.store import Index
from audit.record import Record
from audit.views.research import FILES, Bins, Pseudonyms, Research, bins_of, readme_of
from audit.views.view import lines_of

KEY = bytes(range(32))
PLAIN = Bins()


@pytest.fixture(scope="module")
def named(record: Record) -> Index:
    """The run's index where nobody's id or name is a word that an export might have anyhow."""
    parties = {
        f"identity-{number}-{key}": replace(party, name=f"Surname-{number}")
        for number, (key, party) in enumerate(record.deployment.parties.items())
    }
    return Index.in_memory(replace(record, deployment=replace(record.deployment, parties=parties)))


def export(index: Index, bins: Bins = PLAIN, key: bytes = KEY) -> dict[str, bytes]:
    """The files of an export."""
    research = Research(index, Pseudonyms(key), bins)
    files = {name: b"".join(lines_of(research.rows(name))) for name in FILES}
    return files | {"README": readme_of(bins, is_fresh=False).encode()}


def rows(data: bytes) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in data.splitlines()]


def secrets(index: Index, story: Story) -> set[str]:
    """Everything that must not be in an export, as text."""
    found: set[str] = {KEY.hex(), SALT.hex(), SALT.decode().rstrip("\0"), "salt", "seed:"}
    deployment = index.deployment
    found |= {text for key, party in deployment.parties.items() for text in (key, party.name)}
    for column in ("address", "id", "lei", "bic"):
        found |= {
            str(text) for (text,) in index.rows(f"SELECT {column} FROM accounts WHERE role = 'Wallet' OR home <> ''")
        }
    found |= {address for (address,) in index.rows("SELECT address FROM accounts")}
    found |= {str(uetr) for (uetr,) in index.rows("SELECT uetr FROM uetrs UNION SELECT uetr FROM payments")}
    found |= {
        str(text) for (text,) in index.rows("SELECT tx_hash FROM transactions UNION SELECT alias_hash FROM aliases")
    }
    record = json.loads((story.folder / "travel_rule.jsonl").read_text())
    found |= {record["salt"], *re.findall(r'"primaryIdentifier": "(\w+)"', json.dumps(record))}
    return {text for text in found if text}


def found_in(data: bytes, hidden: set[str]) -> set[str]:
    """Which secrets stand in some bytes: as they are, without 0x and hyphens, as raw bytes, in any letter case."""
    lower, hits = data.lower(), set()
    for text in hidden:
        bare = text.lower().removeprefix("0x")
        forms = {bare.encode(), bare.replace("-", "").encode()}
        if re.fullmatch("(?:[0-9a-f]{2}){16,}", bare):
            forms.add(bytes.fromhex(bare).lower())
        if len(bare) == len(str(uuid.UUID(int=0))) and bare.count("-") == 4:
            forms.add(uuid.UUID(bare).bytes.lower())
        hits |= {text for form in forms if form and form in lower}
    return hits


def test_research__every_byte__holds_no_name_number_or_secret(named: Index, story: Story) -> None:
    hidden = secrets(named, story) - {"salt"}
    assert len(hidden) > 300
    for bins in (PLAIN, Bins((10_000, 1_000_000))):
        data = b"".join(export(named, bins).values())
        assert found_in(data, hidden) == set()
    assert b"salt" not in b"".join(export(named)[name] for name in FILES)


def test_research__planted_name__is_found(named: Index, story: Story) -> None:
    hidden = secrets(named, story)
    data = b"".join(export(named).values())
    for text in sorted(hidden)[:: len(hidden) // 20]:
        assert text in found_in(data + text.upper().encode(), hidden)


def test_research__graph_times_and_amounts__are_the_record_s(named: Index) -> None:
    names = Pseudonyms(KEY)
    told = rows(export(named)["transfers"])
    stored = named.rows("SELECT at_s, payer, payee, amount_minor FROM transfers ORDER BY transfer")
    assert [(row["at_s"], row["payer"], row["payee"], row["amount_minor"]) for row in told] == [
        (at_s, names.of("account", payer), names.of("account", payee), amount) for at_s, payer, payee, amount in stored
    ]
    accounts = {row["account"] for row in rows(export(named)["accounts"])}
    assert {row[end] for row in told for end in ("payer", "payee")} - {None} <= accounts


def test_research__same_key_same_names_and_another_key_none_of_them(named: Index) -> None:
    first, again = export(named), export(named)
    other = export(named, key=bytes(32))
    assert first == again
    here, there = ({row["account"] for row in rows(files["accounts"])} for files in (first, other))
    assert len(here) == len(there)
    assert not here & there


def test_research__payment_and_account__of_one_text_have_different_names() -> None:
    names = Pseudonyms(KEY)
    assert names.of("account", "x") != names.of("payment", "x")
    assert names.of("account", "x") == "5a35943692f5d03dd152b4793386bf23"  # openssl dgst -sha256 -mac HMAC
    assert names.of("account", None) is None


def test_research__binned_amounts__hold_the_amount_and_never_state_it(named: Index) -> None:
    bins = bins_of([10_000, 1_000_000])
    exact, binned = rows(export(named)["transfers"]), rows(export(named, bins)["transfers"])
    for before, after in zip(exact, binned, strict=True):
        least, most = after["amount_minor_least"], after["amount_minor_most"]
        assert (least or 0) <= before["amount_minor"] <= (2**256 if most is None else most)
        assert "amount_minor" not in after
    assert {(row["amount_minor_least"], row["amount_minor_most"]) for row in binned} == {
        *((None, 9_999), (10_000, 999_999), (1_000_000, None)),
    }


@pytest.mark.parametrize("bounds", [[2, 1], [5, 5]])
def test_bins__that_do_not_rise__are_refused(bounds: list[int]) -> None:
    with pytest.raises(ValueError, match="do not rise"):
        bins_of(bounds)


def test_readme__says_what_remains_inferable() -> None:
    text = readme_of(PLAIN, is_fresh=True)
    assert all(
        word in text for word in ("Timing.", "Amounts.", "Graph structure.", "remains inferable", "kept nowhere")
    )
    assert "10000, 20000" in readme_of(bins_of([10_000, 20_000]), is_fresh=False)
