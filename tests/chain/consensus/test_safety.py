"""Never two final blocks at one height, whatever fails and whoever lies; and the height is decided once it can be.

Trusts Hypothesis to look for a counterexample: it finds one for each bug that is planted here.
Never takes the model's own word for finality: every honest validator's own is compared, long after the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from consensus_cases import FAULTS_UNTIL_MS, KEYS, ROUND_TIMEOUT_MS, heights, validator_set
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from chain.consensus.faults import Equivocation, Faults, Partition
from chain.consensus.instance import Conditions, Instance
from chain.consensus.messages import Candidate, Certificate, RoundChange
from chain.consensus.seals import quorum
from chain.consensus.topology import Topology
from chain.consensus.validator import LyingValidator, Validator
from chain.consensus.validators import ValidatorSet

Case = tuple[ValidatorSet, int, Conditions]
# Twice as long as the faults, and then some: every timeout that began meanwhile is over by then.
LONG_AFTER_MS = 10 * FAULTS_UNTIL_MS


# Validator 1 proposes while 2 is cut off; 0 alone gets the seal of 3, who lies, and with it a quorum; then 0 is cut
# off. Nobody but 1 knows now that the block may be final: whatever 2 proposes next has to be that same block.
_CUT_OFF = (Partition(0, 250, (frozenset(KEYS[2:3]),)), Partition(250, 5_000, (frozenset(KEYS[:1]),)))
_LIE = Equivocation(0, 300, KEYS[3], frozenset(KEYS[:1]))
FINAL_AT_ONE: Case = (
    validator_set(4),
    1,
    Conditions(Topology(), Faults(partitions=_CUT_OFF, equivocations=(_LIE,)), ROUND_TIMEOUT_MS),
)


def final_blocks(
    case: Case, honest: type[Validator] = Validator, lying: type[LyingValidator] = LyingValidator
) -> set[Candidate]:
    """The blocks that honest validators hold as final, played on long after the first."""
    validators, height, conditions = case
    instance = Instance(height, 0, validators, conditions, honest=honest, lying=lying)
    instance.run_until(LONG_AFTER_MS)
    return {finality.final.candidate for finality in instance.finalities.values()}


class Hasty(Validator):
    """A planted bug: it takes half of the validators for enough."""

    @property
    def quorum(self) -> int:
        return len(self.port.validators) // 2


class HastyLiar(Hasty, LyingValidator):
    """The same bug in who lies."""


class Forgetful(Validator):
    """A planted bug: what a validator is locked on binds nobody in the next round."""

    def highest_lock(self, changes: Sequence[RoundChange]) -> Certificate | None:
        return None


class ForgetfulLiar(Forgetful, LyingValidator):
    """The same bug in who lies."""


@given(heights())
@example(FINAL_AT_ONE)
@settings(max_examples=400)
def test_height__whatever_fails_and_up_to_f_lie__has_one_final_block(case: Case) -> None:
    assert len(final_blocks(case)) <= 1


@given(heights(lies=False))
@settings(max_examples=100)
def test_height__once_faults_are_over__is_decided_by_everybody(case: Case) -> None:
    validators, height, conditions = case
    instance = Instance(height, 0, validators, conditions)
    instance.run_until(LONG_AFTER_MS)
    assert set(instance.finalities) == set(validators.keys)


@given(heights())
@settings(max_examples=100)
def test_height__with_up_to_f_lying_for_a_while__is_decided(case: Case) -> None:
    validators, height, conditions = case
    instance = Instance(height, 0, validators, conditions)
    finality = instance.decide()
    assert len(finality.final.sealers) == quorum(len(validators))
    assert finality.at_ms <= LONG_AFTER_MS


@given(st.data(), st.integers(4, 7))
@settings(max_examples=50)
def test_height__while_no_side_has_a_quorum__is_not_decided(data: st.DataObject, count: int) -> None:
    validators = validator_set(count)
    size = data.draw(st.integers(count - quorum(count) + 1, quorum(count) - 1))
    partition = Partition(0, FAULTS_UNTIL_MS, (frozenset(validators.keys[:size]),))
    instance = Instance(1, 0, validators, Conditions(faults=Faults(partitions=(partition,))))
    assert instance.decide().at_ms >= FAULTS_UNTIL_MS


def test_safety__quorum_of_a_half_planted__is_seen_to_break() -> None:
    assert broken_by(Hasty, HastyLiar)


def test_safety__lock_forgotten_planted__is_seen_to_break() -> None:
    assert broken_by(Forgetful, ForgetfulLiar)


def broken_by(honest: type[Validator], lying: type[LyingValidator]) -> bool:
    """Whether the property above, asked of validators with a bug, finds two final blocks."""

    @given(heights())
    @example(FINAL_AT_ONE)
    @settings(phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    def never_two(case: Case) -> None:
        assert len(final_blocks(case, honest, lying)) <= 1

    try:
        never_two()
    except AssertionError:
        return True
    return False
