"""Validators with keys, and drawn faults among them, for the tests of consensus.

Trusts Hypothesis to draw.
Never lets more validators lie than the protocol promises to stand: f of n.
"""

from __future__ import annotations

from hypothesis import strategies as st

from chain.accounts import Account
from chain.consensus.faults import Equivocation, Faults, Outage, Partition, Silence
from chain.consensus.instance import Conditions
from chain.consensus.seals import faulty_max
from chain.consensus.topology import Topology
from chain.consensus.validators import ValidatorSet

ACCOUNTS = tuple(Account.derived(4, "validator", f"validator-{number}") for number in range(13))
KEYS = tuple(account.address for account in ACCOUNTS)
PRIVATE_KEYS = {account.address: account.key for account in ACCOUNTS}
ROUND_TIMEOUT_MS = 400
FAULTS_UNTIL_MS = 6_000


def validator_set(count: int) -> ValidatorSet:
    """The first `count` validators."""
    return ValidatorSet(KEYS[:count])


def subsets(keys: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Any of these validators, also none or all; often a single one."""
    some = st.lists(st.booleans(), min_size=len(keys), max_size=len(keys)).map(
        lambda picks: frozenset(key for key, is_in in zip(keys, picks, strict=True) if is_in)
    )
    return st.sampled_from(keys).map(lambda key: frozenset((key,))) | some


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    """From a millisecond around the first votes to a later one."""
    from_ms = draw(st.integers(0, 1_000))
    return from_ms, draw(st.integers(from_ms + 1, FAULTS_UNTIL_MS))


@st.composite
def phases(draw: st.DrawFn, keys: tuple[str, ...]) -> tuple[Partition, ...]:
    """One partition after another: in each phase some hear others than before, which is what puts locks to the test."""
    found, from_ms = [], 0
    for length_ms, group in draw(st.lists(st.tuples(st.integers(100, 1_500), subsets(keys)), max_size=3)):
        found.append(Partition(from_ms, from_ms + length_ms, (group,)))
        from_ms += length_ms
    return tuple(found)


@st.composite
def fault_cases(draw: st.DrawFn, keys: tuple[str, ...], lies: bool = True) -> Faults:
    """Outages, partitions and silences of anybody, and lies of at most f."""
    somebody = st.sampled_from(keys)
    # A liar is worst while there is something to deny, and right after it.
    ends = st.integers(1, ROUND_TIMEOUT_MS) | st.integers(ROUND_TIMEOUT_MS, FAULTS_UNTIL_MS)
    liars = draw(st.lists(somebody, max_size=faulty_max(len(keys)) if lies else 0, unique=True))
    return Faults(
        outages=tuple(Outage(*span, key) for span, key in draw(st.lists(st.tuples(spans(), somebody), max_size=1))),
        partitions=draw(phases(keys)),
        silences=tuple(Silence(*span, key) for span, key in draw(st.lists(st.tuples(spans(), somebody), max_size=1))),
        equivocations=tuple(Equivocation(0, draw(ends), liar, draw(subsets(keys))) for liar in liars),
    )


@st.composite
def topologies(draw: st.DrawFn, keys: tuple[str, ...]) -> Topology:
    """Links of some milliseconds, a few of them slow."""
    slow = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys), st.integers(0, 300)), max_size=4))
    links = {frozenset((one, other)): ms for one, other, ms in slow if one != other}
    return Topology(draw(st.integers(1, 60)), links)


@st.composite
def heights(draw: st.DrawFn, lies: bool = True) -> tuple[ValidatorSet, int, Conditions]:
    """A validator set, a height and what it is decided under."""
    validators = validator_set(draw(st.sampled_from([4, 4, 5, 6, 7])))
    faults = draw(fault_cases(validators.keys, lies))
    conditions = Conditions(draw(topologies(validators.keys)), faults, ROUND_TIMEOUT_MS)
    return validators, draw(st.integers(1, len(validators))), conditions
