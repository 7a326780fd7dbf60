"""The table of role calls: for each function of the network one call with arguments that are right for whoever may make
it, and who that is.

Trusts nothing: `tests/contracts/test_roles.py` has everybody make every call and compares with docs/reference/roles.md.
Never changes the stage: the calls are read, not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from role_stage import Stage

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.errors import ContractError

Caller: TypeAlias = Account | str  # a contract goes by its name in the deployment
CallBuilder: TypeAlias = Callable[[Stage, Address], Call[Any]]
Turned: TypeAlias = type[ContractError]
EVERYBODY: tuple[Caller, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleCall:
    """One call. build: from the stage and the caller, whom some consents name; who: role -> those who are it for these
    arguments, nobody in particular where it is everybody; turned_away_with: what everyone else is told; answer: what
    the call has to answer, None where it says nothing or anything; names_caller: whether it differs by caller."""

    build: CallBuilder
    who: Mapping[str, tuple[Caller, ...]]
    turned_away_with: tuple[Turned, ...]
    answer: Any = None
    names_caller: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        """The names of all who may make it, save where everybody may."""
        callers = (caller for callers in self.who.values() for caller in callers)
        return frozenset(caller if isinstance(caller, str) else caller.identity for caller in callers)


ROLE_CALLS: dict[str, RoleCall] = {}


def role_call(
    function: str,
    who: Mapping[str, Sequence[Caller]],
    *turned_away_with: Turned,
    answer: Any = None,
    names_caller: bool = False,
) -> Callable[[CallBuilder], CallBuilder]:
    """Enters a call of `Contract.function` into the table."""

    def enter(build: CallBuilder) -> CallBuilder:
        if function in ROLE_CALLS:
            raise ValueError(f"a second call of {function}")
        holders = {role: tuple(callers) for role, callers in who.items()}
        ROLE_CALLS[function] = RoleCall(build, holders, turned_away_with, answer, names_caller)
        return build

    return enter
