"""The reference as Markdown: one page a contract, and one of all roles.

Trusts `chain.reference.contracts` for every word and name.
Never adds anything of its own but headings and the sentences that explain the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chain.reference.contracts import Contract, Declared, Function
from chain.reference.roles import MEANING_OF

_MAY = "●"


def roles_page(contracts: Sequence[Contract]) -> str:
    """The words, and a table role × function for each contract."""
    used = {word for contract in contracts for action in contract.actions for word in action.roles}
    lines = [
        "# Who may call what",
        "",
        "Every function of the network that changes state, and who may call it. Whoever a row doesn't mark is turned",
        "away.",
        "",
        "Written by `corridor compile` from the lines `@custom:roles` in `contracts/interfaces/`; a test calls every",
        "function as every role and compares.",
        "",
        *_table(("word", "who that is"), [(f"`{word}`", MEANING_OF[word]) for word in MEANING_OF if word in used]),
    ]
    for contract in contracts:
        lines += ["", f"## [{contract.name}]({contract.name}.md)", "", *_matrix(contract)]
    return _text(lines)


def contract_page(contract: Contract) -> str:
    """What a contract is for, who may do what with it, what it answers, says and fails with."""
    sources = ", ".join(f"`contracts/{path}`" for path in (contract.source, *contract.bases))
    lines = [
        f"# {contract.name}",
        "",
        f"**{contract.title}.** {contract.notice}".rstrip(),
        *(["", contract.details] if contract.details else []),
        "",
        f"Written by `corridor compile` from {sources}. [Who is who](roles.md).",
        *(["", "What a `RefusalCode` means stands in [refusals](../rejections.md)."] if _refuses(contract) else []),
        *_actions(contract.actions),
    ]
    if contract.views:
        rows = [(f"`{view.signature}`", _answer(view), _codes(view.reach.errors)) for view in contract.views]
        lines += ["", "## Answers", "", *_table(("function", "answers", "may fail with"), rows)]
    lines += _declarations("Events", ("event", "says"), contract.events)
    lines += _declarations("Errors", ("error", "selector", "says"), contract.errors)
    return _text(lines)


def _refuses(contract: Contract) -> bool:
    return any("RefusalCode" in declared.signature for declared in (*contract.events, *contract.errors))


def _matrix(contract: Contract) -> Iterator[str]:
    if not contract.actions:
        yield "Nothing changes it."
        return
    words = [word for word in MEANING_OF if any(word in action.roles for action in contract.actions)]
    rows = [
        (f"`{action.name}`", *(_MAY if word in action.roles else "" for word in words)) for action in contract.actions
    ]
    yield from _table(("function", *words), rows)


def _actions(actions: Sequence[Function]) -> Iterator[str]:
    if not actions:
        return
    yield from ("", "## Actions", "")
    rows = [
        (f"`{action.name}`", ", ".join(action.roles), _codes(action.reach.events), _codes(action.reach.errors))
        for action in actions
    ]
    yield from _table(("function", "who", "may emit", "may fail with"), rows)
    yield from (
        "",
        "Events and errors are those that the code of the function, and all it calls in the contract, names.",
    )
    for action in actions:
        yield from (
            "",
            f"### {action.name}",
            "",
            f"`{action.signature}`",
            "",
            f"{action.notice} {action.details}".strip(),
        )
        yield from _list(action)
        if action.reach.calls:
            yield from ("", f"Calls {_codes(action.reach.calls)}, whose events and errors come on top.")


def _list(action: Function) -> Iterator[str]:
    entries = [
        *(f"- `{name}`: {text}" for name, text in action.parameters),
        *(f"- answers {f'`{name}`: ' if name else ''}{text}" for name, text in action.results),
    ]
    if entries:
        yield from ("", *entries)


def _answer(view: Function) -> str:
    results = (f"`{name}`: {text}" if name else text for name, text in view.results)
    return " ".join(part for part in (view.notice, *results, view.details) if part)


def _declarations(title: str, heads: Sequence[str], declared: Sequence[Declared]) -> Iterator[str]:
    if declared:
        rows = [
            (f"`{one.signature}`", *([f"`{one.selector}`"] if one.selector else []), one.notice) for one in declared
        ]
        yield from ("", f"## {title}", "", *_table(heads, rows))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
