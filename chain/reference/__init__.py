"""Writes `docs/reference`: for each contract role × action × refusal × event, and the roles of the whole network.

Trusts the compiler: words come from the NatSpec of the interfaces, events and errors from the syntax trees.
Never runs when the network does, and never writes where there are no docs to write to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chain.artifacts import CONTRACTS_DIR
from chain.compiler import document_contracts
from chain.generated import replace_files
from chain.reference.contracts import Contract, read_contracts
from chain.reference.markdown import contract_page, roles_page

REFERENCE_DIR = CONTRACTS_DIR.parent / "docs" / "reference"


def render_reference(root: Path = CONTRACTS_DIR) -> dict[str, str]:
    """File name -> text of every page on the contracts below `root`.

    Raises InputError when they do not compile, or a function that changes state doesn't say who may call it.
    """
    return render_pages(read_contracts(document_contracts(root)))


def render_pages(contracts: Sequence[Contract]) -> dict[str, str]:
    """File name -> text of the page of each contract, and of all roles."""
    pages = {f"{contract.name}.md": contract_page(contract) for contract in contracts}
    return {"roles.md": roles_page(contracts), **pages}


def write_reference(target: Path = REFERENCE_DIR) -> list[str]:
    """Replaces the pages in `target`; returns the names of those that changed. Without a docs folder: none."""
    return replace_files(target, ".md", render_reference()) if target.parent.is_dir() else []
