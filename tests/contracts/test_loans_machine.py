"""Random acts on loans of one bank, of another and of three, on chain beside a plain model, second by second.

Trusts `loan_machine` to compare every event of every act, and to ask the invariants of docs/invariants.md.
Never on one engine alone: what foresees an act is the same for both.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from loan_machine import Loans

# The slow engine says the same of fewer.
EXAMPLES = {"revm": 20, "pyevm": 2}


@pytest.mark.deep_on_pyevm
def test_loans__random_steps__agree_with_the_model_and_keep_their_invariants(engine: str) -> None:
    run_state_machine_as_test(Loans, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=5))
