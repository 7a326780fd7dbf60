"""What an event's kind alone tells of it, worked out once: under which names its values stand, and what they are.

Trusts the generated classes for the fields.
Never looks at an event: what depends on one, `audit.rows` adds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, get_type_hints

from chain.clients.events import Issued, Redeemed

_AMOUNTS = ("value", "amount")
"""What the standards call `amount_minor`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands where among the values of an event.

    names: of the values; amounts: those names that are money; then places in the same order: code, loan_id, amount
    (what the event is about) and cost, each None where there is none; currency, payer_currency, payee_currency;
    currencies: of all of them; texts: of whatever may be an account.
    """

    names: tuple[str, ...]
    amounts: tuple[str, ...]
    code: int | None
    loan_id: int | None
    amount: int | None
    cost: int | None
    currency: int | None
    payer_currency: int | None
    payee_currency: int | None
    currencies: tuple[int, ...]
    texts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """An event's class as a reader of many needs it.

    event: the class; shape: of what its fields tell; values_of: that, in its order; uetrs: those of its fields that are
    UETRs; holds_agreed: whether one is a struct; is_plain: whether none is, and no loan is behind them; with_issuer:
    the shape of one that the money of an issuer tells, or None.
    """

    event: Any
    shape: Shape
    values_of: Callable[[Any], tuple[Any, ...]]
    uetrs: tuple[str, ...]
    holds_agreed: bool
    is_plain: bool
    with_issuer: Shape | None


@cache
def kind_of(event: Any) -> Kind:
    """What is known of this class of events."""
    names = [field.name for field in fields(event)]
    amounts = [name for name in _AMOUNTS if name in names]
    read = [*(name for name in names if name not in amounts), *amounts]
    told = tuple("amount_minor" if name in amounts else name for name in read)
    holds_agreed = any(isinstance(hint, type) and is_dataclass(hint) for hint in get_type_hints(event).values())
    return Kind(
        event,
        shape_of(event, told),
        attrgetter(*read) if len(read) > 1 else lambda item: tuple([getattr(item, name) for name in read]),
        tuple(name for name in names if name in ("uetr", "original_uetr")),
        holds_agreed,
        not holds_agreed and "loan_id" not in names,
        shape_of(event, (*told, "issuer")) if event in (Issued, Redeemed) else None,
    )


@cache
def shape_of(event: Any, names: tuple[str, ...]) -> Shape:
    """The shape of an event of this class that is told under these names."""
    amounts = tuple(name for name in names if "_minor" in name)
    amount = "amount_minor" if "amount_minor" in names else next(iter(amounts), "")
    others = {name for name, hint in get_type_hints(event).items() if hint is not str}
    return Shape(
        names,
        amounts,
        _place(names, "code"),
        _place(names, "loan_id"),
        _place(names, amount),
        _place(names, "cost_minor" if "cost_minor" in names else "buy_minor"),
        _place(names, "currency"),
        _place(names, "payer_currency"),
        _place(names, "payee_currency"),
        tuple(place for place, name in enumerate(names) if name.endswith("currency")),
        tuple(place for place, name in enumerate(names) if name not in others),
    )


def _place(names: tuple[str, ...], name: str) -> int | None:
    return names.index(name) if name in names else None
