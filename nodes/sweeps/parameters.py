"""What a sweep varies: one key of the scenario a parameter, with its bounds or the values that it takes.

Trusts the scenario's own checks, which the caller hands in, to say which way of writing a value a key takes.
Never makes a float of a value: it is a decimal text from the command line to the scenario.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from chain.errors import InputError
from nodes.scenario.findings import shown

LEVELS_MAX = 1_000
"""Most values of one parameter in a grid."""
_DECIMALS = (6, 4, 3, 2, 1)
"""How many decimals a key is asked to take, the most first; amounts take those of their currency."""
_NUMBER = r"-?[0-9]{1,30}(?:\.[0-9]{1,12})?"
_RANGE = re.compile(rf"({_NUMBER}):({_NUMBER})(?::(.*))?")
_EXACT = Context(prec=80)
_NOT_A_PARAMETER = "not a parameter"

Accepts = Callable[[str], InputError | None]
"""Says why a scenario with a setting `key.path=value` in it is refused; `None` where it is not."""


@dataclass(frozen=True, slots=True)
class Written:
    """A parameter as the command line has it: a range with its number of values, or a list."""

    text: str
    """The whole of it, for messages."""
    path: str
    bounds: tuple[Decimal, Decimal] | None
    count: int | None
    """How many values of the range a grid takes; `None`: not said."""
    items: tuple[str, ...]
    """The list; empty for a range."""

    @classmethod
    def read(cls, text: str) -> Written:
        """A parameter from `key.path=LOW:HIGH:N`, `key.path=LOW:HIGH` or `key.path=a,b,c`. Raises `InputError`."""
        path, is_set, values = text.partition("=")
        if not is_set or not path or not values:
            raise refused(text, _NOT_A_PARAMETER, "it is no key with values", "write key.path=LOW:HIGH:N or =a,b,c")
        if path == "seed":
            raise refused(text, "seed as a parameter", "each point has the same seeds", "say how many with --seeds")
        if "," in values:
            return cls(text, path, None, None, _items(text, values))
        match = _RANGE.fullmatch(values)
        if match is None:
            why = f"{shown(values)} is neither a range of numbers nor a list"
            raise refused(text, _NOT_A_PARAMETER, why, "write LOW:HIGH:N, or two values or more with commas between")
        low, high = Decimal(match[1]), Decimal(match[2])
        if low >= high:
            raise refused(text, "empty range", f"{match[1]} is not below {match[2]}", "write the lower bound first")
        return cls(text, path, (low, high), _count(text, match[3]), ())


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter whose values are written as its key takes them."""

    path: str
    """Key path in the scenario, as `--set` has it."""
    bounds: tuple[Decimal, Decimal] | None
    """Lowest and highest value; `None` for a list."""
    values: tuple[str, ...]
    """What a grid takes of it; empty where a range was given without a number of values."""
    decimals: int
    """To how many decimals drawn values are rounded, half-even."""
    is_text: bool
    """Whether the key takes its values in quotes, as amounts and rates are written."""

    def setting(self, value: str) -> str:
        """What puts a value in its place: `key.path=value`."""
        return f"{self.path}='{value}'" if self.is_text else f"{self.path}={value}"

    def at(self, share: Decimal) -> str:
        """The value at a share, 0 to 1, of the way from the lower bound to the upper one."""
        if self.bounds is None:
            raise ValueError(f"{self.path} has no bounds")
        low, high = self.bounds
        exact = _EXACT.add(low, _EXACT.multiply(_EXACT.subtract(high, low), share))
        return plain(exact, self.decimals)


def plain(value: Decimal, decimals: int) -> str:
    """A number in digits, rounded half-even, without zeros at its end."""
    text = f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN, _EXACT):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def typed(written: Written, accepts: Accepts) -> Parameter:
    """The parameter in the way of writing that its key takes. Raises `InputError` where the key takes none of it."""
    return _typed_list(written, accepts) if written.bounds is None else _typed_range(written, written.bounds, accepts)


def refused(parameter: str, what: str, why: str, do: str) -> InputError:
    """The line about a parameter."""
    return InputError(what=what, where=f"--param {shown(parameter)}", why=why, do=do)


def _items(text: str, values: str) -> tuple[str, ...]:
    items = tuple(item.strip() for item in values.split(","))
    if not all(items):
        raise refused(text, _NOT_A_PARAMETER, "a value of the list is empty", "write a value between any two commas")
    twice = next((item for item in items if items.count(item) > 1), None)
    if twice is not None:
        raise refused(text, "value twice", f"{shown(twice)} stands in the list twice", "write it once")
    return items


def _count(text: str, count: str | None) -> int | None:
    if count is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", count) or not 2 <= int(count) <= LEVELS_MAX:
        why = f"{shown(count) or 'nothing'} is not a whole number from 2 to {LEVELS_MAX:,}"
        raise refused(text, "number of values", why, "say how many values the grid takes: LOW:HIGH:N")
    return int(count)


def _typed_range(written: Written, bounds: tuple[Decimal, Decimal], accepts: Accepts) -> Parameter:
    whole = all(bound == bound.to_integral_value() for bound in bounds)
    ways = [(decimals, True) for decimals in _DECIMALS] + [(0, False), (0, True)] * whole
    for decimals, is_text in ways:
        found = Parameter(written.path, bounds, (), decimals, is_text)
        # As many digits as there may be: a currency that has fewer decimals then refuses them.
        if not _refusals(found, (f"{bound:.{decimals}f}" for bound in bounds), accepts):
            return _with_levels(written, found)
    plainly = Parameter(written.path, bounds, (), 0 if whole else _DECIMALS[0], not whole)
    raise _first(written, plainly, (plain(bound, 12) for bound in bounds), accepts)


def _with_levels(written: Written, parameter: Parameter) -> Parameter:
    if written.count is None:
        return parameter
    last = written.count - 1
    values = tuple(parameter.at(_EXACT.divide(Decimal(number), Decimal(last))) for number in range(last + 1))
    if len(set(values)) < len(values):
        why = f"{written.count} values rounded to {parameter.decimals} decimals, as the key takes them, are not all"
        raise refused(written.text, "too many values", f"{why} different", "take fewer, or a wider range")
    return Parameter(parameter.path, parameter.bounds, values, parameter.decimals, parameter.is_text)


def _typed_list(written: Written, accepts: Accepts) -> Parameter:
    ways = [Parameter(written.path, None, written.items, 0, is_text) for is_text in (False, True)]
    for found in ways:
        if not _refusals(found, written.items, accepts):
            return found
    # Of decimals without quotes it would be said that they have none.
    is_text = any(re.fullmatch(r"-?[0-9]+\.[0-9]+", item) for item in written.items)
    raise _first(written, ways[is_text], written.items, accepts)


def _refusals(parameter: Parameter, values: Iterable[str], accepts: Accepts) -> bool:
    return any(accepts(parameter.setting(value)) is not None for value in values)


def _first(written: Written, parameter: Parameter, values: Iterable[str], accepts: Accepts) -> InputError:
    """The first refusal of some values, told as one of the parameter."""
    answers = (accepts(parameter.setting(value)) for value in values)
    error = next((answer for answer in answers if answer is not None), None)
    if error is None:
        # Each bound alone is taken, but not with as many decimals as a range needs.
        return refused(written.text, "no range", "its key takes these bounds but nothing between", "write a list")
    return refused(written.text, error.what, error.why, error.do)
