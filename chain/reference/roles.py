"""The words in which the interfaces say who may call a function, each with its meaning.

Trusts the line `@custom:roles` above each state-changing function, and the table below for OpenZeppelin's functions.
Never leaves a function without an answer: a missing line or an unknown word is an error that names the place.
"""

from __future__ import annotations

from collections.abc import Mapping

from chain.errors import InputError
from finance.suggestions import did_you_mean

# In the order of the columns in docs/reference/roles.md: public institutions, banks, customers, contracts.
MEANING_OF: Mapping[str, str] = {
    "central-bank": "a central bank, for its own currency or jurisdiction only",
    "central-bank-quorum": "every central bank for its own jurisdiction's approval; the call that completes a quorum "
    "(more than two thirds of them, at least two) carries the act out",
    "supervisor": "a supervisor whom the central bank of that currency or jurisdiction admitted, there only",
    "bank": "a commercial bank, for its own customers, deposits and loans only",
    "market-maker": "the market maker that signed the quote",
    "participant": "whoever a central bank admitted, for itself; no system contract",
    "handover-target": "the account to which the hand-over was offered",
    "issuer": "who issues the money: the currency's central bank and whom it gave an allowance; the bank whose "
    "deposits it is, within its allowance",
    "wallet": "the customer's own wallet",
    "holder": "who holds the money, for its own holdings: banks, market makers and system contracts that the central bank "
    "of the currency admitted, or customers of the bank whose deposits it is",
    "spender": "whom a holder approved, up to the allowance",
    "payee": "the payee that the holder's signature names",
    "party": "a party of the instruction, for itself; the bank of a wallet that is only paid may act for it",
    "system-contract": "a contract of the network that the currency's central bank admitted",
    "money": "the money whose rule book it is",
    "itself": "the contract itself, in a call that is taken back as a whole where it is refused",
    "anyone": "any account, participant or not; whatever consent is needed comes with the call",
    "nobody": "nobody: the function only fills in an interface, and always fails",
}

# What OpenZeppelin's contracts bring along has no NatSpec of ours: function -> (roles, notice).
OPENZEPPELIN: Mapping[str, tuple[str, str]] = {
    "approve": ("anyone", "Lets `spender` move up to `value` of what the caller holds."),
    "cancelAuthorization": ("anyone", "EIP-3009: with the authorizer's signature, makes a signed transfer void."),
    "permit": ("anyone", "EIP-2612: approves by the owner's signature."),
    "receiveWithAuthorization": ("payee", "EIP-3009: a transfer by the holder's signature, sent by its payee."),
    "transfer": ("holder", "Moves `value` of what the caller holds to `to`."),
    "transferFrom": ("spender", "Moves `value` from `from` to `to` within the caller's allowance."),
    "transferWithAuthorization": ("anyone", "EIP-3009: a transfer by the holder's signature, sent by anyone."),
}


def parse_roles(text: str, source: str, function: str) -> tuple[str, ...]:
    """The words of a `@custom:roles` line in the order of the columns.

    Raises InputError, naming the file and the function, when there is no line, it is empty, or has an unknown word.
    """
    words = text.split()
    where = f"{source}: {function}"
    add = "add it to OPENZEPPELIN" if source.startswith("@") else "add one with words"
    if not words:
        raise InputError(
            what="nobody says who may call this function",
            where=where,
            why="it changes state and has no line @custom:roles",
            do=f"{add} of chain/reference/roles.py",
        )
    for word in words:
        if word not in MEANING_OF:
            raise InputError(
                what="unknown role",
                where=where,
                why=f"@custom:roles says {word!r}{did_you_mean(word, MEANING_OF)}",
                do="use a word of chain/reference/roles.py",
            )
    return tuple(word for word in MEANING_OF if word in words)
